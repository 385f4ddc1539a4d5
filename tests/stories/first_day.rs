//! From an empty folder to imported, exported, backed-up data.

use serde_json::json;
use tests::program::{Running, folder, run, succeed};

const PASSWORD: &str = "correct horse\n";

/// An organisation with an admin and a viewer.
fn organisation(data: &std::path::Path) {
    succeed(data, &["org", "add", "Acme Consulting", "--slug", "acme"], "");
    succeed(data, &["user", "add", "--org", "acme", "--role", "admin", "--name", "Ann", "ann@acme.example"], PASSWORD);
    succeed(data, &["user", "add", "--org", "acme", "--role", "viewer", "--name", "Vic", "vic@acme.example"], PASSWORD);
}

#[test]
fn a_first_day() {
    let place = folder();
    let data = place.path().join("data");
    organisation(&data);
    assert!(succeed(&data, &["org", "list"], "").contains("acme"));
    let weak = run(&data, &["user", "add", "--org", "acme", "--name", "Bob", "bob@acme.example"], "short\n");
    assert!(String::from_utf8_lossy(&weak.stderr).contains("at least 8 characters"));
    // The rule of every door: nothing of what everybody knows of a person.
    let bob = ["user", "add", "--org", "acme", "--name", "Bob Bobolink", "bob@acme.example"];
    for known in ["bobolink26\n", "acme.example\n"] {
        let own = run(&data, &bob, known);
        assert!(String::from_utf8_lossy(&own.stderr).contains("of your own name"), "{known}");
    }
    succeed(&data, &bob, "seven swans swim\n");
    let own = run(&data, &["user", "password", "--org", "acme", "bob@acme.example"], "Bobolink!!1\n");
    assert!(String::from_utf8_lossy(&own.stderr).contains("of your own name"));
    let unknown = run(&data, &["user", "add", "--org", "amce", "--name", "Bob", "bob@acme.example"], PASSWORD);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("Known: acme"));

    // A file of messy rows, through the command line.
    let file = place.path().join("customers.csv");
    let mut text = "\u{feff}Company;Status;E-Mail\r\n".to_string();
    for n in 0..3000 {
        text += &format!("\"Customer {n}; Ltd\";{};\r\n", if n % 1000 == 5 { "Sleeping" } else { "Active" });
    }
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let dry = run(&data, &["import", "clients", file, "--org", "acme", "--as", "ann@acme.example", "--dry-run"], "");
    assert!(
        String::from_utf8_lossy(&dry.stdout).contains("2997 would be created"),
        "{}",
        String::from_utf8_lossy(&dry.stdout)
    );
    let server = Running::start(&data);
    let real =
        run(&data, &["import", "clients", file, "--org", "acme", "--as", "ann@acme.example", "--key", "name"], "");
    assert_eq!(
        real.status.code(),
        Some(2),
        "some rows were set aside, while the server runs: {}",
        String::from_utf8_lossy(&real.stderr)
    );
    assert!(String::from_utf8_lossy(&real.stderr).contains("Company                      → name"));
    let rejects = std::fs::read_to_string(place.path().join("customers.rejects.csv")).unwrap();
    assert_eq!(rejects.lines().count(), 4);
    let again =
        run(&data, &["import", "clients", file, "--org", "acme", "--as", "ann@acme.example", "--key", "name"], "");
    assert!(
        String::from_utf8_lossy(&again.stdout).contains("0 created, 2997 updated"),
        "{}",
        String::from_utf8_lossy(&again.stdout)
    );

    let ann = server.sign_in("ann@acme.example", "correct horse");
    let count = ann.with("prefer", "count=exact").send("HEAD", "/rest/v1/clients", None);
    assert!(count.header("content-range").ends_with("/2997"), "{}", count.header("content-range"));
    let vic = server.sign_in("vic@acme.example", "correct horse");
    assert_eq!(vic.post("/rest/v1/clients", json!({ "name": "No" })).status, 403);

    // Verbs from the command line, with the rights of who asks.
    let logged = succeed(
        &data,
        &[
            "call",
            "log_email",
            "--org",
            "acme",
            "--as",
            "ann@acme.example",
            "--message",
            &format!(r#"{{"client": {}}}"#, ann.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"]),
        ],
        "From: a@b.example\nTo: c@d.example\nSubject: Hello\n\nHi",
    );
    assert!(logged.contains("\"repeated\": false"), "{logged}");
    let refused = run(&data, &["call", "score_leads", "--org", "acme", "--as", "vic@acme.example"], "");
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("Your role may not use score_leads."),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );

    let key = succeed(&data, &["keys", "create", "--org", "acme", "robot", "--role", "viewer"], "");
    assert_eq!(server.visitor().with_token(key.trim()).get("/rest/v1/clients?limit=1").status, 200);
    assert!(succeed(&data, &["keys", "list", "--org", "acme"], "").contains("robot"));

    let exported = place.path().join("out.csv");
    succeed(
        &data,
        &[
            "export",
            "clients",
            "--org",
            "acme",
            "--as",
            "vic@acme.example",
            "--query",
            "select=name,status&order=name",
            "--output",
            exported.to_str().unwrap(),
        ],
        "",
    );
    let few = succeed(
        &data,
        &[
            "export",
            "clients",
            "--org",
            "acme",
            "--as",
            "vic@acme.example",
            "--query",
            "select=name&order=name&limit=2",
        ],
        "",
    );
    assert_eq!(few, "name\nCustomer 0; Ltd\nCustomer 1000; Ltd\n");
    let text = std::fs::read_to_string(exported).unwrap();
    assert_eq!((text.lines().count(), text.lines().next()), (2998, Some("name,status")));

    // One file holds it all, taken while the server runs; it loads into an empty place only.
    let backup = place.path().join("all.backup");
    let backup = backup.to_str().unwrap();
    succeed(&data, &["backup", backup], "");
    let full = run(&data, &["restore", backup], "");
    assert!(String::from_utf8_lossy(&full.stderr).contains("already holds 1 organisations"));
    server.stop();

    let elsewhere = place.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::copy(data.join("master.key"), elsewhere.join("master.key")).unwrap();
    succeed(&elsewhere, &["restore", backup], "");
    let again = run(&elsewhere, &["restore", backup], "");
    assert!(String::from_utf8_lossy(&again.stderr).contains("already holds"), "a restored place is not empty");
    assert!(succeed(&elsewhere, &["doctor"], "").contains("1 organisations, 1 admins"));
    let server = Running::start(&elsewhere);
    let ann = server.sign_in("ann@acme.example", "correct horse");
    assert!(
        ann.with("prefer", "count=exact")
            .send("HEAD", "/rest/v1/clients", None)
            .header("content-range")
            .ends_with("/2997")
    );
    // Undo goes on behind what was restored: the order of what happened is a number the database gives out.
    let jobs = ann.get("/rest/v1/import_jobs?select=id").rows();
    let undo = |job: &serde_json::Value| ann.post("/rest/v1/rpc/undo", json!({ "operation": job["id"] }));
    let undone: Vec<_> = jobs.iter().map(undo).collect();
    let texts: Vec<&str> = undone.iter().map(|answer| answer.text.as_str()).collect();
    assert!(
        undone.iter().any(|answer| answer.status == 200 && answer.json()["undone"] == json!(2996)),
        "one has an e-mail: {texts:?}"
    );
    let sequence = "select nextval(pg_get_serial_sequence('identity.undo_entries', 'seq'))";
    let target = platform::embedded::running(&elsewhere).unwrap();
    let sql = tests::wait(target.connect()).unwrap();
    let next: i64 = tests::wait(sql.query_one(sequence, &[])).unwrap().get(0);
    assert!(next > 2997, "{next}");
    server.stop();

    // A damaged file is noticed before anything is touched.
    let mut bytes = std::fs::read(backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    let damaged = place.path().join("damaged.backup");
    std::fs::write(&damaged, bytes).unwrap();
    let refused = run(&place.path().join("third"), &["restore", damaged.to_str().unwrap()], "");
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("damaged"),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );
}

#[test]
fn a_stopped_import_goes_on_where_it_stopped() {
    let place = folder();
    let data = place.path().join("data");
    organisation(&data);
    let file = place.path().join("many.csv");
    let rows: String = (0..12_000).map(|n| format!("Row {n}\n")).collect();
    std::fs::write(&file, format!("name\n{rows}")).unwrap();
    let server = Running::start(&data);
    let arguments = ["import", "clients", file.to_str().unwrap(), "--org", "acme", "--as", "ann@acme.example"];
    // The process dies after its first batch is written.
    let mut child = std::process::Command::new(tests::program::executable())
        .arg("--data-dir")
        .arg(&data)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let ann = server.sign_in("ann@acme.example", "correct horse");
    let written = || {
        ann.get("/rest/v1/import_jobs?select=rows_in&limit=1")
            .rows()
            .first()
            .and_then(|r| r["rows_in"].as_i64())
            .unwrap_or_default()
    };
    while written() == 0 && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().ok();
    child.wait().unwrap();
    let output = succeed(&data, &arguments, "");
    let count = ann.with("prefer", "count=exact").send("HEAD", "/rest/v1/clients", None);
    if written() > 0 && output.contains("Went on after row") {
        assert!(
            count.header("content-range").ends_with("/12000"),
            "no row twice, none missing: {}",
            count.header("content-range")
        );
    }
    server.stop();
}

#[test]
fn every_command_explains_itself() {
    let place = folder();
    for command in
        ["demo", "serve", "migrate", "org", "user", "keys", "import", "export", "backup", "restore", "doctor"]
    {
        let help = succeed(&place.path().join("none"), &[command, "--help"], "");
        assert!(help.contains("Usage: throughline"), "{command}");
    }
    assert!(!place.path().join("none").exists(), "help touches nothing");
}

#[test]
fn the_first_start_offers_a_set_up_link() {
    let place = folder();
    let data = place.path().join("data");
    let server = Running::start(&data);
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    let link = log.lines().find_map(|l| l.trim().strip_prefix(&server.address)).unwrap_or_else(|| panic!("{log}"));
    assert!(server.visitor().get(link).text.contains("Set up Throughline"));
    let token = link.split('=').nth(1).unwrap();
    let form = |body: String| {
        server.visitor().with("content-type", "application/x-www-form-urlencoded").send(
            "POST",
            "/setup",
            Some(body.into_bytes()),
        )
    };
    let wish = "organisation=Fresh&full_name=Eve&email=eve%40fresh.example&password=correct+horse&begin=sample";
    let forged = form(format!("token=guessed&{wish}"));
    assert!(
        forged.status == 400 && forged.text.contains("not valid") && forged.text.contains("value=\"Fresh\""),
        "what was typed is kept"
    );
    let made = form(format!("token={token}&{wish}"));
    assert_eq!((made.status, made.header("location")), (303, "/admin/sample"), "{}", made.text);
    let cookie = made.header("set-cookie").split(';').next().unwrap().to_string();
    let eve = server.visitor().with("cookie", &cookie);
    assert_eq!(eve.send("POST", "/admin/sample", Some(Vec::new())).status, 303);
    assert!(eve.get("/clients").text.contains("Northwind Engineering (sample)"));
    assert!(server.visitor().get(link).text.contains("Already set up"), "the link works once");
    assert_eq!(
        server.sign_in("eve@fresh.example", "correct horse").get("/rest/v1/organizations?select=slug").rows()[0]["slug"],
        "fresh"
    );
    server.stop();
}
