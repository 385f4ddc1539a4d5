//! Reports answer like verbs and like pages, each figure being what the rows behind it say.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::{Client, World};

/// The lines of a report by their label.
fn lines(who: &Client, report: &str) -> BTreeMap<String, Value> {
    let answer = who.get(&format!("/rest/v1/rpc/{report}"));
    assert_eq!(answer.status, 200, "{report}: {}", answer.text);
    let lines = answer.json().as_array().cloned().unwrap();
    lines.into_iter().map(|l| (l["label"].as_str().unwrap().to_string(), l)).collect()
}

/// What the rows behind a line add up to.
fn sum(who: &Client, line: &Value, column: &str) -> f64 {
    let link = line["link"].as_str().unwrap();
    let rows = who.get(&format!("/rest/v1{link}&select={column}&limit=1000")).rows();
    rows.iter().map(|r| r[column].as_f64().or_else(|| r[column].as_str()?.parse().ok()).unwrap_or_default()).sum()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.01
}

struct Scene {
    world: World,
    admin: Client,
    client: String,
}

/// An organisation with nothing in it but one client.
fn scene() -> Scene {
    let world = World::new();
    world.behind(
        "delete from crm.competitor_mentions; delete from crm.opportunities; delete from crm.activities;
         delete from delivery.time_entries; delete from delivery.timesheets; delete from delivery.timers;
         delete from crm.client_health_snapshots; delete from recruiting.applications",
    );
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Counted & Co", "status": "active" }));
    Scene { world, admin, client }
}

impl Scene {
    fn deal(&self, name: &str, value: u32) -> String {
        let row = json!({ "client_id": self.client, "name": name, "value": value, "stage": "proposal",
            "expected_close_date": self.today() });
        self.admin.made("opportunities", row)
    }

    fn today(&self) -> String {
        self.world.value("select current_date::text")
    }
}

#[test]
fn the_pipeline_is_what_its_deals_are_worth() {
    let s = scene();
    s.deal("One", 1000);
    s.deal("Two", 3000);
    for (report, label) in [("pipeline_by_stage", "Proposal"), ("pipeline_by_owner", "Ada Admin")] {
        let all = lines(&s.admin, report);
        let line = all.get(label).unwrap_or_else(|| all.values().next().unwrap());
        assert_eq!((&line["value"], &line["weighted"], &line["deals"]), (&json!(4000.0), &json!(2400.0), &json!(2.0)));
        assert!(near(sum(&s.admin, line, "value"), 4000.0), "{line}");
    }
    let month: String = s.world.value("select to_char(current_date, 'Mon YY')");
    let forecast = &lines(&s.admin, "forecast")[&month];
    assert_eq!((&forecast["weighted"], &forecast["value"]), (&json!(2400.0), &json!(4000.0)));
    let waiting = &lines(&s.admin, "time_in_stage")["Proposal"];
    assert_eq!(waiting["deals"], json!(2.0));
    assert!(waiting["longest"].as_f64().unwrap() < 1.0);
}

#[test]
fn what_is_decided_counts_as_won_and_lost() {
    let s = scene();
    let competitor = s.admin.made("competitors", json!({ "name": "Rival" }));
    let (won, lost) = (s.deal("Won", 1000), s.deal("Lost", 500));
    for deal in [&won, &lost] {
        let mention = json!({ "opportunity_id": deal, "competitor_id": competitor });
        assert_eq!(s.admin.post("/rest/v1/competitor_mentions", mention).status, 201);
    }
    s.admin.done("win_deal", json!({ "opportunity": won }));
    s.admin.done("lose_deal", json!({ "opportunity": lost, "reason": "Price" }));
    let month: String = s.world.value("select to_char(current_date, 'Mon YY')");
    let rate = &lines(&s.admin, "win_rate")[&month];
    assert_eq!((&rate["win_rate"], &rate["won"], &rate["decided"]), (&json!(50.0), &json!(1.0), &json!(2.0)));
    let against = &lines(&s.admin, "win_rate_by_competitor")["Rival"];
    assert_eq!((&against["win_rate"], &against["decided"]), (&json!(50.0), &json!(2.0)));
    let reasons = lines(&s.admin, "loss_reasons");
    assert_eq!((&reasons["Price"]["deals"], &reasons["Price"]["value"]), (&json!(1.0), &json!(500.0)));
    assert!(near(sum(&s.admin, &reasons["Price"], "value"), 500.0));
}

#[test]
fn what_came_into_the_forecast_stands_in_its_movement() {
    let s = scene();
    s.world.behind("delete from crm.forecast_snapshots");
    s.deal("Came", 800);
    let moved = lines(&s.admin, "forecast_movement");
    let line = moved.iter().find(|(label, _)| label.starts_with("Came")).unwrap_or_else(|| panic!("{moved:?}")).1;
    assert_eq!((&line["value_now"], &line["weighted_change"]), (&json!(800.0), &json!(480.0)));
}

#[test]
fn clients_at_risk_are_those_below_the_threshold_with_what_they_owe() {
    let s = scene();
    s.world.behind(&format!(
        "insert into crm.client_health_snapshots (org_id, client_id, date, score)
         select org_id, id, d.day, d.score from crm.clients, (values (current_date, 40), (current_date - 400, 60)) d (day, score)
          where id = '{}'",
        s.client
    ));
    let line = &lines(&s.admin, "clients_at_risk")["Counted & Co"];
    assert_eq!((&line["health"], &line["change"], &line["overdue"]), (&json!(40.0), &json!(-20.0), &Value::Null));
}

#[test]
fn people_are_counted_by_what_they_did() {
    let s = scene();
    for kind in ["call", "note"] {
        s.admin.made("activities", json!({ "client_id": s.client, "type": kind, "subject": kind }));
    }
    let all = lines(&s.admin, "activity_by_person");
    assert_eq!(all.len(), 1);
    let line = all.values().next().unwrap();
    assert_eq!(
        (&line["activities"], &line["calls_and_meetings"], &line["clients"]),
        (&json!(2.0), &json!(1.0), &json!(1.0))
    );
}

#[test]
fn hours_are_added_and_margins_are_those_of_the_projects() {
    let s = scene();
    let project = s.admin.made("projects", json!({ "client_id": s.client, "name": "Work", "status": "active" }));
    for (hours, billable) in [(6, true), (2, false)] {
        s.admin.made(
            "time_entries",
            json!({ "project_id": project, "date": s.today(), "hours": hours, "billable": billable }),
        );
    }
    let all = lines(&s.admin, "hours_by_person");
    let line = all.values().next().unwrap();
    assert_eq!((&line["hours"], &line["billable"]), (&json!(8.0), &json!(6.0)));
    assert!(near(sum(&s.admin, line, "hours"), 8.0));
    assert!(lines(&s.admin, "margin_by_client").is_empty(), "nothing is approved yet");
    s.world.behind("update delivery.time_entries set status = 'approved', bill_rate = 100, cost_rate = 60");
    let margin = &lines(&s.admin, "margin_by_client")["Counted & Co"];
    let of_project = s.admin.one(&format!("projects?id=eq.{project}&select=margin"))["margin"].clone();
    assert_eq!(margin["margin"], of_project["margin"]);
    assert_eq!(margin["revenue"], of_project["revenue"]);
}

#[test]
fn what_clients_owe_stands_by_its_age() {
    let s = scene();
    let ages = lines(&s.admin, "invoice_ageing");
    assert_eq!(ages.len(), 5);
    for (label, line) in &ages {
        assert!(near(sum(&s.admin, line, "balance"), line["amount"].as_f64().unwrap()), "{label}: {line}");
    }
    assert!(ages.values().any(|l| l["amount"].as_f64().unwrap() > 0.0), "{ages:?}");
}

#[test]
fn applications_are_counted_by_status_and_by_their_days_to_an_offer() {
    let s = scene();
    let job = s.admin.made("jobs", json!({ "client_id": s.client, "title": "Welder" }));
    let apply = |name: &str, status: &str| {
        let person = s.admin.made("candidates", json!({ "first_name": name }));
        s.admin.made("applications", json!({ "job_id": job, "candidate_id": person, "status": status }))
    };
    let (kim, _, _) = (apply("Kim", "interview"), apply("Lee", "new"), apply("Max", "new"));
    let funnel = lines(&s.admin, "recruiting_funnel");
    assert_eq!((&funnel["New"]["applications"], &funnel["Interview"]["applications"]), (&json!(2.0), &json!(1.0)));
    assert!(near(funnel["New"]["share"].as_f64().unwrap(), 66.67), "{funnel:?}");
    let behind = funnel["New"]["link"].as_str().unwrap();
    assert_eq!(s.admin.get(&format!("/rest/v1{behind}&select=id")).rows().len(), 2);
    assert!(lines(&s.admin, "time_to_hire").is_empty());
    s.admin.patch(&format!("/rest/v1/applications?id=eq.{kim}"), json!({ "status": "offer" }));
    assert_eq!(lines(&s.admin, "time_to_hire")["Welder"]["offers"], json!(1.0));
}

#[test]
fn what_was_sent_is_counted_by_what_became_of_it() {
    let s = scene();
    s.world.behind(
        "delete from outreach.outbound_message_log;
         insert into outreach.outbound_message_log (org_id, lead_id, channel, recipient, status)
         select l.org_id, l.id, 'email', 'a@b.example', w.status::outreach.message_status
           from (select org_id, id from crm.leads where org_id = (select org_id from identity.organizations where slug = 'yourco') limit 1) l,
                (values ('sent'), ('sent'), ('failed')) w (status)",
    );
    let sent = lines(&s.admin, "outreach_results");
    assert_eq!((&sent["Sent"]["messages"], &sent["Sent"]["leads"]), (&json!(2.0), &json!(1.0)));
    assert_eq!(sent["Failed"]["messages"], json!(1.0));
}

#[test]
fn a_report_is_for_members_who_read_its_noun_and_keeps_to_its_span() {
    let world = World::new();
    let (admin, client) = (world.sign_in("admin@yourco"), world.sign_in("client@yourco"));
    assert_eq!(client.get("/rest/v1/rpc/pipeline_by_stage").refusal(), "403 42501");
    let long = admin.get("/rest/v1/rpc/win_rate?days=9999");
    assert_eq!((long.refusal(), long.json()["field"].clone()), ("400 TL100".into(), json!("days")));
    assert_eq!(admin.get("/rest/v1/rpc/forecast?days=30").refusal(), "400 PGRST100");
    let week = admin.get("/rest/v1/rpc/win_rate?days=7").json();
    assert!(week.as_array().unwrap().len() <= 2, "{week}");
}
