//! Links for people without an account: each opens one page, until it expires or is called back.

use platform::database::Options;
use serde_json::{Value, json};
use surfaces::Settings;
use tests::{Client, World};

struct Scene {
    world: World,
    me: Client,
    person: String,
}

fn scene() -> Scene {
    let settings = Settings {
        public_url: "http://crm.example".into(),
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..Settings::default()
    };
    let world = World::with(settings, Options::default());
    let me = world.sign_in("recruiter@copilot");
    let person = me.made("candidates", json!({ "first_name": "Ann", "last_name": "Able" }));
    Scene { world, me, person }
}

impl Scene {
    /// A new link; its whole address.
    fn link(&self) -> String {
        let input = json!({ "person": self.person, "ticket": "White Card", "by": "link" });
        self.me.done("request_ticket_renewal", input)["url"].as_str().unwrap().to_string()
    }

    fn at(&self, host: &str, url: &str) -> (u16, String) {
        let path = &url[url.find("/link/").unwrap()..];
        let answer = self.world.visitor().with("x-forwarded-host", host).get(path);
        (answer.status, answer.text)
    }

    fn look(&self, url: &str) -> (u16, String) {
        self.at("crm.example", url)
    }
}

#[test]
fn a_link_opens_its_page_and_its_token_is_kept_nowhere() {
    let s = scene();
    let url = s.link();
    assert!(url.starts_with("http://crm.example/link/"), "{url}");
    let (status, text) = s.look(&url);
    assert!(status == 200 && text.contains("Your White Card") && text.contains("Co-Pilot Labour Hire"), "{text}");
    let page = s.world.visitor().get(&url["http://crm.example".len()..]);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), ("no-referrer", "noindex, nofollow"));
    assert!(!page.text.contains("<script"));
    let row = s.me.one("guest_links?purpose=eq.ticket_renewal&entity_type=eq.ticket_renewals&revoked_at=is.null&used_at=is.null&order=id.desc&limit=1");
    assert!(row.get("token_hash").is_none(), "{row}");
    assert_eq!(s.me.get("/rest/v1/guest_links?select=token_hash").status, 400);
    let token = url.rsplit('/').next().unwrap();
    let clear = format!("select count(*) from identity.guest_links where token_hash = convert_to('{token}', 'UTF8')");
    assert_eq!(s.world.value::<i64>(&clear), 0);
}

#[test]
fn a_link_that_is_unknown_replaced_called_back_or_expired_opens_nothing() {
    let s = scene();
    let first = s.link();
    let second = s.link();
    for dead in [first.as_str(), "/link/guess", "/link/%00", "/link/'or'1'='1"] {
        let (status, text) = s.look(dead);
        assert!(
            status == 404 && text.contains("This link does not work") && !text.contains("White Card"),
            "{dead}: {text}"
        );
    }
    s.world.behind("update identity.guest_links set expires_at = now() - interval '1 second' where revoked_at is null");
    let (status, text) = s.look(&second);
    assert!(status == 410 && text.contains("This link has expired") && !text.contains("Ann"), "{text}");
    let third = s.link();
    let id = s
        .me
        .one("guest_links?revoked_at=is.null&expires_at=gt.now&select=id&created_by=not.is.null&order=id.desc&limit=1")
        ["id"]
        .clone();
    // Whoever did not make it, and is no manager, does not call it back.
    assert_eq!(
        s.world.sign_in("sales@copilot").verb("revoke_guest_link", json!({ "link": id })).refusal(),
        "404 TL404"
    );
    assert_eq!(s.look(&third).0, 200);
    s.me.done("revoke_guest_link", json!({ "link": id }));
    assert_eq!(s.look(&third).0, 404);
    assert_eq!(s.me.verb("revoke_guest_link", json!({ "link": s.person })).refusal(), "404 TL404");
}

#[test]
fn links_are_seen_by_who_made_them_and_written_by_nobody() {
    let s = scene();
    let input = json!({ "person": s.person, "ticket": "White Card", "by": "link" });
    let renewal = s.me.done("request_ticket_renewal", input)["renewal"].as_str().unwrap().to_string();
    let query = format!("/rest/v1/guest_links?entity_id=eq.{renewal}");
    let count = |who: &str| s.world.sign_in(who).get(&query).rows().len();
    assert_eq!(["recruiter@copilot", "manager@copilot", "sales@copilot", "admin@yourco"].map(count), [1, 1, 0, 0]);
    assert_eq!(s.world.sign_in("client@copilot").get("/rest/v1/guest_links").status, 403);
    let admin = s.world.sign_in("admin@copilot");
    let row: Value = json!({ "purpose": "ticket_renewal", "entity_type": "candidates", "entity_id": s.person });
    assert_eq!(admin.post("/rest/v1/guest_links", row).status, 403);
    let later = json!({ "expires_at": "2099-01-01T00:00:00Z" });
    assert_eq!(admin.patch("/rest/v1/guest_links?purpose=eq.ticket_renewal", later).status, 403);
}

#[test]
fn at_a_host_of_ones_own_only_its_links_work() {
    let s = scene();
    let host = |who: &str, host: &str| {
        let row = json!({ "key": "public.host", "value": host });
        let made = s.world.sign_in(who).post("/rest/v1/system_settings", row);
        assert_eq!(made.status, 201, "{}", made.text);
    };
    host("admin@copilot", "people.copilot.example");
    host("admin@yourco", "portal.yourco.example");
    let url = s.link();
    assert!(url.starts_with("https://people.copilot.example/link/"), "{url}");
    assert_eq!(s.at("people.copilot.example", &url).0, 200);
    let (status, text) = s.at("portal.yourco.example", &url);
    assert!(status == 404 && !text.contains("Co-Pilot"), "{text}");
}

#[test]
fn who_guesses_is_counted_before_anything_is_looked_up() {
    let settings = Settings { requests_per_minute: 30, ..Settings::default() };
    let world = World::with(settings, Options::default());
    let guesses: Vec<u16> = (0..60).map(|n| world.visitor().get(&format!("/link/guess{n}")).status).collect();
    assert!(guesses.contains(&404) && guesses.last() == Some(&429), "{guesses:?}");
}
