//! One running PostgreSQL and its supervisor.

use super::{SUPERUSER, Unprivileged};
use crate::database::Target;
use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// How long a clean stop may take before PostgreSQL is told to hurry.
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// Restarts within a minute before the supervisor gives up.
const RESTARTS: usize = 5;

/// A PostgreSQL that is started again when it dies, until it is stopped.
pub struct Postmaster {
    tree: PathBuf,
    cluster: PathBuf,
    socket: PathBuf,
    user: Unprivileged,
    pid: AtomicI32,
    stopping: AtomicBool,
    supervisor: Mutex<Option<JoinHandle<()>>>,
}

/// Makes an empty cluster.
pub(super) async fn init(tree: &Path, cluster: &Path, user: &Unprivileged) -> anyhow::Result<()> {
    std::fs::remove_dir_all(cluster).ok();
    std::fs::create_dir_all(cluster)?;
    user.give(cluster)?;
    let part = |name: &str| tree.join(name).display().to_string();
    let arguments =
        ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-instructions", "--no-sync", "-L", &part("share/postgresql"), "-D", &cluster.display().to_string()]
            .map(str::to_string);
    let mut arguments = arguments.to_vec();
    if is_modern(tree) {
        arguments.extend(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"].map(str::to_string));
    }
    let done = command(tree, "initdb", user).args(arguments).output().await.context("starting initdb")?;
    if !done.status.success() {
        std::fs::remove_dir_all(cluster).ok();
        bail!("PostgreSQL could not be set up:\n{}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(())
}

/// The builtin locale provider came with PostgreSQL 17.
fn is_modern(tree: &Path) -> bool {
    !std::process::Command::new(tree.join("bin/postgres")).arg("--version").output().is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains(") 16."))
}

fn command(tree: &Path, program: &str, user: &Unprivileged) -> Command {
    let mut command = Command::new(tree.join("bin").join(program));
    // Its own process group: Ctrl-C reaches us alone, and we stop it in order.
    command.process_group(0).stdin(Stdio::null()).env_remove("PGDATA").env("TZ", "UTC").env("LC_ALL", "C");
    if let Some(uid) = user.0 {
        command.uid(uid).gid(uid);
    }
    command
}

impl Postmaster {
    pub(super) async fn start(tree: PathBuf, cluster: PathBuf, socket: PathBuf, user: Unprivileged, fresh: bool) -> anyhow::Result<Arc<Postmaster>> {
        stop_orphan(&cluster).await?;
        let postmaster = Arc::new(Postmaster { tree, cluster, socket, user, pid: AtomicI32::new(0), stopping: AtomicBool::new(false), supervisor: Mutex::default() });
        let mut child = postmaster.spawn()?;
        postmaster.wait_until_ready(&mut child).await?;
        if fresh {
            // initdb left its files to the system's own pace; make them safe while nobody waits.
            let sync = command(&postmaster.tree, "initdb", &postmaster.user).args(["--sync-only", "-D"]).arg(&postmaster.cluster).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            tokio::spawn(async move {
                if let Ok(mut sync) = sync {
                    sync.wait().await.ok();
                }
            });
        }
        let watched = Arc::clone(&postmaster);
        *postmaster.supervisor.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokio::spawn(async move { watched.supervise(child).await }));
        Ok(postmaster)
    }

    /// The database, with the cluster owner's login.
    pub fn target(&self) -> Target {
        super::target(&self.socket)
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
        self.cluster.with_file_name("postgres.log")
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let log = File::options().create(true).append(true).open(self.log_path())?;
        let settings = [
            "listen_addresses=",
            "port=5432",
            "unix_socket_permissions=0700",
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
        let mut command = command(&self.tree, "postgres", &self.user);
        command.arg("-D").arg(&self.cluster).arg("-k").arg(&self.socket);
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        let child = command.stdout(Stdio::null()).stderr(log).spawn().context("starting PostgreSQL")?;
        self.pid.store(child.id().unwrap_or_default() as i32, Ordering::Release);
        Ok(child)
    }

    async fn wait_until_ready(&self, child: &mut Child) -> anyhow::Result<()> {
        let target = self.target().with_database("postgres");
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = child.try_wait()? {
                bail!("PostgreSQL did not start ({status}). Its last words:\n{}", self.last_words());
            }
            if target.connect().await.is_ok() {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("PostgreSQL is still not ready after a minute. Its last words:\n{}", self.last_words());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn supervise(&self, mut child: Child) {
        let mut restarts: Vec<Instant> = Vec::new();
        loop {
            let status = child.wait().await;
            if self.stopping.load(Ordering::Acquire) {
                return;
            }
            restarts.retain(|at| at.elapsed() < Duration::from_secs(60));
            tracing::error!("PostgreSQL stopped unexpectedly ({status:?}); starting it again. Its last words:\n{}", self.last_words());
            while restarts.len() >= RESTARTS {
                tracing::error!("PostgreSQL keeps stopping. Is the disk full? Trying again in 10 seconds; requests are answered 503 until then.");
                tokio::time::sleep(Duration::from_secs(10)).await;
                restarts.clear();
            }
            restarts.push(Instant::now());
            loop {
                stop_orphan(&self.cluster).await.ok();
                match self.spawn() {
                    Ok(next) => break child = next,
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

/// A postmaster whose server died (kill -9) still holds the cluster: we hold the folder's lock, so it may be stopped.
async fn stop_orphan(cluster: &Path) -> anyhow::Result<()> {
    let Ok(text) = std::fs::read_to_string(cluster.join("postmaster.pid")) else { return Ok(()) };
    let Some(pid) = text.lines().next().and_then(|l| l.trim().parse::<i32>().ok()).and_then(Pid::from_raw) else { return Ok(()) };
    let is_ours = || {
        let line = std::fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(&cluster.display().to_string())
    };
    if !is_ours() {
        return Ok(());
    }
    tracing::warn!("an earlier server left PostgreSQL (process {}) running; stopping it", pid.as_raw_nonzero());
    kill_process(pid, Signal::INT).ok();
    let deadline = Instant::now() + STOP_PATIENCE;
    while is_ours() {
        if Instant::now() > deadline {
            kill_process(pid, Signal::QUIT).ok();
            tokio::time::sleep(Duration::from_secs(2)).await;
            anyhow::ensure!(!is_ours(), "PostgreSQL process {} does not stop; end it by hand", pid.as_raw_nonzero());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
