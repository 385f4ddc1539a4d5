//! How well people fit jobs: the parts and their reasons, what stands in the way, and what never counts.

use crate::site::{Site, with};
use serde_json::{Value, json};

/// A job nobody has to move for, and those who may have it.
struct Desk {
    site: Site,
    job: String,
}

impl Desk {
    fn of(job: Value) -> Desk {
        let site = Site::of(json!({}), json!({}));
        // Those of the demo can nothing the job asks for.
        site.world.behind("delete from recruiting.person_skills");
        let job = site.admin.made("jobs", with(wanted(&site.client), job));
        Desk { site, job }
    }

    fn person(&self, name: &str, more: Value) -> String {
        self.site.admin.made("candidates", with(json!({ "first_name": name }), more))
    }

    /// An application, scored.
    fn applied(&self, person: &str) -> String {
        let id = self.site.admin.made("applications", json!({ "job_id": self.job, "candidate_id": person }));
        self.score();
        id
    }

    fn score(&self) -> i64 {
        self.site.me.done("score_applications", json!({ "job": self.job }))["changed"].as_i64().unwrap()
    }

    fn read(&self, application: &str) -> (Value, String) {
        let row = self.site.me.one(&format!("applications?id=eq.{application}&select=match_score,ai_custom_summary"));
        (row["match_score"].clone(), row["ai_custom_summary"].as_str().unwrap_or_default().to_string())
    }

    fn best(&self) -> Vec<(String, i64)> {
        let found = self.site.me.done("match_candidates", json!({ "job": self.job, "limit": 5 }));
        let people = found["people"].as_array().unwrap().iter();
        people.map(|p| (p["name"].as_str().unwrap().into(), p["score"].as_i64().unwrap())).collect()
    }
}

fn wanted(client: &str) -> Value {
    json!({
        "client_id": client, "title": "Backend engineer", "work_mode": "remote", "experience_required": "3-5 years",
        "required_skills": ["Zig", "Node.js", "Postgres", "Kubernetes"], "max_salary": 60_000, "currency": "EUR",
        "salary_unit": "year", "notice_period_accepted": "Immediate to 30 days"
    })
}

fn able() -> Value {
    json!({
        "skills": ["zig", "NodeJS", "PostgreSQL"], "total_experience_years": 2, "expected_ctc": 66_000, "currency": "EUR",
        "is_ctc_negotiable": true, "notice_period": 60
    })
}

#[test]
fn a_match_has_parts_that_add_up_each_with_its_reason() {
    let desk = Desk::of(json!({}));
    let application = desk.applied(&desk.person("Ada", able()));
    let (score, why) = desk.read(&application);
    // 3 of 4 skills 30, meaning not read 10, 2 of 3 years 10, a tenth over the budget but negotiable 12, 30 days late 5.
    assert_eq!(score, 67);
    assert_eq!(
        why,
        "3 of 4 skills asked for, without Kubernetes. Not read for its meaning yet. 2 of 3 years of experience. \
         10 % over the budget, negotiable. Can start in 60 days."
    );
    let kept = desk.site.me.one(&format!("match_scores?application_id=eq.{application}"));
    let points: Vec<_> = kept["parts"].as_array().unwrap().iter().map(|p| p["points"].as_i64().unwrap()).collect();
    assert_eq!(points, [30, 10, 10, 12, 5]);
    assert_eq!(
        (&kept["version"], &kept["inputs"]["held"], &kept["inputs"]["asks"]),
        (&json!("1"), &json!(3), &json!(66_000))
    );
    let page = desk.site.world.browser("recruiter@copilot").get(&format!("/applications/{application}")).text;
    assert!(page.contains("3 of 4 skills asked for, without Kubernetes"), "the page tells why");
}

#[test]
fn what_is_not_known_counts_half_and_what_is_not_asked_counts_whole() {
    let desk = Desk::of(json!({}));
    assert_eq!(desk.read(&desk.applied(&desk.person("Blank", json!({})))).0, 10 + 8 + 8 + 5);
    let easy = Desk::of(json!({
        "required_skills": [], "experience_required": null, "max_salary": null, "notice_period_accepted": null
    }));
    assert_eq!(
        easy.read(&easy.applied(&easy.person("Blank", json!({ "notice_period": 90 })))).0,
        20 + 10 + 15 + 8 + 10
    );
    // Pay by the hour and notice in months are one with pay by the year and days.
    let hourly = Desk::of(json!({ "max_salary": 45, "salary_unit": "hour", "notice_period_accepted": "2 months" }));
    let person = hourly.person("Ada", with(able(), json!({ "pay_rate": 45, "expected_ctc": 900_000 })));
    assert_eq!(hourly.read(&hourly.applied(&person)).0, 30 + 10 + 10 + 15 + 10);
}

#[test]
fn what_stands_in_the_way_is_said_first_and_makes_it_nothing() {
    let desk = Desk::of(json!({ "work_mode": "on_site", "job_locations": ["Graz, Styria"] }));
    let person = |name: &str, more: Value| desk.person(name, with(able(), more));
    let why = |id: String| {
        let (score, why) = desk.read(&desk.applied(&id));
        (score, why.split_once("3 of 4").unwrap().0.trim().to_string())
    };
    let far = json!({ "current_locations": ["Linz"], "ready_to_relocate": "no" });
    assert_eq!(why(person("Far", far)), (json!(0), "Lives in Linz and would not move to Graz.".into()));
    let home = json!({ "preferred_locations": ["Remote"] });
    assert_eq!(why(person("Home", home)), (json!(0), "Wants to work remotely only.".into()));
    let visa = json!({ "current_locations": ["Graz"], "work_authorization": "Requires a visa" });
    assert_eq!(why(person("Visa", visa)), (json!(0), "Needs a permit to work: Requires a visa".into()));
    let free = json!({ "current_locations": ["graz"], "work_authorization": "Citizen, no sponsorship needed" });
    assert_eq!(why(person("Free", free)).0, 67);
    let moves = json!({ "current_locations": ["Linz"], "ready_to_relocate": "open_to_discussion" });
    assert_eq!(why(person("Moves", moves)).0, 67);
    // A job that helps with permits takes whoever needs one, and a ticket somebody lacks is named.
    desk.site.admin.patch(&format!("/rest/v1/jobs?id=eq.{}", desk.job), json!({ "offers_sponsorship": true }));
    desk.site.admin.made("ticket_kinds", json!({ "name": "White Card", "trades": ["Backend engineer"] }));
    assert_eq!(desk.score(), 5);
    let all =
        desk.site.me.get(&format!("/rest/v1/applications?job_id=eq.{}&select=ai_custom_summary", desk.job)).rows();
    assert!(all.iter().all(|a| a["ai_custom_summary"].as_str().unwrap().contains("White Card is missing.")), "{all:?}");
    assert!(!all.iter().any(|a| a["ai_custom_summary"].as_str().unwrap().contains("Needs a permit")));
}

#[test]
fn who_somebody_is_never_counts() {
    let desk = Desk::of(json!({}));
    let person = desk.person("Ada", able());
    let application = desk.applied(&person);
    let before = desk.read(&application);
    for change in [
        json!({ "gender": "female" }),
        json!({ "marital_status": "married" }),
        json!({ "dob": "1961-05-06" }),
        json!({ "reservation_category": "OBC" }),
        json!({ "disability": "Uses a wheelchair" }),
        json!({ "languages": ["Basque"] }),
        json!({ "first_name": "Mohammed" }),
    ] {
        let path = format!("/rest/v1/candidates?id=eq.{person}");
        assert_eq!(desk.site.admin.patch(&path, change.clone()).status, 204, "{change}");
        assert_eq!((desk.score(), desk.read(&application)), (0, before.clone()), "{change}");
    }
    assert_eq!(desk.best(), [("Mohammed".to_string(), 67)]);
    let kept = desk.site.me.get(&format!("/rest/v1/match_scores?application_id=eq.{application}")).rows();
    assert_eq!(kept.len(), 1, "no other score was ever kept");
}

#[test]
fn a_change_of_the_person_or_the_job_is_looked_at_again() {
    let desk = Desk::of(json!({}));
    let person = desk.person("Ada", able());
    let application = desk.applied(&person);
    desk.site.world.behind("delete from kit.noted");
    let noted = || {
        let sql = "select count(*) from kit.noted where verb = 'score_applications'";
        let n: i64 = desk.site.world.value(sql);
        desk.site.world.behind("delete from kit.noted");
        n
    };
    let change = |table: &str, id: &str, change: Value| {
        assert_eq!(desk.site.admin.patch(&format!("/rest/v1/{table}?id=eq.{id}"), change).status, 204);
    };
    change("candidates", &person, json!({ "bio": "Plays the oboe" }));
    assert_eq!(noted(), 0);
    change("candidates", &person, json!({ "notice_period": 10 }));
    assert_eq!(noted(), 1);
    change("jobs", &desk.job, json!({ "required_skills": ["Zig"] }));
    assert_eq!(noted(), 1);
    desk.site.me.done("score_applications", json!({ "about": [application] }));
    assert_eq!(desk.read(&application).0, 40 + 10 + 10 + 12 + 10);
    let tools = json!({ "candidate_id": person, "company_name": "Acme", "tools_used": ["Kubernetes"] });
    let work = desk.site.admin.made("candidate_work_history", tools);
    assert_eq!(noted(), 1);
    change("jobs", &desk.job, json!({ "required_skills": ["Zig", "k8s"] }));
    desk.score();
    assert!(desk.read(&application).1.starts_with("All 2 skills asked for."), "the tools of former work are skills");
    desk.site.admin.delete(&format!("/rest/v1/candidate_work_history?id=eq.{work}"));
    desk.score();
    assert_eq!(desk.read(&application).0, 20 + 10 + 10 + 12 + 10);
    let kept = format!("/rest/v1/match_scores?application_id=eq.{application}&order=created_at&select=score");
    let scores: Vec<_> = desk.site.me.get(&kept).rows().iter().map(|s| s["score"].clone()).collect();
    assert_eq!(scores.first(), Some(&json!(67)));
    assert_eq!(scores.last(), Some(&json!(62)));
    // Nobody writes a score or its reasons by hand.
    let path = format!("/rest/v1/applications?id=eq.{application}");
    assert_ne!(desk.site.admin.patch(&path, json!({ "match_score": 100 })).status, 204);
    let forged = json!({ "application_id": application, "score": 100, "parts": [], "inputs": {}, "version": "1" });
    assert_eq!(desk.site.admin.post("/rest/v1/match_scores", forged).status, 403);
}

#[test]
fn the_whole_pool_is_searched_and_whoever_fits_is_taken_on() {
    let desk = Desk::of(json!({}));
    let ada = desk.person("Ada", able());
    desk.person("Bo", with(able(), json!({ "skills": ["Zig", "Node", "Postgres", "k8s"] })));
    desk.person("Cy", with(able(), json!({ "skills": ["Zig"] })));
    desk.person("Dot", with(able(), json!({ "status": "do_not_use" })));
    desk.person("Eve", with(able(), json!({ "work_authorization": "Needs sponsorship" })));
    let found = desk.site.me.done("match_candidates", json!({ "job": desk.job }));
    assert_eq!(found["in_the_way"], 1);
    let expected = [("Bo".into(), 77), ("Ada".into(), 67), ("Cy".into(), 47)];
    assert_eq!(desk.best(), expected);
    let taken = desk.site.me.done("take_applicants", json!({ "job": desk.job, "people": [ada] }));
    assert_eq!(taken["note"], "Took on 1 person for Backend engineer");
    let again = desk.site.me.done("take_applicants", json!({ "job": desk.job, "people": [ada] }));
    assert_eq!(
        (&again["applications"], &again["note"]),
        (&taken["applications"], &json!("Took on 0 people for Backend engineer"))
    );
    let found = desk.site.me.done("match_candidates", json!({ "job": desk.job }));
    assert_eq!(found["people"][1]["application"], taken["applications"][0]);
    let page = desk.site.world.browser("recruiter@copilot").get(&format!("/jobs/{}/match", desk.job));
    assert!(page.status == 200 && page.text.contains("All 4 skills asked for"), "{}", page.text);

    let refused = |who: &str, verb: &str, input: Value| desk.site.world.sign_in(who).verb(verb, input).refusal();
    assert_eq!(refused("viewer@copilot", "match_candidates", json!({ "job": desk.job })), "403 42501");
    assert_eq!(refused("recruiter@yourco", "match_candidates", json!({ "job": desk.job })), "404 TL404");
    assert_eq!(refused("recruiter@yourco", "score_applications", json!({ "job": desk.job })), "404 TL404");
    assert_eq!(refused("recruiter@copilot", "score_applications", json!({})), "403 42501");
    let take =
        |people: Value| refused("recruiter@copilot", "take_applicants", json!({ "job": desk.job, "people": people }));
    assert_eq!(take(json!([])), "400 TL100");
    assert_eq!(take(json!([desk.job])), "404 TL404");
    desk.site.admin.patch(&format!("/rest/v1/jobs?id=eq.{}", desk.job), json!({ "status": "closed" }));
    assert_eq!(take(json!([ada])), "409 TL409");
}

#[test]
fn people_are_found_by_what_their_profiles_mean() {
    let desk = Desk::of(json!({ "required_skills": [] }));
    let (near, far) = (desk.person("Near", json!({})), desk.person("Far", json!({})));
    let (at, to, from) = ("1.0, 0.0", "0.8, 0.6", "0.0, 1.0");
    for (noun, id, vector) in [("jobs", &desk.job, at), ("candidates", &near, to), ("candidates", &far, from)] {
        desk.site.world.behind(&format!(
            "insert into knowledge.embeddings (org_id, entity_type, entity_id, model, digest, embedding)
             select org_id, '{noun}', '{id}', 'test', '', ('[{vector}' || repeat(',0', 382) || ']')::halfvec
               from identity.organizations where slug = 'copilot'
             on conflict (org_id, entity_type, entity_id) do update set model = excluded.model, embedding = excluded.embedding"
        ));
    }
    // All of meaning at seven tenths and more, none at one tenth and less; no skills, no experience nor pay known.
    assert_eq!(desk.best(), [("Near".into(), 20 + 20 + 8 + 8 + 5), ("Far".into(), 20 + 8 + 8 + 5)]);
}

#[test]
fn whom_a_recruiter_vouches_for_stands_first() {
    let desk = Desk::of(json!({}));
    let ada = desk.applied(&desk.person("Ada Strong", able()));
    let bo = desk.applied(&desk.person("Bo Weak", json!({})));
    let page = || desk.site.world.browser("recruiter@copilot").get(&format!("/jobs/{}", desk.job)).text;
    let first = |page: &str| page.find("Ada Strong").unwrap() < page.find("Bo Weak").unwrap();
    assert!(first(&page()));
    desk.site.me.patch(&format!("/rest/v1/applications?id=eq.{bo}"), json!({ "is_recruiter_approved": true }));
    assert!(!first(&page()) && page().contains("Vouched for"));
    assert_ne!(ada, bo);
}

#[test]
fn new_applications_that_fit_wait_in_the_recruiters_queue_until_they_are_taken_in_hand() {
    let desk = Desk::of(json!({}));
    let me = desk.site.admin.one("users?role=eq.recruiter&select=id")["id"].clone();
    desk.site.admin.patch(&format!("/rest/v1/jobs?id=eq.{}", desk.job), json!({ "assigned_recruiter_id": me }));
    let query =
        format!("/rest/v1/action_queue?type=eq.new_matches&related_job_id=eq.{}&is_dismissed=is.false", desk.job);
    let told = || -> Vec<String> {
        let rows = desk.site.me.get(&format!("{query}&select=title,priority")).rows();
        let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_string();
        rows.iter().map(|q| format!("{} ({})", word(q, "title"), word(q, "priority"))).collect()
    };
    let whole = with(able(), json!({ "skills": ["Zig", "Node", "Postgres", "k8s"] }));
    desk.applied(&desk.person("Poor", able()));
    assert!(told().is_empty(), "67 is not enough");
    let ada = desk.applied(&desk.person("Ada", whole.clone()));
    assert_eq!(told(), ["1 new match for Backend engineer: Ada (medium)"]);
    let best = with(whole.clone(), json!({ "notice_period": 0, "expected_ctc": 1, "total_experience_years": 9 }));
    let bo = desk.applied(&desk.person("Bo", best));
    assert_eq!(told(), ["2 new matches for Backend engineer: Bo, Ada (high)"]);
    let status = |id: &str, to: &str| {
        desk.site
            .me
            .patch(&format!("/rest/v1/applications?id=eq.{id}"), json!({ "status": to, "rejection_reason": "Pay" }));
        desk.site.me.done("score_applications", json!({ "about": [id] }));
    };
    status(&bo, "screening");
    assert_eq!(told(), ["1 new match for Backend engineer: Ada (medium)"]);
    status(&ada, "rejected");
    assert!(told().is_empty(), "it is gone by itself");
    // What was dismissed comes back for others only.
    desk.applied(&desk.person("Cy", whole.clone()));
    assert_eq!(desk.site.me.patch(&query, json!({ "is_dismissed": true })).status, 204);
    desk.score();
    assert!(told().is_empty());
    desk.applied(&desk.person("Dot", whole));
    assert_eq!(told(), ["1 new match for Backend engineer: Dot (medium)"]);
}

#[test]
fn what_people_say_of_themselves_is_folded_and_told_in_numbers_only() {
    let desk = Desk::of(json!({}));
    desk.site.world.behind("delete from recruiting.applications");
    for n in 0..11 {
        let gender =
            ["Female", "Female", "Female", "Female", "Female", "Female", "male", "male", "male", "other", "other"][n];
        let status = if n % 3 == 0 { "offer" } else { "screening" };
        let person =
            desk.person(&format!("Person {n}"), json!({ "gender": gender, "disability": "Words nobody else reads" }));
        let row = json!({ "job_id": desk.job, "candidate_id": person, "status": status });
        desk.site.admin.made("applications", row);
        if n == 0 {
            let page = desk.site.world.browser("recruiter@copilot").get(&format!("/candidates/{person}")).text;
            let (open, folded) =
                page.split_once("<details class=\"group apart\"><summary>Kept from decisions").unwrap();
            assert!(!open.contains("Words nobody else reads") && folded.contains("Words nobody else reads"));
        }
    }
    let report = desk.site.me.get("/rest/v1/rpc/selection_rates");
    let lines: Vec<_> = report
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|l| format!("{} {} of {}", l["label"].as_str().unwrap(), l["offered"], l["applied"]))
        .collect();
    let expected = [
        "Gender: female 2.0 of 6.0",
        "Gender: fewer than five each 2.0 of 5.0",
        "Category: not said 4.0 of 11.0",
        "Disability: named 4.0 of 11.0",
        "Age: not said 4.0 of 11.0",
    ];
    assert_eq!(lines, expected);
    assert!(!report.text.contains("Words nobody else reads"));
}
