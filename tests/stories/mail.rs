//! Outgoing mail through a real mail server: sent once, tried again, never twice.

use serde_json::{Value, json};
use std::time::Duration;
use surfaces::background::work_off;
use tests::mail::MailServer;
use tests::{Client, World, wait};

fn scene() -> (World, Client, MailServer) {
    let mail = MailServer::start();
    let world = World::with(mail.settings(), platform::database::Options::default());
    world.behind("delete from identity.emails; delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations");
    let me = world.sign_in("manager@yourco");
    (world, me, mail)
}

fn letter(me: &Client, to: &str) -> String {
    me.made("emails", json!({ "recipient": to, "recipient_name": "Bea Büyer", "subject": "Grüße\u{2028}x", "body": "Hello,\n.\nthe dot stands alone.", "status": "queued" }))
}

fn state(me: &Client, id: &str) -> Value {
    me.one(&format!("emails?id=eq.{id}&select=status,attempts,error"))
}

#[test]
fn a_message_arrives_once_with_its_words_and_its_sender() {
    let (world, me, mail) = scene();
    let id = letter(&me, "bea@acme.example");
    for _ in 0..3 {
        wait(work_off(&world.server)).unwrap();
    }
    let taken = mail.taken();
    assert_eq!(taken.len(), 1);
    for part in [
        format!("Message-ID: <{id}@yourco.example>"),
        "Reply-To: manager@yourco.example".into(),
        "From: \"YourCo Consulting\" <office@yourco.example>".into(),
        "\r\n.\r\nthe dot stands alone.".into(),
    ] {
        assert!(taken[0].contains(&part), "{part}: {}", taken[0]);
    }
    assert_eq!(state(&me, &id)["status"], "sent");
    assert_eq!(
        me.patch(&format!("/rest/v1/emails?id=eq.{id}"), json!({ "subject": "else" })).refusal(),
        "400 23514",
        "what was sent stays"
    );
    assert_eq!(me.verb("send_email", json!({ "email": id })).refusal(), "409 TL409");
    // At rest, address and words are sealed.
    let raw: Vec<u8> =
        world.value(&format!("select recipient::bytea || body::bytea from identity.emails where id = '{id}'"));
    assert!(!raw.windows(4).any(|w| w == b"bea@" || w == b"Hell"));
}

#[test]
fn several_processes_send_a_message_once() {
    let (world, me, mail) = scene();
    let others: Vec<World> = (0..3)
        .map(|_| World::on(world.admin.clone(), mail.settings(), platform::database::Options::default()))
        .collect();
    for n in 0..12 {
        letter(&me, &format!("p{n}@acme.example"));
    }
    wait(async {
        let working: Vec<_> = others
            .iter()
            .map(|w| &w.server)
            .chain([&world.server])
            .map(|s| {
                tokio::spawn({
                    let s = std::sync::Arc::clone(s);
                    async move { work_off(&s).await.unwrap() }
                })
            })
            .collect();
        for w in working {
            w.await.unwrap();
        }
    });
    assert_eq!(mail.taken().len(), 12);
}

#[test]
fn what_the_server_asks_to_wait_is_tried_again_and_what_it_refuses_is_given_up() {
    let (world, me, mail) = scene();
    mail.behave("later");
    let (patient, hopeless) = (letter(&me, "bea@acme.example"), letter(&me, "refused@acme.example"));
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&state(&me, &patient)["status"], &state(&me, &patient)["attempts"]), (&json!("queued"), &json!(1)));
    let refused = state(&me, &hopeless);
    assert!(
        refused["status"] == "failed" && refused["error"].as_str().unwrap().contains("no such mailbox"),
        "{refused}"
    );
    mail.behave("keep");
    world.behind("update identity.emails set send_at = now() where status = 'queued'");
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&state(&me, &patient)["status"], mail.taken().len()), (&json!("sent"), 1));
}

#[test]
fn a_server_that_accepts_and_dies_is_not_given_the_message_again() {
    let (world, me, mail) = scene();
    mail.behave("die");
    let id = letter(&me, "bea@acme.example");
    wait(work_off(&world.server)).unwrap();
    let parked = state(&me, &id);
    assert!(
        parked["status"] == "unknown" && parked["error"].as_str().unwrap().contains("It may have arrived"),
        "{parked}"
    );
    mail.behave("keep");
    for _ in 0..2 {
        world.behind(
            "update identity.emails set send_at = now() - interval '1 day', updated_at = now() - interval '1 day'",
        );
        wait(work_off(&world.server)).unwrap();
    }
    assert_eq!((&state(&me, &id)["status"], mail.taken().len()), (&json!("unknown"), 1));
    // A person decides.
    me.done("send_email", json!({ "email": id }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&state(&me, &id)["status"], mail.taken().len()), (&json!("sent"), 2));
}

#[test]
fn a_process_that_ends_between_sending_and_noting_does_not_send_twice() {
    let (world, me, mail) = scene();
    mail.behave("silent");
    let id = letter(&me, "bea@acme.example");
    wait(async {
        let working = tokio::spawn({
            let server = std::sync::Arc::clone(&world.server);
            async move { work_off(&server).await }
        });
        mail.wait_for(1).await;
        // As kill -9 would: nothing after this point is done.
        working.abort();
    });
    mail.behave("keep");
    let restarted = World::on(world.admin.clone(), mail.settings(), platform::database::Options::default());
    wait(work_off(&restarted.server)).unwrap();
    assert_eq!(state(&me, &id)["status"], "sending", "its process may still live");
    world.behind("update identity.emails set updated_at = now() - interval '4 minutes'");
    wait(work_off(&restarted.server)).unwrap();
    assert_eq!((&state(&me, &id)["status"], mail.taken().len()), (&json!("unknown"), 1));
}

#[test]
fn mail_waits_visibly_while_no_server_answers() {
    let (world, me, mail) = scene();
    let settings = mail.settings();
    drop(mail);
    let elsewhere = World::on(world.admin.clone(), settings, platform::database::Options::default());
    let id = letter(&me, "bea@acme.example");
    wait(async { tokio::time::timeout(Duration::from_secs(30), work_off(&elsewhere.server)).await }).unwrap().unwrap();
    let waiting = state(&me, &id);
    assert!(
        waiting["status"] == "queued" && waiting["error"].as_str().unwrap().contains("can't be reached"),
        "{waiting}"
    );
    let without = World::on(world.admin.clone(), surfaces::Settings::default(), platform::database::Options::default());
    wait(work_off(&without.server)).unwrap();
    assert_eq!(state(&me, &id)["status"], "queued");
    assert_eq!(me.done("cancel_email", json!({ "email": id }))["status"], "cancelled");
}

#[test]
fn what_was_called_back_is_not_sent_until_it_is_handed_over_again() {
    let (world, me, mail) = scene();
    let id = letter(&me, "bea@acme.example");
    me.done("cancel_email", json!({ "email": id }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&state(&me, &id)["status"], mail.taken().len()), (&json!("cancelled"), 0));
    let again = me.verb("cancel_email", json!({ "email": id }));
    assert_eq!((again.refusal(), &again.json()["message"]), ("409 TL409".into(), &json!("This e-mail is cancelled.")));
    me.done("send_email", json!({ "email": id }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&state(&me, &id)["status"], mail.taken().len()), (&json!("sent"), 1));
    assert_eq!(me.verb("cancel_email", json!({ "email": id })).refusal(), "409 TL409", "it is on its way");
}

#[test]
fn an_invitation_travels_as_text_as_a_calendars_entry_and_as_a_file() {
    let (world, _, mail) = scene();
    let me = world.sign_in("recruiter@copilot");
    let staff = me.one("users?role=eq.staff&select=id")["id"].clone();
    let application = me.get("/rest/v1/applications?is_active=is.true&select=id&limit=1").rows()[0]["id"].clone();
    let wish = json!({ "application": application, "round": "Technical", "interviewers": [staff], "by": "link" });
    let proposed = me.done("propose_interview", wish);
    let at = json!({ "interview": proposed["interview"], "starts_at": proposed["times"][0] });
    me.done("schedule_interview", at);
    wait(work_off(&world.server)).unwrap();
    let taken = mail.taken();
    let theirs = taken.iter().find(|letter| letter.contains("To: \"Stacy Staff\"")).expect("an invitation");
    for part in [
        "Content-Type: multipart/mixed",
        "Content-Type: multipart/alternative",
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
        "Content-Type: application/ics",
        "Content-Disposition: attachment; filename=\"invite.ics\"",
        "Reply-To: recruiter@copilot.example",
    ] {
        assert!(theirs.contains(part), "{part}: {theirs}");
    }
    assert_eq!(taken.len(), 2, "the candidate and who holds it; reminders wait");
}
