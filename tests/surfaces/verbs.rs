//! Verbs: `POST /rest/v1/rpc/<verb>`.

use serde_json::json;
use tests::World;

#[test]
fn an_admin_makes_lists_and_revokes_api_keys() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let made = admin.post("/rest/v1/rpc/create_api_key", json!({ "name": "robot", "role": "viewer" }));
    assert_eq!(made.status, 200, "{}", made.text);
    let key = made.json()["key"].as_str().unwrap().to_string();
    let robot = world.visitor().with_token(&key);
    assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 200);
    let listed = admin.get("/rest/v1/rpc/list_api_keys");
    assert_eq!((&listed.json()[0]["name"], &listed.json()[0]["state"]), (&json!("robot"), &json!("active")));
    assert!(!listed.text.contains(&key));
    assert_eq!(
        admin.post("/rest/v1/rpc/revoke_api_key", json!({ "prefix": made.json()["prefix"] })).json(),
        json!({ "revoked": 1 })
    );
    assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 401);
    assert_eq!(world.sign_in("admin@copilot").get("/rest/v1/rpc/list_api_keys").json(), json!([]));
}

#[test]
fn a_repeated_call_makes_one_key() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco").with("idempotency-key", "make-robot");
    let first = admin.post("/rest/v1/rpc/create_api_key", json!({ "name": "robot", "role": "viewer" }));
    let again = admin.post("/rest/v1/rpc/create_api_key", json!({ "name": "robot", "role": "viewer" }));
    assert_eq!((first.status, first.text), (200, again.text));
    assert_eq!(world.value::<i64>("select count(*) from identity.api_keys"), 1);
    assert_eq!(
        admin.post("/rest/v1/rpc/create_api_key", json!({ "name": "other", "role": "viewer" })).refusal(),
        "422 TL422"
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let call = |verb: &str, body: serde_json::Value| admin.post(&format!("/rest/v1/rpc/{verb}"), body).refusal();
    assert_eq!(call("create_api_kye", json!({})), "404 PGRST202");
    assert_eq!(call("create_api_key", json!({ "name": "x" })), "400 PGRST102");
    assert_eq!(call("create_api_key", json!({ "name": "x", "role": "viewer", "colour": "red" })), "400 PGRST102");
    assert_eq!(call("create_api_key", json!({ "name": "x", "role": "emperor" })), "400 22P02");
    assert_eq!(call("create_api_key", json!({ "name": " ", "role": "viewer" })), "400 23514");
    assert_eq!(call("revoke_api_key", json!({ "prefix": "tl_nope" })), "404 TL130");
    assert_eq!(admin.get("/rest/v1/rpc/create_api_key").refusal(), "405 PGRST101");
    let manager = world.sign_in("manager@yourco");
    assert_eq!(
        manager.post("/rest/v1/rpc/create_api_key", json!({ "name": "x", "role": "admin" })).refusal(),
        "403 42501"
    );
    assert_eq!(world.value::<i64>("select count(*) from identity.api_keys"), 0);
}
