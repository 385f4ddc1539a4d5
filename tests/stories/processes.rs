//! The processes of a server: whom PostgreSQL runs as, who may speak to it, and that it never outlives its server.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tests::program::{Running, executable, folder, run, succeed};
use tests::wait;

/// The process id of the PostgreSQL that serves the folder.
fn postmaster(data: &Path) -> u32 {
    let text = std::fs::read_to_string(data.join("cluster/postmaster.pid")).unwrap();
    text.lines().next().unwrap().parse().unwrap()
}

fn is_alive(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}

fn user(pid: u32) -> u32 {
    std::fs::metadata(format!("/proc/{pid}")).unwrap().uid()
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !done() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

fn is_root() -> bool {
    user(std::process::id()) == 0
}

#[test]
fn postgresql_runs_as_a_user_of_its_own_and_asks_for_a_password() {
    let place = folder();
    let (one, two) = (place.path().join("one"), place.path().join("two"));
    let servers = [Running::start(&one), Running::start(&two)];
    if is_root() {
        let users = [user(postmaster(&one)), user(postmaster(&two))];
        assert!(users.iter().all(|uid| (30_000..60_000).contains(uid)) && users[0] != users[1], "{users:?}");
    }
    // Whoever reaches the socket, which root and PostgreSQL's own user do, is asked.
    let socket = platform::database::Target::socket(one.join("cluster"), 5432, "postgres", "throughline");
    assert!(wait(socket.connect()).is_err(), "no password, no entry");
    assert!(wait(socket.with_user("postgres", Some("guess".into())).connect()).is_err());
    let password = one.join("postgres.password");
    assert_eq!(password.metadata().unwrap().mode() & 0o777, 0o600);
    let password = std::fs::read_to_string(password).unwrap();
    wait(socket.with_user("postgres", Some(password.trim().into())).connect()).expect("its owner knows it");
    servers.into_iter().for_each(Running::stop);
}

/// Former versions ran PostgreSQL as "nobody" and asked for no password.
#[test]
fn a_folder_of_nobodys_is_taken_over() {
    if !is_root() {
        return;
    }
    let place = folder();
    let data = place.path().join("data");
    succeed(&data, &["org", "add", "Acme", "--slug", "acme"], "");
    let cluster = data.join("cluster");
    assert!(Command::new("chown").args(["-R", "65534:65534"]).arg(&cluster).status().unwrap().success());
    std::fs::write(cluster.join("pg_hba.conf"), "local all all trust\n").unwrap();
    std::fs::remove_file(data.join("postgres.password")).unwrap();
    let server = Running::start(&data);
    assert_ne!(user(postmaster(&data)), 65_534);
    let socket = platform::database::Target::socket(&cluster, 5432, "postgres", "throughline");
    assert!(wait(socket.connect()).is_err(), "no password, no entry");
    assert!(succeed(&data, &["org", "list"], "").contains("acme"));
    server.stop();
}

#[test]
fn a_folder_nobody_else_can_walk_to_serves() {
    let place = tempfile::tempdir().unwrap();
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let data = place.path().join(format!("a folder with a long name {}", "x".repeat(90)));
    let server = Running::start(&data);
    succeed(&data, &["org", "add", "Acme", "--slug", "acme"], "");
    server.stop();
    assert!(succeed(&data, &["org", "list"], "").contains("acme"));
}

#[test]
fn postgresql_ends_when_its_server_is_killed() {
    let place = folder();
    let data = place.path().join("data");
    let server = Running::start(&data);
    let pid = postmaster(&data);
    server.kill();
    until("PostgreSQL outlives its server", || !is_alive(pid));
    // Nobody reads what the server prints.
    let mut child = Command::new(executable())
        .arg("--data-dir")
        .arg(&data)
        .args(["serve", "--port", "0"])
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    until("the server ends, for it can't print", || child.try_wait().unwrap().is_some());
    until("PostgreSQL outlives its server", || !data.join("cluster/postmaster.pid").exists());
}

#[test]
fn what_a_dead_server_left_lying_does_not_stop_the_next_start() {
    let place = folder();
    let data = place.path().join("data");
    let server = Running::start(&data);
    let text = std::fs::read_to_string(data.join("cluster/postmaster.pid")).unwrap();
    server.stop();
    // The number in the file is a zombie's, or somebody else's by now.
    let owner = data.join("cluster").metadata().unwrap().uid();
    let mut zombie = Command::new("true").uid(owner).spawn().unwrap();
    until("the process ends", || !is_alive(zombie.id()));
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let stale = format!("{}\n{}\n", zombie.id(), lines.join("\n"));
    std::fs::write(data.join("cluster/postmaster.pid"), &stale).unwrap();
    std::fs::write(data.join("cluster/.s.PGSQL.5432.lock"), &stale).unwrap();
    let server = Running::start(&data);
    server.stop();
    zombie.wait().unwrap();
}

/// A mistyped folder makes nothing.
#[test]
fn a_command_in_an_empty_folder_says_so() {
    let place = folder();
    let data = place.path().join("data");
    let mistyped = place.path().join("daat");
    for arguments in [
        vec!["org", "list"],
        vec!["user", "list", "--org", "acme"],
        vec!["backup", "all.backup"],
        vec!["call", "score_leads", "--org", "acme", "--as", "ann@acme.example"],
        vec!["export", "clients", "--org", "acme", "--as", "ann@acme.example"],
        vec!["doctor"],
    ] {
        let refused = run(&mistyped, &arguments, "");
        let words = [refused.stdout, refused.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        let plain = words.contains("there is no Throughline data in");
        assert!(!refused.status.success() && plain, "{arguments:?}: {words}");
        assert!(!mistyped.exists(), "{arguments:?} made something");
    }
    // The demo and every other command mean the same folder.
    succeed(&data, &["demo", "--load-only"], "");
    assert!(succeed(&data, &["org", "list"], "").contains("yourco"));
    let near = run(place.path(), &["org", "list"], "");
    assert!(String::from_utf8_lossy(&near.stderr).contains("Perhaps you meant: --data-dir"));
    // Whoever made more of it than a demo keeps it.
    succeed(&data, &["org", "add", "Acme", "--slug", "acme"], "");
    let reset = run(&data, &["demo", "--reset", "--load-only"], "");
    assert!(String::from_utf8_lossy(&reset.stderr).contains("holds other organisations (acme)"));
    assert!(succeed(&data, &["org", "list"], "").contains("acme"));
}

#[test]
fn mail_without_an_address_for_its_links_is_refused() {
    let place = folder();
    let refused = run(&place.path().join("data"), &["serve", "--port", "0", "--smtp-url", "smtp://127.0.0.1:1"], "");
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && words.contains("--public-url"), "{words}");
}

/// With PostgreSQL stopped in its tracks, the answer comes within a second and says which part it is.
#[test]
fn health_says_what_is_wrong() {
    let place = folder();
    let data = place.path().join("data");
    let server = Running::start(&data);
    let well = server.visitor().get("/health");
    assert_eq!((well.status, &well.json()["database"]), (200, &serde_json::json!(true)));
    let pid = postmaster(&data);
    // The postmaster and its children, those that serve the server's connections among them.
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    let all: Vec<String> = children.split_whitespace().map(str::to_string).chain([pid.to_string()]).collect();
    Command::new("kill").arg("-STOP").args(&all).status().unwrap();
    let asked = Instant::now();
    let ill = server.visitor().get("/health");
    let took = asked.elapsed();
    Command::new("kill").arg("-CONT").args(&all).status().unwrap();
    assert_eq!((ill.status, &ill.json()["wrong"][0]["part"]), (503, &serde_json::json!("database")), "{}", ill.text);
    assert!(took < Duration::from_secs(2), "{took:?}");
    server.stop();
}
