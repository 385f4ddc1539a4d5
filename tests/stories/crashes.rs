//! What was acknowledged is there afterwards, whatever dies.

use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::program::{Running, folder, run, succeed};

fn organisation(data: &std::path::Path) {
    succeed(data, &["org", "add", "Acme", "--slug", "acme"], "");
    succeed(
        data,
        &["user", "add", "--org", "acme", "--role", "admin", "--name", "Ann", "ann@acme.example"],
        "correct horse\n",
    );
}

fn postgres_pid(data: &std::path::Path) -> String {
    std::fs::read_to_string(data.join("cluster/postmaster.pid")).unwrap().lines().next().unwrap().to_string()
}

/// Writes until told to stop or the server is gone; notes each name that was acknowledged.
fn write_until(client: &tests::Client, stop: &AtomicBool, acknowledged: &Mutex<Vec<String>>, writer: usize) {
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("writer {writer} row {n}");
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            client.post("/rest/v1/competitors", json!({ "name": name })).status
        }));
        match answer {
            Ok(201) => acknowledged.lock().unwrap().push(name),
            Ok(_) => {}
            Err(_) => break,
        }
    }
}

/// Runs `disturb` once `enough` writes of `writers` sides were acknowledged; answers every acknowledged name.
fn write_through(
    client: &tests::Client,
    writers: std::ops::Range<usize>,
    enough: usize,
    disturb: impl FnOnce(),
) -> Vec<String> {
    let stop = AtomicBool::new(false);
    let acknowledged = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let writers: Vec<_> = writers
            .map(|writer| {
                let (stop, acknowledged) = (&stop, &acknowledged);
                scope.spawn(move || write_until(client, stop, acknowledged, writer))
            })
            .collect();
        while acknowledged.lock().unwrap().len() < enough {
            assert!(
                !writers.iter().all(|w| w.is_finished()),
                "every writer gave up before {enough} writes were acknowledged"
            );
            std::thread::park_timeout(Duration::from_millis(1));
        }
        disturb();
        stop.store(true, Ordering::Relaxed);
    });
    acknowledged.into_inner().unwrap()
}

#[test]
fn kill_9_of_the_server_loses_nothing() {
    let place = folder();
    let data = place.path().join("data");
    organisation(&data);
    let server = Running::start(&data);
    let ann = server.sign_in("ann@acme.example", "correct horse");
    let acknowledged = write_through(&ann, 0..4, 100, || server.kill());
    // The orphaned PostgreSQL of the dead server is taken over.
    let server = Running::start(&data);
    let ann = server.sign_in("ann@acme.example", "correct horse");
    let mut there = std::collections::HashSet::new();
    let mut path = "/rest/v1/competitors?select=name".to_string();
    loop {
        let page = ann.get(&path);
        there.extend(page.rows().iter().map(|r| r["name"].as_str().unwrap().to_string()));
        match page.header("link") {
            "" => break,
            link => path = link.trim_start_matches('<').split('>').next().unwrap().to_string(),
        }
    }
    for name in acknowledged {
        assert!(there.contains(&name), "{name} was acknowledged and is gone");
    }
    server.stop();
}

#[test]
fn kill_9_of_postgresql_is_survived() {
    let place = folder();
    let data = place.path().join("data");
    organisation(&data);
    let server = Running::start(&data);
    let ann = server.sign_in("ann@acme.example", "correct horse");
    for round in 1..3 {
        let acknowledged = write_through(&ann, round * 10..round * 10 + 3, 30, || {
            std::process::Command::new("kill").args(["-9", &postgres_pid(&data)]).status().unwrap();
            server.wait_until_healthy(Duration::from_secs(30));
        });
        for name in acknowledged {
            assert_eq!(
                ann.get(&format!("/rest/v1/competitors?name=eq.{name}")).rows().len(),
                1,
                "{name} was acknowledged and is gone"
            );
        }
    }
    server.stop();
}

/// Who did not report for two minutes is taken for dead.
fn two_minutes_later(data: &std::path::Path) {
    let password = std::fs::read_to_string(data.join("postgres.password")).unwrap();
    let socket = platform::database::Target::socket(data.join("cluster"), 5432, "postgres", "throughline");
    let socket = socket.with_user("postgres", Some(password.trim().into()));
    let later = "update identity.background_jobs set seen_at = seen_at - interval '2 minutes' where status = 'running'";
    tests::wait(async { socket.connect().await.unwrap().batch_execute(later).await.unwrap() });
}

/// Résumés of as many people, in one archive.
fn resumes(people: usize) -> Vec<u8> {
    let texts: Vec<(String, String)> = (0..people)
        .map(|n| {
            let name: String = format!("{n:03}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
            let text = format!(
                "Mara Ever{name}\nmara.{n}@able.example\n\nExperience\nRigger, Able Lifting\nMarch 2019 - present\n\nSkills\nWelding"
            );
            (format!("fair/{n}.txt"), text)
        })
        .collect();
    let files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
    tests::zipped(&files)
}

#[test]
fn kill_9_while_resumes_are_read_reads_each_once() {
    const PEOPLE: usize = 20;
    let place = folder();
    let data = place.path().join("data");
    organisation(&data);
    let read = |ann: &tests::Client| {
        let batch = ann.get("/rest/v1/resume_batches?select=status,done,created,failed").rows()[0].clone();
        (batch["status"].as_str().unwrap_or_default().to_string(), batch)
    };
    let until = |ann: &tests::Client, wanted: &dyn Fn(&(String, serde_json::Value)) -> bool| {
        let begun = std::time::Instant::now();
        loop {
            let batch = read(ann);
            if wanted(&batch) {
                return batch;
            }
            assert!(begun.elapsed() < Duration::from_secs(90), "it does not go on: {batch:?}");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    };
    let server = Running::start(&data);
    let ann = server.sign_in("ann@acme.example", "correct horse");
    let page = server.browser("ann@acme.example", "correct horse");
    let sent = page.upload("/resumes", &[("fair.zip", &resumes(PEOPLE))]);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let (status, _) = until(&ann, &|(_, batch)| batch["done"].as_u64().unwrap() >= 5);
    assert_eq!(status, "running", "killed in the middle");
    server.kill();
    let server = Running::start(&data);
    two_minutes_later(&data);
    let ann = server.sign_in("ann@acme.example", "correct horse");
    let (_, batch) = until(&ann, &|(status, _)| !matches!(status.as_str(), "waiting" | "running"));
    assert_eq!(batch, json!({ "status": "done", "done": PEOPLE, "created": PEOPLE, "failed": 0 }));
    let people = ann.get("/rest/v1/candidates?select=name").rows();
    let names: std::collections::HashSet<_> = people.iter().map(|row| row["name"].to_string()).collect();
    assert_eq!((people.len(), names.len()), (PEOPLE, PEOPLE));
    let files = ann.get("/rest/v1/files?select=id&entity_type=eq.candidates").rows();
    assert_eq!(files.len(), PEOPLE, "each with its file");
    server.stop();
}

#[test]
fn one_data_folder_has_one_server() {
    let place = folder();
    let data = place.path().join("data");
    let server = Running::start(&data);
    let second = run(&data, &["serve", "--listen", "127.0.0.1:0"], "");
    let words = String::from_utf8_lossy(&second.stderr);
    assert!(
        !second.status.success() && words.contains("another Throughline (process") && words.contains("--data-dir"),
        "{words}"
    );
    let busy =
        run(&place.path().join("other"), &["serve", "--listen", server.address.trim_start_matches("http://")], "");
    assert!(String::from_utf8_lossy(&busy.stderr).contains("Choose another with --listen"));
    server.stop();
}

#[test]
fn a_wrong_master_key_is_said_plainly() {
    let place = folder();
    let data = place.path().join("data");
    organisation(&data);
    let key = data.join("master.key");
    let right = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let gone = run(&data, &["org", "list"], "");
    let words = String::from_utf8_lossy(&gone.stderr).into_owned();
    assert!(words.contains("the master key of this database is not here") && !key.exists(), "none is made: {words}");
    let other = ["--master-key", "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg=", "org", "list"];
    let wrong = run(&data, &other, "");
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("wrong master key"));
    std::fs::write(&key, &right).unwrap();
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(String::from_utf8_lossy(&run(&data, &["org", "list"], "").stderr).contains("chmod 600"));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(succeed(&data, &["org", "list"], "").contains("acme"));
}
