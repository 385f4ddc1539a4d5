//! What a refusal tells programs: the column it is about, and when to come back; nobody has to read a sentence.

use platform::database::Options;
use serde_json::json;
use surfaces::Settings;
use tests::Answer;
use tests::World;

fn field(answer: &Answer) -> String {
    let body = answer.json();
    format!("{} {}", answer.status, body["field"].as_str().unwrap_or("-"))
}

#[test]
fn a_refused_value_names_its_column() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Field & Co" }));
    let nowhere = "00000000-0000-0000-0000-000000000001";
    let cases = [
        ("clients", json!({ "industry": "Steel" }), "400 name"),
        ("contacts", json!({ "client_id": nowhere, "first_name": "A", "last_name": "B" }), "409 client_id"),
        ("users", json!({ "email": "admin@yourco.example", "full_name": "Twin", "role": "viewer" }), "409 email"),
        ("clients", json!({ "name": "C", "health_score": 3 }), "400 health_score"),
        ("clients", json!({ "name": "C", "colour": "red" }), "400 colour"),
        ("contacts", json!({ "client_id": client, "first_name": "A", "last_name": "B", "email": "no" }), "400 email"),
        (
            "contacts",
            json!({ "client_id": client, "first_name": "A", "last_name": "B", "email": "a@b.example\r\nBcc: c@d.example" }),
            "400 email",
        ),
        (
            "contacts",
            json!({ "client_id": client, "first_name": "A", "last_name": "B", "phone": "call me" }),
            "400 phone",
        ),
    ];
    for (noun, row, told) in cases {
        let answer = admin.post(&format!("/rest/v1/{noun}"), row.clone());
        assert!(answer.status >= 400, "{noun} {row}: {}", answer.status);
        assert_eq!(field(&answer), told, "{noun} {row}");
    }
}

#[test]
fn a_rule_of_the_database_names_its_column() {
    let world = World::new();
    world.behind("delete from delivery.time_entries; delete from delivery.timesheets; delete from delivery.timers");
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Hours & Co" }));
    let project = admin.made("projects", json!({ "client_id": client, "name": "Long days" }));
    let long = json!({ "project_id": project, "date": "2026-11-02", "hours": 20 });
    admin.made("time_entries", long.clone());
    let refused = admin.post("/rest/v1/time_entries", long);
    assert_eq!(field(&refused), "400 hours", "{}", refused.text);
}

#[test]
fn whoever_is_too_fast_hears_when_to_come_back() {
    let world = World::with(Settings { requests_per_minute: 1, ..Settings::default() }, Options::default());
    let admin = world.sign_in("admin@yourco");
    admin.get("/rest/v1/clients?limit=1");
    let refused = admin.get("/rest/v1/clients?limit=1");
    assert_eq!(refused.json()["retry_after"].as_u64().unwrap().to_string(), refused.header("retry-after"));
}

#[test]
fn a_verb_costs_more_than_a_read_and_an_import_more_than_a_verb() {
    let world = World::with(Settings { requests_per_minute: 100, ..Settings::default() }, Options::default());
    let admin = world.sign_in("admin@yourco");
    let left = |answer: &Answer| answer.header("ratelimit-remaining").parse::<u32>().unwrap();
    let read = left(&admin.get("/rest/v1/clients?limit=1"));
    let verb = left(&admin.post("/rest/v1/rpc/list_api_keys", json!({})));
    admin.send("POST", "/import/v1/clients", Some(b"name\nA\n".to_vec()));
    let import = left(&admin.get("/rest/v1/clients?limit=1"));
    assert_eq!((read, verb, import), (99, 94, 43));
}

#[test]
fn what_can_not_be_read_is_told_in_our_words() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for (path, told) in [
        ("clients?status=eq.sleeping", "\"sleeping\" is not one of the choices."),
        ("clients?id=eq.7", "\"7\" is not of the type uuid."),
        ("rpc/forecast_changes?since=2147483647", "A day or time can't be understood, or is too far away."),
    ] {
        let refused = admin.get(&format!("/rest/v1/{path}"));
        assert_eq!((refused.status, refused.json()["message"].as_str()), (400, Some(told)), "{path}");
    }
}
