//! Discovery: a run asks its sources, leaves out who is here, looks at sites, and what is left waits for somebody.

use platform::outbound::{Outbound, Pending, Request};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use surfaces::Settings;
use surfaces::background::work_off;
use tests::outside::Pages;
use tests::{Client, RUNTIME, World, eventually, wait};

const ACME: &str = r#"<html lang=en><head><title>Quay Scaffolds</title><meta name=description content="Scaffolding in Perth.">
  <script type="application/ld+json">{"@type":"Organization","name":"Quay Scaffolds Pty Ltd","telephone":"+61 8 5550 0100",
   "address":{"addressLocality":"Perth","addressCountry":"AU"}}</script></head>
  <body><a href="/contact">Contact</a><a href="/secret/team">Team</a> <script>alert(1)</script></body></html>"#;
const CONTACT: &str = "<html><a href='mailto:info@quay.example'>Write</a></html>";
const LIST: &str = "<html><a href='https://quay.example/'>Quay</a><a href='https://northline.example'>Northline Crews</a>\
  <a href='https://www.facebook.com/quay'>f</a><a href='/about'>us</a></html>";
const NORTHLINE: &str =
    "<title>Northline &lt;b&gt;Crews&lt;/b&gt;</title><p>Scaffolding crews. Franchise opportunities.</p>";
const BOARD: &str = r#"{"jobs":[{"absolute_url":"https://boards.greenhouse.io/deepwater/jobs/1","title":"Scaffolder","company_name":"Deepwater Rigging",
  "location":{"name":"Perth"}},{"absolute_url":"https://boards.greenhouse.io/deepwater/jobs/2","title":"Rigger"}]}"#;
const TENDERS: &str = r#"{"releases":[{"ocid":"x-1","id":"1","date":"2026-11-01T00:00:00Z","tag":["tender"],"buyer":{"name":"Port of Perth"},
  "tender":{"title":"Scaffolding for the pier","tenderPeriod":{"endDate":"2027-01-31T00:00:00Z"}}}]}"#;
const SEARCH: &str = r#"{"results":[{"url":"https://quay.example/services","title":"Quay","content":"Scaffolding"},
  {"url":"https://www.linkedin.com/company/quay","title":"Quay at LinkedIn","content":""}]}"#;

const WEB: Pages = Pages(&[
    ("https://quay.example/robots.txt", 200, "text/plain", "User-agent: *\nDisallow: /secret"),
    ("https://quay.example/", 200, "text/html", ACME),
    ("https://quay.example/contact", 200, "text/html; charset=utf-8", CONTACT),
    ("https://northline.example/", 200, "text/html", NORTHLINE),
    ("https://shut.example/robots.txt", 200, "text/plain", "User-agent: *\nDisallow: /"),
    ("https://shut.example/", 200, "text/html", ACME),
    ("https://picture.example/", 200, "image/png", "x"),
    ("https://ill.example/robots.txt", 503, "text/plain", "later"),
    ("https://list.example/members", 200, "text/html", LIST),
    ("https://boards-api.greenhouse.io/v1/boards/deepwater/jobs?content=true", 200, "application/json", BOARD),
    ("https://tenders.example/ocds", 200, "application/json", TENDERS),
    ("https://searx.example/search?q=scaffolding+Perth&format=json&pageno=1", 200, "application/json", SEARCH),
]);

struct Scene {
    world: World,
    me: Client,
    admin: Client,
}

fn scene() -> Scene {
    let world = World::with(WEB.settings(), platform::database::Options::default());
    world.behind(
        "delete from identity.background_jobs; delete from outreach.discovery_results; delete from outreach.discovery_runs;
         delete from outreach.discovery_intents; delete from outreach.suppression_entries; delete from kit.noted;
         insert into identity.system_settings (org_id, key, value)
           select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations",
    );
    let (me, admin) = (world.sign_in("sales@copilot"), world.sign_in("admin@copilot"));
    Scene { world, me, admin }
}

impl Scene {
    fn intent(&self, more: Value) -> String {
        let mut row =
            json!({ "name": "Scaffolders", "channel": "keyword", "words": ["scaffolding"], "places": ["Perth"] });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.me.made("discovery_intents", row)
    }

    fn run(&self, intent: &str, more: Value) -> Value {
        let mut input = json!({ "intent": intent });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let run = self.me.done("start_discovery", input)["run"].as_str().unwrap().to_string();
        wait(work_off(&self.world.server)).unwrap();
        self.me.one(&format!("discovery_runs?id=eq.{run}"))
    }

    /// Name, state and why of each result of a run.
    fn results(&self, run: &Value) -> Vec<String> {
        let query = format!("/rest/v1/discovery_results?run_id=eq.{}&order=name,id", run["id"].as_str().unwrap());
        let said = |value: &Value| value.as_str().unwrap_or("-").to_string();
        let rows = self.me.get(&query).rows();
        rows.iter().map(|r| [&r["name"], &r["state"], &r["why"]].map(said).join(" | ")).collect()
    }

    fn result(&self, run: &Value, name: &str) -> Value {
        let name = name.replace(' ', "%20");
        self.me.one(&format!("discovery_results?run_id=eq.{}&name=eq.{name}", run["id"].as_str().unwrap()))
    }

    fn job(&self, run: &Value) -> Value {
        self.admin.one(&format!("background_jobs?id=eq.{}", run["job_id"].as_str().unwrap()))
    }
}

#[test]
fn a_run_asks_every_source_and_says_how_each_went() {
    let s = scene();
    let intent = s.intent(json!({
        "exclusions": ["franchise"],
        "sites": ["https://quay.example", "https://shut.example", "https://gone.example", "https://ill.example", "https://picture.example"],
        "lists": ["https://list.example/members", "https://nolist.example"],
        "boards": ["greenhouse/deepwater"],
        "tenders": ["https://tenders.example/ocds"],
        "pasted": "company,first name,last name,email,linkedin\nPasted Ltd,Ann,Able,ann@pasted.example,\n,Bo,Berg,,https://linkedin.com/in/bo-berg/",
    }));
    let run = s.run(&intent, json!({}));
    assert_eq!(run["status"], "completed_with_errors", "{} {run}", s.job(&run)["error"]);
    let all = [
        "Deepwater Rigging | waiting | -",
        "Northline <b>Crews</b> | skipped | It is left out: franchise",
        "Pasted Ltd | waiting | -",
        "Port of Perth | waiting | -",
        "Quay Scaffolds Pty Ltd | waiting | -",
        "- | skipped | Its site could not be read: It answers 404.",
        "- | skipped | Its site could not be read: It is no page (image/png).",
        "- | skipped | Its site could not be read: Its robots.txt answers 503, so nothing is read.",
        "- | skipped | Its site could not be read: Its robots.txt forbids to read this.",
        "- | waiting | -",
    ];
    let mut found = s.results(&run);
    found.sort_by_key(|r| (r.starts_with('-'), r.clone()));
    assert_eq!(found, all);
    let sources: Vec<&str> =
        run["stats"]["sources"].as_array().unwrap().iter().filter_map(|s| s["source"].as_str()).collect();
    let asked = [
        "Pasted rows",
        "Sites",
        "List https://list.example/members",
        "List https://nolist.example",
        "Job board greenhouse/deepwater",
        "Tenders https://tenders.example/ocds",
    ];
    assert_eq!(sources, asked);
    assert_eq!(run["stats"]["sources"][3]["error"], "It answers 404.");
    let counts = ["found_count", "waiting_count", "skipped_count", "error_count", "created_leads_count"];
    assert_eq!(counts.map(|c| run[c].as_i64().unwrap()), [10, 5, 5, 5, 0], "{run}");
    let quay = s.result(&run, "Quay Scaffolds Pty Ltd");
    let told = ["website", "email", "phone", "country"].map(|k| quay[k].as_str().unwrap_or("-").to_string());
    assert_eq!(told, ["https://quay.example", "info@quay.example", "+61 8 5550 0100", "Australia"]);
    let said = &quay["discovery_metadata"];
    assert_eq!(
        said["relevanceReasons"],
        json!(["Speaks of scaffolding", "Place: Perth", "Can be written to and called"])
    );
    assert_eq!((&said["discoverySource"], &said["channel"]), (&json!("keyword"), &json!("keyword")));
    assert_eq!(
        (&said["discoveryMethod"], &said["scrapedDescription"]),
        (&json!("Site https://quay.example"), &json!("Scaffolding in Perth."))
    );
    assert_eq!((said["relevanceScore"].as_i64(), quay["score"].as_i64()), (Some(90), Some(90)), "{quay}");
    assert!(said["discoveryTimestamp"].as_str().unwrap().ends_with('Z'));
    assert!(run["results"].as_array().unwrap().len() == 10 && run["finished_at"].is_string(), "{run}");
    let hires = s.result(&run, "Deepwater Rigging");
    assert!(hires["discovery_metadata"].to_string().contains("2 openings, such as Scaffolder"), "{hires}");
}

#[test]
fn a_search_of_the_web_needs_a_provider_and_its_key_is_shown_to_nobody() {
    let s = scene();
    let intent = s.intent(json!({ "channel": "google" }));
    let run = s.run(&intent, json!({}));
    assert_eq!((&run["status"], &run["waiting_count"]), (&json!("failed"), &json!(0)));
    assert!(run["error"].as_str().unwrap().contains("No search provider is set up"), "{run}");
    for (input, field) in [
        (json!({ "name": " ", "kind": "brave", "key": "k" }), "name"),
        (json!({ "name": "S", "kind": "searxng" }), "address"),
        (json!({ "name": "B", "kind": "brave" }), "key"),
        (json!({ "name": "G", "kind": "google", "key": "k" }), "kind"),
    ] {
        let refused = s.admin.verb("add_search_provider", input);
        assert_eq!((refused.status, refused.json()["field"].as_str()), (400, Some(field)), "{}", refused.text);
    }
    let input = json!({ "name": "Ours", "kind": "searxng", "address": "https://searx.example", "key": "topsecret" });
    assert_eq!(s.me.verb("add_search_provider", input.clone()).status, 403);
    s.admin.done("add_search_provider", input.clone());
    assert_eq!(s.admin.verb("add_search_provider", input).refusal(), "409 23505");
    assert!(!s.admin.get("/rest/v1/search_providers").text.contains("topsecret"));
    assert_eq!(s.me.get("/rest/v1/search_providers").status, 403);
    let run = s.run(&intent, json!({}));
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(s.results(&run), ["Quay Scaffolds Pty Ltd | waiting | -"]);
    assert_eq!(s.result(&run, "Quay Scaffolds Pty Ltd")["discovery_metadata"]["discoverySource"], "google");
}

#[test]
fn who_is_here_or_said_no_is_left_out_before_anything_is_written() {
    let s = scene();
    let rows = |table: &str, all: Value| {
        for row in all.as_array().unwrap() {
            s.admin.made(table, row.clone());
        }
    };
    rows(
        "clients",
        json!([{ "name": "Quay", "website": "http://www.quay.example/home" }, { "name": "Same Name Ltd" },
          { "name": "Other Site GmbH", "website": "https://one.example" }, { "name": "Granite Works" }]),
    );
    rows(
        "contacts",
        json!([{ "last_name": "Berg", "email": "bo@berg.example", "linkedin_url": "https://www.linkedin.com/in/bo-berg" }]),
    );
    rows("leads", json!([{ "company_name": "Lead Makers", "email": "x@leads.example" }]));
    rows(
        "suppression_entries",
        json!([{ "type": "domain", "value": "never.example", "reason": "Said no" }, { "type": "company", "value": "Quiet Co" }]),
    );
    let table = "company,website,first name,last name,email,linkedin\n\
        A,quay.example,,,,\n\
        B,quay.example,Cy,Cole,cy@quay.example,\n\
        same name GmbH,,,,,\n\
        Other Site,https://two.example,,,,\n\
        Granite Works Services,,,,,\n\
        C,,Bo,Berg,BO@berg.example,\n\
        D,,Bo,B,,http://linkedin.com/in/Bo-Berg/\n\
        Lead Makers Inc,,,,,\n\
        E,,,,x@leads.example,\n\
        F,never.example,,,,\n\
        Quiet,,,,,\n\
        New One,new.example,,,,\n";
    let intent = s.intent(json!({ "pasted": table, "words": [], "places": [] }));
    let run = s.run(&intent, json!({}));
    let all = [
        "A | skipped | Its website is that of a client",
        "B | waiting | Its website is that of a client; the person is new",
        "C | skipped | The e-mail address is that of a contact",
        "D | skipped | The profile is that of a contact",
        "E | skipped | The e-mail address is that of a lead",
        "F | suppressed | The domain is suppressed: Said no",
        "Granite Works Services | waiting | A client is called nearly the same",
        "Lead Makers Inc | skipped | A lead is of a company with the same name",
        "New One | waiting | -",
        "Other Site | waiting | A client with another website has the same name",
        "Quiet | suppressed | The company is suppressed",
        "same name GmbH | skipped | A client has the same name",
    ];
    assert_eq!(s.results(&run), all);
    let made: i64 = s.world.value("select count(*) from crm.clients where name in ('New One', 'B')");
    assert_eq!(made, 0, "nothing is written before somebody says so");
    let again = s.run(&intent, json!({}));
    assert!(
        s.results(&again).contains(&"New One | skipped | An earlier run found it".to_string()),
        "{:?}",
        s.results(&again)
    );
}

#[test]
fn a_preview_writes_nothing_but_its_results_and_is_no_earlier_run() {
    let s = scene();
    let intent = s.intent(json!({ "pasted": "company\nNew One", "accept_from": 0 }));
    let preview = s.run(&intent, json!({ "dry_run": true, "test": true }));
    assert_eq!((&preview["mode"], &preview["triggered_by"]), (&json!("test"), &json!("test_script")));
    assert_eq!(s.results(&preview), ["New One | preview | -"]);
    let gone = s.intent(json!({ "name": "Gone", "sites": ["https://gone.example"] }));
    let unread = "- | skipped | Its site could not be read: It answers 404.";
    assert_eq!(s.results(&s.run(&gone, json!({ "dry_run": true }))), [unread]);
    assert_eq!(
        [s.results(&s.run(&gone, json!({}))), s.results(&s.run(&gone, json!({})))],
        [[unread], [unread]],
        "what could not be read is tried again"
    );
    let result = s.result(&preview, "New One");
    for verb in ["skip_results", "suppress_results"] {
        let refused = s.me.verb(verb, json!({ "run": preview["id"], "results": [result["id"]] }));
        assert_eq!(refused.refusal(), "409 TL409", "{verb}");
    }
    let refused = s.me.verb("accept_results", json!({ "run": preview["id"], "results": [result["id"]] }));
    assert_eq!(refused.refusal(), "409 TL409", "{}", refused.text);
    let client = s.admin.made("clients", json!({ "name": "Somebody" }));
    assert_eq!(
        s.admin.verb("merge_result", json!({ "result": result["id"], "client": client })).refusal(),
        "409 TL409"
    );
    let run = s.run(&intent, json!({}));
    assert_eq!(s.results(&run), ["New One | accepted | -"], "it is taken over by itself");
    assert_eq!((&run["created_companies_count"], &run["created_leads_count"]), (&json!(1), &json!(1)), "{run}");
}

#[test]
fn results_become_companies_contacts_and_leads_in_one_operation() {
    let s = scene();
    let table = "company,website,first name,last name,email,phone,title\n\
        Alpha,alpha.example,Ann,Able,ann@alpha.example,+61 8 1234 5678,Director\n\
        Alpha,alpha.example,Bo,Berg,bo@alpha.example,,\n\
        Beta,beta.example,,,info@beta.example,,\n\
        Gamma,gamma.example,,,,,\n\
        Delta,delta.example,,,,,\n";
    let intent = s.intent(json!({ "channel": "linkedin", "pasted": table, "words": [], "places": [] }));
    let run = s.run(&intent, json!({}));
    let id = run["id"].as_str().unwrap();
    let page = s.world.browser("sales@copilot");
    let shown = page.get(&format!("/discovery_runs/{id}/review")).text;
    assert!(shown.contains("Alpha") && shown.contains("Can be written to and called"), "{shown}");
    let accepted = page.form(&format!("/discovery_runs/{id}/review"), &[("act", "all"), ("score", "86")]);
    assert_eq!(accepted.status, 303, "{}", accepted.text);
    let operation = accepted.header("location").split("did=").nth(1).unwrap().split('&').next().unwrap().to_string();
    let run = || s.me.one(&format!("discovery_runs?id=eq.{id}"));
    let counts = |run: &Value| {
        ["waiting_count", "skipped_count", "created_companies_count", "created_contacts_count", "created_leads_count"]
            .map(|c| run[c].as_i64().unwrap())
    };
    let after = run();
    assert_eq!(counts(&after), [2, 0, 2, 2, 3], "{after}");
    let lead = s.me.one(
        "leads?email=eq.ann@alpha.example&select=*,clients!client_id(name,status,discovery_metadata),contacts!contact_id(name,title,email)",
    );
    assert_eq!((&lead["source"], &lead["business_source"]), (&json!("linkedin"), &json!("outbound")));
    assert_eq!((&lead["clients"]["name"], &lead["clients"]["status"]), (&json!("Alpha"), &json!("lead")));
    assert_eq!(
        (&lead["contacts"]["name"], &lead["contacts"]["email"]),
        (&json!("Ann Able"), &json!("ann@alpha.example"))
    );
    assert_eq!(lead["clients"]["discovery_metadata"]["discoverySource"], "linkedin");
    let alphas = s.me.get("/rest/v1/clients?name=eq.Alpha").rows();
    assert_eq!(alphas.len(), 1, "results of one company share it");
    let undone = s.me.verb("undo", json!({ "operation": operation }));
    assert_eq!(undone.status, 200, "{}", undone.text);
    let back = run();
    assert_eq!(counts(&back), [5, 0, 0, 0, 0], "{back}");
    assert_eq!(s.me.get("/rest/v1/leads?email=eq.ann@alpha.example").rows().len(), 0);

    let of = |name: &str| s.me.one(&format!("discovery_results?run_id=eq.{id}&name=eq.{name}"))["id"].clone();
    s.me.done("skip_results", json!({ "run": id, "results": [of("Gamma")] }));
    s.me.done("suppress_results", json!({ "run": id, "results": [of("Delta")] }));
    assert_eq!(s.me.one("suppression_entries?value=eq.delta.example")["type"], "domain");
    let mine = s.me.made("clients", json!({ "name": "Beta Group" }));
    s.me.done("merge_result", json!({ "result": of("Beta"), "client": mine }));
    assert_eq!(s.me.one(&format!("clients?id=eq.{mine}"))["website"], "https://beta.example");
    for (verb, input) in [
        ("skip_results", json!({ "run": id, "results": [of("Gamma")] })),
        ("suppress_results", json!({ "run": id, "results": [of("Delta")] })),
        ("accept_results", json!({ "run": id, "results": [of("Delta")] })),
        ("merge_result", json!({ "result": of("Beta"), "client": mine })),
    ] {
        assert_eq!(s.me.verb(verb, input).refusal(), "409 TL409", "{verb}");
    }
    let gone = s.me.one(&format!("discovery_results?run_id=eq.{id}&email=eq.bo@alpha.example"))["id"].clone();
    s.me.done("accept_results", json!({ "run": id, "results": [gone] }));
    let lead = s.me.one("leads?email=eq.bo@alpha.example")["id"].clone();
    s.admin.done("erase_person", json!({ "noun": "leads", "id": lead, "reason": "Request by letter" }));
    let left: i64 =
        s.world.value("select count(*) from outreach.discovery_results where email_key = 'bo@alpha.example'");
    assert_eq!(left, 0, "who is erased is no result any more");
    let funnel = s.me.done("discovery_funnel", json!({ "days": 30 }));
    let line = &funnel.as_array().unwrap()[0];
    let told = ["found", "to_review", "accepted", "left_out"].map(|measure| line[measure].as_f64().unwrap());
    assert_eq!((line["label"].as_str(), told), (Some("Scaffolders (Linkedin)"), [4.0, 1.0, 1.0, 2.0]), "{funnel}");
    let forced = s.me.done("accept_results", json!({ "run": id, "results": [of("Gamma")] }));
    assert_eq!(forced["clients"], 1, "who knows better takes over what was left out: {forced}");
    for input in [json!({ "run": id }), json!({ "run": id, "results": vec![mine.clone(); 10_001] })] {
        assert_eq!(s.me.verb("accept_results", input).refusal(), "400 TL100");
    }
    for verb in ["accept_results", "skip_results", "suppress_results"] {
        assert_eq!(s.me.verb(verb, json!({ "run": mine, "results": [mine] })).refusal(), "404 TL404", "{verb}");
        assert_eq!(s.world.sign_in("viewer@copilot").verb(verb, json!({ "run": id, "results": [] })).status, 403);
        assert_eq!(
            s.world.sign_in("admin@yourco").verb(verb, json!({ "run": id, "results": [of("Gamma")] })).status,
            404
        );
    }
    assert_eq!(s.me.verb("merge_result", json!({ "result": mine, "client": mine })).refusal(), "404 TL404");
}

#[test]
fn two_who_accept_at_once_make_a_company_once() {
    let s = scene();
    let intent = s.intent(json!({ "pasted": "company,website\nAlpha,alpha.example\nBeta,beta.example" }));
    let run = s.run(&intent, json!({}));
    let ids: Vec<Value> = ["Alpha", "Beta"].iter().map(|name| s.result(&run, name)["id"].clone()).collect();
    let input = json!({ "run": run["id"], "results": ids });
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let each: Vec<_> = (0..4).map(|_| scope.spawn(|| s.me.verb("accept_results", input.clone()).status)).collect();
        each.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    let made: i64 = s.world.value("select count(*) from crm.clients where name in ('Alpha', 'Beta')");
    assert_eq!(made, 2);
}

#[test]
fn only_the_engine_says_how_far_a_run_is_and_caps_hold() {
    let s = scene();
    let rows: String = (0..40).map(|n| format!("Co {n},co{n}.example,P,N{n},p{n}@co{}.example\n", n % 4)).collect();
    let head = "company,website,first name,last name,email\n";
    let intent = s.intent(json!({ "pasted": format!("{head}{rows}"), "max_results": 7 }));
    let run = s.run(&intent, json!({}));
    assert_eq!(run["found_count"], 7, "{run}");
    s.me.patch(&format!("/rest/v1/discovery_intents?id=eq.{intent}"), json!({ "max_results": 100, "max_per_day": 12 }));
    let next = s.run(&intent, json!({}));
    assert_eq!(next["found_count"], 5, "what was found today counts: {next}");
    let one_site = "company,website,first name,last name\n".to_string()
        + &(0..9).map(|n| format!("One,one.example,A,B{n}\n")).collect::<String>();
    let other = s.intent(json!({ "name": "One site", "pasted": one_site, "max_per_domain": 2 }));
    assert_eq!(s.run(&other, json!({}))["found_count"], 2);
    let id = run["id"].as_str().unwrap();
    for change in [json!({ "status": "pending" }), json!({ "stats": {} }), json!({ "created_leads_count": 9 })] {
        for who in [&s.me, &s.admin] {
            assert_eq!(
                who.patch(&format!("/rest/v1/discovery_runs?id=eq.{id}"), change.clone()).status,
                403,
                "{change}"
            );
        }
    }
    assert_eq!(s.admin.post("/rest/v1/discovery_runs", json!({ "mode": "manual" })).status, 403);
    assert_eq!(
        s.admin.post("/rest/v1/discovery_results", json!({ "run_id": id, "name": "x", "once_key": "x" })).status,
        403
    );
    let forced = wait(async {
        let sql = s.world.admin.connect().await.unwrap();
        sql.batch_execute(&format!("update outreach.discovery_runs set status = 'running' where id = '{id}'")).await
    });
    let why = forced.unwrap_err();
    assert!(why.as_db_error().unwrap().message().contains("does not become running"), "{why:?}");
}

#[test]
fn a_run_is_stopped_at_once_put_away_and_brought_back() {
    let s = scene();
    let intent = s.intent(json!({ "pasted": "company\nAlpha" }));
    let run = s.me.done("start_discovery", json!({ "intent": intent }))["run"].as_str().unwrap().to_string();
    assert_eq!(s.me.verb("start_discovery", json!({ "intent": intent })).refusal(), "409 TL409", "it runs already");
    assert_eq!(s.me.verb("archive_discovery", json!({ "run": run })).refusal(), "409 TL409");
    s.me.done("cancel_discovery", json!({ "run": run }));
    let row = s.me.one(&format!("discovery_runs?id=eq.{run}"));
    assert_eq!((&row["status"], row["cancel_requested_at"].is_string()), (&json!("cancelled"), true), "{row}");
    assert_eq!(s.job(&row)["status"], "cancelled");
    wait(work_off(&s.world.server)).unwrap();
    assert_eq!(s.me.one(&format!("discovery_runs?id=eq.{run}"))["found_count"], 0);
    assert_eq!(s.me.verb("cancel_discovery", json!({ "run": run })).refusal(), "409 TL409");
    s.me.done("archive_discovery", json!({ "run": run }));
    assert!(s.me.one(&format!("discovery_runs?id=eq.{run}"))["archived_at"].is_string());
    assert_eq!(s.me.verb("archive_discovery", json!({ "run": run })).refusal(), "409 TL409");
    let listed =
        |path: &str| s.world.browser("sales@copilot").get(path).text.contains(&format!("/discovery_runs/{run}"));
    assert_eq!((listed("/discovery_runs"), listed("/discovery_runs?archived_at=not.is.null")), (false, true));
    s.me.done("restore_discovery", json!({ "run": run }));
    assert_eq!(s.me.verb("restore_discovery", json!({ "run": run })).refusal(), "409 TL409");
    for verb in ["cancel_discovery", "archive_discovery", "restore_discovery"] {
        assert_eq!(s.me.verb(verb, json!({ "run": intent })).refusal(), "404 TL404", "{verb}");
    }
    assert_eq!(s.me.verb("start_discovery", json!({ "intent": run })).refusal(), "404 TL404");
    let nowhere = s.intent(json!({ "name": "Nowhere" }));
    assert_eq!(s.me.verb("start_discovery", json!({ "intent": nowhere })).refusal(), "409 TL409");
    s.me.patch(&format!("/rest/v1/discovery_intents?id=eq.{intent}"), json!({ "enabled": false }));
    assert_eq!(s.me.verb("start_discovery", json!({ "intent": intent })).refusal(), "409 TL409");
}

#[test]
fn a_run_whose_work_is_given_up_has_failed() {
    let s = scene();
    let intent = s.intent(json!({ "pasted": "company\nAlpha" }));
    let run = s.me.done("start_discovery", json!({ "intent": intent }))["run"].as_str().unwrap().to_string();
    s.world.behind("update identity.background_jobs set attempts = 99 where verb = 'run_discovery'");
    wait(work_off(&s.world.server)).unwrap();
    let row = s.me.one(&format!("discovery_runs?id=eq.{run}"));
    assert_eq!(row["status"], "failed", "{row}");
    assert!(row["error"].as_str().unwrap().contains("The server ended"), "{row}");
    let again = s.me.verb("run_discovery", json!({ "run": run }));
    wait(work_off(&s.world.server)).unwrap();
    let job = s.admin.one(&format!("background_jobs?id=eq.{}", again.json()["job"].as_str().unwrap()));
    assert_eq!(
        (&job["status"], job["error"].to_string().contains("This run has ended")),
        (&json!("dead"), true),
        "{job}"
    );
}

#[test]
fn daily_intents_run_every_night_as_the_server() {
    let s = scene();
    s.intent(json!({ "pasted": "company\nAlpha", "is_daily": true }));
    s.intent(json!({ "name": "Off", "pasted": "company\nBeta", "is_daily": true, "enabled": false }));
    s.intent(json!({ "name": "By hand", "pasted": "company\nGamma" }));
    s.admin.done("start_daily_discovery", json!({}));
    wait(work_off(&s.world.server)).unwrap();
    s.admin.done("start_daily_discovery", json!({}));
    let runs = s.me.get("/rest/v1/discovery_runs?select=intent_name,mode,status,triggered_by").rows();
    assert_eq!(
        runs,
        [json!({ "intent_name": "Scaffolders", "mode": "daily", "status": "completed", "triggered_by": "cron" })]
    );
}

#[test]
fn sources_that_are_none_are_refused_when_they_are_entered() {
    let s = scene();
    for (column, value) in [
        ("sites", json!(["javascript:alert(1)"])),
        ("sites", json!(["https://user:pw@acme.example/"])),
        ("lists", json!(["https://au.linkedin.com/company/acme"])),
        ("feeds", json!("https://acme.example")),
        ("lists", json!(["acme.example"])),
        ("tenders", json!(["file:///etc/passwd"])),
        ("boards", json!(["greenhouse/../../etc"])),
        ("boards", json!(["monster/acme"])),
        ("words", json!([{ "a": 1 }])),
        ("max_results", json!(10_001)),
        ("max_pages", json!(16)),
        ("accept_from", json!(101)),
    ] {
        let row = json!({ "name": "Odd", column: value });
        let refused = s.me.post("/rest/v1/discovery_intents", row);
        assert_eq!(refused.status, 400, "{column} {value}: {}", refused.text);
    }
}

/// The same web, but for one site that never answers as long as somebody wants it so.
#[derive(Debug)]
struct Silent(Pages, AtomicBool);

impl Outbound for Silent {
    fn send(&self, request: Request) -> Pending<'_> {
        if request.url.contains("slow.example") && self.1.load(Ordering::Relaxed) {
            return Box::pin(std::future::pending());
        }
        self.0.send(request)
    }
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_stood_and_counts_nothing_twice() {
    let web = Arc::new(Silent(WEB, AtomicBool::new(true)));
    let settings = Settings { outbound: Arc::clone(&web) as Arc<dyn Outbound>, ..Settings::default() };
    let world = World::with(settings, platform::database::Options::default());
    world.behind(
        "delete from identity.background_jobs; delete from outreach.discovery_results; delete from outreach.discovery_runs;
         delete from outreach.discovery_intents; delete from kit.noted;
         insert into identity.system_settings (org_id, key, value)
           select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations",
    );
    let (me, admin) = (world.sign_in("sales@copilot"), world.sign_in("admin@copilot"));
    let s = Scene { world, me, admin };
    let intent = s
        .intent(json!({ "pasted": "company\nAlpha\nBeta", "sites": ["https://quay.example", "https://slow.example"] }));
    let run = s.me.done("start_discovery", json!({ "intent": intent }))["run"].as_str().unwrap().to_string();
    let server = Arc::clone(&s.world.server);
    let working = RUNTIME.spawn(async move { work_off(&server).await });
    let read = || s.me.one(&format!("discovery_runs?id=eq.{run}"));
    // Everything but the silent site is there.
    eventually(|| Some(read()).filter(|row| row["waiting_count"] == 3));
    working.abort();
    assert!(wait(working).unwrap_err().is_cancelled());
    web.1.store(false, Ordering::Relaxed);
    assert_eq!((&read()["status"], &read()["found_count"]), (&json!("running"), &json!(4)));
    s.world
        .behind("update identity.background_jobs set seen_at = now() - interval '3 minutes' where status = 'running'");
    wait(work_off(&s.world.server)).unwrap();
    let row = read();
    assert_eq!(row["status"], "completed_with_errors", "{row}");
    let counts = ["found_count", "waiting_count", "skipped_count", "error_count"].map(|c| row[c].as_i64().unwrap());
    assert_eq!(counts, [4, 3, 1, 1], "{row}");
    let stats = &row["stats"];
    assert_eq!((stats["sources"].as_array().unwrap().len(), &stats["sites"]), (2, &json!(2)), "{stats}");
}
