//! Leads: scored, converted once, given out in turn.

use serde_json::{Value, json};
use tests::{Client, World};

fn scene() -> (World, Client) {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    (world, me)
}

const NORA: &str = r#"{"company_name":"Borealis Freight GmbH","contact_name":"Nora van Berg","email":"nora@borealis.example","phone":"+49 40 1234","country":"Germany","business_source":"referral","estimated_value":"48000.50"}"#;

fn nora(me: &Client) -> String {
    me.made("leads", serde_json::from_str(NORA).unwrap())
}

#[test]
fn a_score_says_what_it_is_made_of_and_follows_what_happens() {
    let (_world, me) = scene();
    let lead = nora(&me);
    let now = me.one(&format!("leads?id=eq.{lead}&select=score,classification,score_factors"));
    // New 5, referral 25, complete 15, no company, no activity.
    assert_eq!((now["score"].as_i64(), now["classification"].as_str()), (Some(45), Some("warm")));
    let factors = now["score_factors"]["factors"].as_array().unwrap().clone();
    assert_eq!(factors.iter().map(|f| f["value"].as_i64().unwrap()).sum::<i64>(), 45);
    assert_eq!(factors[1], json!({ "name": "Business source", "value": 25, "reason": "Came by referral" }));
    me.done("log_activity", json!({ "type": "call", "subject": "First call", "lead": lead }));
    me.patch(&format!("/rest/v1/leads?id=eq.{lead}"), json!({ "status": "qualified" }));
    let now = me.one(&format!("leads?id=eq.{lead}&select=score,classification"));
    assert_eq!(now, json!({ "score": 75, "classification": "hot" }));
}

#[test]
fn scoring_all_leads_finds_what_has_grown_old() {
    let (world, me) = scene();
    let lead = nora(&me);
    me.done("log_activity", json!({ "type": "call", "subject": "First call", "lead": lead }));
    world.behind("update crm.activities set occurred_at = now() - interval '31 days' where subject = 'First call'");
    assert!(me.done("score_leads", json!({}))["changed"].as_i64().unwrap() >= 1);
    assert_eq!(me.one(&format!("leads?id=eq.{lead}&select=score"))["score"], 45);
    assert_eq!(me.done("score_leads", json!({}))["changed"], 0);
    assert_eq!(world.sign_in("sales@yourco").verb("score_leads", json!({})).refusal(), "403 42501");
}

#[test]
fn a_converted_lead_is_a_client_a_contact_and_a_deal_and_stays_linked() {
    let (_world, me) = scene();
    let lead = nora(&me);
    me.done("log_activity", json!({ "type": "call", "subject": "First call", "lead": lead }));
    me.made("sales_tasks", json!({ "lead_id": lead, "title": "Send the offer" }));
    let became = me.done("convert_lead", json!({ "lead": lead }));
    let client = me.one(&format!(
        "clients?id=eq.{}&select=name,country,website,created_from_lead_id",
        became["client"].as_str().unwrap()
    ));
    assert_eq!(
        client,
        json!({ "name": "Borealis Freight GmbH", "country": "Germany", "website": "https://borealis.example", "created_from_lead_id": lead })
    );
    let contact = me.one(&format!(
        "contacts?id=eq.{}&select=name,email,phone,client_id,last_contact_date",
        became["contact"].as_str().unwrap()
    ));
    assert_eq!(
        (contact["name"].as_str(), contact["email"].as_str(), &contact["client_id"]),
        (Some("Nora van Berg"), Some("nora@borealis.example"), &became["client"])
    );
    assert!(contact["last_contact_date"].is_string(), "what was said to the lead counts for the contact");
    let deal = me
        .one(&format!("opportunities?id=eq.{}&select=value,source,client_id", became["opportunity"].as_str().unwrap()));
    assert_eq!(deal, json!({ "value": 48000.5, "source": "referral", "client_id": became["client"] }));
    let now = me.one(&format!("leads?id=eq.{lead}&select=status,client_id,contact_id,converted_opportunity_id,sales_tasks(title),activities(subject,client_id)"));
    assert_eq!(
        (now["status"].as_str(), &now["client_id"], &now["contact_id"], &now["converted_opportunity_id"]),
        (Some("converted"), &became["client"], &became["contact"], &became["opportunity"])
    );
    assert_eq!(
        (&now["sales_tasks"][0]["title"], &now["activities"][0]["client_id"]),
        (&json!("Send the offer"), &became["client"])
    );
    let feed = me
        .get(&format!("/rest/v1/activity_logs?action_type=eq.converted_lead&entity_id=eq.{lead}&select=description"))
        .rows();
    assert_eq!(feed, [json!({ "description": "Alex Admin converted lead: Borealis Freight GmbH" })]);
}

#[test]
fn a_lead_is_converted_once_even_by_two_at_once() {
    let (_world, me) = scene();
    let lead = nora(&me);
    let tries: Vec<u16> = std::thread::scope(|s| {
        let running: Vec<_> = (0..4)
            .map(|_| s.spawn(|| me.verb("convert_lead", json!({ "lead": lead, "ignore_duplicates": true })).status))
            .collect();
        running.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(tries.iter().filter(|s| **s == 200).count(), 1, "{tries:?}");
    let again = me.verb("convert_lead", json!({ "lead": lead }));
    assert_eq!(
        (again.refusal(), again.json()["message"].as_str().unwrap()),
        ("409 TL409".into(), "This lead was converted already.")
    );
    assert_eq!(me.get("/rest/v1/clients?name=eq.Borealis Freight GmbH&select=id").rows().len(), 1);
}

#[test]
fn what_looks_like_the_lead_is_offered_before_anything_is_written() {
    let (_world, me) = scene();
    let client = me.made("clients", json!({ "name": "BOREALIS freight Ltd." }));
    let contact = me.made(
        "contacts",
        json!({ "client_id": client, "first_name": "N.", "last_name": "Berg", "email": "Nora@Borealis.example" }),
    );
    let lead = nora(&me);
    let refused = me.verb("convert_lead", json!({ "lead": lead }));
    assert_eq!(refused.refusal(), "409 TL301");
    let offered: Value = serde_json::from_str(refused.json()["details"].as_str().unwrap()).unwrap();
    assert_eq!(offered, me.done("lead_duplicates", json!({ "lead": lead })));
    assert_eq!(
        (&offered[0]["id"], &offered[0]["reason"], &offered[1]["id"], &offered[1]["reason"]),
        (&json!(client), &json!("similar name"), &json!(contact), &json!("same e-mail address"))
    );
    assert_eq!(me.one(&format!("leads?id=eq.{lead}&select=status"))["status"], "new");
    let became =
        me.done("convert_lead", json!({ "lead": lead, "client": client, "contact": contact, "opportunity": false }));
    assert_eq!(became, json!({ "client": client, "contact": contact, "opportunity": null }));
}

#[test]
fn a_conversion_can_be_undone() {
    let (_world, me) = scene();
    let lead = nora(&me);
    let done = me.verb("convert_lead", json!({ "lead": lead }));
    let client = done.json()["client"].as_str().unwrap().to_string();
    me.done("undo", json!({ "operation": done.header("operation") }));
    assert_eq!(
        me.one(&format!("leads?id=eq.{lead}&select=status,client_id,contact_id")),
        json!({ "status": "new", "client_id": null, "contact_id": null })
    );
    assert!(me.get(&format!("/rest/v1/clients?id=eq.{client}")).rows().is_empty());
    assert!(me.get("/rest/v1/opportunities?name=like.Borealis*").rows().is_empty());
    me.done("convert_lead", json!({ "lead": lead }));
}

#[test]
fn leads_go_to_the_people_of_their_territory_in_turn() {
    let (world, me) = scene();
    world.behind("delete from crm.territory_members; delete from crm.territories");
    let lead = |country: &str| me.made("leads", json!({ "company_name": "X", "country": country }));
    assert_eq!(me.verb("assign_leads", json!({ "lead": lead("Germany") })).refusal(), "400 TL100");
    let user = |role: &str| me.one(&format!("users?role=eq.{role}&select=id"))["id"].as_str().unwrap().to_string();
    let (sam, chris, robin) = (user("sales"), user("consultant"), user("recruiter"));
    let dach = me.made("territories", json!({ "name": "DACH", "position": 1, "countries": ["Germany", "Austria"] }));
    let other = me.made("territories", json!({ "name": "Benelux", "position": 2, "countries": ["Belgium"] }));
    for (territory, person) in [(&dach, &sam), (&dach, &chris), (&other, &robin)] {
        me.post("/rest/v1/territory_members", json!({ "territory_id": territory, "user_id": person }));
    }
    let leads: Vec<String> = ["Germany", "germany", "Austria", "Belgium", "Peru"].iter().map(|c| lead(c)).collect();
    let given = me.done("assign_leads", json!({ "leads": leads }));
    let owners: Vec<&str> =
        given["assigned"].as_array().unwrap().iter().map(|a| a["owner"].as_str().unwrap()).collect();
    assert_eq!(given["uncovered"], json!([leads[4]]));
    assert_eq!(owners[3], robin);
    assert!(
        owners[0] != owners[1] && owners[0] == owners[2] && [sam.as_str(), chris.as_str()].contains(&owners[0]),
        "{owners:?}"
    );
    // Whoever has a lead keeps it, unless it is asked otherwise.
    assert_eq!(me.done("assign_leads", json!({ "leads": leads }))["assigned"], json!([]));
}
