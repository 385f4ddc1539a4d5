//! Whom PostgreSQL runs as.

use super::orphan::NOBODY;
use anyhow::{Context as _, bail};
use std::os::unix::fs::{MetadataExt as _, lchown};
use std::path::Path;
use tokio::process::Command;

/// Free for such use on Debian and its kin; 65534 ("nobody") is everybody's.
const PRIVATE: std::ops::Range<u32> = 30_000..60_000;

/// The user PostgreSQL runs as: ourselves, or a number of its own when we are root, which PostgreSQL refuses.
///
/// The number is the cluster's owner, so it stays with the data folder, and two folders have two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account(Option<u32>);

impl Account {
    /// The account of a cluster that is there or is to be made.
    pub(super) fn of(cluster: &Path) -> anyhow::Result<Account> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Account(None));
        }
        match cluster.metadata().map(|m| m.uid()) {
            Ok(owner) if ![0, NOBODY].contains(&owner) => Ok(Account(Some(owner))),
            _ => Ok(Account(Some(unused()?))),
        }
    }

    /// Somebody who has a name and runs nothing now: `initdb` asks for the name of its user, and our number has none.
    pub(super) fn lender() -> anyhow::Result<Account> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Account(None));
        }
        let busy = super::orphan::users();
        let mut names = known()?;
        names.sort_by_key(|uid| std::cmp::Reverse(*uid == NOBODY));
        let free = names.iter().find(|uid| **uid != 0 && !busy.contains(*uid)).or(names.iter().find(|uid| **uid != 0));
        Ok(Account(Some(*free.context("no user but root is known on this machine. Run as another user.")?)))
    }

    /// Gives a folder and all that is in it to the account.
    pub(super) fn own(self, folder: &Path) -> anyhow::Result<()> {
        let Some(uid) = self.0 else { return Ok(()) };
        if folder.metadata()?.uid() == uid {
            return Ok(());
        }
        // Nobody enters while it changes hands, and a start that is cut off here begins anew.
        give(folder, 0)?;
        give_inside(folder, uid)?;
        give(folder, uid)
    }

    /// Gives one file to the account.
    pub(super) fn own_file(self, file: &Path) -> anyhow::Result<()> {
        self.0.map_or(Ok(()), |uid| give(file, uid))
    }

    /// A program as the account, in a folder only it and we can reach.
    pub(super) fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = match self.0 {
            None => Command::new(program),
            Some(uid) => {
                // The folder is entered as root and kept, so the way to it need not be open to the account.
                let mut command = Command::new("setpriv");
                let uid = uid.to_string();
                command.args(["--reuid", &uid, "--regid", &uid, "--clear-groups", "--no-new-privs", "--"]).arg(program);
                command
            }
        };
        command.current_dir(folder);
        command
    }

    /// Says what to do when a command of the account could not be started.
    pub(super) fn hint(self) -> &'static str {
        match self.0 {
            Some(_) => "starting PostgreSQL; as root this takes setpriv (Debian: apt-get install util-linux)",
            None => "starting PostgreSQL",
        }
    }
}

fn unused() -> anyhow::Result<u32> {
    let (known, busy) = (known()?, super::orphan::users());
    for _ in 0..1000 {
        let uid = rand::random_range(PRIVATE);
        if !known.contains(&uid) && !busy.contains(&uid) {
            return Ok(uid);
        }
    }
    bail!("no user id from {} to {} is free for PostgreSQL. Run as another user than root.", PRIVATE.start, PRIVATE.end)
}

/// The users with a name on this machine.
fn known() -> anyhow::Result<Vec<u32>> {
    let text = std::fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
    Ok(text.lines().filter_map(|line| line.split(':').nth(2)?.parse().ok()).collect())
}

fn give_inside(folder: &Path, uid: u32) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            give_inside(&entry.path(), uid)?;
        }
        give(&entry.path(), uid)?;
    }
    Ok(())
}

fn give(path: &Path, uid: u32) -> anyhow::Result<()> {
    lchown(path, Some(uid), Some(uid)).with_context(|| format!("giving {} to user {uid}", path.display()))
}
