//! Messages by WhatsApp: what may go through the Cloud API and what only by hand, what it tells of deliveries, and what people
//! write back. The API is scripted; what it was asked is looked at.

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{HeaderMap, Method};
use platform::database::Options;
use platform::outbound::{Body, Outbound, Pending, Reply, Request};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use surfaces::Settings;
use surfaces::background::work_off;
use tests::{Client, World, wait};

const SECRET: &str = "the app's own secret";
const NUMBER: &str = "100200300400500";

/// The Cloud API: knows one number; answers messages with what the script says, else takes them.
#[derive(Debug, Default)]
struct Api {
    asked: Mutex<Vec<Value>>,
    script: Mutex<VecDeque<(u16, Value)>>,
    away: Mutex<bool>,
}

impl Outbound for Api {
    fn send(&self, request: Request) -> Pending<'_> {
        Box::pin(async move {
            anyhow::ensure!(!*self.away.lock().unwrap(), "connection refused");
            let auth =
                request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.clone());
            assert!(request.url.starts_with(&format!("https://graph.facebook.com/v23.0/{NUMBER}")), "{}", request.url);
            let (status, answer) = match request.method {
                _ if auth.as_deref() != Some("Bearer token-1") => {
                    (401, json!({ "error": { "code": 190, "message": "Bad token" } }))
                }
                Method::GET => (200, json!({ "display_phone_number": "+61 400 000 001", "verified_name": "YourCo" })),
                _ => {
                    let Body::Bytes(body) = request.body else { panic!("a message is sent along") };
                    let mut asked = self.asked.lock().unwrap();
                    asked.push(serde_json::from_slice(&body)?);
                    let taken = json!({ "messages": [{ "id": format!("wamid.{}", asked.len()) }] });
                    self.script.lock().unwrap().pop_front().unwrap_or((200, taken))
                }
            };
            let body = futures_util::stream::iter([Ok(Bytes::from(answer.to_string()))]).boxed();
            Ok(Reply { status, headers: HeaderMap::new(), url: request.url, body })
        })
    }
}

struct Scene {
    world: World,
    me: Client,
    manager: Client,
    api: Arc<Api>,
    number: String,
    playbook: String,
}

/// A number that was verified, and a playbook with an approved template; messages leave at any hour.
fn scene() -> Scene {
    let api = Arc::new(Api::default());
    let settings = Settings { outbound: Arc::clone(&api) as Arc<dyn Outbound>, ..Settings::default() };
    let world = World::with(settings, Options::default());
    world.behind(
        "delete from identity.background_jobs; delete from outreach.outreach_drafts; delete from outreach.enrolments;
         delete from outreach.whatsapp_numbers; delete from outreach.whatsapp_opt_ins;
         insert into identity.system_settings (org_id, key, value)
         select org_id, k, v::jsonb from identity.organizations, (values ('jobs.nightly_at', '\"23:59:59\"'),
           ('outreach.opens_at', '\"00:00\"'), ('outreach.closes_at', '\"00:00\"'), ('outreach.weekends', 'true'),
           ('outreach.hold_minutes', '0'), ('outreach.pause_seconds', '0')) s (k, v)",
    );
    let (me, manager) = (world.sign_in("sales@yourco"), world.sign_in("manager@yourco"));
    let number = manager.made("whatsapp_numbers", json!({ "name": "Sales", "number_id": NUMBER }));
    manager.done("set_whatsapp_keys", json!({ "number": number, "token": "token-1", "app_secret": SECRET }));
    let told = manager.done("verify_whatsapp_number", json!({ "number": number }));
    assert_eq!(told["verified"], true, "{told}");
    let playbook = me.made(
        "outreach_playbooks",
        json!({ "name": "By WhatsApp", "channel": "whatsapp", "language": "en-AU", "whatsapp_template": "first_contact",
            "whatsapp_values": ["{{contact.firstName}}", "{{company.name}}"],
            "body_template": "Hello {{contact.firstName}}, may we talk about {{company.name}}?" }),
    );
    me.made(
        "playbook_steps",
        json!({ "playbook_id": playbook, "position": 2, "wait_days": 3, "body_template": "Did this reach you?" }),
    );
    Scene { world, me, manager, api, number, playbook }
}

impl Scene {
    fn lead(&self, phone: &str) -> String {
        self.me.made(
            "leads",
            json!({ "company_name": "Acme", "contact_name": "Ann Lee", "phone": phone, "email": "ann@acme.example" }),
        )
    }

    /// An approved message to a lead.
    fn approved(&self, lead: &str) -> String {
        self.me.done("draft_outreach", json!({ "playbook": self.playbook, "lead": lead }));
        let draft =
            self.me.one(&format!("outreach_drafts?lead_id=eq.{lead}&select=id"))["id"].as_str().unwrap().to_string();
        self.me.done("approve_draft", json!({ "draft": draft }));
        draft
    }

    fn agreed(&self, phone: &str) -> (String, String) {
        let lead = self.lead(phone);
        self.me.made("whatsapp_opt_ins", json!({ "lead_id": lead, "how": "At the fair" }));
        let draft = self.approved(&lead);
        (lead, draft)
    }

    fn work(&self) {
        wait(work_off(&self.world.server)).unwrap();
        let wrong = "select verb || ': ' || error from identity.background_jobs where error is not null";
        assert!(self.world.rows(wrong, &[]).first().is_none_or(|row| panic!("{}", row.get::<_, String>(0))));
    }

    fn draft(&self, draft: &str) -> Value {
        self.me.one(&format!("outreach_drafts?id=eq.{draft}&select=status,reason,outcome"))
    }

    fn log(&self, lead: &str) -> Value {
        self.me.one(&format!(
            "outbound_message_log?lead_id=eq.{lead}&select=status,provider_message_id,error,delivered:delivered_at,read:read_at"
        ))
    }

    fn asked(&self) -> Vec<Value> {
        self.api.asked.lock().unwrap().clone()
    }

    /// The address WhatsApp tells us things at.
    fn webhook(&self) -> String {
        let told = self.manager.done("open_whatsapp_webhook", json!({ "number": self.number }));
        let url = told["url"].as_str().unwrap();
        assert!(url.ends_with(told["verify_token"].as_str().unwrap()));
        url[url.find("/link/").unwrap()..].to_string()
    }
}

fn signed(secret: &str, body: &str) -> String {
    use std::fmt::Write as _;
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let mut hex = String::from("sha256=");
    for byte in aws_lc_rs::hmac::sign(&key, body.as_bytes()).as_ref() {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

/// A notification, signed.
fn tell(world: &World, hook: &str, value: Value) -> u16 {
    let mut value = value;
    value["metadata"] = json!({ "phone_number_id": NUMBER });
    let body = json!({ "object": "whatsapp_business_account", "entry": [{ "changes": [{ "field": "messages", "value": value }] }] });
    let body = body.to_string();
    let who =
        world.visitor().with("x-hub-signature-256", &signed(SECRET, &body)).with("content-type", "application/json");
    who.send("POST", hook, Some(body.into_bytes())).status
}

fn wrote(id: &str, from: &str, text: &str, quoted: Option<&str>) -> Value {
    let at = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().to_string();
    let context = quoted.map(|id| json!({ "id": id }));
    json!({ "messages": [{ "id": id, "from": from, "timestamp": at, "type": "text", "text": { "body": text }, "context": context }] })
}

fn status(id: &str, what: &str, errors: Value) -> Value {
    json!({ "statuses": [{ "id": id, "status": what, "timestamp": "1790000000", "recipient_id": "61412345678", "errors": errors }] })
}

#[test]
fn who_agreed_is_written_to_first_by_the_approved_template() {
    let s = scene();
    let (lead, draft) = s.agreed("+61 412 345 678");
    for _ in 0..3 {
        s.work();
    }
    assert_eq!(
        s.asked(),
        [
            json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "to": "61412345678", "type": "template",
            "template": { "name": "first_contact", "language": { "code": "en_AU" }, "components": [{ "type": "body", "parameters": [
                { "type": "text", "text": "Ann" }, { "type": "text", "text": "Acme" }] }] } })
        ],
        "once"
    );
    assert_eq!(s.draft(&draft)["status"], "sent");
    let log = s.log(&lead);
    assert_eq!((&log["status"], &log["provider_message_id"]), (&json!("sent"), &json!("wamid.1")));
    assert_eq!(s.me.one(&format!("leads?id=eq.{lead}&select=status"))["status"], "contacted");
}

#[test]
fn who_did_not_agree_and_what_was_changed_goes_by_hand() {
    let s = scene();
    let stranger = s.approved(&s.lead("+61 412 345 678"));
    let lead = s.lead("+61 412 000 002");
    s.me.made("whatsapp_opt_ins", json!({ "lead_id": lead, "how": "At the fair" }));
    s.me.done("draft_outreach", json!({ "playbook": s.playbook, "lead": lead }));
    let changed = s.me.one(&format!("outreach_drafts?lead_id=eq.{lead}&select=id"))["id"].as_str().unwrap().to_string();
    s.me.patch(&format!("/rest/v1/outreach_drafts?id=eq.{changed}"), json!({ "body": "Quite other words" }));
    s.me.done("approve_draft", json!({ "draft": changed }));
    s.work();
    assert!(s.asked().is_empty(), "{:?}", s.asked());
    for draft in [&stranger, &changed] {
        assert_eq!(s.draft(draft)["status"], "approved");
    }
    let page = s.world.browser("sales@yourco").get("/outreach?show=hand");
    assert!(page.text.contains("wa.me/61412"), "{}", page.text);
    s.me.done("mark_draft_sent", json!({ "draft": stranger }));
    assert_eq!(s.draft(&stranger)["status"], "sent");
    // Once they wrote, anything may be said for a day.
    let hook = s.webhook();
    assert_eq!(tell(&s.world, &hook, wrote("wamid.in1", "61412000002", "Who are you?", None)), 200);
    assert_eq!(s.draft(&changed)["status"], "cancelled", "they answered");
    let draft = s.me.made("outreach_drafts", json!({ "lead_id": lead, "channel": "whatsapp", "body": "We build." }));
    s.me.done("approve_draft", json!({ "draft": draft }));
    s.work();
    assert_eq!(s.asked()[0]["text"]["body"], "We build.");
}

#[test]
fn what_whatsapp_tells_is_taken_in_once_and_only_from_it() {
    let s = scene();
    let (lead, draft) = s.agreed("+61 412 345 678");
    s.work();
    let hook = s.webhook();
    let token = hook.rsplit('/').next().unwrap();
    let hello = |token: &str| {
        s.world.visitor().get(&format!("{hook}?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=12345"))
    };
    assert_eq!((hello(token).status, hello(token).text.as_str()), (200, "12345"));
    assert_eq!(hello("another").status, 403);
    let body =
        json!({ "entry": [{ "changes": [{ "value": status("wamid.1", "delivered", json!([])) }] }] }).to_string();
    let forged = s.world.visitor().with("x-hub-signature-256", &signed("another secret", &body));
    assert_eq!(forged.send("POST", &hook, Some(body.into_bytes())).status, 401);
    assert!(s.log(&lead)["delivered"].is_null());

    // In any order, and twice.
    for what in ["read", "delivered", "read"] {
        assert_eq!(tell(&s.world, &hook, status("wamid.1", what, json!([]))), 200);
    }
    let log = s.log(&lead);
    assert!(!log["delivered"].is_null() && !log["read"].is_null(), "{log}");
    // What arrived does not fail any more.
    tell(&s.world, &hook, status("wamid.1", "failed", json!([{ "code": 131_047, "title": "Too late" }])));
    assert_eq!((s.log(&lead)["status"].clone(), s.draft(&draft)["status"].clone()), (json!("sent"), json!("sent")));

    for _ in 0..2 {
        let said = wrote("wamid.in1", "61412345678", "Sure, <b>call</b> me\u{7}", Some("wamid.1"));
        assert_eq!(tell(&s.world, &hook, said), 200);
    }
    let about = format!("activities?lead_id=eq.{lead}&select=subject,description,created_by");
    let rows = s.me.get(&format!("/rest/v1/{about}")).rows();
    assert_eq!(
        rows,
        [json!({ "subject": "WhatsApp from Ann Lee", "description": "Sure, <b>call</b> me", "created_by": null })]
    );
    assert_eq!(s.draft(&draft)["outcome"], "answered");
    let reply = s.me.one(&format!("replies?lead_id=eq.{lead}&select=outcome,sentiment,words,settled_at"));
    assert_eq!(
        reply,
        json!({ "outcome": "answered", "sentiment": "unclear", "words": "Sure, <b>call</b> me", "settled_at": null })
    );
    let way = s.me.one(&format!("enrolments?lead_id=eq.{lead}&select=status"));
    assert_eq!(way["status"], "answered");
    // The address is of one number, and of nobody once another was made.
    s.webhook();
    assert_eq!(tell(&s.world, &hook, wrote("wamid.in2", "61412345678", "Hello?", None)), 404);
}

#[test]
fn a_no_by_whatsapp_binds_every_way() {
    let s = scene();
    let (lead, _) = s.agreed("+61 412 345 678");
    s.work();
    let hook = s.webhook();
    assert_eq!(tell(&s.world, &hook, wrote("wamid.in1", "61412345678", "Stop.", None)), 200);
    let entry = s.me.one("suppression_entries?type=eq.phone&select=value,origin");
    assert_eq!(entry, json!({ "value": "+61412345678", "origin": "reply" }));
    let row = json!({ "lead_id": lead, "channel": "email", "subject": "Hello", "body": "Again" });
    let again = s.me.post("/rest/v1/outreach_drafts", row);
    assert!(again.status == 400 && again.text.contains("its number is suppressed"), "{}", again.text);
    // The same number of somebody else, written another way.
    let other = s.lead("0061 (412) 345-678");
    let told = s.me.verb("draft_outreach", json!({ "playbook": s.playbook, "lead": other }));
    assert!(told.status == 409 && told.text.contains("number is suppressed"), "{}", told.text);
    // A stranger's no is kept as well.
    assert_eq!(tell(&s.world, &hook, wrote("wamid.in2", "4915100000000", "STOP", None)), 200);
    assert_eq!(s.me.one("suppression_entries?value=eq.%2B4915100000000&select=origin")["origin"], "reply");
}

#[test]
fn what_the_api_refuses_is_told_apart() {
    let s = scene();
    let fault = |code: i64, status: u16| (status, json!({ "error": { "code": code, "message": "It said so" } }));
    // Nobody there by WhatsApp: other ways stay open.
    let (lead, draft) = s.agreed("+61 412 000 001");
    s.api.script.lock().unwrap().push_back(fault(131_026, 400));
    s.work();
    assert_eq!(s.draft(&draft)["status"], "failed");
    let row = json!({ "lead_id": lead, "channel": "email", "subject": "Hello", "body": "Again" });
    assert_eq!(s.me.post("/rest/v1/outreach_drafts", row).status, 201, "by mail they may be reached");
    // Too much at once: it waits.
    let (_, draft) = s.agreed("+61 412 000 002");
    s.api.script.lock().unwrap().push_back(fault(130_429, 429));
    s.work();
    let told = s.draft(&draft);
    assert_eq!(told["status"], "approved");
    assert!(told["reason"].as_str().unwrap().contains("It said so"), "{told}");
    // Away: nothing is taken, nothing is lost.
    *s.api.away.lock().unwrap() = true;
    let (_, other) = s.agreed("+61 412 000 003");
    s.work();
    assert_eq!(s.draft(&other)["status"], "approved");
    *s.api.away.lock().unwrap() = false;
    // A token that is no more: the number says so and sends nothing.
    s.manager.done("set_whatsapp_keys", json!({ "number": s.number, "token": "another" }));
    let told = s.manager.done("verify_whatsapp_number", json!({ "number": s.number }));
    assert_eq!(told["verified"], false);
    let number = s.manager.one(&format!("whatsapp_numbers?id=eq.{}&select=verified_at,failure", s.number));
    assert!(number["verified_at"].is_null() && number["failure"].as_str().unwrap().contains("Bad token"), "{number}");
    // After all: what failed later is known to have failed.
    s.manager.done("set_whatsapp_keys", json!({ "number": s.number, "token": "token-1" }));
    s.manager.done("verify_whatsapp_number", json!({ "number": s.number }));
    let (lead, draft) = s.agreed("+61 412 000 004");
    s.work();
    let id = s.log(&lead)["provider_message_id"].as_str().unwrap().to_string();
    let hook = s.webhook();
    tell(&s.world, &hook, status(&id, "failed", json!([{ "code": 131_047, "title": "Too late" }])));
    assert_eq!(s.draft(&draft)["status"], "failed");
    assert!(s.log(&lead)["error"].as_str().unwrap().contains("Too late"));
}

#[test]
fn numbers_are_for_who_keeps_them_and_their_secrets_for_nobody() {
    let s = scene();
    for who in ["sales@yourco", "viewer@yourco"] {
        let who = s.world.sign_in(who);
        assert_eq!(who.verb("set_whatsapp_keys", json!({ "number": s.number, "token": "x" })).status, 403);
        assert_eq!(who.verb("open_whatsapp_webhook", json!({ "number": s.number })).status, 403);
    }
    let other = s.world.sign_in("admin@copilot");
    assert_eq!(other.verb("set_whatsapp_keys", json!({ "number": s.number, "token": "x" })).refusal(), "404 TL404");
    assert_eq!(s.manager.verb("set_whatsapp_keys", json!({ "number": s.number })).refusal(), "400 TL100");
    assert_eq!(
        s.manager.verb("hear_whatsapp", json!({ "number": s.number, "payload": {} })).status,
        403,
        "only WhatsApp tells"
    );
    let row = s.manager.one(&format!("whatsapp_numbers?id=eq.{}", s.number));
    assert!(row.get("token").is_none() && row.get("app_secret").is_none(), "{row}");
    // A token goes where it was given for.
    s.manager.patch(
        &format!("/rest/v1/whatsapp_numbers?id=eq.{}", s.number),
        json!({ "address": "https://elsewhere.example/v1" }),
    );
    let told = s.manager.verb("verify_whatsapp_number", json!({ "number": s.number }));
    assert_eq!(told.refusal(), "409 TL409", "{}", told.text);
    let bare = s.manager.made("whatsapp_numbers", json!({ "name": "Bare", "number_id": "999999999" }));
    assert_eq!(s.manager.verb("open_whatsapp_webhook", json!({ "number": bare })).refusal(), "409 TL409");
}
