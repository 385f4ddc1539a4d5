//! The web app as HTTP: cookies, headers, and verbs that stand behind its buttons.

use serde_json::json;
use tests::{Client, World};

fn browser(world: &World, who: &str) -> Client {
    let form = format!("email={}.example&password=throughline", who.replace('@', "%40"));
    let entered = world.visitor().with("content-type", "application/x-www-form-urlencoded").send(
        "POST",
        "/sign-in",
        Some(form.into_bytes()),
    );
    assert_eq!(entered.status, 303, "{}", entered.text);
    let cookie = entered.header("set-cookie").to_string();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    world.visitor().with("cookie", cookie.split(';').next().unwrap())
}

#[test]
fn a_page_allows_nothing_from_elsewhere() {
    let world = World::new();
    let page = browser(&world, "admin@yourco").get("/clients");
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
    assert!(
        !page.text.contains("https://") && !page.text.contains(" style=") && !page.text.contains(" onclick="),
        "nothing inline, nothing from elsewhere"
    );
}

#[test]
fn the_cookie_is_no_token_and_the_token_no_cookie() {
    let world = World::new();
    let cookie = browser(&world, "admin@yourco");
    assert_eq!(
        cookie.get("/rest/v1/clients").status,
        401,
        "the API wants a bearer token, which no other site can make a browser send"
    );
    let answer = world.visitor().post(
        "/auth/v1/token?grant_type=password",
        json!({ "email": "admin@yourco.example", "password": "throughline" }),
    );
    let refresh = answer.json()["refresh_token"].as_str().unwrap().to_string();
    assert_eq!(world.visitor().with("cookie", &format!("throughline={refresh}")).get("/today").status, 303);
}

#[test]
fn behind_https_the_cookie_stays_there() {
    let settings = surfaces::Settings { public_url: "https://crm.example.com".into(), ..surfaces::Settings::default() };
    let world = World::with(settings, platform::database::Options::default());
    let form = b"email=admin%40yourco.example&password=throughline".to_vec();
    let entered =
        world.visitor().with("content-type", "application/x-www-form-urlencoded").send("POST", "/sign-in", Some(form));
    let cookie = entered.header("set-cookie");
    assert!(cookie.starts_with("__Host-throughline=") && cookie.contains("; Secure"), "{cookie}");
}

#[test]
fn signing_in_leads_only_inside() {
    let world = World::new();
    for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let form = format!("email=admin%40yourco.example&password=throughline&next={elsewhere}");
        let entered = world.visitor().with("content-type", "application/x-www-form-urlencoded").send(
            "POST",
            "/sign-in",
            Some(form.into_bytes()),
        );
        assert_eq!(entered.header("location"), "/today", "{elsewhere}");
    }
}

/// Every page kind of every noun, for people of very different roles: what they may not see is refused, nothing breaks.
#[test]
fn every_page_answers_every_role() {
    let world = World::new();
    for role in ["admin", "consultant", "viewer", "client", "candidate"] {
        let person = browser(&world, &format!("{role}@yourco"));
        for path in [
            "/today",
            "/bell",
            "/search?q=at",
            "/import",
            "/reports",
            "/reports/pipeline_by_stage",
            "/reports/time_to_hire",
            "/admin",
            "/admin/users",
            "/admin/roles",
            "/admin/sessions",
            "/duplicates/clients",
        ] {
            let status = person.get(path).status;
            let away = status == 303 && path == "/today" && matches!(role, "client" | "candidate");
            assert!(matches!(status, 200 | 403 | 404) || away, "{role} {path}: {status}");
        }
        pages_of_every_noun(&world, &person, role);
    }
}

/// Every page kind of every noun that is there, for one person.
pub fn pages_of_every_noun(world: &World, person: &Client, role: &str) {
    for table in world.server.catalog.tables.values() {
        let (noun, keyed, reads) = (&table.name, table.primary_key == ["id"], table.allows(role, "SELECT"));
        let list = person.get(&format!("/{noun}"));
        assert_eq!(list.status, if reads { 200 } else { 403 }, "{role} /{noun}: {}", list.text);
        if !reads {
            continue;
        }
        let mut paths = vec![
            format!("/{noun}/new"),
            format!("/{noun}?view=board"),
            format!("/{noun}?view=calendar"),
            format!("/{noun}?view=map"),
            format!("/{noun}/filter"),
            format!("/{noun}/export?as=csv&limit=1"),
            format!("/lookup/{noun}?q=a"),
        ];
        if let Some(id) = list.text.split("data-id=\"").nth(1).and_then(|t| t.split('"').next()) {
            paths.push(format!("/{noun}/{id}"));
            paths.push(format!("/{noun}/{id}/panel"));
            paths.push(format!("/{noun}/{id}/edit"));
            if keyed {
                paths.extend(["timeline", "related", "history"].map(|tab| format!("/{noun}/{id}?tab={tab}")));
            }
        }
        for path in paths {
            let answer = person.get(&path);
            // Forms and exports ask more rights than looking; parts of a record are there for members only.
            let shown = path.split_once('?').is_none_or(|(_, q)| q.starts_with("view="));
            let refused: &[u16] = match path.rsplit('/').next() {
                Some("new" | "edit") => &[403],
                _ if shown => &[],
                _ => &[403, 404],
            };
            let fits = answer.status == 200 || refused.contains(&answer.status);
            assert!(fits, "{role} {path}: {} {}", answer.status, answer.text);
        }
    }
}

#[test]
fn an_operation_is_undone_by_who_did_it() {
    let world = World::new();
    let (admin, viewer) = (world.sign_in("admin@yourco"), world.sign_in("viewer@yourco"));
    let nothing = admin.post("/rest/v1/rpc/undo", json!({ "operation": uuid::Uuid::now_v7() }));
    assert_eq!(nothing.refusal(), "404 TL404");
    assert_eq!(viewer.post("/rest/v1/rpc/undo", json!({ "operation": uuid::Uuid::now_v7() })).status, 403);
    let staff = browser(&world, "staff@yourco")
        .with("content-type", "application/x-www-form-urlencoded")
        .with("hx-request", "true");
    let lead = admin.get("/rest/v1/leads?select=id&limit=1").rows()[0]["id"].as_str().unwrap().to_string();
    let logged = staff.send("POST", &format!("/leads/{lead}/log"), Some(b"type=note&subject=Logged+by+staff".to_vec()));
    let operation = logged
        .text
        .split("name=\"operation\" value=\"")
        .nth(1)
        .unwrap_or_else(|| panic!("{}", logged.text))
        .split('"')
        .next()
        .unwrap();
    let other = world.sign_in("sales@yourco").post("/rest/v1/rpc/undo", json!({ "operation": operation }));
    assert_eq!(other.refusal(), "403 42501", "somebody else's");
    let stranger = world.sign_in("admin@copilot").post("/rest/v1/rpc/undo", json!({ "operation": operation }));
    assert_eq!(stranger.refusal(), "404 TL404", "another organisation knows nothing of it");
    assert_eq!(
        world.sign_in("staff@yourco").post("/rest/v1/rpc/undo", json!({ "operation": operation })).json()["undone"],
        1
    );
    assert!(admin.get("/rest/v1/activities?subject=eq.Logged by staff").rows().is_empty());
}

#[test]
fn health_is_kept_once_a_day() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    world.behind("delete from crm.client_health_snapshots where date = current_date");
    assert_eq!(world.sign_in("viewer@yourco").post("/rest/v1/rpc/keep_client_health", json!({})).status, 403);
    let clients = world.value::<i64>(
        "select count(*) from crm.clients c join identity.organizations o using (org_id) where o.slug = 'yourco'",
    );
    for _ in 0..2 {
        assert_eq!(admin.post("/rest/v1/rpc/keep_client_health", json!({})).json()["clients"], clients);
        assert_eq!(
            world.value::<i64>("select count(*) from crm.client_health_snapshots where date = current_date"),
            clients
        );
    }
}
