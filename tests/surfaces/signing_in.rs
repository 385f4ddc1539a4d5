//! Sign-in, sessions and keys in the shape GoTrue clients expect.

use modules::identity::api_keys::{self, CreateApiKey};
use platform::database::Options;
use serde_json::json;
use std::time::{Duration, Instant};
use surfaces::Settings;
use tests::{World, wait};

const TOKEN: &str = "/auth/v1/token?grant_type=password";
const REFRESH: &str = "/auth/v1/token?grant_type=refresh_token";

fn credentials(email: &str, password: &str) -> serde_json::Value {
    json!({ "email": email, "password": password })
}

#[test]
fn a_password_opens_a_session() {
    let world = World::new();
    let answer = world.visitor().post(TOKEN, credentials("Consultant@YOURCO.example", "throughline"));
    let session = answer.json();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!((&session["token_type"], &session["user"]["role"]), (&json!("bearer"), &json!("consultant")));
    let me = world.visitor().with_token(session["access_token"].as_str().unwrap());
    assert_eq!(me.get("/auth/v1/user").json()["email"], "consultant@yourco.example");
    assert_eq!(me.get("/rest/v1/clients?limit=1").status, 200);
    assert!(world.value::<bool>(
        "select exists (select from identity.audit_log where action = 'login' and ip_address = '127.0.0.1')"
    ));
}

#[test]
fn every_wrong_sign_in_is_answered_alike() {
    let world = World::new();
    let wrong = world.visitor().post(TOKEN, credentials("admin@yourco.example", "wrong password"));
    let unknown = world.visitor().post(TOKEN, credentials("nobody@yourco.example", "wrong password"));
    world.behind("update identity.users set status = 'inactive' where email = 'staff@yourco.example'");
    let inactive = world.visitor().post(TOKEN, credentials("staff@yourco.example", "throughline"));
    assert_eq!((wrong.status, &wrong.text), (400, &unknown.text));
    assert_eq!(wrong.text, inactive.text);
    assert_eq!(wrong.json()["error_code"], "invalid_credentials");
}

#[test]
fn failures_slow_an_account_down() {
    let world = World::with(Settings { attempts_per_account: 3, ..Settings::default() }, Options::default());
    for _ in 0..3 {
        assert_eq!(world.visitor().post(TOKEN, credentials("sales@yourco.example", "guess")).status, 400);
    }
    let refused = world.visitor().post(TOKEN, credentials("sales@yourco.example", "throughline"));
    assert_eq!(refused.status, 429, "even the right password waits");
    world.behind("update identity.sign_in_attempts set regained_at = regained_at - interval '5 minutes'");
    assert_eq!(
        world.visitor().post(TOKEN, credentials("sales@yourco.example", "guess")).status,
        400,
        "tries come back one by one"
    );
    assert_eq!(world.visitor().post(TOKEN, credentials("sales@yourco.example", "throughline")).status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 60);
    assert_eq!(
        world.visitor().post(TOKEN, credentials("admin@yourco.example", "throughline")).status,
        200,
        "others are not held up"
    );
}

#[test]
fn failures_slow_an_address_down() {
    let world = World::with(Settings { attempts_per_address: 4, ..Settings::default() }, Options::default());
    for n in 0..4 {
        assert_eq!(world.visitor().post(TOKEN, credentials(&format!("guess{n}@yourco.example"), "guess")).status, 400);
    }
    assert_eq!(world.visitor().post(TOKEN, credentials("admin@yourco.example", "throughline")).status, 429);
}

#[test]
fn refresh_tokens_turn_and_a_copied_one_ends_the_session() {
    let world = World::new();
    let first = world.visitor().post(TOKEN, credentials("admin@yourco.example", "throughline")).json();
    let second = world.visitor().post(REFRESH, json!({ "refresh_token": first["refresh_token"] })).json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    // A moment later the old one is no longer a slow client's, but a thief's.
    world.behind("update identity.sessions set rotated_at = rotated_at - interval '1 minute'");
    let stolen = world.visitor().post(REFRESH, json!({ "refresh_token": first["refresh_token"] }));
    assert_eq!(stolen.json()["error_code"], "refresh_token_already_used");
    assert_eq!(world.visitor().post(REFRESH, json!({ "refresh_token": second["refresh_token"] })).status, 400);
    assert_eq!(
        world.visitor().with_token(second["access_token"].as_str().unwrap()).get("/rest/v1/clients?limit=1").refusal(),
        "401 PGRST301"
    );
}

#[test]
fn a_copy_of_any_age_ends_the_session() {
    let world = World::new();
    let turn = |token: &serde_json::Value| world.visitor().post(REFRESH, json!({ "refresh_token": token }));
    let first = world.visitor().post(TOKEN, credentials("admin@yourco.example", "throughline")).json();
    let mut latest = first.clone();
    for _ in 0..3 {
        latest = turn(&latest["refresh_token"]).json();
    }
    let stolen = turn(&first["refresh_token"]);
    assert_eq!(stolen.json()["error_code"], "refresh_token_already_used", "{}", stolen.text);
    assert_eq!(turn(&latest["refresh_token"]).status, 400, "the session is over for both");
    let admin = world.sign_in("admin@yourco");
    assert_eq!(admin.get("/rest/v1/activity_logs?severity=eq.warn&description=like.*copied*").rows().len(), 1);
    let mut forged = latest["refresh_token"].as_str().unwrap().to_string();
    forged.replace_range(50..54, "AAAA");
    assert_eq!(turn(&forged.into()).json()["error_code"], "refresh_token_not_found");
}

#[test]
fn a_session_ends_however_much_it_is_used() {
    let world = World::new();
    let first = world.visitor().post(TOKEN, credentials("admin@yourco.example", "throughline")).json();
    let browser = world.browser("admin@yourco");
    world.behind("update identity.sessions set created_at = created_at - interval '31 days', rotated_at = rotated_at - interval '2 hours'");
    let next = world.visitor().post(REFRESH, json!({ "refresh_token": first["refresh_token"] })).json();
    assert_eq!(world.visitor().post(REFRESH, json!({ "refresh_token": next["refresh_token"] })).status, 400);
    browser.get("/today");
    assert!(world.value::<bool>("select bool_and(expires_at < now()) from identity.sessions"));
}

#[test]
fn a_password_everybody_tries_is_refused() {
    let world = World::new();
    let me = world.sign_in("recruiter@yourco");
    for weak in ["password2026!", "robin-yourco", "Recruiter1"] {
        let refused = me.put("/auth/v1/user", json!({ "password": weak, "current_password": "throughline" }));
        assert_eq!((refused.status, &refused.json()["error_code"]), (422, &json!("weak_password")), "{weak}");
    }
    let page = world
        .browser("recruiter@yourco")
        .form("/admin/sessions", &[("do", "password"), ("current", "throughline"), ("password", "iloveyou")]);
    assert!(page.text.contains("guessed first"), "{}", page.text);
}

#[test]
fn a_new_device_and_a_new_password_are_told_by_mail() {
    let world = World::with(tests::with_mail(), Options::default());
    let sign_in = |agent: &str| {
        world.visitor().with("user-agent", agent).post(TOKEN, credentials("sales@yourco.example", "throughline"))
    };
    sign_in("Firefox");
    sign_in("Firefox");
    assert!(world.letters("security").is_empty(), "the first device, and again the same, are no news");
    let token = sign_in("Safari").json()["access_token"].as_str().unwrap().to_string();
    let me = world.visitor().with_token(&token);
    assert_eq!(
        me.put("/auth/v1/user", json!({ "password": "seven swans swim", "current_password": "throughline" })).status,
        200
    );
    let letters = world.letters("security");
    let [(to, device), (_, password)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(to, "sales@yourco.example");
    assert!(device.contains("Safari") && device.contains("127.0.0.1"), "{device}");
    assert!(password.contains("Your password was changed"), "{password}");
}

#[test]
fn whoever_changes_an_address_and_however_the_former_one_is_told() {
    let world = World::with(tests::with_mail(), Options::default());
    let admin = world.sign_in("admin@yourco");
    let told = || {
        wait(surfaces::background::work_off(&world.server)).unwrap();
        world.letters("security")
    };
    let user = "/rest/v1/users?email=eq.sales@yourco.example";
    assert_eq!(admin.patch(user, json!({ "full_name": "Sam Sales-Smith" })).status, 204);
    assert!(told().is_empty(), "only an address is such news");
    assert_eq!(admin.patch(user, json!({ "email": "sam@yourco.example" })).status, 204);
    let letters = told();
    let [(to, text)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(to, "sales@yourco.example");
    assert!(text.contains("with sam@yourco.example") && text.contains("Hello Sam Sales-Smith"), "{text}");
    // The page of a colleague is another door to the same.
    let id = admin.one("users?email=eq.viewer@yourco.example&select=id")["id"].as_str().unwrap().to_string();
    let page = world.browser("admin@yourco").with("hx-request", "true");
    let saved = page.form(&format!("/users/{id}/cell/email"), &[("email", "vic@yourco.example")]);
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(told().last().unwrap().0, "viewer@yourco.example");
}

#[test]
fn signing_out_everywhere_ends_every_session() {
    let world = World::new();
    let tokens: Vec<String> = (0..2)
        .map(|_| {
            world.visitor().post(TOKEN, credentials("admin@yourco.example", "throughline")).json()["access_token"]
                .as_str()
                .unwrap()
                .to_string()
        })
        .collect();
    let [here, there] = [0, 1].map(|i| world.visitor().with_token(&tokens[i]));
    assert_eq!(here.post("/auth/v1/logout?scope=local", json!({})).status, 204);
    assert_eq!((here.get("/auth/v1/user").status, there.get("/auth/v1/user").status), (401, 200));
    assert_eq!(there.post("/auth/v1/logout", json!({})).status, 204);
    assert_eq!(there.get("/rest/v1/clients").refusal(), "401 PGRST301");
}

#[test]
fn a_forged_token_opens_nothing() {
    let world = World::new();
    let token = world.visitor().post(TOKEN, credentials("viewer@yourco.example", "throughline")).json()["access_token"]
        .as_str()
        .unwrap()
        .to_string();
    let parts: Vec<&str> = token.split('.').collect();
    let forged = format!("{}.{}.{}", parts[0], parts[1], parts[2].chars().rev().collect::<String>());
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", parts[1]);
    for bad in [forged.as_str(), unsigned.as_str(), "nonsense", "tl_unknownkey"] {
        assert_eq!(world.visitor().with_token(bad).get("/rest/v1/clients").status, 401, "{bad}");
    }
}

#[test]
fn imported_bcrypt_hashes_work_and_are_upgraded() {
    let world = World::new();
    let hash = bcrypt::hash("an old password", 4).unwrap();
    world.behind(&format!("update identity.users set password_hash = '{hash}' where email = 'sales@yourco.example'"));
    assert_eq!(world.visitor().post(TOKEN, credentials("sales@yourco.example", "an old password")).status, 200);
    assert!(
        world
            .value::<String>("select password_hash from identity.users where email = 'sales@yourco.example'")
            .starts_with("$argon2id$")
    );
    assert_eq!(world.visitor().post(TOKEN, credentials("sales@yourco.example", "an old password")).status, 200);
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    let world = World::new();
    let other = world.sign_in("recruiter@yourco");
    let me = world.visitor().with_token(
        world.visitor().post(TOKEN, credentials("recruiter@yourco.example", "throughline")).json()["access_token"]
            .as_str()
            .unwrap(),
    );
    assert_eq!(me.put("/auth/v1/user", json!({ "password": "short", "current_password": "throughline" })).status, 422);
    assert_eq!(
        me.put("/auth/v1/user", json!({ "password": "a better password", "current_password": "wrong" })).status,
        400
    );
    assert_eq!(
        me.put("/auth/v1/user", json!({ "password": "a better password", "current_password": "throughline" })).status,
        200
    );
    assert_eq!((me.get("/auth/v1/user").status, other.get("/auth/v1/user").status), (200, 401));
    assert_eq!(world.visitor().post(TOKEN, credentials("recruiter@yourco.example", "a better password")).status, 200);
}

#[test]
fn the_same_address_in_two_organisations_names_one() {
    let world = World::new();
    world.behind("update identity.users set email = 'twice@example.com' where email in ('viewer@yourco.example', 'viewer@copilot.example')");
    let vague = world.visitor().post(TOKEN, credentials("twice@example.com", "throughline"));
    assert_eq!(vague.json()["error_code"], "organisation_needed");
    let exact = world
        .visitor()
        .post(TOKEN, json!({ "email": "twice@example.com", "password": "throughline", "organisation": "copilot" }));
    assert_eq!(exact.json()["user"]["app_metadata"]["organisation"], "copilot");
}

#[test]
fn an_api_key_acts_with_its_role_until_it_is_revoked() {
    let world = World::new();
    let org: uuid::Uuid = world.value("select org_id from identity.organizations where slug = 'yourco'");
    let key = wait(async {
        api_keys::insert(
            &world.admin.connect().await.unwrap(),
            org,
            &CreateApiKey { name: "robot".into(), role: "viewer".into(), days: None },
            None,
        )
        .await
        .unwrap()
        .1
        .key
    });
    let robot = world.visitor().with_token(&key);
    assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 200);
    assert_eq!(robot.post("/rest/v1/clients", json!({ "name": "x" })).status, 403);
    assert_eq!(
        world.visitor().with("apikey", &key).get("/rest/v1/clients?limit=1").status,
        200,
        "as Supabase clients send it"
    );
    assert!(!world.value::<bool>("select exists (select from identity.api_keys where key_hash::text like '%tl_%')"));
    let expired = wait(async {
        api_keys::insert(
            &world.admin.connect().await.unwrap(),
            org,
            &CreateApiKey { name: "old".into(), role: "viewer".into(), days: Some(-1) },
            None,
        )
        .await
        .unwrap()
        .1
        .key
    });
    assert_eq!(world.visitor().with_token(&expired).get("/rest/v1/clients").status, 401);
}

#[test]
fn a_changed_role_counts_within_seconds() {
    let world = World::new();
    let me = world.sign_in("staff@yourco");
    assert_eq!(me.get("/rest/v1/clients?limit=1").status, 200);
    world.behind("update identity.users set status = 'inactive' where email = 'staff@yourco.example'");
    let deadline = Instant::now() + Duration::from_secs(10);
    while me.get("/rest/v1/clients?limit=1").status != 401 {
        assert!(Instant::now() < deadline, "the session lives on");
    }
}

#[test]
fn users_stay_inside_the_allowed_domains_and_their_role() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    assert_eq!(
        admin
            .patch("/rest/v1/organizations?id=not.is.null", json!({ "allowed_email_domains": ["yourco.example"] }))
            .status,
        204
    );
    let outside = admin.post("/rest/v1/users", json!({ "email": "eve@elsewhere.example", "full_name": "Eve" }));
    assert_eq!(outside.refusal(), "400 23514");
    assert!(outside.json()["hint"].as_str().unwrap().contains("yourco.example"));
    assert_eq!(admin.post("/rest/v1/users", json!({ "email": "eve@yourco.example", "full_name": "Eve" })).status, 201);
    let me = world.sign_in("consultant@yourco");
    let id = me.get("/auth/v1/user").json()["id"].as_str().unwrap().to_string();
    assert_eq!(me.patch(&format!("/rest/v1/users?id=eq.{id}"), json!({ "role": "admin" })).refusal(), "403 42501");
    assert_eq!(me.patch(&format!("/rest/v1/users?id=eq.{id}"), json!({ "full_name": "Chris C." })).status, 204);
    assert_eq!(admin.get("/rest/v1/users?select=password_hash").refusal(), "400 42703", "secrets are nobody's");
}

#[test]
fn the_set_up_link_works_once() {
    let target = tests::empty_database();
    wait(platform::install::install(&modules::PRODUCT, &target, &tests::master())).unwrap();
    let world = World::on(target, Settings::default(), Options::default());
    world.server.allow_setup("the-secret".into());
    let wish = |token: &str, password: &str| json!({ "token": token, "organisation": "Fresh & Co", "full_name": "First", "email": "first@fresh.example", "password": password });
    assert_eq!(world.visitor().post("/auth/v1/setup", wish("guess", "a good password")).status, 403);
    assert_eq!(world.visitor().post("/auth/v1/setup", wish("the-secret", "short")).status, 400);
    assert!(world.visitor().get("/setup?token=the-secret").text.contains("Set up Throughline"));
    assert_eq!(world.visitor().post("/auth/v1/setup", wish("the-secret", "a good password")).status, 201);
    assert_eq!(world.visitor().post("/auth/v1/setup", wish("the-secret", "a good password")).status, 403);
    assert_eq!(world.visitor().get("/setup?token=the-secret").status, 404);
    assert_eq!(
        world.visitor().post(TOKEN, credentials("first@fresh.example", "a good password")).json()["user"]["app_metadata"]
            ["organisation"],
        "fresh-co"
    );
}
