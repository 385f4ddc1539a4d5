//! Undo takes back one's own, and never what others added or what must stay.

use serde_json::{Value, json};
use tests::{Answer, Client, World};

/// Uses a verb and answers its operation beside its answer.
fn did(who: &Client, verb: &str, input: Value) -> (String, Value) {
    let answer = who.verb(verb, input);
    assert_eq!(answer.status, 200, "{verb}: {}", answer.text);
    (answer.header("operation").to_string(), answer.json())
}

fn undo(who: &Client, operation: &str) -> Answer {
    who.verb("undo", json!({ "operation": operation }))
}

#[test]
fn a_score_that_moved_on_keeps_nothing_from_being_undone() {
    let world = World::new();
    let (sales, admin) = (world.sign_in("sales@yourco"), world.sign_in("admin@yourco"));
    let lead = json!({ "company_name": "Scored GmbH", "contact_name": "Ada Rig", "email": "ada@scored.example",
        "phone": "+43 1 234 567" });
    let lead = sales.made("leads", lead);
    let (operation, made) = did(&sales, "convert_lead", json!({ "lead": lead }));
    // What follows from a new company is written soon after.
    admin.done("score_clients", json!({}));
    let client = admin.one(&format!("clients?id=eq.{}&select=score", made["client"].as_str().unwrap()));
    assert!(client["score"].as_f64().unwrap() > 0.0, "{client}");
    assert_eq!(undo(&sales, &operation).status, 200);
    assert_eq!(sales.one(&format!("leads?id=eq.{lead}&select=status"))["status"], "new");
    let left = format!("/rest/v1/clients?id=eq.{}", made["client"].as_str().unwrap());
    assert!(admin.get(&left).rows().is_empty());
}

#[test]
fn what_others_added_since_stays() {
    let world = World::new();
    let (admin, sales) = (world.sign_in("admin@yourco"), world.sign_in("sales@yourco"));
    let lead = sales.made("leads", json!({ "company_name": "Newfound Ltd", "first_name": "Ada", "last_name": "New", "email": "ada@newfound.example" }));
    let (operation, made) = did(&sales, "convert_lead", json!({ "lead": lead }));
    let client = made["client"].as_str().unwrap();
    assert_eq!(sales.delete(&format!("/rest/v1/clients?id=eq.{client}")).status, 403);
    let contact = admin.made("contacts", json!({ "client_id": client, "first_name": "Bob" }));
    let project = admin.made("projects", json!({ "client_id": client, "name": "Begun" }));
    let done = undo(&sales, &operation).json();
    assert_eq!(done["kept"], 1, "{done}");
    assert!(done["note"].as_str().unwrap().contains("one record that somebody changed or added to"), "{done}");
    assert_eq!(admin.one(&format!("clients?id=eq.{client}&select=name"))["name"], "Newfound Ltd");
    assert_eq!(admin.one(&format!("contacts?id=eq.{contact}&select=name"))["name"], "Bob");
    assert_eq!(admin.one(&format!("projects?id=eq.{project}&select=name"))["name"], "Begun");
    // Sales' own contact and deal are gone, and the lead is open again.
    let left = admin.one(&format!("clients?id=eq.{client}&select=contacts(first_name),opportunities(id)"));
    assert_eq!(left, json!({ "contacts": [{ "first_name": "Bob" }], "opportunities": [] }));
    assert_eq!(
        admin.one(&format!("leads?id=eq.{lead}&select=status,client_id")),
        json!({ "status": "new", "client_id": null })
    );
}

#[test]
fn a_file_somebody_added_keeps_the_record() {
    let world = World::new();
    let (admin, sales) = (world.sign_in("admin@yourco"), world.sign_in("sales@yourco"));
    let lead = sales.made("leads", json!({ "company_name": "Filed Ltd", "last_name": "New" }));
    let (operation, made) = did(&sales, "convert_lead", json!({ "lead": lead, "opportunity": false }));
    let contact = made["contact"].as_str().unwrap();
    admin.made("files", json!({ "entity_type": "contacts", "entity_id": contact, "name": "cv.pdf" }));
    undo(&sales, &operation);
    assert_eq!(admin.get(&format!("/rest/v1/contacts?id=eq.{contact}")).rows().len(), 1);
}

#[test]
fn undo_asks_the_rights_of_today() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let other = world.sign_in("manager@yourco").get("/auth/v1/user").json()["id"].clone();
    let deal =
        me.made("opportunities", json!({ "client_id": me.made("clients", json!({ "name": "Mine" })), "name": "Deal" }));
    let (operation, _) = did(&me, "win_deal", json!({ "opportunity": deal }));
    let of =
        admin.one(&format!("opportunities?id=eq.{deal}&select=client_id"))["client_id"].as_str().unwrap().to_string();
    for path in [
        format!("clients?id=eq.{of}"),
        format!("opportunities?id=eq.{deal}"),
        format!("projects?opportunity_id=eq.{deal}"),
    ] {
        assert_eq!(admin.patch(&format!("/rest/v1/{path}"), json!({ "owner_id": other })).status, 204);
    }
    let refused = undo(&me, &operation);
    assert_eq!(refused.refusal(), "403 42501", "{}", refused.text);
    assert_eq!(undo(&admin, &operation).status, 200, "an admin may");
}

#[test]
fn an_issued_invoice_and_its_number_are_not_taken_back() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Payer" }));
    let (drafted, made) = did(
        &admin,
        "draft_invoice",
        json!({ "client": client, "hours": false, "lines": [{ "description": "x", "unit_price": 10 }] }),
    );
    let (issued, _) = did(&admin, "issue_invoice", json!({ "invoice": made["invoice"] }));
    let series = || admin.get("/rest/v1/number_series?select=year,last_number&order=year").text;
    let before = series();
    assert_eq!(undo(&admin, &issued).refusal(), "404 TL404", "issuing has no undo");
    let refused = undo(&admin, &drafted);
    assert_eq!(refused.refusal(), "400 23514");
    assert!(refused.json()["message"].as_str().unwrap().contains("was issued"), "{}", refused.text);
    assert_eq!(
        admin.one(&format!("invoices?id=eq.{}&select=status,amount", made["invoice"].as_str().unwrap())),
        json!({ "status": "issued", "amount": 11.9 })
    );
    assert_eq!(series(), before);
}
