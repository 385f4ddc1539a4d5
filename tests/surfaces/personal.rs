//! Personal data: encrypted at rest, found by equality, masked for those who may not read it.

use serde_json::json;
use tests::{World, master, wait};

fn ada(world: &World) -> String {
    let admin = world.sign_in("admin@yourco");
    let made = admin
        .with("prefer", "return=representation")
        .post("/rest/v1/contacts?select=id", json!({ "first_name": "Ada", "email": "Ada@Example.com", "phone": "+49 30 1234567", "notes": "prefers mornings" }));
    made.rows()[0]["id"].as_str().unwrap().to_string()
}

#[test]
fn the_database_never_holds_the_text() {
    let world = World::new();
    let id = ada(&world);
    let row = world.value::<String>(&format!("select c::text || encode(email, 'escape') || encode(notes, 'escape') || encode(phone, 'escape') from crm.contacts c where id = '{id}'"));
    for text in ["Ada@Example.com", "ada@example.com", "1234567", "mornings"] {
        assert!(!row.contains(text), "{text}");
    }
    let log = world.value::<String>(&format!(
        "select coalesce(string_agg(l::text, ''), '') from identity.audit_log l where resource_id = '{id}'"
    ));
    assert!(!log.to_lowercase().contains("example.com") && !log.contains("\\\\x01"));
}

#[test]
fn those_who_may_read_it_do_and_others_see_a_mask() {
    let world = World::new();
    let id = ada(&world);
    let path = format!("/rest/v1/contacts?id=eq.{id}&select=email,phone,notes");
    let clear = json!([{ "email": "Ada@Example.com", "phone": "+49 30 1234567", "notes": "prefers mornings" }]);
    assert_eq!(json!(world.sign_in("consultant@yourco").get(&path).rows()), clear);
    let masked = json!([{ "email": "A•••@•••.com", "phone": "•••67", "notes": "•••" }]);
    assert_eq!(json!(world.sign_in("viewer@yourco").get(&path).rows()), masked);
    assert_eq!(
        world.sign_in("viewer@yourco").with("accept", "text/csv").get(&path).text,
        "email,phone,notes\nA•••@•••.com,•••67,•••\n"
    );
}

#[test]
fn it_is_found_by_equality_however_it_is_written() {
    let world = World::new();
    let id = ada(&world);
    let admin = world.sign_in("admin@yourco");
    for query in [
        "email=eq.ada@example.com",
        "email=eq.ADA@EXAMPLE.COM",
        "email=in.(ada@example.com,bob@example.com)",
        "phone=eq.%2B49301234567",
        "phone=eq.0049 30 1234567",
        "or=(email.eq.ada@example.com,phone.eq.1)",
    ] {
        let found = admin.get(&format!("/rest/v1/contacts?select=id&{query}"));
        if query.contains("phone.eq.1)") {
            assert_eq!(found.refusal(), "400 TL101", "{query}");
            continue;
        }
        assert_eq!(json!(found.rows()), json!([{ "id": id }]), "{query}");
    }
    for query in
        ["email=like.*ada*", "email=gt.a", "notes=eq.x", "order=email", "select=email::text", "select=email.max()"]
    {
        assert_eq!(admin.get(&format!("/rest/v1/contacts?{query}")).refusal(), "400 TL101", "{query}");
    }
    assert_eq!(world.sign_in("viewer@yourco").get("/rest/v1/contacts?email=eq.ada@example.com").refusal(), "403 TL102");
    assert_eq!(world.sign_in("admin@copilot").get("/rest/v1/contacts?email=eq.ada@example.com").rows().len(), 0);
}

#[test]
fn it_is_changed_one_row_at_a_time() {
    let world = World::new();
    let id = ada(&world);
    let admin = world.sign_in("admin@yourco");
    assert_eq!(
        admin.patch("/rest/v1/contacts?first_name=eq.Ada", json!({ "email": "x@example.com" })).refusal(),
        "400 TL106"
    );
    assert_eq!(
        admin
            .patch(&format!("/rest/v1/contacts?id=eq.{id}"), json!({ "email": "new@example.com", "phone": null }))
            .status,
        204
    );
    assert_eq!(
        json!(admin.get("/rest/v1/contacts?email=eq.new@example.com&select=email,phone").rows()),
        json!([{ "email": "new@example.com", "phone": null }])
    );
    assert_eq!(admin.get("/rest/v1/contacts?email=eq.ada@example.com").rows().len(), 0);
}

#[test]
fn embedded_rows_are_opened_and_masked_too() {
    let world = World::new();
    let path = "/rest/v1/clients?select=contacts(email)&contacts=not.is.null&limit=1&contacts.limit=1";
    assert!(world.sign_in("admin@yourco").get(path).text.contains("@yourco-contacts.example"));
    assert!(world.sign_in("viewer@yourco").get(path).text.contains("•••@•••.example"));
}

#[test]
fn keys_turn_while_everything_stays_readable() {
    let world = World::new();
    let id = ada(&world);
    let org: uuid::Uuid = world.value("select org_id from identity.organizations where slug = 'yourco'");
    let ring = platform::vault::KeyRing::new(master());
    let turned = wait(platform::vault::rotate(&world.admin, &ring, &world.server.catalog, org)).unwrap();
    assert!(turned > 900, "{turned}");
    assert_eq!(world.value::<i32>(&format!("select get_byte(email, 4) from crm.contacts where id = '{id}'")), 2);
    assert_eq!(
        world.value::<i64>("select count(*) from crm.contacts where org_id = (select org_id from identity.organizations where slug = 'copilot') and get_byte(email, 4) <> 1"),
        0,
        "others keep theirs"
    );
    let admin = world.sign_in("admin@yourco");
    assert_eq!(
        admin.get("/rest/v1/contacts?email=eq.ada@example.com&select=email").rows()[0]["email"],
        "Ada@Example.com"
    );
}

#[test]
fn a_moved_ciphertext_does_not_open() {
    let world = World::new();
    let id = ada(&world);
    let admin = world.sign_in("admin@yourco");
    let other = admin.get(&format!("/rest/v1/contacts?id=neq.{id}&limit=1&select=id")).rows()[0]["id"]
        .as_str()
        .unwrap()
        .to_string();
    world.behind(&format!(
        "update crm.contacts set email = (select email from crm.contacts where id = '{id}') where id = '{other}'"
    ));
    assert_eq!(admin.get(&format!("/rest/v1/contacts?id=eq.{other}&select=email")).rows()[0]["email"], "[unreadable]");
}

#[test]
fn looking_at_it_is_noted() {
    let world = World::new();
    let id = ada(&world);
    let me = world.sign_in("consultant@yourco");
    assert_eq!(me.get(&format!("/rest/v1/contacts?id=eq.{id}&select=name")).status, 200, "no personal data, no note");
    assert_eq!(
        world.sign_in("viewer@yourco").get(&format!("/rest/v1/contacts?id=eq.{id}")).status,
        200,
        "masked, no note"
    );
    assert_eq!(me.get(&format!("/rest/v1/contacts?id=eq.{id}&select=email")).status, 200);
    assert_eq!(me.get("/rest/v1/clients?select=name,contacts(email)&limit=3").status, 200);
    wait(world.server.finish());
    let admin = world.sign_in("admin@yourco");
    let notes = admin
        .get("/rest/v1/audit_log?action=eq.read&select=resource_type,resource_id,changes&order=resource_type.desc")
        .rows();
    assert_eq!(
        json!(notes),
        json!([{ "resource_type": "contacts", "resource_id": id, "changes": null }, { "resource_type": "clients", "resource_id": null, "changes": { "rows": 3 } }])
    );
}
