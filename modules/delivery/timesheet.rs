//! A week's hours are handed in, approved with their rates, or sent back.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Hands in a week.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SubmitTimesheet {
    /// A day of the week; today when left out.
    #[schemars(extend("format" = "date"))]
    week: Option<String>,
}

/// Decides on a week.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecideTimesheet {
    /// The timesheet.
    #[schemars(extend("x-noun" = "timesheets"))]
    timesheet: Uuid,
    /// What is to be changed.
    note: Option<String>,
}

/// How the week stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Week {
    /// The timesheet.
    timesheet: Uuid,
    /// submitted, approved or rejected.
    status: &'static str,
    /// Hours of the week, as a decimal.
    hours: String,
    /// Billable hours nobody has set a rate for.
    without_rate: String,
}

/// Who approves the hours of others.
const APPROVERS: &[&str] = &["admin", "manager"];

pub(crate) fn submit_verb() -> Verb {
    Verb::new(
        "submit_timesheet",
        "Hands in your hours of a week; they are locked until they are sent back.",
        super::WORKERS,
        submit_timesheet,
    )
    .refuses("TL404", "when nothing was entered")
    .refuses("TL409", "when it was handed in already")
}

pub(crate) fn approve_verb() -> Verb {
    Verb::new(
        "approve_timesheet",
        "Approves a week: its hours get their rates and can be billed.",
        APPROVERS,
        approve_timesheet,
    )
    .refuses("TL409", "when it is not handed in")
    .refuses("42501", "for one's own")
    .on("timesheets", "timesheet")
    .when("status", &["submitted"])
    .moves_to(&["approved"])
    .icon("circle-check")
}

pub(crate) fn reject_verb() -> Verb {
    Verb::new("reject_timesheet", "Sends a week back to be changed.", APPROVERS, reject_timesheet)
        .refuses("TL100", "without a note")
        .refuses("TL409", "when some of the hours are billed")
        .on("timesheets", "timesheet")
        .when("status", &["submitted", "approved"])
        .moves_to(&["rejected"])
        .icon("ban")
}

/// The verb: one's own week. A week that was sent back is handed in again.
async fn submit_timesheet(call: Call<'_>, input: SubmitTimesheet) -> Result<Week> {
    let user =
        call.actor.user.ok_or_else(|| Error::new(400, "TL100", "Hours belong to a person; an API key has none."))?;
    let day = input.week.filter(|w| !w.is_empty());
    call.as_system().await?;
    let row = call
        .row(
            "with week as (select date_trunc('week', coalesce($2::text::date, (now() at time zone o.time_zone)::date))::date as monday from identity.organizations o)
             select w.monday::text, sum(t.hours)::text, (select s.status::text from delivery.timesheets s where s.user_id = $1 and s.week_start_date = w.monday)
               from week w join delivery.time_entries t on t.user_id = $1 and t.date between w.monday and w.monday + 6 group by w.monday",
            &[&user, &day],
        )
        .await?
        .ok_or_else(|| Error::new(404, "TL404", "No hours are entered for this week.").hint("Enter them first."))?;
    let (monday, hours, status): (String, String, Option<String>) = (row.get(0), row.get(1), row.get(2));
    if let Some(status) = status.filter(|s| s != "rejected") {
        return Err(Error::new(409, "TL409", format!("This week is {status} already."))
            .hint("Ask who approves timesheets to reject it, if something is to change."));
    }
    let row = call
        .record(
            "timesheet",
            "insert into delivery.timesheets (user_id, week_start_date, hours) values ($1, $2::text::date, $3::text::numeric)
             on conflict on constraint timesheets_week_taken do update set status = 'submitted', hours = excluded.hours, submitted_at = now(), decided_by = null, decided_at = null, note = null
             returning id",
            &[&user, &monday, &hours],
        )
        .await?;
    call.execute("update delivery.time_entries set status = 'submitted' where user_id = $1 and date between $2::text::date and $2::text::date + 6 and status = 'open'", &[&user, &monday]).await?;
    let timesheet: Uuid = row.get(0);
    call.report(
        "submitted_timesheet",
        "timesheets",
        timesheet,
        &format!("handed in {hours} hours for the week of {monday}"),
    )
    .await?;
    Ok(Week { timesheet, status: "submitted", hours, without_rate: "0".into() })
}

/// The verb: somebody else's week; admins may approve their own. Rates are fixed now, so a later rate changes nothing of the past.
async fn approve_timesheet(call: Call<'_>, input: DecideTimesheet) -> Result<Week> {
    let (user, monday, hours) = decided(call, &input, &["submitted"]).await?;
    if Some(user) == call.actor.user && call.actor.role != "admin" {
        return Err(
            Error::new(403, "42501", "Nobody approves their own hours.").hint("Ask another manager, or an admin.")
        );
    }
    call.execute(
        "update delivery.time_entries t set status = 'approved', bill_rate = r.bill_rate, cost_rate = r.cost_rate
           from delivery.time_entries e left join lateral delivery.rate_of(e.user_id, e.project_id, e.date) r on true
          where e.user_id = $1 and e.date between $2::text::date and $2::text::date + 6 and e.status = 'submitted' and t.id = e.id",
        &[&user, &monday],
    )
    .await?;
    call.execute("update delivery.timesheets set status = 'approved', decided_by = kit.user_id(), decided_at = now(), note = null where id = $1", &[&input.timesheet]).await?;
    let row = call
        .record(
            "timesheet",
            "select coalesce(sum(hours), 0)::text from delivery.time_entries where user_id = $1 and date between $2::text::date and $2::text::date + 6 and billable and bill_rate is null",
            &[&user, &monday],
        )
        .await?;
    call.report(
        "approved_timesheet",
        "timesheets",
        input.timesheet,
        &format!("approved {hours} hours of the week of {monday}"),
    )
    .await?;
    Ok(Week { timesheet: input.timesheet, status: "approved", hours, without_rate: row.get(0) })
}

/// The verb: the hours are open again, and their rates forgotten.
async fn reject_timesheet(call: Call<'_>, input: DecideTimesheet) -> Result<Week> {
    let note = input
        .note
        .as_deref()
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .ok_or_else(|| Error::new(400, "TL100", "Say what is to be changed."))?;
    let (user, monday, hours) = decided(call, &input, &["submitted", "approved"]).await?;
    if call.row("select 1 from delivery.time_entries where user_id = $1 and date between $2::text::date and $2::text::date + 6 and invoice_id is not null limit 1", &[&user, &monday]).await?.is_some()
    {
        return Err(Error::new(409, "TL409", "Some of these hours are on an invoice.").hint("Cancel that invoice first."));
    }
    call.execute(
        "update delivery.time_entries set status = 'open', bill_rate = null, cost_rate = null where user_id = $1 and date between $2::text::date and $2::text::date + 6 and status <> 'open'",
        &[&user, &monday],
    )
    .await?;
    call.execute("update delivery.timesheets set status = 'rejected', decided_by = kit.user_id(), decided_at = now(), note = $2 where id = $1", &[&input.timesheet, &note]).await?;
    call.execute("insert into identity.mentions (user_id, entity_type, entity_id, excerpt) values ($1, 'timesheets', $2, left($3, 500))", &[&user, &input.timesheet, &note]).await?;
    call.report(
        "rejected_timesheet",
        "timesheets",
        input.timesheet,
        &format!("sent back the week of {monday}: {note}"),
    )
    .await?;
    Ok(Week { timesheet: input.timesheet, status: "rejected", hours, without_rate: "0".into() })
}

/// The person, Monday and hours of a timesheet that stands as one of these. Goes on as the server.
async fn decided(call: Call<'_>, input: &DecideTimesheet, from: &[&str]) -> Result<(Uuid, String, String)> {
    call.record("timesheet", "select 1 from delivery.timesheets where id = $1", &[&input.timesheet]).await?;
    call.as_system().await?;
    let row = call.record("timesheet", "select user_id, week_start_date::text, hours::text, status::text from delivery.timesheets where id = $1 for update", &[&input.timesheet]).await?;
    let status: &str = row.get(3);
    if !from.contains(&status) {
        return Err(Error::new(409, "TL409", format!("This week is {status} already.")));
    }
    Ok((row.get(0), row.get(1), row.get(2)))
}
