//! Passkeys: added with the password, used without anything typed, refused when anything is not as it should be.

use modules::identity::api_keys::{self, CreateApiKey};
use platform::database::Options;
use serde_json::{Value, json};
use std::time::Duration;
use surfaces::Settings;
use tests::device::{Device, bytes, text};
use tests::{Answer, Client, World, eventually, wait};
use uuid::Uuid;

const ORIGIN: &str = "https://throughline.example";
const ASK: &str = "/auth/v1/passkeys/sign-in/begin";
const ENTER: &str = "/auth/v1/passkeys/sign-in/finish";
const NEW: &str = "/auth/v1/passkeys/register/begin";
const ADD: &str = "/auth/v1/passkeys/register/finish";

fn settings() -> Settings {
    Settings { public_url: ORIGIN.into(), ..tests::with_mail() }
}

fn world() -> World {
    World::with(settings(), Options::default())
}

/// What makes a device say something false.
type Spoil<'a> = &'a dyn Fn(&mut Device);

/// What a new passkey is asked for.
fn wish(me: &Client) -> Value {
    let wish = me.post(NEW, json!({ "current_password": "throughline" }));
    assert_eq!(wish.status, 200, "{}", wish.text);
    wish.json()
}

fn add(me: &Client, name: &str, credential: &Value) -> Answer {
    me.post(ADD, json!({ "name": name, "credential": credential }))
}

/// A device with a passkey of this person.
fn device(world: &World, who: &str, name: &str) -> Device {
    let (me, mut device) = (world.sign_in(who), Device::at(ORIGIN));
    let made = device.make(&wish(&me));
    let added = add(&me, name, &made);
    assert_eq!(added.status, 201, "{}", added.text);
    device
}

fn ask(world: &World) -> Value {
    world.visitor().post(ASK, json!({})).json()
}

fn enter(world: &World, credential: &Value) -> Answer {
    world.visitor().post(ENTER, json!({ "credential": credential }))
}

fn sign_in(world: &World, device: &mut Device) -> Answer {
    enter(world, &device.sign(&ask(world)))
}

/// The error's code, as sign-in gives it.
fn why(answer: &Answer) -> String {
    answer.json()["error_code"].as_str().unwrap_or_default().to_string()
}

/// Sentences of the feed with these words in them.
fn feed(world: &World, words: &str) -> usize {
    world.sign_in("admin@yourco").get(&format!("/rest/v1/activity_logs?description=like.*{words}*")).rows().len()
}

#[test]
fn a_passkey_signs_in_without_password_and_code() {
    let world = world();
    let me = world.sign_in("sales@yourco");
    let asked = wish(&me);
    let chosen = &asked["authenticatorSelection"];
    assert_eq!(asked["rp"]["id"], "throughline.example");
    assert_eq!(chosen, &json!({ "residentKey": "required", "userVerification": "required" }));
    assert_eq!((&asked["attestation"], &asked["excludeCredentials"]), (&json!("none"), &json!([])));
    let mut device = Device::at(ORIGIN);
    assert_eq!(add(&me, "Work laptop", &device.make(&asked)).status, 201);
    assert_eq!(wish(&me)["excludeCredentials"][0]["id"], text(&device.id), "no device makes a second one");
    // With a second factor the password alone is not enough; the passkey is.
    world.behind(
        "insert into identity.second_factors (org_id, id, user_id, confirmed_at)
         select org_id, id, id, now() from identity.users where email = 'sales@yourco.example'",
    );
    let asked = ask(&world);
    assert_eq!((&asked["rpId"], &asked["userVerification"]), (&json!("throughline.example"), &json!("required")));
    assert_eq!(asked["allowCredentials"], json!([]), "the device says who it is for");
    let entered = enter(&world, &device.sign(&asked));
    assert_eq!(entered.status, 200, "{}", entered.text);
    let me = world.visitor().with_token(entered.json()["access_token"].as_str().unwrap());
    assert_eq!(me.get("/auth/v1/user").json()["email"], "sales@yourco.example");
    let mine = me.one("passkeys?select=name,sign_count,backed_up,used:last_used_at");
    assert_eq!((&mine["name"], &mine["sign_count"]), (&json!("Work laptop"), &json!(2)));
    assert!(mine["used"].is_string() && mine["backed_up"] == false, "{mine}");
    assert_eq!(feed(&world, "Work laptop of"), 1);
    assert_eq!(world.value::<i64>("select count(*) from identity.audit_log where resource_type = 'passkeys'"), 1);
    let (to, letter) = world.letters("security").pop().unwrap();
    assert!(to == "sales@yourco.example" && letter.contains("Work laptop"), "{letter}");
}

#[test]
fn in_a_browser_the_forms_carry_it() {
    let world = world();
    let me = world.browser("client@yourco");
    let page = me.get("/admin/sessions").text;
    assert!(page.contains(&format!("data-passkeys=\"{ORIGIN}\"")), "clients may have them as well: {page}");
    let wish = |current| me.form("/admin/sessions", &[("do", "passkey_begin"), ("current", current)]);
    assert_eq!(wish("guess").json()["msg"], "The present password is another.");
    let mut device = Device::at(ORIGIN);
    let made = device.make(&wish("throughline").json()).to_string();
    let added = me.form("/admin/sessions", &[("do", "passkey_add"), ("name", "Phone"), ("credential", &made)]).text;
    assert!(added.contains("The passkey was added") && added.contains("Phone"), "{added}");
    let visitor = world.visitor();
    assert!(visitor.get("/sign-in").text.contains("Sign in with a passkey"));
    let signed = device.sign(&ask(&world)).to_string();
    let fields = [("credential", signed.as_str()), ("next", "/portal")];
    let entered = visitor.form("/sign-in/passkey", &fields);
    assert_eq!((entered.status, entered.header("location")), (303, "/portal"), "{}", entered.text);
    let entered = visitor.with("cookie", &entered.cookies());
    assert!(entered.get("/admin/sessions").text.contains("last used"), "it is a session like any other");
    let again = visitor.form("/sign-in/passkey", &fields);
    assert_eq!(again.status, 400);
    assert!(again.text.contains("This answer was sent before"), "{}", again.text);
    assert_eq!(visitor.form("/sign-in/passkey", &[("credential", "nonsense")]).status, 400);
}

#[test]
fn what_is_not_as_it_should_be_opens_nothing() {
    let world = world();
    let mut good = device(&world, "sales@yourco", "Mine");
    let mut other = device(&world, "staff@yourco", "Theirs");
    let refused = |spoil: Spoil<'_>, of: &mut Device| {
        let (origin, domain, handle) = (of.origin.clone(), of.domain.clone(), of.handle.clone());
        spoil(of);
        let answer = sign_in(&world, of);
        (of.origin, of.domain, of.handle, of.verified, of.synced) = (origin, domain, handle, true, false);
        assert_eq!(answer.status, 400, "{}", answer.text);
        why(&answer)
    };
    let theirs = other.handle.clone();
    let spoils: [(&str, Spoil<'_>); 6] = [
        ("wrong_origin", &|d| d.origin = "https://throughline.example.evil.example".into()),
        ("passkey_refused", &|d| d.domain = "evil.example".into()),
        ("verification_needed", &|d| d.verified = false),
        ("passkey_refused", &|d| d.synced = true),
        ("passkey_refused", &|d| d.handle = theirs.clone()),
        ("passkey_refused", &|d| d.handle = vec![7; 32]),
    ];
    for (n, (code, spoil)) in spoils.into_iter().enumerate() {
        assert_eq!(refused(spoil, &mut good), code, "{n}");
        world.behind("delete from identity.sign_in_attempts");
    }
    let mut signed = good.sign(&ask(&world));
    let mut signature = bytes(&signed["response"]["signature"]);
    *signature.last_mut().unwrap() ^= 1;
    signed["response"]["signature"] = text(&signature).into();
    assert_eq!(why(&enter(&world, &signed)), "passkey_refused", "a tampered signature");
    let mut signed = good.sign(&ask(&world));
    signed["rawId"] = text(&other.id).into();
    assert_eq!(why(&enter(&world, &signed)), "passkey_refused", "somebody else's name");
    let mut signed = good.sign(&ask(&world));
    signed["response"]["userHandle"] = Value::Null;
    assert_eq!(why(&enter(&world, &signed)), "passkey_refused", "for nobody");
    for nonsense in [json!(null), json!({}), json!({ "rawId": "!", "response": {} })] {
        assert_eq!(enter(&world, &nonsense).status, 400);
    }
    eventually(|| (feed(&world, "failed to sign in as % with a passkey") >= 6).then_some(()));
    let logged = "select count(*) >= 6 from identity.audit_log where action = 'login_failed'";
    assert!(world.value::<bool>(logged), "refusals are in the audit log");
    world.behind("delete from identity.sign_in_attempts");
    assert_eq!(sign_in(&world, &mut good).status, 200, "nothing of it harmed the passkey");
    assert_eq!(sign_in(&world, &mut other).status, 200);
}

#[test]
fn what_is_not_as_it_should_be_is_not_added() {
    let world = world();
    let me = world.sign_in("sales@yourco");
    assert_eq!(why(&me.post(NEW, json!({ "current_password": "guess" }))), "invalid_credentials");
    assert_eq!(world.visitor().post(NEW, json!({ "current_password": "throughline" })).status, 401);
    let refused = |spoil: Spoil<'_>| {
        let mut device = Device::at(ORIGIN);
        spoil(&mut device);
        why(&add(&me, "No", &device.make(&wish(&me))))
    };
    assert_eq!(refused(&|d| d.origin = "http://throughline.example".into()), "wrong_origin");
    assert_eq!(refused(&|d| d.domain = "evil.example".into()), "passkey_refused");
    assert_eq!(refused(&|d| d.verified = false), "verification_needed");
    let mut unkept = Device::at(ORIGIN).make(&wish(&me));
    unkept["clientExtensionResults"]["credProps"]["rk"] = false.into();
    assert_eq!(why(&add(&me, "No", &unkept)), "passkey_refused", "a device that keeps nothing");
    let mut device = device(&world, "sales@copilot", "Mine");
    assert_eq!(why(&add(&me, "No", &device.make(&wish(&me)))), "passkey_taken", "the key of another organisation");
    assert_eq!(world.value::<i64>("select count(*) from identity.passkeys"), 1);
}

#[test]
fn a_challenge_is_for_one_answer_of_one_person_soon() {
    let world = world();
    let (me, other) = (world.sign_in("sales@yourco"), world.sign_in("staff@yourco"));
    let mut device = Device::at(ORIGIN);
    let asked = wish(&me);
    assert_eq!(why(&add(&other, "Stolen", &device.make(&asked))), "passkey_refused", "it was asked of another");
    assert_eq!(
        why(&add(
            &me,
            "No",
            &Device::at(ORIGIN).make(&json!({ "challenge": ask(&world)["challenge"], "user": asked["user"] }))
        )),
        "passkey_refused",
        "it was asked for signing in"
    );
    let forged = json!({ "challenge": text(&[7; 40]), "user": asked["user"] });
    assert_eq!(why(&add(&me, "No", &Device::at(ORIGIN).make(&forged))), "passkey_refused", "the server never asked");
    assert_eq!(add(&me, "Mine", &device.make(&asked)).status, 201);
    assert_eq!(why(&add(&me, "Again", &Device::at(ORIGIN).make(&asked))), "challenge_used");
    let signed = device.sign(&ask(&world));
    assert_eq!(enter(&world, &signed).status, 200);
    assert_eq!(why(&enter(&world, &signed)), "challenge_used");
    assert_eq!(why(&enter(&world, &device.sign(&asked))), "passkey_refused", "it was asked for a new passkey");
    let impatient = Settings { passkey_patience: Duration::ZERO, ..settings() };
    let late = World::on(world.admin.clone(), impatient, Options::default());
    assert_eq!(why(&sign_in(&late, &mut device)), "challenge_expired");
    let me = late.sign_in("sales@yourco");
    assert_eq!(why(&add(&me, "Late", &Device::at(ORIGIN).make(&wish(&me)))), "challenge_expired");
}

#[test]
fn one_server_takes_what_another_asked() {
    let world = world();
    let beside = World::on(world.admin.clone(), settings(), Options::default());
    let me = world.sign_in("sales@yourco");
    let mut device = Device::at(ORIGIN);
    let made = device.make(&wish(&me));
    assert_eq!(add(&me.at(&beside.address), "Mine", &made).status, 201);
    let signed = device.sign(&ask(&world));
    assert_eq!(enter(&beside, &signed).status, 200);
    assert_eq!(why(&enter(&world, &signed)), "challenge_used", "used up for both");
}

#[test]
fn a_copy_that_counts_behind_is_refused_and_told() {
    let world = world();
    let mut device = device(&world, "sales@yourco", "Work laptop");
    device.count = 7;
    assert_eq!(sign_in(&world, &mut device).status, 200);
    device.count = 7;
    let copy = sign_in(&world, &mut device);
    assert_eq!(why(&copy), "passkey_copied", "{}", copy.text);
    assert_eq!(feed(&world, "Work laptop of % counted backwards"), 1);
    assert!(world.letters("security").iter().any(|(_, words)| words.contains("a copy of your passkey Work laptop")));
    device.count = 8;
    assert_eq!(sign_in(&world, &mut device).status, 200, "the owner's own goes on");
    // Nobody without the key makes it look copied.
    let mut signed = device.sign(&ask(&world));
    let mut data = bytes(&signed["response"]["authenticatorData"]);
    data[33..37].copy_from_slice(&[0; 4]);
    signed["response"]["authenticatorData"] = text(&data).into();
    assert_eq!(why(&enter(&world, &signed)), "passkey_refused");
    let mut silent = self::device(&world, "staff@yourco", "Keychain");
    world.behind("update identity.passkeys set sign_count = 0 where name = 'Keychain'");
    silent.count = 0;
    assert_eq!(sign_in(&world, &mut silent).status, 200, "a device that does not count");
    assert_eq!(sign_in(&world, &mut silent).status, 200);
}

#[test]
fn it_opens_what_its_owner_may_open_and_no_longer() {
    let world = world();
    let mut device = device(&world, "staff@yourco", "Mine");
    // The same id in another organisation is another person.
    let elsewhere: Uuid = world.value("select org_id from identity.organizations where slug = 'copilot'");
    let here = device.handle.clone();
    device.handle[..16].copy_from_slice(elsewhere.as_bytes());
    assert_eq!(why(&sign_in(&world, &mut device)), "passkey_refused");
    device.handle = here;
    let admin = world.sign_in("admin@yourco");
    let maintenance = |on: bool| {
        let kept = "insert into identity.system_settings (org_id, key, value)
            select org_id, 'MAINTENANCE_MODE', 'VALUE' from identity.organizations where slug = 'yourco'
            on conflict on constraint system_settings_key_taken do update set value = excluded.value";
        world.behind(&kept.replace("VALUE", if on { "true" } else { "false" }));
    };
    maintenance(true);
    let entered = sign_in(&world, &mut device).json();
    let inside = world.visitor().with_token(entered["access_token"].as_str().unwrap());
    assert_eq!(inside.get("/rest/v1/clients?limit=1").refusal(), "503 TL503", "closed for maintenance");
    maintenance(false);
    assert_eq!(
        admin.patch("/rest/v1/users?email=eq.staff@yourco.example", json!({ "status": "inactive" })).status,
        204
    );
    assert_eq!(why(&sign_in(&world, &mut device)), "passkey_refused");
    assert_eq!(admin.patch("/rest/v1/users?email=eq.staff@yourco.example", json!({ "status": "active" })).status, 204);
    assert_eq!(sign_in(&world, &mut device).status, 200);
}

#[test]
fn ten_are_enough() {
    let world = world();
    let me = world.sign_in("sales@yourco");
    // The tenth and eleventh were both asked for while there were nine.
    for n in 1..10 {
        device(&world, "sales@yourco", &format!("Device {n}"));
    }
    let wishes = [wish(&me), wish(&me)];
    let made: Vec<Value> = wishes.iter().map(|wish| Device::at(ORIGIN).make(wish)).collect();
    assert_eq!(add(&me, "Tenth", &made[0]).status, 201);
    assert_eq!(why(&add(&me, "Eleventh", &made[1])), "too_many_passkeys");
    assert_eq!(why(&me.post(NEW, json!({ "current_password": "throughline" }))), "too_many_passkeys");
    assert_eq!(me.get("/rest/v1/passkeys").rows().len(), 10);
    device(&world, "staff@yourco", "Another's first");
}

#[test]
fn keys_of_programs_make_and_remove_none() {
    let world = world();
    device(&world, "sales@yourco", "Mine");
    let org: Uuid = world.value("select org_id from identity.organizations where slug = 'yourco'");
    let key = wait(async {
        let wish = CreateApiKey { name: "robot".into(), role: "sales".into(), days: None };
        api_keys::insert(&world.admin.connect().await.unwrap(), org, &wish, None).await.unwrap().1.key
    });
    world.behind(
        "update identity.api_keys set user_id = (select id from identity.users where email = 'sales@yourco.example')",
    );
    let (robot, me) = (world.visitor().with_token(&key), world.sign_in("sales@yourco"));
    let id = &me.one("passkeys?select=id")["id"];
    let (asked, made) = (json!({ "current_password": "throughline" }), Device::at(ORIGIN).make(&wish(&me)));
    for refused in [
        robot.post(NEW, asked.clone()),
        add(&robot, "Robot", &made),
        robot.post("/auth/v1/passkeys/remove", json!({ "id": id, "current_password": "throughline" })),
    ] {
        assert_eq!((refused.status, why(&refused)), (403, "people_only".into()), "{}", refused.text);
    }
    let row = json!({ "name": "x", "algorithm": -7, "backup_eligible": false, "backed_up": false });
    assert_eq!(world.sign_in("admin@yourco").post("/rest/v1/passkeys", row).status, 403);
    assert_eq!(me.get("/rest/v1/passkeys").rows().len(), 1);
}

#[test]
fn everybody_sees_renames_and_removes_their_own() {
    let world = world();
    let mut device = device(&world, "sales@yourco", "Mine");
    let me = world.sign_in("sales@yourco");
    let id = me.one("passkeys?select=id")["id"].as_str().unwrap().to_string();
    let path = format!("/rest/v1/passkeys?id=eq.{id}");
    for other in
        ["admin@yourco", "manager@yourco", "staff@yourco", "client@yourco", "candidate@yourco", "sales@copilot"]
    {
        let other = world.sign_in(other);
        assert_eq!(other.get(&path).rows().len(), 0);
        assert!(
            [403, 404]
                .contains(&other.with("prefer", "return=representation").patch(&path, json!({ "name": "x" })).status)
                || other.get(&path).rows().is_empty()
        );
        let remove = json!({ "id": id, "current_password": "throughline" });
        assert_eq!(why(&other.post("/auth/v1/passkeys/remove", remove)), "passkey_not_found");
    }
    assert_eq!(me.get("/rest/v1/passkeys?select=public_key").refusal(), "400 42703", "secrets are nobody's");
    assert_eq!(me.patch(&path, json!({ "name": "Laptop" })).status, 204);
    assert_eq!(me.patch(&path, json!({ "sign_count": 0 })).status, 403, "what the server counts is its own");
    assert_eq!(me.delete(&path).status, 403, "that takes the password");
    let remove = |password| me.post("/auth/v1/passkeys/remove", json!({ "id": id, "current_password": password }));
    assert_eq!(why(&remove("guess")), "invalid_credentials");
    assert_eq!(sign_in(&world, &mut device).status, 200);
    assert_eq!(remove("throughline").status, 204);
    assert_eq!(why(&sign_in(&world, &mut device)), "passkey_refused");
    let (to, letter) = world.letters("security").into_iter().rfind(|(_, l)| l.contains("no longer opens")).unwrap();
    assert!(to == "sales@yourco.example" && letter.contains("Laptop"), "{letter}");
    assert_eq!(feed(&world, "Passkey Laptop of % removed"), 1);
}

#[test]
fn who_lost_the_device_is_helped_by_an_admin() {
    let world = world();
    let mut device = device(&world, "sales@yourco", "Lost");
    let id: Uuid = world.value("select id from identity.users where email = 'sales@yourco.example'");
    let wish = [("do", "passkeys"), ("id", &*id.to_string())];
    assert_eq!(world.browser("manager@yourco").form("/admin/users", &wish).status, 403);
    world.browser("admin@copilot").form("/admin/users", &wish);
    assert_eq!(sign_in(&world, &mut device).status, 200, "an admin of another organisation removes nothing");
    let admin = world.browser("admin@yourco");
    assert!(admin.get("/admin/users").text.contains("Remove passkeys"));
    assert_eq!(admin.form("/admin/users", &wish).status, 303);
    assert_eq!(why(&sign_in(&world, &mut device)), "passkey_refused");
    assert!(!admin.get("/admin/users").text.contains("Remove passkeys"));
}

#[test]
fn an_erased_candidate_has_none() {
    let world = world();
    let mut device = device(&world, "candidate@yourco", "Mine");
    let profile: Uuid = world.value("select candidate_id from identity.users where email = 'candidate@yourco.example'");
    let input = json!({ "noun": "candidates", "id": profile, "reason": "request by letter" });
    let receipt = world.sign_in("admin@yourco").done("erase_person", input)["receipt"].as_str().unwrap().to_string();
    let removed = world.sign_in("admin@yourco").one(&format!("erasures?select=removed&id=eq.{receipt}"));
    assert_eq!(removed["removed"]["passkeys"], 1);
    assert_eq!(why(&sign_in(&world, &mut device)), "passkey_refused");
    assert_eq!(world.value::<i64>("select count(*) from identity.passkeys"), 0);
}

#[test]
fn refusals_slow_an_account_down() {
    let world = World::with(Settings { attempts_per_account: 3, ..settings() }, Options::default());
    let mut device = device(&world, "sales@yourco", "Mine");
    let domain = std::mem::replace(&mut device.domain, "evil.example".into());
    let statuses: Vec<u16> = (0..4).map(|_| sign_in(&world, &mut device).status).collect();
    assert_eq!(statuses, [400, 400, 400, 429]);
    device.domain = domain;
    let waits = sign_in(&world, &mut device);
    assert!(waits.status == 429 && waits.header("retry-after").parse::<u64>().unwrap() > 60, "{}", waits.text);
    world.behind("update identity.sign_in_attempts set regained_at = now()");
    assert_eq!(sign_in(&world, &mut device).status, 200);
}

#[test]
fn without_an_address_for_them_there_are_none() {
    let world = World::new();
    let asked = world.visitor().with("host", "throughline.example").post(ASK, json!({}));
    assert_eq!(
        (asked.status, why(&asked)),
        (422, "no_passkeys_here".into()),
        "what a request says of its host is no address"
    );
    assert!(!world.visitor().get("/sign-in").text.contains("passkey"));
    assert!(world.browser("sales@yourco").get("/admin/sessions").text.contains("--public-url"));
}
