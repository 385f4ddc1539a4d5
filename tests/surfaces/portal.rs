//! What clients see: their own, the sections that were opened, and nothing else.

use serde_json::{Value, json};
use tests::{Client, World};

struct Scene {
    world: World,
    admin: Client,
    client: String,
    project: String,
}

fn scene() -> Scene {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Zephyr Ltd" }));
    let project = admin.made("projects", json!({ "client_id": client, "name": "Brand audit", "status": "active", "start_date": "2027-01-01", "end_date": "2027-03-01" }));
    admin.made(
        "phases",
        json!({ "project_id": project, "name": "Concept phase", "start_date": "2027-01-01", "end_date": "2027-01-20" }),
    );
    admin.made(
        "tasks",
        json!({ "project_id": project, "title": "Interview <b>everybody</b>", "due_date": "2027-01-10" }),
    );
    Scene { world, admin, client, project }
}

/// The path of a link.
fn path(answer: &Value) -> String {
    answer["url"].as_str().unwrap().to_string()
}

fn look(s: &Scene, path: &str) -> (u16, String) {
    let answer = s.world.visitor().get(path);
    (answer.status, answer.text)
}

#[test]
fn a_link_opens_the_clients_projects_and_every_look_is_noted() {
    let s = scene();
    let link = path(&s.admin.done("open_portal", json!({ "client": s.client })));
    let front = s.world.visitor().with("user-agent", "Safari").get(&link);
    assert_eq!((front.status, front.header("location")), (303, format!("{link}/status").as_str()));
    for (section, words) in [
        ("status", "Brand audit"),
        ("projects", "Brand audit"),
        ("timeline", "Concept phase"),
        ("tasks", "Interview &lt;b&gt;everybody&lt;/b&gt;"),
    ] {
        let page = s.world.visitor().get(&format!("{link}/{section}"));
        assert_eq!(page.status, 200);
        assert!(page.text.contains(words), "{section}");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), ("no-referrer", "noindex, nofollow"));
    }
    assert_eq!(look(&s, &format!("{link}/invoices")).0, 404, "invoices need an account");
    let looks =
        s.admin.get(&format!("/rest/v1/portal_views?client_id=eq.{}&select=section&order=created_at", s.client)).rows();
    assert_eq!(
        looks.iter().map(|l| l["section"].as_str().unwrap()).collect::<Vec<_>>(),
        ["status", "projects", "timeline", "tasks"]
    );
    assert!(s.admin.one(&format!("client_portal_access?client_id=eq.{}&select=last_accessed_at", s.client))["last_accessed_at"].is_string());
}

#[test]
fn sections_that_were_not_opened_stay_shut() {
    let s = scene();
    let link = path(&s.admin.done("open_portal", json!({ "client": s.client, "sections": ["tasks"] })));
    assert_eq!(s.world.visitor().get(&link).header("location"), format!("{link}/tasks"));
    let tasks = look(&s, &format!("{link}/tasks"));
    assert!(tasks.0 == 200 && !tasks.1.contains("/projects") && !tasks.1.contains("/timeline"));
    for shut in ["projects", "timeline", "status", "invoices", "clients", "..%2fprojects"] {
        assert_eq!(look(&s, &format!("{link}/{shut}")).0, 404, "{shut}");
    }
    assert_eq!(
        s.admin.verb("open_portal", json!({ "client": s.client, "sections": ["invoices"] })).refusal(),
        "400 TL100"
    );
}

#[test]
fn a_letter_with_the_link_needs_the_address_of_the_server() {
    let s = scene();
    let contact = json!({ "client_id": s.client, "last_name": "Doe", "email": "doe@zephyr.example" });
    let contact = s.admin.made("contacts", contact);
    let refused = s.admin.verb("open_portal", json!({ "client": s.client, "send_to": contact }));
    assert_eq!(refused.refusal(), "400 TL100");
    assert!(refused.json()["hint"].as_str().unwrap().contains("--public-url"), "{}", refused.text);
    assert!(s.admin.get(&format!("/rest/v1/client_portal_access?client_id=eq.{}", s.client)).rows().is_empty());
    assert_eq!(
        s.admin.verb("open_portal", json!({ "client": s.client })).status,
        200,
        "the link itself may be passed on"
    );
}

#[test]
fn an_expired_a_rotated_and_a_closed_link_open_nothing() {
    let s = scene();
    let first = path(&s.admin.done("open_portal", json!({ "client": s.client, "days": 30 })));
    let second = path(&s.admin.done("rotate_portal_token", json!({ "client": s.client })));
    assert_eq!(look(&s, &format!("{first}/status")).0, 404);
    assert_eq!(look(&s, &format!("{second}/status")).0, 200);
    s.world.behind("update crm.client_portal_access set expires_at = now() - interval '1 second'");
    let expired = look(&s, &format!("{second}/status"));
    assert!(expired.0 == 410 && expired.1.contains("This link has expired") && !expired.1.contains("Zephyr"));
    s.world.behind("update crm.client_portal_access set expires_at = null");
    s.admin.done("close_portal", json!({ "client": s.client }));
    assert_eq!(look(&s, &format!("{second}/status")).0, 404);
    assert_eq!(look(&s, "/portal/guess/status").0, 404);
    // The token itself is kept nowhere.
    let token = second.rsplit('/').next().unwrap();
    assert_eq!(
        s.world.value::<i64>(&format!(
            "select count(*) from crm.client_portal_access where access_token = convert_to('{token}', 'UTF8')"
        )),
        0
    );
    assert_eq!(
        s.world.sign_in("consultant@yourco").verb("open_portal", json!({ "client": s.client })).refusal(),
        "403 42501"
    );
}

#[test]
fn a_password_is_asked_and_guesses_are_counted() {
    let s = scene();
    let link = path(&s.admin.done("open_portal", json!({ "client": s.client, "password": "sesame open" })));
    let shut = look(&s, &format!("{link}/status"));
    assert!(shut.0 == 401 && !shut.1.contains("Zephyr"), "{}", shut.0);
    let enter = |password: &str| {
        s.world.visitor().with("content-type", "application/x-www-form-urlencoded").send(
            "POST",
            &link,
            Some(format!("password={password}").into_bytes()),
        )
    };
    assert_eq!(enter("wrong").status, 403);
    let opened = enter("sesame+open");
    assert_eq!(opened.status, 303);
    let cookie = opened.header("set-cookie").to_string();
    assert!(cookie.contains("HttpOnly") && cookie.contains(&format!("Path={link}")), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_string();
    let with = |cookie: &str| s.world.visitor().with("cookie", cookie).get(&format!("{link}/status")).status;
    assert_eq!((with(&cookie), with("portal=00ff")), (200, 401));
    for _ in 0..6 {
        enter("guess");
    }
    assert_eq!(enter("sesame+open").status, 429, "too many guesses");
    // Each guess stands in the feed and the audit log, as a failed sign-in does.
    let failed = |log: &str, columns: &str| s.admin.get(&format!("/rest/v1/{log}&select={columns}")).rows();
    let feed = format!("activity_logs?action_type=eq.login_failed&entity_type=eq.clients&entity_id=eq.{}", s.client);
    let audit = format!("audit_log?action=eq.login_failed&resource_type=eq.clients&resource_id=eq.{}", s.client);
    let told = tests::eventually(|| Some(failed(&feed, "severity,description,ip_address")).filter(|r| r.len() >= 4));
    let words = "Somebody gave a wrong password at the portal of Zephyr Ltd";
    assert_eq!(told[0], json!({ "severity": "warn", "description": words, "ip_address": "127.0.0.1" }));
    assert_eq!(failed(&audit, "ip_address").len(), failed(&feed, "id").len());
    // A new password makes the old proof worthless.
    let other = path(&s.admin.done("open_portal", json!({ "client": s.client, "password": "another one" })));
    assert_eq!(s.world.visitor().with("cookie", &cookie).get(&format!("{other}/status")).status, 401);
}

/// Somebody of the client with an account, as a browser.
fn kim(s: &Scene) -> Client {
    s.world.behind(&format!("update identity.users set client_id = '{}' where role = 'client' and org_id = (select org_id from identity.organizations where slug = 'yourco')", s.client));
    let answer = s.world.visitor().with("content-type", "application/x-www-form-urlencoded").send(
        "POST",
        "/sign-in",
        Some(b"email=client@yourco.example&password=throughline".to_vec()),
    );
    s.world.visitor().with("cookie", answer.header("set-cookie").split(';').next().unwrap())
}

#[test]
fn people_of_the_client_sign_in_to_the_same_pages_and_their_invoices() {
    let s = scene();
    let invoice = |client: &str| {
        let made = s.admin.done(
            "draft_invoice",
            json!({ "client": client, "hours": false, "lines": [{ "description": "Work", "unit_price": 100 }] }),
        )["invoice"]
            .as_str()
            .unwrap()
            .to_string();
        let number =
            s.admin.done("issue_invoice", json!({ "invoice": made }))["invoice_number"].as_str().unwrap().to_string();
        (made, number)
    };
    let other = s.admin.made("clients", json!({ "name": "Other" }));
    let ((mine, number), (theirs, their_number)) = (invoice(&s.client), invoice(&other));
    let draft = s.admin.done(
        "draft_invoice",
        json!({ "client": s.client, "hours": false, "lines": [{ "description": "Later", "unit_price": 5 }] }),
    )["invoice"]
        .as_str()
        .unwrap()
        .to_string();
    let kim = kim(&s);
    assert_eq!(kim.get("/portal").header("location"), "/portal/my/status");
    assert!(kim.get("/portal/my/projects").text.contains("Brand audit"));
    let list = kim.get("/portal/my/invoices").text;
    assert!(list.contains(&number) && !list.contains(&their_number));
    let document = kim.get(&format!("/portal/my/invoices/{mine}"));
    assert_eq!((document.status, document.header("content-type")), (200, "application/pdf"));
    for not in [&theirs, &draft] {
        assert_eq!(kim.get(&format!("/portal/my/invoices/{not}")).status, 404);
    }
    s.admin.done("open_portal", json!({ "client": s.client, "sections": ["status"] }));
    assert_eq!(
        (kim.get("/portal/my/tasks").status, kim.get("/portal/my/status").status),
        (404, 200),
        "what the link shows is what they see"
    );
}

#[test]
fn nothing_outside_the_own_client_is_reachable_by_id_embed_or_feed() {
    let s = scene();
    kim(&s);
    let api = s.world.sign_in("client@yourco");
    let all = |path: &str| api.get(&format!("/rest/v1/{path}")).rows();
    assert_eq!(all("clients?select=id"), [json!({ "id": s.client })]);
    assert_eq!(all("projects?select=id"), [json!({ "id": s.project })]);
    let their_project = s.admin.get(&format!("/rest/v1/projects?client_id=neq.{}&select=id&limit=1", s.client)).rows()
        [0]["id"]
        .as_str()
        .unwrap()
        .to_string();
    assert!(all(&format!("projects?id=eq.{their_project}")).is_empty());
    assert!(all(&format!("tasks?project_id=eq.{their_project}")).is_empty());
    let embedded = all("clients?select=id,projects(id,tasks(id,project_id),phases(id)),invoices(id)");
    assert_eq!(embedded.len(), 1);
    assert!(embedded[0]["projects"].as_array().unwrap().iter().all(|p| p["id"] == s.project));
    for closed in [
        "contacts",
        "opportunities",
        "leads",
        "time_entries",
        "rates",
        "emails",
        "portal_views",
        "client_portal_access",
        "timesheets",
        "payments",
        "background_jobs",
        "webhook_endpoints",
        "files",
    ] {
        let answer = api.get(&format!("/rest/v1/{closed}?limit=1"));
        assert!(answer.status == 403 || answer.rows().is_empty(), "{closed}: {}", answer.text);
    }
    for verb in [
        "win_deal",
        "draft_invoice",
        "open_portal",
        "log_time",
        "convert_lead",
        "score_leads",
        "open_calendar_feed",
        "show_webhook_secret",
    ] {
        assert_eq!(api.verb(verb, json!({})).refusal(), "403 42501", "{verb}");
    }
    assert_eq!(api.get("/rest/v1/projects?select=margin").refusal(), "400 42703");
}
