//! What becomes of an interview: a time is picked or changed, none fits, it is called off, took place, or nobody came.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A time for an interview.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScheduleInterview {
    /// The interview.
    #[schemars(extend("x-noun" = "interviews"))]
    interview: Uuid,
    /// When it begins, where the organisation is.
    #[schemars(extend("format" = "date-time"))]
    starts_at: String,
    /// Time zone in which the candidate is told times, such as Europe/Berlin.
    #[schemars(extend("x-hidden" = true))]
    time_zone: Option<String>,
    /// Why it is moved.
    reason: Option<String>,
}

/// An interview that is called off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CancelInterview {
    /// The interview.
    #[schemars(extend("x-noun" = "interviews"))]
    interview: Uuid,
    /// Why; everybody who takes part reads it.
    reason: String,
}

/// None of the proposed times fits.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RefuseTimes {
    /// The interview.
    #[schemars(extend("x-noun" = "interviews"))]
    interview: Uuid,
    /// When they can, in their words.
    words: String,
}

/// One interview.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneInterview {
    /// The interview.
    #[schemars(extend("x-noun" = "interviews"))]
    interview: Uuid,
}

/// How the interview stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Interview {
    /// The interview.
    interview: Uuid,
    /// How far it has come.
    status: &'static str,
    /// The same in words.
    note: String,
}

pub(crate) fn schedule_verb() -> Verb {
    let summary = "Schedules an interview at a time, or moves it. Everybody who takes part gets an invitation for their calendar. \
                   Who picks on their own page picks one of the proposed times.";
    Verb::new("schedule_interview", summary, super::SCORERS, schedule_interview)
        .refuses("TL404", "when there is no such interview, or the person is not theirs to change")
        .refuses("TL100", "for a time that is over, or a time zone nobody knows")
        .refuses("TL409", "when the time is not proposed, or was taken meanwhile")
        .refuses("23514", "when it has ended")
        .on("interviews", "interview")
        .when("status", &["proposed", "scheduled"])
        .icon("calendar-clock")
}

pub(crate) fn cancel_verb() -> Verb {
    let summary = "Calls an interview off, with the reason. It leaves the calendars of everybody who takes part.";
    Verb::new("cancel_interview", summary, super::SCORERS, cancel_interview)
        .refuses("TL404", "when there is no such interview, or the person is not theirs to change")
        .refuses("TL100", "without a reason")
        .refuses("23514", "when it has ended")
        .on("interviews", "interview")
        .when("status", &["proposed", "scheduled"])
        .icon("ban")
}

pub(crate) fn refuse_verb() -> Verb {
    let summary = "Tells who arranges an interview that none of the proposed times fits, or that the one that was picked does not \
                   any more; with the candidate's words.";
    Verb::new("refuse_interview_times", summary, &["system"], refuse_times)
        .refuses("TL404", "when there is no such interview")
        .refuses("TL100", "without words")
        .refuses("23514", "when it has ended")
}

pub(crate) fn no_show_verb() -> Verb {
    let summary = "Notes that the candidate did not come. The application ends with that.";
    Verb::new("mark_no_show", summary, super::PLACERS, mark_no_show)
        .refuses("TL404", "when there is no such interview, or the person is not theirs to change")
        .refuses("23514", "when it has not begun, or has ended")
        .on("interviews", "interview")
        .when("status", &["scheduled"])
        .icon("flag")
}

pub(crate) fn complete_verb() -> Verb {
    let summary = "Notes that an interview took place. The first scorecard that is handed in does the same.";
    Verb::new("complete_interview", summary, super::PLACERS, complete_interview)
        .refuses("TL404", "when there is no such interview, or the person is not theirs to change")
        .refuses("23514", "when it has not begun, or has ended")
        .on("interviews", "interview")
        .when("status", &["scheduled"])
        .icon("circle-check")
}

/// The interview as who may change its person, locked; then as the server. Answers its round and the candidate's name.
async fn theirs(call: Call<'_>, interview: Uuid) -> Result<String> {
    // Whoever holds it sees it; arranging it is for whom the person is to change.
    let sql = "select c.name from recruiting.interviews i join recruiting.applications a on a.id = i.application_id
                 join recruiting.candidates c on c.id = a.candidate_id where i.id = $1 for no key update of c";
    let name = call.record("interview", sql, &[&interview]).await?.get(0);
    call.as_system().await?;
    // First the application, as whoever ends it does.
    let lock = "select 1 from recruiting.applications a join recruiting.interviews i on i.application_id = a.id
                 where i.id = $1 for update of a";
    call.record("interview", lock, &[&interview]).await?;
    let sql = "select status = 'scheduled' and starts_at <= now() from recruiting.interviews where id = $1 for update";
    let has_begun: Option<bool> = call.record("interview", sql, &[&interview]).await?.get(0);
    if has_begun == Some(true) && call.actor.role == "system" {
        return Err(Error::new(409, "TL409", "This interview has begun already.").hint("Please write to us."));
    }
    Ok(name)
}

fn reason(given: Option<&str>) -> Option<String> {
    given.map(str::trim).filter(|words| !words.is_empty()).map(|words| words.chars().take(1000).collect())
}

async fn schedule_interview(call: Call<'_>, input: ScheduleInterview) -> Result<Interview> {
    let is_picked = call.actor.role == "system";
    let name = theirs(call, input.interview).await?;
    let sql = "select t.at > now(), i.status = 'scheduled' and i.starts_at = t.at,
                      exists (select from recruiting.open_slots(i.id) s where s.starts_at = t.at),
                      recruiting.moment(t.at, recruiting.zone())
                 from recruiting.interviews i cross join lateral (select recruiting.moment_of($2) as at) t where i.id = $1";
    let row = call.record("interview", sql, &[&input.interview, &input.starts_at]).await?;
    let (to_come, same, open): (bool, bool, bool) = (row.get(0), row.get(1), row.get(2));
    let (zone, why) = (input.time_zone.as_deref().filter(|zone| !zone.is_empty()), reason(input.reason.as_deref()));
    if let Some(zone) = zone {
        let known = "select 1 from pg_timezone_names where name = $1";
        if call.row(known, &[&zone]).await?.is_none() {
            return Err(Error::new(400, "TL100", "There is no such time zone.").field("time_zone"));
        }
    }
    if !same {
        if !to_come {
            return Err(Error::new(400, "TL100", "This time is over already.").field("starts_at"));
        }
        if is_picked && !open {
            return Err(taken());
        }
    }
    let sql = "update recruiting.interviews set status = 'scheduled', starts_at = recruiting.moment_of($2),
                      ends_at = recruiting.moment_of($2) + make_interval(mins => minutes), time_zone = coalesce($3, time_zone),
                      reason = case when status = 'scheduled' then $4 end, candidate_words = null where id = $1";
    let moved = call.execute(sql, &[&input.interview, &input.starts_at, &zone, &why]).await;
    // Two that meet: the database lets one of them in.
    moved.map_err(|e| if e.code == "23P01" && is_picked { taken() } else { e })?;
    call.as_actor().await?;
    let words = format!("scheduled an interview with {name}: {}", row.get::<_, &str>(3));
    if !same {
        call.report("scheduled_interview", "interviews", input.interview, &words).await?;
    }
    Ok(Interview { interview: input.interview, status: "scheduled", note: row.get(3) })
}

fn taken() -> Error {
    Error::new(409, "TL409", "This time has just been taken.").hint("Please pick another one.").field("starts_at")
}

async fn cancel_interview(call: Call<'_>, input: CancelInterview) -> Result<Interview> {
    let why = reason(Some(&input.reason))
        .ok_or_else(|| Error::new(400, "TL100", "Say why; everybody who takes part reads it.").field("reason"))?;
    let name = theirs(call, input.interview).await?;
    move_to(call, input.interview, "cancelled", Some(&why)).await?;
    let words = format!("called an interview off with {name}");
    call.report("cancelled_interview", "interviews", input.interview, &words).await?;
    Ok(Interview { interview: input.interview, status: "cancelled", note: "It is called off".into() })
}

async fn refuse_times(call: Call<'_>, input: RefuseTimes) -> Result<Interview> {
    let words = reason(Some(&input.words))
        .ok_or_else(|| Error::new(400, "TL100", "Please say when you can.").field("words"))?;
    let name = theirs(call, input.interview).await?;
    let sql = "update recruiting.interviews set status = 'proposed', candidate_words = $2,
                      reason = case when status = 'scheduled' then 'The time no longer fits the candidate.' end where id = $1";
    call.execute(sql, &[&input.interview, &words]).await?;
    call.as_actor().await?;
    let told = format!("can make none of the proposed times: {name}");
    call.report("refused_interview_times", "interviews", input.interview, &told).await?;
    Ok(Interview { interview: input.interview, status: "proposed", note: "We will propose other times".into() })
}

async fn mark_no_show(call: Call<'_>, input: OneInterview) -> Result<Interview> {
    let name = theirs(call, input.interview).await?;
    move_to(call, input.interview, "no_show", None).await?;
    let words = format!("noted that {name} did not come");
    call.report("missed_interview", "interviews", input.interview, &words).await?;
    Ok(Interview {
        interview: input.interview,
        status: "no_show",
        note: "Noted; the application ends with that".into(),
    })
}

async fn complete_interview(call: Call<'_>, input: OneInterview) -> Result<Interview> {
    theirs(call, input.interview).await?;
    move_to(call, input.interview, "completed", None).await?;
    Ok(Interview { interview: input.interview, status: "completed", note: "It took place".into() })
}

/// Moves it as the server, and goes on as who asks.
async fn move_to(call: Call<'_>, interview: Uuid, status: &str, why: Option<&str>) -> Result<()> {
    let sql =
        "update recruiting.interviews set status = $2::text::recruiting.interview_status, reason = coalesce($3, reason)
                where id = $1";
    call.execute(sql, &[&interview, &status, &why]).await?;
    call.as_actor().await
}
