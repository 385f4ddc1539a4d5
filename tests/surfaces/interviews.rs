//! Interviews: times at which everybody is free, picked by the candidate, told to everybody's calendar; and scorecards, which
//! nobody reads too early.

use platform::database::Options;
use platform::vault::KeyRing;
use serde_json::{Value, json};
use surfaces::Settings;
use surfaces::background::work_off;
use tests::outside::Pages;
use tests::{Answer, Client, World, master, wait, with_mail};

/// Monday to Friday from ten to twelve in Sydney, since for ever; what it is about is nobody's business.
const WORK: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Secret surgery\r\n\
                    DTSTART;TZID=Australia/Sydney:20260105T100000\r\nDTEND;TZID=Australia/Sydney:20260105T120000\r\n\
                    RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
/// Every second since 1970, without an end, beside one that is as good as any.
const ENDLESS: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:19700101T000000Z\r\nDURATION:PT1S\r\n\
                       RRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

struct Scene {
    world: World,
    /// The recruiter of the job.
    me: Client,
    job: String,
    application: String,
    /// Who holds interviews: a consultant and one of staff.
    consultant: String,
    staff: String,
}

fn scene() -> Scene {
    with(with_mail())
}

fn with(settings: Settings) -> Scene {
    let world = World::with(settings, Options::default());
    world.behind(
        "delete from identity.emails; delete from identity.background_jobs; delete from recruiting.interviewers;
         delete from recruiting.interviews; delete from recruiting.scorecards; delete from recruiting.calendar_sources;
         delete from crm.activities where occurred_at > now(); update identity.organizations set time_zone = 'Australia/Sydney' where slug = 'copilot';
         insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations",
    );
    let me = world.sign_in("recruiter@copilot");
    let user = |role: &str| me.one(&format!("users?role=eq.{role}&select=id"))["id"].as_str().unwrap().to_string();
    let client = me.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"].clone();
    let job = json!({ "client_id": client, "title": "Night rigger", "status": "sourcing", "slug_url": "night-rigger-x",
        "job_locations": ["Sydney, NSW"], "country": "AU", "job_summary": "You rig by night.",
        "assigned_recruiter_id": user("recruiter"), "hiring_process_rounds": ["Screening", "Technical"] });
    let job = me.made("jobs", job);
    let (consultant, staff) = (user("consultant"), user("staff"));
    let mut scene = Scene { world, me, job, application: String::new(), consultant, staff };
    scene.application = scene.applied("Ann", "ann@able.example");
    scene
}

/// The path of a link in a letter or an answer.
fn path(text: &str) -> String {
    let found = text[text.find("/link/").expect("a link")..].split_whitespace().next().unwrap();
    found.split('#').next().unwrap().to_string()
}

impl Scene {
    fn applied(&self, name: &str, email: &str) -> String {
        let person = self.me.made("candidates", json!({ "first_name": name, "last_name": "Able", "email": email }));
        self.me.made("applications", json!({ "job_id": self.job, "candidate_id": person }))
    }

    fn wish(&self, application: &str, people: &[&str]) -> Value {
        json!({ "application": application, "round": "Technical", "interviewers": people, "by": "link",
            "meeting_url": "https://meet.example/x" })
    }

    /// Times are proposed; the interview, its times, and the path of the candidate's page.
    fn proposed(&self, application: &str, people: &[&str]) -> (String, Vec<String>, String) {
        let done = self.me.done("propose_interview", self.wish(application, people));
        let times = done["times"].as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_string()).collect();
        (done["interview"].as_str().unwrap().into(), times, path(done["url"].as_str().unwrap()))
    }

    fn times(&self, people: &[&str], more: Value) -> Vec<String> {
        let mut input = json!({ "application": self.application, "interviewers": people });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let found = self.me.done("find_interview_times", input);
        found["times"].as_array().unwrap().iter().map(|t| t["starts_at"].as_str().unwrap().to_string()).collect()
    }

    fn interview(&self, id: &str) -> Value {
        self.me.one(&format!("interviews?id=eq.{id}"))
    }

    fn application(&self) -> Value {
        self.me.one(&format!("applications?id=eq.{}", self.application))
    }

    fn act(&self, link: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> = [("act", act)].into_iter().chain(fields.iter().copied()).collect();
        self.world.visitor().form(link, &fields)
    }

    fn work(&self) {
        wait(work_off(&self.world.server)).unwrap();
        let failed = "select coalesce(string_agg(verb || ': ' || error, '; '), '') from identity.background_jobs where error is not null";
        assert_eq!(self.world.value::<String>(failed), "");
    }

    /// Every entry for a calendar in the outbox, oldest first: to whom, and the entry without its folds.
    fn entries(&self) -> Vec<(String, String)> {
        wait(async {
            let sql = self.world.admin.connect().await.unwrap();
            let org = "select org_id from identity.organizations where slug = 'copilot'";
            let org = sql.query_one(org, &[]).await.unwrap().get(0);
            let keys = KeyRing::new(master()).load(&sql, org).await.unwrap();
            let query = "select id, recipient::bytea, calendar::bytea from identity.emails where org_id = $1 and calendar is not null order by id";
            let rows = sql.query(query, &[&org]).await.unwrap();
            let open = |row: &tokio_postgres::Row, column: &str, at: usize| {
                keys.open("emails", column, row.get::<_, uuid::Uuid>(0).as_bytes(), row.get(at)).unwrap()
            };
            rows.iter().map(|r| (open(r, "recipient", 1), open(r, "calendar", 2).replace("\r\n ", ""))).collect()
        })
    }

    /// An interview that began an hour ago.
    fn held(&self, people: &[&str]) -> String {
        let (interview, times, _) = self.proposed(&self.application, people);
        self.me.done("schedule_interview", json!({ "interview": interview, "starts_at": times[0] }));
        self.work();
        self.world.behind(&format!(
            "update recruiting.interviews set starts_at = now() - interval '1 hour', ends_at = now() - interval '15 minutes' where id = '{interview}'"
        ));
        interview
    }
}

#[test]
fn times_are_those_at_which_everybody_is_free() {
    let s = scene();
    let both = [s.consultant.as_str(), s.staff.as_str()];
    let found = s.times(&both, json!({}));
    assert!(found.len() > 100, "{}", found.len());
    let local = |at: &str| -> (i32, String) {
        let row = s.world.rows(
            "select extract(isodow from $1::text::timestamptz at time zone 'Australia/Sydney')::int, ($1::text::timestamptz at time zone 'Australia/Sydney')::time::text",
            &[&at],
        );
        (row[0].get(0), row[0].get(1))
    };
    for at in &found {
        let (day, clock) = local(at);
        assert!(day < 6 && ("09:00:00".."16:16:00").contains(&clock.as_str()), "{at}: {day} {clock}");
    }
    // A meeting somebody logged ahead, an interview that is settled, a day the candidate is away.
    let meeting = json!({ "type": "meeting", "subject": "Client", "occurred_at": found[0], "duration_minutes": 60,
        "client_id": s.me.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"] });
    s.world.sign_in("consultant@copilot").made("activities", meeting);
    let left = s.times(&both, json!({}));
    assert!(!left.contains(&found[0]) && left.len() < found.len());
    assert!(s.times(&[&s.staff], json!({})).contains(&found[0]), "who is free alone is asked alone");
    let (interview, times, _) = s.proposed(&s.application, &[&s.staff]);
    s.me.done("schedule_interview", json!({ "interview": interview, "starts_at": times[0] }));
    assert!(!s.times(&both, json!({})).contains(&times[0]));
    assert!(s.times(&[&s.staff], json!({ "beside": interview })).contains(&times[0]), "its own time is not in its way");
    let person = s.application()["candidate_id"].clone();
    let day = found.last().unwrap()[..10].to_string();
    s.me.made("absences", json!({ "candidate_id": person, "start_date": day, "end_date": day }));
    assert!(!s.times(&both, json!({})).contains(found.last().unwrap()));
    // Hours and notice are the organisation's.
    let admin = s.world.sign_in("admin@copilot");
    admin.made("system_settings", json!({ "key": "interviews.opens_at", "value": "13:00" }));
    assert!(s.times(&both, json!({})).iter().all(|at| local(at).1.as_str() >= "13:00:00"));
    let refused = |input: Value| s.me.verb("find_interview_times", input).refusal();
    assert_eq!(refused(json!({ "application": s.application, "interviewers": [] })), "400 TL100");
    assert_eq!(refused(json!({ "application": s.consultant, "interviewers": both })), "404 TL404");
    assert_eq!(refused(json!({ "application": s.application, "interviewers": both, "minutes": 5 })), "400 TL100");
}

#[test]
fn clocks_that_are_turned_move_no_interview() {
    let s = scene();
    s.world.behind("update identity.organizations set time_zone = 'Africa/Cairo' where slug = 'copilot'");
    // In Cairo clocks are put forward on the last Friday of April, at midnight.
    let around = json!({ "first": "2027-04-29", "last": "2027-04-30" });
    let found = s.times(&[&s.staff], around.clone());
    assert_eq!(found.first().unwrap(), "2027-04-29T07:00:00Z");
    assert!(found.contains(&"2027-04-30T06:00:00Z".to_string()), "{found:?}");
    let admin = s.world.sign_in("admin@copilot");
    admin.made("system_settings", json!({ "key": "interviews.opens_at", "value": "00:00" }));
    admin.made("system_settings", json!({ "key": "interviews.closes_at", "value": "03:00" }));
    let night = s.times(&[&s.staff], around);
    assert!(night.windows(2).all(|two| two[0] < two[1]), "each once, in order: {night:?}");
    let friday: Vec<&String> = night.iter().filter(|at| at.as_str() >= "2027-04-29T21:59:00Z").collect();
    assert_eq!(
        friday.first().unwrap().as_str(),
        "2027-04-29T22:00:00Z",
        "there is no midnight; one o'clock follows: {night:?}"
    );
}

#[test]
fn a_candidate_picks_moves_and_calls_off_and_calendars_follow() {
    let s = scene();
    let both = [s.consultant.as_str(), s.staff.as_str()];
    let (interview, times, link) = s.proposed(&s.application, &both);
    assert_eq!(times.len(), 5);
    let page = s.world.visitor().get(&link).text;
    assert!(page.contains("Please pick the time that suits you") && !page.contains("<script"), "{page}");
    // Times are told in the zone that is chosen.
    let zone = |name: &str| s.world.visitor().get(&format!("{link}?zone={name}")).text;
    let clock = |name: &str| -> String {
        s.world.rows("select to_char($1::text::timestamptz at time zone $2::text, 'HH24:MI')", &[&times[0], &name])[0]
            .get(0)
    };
    for name in ["Europe/Berlin", "America/New_York"] {
        assert!(zone(name).contains(&clock(name)), "{name}");
    }
    let picked = s.act(
        &link,
        "pick-interview",
        &[("interview", &interview), ("starts_at", &times[1]), ("zone", "Europe/Berlin")],
    );
    assert_eq!(picked.status, 303, "{}", picked.text);
    let row = s.interview(&interview);
    assert_eq!((&row["status"], &row["time_zone"]), (&json!("scheduled"), &json!("Europe/Berlin")));
    let application = s.application();
    assert_eq!(
        (&application["status"], &application["follow_up_status"]),
        (&json!("interview"), &json!("int_scheduled"))
    );
    let day: String =
        s.world.rows("select ($1::text::timestamptz at time zone 'Australia/Sydney')::date::text", &[&times[1]])[0]
            .get(0);
    assert_eq!(application["next_follow_up_date"], json!(day));
    s.work();
    let entries = s.entries();
    assert_eq!(entries.len(), 3, "the candidate and two who hold it");
    for (to, entry) in &entries {
        for line in
            ["METHOD:REQUEST", "ORGANIZER;CN=", "ATTENDEE;", "STATUS:CONFIRMED", "LOCATION:https://meet.example/x"]
        {
            assert!(entry.contains(line), "{to}: {line} in {entry}");
        }
        assert!(entry.contains(&format!("UID:{interview}@throughline")) && entry.contains(to.as_str()), "{entry}");
        assert!(entry.contains(&format!("DTSTART:{}", times[1].replace(['-', ':'], ""))), "{entry}");
    }
    let theirs = &entries.iter().find(|(to, _)| to == "ann@able.example").unwrap().1;
    assert!(!theirs.contains("consultant@") && !theirs.contains("staff@"), "no colleague's address: {theirs}");
    let waiting =
        "select count(*) from identity.emails where send_at > now() + interval '1 hour' and status = 'queued'";
    let reminded: i64 = s.world.value(waiting);
    assert!(reminded == 3 || reminded == 0, "everybody is reminded, unless it is tomorrow: {reminded}");
    // In the calendar of who holds it, and in Today; the candidate takes a file along.
    let feed =
        s.world.sign_in("staff@copilot").done("open_calendar_feed", json!({}))["url"].as_str().unwrap().to_string();
    let feed =
        s.world.visitor().get(feed.strip_prefix("http://throughline.example").unwrap()).text.replace("\r\n ", "");
    assert!(feed.contains(&format!("UID:{interview}@throughline")) && feed.contains("Technical interview"), "{feed}");
    assert!(s.world.browser("staff@copilot").get("/today?all=1").text.contains("Interview with Ann Able"));
    let file = s.world.visitor().get(&format!("{link}?as=ics&interview={interview}"));
    assert!(
        file.header("content-type").starts_with("text/calendar") && file.text.contains(&interview),
        "{}",
        file.text
    );
    // Moved by the candidate, then by the recruiter: the same entry, each time a newer one.
    let sequence = |entries: &[(String, String)]| -> i32 {
        let last = &entries.last().unwrap().1;
        last.split("SEQUENCE:").nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap()
    };
    let first = sequence(&entries);
    assert_eq!(s.act(&link, "pick-interview", &[("interview", &interview), ("starts_at", &times[2])]).status, 303);
    s.work();
    let second = sequence(&s.entries());
    assert!(second > first && s.entries().len() == 6, "{second} {first}");
    assert_eq!(s.world.value::<i64>(waiting), reminded, "former reminders are gone");
    let moved = json!({ "interview": interview, "starts_at": times[3], "reason": "The train is late." });
    s.me.done("schedule_interview", moved);
    s.work();
    assert!(sequence(&s.entries()) > second);
    let letters = s.world.letters_of("copilot", "interview");
    assert!(letters.iter().any(|(_, body)| body.contains("The train is late.")), "{letters:?}");
    // Without words nothing is called off.
    assert_eq!(s.act(&link, "cancel-interview", &[("interview", &interview), ("words", " ")]).status, 400);
    assert_eq!(s.act(&link, "cancel-interview", &[("interview", &interview), ("words", "I am ill")]).status, 303);
    s.work();
    let entries = s.entries();
    assert!(entries[entries.len() - 3..].iter().all(|(_, entry)| entry.contains("METHOD:CANCEL")), "{entries:?}");
    assert_eq!(s.interview(&interview)["reason"], json!("The candidate wrote: I am ill"));
    assert_eq!(s.world.value::<i64>(waiting), 0, "nobody is reminded of it");
    let application = s.application();
    assert_eq!(application["follow_up_status"], json!("under_follow_up"));
    assert_eq!(s.act(&link, "pick-interview", &[("interview", &interview), ("starts_at", &times[4])]).status, 400);
}

#[test]
fn a_time_that_is_taken_twice_is_given_once() {
    let s = scene();
    let other = s.applied("Bob", "bob@able.example");
    let (one, times, first) = s.proposed(&s.application, &[&s.consultant, &s.staff]);
    let wish =
        json!({ "application": other, "round": "Technical", "interviewers": [s.staff], "by": "link", "times": times });
    let done = s.me.done("propose_interview", wish);
    let (two, second) = (done["interview"].as_str().unwrap().to_string(), path(done["url"].as_str().unwrap()));
    // Both browsers send the same time at once.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let sent: Vec<_> = [(&one, &first), (&two, &second)]
            .into_iter()
            .map(|(interview, link)| {
                let (s, times) = (&s, &times);
                scope
                    .spawn(move || s.act(link, "pick-interview", &[("interview", interview), ("starts_at", &times[0])]))
            })
            .collect();
        sent.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{} {}", answers[0].text, answers[1].text);
    let refused = answers.iter().find(|answer| answer.status == 409).unwrap();
    assert!(refused.text.contains("This time has just been taken"), "{}", refused.text);
    assert!(
        !refused.text.contains(&times[0]) && refused.text.contains(&times[1]),
        "the others are offered: {}",
        refused.text
    );
    // What somebody who holds it has in the meantime is offered no more.
    let meeting = json!({ "type": "meeting", "subject": "Client", "occurred_at": times[1], "duration_minutes": 30,
        "client_id": s.me.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"] });
    s.world.sign_in("staff@copilot").made("activities", meeting);
    let (unlucky, page) = if s.interview(&one)["status"] == "scheduled" { (&two, &second) } else { (&one, &first) };
    assert!(!s.world.visitor().get(page).text.contains(&times[1]));
    assert_eq!(s.act(page, "pick-interview", &[("interview", unlucky), ("starts_at", &times[1])]).status, 409);
    // By every other door as well, and behind them all stands the database.
    let loser = if s.interview(&one)["status"] == "scheduled" { &two } else { &one };
    let at = json!({ "interview": loser, "starts_at": times[0] });
    let answer = s.me.verb("schedule_interview", at);
    assert_eq!((answer.status, answer.code().as_str()), (409, "23P01"), "{}", answer.text);
    assert!(answer.text.contains("has another one at that time"), "{}", answer.text);
    // Twice the same button is once.
    let (winner, link) = if loser == &two { (&one, &first) } else { (&two, &second) };
    assert_eq!(s.act(link, "pick-interview", &[("interview", winner), ("starts_at", &times[0])]).status, 303);
    // What is of another application is not there; nor is a time nobody proposed.
    assert_eq!(s.act(link, "pick-interview", &[("interview", loser), ("starts_at", &times[1])]).status, 404);
    assert_eq!(
        s.act(link, "pick-interview", &[("interview", winner), ("starts_at", "2030-01-01T09:00:00Z")]).status,
        409
    );
}

#[test]
fn none_of_the_times_fits_and_others_are_proposed() {
    let s = scene();
    let (interview, times, link) = s.proposed(&s.application, &[&s.staff]);
    assert_eq!(s.act(&link, "refuse-interview", &[("interview", &interview), ("words", "")]).status, 400);
    let words = "<b>Mondays</b> after six";
    assert_eq!(s.act(&link, "refuse-interview", &[("interview", &interview), ("words", words)]).status, 303);
    let mine = s.world.browser("recruiter@copilot");
    let today = mine.get("/today?all=1").text;
    assert!(today.contains("Ann Able can make none of the proposed times"), "{today}");
    let page = mine.get(&format!("/applications/{}/interview?again={interview}", s.application)).text;
    assert!(page.contains("&lt;b&gt;Mondays&lt;/b&gt; after six"), "{page}");
    let mut wish = s.wish(&s.application, &[&s.consultant]);
    wish["again"] = json!(interview);
    wish["times"] = json!([times[3], "2020-01-01T09:00:00Z"]);
    let again = s.me.done("propose_interview", wish);
    assert_eq!((again["interview"].as_str().unwrap(), &again["times"]), (interview.as_str(), &json!([times[3]])));
    // A time that was picked and no longer fits goes back too; calendars hear of it.
    assert_eq!(s.act(&link, "pick-interview", &[("interview", &interview), ("starts_at", &times[3])]).status, 303);
    s.work();
    assert_eq!(s.act(&link, "refuse-interview", &[("interview", &interview), ("words", "Ill that day")]).status, 303);
    s.work();
    assert_eq!(s.interview(&interview)["status"], "proposed");
    assert!(s.entries().last().unwrap().1.contains("METHOD:CANCEL"));
    let refused = |wish: Value| s.me.verb("propose_interview", wish).refusal();
    let changed = |key: &str, value: Value| {
        let mut wish = s.wish(&s.application, &[&s.staff]);
        wish[key] = value;
        wish
    };
    assert_eq!(refused(changed("round", json!(" "))), "400 TL100");
    assert_eq!(refused(changed("interviewers", json!([]))), "400 TL100");
    assert_eq!(refused(changed("times", json!(["2020-01-01T09:00:00Z"]))), "400 TL100");
    assert_eq!(refused(changed("by", json!("pigeon"))), "400 TL100");
    let viewer = s.me.one("users?role=eq.viewer&select=id")["id"].clone();
    assert_eq!(refused(changed("interviewers", json!([viewer]))), "400 23514");
    assert_eq!(
        s.world.sign_in("sales@copilot").verb("propose_interview", s.wish(&s.application, &[&s.staff])).status,
        403
    );
    // The server alone refuses times, for who follows the link.
    assert_eq!(s.me.verb("refuse_interview_times", json!({ "interview": interview, "words": "x" })).status, 403);
}

#[test]
fn an_interview_ends_as_it_may_and_nobody_forges_it() {
    let s = scene();
    let (interview, times, _) = s.proposed(&s.application, &[&s.staff]);
    for (path, row) in [
        (format!("/rest/v1/interviews?id=eq.{interview}"), json!({ "status": "completed" })),
        (format!("/rest/v1/interviewers?interview_id=eq.{interview}"), json!({ "starts_at": times[0] })),
    ] {
        assert_eq!(s.world.sign_in("admin@copilot").patch(&path, row).status, 403, "{path}");
    }
    let one = json!({ "interview": interview });
    s.me.done("schedule_interview", json!({ "interview": interview, "starts_at": times[0] }));
    assert_eq!(s.me.verb("mark_no_show", one.clone()).refusal(), "400 23514", "it has not begun");
    assert_eq!(s.me.verb("complete_interview", one.clone()).refusal(), "400 23514");
    assert_eq!(s.me.verb("cancel_interview", json!({ "interview": interview, "reason": " " })).refusal(), "400 TL100");
    assert_eq!(
        s.me.verb("schedule_interview", json!({ "interview": interview, "starts_at": "2020-01-01T09:00:00Z" }))
            .refusal(),
        "400 TL100"
    );
    let zone = json!({ "interview": interview, "starts_at": times[1], "time_zone": "Mars/Olympus" });
    assert_eq!(s.me.verb("schedule_interview", zone).refusal(), "400 TL100");
    s.world.behind(&format!("update recruiting.interviews set starts_at = now() - interval '1 hour', ends_at = now() where id = '{interview}'"));
    assert_eq!(s.me.done("mark_no_show", one.clone())["status"], "no_show");
    let application = s.application();
    assert_eq!((&application["follow_up_status"], &application["is_active"]), (&json!("no_show"), &json!(false)));
    assert_eq!(s.me.verb("complete_interview", one).refusal(), "400 23514", "what ended stays");
    let wish = s.wish(&s.application, &[&s.staff]);
    assert_eq!(s.me.verb("propose_interview", wish).refusal(), "400 23514", "the application has ended");
    // An application that ends calls off what was arranged.
    let other = s.applied("Bob", "bob@able.example");
    let (interview, times, _) = s.proposed(&other, &[&s.staff]);
    s.me.done("schedule_interview", json!({ "interview": interview, "starts_at": times[1] }));
    s.work();
    let admin = s.world.sign_in("admin@copilot");
    let refused = admin.delete(&format!("/rest/v1/applications?id=eq.{other}"));
    assert!(refused.text.contains("An interview is arranged"), "{}", refused.text);
    s.world.behind(&format!("set session_replication_role = origin; select set_config('throughline.org', org_id::text, false) from recruiting.applications where id = '{other}'; update recruiting.applications set status = 'withdrawn' where id = '{other}'"));
    s.work();
    assert_eq!(s.interview(&interview)["status"], "cancelled");
    assert!(s.entries().last().unwrap().1.contains("METHOD:CANCEL"));
    assert_eq!(admin.delete(&format!("/rest/v1/applications?id=eq.{other}")).status, 204);
    let held = s.applied("Cid", "cid@able.example");
    let (interview, times, _) = s.proposed(&held, &[&s.staff]);
    s.me.done("schedule_interview", json!({ "interview": interview, "starts_at": times[2] }));
    s.world.behind(&format!("update recruiting.interviews set starts_at = now() - interval '1 hour', ends_at = now() where id = '{interview}'"));
    assert_eq!(s.me.done("complete_interview", json!({ "interview": interview }))["status"], "completed");
    assert_eq!(
        s.world.sign_in("admin@copilot").done("tell_of_interviews", json!({}))["interviews"],
        1,
        "what took place is told to nobody"
    );
}

#[test]
fn calendars_say_when_somebody_is_busy_and_nothing_else() {
    let pages = Pages(&[
        ("https://calendar.example/work.ics", 200, "text/calendar", WORK),
        ("https://calendar.example/page.ics", 200, "text/html", "<html>sign in</html>"),
        ("https://calendar.example/endless.ics", 200, "text/calendar", ENDLESS),
    ]);
    let s = with(pages.settings());
    let staff = s.world.sign_in("staff@copilot");
    let before = s.times(&[&s.staff], json!({}));
    let at_ten = |times: &[String]| -> i64 {
        s.world.rows("select count(*) from unnest($1::text[]) t where (t::timestamptz at time zone 'Australia/Sydney')::time between '10:00' and '11:59'", &[&times])[0].get(0)
    };
    assert!(at_ten(&before) > 0);
    let added = staff.done("add_calendar", json!({ "name": "Work", "address": "webcal://calendar.example/work.ics" }));
    s.work();
    let calendar = staff.one("calendar_sources?name=eq.Work");
    assert!(calendar["read_at"].is_string() && calendar["failure"].is_null(), "{calendar}");
    assert!(calendar.get("address").is_none(), "nobody is shown the address");
    assert_eq!(at_ten(&s.times(&[&s.staff], json!({}))), 0);
    assert!(at_ten(&s.times(&[&s.consultant], json!({}))) > 0, "others are as free as before");
    // Nobody else sees the calendar; what is in it is nowhere.
    for who in ["admin", "manager", "recruiter"] {
        assert!(s.world.sign_in(&format!("{who}@copilot")).get("/rest/v1/calendar_sources").rows().is_empty(), "{who}");
    }
    let kept: i64 = s.world.value("select count(*) from recruiting.busy_times b where b::text ilike '%surgery%'");
    assert_eq!(kept, 0);
    // Hostile and broken ones fail with a reason; the others are as they were.
    for (name, why) in
        [("page", "This is no calendar"), ("endless", "There is more in it than is read"), ("gone", "answers 404")]
    {
        staff.done("add_calendar", json!({ "name": name, "address": format!("https://calendar.example/{name}.ics") }));
        s.work();
        let failure = staff.one(&format!("calendar_sources?name=eq.{name}"))["failure"].clone();
        assert!(failure.as_str().unwrap_or_default().contains(why), "{name}: {failure}");
    }
    assert_eq!(at_ten(&s.times(&[&s.staff], json!({}))), 0);
    let found = s.me.done("find_interview_times", json!({ "application": s.application, "interviewers": [s.staff] }));
    assert!(found["unread"].as_array().unwrap().iter().any(|why| why.as_str().unwrap().contains("404")), "{found}");
    for address in ["ftp://x.example/a.ics", "https://a b", "javascript:alert(1)", ""] {
        assert_eq!(
            staff.verb("add_calendar", json!({ "name": "x", "address": address })).refusal(),
            "400 TL100",
            "{address}"
        );
    }
    assert_eq!(
        staff.verb("add_calendar", json!({ "name": " ", "address": "https://x.example/a.ics" })).refusal(),
        "400 TL100"
    );
    // Read on demand, one's own alone; taken away, the times go.
    let one = json!({ "calendar": added["calendar"] });
    let put_off = |who: &Client| who.with("prefer", "respond-async").verb("read_calendars", one.clone()).status;
    assert_eq!(put_off(&staff), 202);
    s.work();
    staff.delete("/rest/v1/calendar_sources?id=not.is.null");
    assert!(at_ten(&s.times(&[&s.staff], json!({}))) > 0);
}

#[test]
fn a_calendar_at_a_private_address_is_not_read() {
    let s = scene();
    let staff = s.world.sign_in("staff@copilot");
    let address = format!("http://{}/rest/v1/", s.world.address.trim_start_matches("http://"));
    staff.done("add_calendar", json!({ "name": "inside", "address": address }));
    s.work();
    let failure = staff.one("calendar_sources?name=eq.inside")["failure"].clone();
    assert!(failure.as_str().unwrap().contains("is a private address"), "{failure}");
}

#[test]
fn a_scorecard_is_hidden_from_who_has_not_handed_in_their_own() {
    let s = scene();
    let interview = s.held(&[&s.consultant, &s.staff]);
    let (consultant, staff) = (s.world.sign_in("consultant@copilot"), s.world.sign_in("staff@copilot"));
    let manager = s.world.sign_in("manager@copilot");
    let whole = |score: i32| -> Vec<Value> {
        ["Skills for the role", "Experience", "Problem solving", "Communication", "Motivation"]
            .iter()
            .map(|criterion| json!({ "criterion": criterion, "score": score, "notes": "Zebra crossing" }))
            .collect()
    };
    let card = |more: Value| {
        let mut input = json!({ "interview": interview, "scores": whole(4), "notes": "Zebra" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let yes = json!({ "recommendation": "strong_yes", "hand_in": true });
    // What is missing is said; others have no card.
    assert_eq!(consultant.verb("save_scorecard", card(json!({ "hand_in": true }))).refusal(), "400 23514");
    let half = json!({ "scores": whole(3)[..2], "recommendation": "no", "hand_in": true });
    assert_eq!(consultant.verb("save_scorecard", card(half)).refusal(), "400 23514");
    let five = json!({ "scores": whole(5), "recommendation": "no" });
    assert_eq!(consultant.verb("save_scorecard", card(five)).refusal(), "400 23514");
    assert_eq!(consultant.verb("save_scorecard", card(json!({ "recommendation": "maybe" }))).refusal(), "400 TL100");
    assert_eq!(s.me.verb("save_scorecard", card(yes.clone())).refusal(), "400 23514", "who did not hold it");
    assert_eq!(s.world.sign_in("viewer@copilot").verb("save_scorecard", card(yes.clone())).status, 403);
    // A draft is its author's alone.
    consultant.done("save_scorecard", card(json!({ "recommendation": "no" })));
    let cards = |who: &Client| who.get(&format!("/rest/v1/scorecards?interview_id=eq.{interview}"));
    assert_eq!(cards(&consultant).rows().len(), 1);
    for who in [&s.me, &staff, &manager, &s.world.sign_in("admin@copilot"), &s.world.sign_in("sales@copilot")] {
        assert!(cards(who).rows().is_empty());
    }
    // Handed in, it is for who leads and for the recruiter of the job; not yet for who holds the interview too.
    let done = consultant.done("save_scorecard", card(yes.clone()));
    assert_eq!(done["is_handed_in"], true);
    assert_eq!(s.interview(&interview)["status"], "completed", "it took place");
    for who in [&s.me, &manager] {
        assert_eq!(cards(who).rows().len(), 1);
    }
    let application = &s.application;
    let doors = [
        format!("/rest/v1/scorecards?interview_id=eq.{interview}"),
        format!("/rest/v1/interviews?id=eq.{interview}&select=*,scorecards(*)"),
        "/rest/v1/rpc/scorecard_calibration".to_string(),
    ];
    let pages = [
        format!("/interviews/{interview}"),
        format!("/interviews/{interview}/scorecard"),
        format!("/applications/{application}"),
        format!("/applications/{application}?tab=timeline"),
        "/scorecards".to_string(),
        "/reports/scorecard_calibration".to_string(),
        "/search?q=zebra".to_string(),
        "/today?all=1".to_string(),
    ];
    let browser = s.world.browser("staff@copilot");
    let told = |text: &str| text.contains("Zebra") || text.contains(">Strong yes</span>");
    for door in &doors {
        let answer = staff.get(door);
        assert!(!told(&answer.text) && !answer.text.contains("strong_yes"), "{door}: {}", answer.text);
    }
    for page in &pages {
        let answer = browser.get(page);
        assert!(!told(&answer.text), "{page}: {}", answer.text);
    }
    assert!(s.world.browser("recruiter@copilot").get(&format!("/applications/{application}")).text.contains("Zebra"));
    let id = done["scorecard"].as_str().unwrap();
    let log: String = s.world.value(&format!(
        "select coalesce(string_agg(l.changes::text, ''), '') from identity.audit_log l where l.resource_id = '{id}'"
    ));
    assert!(!told(&log) && !log.contains("strong_yes"), "the log copies nothing of it: {log}");
    assert_eq!(
        s.world.value::<i64>("select count(*) from identity.undo_entries where noun = 'recruiting.scorecards'"),
        0,
        "nobody takes it back by undo"
    );
    for (role, link) in [("viewer", "/rest/v1/scorecards"), ("candidate", "/rest/v1/scorecards")] {
        assert_eq!(s.world.sign_in(&format!("{role}@copilot")).get(link).status, 403, "{role}");
    }
    assert!(s.world.browser("staff@copilot").get("/today?all=1").text.contains("Hand in your scorecard: Ann Able"));
    // What is handed in stays.
    assert_eq!(
        consultant.verb("save_scorecard", card(json!({ "scores": whole(1), "recommendation": "no" }))).refusal(),
        "400 23514"
    );
    assert_eq!(consultant.patch(&format!("/rest/v1/scorecards?id=eq.{id}"), json!({ "notes": "x" })).status, 403);
    // With one's own handed in, one sees the other's.
    staff.done("save_scorecard", card(json!({ "scores": whole(2), "recommendation": "no", "hand_in": true })));
    assert_eq!((cards(&staff).rows().len(), cards(&consultant).rows().len()), (2, 2));
    assert_eq!(staff.one(&format!("scorecards?id=eq.{id}&select=mean_score"))["mean_score"], json!(4.0));
    assert!(!s.world.browser("staff@copilot").get("/today?all=1").text.contains("Hand in your scorecard"));
    // Given back, it is a draft again, and its author blind again.
    let back = |reason: &str| json!({ "scorecard": id, "reason": reason });
    assert_eq!(s.me.verb("reopen_scorecard", back("x")).status, 403);
    assert_eq!(manager.verb("reopen_scorecard", back(" ")).refusal(), "400 TL100");
    manager.done("reopen_scorecard", back("The notes speak of age."));
    assert_eq!(cards(&consultant).rows().len(), 1);
    assert!(cards(&manager).rows().iter().all(|row| row["id"] != json!(id)));
    let page = s.world.browser("consultant@copilot").get(&format!("/interviews/{interview}/scorecard")).text;
    assert!(page.contains("The notes speak of age."), "{page}");
    assert_eq!(manager.verb("reopen_scorecard", back("again")).status, 404, "a draft is nobody else's to see");
    // The manager who holds an interview is as blind as anybody.
    let lead = s.me.one("users?role=eq.manager&select=id")["id"].as_str().unwrap().to_string();
    s.world.behind(&format!("insert into recruiting.interviewers (org_id, interview_id, user_id) select org_id, id, '{lead}' from recruiting.interviews where id = '{interview}'"));
    assert!(cards(&manager).rows().is_empty());
}

#[test]
fn criteria_are_the_jobs_own_or_the_usual_ones() {
    let s = scene();
    for (place, criterion, round) in
        [(2, "Knots", json!(null)), (1, "Heights", json!("technical")), (3, "Papers", json!("Screening"))]
    {
        s.me.made(
            "scorecard_criteria",
            json!({ "job_id": s.job, "position": place, "criterion": criterion, "round": round, "weight": 3 }),
        );
    }
    let interview = s.held(&[&s.staff]);
    let page = s.world.browser("staff@copilot").get(&format!("/interviews/{interview}/scorecard")).text;
    assert!(
        page.contains("Heights") && page.contains("Knots") && !page.contains("Papers") && !page.contains("Motivation"),
        "{page}"
    );
    let form = [
        ("criterion", "Heights"),
        ("score-0", "4"),
        ("criterion", "Knots"),
        ("score-1", "2"),
        ("recommendation", "yes"),
        ("act", "hand-in"),
    ];
    let sent = s.world.browser("staff@copilot").form(&format!("/interviews/{interview}/scorecard"), &form);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let card = s
        .world
        .sign_in("staff@copilot")
        .one(&format!("scorecards?interview_id=eq.{interview}&select=scores,mean_score,recommendation"));
    assert_eq!((&card["mean_score"], &card["recommendation"]), (&json!(3.0), &json!("yes")));
    assert_eq!(card["scores"][0]["weight"], 3);
}

#[test]
fn calibration_says_no_share_of_few() {
    let s = scene();
    s.world.behind("update recruiting.applications set follow_up_status = null");
    let many = |n: usize, status: &str, recommendation: &str| {
        for i in 0..n {
            let application = s.applied(
                &format!("P{i}{status}{recommendation}"),
                &format!("p{i}-{status}-{recommendation}@able.example"),
            );
            s.world.behind(&format!(
                "insert into recruiting.interviews (org_id, id, application_id, round, status, starts_at, ends_at)
                 select org_id, id, id, 'Technical', 'completed', now() - interval '3 hours', now() - interval '2 hours' from recruiting.applications where id = '{application}';
                 insert into recruiting.interviewers (org_id, interview_id, user_id) select org_id, id, '{staff}' from recruiting.interviews where id = '{application}';
                 insert into recruiting.scorecards (org_id, interview_id, user_id, scores, recommendation, handed_in_at)
                 select org_id, id, '{staff}', '[{{\"criterion\": \"A\", \"score\": 3}}]', '{recommendation}', now() from recruiting.interviews where id = '{application}';
                 update recruiting.applications set status = '{status}' where id = '{application}'",
                staff = s.staff
            ));
        }
    };
    let line = || s.world.sign_in("manager@copilot").done("scorecard_calibration", json!({}))[0].clone();
    many(3, "rejected", "no");
    many(1, "screening", "yes");
    let few = line();
    assert_eq!(
        (&few["cards"], &few["decided"], &few["agreed"], &few["agreement"]),
        (&json!(4.0), &json!(3.0), &json!(3.0), &Value::Null),
        "{few}"
    );
    many(2, "offer", "no");
    let enough = line();
    assert_eq!(
        (&enough["decided"], &enough["agreed"], &enough["agreement"]),
        (&json!(5.0), &json!(3.0), &json!(60.0)),
        "{enough}"
    );
    assert_eq!((&enough["mean_score"], &enough["spread"]), (&json!(3.0), &json!(0.0)));
    let page = s.world.browser("manager@copilot").get("/reports/scorecard_calibration").text;
    assert!(page.contains("60 %") && page.contains("user_id=eq."), "{page}");
}

#[test]
fn who_is_erased_leaves_no_scorecard() {
    let s = scene();
    let interview = s.held(&[&s.staff]);
    let scores = ["Skills for the role", "Experience", "Problem solving", "Communication", "Motivation"];
    let scores: Vec<Value> = scores.iter().map(|criterion| json!({ "criterion": criterion, "score": 2 })).collect();
    let card = json!({ "interview": interview, "scores": scores, "recommendation": "no", "hand_in": true });
    s.world.sign_in("staff@copilot").done("save_scorecard", card);
    let person = s.application()["candidate_id"].clone();
    s.world
        .sign_in("admin@copilot")
        .done("erase_person", json!({ "noun": "candidates", "id": person, "reason": "Asked" }));
    assert_eq!(s.world.value::<i64>("select count(*) from recruiting.scorecards"), 0);
    s.work();
    let named = "select count(*) from identity.emails where subject like '%Ann Able%'";
    assert_eq!(s.world.value::<i64>(named), 0, "letters to colleagues named them");
    let told = "select count(*) from identity.activity_logs where entity_type = 'interviews' and description like '%Ann Able%'";
    assert_eq!(s.world.value::<i64>(told), 0);
}

#[test]
fn times_are_found_and_proposed_on_the_page() {
    let s = scene();
    let mine = s.world.browser("recruiter@copilot");
    let path = format!("/applications/{}/interview", s.application);
    let page = mine.get(&path).text;
    assert!(page.contains("Find times") && page.contains("Technical"), "{page}");
    let found = mine.get(&format!("{path}?round=Technical&interviewers={}&minutes=60", s.staff)).text;
    let time = found.split("name=\"times\" value=\"").nth(1).expect(&found).split('"').next().unwrap();
    let form = [
        ("round", "Technical"),
        ("interviewers", s.staff.as_str()),
        ("minutes", "60"),
        ("times", time),
        ("location", "Gate 3"),
        ("by", "mail"),
    ];
    let sent = mine.form(&path, &form);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let shown = mine.get(sent.header("location")).text;
    assert!(shown.contains("These times are proposed") && shown.contains("Propose other times"), "{shown}");
    let letters = s.world.letters_of("copilot", "key");
    assert!(letters[0].0 == "ann@able.example" && letters[0].1.contains("Technical, 60 minutes"), "{letters:?}");
    assert!(s.world.visitor().get(&self::path(&letters[0].1)).text.contains("Please pick the time"));
    assert!(mine.get(&format!("/applications/{}", s.application)).text.contains("The candidate picks a time"));
    let wrong = mine.form(&path, &[("round", ""), ("interviewers", s.staff.as_str()), ("by", "mail")]);
    assert!(wrong.text.contains("Say which round it is"), "{}", wrong.text);
}
