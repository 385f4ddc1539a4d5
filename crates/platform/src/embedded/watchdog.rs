//! Sees to it that PostgreSQL never outlives its server, however that one dies.

use super::account::Account;
use anyhow::Context as _;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Child;

/// Waits until the other end of its standard input is gone, then stops PostgreSQL if it is still the same process.
const SCRIPT: &str = r#"cat >/dev/null; [ "$(readlink "/proc/$1/cwd")" = "$2" ] && kill -INT "$1""#;

/// Watches over one postmaster. The watch ends when the answer is dropped or this process dies.
pub(super) fn watch(pid: i32, cluster: &Path, account: Account) -> anyhow::Result<Child> {
    let mut command = account.command(Path::new("sh"), Path::new("/"));
    command.args(["-c", SCRIPT, "sh", &pid.to_string()]).arg(cluster);
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().context(account.hint())
}
