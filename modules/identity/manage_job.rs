//! Stopping background work, and trying it again.

use platform::verb::{self, Call, Verb};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// The work.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManageJob {
    /// Its id in `background_jobs`.
    pub job: Uuid,
}

/// How it stands now.
#[derive(Debug, Serialize)]
pub struct Managed {
    /// The work.
    pub job: Uuid,
    /// waiting, running or cancelled.
    pub status: String,
}

const ROLES: &[&str] = &["admin", "manager"];

pub(crate) fn cancel_verb() -> Verb {
    Verb::new("cancel_job", "Stops background work; what it did so far is undone.", ROLES, schema(), |call, input| {
        Box::pin(async move { verb::output(cancel_job(call, verb::input(input)?).await?) })
    })
    .on("background_jobs", "job")
    .when("status", &["waiting", "running"])
}

pub(crate) fn retry_verb() -> Verb {
    Verb::new(
        "retry_job",
        "Tries background work again that was given up or stopped.",
        ROLES,
        schema(),
        |call, input| Box::pin(async move { verb::output(retry_job(call, verb::input(input)?).await?) }),
    )
    .on("background_jobs", "job")
    .when("status", &["dead", "cancelled"])
}

fn schema() -> Value {
    json!({ "job": { "type": "string", "format": "uuid", "x-noun": "background_jobs" } })
}

/// The verb: work that waits is cancelled at once, work that runs within seconds.
///
/// # Errors
/// TL404 when there is no such work; TL409 when it has ended.
pub async fn cancel_job(call: Call<'_>, input: ManageJob) -> Result<Managed> {
    change(
        call,
        &input,
        "update identity.background_jobs set cancel_requested_at = now(), status = case status when 'waiting' then 'cancelled' else status end, finished_at = case status when 'waiting' then now() end
          where id = $1 and status in ('waiting', 'running') returning status::text",
        "This has ended already.",
    )
    .await
}

/// The verb: it starts afresh, with all its tries.
///
/// # Errors
/// TL404 when there is no such work; TL409 when it has not ended.
pub async fn retry_job(call: Call<'_>, input: ManageJob) -> Result<Managed> {
    change(
        call,
        &input,
        "update identity.background_jobs set status = 'waiting', attempts = 0, run_at = now(), error = null, cancel_requested_at = null, finished_at = null
          where id = $1 and status in ('dead', 'cancelled') returning status::text",
        "Only work that was given up or stopped can be tried again.",
    )
    .await
}

async fn change(call: Call<'_>, input: &ManageJob, sql: &str, otherwise: &str) -> Result<Managed> {
    call.record("job", "select 1 from identity.background_jobs where id = $1", &[&input.job]).await?;
    call.as_system().await?;
    let row = call.row(sql, &[&input.job]).await?.ok_or_else(|| Error::new(409, "TL409", otherwise))?;
    Ok(Managed { job: input.job, status: row.get(0) })
}
