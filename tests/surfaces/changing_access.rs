//! Changed roles, ended sessions and invitations: what counts, when, and where people land.

use platform::database::Options;
use serde_json::json;
use std::time::{Duration, Instant};
use surfaces::Settings;
use tests::{Client, World};

fn id_of(world: &World, email: &str) -> String {
    world.value::<uuid::Uuid>(&format!("select id from identity.users where email = '{email}'")).to_string()
}

/// How long until the answer has this status.
fn until(client: &Client, path: &str, status: u16) -> Duration {
    let began = Instant::now();
    while client.get(path).status != status {
        assert!(began.elapsed() < Duration::from_secs(10), "{path} does not answer {status}");
    }
    began.elapsed()
}

#[test]
fn a_changed_role_counts_at_once_in_every_process() {
    let world = World::new();
    let beside = World::on(world.admin.clone(), Settings::default(), Options::default());
    let admin = world.sign_in("admin@yourco");
    let me = world.sign_in("staff@yourco");
    let there = me.at(&beside.address);
    let path = format!("/rest/v1/users?id=eq.{}", id_of(&world, "staff@yourco.example"));
    for (change, status) in [(json!({ "role": "viewer" }), 403), (json!({ "role": "staff" }), 400)] {
        // Both processes have just looked, so what they know would hold for five seconds.
        let write = |client: &Client| client.post("/rest/v1/clients", json!({ "name": "" })).status;
        assert!([write(&me), write(&there)].iter().all(|s| *s >= 400));
        assert_eq!(admin.patch(&path, change).status, 204);
        let began = Instant::now();
        while write(&me) != status || write(&there) != status {
            assert!(began.elapsed() < Duration::from_secs(3), "the former role lives on");
        }
    }
    assert_eq!(admin.patch(&path, json!({ "status": "inactive" })).status, 204);
    assert!(until(&there, "/rest/v1/clients?limit=1", 401) < Duration::from_secs(3));
}

#[test]
fn who_comes_back_has_no_sessions() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let (program, browser) = (world.sign_in("staff@yourco"), world.browser("staff@yourco"));
    let path = format!("/rest/v1/users?id=eq.{}", id_of(&world, "staff@yourco.example"));
    for status in ["inactive", "active"] {
        assert_eq!(admin.patch(&path, json!({ "status": status })).status, 204);
    }
    until(&program, "/rest/v1/clients?limit=1", 401);
    assert_eq!(browser.get("/today").status, 303);
    assert_eq!(world.browser("staff@yourco").get("/today").status, 200);
}

#[test]
fn the_same_id_in_two_organisations_is_two_people() {
    let world = World::with(Settings { requests_per_minute: 6, ..Settings::default() }, Options::default());
    let twin = id_of(&world, "viewer@yourco.example");
    world.behind(&format!("update identity.users set id = '{twin}' where email = 'viewer@copilot.example'"));
    let (here, there) = (world.sign_in("viewer@yourco"), world.sign_in("viewer@copilot"));
    while here.get("/rest/v1/clients?limit=1").status == 200 {}
    assert_eq!(there.get("/rest/v1/clients?limit=1").status, 200);
}

#[test]
fn browsers_that_came_by_https_come_by_https() {
    let settings = Settings { public_url: "https://crm.example.com".into(), ..Settings::default() };
    let world = World::with(settings, Options::default());
    assert!(world.visitor().get("/sign-in").header("strict-transport-security").starts_with("max-age="));
    assert_eq!(World::new().visitor().get("/sign-in").header("strict-transport-security"), "");
}

fn invite(admin: &Client, fields: &[(&str, &str)]) -> tests::Answer {
    admin.form("/admin/users", &[&[("do", "invite"), ("full_name", "Eve Example")], fields].concat())
}

/// Follows the link in the page, and answers the browser and where it landed.
fn joined(world: &World, page: &str) -> (Client, String) {
    let token = page.split("/join?token=").nth(1).expect("a link").split('"').next().unwrap();
    let fields = [("token", token), ("full_name", "Eve Example"), ("password", "seven swans swim")];
    let entered = world.visitor().form("/join", &fields);
    assert_eq!(entered.status, 303, "{}", entered.text);
    let person = world.visitor().with("cookie", &entered.cookies());
    let front = person.get(entered.header("location"));
    (person, front.header("location").to_string())
}

#[test]
fn a_client_is_invited_and_lands_on_the_portal() {
    let world = World::new();
    let admin = world.browser("admin@yourco");
    let client = world.sign_in("admin@yourco").made("clients", json!({ "name": "Zephyr Ltd" }));
    let nobodys = invite(&admin, &[("email", "eve@zephyr.example"), ("role", "client")]);
    assert!(nobodys.status == 400 && nobodys.text.contains("names the client"), "{}", nobodys.text);
    let invited = invite(&admin, &[("email", "eve@zephyr.example"), ("role", "client"), ("client_id", &client)]);
    let (eve, landed) = joined(&world, &invited.text);
    assert_eq!(landed, "/portal");
    assert!(eve.get("/portal").header("location").starts_with("/portal/my/"));
    assert_eq!(eve.get("/today").header("location"), "/portal");
    let page = eve.get("/admin/sessions");
    assert!(
        page.status == 200 && !page.text.contains("id=\"rail\"") && !page.text.contains("/admin/roles"),
        "{}",
        page.text
    );
}

#[test]
fn a_candidate_is_invited_and_lands_on_their_own_page() {
    let world = World::new();
    let admin = world.browser("admin@yourco");
    let candidate =
        world.sign_in("admin@yourco").made("candidates", json!({ "first_name": "Eve", "last_name": "Example" }));
    assert_eq!(invite(&admin, &[("email", "eve@home.example"), ("role", "candidate")]).status, 400);
    let invited = invite(&admin, &[("email", "eve@home.example"), ("role", "candidate"), ("candidate_id", &candidate)]);
    let (eve, landed) = joined(&world, &invited.text);
    assert_eq!(landed, format!("/candidates/{candidate}"));
    let page = eve.get(&landed);
    assert!(page.status == 200 && !page.text.contains("id=\"rail\""), "{}", page.text);
    assert!(admin.get("/today").text.contains("id=\"rail\""), "members have it");
}

#[test]
fn other_domains_are_refused_when_the_invitation_is_made() {
    let world = World::new();
    let (admin, program) = (world.browser("admin@yourco"), world.sign_in("admin@yourco"));
    let domains = json!({ "allowed_email_domains": ["YourCo.Example"] });
    assert_eq!(program.patch("/rest/v1/organizations?id=not.is.null", domains).status, 204);
    let outside = invite(&admin, &[("email", "eve@elsewhere.example"), ("role", "staff")]);
    assert!(outside.status == 400 && outside.text.contains("outside the organisation"), "{}", outside.text);
    assert_eq!(invite(&admin, &[("email", "Eve@YOURCO.example"), ("role", "staff")]).status, 200);
    let user = json!({ "email": "eva@yourco.example", "full_name": "Eva" });
    assert_eq!(program.post("/rest/v1/users", user).status, 201, "the case of a domain means nothing");
}
