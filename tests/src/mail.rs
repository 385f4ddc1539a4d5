//! A real mail server on loopback (aiosmtpd).

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use surfaces::{Mail, Settings};

/// The Python with the libraries of tests/clients/requirements.txt.
pub fn python() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/venv/bin/python");
    assert!(path.exists(), "run ./test stories once: it installs {}", path.display());
    path
}

/// A script of tests/clients.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name)
}

/// A mail server that keeps what it takes; it ends with this.
pub struct MailServer {
    folder: tempfile::TempDir,
    child: Child,
    port: u16,
}

impl MailServer {
    /// Starts one.
    pub fn start() -> MailServer {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(python())
            .arg(script("smtp.py"))
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        MailServer { folder, child, port: line.trim().parse().unwrap() }
    }

    /// keep, later, die (takes a message and breaks off), silent (takes it and never says so).
    pub fn behave(&self, mode: &str) {
        std::fs::write(self.folder.path().join("mode"), mode).unwrap();
    }

    /// Settings of a server that sends through it.
    pub fn settings(&self) -> Settings {
        Settings {
            mail: Some(Mail { url: format!("smtp://127.0.0.1:{}", self.port), from: "office@yourco.example".into() }),
            public_url: "http://throughline.example".into(),
            ..Settings::default()
        }
    }

    /// What it took so far, in order.
    pub fn taken(&self) -> Vec<String> {
        (0..)
            .map_while(|n| std::fs::read(self.folder.path().join(format!("{n}.eml"))).ok())
            .map(|b| String::from_utf8_lossy(&b).into_owned())
            .collect()
    }

    /// Waits until it took this many.
    pub async fn wait_for(&self, many: usize) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.taken().len() < many {
            assert!(Instant::now() < deadline, "the mail server took {} messages, not {many}", self.taken().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
