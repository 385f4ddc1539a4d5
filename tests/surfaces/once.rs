//! Writes that meet: lost updates and repeated requests.

use serde_json::json;
use tests::World;

#[test]
fn a_lost_update_is_refused() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let made = admin.with("prefer", "return=representation").post("/rest/v1/competitors", json!({ "name": "Rival" }));
    let path = format!("/rest/v1/competitors?id=eq.{}", made.rows()[0]["id"].as_str().unwrap());
    let read = admin.get(&path);
    assert_eq!(read.header("etag"), made.header("etag"));
    let first = admin
        .with("if-match", read.header("etag"))
        .with("prefer", "return=representation")
        .patch(&path, json!({ "notes": "mine" }));
    assert_eq!(first.status, 200, "{}", first.text);
    assert_ne!(first.header("etag"), read.header("etag"));
    let second = admin.with("if-match", read.header("etag")).patch(&path, json!({ "notes": "theirs" }));
    assert_eq!(second.refusal(), "412 TL412");
    assert_eq!(admin.get(&path).rows()[0]["notes"], "mine");
    assert_eq!(admin.with("if-none-match", first.header("etag")).get(&path).status, 304);
    assert_eq!(admin.with("if-match", read.header("etag")).delete(&path).refusal(), "412 TL412");
    assert_eq!(admin.with("if-match", "\"nonsense!\"").patch(&path, json!({ "notes": "x" })).refusal(), "412 TL412");
    assert_eq!(admin.with("if-match", first.header("etag")).delete(&path).status, 204);
}

#[test]
fn a_repeated_request_is_done_once() {
    let world = World::new();
    let admin =
        world.sign_in("admin@yourco").with("idempotency-key", "order-7").with("prefer", "return=representation");
    let first =
        admin.post("/rest/v1/leads?select=id,email", json!({ "company_name": "Once", "email": "once@example.com" }));
    let again =
        admin.post("/rest/v1/leads?select=id,email", json!({ "company_name": "Once", "email": "once@example.com" }));
    assert_eq!((first.status, &first.text, first.header("etag")), (201, &again.text, again.header("etag")));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(admin.get("/rest/v1/leads?company_name=eq.Once").rows().len(), 1);
    assert_eq!(admin.post("/rest/v1/leads?select=id,email", json!({ "company_name": "Other" })).refusal(), "422 TL422");
    let stored: String = world.value("select encode(body, 'escape') from identity.idempotency_keys limit 1");
    assert!(!stored.contains("once@example.com"), "answers are kept encrypted");
    let colleague = world.sign_in("manager@yourco").with("idempotency-key", "order-7");
    assert_eq!(
        colleague.post("/rest/v1/leads", json!({ "company_name": "Hers" })).status,
        201,
        "keys are each person's own"
    );
}

#[test]
fn a_refused_request_leaves_its_key_free() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco").with("idempotency-key", "k");
    assert_eq!(
        admin.post("/rest/v1/opportunities", json!({ "name": "x", "client_id": uuid::Uuid::nil() })).status,
        409
    );
    let client = admin.get("/rest/v1/clients?limit=1&select=id").rows()[0]["id"].clone();
    assert_eq!(admin.post("/rest/v1/opportunities", json!({ "name": "x", "client_id": client })).status, 201);
}

#[test]
fn repeated_at_the_same_time_is_done_once() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco").with("idempotency-key", "race").with("prefer", "return=representation");
    let answers: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| admin.post("/rest/v1/leads?select=id", json!({ "company_name": "Race" })).text))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|a| a == &answers[0]), "{answers:?}");
    assert_eq!(admin.get("/rest/v1/leads?company_name=eq.Race").rows().len(), 1);
}

#[test]
fn what_is_undone_leaves_its_key_free() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco").with("idempotency-key", "try");
    let tried = admin.with("prefer", "tx=rollback").post("/rest/v1/leads", json!({ "company_name": "Tried" }));
    assert_eq!(tried.status, 201, "{}", tried.text);
    assert_eq!(admin.get("/rest/v1/leads?company_name=eq.Tried").rows().len(), 0, "nothing was written");
    assert_eq!(admin.post("/rest/v1/leads", json!({ "company_name": "Meant" })).status, 201);
    let key = |name: &str| admin.with("idempotency-key", name).with("prefer", "tx=rollback");
    let made = key("verb").verb("create_api_key", json!({ "name": "Tried", "role": "viewer" }));
    assert_eq!((made.status, made.header("preference-applied")), (200, "tx=rollback"), "{}", made.text);
    let kept: i64 = world.value("select count(*) from identity.api_keys where name = 'Tried'");
    assert_eq!(kept, 0, "a verb is undone as well");
}

#[test]
fn a_repeated_change_is_done_once() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco").with("idempotency-key", "change").with("prefer", "return=representation");
    let change = || admin.patch("/rest/v1/clients?order=name&name=like.A*&select=name,tier", json!({ "tier": "Z" }));
    let (first, again) = (change(), change());
    assert_eq!((first.status, &first.text), (200, &again.text));
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    let other = admin.delete("/rest/v1/clients?order=name&name=like.A*&select=name,tier");
    assert_eq!(other.refusal(), "422 TL422", "another method is another request");
}
