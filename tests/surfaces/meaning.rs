//! Records are found by what they mean, by those who may read them, soon after they were written.

use platform::models::{Embed, Scripted};
use serde_json::{Value, json};
use std::sync::Arc;
use surfaces::Settings;
use tests::{Client, RUNTIME, World, eventually};

/// A server with a model, at work.
fn world(model: Arc<dyn Embed>) -> World {
    world_after("", model)
}

/// The same, on a database in which something was done before.
fn world_after(script: &str, model: Arc<dyn Embed>) -> World {
    let world = World::with(Settings { embed: Some(model), ..Settings::default() }, Default::default());
    world.behind(script);
    RUNTIME.spawn(surfaces::background::work(Arc::clone(&world.server)));
    world
}

/// A model that knows two things.
fn scripted() -> Arc<dyn Embed> {
    let alike = vec![vec!["steel", "iron", "metal"], vec!["nurse", "carer", "ward"]];
    Arc::new(Scripted { alike })
}

/// Waits until everything was read.
fn read(world: &World) {
    eventually(|| {
        let sql = "select (select count(*) from knowledge.embedding_queue) = 0 and (select count(*) from knowledge.embeddings) > 0";
        world.value::<bool>(sql).then_some(())
    });
}

/// The ids of one noun that are found, nearest first.
fn found(who: &Client, noun: &str, query: &str) -> Vec<String> {
    let answer = who.done("search_by_meaning", json!({ "query": query, "noun": noun }));
    let rows = answer.as_array().unwrap();
    assert!(rows.iter().all(|r| r["noun"] == noun), "{answer}");
    let nearness: Vec<f64> = rows.iter().map(|r| r["likeness"].as_f64().unwrap()).collect();
    assert!(nearness.is_sorted_by(|a, b| a >= b), "{answer}");
    rows.iter().map(|r| r["id"].as_str().unwrap().to_string()).collect()
}

#[test]
fn records_are_found_by_what_they_mean() {
    let world = world(scripted());
    let me = world.sign_in("admin@yourco");
    let works = me.made("clients", json!({ "name": "Kestrel", "industry": "Iron works" }));
    let bank = me.made("clients", json!({ "name": "Sparrow", "industry": "Private bank" }));
    let person = me.made("candidates", json!({ "first_name": "Ada", "role": "Carer", "skills": ["Ward rounds"] }));
    let job = me.made("jobs", json!({ "client_id": bank, "title": "Ward manager" }));
    read(&world);
    let steel = found(&me, "clients", "steel");
    assert!(steel.contains(&works) && !steel.contains(&bank), "{steel:?}");
    assert_eq!(found(&me, "candidates", "nurse ward rounds").first(), Some(&person));
    assert!(found(&me, "jobs", "nurse").contains(&job));
    let all = me.done("search_by_meaning", json!({ "query": "nurse" }));
    let nouns: Vec<&str> = all.as_array().unwrap().iter().map(|r| r["noun"].as_str().unwrap()).collect();
    assert!(nouns.contains(&"candidates") && nouns.contains(&"jobs"), "{all}");
    let few = me.get("/rest/v1/rpc/search_by_meaning?query=nurse&noun=candidates&limit=1").json();
    assert_eq!(few.as_array().unwrap().len(), 1);

    // What changed is found anew, what was deleted no more.
    me.patch(&format!("/rest/v1/clients?id=eq.{works}"), json!({ "industry": "Software" }));
    me.patch(&format!("/rest/v1/clients?id=eq.{bank}"), json!({ "industry": "Metal trade" }));
    eventually(|| {
        let steel = found(&me, "clients", "steel");
        (steel.contains(&bank) && !steel.contains(&works)).then_some(())
    });
    assert!(found(&me, "clients", "kestrel software").contains(&works));
    let kept = || world.value::<i64>(&format!("select count(*) from knowledge.embeddings where entity_id = '{works}'"));
    assert_eq!(kept(), 1);
    assert_eq!(me.delete(&format!("/rest/v1/clients?id=eq.{works}")).status, 204);
    assert_eq!(kept(), 0);
    assert!(!found(&me, "clients", "kestrel software").contains(&works));

    // An erased person leaves no meaning behind.
    me.done("erase_person", json!({ "noun": "candidates", "id": person, "reason": "asked for it" }));
    read(&world);
    let left = format!("select count(*) from knowledge.embeddings where entity_id = '{person}'");
    assert_eq!(world.value::<i64>(&left), 0);
    assert!(!found(&me, "candidates", "nurse ward rounds").contains(&person));
}

#[test]
fn what_the_model_never_read_is_read_at_a_start() {
    // As a database of an earlier version has it: nothing is queued.
    let before = "truncate knowledge.embedding_queue;
        insert into crm.clients (org_id, name, industry)
        select org_id, 'Kestrel ' || slug, 'Iron works' from identity.organizations";
    let world = world_after(before, scripted());
    for who in ["admin@yourco", "admin@copilot"] {
        let me = world.sign_in(who);
        let kestrel = me.one("clients?select=id&name=like.Kestrel *")["id"].as_str().unwrap().to_string();
        eventually(|| found(&me, "clients", "kestrel steel").contains(&kestrel).then_some(()));
    }
}

#[test]
fn the_palette_shows_what_is_meant_beneath_what_is_called_so() {
    let world = world(scripted());
    let api = world.sign_in("admin@yourco");
    let called = api.made("clients", json!({ "name": "Steel and Sons" }));
    let meant = api.made("clients", json!({ "name": "Kestrel", "industry": "Iron works" }));
    read(&world);
    let page = world.browser("consultant@yourco").get("/search?q=steel").text;
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what} in {page}"));
    assert!(at(&called) < at("By meaning") && at("By meaning") < at(&meant), "{page}");
    assert_eq!(page.matches(&called).count(), 1, "once is enough: {page}");
    let nothing = world.browser("consultant@yourco").get("/search?q=zzzzzz").text;
    assert!(!nothing.contains("By meaning"), "{nothing}");
}

#[test]
fn nobody_finds_what_they_may_not_read() {
    let world = world(scripted());
    let admin = world.sign_in("admin@yourco");
    let (mine, hidden) = (
        admin.made("clients", json!({ "name": "Kestrel", "industry": "Iron works" })),
        admin.made("clients", json!({ "name": "Merlin", "industry": "Iron works" })),
    );
    read(&world);
    let (me, other) = (world.sign_in("consultant@yourco"), world.sign_in("admin@copilot"));
    assert_eq!(found(&me, "clients", "steel").len(), 2);
    assert!(found(&other, "clients", "steel").is_empty());
    let user = admin.one("users?role=eq.consultant&select=id")["id"].clone();
    admin.post("/rest/v1/client_assignments", json!({ "client_id": mine, "user_id": user, "role": "member" }));
    admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" }));
    assert_eq!(found(&me, "clients", "steel"), std::slice::from_ref(&mine));
    let page = world.browser("consultant@yourco").get("/search?q=metal").text;
    assert!(page.contains(&mine) && !page.contains(&hidden), "{page}");
    // So it is where there are so many that an index is asked.
    world.behind(
        "insert into crm.clients (org_id, id, name) select o.org_id, gen_random_uuid(), 'Filler ' || n
           from identity.organizations o, generate_series(1, 5100) n where o.slug = 'yourco';
         insert into knowledge.embeddings (org_id, entity_type, entity_id, model, digest, embedding)
         select org_id, 'clients', id, 'scripted', '',
                (select array_agg(0.001 + random() * (n + length(name)) / (n + 1)) from generate_series(1, 384) n)::halfvec
           from crm.clients where name like 'Filler %'",
    );
    assert_eq!(found(&me, "clients", "steel"), [mine]);
    assert_eq!(found(&admin, "clients", "steel").len(), 2);
    for outsider in ["client@yourco", "candidate@yourco"] {
        let input = json!({ "query": "steel" });
        assert_eq!(world.sign_in(outsider).verb("search_by_meaning", input).refusal(), "403 42501");
    }
    assert_eq!(admin.get("/rest/v1/embeddings").status, 404);
}

#[test]
fn a_search_that_makes_no_sense_is_refused() {
    let world = world(scripted());
    let me = world.sign_in("viewer@yourco");
    for (input, refusal) in [
        (json!({ "query": "  " }), "400 TL100"),
        (json!({ "query": "steel", "noun": "payments" }), "400 TL100"),
        (json!({ "query": "steel", "noun": "embeddings" }), "400 TL100"),
        (json!({ "query": 5 }), "400 PGRST102"),
        (json!({}), "400 PGRST102"),
        (json!({ "query": "steel", "limit": -1 }), "400 PGRST102"),
    ] {
        assert_eq!(me.verb("search_by_meaning", input.clone()).refusal(), refusal, "{input}");
    }
    let without = World::new();
    let me = without.sign_in("viewer@yourco");
    assert_eq!(me.verb("search_by_meaning", json!({ "query": "steel" })).refusal(), "404 TL501");
    assert_eq!(without.browser("viewer@yourco").get("/search?q=steel company").status, 200);
}

#[test]
fn the_model_inside_knows_what_is_meant() {
    let world = world(platform::models::embedded().unwrap());
    let me = world.sign_in("admin@yourco");
    let works = me.made(
        "clients",
        json!({ "name": "Kestrel Ironworks", "industry": "Metal fabrication", "region": "Newcastle" }),
    );
    let star = me.made("clients", json!({ "name": "Northern Star", "industry": "Video games", "region": "London" }));
    let first = |query| found(&me, "clients", query).into_iter().next();
    eventually(|| (first("steel company in the north").as_ref() == Some(&works)).then_some(()));
    assert_eq!(first("entertainment studio"), Some(star));
    let page = world.browser("admin@yourco").get("/search?q=steel company in the north").text;
    assert!(page.contains(&works) && page.contains("By meaning"), "{page}");
    let model: String = world.value("select distinct model from knowledge.embeddings");
    assert_eq!(json!(model), Value::from("minilm-l6-v2"));
}
