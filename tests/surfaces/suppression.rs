//! Suppression: who said no is known again however the address, domain or company is written, and also once erased.

use serde_json::{Value, json};
use tests::{Client, World};

/// Who of these is suppressed in `yourco`, as (place, type).
fn among(world: &World, asked: &[(&str, &str, &str)]) -> Vec<(i32, String)> {
    let none = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let list = |pick: fn(&(&str, &str, &str)) -> String| -> Vec<Option<String>> {
        asked.iter().map(|one| none(&pick(one))).collect()
    };
    world.rows(
        "select set_config('throughline.org', org_id::text, false) from identity.organizations where slug = 'yourco'",
        &[],
    );
    let sql = "select place, type::text from outreach.suppressed_among($1, $2, $3) order by place";
    let (a, w, c) = (list(|o| o.0.into()), list(|o| o.1.into()), list(|o| o.2.into()));
    world.rows(sql, &[&a, &w, &c]).iter().map(|row| (row.get(0), row.get(1))).collect()
}

fn suppressed(who: &Client, what: &str, value: &str) -> tests::Answer {
    who.post("/rest/v1/suppression_entries", json!({ "type": what, "value": value, "reason": "Said no" }))
}

#[test]
fn a_value_is_known_however_it_is_written() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    for (what, value) in [
        ("email", "Ann.Lee+news@Acme-Tools.example"),
        ("domain", "https://www.Northwind.example/about"),
        ("company", "Borealis & Söhne GmbH"),
    ] {
        assert_eq!(suppressed(&me, what, value).status, 201);
    }
    for (what, value) in [
        ("email", "ann.lee@acme-tools.example"),
        ("email", "ANN.LEE+x@ACME-TOOLS.EXAMPLE"),
        ("domain", "northwind.example"),
        ("domain", "someone@northwind.example"),
        ("company", "borealis söhne"),
    ] {
        let again = suppressed(&me, what, value);
        assert_eq!(again.refusal(), "409 23505", "{value}");
        assert!(again.text.contains("already suppressed"), "{}", again.text);
    }
    let asked = [
        ("ann.lee+2@acme-tools.example", "", ""),
        ("bo@acme-tools.example", "", "Acme"),
        ("x@mail.northwind.example", "", ""),
        ("", "http://northwind.example:8080/x?y", ""),
        ("x@northwind.example.org", "", ""),
        ("", "", "BOREALIS SÖHNE AG"),
        ("c@free.example", "https://notnorthwind.example", "Borealis"),
        ("", "", ""),
    ];
    let found = among(&world, &asked);
    let found: Vec<(i32, &str)> = found.iter().map(|(n, what)| (*n, what.as_str())).collect();
    assert_eq!(found, [(1, "email"), (3, "domain"), (4, "domain"), (6, "company")]);
}

#[test]
fn a_company_stands_for_the_addresses_of_its_client() {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    me.made("clients", json!({ "name": "Zephyr Ltd", "website": "https://www.zephyr-works.example/" }));
    assert_eq!(suppressed(&me, "company", "ZEPHYR").status, 201);
    let asked = [("jo@zephyr-works.example", "", ""), ("jo@zephyr.example", "", "")];
    assert_eq!(among(&world, &asked), [(1, "company".to_string())]);
}

#[test]
fn what_suppresses_nothing_or_somebody_else_is_refused() {
    let world = World::new();
    let (me, admin) = (world.sign_in("sales@yourco"), world.sign_in("admin@yourco"));
    for (what, value) in [("email", "acme.example"), ("email", "a@b"), ("domain", "acme"), ("company", " ")] {
        assert_eq!(suppressed(&me, what, value).status, 400, "{what} {value}");
    }
    assert_eq!(suppressed(&me, "erased", "00ff").status, 400, "only erasing makes those");
    assert_eq!(suppressed(&world.sign_in("viewer@yourco"), "email", "a@b.example").status, 403);
    let entry = me.made("suppression_entries", json!({ "type": "email", "value": "a@b.example" }));
    let at = format!("/rest/v1/suppression_entries?id=eq.{entry}");
    assert_eq!(me.patch(&at, json!({ "reason": "By telephone" })).status, 204);
    for who in [&me, &admin] {
        let other = who.patch(&at, json!({ "value": "other@b.example" }));
        assert_eq!(other.refusal(), "400 23514", "{}", other.text);
        assert_eq!(who.patch(&at, json!({ "type": "domain" })).status, 400);
    }
    assert_eq!(me.delete(&at).status, 403, "only an admin takes a no back");
    assert!(world.sign_in("admin@copilot").get(&at).rows().is_empty(), "another organisation's");
    assert_eq!(admin.delete(&at).status, 204);
}

#[test]
fn a_list_brought_in_says_how_it_came() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let file = "type,value,reason\nemail,One@first.example,Asked\ndomain,second.example,\nemail,nobody,\n";
    let report = world.import(&admin, "suppression_entries", file.as_bytes());
    assert_eq!((&report["created"], &report["rejected"]), (&json!(2), &json!(1)), "{report}");
    let rows = admin.get("/rest/v1/suppression_entries?origin=eq.import&key=in.(one@first.example,second.example)&select=key&order=key").rows();
    assert_eq!(rows, [json!({ "key": "one@first.example" }), json!({ "key": "second.example" })]);
}

#[test]
fn an_erased_person_stays_suppressed_and_cannot_be_read() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    assert_eq!(suppressed(&admin, "email", "Ada+old@zephyr.example").status, 201);
    let contact = admin.made("contacts", json!({ "last_name": "Lovelace", "email": "ada@zephyr.example" }));
    let lead = admin.made("leads", json!({ "last_name": "Hopper", "email": "Grace@cobol.example" }));
    for (noun, id) in [("contacts", &contact), ("leads", &lead)] {
        admin.done("erase_person", json!({ "noun": noun, "id": id, "reason": "Request by letter" }));
    }
    let asked = [("ADA@zephyr.example", "", ""), ("grace+1@cobol.example", "", ""), ("bob@cobol.example", "", "")];
    let erased = || "erased".to_string();
    assert_eq!(among(&world, &asked), [(1, erased()), (2, erased())]);
    let entries = admin.get("/rest/v1/suppression_entries?type=eq.erased").rows();
    assert_eq!(entries.len(), 2);
    for place in ["suppression_entries", "audit_log?resource_type=eq.suppression_entries", "activity_logs"] {
        let told = admin.get(&format!("/rest/v1/{place}")).text.to_lowercase();
        assert!(
            !told.contains("ada@zephyr") && !told.contains("ada+old") && !told.contains("grace@"),
            "{place}: {told}"
        );
    }
    // Elsewhere the same address has another hash, and nobody reads the key.
    let value: Value = entries[0]["value"].clone();
    assert_eq!(value.as_str().unwrap().len(), 64);
    assert_eq!(admin.get("/rest/v1/hash_keys").status, 404);
}
