//! Connections of PostgreSQL's own client to a target.

use super::stream::{self, Stream};
use super::target::Target;
use anyhow::Context as _;
use std::time::Duration;
use tokio_postgres::config::SslMode;

impl Target {
    /// One connection outside the door, for installing, backing up and restoring.
    ///
    /// # Errors
    /// When the database can't be reached or refuses the login.
    pub async fn connect(&self) -> anyhow::Result<tokio_postgres::Client> {
        let (client, connection) = self.open().await?;
        tokio::spawn(async move {
            if let Err(e) = connection.await {
                tracing::debug!("a database connection ended: {e}");
            }
        });
        Ok(client)
    }

    /// One connection and what drives it.
    pub(super) async fn open(
        &self,
    ) -> anyhow::Result<(tokio_postgres::Client, tokio_postgres::Connection<Stream, tokio_postgres::tls::NoTlsStream>)>
    {
        let stream = tokio::time::timeout(Duration::from_secs(10), stream::open(self))
            .await
            .context("the database does not answer")??;
        let mut config = tokio_postgres::Config::new();
        config.user(&self.user).dbname(&self.database).application_name("throughline").ssl_mode(SslMode::Disable);
        if let Some(password) = &self.password {
            config.password(password);
        }
        let options: Vec<String> = self
            .settings
            .iter()
            .map(|(name, value)| format!("-c {name}={}", value.replace('\\', "\\\\").replace(' ', "\\ ")))
            .collect();
        if !options.is_empty() {
            config.options(options.join(" "));
        }
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        Ok(config.connect_raw(stream, tokio_postgres::NoTls).await?)
    }
}
