//! Keys for programs: whose they are, what they may not do, and the traces they leave.

use serde_json::json;
use tests::{Client, World};

fn key(world: &World, admin: &Client, role: &str) -> (Client, String) {
    let made = admin.done("create_api_key", json!({ "name": "robot", "role": role, "days": 30 }));
    (world.visitor().with_token(made["key"].as_str().unwrap()), made["prefix"].as_str().unwrap().to_string())
}

#[test]
fn making_using_and_revoking_a_key_leaves_traces() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let (robot, prefix) = key(&world, &admin, "viewer");
    for _ in 0..3 {
        assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 200);
    }
    let listed = admin.done("list_api_keys", json!({}))[0].clone();
    assert_eq!((&listed["owner"], &listed["state"]), (&json!("Alex Admin"), &json!("active")));
    assert!(listed["expires"].as_str().unwrap().starts_with("20"), "{listed}");
    admin.done("revoke_api_key", json!({ "prefix": prefix }));
    assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 401);
    let traces = admin
        .get("/rest/v1/audit_log?resource_type=eq.api_keys&select=action,user_id,session_id&order=occurred_at")
        .rows();
    let actions: Vec<_> = traces.iter().map(|t| t["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["create", "login", "delete"], "{traces:?}");
    assert!(traces[0]["user_id"].is_string() && traces[1]["session_id"].as_str().unwrap().starts_with("key "));
}

#[test]
fn a_key_ends_with_its_owner_unless_it_is_handed_over() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let other: uuid::Uuid = world.value("select id from identity.users where email = 'manager@yourco.example'");
    assert_eq!(admin.patch(&format!("/rest/v1/users?id=eq.{other}"), json!({ "role": "admin" })).status, 204);
    let (robot, prefix) = key(&world, &world.sign_in("manager@yourco"), "admin");
    assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 200);
    assert_eq!(admin.patch(&format!("/rest/v1/users?id=eq.{other}"), json!({ "role": "staff" })).status, 204);
    tests::eventually(|| (robot.get("/rest/v1/clients?limit=1").status == 401).then_some(()));
    assert_eq!(admin.done("list_api_keys", json!({}))[0]["state"], "stopped");
    admin.done("hand_over_api_key", json!({ "prefix": prefix }));
    assert_eq!(robot.get("/rest/v1/clients?limit=1").status, 200);
    assert_eq!(admin.done("list_api_keys", json!({}))[0]["owner"], "Alex Admin");
}

#[test]
fn a_key_makes_ends_and_passes_on_no_keys() {
    let world = World::new();
    let (robot, prefix) = key(&world, &world.sign_in("admin@yourco"), "admin");
    assert_eq!(robot.verb("create_api_key", json!({ "name": "more", "role": "viewer" })).refusal(), "403 42501");
    assert_eq!(robot.verb("revoke_api_key", json!({ "prefix": prefix })).refusal(), "403 42501");
    assert_eq!(robot.verb("hand_over_api_key", json!({ "prefix": prefix })).refusal(), "403 42501");
}

#[test]
fn a_key_makes_no_admin_and_is_named_in_one_line_for_a_bounded_time() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for (input, field) in [
        (json!({ "name": "k\r\nx: y", "role": "admin" }), "name"),
        (json!({ "name": "k", "role": "admin", "days": 99_999_999 }), "days"),
    ] {
        assert_eq!(admin.verb("create_api_key", input).json()["field"], json!(field));
    }
    let key = admin.done("create_api_key", json!({ "name": "Program", "role": "admin" }));
    let program = admin.with_token(key["key"].as_str().unwrap());
    let admins = json!({ "email": "new@yourco.example", "full_name": "New", "role": "admin" });
    assert_eq!(program.post("/rest/v1/invitations", admins).refusal(), "403 42501");
    let raise = json!({ "role": "admin" });
    assert_eq!(program.patch("/rest/v1/users?email=eq.viewer@yourco.example", raise).refusal(), "403 42501");
    let clerk = json!({ "email": "clerk@yourco.example", "full_name": "Clerk", "role": "staff" });
    assert_eq!(program.post("/rest/v1/invitations", clerk).status, 201);
}
