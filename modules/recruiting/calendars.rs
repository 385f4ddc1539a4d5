//! Calendars of colleagues: brought in by their private address, read from there, kept as nothing but times, and meetings
//! with people we know where their owner says so.

use platform::Actor;
use platform::outbound::{Limits, Request};
use platform::store::Spool;
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use std::time::{Duration, Instant};
use text::ics::{Busy, LARGEST, Meeting};
use uuid::Uuid;

/// How long a calendar may take to come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long somebody waits for calendars to be read.
const WAITING: Duration = Duration::from_secs(30);
/// What is read at once for who waits.
const AT_ONCE: i64 = 30;

/// A calendar to be read from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewCalendar {
    /// What it is called here, such as Work.
    name: String,
    /// Its private address, which ends in .ics.
    #[schemars(extend("format" = "password"))]
    address: String,
    /// Meetings with people we know go to their timelines; you alone see them.
    logs_meetings: Option<bool>,
}

/// What was brought in.
#[derive(Debug, Serialize, JsonSchema)]
struct Added {
    /// The calendar.
    calendar: Uuid,
    /// The same in words.
    note: String,
}

/// Which calendars.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhichCalendar {
    /// The calendar; all that are theirs without it.
    #[schemars(extend("x-noun" = "calendar_sources"))]
    calendar: Option<Uuid>,
}

/// How reading went.
#[derive(Debug, Serialize, JsonSchema)]
struct ReadCalendars {
    /// Calendars that were looked at.
    calendars: usize,
    /// Whose could not be read, and why.
    unread: Vec<String>,
    /// The same in words.
    note: String,
}

pub(crate) fn add_verb() -> Verb {
    let summary = "Brings your own calendar in by its private address (.ics), so that interviews are proposed when you are free. \
                   Only when you are busy is kept, never with what; the address is shown to nobody.";
    Verb::new("add_calendar", summary, super::INTERVIEWERS, add_calendar)
        .refuses(
            "TL100",
            "without a name or an address that begins with https://, or when a program without a person asks",
        )
        .refuses("TL409", "when there are ten already")
        .icon("calendar-clock")
        .in_palette()
}

pub(crate) fn read_verb() -> Verb {
    let summary = "Reads calendars anew. The server does it every night, and whenever times are looked for.";
    Verb::work("read_calendars", summary, super::READERS_OF_CALENDARS, read_calendars)
        .refuses("TL404", "when there is no such calendar, or it is somebody else's")
        .on("calendar_sources", "calendar")
        .icon("refresh-cw")
}

async fn add_calendar(call: Call<'_>, input: NewCalendar) -> Result<Added> {
    let wrong = |field: &str, words: &str| Error::new(400, "TL100", words).field(field);
    let user = call.actor.user.ok_or_else(|| wrong("name", "A calendar belongs to a person; an API key has none."))?;
    let name = input.name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(wrong("name", "Give the calendar a name, such as Work."));
    }
    let address = input.address.trim();
    let address =
        address.strip_prefix("webcal://").map_or_else(|| address.to_string(), |rest| format!("https://{rest}"));
    let is_link = address.starts_with("https://") || address.starts_with("http://");
    if !is_link || address.len() > 2000 || address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong("address", "This is no address of a calendar.")
            .hint("Copy the private address in iCal format from your calendar's settings; it begins with https://."));
    }
    let keys = call.keys().await?;
    call.as_system().await?;
    let many: i64 = call
        .record("count", "select count(*) from recruiting.calendar_sources where user_id = $1", &[&user])
        .await?
        .get(0);
    if many >= 10 {
        return Err(Error::new(409, "TL409", "You have ten calendars here already.").hint("Remove one first."));
    }
    let id = Uuid::now_v7();
    let sealed = keys.seal("calendar_sources", "address", &id, &address);
    let sealed = sealed.map_err(|e| Error::new(500, "58000", e.to_string()))?;
    let sql = "insert into recruiting.calendar_sources (id, user_id, name, address, logs_meetings)
               values ($1, $2, $3, $4::bytea, $5)";
    call.execute(sql, &[&id, &user, &name, &sealed, &input.logs_meetings.unwrap_or(false)]).await?;
    let sql = "insert into identity.background_jobs (verb, input, user_id, queue)
               values ('read_calendars', jsonb_build_object('calendar', $1::uuid), $2, 'work')";
    call.execute(sql, &[&id, &user]).await?;
    call.as_actor().await?;
    Ok(Added { calendar: id, note: "Your calendar is read now".into() })
}

/// The work: each calendar by itself, so that one that does not answer stops none.
async fn read_calendars(site: Site<'_>, input: WhichCalendar) -> Result<ReadCalendars> {
    let sql = "select c.id from recruiting.calendar_sources c where $1::uuid is null or c.id = $1 order by c.tried_at nulls first, c.id";
    let found = site.read(async |call| call.query(sql, &[&input.calendar]).await).await?;
    if found.is_empty() && input.calendar.is_some() {
        return Err(Error::new(404, "TL404", "There is no such calendar, or it is somebody else's."));
    }
    let sources: Vec<Uuid> = found.iter().map(|row| row.get(0)).collect();
    let unread = read_all(&site, &sources, Duration::MAX).await?;
    let note = format!("{} calendars read", sources.len() - unread.len());
    Ok(ReadCalendars { calendars: sources.len(), unread, note })
}

/// Reads what was not read within the last minutes, of these people; answers whose could not be read.
pub(super) async fn refresh(site: &Site<'_>, people: Option<&[Uuid]>) -> Result<Vec<String>> {
    let system = Actor { role: "system", ..site.actor.clone() };
    let sql = "select c.id from recruiting.calendar_sources c
                where c.user_id = any ($1) and (c.tried_at is null or c.tried_at < now() - interval '10 minutes')
                order by c.tried_at nulls first, c.id limit $2";
    let server = site.of(&system);
    let people = people.unwrap_or_default();
    let due = server.read(async |call| call.query(sql, &[&people, &AT_ONCE]).await).await?;
    let due: Vec<Uuid> = due.iter().map(|row| row.get(0)).collect();
    read_all(site, &due, WAITING).await?;
    let sql = "select u.full_name || ': ' || c.failure from recruiting.calendar_sources c
                 join identity.users u on u.id = c.user_id where c.user_id = any ($1) and c.failure is not null order by 1";
    let failed = server.read(async |call| call.query(sql, &[&people]).await).await?;
    Ok(failed.iter().map(|row| row.get(0)).collect())
}

/// Reads them one after the other, as long as this has not been spent; the others wait for the night.
async fn read_all(site: &Site<'_>, sources: &[Uuid], patience: Duration) -> Result<Vec<String>> {
    let since = Instant::now();
    let system = Actor { role: "system", bulk: true, operation: None, ..site.actor.clone() };
    let server = site.of(&system);
    let mut unread = Vec::new();
    for source in sources {
        if since.elapsed() > patience {
            break;
        }
        if let Some(why) = read_one(&server, *source).await? {
            unread.push(why);
        }
    }
    Ok(unread)
}

/// Reads one calendar; answers why it could not be read.
async fn read_one(site: &Site<'_>, source: Uuid) -> Result<Option<String>> {
    let found = site
        .read(async |call| {
            let keys = call.keys().await?;
            let sql = "select recruiting.calendar_address(c.id), c.name, recruiting.zone(),
                              extract(epoch from now() - interval '2 days')::bigint, extract(epoch from now() + interval '120 days')::bigint,
                              c.logs_meetings
                         from recruiting.calendar_sources c where c.id = $1";
            let Some(row) = call.row(sql, &[&source]).await? else { return Ok(None) };
            let address = keys.open("calendar_sources", "address", source.as_bytes(), row.get(0));
            let address = address.map_err(|_| "Its address can't be read. Bring it in anew.".to_string());
            let (from, logs): (i64, bool) = (row.get(3), row.get(5));
            let meetings = if logs { " meetings" } else { "" };
            let part = format!("{from} {} {}{meetings}", row.get::<_, i64>(4), row.get::<_, &str>(2));
            Ok(Some((address, row.get::<_, String>(1), part, logs.then_some(from))))
        })
        .await?;
    let Some((address, name, part, logs)) = found else { return Ok(None) };
    let fetched = match address {
        Ok(address) => fetch(site, address).await,
        Err(why) => Err(why),
    };
    let busy = match fetched {
        Ok(bytes) => busy(site, bytes, part).await,
        Err(why) => Err(why),
    };
    let words = match &busy {
        Ok(busy) if busy.is_cut => {
            Some("There is more in it than is read; what is far away may be missing.".to_string())
        }
        Ok(_) => None,
        Err(why) => Some(why.chars().take(300).collect()),
    };
    let mark = serde_json::Value::Null;
    site.write(mark, async |call| {
        if let Ok(busy) = &busy {
            let (begins, ends): (Vec<i64>, Vec<i64>) = busy.times.iter().copied().unzip();
            call.execute("select recruiting.keep_busy($1, $2, $3)", &[&source, &begins, &ends]).await?;
            // What is cut off is not gone.
            if let Some(from) = logs.filter(|_| !busy.is_cut) {
                keep_meetings(call, source, &busy.meetings, from).await?;
            }
        }
        let sql = "update recruiting.calendar_sources set tried_at = now(), failure = $2,
                          read_at = case when $3 then now() else read_at end where id = $1";
        call.execute(sql, &[&source, &words, &busy.is_ok()]).await
    })
    .await?;
    Ok(busy.err().map(|why| format!("{name}: {why}")))
}

/// Keeps meetings with people we know on their timelines.
async fn keep_meetings(call: Call<'_>, source: Uuid, meetings: &[Meeting], from: i64) -> Result<()> {
    let keys = call.keys().await?;
    let told = meetings.iter().map(|meeting| {
        let indexes = meeting.people.iter().filter_map(|address| keys.index(catalog::Kind::PiiEmail, address));
        let indexes: Vec<String> = indexes.map(|index| index.iter().map(|b| format!("{b:02x}")).collect()).collect();
        serde_json::json!({ "key": meeting.key, "starts": meeting.starts, "ends": meeting.ends, "title": meeting.title,
            "people": meeting.people, "indexes": indexes })
    });
    let told = serde_json::Value::Array(told.collect());
    call.execute("select recruiting.keep_meetings($1, $2, $3)", &[&source, &told, &from]).await.map(drop)
}

/// What is at the address; in words why not.
async fn fetch(site: &Site<'_>, address: String) -> std::result::Result<Vec<u8>, String> {
    let limits = Limits { time: PATIENCE, bytes: LARGEST as u64 + 1, redirects: 5, ..Limits::default() };
    let request = Request { limits, headers: vec![("accept", "text/calendar".into())], ..Request::get(address) };
    let reply = site.tools.outbound.send(request).await.map_err(|e| format!("It can't be reached. {e:#}"))?;
    if !(200..300).contains(&reply.status) {
        return Err(format!("The address answers {}, not a calendar.", reply.status));
    }
    let bytes = reply.bytes().await.map_err(|e| format!("It did not arrive whole: {e}"))?;
    if bytes.len() > LARGEST { Err(format!("It is larger than {} MB.", LARGEST >> 20)) } else { Ok(bytes) }
}

/// What it says, read in the child. The runtime does not wait for it.
async fn busy(site: &Site<'_>, bytes: Vec<u8>, part: String) -> std::result::Result<Busy, String> {
    let guard = site.tools.guard.clone();
    let spool = Spool::of(bytes).await.map_err(|e| e.to_string())?;
    let read = move || {
        let file = std::fs::File::open(spool.path()).map_err(|e| e.to_string())?;
        let mut found = Vec::new();
        let mut answer = guard.read("ics", Some(&part), file).map_err(|e| format!("{e:#}"))?;
        answer.read_to_end(&mut found).map_err(|e| e.to_string())?;
        serde_json::from_slice(&found).map_err(|e| e.to_string())
    };
    tokio::task::spawn_blocking(read).await.map_err(|e| e.to_string())?
}
