//! Foreign files are read in a child process: the same program, with little memory and time, no network use, nothing to
//! write to, and under root another user. What breaks there breaks nothing here.

use anyhow::{Context as _, bail};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long reading one file may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Children that read at once.
const AT_ONCE: usize = 2;
/// "nobody": under root the child has no rights of its own.
const NOBODY: u32 = 65534;

/// Reads foreign files.
#[derive(Debug, Clone)]
pub struct Guard {
    program: PathBuf,
}

impl Default for Guard {
    /// The running program reads.
    fn default() -> Guard {
        Guard { program: "/proc/self/exe".into() }
    }
}

impl Guard {
    /// This `throughline` program reads.
    pub fn with(program: impl Into<PathBuf>) -> Guard {
        Guard { program: program.into() }
    }

    /// What is in a file of this kind (`eml`, `xlsx`), as `text::extract` writes it; a file at its beginning. Waits; call it
    /// where waiting is allowed.
    ///
    /// # Errors
    /// What the child says of the file, or that it took too much memory or time.
    #[expect(clippy::disallowed_methods, reason = "a thread of its own waits for the child")]
    pub fn read(&self, kind: &str, part: Option<&str>, file: File) -> anyhow::Result<File> {
        let _turn = turn();
        let mut out = tempfile::tempfile().context("no place for what is read")?;
        let mut said = tempfile::tempfile().context("no place for what is read")?;
        let mut command = Command::new(&self.program);
        command.arg("extract").args(["--kind", kind]).env_clear().current_dir("/").process_group(0);
        if let Some(part) = part {
            command.args(["--part", part]);
        }
        if rustix::process::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let mut child = command
            .stdin(Stdio::from(file))
            .stdout(Stdio::from(out.try_clone()?))
            .stderr(Stdio::from(said.try_clone()?))
            .spawn()
            .context("the reader of foreign files does not start")?;
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if Instant::now() > deadline {
                child.kill().ok();
                child.wait().ok();
                bail!("the file takes too long to read");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        if !status.success() {
            let mut words = String::new();
            said.seek(SeekFrom::Start(0))?;
            said.take(2000).read_to_string(&mut words).ok();
            let words = words.lines().find_map(|l| l.strip_prefix("error: ")).map(str::to_string);
            match words {
                Some(words) if status.signal().is_none() => bail!("{words}"),
                _ => bail!("the file is damaged, or too large or deep to be read"),
            }
        }
        out.seek(SeekFrom::Start(0))?;
        Ok(out)
    }

    /// As [`Guard::read`], for bytes, from asynchronous code.
    ///
    /// # Errors
    /// As [`Guard::read`].
    pub async fn read_bytes(&self, kind: &'static str, bytes: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        self.read_bytes_of(kind, None, bytes).await
    }

    /// As [`Guard::read_bytes`], of a part of them.
    ///
    /// # Errors
    /// As [`Guard::read`].
    pub async fn read_bytes_of(
        &self,
        kind: &'static str,
        part: Option<&'static str>,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Vec<u8>> {
        let guard = self.clone();
        tokio::task::spawn_blocking(move || {
            let mut file = tempfile::tempfile()?;
            file.write_all(&bytes)?;
            file.seek(SeekFrom::Start(0))?;
            let mut found = Vec::new();
            guard.read(kind, part, file)?.read_to_end(&mut found)?;
            Ok(found)
        })
        .await?
    }
}

/// Waits for one of the few places.
fn turn() -> Turn {
    let mut taken = PLACES.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    while *taken >= AT_ONCE {
        taken = PLACES.1.wait(taken).unwrap_or_else(std::sync::PoisonError::into_inner);
    }
    *taken += 1;
    Turn
}

static PLACES: (std::sync::Mutex<usize>, std::sync::Condvar) = (std::sync::Mutex::new(0), std::sync::Condvar::new());

struct Turn;

impl Drop for Turn {
    fn drop(&mut self) {
        *PLACES.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) -= 1;
        PLACES.1.notify_one();
    }
}
