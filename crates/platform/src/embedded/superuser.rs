//! The password of the cluster's owner: whoever reaches the socket must know it as well.

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The login that owns the cluster; its password is in the data folder.
pub const SUPERUSER: &str = "postgres";

/// Where the password is kept.
const FILE: &str = "postgres.password";

/// The password, in the file `postgres.password` of the data folder, for the server's own user only.
pub(super) struct Superuser {
    file: PathBuf,
    password: String,
    is_set: bool,
}

impl Superuser {
    /// Forgets the password of a cluster that is gone.
    pub(super) fn forget(data: &Path) {
        std::fs::remove_file(data.join(FILE)).ok();
    }

    /// The folder's password, or a new one that the cluster does not know yet.
    pub(super) fn of(data: &Path) -> anyhow::Result<Superuser> {
        let file = data.join(FILE);
        let Ok(meta) = file.metadata() else {
            let password = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
            return Ok(Superuser { file, password, is_set: false });
        };
        if meta.mode() & 0o077 != 0 {
            bail!("{} can be read by others. Run: chmod 600 {}", file.display(), file.display());
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        Ok(Superuser { file, password: text.trim().to_string(), is_set: true })
    }

    /// What to sign in with; nothing while the cluster has no password.
    pub(super) fn password(&self) -> Option<String> {
        self.is_set.then(|| self.password.clone())
    }

    /// What PostgreSQL keeps of the password.
    pub(super) fn verifier(&self) -> String {
        postgres_protocol::password::scram_sha_256(self.password.as_bytes())
    }

    /// Keeps the password, now that the cluster knows it.
    pub(super) fn keep(&mut self) -> anyhow::Result<()> {
        let half = self.file.with_extension("part");
        std::fs::remove_file(&half).ok();
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(&half)?;
        writeln!(file, "{}", self.password)?;
        file.sync_all()?;
        std::fs::rename(&half, &self.file)?;
        self.is_set = true;
        Ok(())
    }
}
