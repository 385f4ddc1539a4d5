//! Strangers on public pages: at the server's address and at an organisation's own host.

use platform::database::Options;
use serde_json::json;
use surfaces::Settings;
use tests::{Answer, Client, World};

/// A server that knows its own address, behind a proxy on this machine.
fn world() -> World {
    let settings = Settings {
        public_url: "http://crm.example".into(),
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..Settings::default()
    };
    World::with(settings, Options::default())
}

/// Gives an organisation a host; answers what came of it.
fn give(world: &World, who: &str, host: &str) -> Answer {
    let row = json!({ "key": "public.host", "value": host });
    let upsert = world.sign_in(who).with("prefer", "resolution=merge-duplicates,return=representation");
    upsert.post("/rest/v1/system_settings?on_conflict=key", row)
}

fn hosted() -> World {
    let world = world();
    assert_eq!(give(&world, "admin@yourco", "portal.yourco.example").status, 201);
    world
}

/// Somebody whose browser asks for a host. The proxy says which.
fn at(client: &Client, host: &str) -> Client {
    client.with("x-forwarded-host", host)
}

fn guest(world: &World) -> Client {
    at(&world.visitor(), "portal.yourco.example")
}

/// A new portal of an organisation: its whole link, and the path of it.
fn portal(world: &World, who: &str) -> (String, String) {
    let admin = world.sign_in(who);
    let client = admin.made("clients", json!({ "name": "Zephyr Ltd" }));
    let url = admin.done("open_portal", json!({ "client": client }))["url"].as_str().unwrap().to_string();
    let path = url[url.find("/portal/").unwrap()..].to_string();
    (url, path)
}

#[test]
fn a_host_of_ones_own_says_whose_it_is_and_lets_sign_in() {
    let world = hosted();
    let front = guest(&world).get("/");
    assert_eq!(front.status, 200);
    assert!(
        front.text.contains("<h1>YourCo Consulting</h1>") && front.text.contains("href=\"/sign-in\""),
        "{}",
        front.text
    );
    assert!(!front.text.contains("<script") && !front.text.contains("Throughline"), "{}", front.text);
    for same in ["PORTAL.yourco.example:8443", "portal.yourco.example."] {
        assert_eq!(at(&world.visitor(), same).get("/").status, 200, "{same}");
    }
    let sign_in = guest(&world).get("/sign-in");
    assert!(sign_in.text.contains("Sign in to YourCo"), "{}", sign_in.text);
    let fields = [("email", "admin@yourco.example"), ("password", throughline::demo_data::PASSWORD)];
    let origin = guest(&world).with("host", "portal.yourco.example").with("origin", "http://portal.yourco.example");
    let entered = origin.form("/sign-in", &fields);
    assert_eq!((entered.status, entered.header("location")), (303, "/today"), "{}", entered.text);
    let inside = guest(&world).with("cookie", &entered.cookies());
    assert_eq!((inside.get("/today").status, inside.get("/").header("location")), (200, "/today"));
    let elsewhere = at(&world.visitor(), "crm.example");
    assert_eq!(elsewhere.get("/").header("location"), "/sign-in", "the server's own address is everybody's");
}

#[test]
fn at_a_host_only_its_organisation_is_there() {
    let world = hosted();
    let ((_, ours), (_, theirs)) = (portal(&world, "admin@yourco"), portal(&world, "admin@copilot"));
    let status = |client: Client, path: &str| client.get(&format!("{path}/status")).status;
    assert_eq!((status(guest(&world), &ours), status(guest(&world), &theirs)), (200, 404));
    assert_eq!((status(world.visitor(), &ours), status(world.visitor(), &theirs)), (200, 200));
    let told = guest(&world).get(&theirs).text;
    assert_eq!(told, guest(&world).get("/portal/guess").text, "as a link that never was");
    assert!(told.contains("This link does not work") && told.contains("YourCo"), "{told}");
    let fields = [("email", "admin@copilot.example"), ("password", throughline::demo_data::PASSWORD)];
    assert_eq!(guest(&world).form("/sign-in", &fields).status, 400);
    assert_eq!(world.visitor().form("/sign-in", &fields).status, 303);
    let public = |client: Client, slug: &str| client.with("throughline-organisation", slug).get("/rest/v1/jobs").status;
    assert_eq!((public(guest(&world), "yourco"), public(guest(&world), "copilot")), (200, 401));
    assert_eq!(public(world.visitor(), "copilot"), 200);
    let fields = [("do", "invite"), ("email", "new@copilot.example"), ("full_name", "New"), ("role", "viewer")];
    let people = world.browser("admin@copilot").form("/admin/users", &fields).text;
    let path = people.split("/join?").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let join = |client: Client| client.get(&format!("/join?{path}")).status;
    assert_eq!((join(guest(&world)), join(world.visitor())), (404, 200));
}

#[test]
fn a_host_is_a_name_of_one_organisation_and_admins_give_it() {
    let world = hosted();
    assert_eq!(give(&world, "admin@yourco", " Portal.YourCo.Example ").rows()[0]["value"], "portal.yourco.example");
    let taken = give(&world, "admin@copilot", "portal.yourco.example");
    assert_eq!(taken.refusal(), "409 23505");
    assert!(taken.text.contains("Another organisation of this server has this host."), "{}", taken.text);
    assert!(taken.json()["hint"].is_null(), "the row is not theirs to change: {}", taken.text);
    for wrong in
        ["https://portal.yourco.example", "portal.yourco.example:443", "portal", "10.0.0.1", "a..b", "-a.b", "a b.c"]
    {
        assert_eq!(give(&world, "admin@copilot", wrong).refusal(), "400 23514", "{wrong}");
    }
    assert_eq!(give(&world, "manager@copilot", "portal.copilot.example").refusal(), "403 42501");
    // Two may have none, and who gave one up leaves it to others at once.
    for who in ["admin@yourco", "admin@copilot"] {
        assert!(give(&world, who, "").status < 300);
    }
    assert!(give(&world, "admin@copilot", "portal.yourco.example").status < 300);
    tests::eventually(|| guest(&world).get("/").text.contains("<h1>Co-Pilot").then_some(()));
}

#[test]
fn the_page_of_settings_says_which_host_is_taken() {
    let world = hosted();
    let admin = world.browser("admin@copilot");
    let fields = [("key", "public.host"), ("value", "portal.yourco.example")];
    let refused = admin.form("/admin/settings", &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Another organisation of this server has this host."), "{}", refused.text);
    let own = admin.form("/admin/settings", &[fields[0], ("value", "CRM.example")]);
    assert!(own.status == 422 && own.text.contains("own host"), "{}", own.text);
    assert_eq!(admin.form("/admin/settings", &[fields[0], ("value", "Portal.Copilot.example")]).status, 303);
    assert!(admin.get("/admin/settings").text.contains("value=\"portal.copilot.example\""));
}

#[test]
fn links_begin_with_the_host_unless_it_is_the_servers_own() {
    let world = world();
    assert!(portal(&world, "admin@yourco").0.starts_with("http://crm.example/portal/"));
    give(&world, "admin@yourco", "portal.yourco.example");
    assert!(portal(&world, "admin@yourco").0.starts_with("https://portal.yourco.example/portal/"));
    assert!(portal(&world, "admin@copilot").0.starts_with("http://crm.example/portal/"));
    // Nobody takes the server's own address for themselves.
    give(&world, "admin@yourco", "crm.example");
    assert!(portal(&world, "admin@yourco").0.starts_with("http://crm.example/portal/"));
    let (_, theirs) = portal(&world, "admin@copilot");
    assert_eq!(at(&world.visitor(), "crm.example").get(&format!("{theirs}/status")).status, 200);
    // A server that does not know its address knows no other.
    let unknown = World::new();
    give(&unknown, "admin@yourco", "portal.yourco.example");
    assert!(portal(&unknown, "admin@yourco").0.starts_with("/portal/"));
    assert_eq!(unknown.visitor().with("host", "portal.yourco.example").get("/").status, 303);
}

#[test]
fn a_host_is_the_browsers_word_and_of_strangers_proxies_nobodys() {
    let settings = Settings { public_url: "http://crm.example".into(), ..Settings::default() };
    let world = World::with(settings, Options::default());
    give(&world, "admin@yourco", "portal.yourco.example");
    assert_eq!(world.visitor().with("host", "portal.yourco.example").get("/").status, 200);
    assert_eq!(guest(&world).get("/").status, 303, "nobody trusts this proxy");
}

#[test]
fn guessing_links_is_counted_by_address() {
    let settings = Settings { requests_per_minute: 20, ..Settings::default() };
    let world = World::with(settings, Options::default());
    for _ in 0..20 {
        assert_eq!(world.visitor().get("/portal/guess").status, 404);
    }
    let busy = world.visitor().get("/portal/another-guess/status");
    assert!(busy.status == 429 && busy.text.contains("Too many tries"), "{}", busy.status);
    assert!(busy.header("retry-after").parse::<u64>().unwrap() <= 60);
    assert_eq!(world.visitor().form("/portal/guess", &[("password", "x")]).status, 429);
}

#[test]
fn every_page_for_guests_stands_in_one_frame() {
    let world = hosted();
    let (_, portal) = portal(&world, "admin@yourco");
    let pages = ["/sign-in", "/sign-in/link", "/confirm?token=x", "/join?token=x", "/setup?token=x", "/portal/guess"];
    let pages = pages.map(str::to_string).into_iter().chain([format!("{portal}/status"), "/portal/guess/tasks".into()]);
    for page in pages {
        for (client, whose) in [(world.visitor(), "server"), (guest(&world), "host")] {
            let answer = client.get(&page);
            let about = format!("{page} at the {whose}");
            assert!(answer.text.starts_with("<!DOCTYPE html>"), "{about}: {}", answer.text);
            assert!(answer.text.contains("href=\"#main\"") && answer.text.contains("id=\"main\""), "{about}");
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{about}");
            assert!(!policy.contains("script-src") && !answer.text.contains("<script"), "{about}: {policy}");
            let headers = ["referrer-policy", "x-robots-tag", "cache-control"].map(|name| answer.header(name));
            assert_eq!(headers, ["no-referrer", "noindex, nofollow", "private, no-store"], "{about}");
        }
    }
}
