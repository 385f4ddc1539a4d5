//! The program itself, as a user runs it.

use crate::Client;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The executable that was built with the tests.
pub fn executable() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    let path = folder.join("throughline");
    assert!(path.exists(), "{} is not built; run: cargo build", path.display());
    path
}

/// A folder of its own that a server may use as data folder.
pub fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Runs a command to its end.
pub fn run(data: &Path, arguments: &[&str], input: &str) -> Output {
    use std::io::Write as _;
    let mut command = Command::new(executable());
    command
        .arg("--data-dir")
        .arg(data)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Runs a command that must succeed, and answers what it printed.
pub fn succeed(data: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(data, arguments, input);
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A server that runs as its own process.
pub struct Running {
    /// The process.
    pub child: Child,
    /// Its address.
    pub address: String,
}

impl Running {
    /// Starts `serve` and waits until it answers.
    pub fn start(data: &Path) -> Running {
        Running::start_with(data, None)
    }

    /// Starts `serve` on another PostgreSQL than the one inside.
    pub fn start_with(data: &Path, database_url: Option<&str>) -> Running {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = std::fs::File::options().create(true).append(true).open(data.with_extension("log")).unwrap();
        let mut command = Command::new(executable());
        command
            .arg("--data-dir")
            .arg(data)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .env_remove("DATABASE_URL")
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        if let Some(url) = database_url {
            command.env("DATABASE_URL", url);
        }
        let running = Running { child: command.spawn().unwrap(), address: format!("http://127.0.0.1:{port}") };
        running.wait_until_healthy(Duration::from_secs(30));
        running
    }

    /// Waits until the server and its database answer.
    pub fn wait_until_healthy(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let port: u16 = self.address.rsplit(':').next().unwrap().parse().unwrap();
        loop {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() && self.visitor().get("/health").status == 200
            {
                return;
            }
            assert!(Instant::now() < deadline, "the server does not become healthy");
            std::thread::yield_now();
        }
    }

    /// Somebody without an account.
    pub fn visitor(&self) -> Client {
        Client::new(&self.address, None)
    }

    /// Somebody with a password.
    pub fn sign_in(&self, email: &str, password: &str) -> Client {
        let answer = self
            .visitor()
            .post("/auth/v1/token?grant_type=password", serde_json::json!({ "email": email, "password": password }));
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.visitor().with_token(answer.json()["access_token"].as_str().unwrap())
    }

    /// Somebody with a password, in a browser.
    pub fn browser(&self, email: &str, password: &str) -> Client {
        let entered = self.visitor().form("/sign-in", &[("email", email), ("password", password)]);
        assert_eq!(entered.status, 303, "{}", entered.text);
        self.visitor().with("cookie", &entered.cookies())
    }

    /// Ctrl-C, and waits for the end.
    pub fn stop(mut self) {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap();
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A test that fails leaves no server behind.
impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
