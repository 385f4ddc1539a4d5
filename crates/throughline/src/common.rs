//! What every command is told.

use clap::Args;
use std::path::PathBuf;

/// Where the data is.
#[derive(Args, Clone)]
pub(crate) struct Common {
    /// Folder that holds the data when PostgreSQL runs inside, and the master key
    ///
    /// One folder holds one database. Without it: data/demo for the demo, data for everything else.
    #[arg(long, global = true, env = "THROUGHLINE_DATA_DIR", value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Use this PostgreSQL (16 or newer, with pgvector) instead of the one inside: postgres://user:password@host/name
    #[arg(long, global = true, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// 32 bytes in base64 that protect personal data; without it the file master.key in the data folder is used
    #[arg(long, global = true, env = "THROUGHLINE_MASTER_KEY", value_name = "BASE64", hide_env_values = true)]
    pub(crate) master_key: Option<String>,
    /// Say more: -v for what happens, -vv for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Common {
    /// The folder of the data.
    pub(crate) fn folder(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(|| PathBuf::from("data"))
    }
}
