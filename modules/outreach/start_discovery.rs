//! Runs are started, stopped, put away and brought back; every night those that are daily.

use super::REACHERS;
use platform::verb::{Call, Done, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An intent to run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StartDiscovery {
    /// The intent.
    #[schemars(extend("x-noun" = "discovery_intents"))]
    intent: Uuid,
    /// Only a preview: results are shown, nothing can be taken over.
    #[serde(default)]
    dry_run: bool,
    /// It is only a test of the intent.
    #[serde(default)]
    test: bool,
}

/// What was started.
#[derive(Debug, Serialize, JsonSchema)]
struct Started {
    /// The run.
    run: Uuid,
    /// The same in words.
    note: String,
}

/// A run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfRun {
    /// The run.
    #[schemars(extend("x-noun" = "discovery_runs"))]
    run: Uuid,
}

pub(crate) fn start_verb() -> Verb {
    let summary = "Starts a discovery run: the sources of the intent are asked, who is here already is left out, the rest waits \
                   for review.";
    Verb::new("start_discovery", summary, REACHERS, start_discovery)
        .refuses("TL404", "when there is no such intent")
        .refuses("TL409", "when it is not in use, has nowhere to look, or runs already")
        .on("discovery_intents", "intent")
        .when("enabled", &["true"])
        .leads_to("discovery_runs", "run")
        .icon("play")
}

pub(crate) fn cancel_verb() -> Verb {
    let summary = "Stops a discovery run at once. What it found so far stays.";
    Verb::new("cancel_discovery", summary, REACHERS, cancel_discovery)
        .refuses("TL404", "when there is no such run")
        .refuses("TL409", "when it has ended")
        .on("discovery_runs", "run")
        .when("status", &["pending", "running"])
        .icon("ban")
}

pub(crate) fn archive_verb() -> Verb {
    let summary = "Puts a discovery run away: it is kept, and shown only where archived runs are asked for.";
    Verb::new("archive_discovery", summary, REACHERS, archive_discovery)
        .refuses("TL404", "when there is no such run")
        .refuses("TL409", "when it is under way, or away already")
        .on("discovery_runs", "run")
        .when("status", &["completed", "completed_with_errors", "failed", "cancelled"])
        .icon("archive")
        .in_bulk()
}

pub(crate) fn restore_verb() -> Verb {
    let summary = "Brings a discovery run back that was put away.";
    Verb::new("restore_discovery", summary, REACHERS, restore_discovery)
        .refuses("TL404", "when there is no such run")
        .refuses("TL409", "when it was not put away")
        .on("discovery_runs", "run")
        .with_own_button()
}

pub(crate) fn daily_verb() -> Verb {
    let summary = "Starts the discovery runs that take place every day. The server does it every night.";
    Verb::new("start_daily_discovery", summary, &["admin", "manager", "system"], start_daily_discovery)
}

/// The verb: the run and its work, in one transaction.
async fn start_discovery(call: Call<'_>, input: StartDiscovery) -> Result<Started> {
    let look = "select name, enabled from outreach.discovery_intents where id = $1";
    let row = call.record("intent", look, &[&input.intent]).await?;
    if !row.get::<_, bool>(1) {
        return Err(Error::new(409, "TL409", "This intent is not in use.").hint("Switch it on first."));
    }
    let name: String = row.get(0);
    call.as_system().await?;
    // Two who start it at once wait for each other here.
    call.query(&format!("{look} for no key update"), &[&input.intent]).await?;
    let nowhere = "select not (i.channel = 'google' and jsonb_array_length(kit.list_of(i.words)) > 0
             or trim(coalesce(i.pasted, '')) <> '' or exists (select from knowledge.files f
               where f.org_id = i.org_id and f.entity_type = 'discovery_intents' and f.entity_id = i.id)
             or jsonb_array_length(kit.list_of(i.sites) || kit.list_of(i.lists) || kit.list_of(i.feeds) || kit.list_of(i.boards)
               || kit.list_of(i.tenders)) > 0),
             exists (select from outreach.discovery_runs r where r.org_id = i.org_id and r.intent_id = i.id
               and r.status in ('pending', 'running'))
        from outreach.discovery_intents i where i.id = $1";
    let row = call.record("intent", nowhere, &[&input.intent]).await?;
    if row.get(0) {
        let refused = Error::new(409, "TL409", "This intent has nowhere to look.");
        return Err(
            refused.hint("Give it words for a search of the web, or sites, lists, feeds, boards, tenders, or rows.")
        );
    }
    if row.get(1) {
        return Err(Error::new(409, "TL409", "This intent runs already.").hint("Wait for it, or stop it."));
    }
    let mode = if input.test { "test" } else { "manual" };
    let trigger = if input.test { "test_script" } else { "manual" };
    let run = open(call, input.intent, mode, trigger, input.dry_run).await?;
    call.as_actor().await?;
    Ok(Started { run, note: format!("{name} runs") })
}

/// Enters a run and its work, as the server in the name of who asks.
async fn open(call: Call<'_>, intent: Uuid, mode: &str, trigger: &str, dry_run: bool) -> Result<Uuid> {
    let sql = "insert into outreach.discovery_runs (mode, dry_run, intent_id, intent_name, channel, triggered_by, triggered_by_id)
               select $2::text::outreach.run_mode, $3, i.id, i.name, i.channel, $4::text::outreach.run_trigger, kit.user_id()
                 from outreach.discovery_intents i where i.id = $1 returning id";
    let run: Uuid = call.record("intent", sql, &[&intent, &mode, &dry_run, &trigger]).await?.get(0);
    let verb = super::run_discovery::verb();
    // What runs by itself runs as who made the intent, and may what they may.
    let job = "with j as (insert into identity.background_jobs (verb, input, queue, max_attempts, api_key_id, user_id)
                 select $2, jsonb_build_object('run', $1::uuid), $3, $4, $5, coalesce(kit.user_id(), (select i.created_by
                   from outreach.discovery_runs r join outreach.discovery_intents i on i.org_id = r.org_id and i.id = r.intent_id
                  where r.id = $1)) returning id)
               update outreach.discovery_runs r set job_id = j.id from j where r.id = $1";
    call.execute(job, &[&run, &verb.name, &verb.queue, &verb.tries, &call.actor.api_key()]).await?;
    Ok(run)
}

/// The verb: the run has ended when it answers; its work notices within two seconds and writes nothing any more.
async fn cancel_discovery(call: Call<'_>, input: OfRun) -> Result<Done> {
    call.record("run", "select 1 from outreach.discovery_runs where id = $1", &[&input.run]).await?;
    call.as_system().await?;
    // The run first, as its work does it.
    let sql =
        "update outreach.discovery_runs set status = 'cancelled', finished_at = now(), cancel_requested_at = now(),
                      cancel_requested_by = kit.user_id(), results = outreach.told_results(id)
                where id = $1 and status in ('pending', 'running')";
    let stopped = call.execute(sql, &[&input.run]).await?;
    let sql = "update identity.background_jobs j set cancel_requested_at = now(),
                      status = case j.status when 'waiting' then 'cancelled' else j.status end,
                      finished_at = case j.status when 'waiting' then now() end
                 from outreach.discovery_runs r
                where r.id = $1 and j.org_id = r.org_id and j.id = r.job_id and j.status in ('waiting', 'running')";
    call.execute(sql, &[&input.run]).await?;
    call.as_actor().await?;
    if stopped == 0 {
        return Err(Error::new(409, "TL409", "This run has ended already."));
    }
    Ok(Done { note: "The run stops".into() })
}

async fn archive_discovery(call: Call<'_>, input: OfRun) -> Result<Done> {
    let sql = "update outreach.discovery_runs set archived_at = now(), archived_by_id = kit.user_id()
                where id = $1 and archived_at is null and status not in ('pending', 'running')";
    put(call, input.run, sql, "Only a run that has ended, and is not away already, is put away.", "Put away").await
}

async fn restore_discovery(call: Call<'_>, input: OfRun) -> Result<Done> {
    let sql = "update outreach.discovery_runs set archived_at = null, archived_by_id = null where id = $1 and archived_at is not null";
    put(call, input.run, sql, "This run was not put away.", "Brought back").await
}

async fn put(call: Call<'_>, run: Uuid, sql: &str, otherwise: &str, note: &str) -> Result<Done> {
    call.record("run", "select 1 from outreach.discovery_runs where id = $1", &[&run]).await?;
    call.as_system().await?;
    let changed = call.execute(sql, &[&run]).await?;
    call.as_actor().await?;
    if changed == 0 { Err(Error::new(409, "TL409", otherwise)) } else { Ok(Done { note: note.into() }) }
}

/// The verb: each daily intent that does not run already.
async fn start_daily_discovery(call: Call<'_>, _: Nothing) -> Result<Done> {
    call.as_system().await?;
    let sql = "select i.id from outreach.discovery_intents i where i.enabled and i.is_daily
                  and not exists (select from outreach.discovery_runs r where r.org_id = i.org_id and r.intent_id = i.id
                    and (r.status in ('pending', 'running') or r.mode = 'daily' and r.created_at > now() - interval '20 hours'))
                order by i.id for no key update";
    let due = call.query(sql, &[]).await?;
    for row in &due {
        open(call, row.get(0), "daily", "cron", false).await?;
    }
    call.as_actor().await?;
    Ok(Done { note: format!("{} started", due.len()) })
}
