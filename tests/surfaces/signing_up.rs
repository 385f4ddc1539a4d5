//! People with an address in an organisation's domains make their own account, where it lets them.

use platform::database::Options;
use serde_json::json;
use tests::{Client, World, eventually, with_mail};

/// An organisation whose people make their own accounts.
fn scene() -> (World, Client) {
    let world = World::with(with_mail(), Options::default());
    let admin = world.sign_in("admin@yourco");
    let domains = json!({ "allowed_email_domains": ["YourCo.Example"] });
    assert_eq!(admin.patch("/rest/v1/organizations?id=not.is.null", domains).status, 204);
    admin.made("system_settings", json!({ "key": "sign_up.is_open", "value": true }));
    (world, admin)
}

fn ask(world: &World, name: &str, email: &str) -> tests::Answer {
    world.visitor().form("/sign-up", &[("full_name", name), ("email", email)])
}

/// The link of the last letter to an address.
fn link(world: &World, to: &str) -> String {
    let letter = eventually(|| world.letters_of("yourco", "key").into_iter().rev().find(|(who, _)| who == to));
    let at = letter.1.find("/join?").or(letter.1.find("/sign-in/link?")).expect("a link");
    letter.1[at..].split_whitespace().next().unwrap().to_string()
}

#[test]
fn nobody_makes_an_account_where_nobody_is_let_to() {
    let world = World::with(with_mail(), Options::default());
    assert_eq!(world.visitor().get("/sign-up").status, 404);
    assert_eq!(ask(&world, "Ann", "ann@yourco.example").status, 404);
    assert!(!world.visitor().get("/sign-in").text.contains("/sign-up"));
    // A switch without domains lets nobody in.
    world.sign_in("admin@yourco").made("system_settings", json!({ "key": "sign_up.is_open", "value": true }));
    assert_eq!(world.visitor().get("/sign-up").status, 404);
}

#[test]
fn an_address_in_the_domains_becomes_an_account_once_it_is_confirmed() {
    let (world, admin) = scene();
    assert!(world.visitor().get("/sign-in").text.contains("/sign-up"));
    let asked = ask(&world, "New Person", "  New@yourco.EXAMPLE ");
    assert!(asked.status == 200 && asked.text.contains("Look into your mail"), "{}", asked.text);
    let join = link(&world, "new@yourco.example");
    let known = || admin.get("/rest/v1/users?select=full_name,role,is_verified&email=eq.new@yourco.example").rows();
    assert!(known().is_empty(), "nobody yet");
    let token = join.split("token=").nth(1).unwrap();
    let joined = |name: &str| {
        let fields = [("token", token), ("full_name", name), ("password", "a long enough password")];
        world.visitor().form("/join", &fields)
    };
    assert_eq!(joined("New Person").status, 303);
    assert_eq!(known(), [json!({ "full_name": "New Person", "role": "staff", "is_verified": true })]);
    assert_eq!(joined("Again").status, 404, "the link works once");
    // Who has an account is sent a link to sign in with, and no second one.
    ask(&world, "Somebody", "consultant@yourco.example");
    assert!(link(&world, "consultant@yourco.example").starts_with("/sign-in/link?"));
}

#[test]
fn an_address_elsewhere_is_told_the_same_and_written_nothing() {
    let (world, admin) = scene();
    let outside = ask(&world, "Eve", "eve@elsewhere.example");
    let inside = ask(&world, "Ida", "ida@yourco.example");
    let plain = |answer: &tests::Answer, email: &str| answer.text.replace(email, "@");
    assert_eq!(plain(&outside, "eve@elsewhere.example"), plain(&inside, "ida@yourco.example"));
    link(&world, "ida@yourco.example");
    for org in ["yourco", "copilot"] {
        assert!(world.letters_of(org, "key").iter().all(|(to, _)| to != "eve@elsewhere.example"), "{org}");
    }
    // Nor may anybody be invited from there.
    let invited = json!({ "email": "eve@elsewhere.example", "role": "staff" });
    assert_eq!(admin.post("/rest/v1/invitations", invited).refusal(), "400 23514");
    assert_eq!(admin.post("/rest/v1/invitations", json!({ "email": "Bo@YOURCO.example" })).status, 201);
}

#[test]
fn who_was_invited_becomes_what_the_invitation_says() {
    let (world, admin) = scene();
    admin.made("invitations", json!({ "email": "bo@yourco.example", "role": "manager", "full_name": "Bo" }));
    ask(&world, "Bo", "bo@yourco.example");
    let join = link(&world, "bo@yourco.example");
    assert!(world.visitor().get(&join).text.contains("manager"), "an admin said so");
}

#[test]
fn what_is_wrong_is_told_and_nobody_is_flooded() {
    let (world, _) = scene();
    for (name, email) in [("", "ida@yourco.example"), ("Ida", "ida"), ("Ida", "ida@yourco.example\r\nbcc: x@y.example")]
    {
        assert_eq!(ask(&world, name, email).status, 400, "{email:?}");
    }
    let statuses: Vec<u16> = (0..30).map(|_| ask(&world, "Ida", "ida@yourco.example").status).collect();
    assert!(statuses.contains(&400), "{statuses:?}");
}
