//! The real clients: @supabase/postgrest-js from npm, postgrest from PyPI, and schemathesis.

use modules::identity::api_keys::{self, CreateApiKey};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tests::{World, wait};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn key(world: &World, role: &str) -> String {
    let org: uuid::Uuid = world.value("select org_id from identity.organizations where slug = 'yourco'");
    wait(async {
        let wish = CreateApiKey { name: "client".into(), role: role.into(), days: None };
        api_keys::insert(&world.admin.connect().await.unwrap(), org, &wish, None).await.unwrap().1.key
    })
}

fn python() -> PathBuf {
    let path = root().join("target/venv/bin/python");
    assert!(path.exists(), "run ./test once: it installs the Python clients");
    path
}

fn check(output: &Output) {
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn postgrest_js_works_unmodified() {
    assert!(root().join("tests/clients/node_modules").exists(), "run ./test once: it installs the npm clients");
    let world = World::new();
    // Passages are written by the server alone.
    world.behind(
        "insert into knowledge.document_chunks (org_id, document_id, chunk_index, content)
         select distinct on (org_id) org_id, id, 900, 'A guide to the yard' from knowledge.documents order by org_id, id",
    );
    check(
        &Command::new("node")
            .arg("tests/clients/postgrest.mjs")
            .arg(&world.address)
            .arg(key(&world, "admin"))
            .current_dir(root())
            .output()
            .unwrap(),
    );
}

#[test]
fn postgrest_py_works_unmodified() {
    let world = World::new();
    check(
        &Command::new(python())
            .arg("tests/clients/postgrest_client.py")
            .arg(&world.address)
            .arg(key(&world, "admin"))
            .current_dir(root())
            .output()
            .unwrap(),
    );
}

/// Generated requests, odd and hostile, against every path of the description: none is answered with a 5xx.
#[test]
fn schemathesis_finds_no_server_error() {
    let world = World::new();
    let output = Command::new(python())
        .args(["-m", "schemathesis.cli", "run"])
        .arg(format!("{}/openapi.json", world.address))
        .args([
            "--checks",
            "not_a_server_error",
            "--phases",
            "fuzzing",
            "--max-examples",
            "4",
            "--seed",
            "7",
            // Two threads trip over each other in Python's own parser now and then.
            "--workers",
            "1",
            "--continue-on-failure",
            "--suppress-health-check",
            "all",
            "--request-timeout",
            "20",
        ])
        .arg("--header")
        .arg(format!("Authorization: Bearer {}", key(&world, "admin")))
        .current_dir(root())
        .output()
        .unwrap();
    check(&output);
}
