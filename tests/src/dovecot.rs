//! A real mailbox server on loopback (dovecot), which keeps its mail in a folder of its own.

use crate::mail::script;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The server; it ends with this.
pub struct Dovecot {
    folder: tempfile::TempDir,
    child: Child,
    port: u16,
    many: std::cell::Cell<u32>,
}

impl Dovecot {
    /// Starts one with an empty mailbox of "sam", whose password is "secret".
    pub fn start() -> Dovecot {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(script("dovecot.sh"))
            .arg(folder.path())
            .arg(port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("run ./test stories once: it installs dovecot");
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "dovecot does not answer: {}", log());
            crate::wait(async { tokio::time::sleep(Duration::from_millis(20)).await });
        }
        Dovecot { folder, child, port, many: std::cell::Cell::new(0) }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A message arrives.
    pub fn arrives(&self, message: &str) {
        self.put("mail/new", message);
    }

    /// A message was sent.
    pub fn sent(&self, message: &str) {
        self.put("mail/.Sent/new", message);
    }

    fn put(&self, place: &str, message: &str) {
        let n = self.many.get() + 1;
        self.many.set(n);
        let path = self.folder.path().join("mail/tmp").join(format!("{n:06}.test"));
        std::fs::write(&path, message).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        std::fs::rename(path, self.folder.path().join(place).join(format!("{n:06}.test"))).unwrap();
    }

    /// Messages somebody has seen.
    pub fn seen(&self) -> usize {
        let names = |place: &str| -> Vec<String> {
            let all = std::fs::read_dir(Path::new(self.folder.path()).join(place)).unwrap();
            all.map(|one| one.unwrap().file_name().to_string_lossy().into_owned()).collect()
        };
        names("mail/cur")
            .iter()
            .filter(|name| name.split(":2,").nth(1).is_some_and(|flags| flags.contains('S')))
            .count()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // It takes its own children along.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().ok();
        self.child.wait().ok();
    }
}
