//! What was said: logged with everybody who took part, dropped in as an e-mail, read by calendars.

use serde_json::json;
use tests::{Client, World};

fn scene() -> (World, Client, String, String) {
    let world = World::new();
    let me = world.sign_in("consultant@yourco");
    let client = me.made("clients", json!({ "name": "Acme" }));
    let contact = me.made(
        "contacts",
        json!({ "client_id": client, "first_name": "Bea", "last_name": "Buyer", "email": "bea@acme.example" }),
    );
    (world, me, client, contact)
}

#[test]
fn an_activity_names_many_and_counts_for_all_of_them() {
    let (world, me, client, bea) = scene();
    let carl = me.made("contacts", json!({ "client_id": client, "last_name": "Carl" }));
    let logged = me.done("log_activity", json!({ "type": "meeting", "subject": "Kick-off", "contacts": [bea, carl], "sentiment": "positive", "duration_minutes": 45 }));
    assert_eq!(
        (&logged["client"], &logged["contacts"]),
        (&json!(client), &json!(2)),
        "the client follows from its people"
    );
    let today: String = world.value("select current_date::text");
    let last = |id: &str| me.one(&format!("contacts?id=eq.{id}&select=last_contact_date"))["last_contact_date"].clone();
    assert_eq!((last(&bea), last(&carl)), (json!(today), json!(today)));
    me.patch(
        &format!("/rest/v1/activities?id=eq.{}", logged["activity"].as_str().unwrap()),
        json!({ "occurred_at": "2026-01-05T10:00:00Z" }),
    );
    assert_eq!(last(&bea), json!("2026-01-05"));
    me.delete(&format!("/rest/v1/activities?id=eq.{}", logged["activity"].as_str().unwrap()));
    assert_eq!(last(&carl), json!(null));
    let stranger = world.sign_in("admin@copilot").get("/rest/v1/contacts?select=id&limit=1").rows()[0]["id"].clone();
    assert_eq!(
        me.verb("log_activity", json!({ "type": "call", "subject": "x", "client": client, "contacts": [stranger] }))
            .refusal(),
        "400 TL100"
    );
    assert_eq!(me.verb("log_activity", json!({ "type": "call", "subject": "about nothing" })).refusal(), "400 23514");
}

const MAIL: &str = "From: =?utf-8?q?Bea_B=C3=BCyer?= <Bea@Acme.example>\r\nTo: consultant@yourco.example\r\nCc: nobody@else.example\r\nSubject: =?utf-8?q?Angebot_=E2=82=AC?=\r\n\
    Date: Mon, 02 Nov 2026 09:30:00 +0100\r\nMessage-ID: <abc@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
    --x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nWir nehmen es an =E2=80=93 danke.\r\n\
    --x\r\nContent-Type: text/csv; name=\"../../evil.csv\"\r\nContent-Disposition: attachment; filename=\"../../evil.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYSxiCjEsMg==\r\n--x--\r\n";

#[test]
fn a_saved_email_stands_on_the_timeline_of_whom_it_names_once() {
    let (_world, me, client, bea) = scene();
    let logged = me.done("log_email", json!({ "message": MAIL }));
    assert_eq!(
        (&logged["client"], &logged["contacts"], &logged["files"], &logged["repeated"]),
        (&json!(client), &json!([bea]), &json!(1), &json!(false))
    );
    let now = me.one(&format!(
        "activities?client_id=eq.{client}&select=type,subject,description,occurred_at,activity_contacts(contact_id)"
    ));
    assert_eq!(
        (&now["type"], &now["subject"], &now["description"]),
        (&json!("email"), &json!("Angebot €"), &json!("Wir nehmen es an – danke."))
    );
    assert!(now["occurred_at"].as_str().unwrap().starts_with("2026-11-02T08:30:00"));
    assert_eq!(now["activity_contacts"], json!([{ "contact_id": bea }]));
    assert_eq!(
        me.one(&format!("files?entity_id=eq.{}&select=name,size", logged["activity"].as_str().unwrap())),
        json!({ "name": "evil.csv", "size": 7 })
    );
    let again = me.done("log_email", json!({ "message": MAIL }));
    assert_eq!((&again["activity"], &again["repeated"]), (&logged["activity"], &json!(true)));
}

#[test]
fn an_email_of_a_lead_counts_for_the_lead_and_one_of_strangers_is_refused() {
    let (_world, me, client, _) = scene();
    let lead = me.made("leads", json!({ "company_name": "New Co", "email": "Lena@new.example" }));
    let mail = "From: lena@new.example\nTo: us@yourco.example\nSubject: Hello\n\nHi";
    assert_eq!(me.done("log_email", json!({ "message": mail }))["lead"], json!(lead));
    let strangers = me.verb("log_email", json!({ "message": "From: x@x.example\nTo: y@y.example\nSubject: s\n\nz" }));
    assert_eq!(
        (strangers.refusal(), strangers.json()["message"].as_str().unwrap()),
        ("404 TL404".into(), "Nobody in this e-mail is known: x@x.example, y@y.example.")
    );
    assert_eq!(
        me.done(
            "log_email",
            json!({ "message": "From: x@x.example\nTo: y@y.example\nSubject: s\n\nz", "client": client })
        )["client"],
        json!(client)
    );
    for junk in ["", "no e-mail at all", "\u{0}\u{1}\u{2}"] {
        assert_eq!(me.verb("log_email", json!({ "message": junk })).refusal(), "400 TL120", "{junk:?}");
    }
    assert_eq!(me.verb("log_email", json!({ "message": "!!!", "base64": true })).refusal(), "400 TL120");
}

#[test]
fn a_calendar_reads_its_persons_dates_by_a_link() {
    let (world, me, client, bea) = scene();
    let project = me.made("projects", json!({ "client_id": client, "name": "Site", "status": "active" }));
    let user = me.get("/auth/v1/user").json()["id"].clone();
    let soon: String = world.value("select (current_date + 10)::text");
    me.made("tasks", json!({ "project_id": project, "title": "Report, final; \"version\" with a very long title that goes on and on so that the line has to be folded", "assigned_to": user, "due_date": "2027-02-03" }));
    me.done("log_activity", json!({ "type": "meeting", "subject": "Ünïcode meeting", "contacts": [bea], "duration_minutes": 45, "occurred_at": format!("{soon}T09:00:00Z") }));
    let first = me.done("open_calendar_feed", json!({}))["url"].as_str().unwrap().to_string();
    let feed = world.visitor().get(&first);
    assert_eq!((feed.status, feed.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert!(feed.text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && feed.text.ends_with("END:VCALENDAR\r\n"));
    assert!(feed.text.split("\r\n").all(|l| l.len() <= 75), "lines are folded");
    let whole = feed.text.replace("\r\n ", "");
    assert!(whole.contains("SUMMARY:Report\\, final\\; \"version\" with a very long title"), "{whole}");
    assert!(
        whole.contains("DTSTART;VALUE=DATE:20270203\r\n")
            && whole.contains(&format!(
                "DTSTART:{}T090000Z\r\nDURATION:PT45M\r\nSUMMARY:Ünïcode meeting",
                soon.replace('-', "")
            ))
    );
    // Another link replaces it; it shows what the person may see now.
    let second = me.done("open_calendar_feed", json!({}))["url"].as_str().unwrap().to_string();
    assert_eq!((world.visitor().get(&first).status, world.visitor().get(&second).status), (404, 200));
    me.done("close_calendar_feed", json!({}));
    assert_eq!(world.visitor().get(&second).status, 404);
    assert_eq!(world.visitor().get("/calendar/guess.ics").status, 404);
}
