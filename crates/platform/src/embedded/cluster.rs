//! Making an empty cluster, and saying who may enter it.

use super::SUPERUSER;
use super::account::Account;
use super::postmaster::command;
use anyhow::{Context as _, bail};
use std::fs::{File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// Makes an empty cluster of the account's. It gets its name when it is whole, so a start that was cut off begins anew.
pub(super) async fn make(tree: &Path, cluster: &Path, account: Account) -> anyhow::Result<()> {
    let half = cluster.with_extension("part");
    std::fs::remove_dir_all(&half).ok();
    std::fs::remove_dir_all(cluster).ok();
    std::fs::create_dir(&half)?;
    std::fs::set_permissions(&half, Permissions::from_mode(0o700))?;
    let lender = Account::lender()?;
    lender.own(&half)?;
    let share = tree.join("share/postgresql").display().to_string();
    let mut arguments = vec!["--username", SUPERUSER, "--auth", "reject", "--encoding", "UTF8", "--locale", "C"];
    arguments.extend(["--no-instructions", "--no-sync", "-L", &share, "-D", "/proc/self/cwd"]);
    if is_modern(tree) {
        arguments.extend(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]);
    }
    let done = command(tree, "initdb", &half, lender).args(arguments).output().await.context(lender.hint())?;
    if !done.status.success() {
        std::fs::remove_dir_all(&half).ok();
        bail!("PostgreSQL could not be set up:\n{}", String::from_utf8_lossy(&done.stderr).trim());
    }
    account.own(&half)?;
    std::fs::rename(&half, cluster)?;
    Ok(())
}

/// Lets logins in over the socket by this method, and nobody any other way.
pub(super) fn admit(cluster: &Path, account: Account, method: &str) -> anyhow::Result<()> {
    // Written beside and moved: what the account put in its place is replaced, never followed.
    let (half, file) = (cluster.join("pg_hba.conf.part"), cluster.join("pg_hba.conf"));
    std::fs::remove_file(&half).ok();
    let mut text = File::options().write(true).create_new(true).mode(0o600).open(&half)?;
    writeln!(text, "# Written by Throughline at every start.\nlocal all all {method}")?;
    account.own_file(&half)?;
    std::fs::rename(&half, &file)?;
    Ok(())
}

/// The builtin locale provider came with PostgreSQL 17.
fn is_modern(tree: &Path) -> bool {
    let version = std::process::Command::new(tree.join("bin/postgres")).arg("--version").output();
    !version.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains(") 16."))
}
