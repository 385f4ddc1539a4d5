//! One running PostgreSQL and its supervisor.

use super::cluster::Cluster;
use super::superuser::Superuser;
use super::{DATABASE, SUPERUSER, orphan, watchdog};
use crate::database::Target;
use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::process::Child;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;

/// How long a clean stop may take before PostgreSQL is told to hurry.
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// Restarts within a minute before the supervisor gives up.
const RESTARTS: usize = 5;

/// A PostgreSQL that is started again when it dies, until it is stopped.
pub struct Postmaster {
    on: Cluster,
    target: Target,
    pid: AtomicI32,
    stopping: AtomicBool,
    supervisor: Mutex<Option<JoinHandle<()>>>,
}

/// A running postmaster, and what ends it when this process dies.
struct Watched {
    postmaster: Child,
    _watchdog: Child,
}

impl Postmaster {
    /// Starts it on a cluster; `fresh` says that the cluster was just made.
    pub(super) async fn start(on: Cluster, mut superuser: Superuser, fresh: bool) -> anyhow::Result<Arc<Postmaster>> {
        let target = super::target(&on.folder, &superuser)?;
        // A cluster without a password takes one first. Meanwhile its folder keeps everybody else out.
        let is_set = target.password.is_some();
        on.admit(if is_set { "scram-sha-256" } else { "trust" })?;
        let (pid, stopping) = (AtomicI32::new(0), AtomicBool::new(false));
        let mut postmaster = Postmaster { on, target, pid, stopping, supervisor: Mutex::default() };
        let mut watched = postmaster.spawn()?;
        postmaster.wait_until_ready(&mut watched.postmaster).await?;
        if !is_set {
            postmaster.set_password(&mut superuser).await?;
        }
        postmaster.make_database().await?;
        if fresh {
            // initdb left its files to the system's own pace; make them safe while nobody waits.
            let folder = File::open(&postmaster.on.folder)?;
            tokio::task::spawn_blocking(move || rustix::fs::syncfs(&folder).ok());
        }
        let postmaster = Arc::new(postmaster);
        let kept = Arc::clone(&postmaster);
        let supervisor = tokio::spawn(async move { kept.supervise(watched).await });
        *postmaster.supervisor.lock().unwrap_or_else(PoisonError::into_inner) = Some(supervisor);
        Ok(postmaster)
    }

    /// The database, with the cluster owner's login.
    pub fn target(&self) -> Target {
        self.target.clone()
    }

    async fn set_password(&mut self, superuser: &mut Superuser) -> anyhow::Result<()> {
        let client = self.target.with_database("postgres").connect().await?;
        client.batch_execute(&format!("alter role {SUPERUSER} password '{}'", superuser.verifier())).await?;
        self.on.admit("scram-sha-256")?;
        client.batch_execute("select pg_reload_conf()").await?;
        superuser.keep()?;
        self.target = self.target.with_user(SUPERUSER, superuser.password());
        Ok(())
    }

    async fn make_database(&self) -> anyhow::Result<()> {
        let client = self.target.with_database("postgres").connect().await?;
        if client.query_opt("select from pg_database where datname = $1", &[&DATABASE]).await?.is_none() {
            client.batch_execute(&format!("create database {DATABASE}")).await?;
        }
        Ok(())
    }

    /// The process id of the running postmaster.
    pub fn pid(&self) -> i32 {
        self.pid.load(Ordering::Acquire)
    }

    /// Stops PostgreSQL, letting it write everything down first.
    pub async fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        let supervisor = self.supervisor.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.signal(Signal::INT);
        let Some(mut supervisor) = supervisor else { return };
        if tokio::time::timeout(STOP_PATIENCE, &mut supervisor).await.is_err() {
            self.signal(Signal::QUIT);
            tokio::time::timeout(STOP_PATIENCE, supervisor).await.ok();
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = Pid::from_raw(self.pid()).filter(|p| p.as_raw_nonzero().get() > 1) {
            kill_process(pid, signal).ok();
        }
    }

    fn log_path(&self) -> PathBuf {
        self.on.folder.with_file_name("postgres.log")
    }

    fn spawn(&self) -> anyhow::Result<Watched> {
        let log = File::options().create(true).append(true).open(self.log_path())?;
        let settings = [
            "listen_addresses=",
            "port=5432",
            "unix_socket_permissions=0700",
            "unix_socket_directories=.",
            "max_connections=80",
            "shared_buffers=128MB",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_wal_size=2GB",
            "log_min_messages=fatal",
            "log_checkpoints=off",
            "cluster_name=throughline",
            "password_encryption=scram-sha-256",
        ];
        let mut command = self.on.command("postgres");
        command.args(["-D", "/proc/self/cwd"]);
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        let postmaster = command.stdout(Stdio::null()).stderr(log).spawn().context(self.on.account.hint())?;
        let pid = postmaster.id().unwrap_or_default() as i32;
        self.pid.store(pid, Ordering::Release);
        let watchdog = watchdog::watch(pid, &self.on.folder, self.on.account);
        let watchdog = watchdog.inspect_err(|_| self.signal(Signal::INT))?;
        Ok(Watched { postmaster, _watchdog: watchdog })
    }

    async fn wait_until_ready(&self, child: &mut Child) -> anyhow::Result<()> {
        let target = self.target.with_database("postgres");
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = child.try_wait()? {
                tracing::info!("PostgreSQL's last words:\n{}", self.last_words());
                bail!("PostgreSQL did not start ({status}). Why stands at the end of {}.", self.log_path().display());
            }
            match target.connect().await {
                Ok(_) => return Ok(()),
                Err(e) if is_refused(&e) => bail!(
                    "PostgreSQL does not know the password in the file postgres.password of the data folder.\n\
                     Put the right file back; or remove it, and the next start sets a new password."
                ),
                Err(_) => {}
            }
            if Instant::now() > deadline {
                bail!("PostgreSQL is not ready after a minute. Why may stand in {}.", self.log_path().display());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn supervise(&self, mut watched: Watched) {
        let mut restarts: Vec<Instant> = Vec::new();
        loop {
            let status = watched.postmaster.wait().await;
            if self.stopping.load(Ordering::Acquire) {
                return;
            }
            restarts.retain(|at| at.elapsed() < Duration::from_secs(60));
            let words = self.last_words();
            tracing::error!("PostgreSQL stopped unexpectedly ({status:?}); starting it again. It said:\n{words}");
            while restarts.len() >= RESTARTS {
                tracing::error!(
                    "PostgreSQL keeps stopping. Is the disk full? Trying again in 10 seconds; \
                     requests are answered 503 until then."
                );
                tokio::time::sleep(Duration::from_secs(10)).await;
                restarts.clear();
            }
            restarts.push(Instant::now());
            loop {
                orphan::end(&self.on.folder).await.ok();
                match self.spawn() {
                    Ok(next) => break watched = next,
                    Err(e) => {
                        tracing::error!("{e:#}");
                        tokio::time::sleep(Duration::from_secs(2)).await;
                    }
                }
                if self.stopping.load(Ordering::Acquire) {
                    return;
                }
            }
        }
    }

    /// The end of PostgreSQL's log.
    fn last_words(&self) -> String {
        let mut text = Vec::new();
        if let Ok(mut log) = File::open(self.log_path()) {
            let length = log.metadata().map_or(0, |m| m.len());
            log.seek(SeekFrom::Start(length.saturating_sub(2000))).ok();
            log.read_to_end(&mut text).ok();
        }
        String::from_utf8_lossy(&text).trim().to_string()
    }
}

/// Whether PostgreSQL answers and refuses the password.
fn is_refused(e: &anyhow::Error) -> bool {
    e.downcast_ref::<tokio_postgres::Error>().and_then(|e| e.code()) == Some(&SqlState::INVALID_PASSWORD)
}
