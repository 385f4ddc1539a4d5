//! Deals: moved in any order, won into a project, lost for a reason, opened again; what changed since Monday.

use serde_json::{Value, json};
use tests::{Client, World};

fn scene() -> (World, Client, String) {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let acme = me.made("clients", json!({ "name": "Acme", "contract_end_date": null }));
    (world, me, acme)
}

fn deal(me: &Client, acme: &str) -> String {
    me.made("opportunities", json!({ "client_id": acme, "name": "Website", "value": "9000.00" }))
}

fn move_to(me: &Client, deal: &str, stage: &str) -> tests::Answer {
    me.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), json!({ "stage": stage }))
}

#[test]
fn every_move_is_kept_with_its_time_in_any_order() {
    let (world, me, acme) = scene();
    let deal = deal(&me, &acme);
    for stage in ["proposal", "qualified", "negotiation"] {
        assert_eq!(move_to(&me, &deal, stage).status, 204);
    }
    world.behind(&format!("update crm.deal_stage_history set entered_at = entered_at - interval '3 days', left_at = left_at where opportunity_id = '{deal}' and stage = 'proposal'"));
    let way = me.get(&format!("/rest/v1/deal_stage_history?opportunity_id=eq.{deal}&select=previous_stage,stage,days_spent,left_at&order=created_at")).rows();
    let steps: Vec<(&Value, &Value, bool)> =
        way.iter().map(|h| (&h["previous_stage"], &h["stage"], h["left_at"].is_null())).collect();
    assert_eq!(steps[0], (&json!(null), &json!("lead"), false));
    assert_eq!(
        steps[1..],
        [
            (&json!("lead"), &json!("proposal"), false),
            (&json!("proposal"), &json!("qualified"), false),
            (&json!("qualified"), &json!("negotiation"), true)
        ]
    );
    assert_eq!(way[1]["days_spent"], 3.0);
    assert_eq!(
        me.delete(&format!("/rest/v1/deal_stage_history?opportunity_id=eq.{deal}")).status,
        403,
        "nobody rewrites it"
    );
}

#[test]
fn a_won_deal_becomes_a_project_laid_out_from_a_template() {
    let (_world, me, acme) = scene();
    let deal = deal(&me, &acme);
    let template =
        me.one("project_templates?is_default=is.false&select=id,name,template_phases(name),template_tasks(title)");
    let won =
        me.done("win_deal", json!({ "opportunity": deal, "template": template["id"], "start_date": "2027-01-11" }));
    let project = me.one(&format!(
        "projects?id=eq.{}&select=name,budget,client_id,start_date,phases(name,start_date),tasks(id,start_date)",
        won["project"].as_str().unwrap()
    ));
    assert_eq!(
        (&project["budget"], &project["start_date"], &project["client_id"]),
        (&json!(9000.0), &json!("2027-01-11"), &json!(acme))
    );
    assert_eq!(project["phases"].as_array().unwrap().len(), template["template_phases"].as_array().unwrap().len());
    assert_eq!(project["tasks"].as_array().unwrap().len(), template["template_tasks"].as_array().unwrap().len());
    let waits = me
        .get(&format!(
            "/rest/v1/task_dependencies?task_id=in.({})&select=task_id",
            project["tasks"]
                .as_array()
                .unwrap()
                .iter()
                .map(|t| t["id"].as_str().unwrap())
                .collect::<Vec<_>>()
                .join(",")
        ))
        .rows();
    assert!(!waits.is_empty());
    let again = me.verb("win_deal", json!({ "opportunity": deal }));
    assert_eq!(
        (again.refusal(), again.json()["message"].as_str().unwrap()),
        ("409 TL409".into(), "This deal is won already.")
    );
    // Laying the same template out once more doubles nothing.
    let more = me.done("apply_template", json!({ "project": won["project"], "template": template["id"] }));
    assert_eq!(more["phases"], 0);
}

#[test]
fn a_template_is_laid_out_from_the_day_that_is_named() {
    let (world, me, acme) = scene();
    let project = me.made("projects", json!({ "client_id": acme, "name": "Plain" }));
    let template = me.made("project_templates", json!({ "name": "Two steps" }));
    let lay_out = |input: Value| me.verb("apply_template", input);
    let wish = json!({ "project": project, "template": template, "start_date": "2027-01-11" });
    assert_eq!(lay_out(wish.clone()).refusal(), "400 TL100", "it has no phases yet");
    for (position, name, start, days) in [(1, "Plan", 0, 5), (2, "Build", 7, 10)] {
        let phase =
            json!({ "template_id": template, "position": position, "name": name, "start_day": start, "days": days });
        let phase = me.made("template_phases", phase);
        let task = json!({ "template_id": template, "template_phase_id": phase, "title": format!("{name} it"),
            "start_day": start, "days": 2 });
        me.made("template_tasks", task);
    }
    assert_eq!(lay_out(wish.clone()).json(), json!({ "project": project, "phases": 2 }));
    let now = me.one(&format!(
        "projects?id=eq.{project}&select=start_date,end_date,template_id,phases(name,start_date,end_date),\
         tasks(title,start_date,due_date)&phases.order=position&tasks.order=start_date"
    ));
    assert_eq!(
        now,
        json!({ "start_date": "2027-01-11", "end_date": "2027-01-27", "template_id": template,
            "phases": [{ "name": "Plan", "start_date": "2027-01-11", "end_date": "2027-01-15" },
                       { "name": "Build", "start_date": "2027-01-18", "end_date": "2027-01-27" }],
            "tasks": [{ "title": "Plan it", "start_date": "2027-01-11", "due_date": "2027-01-12" },
                      { "title": "Build it", "start_date": "2027-01-18", "due_date": "2027-01-19" }] })
    );
    assert_eq!(lay_out(json!({ "project": project, "template": project })).refusal(), "404 TL404");
    let stranger = world.sign_in("admin@copilot").verb("apply_template", wish);
    assert_eq!(stranger.refusal(), "404 TL404", "another organisation's project");
}

#[test]
fn a_card_dragged_to_won_gets_the_default_template() {
    let (_world, me, acme) = scene();
    let deal = deal(&me, &acme);
    assert_eq!(move_to(&me, &deal, "closed_won").status, 204);
    let project = me.one(&format!("projects?opportunity_id=eq.{deal}&select=phases(name),template_id"));
    assert_eq!(project["phases"].as_array().unwrap().len(), 4);
    assert!(project["template_id"].is_string());
}

#[test]
fn a_lost_deal_names_reason_and_competitor_and_is_not_won_before_it_is_reopened() {
    let (_world, me, acme) = scene();
    let deal = deal(&me, &acme);
    let rival = me.made("competitors", json!({ "name": "Rival Ltd" }));
    assert_eq!(
        me.verb("lose_deal", json!({ "opportunity": deal, "reason": "They did not like us" })).refusal(),
        "400 TL100",
        "only reasons of the list"
    );
    me.done("lose_deal", json!({ "opportunity": deal, "reason": "Price", "competitor": rival }));
    let now = me.one(&format!(
        "opportunities?id=eq.{deal}&select=stage,loss_reason,outcome,competitor_mentions(status,competitor_id)"
    ));
    assert_eq!(
        now,
        json!({ "stage": "closed_lost", "loss_reason": "Price", "outcome": "lost", "competitor_mentions": [{ "status": "lost_to", "competitor_id": rival }] })
    );
    let won = me.verb("win_deal", json!({ "opportunity": deal }));
    assert_eq!((won.refusal(), won.json()["hint"].as_str().unwrap()), ("409 TL409".into(), "Reopen it first."));
    assert_eq!(move_to(&me, &deal, "closed_won").refusal(), "400 23514", "by hand neither");
    me.done("reopen_deal", json!({ "opportunity": deal }));
    let now = me.one(&format!(
        "opportunities?id=eq.{deal}&select=stage,loss_reason,actual_close_date,competitor_mentions(status)"
    ));
    assert_eq!(
        now,
        json!({ "stage": "lead", "loss_reason": null, "actual_close_date": null, "competitor_mentions": [{ "status": "active" }] })
    );
    me.done("win_deal", json!({ "opportunity": deal }));
    let events: Vec<Value> = me.get(&format!("/rest/v1/activity_logs?entity_id=eq.{deal}&action_type=in.(won_deal,lost_deal,reopened_deal)&select=action_type&order=created_at")).rows();
    assert_eq!(
        events.iter().map(|e| e["action_type"].as_str().unwrap()).collect::<Vec<_>>(),
        ["lost_deal", "reopened_deal", "won_deal"]
    );
}

#[test]
fn what_changed_since_a_day_can_be_told() {
    let (world, me, acme) = scene();
    let (grown, moved) = (deal(&me, &acme), deal(&me, &acme));
    me.done("keep_forecast", json!({}));
    world.behind("update crm.forecast_snapshots set date = date - 3");
    me.patch(&format!("/rest/v1/opportunities?id=eq.{grown}"), json!({ "value": 12000 }));
    move_to(&me, &moved, "proposal");
    let fresh = deal(&me, &acme);
    let since: String = world.value("select (current_date - 2)::text");
    let changes = me.done("forecast_changes", json!({ "since": since }));
    let of = |id: &str| changes.as_array().unwrap().iter().find(|c| c["opportunity_id"] == id).cloned().unwrap();
    assert_eq!(
        (
            of(&grown)["change"].as_str(),
            &of(&grown)["before_value"],
            &of(&grown)["value"],
            &of(&grown)["weighted_change"]
        ),
        (Some("grown"), &json!(9000.0), &json!(12000.0), &json!(300.0))
    );
    assert_eq!((of(&moved)["change"].as_str(), of(&moved)["before_stage"].as_str()), (Some("forward"), Some("lead")));
    assert_eq!(of(&fresh)["change"].as_str(), Some("new"));
    assert_eq!(me.get("/rest/v1/rpc/forecast_changes").status, 200, "it reads only");
}

#[test]
fn a_renewal_is_proposed_once_before_a_contract_ends() {
    let (world, me, acme) = scene();
    let (soon, later): (String, String) =
        (world.value("select (current_date + 60)::text"), world.value("select (current_date + 200)::text"));
    me.patch(&format!("/rest/v1/clients?id=eq.{acme}"), json!({ "contract_end_date": soon, "status": "active" }));
    let far = me.made("clients", json!({ "name": "Far", "contract_end_date": later, "status": "active" }));
    me.done("propose_renewals", json!({}));
    me.done("propose_renewals", json!({}));
    let proposed =
        me.get(&format!("/rest/v1/opportunities?client_id=eq.{acme}&select=type,stage,expected_close_date")).rows();
    assert_eq!(proposed, [json!({ "type": "renewal", "stage": "lead", "expected_close_date": soon })]);
    assert!(me.get(&format!("/rest/v1/opportunities?client_id=eq.{far}")).rows().is_empty());
}

#[test]
fn gaps_come_with_the_question_to_ask_next() {
    let (world, me, acme) = scene();
    let buyer = me.made(
        "contacts",
        json!({ "client_id": acme, "first_name": "Bea", "last_name": "Buyer", "role_tags": ["economic_buyer"] }),
    );
    me.done("log_activity", json!({ "type": "call", "subject": "Hello", "contacts": [buyer] }));
    world.behind(&format!("update crm.contacts set last_contact_date = current_date - 40 where id = '{buyer}'"));
    let gaps = me.one(&format!("clients?id=eq.{acme}&select=meddpicc_gaps"))["meddpicc_gaps"].clone();
    let gap = |field: &str| gaps.as_array().unwrap().iter().find(|g| g["field"] == field).cloned().unwrap();
    assert_eq!(gap("economic_buyer")["gap"], "No economic buyer contacted for 40 days");
    assert_eq!(gap("economic_buyer")["question"], "What would Bea Buyer need to see before signing?");
    assert_eq!(gaps.as_array().unwrap().len(), 8, "six empty fields, no champion, the silent buyer");
    me.patch(&format!("/rest/v1/clients?id=eq.{acme}"), json!({ "meddpicc_identified_pain": "Slow invoices" }));
    assert_eq!(
        me.one(&format!("clients?id=eq.{acme}&select=meddpicc_gaps"))["meddpicc_gaps"].as_array().unwrap().len(),
        7
    );
}
