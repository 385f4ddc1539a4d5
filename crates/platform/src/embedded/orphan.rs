//! What an earlier server left running, or left lying about.

use rustix::process::{Pid, Signal, kill_process};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// The user former versions ran PostgreSQL as.
pub(super) const NOBODY: u32 = 65_534;

/// How long PostgreSQL may take to write everything down.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take when it was told to hurry.
const HURRY: Duration = Duration::from_secs(5);

/// Ends the PostgreSQL of a server that died (kill -9), and removes what would stop the next start. We hold the
/// folder's lock, so whatever still works in the cluster is nobody's.
pub(super) async fn end(cluster: &Path) -> anyhow::Result<()> {
    let Ok(owner) = cluster.metadata().map(|m| m.uid()) else { return Ok(()) };
    let text = std::fs::read_to_string(cluster.join("postmaster.pid")).unwrap_or_default();
    let postmaster = text.lines().next().and_then(|line| line.trim().parse::<i32>().ok());
    let left = || living(cluster, owner);
    if !left().is_empty() {
        tracing::warn!("an earlier server left PostgreSQL running; stopping it");
        // Only the postmaster may be asked to stop in order; its children end when it is gone.
        for pid in left().into_iter().filter(|pid| Some(*pid) == postmaster) {
            signal(pid, Signal::INT);
            until(PATIENCE, || !left().contains(&pid)).await;
        }
        for hard in [Signal::QUIT, Signal::KILL] {
            left().into_iter().for_each(|pid| signal(pid, hard));
            until(HURRY, || left().is_empty()).await;
        }
        let left = left();
        anyhow::ensure!(left.is_empty(), "PostgreSQL (process {left:?}) does not stop; end it by hand");
    }
    // A pid that is a zombie's or somebody else's by now would keep PostgreSQL from starting.
    for name in ["postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
        std::fs::remove_file(cluster.join(name)).ok();
    }
    Ok(())
}

/// The users that run something now.
pub(super) fn users() -> Vec<u32> {
    processes().into_iter().map(|p| p.user).collect()
}

struct Process {
    pid: i32,
    user: u32,
    name: String,
    is_zombie: bool,
}

/// The PostgreSQL processes that work in this cluster.
fn living(cluster: &Path, owner: u32) -> Vec<i32> {
    let ours = |p: &Process| {
        match std::fs::read_link(format!("/proc/{}/cwd", p.pid)) {
            Ok(folder) => folder == cluster,
            // Root inside a container may not look at others: a number of our own says enough, "nobody" does not.
            Err(_) if owner != NOBODY => true,
            Err(_) => {
                let line = std::fs::read(format!("/proc/{}/cmdline", p.pid)).unwrap_or_default();
                String::from_utf8_lossy(&line).contains(&cluster.display().to_string())
            }
        }
    };
    let candidates = processes().into_iter().filter(|p| p.user == owner && p.name == "postgres" && !p.is_zombie);
    candidates.filter(ours).map(|p| p.pid).collect()
}

fn processes() -> Vec<Process> {
    let folders = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    folders.filter_map(|folder| process(folder.file_name().to_str()?.parse().ok()?)).collect()
}

fn process(pid: i32) -> Option<Process> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let user = value("Uid:")?.split_whitespace().next()?.parse().ok()?;
    let is_zombie = value("State:")?.starts_with(['Z', 'X']);
    Some(Process { pid, user, name: value("Name:")?.to_string(), is_zombie })
}

fn signal(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid) {
        kill_process(pid, signal).ok();
    }
}

async fn until(patience: Duration, done: impl Fn() -> bool) {
    let deadline = Instant::now() + patience;
    while !done() && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
