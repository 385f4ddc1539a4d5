//! Times at which everybody who takes part in an interview is free.

use super::calendars;
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Days that are looked at when nobody says how many.
const DAYS: i32 = 14;

/// What an interview needs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WantedTimes {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// Who holds the interview.
    interviewers: Vec<Uuid>,
    /// How long it takes, in minutes; 45 without it.
    minutes: Option<i32>,
    /// The first day; today without it.
    #[schemars(extend("format" = "date"))]
    first: Option<String>,
    /// The last day; two weeks later without it.
    #[schemars(extend("format" = "date"))]
    last: Option<String>,
    /// The interview that is moved: its own time does not stand in its way.
    #[schemars(extend("x-noun" = "interviews"))]
    beside: Option<Uuid>,
}

/// One time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Time {
    /// When it begins.
    pub(super) starts_at: String,
    /// When it ends.
    pub(super) ends_at: String,
    /// The same in words, where the organisation is.
    pub(super) words: String,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
struct Times {
    /// The time zone the words are of.
    time_zone: String,
    /// The times, the soonest first, 300 at most.
    times: Vec<Time>,
    /// Whose calendars could not be read, and why.
    unread: Vec<String>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Finds times at which everybody who holds an interview is free, and the candidate by what is known: by \
                   interviews, meetings, and the calendars people brought in, which are read anew first.";
    Verb::asking("find_interview_times", summary, super::PLACERS, find_times)
        .awaited()
        .refuses("TL404", "when there is no such application, or it is not theirs to see")
        .refuses("TL100", "without interviewers, or for days that do not exist")
}

async fn find_times(site: Site<'_>, input: WantedTimes) -> Result<Times> {
    let people = input.interviewers.clone();
    site.read(async |call| call.sees(&[("application", "recruiting.applications", Some(input.application))]).await)
        .await?;
    if people.is_empty() || people.len() > 10 {
        return Err(Error::new(400, "TL100", "Say who holds the interview: one to ten people.").field("interviewers"));
    }
    let unread = calendars::refresh(&site, Some(&people)).await?;
    let window = Window { minutes: input.minutes, first: input.first, last: input.last, beside: input.beside };
    let (time_zone, times) = site.read(async |call| free(call, input.application, &people, &window).await).await?;
    Ok(Times { time_zone, times, unread })
}

/// Within which days an interview is wanted, and how long.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub(super) minutes: Option<i32>,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) beside: Option<Uuid>,
}

/// The organisation's zone, and the times; as the server, and then as who asks again.
pub(super) async fn free(
    call: Call<'_>,
    application: Uuid,
    people: &[Uuid],
    window: &Window,
) -> Result<(String, Vec<Time>)> {
    let minutes = window.minutes.unwrap_or(45);
    if !(10..=480).contains(&minutes) {
        return Err(Error::new(400, "TL100", "An interview takes 10 to 480 minutes.").field("minutes"));
    }
    call.as_system().await?;
    let sql = "select recruiting.zone(), recruiting.stamp(f.starts_at), recruiting.stamp(f.ends_at),
                      recruiting.moment(f.starts_at, recruiting.zone())
                 from (select coalesce($4::text::date, recruiting.today()) as first) d
                 cross join lateral recruiting.free_times($1, $2, $3, greatest(d.first, recruiting.today()),
                   coalesce($5::text::date, d.first + $6::int), $7) f limit 300";
    let first = window.first.as_deref().filter(|day| !day.is_empty());
    let last = window.last.as_deref().filter(|day| !day.is_empty());
    let rows = call.query(sql, &[&application, &people, &minutes, &first, &last, &DAYS, &window.beside]).await?;
    let zone = match rows.first() {
        Some(row) => row.get(0),
        None => call.record("organisation", "select recruiting.zone()", &[]).await?.get(0),
    };
    call.as_actor().await?;
    let times = rows.iter().map(|row| Time { starts_at: row.get(1), ends_at: row.get(2), words: row.get(3) }).collect();
    Ok((zone, times))
}
