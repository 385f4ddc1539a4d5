//! Outreach through a real mail server: approved messages leave once, within limits, to nobody who said no; follow-ups stand
//! in their thread; and whoever follows the link hears no more.

use platform::database::Options;
use serde_json::{Value, json};
use surfaces::Settings;
use surfaces::background::work_off;
use tests::mail::MailServer;
use tests::{Client, World, wait};

struct Scene {
    world: World,
    me: Client,
    mail: MailServer,
    mailbox: String,
    playbook: String,
}

fn settings(mail: &MailServer) -> Settings {
    Settings { private_webhooks: true, ..mail.settings() }
}

/// Somebody whose mailbox was verified, and a playbook with one follow-up; messages leave at any hour.
fn scene() -> Scene {
    let mail = MailServer::start();
    let world = World::with(settings(&mail), Options::default());
    world.behind(
        "delete from identity.emails; delete from identity.background_jobs; delete from outreach.outreach_drafts;
         delete from outreach.enrolments; delete from outreach.outbound_message_log;
         insert into identity.system_settings (org_id, key, value)
         select org_id, k, v::jsonb from identity.organizations, (values ('jobs.nightly_at', '\"23:59:59\"'),
           ('outreach.opens_at', '\"00:00\"'), ('outreach.closes_at', '\"00:00\"'), ('outreach.weekends', 'true'),
           ('outreach.hold_minutes', '0'), ('outreach.pause_seconds', '0')) s (k, v)",
    );
    let me = world.sign_in("sales@yourco");
    let port: u16 = mail.settings().mail.unwrap().url.rsplit(':').next().unwrap().parse().unwrap();
    let row = json!({ "name": "Mine", "address": "sam@yourco.example", "host": "127.0.0.1", "port": port, "security": "none",
        "per_hour": 100, "per_day": 100, "ramp_from": 100, "signature": "Sam Sales, YourCo" });
    let mailbox = me.made("mailboxes", row);
    let told = me.done("verify_mailbox", json!({ "mailbox": mailbox }));
    assert_eq!(told["verified"], true, "{told}");
    assert_eq!(mail.taken().len(), 1, "to itself");
    let playbook = me.made(
        "outreach_playbooks",
        json!({ "name": "First", "subject_template": "For {{company.name}}", "body_template": "Hello {{contact.firstName}}.\n\nCould we talk?" }),
    );
    me.made("playbook_steps", json!({ "playbook_id": playbook, "position": 2, "wait_days": 3, "body_template": "Did this reach you, {{contact.firstName}}?" }));
    Scene { world, me, mail, mailbox, playbook }
}

impl Scene {
    /// A message to somebody, approved.
    fn approved(&self, email: &str) -> (String, String) {
        let host = email.split('@').nth(1).unwrap();
        let lead = self.me.made("leads", json!({ "company_name": host, "contact_name": "Ann Lee", "email": email }));
        self.me.done("draft_outreach", json!({ "playbook": self.playbook, "lead": lead }));
        let draft =
            self.me.one(&format!("outreach_drafts?lead_id=eq.{lead}&select=id"))["id"].as_str().unwrap().to_string();
        self.me.done("approve_draft", json!({ "draft": draft }));
        (lead, draft)
    }

    fn work(&self) {
        wait(work_off(&self.world.server)).unwrap();
        let wrong = "select verb || ': ' || error from identity.background_jobs where error is not null";
        assert!(self.world.rows(wrong, &[]).first().is_none_or(|row| panic!("{}", row.get::<_, String>(0))));
    }

    fn draft(&self, draft: &str) -> Value {
        self.me.one(&format!("outreach_drafts?id=eq.{draft}&select=status,reason,outcome,attempts"))
    }

    /// What arrived at an address, without the messages of a mailbox to itself.
    fn arrived(&self, at: &str) -> Vec<String> {
        let to = format!("To: {at}\r\n");
        self.mail.taken().into_iter().filter(|message| message.contains(&to)).collect()
    }
}

#[test]
fn an_approved_message_leaves_once_with_its_signs() {
    let s = scene();
    let (lead, draft) = s.approved("ann@acme.example");
    for _ in 0..3 {
        s.work();
    }
    let arrived = s.arrived("ann@acme.example");
    assert_eq!(arrived.len(), 1);
    for part in [
        "From: \"Sam Sales\" <sam@yourco.example>\r\n",
        "Subject: For acme.example\r\n",
        &format!("Message-ID: <{draft}@yourco.example>\r\n"),
        "List-Unsubscribe: <http://throughline.example/link/",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        "multipart/alternative",
        "Hello Ann.",
        "Sam Sales, YourCo",
    ] {
        assert!(arrived[0].contains(part), "{part}\n{}", arrived[0]);
    }
    assert_eq!(s.draft(&draft)["status"], "sent");
    let log = s
        .me
        .one(&format!("outbound_message_log?lead_id=eq.{lead}&select=status,body_preview,provider_message_id,domain"));
    assert_eq!((&log["status"], &log["domain"]), (&json!("sent"), &json!("acme.example")));
    assert_eq!(s.me.one(&format!("leads?id=eq.{lead}&select=status"))["status"], "contacted");
    assert_eq!(s.me.one(&format!("mailboxes?id=eq.{}&select=name", s.mailbox)), json!({ "name": "Mine" }));
}

#[test]
fn several_senders_send_a_message_once_and_pass_no_limit() {
    let s = scene();
    s.me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "per_hour": 5 }));
    for n in 0..9 {
        s.approved(&format!("ann@firm{n}.example"));
    }
    let others: Vec<World> =
        (0..2).map(|_| World::on(s.world.admin.clone(), settings(&s.mail), Options::default())).collect();
    // More of the same work than there is to do.
    s.world.behind(
        "insert into identity.background_jobs (org_id, verb, queue) select org_id, 'send_outreach', 'work'
           from identity.organizations, generate_series(1, 4) where slug = 'yourco'",
    );
    wait(async {
        let work = others.iter().map(|world| work_off(&world.server));
        let mine = work_off(&s.world.server);
        for result in futures_util::future::join_all(work).await {
            result.unwrap();
        }
        mine.await.unwrap();
    });
    let sent = s.me.get("/rest/v1/outbound_message_log?status=eq.sent&select=draft_id").rows();
    assert_eq!(sent.len(), 5, "five in an hour");
    assert_eq!(s.mail.taken().len(), 1 + 5);
    let waiting = s.me.get("/rest/v1/outreach_drafts?status=eq.approved&select=send_at").rows();
    assert!(waiting.len() == 4 && waiting.iter().all(|one| !one["send_at"].is_null()), "{waiting:?}");
}

#[test]
fn who_says_no_between_approval_and_sending_is_not_written_to() {
    let s = scene();
    let (_, draft) = s.approved("no@acme.example");
    let (other, _) = s.approved("yes@other.example");
    let entry = json!({ "type": "email", "value": "NO+x@acme.example", "reason": "By telephone" });
    s.me.made("suppression_entries", entry);
    s.work();
    assert!(s.arrived("no@acme.example").is_empty());
    assert_eq!(s.arrived("yes@other.example").len(), 1);
    let parked = s.draft(&draft);
    assert_eq!(parked["status"], "cancelled");
    assert!(parked["reason"].as_str().unwrap().contains("By telephone"), "{parked}");

    // The link in the message: looking at it changes nothing, following it does, and again.
    let message = s.arrived("yes@other.example").remove(0);
    let link = message.split("/link/").nth(1).unwrap().split('>').next().unwrap();
    let path = format!("/link/{link}");
    let guest = s.world.visitor();
    let page = guest.get(&path);
    assert!(page.status == 200 && page.text.contains("Write to me no more"), "{}", page.text);
    assert!(s.me.get("/rest/v1/suppression_entries?key=eq.yes@other.example").rows().is_empty());
    for _ in 0..2 {
        let done = guest.form(&path, &[("List-Unsubscribe", "One-Click")]);
        assert!(done.status == 200 && done.text.contains("You hear no more"), "{}", done.text);
    }
    let entries = s.me.get("/rest/v1/suppression_entries?key=eq.yes@other.example&select=origin").rows();
    assert_eq!(entries, [json!({ "origin": "unsubscribe" })]);
    assert_eq!(s.me.one(&format!("enrolments?lead_id=eq.{other}&select=status"))["status"], "unsubscribed");
}

#[test]
fn the_link_works_when_the_lead_is_gone() {
    let s = scene();
    let (lead, _) = s.approved("gone@acme.example");
    s.work();
    let message = s.arrived("gone@acme.example").remove(0);
    let link = message.split("/link/").nth(1).unwrap().split('>').next().unwrap();
    let admin = s.world.sign_in("admin@yourco");
    assert_eq!(admin.delete(&format!("/rest/v1/leads?id=eq.{lead}")).status, 204);
    let guest = s.world.visitor();
    assert!(guest.get(&format!("/link/{link}")).text.contains("Write to me no more"));
    let done = guest.form(&format!("/link/{link}"), &[("List-Unsubscribe", "One-Click")]);
    assert!(done.status == 200 && done.text.contains("You hear no more"), "{}", done.text);
    let entry = s.me.one("suppression_entries?key=eq.gone@acme.example&select=origin");
    assert_eq!(entry["origin"], "unsubscribe");
}

#[test]
fn a_process_that_ends_in_the_middle_does_not_send_twice() {
    let s = scene();
    s.mail.behave("silent");
    let (_, draft) = s.approved("ann@acme.example");
    wait(async {
        let working = tokio::spawn({
            let server = std::sync::Arc::clone(&s.world.server);
            async move { work_off(&server).await }
        });
        s.mail.wait_for(2).await;
        // As kill -9 would: nothing after this point is done.
        working.abort();
    });
    s.mail.behave("keep");
    let restarted = World::on(s.world.admin.clone(), settings(&s.mail), Options::default());
    let again = "update identity.background_jobs set seen_at = now() - interval '3 minutes' where status = 'running'";
    s.world.behind(again);
    wait(work_off(&restarted.server)).unwrap();
    assert_eq!(s.draft(&draft)["status"], "approved", "its process may still live");
    s.world.behind("update outreach.outreach_drafts set claimed_at = now() - interval '4 minutes'");
    s.world.behind(
        "insert into identity.background_jobs (org_id, verb, queue) select org_id, 'send_outreach', 'work'
           from identity.organizations where slug = 'yourco'",
    );
    wait(work_off(&restarted.server)).unwrap();
    let parked = s.draft(&draft);
    assert_eq!(parked["status"], "failed");
    assert!(parked["reason"].as_str().unwrap().starts_with("May have been sent"), "{parked}");
    assert_eq!(s.arrived("ann@acme.example").len(), 1);
}

#[test]
fn a_follow_up_waits_for_approval_and_stands_in_the_thread() {
    let s = scene();
    let (lead, draft) = s.approved("ann@acme.example");
    let (gone, _) = s.approved("bo@firm.example");
    s.work();
    s.me.done("record_answer", json!({ "lead": gone, "said": "answered" }));
    s.world.behind("update outreach.enrolments set next_at = now() - interval '1 minute' where status = 'active'");
    let due = "insert into identity.background_jobs (org_id, verb, queue) select org_id, 'send_outreach', 'work'
                 from identity.organizations where slug = 'yourco'";
    s.world.behind(due);
    s.work();
    let follow_up = s.me.one(&format!("outreach_drafts?lead_id=eq.{lead}&step=eq.2&select=id,status,subject,body"));
    assert_eq!((&follow_up["status"], &follow_up["subject"]), (&json!("draft"), &json!("Re: For acme.example")));
    assert_eq!(follow_up["body"], "Did this reach you, Ann?");
    assert!(
        s.me.get(&format!("/rest/v1/outreach_drafts?lead_id=eq.{gone}&step=eq.2")).rows().is_empty(),
        "who answered"
    );
    s.me.done("approve_draft", json!({ "draft": follow_up["id"] }));
    s.work();
    let arrived = s.arrived("ann@acme.example");
    assert_eq!(arrived.len(), 2);
    for name in ["In-Reply-To", "References"] {
        assert!(arrived[1].contains(&format!("{name}: <{draft}@yourco.example>\r\n")), "{}", arrived[1]);
    }
    assert_eq!(s.me.one(&format!("enrolments?lead_id=eq.{lead}&select=status"))["status"], "finished");
}

#[test]
fn what_the_mail_server_says_is_told() {
    let s = scene();
    let (lead, refused) = s.approved("refused@acme.example");
    s.work();
    let told = s.draft(&refused);
    assert_eq!(
        (&told["status"], &told["reason"].as_str().unwrap().contains("nobody at this address")),
        (&json!("failed"), &true),
        "{told}"
    );
    assert_eq!(s.me.one("suppression_entries?key=eq.refused@acme.example&select=origin")["origin"], "bounce");
    assert_eq!(s.me.one(&format!("enrolments?lead_id=eq.{lead}&select=status"))["status"], "bounced");
    s.mail.behave("later");
    let (_, later) = s.approved("ann@firm.example");
    s.work();
    let told = s.draft(&later);
    assert_eq!((&told["status"], &told["attempts"]), (&json!("approved"), &json!(1)), "{told}");
}

#[test]
fn a_password_is_for_its_server_and_private_servers_are_for_those_who_may() {
    let s = scene();
    s.me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "username": "sam" }));
    assert_eq!(s.me.verb("set_mailbox_secrets", json!({ "mailbox": s.mailbox })).refusal(), "400 TL100");
    let bad = json!({ "mailbox": s.mailbox, "dkim_key": "no key" });
    assert_eq!(s.me.verb("set_mailbox_secrets", bad).refusal(), "400 TL100");
    s.me.done("set_mailbox_secrets", json!({ "mailbox": s.mailbox, "password": "s3cret" }));
    let secret = |column: &str| -> bool {
        s.world.value(&format!("select {column} is not null from outreach.mailboxes where id = '{}'", s.mailbox))
    };
    assert!(secret("password") && !secret("verified_at"));
    let row = s.me.one(&format!("mailboxes?id=eq.{}", s.mailbox));
    assert!(["password", "read_password", "dkim_key"].iter().all(|secret| row.get(*secret).is_none()), "{row}");
    s.me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "host": "evil.example" }));
    assert!(!secret("password"), "another server never hears it");
    let other = s.world.sign_in("staff@yourco");
    assert_eq!(other.verb("verify_mailbox", json!({ "mailbox": s.mailbox })).refusal(), "404 TL404");
    let public = World::on(s.world.admin.clone(), s.mail.settings(), Options::default());
    let me = public.sign_in("sales@yourco");
    me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "host": "127.0.0.1", "username": null }));
    let told = me.done("verify_mailbox", json!({ "mailbox": s.mailbox }));
    assert!(told["verified"] == false && told["note"].as_str().unwrap().contains("private address"), "{told}");
}
