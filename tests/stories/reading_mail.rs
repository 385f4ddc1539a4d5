//! Messages leave by a real mail server, and what comes back is read from a real mailbox: the right ones go on, the others
//! stop, nothing is marked as read, and a process that ends in the middle neither loses nor doubles an answer.

use platform::database::Options;
use serde_json::json;
use surfaces::Settings;
use surfaces::background::{work_off, work_off_queue};
use tests::dovecot::Dovecot;
use tests::mail::MailServer;
use tests::{Client, World, wait};

struct Scene {
    world: World,
    me: Client,
    mail: MailServer,
    dovecot: Dovecot,
    mailbox: String,
}

fn settings(mail: &MailServer) -> Settings {
    Settings { private_webhooks: true, ..mail.settings() }
}

/// Somebody whose mailbox sends and is read.
fn scene() -> Scene {
    let (mail, dovecot) = (MailServer::start(), Dovecot::start());
    let world = World::with(settings(&mail), Options::default());
    world.behind(
        "delete from identity.emails; delete from identity.background_jobs; delete from outreach.outreach_drafts;
         delete from outreach.enrolments; delete from outreach.outbound_message_log; delete from outreach.replies;
         insert into identity.system_settings (org_id, key, value)
         select org_id, k, v::jsonb from identity.organizations, (values ('jobs.nightly_at', '\"23:59:59\"'),
           ('outreach.opens_at', '\"00:00\"'), ('outreach.closes_at', '\"00:00\"'), ('outreach.weekends', 'true'),
           ('outreach.hold_minutes', '0'), ('outreach.pause_seconds', '0')) s (k, v)",
    );
    let me = world.sign_in("sales@yourco");
    let port: u16 = mail.settings().mail.unwrap().url.rsplit(':').next().unwrap().parse().unwrap();
    let row = json!({ "name": "Mine", "address": "sam@yourco.example", "host": "127.0.0.1", "port": port, "security": "none",
        "per_hour": 200, "per_day": 200, "ramp_from": 200, "is_read": true, "read_host": "127.0.0.1", "read_port": dovecot.port(),
        "read_security": "none", "read_username": "sam", "keeps": "everything" });
    let mailbox = me.made("mailboxes", row);
    me.done("set_mailbox_secrets", json!({ "mailbox": mailbox, "read_password": "secret" }));
    let told = me.done("verify_mailbox", json!({ "mailbox": mailbox }));
    assert_eq!((&told["verified"], &told["reads"]), (&json!(true), &json!(true)), "{told}");
    Scene { world, me, mail, dovecot, mailbox }
}

impl Scene {
    /// So many leads are written to; answers their ids, in order.
    fn write_to(&self, many: usize) -> Vec<String> {
        let playbook = self.me.made(
            "outreach_playbooks",
            json!({ "name": "First", "subject_template": "For {{company.name}}", "body_template": "Hello {{contact.firstName}}." }),
        );
        let step =
            json!({ "playbook_id": playbook, "position": 2, "wait_days": 3, "body_template": "Did this reach you?" });
        self.me.made("playbook_steps", step);
        let leads: Vec<String> = (0..many)
            .map(|n| {
                let row = json!({ "company_name": format!("Firm {n}"), "contact_name": "Ann Lee", "email": format!("ann@firm{n}.example") });
                self.me.made("leads", row)
            })
            .collect();
        self.me.done("draft_outreach", json!({ "playbook": playbook, "leads": leads }));
        let drafts = self.me.get("/rest/v1/outreach_drafts?status=eq.draft&select=id").rows();
        self.me.done("approve_drafts", json!({ "drafts": drafts.iter().map(|d| d["id"].clone()).collect::<Vec<_>>() }));
        wait(work_off(&self.world.server)).unwrap();
        leads
    }

    /// The Message-ID of what arrived at an address.
    fn id_of(&self, address: &str) -> String {
        let to = format!("To: {address}\r\n");
        let message = self.mail.taken().into_iter().find(|message| message.contains(&to)).unwrap();
        message.split("Message-ID: <").nth(1).unwrap().split('>').next().unwrap().to_string()
    }

    fn answer(&self, n: usize, head: &str, text: &str) {
        let id = self.id_of(&format!("ann@firm{n}.example"));
        self.dovecot.arrives(&format!(
            "From: Ann Lee <ann@firm{n}.example>\r\nTo: sam@yourco.example\r\nMessage-ID: <answer-{n}@firm{n}.example>\r\nIn-Reply-To: <{id}>\r\n\
             Subject: Re: For Firm {n}\r\n{head}\r\n{text}\r\n"
        ));
    }

    fn bounce(&self, n: usize) {
        let id = self.id_of(&format!("ann@firm{n}.example"));
        self.dovecot.arrives(&format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: sam@yourco.example\r\nMessage-ID: <bounce-{n}@mx.example>\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ann@firm{n}.example\r\n\
             Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n\r\n--b--\r\n"
        ));
    }

    fn ask_to_read(&self) {
        let job = self.me.with("prefer", "respond-async").verb("read_mailbox", json!({ "mailbox": self.mailbox }));
        assert_eq!(job.status, 202, "{}", job.text);
    }

    fn sequence(&self, lead: &str) -> String {
        let row = self.me.one(&format!("enrolments?lead_id=eq.{lead}&select=status"));
        row["status"].as_str().unwrap().to_string()
    }

    fn count(&self, of: &str) -> i64 {
        self.world.value(&format!("select count(*) from {of}"))
    }
}

#[test]
fn the_right_ones_go_on_and_the_others_stop() {
    let s = scene();
    let leads = s.write_to(9);
    for n in 0..3 {
        s.answer(n, "", "Gladly, call me.");
    }
    s.bounce(3);
    s.bounce(4);
    s.answer(5, "", "Please remove me");
    s.answer(6, "Auto-Submitted: auto-replied\r\n", "I am out of office.");
    // What was written by hand to somebody who is known.
    s.dovecot.sent("From: sam@yourco.example\r\nTo: ann@firm7.example\r\nMessage-ID: <hand@yourco.example>\r\nSubject: By hand\r\n\r\nHello Ann\r\n");
    // A copy of what the sender sent is no news.
    let id = s.id_of("ann@firm8.example");
    s.dovecot.sent(&format!("From: sam@yourco.example\r\nTo: ann@firm8.example\r\nMessage-ID: <{id}>\r\nSubject: For Firm 8\r\n\r\nHello Ann.\r\n"));
    s.ask_to_read();
    wait(work_off_queue(&s.world.server, "work")).unwrap();
    let wrong = "select verb || ': ' || error from identity.background_jobs where error is not null";
    assert!(s.world.rows(wrong, &[]).first().is_none_or(|row| panic!("{}", row.get::<_, String>(0))));
    let stands: Vec<String> = leads.iter().map(|lead| s.sequence(lead)).collect();
    let (a, b) = ("answered", "bounced");
    assert_eq!(stands, [a, a, a, b, b, "unsubscribed", "active", "active", "active"]);
    assert_eq!(s.me.get("/rest/v1/suppression_entries?origin=in.(bounce,reply)&select=key").rows().len(), 3);
    let logged = |n: usize| {
        let path = format!("/rest/v1/activities?lead_id=eq.{}&type=eq.email&select=subject,writer", leads[n]);
        s.me.get(&path).rows()
    };
    assert_eq!(logged(0)[0]["writer"], "Ann Lee <ann@firm0.example>");
    assert_eq!(logged(7), [json!({ "subject": "By hand", "writer": null })]);
    assert!(logged(8).is_empty(), "it is in the log of messages");
    assert_eq!(s.dovecot.seen(), 0, "nothing was marked as read");
    let mailbox = s.me.one(&format!("mailboxes?id=eq.{}&select=last_read_at,read_failure", s.mailbox));
    assert!(!mailbox["last_read_at"].is_null() && mailbox["read_failure"].is_null(), "{mailbox}");
}

#[test]
fn a_process_that_ends_while_it_reads_loses_and_doubles_nothing() {
    let s = scene();
    s.write_to(40);
    for n in 0..40 {
        s.answer(n, "", "Gladly, call me.");
    }
    s.ask_to_read();
    wait(async {
        let working = tokio::spawn({
            let server = std::sync::Arc::clone(&s.world.server);
            async move { work_off_queue(&server, "work").await }
        });
        let sql = s.world.admin.connect().await.unwrap();
        for _ in 0..2000 {
            let many: i64 = sql.query_one("select count(*) from outreach.replies", &[]).await.unwrap().get(0);
            if many >= 5 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        // As kill -9 would: nothing after this point is done.
        working.abort();
    });
    let before = s.count("outreach.replies");
    assert!((5..40).contains(&before), "{before}");
    s.world
        .behind("update identity.background_jobs set seen_at = now() - interval '3 minutes' where status = 'running'");
    s.ask_to_read();
    // Two processes go on at once.
    let other = World::on(s.world.admin.clone(), settings(&s.mail), Options::default());
    wait(async {
        let (one, two) = tokio::join!(work_off_queue(&s.world.server, "work"), work_off_queue(&other.server, "work"));
        one.unwrap();
        two.unwrap();
    });
    assert_eq!(s.count("outreach.replies"), 40);
    assert_eq!(s.count("crm.activities where message_key like 'answer-%@firm%'"), 40);
    assert_eq!(s.count("outreach.enrolments where status = 'answered'"), 40);
    assert_eq!(s.count("outreach.heard_messages"), 40);
}
