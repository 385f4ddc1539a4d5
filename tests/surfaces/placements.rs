//! People on sites: who can be placed where and when, through every door.

use serde_json::{Value, json};
use tests::{Answer, Client, World};

/// A site of a client, and somebody to work there.
struct Site {
    world: World,
    admin: Client,
    me: Client,
    project: String,
}

impl Site {
    fn new() -> Site {
        let world = World::new();
        let (admin, me) = (world.sign_in("admin@copilot"), world.sign_in("recruiter@copilot"));
        world.behind("delete from recruiting.ticket_kinds; update identity.organizations set visibility = 'open'");
        let client = admin.made("clients", json!({ "name": "Meridian Roads" }));
        let project = admin.made("projects", json!({ "name": "Meridian Bypass South", "client_id": client }));
        Site { world, admin, me, project }
    }

    fn person(&self, name: &str, row: Value) -> String {
        let mut row = row;
        row["first_name"] = json!(name);
        self.admin.made("candidates", row)
    }

    /// An active placement from one day to another.
    fn placement(&self, person: &str, first: &str, last: &str) -> Value {
        json!({ "candidate_id": person, "project_id": self.project, "role": "Electrician", "status": "active",
                "start_date": first, "end_date": last, "charge_rate": 80, "pay_rate": 45 })
    }

    fn book(&self, row: &Value) -> Answer {
        self.admin.with("prefer", "return=representation").post("/rest/v1/placements?select=id", row.clone())
    }
}

/// The message of a refusal.
#[track_caller]
fn words(refused: &Answer) -> String {
    assert_eq!((refused.status, refused.code().as_str()), (400, "23514"), "{}", refused.text);
    refused.json()["message"].as_str().unwrap().to_string()
}

/// A row with one thing changed.
fn but(row: &Value, field: &str, value: Value) -> Value {
    let mut row = row.clone();
    row[field] = value;
    row
}

#[test]
fn a_placement_goes_from_draft_to_active_to_its_end_and_no_other_way() {
    let site = Site::new();
    let ann = site.person("Ann", json!({}));
    let row = site.placement(&ann, "2027-03-01", "2027-03-31");
    assert!(words(&site.book(&but(&row, "status", json!("completed")))).contains("does not begin as completed"));
    let id = site.admin.made("placements", json!({ "candidate_id": ann, "project_id": site.project }));
    let to = |status: &str| site.admin.patch(&format!("/rest/v1/placements?id=eq.{id}"), json!({ "status": status }));
    assert_eq!(
        words(&to("active")),
        "An active placement needs: role, first day, last day, charge rate, pay rate.",
        "all that lacks is named at once"
    );
    let filled = json!({ "role": "Rigger", "start_date": "2027-03-01", "end_date": "2027-03-31", "charge_rate": 80, "pay_rate": 45 });
    assert_eq!(site.admin.patch(&format!("/rest/v1/placements?id=eq.{id}"), filled).status, 204);
    assert!(words(&to("completed")).contains("draft does not become completed"));
    assert_eq!(to("active").status, 204);
    assert!(words(&to("draft")).contains("active does not become draft"));
    assert_eq!(to("completed").status, 204);
    assert!(words(&to("active")).contains("completed does not become active"));
    // Opening it again takes a reason, and is told.
    let reopen = |reason: &str| site.me.verb("reopen_placement", json!({ "placement": id, "reason": reason }));
    assert_eq!(reopen(" ").refusal(), "400 TL100");
    assert_eq!(reopen("They stay two more weeks").json()["status"], "active");
    assert_eq!(reopen("Again").refusal(), "409 TL409");
    let told = site.admin.one("activity_logs?action_type=eq.reopened_placement&select=description");
    assert!(told["description"].as_str().unwrap().contains("They stay two more weeks"), "{told}");
}

#[test]
fn nobody_is_booked_twice_on_a_day() {
    let site = Site::new();
    let ann = site.person("Ann", json!({}));
    let row = site.placement(&ann, "2027-03-01", "2027-03-31");
    assert_eq!(site.book(&but(&row, "shift", json!("day"))).status, 201);
    let twice = site.book(&site.placement(&ann, "2027-03-31", "2027-04-10"));
    assert_eq!(words(&twice), "Ann is placed from 1 Mar 2027 to 31 Mar 2027 already.");
    assert_eq!(site.book(&but(&row, "shift", json!("night"))).status, 201, "the night is another shift");
    assert_eq!(site.book(&but(&row, "status", json!("draft"))).status, 201, "a draft books nobody");
    assert_eq!(site.book(&site.placement(&ann, "2027-04-01", "2027-04-10")).status, 201, "the day after is free");
    // Moving one onto another is refused as well.
    let april = site.admin.one("placements?start_date=eq.2027-04-01&select=id");
    let moved = site.admin.patch(
        &format!("/rest/v1/placements?id=eq.{}", april["id"].as_str().unwrap()),
        json!({ "start_date": "2027-03-30" }),
    );
    assert!(words(&moved).contains("already"));
}

#[test]
fn bookings_that_meet_make_one() {
    let site = Site::new();
    let ann = site.person("Ann", json!({}));
    let row = site.placement(&ann, "2027-03-01", "2027-03-31");
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| site.book(&row).status)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 201 | 400)), "{answers:?}");
    let count = site.admin.get(&format!("/rest/v1/placements?candidate_id=eq.{ann}&select=count()"));
    assert_eq!(count.rows()[0]["count"], 1);
}

#[test]
fn tickets_bind_on_every_day_and_the_ticket_and_day_are_named() {
    let site = Site::new();
    site.admin.made("ticket_kinds", json!({ "name": "EWP licence", "trades": ["Electrician"] }));
    site.admin.made("ticket_kinds", json!({ "name": "First aid", "is_for_all": true, "validity_months": 12 }));
    let project = format!("/rest/v1/projects?id=eq.{}", site.project);
    assert_eq!(site.admin.patch(&project, json!({ "required_tickets": ["White Card"] })).status, 204);
    let ticket =
        |name: &str, issued: &str, expires: &str| json!({ "ticket": name, "issued": issued, "expires": expires });
    let (white, aid) = (ticket("white card", "", ""), ticket("First aid", "2026-06-15", ""));
    let with = |tickets: Value| site.person("Ann", json!({ "trade": "Electrician", "compliance": tickets }));
    let book = |person: &str, last: &str| site.book(&site.placement(person, "2027-03-01", last));

    let nothing = words(&book(&with(json!([])), "2027-03-31"));
    for missing in ["EWP licence is missing.", "First aid is missing.", "White Card is missing."] {
        assert!(nothing.contains(missing), "{nothing}");
    }
    let ends = with(json!([white, aid, ticket("EWP licence", "", "2027-03-14")]));
    let refused = book(&ends, "2027-03-31");
    assert!(words(&refused).ends_with("EWP licence is not good on 15 Mar 2027."), "{}", refused.text);
    assert_eq!(book(&ends, "2027-03-14").status, 201, "its last day is a good day");
    // A renewal that begins before the old one ends covers the time.
    let renewed =
        json!([white, aid, ticket("EWP licence", "", "2027-03-14"), ticket("EWP licence", "2027-03-10", "2029-03-10")]);
    assert_eq!(book(&with(renewed), "2027-03-31").status, 201);
    let gap =
        json!([white, aid, ticket("EWP licence", "", "2027-03-14"), ticket("EWP licence", "2027-03-20", "2029-03-10")]);
    assert!(words(&book(&with(gap), "2027-03-31")).contains("EWP licence is not good on 15 Mar 2027."));
    // A year of first aid is over on 15 June, as its kind says.
    let year = with(json!([white, aid, ticket("EWP licence", "", "")]));
    assert!(words(&book(&year, "2027-06-30")).contains("First aid is not good on 16 Jun 2027."));
}

#[test]
fn who_is_not_to_be_used_or_not_there_is_not_booked() {
    let site = Site::new();
    for (status, told) in [("do_not_use", "Ann is not to be used."), ("unavailable", "Ann is unavailable.")] {
        let ann = site.person("Ann", json!({ "status": status }));
        assert_eq!(words(&site.book(&site.placement(&ann, "2027-03-01", "2027-03-31"))), told);
    }
    let ben = site.person("Ben", json!({}));
    let away =
        json!({ "candidate_id": ben, "start_date": "2027-03-20", "end_date": "2027-04-02", "reason": "Holiday" });
    site.admin.made("absences", away.clone());
    let holiday = site.book(&site.placement(&ben, "2027-03-01", "2027-03-31"));
    assert_eq!(words(&holiday), "Ben is away from 20 Mar 2027 to 2 Apr 2027.");
    assert_eq!(site.book(&site.placement(&ben, "2027-03-01", "2027-03-19")).status, 201);
    let over = site.admin.post("/rest/v1/absences", but(&away, "start_date", json!("2027-03-19")));
    assert!(words(&over).contains("is placed from 1 Mar 2027"));
}

#[test]
fn a_manager_answers_for_an_exception_and_it_holds_for_what_it_was_given() {
    let site = Site::new();
    let manager = site.world.sign_in("manager@copilot");
    let ann = site.person("Ann", json!({ "status": "unavailable" }));
    let row = but(&site.placement(&ann, "2027-03-01", "2027-03-31"), "status", json!("draft"));
    let id = site.admin.made("placements", row);
    let input = json!({ "placement": id, "reason": "She said yes on the phone" });
    assert_eq!(site.me.verb("override_placement", input.clone()).refusal(), "403 42501");
    assert_eq!(manager.verb("override_placement", json!({ "placement": id, "reason": "" })).refusal(), "400 TL100");
    assert_eq!(manager.done("override_placement", input)["status"], "active");
    let stands = site.admin.one(&format!("placements?id=eq.{id}&select=override_reason,users!overridden_by(email)"));
    assert_eq!(stands["override_reason"], "She said yes on the phone");
    assert_eq!(stands["users"]["email"], "manager@copilot.example");
    let query = format!("audit_log?resource_id=eq.{id}&action=eq.update&select=changes&order=occurred_at.desc&limit=1");
    assert!(site.admin.one(&query).to_string().contains("She said yes on the phone"));
    // It was given for these days: others are judged anew. What hangs not on them may change.
    let patch = |body: Value| site.admin.patch(&format!("/rest/v1/placements?id=eq.{id}"), body);
    assert_eq!(patch(json!({ "charge_rate": 90 })).status, 204);
    assert_eq!(words(&patch(json!({ "end_date": "2027-04-30" }))), "Ann is unavailable.");
    // Nobody writes a reason of their own, and nobody is in two places.
    assert_eq!(patch(json!({ "override_reason": "Mine" })).refusal(), "403 42501");
    let other = but(&site.placement(&ann, "2027-03-10", "2027-03-12"), "status", json!("draft"));
    let other = site.admin.made("placements", other);
    let twice = manager.verb("override_placement", json!({ "placement": other, "reason": "Please" }));
    assert!(words(&twice).contains("already"));
}

#[test]
fn group_project_and_client_of_a_placement_agree() {
    let site = Site::new();
    let ann = site.person("Ann", json!({}));
    let row = site.placement(&ann, "2027-03-01", "2027-03-31");
    let elsewhere = site.admin.made("clients", json!({ "name": "Elsewhere Ltd" }));
    let their_job = site.admin.made("jobs", json!({ "title": "Fitter", "client_id": elsewhere }));
    let refused = site.book(&but(&row, "job_id", json!(their_job)));
    assert_eq!(words(&refused), "The job and the project belong to different clients.");
    let their_project = site.admin.made("projects", json!({ "name": "Other", "client_id": elsewhere }));
    let crew = site.admin.made("placement_groups", json!({ "name": "Night crew", "project_id": their_project }));
    assert!(site.book(&but(&row, "placement_group_id", json!(crew))).status >= 400);
    // A job at a client is a place to work as well; nowhere is none.
    let mut in_job = but(&row, "job_id", json!(their_job));
    in_job["project_id"] = Value::Null;
    assert_eq!(site.book(&in_job).status, 201);
    let ben = site.person("Ben", json!({}));
    let nowhere = site.book(&but(&site.placement(&ben, "2027-03-01", "2027-03-31"), "project_id", Value::Null));
    assert_eq!(words(&nowhere), "A placement is on a project, or fills a job.");
}

#[test]
fn a_persons_status_follows_from_their_placements() {
    let site = Site::new();
    let ann = site.person("Ann", json!({ "status": "placed" }));
    let status = || site.admin.one(&format!("candidates?id=eq.{ann}&select=status"))["status"].clone();
    assert_eq!(status(), "available", "nobody says so but placements");
    let days: Value = json!(
        site.world
            .rows("select (current_date - 5)::text, (current_date + 5)::text, (current_date - 1)::text", &[])
            .iter()
            .flat_map(|r| (0..3).map(|i| r.get::<_, String>(i)))
            .collect::<Vec<_>>()
    );
    let (first, last, yesterday) = (days[0].as_str().unwrap(), days[1].as_str().unwrap(), days[2].as_str().unwrap());
    let placed = site.admin.made("placements", site.placement(&ann, first, last));
    assert_eq!(status(), "placed");
    let patch = |body: Value| site.admin.patch(&format!("/rest/v1/placements?id=eq.{placed}"), body).status;
    assert_eq!(patch(json!({ "status": "cancelled" })), 204);
    assert_eq!(status(), "available");
    // What is over is completed in the night, and its person is free.
    site.admin.done("reopen_placement", json!({ "placement": placed, "reason": "A mistake" }));
    assert_eq!(status(), "placed");
    site.world.behind(&format!("update recruiting.placements set end_date = '{yesterday}' where id = '{placed}'"));
    let kept = site.admin.done("keep_placements", json!({}));
    assert!(kept["completed"].as_u64().unwrap() >= 1, "{kept}");
    assert_eq!(status(), "available");
}

#[test]
fn imports_and_undo_keep_the_rules() {
    let site = Site::new();
    let ann = site.person("Ann", json!({ "last_name": "Import" }));
    let file = format!(
        "candidate,project,role,status,start date,end date,charge rate,pay rate\n\
         {ann},Meridian Bypass South,Rigger,active,2027-03-01,2027-03-31,80,45\n\
         {ann},Meridian Bypass South,Rigger,active,2027-03-15,2027-04-15,80,45\n\
         {ann},Meridian Bypass South,Rigger,completed,2026-01-05,2026-02-05,80,45\n"
    );
    let state = site.world.import(&site.admin, "placements", file.as_bytes());
    assert_eq!((&state["created"], &state["rejected"]), (&json!(2), &json!(1)), "{state}");
    assert!(
        state["reasons"][0]["reason"].as_str().unwrap().contains("Ann Import is placed from 1 Mar 2027"),
        "{state}"
    );
    // Taking back a cancellation is refused when somebody else has the person by then.
    let march = site.admin.one("placements?start_date=eq.2027-03-01&select=id")["id"].as_str().unwrap().to_string();
    let board = site.world.browser("admin@copilot").with("hx-request", "true");
    let moved = board.form("/placements/move", &[("id", &march), ("column", "status"), ("value", "cancelled")]);
    let operation = moved.text.split("name=\"operation\" value=\"").nth(1).expect("an undo is offered");
    let operation = operation.split('"').next().unwrap();
    assert_eq!(site.book(&site.placement(&ann, "2027-03-10", "2027-03-20")).status, 201);
    let undone = site.admin.verb("undo", json!({ "operation": operation }));
    assert_ne!(undone.status, 500, "{}", undone.text);
    assert!(undone.text.contains("is placed from 10 Mar 2027 to 20 Mar 2027 already"), "{}", undone.text);
    let active = format!("/rest/v1/placements?candidate_id=eq.{ann}&status=eq.active&select=count()");
    assert_eq!(site.admin.get(&active).rows()[0]["count"], 1);
}
