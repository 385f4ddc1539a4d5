//! What a mailbox hears: answers, a no, bounces, complaints and absences, each for the message it speaks of and for nothing
//! else; once, whatever the mail server does.

use platform::database::Options;
use serde_json::{Value, json};
use surfaces::Settings;
use surfaces::background::work_off_queue;
use tests::imap::Imap;
use tests::{Client, World, wait};

struct Scene {
    world: World,
    me: Client,
    imap: Imap,
    mailbox: String,
    playbook: String,
}

/// Somebody whose mailbox is read.
fn scene() -> Scene {
    let world = World::with(Settings { private_webhooks: true, ..Settings::default() }, Options::default());
    world.behind("delete from identity.background_jobs; delete from outreach.replies");
    world.behind("update identity.organizations set modules = modules || '{outreach}'");
    let me = world.sign_in("sales@yourco");
    let imap = Imap::start();
    let mailbox = me.made("mailboxes", imap.mailbox("Mine", "sam@yourco.example"));
    me.done("set_mailbox_secrets", json!({ "mailbox": mailbox, "read_password": "secret" }));
    let playbook = me.made(
        "outreach_playbooks",
        json!({ "name": "First", "subject_template": "For {{company.name}}", "body_template": "Hello." }),
    );
    me.made(
        "playbook_steps",
        json!({ "playbook_id": playbook, "position": 2, "wait_days": 3, "body_template": "Again." }),
    );
    wait(work_off_queue(&world.server, "work")).unwrap();
    Scene { world, me, imap, mailbox, playbook }
}

/// A lead that was written to, and the message.
struct Written {
    lead: String,
    draft: String,
    id: String,
    to: String,
}

impl Scene {
    fn written(&self, email: &str) -> Written {
        let host = email.split('@').nth(1).unwrap();
        let lead = self.me.made("leads", json!({ "company_name": host, "contact_name": "Ann Lee", "email": email }));
        self.sent_to(&lead, email)
    }

    fn sent_to(&self, lead: &str, email: &str) -> Written {
        let host = email.split('@').nth(1).unwrap();
        let told = self.me.verb("draft_outreach", json!({ "playbook": self.playbook, "lead": lead }));
        assert_eq!(told.status, 200, "{}", told.text);
        let draft = self.me.one(&format!("outreach_drafts?lead_id=eq.{lead}&status=eq.draft&select=id"))["id"]
            .as_str()
            .unwrap()
            .to_string();
        self.leaves(&draft, lead, email, host);
        Written { lead: lead.into(), id: format!("{draft}@yourco.example"), draft, to: email.into() }
    }

    /// The message is sent, as the engine would say.
    fn leaves(&self, draft: &str, lead: &str, email: &str, host: &str) {
        self.world.behind(&format!(
            "update outreach.outreach_drafts set status = 'sent', sent_at = now() where id = '{draft}';
             update outreach.enrolments set next_at = now() + interval '3 days' where lead_id = '{lead}';
             insert into outreach.outbound_message_log (org_id, lead_id, channel, provider_message_id, recipient, subject, status, draft_id, domain, mailbox_id)
             select org_id, '{lead}', 'email', '<{draft}@yourco.example>', '{email}', 'x', 'sent', '{draft}', '{host}',
               (select m.id from outreach.mailboxes m where m.org_id = organizations.org_id and m.user_id is not null limit 1)
               from identity.organizations where slug = 'yourco'"
        ));
    }

    /// Reads what is new.
    fn read(&self) -> String {
        let job = self.me.with("prefer", "respond-async").verb("read_mailbox", json!({ "mailbox": self.mailbox }));
        assert_eq!(job.status, 202, "{}", job.text);
        wait(work_off_queue(&self.world.server, "work")).unwrap();
        let job = self.world.rows(
            "select status::text, error, note from identity.background_jobs where id = $1::text::uuid",
            &[&job.json()["job"].as_str().unwrap()],
        );
        let told: (String, Option<String>, Option<String>) = (job[0].get(0), job[0].get(1), job[0].get(2));
        assert_eq!(told.0, "done", "{told:?}");
        told.2.unwrap_or_default()
    }

    fn replies(&self, lead: &str) -> Vec<Value> {
        self.me
            .get(&format!(
                "/rest/v1/replies?lead_id=eq.{lead}&select=outcome,sentiment,words,until_date&order=created_at"
            ))
            .rows()
    }

    fn sequence(&self, lead: &str) -> Value {
        self.me.one(&format!("enrolments?lead_id=eq.{lead}&select=status"))["status"].clone()
    }

    fn is_suppressed(&self, address: &str) -> bool {
        !self.me.get(&format!("/rest/v1/suppression_entries?key=eq.{address}")).rows().is_empty()
    }
}

fn message(from: &str, head: &str, text: &str) -> String {
    let id = uuid::Uuid::now_v7();
    format!(
        "From: Ann Lee <{from}>\r\nTo: sam@yourco.example\r\nMessage-ID: <{id}@acme.example>\r\nSubject: Re: An idea\r\n{head}\r\n{}\r\n",
        text.replace('\n', "\r\n")
    )
}

fn answer(to: &Written, text: &str) -> String {
    message(&to.to, &format!("In-Reply-To: <{}>\r\n", to.id), text)
}

fn bounce(id: &str, recipient: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: sam@yourco.example\r\nMessage-ID: <{}@mx.example>\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n\r\n--b--\r\n",
        uuid::Uuid::now_v7()
    )
}

#[test]
fn an_answer_stops_the_sequence_and_stands_on_the_timeline() {
    let s = scene();
    let lead =
        s.me.made("leads", json!({ "company_name": "Acme", "contact_name": "Ann Lee", "email": "ann@acme.example" }));
    let admin = s.world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Acme Works" }));
    let contact = admin.made(
        "contacts",
        json!({ "first_name": "Ann", "last_name": "Lee", "email": "Ann@acme.example", "client_id": client }),
    );
    let deal = admin.made("opportunities", json!({ "name": "Acme deal", "client_id": client, "stage": "proposal" }));
    admin.patch(&format!("/rest/v1/leads?id=eq.{lead}"), json!({ "client_id": client, "contact_id": contact }));
    let w = s.sent_to(&lead, "ann@acme.example");
    s.imap.arrives(&answer(&w, "Sounds good, call me.\n\nOn Monday Sam wrote:\n> Hello.\n> To hear no more"));
    s.read();
    assert_eq!(s.sequence(&lead), "answered");
    let reply = &s.replies(&lead)[0];
    assert_eq!(
        (&reply["outcome"], &reply["sentiment"], &reply["words"]),
        (&json!("answered"), &json!("interested"), &json!("Sounds good, call me."))
    );
    let logged = admin.one(&format!("activities?lead_id=eq.{lead}&select=type,description,client_id,opportunity_id,writer,sentiment,thread_key,activity_contacts(contact_id)"));
    assert_eq!(logged["description"], "Sounds good, call me.");
    assert_eq!(
        (&logged["type"], &logged["client_id"], &logged["opportunity_id"]),
        (&json!("email"), &json!(client), &json!(deal))
    );
    assert_eq!((&logged["writer"], &logged["sentiment"]), (&json!("Ann Lee <ann@acme.example>"), &json!("positive")));
    assert_eq!((&logged["thread_key"], &logged["activity_contacts"][0]["contact_id"]), (&json!(w.id), &json!(contact)));
    let draft = s.me.one(&format!("outreach_drafts?id=eq.{}&select=outcome", w.draft));
    assert_eq!(draft["outcome"], "answered");
    // Nothing was marked as read, and nothing comes twice.
    assert!(
        s.imap
            .asked()
            .iter()
            .all(|asked| !asked.starts_with("SELECT") && !asked.contains("STORE") && !asked.contains("BODY[")),
        "{:?}",
        s.imap.asked()
    );
    s.read();
    s.imap.numbers_anew();
    s.read();
    assert_eq!(s.replies(&lead).len(), 1, "other numbers, the same message");
    // The owner is told, until somebody dealt with it.
    let browser = s.world.browser("sales@yourco");
    let told = || browser.get("/today?all=1").text.contains("Re: An idea");
    assert!(told());
    let page = browser.get("/outreach?show=replies");
    assert!(page.text.contains("Sounds good, call me.") && page.text.contains("Interested"), "{}", page.text);
    let page = browser.get(&format!("/leads/{lead}?tab=mail"));
    assert!(page.text.contains("Sounds good, call me.") && page.text.contains("For Acme"), "{}", page.text);
    let page = browser.get(&format!("/mailboxes/{}", s.mailbox));
    assert!(page.text.contains("Heard in the last 30 days"), "{}", page.text);
    let report = s.me.get("/rest/v1/rpc/answer_wishes").rows();
    assert!(report.iter().any(|row| row["label"] == "First" && row["interested"] == 1.0), "{report:?}");
    let reply = s.me.one(&format!("replies?lead_id=eq.{lead}&select=id"));
    let id = reply["id"].as_str().unwrap();
    let form = [("do", "settle"), ("show", "replies"), ("reply", id), ("sentiment", "not_now")];
    assert_eq!(browser.form("/outreach", &form).status, 303);
    let now = s.me.one(&format!("replies?lead_id=eq.{lead}&select=sentiment,settled_at"));
    assert!(now["sentiment"] == "not_now" && !now["settled_at"].is_null() && !told(), "{now}");
}

#[test]
fn an_answer_without_a_thread_is_known_by_its_sender() {
    let s = scene();
    let w = s.written("ann+news@acme.example");
    let other = s.written("bo@firm.example");
    s.imap.arrives(&message("Ann@ACME.example", "", "What does it cost?"));
    s.imap.arrives(&message("stranger@nowhere.example", "", "stop"));
    s.read();
    assert_eq!(s.replies(&w.lead)[0]["sentiment"], "question");
    assert_eq!((s.sequence(&w.lead), s.sequence(&other.lead)), (json!("answered"), json!("active")));
    assert!(!s.is_suppressed("stranger@nowhere.example"), "nobody wrote to them");
}

#[test]
fn who_asks_to_stop_is_not_written_to_again() {
    let s = scene();
    let no = s.written("ann@acme.example");
    let yes = s.written("bo@firm.example");
    s.imap.arrives(&message(
        "ann.private@home.example",
        &format!("References: <x@y.example> <{}>\r\n", no.id),
        "Bitte abmelden, danke",
    ));
    s.imap.arrives(&answer(&yes, "Don't stop, we like what you do"));
    s.read();
    assert_eq!(s.sequence(&no.lead), "unsubscribed");
    assert!(s.is_suppressed("ann@acme.example"));
    assert!(!s.is_suppressed("ann.private@home.example"), "nobody says no for an address of another domain");
    assert_eq!(s.me.one("suppression_entries?key=eq.ann@acme.example&select=origin")["origin"], "reply");
    assert_eq!(s.sequence(&yes.lead), "answered");
    assert!(!s.is_suppressed("bo@firm.example"));
}

#[test]
fn a_bounce_counts_for_the_message_it_returns_and_its_address_only() {
    let s = scene();
    let (gone, forged, full) =
        (s.written("gone@acme.example"), s.written("bo@firm.example"), s.written("full@box.example"));
    s.imap.arrives(&bounce(&gone.id, "rfc822;GONE@acme.example".trim_start_matches("rfc822;"), "5.1.1"));
    // Somebody else's address, a message we never sent, and no status.
    s.imap.arrives(&bounce(&forged.id, "victim@bank.example", "5.1.1"));
    s.imap.arrives(&bounce("0192-nothing@yourco.example", "bo@firm.example", "5.1.1"));
    s.imap.arrives(&bounce(&forged.id, "bo@firm.example", "hello"));
    s.imap.arrives(&bounce(&full.id, "full@box.example", "4.2.2"));
    s.read();
    assert_eq!((s.sequence(&gone.lead), s.is_suppressed("gone@acme.example")), (json!("bounced"), true));
    assert_eq!(s.me.one("suppression_entries?key=eq.gone@acme.example&select=origin")["origin"], "bounce");
    assert_eq!((s.sequence(&forged.lead), s.is_suppressed("bo@firm.example")), (json!("active"), false));
    assert!(!s.is_suppressed("victim@bank.example"));
    assert_eq!((s.sequence(&full.lead), s.is_suppressed("full@box.example")), (json!("active"), false), "it may pass");
    // The same message twice counts once; of three messages it is over.
    s.imap.arrives(&bounce(&full.id, "full@box.example", "4.2.2"));
    let mut more = Vec::new();
    for _ in 0..2 {
        let row = json!({ "lead_id": full.lead, "subject": "x", "body": "x" });
        let draft = s.me.made("outreach_drafts", row);
        s.leaves(&draft, &full.lead, "full@box.example", "box.example");
        more.push(format!("{draft}@yourco.example"));
    }
    s.imap.arrives(&bounce(&more[0], "full@box.example", "4.2.2"));
    s.read();
    assert!(!s.is_suppressed("full@box.example"));
    s.imap.arrives(&bounce(&more[1], "full@box.example", "4.4.7"));
    s.read();
    assert!(s.is_suppressed("full@box.example"));
}

#[test]
fn a_complaint_suppresses() {
    let s = scene();
    let w = s.written("ann@acme.example");
    s.imap.arrives(&format!(
        "From: fbl@provider.example\r\nMessage-ID: <1@provider.example>\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nx\r\n\
         --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{}>\r\nSubject: x\r\n\r\nx\r\n--b--\r\n",
        w.id
    ));
    s.read();
    assert_eq!(s.me.one("suppression_entries?key=eq.ann@acme.example&select=origin")["origin"], "complaint");
    assert_eq!(s.replies(&w.lead)[0]["outcome"], "complained");
}

#[test]
fn who_is_away_is_written_to_later() {
    let s = scene();
    let (dated, undated) = (s.written("ann@acme.example"), s.written("bo@firm.example"));
    let head = |w: &Written| format!("In-Reply-To: <{}>\r\nAuto-Submitted: auto-replied\r\n", w.id);
    let back: String = s.world.value("select to_char(now() + interval '20 days', 'YYYY-MM-DD')");
    s.imap.arrives(&message(&dated.to, &head(&dated), &format!("I am out of office and back on {back}.")));
    s.imap.arrives(&message(&undated.to, &head(&undated), "I am on vacation.\nStop"));
    s.read();
    let days = |lead: &str| -> f64 {
        s.world.value(&format!("select (extract(epoch from next_at - now()) / 86400)::float8 from outreach.enrolments where lead_id = '{lead}'"))
    };
    assert!((18.0..=21.0).contains(&days(&dated.lead)), "{}", days(&dated.lead));
    assert!((6.9..=7.1).contains(&days(&undated.lead)), "{}", days(&undated.lead));
    assert_eq!(
        (s.sequence(&dated.lead), s.replies(&dated.lead)[0]["until_date"].clone()),
        (json!("active"), json!(back))
    );
    // Coming back, they answer.
    s.imap.arrives(&answer(&dated, "Now I am here, gladly."));
    s.read();
    assert_eq!(s.sequence(&dated.lead), "answered");
}

#[test]
fn a_mail_server_that_lies_or_breaks_off_stops_nothing() {
    let s = scene();
    let (one, two, three) = (s.written("ann@acme.example"), s.written("bo@firm.example"), s.written("cy@shop.example"));
    let long = |w: &Written| answer(w, &"Sounds good. ".repeat(400_000));
    s.imap.lies(&long(&one), 10);
    s.imap.breaks(&answer(&two, "Once more, gladly"), 1);
    s.imap.breaks(&answer(&two, "Never whole"), 99);
    // Larger than is read: its headers are, and they say whose it is.
    s.imap.lies(&long(&three), 6 << 20);
    let many = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
        .repeat(10_000);
    let four = s.written("di@mill.example");
    s.imap.arrives(&message(
        &four.to,
        &format!("In-Reply-To: <{}>\r\nContent-Type: multipart/mixed; boundary=b\r\n", four.id),
        &format!("--b\r\n\r\nGladly\r\n{many}--b--"),
    ));
    let note = s.read();
    assert!(note.contains("2 could not be read"), "{note}");
    assert_eq!(s.sequence(&one.lead), "active", "it said more than it said");
    assert_eq!(s.replies(&two.lead).len(), 1);
    assert_eq!(s.sequence(&three.lead), "answered");
    assert_eq!(s.replies(&four.lead)[0]["words"], "Gladly");
    let parked: Vec<String> = s
        .world
        .rows("select parked from outreach.heard_messages where became = 'parked'", &[])
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert!(parked.len() == 2 && parked.iter().any(|why| why.contains("more than is read")), "{parked:?}");
}

#[test]
fn a_mailbox_that_can_not_be_read_says_why() {
    let s = scene();
    s.read();
    let told = s.me.done("verify_mailbox", json!({ "mailbox": s.mailbox }));
    assert_eq!(told["reads"], true, "{told}");
    s.me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "inbox_folder": "Nowhere" }));
    let told = s.me.done("verify_mailbox", json!({ "mailbox": s.mailbox }));
    assert!(told["reads"] == false && told["note"].as_str().unwrap().contains("Nowhere"), "{told}");
    s.me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "inbox_folder": "INBOX" }));
    s.imap.changes_password();
    s.read();
    let now = s.me.one(&format!("mailboxes?id=eq.{}&select=read_failure", s.mailbox));
    assert!(now["read_failure"].as_str().unwrap().contains("does not let us in"), "{now}");
    let other = s.world.sign_in("staff@yourco");
    let job = other.with("prefer", "respond-async").verb("read_mailbox", json!({ "mailbox": s.mailbox })).json()["job"]
        .as_str()
        .unwrap()
        .to_string();
    wait(work_off_queue(&s.world.server, "work")).unwrap();
    let failed: String = s.world.value(&format!("select error from identity.background_jobs where id = '{job}'"));
    assert!(failed.contains("not yours to change"), "{failed}");
    // Another server never hears the password.
    let secret = || -> bool {
        s.world.value(&format!("select read_password is not null from outreach.mailboxes where id = '{}'", s.mailbox))
    };
    assert!(secret() && !s.me.get(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox)).text.contains("read_password"));
    s.me.patch(&format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox), json!({ "read_host": "evil.example" }));
    assert!(!secret());
    let row = json!({ "name": "No server", "address": "no@yourco.example", "host": "x.example", "is_read": true });
    assert_eq!(s.me.post("/rest/v1/mailboxes", row).refusal(), "400 23514");
}

#[test]
fn mail_with_people_we_know_is_for_its_owner() {
    let s = scene();
    let admin = s.world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Acme Works" }));
    admin.made(
        "contacts",
        json!({ "first_name": "Ann", "last_name": "Lee", "email": "ann@acme.example", "client_id": client }),
    );
    admin.made(
        "contacts",
        json!({ "first_name": "Mum", "last_name": "Lee", "email": "mum@family.example", "client_id": client }),
    );
    s.imap.arrives(&message("ann@acme.example", "", "Before it was switched on"));
    s.read();
    assert!(admin.get(&format!("/rest/v1/activities?client_id=eq.{client}")).rows().is_empty());
    let to = format!("/rest/v1/mailboxes?id=eq.{}", s.mailbox);
    s.me.patch(&to, json!({ "keeps": "everything", "never_domains": ["family.example"] }));
    let ours = message("ann@acme.example", "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n", "Just between us");
    s.imap.arrives(&ours);
    s.imap.arrives(&message("mum@family.example", "", "Dinner at eight?"));
    s.imap.arrives(&message("colleague@yourco.example", "", "Lunch?"));
    s.imap.arrives(&message("ann@acme.example", "List-Id: <news.acme.example>\r\n", "Our newsletter"));
    s.imap.lies_in("Gesendet", "From: sam@yourco.example\r\nTo: ann@acme.example, mum@family.example\r\nMessage-ID: <s1@yourco.example>\r\nSubject: Thanks\r\n\r\nUntil Monday\r\n");
    s.read();
    let path =
        format!("/rest/v1/activities?client_id=eq.{client}&select=id,subject,description,writer&order=created_at");
    let mine = s.me.get(&path).rows();
    let said: Vec<&str> = mine.iter().map(|one| one["description"].as_str().unwrap()).collect();
    assert_eq!(said, ["Just between us", "Until Monday"]);
    assert!(mine[1]["writer"].is_null(), "written here");
    // Nobody else reads it: not an admin, not by the feed, not by the log, not by the timeline.
    assert!(admin.get(&path).rows().is_empty());
    let log = |what: &str| admin.get(&format!("/rest/v1/{what}")).text;
    assert!(!log("activity_logs?entity_type=eq.activities").contains("An idea"));
    s.me.patch(
        &format!("/rest/v1/activities?id=eq.{}", mine[0]["id"].as_str().unwrap()),
        json!({ "subject": "Secret plans" }),
    );
    assert!(!log("activity_logs?entity_type=eq.activities").contains("Secret plans"));
    assert!(!log("audit_log?resource_type=eq.activities").contains("Secret plans"));
    let page = s.world.browser("admin@yourco").get(&format!("/clients/{client}?tab=timeline"));
    assert!(page.status == 200 && !page.text.contains("between us"), "{}", page.text);
    // A colleague whose mailbox holds it, too, reads it as well; a shared one lets everybody.
    let other = s.world.sign_in("staff@yourco");
    let second = Imap::start();
    second.arrives(&ours);
    let row = json!({ "keeps": "headers" });
    let mut columns = second.mailbox("Theirs", "jo@yourco.example");
    columns["keeps"] = row["keeps"].clone();
    let theirs = other.made("mailboxes", columns);
    other.done("set_mailbox_secrets", json!({ "mailbox": theirs, "read_password": "secret" }));
    wait(work_off_queue(&s.world.server, "work")).unwrap();
    assert_eq!(other.get(&path).rows().len(), 1);
    assert!(admin.get(&path).rows().is_empty());
    assert_eq!(s.me.get(&path).rows().len(), 2, "once, however many mailboxes hold it");
    let third = Imap::start();
    third.arrives(&ours);
    let mut columns = third.mailbox("Office", "office2@yourco.example");
    columns["keeps"] = json!("everything");
    columns["is_shared"] = json!(true);
    let shared = admin.made("mailboxes", columns);
    admin.done("set_mailbox_secrets", json!({ "mailbox": shared, "read_password": "secret" }));
    wait(work_off_queue(&s.world.server, "work")).unwrap();
    assert_eq!(admin.get(&path).rows().len(), 1);
}

#[test]
fn another_organisation_hears_nothing_of_it() {
    let s = scene();
    let w = s.written("ann@acme.example");
    let stranger = s.world.sign_in("sales@copilot");
    let second = Imap::start();
    second.arrives(&answer(&w, "stop"));
    let theirs = stranger.made("mailboxes", second.mailbox("Theirs", "jo@copilot.example"));
    stranger.done("set_mailbox_secrets", json!({ "mailbox": theirs, "read_password": "secret" }));
    wait(work_off_queue(&s.world.server, "work")).unwrap();
    assert_eq!((s.sequence(&w.lead), s.is_suppressed("ann@acme.example")), (json!("active"), false));
    assert!(stranger.get("/rest/v1/suppression_entries?key=eq.ann@acme.example").rows().is_empty());
    s.imap.arrives(&answer(&w, "Gladly"));
    s.read();
    assert!(stranger.get(&format!("/rest/v1/replies?lead_id=eq.{}", w.lead)).rows().is_empty());
    for role in ["viewer@yourco", "client@yourco", "candidate@yourco"] {
        let who = s.world.sign_in(role);
        assert!(
            who.with("prefer", "respond-async").verb("read_mailbox", json!({ "mailbox": s.mailbox })).status >= 400,
            "{role}"
        );
        assert!(
            who.patch(&format!("/rest/v1/replies?lead_id=eq.{}", w.lead), json!({ "sentiment": "no" })).status >= 400
                || role == "viewer@yourco"
        );
    }
}

#[test]
fn the_night_has_every_mailbox_read() {
    let s = scene();
    assert_eq!(s.me.verb("read_mailboxes", json!({})).status, 403, "the server alone");
    wait(work_off_queue(&s.world.server, "work")).unwrap();
    s.world.behind("delete from identity.background_jobs where verb = 'read_mailbox'");
    s.world.behind(
        "insert into identity.background_jobs (org_id, verb, queue) select org_id, 'read_mailboxes', 'night' from identity.organizations where slug = 'yourco'",
    );
    wait(work_off_queue(&s.world.server, "night")).unwrap();
    let waiting: i64 = s
        .world
        .value("select count(*) from identity.background_jobs where verb = 'read_mailbox' and status = 'waiting'");
    assert_eq!(waiting, 1);
}

#[test]
fn a_mailbox_is_connected_by_its_address() {
    let world = World::new();
    let me = world.sign_in("sales@yourco");
    let made = me.done("connect_mailbox", json!({ "address": "Sam.Sales@gmail.com", "password": "abcd efgh" }));
    assert!(made["note"].as_str().unwrap().contains("app password"), "{made}");
    let columns = "name,address,host,port,read_host,read_port,read_security,read_login,is_read,keeps,user_id";
    let is = me.one(&format!("mailboxes?id=eq.{}&select={columns}", made["mailbox"].as_str().unwrap()));
    assert_eq!(
        is,
        json!({ "name": "sam.sales", "address": "sam.sales@gmail.com", "host": "smtp.gmail.com", "port": 587, "read_host": "imap.gmail.com",
            "read_port": 993, "read_security": "tls", "read_login": "password", "is_read": true, "keeps": "answers",
            "user_id": me.get("/auth/v1/user").json()["id"] })
    );
    let firm =
        me.done("connect_mailbox", json!({ "address": "sam@yourco.example", "password": "x", "keeps": "headers" }));
    let is = me.one(&format!("mailboxes?id=eq.{}&select=host,read_host,keeps", firm["mailbox"].as_str().unwrap()));
    assert_eq!(is, json!({ "host": "smtp.yourco.example", "read_host": "imap.yourco.example", "keeps": "headers" }));
    for (input, code) in [
        (json!({ "address": "nobody", "password": "x" }), "400 TL100"),
        (json!({ "address": "a@b.example", "password": "x", "provider": "nobody" }), "400 TL100"),
        (json!({ "address": "a@b.example", "password": " " }), "400 TL100"),
        (json!({ "address": "SAM@yourco.example", "password": "x" }), "409 23505"),
    ] {
        assert_eq!(me.verb("connect_mailbox", input.clone()).refusal(), code, "{input}");
    }
    assert_eq!(
        world
            .sign_in("viewer@yourco")
            .verb("connect_mailbox", json!({ "address": "a@b.example", "password": "x" }))
            .status,
        403
    );
}

#[test]
fn an_answer_to_a_letter_of_a_chat_is_said_in_the_chat() {
    let world = World::with(Settings { private_webhooks: true, ..tests::with_mail() }, Options::default());
    world.behind("delete from identity.background_jobs; delete from identity.emails");
    let me = world.sign_in("recruiter@yourco");
    let client = me.made("clients", json!({ "name": "Steel" }));
    let job = json!({ "client_id": client, "title": "Rigger", "status": "sourcing", "slug_url": "rigger-mail", "job_locations": ["Berlin"],
        "country": "DE", "min_salary": 1, "max_salary": 2, "currency": "EUR", "salary_unit": "year", "job_summary": "You rig." });
    let job = me.made("jobs", job);
    let person =
        me.made("candidates", json!({ "first_name": "Ann", "last_name": "Able", "email": "ann@able.example" }));
    let taken = me.done("take_applicants", json!({ "job": job, "people": [person] }));
    let application = taken["applications"][0].as_str().unwrap().to_string();
    me.done("start_chat", json!({ "application": application, "by": "mail" }));
    let letter: uuid::Uuid =
        world.value("select id from identity.emails where entity_type = 'applications' order by id desc limit 1");
    let imap = Imap::start();
    let head = format!("In-Reply-To: <{letter}@yourco.example>\r\n");
    imap.arrives(&message("ann@able.example", &head, "I am free from Monday.\n\nOn Friday we wrote:\n> Hello"));
    imap.arrives(&message("somebody@else.example", &head, "It is me, truly"));
    imap.arrives(&message("ann@able.example", &format!("{head}Auto-Submitted: auto-replied\r\n"), "I am away"));
    let mailbox = me.made("mailboxes", imap.mailbox("Office", "office@yourco.example"));
    me.done("set_mailbox_secrets", json!({ "mailbox": mailbox, "read_password": "secret" }));
    wait(work_off_queue(&world.server, "work")).unwrap();
    let said = me
        .get(&format!(
            "/rest/v1/chat_messages?application_id=eq.{application}&sender_type=eq.candidate&select=message_text"
        ))
        .rows();
    assert_eq!(said, [json!({ "message_text": "I am free from Monday." })]);
}
