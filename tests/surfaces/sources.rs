//! Openings of others: sources that are asked, what becomes of what they have, and answers that are none.

use serde_json::{Value, json};
use surfaces::background::work_off;
use tests::outside::Pages;
use tests::{Client, World, wait};

const GREENHOUSE: &str = r#"{"jobs":[{"absolute_url":"https://boards.greenhouse.io/granite/jobs/1","title":"Rigger","location":{"name":"Perth"},
  "first_published":"2026-11-02","content":"&lt;p&gt;Rig.&lt;/p&gt;"},
  {"absolute_url":"https://boards.greenhouse.io/granite/jobs/2","title":"Cook","location":{"name":"Perth"}}]}"#;
const CAREERS: &str = r#"<html><script type="application/ld+json">{"@type":"JobPosting","title":"<i>Welder</i>","url":"/jobs/7",
  "hiringOrganization":{"name":"Granite Labs"}}</script></html>"#;
const FEED: &str = "<rss><channel><item><title>Miner</title><link>https://feed.example/1</link></item>\
  <item><title>Spy</title><link>javascript:alert(1)</link></item></channel></rss>";

const WEB: Pages = Pages(&[
    ("https://boards-api.greenhouse.io/v1/boards/granite/jobs?content=true", 200, "application/json", GREENHOUSE),
    ("https://careers.example/all", 200, "text/html", CAREERS),
    ("https://feed.example/rss", 200, "application/rss+xml", FEED),
    ("https://odd.example/", 200, "application/json", "{\"jobs\":"),
]);

struct Scene {
    world: World,
    me: Client,
}

fn scene() -> Scene {
    let world = World::with(WEB.settings(), platform::database::Options::default());
    world.behind(
        "delete from recruiting.job_sources; delete from recruiting.external_job_postings; delete from identity.background_jobs;
         insert into identity.system_settings (org_id, key, value)
           select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations;
         insert into identity.system_settings (org_id, key, value)
           select org_id, 'nudges.held_out_percent', '0' from identity.organizations",
    );
    let me = world.sign_in("recruiter@copilot");
    Scene { world, me }
}

impl Scene {
    fn source(&self, kind: &str, address: &str, more: Value) -> String {
        let mut row = json!({ "name": format!("{kind} of Granite"), "kind": kind, "address": address });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.me.made("job_sources", row)
    }

    /// Title, company and address of each hot drop.
    fn drops(&self) -> Vec<String> {
        let rows =
            self.me.get("/rest/v1/external_job_postings?select=title,company_name,original_url&order=title").rows();
        let said = |value: &Value| value.as_str().unwrap_or("-").to_string();
        rows.iter().map(|r| [&r["title"], &r["company_name"], &r["original_url"]].map(said).join(" | ")).collect()
    }

    fn fetch(&self, input: Value) -> Value {
        let asked = self.me.verb("fetch_hot_drops", input);
        assert_eq!(asked.status, 202, "{}", asked.text);
        wait(work_off(&self.world.server)).unwrap();
        let admin = self.world.sign_in("admin@copilot");
        let job = admin.one(&format!("background_jobs?id=eq.{}", asked.json()["job"].as_str().unwrap()));
        assert_eq!(job["status"], "done", "{job}");
        job["output"].clone()
    }
}

#[test]
fn what_sources_have_becomes_hot_drops_once_each() {
    let s = scene();
    s.source("greenhouse", "granite", json!({ "only_with": ["rig"], "company_name": "Granite Labs" }));
    s.source("json_ld", "https://careers.example/all", json!({}));
    s.source("feed", "https://feed.example/rss", json!({}));
    let first = s.fetch(json!({}));
    assert_eq!(first["note"], "3 openings at 3 sources, 3 new", "{first}");
    let all = [
        "Miner | - | https://feed.example/1",
        "Rigger | Granite Labs | https://boards.greenhouse.io/granite/jobs/1",
        "Welder | Granite Labs | https://careers.example/jobs/7",
    ];
    assert_eq!(s.drops(), all);
    s.world.behind("update recruiting.external_job_postings set expires_at = now() - interval '1 hour'");
    assert!(!s.world.visitor().get("/board/copilot").text.contains("Miner"));
    let again = s.fetch(json!({}));
    assert_eq!(again["note"], "3 openings at 3 sources, 0 new", "{again}");
    assert_eq!(s.drops(), all);
    let board = s.world.visitor().get("/board/copilot").text;
    assert!(board.contains("Miner") && !board.contains("<i>Welder"), "what is found again lives on: {board}");
}

#[test]
fn a_client_who_looks_for_people_elsewhere_is_told() {
    let s = scene();
    let owner = s.me.one("users?email=eq.recruiter@copilot.example&select=id");
    let client = json!({ "name": "Granite Labs", "status": "active", "owner_id": owner["id"] });
    let admin = s.world.sign_in("admin@copilot");
    s.world.behind("delete from crm.clients where name ilike 'granite labs%'");
    let client = admin.made("clients", client);
    s.source("json_ld", "https://careers.example/all", json!({}));
    s.fetch(json!({}));
    admin.done("keep_nudges", json!({}));
    let told = admin.get(&format!("/rest/v1/nudges?client_id=eq.{client}&select=title")).rows();
    let said = format!("{told:?}");
    assert!(said.contains("Granite Labs looks for: Welder"), "{said}");
}

#[test]
fn what_can_not_be_read_is_said_at_the_source_and_nothing_else_is_touched() {
    let s = scene();
    for (kind, address) in
        [("greenhouse", "../../etc"), ("lever", "a b"), ("feed", "file:///etc/passwd"), ("json_ld", "acme")]
    {
        let row = json!({ "name": "Odd", "kind": kind, "address": address });
        let refused = s.me.post("/rest/v1/job_sources", row);
        assert_eq!((refused.status, refused.code().as_str()), (400, "23514"), "{kind} {address}: {}", refused.text);
    }
    let odd = s.source("feed", "https://odd.example/", json!({}));
    let gone = s.source("lever", "nobody", json!({}));
    s.source("feed", "https://feed.example/rss", json!({}));
    let done = s.fetch(json!({}));
    assert_eq!(done["note"], "1 opening at 3 sources, 1 new; 2 sources could not be read", "{done}");
    let said = |id: &str| s.me.one(&format!("job_sources?id=eq.{id}&select=last_error"))["last_error"].to_string();
    assert!(said(&odd).contains("no JSON"), "{}", said(&odd));
    assert!(said(&gone).contains("It answers 404."), "{}", said(&gone));
    let forged = s.me.patch(&format!("/rest/v1/job_sources?id=eq.{odd}"), json!({ "last_error": "fine" }));
    assert!(forged.status >= 400, "the server says how it went");
    let viewer = s.world.sign_in("viewer@copilot");
    assert_eq!(viewer.verb("fetch_hot_drops", json!({})).status, 403);
}
