//! Who wrote something is stamped, not claimed; what was said stays said; what is derived is not set.

use serde_json::{Value, json};
use tests::{Client, World};

fn id_of(client: &Client) -> Value {
    client.get("/auth/v1/user").json()["id"].clone()
}

#[test]
fn nobody_writes_in_another_name() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let client = me.made("clients", json!({ "name": "Acme" }));
    for (table, row) in [
        ("activities", json!({ "type": "note", "subject": "x", "client_id": client, "created_by": id_of(&admin) })),
        ("opportunities", json!({ "client_id": client, "name": "x", "created_by": id_of(&admin) })),
        ("threads", json!({ "user_id": id_of(&admin) })),
    ] {
        assert_eq!(me.post(&format!("/rest/v1/{table}"), row.clone()).refusal(), "403 42501", "{table}");
        assert_eq!(admin.post(&format!("/rest/v1/{table}"), row).refusal(), "403 42501", "{table}, by an admin");
    }
    let note = me.made("activities", json!({ "type": "note", "subject": "Mine", "client_id": client }));
    assert_eq!(me.one(&format!("activities?id=eq.{note}&select=created_by"))["created_by"], id_of(&me));
    let changed = admin.patch(&format!("/rest/v1/activities?id=eq.{note}"), json!({ "created_by": id_of(&admin) }));
    assert_eq!(changed.refusal(), "403 42501");
    let person =
        admin.post("/rest/v1/users", json!({ "id": id_of(&me), "email": "new@yourco.example", "full_name": "New" }));
    assert_eq!(person.refusal(), "403 42501", "ids of users are not chosen");
}

#[test]
fn an_admins_import_brings_authors_along_and_the_log_says_who_imported() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    admin.made("clients", json!({ "name": "History Ltd" }));
    let file =
        b"Type,Subject,Client,Created by,Created at\ncall,Old call,History Ltd,consultant@yourco.example,2024-03-01\n";
    let import = |who: &Client| {
        let started = who.with("content-type", "text/csv").send("POST", "/import/v1/activities", Some(file.to_vec()));
        world.bring_in();
        (started.status, started.text)
    };
    let (status, text) = import(&admin);
    assert_eq!(status, 202, "{text}");
    let found = admin.one("activities?subject=eq.Old call&select=id,created_by,created_at");
    assert_eq!(found["created_by"], id_of(&me));
    assert!(found["created_at"].as_str().unwrap().starts_with("2024-03-01"));
    let log = admin.one(&format!("audit_log?resource_id=eq.{}&select=user_id,action", found["id"].as_str().unwrap()));
    assert_eq!(log, json!({ "user_id": id_of(&admin), "action": "create" }));
    // Others bring rows, and are their authors.
    assert_eq!(import(&me).0, 202);
}

#[test]
fn a_recruiter_speaks_as_recruiter_and_messages_stay() {
    let world = World::new();
    let (recruiter, admin, candidate) =
        (world.sign_in("recruiter@yourco"), world.sign_in("admin@yourco"), world.sign_in("candidate@yourco"));
    let application = candidate.get("/rest/v1/applications?select=id&limit=1").rows()[0]["id"].clone();
    let forged = json!({ "application_id": application, "sender_type": "candidate", "message_text": "I accept less" });
    assert_eq!(recruiter.post("/rest/v1/chat_messages", forged.clone()).refusal(), "400 428C9");
    assert_eq!(admin.post("/rest/v1/chat_messages", forged).refusal(), "400 428C9");
    let said = recruiter.made("chat_messages", json!({ "application_id": application, "message_text": "Hello" }));
    assert_eq!(recruiter.one(&format!("chat_messages?id=eq.{said}&select=sender_type"))["sender_type"], "recruiter");
    let theirs = candidate.made("chat_messages", json!({ "application_id": application, "message_text": "Yes" }));
    assert_eq!(recruiter.one(&format!("chat_messages?id=eq.{theirs}&select=sender_type"))["sender_type"], "candidate");
    for who in [&recruiter, &admin, &candidate] {
        assert_eq!(
            who.patch(&format!("/rest/v1/chat_messages?id=eq.{theirs}"), json!({ "message_text": "No" })).status,
            403
        );
        assert_eq!(who.delete(&format!("/rest/v1/chat_messages?id=eq.{theirs}")).status, 403);
    }
}

#[test]
fn derived_values_are_set_by_nobody() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for (table, column, value) in [
        ("clients", "score", json!(99)),
        ("leads", "score", json!(99)),
        ("leads", "score_factors", json!({ "factors": [], "total": 9 })),
        ("leads", "classification", json!("hot")),
        ("contacts", "last_contact_date", json!("2026-01-01")),
        ("applications", "match_score", json!(99)),
    ] {
        let one =
            admin.get(&format!("/rest/v1/{table}?select=id&limit=1")).rows()[0]["id"].as_str().unwrap().to_string();
        let refused = admin.patch(&format!("/rest/v1/{table}?id=eq.{one}"), json!({ column: value }));
        assert_eq!(refused.refusal(), "400 428C9", "{table}.{column}: {}", refused.text);
    }
    for (table, column, value) in [
        ("opportunities", "stage_entered_at", json!("2020-01-01T00:00:00Z")),
        ("discovery_runs", "created_leads_count", json!(7)),
        ("outreach_drafts", "approved_by", id_of(&admin)),
        ("webhook_endpoints", "failures", json!(0)),
    ] {
        let one =
            admin.get(&format!("/rest/v1/{table}?select=id&limit=1")).rows()[0]["id"].as_str().unwrap().to_string();
        let refused = admin.patch(&format!("/rest/v1/{table}?id=eq.{one}"), json!({ column: value }));
        assert_eq!(refused.refusal(), "403 42501", "{table}.{column}: {}", refused.text);
    }
}

#[test]
fn money_moves_by_its_verbs_only() {
    let world = World::new();
    let (admin, sales) = (world.sign_in("admin@yourco"), world.sign_in("sales@yourco"));
    let client = admin.made("clients", json!({ "name": "Payer" }));
    for row in [
        json!({ "client_id": client, "status": "issued" }),
        json!({ "client_id": client, "status": "paid", "paid_date": "2026-01-01" }),
        json!({ "client_id": client, "invoice_number": "2026-9999" }),
        json!({ "client_id": client, "amount": 1000 }),
    ] {
        assert_eq!(admin.post("/rest/v1/invoices", row.clone()).refusal(), "403 42501", "{row}");
    }
    let invoice = admin.made("invoices", json!({ "client_id": client }));
    admin.made("invoice_lines", json!({ "invoice_id": invoice, "description": "Work", "unit_price": 100 }));
    admin.done("issue_invoice", json!({ "invoice": invoice }));
    for who in [&admin, &sales] {
        assert_eq!(who.post("/rest/v1/payments", json!({ "invoice_id": invoice, "amount": 100 })).status, 403);
        assert_eq!(who.patch(&format!("/rest/v1/invoices?id=eq.{invoice}"), json!({ "status": "paid" })).status, 403);
        assert_eq!(
            who.patch(&format!("/rest/v1/invoices?id=eq.{invoice}"), json!({ "status": "cancelled" })).status,
            403
        );
    }
    assert_eq!(sales.verb("pay_invoice", json!({ "invoice": invoice })).refusal(), "403 42501");
    let cancelled = admin.done("cancel_invoice", json!({ "invoice": invoice }));
    assert!(cancelled["credit_note"].is_string(), "{cancelled}");
    // Amounts of a draft come from its lines alone.
    let draft = admin.made("invoices", json!({ "client_id": client }));
    assert_eq!(
        admin.one(&format!("invoices?id=eq.{draft}&select=amount,currency,balance")),
        json!({ "amount": 0.0, "currency": "EUR", "balance": 0.0 })
    );
    assert_eq!(admin.patch(&format!("/rest/v1/clients?id=eq.{client}"), json!({ "currency": "CHF" })).status, 204);
    let francs = admin.made("invoices", json!({ "client_id": client }));
    assert_eq!(admin.one(&format!("invoices?id=eq.{francs}&select=currency"))["currency"], "CHF");
}

#[test]
fn exports_and_looks_are_in_the_log_and_events_have_their_weight() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let export =
        me.with("accept", "text/csv").with("user-agent", "Spread/1").get("/rest/v1/clients?select=name&limit=3");
    assert_eq!(export.status, 200);
    let noted = admin.one("audit_log?action=eq.export&select=user_id,user_agent,resource_type,changes");
    assert_eq!(
        noted,
        json!({ "user_id": id_of(&me), "user_agent": "Spread/1", "resource_type": "clients", "changes": { "rows": 3 } })
    );
    let client = me.made("clients", json!({ "name": "Acme" }));
    let deal = me.made("opportunities", json!({ "client_id": client, "name": "Deal" }));
    me.done("win_deal", json!({ "opportunity": deal }));
    let won = admin.one(&format!("activity_logs?entity_id=eq.{deal}&action_type=eq.won_deal&select=severity"));
    assert_eq!(won["severity"], "success");
    let candidate = world.sign_in("candidate@yourco");
    let profile = candidate.get("/rest/v1/candidates?select=id").rows()[0]["id"].clone();
    let applied: Vec<Value> =
        candidate.get("/rest/v1/applications?select=job_id").rows().iter().map(|a| a["job_id"].clone()).collect();
    let job = candidate
        .get("/rest/v1/jobs?select=id&status=eq.sourcing")
        .rows()
        .into_iter()
        .find(|j| !applied.contains(&j["id"]))
        .expect("a free job");
    let application = candidate.made("applications", json!({ "job_id": job["id"], "candidate_id": profile }));
    admin.one(&format!("activity_logs?entity_id=eq.{application}&action_type=eq.applied&select=severity"));
}
