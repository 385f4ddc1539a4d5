//! `erase_person`: what is known of a person goes for good, that there was somebody stays, with a receipt.

use serde_json::{Value, json};
use tests::{Client, World};

fn erase(who: &Client, noun: &str, id: &str) -> tests::Answer {
    who.verb("erase_person", json!({ "noun": noun, "id": id, "reason": "Request by letter" }))
}

#[test]
fn a_contact_leaves_no_trace_but_the_receipt() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Zephyr" }));
    let ada = admin.made(
        "contacts",
        json!({ "client_id": client, "first_name": "Ada", "last_name": "Lovelace",
        "email": "ada@zephyr.example", "phone": "+49 30 1234567", "notes": "prefers mornings" }),
    );
    let renamed = admin.patch(&format!("/rest/v1/contacts?id=eq.{ada}"), json!({ "last_name": "King" }));
    assert_eq!(renamed.status, 204);
    admin.made("files", json!({ "entity_type": "contacts", "entity_id": ada, "name": "ada.pdf" }));

    let erased = erase(&admin, "contacts", &ada);
    assert_eq!(erased.status, 200, "{}", erased.text);
    let fields = "first_name,last_name,name,email,phone,notes,client_id";
    assert_eq!(
        admin.one(&format!("contacts?id=eq.{ada}&select={fields}")),
        json!({ "first_name": "Erased", "last_name": "person", "name": "Erased person", "email": null, "phone": null,
            "notes": null, "client_id": client }),
        "that the client had a contact stays"
    );
    assert!(admin.get("/rest/v1/contacts?email=eq.ada@zephyr.example").rows().is_empty());
    assert!(admin.get(&format!("/rest/v1/files?entity_id=eq.{ada}")).rows().is_empty());
    for log in ["audit_log?resource_id", "activity_logs?entity_id"] {
        let told = admin.get(&format!("/rest/v1/{log}=eq.{ada}")).text;
        assert!(!["Ada", "Lovelace", "King", "zephyr.example"].iter().any(|word| told.contains(word)), "{told}");
    }
    let receipt = admin.one(&format!("erasures?id=eq.{}", erased.json()["receipt"].as_str().unwrap()));
    assert_eq!(
        (&receipt["noun"], &receipt["record_id"], &receipt["reason"]),
        (&json!("contacts"), &json!(ada), &json!("Request by letter"))
    );
    assert_eq!((&receipt["removed"]["contacts"], &receipt["removed"]["files"]), (&json!(1), &json!(1)), "{receipt}");
}

#[test]
fn what_was_erased_does_not_come_back() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let lead =
        admin.made("leads", json!({ "company_name": "Newfound", "last_name": "Bo", "email": "bo@newfound.example" }));
    let converted = admin.verb("convert_lead", json!({ "lead": lead, "opportunity": false }));
    assert_eq!(converted.status, 200, "{}", converted.text);
    let contact = converted.json()["contact"].as_str().unwrap().to_string();
    assert_eq!(erase(&admin, "contacts", &contact).status, 200);
    let erasing = erase(&admin, "leads", &lead);
    assert_eq!(erasing.status, 200, "{}", erasing.text);
    let undone = |operation: &str| admin.verb("undo", json!({ "operation": operation })).status;
    undone(converted.header("operation"));
    assert_eq!(undone(erasing.header("operation")), 404, "erasing has no undo");
    let now: Value = admin.one(&format!("leads?id=eq.{lead}&select=company_name,email"));
    assert_eq!(now, json!({ "company_name": "Erased person", "email": null }));
}

#[test]
fn only_admins_erase_and_only_persons_with_a_reason() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let bo = admin.made("contacts", json!({ "last_name": "Bo" }));
    assert_eq!(erase(&world.sign_in("manager@yourco"), "contacts", &bo).refusal(), "403 42501");
    assert_eq!(
        erase(&world.sign_in("admin@copilot"), "contacts", &bo).refusal(),
        "404 TL404",
        "another organisation's"
    );
    assert_eq!(erase(&admin, "leads", &bo).refusal(), "404 TL404", "no lead has this id");
    let client = admin.made("clients", json!({ "name": "Zephyr" }));
    assert_eq!(erase(&admin, "clients", &client).status, 400, "a firm is no person");
    let silent = json!({ "noun": "contacts", "id": bo, "reason": " " });
    assert_eq!(admin.verb("erase_person", silent).refusal(), "400 TL100");
    assert_eq!(admin.one(&format!("contacts?id=eq.{bo}&select=last_name")), json!({ "last_name": "Bo" }));
    assert!(admin.get(&format!("/rest/v1/erasures?record_id=in.({bo},{client})")).rows().is_empty());
}
