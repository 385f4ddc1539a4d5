//! Meetings of a colleague's calendar with people we know: on their timelines, for the colleague alone, moved and gone with
//! the calendar.

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::HeaderMap;
use platform::database::Options;
use platform::outbound::{Outbound, Pending, Reply, Request};
use serde_json::json;
use std::sync::{Arc, Mutex};
use surfaces::Settings;
use surfaces::background::work_off;
use tests::{World, wait};

/// A calendar that changes.
#[derive(Debug, Default)]
struct Calendar(Mutex<String>);

impl Outbound for Calendar {
    fn send(&self, request: Request) -> Pending<'_> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", self.0.lock().unwrap())
            .replace('\n', "\r\n")
            .replace("\r\r", "\r");
        let body = futures_util::stream::iter([Ok(Bytes::from(text))]).boxed();
        Box::pin(std::future::ready(Ok(Reply { status: 200, headers: HeaderMap::new(), url: request.url, body })))
    }
}

fn event(uid: &str, title: &str, day: &str, hour: u8, who: &str) -> String {
    format!(
        "BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{title}\nDTSTART:{day}T{hour:02}0000Z\nDTEND:{day}T{:02}3000Z\nATTENDEE:mailto:{who}\nEND:VEVENT\n",
        hour
    )
}

#[test]
fn meetings_with_people_we_know_go_to_their_timelines_and_move_with_the_calendar() {
    let calendar = Arc::new(Calendar::default());
    let settings = Settings { outbound: Arc::clone(&calendar) as Arc<dyn Outbound>, ..Settings::default() };
    let world = World::with(settings, Options::default());
    world.behind(
        "delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value)
         select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations",
    );
    let (admin, staff, consultant) =
        (world.sign_in("admin@yourco"), world.sign_in("staff@yourco"), world.sign_in("consultant@yourco"));
    let client = admin.made("clients", json!({ "name": "Acme Works" }));
    let contact = admin.made(
        "contacts",
        json!({ "first_name": "Ann", "last_name": "Lee", "email": "ann@acme.example", "client_id": client }),
    );
    let day: String = world.value("select to_char(now() + interval '3 days', 'YYYYMMDD')");
    let set = |entries: &[String]| *calendar.0.lock().unwrap() = entries.concat();
    let (kickoff, private) =
        (event("k", "Kick-off", &day, 9, "Ann@acme.example"), event("p", "Dentist", &day, 11, "dr@teeth.example"));
    set(&[kickoff.clone(), private.clone(), event("g", "Goodbye", &day, 15, "ann@acme.example")]);
    let work = || {
        wait(work_off(&world.server)).unwrap();
        let wrong = "select verb || ': ' || error from identity.background_jobs where error is not null
                     union all select failure from recruiting.calendar_sources where failure is not null";
        assert!(world.rows(wrong, &[]).first().is_none_or(|row| panic!("{}", row.get::<_, String>(0))));
    };
    // Who does not ask for it has nothing but times kept.
    staff.done("add_calendar", json!({ "name": "Times", "address": "https://calendar.example/a.ics" }));
    work();
    let path = format!(
        "/rest/v1/activities?client_id=eq.{client}&type=eq.meeting&select=id,subject,occurred_at,duration_minutes,activity_contacts(contact_id)&order=occurred_at"
    );
    assert!(staff.get(&path).rows().is_empty());
    staff.delete("/rest/v1/calendar_sources?id=not.is.null");
    let added = staff.done(
        "add_calendar",
        json!({ "name": "Work", "address": "https://calendar.example/a.ics", "logs_meetings": true }),
    );
    work();
    let mine = staff.get(&path).rows();
    let titles: Vec<&str> = mine.iter().map(|one| one["subject"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Kick-off", "Goodbye"]);
    assert_eq!(
        (&mine[0]["duration_minutes"], &mine[0]["activity_contacts"][0]["contact_id"]),
        (&json!(30), &json!(contact))
    );
    assert!(admin.get(&path).rows().is_empty(), "its owner alone");
    // One is moved, one is gone; another colleague meets them, too.
    set(&[event("k", "Kick-off", &day, 13, "ann@acme.example"), private]);
    let read = || {
        let put_off =
            staff.with("prefer", "respond-async").verb("read_calendars", json!({ "calendar": added["calendar"] }));
        assert_eq!(put_off.status, 202);
        work();
    };
    read();
    consultant.done(
        "add_calendar",
        json!({ "name": "Mine", "address": "https://calendar.example/b.ics", "logs_meetings": true }),
    );
    work();
    let now = staff.get(&path).rows();
    assert_eq!(now.len(), 1);
    assert!(now[0]["id"] == mine[0]["id"] && now[0]["occurred_at"].as_str().unwrap().contains("T13:00"), "{now:?}");
    let theirs = consultant.get(&path).rows();
    assert!(theirs.len() == 1 && theirs[0]["id"] != now[0]["id"], "each has their own: {theirs:?}");
    // Cancelled, it goes from who has it no more, and then from everybody.
    set(&[kickoff.replace("SUMMARY", "STATUS:CANCELLED\nSUMMARY")]);
    read();
    assert!(staff.get(&path).rows().is_empty());
    assert_eq!(consultant.get(&path).rows().len(), 1);
    consultant.with("prefer", "respond-async").verb("read_calendars", json!({}));
    work();
    let left: i64 = world.value("select count(*) from crm.activities where message_key like 'calendar %'");
    assert_eq!(left, 0);
}
