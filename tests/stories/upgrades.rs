//! A small organisation of every landed version, carried forward to this one and walked through.
//! `tests/fixtures/make.py` wrote each down with that version's own program.

use flate2::read::GzDecoder;
use modules::PRODUCT;
use platform::database::{Options, Target};
use platform::install::{self, Outcome};
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use surfaces::Settings;
use tests::{World, empty_database, master, wait};

/// The databases of earlier versions, by the last migration they had.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "gz")).collect();
    files.sort();
    assert!(files.len() >= 2);
    files
}

/// The database as that version left it.
fn load(fixture: &Path) -> platform::database::Target {
    let mut script = String::new();
    GzDecoder::new(std::fs::File::open(fixture).unwrap()).read_to_string(&mut script).unwrap();
    let target = empty_database();
    wait(async {
        let sql = target.connect().await.unwrap();
        let acting = modules::ROLES.iter().map(|role| format!("tl_{role}"));
        for role in acting.chain(["tl_auth".into(), "throughline_owner".into()]) {
            let made = format!("do $$ begin create role {role}; exception when duplicate_object then null; end $$");
            sql.batch_execute(&made).await.unwrap();
        }
        sql.batch_execute(&script).await.unwrap();
    });
    target
}

#[test]
fn every_landed_version_is_carried_forward_with_its_data() {
    for fixture in fixtures() {
        let name = fixture.display();
        let target = load(&fixture);
        wait(add_file(&target));
        let outcome = wait(install::install(&PRODUCT, &target, &master()));
        let outcome = outcome.unwrap_or_else(|e| panic!("{name}: {}", platform::told(&e)));
        assert!(matches!(outcome, Outcome::Migrated(_)), "{name}");
        wait(filled_in(&target, &name.to_string()));
        walk(&World::on(target, Settings::default(), Options::default()), &name.to_string());
    }
}

/// A file of more than one chunk, as it was kept until now.
async fn add_file(target: &Target) {
    let sql = target.connect().await.unwrap();
    let column = "select exists (select from pg_attribute where attrelid = to_regclass('knowledge.files')
                                    and attname = 'content' and not attisdropped)";
    if sql.query_one(column, &[]).await.unwrap().get(0) {
        let add = "set session_replication_role = replica;
                   insert into knowledge.files (org_id, id, entity_type, entity_id, name, content)
                   select org_id, gen_random_uuid(), 'clients', id, 'kept.txt', convert_to(repeat('kept ', 60000), 'UTF8')
                     from crm.clients where name = 'Kept Client'";
        sql.batch_execute(add).await.unwrap();
    }
}

/// Sign in, read, write, take back, export.
fn walk(world: &World, name: &str) {
    let fay = json!({ "email": "fay@fixture.example", "password": "correct horse" });
    let signed_in = world.visitor().post("/auth/v1/token?grant_type=password", fay);
    assert_eq!(signed_in.status, 200, "{name}: {}", signed_in.text);
    let fay = world.visitor().with_token(signed_in.json()["access_token"].as_str().unwrap());
    for (path, expected) in [
        ("clients?select=fleet:custom->>fleet&name=eq.Kept Client", json!([{ "fleet": "blue" }])),
        ("contacts?select=name:first_name&email=eq.pat@kept.example", json!([{ "name": "Pat" }])),
        ("contacts?select=email&first_name=eq.Pat", json!([{ "email": "pat@kept.example" }])),
        (
            "opportunities?select=value,...clients(name)&value=eq.1200.5",
            json!([{ "value": 1200.5, "name": "Kept Client" }]),
        ),
        ("time_entries?select=hours,...projects(name)&hours=eq.3.5", json!([{ "hours": 3.5, "name": "Kept project" }])),
        ("invoices?select=amount&invoice_number=eq.OLD-1", json!([{ "amount": 350.0 }])),
        ("leads?select=company_name&email=eq.lee@lead.example", json!([{ "company_name": "Kept lead" }])),
        ("saved_views?select=name", json!([{ "name": "Mine" }])),
    ] {
        assert_eq!(json!(fay.get(&format!("/rest/v1/{path}")).rows()), expected, "{name}: {path}");
    }
    for file in fay.get("/rest/v1/files?select=id,size&name=eq.kept.txt").rows() {
        let form = [("email", "fay@fixture.example"), ("password", "correct horse")];
        let browser = world.visitor().with("cookie", &world.visitor().form("/sign-in", &form).cookies());
        let answer = browser.get(&format!("/files/{}/content", file["id"].as_str().unwrap()));
        assert_eq!((&file["size"], answer.text), (&json!(300_000), "kept ".repeat(60_000)), "{name}");
    }
    let client = fay.get("/rest/v1/clients?select=id&name=eq.Kept Client").rows()[0]["id"].clone();
    let person = json!({ "client_id": client, "first_name": "New", "last_name": "One", "email": "new@kept.example" });
    let made = fay.post("/rest/v1/contacts", person);
    assert_eq!(made.status, 201, "{name}: {}", made.text);
    assert_eq!(fay.patch("/rest/v1/clients?name=eq.Kept Client", json!({ "region": "North" })).status, 204, "{name}");
    // What the earlier version did can still be taken back.
    let largest = "select operation_id from identity.undo_entries group by 1 order by count(*) desc limit 1";
    let sample: uuid::Uuid = world.value(largest);
    let undone = fay.post("/rest/v1/rpc/undo", json!({ "operation": sample }));
    assert_eq!(undone.status, 200, "{name}: {}", undone.text);
    assert_eq!(fay.get("/rest/v1/clients?select=name").rows(), [json!({ "name": "Kept Client" })], "{name}");
    let export = fay.with("accept", "text/csv").get("/rest/v1/clients?select=name,region");
    assert_eq!(export.text.trim(), "name,region\nKept Client,North", "{name}");
}

/// What migrations fill in of rows that were there.
async fn filled_in(target: &Target, name: &str) {
    let sql = target.connect().await.unwrap();
    let left = "select
        (select count(*) from recruiting.jobs where status <> 'draft' and published_at is null),
        (select count(*) from recruiting.candidates c where jsonb_array_length(c.compliance) > 0
          and not exists (select from recruiting.tickets t where t.org_id = c.org_id and t.candidate_id = c.id))";
    let row = sql.query_one(left, &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1)),
        (0, 0),
        "{name}: jobs without a day, people without tickets"
    );
}
