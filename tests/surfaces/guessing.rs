//! Guessing passwords: what is counted, when, and who gets in all the same.

use platform::database::Options;
use serde_json::{Value, json};
use surfaces::Settings;
use tests::{Client, World, eventually, wait, with_mail};

const TOKEN: &str = "/auth/v1/token?grant_type=password";

fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

fn guess(client: &Client, email: &str) -> u16 {
    client.post(TOKEN, credentials(email, "guess")).status
}

/// How many of many guesses at once were looked at; the others had to wait.
fn looked_at(guesses: usize, one: impl Fn() -> u16 + Sync) -> usize {
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..guesses).map(|_| scope.spawn(&one)).collect();
        running.into_iter().map(|r| r.join().unwrap()).collect()
    });
    statuses.iter().filter(|s| **s != 429).count()
}

#[test]
fn guesses_sent_at_once_are_counted_before_they_are_looked_at() {
    let world = World::new();
    assert_eq!(looked_at(40, || guess(&world.visitor(), "sales@yourco.example")), 5);
    assert_eq!(looked_at(20, || guess(&world.visitor(), "nobody@yourco.example")), 5, "alike for who does not exist");
}

#[test]
fn guesses_at_a_portal_are_counted_too() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Zephyr Ltd" }));
    let opened = admin.done("open_portal", json!({ "client": client, "password": "open please" }));
    let link = opened["url"].as_str().unwrap();
    assert_eq!(looked_at(20, || world.visitor().form(link, &[("password", "guess")]).status), 5);
}

#[test]
fn the_organisation_is_settled_before_the_password_is_looked_at() {
    let world = World::new();
    world.behind("update identity.users set email = 'twice@example.com' where email in ('viewer@yourco.example', 'viewer@copilot.example')");
    let right = world.visitor().post(TOKEN, credentials("twice@example.com", "throughline"));
    let wrong = world.visitor().post(TOKEN, credentials("twice@example.com", "guess"));
    assert_eq!((right.status, &right.text), (wrong.status, &wrong.text));
    assert!(!right.text.contains("copilot"), "which ones they are is nobody's business");
    world.behind("update identity.users set password_hash = null where email = 'twice@example.com' and org_id = (select org_id from identity.organizations where slug = 'copilot')");
    assert_eq!(
        world.visitor().post(TOKEN, credentials("twice@example.com", "throughline")).status,
        200,
        "who can't sign in is no second home"
    );
}

#[test]
fn a_new_address_takes_the_password_and_a_confirmation() {
    let world = World::with(with_mail(), Options::default());
    let me = world.sign_in("staff@yourco");
    let id = me.get("/auth/v1/user").json()["id"].as_str().unwrap().to_string();
    let aside = me.patch(&format!("/rest/v1/users?id=eq.{id}"), json!({ "email": "admin@copilot.example" }));
    assert_eq!(aside.refusal(), "403 42501");
    let change = |password: &str| {
        me.put("/auth/v1/user", json!({ "email": "new@yourco.example", "current_password": password }))
    };
    assert_eq!(me.put("/auth/v1/user", json!({ "email": "new@yourco.example" })).status, 400);
    assert_eq!(change("guess").status, 400);
    assert!(world.letters("key").is_empty());
    let asked = change("throughline");
    assert_eq!((asked.status, &asked.json()["email"]), (200, &json!("staff@yourco.example")), "{}", asked.text);
    let (to, words) = world.letters("key").remove(0);
    assert_eq!(to, "new@yourco.example");
    let token = words.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_string();
    assert_eq!(world.visitor().get(&format!("/confirm?token={token}")).status, 200, "a mail program may look");
    assert_eq!(me.get("/auth/v1/user").json()["email"], "staff@yourco.example");
    assert_eq!(world.visitor().form("/confirm", &[("token", &token)]).status, 200);
    assert_eq!(world.visitor().form("/confirm", &[("token", &token)]).status, 400, "it works once");
    assert_eq!(world.visitor().post(TOKEN, credentials("new@yourco.example", "throughline")).status, 200);
    wait(surfaces::background::work_off(&world.server)).unwrap();
    let (to, words) = world.letters("security").remove(0);
    assert_eq!(to, "staff@yourco.example", "the former address is told");
    assert!(words.contains("new@yourco.example"), "{words}");
}

#[test]
fn a_known_browser_gets_in_while_others_have_to_wait() {
    let world = World::new();
    let known = world.browser("sales@yourco");
    assert_eq!(looked_at(8, || guess(&world.visitor(), "sales@yourco.example")), 5);
    let form = [("email", "sales@yourco.example"), ("password", "throughline")];
    assert_eq!(world.visitor().form("/sign-in", &form).status, 400, "a stranger waits");
    assert_eq!(known.form("/sign-in", &form).status, 303);
    assert_eq!(world.browser("admin@yourco").form("/sign-in", &form).status, 400, "another's browser is a stranger's");
    let tries = looked_at(8, || known.form("/sign-in", &[form[0], ("password", "guess")]).status);
    assert_eq!(tries, 8, "pages answer 400 when one has to wait");
    assert_eq!(known.form("/sign-in", &form).status, 400, "its own guesses count as well");
}

#[test]
fn a_mailed_link_gets_in_while_others_have_to_wait() {
    let world = World::with(with_mail(), Options::default());
    looked_at(8, || guess(&world.visitor(), "sales@yourco.example"));
    for email in ["nobody@yourco.example", "sales@yourco.example"] {
        let sent = world.visitor().form("/sign-in/link", &[("email", email)]);
        assert!(sent.status == 200 && sent.text.contains("Look into your mail"), "{}", sent.text);
    }
    let (to, words) = eventually(|| world.letters("key").pop());
    assert_eq!((to.as_str(), world.letters("key").len()), ("sales@yourco.example", 1));
    for who in ["admin@yourco", "manager@yourco"] {
        assert!(
            world.sign_in(who).get("/rest/v1/emails?kind=eq.key").rows().is_empty(),
            "{who} can't use another's link"
        );
    }
    let token = words.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_string();
    let page = format!("/sign-in/link?token={token}");
    assert_eq!(world.visitor().get(&page).status, 200);
    let entered = world.visitor().form("/sign-in/link", &[("token", &token)]);
    assert_eq!((entered.status, entered.header("location")), (303, "/today"), "{}", entered.text);
    assert_eq!(world.visitor().with("cookie", &entered.cookies()).get("/today").status, 200);
    assert_eq!(world.visitor().form("/sign-in/link", &[("token", &token)]).status, 400, "it works once");
}

#[test]
fn behind_a_trusted_proxy_the_client_is_who_is_counted() {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let settings = Settings { attempts_per_address: 3, trusted_proxies, ..Settings::default() };
    let world = World::with(settings, Options::default());
    let from = |address: &str| world.visitor().with("x-forwarded-for", address);
    for n in 0..3 {
        assert_eq!(guess(&from("198.51.100.1"), &format!("guess{n}@yourco.example")), 400);
    }
    assert_eq!(
        guess(&from("1.1.1.1, 198.51.100.1"), "guess4@yourco.example"),
        429,
        "the last hop counts, not what it was sent"
    );
    assert_eq!(from("198.51.100.2").post(TOKEN, credentials("admin@yourco.example", "throughline")).status, 200);
    assert!(world.value::<bool>(
        "select exists (select from identity.audit_log where action = 'login' and ip_address = '198.51.100.2')"
    ));
}

#[test]
fn without_one_forwarding_headers_are_not_believed() {
    let world = World::with(Settings { attempts_per_address: 3, ..Settings::default() }, Options::default());
    for n in 0..3 {
        let somebody = world.visitor().with("x-forwarded-for", &format!("198.51.100.{n}"));
        assert_eq!(guess(&somebody, &format!("guess{n}@yourco.example")), 400);
    }
    assert_eq!(guess(&world.visitor().with("forwarded", "for=198.51.100.9"), "guess@yourco.example"), 429);
}

#[test]
fn failed_sign_ins_stand_in_the_feed_and_the_audit_log() {
    let world = World::new();
    guess(&world.visitor().with("user-agent", "Guesser"), "sales@yourco.example");
    let admin = world.sign_in("admin@yourco");
    let seen = eventually(|| admin.get("/rest/v1/activity_logs?action_type=eq.login_failed").rows().pop());
    assert_eq!(
        (&seen["severity"], &seen["description"]),
        (&json!("warn"), &json!("Somebody failed to sign in as Sam Sales"))
    );
    let noted = admin.one("audit_log?action=eq.login_failed&select=resource_type,ip_address,user_agent,user_id");
    assert_eq!(
        noted,
        json!({ "resource_type": "users", "ip_address": "127.0.0.1", "user_agent": "Guesser", "user_id": null })
    );
}
