//! Stopping background work, and trying it again.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The work.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ManageJob {
    /// Its id in `background_jobs`.
    #[schemars(extend("x-noun" = "background_jobs"))]
    job: Uuid,
}

/// How it stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Managed {
    /// The work.
    job: Uuid,
    /// waiting, running or cancelled.
    status: String,
}

const ROLES: &[&str] = &["admin", "manager"];

pub(crate) fn cancel_verb() -> Verb {
    Verb::new("cancel_job", "Stops background work; what it did so far is undone.", ROLES, cancel_job)
        .refuses("TL404", "when there is no such work")
        .refuses("TL409", "when it has ended")
        .on("background_jobs", "job")
        .when("status", &["waiting", "running"])
        .icon("ban")
}

pub(crate) fn retry_verb() -> Verb {
    Verb::new("retry_job", "Tries background work again that was given up or stopped.", ROLES, retry_job)
        .refuses("TL404", "when there is no such work")
        .refuses("TL409", "when it has not ended")
        .on("background_jobs", "job")
        .when("status", &["dead", "cancelled"])
        .icon("refresh-cw")
}

/// The verb: work that waits is cancelled at once, work that runs within seconds.
async fn cancel_job(call: Call<'_>, input: ManageJob) -> Result<Managed> {
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
async fn retry_job(call: Call<'_>, input: ManageJob) -> Result<Managed> {
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
