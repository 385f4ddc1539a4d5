//! The second factor: an app's code after the password, and recovery codes.

use platform::database::Options;
use platform::totp::{STEP, Secret};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};
use tests::{Client, World, with_mail};

const TOKEN: &str = "/auth/v1/token?grant_type=password";
const SALES: [(&str, &str); 2] = [("email", "sales@yourco.example"), ("password", "throughline")];

fn step() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64 / STEP
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {page}")).split(after).next().unwrap()
}

/// Sets an app up; answers its secret and the recovery codes.
fn set_up(me: &Client) -> (Secret, Vec<String>) {
    assert!(me.form("/admin/sessions", &[("do", "factor_begin"), ("current", "guess")]).text.contains("another"));
    let begun = me.form("/admin/sessions", &[("do", "factor_begin"), ("current", "throughline")]).text;
    let secret = Secret::parse(between(&begun, "id=\"secret\" readonly value=\"", "\"")).unwrap();
    let wrong = me.form("/admin/sessions", &[("do", "factor_confirm"), ("code", "000000")]).text;
    assert!(wrong.contains("That code is wrong"), "{wrong}");
    let on = me.form("/admin/sessions", &[("do", "factor_confirm"), ("code", &secret.code(step() - 1))]).text;
    let codes =
        between(&on, "<ul class=\"mono\">", "</ul>").split("<li>").skip(1).map(|li| li.replace("</li>", "")).collect();
    (secret, codes)
}

#[test]
fn a_code_is_asked_for_after_the_password_and_works_once() {
    let world = World::with(with_mail(), Options::default());
    let (secret, codes) = set_up(&world.browser("sales@yourco"));
    let send = |password: &str, code: Option<&str>| {
        world.visitor().post(TOKEN, json!({ "email": "sales@yourco.example", "password": password, "code": code }))
    };
    assert_eq!(send("throughline", None).json()["error_code"], "code_needed");
    assert_eq!(send("guess", None).json()["error_code"], "invalid_credentials", "nothing is told without the password");
    assert_eq!(send("throughline", Some("000000")).json()["error_code"], "invalid_code");
    let code = secret.code(step() + 1);
    let entered = send("throughline", Some(&code));
    assert_eq!(entered.status, 200, "{}", entered.text);
    assert_eq!(send("throughline", Some(&code)).json()["error_code"], "invalid_code", "nobody uses it again");
    assert_eq!(codes.len(), 10);
    assert_eq!(send("throughline", Some(&codes[0].to_uppercase())).status, 200);
    assert_eq!(send("throughline", Some(&codes[0])).json()["error_code"], "invalid_code");
    assert!(
        world
            .letters("security")
            .iter()
            .any(|(to, words)| to == "sales@yourco.example" && words.contains("a code as well"))
    );
}

#[test]
fn in_a_browser_the_code_is_a_second_step() {
    let world = World::new();
    let (secret, _) = set_up(&world.browser("sales@yourco"));
    let asked = world.visitor().form("/sign-in", &SALES);
    assert!(asked.status == 200 && asked.cookies().is_empty(), "{}", asked.text);
    let ticket = between(&asked.text, "name=\"ticket\" value=\"", "\"").to_string();
    let send = |ticket: &str, code: &str| world.visitor().form("/sign-in", &[("ticket", ticket), ("code", code)]);
    assert_eq!(send(&ticket, "123").status, 400);
    assert_eq!(send(&ticket.replace(&ticket[60..64], "AAAA"), &secret.code(step() + 1)).status, 400, "a forged ticket");
    let entered = send(&ticket, &secret.code(step() + 1));
    assert_eq!((entered.status, entered.header("location")), (303, "/today"), "{}", entered.text);
}

#[test]
fn codes_are_guessed_no_faster_than_passwords() {
    let world = World::new();
    set_up(&world.browser("sales@yourco"));
    let send = || {
        let body = json!({ "email": "sales@yourco.example", "password": "throughline", "code": "000000" });
        world.visitor().post(TOKEN, body).status
    };
    let statuses: Vec<u16> = (0..7).map(|_| send()).collect();
    assert_eq!(statuses, [400, 400, 400, 400, 400, 429, 429]);
}

#[test]
fn who_lost_the_app_is_helped_by_an_admin() {
    let world = World::new();
    let me = world.browser("sales@yourco");
    set_up(&me);
    let id: uuid::Uuid = world.value("select id from identity.users where email = 'sales@yourco.example'");
    let admin = world.browser("admin@yourco");
    assert!(admin.get("/admin/users").text.contains("Remove second factor"));
    let wish = [("do", "factor"), ("id", &*id.to_string())];
    assert_eq!(me.form("/admin/users", &wish).status, 403);
    assert_eq!(admin.form("/admin/users", &wish).status, 303);
    assert_eq!(world.visitor().form("/sign-in", &SALES).status, 303);
}
