//! Nudges: what each rule says and to whom, what its button does, when it goes by itself, and whether it was worth it.

use serde_json::{Value, json};
use tests::{Client, World, wait};

/// An organisation in which nothing is held out and nobody's list is full, and a client of nobody.
struct Scene {
    world: World,
    admin: Client,
    client: String,
    org: &'static str,
}

impl Scene {
    fn of(org: &'static str) -> Scene {
        let world = World::new();
        world.behind(
            "delete from crm.nudges; update identity.organizations set visibility = 'open'; delete from recruiting.ticket_kinds",
        );
        let admin = world.sign_in(&format!("admin@{org}"));
        let client = admin.made("clients", json!({ "name": "Aurora Steel", "status": "active" }));
        let scene = Scene { world, admin, client, org };
        scene.set("nudges.held_out_percent", json!(0));
        scene.set("nudges.most_each", json!(1000));
        scene
    }

    fn set(&self, key: &str, value: Value) {
        let upsert = self.admin.with("prefer", "resolution=merge-duplicates");
        let set = upsert.post("/rest/v1/system_settings?on_conflict=key", json!({ "key": key, "value": value }));
        assert!(set.status < 300, "{}", set.text);
    }

    fn day(&self, sql: &str) -> String {
        self.world.value(&format!("select ({sql})::date::text"))
    }

    /// A day as nudges write it.
    fn word(&self, sql: &str) -> String {
        self.world.value(&format!("select crm.on_day(({sql})::date)"))
    }

    fn user(&self, role: &str) -> String {
        self.admin.one(&format!("users?role=eq.{role}&select=id"))["id"].as_str().unwrap().to_string()
    }

    /// Runs the rules; each action fits its verb.
    #[track_caller]
    fn keep(&self) -> Value {
        let kept = self.admin.done("keep_nudges", json!({}));
        assert_eq!(kept["unfit"], json!([]));
        kept
    }

    /// The nudges about the client that are so, by their titles.
    fn nudges(&self, asked: &str) -> Vec<Value> {
        self.admin.get(&format!("/rest/v1/nudges?client_id=eq.{}&order=title&{asked}", self.client)).rows()
    }

    /// The one open nudge of a kind about the client.
    #[track_caller]
    fn open(&self, kind: &str) -> Value {
        let mut found = self.nudges(&format!("type=eq.{kind}&status=eq.open"));
        assert_eq!(found.len(), 1, "{kind}: {found:?}");
        found.remove(0)
    }

    fn titles(&self, kind: &str) -> Vec<String> {
        let found = self.nudges(&format!("type=eq.{kind}&status=eq.open&select=title"));
        found.iter().map(|n| n["title"].as_str().unwrap().to_string()).collect()
    }

    fn status(&self, nudge: &Value) -> Value {
        self.admin.one(&format!("nudges?id=eq.{}&select=status", id(nudge)))["status"].clone()
    }

    /// An open deal of the client that nobody touched for so many days.
    fn deal(&self, name: &str, value: u32, silent: u32) -> String {
        let deal =
            json!({ "client_id": self.client, "name": name, "value": value, "currency": "EUR", "stage": "proposal" });
        let deal = self.admin.made("opportunities", deal);
        self.world.behind(&format!(
            "update crm.opportunities set stage_entered_at = now() - interval '{silent} days' where id = '{deal}'"
        ));
        deal
    }

    /// People of a trade at a site of the client, to a day.
    fn crew(&self, project: &str, trade: &str, people: usize, end: &str) -> Vec<String> {
        let day = |sql: &str| self.day(sql);
        (0..people)
            .map(|n| {
                let person = json!({ "first_name": format!("{trade} {n}"), "trade": trade });
                let person = self.admin.made("candidates", person);
                self.admin.made(
                    "placements",
                    json!({ "candidate_id": person, "project_id": project, "role": trade, "status": "active",
                            "start_date": day(&format!("{end} - 13")), "end_date": day(end), "charge_rate": 80, "pay_rate": 45 }),
                )
            })
            .collect()
    }

    /// Since how many days we know the client.
    fn known_for(&self, days: u32) {
        self.world.behind(&format!(
            "update crm.clients set created_at = now() - interval '{days} days 1 hour' where id = '{}'",
            self.client
        ));
    }

    fn project(&self, name: &str, end: &str) -> String {
        let project = json!({ "name": name, "client_id": self.client, "status": "active", "end_date": self.day(end) });
        self.admin.made("projects", project)
    }
}

fn id(nudge: &Value) -> &str {
    nudge["id"].as_str().unwrap()
}

fn act(who: &Client, nudge: &Value) -> tests::Answer {
    who.verb("act_on_nudge", json!({ "nudge": id(nudge) }))
}

#[test]
fn people_who_end_are_drafted_again_with_one_click_and_back_with_an_undo() {
    let s = Scene::of("copilot");
    let site = s.project("Meridian Bypass South", "current_date + 200");
    let placed = s.crew(&site, "Electrician", 6, "current_date + 10");
    s.crew(&site, "Rigger", 1, "current_date + 40");
    s.keep();
    let nudge = s.open("pre_emptive_strike");
    let title = format!("Meridian Bypass South: 6 electricians end on {}, no follow-on", s.word("current_date + 10"));
    assert_eq!((&nudge["title"], &nudge["action"]), (&json!(title), &json!("Draft 6 follow-on placements")));
    let evidence = nudge["evidence"].as_array().unwrap();
    assert_eq!((&evidence[0]["noun"], &evidence[0]["id"]), (&json!("projects"), &json!(site)));
    assert_eq!(evidence.iter().filter(|e| e["noun"] == "placements").count(), 6);
    assert!(evidence[2]["title"].as_str().unwrap().starts_with("Electrician 0, Electrician, to "), "{evidence:?}");
    // Somebody who is placed again by hand is left out of it.
    let first = s.admin.one(&format!("placements?id=eq.{}&select=candidate_id", placed[0]))["candidate_id"].clone();
    let later = json!({ "candidate_id": first, "project_id": site, "start_date": s.day("current_date + 30") });
    s.admin.made("placements", later);
    s.keep();
    let nudge = s.open("pre_emptive_strike");
    assert_eq!(nudge["action"], "Draft 5 follow-on placements", "what changed is told");

    let acted = act(&s.world.sign_in("recruiter@copilot"), &nudge);
    assert_eq!(acted.status, 200, "{}", acted.text);
    assert_eq!(acted.json()["answer"]["drafts"].as_array().unwrap().len(), 5);
    let drafts =
        format!("placements?project_id=eq.{site}&status=eq.draft&start_date=eq.{}", s.day("current_date + 11"));
    let drafted = s.admin.get(&format!("/rest/v1/{drafts}&select=end_date,role,charge_rate,pay_rate")).rows();
    let same =
        json!({ "end_date": s.day("current_date + 24"), "role": "Electrician", "charge_rate": 80.0, "pay_rate": 45.0 });
    assert_eq!(drafted, vec![same; 5]);
    assert_eq!(s.status(&nudge), "acted");
    assert_eq!(act(&s.admin, &nudge).code(), "TL409", "once");
    s.keep();
    assert!(s.titles("pre_emptive_strike").is_empty());
    let undone = s.world.sign_in("recruiter@copilot").verb("undo", json!({ "operation": acted.header("operation") }));
    assert_eq!((undone.status, &undone.json()["kept"]), (200, &json!(0)), "{}", undone.text);
    assert_eq!(s.status(&nudge), "open");
    assert!(s.admin.get(&format!("/rest/v1/{drafts}")).rows().is_empty());

    let wrong = |input: Value| s.admin.verb("draft_follow_on", input).code();
    assert_eq!(wrong(json!({ "placements": [] })), "TL100");
    assert_eq!(wrong(json!({ "placements": [placed[0]], "days": 0 })), "TL100");
    assert_eq!(wrong(json!({ "placements": [site] })), "TL404");
    assert_eq!(wrong(json!({ "placements": [placed[0]] })), "TL409", "followed already");
}

#[test]
fn a_project_that_ends_is_told_until_something_follows() {
    let s = Scene::of("yourco");
    let project = s.project("Harbour Depot", "current_date + 21");
    let far = s.project("Far Depot", "current_date - 1");
    s.world.behind(&format!("update delivery.projects set budget = 120000, currency = 'EUR' where id = '{project}'"));
    s.keep();
    let nudge = s.open("pre_emptive_strike");
    let title = format!("Harbour Depot ends on {}, nothing follows (120,000 EUR)", s.word("current_date + 21"));
    assert_eq!(nudge["title"], json!(title));
    s.set("nudges.ending_days", json!(20));
    s.keep();
    assert_eq!(s.status(&nudge), "closed", "the setting says what soon is");
    s.set("nudges.ending_days", json!(21));
    s.keep();
    let nudge = s.open("pre_emptive_strike");
    let acted = act(&s.admin, &nudge).json();
    let deal = s.admin.one(&format!("opportunities?id=eq.{}", acted["answer"]["opportunity"].as_str().unwrap()));
    assert_eq!((&deal["name"], &deal["stage"]), (&json!("Follow-on: Harbour Depot"), &json!("lead")));
    assert_eq!((&deal["value"], &deal["expected_close_date"]), (&json!(120_000.0), &json!(s.day("current_date + 21"))));
    assert_eq!(s.admin.verb("open_follow_on", json!({ "project": project })).code(), "TL409");
    assert_eq!(s.admin.verb("open_follow_on", json!({ "project": s.client })).code(), "TL404");
    assert_ne!(far, project);
}

#[test]
fn a_client_whose_health_is_low_or_falls_is_told_with_the_reasons() {
    let s = Scene::of("yourco");
    s.known_for(30);
    s.keep();
    let nudge = s.open("churn_interceptor");
    assert_eq!(nudge["title"], "Aurora Steel: health is 0 of 100");
    assert!(nudge["description"].as_str().unwrap().contains("no activity yet"), "{nudge}");
    // The rule only speaks of what is now below the limit, or fell within a month.
    s.set("nudges.health_below", json!(0));
    s.keep();
    assert_eq!(s.status(&nudge), "closed");
    s.world.behind(&format!(
        "insert into crm.client_health_snapshots (org_id, client_id, date, score)
         select org_id, id, current_date - 29, 15 from crm.clients where id = '{0}'
         union all select org_id, id, current_date - 31, 90 from crm.clients where id = '{0}'",
        s.client
    ));
    s.keep();
    assert_eq!(s.titles("churn_interceptor"), ["Aurora Steel: health fell from 15 to 0"]);
    s.set("nudges.health_fall", json!(16));
    s.keep();
    assert!(s.titles("churn_interceptor").is_empty());
    // Once the day's snapshots are taken, they are what is read.
    s.set("nudges.health_fall", json!(15));
    s.admin.done("keep_client_health", json!({}));
    let today = format!("/rest/v1/client_health_snapshots?client_id=eq.{}&date=eq.{}", s.client, s.day("current_date"));
    assert_eq!(s.admin.get(&format!("{today}&select=score,best")).rows(), [json!({ "score": 0, "best": 15 })]);
    s.keep();
    assert_eq!(s.titles("churn_interceptor"), ["Aurora Steel: health fell from 15 to 0"]);
}

#[test]
fn a_client_who_is_new_and_with_whom_nothing_was_done_is_not_one_we_lose() {
    let s = Scene::of("yourco");
    let told = || {
        s.keep();
        s.titles("churn_interceptor").len()
    };
    assert_eq!(told(), 0, "imported a minute ago");
    s.known_for(29);
    assert_eq!(told(), 0, "known for less than a month");
    s.known_for(30);
    assert_eq!(told(), 1, "known for long");
    s.known_for(1);
    assert_eq!(told(), 0);
    // New, but something was done with them: an open deal is nothing yet, one that was won is.
    let deal = s.deal("Refit", 1000, 0);
    assert_eq!(told(), 0);
    s.admin.done("win_deal", json!({ "opportunity": deal }));
    assert_eq!(told(), 1);
    s.world.behind(&format!(
        "delete from delivery.projects where client_id = '{0}'; delete from crm.opportunities where client_id = '{0}'",
        s.client
    ));
    assert_eq!(told(), 0);
    s.project("Works", "current_date + 90");
    assert_eq!(told(), 1);
    s.world.behind(&format!("delete from delivery.projects where client_id = '{}'", s.client));
    assert_eq!(told(), 0);
    s.admin.done("log_activity", json!({ "type": "call", "subject": "Hello", "client": s.client }));
    assert_eq!(told(), 1);
}

#[test]
fn hours_that_fall_are_told_only_when_they_were_approved() {
    let s = Scene::of("yourco");
    s.set("nudges.health_below", json!(0));
    let project = s.project("Hours", "current_date + 300");
    let hours = |days: &str, status: &str| {
        s.world.behind(&format!(
            "insert into delivery.time_entries (org_id, user_id, project_id, hours, date, status)
             select p.org_id, u.id, p.id, 8, d::date, '{status}' from delivery.projects p
               join identity.users u on u.org_id = p.org_id and u.role = 'consultant',
               generate_series({days}, interval '1 day') d where p.id = '{project}'"
        ));
    };
    hours("current_date - 60, current_date - 51", "approved");
    hours("current_date - 30, current_date - 28", "approved");
    s.keep();
    assert_eq!(s.titles("churn_interceptor"), ["Aurora Steel: approved hours fell from 80 to 24 in four weeks"]);
    hours("current_date - 27, current_date - 24", "open");
    s.keep();
    assert_eq!(s.titles("churn_interceptor").len(), 1);
    hours("current_date - 27, current_date - 24", "approved");
    s.keep();
    assert!(s.titles("churn_interceptor").is_empty());
}

#[test]
fn deals_nobody_touches_or_decides_are_told_and_gone_when_somebody_does() {
    let s = Scene::of("yourco");
    let silent = s.deal("Rollout", 120_000, 31);
    s.deal("Fresh", 120_000, 29);
    s.keep();
    let nudge = s.open("zombie_hunter");
    let title = format!("Aurora Steel: Rollout (120,000 EUR) is silent since {}", s.word("current_date - 31"));
    assert_eq!((&nudge["title"], &nudge["priority"]), (&json!(title), &json!("high")));
    let kept = s.keep();
    assert_eq!((&kept["opened"], &kept["changed"]), (&json!(0), &json!(0)), "what stays the same is left alone");

    // What is to be looked at first does not run unseen.
    assert_eq!(act(&s.admin, &nudge).code(), "TL410");
    let said = json!({ "nudge": id(&nudge), "input": { "subject": "They decide next week" } });
    let answer = s.admin.done("act_on_nudge", said)["answer"].clone();
    let logged =
        format!("activities?id=eq.{}&select=type,subject,opportunity_id", answer["activity"].as_str().unwrap());
    let call = json!({ "type": "call", "subject": "They decide next week", "opportunity_id": silent });
    assert_eq!(s.admin.one(&logged), call);
    assert_eq!(s.status(&nudge), "acted");

    let late = s.deal("Late", 1000, 1);
    s.world.behind(&format!("update crm.opportunities set expected_close_date = current_date - 1 where id = '{late}'"));
    s.keep();
    let nudge = s.open("zombie_hunter");
    let title = format!("Aurora Steel: Late (1,000 EUR) should have closed on {}", s.word("current_date - 1"));
    assert_eq!((&nudge["title"], &nudge["action"]), (&json!(title), &json!("Set a new close date")));
    let input = json!({ "expected_close_date": s.day("current_date + 9"), "note": "Their board meets then" });
    s.admin.done("act_on_nudge", json!({ "nudge": id(&nudge), "input": input }));
    let moved = s.admin.one(&format!("opportunities?id=eq.{late}&select=expected_close_date"));
    assert_eq!(moved["expected_close_date"], json!(s.day("current_date + 9")));
    let note = s.admin.one(&format!("activities?opportunity_id=eq.{late}&select=type,description"));
    assert_eq!(note, json!({ "type": "note", "description": "Their board meets then" }));

    let past = json!({ "opportunity": late, "expected_close_date": s.day("current_date - 1") });
    assert_eq!(s.admin.verb("move_close_date", past).code(), "TL100");
    let nobody = json!({ "opportunity": s.client, "expected_close_date": s.day("current_date") });
    assert_eq!(s.admin.verb("move_close_date", nobody).code(), "TL404");
    s.admin.done("win_deal", json!({ "opportunity": late, "template": null }));
    let won = json!({ "opportunity": late, "expected_close_date": s.day("current_date") });
    assert_eq!(s.admin.verb("move_close_date", won).code(), "TL409");
}

#[test]
fn leads_nobody_speaks_to_are_told_to_their_owner() {
    let s = Scene::of("yourco");
    let mine = json!({ "company_name": "Borealis", "estimated_value": 9000, "owner_id": s.user("sales") });
    let lead = s.admin.made("leads", mine);
    s.world.behind(&format!("update crm.leads set created_at = now() - interval '40 days' where id = '{lead}'"));
    s.keep();
    let asked = format!("nudges?entity_id=eq.{lead}&select=id,title,status,consultant_id,type");
    let nudge = s.admin.one(&asked);
    assert_eq!((&nudge["type"], &nudge["consultant_id"]), (&json!("zombie_hunter"), &json!(s.user("sales"))));
    let since = s.word("current_date - 40");
    assert!(nudge["title"].as_str().unwrap().starts_with("Borealis (9,000 "), "{nudge}");
    assert!(nudge["title"].as_str().unwrap().ends_with(&format!(" is silent since {since}")), "{nudge}");
    let called = json!({ "type": "call", "subject": "Spoke to them", "lead": lead });
    s.admin.done("log_activity", called);
    wait(surfaces::background::work_off(&s.world.server)).unwrap();
    assert_eq!(s.admin.one(&asked)["status"], "closed", "soon after, without the night");
}

#[test]
fn tenders_and_postings_of_clients_are_told_and_become_deals() {
    let s = Scene::of("copilot");
    let tender = json!({ "title": "Hospital wing", "client": "AURORA Steel Ltd.", "value": 1_200_000, "currency": "EUR",
                         "closing_date": s.day("current_date + 20") });
    let tender = s.admin.made("market_tenders", tender);
    let other = s.admin.made("market_tenders", json!({ "title": "Bridge", "client": "Somebody else" }));
    let posting =
        json!({ "title": "Crane operator", "company_name": "Aurora Steel", "original_url": "https://jobs.example/77" });
    s.admin.made("external_job_postings", posting);
    s.keep();
    let closes = s.word("current_date + 20");
    let wanted = [
        format!("Aurora Steel asks for: Hospital wing (1,200,000 EUR), closes {closes}"),
        "Aurora Steel looks for: Crane operator".to_string(),
    ];
    assert_eq!(s.titles("client_stalker"), wanted);
    let nudge = s.nudges("type=eq.client_stalker&action=eq.Open a deal for it").remove(0);
    let acted = act(&s.admin, &nudge);
    assert_eq!(acted.status, 200, "{}", acted.text);
    let deal = acted.json()["answer"]["opportunity"].as_str().unwrap().to_string();
    let deal =
        s.admin.one(&format!("opportunities?id=eq.{deal}&select=name,client_id,stage,value,expected_close_date"));
    let wanted = json!({ "name": "Hospital wing", "client_id": s.client, "stage": "lead", "value": 1_200_000.0,
                         "expected_close_date": s.day("current_date + 20") });
    assert_eq!(deal, wanted);
    assert_eq!(s.admin.one(&format!("market_tenders?id=eq.{tender}&select=is_pursuing"))["is_pursuing"], true);
    assert_eq!(s.admin.verb("pursue_tender", json!({ "tender": tender })).code(), "TL409");
    // Of a company nobody knows, a prospect is made; of nobody, somebody has to say.
    let made = s.admin.done("pursue_tender", json!({ "tender": other }));
    let client = s.admin.one(&format!("clients?id=eq.{}&select=name,status", made["client"].as_str().unwrap()));
    assert_eq!(client, json!({ "name": "Somebody else", "status": "prospect" }));
    let nobodys = s.admin.made("market_tenders", json!({ "title": "Road" }));
    assert_eq!(s.admin.verb("pursue_tender", json!({ "tender": nobodys })).code(), "TL100");
    assert_eq!(s.admin.verb("pursue_tender", json!({ "tender": s.client })).code(), "TL404");
    s.world.behind("update recruiting.external_job_postings set fetched_at = now() - interval '8 days'");
    s.keep();
    assert!(s.titles("client_stalker").is_empty(), "seen long ago");
}

#[test]
fn what_is_worth_most_is_told_with_the_people_who_are_free() {
    let s = Scene::of("copilot");
    let large = s.deal("Glaziers for the tower", 900_000_000, 4);
    s.keep();
    assert!(s.titles("rainmaker").is_empty(), "nobody is free for it");
    for n in 0..2 {
        s.admin.made("candidates", json!({ "first_name": format!("Gus {n}"), "trade": "Glazier" }));
    }
    s.keep();
    let nudge = s.open("rainmaker");
    let since = s.word("current_date - 4");
    assert_eq!(
        nudge["title"],
        json!(format!(
            "Aurora Steel: Glaziers for the tower (900,000,000 EUR) waits since {since}, 2 glaziers are free"
        ))
    );
    assert_eq!(nudge["evidence"].as_array().unwrap().iter().filter(|e| e["noun"] == "candidates").count(), 2);
    s.set("nudges.untouched_days", json!(5));
    s.keep();
    assert!(s.titles("rainmaker").is_empty());
    assert_eq!(s.admin.one(&format!("nudges?entity_id=eq.{large}&select=status"))["status"], "closed");

    // Who does not place people is told of the value alone.
    let s = Scene::of("yourco");
    s.deal("Everything", 900_000_000, 4);
    s.deal("Next to nothing", 1, 4);
    s.keep();
    let since = s.word("current_date - 4");
    assert_eq!(s.titles("rainmaker"), [format!("Aurora Steel: Everything (900,000,000 EUR) waits since {since}")]);
}

#[test]
fn two_runs_at_once_open_one_nudge() {
    let s = Scene::of("yourco");
    for n in 0..8 {
        s.deal(&format!("Deal {n}"), 1000, 60);
    }
    std::thread::scope(|all| {
        for _ in 0..4 {
            all.spawn(|| s.keep());
        }
    });
    assert_eq!(s.titles("zombie_hunter").len(), 8);
    let twice =
        "select count(*) from (select 1 from crm.nudge_grades group by org_id, dedupe_key having count(*) > 1) t";
    assert_eq!(s.world.value::<i64>(twice), 0);
}

#[test]
fn what_was_dismissed_stays_away_and_what_was_snoozed_comes_back() {
    let s = Scene::of("yourco");
    s.deal("Rollout", 1000, 60);
    s.keep();
    let nudge = s.open("zombie_hunter");
    let to = |verb: &str, mut input: Value| {
        input["nudge"] = json!(id(&nudge));
        s.admin.verb(verb, input)
    };
    assert_eq!(to("snooze_nudge", json!({ "until": "2020-01-01T08:00:00Z" })).code(), "TL100");
    assert_eq!(to("snooze_nudge", json!({})).status, 200);
    s.keep();
    assert_eq!(s.status(&nudge), "snoozed");
    s.world.behind("update crm.nudges set snooze_ends_at = now() - interval '1 minute' where status = 'snoozed'");
    s.keep();
    assert_eq!(s.status(&nudge), "open");
    assert_eq!(to("dismiss_nudge", json!({ "reason": "  " })).code(), "TL100");
    assert_eq!(to("dismiss_nudge", json!({ "reason": "They close for the winter" })).status, 200);
    assert_eq!(to("dismiss_nudge", json!({ "reason": "Again" })).code(), "TL409");
    assert_eq!(to("snooze_nudge", json!({})).code(), "TL409");
    let said = s.admin.one(&format!("nudges?id=eq.{}&select=status,dismiss_reason,settled_by", id(&nudge)));
    let wanted =
        json!({ "status": "dismissed", "dismiss_reason": "They close for the winter", "settled_by": s.user("admin") });
    assert_eq!(said, wanted);
    s.keep();
    assert!(s.titles("zombie_hunter").is_empty());
    s.world.behind("update crm.nudges set settled_at = now() - interval '61 days' where status = 'dismissed'");
    s.keep();
    assert_eq!(s.titles("zombie_hunter").len(), 1, "its reason stayed for longer");
    for verb in ["act_on_nudge", "snooze_nudge"] {
        assert_eq!(s.admin.verb(verb, json!({ "nudge": s.client })).code(), "TL404");
    }
    assert_eq!(s.admin.verb("dismiss_nudge", json!({ "nudge": s.client, "reason": "No" })).code(), "TL404");
}

#[test]
fn nobody_has_more_than_so_many_of_a_kind_and_the_next_come_as_they_are_settled() {
    let s = Scene::of("yourco");
    let owner = s.user("consultant");
    for n in 1..=4 {
        let deal = s.deal(&format!("Deal {n}"), n * 1000, 60);
        s.world.behind(&format!("update crm.opportunities set owner_id = '{owner}' where id = '{deal}'"));
    }
    // Only this client's deals are looked at.
    s.world.behind(&format!("delete from crm.opportunities where client_id <> '{}'; delete from crm.leads", s.client));
    s.set("nudges.most_each", json!(2));
    let names = |s: &Scene| -> Vec<String> {
        s.titles("zombie_hunter").iter().map(|t| t.split(" (").next().unwrap().to_string()).collect()
    };
    s.keep();
    assert_eq!(names(&s), ["Aurora Steel: Deal 3", "Aurora Steel: Deal 4"], "those worth most");
    let first = s.nudges("type=eq.zombie_hunter&status=eq.open").remove(0);
    s.admin.done("dismiss_nudge", json!({ "nudge": id(&first), "reason": "Known" }));
    s.keep();
    assert_eq!(names(&s), ["Aurora Steel: Deal 2", "Aurora Steel: Deal 4"]);
}

#[test]
fn people_do_not_write_nudges() {
    let s = Scene::of("yourco");
    s.deal("Rollout", 1000, 60);
    s.keep();
    let nudge = s.open("zombie_hunter");
    let at = format!("/rest/v1/nudges?id=eq.{}", id(&nudge));
    for role in ["admin", "manager", "consultant", "sales", "staff", "recruiter", "viewer", "client"] {
        let who = s.world.sign_in(&format!("{role}@yourco"));
        let row = json!({ "type": "rainmaker", "title": "Look at me" });
        assert_eq!(who.post("/rest/v1/nudges", row).status, 403, "{role} creates one");
        for change in [json!({ "status": "acted" }), json!({ "title": "Mine" }), json!({ "evidence": [] })] {
            assert_eq!(who.patch(&at, change).status, 403, "{role} changes one");
        }
        assert_eq!(who.delete(&at).status, 403, "{role} deletes one");
    }
    assert_eq!(s.status(&nudge), "open");
    let viewer = s.world.sign_in("viewer@yourco");
    assert_eq!(act(&viewer, &nudge).code(), "42501");
    assert_eq!(viewer.verb("keep_nudges", json!({})).code(), "42501");
    assert_eq!(act(&s.world.sign_in("admin@copilot"), &nudge).code(), "TL404", "another organisation");
    assert!(s.world.sign_in("admin@copilot").get(&at).rows().is_empty());
}

#[test]
fn the_action_needs_the_rights_it_would_need_by_hand() {
    let s = Scene::of("copilot");
    let site = s.project("Meridian Bypass South", "current_date + 200");
    s.crew(&site, "Electrician", 1, "current_date + 3");
    s.keep();
    let nudge = s.open("pre_emptive_strike");
    assert_eq!(act(&s.world.sign_in("sales@copilot"), &nudge).code(), "42501");
    assert_eq!(s.status(&nudge), "open");
    // Of a client that is somebody else's, nobody hears; of their own, they do.
    let consultant = s.world.sign_in("consultant@copilot");
    s.admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" }));
    s.admin.patch(&format!("/rest/v1/clients?id=eq.{}", s.client), json!({ "owner_id": s.user("manager") }));
    s.keep();
    let at = format!("/rest/v1/nudges?id=eq.{}&select=consultant_id", id(&nudge));
    assert!(consultant.get(&at).rows().is_empty());
    assert_eq!(act(&consultant, &nudge).code(), "TL404");
    let own = json!({ "owner_id": s.user("consultant") });
    s.admin.patch(&format!("/rest/v1/clients?id=eq.{}", s.client), own);
    wait(surfaces::background::work_off(&s.world.server)).unwrap();
    assert_eq!(consultant.get(&at).rows(), [json!({ "consultant_id": s.user("consultant") })]);
}

#[test]
fn what_is_held_out_is_shown_nowhere_but_in_the_report() {
    let s = Scene::of("yourco");
    s.set("nudges.held_out_percent", json!(50));
    for n in 0..40 {
        s.deal(&format!("Quartz {n:02}"), 1000, 60);
    }
    s.keep();
    let held: Vec<String> = s
        .world
        .rows(
            "select o.name from crm.nudge_grades g join crm.opportunities o on o.org_id = g.org_id and o.id = g.entity_id
              where g.is_held_out and o.name like 'Quartz%' and g.type = 'zombie_hunter'",
            &[],
        )
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert!((8..=32).contains(&held.len()), "{held:?}");
    assert_eq!(s.titles("zombie_hunter").len(), 40 - held.len());
    let kept = s.keep();
    assert_eq!(kept["opened"], 0, "what is held out stays so");
    s.set("nudges.held_out_percent", json!(0));
    s.keep();
    assert_eq!(s.titles("zombie_hunter").len(), 40 - held.len());

    let browser = s.world.browser("admin@yourco");
    for path in [
        "/rest/v1/nudges?limit=1000",
        "/rest/v1/audit_log?resource_type=eq.nudges&limit=1000",
        "/rest/v1/activity_logs?entity_type=eq.nudges&limit=1000",
    ] {
        let text = s.admin.get(path).text;
        assert!(text.len() > 2000, "{path}");
        assert!(held.iter().all(|name| !text.contains(name)), "{path}");
    }
    for path in ["/nudges", "/today?all=1", "/bell", "/search?q=quartz"] {
        let text = browser.get(path).text;
        assert!(held.iter().all(|name| !text.contains(&format!("{name} (1,000"))), "{path}");
    }
    assert_eq!(s.admin.get("/rest/v1/nudge_grades").status, 404);
    assert_eq!(browser.get("/nudge_grades").status, 404);
    let counted = s.admin.get("/rest/v1/nudges?select=count()&title=like.*Quartz*&type=eq.zombie_hunter").rows();
    assert_eq!(counted[0]["count"], json!(40 - held.len()));
    // The same when the rules look at one client only, and when the reason goes.
    s.admin.done("keep_nudges", json!({ "about": [s.client] }));
    assert_eq!(s.titles("zombie_hunter").len(), 40 - held.len());
    s.world.behind("update crm.opportunities set stage_entered_at = now() where name like 'Quartz%'");
    s.admin.done("keep_nudges", json!({ "about": [s.client] }));
    assert!(s.titles("zombie_hunter").is_empty());
    let left =
        "select count(*) from crm.nudge_grades g join crm.opportunities o on o.org_id = g.org_id and o.id = g.entity_id
                 where o.name like 'Quartz%' and g.became <> 'closed'";
    assert_eq!(s.world.value::<i64>(left), 0);
}

#[test]
fn nudges_are_graded_after_sixty_days_against_those_held_out() {
    let s = Scene::of("yourco");
    s.world.behind("delete from crm.nudge_grades; delete from crm.leads; delete from crm.opportunities");
    s.set("nudges.held_out_percent", json!(50));
    for n in 0..100 {
        s.deal(&format!("Quartz {n:02}"), 1000, 60);
    }
    s.keep();
    let first = s.nudges("type=eq.zombie_hunter&status=eq.open").remove(0);
    s.admin.done("dismiss_nudge", json!({ "nudge": id(&first), "reason": "Known" }));
    let report = || {
        let lines = s.admin.get("/rest/v1/rpc/nudges_graded").json().as_array().cloned().unwrap();
        lines.into_iter().find(|l| l["link"].as_str().unwrap().contains("zombie_hunter")).unwrap()
    };
    let line = report();
    assert_eq!(line["label"], "Zombie hunter (too few)");
    assert_eq!((&line["difference"], &line["good_of_shown"]), (&Value::Null, &Value::Null));
    assert_eq!(line["dismissed"], 1.0);
    // Fifty-nine days later nothing is said; on the sixtieth, of the first half of each it came good.
    let opened = |days: u32| {
        s.world.behind(&format!(
            "update crm.nudge_grades set opened_at = now() - interval '{days} days' where type = 'zombie_hunter'"
        ));
        s.keep()["graded"].clone()
    };
    assert_eq!(opened(59), 0);
    s.world.behind(
        "with ranked as (select g.entity_id, g.is_held_out, row_number() over (partition by g.is_held_out order by g.id) as nth
           from crm.nudge_grades g where g.type = 'zombie_hunter')
         update crm.opportunities o set stage = 'negotiation', stage_entered_at = now() - interval '30 days'
           from ranked r where r.entity_id = o.id and r.nth <= case when r.is_held_out then 5 else 15 end",
    );
    assert_eq!(opened(60), 100);
    let line = report();
    let number = |field: &str| line[field].as_f64().unwrap();
    let (shown, held) = (number("graded_shown"), number("graded_held_out"));
    assert!(shown >= 20.0 && held >= 20.0 && shown + held == 100.0, "{line}");
    assert_eq!((number("shown"), number("held_out"), number("opened")), (shown, held, 100.0));
    assert!((number("good_of_shown") - 1500.0 / shown).abs() < 0.01, "{line}");
    assert!((number("good_of_held_out") - 500.0 / held).abs() < 0.01, "{line}");
    assert!((number("difference") - (1500.0 / shown - 500.0 / held)).abs() < 0.01, "{line}");
    assert_eq!(line["label"], "Zombie hunter");
    let day = s.world.value::<i64>("select count(*) from crm.nudge_grades where good_date = current_date - 30");
    assert_eq!(day, 20);
    // It says something of every client, and so is for those who see every client.
    let consultant = s.world.sign_in("consultant@yourco");
    assert_eq!(consultant.get("/rest/v1/rpc/nudges_graded").json(), json!([]));
}

#[test]
fn an_action_that_does_not_fit_its_verb_is_reported_and_has_no_button() {
    let s = Scene::of("yourco");
    s.deal("Rollout", 1000, 60);
    wait(async {
        let sql = s.world.admin.connect().await.unwrap();
        let broken = "create or replace function crm.silent_deals(about uuid[]) returns setof crm.due_nudge language sql stable as $$
            select 'opportunities', o.id, 'broken/' || o.id, 'high'::crm.priority, 'Broken ' || o.name, null, '[]'::jsonb, 'Do it',
                   jsonb_build_object('verb', 'log_activity', 'input', jsonb_build_object('opportunity', o.id, 'tone', 'warm')),
                   null::uuid, o.client_id, null::timestamptz, '{}'::jsonb, null::numeric
              from crm.opportunities o where o.name = 'Rollout' $$";
        sql.batch_execute(broken).await.unwrap();
    });
    let kept = s.admin.done("keep_nudges", json!({}));
    let unfit = kept["unfit"].as_array().unwrap();
    assert_eq!(unfit.len(), 1, "{kept}");
    assert!(unfit[0].as_str().unwrap().starts_with("crm.silent_deals: The input does not fit"), "{kept}");
    let nudge = s.open("zombie_hunter");
    assert_eq!((&nudge["title"], &nudge["action"]), (&json!("Broken Rollout"), &Value::Null));
    assert_eq!(act(&s.admin, &nudge).code(), "TL409");
}

#[test]
fn pages_have_the_button_and_run_the_verbs() {
    let s = Scene::of("copilot");
    let site = s.project("Meridian Bypass South", "current_date + 200");
    s.crew(&site, "Electrician", 2, "current_date + 3");
    let deal = s.deal("Rollout", 120_000, 60);
    s.keep();
    let (crew, silent) = (s.open("pre_emptive_strike"), s.open("zombie_hunter"));
    let browser = s.world.browser("admin@copilot");
    let page = browser.get(&format!("/nudges/{}", id(&crew))).text;
    assert!(
        page.contains("Draft 2 follow-on placements") && page.contains(&format!("href=\"/projects/{site}\"")),
        "{page}"
    );
    assert!(page.contains("Dismiss nudge") && page.contains("Snooze nudge"));
    for path in [
        format!("/nudges/{}/panel", id(&crew)),
        format!("/nudges?view=board&client_id=eq.{}", s.client),
        format!("/clients/{}", s.client),
    ] {
        assert!(browser.get(&path).text.contains("Draft 2 follow-on placements"), "{path}");
    }
    let viewer = s.world.browser("viewer@copilot");
    assert!(!viewer.get(&format!("/nudges/{}", id(&crew))).text.contains("action=\"/nudges/"), "who may not act");
    // Today does it at once; what asks is asked.
    let htmx = browser.with("hx-request", "true");
    let today = browser.get("/today?all=1").text;
    assert!(today.contains("Draft 2 follow-on placements") && today.contains(&format!("/nudges/{}/act", id(&silent))));
    let clicked = htmx.form("/today/act", &[("noun", "nudges"), ("id", id(&crew)), ("do", "act")]);
    assert_eq!(clicked.status, 200, "{}", clicked.text);
    assert!(
        clicked.text.contains("2 placements drafted") && clicked.text.contains("name=\"operation\""),
        "{}",
        clicked.text
    );
    assert_eq!(s.status(&crew), "acted");
    // What is prepared comes with whom to reach, and as a mail that only has to be sent.
    for (name, is_key) in [("Zoe", true), ("Ben", false)] {
        let to = format!("{}@aurora.example", name.to_lowercase());
        s.admin.made(
            "contacts",
            json!({ "client_id": s.client, "first_name": name, "is_key": is_key, "email": to, "phone": "+49 30 1234567" }),
        );
    }
    let form = htmx.get(&format!("/nudges/{}/act", id(&silent))).text;
    assert!(form.contains("Where do we stand with Rollout?"), "{form}");
    let mail = "mailto:zoe%40aurora.example?subject=Where%20do%20we%20stand%20with%20Rollout%3F&amp;body=Dear%20Zoe";
    assert!(form.contains(mail) && form.contains("href=\"tel:+49301234567\""), "{form}");
    assert!(form.find("zoe%40").unwrap() < form.find("ben%40").unwrap(), "who counts most is first");
    // A card that is dropped on acted asks as well; one that is dropped on dismissed asks why.
    let dropped = |to: &str| htmx.form("/nudges/move", &[("id", id(&silent)), ("column", "status"), ("value", to)]);
    let asked = dropped("acted");
    assert!(asked.status == 409 && asked.text.contains("Where do we stand with Rollout?"), "{}", asked.text);
    assert!(dropped("dismissed").text.contains("name=\"reason\""));
    assert_eq!(dropped("snoozed").status, 200);
    assert_eq!(s.status(&silent), "snoozed");
    let said = [("looked", "true"), ("type", "call"), ("subject", "They are back on Monday"), ("description", "Good.")];
    let acted = htmx.form(&format!("/nudges/{}/act", id(&silent)), &said);
    assert_eq!(acted.status, 200, "{}", acted.text);
    let logged = s.admin.one(&format!("activities?opportunity_id=eq.{deal}&select=subject"));
    assert_eq!(logged["subject"], "They are back on Monday");
    assert_eq!(s.status(&silent), "acted");
    assert_eq!(s.org, "copilot");
}
