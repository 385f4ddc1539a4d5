//! Which modules an organisation shows: in the rail and its keys, the palette, Today, records and reports. No right
//! depends on it.

use modules::PRODUCT;
use platform::install;
use serde_json::json;
use tests::{Client, World, empty_database, master, wait};

/// The addresses in the rail, and the keys that lead there.
fn rail(person: &Client) -> (Vec<String>, Vec<String>) {
    let page = person.get("/clients").text;
    let rail = page.split("<nav class=\"rail\"").nth(1).unwrap().split("</nav>").next().unwrap();
    let all = |mark: &str| rail.split(mark).skip(1).map(|t| t.split('"').next().unwrap().to_string()).collect();
    (all("href=\""), all("data-go=\""))
}

fn switch(admin: &Client, module: &str, shown: bool) -> u16 {
    admin.form("/admin/flags", &[("module", module), ("value", &shown.to_string())]).status
}

#[test]
fn a_demo_organisation_shows_the_modules_of_its_own_system() {
    let world = World::new();
    let person = world.browser("admin@yourco");
    let (places, keys) = rail(&person);
    for shown in ["/clients", "/opportunities", "/projects", "/timesheet", "/invoices"] {
        assert!(places.iter().any(|p| p == shown), "{shown}: {places:?}");
    }
    for hidden in ["/candidates", "/jobs", "/applications", "/discovery_runs", "/documents", "/threads"] {
        assert!(!places.iter().any(|p| p == hidden), "{hidden}: {places:?}");
        assert_eq!(person.get(hidden).status, 200, "{hidden} is at its address");
    }
    assert!(keys.iter().any(|k| k == "d") && !keys.iter().any(|k| k == "k"), "{keys:?}");
    let (places, keys) = rail(&world.browser("admin@copilot"));
    assert!(places.iter().any(|p| p == "/candidates") && keys.iter().any(|k| k == "k"));
    assert!(!places.iter().any(|p| p == "/outreach_drafts"));
}

#[test]
fn what_is_not_shown_is_offered_nowhere() {
    let world = World::new();
    let (api, admin) = (world.sign_in("admin@copilot"), world.browser("admin@copilot"));
    let me = api.one("users?email=eq.admin@copilot.example&select=id")["id"].clone();
    let client = api.made("clients", json!({ "name": "Zanzibar Quay" }));
    let project = api.made("projects", json!({ "client_id": client, "name": "Zanzibar jetty" }));
    let today: String = world.value("select current_date::text");
    api.made(
        "tasks",
        json!({ "project_id": project, "title": "Zanzibar piling", "assigned_to": me, "due_date": today }),
    );
    let places = [
        ("/today?all=1", "Zanzibar piling"),
        ("/today", "Hours, 7 days"),
        ("/search?q=zanz", "</mark>ibar jetty"),
        ("/search?q=projects", "href=\"/projects\""),
        ("/search?q=project+board", "/projects?view=board"),
        ("/search?q=new+project", "href=\"/projects/new\""),
        ("/search?q=log+time", "/verbs/log_time"),
        ("/search?q=payments", "href=\"/payments\""),
        ("/search?q=invoice+ageing", "/reports/invoice_ageing"),
        ("/reports", "/reports/invoice_ageing"),
        ("/clients", "Go to projects"),
        ("/clients", "Go to the timesheet"),
        ("/import", "value=\"projects\""),
        (&*format!("/clients/{client}"), "tab=projects.client_id"),
        (&*format!("/clients/{client}"), "Projects under way"),
    ];
    let staff = world.browser("staff@copilot");
    let there = |(path, words): &(&str, &str)| match *words {
        "Hours, 7 days" => staff.get(path).text.contains(words),
        _ => admin.get(path).text.contains(words),
    };
    for place in &places {
        assert!(there(place), "{place:?}");
    }
    assert_eq!(switch(&admin, "delivery", false), 303);
    tests::eventually(|| (!rail(&staff).0.iter().any(|p| p == "/projects")).then_some(()));
    for place in &places {
        assert!(!there(place), "{place:?}");
    }
    // The page of the record itself, and its rights, are as they were.
    let page = admin.get(&format!("/projects/{project}"));
    assert!(page.status == 200 && page.text.contains("tab=tasks.project_id"), "{}", page.text);
    assert_eq!(api.patch(&format!("/rest/v1/projects?id=eq.{project}"), json!({ "location": "Pier" })).status, 204);
    assert_eq!(switch(&admin, "delivery", true), 303);
    for place in &places[..4] {
        tests::eventually(|| there(place).then_some(()));
    }
    let modules = api.one("organizations?select=modules")["modules"].clone();
    assert_eq!(modules, json!(["crm", "recruiting", "delivery"]), "shown again, it stands at the end");
}

#[test]
fn admins_alone_say_what_is_shown_and_only_modules_that_are_there() {
    let world = World::new();
    let manager = world.browser("manager@yourco");
    assert_eq!(switch(&manager, "crm", false), 403);
    let admin = world.browser("admin@yourco");
    let refused = admin.form("/admin/flags", &[("module", "warehouse"), ("value", "true")]);
    assert!(refused.status >= 400 && refused.text.contains("There is no module warehouse."), "{}", refused.text);
    let api = world.sign_in("admin@yourco");
    let patch =
        |modules: serde_json::Value| api.patch("/rest/v1/organizations?id=not.is.null", json!({ "modules": modules }));
    assert_eq!(patch(json!(["crm", "warehouse"])).refusal(), "400 23514");
    assert_eq!(patch(json!(["delivery", "crm", "delivery"])).status, 204);
    assert_eq!(api.one("organizations?select=modules")["modules"], json!(["delivery", "crm"]), "each once");
    let undone = switch(&admin, "recruiting", true);
    assert_eq!(undone, 303);
    assert!(world.browser("admin@yourco").get("/admin/flags").text.contains("aria-label=\"Module Recruit\""));
}

#[test]
fn the_demo_holds_nothing_the_product_cannot_make() {
    let target = empty_database();
    let value = |query: String| -> i64 {
        wait(async { target.connect().await.unwrap().query_one(&query, &[]).await.unwrap().get(0) })
    };
    wait(async {
        install::install(&PRODUCT, &target, &master()).await.unwrap();
        throughline::demo_data::load(&target, &master(), &throughline::demo_data::ORGANISATIONS).await.unwrap();
    });
    for noun in ["recruiting.external_job_postings", "agent.threads", "agent.messages", "agent.checkpoints"] {
        assert_eq!(value(format!("select count(*) from {noun}")), 0, "{noun}: its engine is not there");
    }
    for (what, wrong) in [
        (
            "companies nobody enriched",
            "crm.clients where enrichment_status <> 'never' or enrichment_data is not null or discovery_metadata is not null",
        ),
        ("leads nobody discovered", "crm.leads where discovery_metadata is not null"),
        (
            "chats in which nothing was said",
            "recruiting.applications a where automation_status <> 'new' and not exists (select from recruiting.chat_messages m where m.application_id = a.id)",
        ),
        (
            "actions no rule wrote",
            "recruiting.action_queue where type not in ('new_matches', 'parse_failure', 'no_response', 'chat_followup')",
        ),
        ("profiles nobody embedded", "recruiting.candidates where ai_skills_vector is not null"),
        (
            "drafts nobody sent or generated",
            "outreach.outreach_drafts d where status in ('sent', 'failed') and not exists (select from outreach.outbound_message_log l where l.draft_id = d.id) or metadata is not null and made_body is null or status = 'approved' and approved_by is null",
        ),
        (
            "a conversion makes a contact and a deal",
            "crm.leads l where status = 'converted' and (client_id is null or contact_id is null or converted_at is null)",
        ),
        ("the total of a score is the score", "crm.leads where score <> (score_factors ->> 'total')::int"),
        (
            "an issued invoice is cancelled by a credit note",
            "delivery.invoices v where status = 'cancelled' and issue_date is not null and not exists (select from delivery.invoices c where c.credited_invoice_id = v.id)",
        ),
        (
            "an invoice counts as sent when its letter went out",
            "delivery.invoices where status = 'sent' or sent_date is not null",
        ),
        ("nobody approves their own week", "delivery.timesheets where decided_by = user_id"),
        (
            "a day has 24 hours",
            "(select sum(hours) from delivery.time_entries group by org_id, user_id, date) d (hours) where hours > 24",
        ),
        (
            "a candidate without an account writes nothing",
            "recruiting.chat_messages m join recruiting.applications a on a.id = m.application_id join recruiting.candidates c on c.id = a.candidate_id where m.sender_type = 'candidate' and c.user_id is null",
        ),
        (
            "the feed tells of records that are there",
            "identity.activity_logs l where entity_type = 'jobs' and not exists (select from recruiting.jobs j where j.id = l.entity_id)",
        ),
        (
            "a deal is forecast in the stage it was in",
            "crm.forecast_snapshots s where not exists (select from crm.deal_stage_history h where h.opportunity_id = s.opportunity_id and h.stage = s.stage and h.entered_at::date <= s.date)",
        ),
    ] {
        assert_eq!(value(format!("select count(*) from {wrong}")), 0, "{what}");
    }
}
