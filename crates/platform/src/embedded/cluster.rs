//! One cluster: its files, the programs that work on it, and who may enter.

use super::account::Account;
use super::superuser::SUPERUSER;
use anyhow::{Context as _, bail};
use std::fs::{File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// A folder of PostgreSQL's, whose it is, and the programs for it.
pub(super) struct Cluster {
    pub(super) tree: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) account: Account,
}

impl Cluster {
    /// Makes an empty one. It gets its name when it is whole, so a start that was cut off begins anew.
    pub(super) async fn make(&self) -> anyhow::Result<()> {
        let half = self.folder.with_extension("part");
        std::fs::remove_dir_all(&half).ok();
        std::fs::remove_dir_all(&self.folder).ok();
        std::fs::create_dir(&half)?;
        std::fs::set_permissions(&half, Permissions::from_mode(0o700))?;
        let lent = Cluster { tree: self.tree.clone(), folder: half.clone(), account: Account::lender()? };
        lent.account.own(&half)?;
        let share = self.tree.join("share/postgresql").display().to_string();
        let mut arguments = vec!["--username", SUPERUSER, "--auth", "reject", "--encoding", "UTF8", "--locale", "C"];
        arguments.extend(["--no-instructions", "--no-sync", "-L", &share, "-D", "/proc/self/cwd"]);
        if is_modern(&self.tree) {
            arguments.extend(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]);
        }
        let done = lent.command("initdb").args(arguments).output().await.context(lent.account.hint())?;
        if !done.status.success() {
            std::fs::remove_dir_all(&half).ok();
            bail!("PostgreSQL could not be set up:\n{}", String::from_utf8_lossy(&done.stderr).trim());
        }
        self.account.own(&half)?;
        std::fs::rename(&half, &self.folder)?;
        Ok(())
    }

    /// A program of the tree that works in the cluster's folder.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = self.account.command(&self.tree.join("bin").join(program), &self.folder);
        // Its own process group: Ctrl-C reaches us alone, and we stop it in order.
        command.process_group(0).stdin(Stdio::null()).env_remove("PGDATA").env("TZ", "UTC").env("LC_ALL", "C");
        command
    }

    /// Lets logins in over the socket by this method, and nobody any other way.
    pub(super) fn admit(&self, method: &str) -> anyhow::Result<()> {
        // Written beside and moved: what the account put in its place is replaced, never followed.
        let (half, file) = (self.folder.join("pg_hba.conf.part"), self.folder.join("pg_hba.conf"));
        std::fs::remove_file(&half).ok();
        let mut text = File::options().write(true).create_new(true).mode(0o600).open(&half)?;
        writeln!(text, "# Written by Throughline at every start.\nlocal all all {method}")?;
        self.account.own_file(&half)?;
        std::fs::rename(&half, &file)?;
        Ok(())
    }
}

/// The builtin locale provider came with PostgreSQL 17.
fn is_modern(tree: &Path) -> bool {
    let version = std::process::Command::new(tree.join("bin/postgres")).arg("--version").output();
    !version.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains(") 16."))
}
