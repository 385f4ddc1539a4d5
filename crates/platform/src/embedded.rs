//! The PostgreSQL inside: unpacked, initialised, started, watched and stopped by the server.
//!
//! It listens on a unix socket in a folder only its own user can enter, never on TCP. One data folder has one server.

mod postmaster;
mod tree;

use crate::database::Target;
use anyhow::{Context as _, bail};
use std::fs::{File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use postmaster::Postmaster;

/// The login that owns the cluster; reachable through the private socket only.
pub const SUPERUSER: &str = "postgres";
/// The database.
pub const DATABASE: &str = "throughline";
/// "nobody": PostgreSQL refuses to run as root.
const UNPRIVILEGED: u32 = 65534;

/// A data folder held by this process.
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Takes the folder, making it when it is new.
    ///
    /// # Errors
    /// When another process holds it, or it can't be written.
    pub fn take(path: &Path) -> anyhow::Result<DataFolder> {
        std::fs::create_dir_all(path).with_context(|| format!("the data folder {} can't be made", path.display()))?;
        let path = path.canonicalize()?;
        let file = path.join("lock");
        let mut lock = File::options().create(true).read(true).write(true).truncate(false).open(&file).with_context(|| format!("the data folder {} can't be written", path.display()))?;
        if lock.try_lock().is_err() {
            let holder = std::fs::read_to_string(&file).unwrap_or_default();
            bail!("another Throughline (process {}) uses the data folder {}.\nStop it first, or choose another folder with --data-dir.", holder.trim(), path.display());
        }
        lock.set_len(0)?;
        writeln!(lock, "{}", std::process::id())?;
        Ok(DataFolder { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts PostgreSQL in the folder and makes sure the database exists. `say` tells people what takes time.
    ///
    /// # Errors
    /// When the tree can't be unpacked, initialised or started; the message holds what PostgreSQL said.
    pub async fn start(&self, say: impl Fn(&str)) -> anyhow::Result<Arc<Postmaster>> {
        let user = Unprivileged::for_folder(&self.path)?;
        let tree = match std::env::var_os("THROUGHLINE_PG_TREE") {
            Some(ready) => PathBuf::from(ready),
            None => tree::unpack(&self.path)?,
        };
        let cluster = self.path.join("cluster");
        let fresh = !cluster.join("PG_VERSION").exists();
        if fresh {
            say("Setting up PostgreSQL …");
            postmaster::init(&tree, &cluster, &user).await?;
        }
        let socket = socket_folder(&self.path, &user)?;
        let postmaster = Postmaster::start(tree, cluster, socket, user, fresh).await?;
        if fresh {
            let admin = postmaster.target().with_database("postgres").connect().await?;
            admin.batch_execute(&format!("create database {DATABASE}")).await?;
        }
        Ok(postmaster)
    }
}

/// The user PostgreSQL runs as: ourselves, or "nobody" when we are root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unprivileged(Option<u32>);

impl Unprivileged {
    fn for_folder(path: &Path) -> anyhow::Result<Unprivileged> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Unprivileged(None));
        }
        // The user must be able to walk to the folder.
        for folder in path.ancestors().skip(1) {
            let meta = folder.metadata()?;
            if meta.uid() != UNPRIVILEGED && meta.mode() & 0o001 == 0 {
                bail!(
                    "Throughline runs as root, so PostgreSQL runs as user {UNPRIVILEGED}, who can't enter {}.\nRun as another user, or choose a folder such as --data-dir /var/lib/throughline.",
                    folder.display()
                );
            }
        }
        Ok(Unprivileged(Some(UNPRIVILEGED)))
    }

    fn give(self, path: &Path) -> anyhow::Result<()> {
        if let Some(uid) = self.0 {
            chown(path, Some(uid), Some(uid)).with_context(|| format!("giving {} to user {uid}", path.display()))?;
        }
        Ok(())
    }
}

/// A private folder for the socket; in the temporary folder when the path would be too long for one (107 bytes).
fn socket_folder(data: &Path, user: &Unprivileged) -> anyhow::Result<PathBuf> {
    let near = data.join("run");
    let folder = if near.as_os_str().len() < 80 { near } else { std::env::temp_dir().join(format!("throughline-{}", std::process::id())) };
    std::fs::create_dir_all(&folder)?;
    std::fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
    user.give(&folder)?;
    Ok(folder)
}

/// The address of a PostgreSQL listening in this folder.
pub(crate) fn target(socket: &Path) -> Target {
    Target::socket(socket, 5432, SUPERUSER, DATABASE)
}
