//! Whoever takes part in an interview hears of it: an invitation for their calendar, another when it moves, a word when it is
//! called off, and a reminder the day before. What is told follows from how the interview stands, whoever changed it.

use super::status_link::status_link;
use crate::identity::guest_links::address;
use crate::identity::outbox::{Letter, post};
use platform::ics::Calendar;
use platform::vault::OrgKeys;
use platform::verb::{Call, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which interviews.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TellOfInterviews {
    /// The interviews; all of which something is not told without them.
    about: Option<Vec<Uuid>>,
}

/// What was told.
#[derive(Debug, Serialize, JsonSchema)]
struct Told {
    /// Interviews.
    interviews: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Sends invitations for calendars to whoever takes part in interviews that changed, and calls them off. The server \
                   does it by itself soon after a change.";
    Verb::new("tell_of_interviews", summary, &["admin", "system"], tell_of_interviews)
}

async fn tell_of_interviews(call: Call<'_>, input: TellOfInterviews) -> Result<Told> {
    let keys = call.keys().await?;
    call.as_system().await?;
    let sql = "select i.id from recruiting.interviews i where i.told_sequence <> i.sequence and ($1::uuid[] is null or i.id = any ($1))
                order by i.id";
    let due = call.query(sql, &[&input.about]).await?;
    for row in &due {
        announce(call, &keys, row.get(0)).await?;
    }
    Ok(Told { interviews: due.len(), note: format!("{} interviews told of", due.len()) })
}

/// An interview as it is told of.
struct Scene {
    id: Uuid,
    application: Uuid,
    status: String,
    is_invited: bool,
    sequence: i32,
    round: String,
    job: String,
    organisation: String,
    /// When, in the words of the candidate's zone and of the organisation's.
    when: Option<(String, String)>,
    zone: (String, String),
    /// The moments as calendars write them: begins, ends, changed.
    stamps: (Option<String>, Option<String>, String),
    place: String,
    url: Option<String>,
    reason: Option<String>,
    candidate: Uuid,
    name: String,
    first_name: String,
    sealed: Option<Vec<u8>>,
    organizer: Option<(Uuid, String, String)>,
    /// When the reminder goes out; none when that is over.
    reminder: Option<String>,
    reminders: Vec<Uuid>,
}

/// Tells what changed about one interview since it was told last. The transaction is the server's, and stays so.
///
/// # Errors
/// What PostgreSQL said.
pub(super) async fn announce(call: Call<'_>, keys: &OrgKeys, interview: Uuid) -> Result<()> {
    let Some(scene) = scene(call, interview).await? else { return Ok(()) };
    let sql = "update identity.emails set status = 'cancelled' where id = any ($1) and status = 'queued'";
    call.execute(sql, &[&scene.reminders]).await?;
    let people = "select u.id, u.full_name, u.email::text from recruiting.interviewers w join identity.users u on u.id = w.user_id
                   where w.interview_id = $1 order by u.full_name, u.id";
    let people = call.query(people, &[&interview]).await?;
    let people: Vec<(Uuid, String, String)> = people.iter().map(|r| (r.get(0), r.get(1), r.get(2))).collect();
    let to = match &scene.sealed {
        Some(sealed) => {
            // One address that can't be read keeps nobody else from being told.
            keys.open("candidates", "email", scene.candidate.as_bytes(), sealed).ok()
        }
        None => None,
    };
    let (letters, reminders) = match scene.status.as_str() {
        "scheduled" => invite(call, keys, &scene, &people, to.as_deref()).await?,
        "cancelled" | "proposed" => (call_off(call, keys, &scene, &people, to.as_deref()).await?, Vec::new()),
        _ => Default::default(),
    };
    let is_invited =
        scene.status == "scheduled" || scene.is_invited && !matches!(&*scene.status, "cancelled" | "proposed");
    let sql = "update recruiting.interviews set told_sequence = sequence, is_invited = $2, reminder_ids = $3,
                      letter_ids = letter_ids || reminder_ids || $4 where id = $1";
    call.execute(sql, &[&interview, &is_invited, &reminders, &letters]).await.map(drop)
}

async fn scene(call: Call<'_>, interview: Uuid) -> Result<Option<Scene>> {
    let sql = "select i.application_id, i.status::text, i.is_invited, i.sequence, i.round, j.title, o.name,
                      recruiting.moment(i.starts_at, i.time_zone), recruiting.moment(i.starts_at, recruiting.zone()),
                      i.time_zone, recruiting.zone(), to_char(i.starts_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"'),
                      to_char(i.ends_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"'),
                      to_char(i.updated_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"'),
                      coalesce(i.location, ''), i.meeting_url::text, i.reason, c.id, c.name, c.first_name, c.email::bytea,
                      u.id, u.full_name, u.email::text,
                      case when i.starts_at > now() + interval '25 hours' then recruiting.stamp(i.starts_at - interval '24 hours') end,
                      i.reminder_ids
                 from recruiting.interviews i join recruiting.applications a on a.id = i.application_id
                 join recruiting.jobs j on j.id = a.job_id join recruiting.candidates c on c.id = a.candidate_id
                 join identity.organizations o on o.org_id = i.org_id left join identity.users u on u.id = i.organizer_id
                where i.id = $1 and i.told_sequence <> i.sequence for update of i";
    let Some(row) = call.row(sql, &[&interview]).await? else { return Ok(None) };
    let when: Option<String> = row.get(7);
    let organizer: Option<Uuid> = row.get(21);
    Ok(Some(Scene {
        id: interview,
        application: row.get(0),
        status: row.get(1),
        is_invited: row.get(2),
        sequence: row.get(3),
        round: row.get(4),
        job: row.get(5),
        organisation: row.get(6),
        when: when.map(|when| (when, row.get(8))),
        zone: (row.get(9), row.get(10)),
        stamps: (row.get(11), row.get(12), row.get(13)),
        place: row.get(14),
        url: row.get(15),
        reason: row.get(16),
        candidate: row.get(17),
        name: row.get(18),
        first_name: row.get(19),
        sealed: row.get(20),
        organizer: organizer.map(|id| (id, row.get(22), row.get(23))),
        reminder: row.get(24),
        reminders: row.get(25),
    }))
}

impl Scene {
    /// Where it is, in lines.
    fn whereabouts(&self) -> String {
        let place = Some(self.place.as_str()).filter(|place| !place.is_empty());
        [place, self.url.as_deref()].into_iter().flatten().map(|line| format!("{line}\n")).collect()
    }

    /// The entry for the calendar of one who takes part. A candidate reads of no other address than their own and that of who
    /// arranges it.
    fn entry(&self, method: &str, summary: &str, people: &[(Uuid, String, String)], to: (&str, &str)) -> String {
        let mut out = Calendar::message(method);
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{}@throughline", self.id));
        out.line(&format!("SEQUENCE:{}", self.sequence));
        out.line(&format!("DTSTAMP:{}", self.stamps.2));
        if let (Some(starts), Some(ends)) = (&self.stamps.0, &self.stamps.1) {
            out.line(&format!("DTSTART:{starts}"));
            out.line(&format!("DTEND:{ends}"));
        }
        out.text("SUMMARY", summary);
        let place = if self.place.is_empty() { self.url.clone().unwrap_or_default() } else { self.place.clone() };
        if !place.is_empty() {
            out.text("LOCATION", &place);
        }
        if let Some(url) = &self.url {
            out.text("DESCRIPTION", url);
        }
        let (name, address) = match &self.organizer {
            Some((_, name, address)) => (name.as_str(), address.as_str()),
            None => people.first().map_or(to, |(_, name, address)| (name.as_str(), address.as_str())),
        };
        out.person("ORGANIZER", name, address);
        let asked = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE";
        out.person(asked, to.0, to.1);
        for (_, name, address) in people.iter().filter(|(.., address)| address != to.1) {
            out.person("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION", name, address);
        }
        out.line(if method == "CANCEL" { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        out.line("TRANSP:OPAQUE");
        out.line("END:VEVENT");
        out.end()
    }

    fn by(&self) -> Option<Uuid> {
        self.organizer.as_ref().map(|(id, ..)| *id)
    }
}

/// Invitations to everybody, and reminders that wait until the day before; answers these and those.
async fn invite(
    call: Call<'_>,
    keys: &OrgKeys,
    scene: &Scene,
    people: &[(Uuid, String, String)],
    to: Option<&str>,
) -> Result<(Vec<Uuid>, Vec<Uuid>)> {
    let (theirs, ours) = scene.when.clone().unwrap_or_default();
    let moved = if scene.is_invited { "It has moved" } else { "It is settled" };
    let why = scene.reason.as_deref().filter(|_| scene.is_invited).map(|why| format!("{why}\n\n")).unwrap_or_default();
    let (mut letters, mut reminders) = (Vec::new(), Vec::new());
    if let Some(to) = to {
        let url = status_link(call, scene.application).await?.url;
        let about = format!("{theirs} ({})\n{}", scene.zone.0, scene.whereabouts());
        let body = format!(
            "Hello {},\n\n{moved}: your interview for {} ({}).\n\n{why}{about}\nIf you can't come, move it or call it off \
             here:\n\n{url}#interviews\n\n{}\n",
            scene.first_name, scene.job, scene.round, scene.organisation
        );
        let calendar = scene.entry("REQUEST", &format!("Interview: {}", scene.job), &[], (&scene.name, to));
        let letter = Letter {
            to: to.into(),
            name: Some(scene.name.clone()),
            subject: format!("Your interview: {}, {theirs}", scene.job),
            body,
            kind: "key",
            calendar: Some(calendar),
            by: scene.by(),
            ..Letter::default()
        };
        letters.push(post(call, keys, &letter).await?);
        if scene.reminder.is_some() {
            let letter = Letter {
                subject: format!("Tomorrow: your interview for {}", scene.job),
                body: format!(
                    "Hello {},\n\nwe look forward to talking with you tomorrow:\n\n{about}\nIf you can't come, tell us \
                     here:\n\n{url}#interviews\n\n{}\n",
                    scene.first_name, scene.organisation
                ),
                calendar: None,
                send_at: scene.reminder.clone(),
                ..letter
            };
            reminders.push(post(call, keys, &letter).await?);
        }
    }
    let page = address(call, &format!("/interviews/{}", scene.id)).await?;
    let about = format!("{ours} ({})\n{}", scene.zone.1, scene.whereabouts());
    for (_, name, address) in people {
        let calendar =
            scene.entry("REQUEST", &format!("Interview: {}, {}", scene.name, scene.job), people, (name, address));
        let letter = Letter {
            to: address.clone(),
            name: Some(name.clone()),
            subject: format!("Interview: {}, {ours}", scene.name),
            body: format!(
                "Hello {name},\n\n{moved}: {} with {} for {}.\n\n{why}{about}\nProfile, résumé and scorecard:\n{page}\n",
                scene.round, scene.name, scene.job
            ),
            kind: "interview",
            calendar: Some(calendar),
            by: scene.by(),
            ..Letter::default()
        };
        letters.push(post(call, keys, &letter).await?);
        if scene.reminder.is_some() {
            let letter = Letter {
                subject: format!("Tomorrow: interview with {}", scene.name),
                body: format!(
                    "Hello {name},\n\ntomorrow you talk with {} for {}.\n\n{about}\n{page}\n",
                    scene.name, scene.job
                ),
                calendar: None,
                send_at: scene.reminder.clone(),
                ..letter
            };
            reminders.push(post(call, keys, &letter).await?);
        }
    }
    Ok((letters, reminders))
}

/// Everybody who had it in their calendar hears that it is off; a candidate who was to pick a time hears it too.
async fn call_off(
    call: Call<'_>,
    keys: &OrgKeys,
    scene: &Scene,
    people: &[(Uuid, String, String)],
    to: Option<&str>,
) -> Result<Vec<Uuid>> {
    let is_over = scene.status == "cancelled";
    if !scene.is_invited && !is_over {
        return Ok(Vec::new());
    }
    let mut letters = Vec::new();
    // That an application has ended is told by its own letter, in its time.
    let has_ended = scene.reason.as_deref() == Some("The application has ended.");
    let why = scene.reason.as_deref().filter(|_| !has_ended).map(|why| format!("{why}\n\n")).unwrap_or_default();
    let entry = |summary: &str, with: &[(Uuid, String, String)], to: (&str, &str)| {
        scene.is_invited.then(|| scene.entry("CANCEL", summary, with, to))
    };
    if let Some(to) = to.filter(|_| scene.is_invited || !has_ended) {
        let next = if is_over { "" } else { "You will hear of another time.\n\n" };
        let letter = Letter {
            to: to.into(),
            name: Some(scene.name.clone()),
            subject: format!("Called off: your interview for {}", scene.job),
            body: format!(
                "Hello {},\n\nyour interview for {} ({}) is called off.\n\n{why}{next}{}\n",
                scene.first_name, scene.job, scene.round, scene.organisation
            ),
            kind: "interview",
            calendar: entry(&format!("Interview: {}", scene.job), &[], (&scene.name, to)),
            by: scene.by(),
            ..Letter::default()
        };
        letters.push(post(call, keys, &letter).await?);
    }
    for (_, name, address) in people.iter().filter(|_| scene.is_invited) {
        let summary = format!("Interview: {}, {}", scene.name, scene.job);
        let letter = Letter {
            to: address.clone(),
            name: Some(name.clone()),
            subject: format!("Called off: interview with {}", scene.name),
            body: format!(
                "Hello {name},\n\n{} with {} for {} is called off.\n\n{why}",
                scene.round, scene.name, scene.job
            ),
            kind: "interview",
            calendar: entry(&summary, people, (name, address)),
            by: scene.by(),
            ..Letter::default()
        };
        letters.push(post(call, keys, &letter).await?);
    }
    Ok(letters)
}
