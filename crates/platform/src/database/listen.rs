//! Hearing what PostgreSQL notifies.

use super::door::Door;
use anyhow::Context as _;
use std::future::poll_fn;
use tokio_postgres::AsyncMessage;

impl Door {
    /// Listens on channels with a connection of its own and hands every (channel, message) over, until the connection ends.
    ///
    /// # Errors
    /// When the database can't be reached, or goes away.
    pub async fn listen(
        &self,
        channels: &[&str],
        ready: impl FnOnce(),
        mut heard: impl FnMut(&str, &str),
    ) -> anyhow::Result<()> {
        let (client, mut connection) = self.target().open().await?;
        let script = channels.iter().map(|c| format!("listen {c};")).collect::<String>();
        let listening = client.batch_execute(&script);
        let mut listening = std::pin::pin!(listening);
        let mut ready = Some(ready);
        loop {
            tokio::select! {
                done = &mut listening, if ready.is_some() => {
                    done?;
                    if let Some(ready) = ready.take() { ready(); }
                }
                message = poll_fn(|cx| connection.poll_message(cx)) => {
                    if let AsyncMessage::Notification(n) = message.context("the connection ended")?? {
                        heard(n.channel(), n.payload());
                    }
                }
            }
        }
    }
}
