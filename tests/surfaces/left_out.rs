//! A module may be left out: its folder is gone, and nothing else breaks. Every page, report, verb and nightly job of the
//! others is there.

use crate::web::pages_of_every_noun;
use serde_json::json;
use tests::{World, wait};

#[test]
fn the_product_stands_without_outreach() {
    stands_without("outreach");
}

#[test]
fn the_product_stands_without_recruiting() {
    stands_without("recruiting");
}

fn stands_without(module: &'static str) {
    // The world does not open when a law is broken.
    let world = World::without(module);
    let catalog = &world.server.catalog;
    assert!(catalog.tables.len() > 40 && catalog.tables.values().all(|t| t.schema != module));
    let (api, admin) = (world.sign_in("admin@copilot"), world.browser("admin@copilot"));
    let answers = |path: &str| {
        let answer = admin.get(path);
        assert_eq!(answer.status, 200, "without {module}, {path}: {}", answer.text);
        answer.text
    };
    pages_of_every_noun(&world, &admin, "admin");
    for path in
        ["/today?all=1", "/bell", "/search?q=at", "/search?q=new", "/import", "/reports", "/timesheet", "/workload"]
    {
        answers(path);
    }
    for page in answers("/admin").split("href=\"/admin/").skip(1) {
        answers(&format!("/admin/{}", page.split('"').next().unwrap()));
    }
    for report in catalog.reports.keys() {
        answers(&format!("/reports/{report}"));
    }
    for noun in ["clients", "contacts", "leads", "competitors"] {
        answers(&format!("/duplicates/{noun}"));
    }
    for verb in world.server.verbs.iter().filter(|v| v.subject.is_none() && v.in_palette) {
        answers(&format!("/verbs/{}", verb.name));
    }
    for noun in catalog.tables.keys() {
        let rows = api.get(&format!("/rest/v1/{noun}?limit=1"));
        assert_eq!(rows.status, 200, "without {module}, {noun}: {}", rows.text);
    }
    assert_eq!(world.visitor().get("/rest/v1/").status, 200);
    let calendar = api.done("open_calendar_feed", json!({}))["url"].as_str().unwrap().to_string();
    assert_eq!(world.visitor().get(&calendar).status, 200);
    world.behind(
        "insert into identity.system_settings (org_id, key, value)
         select org_id, 'jobs.nightly_at', '\"00:00\"' from identity.organizations",
    );
    wait(surfaces::background::work_off(&world.server)).unwrap();
    let jobs = api.get("/rest/v1/background_jobs?select=verb,status,note&user_id=is.null&status=neq.done").rows();
    assert_eq!(jobs, Vec::<serde_json::Value>::new(), "the night's work");
    let lead =
        api.made("leads", json!({ "company_name": "Borealis", "contact_name": "Bo", "email": "bo@borealis.example" }));
    api.done("erase_person", json!({ "noun": "leads", "id": lead, "reason": "Request by letter" }));
    assert!(api.one(&format!("leads?id=eq.{lead}&select=email"))["email"].is_null());
    for role in ["consultant", "client"] {
        pages_of_every_noun(&world, &world.browser(&format!("{role}@copilot")), role);
    }
}
