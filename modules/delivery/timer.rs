//! The clock that runs while somebody works.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Starts the clock. One that runs is stopped first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StartTimer {
    /// The project.
    #[schemars(extend("x-noun" = "projects"))]
    project: Uuid,
    /// The task.
    #[schemars(extend("x-noun" = "tasks"))]
    task: Option<Uuid>,
    /// What is being done.
    description: Option<String>,
}

/// Stops the clock.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopTimer {
    /// Throw the time away.
    #[serde(default)]
    discard: bool,
}

/// A clock that runs.
#[derive(Debug, Serialize, JsonSchema)]
struct Started {
    /// The clock.
    timer: Uuid,
    /// Hours that were entered for the one before.
    stopped: Option<Stopped>,
}

/// A clock that ran.
#[derive(Debug, Serialize, JsonSchema)]
struct Stopped {
    /// The entry it made; none when it was thrown away.
    time_entry: Option<Uuid>,
    /// Its hours, as a decimal.
    hours: String,
}

pub(crate) fn start_verb() -> Verb {
    Verb::new(
        "start_timer",
        "Starts the clock on a project; one that runs is stopped first.",
        super::WORKERS,
        start_timer,
    )
    .refuses("TL404", "when the project is not there")
    .on("projects", "project")
    .icon("timer")
}

pub(crate) fn stop_verb() -> Verb {
    Verb::new("stop_timer", "Stops the clock and enters its time.", super::WORKERS, stop_timer)
        .refuses("TL404", "when none runs")
        .refuses("23514", "when the day or week takes no more hours")
}

/// The verb: people start their own clock only.
async fn start_timer(call: Call<'_>, input: StartTimer) -> Result<Started> {
    call.record("project", "select id from delivery.projects where id = $1", &[&input.project]).await?;
    let stopped = stop(call, false).await?;
    let row =
        call.record("timer", "insert into delivery.timers (project_id, task_id, description) values ($1, $2, nullif($3, '')) returning id", &[&input.project, &input.task, &input.description]).await?;
    Ok(Started { timer: row.get(0), stopped })
}

/// The verb: whole steps of the setting `time.round_minutes` (6 by default), rounded up; at most 24 hours.
async fn stop_timer(call: Call<'_>, input: StopTimer) -> Result<Stopped> {
    stop(call, input.discard)
        .await?
        .ok_or_else(|| Error::new(404, "TL404", "No timer is running.").hint("Start one on a project."))
}

async fn stop(call: Call<'_>, discard: bool) -> Result<Option<Stopped>> {
    let row = call
        .row(
            "with step as (select greatest(1, kit.number_setting('time.round_minutes', 6)) as minutes),
                  zone as (select time_zone from identity.organizations),
                  gone as (delete from delivery.timers where user_id = kit.user_id() returning project_id, task_id, description, started_at)
             select g.project_id, g.task_id, g.description, (g.started_at at time zone z.time_zone)::date::text,
                    least(24, greatest(1, ceil(extract(epoch from now() - g.started_at)::numeric / 60 / s.minutes)) * s.minutes / 60)::numeric(5,2)::text
               from gone g, step s, zone z",
            &[],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let hours: String = row.get(4);
    if discard {
        return Ok(Some(Stopped { time_entry: None, hours }));
    }
    let (project, task, description, date): (Uuid, Option<Uuid>, Option<String>, String) =
        (row.get(0), row.get(1), row.get(2), row.get(3));
    let row = call
        .record(
            "time entry",
            "insert into delivery.time_entries (project_id, task_id, description, date, hours) values ($1, $2, $3, $4::text::date, $5::text::numeric) returning id",
            &[&project, &task, &description, &date, &hours],
        )
        .await?;
    Ok(Some(Stopped { time_entry: Some(row.get(0)), hours }))
}
