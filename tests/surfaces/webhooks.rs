//! Events reach other programs: signed, tried again, never sent inside.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use surfaces::Settings;
use surfaces::background::work_off;
use tests::{Client, RUNTIME, World, wait};

/// A program that hears; it answers what it is told to.
struct Ear {
    url: String,
    heard: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<Mutex<u16>>,
}

fn ear(redirect: Option<String>) -> Ear {
    let (heard, answer): (Arc<Mutex<Vec<_>>>, Arc<Mutex<u16>>) = (Arc::default(), Arc::new(Mutex::new(204)));
    let listener = wait(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (h, a) = (Arc::clone(&heard), Arc::clone(&answer));
    let app = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        h.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
        let (status, to) = (*a.lock().unwrap(), redirect.clone());
        async move {
            match to {
                Some(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
                None => StatusCode::from_u16(status).unwrap().into_response(),
            }
        }
    });
    RUNTIME.spawn(async move { axum::serve(listener, app).await });
    Ear { url, heard, answer }
}

fn scene(private: bool) -> (World, Client) {
    let world = World::with(
        Settings { private_webhooks: private, ..Settings::default() },
        platform::database::Options::default(),
    );
    let me = world.sign_in("admin@yourco");
    world.behind("delete from identity.webhook_deliveries; delete from identity.webhook_endpoints; delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations");
    (world, me)
}

fn endpoint(me: &Client, url: &str, events: Value) -> String {
    me.made("webhook_endpoints", json!({ "url": url, "events": events }))
}

/// Something happens that webhooks are told of.
fn win(me: &Client) -> String {
    let client = me.made("clients", json!({ "name": "Acme" }));
    let deal = me.made("opportunities", json!({ "client_id": client, "name": "Deal" }));
    me.done("win_deal", json!({ "opportunity": deal }));
    deal
}

fn deliveries(me: &Client) -> Vec<Value> {
    me.get("/rest/v1/webhook_deliveries?select=id,status,attempts,response_status,error&order=created_at").rows()
}

#[test]
fn an_event_arrives_once_signed_as_standard_webhooks_asks() {
    let (world, me) = scene(true);
    let ear = ear(None);
    let id = endpoint(&me, &ear.url, json!(["won_*"]));
    let deal = win(&me);
    wait(work_off(&world.server)).unwrap();
    let heard = ear.heard.lock().unwrap().clone();
    assert_eq!(heard.len(), 1, "only what it wants");
    let (headers, body) = &heard[0];
    let event: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&event["type"], &event["data"]["entity_id"], &event["data"]["description"]),
        (&json!("won_deal"), &json!(deal), &json!("Alex Admin won Deal"))
    );
    let secret = me.done("show_webhook_secret", json!({ "endpoint": id }))["secret"].as_str().unwrap().to_string();
    let key = base64::engine::general_purpose::STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp")).as_bytes());
    let signature = format!("v1,{}", base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(header("webhook-signature"), signature);
    // Once more on request, under the same id; with another secret.
    me.done("rotate_webhook_secret", json!({ "endpoint": id }));
    me.done("replay_delivery", json!({ "delivery": deliveries(&me)[0]["id"] }));
    wait(work_off(&world.server)).unwrap();
    let heard = ear.heard.lock().unwrap().clone();
    assert_eq!((heard.len(), &heard[1].0["webhook-id"]), (2, &headers["webhook-id"]));
    assert_ne!(heard[1].0["webhook-signature"], headers["webhook-signature"]);
    assert_eq!(
        world.sign_in("manager@yourco").verb("show_webhook_secret", json!({ "endpoint": id })).refusal(),
        "403 42501"
    );
}

#[test]
fn a_failing_endpoint_is_tried_again_then_switched_off() {
    let (world, me) = scene(true);
    let ear = ear(None);
    let id = endpoint(&me, &ear.url, json!(["won_deal"]));
    *ear.answer.lock().unwrap() = 500;
    win(&me);
    wait(work_off(&world.server)).unwrap();
    let now = deliveries(&me)[0].clone();
    assert_eq!(
        (&now["status"], &now["attempts"], &now["response_status"]),
        (&json!("waiting"), &json!(1), &json!(500))
    );
    *ear.answer.lock().unwrap() = 200;
    world.behind("update identity.webhook_deliveries set next_attempt_at = now()");
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&deliveries(&me)[0]["status"], &deliveries(&me)[0]["attempts"]), (&json!("delivered"), &json!(2)));
    assert_eq!(me.one("webhook_endpoints?select=failures")["failures"], 0, "forgiven");
    *ear.answer.lock().unwrap() = 503;
    win(&me);
    world.behind("update identity.webhook_endpoints set failures = 19");
    wait(work_off(&world.server)).unwrap();
    let endpoint = me.one(&format!("webhook_endpoints?id=eq.{id}&select=is_active,disabled_reason"));
    assert_eq!(endpoint["is_active"], false);
    assert!(endpoint["disabled_reason"].as_str().unwrap().starts_with("20 tries in a row failed"));
    assert_eq!(deliveries(&me)[1]["status"], "failed");
    win(&me);
    assert_eq!(deliveries(&me).len(), 2, "nothing is prepared for it any more");
    me.patch(&format!("/rest/v1/webhook_endpoints?id=eq.{id}"), json!({ "is_active": true }));
    assert_eq!(
        me.one("webhook_endpoints?select=failures,disabled_reason"),
        json!({ "failures": 0, "disabled_reason": null })
    );
}

#[test]
fn an_endpoint_that_is_gone_is_switched_off_at_once() {
    let (world, me) = scene(true);
    let ear = ear(None);
    endpoint(&me, &ear.url, json!([]));
    *ear.answer.lock().unwrap() = 410;
    me.made("clients", json!({ "name": "Acme" }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!(
        me.one("webhook_endpoints?select=is_active,disabled_reason"),
        json!({ "is_active": false, "disabled_reason": "It answered that it is gone (410)." })
    );
}

#[test]
fn private_addresses_are_refused_by_number_by_name_and_behind_a_redirect() {
    let (world, me) = scene(false);
    let inside = ear(None);
    let port = inside.url.rsplit(':').next().unwrap().to_string();
    for url in [
        inside.url.clone(),
        format!("http://localhost:{port}"),
        format!("http://[::1]:{port}"),
        format!("http://[::ffff:127.0.0.1]:{port}"),
        format!("http://2130706433:{port}"),
        "http://169.254.169.254/latest/meta-data".into(),
    ] {
        endpoint(&me, &url, json!(["created_client"]));
    }
    me.made("clients", json!({ "name": "Acme" }));
    wait(work_off(&world.server)).unwrap();
    let tried = deliveries(&me);
    assert_eq!(tried.len(), 6);
    for d in &tried {
        let error = d["error"].as_str().unwrap();
        assert!(error.contains("is a private address"), "{error}");
    }
    assert!(inside.heard.lock().unwrap().is_empty());
    assert_eq!(me.post("/rest/v1/webhook_endpoints", json!({ "url": "file:///etc/passwd" })).refusal(), "400 23514");
}

#[test]
fn a_redirect_is_followed_and_its_target_checked_anew() {
    let (world, me) = scene(true);
    let target = ear(None);
    let from = ear(Some(target.url.clone()));
    let bad = ear(Some("file:///etc/passwd".into()));
    endpoint(&me, &from.url, json!(["created_client"]));
    endpoint(&me, &bad.url, json!(["created_client"]));
    me.made("clients", json!({ "name": "Acme" }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!(target.heard.lock().unwrap().len(), 1);
    let mut errors: Vec<String> =
        deliveries(&me).iter().filter_map(|d| d["error"].as_str().map(str::to_string)).collect();
    assert_eq!(errors.pop().unwrap(), "file addresses are not used; only https and http are.");
}

#[test]
fn another_organisation_hears_nothing() {
    let (world, me) = scene(true);
    let ear = ear(None);
    endpoint(&world.sign_in("admin@copilot"), &ear.url, json!(["won_deal"]));
    win(&me);
    wait(work_off(&world.server)).unwrap();
    assert!(ear.heard.lock().unwrap().is_empty());
}

#[test]
fn twenty_endpoints_that_fail_stand_in_nobodys_way() {
    let (world, me) = scene(true);
    let broken = ear(None);
    *broken.answer.lock().unwrap() = 500;
    for _ in 0..20 {
        endpoint(&me, &broken.url, json!([]));
    }
    // Each of them is switched off at its tenth failure, and that is an event for all the others: in one pass, side by side.
    world.behind("update identity.webhook_endpoints set failures = 9");
    let (other, fine) = (world.sign_in("admin@copilot"), ear(None));
    endpoint(&other, &fine.url, json!(["won_*"]));
    win(&me);
    win(&other);
    wait(work_off(&world.server)).unwrap();
    assert_eq!(fine.heard.lock().unwrap().len(), 1, "the other organisation hears");
    let on = me.get("/rest/v1/webhook_endpoints?is_active=is.true&select=id").rows();
    assert!(on.is_empty(), "all twenty were switched off: {} are on", on.len());
}
