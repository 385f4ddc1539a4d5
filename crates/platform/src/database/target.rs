//! Where a database is and who connects.

use anyhow::Context as _;
use std::path::PathBuf;
use tokio_postgres::config::{Host, SslMode};

/// One database and one login.
#[derive(Debug, Clone)]
pub struct Target {
    pub(crate) place: Place,
    /// Port.
    pub port: u16,
    /// Login.
    pub user: String,
    pub(crate) password: Option<String>,
    /// Database.
    pub database: String,
    pub(crate) tls: SslMode,
    /// Run-time settings sent with the greeting, such as `statement_timeout`.
    pub settings: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub(crate) enum Place {
    Socket(PathBuf),
    Tcp(String),
}

impl Target {
    /// A PostgreSQL listening on a unix socket in this folder.
    pub fn socket(folder: impl Into<PathBuf>, port: u16, user: &str, database: &str) -> Target {
        Target {
            place: Place::Socket(folder.into()),
            port,
            user: user.into(),
            password: None,
            database: database.into(),
            tls: SslMode::Disable,
            settings: Vec::new(),
        }
    }

    /// Understands a URL such as `postgres://user:password@host:5432/name?sslmode=require`.
    ///
    /// # Errors
    /// When the URL can't be understood or names no host.
    pub fn parse(url: &str) -> anyhow::Result<Target> {
        let config: tokio_postgres::Config = url
            .parse()
            .context("DATABASE_URL is not a PostgreSQL address such as postgres://user:password@host:5432/name")?;
        let place = match config.get_hosts().first().context("DATABASE_URL names no host")? {
            Host::Tcp(host) => Place::Tcp(host.clone()),
            Host::Unix(path) => Place::Socket(path.clone()),
        };
        let user = config.get_user().context("DATABASE_URL names no user")?.to_string();
        Ok(Target {
            place,
            port: config.get_ports().first().copied().unwrap_or(5432),
            database: config.get_dbname().unwrap_or(&user).to_string(),
            user,
            password: config.get_password().map(|p| String::from_utf8_lossy(p).into_owned()),
            tls: config.get_ssl_mode(),
            settings: Vec::new(),
        })
    }

    /// The address as a URL, without the password.
    pub fn url(&self) -> String {
        let host = match &self.place {
            Place::Socket(folder) => folder.display().to_string().replace('/', "%2F"),
            Place::Tcp(host) => host.clone(),
        };
        format!("postgres://{}@{host}:{}/{}", self.user, self.port, self.database)
    }

    /// The same place with another login.
    pub fn with_user(&self, user: &str, password: Option<String>) -> Target {
        Target { user: user.into(), password, ..self.clone() }
    }

    /// The same login and database, reached where `way` leads.
    pub fn through(&self, way: &Target) -> Target {
        Target { place: way.place.clone(), port: way.port, tls: way.tls, ..self.clone() }
    }

    /// The same server and login, another database.
    pub fn with_database(&self, database: &str) -> Target {
        Target { database: database.into(), ..self.clone() }
    }

    /// With one more run-time setting.
    pub fn with_setting(mut self, name: &str, value: &str) -> Target {
        self.settings.push((name.into(), value.into()));
        self
    }
}
