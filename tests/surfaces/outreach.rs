//! From a playbook to an approved message: drafting for many at once, and the one way a draft may go, at every door.

use serde_json::{Value, json};
use tests::{Client, World};

const BODY: &str =
    "Hello {{contact.firstName|default('there')}},\n\nI looked at {{company.website}}.\n\n{{sender.name}}";

fn playbook(who: &Client, body: &str) -> String {
    who.made(
        "outreach_playbooks",
        json!({ "name": "First contact", "subject_template": "For {{company.name}}", "body_template": body }),
    )
}

fn lead(who: &Client, company: &str, email: &str) -> String {
    who.made("leads", json!({ "company_name": company, "contact_name": "Ann Lee", "email": email }))
}

/// A draft to a lead of its own.
fn draft(who: &Client) -> String {
    let lead = lead(who, "Acme", "ann@acme.example");
    who.made("outreach_drafts", json!({ "lead_id": lead, "subject": "An idea", "body": "Could we talk?" }))
}

fn status(who: &Client, draft: &str) -> Value {
    who.one(&format!("outreach_drafts?id=eq.{draft}&select=status"))["status"].clone()
}

#[test]
fn messages_are_drafted_for_those_who_may_be_written_to() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    let client =
        world.sign_in("admin@yourco").made("clients", json!({ "name": "Zephyr", "website": "https://zephyr.example" }));
    let full =
        me.made("leads", json!({ "first_name": "Ann", "company_name": "Zephyr", "email": "ann@zephyr.example" }));
    world.behind(&format!("update crm.leads set client_id = '{client}' where id = '{full}'"));
    let bare = lead(&me, "Acme", "bo@acme.example");
    let no = lead(&me, "Nope Ltd", "no+thanks@nope.example");
    me.made("suppression_entries", json!({ "type": "email", "value": "No@nope.example", "reason": "Said no" }));
    let stranger =
        world.sign_in("admin@copilot").made("leads", json!({ "company_name": "Elsewhere", "email": "x@y.example" }));
    let playbook = playbook(&me, BODY);

    let told = me.done("draft_outreach", json!({ "playbook": playbook, "leads": [full, bare, no, stranger, full] }));
    assert_eq!(
        (&told["drafts"], &told["with_warnings"], &told["left_out"]),
        (&json!(2), &json!(1), &json!(2)),
        "{told}"
    );
    let reasons: Vec<&str> =
        told["leads"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert!(reasons.contains(&"Its address is suppressed: Said no"), "{reasons:?}");
    let of = |lead: &str| {
        me.one(&format!("outreach_drafts?lead_id=eq.{lead}&select=subject,body,status,metadata,recipient,created_by"))
    };
    let made = of(&full);
    assert_eq!(made["subject"], "For Zephyr");
    assert_eq!(made["body"], "Hello Ann,\n\nI looked at https://zephyr.example.\n\nSam Sales");
    assert_eq!((&made["status"], &made["recipient"]), (&json!("draft"), &json!("ann@zephyr.example")));
    assert!(!made["created_by"].is_null());
    assert_eq!(
        of(&bare)["metadata"],
        json!({ "missingFields": ["company.website"], "warnings": ["Missing company website"],
            "variables": { "company.name": "Acme", "contact.firstName": "Ann", "sender.name": "Sam Sales" } })
    );
    assert!(me.get(&format!("/rest/v1/outreach_drafts?lead_id=eq.{no}")).rows().is_empty());
    // Nobody is in a playbook twice.
    let again = me.verb("draft_outreach", json!({ "playbook": playbook, "lead": full }));
    assert_eq!(again.refusal(), "409 TL409");
    assert!(again.text.contains("in this playbook already"), "{}", again.text);
}

#[test]
fn one_address_is_written_to_once_whoever_the_lead_is() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    let (one, two) = (lead(&me, "Acme", "ann@acme.example"), lead(&me, "Acme again", "Ann+work@acme.example"));
    let playbook = playbook(&me, "Hello {{contact.firstName}}");
    let told = me.done("draft_outreach", json!({ "playbook": playbook, "leads": [one, two] }));
    assert_eq!((&told["drafts"], &told["left_out"]), (&json!(1), &json!(1)), "{told}");
    let other = lead(&me, "Acme once more", "ann@ACME.example");
    let again = me.verb("draft_outreach", json!({ "playbook": playbook, "lead": other }));
    assert!(again.status == 409 && again.text.contains("wrote to its address already"), "{}", again.text);
}

#[test]
fn all_that_a_list_shows_are_drafted_to_at_once() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    world.behind(
        "delete from outreach.outreach_drafts; delete from outreach.enrolments;
         update identity.organizations set modules = modules || array['outreach']",
    );
    for n in 0..250 {
        lead(&me, &format!("Bulk {n}"), &format!("ann@bulk{n}.example"));
    }
    let playbook = playbook(&me, "Hello {{contact.firstName}}.");
    let browser = world.browser("sales@yourco");
    let form: [(&str, &str); 5] = [
        ("do", "verb"),
        ("verb", "draft_outreach"),
        ("all", "true"),
        ("filters", "company_name=ilike.Bulk*"),
        ("playbook", &playbook),
    ];
    let told = browser.with("hx-request", "true").form("/leads/bulk", &form);
    assert!(told.status == 200 && told.text.contains("250 messages were drafted"), "{} {}", told.status, told.text);
    let drafts = me.get(&format!("/rest/v1/outreach_drafts?playbook_id=eq.{playbook}&select=id")).rows();
    assert_eq!(drafts.len(), 250);
}

#[test]
fn an_undo_approves_nothing_again() {
    let world = World::new();
    let (me, manager) = (world.sign_in("sales@yourco"), world.sign_in("manager@yourco"));
    let lead = lead(&me, "Acme", "ann@acme.example");
    let draft = me.made("outreach_drafts", json!({ "lead_id": lead, "subject": "First", "body": "First words" }));
    manager.done("approve_draft", json!({ "draft": draft }));
    let back = manager.verb("take_back_approval", json!({ "draft": draft }));
    assert_eq!(back.status, 200, "{}", back.text);
    let edited = me.patch(&format!("/rest/v1/outreach_drafts?id=eq.{draft}"), json!({ "body": "Other words" }));
    assert_eq!(edited.status, 204, "{}", edited.text);
    manager.verb("undo", json!({ "operation": back.header("operation") }));
    let now = me.one(&format!("outreach_drafts?id=eq.{draft}&select=body,status"));
    assert_eq!(now, json!({ "body": "Other words", "status": "draft" }), "nobody read these words");
}

#[test]
fn a_template_that_can_not_become_a_message_is_refused() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    let lead = lead(&me, "Acme", "ann@acme.example");
    for body in ["{% for x in [1,2] %}x{% endfor %}", "{{ nobody.secret }}", "{{ broken", "{{ 'x' * 1000000000 }}"] {
        let preview = me.verb("preview_message", json!({ "body": body, "lead": lead }));
        assert_eq!(preview.refusal(), "400 TL100", "{body}: {}", preview.text);
        let draft = me.verb("draft_outreach", json!({ "playbook": playbook(&me, body), "lead": lead }));
        assert_eq!(draft.refusal(), "400 TL100", "{body}");
    }
    let shown = me.done("preview_message", json!({ "subject": "Hi {{company.name}}", "body": BODY, "lead": lead }));
    assert_eq!((&shown["subject"], &shown["warnings"]), (&json!("Hi Acme"), &json!(["Missing company website"])));
    assert_eq!(
        me.verb("draft_outreach", json!({ "playbook": playbook(&me, BODY), "leads": [] })).refusal(),
        "400 TL100"
    );
    let off = playbook(&me, BODY);
    me.patch(&format!("/rest/v1/outreach_playbooks?id=eq.{off}"), json!({ "enabled": false }));
    assert_eq!(me.verb("draft_outreach", json!({ "playbook": off, "lead": lead })).refusal(), "409 TL409");
    assert_eq!(
        world.sign_in("viewer@yourco").verb("draft_outreach", json!({ "playbook": off, "lead": lead })).status,
        403
    );
}

#[test]
fn only_sending_makes_a_message_sent_at_every_door() {
    let world = World::new();
    let (me, admin) = (world.sign_in("sales@yourco"), world.sign_in("admin@yourco"));
    let lead = lead(&me, "Acme", "ann@acme.example");
    for status in ["sent", "failed", "approved"] {
        let row = json!({ "lead_id": lead, "subject": "x", "body": "x", "status": status });
        for who in [&me, &admin] {
            assert_eq!(who.post("/rest/v1/outreach_drafts", row.clone()).refusal(), "400 23514", "{status}");
        }
        let file = format!("lead_id,subject,body,status\n{lead},x,x,{status}\n");
        let report = world.import(&admin, "outreach_drafts", file.as_bytes());
        assert_eq!((&report["created"], &report["rejected"]), (&json!(0), &json!(1)), "{status}: {report}");
    }
    let draft = draft(&me);
    let at = format!("/rest/v1/outreach_drafts?id=eq.{draft}");
    for who in [&me, &admin] {
        for status in ["sent", "failed"] {
            assert_eq!(who.patch(&at, json!({ "status": status })).refusal(), "400 23514");
        }
        assert_ne!(who.patch(&at, json!({ "approved_by": null, "sent_at": "2026-01-01T00:00:00Z" })).status, 204);
    }
    me.done("approve_draft", json!({ "draft": draft }));
    for who in [&me, &admin] {
        assert_eq!(who.patch(&at, json!({ "status": "sent" })).refusal(), "400 23514");
        let changed = who.patch(&at, json!({ "body": "Something else" }));
        assert_eq!(changed.refusal(), "400 23514", "what was approved leaves as it was approved: {}", changed.text);
    }
    assert_eq!(status(&me, &draft), "approved");
    // Nor does anybody but the server send, or speak for a reader.
    assert_eq!(admin.verb("send_outreach", json!({})).status, 403);
    assert_eq!(admin.verb("unsubscribe", json!({ "draft": draft })).status, 403);
    let log = json!({ "lead_id": lead, "channel": "email", "recipient": "a@b.example", "status": "sent" });
    assert_eq!(admin.post("/rest/v1/outbound_message_log", log).status, 403, "nobody writes the log");
}

#[test]
fn a_person_approves_what_may_leave_and_takes_it_back() {
    let world = World::new();
    let (me, other) = (world.sign_in("sales@yourco"), world.sign_in("staff@yourco"));
    let one = draft(&me);
    assert_eq!(other.verb("approve_draft", json!({ "draft": one })).refusal(), "404 TL404", "not theirs to change");
    me.done("approve_draft", json!({ "draft": one }));
    let approved = me.one(&format!("outreach_drafts?id=eq.{one}&select=approved_by,approved_at,recipient"));
    assert_eq!(approved["recipient"], "ann@acme.example");
    assert!(!approved["approved_by"].is_null() && !approved["approved_at"].is_null());
    assert_eq!(me.verb("approve_draft", json!({ "draft": one })).refusal(), "409 TL409");
    me.done("take_back_approval", json!({ "draft": one }));
    assert_eq!(status(&me, &one), "draft");
    assert!(me.one(&format!("outreach_drafts?id=eq.{one}&select=approved_by"))["approved_by"].is_null());
    // Undo takes an approval back as well.
    let again = me.verb("approve_draft", json!({ "draft": one }));
    assert_eq!(me.verb("undo", json!({ "operation": again.header("operation") })).status, 200);
    assert_eq!(status(&me, &one), "draft");
    assert_eq!(me.verb("reject_draft", json!({ "draft": one, "reason": " " })).refusal(), "400 TL100");
    me.done("reject_draft", json!({ "draft": one, "reason": "Too early" }));
    assert_eq!(
        me.one(&format!("outreach_drafts?id=eq.{one}&select=status,reason")),
        json!({ "status": "cancelled", "reason": "Too early" })
    );

    let nowhere = me.made("leads", json!({ "company_name": "Nowhere" }));
    for (lead, body) in [(nowhere.as_str(), "Hello"), (&lead(&me, "B", "b@b.example"), "Hello {{contact.name}}")] {
        let draft = me.made("outreach_drafts", json!({ "lead_id": lead, "subject": "x", "body": body }));
        assert_eq!(me.verb("approve_draft", json!({ "draft": draft })).refusal(), "400 23514", "{body}");
    }
}

#[test]
fn four_eyes_see_every_message() {
    let world = World::new();
    let (me, manager) = (world.sign_in("sales@yourco"), world.sign_in("manager@yourco"));
    let admin = world.sign_in("admin@yourco");
    admin.made("system_settings", json!({ "key": "outreach.four_eyes", "value": true }));
    let one = draft(&me);
    let refused = me.verb("approve_draft", json!({ "draft": one }));
    assert_eq!(refused.refusal(), "400 23514");
    assert!(refused.text.contains("Somebody else approves"), "{}", refused.text);
    assert_eq!(me.patch(&format!("/rest/v1/outreach_drafts?id=eq.{one}"), json!({ "status": "approved" })).status, 400);
    manager.done("approve_draft", json!({ "draft": one }));
    assert_eq!(status(&me, &one), "approved");
    // Who rewrites a message has not looked at it for another.
    let two = draft(&me);
    manager.patch(&format!("/rest/v1/outreach_drafts?id=eq.{two}"), json!({ "body": "Quite other words" }));
    assert_eq!(manager.verb("approve_draft", json!({ "draft": two })).refusal(), "400 23514");
    admin.done("approve_draft", json!({ "draft": two }));
}

#[test]
fn many_are_approved_but_not_what_has_warnings_or_is_suppressed() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    let playbook = playbook(&me, "Hello {{contact.firstName}}, about {{company.name}}.");
    let leads: Vec<String> = (0..5).map(|n| lead(&me, &format!("Firm {n}"), &format!("ann@firm{n}.example"))).collect();
    let nameless = me.made("leads", json!({ "company_name": "Nameless", "email": "x@nameless.example" }));
    let all: Vec<&str> = leads.iter().chain([&nameless]).map(String::as_str).collect();
    assert_eq!(me.done("draft_outreach", json!({ "playbook": playbook, "leads": all }))["with_warnings"], 1);
    // Between drafting and approval, one company says no.
    me.done("suppress", json!({ "what": "company", "value": "FIRM 3 Ltd.", "reason": "By telephone" }));
    let ids: Vec<String> = me
        .get(&format!("/rest/v1/outreach_drafts?playbook_id=eq.{playbook}&select=id"))
        .rows()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_string())
        .collect();
    let told = me.done("approve_drafts", json!({ "drafts": ids }));
    assert_eq!((&told["drafts"], &told["passed_over"]), (&json!(4), &json!(2)), "{told}");
    let left = me.one(&format!("outreach_drafts?lead_id=eq.{}&select=id,status", leads[3]));
    assert_eq!(left["status"], "draft");
    let refused = me.verb("approve_draft", json!({ "draft": left["id"] }));
    assert_eq!(refused.refusal(), "400 23514");
    assert!(refused.text.contains("company is suppressed"), "{}", refused.text);
    let by_hand = me.post("/rest/v1/outreach_drafts", json!({ "lead_id": leads[3], "subject": "x", "body": "x" }));
    assert_eq!(by_hand.refusal(), "400 23514", "nor drafted by hand");
}

#[test]
fn what_a_lead_says_ends_or_puts_off_what_was_to_come() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    let playbook = playbook(&me, "Hello {{contact.firstName}}.");
    let begin = |email: &str| {
        let lead = lead(&me, email, email);
        me.done("draft_outreach", json!({ "playbook": playbook, "lead": lead }));
        lead
    };
    let stands = |lead: &str| me.one(&format!("enrolments?lead_id=eq.{lead}&select=status"))["status"].clone();
    let drafts = |lead: &str| me.one(&format!("outreach_drafts?lead_id=eq.{lead}&select=status"))["status"].clone();
    let (yes, no, away, met) =
        (begin("yes@a.example"), begin("no@b.example"), begin("away@c.example"), begin("met@d.example"));
    me.done("record_answer", json!({ "lead": yes, "said": "answered" }));
    me.done("record_answer", json!({ "lead": no, "said": "unsubscribed" }));
    me.done("record_answer", json!({ "lead": away, "said": "out_of_office", "until": "2099-01-31" }));
    me.done("stop_sequence", json!({ "lead": met, "reason": "Met at the fair" }));
    assert_eq!((stands(&yes), drafts(&yes)), (json!("answered"), json!("cancelled")));
    assert_eq!((stands(&no), drafts(&no)), (json!("unsubscribed"), json!("cancelled")));
    assert_eq!((stands(&away), drafts(&away)), (json!("active"), json!("draft")));
    assert_eq!((stands(&met), drafts(&met)), (json!("stopped"), json!("cancelled")));
    assert!(
        me.one(&format!("outreach_drafts?lead_id=eq.{away}&select=not_before_at"))["not_before_at"]
            .as_str()
            .unwrap()
            .starts_with("2099")
    );
    assert_eq!(me.one("suppression_entries?key=eq.no@b.example&select=origin")["origin"], "unsubscribe");
    assert_eq!(me.verb("record_answer", json!({ "lead": yes, "said": "laughed" })).refusal(), "400 TL100");
    assert_eq!(
        world.sign_in("sales@copilot").verb("stop_sequence", json!({ "lead": yes, "reason": "x" })).refusal(),
        "404 TL404"
    );
}

#[test]
fn what_is_sent_by_hand_is_in_the_log_and_stays_there() {
    let world = World::new();
    let (me, admin) = (world.sign_in("sales@yourco"), world.sign_in("admin@yourco"));
    let lead =
        me.made("leads", json!({ "company_name": "Acme", "phone": "+49 30 123456", "email": "ann@acme.example" }));
    let row = json!({ "lead_id": lead, "channel": "whatsapp", "body": "Hello there" });
    let draft = me.made("outreach_drafts", row);
    assert_eq!(me.verb("mark_draft_sent", json!({ "draft": draft })).refusal(), "409 TL409", "not approved");
    me.done("approve_draft", json!({ "draft": draft }));
    me.done("mark_draft_sent", json!({ "draft": draft }));
    assert_eq!(status(&me, &draft), "sent");
    let log = me.one(&format!("outbound_message_log?lead_id=eq.{lead}&select=id,recipient,body_preview,status"));
    assert_eq!((&log["recipient"], &log["status"]), (&json!("+49 30 123456"), &json!("sent")));
    let at = format!("/rest/v1/outbound_message_log?id=eq.{}", log["id"].as_str().unwrap());
    assert_ne!(admin.patch(&at, json!({ "recipient": "x" })).status, 204);
    assert_ne!(admin.delete(&at).status, 204);
    let sql = world.sql();
    for change in
        ["update outreach.outbound_message_log set status = 'failed'", "delete from outreach.outbound_message_log"]
    {
        assert!(tests::wait(sql.batch_execute(change)).is_err(), "the database itself refuses: {change}");
    }
    assert_eq!(admin.delete(&format!("/rest/v1/outreach_drafts?id=eq.{draft}")).status, 400);
    assert_eq!(me.verb("mark_draft_sent", json!({ "draft": draft })).refusal(), "409 TL409");
    admin.done("erase_person", json!({ "noun": "leads", "id": lead, "reason": "Asked" }));
    assert!(me.get(&at).rows().is_empty());
    let kept = "select count(*) from identity.audit_log where changes::text like '%Hello there%' and resource_id = ";
    assert_eq!(world.value::<i64>(&format!("{kept}'{draft}'")), 0, "the history says nothing of what was written");
}

#[test]
fn reports_tell_how_far_leads_come() {
    let world = World::new();
    let (me, admin) = (world.sign_in("sales@yourco"), world.sign_in("admin@yourco"));
    world.behind("delete from outreach.outreach_drafts; delete from outreach.outbound_message_log; delete from outreach.enrolments");
    let playbook = playbook(&me, "Hello {{contact.firstName}}.");
    let leads: Vec<String> = (0..4).map(|n| lead(&me, &format!("Firm {n}"), &format!("ann@firm{n}.example"))).collect();
    me.done("draft_outreach", json!({ "playbook": playbook, "leads": leads }));
    world.behind(&format!(
        "update outreach.outreach_drafts set status = 'sent', sent_at = now(), approved_at = now(), claimed_at = now()
           where lead_id in ('{}', '{}', '{}');
         insert into outreach.outbound_message_log (org_id, lead_id, channel, recipient, status, draft_id, domain)
         select org_id, lead_id, channel, recipient, 'sent', id, split_part(recipient, '@', 2) from outreach.outreach_drafts where status = 'sent'",
        leads[0], leads[1], leads[2]
    ));
    me.done("record_answer", json!({ "lead": leads[0], "said": "answered" }));
    me.done("record_answer", json!({ "lead": leads[1], "said": "bounced" }));
    me.done("log_activity", json!({ "lead": leads[0], "type": "meeting", "subject": "Met" }));
    let lines = |report: &str| admin.get(&format!("/rest/v1/rpc/{report}")).json().as_array().unwrap().clone();
    let funnel = &lines("outreach_funnel")[0];
    let counts: Vec<f64> = ["drafted", "approved", "sent", "answered", "met", "won"]
        .iter()
        .map(|key| funnel[*key].as_f64().unwrap())
        .collect();
    assert_eq!(counts, [4.0, 3.0, 3.0, 1.0, 1.0, 0.0], "{funnel}");
    let channel = &lines("outreach_by_channel")[0];
    let told = ["label", "drafted", "sent", "answered", "met"].map(|key| channel[key].clone());
    assert_eq!(json!(told), json!(["E-mail", 4.0, 3.0, 1.0, 1.0]));
    let sender = &lines("outreach_by_sender")[0];
    assert_eq!(json!(["label", "sent", "answered"].map(|key| sender[key].clone())), json!(["By hand", 3.0, 1.0]));
    world.behind(&format!(
        "update outreach.discovery_results set lead_id = '{}', state = 'accepted'
           where id = (select id from outreach.discovery_results where org_id = (select org_id from crm.leads where id = '{0}') limit 1)",
        leads[0]
    ));
    let intent = lines("outreach_by_intent").into_iter().find(|line| line["drafted"] == json!(1.0)).unwrap();
    assert_eq!(
        json!(["accepted", "sent", "answered", "met", "won"].map(|key| intent[key].clone())),
        json!([1.0, 1.0, 1.0, 1.0, 0.0])
    );
    let answers = &lines("playbook_answers")[0];
    assert_eq!((&answers["sent"], &answers["answered"]), (&json!(3.0), &json!(1.0)), "{answers}");
    // Wilson's bounds of one in three.
    assert_eq!((&answers["lowest"], &answers["highest"]), (&json!(6.1), &json!(79.2)), "{answers}");
    let bounced: Vec<Value> =
        lines("deliverability").into_iter().filter(|line| line["bounced"] == json!(1.0)).collect();
    assert_eq!(bounced.len(), 1);
    assert_eq!(bounced[0]["label"], "firm1.example");
    let plan = me.done("plan_outreach", json!({}));
    assert_eq!((&plan["waiting"], &plan["planned"]), (&json!(0), &json!(0)));
}
