//! The palette and pickers find records by what they are called, among those the person sees.

use serde_json::json;
use tests::{Client, World, wait};

/// Everything that came in bulk, or was never read, is read.
fn read(world: &World) {
    wait(surfaces::background::work_off(&world.server)).unwrap();
    assert_eq!(world.value::<i64>("select count(*) from kit.unread_names"), 0);
    assert!(world.value::<bool>("select count(*) > 0 from kit.names_kept"));
}

/// The records the palette offers for what is typed, as addresses.
fn offered(browser: &Client, q: &str) -> Vec<String> {
    let page = browser.get(&format!("/search?q={}", q.replace(' ', "+"))).text;
    let records = page.split("\"label\">").find(|part| part.starts_with("Records")).unwrap_or_default();
    let links = records.split("class=\"hit\"").skip(1).filter_map(|hit| hit.split("href=\"").nth(1));
    links.map(|rest| rest.split('"').next().unwrap().to_string()).collect()
}

#[test]
fn records_are_found_by_the_words_they_are_called_by() {
    let world = World::new();
    let (me, browser) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let works = format!("/clients/{}", me.made("clients", json!({ "name": "Zephyr-Steel (North) Works" })));
    let lead = format!(
        "/leads/{}",
        me.made(
            "leads",
            json!({ "company_name": "Quillon", "contact_name": "Ada Zephyr", "email": "ada@quillon.example" })
        )
    );
    // As they stand before anything was read, and after.
    for _ in 0..2 {
        for q in ["zephyr", "ZEPH", "steel", "north works", "works zephyr", "zephyr-steel (n", "zephyr steel"] {
            assert!(offered(&browser, q).contains(&works), "{q}");
        }
        for q in ["ephyr", "zephyr south", "steelworks", "%"] {
            assert!(!offered(&browser, q).contains(&works), "{q}");
        }
        assert_eq!(offered(&browser, "zephyr"), [works.clone(), lead.clone()], "what the title says comes first");
        assert!(browser.get("/search?q=zephyr").text.contains("Lead · Ada Zephyr"), "why it is there");
        assert_eq!(offered(&browser, "ada@quillon.example"), std::slice::from_ref(&lead));
        assert!(browser.get("/lookup/clients?q=north+w").text.contains("Zephyr-Steel (North) Works"));
        assert!(browser.get("/lookup/clients?q=zzz").text.contains("No client found."));
        read(&world);
    }
    let id = works.trim_start_matches("/clients/");
    me.patch(&format!("/rest/v1/clients?id=eq.{id}"), json!({ "name": "Vantage Works" }));
    assert_eq!((offered(&browser, "vantage"), offered(&browser, "steel")), (vec![works.clone()], vec![]));
    assert!(offered(&browser, "works").contains(&works));
    me.delete(&format!("/rest/v1/clients?id=eq.{id}"));
    assert_eq!(offered(&browser, "vantage"), Vec::<String>::new());
    let left = format!("select count(*) from kit.names where id = '{id}'");
    assert_eq!(world.value::<i64>(&left), 0, "nothing is left of its name");
}

#[test]
fn whatever_is_typed_is_answered_to_everybody() {
    let world = World::new();
    for who in ["admin", "viewer", "client", "candidate"] {
        let browser = world.browser(&format!("{who}@yourco"));
        for q in ["ada@quillon.example", "a@.", "123456", "+49 170 1234567", "%", "\\", "'", "{,}", "(", "\"", "—"] {
            let encoded: String = q.bytes().map(|b| format!("%{b:02X}")).collect();
            let page = browser.get(&format!("/search?q={encoded}"));
            assert_eq!(page.status, 200, "{who}, {q}: {}", page.text);
        }
    }
}

#[test]
fn who_sees_few_finds_theirs_among_many() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    world.behind(
        "insert into crm.clients (org_id, name)
         select org_id, 'Harbour ' || n from identity.organizations, generate_series(1, 700) n where slug = 'yourco';
         -- As after an upgrade: nothing was read yet.
         delete from kit.names where noun = 'clients'; delete from kit.names_kept where noun = 'clients'",
    );
    let me = admin.one("users?role=eq.consultant&select=id")["id"].as_str().unwrap().to_string();
    // Its words come last of all that begin so.
    let mine = admin.made("clients", json!({ "name": "Harbourzz Mine" }));
    admin.post("/rest/v1/client_assignments", json!({ "client_id": mine, "user_id": me, "role": "member" }));
    admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" }));
    let (browser, other) = (world.browser("consultant@yourco"), world.browser("admin@yourco"));
    for _ in 0..2 {
        assert_eq!(offered(&browser, "harbour"), [format!("/clients/{mine}")]);
        assert_eq!(offered(&browser, "harbour 7"), Vec::<String>::new());
        let found = browser.get("/lookup/clients?q=harb").text;
        assert!(found.contains("Harbourzz Mine") && !found.contains("Harbour 1"), "{found}");
        assert_eq!(offered(&other, "harbour").iter().filter(|to| to.starts_with("/clients/")).count(), 10);
        read(&world);
    }
}

#[test]
fn what_an_import_brings_is_found_at_once_and_read_soon_after() {
    let world = World::new();
    let (me, browser) = (world.sign_in("admin@yourco"), world.browser("consultant@yourco"));
    read(&world);
    world.import(&me, "clients", b"name\nBorealis One\nBorealis Two\n");
    assert_eq!(offered(&browser, "borealis").len(), 2);
    assert_eq!(world.value::<i64>("select count(*) from kit.names where word = 'borealis'"), 0, "it did not wait");
    read(&world);
    assert_eq!(world.value::<i64>("select count(*) from kit.names where word = 'borealis'"), 2);
    assert_eq!(offered(&browser, "borealis").len(), 2);
}
