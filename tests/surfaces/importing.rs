//! Files become records: messy ones too.

use serde_json::{Value, json};
use tests::outside::Pages;
use tests::{RUNTIME, World, eventually, wait};

const MESSY: &str = "\u{feff}Company,Status,Budget,Website,Account Manager,Contract start date,Remarks\r\n\
    \"Müller, Söhne & \"\"Co\"\"\",Prospect,\"1.234,50 €\",mueller.example,consultant@yourco.example,21.11.2026,x\r\n\
    Good Ltd,ACTIVE,\"$2,000\",https://good.example,,,\r\n\
    Bad Status,asleep,1,,,,\r\n\
    Bad Owner,active,1,,nobody@yourco.example,,\r\n\
    ,active,1,,,,\r\n\
    Bad Date,active,1,,,03/04/2026,\r\n\
    \r\n\
    =cmd|' /C calc'!A0,active,,,,,\r\n";

#[test]
fn a_messy_file_comes_in_and_its_bad_rows_are_set_aside() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let state = world.import(&me, "clients?filename=messy.csv", MESSY.as_bytes());
    assert_eq!(
        (&state["status"], &state["created"], &state["rejected"]),
        (&json!("completed"), &json!(3), &json!(4)),
        "{state}"
    );
    assert_eq!(state["mapping"]["Company"], "name");
    assert_eq!(state["mapping"]["Account Manager"], "owner_id");
    assert_eq!(state["mapping"]["Remarks"], Value::Null);
    let row = me.get("/rest/v1/clients?name=like.Müller*&select=name,status,budget,website,contract_start_date,users!owner_id(email)").rows()[0].clone();
    assert_eq!(
        row,
        json!({ "name": "Müller, Söhne & \"Co\"", "status": "prospect", "budget": 1234.5, "website": "https://mueller.example", "contract_start_date": "2026-11-21", "users": { "email": "consultant@yourco.example" } })
    );
    let reasons: Vec<(u64, &str)> = state["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["line"].as_u64().unwrap(), r["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(
        reasons[0],
        (4, "status: \"asleep\" is not one of Lead, Prospect, Active, Inactive, Churned, Blacklisted")
    );
    assert_eq!(reasons[1].0, 5);
    assert_eq!(reasons[2], (6, "name is required"));
    assert!(reasons[3].1.contains("two different days"));

    // The rejects can be mended and sent again as they are.
    let rejects = me.get(state["rejects"].as_str().unwrap()).text;
    let mended = rejects
        .replace("asleep", "Churned")
        .replace("nobody@", "sales@")
        .replace("03/04/2026", "2026-04-03")
        .replace("\n,active", "\nNamed,active");
    let again = world.import(&me, "clients?filename=messy.rejects.csv", mended.as_bytes());
    assert_eq!((&again["created"], &again["rejected"]), (&json!(4), &json!(0)), "{again}");
    let jobs =
        me.get("/rest/v1/import_jobs?filename=eq.messy.csv&select=type,rows_in,rows_success,rows_error,status").rows();
    assert_eq!(
        json!(jobs),
        json!([{ "type": "clients", "rows_in": 7, "rows_success": 3, "rows_error": 4, "status": "completed" }])
    );
}

#[test]
fn an_import_counts_the_rows_that_look_like_others() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    me.made("clients", json!({ "name": "Northwind Rigging GmbH" }));
    let file = b"name\nnorthwind rigging\nAll alone\nSaltmarsh Ltd\nSaltmarsh GmbH\n";
    let state = world.import(&me, "clients", file);
    assert_eq!((&state["created"], &state["twins"]), (&json!(4), &json!(2)), "{state}");
    let told = me.one("activity_logs?action_type=eq.possible_twin&select=description");
    assert!(told["description"].as_str().unwrap().starts_with("2 imported clients look like others."), "{told}");
}

#[test]
fn a_key_updates_instead_of_doubling() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let first = "name,tier\nKeyed A,1\nKeyed B,2\n";
    assert_eq!(world.import(&me, "clients?key=name", first.as_bytes())["created"], 2);
    let second = "name,tier\nKeyed A,9\nKeyed C,3\nkeyed a,8\n";
    let state = world.import(&me, "clients?key=name", second.as_bytes());
    assert_eq!(
        (&state["created"], &state["updated"], &state["rejected"]),
        (&json!(1), &json!(1), &json!(1)),
        "{state}"
    );
    assert_eq!(
        json!(me.get("/rest/v1/clients?name=like.Keyed*&select=name,tier&order=name").rows()),
        json!([{ "name": "Keyed A", "tier": "9" }, { "name": "Keyed B", "tier": "2" }, { "name": "Keyed C", "tier": "3" }])
    );
}

#[test]
fn personal_data_is_encrypted_on_the_way_in_and_keyed_by_address() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let client =
        me.get("/rest/v1/clients?limit=1&order=name&select=name").rows()[0]["name"].as_str().unwrap().to_string();
    let file = format!(
        "First name;Surname;E-Mail;Mobile;Company;Role tags\nIda;Imp;Ida@Imp.example;+49 170 123456;{client};Champion|user\n"
    );
    let state = world.import(&me, "contacts?key=email", file.as_bytes());
    assert_eq!(state["created"], 1, "{state}");
    let again = world.import(&me, "contacts?key=email", file.replace("Imp;", "Renamed;").as_bytes());
    assert_eq!((&again["created"], &again["updated"]), (&json!(0), &json!(1)), "{again}");
    let row = me.get("/rest/v1/contacts?email=eq.ida@imp.example&select=name,phone,role_tags,clients(name)").rows()[0]
        .clone();
    assert_eq!(
        row,
        json!({ "name": "Ida Renamed", "phone": "+49 170 123456", "role_tags": ["champion", "user"], "clients": { "name": client } })
    );
    assert!(
        !world.value::<bool>(
            "select exists (select from crm.contacts where encode(email, 'escape') ilike '%imp.example%')"
        )
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let state = world.import(&me, "clients?dry_run=true", MESSY.as_bytes());
    assert_eq!((&state["created"], &state["rejected"]), (&json!(3), &json!(4)));
    assert_eq!(me.get("/rest/v1/clients?name=eq.Good Ltd").rows().len(), 0);
}

#[test]
fn database_rules_set_single_rows_aside() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let mut file = "name,contract start date,contract end date\n".to_string();
    for n in 0..300 {
        file += &format!("Rule {n},2026-05-01,{}\n", if n % 100 == 7 { "2026-01-01" } else { "2026-12-31" });
    }
    let state = world.import(&me, "clients", file.as_bytes());
    assert_eq!((&state["created"], &state["rejected"]), (&json!(297), &json!(3)), "{state}");
    assert_eq!(state["reasons"][0]["reason"], "The contract ends before it starts.");
    let twins = world.import(&me, "competitors", b"name\nTwin\nTwin\nOther\n");
    assert_eq!((&twins["created"], &twins["rejected"]), (&json!(2), &json!(1)), "{twins}");
}

#[test]
fn the_rights_of_the_person_count() {
    let world = World::new();
    let viewer = world.sign_in("viewer@yourco").send("POST", "/import/v1/clients", Some(b"name\nNo\n".to_vec()));
    assert_eq!(viewer.refusal(), "403 42501");
    assert!(viewer.json()["message"].as_str().unwrap().contains("may not create clients"));
    assert_eq!(
        world.sign_in("client@yourco").send("POST", "/import/v1/clients", Some(b"name\nNo\n".to_vec())).status,
        403
    );
    let mine = world.import(&world.sign_in("admin@yourco"), "clients", b"name\nYes\n");
    let job = mine["job"].as_str().unwrap();
    assert_eq!(world.sign_in("admin@copilot").get(&format!("/import/v1/jobs/{job}")).status, 404);
    assert_eq!(world.sign_in("admin@copilot").get("/rest/v1/clients?name=eq.Yes").rows().len(), 0);
}

#[test]
fn an_unusable_file_is_refused_at_once() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let refused = |path: &str, file: &[u8]| {
        let a = me.send("POST", &format!("/import/v1/{path}"), Some(file.to_vec()));
        (a.status, a.json()["message"].as_str().unwrap_or_default().to_string())
    };
    assert_eq!(refused("clientz", b"name\nx\n").0, 404);
    assert!(refused("clients", b"").1.contains("empty"));
    assert!(refused("clients", b"foo,bar\n1,2\n").1.contains("no header"));
    assert!(refused("clients?map=Nope%3Dname", b"name\nx\n").1.contains("no header \"Nope\""));
    assert!(refused("clients?key=nmae", b"name\nx\n").1.contains("Perhaps you meant name"));
    assert!(refused("clients?filename=x.xlsx", b"name\nx\n").1.contains("not an XLSX"));
    assert!(refused("clients", b"PK\x03\x04broken").1.contains("XLSX"));
    assert!(refused("clients", &[0xff, 0xfe, b'n', 0]).1.contains("UTF-16"));
}

#[test]
fn a_spreadsheet_comes_in_as_well() {
    let world = World::new();
    let me = world.sign_in("recruiter@yourco");
    let state = world.import(&me, "candidates?filename=people.xlsx", include_bytes!("people.xlsx"));
    assert_eq!((&state["created"], &state["rejected"]), (&json!(2), &json!(1)), "{state}");
    assert_eq!(
        state["reasons"][0],
        json!({ "line": 3, "reason": "email: \"not an address\" is not an e-mail address" })
    );
    let row = me
        .get(
            "/rest/v1/candidates?email=eq.uma@sheet.example&select=name,trade,dob,total_experience_years,skills,status",
        )
        .rows()[0]
        .clone();
    assert_eq!(
        row,
        json!({ "name": "Uma Sheet", "trade": "Rigger", "dob": "1990-05-17", "total_experience_years": 12.5, "skills": ["Rigging", "Welding"], "status": "available" })
    );
}

/// Files of many rows.
fn many(rows: usize) -> Vec<u8> {
    let rows: String = (0..rows).map(|n| format!("Many {n}\n")).collect();
    format!("name\n{rows}").into_bytes()
}

#[test]
fn a_cancelled_import_says_so_and_its_file_goes_on_where_it_stopped() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let sent = me.send("POST", "/import/v1/competitors", Some(many(20_000)));
    let (job, progress) = (sent.json()["job"].clone(), sent.json()["progress"].as_str().unwrap().to_string());
    let working = std::thread::scope(|scope| {
        let working = scope.spawn(|| world.bring_in());
        let begun = || Some(me.get(&progress).json()).filter(|state| state["rows_in"] != 0);
        eventually(begun);
        assert_eq!(me.delete(&progress).status, 202);
        working.join()
    });
    working.unwrap();
    let state = me.get(&progress).json();
    assert_eq!(state["status"], "cancelled", "{state}");
    let kept = || {
        let counted = me.with("prefer", "count=exact").send("HEAD", "/rest/v1/competitors?name=like.Many*", None);
        counted.header("content-range").rsplit('/').next().unwrap().parse::<u64>().unwrap()
    };
    assert_eq!(kept(), state["created"].as_u64().unwrap(), "{state}");
    assert!(kept() < 20_000);

    // No row twice, none missing.
    assert_eq!(me.verb("run_import", json!({ "import": job })).status, 202);
    world.bring_in();
    let state = me.get(&progress).json();
    assert_eq!((&state["status"], &state["created"]), (&json!("completed"), &json!(20_000)), "{state}");
    assert_eq!(kept(), 20_000);
    // What is in is not brought in again.
    assert_eq!(me.verb("run_import", json!({ "import": job })).status, 202);
    world.bring_in();
    assert_eq!(kept(), 20_000);
}

#[test]
fn a_file_that_is_sent_again_goes_on_where_it_stopped() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let first = me.send("POST", "/import/v1/competitors", Some(many(30))).json();
    assert_eq!(me.delete(first["progress"].as_str().unwrap()).status, 202);
    world.bring_in();
    let state = me.get(first["progress"].as_str().unwrap()).json();
    assert_eq!((&state["status"], &state["created"]), (&json!("cancelled"), &json!(0)), "{state}");
    let again = world.import(&me, "competitors?resume=true", &many(30));
    assert_eq!((&again["job"], &again["created"]), (&first["job"], &json!(30)), "{again}");
}

#[test]
fn processes_that_bring_in_one_file_write_each_row_once() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let sent = me.send("POST", "/import/v1/competitors", Some(many(20_000))).json();
    // Somebody presses the button while it runs.
    me.verb("run_import", json!({ "import": sent["job"] }));
    std::thread::scope(|scope| {
        let both = [scope.spawn(|| world.bring_in()), scope.spawn(|| world.bring_in())];
        for process in both {
            process.join().unwrap();
        }
    });
    let state = me.get(sent["progress"].as_str().unwrap()).json();
    assert_eq!((&state["status"], &state["created"]), (&json!("completed"), &json!(20_000)), "{state}");
    assert_eq!(me.get("/rest/v1/competitors?name=like.Many*&select=count()").rows()[0]["count"], 20_000);
}

#[test]
fn an_import_outlives_the_process_that_began_it() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    let sent = me.send("POST", "/import/v1/competitors", Some(many(20_000))).json();
    let progress = sent["progress"].as_str().unwrap();
    let server = std::sync::Arc::clone(&world.server);
    let process = RUNTIME.spawn(async move { surfaces::background::work_off_queue(&server, "imports").await });
    eventually(|| Some(me.get(progress).json()).filter(|state| state["rows_in"] != 0));
    process.abort();
    wait(process).unwrap_err();
    assert_eq!(me.get(progress).json()["status"], "running");
    // Two minutes later another one takes the work over.
    world.behind("update identity.background_jobs set seen_at = now() - interval '3 minutes' where status = 'running'");
    world.bring_in();
    let state = me.get(progress).json();
    assert_eq!((&state["status"], &state["created"]), (&json!("completed"), &json!(20_000)), "{state}");
    assert_eq!(me.get("/rest/v1/competitors?name=like.Many*&select=count()").rows()[0]["count"], 20_000);
}

#[test]
fn the_file_of_an_import_is_seen_by_nobody_else_and_goes_when_it_is_in() {
    let world = World::new();
    let me = world.sign_in("manager@yourco");
    let kept = || world.value::<i64>("select count(*) from knowledge.file_contents");
    let before = kept();
    let sent = me.send("POST", "/import/v1/competitors?filename=theirs.csv", Some(many(3))).json();
    let query = "/rest/v1/files?entity_type=eq.import_jobs&select=name";
    assert_eq!(json!(me.get(query).rows()), json!([{ "name": "theirs.csv" }]));
    for other in ["consultant@yourco", "viewer@yourco", "manager@copilot"] {
        assert_eq!(world.sign_in(other).get(query).rows().len(), 0, "{other}");
    }
    world.bring_in();
    assert_eq!(me.get(sent["progress"].as_str().unwrap()).json()["status"], "completed");
    assert_eq!(me.get(query).rows().len(), 0);
    assert_eq!(kept(), before);
}

#[test]
fn an_api_key_imports_with_its_own_role() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let key = |role: &str| {
        let made = admin.done("create_api_key", json!({ "name": role, "role": role }));
        world.visitor().with_token(made["key"].as_str().unwrap())
    };
    let (sales, viewer) = (key("sales"), key("viewer"));
    assert_eq!(world.import(&sales, "leads", b"company name\nBy key\n")["created"], 1);
    assert_eq!(viewer.send("POST", "/import/v1/leads", Some(b"company name\nNo\n".to_vec())).refusal(), "403 42501");
    // Another key does not see it, and a revoked one brings nothing in any more.
    let sent = sales.send("POST", "/import/v1/leads", Some(b"company name\nLate\n".to_vec())).json();
    let progress = sent["progress"].as_str().unwrap();
    assert_eq!(key("sales").get(progress).status, 404);
    let keys = admin.done("list_api_keys", json!({}));
    let of_sales = keys.as_array().unwrap().iter().filter(|k| k["role"] == "sales");
    for key in of_sales {
        admin.done("revoke_api_key", json!({ "prefix": key["prefix"] }));
    }
    world.bring_in();
    assert_eq!(admin.get("/rest/v1/leads?company_name=eq.Late").rows().len(), 0);
}

#[test]
fn what_can_be_read_two_ways_is_asked() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let file = "Name,Budget\nClear,\"1.234,50 €\"\nUnclear,12.000 CHF\n".as_bytes();
    let unsaid = world.import(&admin, "clients", file);
    assert_eq!((&unsaid["created"], &unsaid["rejected"]), (&json!(1), &json!(1)), "{unsaid}");
    assert!(unsaid["reasons"][0]["reason"].as_str().unwrap().contains("can be read two ways"), "{unsaid}");
    let said = world.import(&admin, "clients?decimal=comma", "Name,Budget\nUnclear,12.000 CHF\n".as_bytes());
    assert_eq!(said["created"], 1, "{said}");
    assert_eq!(admin.one("clients?name=eq.Unclear&select=budget")["budget"], 12000.0);
}

#[test]
fn deals_won_long_ago_open_no_projects_unless_asked() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    admin.made("clients", json!({ "name": "Old friend" }));
    let rows = |name: &str| format!("Name,Client,Stage,Value\n{name},Old friend,Closed won,100\n");
    assert_eq!(world.import(&admin, "opportunities", rows("Then").as_bytes())["created"], 1);
    assert_eq!(admin.get("/rest/v1/projects?name=eq.Then").rows().len(), 0);
    assert_eq!(
        admin
            .post("/rest/v1/system_settings", json!({ "key": "pipeline.import_opens_projects", "value": true }))
            .status,
        201
    );
    assert_eq!(world.import(&admin, "opportunities", rows("Now").as_bytes())["created"], 1);
    assert_eq!(admin.get("/rest/v1/projects?name=eq.Now").rows().len(), 1);
}

#[test]
fn an_import_is_followed_from_any_server_and_belongs_to_its_person() {
    let world = World::new();
    let beside = World::on(world.admin.clone(), surfaces::Settings::default(), platform::database::Options::default());
    let admin = world.sign_in("admin@yourco");
    let done = world.import(&admin, "clients", b"Name,Status\nFine,active\n=1+1,asleep\n");
    let job = done["job"].as_str().unwrap();
    let there = beside.sign_in("admin@yourco");
    let state = there.get(&format!("/import/v1/jobs/{job}")).json();
    assert_eq!(
        (&state["status"], &state["created"], &state["rejected"]),
        (&json!("completed"), &json!(1), &json!(1)),
        "{state}"
    );
    let rejects = there.get(&format!("/import/v1/jobs/{job}/rejects")).text;
    assert!(rejects.contains("\n'=1+1,asleep,3,"), "a formula is made harmless: {rejects}");
    assert_eq!(rejects, admin.get(&format!("/import/v1/jobs/{job}/rejects")).text);
    for other in ["viewer@yourco", "manager@yourco", "admin@copilot"] {
        for server in [&world, &beside] {
            assert_eq!(server.sign_in(other).get(&format!("/import/v1/jobs/{job}/rejects")).status, 404, "{other}");
        }
    }
    // One that nobody works on any more says so.
    world.behind(&format!(
        "update identity.import_jobs set status = 'running', updated_at = now() - interval '1 hour' where id = '{job}'"
    ));
    wait(surfaces::background::work_off(&world.server)).unwrap();
    let cut = there.get(&format!("/import/v1/jobs/{job}")).json();
    assert!(cut["status"] == "failed" && cut["error"].as_str().unwrap().contains("goes on from there"), "{cut}");
}

#[test]
fn a_large_import_is_taken_back_in_the_background() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let rows: String = (0..6000).map(|n| format!("Firm {n}\n")).collect();
    let done = world.import(&admin, "clients", format!("Name\n{rows}").as_bytes());
    let operation = done["job"].clone();
    assert_eq!(admin.verb("undo", json!({ "operation": operation })).refusal(), "413 TL413");
    let asked = admin.with("prefer", "respond-async").verb("undo", json!({ "operation": operation }));
    assert_eq!(asked.status, 202, "{}", asked.text);
    wait(surfaces::background::work_off(&world.server)).unwrap();
    assert_eq!(admin.get("/rest/v1/clients?name=like.Firm *&select=count()").rows()[0]["count"], 0);
    assert_eq!(admin.get("/rest/v1/background_jobs?verb=eq.undo&select=status").rows()[0]["status"], "done");
}

const OUTSIDE: Pages = Pages(&[
    ("https://files.example/their%20firms.csv?key=secret", 200, "text/csv", "name\nLinked Ltd\n"),
    ("https://docs.google.com/spreadsheets/d/1aB/export?format=csv&gid=7", 200, "text/csv", "name\nSheet Ltd\n"),
    ("https://files.example/page", 200, "text/html; charset=utf-8", "<p>Sign in</p>"),
    ("https://files.example/nothing.csv", 200, "text/csv", ""),
]);

#[test]
fn a_file_is_fetched_from_a_link() {
    let world = World::with(OUTSIDE.settings(), platform::database::Options::default());
    let me = world.sign_in("admin@yourco");
    let from = |link: &str| format!("clients?url={}", link.replace('?', "%3F").replace('&', "%26").replace('#', "%23"));
    let state = world.import(&me, &from("https://files.example/their%2520firms.csv?key=secret"), b"");
    assert_eq!((&state["status"], &state["created"]), (&json!("completed"), &json!(1)), "{state}");
    let sheet = world.import(&me, &from("https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing#gid=7"), b"");
    assert_eq!(sheet["created"], 1, "{sheet}");
    let jobs = me.get("/rest/v1/import_jobs?type=eq.clients&order=created_at&select=filename,source_url").rows();
    assert_eq!(
        json!(jobs[0]),
        json!({ "filename": "their firms.csv", "source_url": "https://files.example/their%20firms.csv" }),
        "what may be secret in the link is not kept"
    );
    for (link, words) in [
        ("https://files.example/page", "leads to a web page"),
        ("https://files.example/gone.csv", "answers 404"),
        ("https://files.example/nothing.csv", "empty"),
        ("files.example", "no link"),
    ] {
        let refused = me.send("POST", &format!("/import/v1/{}", from(link)), None);
        assert_eq!(refused.refusal(), "400 TL120", "{link}");
        assert!(refused.text.contains(words), "{link}: {}", refused.text);
    }
}

#[test]
fn no_link_leads_into_the_servers_own_network() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    for link in ["http://127.0.0.1:9/a.csv", "http://169.254.169.254/a.csv", "http://[::1]/a.csv", "file:///etc/passwd"]
    {
        let refused = me.send("POST", &format!("/import/v1/clients?url={link}"), None);
        assert_eq!(refused.refusal(), "400 TL120", "{link}");
        let words = if link.starts_with("file") { "only https and http" } else { "private address" };
        assert!(refused.text.contains(words), "{link}: {}", refused.text);
    }
}
