//! The whole thread, through public doors only: from a file of leads to a paid invoice and its margin.

use base64::Engine as _;
use serde_json::{Value, json};
use std::process::Command;
use surfaces::background::work_off;
use tests::mail::{MailServer, python, script};
use tests::{Client, World, wait};

const LEADS: &str = "\u{feff}Company;Contact;E-Mail;Phone;Country;Source;Value\r\n\
    \"Borealis Freight GmbH\";Nora van Berg;nora@borealis.example;+49 40 1234;Germany;referral;48.000,50 €\r\n\
    ;;not an address;;;;\r\n\
    Cold Co;;;;;outbound;\r\n";

fn import(world: &World, me: &Client) {
    let map = "map=Company%3Dcompany_name&map=Contact%3Dcontact_name&map=Source%3Dbusiness_source&map=Value%3Destimated_value";
    let state = world.import(me, &format!("leads?filename=leads.csv&{map}"), LEADS.as_bytes());
    assert_eq!((&state["created"], &state["rejected"]), (&json!(2), &json!(1)), "{state}");
}

fn stage(me: &Client, deal: &str, stage: &str) -> tests::Answer {
    me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": stage }))
}

/// What a reader sees of the document, rendered.
fn look_at(document: &Value, amounts: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("invoice.pdf");
    std::fs::write(
        &path,
        base64::engine::general_purpose::STANDARD.decode(document["content"].as_str().unwrap()).unwrap(),
    )
    .unwrap();
    let output = Command::new(python()).arg(script("paper.py")).arg(&path).args(amounts).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn from_a_file_of_leads_to_a_paid_invoice() {
    let mail = MailServer::start();
    let world = World::with(mail.settings(), platform::database::Options::default());
    world.behind("delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations");
    let (admin, manager, me) =
        (world.sign_in("admin@yourco"), world.sign_in("manager@yourco"), world.sign_in("consultant@yourco"));
    admin.patch("/rest/v1/system_settings?key=eq.pipeline.enforce_exit_criteria", json!({ "value": true }));

    // Leads come in and are scored; the best becomes a client.
    import(&world, &admin);
    let lead = admin.one("leads?email=eq.nora@borealis.example&select=id,score,classification,estimated_value");
    assert_eq!(
        (&lead["score"], &lead["classification"], &lead["estimated_value"]),
        (&json!(45), &json!("warm"), &json!(48000.5))
    );
    admin.done("score_leads", json!({}));
    let became = me.done("convert_lead", json!({ "lead": lead["id"] }));
    let (client, contact, deal) = (
        became["client"].as_str().unwrap(),
        became["contact"].as_str().unwrap(),
        became["opportunity"].as_str().unwrap(),
    );
    let health =
        |me: &Client| me.one(&format!("clients?id=eq.{client}&select=health_score"))["health_score"].as_i64().unwrap();
    let before = health(&me);

    // Through every stage; the checklist binds.
    let missing = stage(&me, deal, "qualified");
    assert!(
        missing.refusal() == "409 TL410"
            && missing.json()["message"].as_str().unwrap().contains("Initial contact made"),
        "{}",
        missing.text
    );
    me.done("log_activity", json!({ "type": "call", "subject": "First call", "contacts": [contact], "opportunity": deal, "sentiment": "positive" }));
    assert_eq!(stage(&me, deal, "qualified").status, 204);
    me.patch(&format!("/rest/v1/contacts?id=eq.{contact}"), json!({ "role_tags": ["champion", "economic_buyer"] }));
    me.patch(
        &format!("/rest/v1/clients?id=eq.{client}"),
        json!({ "meddpicc_metrics": "Invoices out in a day", "meddpicc_identified_pain": "Invoices take weeks", "meddpicc_decision_criteria": "Price", "meddpicc_decision_process": "Board in May",
                "billing_address": "Hafenstraße 1\n20457 Hamburg", "corporate_identity": { "vat": "DE136695976" } }),
    );
    for next in ["discovery", "proposal"] {
        assert_eq!(stage(&me, deal, next).status, 204, "{next}");
    }
    me.done(
        "log_activity",
        json!({ "type": "meeting", "subject": "Proposal walked through", "contacts": [contact], "opportunity": deal }),
    );
    assert_eq!(stage(&me, deal, "negotiation").status, 204);
    assert_eq!(me.verb("win_deal", json!({ "opportunity": deal })).refusal(), "409 TL410", "terms are still open");
    me.patch(&format!("/rest/v1/clients?id=eq.{client}"), json!({ "meddpicc_paper_process": "Framework contract" }));
    let criteria = me.one(&format!("opportunities?id=eq.{deal}&select=exit_criteria"))["exit_criteria"].clone();
    assert!(criteria.as_array().unwrap().iter().all(|c| c["met"] == true), "{criteria}");
    let won = me.done("win_deal", json!({ "opportunity": deal }));
    let project = won["project"].as_str().unwrap();
    assert_eq!(won["phases"], 4);
    assert_eq!(
        me.one(&format!("projects?id=eq.{project}&select=budget,client_id")),
        json!({ "budget": 48000.5, "client_id": client })
    );
    let way =
        me.get(&format!("/rest/v1/deal_stage_history?opportunity_id=eq.{deal}&select=stage&order=created_at")).rows();
    assert_eq!(
        way.iter().map(|h| h["stage"].as_str().unwrap()).collect::<Vec<_>>(),
        ["lead", "qualified", "discovery", "proposal", "negotiation", "closed_won"]
    );

    // Work, approved.
    world.behind("delete from delivery.time_entries; delete from delivery.timesheets");
    assert_eq!(me.done("log_time", json!({ "text": "7h30 borealis discovery" }))["project"], json!(project));
    me.done("log_time", json!({ "text": "1h borealis travel non-billable" }));
    let sheet = me.done("submit_timesheet", json!({}));
    manager.done("approve_timesheet", json!({ "timesheet": sheet["timesheet"] }));

    // The invoice, on paper and on its way.
    let phase =
        me.get(&format!("/rest/v1/phases?project_id=eq.{project}&select=id&order=position")).rows()[0]["id"].clone();
    let invoice = manager.done(
        "draft_invoice",
        json!({ "client": client, "phases": [{ "phase": phase, "amount": "2500.00" }], "lines": [{ "description": "Travel <Hamburg>", "quantity": "2", "unit_price": "61.25" }] }),
    )["invoice"]
        .clone();
    let issued = manager.done("issue_invoice", json!({ "invoice": invoice }));
    let number = issued["invoice_number"].as_str().unwrap();
    // 7.5 h × 135 = 1012.50; + 2500 + 122.50 = 3635.00; 19 % = 690.65.
    assert_eq!(issued["balance"], "4325.65");
    let document = manager.done("invoice_pdf", json!({ "invoice": invoice }));
    let seen = look_at(&document, &["1,012.50", "2,500.00", "122.50", "3,635.00", "690.65", "4,325.65", number]);
    assert!(seen["printed"].as_object().unwrap().values().all(|v| v == true), "{}", seen["printed"]);
    assert!(
        seen["text"].as_str().unwrap().contains("Travel <Hamburg>")
            && seen["text"].as_str().unwrap().contains("Attn. Nora van Berg")
    );
    assert_eq!(
        (&seen["xml"], &seen["values"]["GrandTotalAmount"], &seen["values"]["TaxTotalAmount"]),
        (&json!(true), &json!("4325.65"), &json!("690.65")),
        "valid EN 16931 inside"
    );
    let posted = manager.done("send_invoice", json!({ "invoice": invoice }));
    assert_eq!(posted["waits"], false);
    wait(work_off(&world.server)).unwrap();
    let letters = mail.taken();
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0].contains("<nora@borealis.example>") && letters[0].contains(&format!("filename=\"{number}.pdf\"")),
        "{}",
        &letters[0][..800]
    );
    assert_eq!(manager.one(&format!("invoices?id=eq.{}&select=status", invoice.as_str().unwrap()))["status"], "sent");

    // The client looks.
    let link =
        admin.done("open_portal", json!({ "client": client, "sections": ["projects", "status"], "send_to": contact }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!(mail.taken().len(), 2, "the link is on its way to the client");
    let path = link["url"].as_str().unwrap().strip_prefix("http://throughline.example").unwrap().to_string();
    let page = world.visitor().get(&format!("{path}/projects"));
    assert!(page.status == 200 && page.text.contains("Discovery") && page.text.contains("Borealis Freight GmbH"));
    assert_eq!(admin.get(&format!("/rest/v1/portal_views?client_id=eq.{client}")).rows().len(), 1);

    // Paid; health has risen; the margin stands on the next deal.
    let paid = manager.done("pay_invoice", json!({ "invoice": invoice, "method": "bank transfer" }));
    assert_eq!((&paid["status"], &paid["balance"]), (&json!("paid"), &json!("0.00")));
    assert!(health(&me) >= before + 40, "{before} → {}", health(&me));
    let next = me.made("opportunities", json!({ "client_id": client, "name": "Phase two", "value": 20000 }));
    let margin = me.one(&format!("opportunities?id=eq.{next}&select=client_margin"))["client_margin"].clone();
    // 7.5 h at 135, 8.5 h that cost 71.
    assert_eq!(
        (&margin["revenue"], &margin["cost"], &margin["percent"]),
        (&json!(1012.5), &json!(603.5), &json!(40.4))
    );
    let events: Vec<Value> = admin.get("/rest/v1/activity_logs?action_type=in.(converted_lead,won_deal,submitted_timesheet,approved_timesheet,issued_invoice,sent_email,sent_invoice,opened_portal,paid_invoice)&select=action_type&order=created_at.desc&limit=40").rows();
    let told: Vec<&str> = events.iter().map(|e| e["action_type"].as_str().unwrap()).collect();
    for event in [
        "converted_lead",
        "won_deal",
        "submitted_timesheet",
        "approved_timesheet",
        "issued_invoice",
        "sent_email",
        "sent_invoice",
        "opened_portal",
        "paid_invoice",
    ] {
        assert!(told.contains(&event), "the feed does not tell of {event}: {told:?}");
    }
}
