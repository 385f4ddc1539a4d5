//! Hours: entered in a line or by the clock, handed in, approved, locked.

use serde_json::json;
use tests::{Client, World};

struct Scene {
    world: World,
    admin: Client,
    manager: Client,
    me: Client,
    project: String,
}

fn scene() -> Scene {
    let world = World::new();
    // Nobody has worked yet, and the day begins early everywhere.
    world.behind("delete from delivery.time_entries; delete from delivery.timesheets; delete from delivery.timers");
    let (admin, manager, me) =
        (world.sign_in("admin@yourco"), world.sign_in("manager@yourco"), world.sign_in("consultant@yourco"));
    let client = admin.made("clients", json!({ "name": "Zephyr Quartz" }));
    let project = admin.made("projects", json!({ "client_id": client, "name": "Brand audit", "status": "active" }));
    Scene { world, admin, manager, me, project }
}

#[test]
fn a_line_of_text_becomes_hours_on_the_right_project() {
    let s = scene();
    let task = s.admin.made("tasks", json!({ "project_id": s.project, "title": "Interview the team" }));
    let entered = s.me.done("log_time", json!({ "text": "1h30 zephyr interview yesterday non-billable" }));
    assert_eq!(
        (&entered["project"], &entered["task"], &entered["hours"], &entered["billable"]),
        (&json!(s.project), &json!(task), &json!("1.50"), &json!(false))
    );
    let yesterday: String = s.world.value("select (current_date - 1)::text");
    assert_eq!(entered["date"], json!(yesterday));
    assert_eq!(s.me.verb("log_time", json!({ "text": "zephyr" })).refusal(), "400 TL100", "no duration");
    assert_eq!(s.me.verb("log_time", json!({ "text": "2h nobodyknowsthis" })).refusal(), "404 TL404");
    s.admin.made("projects", json!({ "client_id": s.admin.one(&format!("projects?id=eq.{}&select=client_id", s.project))["client_id"], "name": "Shop", "status": "active" }));
    let which = s.me.verb("log_time", json!({ "text": "2h zephyr" }));
    assert_eq!(which.refusal(), "409 TL300");
    assert!(which.json()["message"].as_str().unwrap().contains("Brand audit"), "{}", which.text);
}

#[test]
fn a_day_has_24_hours_and_none_are_negative() {
    let s = scene();
    let add = |hours: f64| s.me.post("/rest/v1/time_entries", json!({ "project_id": s.project, "hours": hours }));
    for hours in [-1.0, 0.0, 25.0] {
        assert_eq!(add(hours).refusal(), "400 23514", "{hours}");
    }
    assert_eq!(s.me.verb("log_time", json!({ "text": "25h zephyr" })).refusal(), "400 TL100");
    assert_eq!(add(20.0).status, 201);
    let more = add(5.0);
    assert_eq!(more.refusal(), "400 23514");
    assert!(more.json()["message"].as_str().unwrap().starts_with("That would make 25 hours"), "{}", more.text);
    assert_eq!(add(4.0).status, 201);
}

#[test]
fn the_clock_runs_once_a_person_and_enters_what_it_counted() {
    let s = scene();
    s.me.done("start_timer", json!({ "project": s.project, "description": "Design" }));
    s.world.behind("update delivery.timers set started_at = started_at - interval '50 minutes'");
    assert!(s.manager.get("/rest/v1/timers").rows().is_empty(), "everybody sees their own");
    let again = s.me.done("start_timer", json!({ "project": s.project }));
    assert_eq!(again["stopped"]["hours"], "0.90", "50 minutes are nine steps of six, begun steps count");
    s.me.done("stop_timer", json!({ "discard": true }));
    assert_eq!(s.me.verb("stop_timer", json!({})).refusal(), "404 TL404");
    let entries =
        s.me.get(&format!("/rest/v1/time_entries?project_id=eq.{}&select=hours,description", s.project)).rows();
    assert_eq!(entries, [json!({ "hours": 0.9, "description": "Design" })]);
}

#[test]
fn a_week_is_handed_in_approved_with_its_rates_and_locked() {
    let s = scene();
    s.world.behind("delete from delivery.rates");
    s.admin.made("rates", json!({ "bill_rate": 100, "cost_rate": 40 }));
    s.admin.made("rates", json!({ "project_id": s.project, "role": "consultant", "bill_rate": 150, "cost_rate": 60 }));
    let entry = s.me.made("time_entries", json!({ "project_id": s.project, "hours": 8 }));
    let sheet = s.me.done("submit_timesheet", json!({}));
    assert_eq!(sheet["hours"], "8.00");
    let locked = |client: &Client| {
        (
            client.patch(&format!("/rest/v1/time_entries?id=eq.{entry}"), json!({ "hours": 9 })).refusal(),
            client.delete(&format!("/rest/v1/time_entries?id=eq.{entry}")).refusal(),
        )
    };
    assert_eq!(locked(&s.me), ("400 23514".into(), "400 23514".into()));
    assert_eq!(
        s.me.post("/rest/v1/time_entries", json!({ "project_id": s.project, "hours": 1 })).refusal(),
        "400 23514",
        "the week takes no more"
    );
    assert_eq!(s.me.verb("submit_timesheet", json!({})).refusal(), "409 TL409");
    assert_eq!(s.me.verb("approve_timesheet", json!({ "timesheet": sheet["timesheet"] })).refusal(), "403 42501");
    s.manager.done("approve_timesheet", json!({ "timesheet": sheet["timesheet"] }));
    let now = s.me.one(&format!("time_entries?id=eq.{entry}&select=status,bill_rate"));
    assert_eq!(now, json!({ "status": "approved", "bill_rate": 150.0 }), "the most exact rate");
    assert_eq!(
        s.admin.get("/rest/v1/time_entries?select=cost_rate").status,
        400,
        "what people cost is nobody's to read"
    );
    // A rate that changes later changes nothing of the past.
    s.admin.patch(&format!("/rest/v1/rates?project_id=eq.{}", s.project), json!({ "bill_rate": 10 }));
    let margin = s.me.one(&format!("projects?id=eq.{}&select=margin", s.project))["margin"].clone();
    assert_eq!(margin, json!({ "hours": 8.0, "revenue": 1200.0, "cost": 480.0, "margin": 720.0, "percent": 60.0 }));
    assert_eq!(
        s.manager.verb("reject_timesheet", json!({ "timesheet": sheet["timesheet"], "note": "" })).refusal(),
        "400 TL100"
    );
    s.manager.done("reject_timesheet", json!({ "timesheet": sheet["timesheet"], "note": "Friday is missing" }));
    assert_eq!(s.me.patch(&format!("/rest/v1/time_entries?id=eq.{entry}"), json!({ "hours": 9 })).status, 204);
    assert_eq!(s.me.one("timesheets?select=status,note"), json!({ "status": "rejected", "note": "Friday is missing" }));
    assert_eq!(s.me.done("submit_timesheet", json!({}))["hours"], "9.00");
}

#[test]
fn nobody_approves_their_own_hours_or_says_that_they_are_approved() {
    let s = scene();
    s.manager.made("time_entries", json!({ "project_id": s.project, "hours": 8 }));
    let sheet = s.manager.done("submit_timesheet", json!({}));
    let own = s.manager.verb("approve_timesheet", json!({ "timesheet": sheet["timesheet"] }));
    assert_eq!(
        (own.refusal(), own.json()["message"].as_str().unwrap()),
        ("403 42501".into(), "Nobody approves their own hours.")
    );
    s.admin.done("approve_timesheet", json!({ "timesheet": sheet["timesheet"] }));
    let forged = s.me.post(
        "/rest/v1/time_entries",
        json!({ "project_id": s.project, "hours": 1, "status": "approved", "bill_rate": 999 }),
    );
    assert_eq!(forged.refusal(), "403 42501");
}

#[test]
fn a_closed_period_takes_no_hours() {
    let s = scene();
    let today: String = s.world.value("select current_date::text");
    s.admin.made("system_settings", json!({ "key": "time.locked_until", "value": today }));
    let late = s.me.post("/rest/v1/time_entries", json!({ "project_id": s.project, "hours": 1 }));
    assert_eq!(late.refusal(), "400 23514");
    assert!(late.json()["message"].as_str().unwrap().starts_with("The books are closed up to"), "{}", late.text);
}

#[test]
fn tasks_wait_inside_a_project_and_never_in_a_circle() {
    let s = scene();
    let task = |title: &str| s.admin.made("tasks", json!({ "project_id": s.project, "title": title }));
    let (a, b, c) = (task("A"), task("B"), task("C"));
    let wait = |task: &str, on: &str| {
        s.admin.post("/rest/v1/task_dependencies", json!({ "task_id": task, "depends_on_id": on }))
    };
    assert_eq!((wait(&b, &a).status, wait(&c, &b).status), (201, 201));
    assert_eq!(wait(&a, &c).json()["message"], "The tasks would wait for each other.");
    assert_eq!(wait(&a, &a).refusal(), "400 23514");
    let elsewhere =
        s.admin.get(&format!("/rest/v1/tasks?project_id=neq.{}&select=id&limit=1", s.project)).rows()[0]["id"]
            .as_str()
            .unwrap()
            .to_string();
    assert_eq!(wait(&a, &elsewhere).json()["message"], "The two tasks belong to different projects.");
}
