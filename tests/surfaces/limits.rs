//! Too much of anything is refused plainly.

use platform::database::Options;
use serde_json::json;
use std::time::Duration;
use surfaces::Settings;
use tests::World;

#[test]
fn a_page_has_at_most_a_thousand_rows() {
    let world = World::new();
    world.behind("insert into crm.competitors (org_id, name) select (select org_id from identity.organizations where slug = 'yourco'), 'C' || n from generate_series(1, 1500) n");
    let admin = world.sign_in("admin@yourco");
    let page = admin.with("prefer", "count=exact").get("/rest/v1/competitors?select=name&limit=100000");
    assert_eq!((page.status, page.rows().len(), page.header("content-range")), (206, 1000, "0-999/1506"));
}

#[test]
fn embedding_too_deep_is_refused() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let nested = |depth: usize| {
        (0..depth).fold("*".to_string(), |inner, i| {
            if i % 2 == 0 { format!("id,clients({inner})") } else { format!("id,contacts({inner})") }
        })
    };
    assert_eq!(admin.get(&format!("/rest/v1/contacts?limit=1&select={}", nested(5))).status, 200);
    assert_eq!(admin.get(&format!("/rest/v1/clients?limit=1&select={}", nested(6))).refusal(), "400 TL103");
}

#[test]
fn a_body_too_large_is_refused() {
    let world = World::with(Settings { max_body: 1 << 20, ..Settings::default() }, Options::default());
    let admin = world.sign_in("admin@yourco");
    let answer = admin.post("/rest/v1/leads", json!({ "company_name": "x".repeat(2 << 20) }));
    assert_eq!(answer.refusal(), "413 TL413");
}

#[test]
fn a_statement_too_long_is_stopped_and_others_go_on() {
    let world = World::with(
        Settings::default(),
        Options { statement_timeout: Duration::from_millis(300), ..Options::default() },
    );
    let admin = world.sign_in("admin@yourco");
    world.behind("create or replace function crm.days_in_stage(opportunity crm.opportunities) returns integer language plpgsql stable as $$ begin perform pg_sleep(1); return 1; end $$");
    let slow = admin.get("/rest/v1/opportunities?select=days_in_stage&limit=5");
    assert_eq!(slow.refusal(), "504 57014");
    assert!(slow.json()["hint"].as_str().unwrap().contains("Narrow"));
    assert_eq!(admin.get("/rest/v1/clients?limit=1").status, 200);
}

#[test]
fn a_saturated_server_says_so_and_when_to_come_back() {
    let world = World::with(
        Settings::default(),
        Options { wide: 1, patience: Duration::from_millis(200), ..Options::default() },
    );
    let admin = world.sign_in("admin@yourco");
    world.behind("create or replace function crm.days_in_stage(opportunity crm.opportunities) returns integer language plpgsql stable as $$ begin perform pg_sleep(0.5); return 1; end $$");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| admin.get("/rest/v1/opportunities?select=days_in_stage&limit=1&order=name")))
            .collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap())
            .map(|a| (a.status, a.header("retry-after").to_string()))
            .collect()
    });
    assert!(answers.contains(&(200, String::new())) && answers.contains(&(503, "2".into())), "{answers:?}");
    assert_eq!(admin.get("/rest/v1/clients?limit=1").status, 200, "quick reads have their own way");
}

#[test]
fn huge_and_odd_input_is_answered_below_500() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let long = "a".repeat(300_000);
    let deep = "(".repeat(5000);
    for path in [
        format!("/rest/v1/clients?name=eq.{}", &long[..8000]),
        format!("/rest/v1/clients?select={}", &deep[..2000]),
        format!("/rest/v1/clients?or={}", &deep[..2000]),
        "/rest/v1/clients?%00=eq.1".into(),
        "/rest/v1/clients?name=eq.%00".into(),
        "/rest/v1/clients?name=eq.%ff".into(),
        "/rest/v1/clients?offset=99999999999999999999".into(),
        "/rest/v1/clients?score=eq.99999999999".into(),
        "/rest/v1/clients?select=name->x->>y".into(),
        "/rest/v1/clients?name=cs.{a}".into(),
        "/rest/v1/clients?name=fts(klingon).x".into(),
        "/rest/v1/clients?name=match.((".into(),
        "/rest/v1/document_chunks?embedding=eq.x".into(),
        "/rest/v1/clients?limit=0".into(),
    ] {
        let answer = admin.get(&path);
        assert!(answer.status < 500, "{}: {} {}", &path[..path.len().min(80)], answer.status, answer.text);
    }
    for body in [
        json!(null),
        json!(1),
        json!("x"),
        json!([1]),
        json!([[]]),
        json!({ "name": { "a": 1 } }),
        json!({ "name": long }),
        json!({ "name": "x", "score": 1e99 }),
        json!({ "name": "x", "custom": [] }),
        json!([]),
    ] {
        let answer = admin.post("/rest/v1/clients", body.clone());
        assert!(answer.status < 500, "{} {}", answer.status, answer.text);
    }
}

#[test]
fn a_person_sends_so_many_requests_a_minute() {
    let world = World::with(Settings { requests_per_minute: 3, ..Settings::default() }, Options::default());
    let (admin, colleague) = (world.sign_in("admin@yourco"), world.sign_in("manager@yourco"));
    let first = admin.get("/rest/v1/clients?limit=1");
    assert_eq!((first.header("ratelimit-limit"), first.header("ratelimit-remaining")), ("3", "2"));
    admin.get("/rest/v1/clients?limit=1");
    admin.get("/rest/v1/clients?limit=1");
    let refused = admin.get("/rest/v1/clients?limit=1");
    assert_eq!(refused.refusal(), "429 TL429");
    assert!((1..=61).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(colleague.get("/rest/v1/clients?limit=1").status, 200, "everybody has their own");
}

/// Every type a value may be cast to, those inside the database included.
#[test]
fn no_cast_and_no_language_is_an_error_of_the_server() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for query in ["name=fts(1).x", "name=not.plfts(99999).x", "name=wfts().x", "name=phfts(a.b.c).x", "name=fts(1a).x"]
    {
        assert_eq!(admin.get(&format!("/rest/v1/clients?{query}")).refusal(), "400 PGRST100", "{query}");
    }
    assert_eq!(admin.get("/rest/v1/clients?name=fts(pg_catalog.english).x").status, 200);
    let types: Vec<String> =
        world.value("select array_agg(typname::text) from pg_type where typname !~ '[^a-z0-9_]' and typtype <> 'c'");
    assert!(types.len() > 150);
    for name in types {
        for column in ["name", "score", "created_at", "corporate_identity"] {
            let answer = admin.get(&format!("/rest/v1/clients?select=x:{column}::{name}&limit=2"));
            assert!(answer.status < 500, "{column}::{name}: {}", answer.text);
        }
    }
}

#[test]
fn a_value_too_deep_or_too_large_is_refused_before_it_breaks_a_page() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let nested =
        |depth: usize| format!("{{\"name\": \"Deep\", \"custom\": {}1{}}}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let post = |body: String| admin.send("POST", "/rest/v1/clients", Some(body.into_bytes()));
    assert_eq!(post(nested(33)).refusal(), "400 TL107");
    assert_eq!(post(nested(32)).status, 201);
    let large = post(json!({ "name": "Large", "custom": { "a": "x".repeat(1 << 20) } }).to_string());
    assert_eq!(large.refusal(), "400 TL107");
    assert!(large.json()["message"].as_str().unwrap().starts_with("custom"), "{}", large.text);
    let change = admin.send("PATCH", "/rest/v1/clients?name=eq.Deep", Some(nested(40).into_bytes()));
    assert_eq!(change.refusal(), "400 TL107");
    let deep = "[".repeat(60) + &"]".repeat(60);
    let verb = admin.send("POST", "/rest/v1/rpc/forecast_changes", Some(format!("{{\"since\": {deep}}}").into_bytes()));
    assert_eq!(verb.refusal(), "400 TL107");
}

/// Values from before the bound was there: one deeper than the parser goes breaks no page, and is never lost.
#[test]
fn what_was_stored_deeper_than_allowed_is_shown_and_kept() {
    let world = World::new();
    let (api, admin) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let id = api.made("clients", json!({ "name": "Deep Waters", "custom": { "contract_style": "Retainer" } }));
    let deep = |levels: usize| {
        format!("{{\"contract_style\": \"Retainer\", \"old\": {}7{}}}", "[".repeat(levels), "]".repeat(levels))
    };
    for levels in [127, 130, 3_000] {
        let value = deep(levels);
        world.behind(&format!(
            "alter table crm.clients drop constraint if exists clients_bounded, drop constraint if exists clients_reported_financials_shape;
             update crm.clients set custom = '{value}', reported_financials = '{value}' where id = '{id}';
             alter table crm.clients add constraint clients_bounded check (kit.is_bounded(custom)) not valid"
        ));
        let page = format!("/clients/{id}");
        for path in [
            "",
            "/edit",
            "/panel",
            "/cell/custom-%3E%3Econtract_style",
            "/cell/reported_financials",
            "?tab=timeline",
            "?tab=history",
            "?tab=related",
        ] {
            let shown = admin.get(&format!("{page}{path}"));
            assert_eq!(shown.status, 200, "{levels} {path}: {}", shown.text);
        }
        assert!(admin.get(&page).text.contains("Retainer"));
        for list in [
            "name=eq.Deep+Waters",
            "view=board",
            "q=Deep+Waters",
            "select=name,reported_financials,custom-%3E%3Econtract_style",
        ] {
            let shown = admin.get(&format!("/clients?order=created_at.desc&{list}"));
            assert!(shown.status == 200 && shown.text.contains("Deep Waters"), "{levels} {list}: {}", shown.text);
        }
        for file in ["csv", "xlsx"] {
            assert_eq!(
                admin.get(&format!("/clients/export?as={file}&name=eq.Deep+Waters")).status,
                200,
                "{levels} {file}"
            );
        }
        let row = format!("/rest/v1/clients?id=eq.{id}&select=custom");
        let stripped = api.with("accept", "application/vnd.pgrst.array+json;nulls=stripped").get(&row);
        assert!(stripped.status == 200 && stripped.text.contains(&"[".repeat(levels)), "{levels}: {}", stripped.text);
        // Saving another own field would keep it, and so is refused; the value stays as it was.
        let saved = admin.with("hx-request", "true").form(
            &format!("{page}/cell/custom-%3E%3Enda_until"),
            &[("custom->>nda_until", "2030-01-01"), ("value", "2030-01-01")],
        );
        assert!(saved.status == 422 || saved.status == 400, "{}: {}", saved.status, saved.text);
        assert!(api.get(&row).text.contains(&format!("{}7{}", "[".repeat(levels), "]".repeat(levels))), "{levels}");
    }
    // Whoever mends it finds what it was in the history, and the history can be read.
    let row = format!("/rest/v1/clients?id=eq.{id}");
    let mended = api.patch(&row, json!({ "custom": { "contract_style": "Retainer" }, "reported_financials": {} }));
    assert_eq!(mended.status, 204, "{}", mended.text);
    for tab in ["timeline", "history"] {
        let shown = admin.get(&format!("/clients/{id}?tab={tab}"));
        assert_eq!(shown.status, 200, "{tab}: {}", shown.text);
    }
    let kept = api.get(&format!("/rest/v1/audit_log?resource_id=eq.{id}&action=eq.update&select=changes"));
    assert!(kept.text.contains(&"[".repeat(3_000)), "{}", kept.text);
    assert_eq!(admin.get("/audit_log").status, 200);
    // And one that nobody wants any more can be deleted.
    let doomed = api.made("clients", json!({ "name": "Deeper" }));
    world.behind(&format!(
        "alter table crm.clients drop constraint clients_bounded;
         update crm.clients set custom = '{}' where id = '{doomed}';
         alter table crm.clients add constraint clients_bounded check (kit.is_bounded(custom)) not valid",
        deep(3_000)
    ));
    let deleted = admin.form(&format!("/clients/{doomed}/delete"), &[]);
    assert_eq!(deleted.status, 303, "{}", deleted.text);
}
