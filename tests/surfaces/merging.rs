//! `merge_records`: two records of one thing become one, nothing that hangs on them is lost, and it can be undone.

use serde_json::{Value, json};
use tests::{Client, World};

/// Two clients of one firm.
struct Twice {
    world: World,
    admin: Client,
    keep: String,
    gone: String,
}

fn twice() -> Twice {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let made = |name: &str| admin.made("clients", json!({ "name": name }));
    let (keep, gone) = (made("Zephyr Ltd"), made("Zephyr Limited"));
    Twice { world, admin, keep, gone }
}

impl Twice {
    fn merge(&self, who: &Client, noun: &str, keep: &str, gone: &str) -> tests::Answer {
        who.verb("merge_records", json!({ "noun": noun, "keep": keep, "gone": gone }))
    }

    /// How many rows of a noun hang on each of the two.
    fn hang(&self, noun: &str, column: &str) -> (usize, usize) {
        let on = |id: &str| self.admin.get(&format!("/rest/v1/{noun}?{column}=eq.{id}&select={column}")).rows().len();
        (on(&self.keep), on(&self.gone))
    }
}

#[test]
fn everything_moves_to_the_client_that_stays_and_comes_back_with_an_undo() {
    let s = twice();
    let (keep, gone) = (&s.keep, &s.gone);
    s.admin.made("contacts", json!({ "client_id": keep, "last_name": "Kept" }));
    s.admin.made("contacts", json!({ "client_id": gone, "last_name": "Moved" }));
    s.admin.made("opportunities", json!({ "client_id": gone, "name": "Deal", "value": 100 }));
    s.admin.made("activities", json!({ "client_id": gone, "type": "call", "subject": "Hello" }));
    s.admin.made("files", json!({ "entity_type": "clients", "entity_id": gone, "name": "offer.pdf" }));
    s.world.behind(&format!(
        "insert into identity.mentions (org_id, user_id, entity_type, entity_id)
         select org_id, id, 'clients', '{gone}' from identity.users where email = 'admin@yourco.example'"
    ));
    let nouns = [
        ("contacts", "client_id"),
        ("opportunities", "client_id"),
        ("activities", "client_id"),
        ("files", "entity_id"),
        ("mentions", "entity_id"),
    ];
    let hang = || nouns.map(|(noun, column)| s.hang(noun, column));
    let before = [(1, 1), (0, 1), (0, 1), (0, 1), (0, 1)];
    assert_eq!(hang(), before);

    let merged = s.merge(&s.admin, "clients", keep, gone);
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert!(merged.json()["relinked"].as_i64().unwrap() >= 3, "{}", merged.text);
    assert_eq!(hang(), [(2, 0), (1, 0), (1, 0), (1, 0), (1, 0)]);
    let left = s.admin.get(&format!("/rest/v1/clients?id=in.({keep},{gone})&select=name")).rows();
    assert_eq!(left, [json!({ "name": "Zephyr Ltd" })]);

    s.admin.done("undo", json!({ "operation": merged.header("operation") }));
    assert_eq!(hang(), before, "everything is where it was");
    assert_eq!(s.admin.one(&format!("clients?id=eq.{gone}&select=name")), json!({ "name": "Zephyr Limited" }));
}

#[test]
fn a_link_both_have_stays_once() {
    let s = twice();
    let colleague = |email: &str| -> String {
        s.world.value(&format!("select id::text from identity.users where email = '{email}@yourco.example'"))
    };
    let (both, other) = (colleague("sales"), colleague("staff"));
    for (client, user) in [(&s.keep, &both), (&s.gone, &both), (&s.gone, &other)] {
        let row = json!({ "client_id": client, "user_id": user });
        assert_eq!(s.admin.post("/rest/v1/client_assignments", row).status, 201);
    }
    assert_eq!(s.merge(&s.admin, "clients", &s.keep, &s.gone).status, 200);
    let team = s.admin.get(&format!("/rest/v1/client_assignments?client_id=eq.{}&select=user_id", s.keep)).rows();
    let mut team: Vec<&str> = team.iter().map(|row| row["user_id"].as_str().unwrap()).collect();
    let mut expected = [both.as_str(), &other];
    team.sort_unstable();
    expected.sort_unstable();
    assert_eq!(team, expected);
}

#[test]
fn people_who_took_part_as_two_took_part_as_one() {
    let s = twice();
    let contact = |name: &str| s.admin.made("contacts", json!({ "client_id": s.keep, "last_name": name }));
    let (keep, gone) = (contact("Bea"), contact("Bea B."));
    let talk = |who: &[&String]| {
        let input = json!({ "type": "call", "subject": "Talk", "client": s.keep, "contacts": who });
        s.admin.done("log_activity", input)["activity"].clone()
    };
    talk(&[&keep, &gone]);
    talk(&[&gone]);
    assert_eq!(s.merge(&s.admin, "contacts", &keep, &gone).status, 200);
    let talks = s.admin.get(&format!("/rest/v1/activity_contacts?contact_id=eq.{keep}&select=activity_id")).rows();
    assert_eq!(talks.len(), 2, "{talks:?}");
}

#[test]
fn only_who_may_change_both_merges_two_records_of_a_kind_that_can_be() {
    let s = twice();
    let (keep, gone) = (s.keep.as_str(), s.gone.as_str());
    let stranger = s.world.sign_in("admin@copilot").get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"].clone();
    let project = |name: &str| s.admin.made("projects", json!({ "client_id": keep, "name": name }));
    let (one, two) = (project("One"), project("Two"));
    let refused = |who: &Client, noun: &str, keep: &str, gone: &str| s.merge(who, noun, keep, gone).refusal();
    assert_eq!(refused(&s.admin, "clients", keep, keep), "400 TL100", "one record already");
    assert_eq!(refused(&s.admin, "projects", &one, &two), "400 TL100", "projects can't be merged");
    assert_eq!(refused(&s.admin, "clients", keep, stranger.as_str().unwrap()), "403 42501", "another organisation's");
    let sales = s.world.sign_in("sales@yourco");
    let own = sales.made("clients", json!({ "name": "Zephyr" }));
    assert_eq!(refused(&sales, "clients", &own, gone), "403 42501", "the one that goes is a colleague's");
    assert_eq!(refused(&sales, "clients", keep, &own), "403 42501", "the one that stays is a colleague's");
    assert_eq!(refused(&s.world.sign_in("viewer@yourco"), "clients", keep, gone), "403 42501");
    let left: Vec<Value> = s.admin.get(&format!("/rest/v1/clients?id=in.({keep},{gone},{own})&select=id")).rows();
    assert_eq!(left.len(), 3, "nothing was merged");
}
