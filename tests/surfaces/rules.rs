//! What the database decides by itself, whoever writes.

use serde_json::{Value, json};
use tests::{Client, World};

fn scene() -> (World, Client, String) {
    let world = World::new();
    let me = world.sign_in("consultant@yourco");
    let id = me.get("/auth/v1/user").json()["id"].as_str().unwrap().to_string();
    let acme = made(&me, "clients", json!({ "name": "Acme", "owner_id": id }));
    (world, me, acme)
}

fn made(client: &Client, table: &str, body: Value) -> String {
    client.with("prefer", "return=representation").post(&format!("/rest/v1/{table}?select=id"), body).rows()[0]["id"]
        .as_str()
        .unwrap()
        .to_string()
}

fn one(client: &Client, path: &str) -> Value {
    client.get(path).rows()[0].clone()
}

#[test]
fn the_stage_gives_the_probability() {
    let (_world, me, acme) = scene();
    let deal = made(&me, "opportunities", json!({ "client_id": acme, "name": "Deal", "value": 1000 }));
    for (stage, probability) in
        [("lead", 10), ("qualified", 25), ("discovery", 40), ("proposal", 60), ("negotiation", 80)]
    {
        assert_eq!(me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": stage })).status, 204);
        let now = one(
            &me,
            &format!("/rest/v1/opportunities?id=eq.{deal}&select=probability,days_in_stage,weighted_value,outcome"),
        );
        assert_eq!(
            now,
            json!({ "probability": probability, "days_in_stage": 0, "weighted_value": 10.0 * f64::from(probability), "outcome": null })
        );
    }
}

#[test]
fn a_won_deal_opens_its_project_once() {
    let (_world, me, acme) = scene();
    let deal = made(&me, "opportunities", json!({ "client_id": acme, "name": "Big one", "value": 1234.5 }));
    for stage in ["closed_won", "negotiation", "closed_won"] {
        assert_eq!(me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": stage })).status, 204);
    }
    let projects = me.get(&format!("/rest/v1/projects?opportunity_id=eq.{deal}&select=name,budget,stage")).rows();
    assert_eq!(json!(projects), json!([{ "name": "Big one", "budget": 1234.5, "stage": "won" }]));
    let now = one(&me, &format!("/rest/v1/opportunities?id=eq.{deal}&select=probability,outcome"));
    assert_eq!(now, json!({ "probability": 100, "outcome": "won" }));
}

#[test]
fn a_lost_deal_says_why() {
    let (_world, me, acme) = scene();
    let deal = made(&me, "opportunities", json!({ "client_id": acme, "name": "Gone" }));
    let silent = me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": "closed_lost" }));
    assert_eq!(
        (silent.refusal(), silent.json()["message"].as_str().unwrap()),
        ("400 23514".into(), "A lost deal needs a loss reason.")
    );
    assert_eq!(
        me.patch(
            &format!("/rest/v1/opportunities?id=eq.{deal}"),
            json!({ "stage": "closed_lost", "loss_reason": "Price" })
        )
        .status,
        204
    );
    assert!(
        one(&me, &format!("/rest/v1/opportunities?id=eq.{deal}&select=actual_close_date"))["actual_close_date"]
            .is_string()
    );
}

#[test]
fn exit_criteria_bind_when_the_setting_says_so() {
    let (world, me, acme) = scene();
    let deal = made(&me, "opportunities", json!({ "client_id": acme, "name": "Careful" }));
    let admin = world.sign_in("admin@yourco");
    assert_eq!(
        admin.patch("/rest/v1/system_settings?key=eq.pipeline.enforce_exit_criteria", json!({ "value": true })).status,
        204
    );
    let refused = me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": "qualified" }));
    assert_eq!(refused.refusal(), "409 TL410");
    assert!(refused.json()["message"].as_str().unwrap().contains("Initial contact made"), "{}", refused.text);
    made(&me, "activities", json!({ "type": "call", "subject": "Hello", "client_id": acme }));
    assert_eq!(me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": "qualified" })).status, 204);
    let list = one(&me, &format!("/rest/v1/opportunities?id=eq.{deal}&select=exit_criteria"))["exit_criteria"].clone();
    assert_eq!((list.as_array().unwrap().len(), &list[0]["met"], &list[1]["met"]), (8, &json!(true), &json!(false)));
}

#[test]
fn health_follows_what_happens() {
    let (_world, me, acme) = scene();
    let health = || one(&me, &format!("/rest/v1/clients?id=eq.{acme}&select=health_score,health_band"));
    assert_eq!(health(), json!({ "health_score": 0, "health_band": "critical" }));
    // Six of six texts: 30.
    let texts = json!({ "meddpicc_metrics": "a", "meddpicc_decision_criteria": "b", "meddpicc_decision_process": "c", "meddpicc_paper_process": "d", "meddpicc_identified_pain": "e", "meddpicc_competition": "f" });
    assert_eq!(me.patch(&format!("/rest/v1/clients?id=eq.{acme}"), texts).status, 204);
    assert_eq!(health()["health_score"], 30);
    // A champion, highly engaged: 20 + 20.
    let champion = made(
        &me,
        "contacts",
        json!({ "client_id": acme, "first_name": "Cham", "role_tags": ["champion", "economic_buyer"], "engagement_level": "high" }),
    );
    assert_eq!(health(), json!({ "health_score": 70, "health_band": "healthy" }));
    // Met today: the buyer is engaged (15) and contact is recent (15).
    let call = made(&me, "activities", json!({ "type": "call", "subject": "Hi", "client_id": acme }));
    assert_eq!(
        me.post("/rest/v1/activity_contacts", json!({ "activity_id": call, "contact_id": champion })).status,
        201
    );
    assert_eq!(health()["health_score"], 100);
    let factors = one(&me, &format!("/rest/v1/clients?id=eq.{acme}&select=health_factors"))["health_factors"].clone();
    assert_eq!(factors.as_array().unwrap().iter().map(|f| f["weight"].as_i64().unwrap()).sum::<i64>(), 100);
    assert_eq!(
        one(&me, &format!("/rest/v1/client_health?client_id=eq.{acme}&select=score,band")),
        json!({ "score": 100, "band": "healthy" })
    );
}

#[test]
fn last_contact_stays_true_under_edit_and_delete() {
    let (_world, me, acme) = scene();
    let ben = made(&me, "contacts", json!({ "client_id": acme, "first_name": "Ben" }));
    let last =
        || one(&me, &format!("/rest/v1/contacts?id=eq.{ben}&select=last_contact_date"))["last_contact_date"].clone();
    assert_eq!(last(), Value::Null);
    let mut calls = Vec::new();
    for day in ["2026-01-05", "2026-03-01"] {
        let call = made(
            &me,
            "activities",
            json!({ "type": "call", "subject": "Hi", "client_id": acme, "occurred_at": format!("{day}T10:00:00Z") }),
        );
        assert_eq!(
            me.post("/rest/v1/activity_contacts", json!({ "activity_id": call, "contact_id": ben })).status,
            201
        );
        calls.push(call);
    }
    assert_eq!(last(), "2026-03-01");
    assert_eq!(
        me.patch(&format!("/rest/v1/activities?id=eq.{}", calls[1]), json!({ "occurred_at": "2026-02-02T10:00:00Z" }))
            .status,
        204
    );
    assert_eq!(last(), "2026-02-02");
    assert_eq!(me.delete(&format!("/rest/v1/activities?id=eq.{}", calls[1])).status, 204);
    assert_eq!(last(), "2026-01-05");
}

#[test]
fn an_activity_needs_somebody_and_finds_its_client() {
    let (_world, me, acme) = scene();
    assert_eq!(
        me.post("/rest/v1/activities", json!({ "type": "note", "subject": "About nothing" })).refusal(),
        "400 23514"
    );
    let deal = made(&me, "opportunities", json!({ "client_id": acme, "name": "Deal" }));
    let note = made(&me, "activities", json!({ "type": "note", "subject": "About the deal", "opportunity_id": deal }));
    assert_eq!(one(&me, &format!("/rest/v1/activities?id=eq.{note}&select=client_id"))["client_id"], acme);
}

#[test]
fn an_application_keeps_its_timeline() {
    let (world, _, _) = scene();
    let me = world.sign_in("recruiter@yourco");
    let (job, person) = (
        one(&me, "/rest/v1/jobs?limit=1&select=id")["id"].clone(),
        made(&me, "candidates", json!({ "first_name": "Uma" })),
    );
    let application = made(&me, "applications", json!({ "job_id": job, "candidate_id": person }));
    for status in ["screening", "interview", "rejected"] {
        assert_eq!(
            me.patch(
                &format!("/rest/v1/applications?id=eq.{application}"),
                json!({ "status": status, "rejection_reason": "Pay" })
            )
            .status,
            204
        );
    }
    let steps = me.get(&format!("/rest/v1/application_timeline?application_id=eq.{application}&select=previous_status,new_status&order=created_at")).rows();
    assert_eq!(
        json!(steps),
        json!([{ "previous_status": null, "new_status": "new" }, { "previous_status": "new", "new_status": "screening" }, { "previous_status": "screening", "new_status": "interview" }, { "previous_status": "interview", "new_status": "rejected" }])
    );
    assert_eq!(one(&me, &format!("/rest/v1/applications?id=eq.{application}&select=is_active"))["is_active"], false);
    assert_eq!(
        me.post("/rest/v1/applications", json!({ "job_id": job, "candidate_id": person })).json()["message"],
        "This person already applied for this job."
    );
    assert_eq!(
        me.post("/rest/v1/application_timeline", json!({ "application_id": application, "new_status": "offer" }))
            .status,
        403
    );
}

#[test]
fn a_job_gets_its_address_from_its_title() {
    let (_world, me, acme) = scene();
    let slug = |title: &str| {
        one(
            &me,
            &format!(
                "/rest/v1/jobs?id=eq.{}&select=slug_url",
                made(&me, "jobs", json!({ "client_id": acme, "title": title }))
            ),
        )["slug_url"]
            .as_str()
            .unwrap()
            .to_string()
    };
    assert_eq!(slug("Crane Operator (m/w/d)"), "crane-operator-m-w-d");
    assert!(slug("Crane Operator (m/w/d)").starts_with("crane-operator-m-w-d-"));
}

#[test]
fn every_change_is_in_the_audit_log() {
    let (world, me, acme) = scene();
    assert_eq!(me.patch(&format!("/rest/v1/clients?id=eq.{acme}"), json!({ "tier": "A" })).status, 204);
    let admin = world.sign_in("admin@yourco");
    assert_eq!(admin.delete(&format!("/rest/v1/clients?id=eq.{acme}")).status, 204);
    let log = admin.get(&format!("/rest/v1/audit_log?resource_id=eq.{acme}&select=action,changes,ip_address,user_id,session_id&order=occurred_at")).rows();
    assert_eq!(log.iter().map(|l| l["action"].as_str().unwrap()).collect::<Vec<_>>(), ["create", "update", "delete"]);
    assert_eq!(log[1]["changes"], json!({ "tier": [null, "A"] }));
    assert_eq!(log[2]["changes"]["name"], "Acme");
    assert!(
        log.iter().all(|l| l["ip_address"] == "127.0.0.1" && l["user_id"].is_string() && l["session_id"].is_string())
    );
    assert_eq!(
        admin.delete(&format!("/rest/v1/audit_log?resource_id=eq.{acme}")).status,
        403,
        "nobody rewrites history"
    );
    assert_eq!(
        admin.patch(&format!("/rest/v1/audit_log?resource_id=eq.{acme}"), json!({ "changes": null })).status,
        403
    );
    let feed = admin
        .get(&format!("/rest/v1/activity_logs?entity_id=eq.{acme}&select=action_type,description&order=created_at"))
        .rows();
    assert_eq!(
        feed[0],
        json!({ "action_type": "created_client", "description": "Chris Consultant created client: Acme" })
    );
}

#[test]
fn a_client_user_sees_their_own_company_only() {
    let world = World::new();
    let me = world.sign_in("client@yourco");
    let clients = me.get("/rest/v1/clients?select=id").rows();
    assert_eq!(clients.len(), 1);
    let own = clients[0]["id"].as_str().unwrap();
    for table in ["projects", "invoices", "activities"] {
        for row in me.get(&format!("/rest/v1/{table}?select=client_id")).rows() {
            assert_eq!(row["client_id"], own, "{table}");
        }
    }
    assert!(me.get("/rest/v1/invoices?select=status").rows().iter().all(|i| i["status"] != "draft"));
    assert!(me.get("/rest/v1/activities?select=is_shared").rows().iter().all(|a| a["is_shared"] == true));
    assert_eq!(me.get("/rest/v1/contacts").status, 403);
    assert_eq!(me.patch("/rest/v1/clients?id=not.is.null", json!({ "tier": "A" })).status, 403);
}

#[test]
fn conversations_are_their_persons_own_admins_included() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let mine = made(&me, "threads", json!({ "title": "Private" }));
    assert_eq!(
        me.post("/rest/v1/messages", json!({ "thread_id": mine, "role": "user", "content": "secret" })).status,
        201
    );
    assert_eq!(admin.get(&format!("/rest/v1/threads?id=eq.{mine}")).rows().len(), 0);
    assert_eq!(admin.get(&format!("/rest/v1/messages?thread_id=eq.{mine}")).rows().len(), 0);
    assert_eq!(
        admin.post("/rest/v1/messages", json!({ "thread_id": mine, "role": "user", "content": "intruder" })).status,
        403
    );
}
