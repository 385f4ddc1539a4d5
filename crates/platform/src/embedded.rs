//! The PostgreSQL inside: unpacked, initialised, started, watched and stopped by the server.
//!
//! It listens on a unix socket in its own folder, which only its own user can enter, never on TCP, and asks for a
//! password all the same. One data folder has one server.

mod account;
mod cluster;
mod orphan;
mod postmaster;
mod superuser;
mod tree;
mod watchdog;

use crate::database::Target;
use account::Account;
use anyhow::{Context as _, bail};
use cluster::Cluster;
use std::fs::File;
use std::io::Write as _;
use std::os::fd::IntoRawFd as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use superuser::Superuser;

pub use postmaster::Postmaster;
pub use superuser::SUPERUSER;

/// The database.
pub const DATABASE: &str = "throughline";

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
        let mut lock = File::options()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&file)
            .with_context(|| format!("the data folder {} can't be written", path.display()))?;
        if lock.try_lock().is_err() {
            let holder = std::fs::read_to_string(&file).unwrap_or_default();
            bail!(
                "another Throughline (process {}) uses the data folder {}.\n\
                 Stop it first, or choose another folder with --data-dir.",
                holder.trim(),
                path.display()
            );
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
    /// When the tree can't be unpacked, initialised or started; the message names the log that holds why.
    pub async fn start(&self, say: impl Fn(&str)) -> anyhow::Result<Arc<Postmaster>> {
        let folder = self.path.join("cluster");
        orphan::end(&folder).await?;
        let account = Account::of(&folder)?;
        let tree = match std::env::var_os("THROUGHLINE_PG_TREE") {
            Some(ready) => PathBuf::from(ready),
            None => tree::unpack(&self.path)?,
        };
        let cluster = Cluster { tree, folder, account };
        let fresh = !exists(&self.path);
        if fresh {
            say(&format!("Setting up PostgreSQL in {} …", self.path.display()));
            Superuser::forget(&self.path);
            cluster.make().await?;
        }
        account.own(&cluster.folder)?;
        // Where the socket of former versions was.
        std::fs::remove_dir_all(self.path.join("run")).ok();
        Postmaster::start(cluster, Superuser::of(&self.path)?, fresh).await
    }
}

/// Whether the folder holds a database of ours.
pub fn exists(data: &Path) -> bool {
    data.join("cluster/PG_VERSION").exists()
}

/// The database of the server that runs in this folder, with the cluster owner's login.
///
/// # Errors
/// When the folder's password can't be read.
pub fn running(data: &Path) -> anyhow::Result<Target> {
    let data = data.canonicalize()?;
    target(&data.join("cluster"), &Superuser::of(&data)?)
}

fn target(cluster: &Path, superuser: &Superuser) -> anyhow::Result<Target> {
    let target = Target::socket(socket_folder(cluster)?, 5432, SUPERUSER, DATABASE);
    Ok(target.with_user(SUPERUSER, superuser.password()))
}

/// The folder as a path short enough for the address of a socket, which has 107 bytes.
fn socket_folder(cluster: &Path) -> anyhow::Result<PathBuf> {
    if cluster.as_os_str().len() < 90 {
        return Ok(cluster.to_path_buf());
    }
    // Open until the process ends, for connections are made all the time.
    let open = File::open(cluster)?.into_raw_fd();
    Ok(PathBuf::from(format!("/proc/self/fd/{open}")))
}
