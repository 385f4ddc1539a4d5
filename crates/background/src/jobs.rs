//! Jobs: a verb with its input, run when it is due, tried again when it fails.
//!
//! A job's effects and its end are one transaction, and only the process that took it may write the end. A process that
//! dies leaves the job running without a sign of life; after two minutes another takes over and the first one's
//! transaction, should it still come, finds the job gone and is undone. So no job counts twice.

use platform::verb::{Call, Keeper, Progress, Site, is_refusal};
use platform::{Actor, DbError, Tx};
use records::Error;
use serde_json::Value;
use server::Server;
use std::pin::Pin;
use std::time::Duration;
use uuid::Uuid;

/// How often a running job gives a sign of life and looks whether somebody wants it stopped.
const SIGN: Duration = Duration::from_secs(2);

/// A job that was taken.
struct Job {
    org: Uuid,
    id: Uuid,
    verb: String,
    input: Value,
    attempts: i32,
    max_attempts: i32,
    user: Option<Uuid>,
    api_key: Option<Uuid>,
    mark: Value,
}

/// Takes one due job of a queue and does it. Answers how many it did: one or none.
pub(crate) async fn run_next(server: &Server, queue: &str) -> anyhow::Result<usize> {
    let Some(job) = take(server, queue).await? else { return Ok(0) };
    let progress = Progress::watched();
    let result = tokio::select! {
        result = perform(server, &job, &progress) => result,
        () = watch(server, &job, &progress) => Err(Error::new(409, "TL499", "Somebody asked to stop this.")),
    };
    if let Err(error) = result {
        give_up(server, &job, &error).await?;
    }
    Ok(1)
}

async fn take(server: &Server, queue: &str) -> Result<Option<Job>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let row = tx
        .query_opt(
            "update identity.background_jobs set status = 'running', worker = $1, started_at = now(), seen_at = now(), attempts = attempts + 1, progress = 0, note = null
              where (org_id, id) = (
                select org_id, id from identity.background_jobs
                 where queue = $2
                   and (status = 'waiting' and run_at <= now()
                        or status = 'running' and seen_at < now() - interval '2 minutes')
                 order by priority desc, run_at, id limit 1 for update skip locked)
             returning org_id, id, verb, input, attempts, max_attempts, user_id, mark, api_key_id",
            &[&server.name, &queue],
        )
        .await?;
    tx.commit().await?;
    Ok(row.map(|r| Job {
        org: r.get(0),
        id: r.get(1),
        verb: r.get(2),
        input: r.get(3),
        attempts: r.get(4),
        max_attempts: r.get(5),
        user: r.get(6),
        api_key: r.get(8),
        mark: r.get::<_, Option<Value>>(7).unwrap_or_default(),
    }))
}

/// Who a job works as: who asked for it, with the role they or their API key have now; or the server itself.
async fn actor(server: &Server, job: &Job) -> records::Result<Actor> {
    if job.user.is_none() && job.api_key.is_none() {
        return Ok(Actor::system(job.org));
    }
    let tx = server.door.begin(&Actor::sign_in(job.org)).await?;
    let of_key =
        "select k.role::text from identity.api_keys k where k.org_id = $1 and k.id = $2 and identity.is_good(k)";
    let of_user = "select role::text from identity.users where org_id = $1 and id = $2 and status = 'active'";
    let sql = if job.api_key.is_some() { of_key } else { of_user };
    let row = tx.query_opt(sql, &[&job.org, &job.api_key.or(job.user)]).await.map_err(DbError::from)?;
    tx.commit().await?;
    let name: Option<String> = row.map(|r| r.get(0));
    let role = modules::ROLES
        .iter()
        .find(|r| Some(**r) == name.as_deref())
        .ok_or_else(|| Error::new(403, "42501", "Who asked for this has no account or key any more."))?;
    let session = job.api_key.map(Actor::key_session);
    Ok(Actor { user: job.user, session, operation: Some(job.id), ..Actor::of(job.org, role) })
}

async fn perform(server: &Server, job: &Job, progress: &Progress) -> records::Result<()> {
    let verb = server.verb(&job.verb)?;
    if job.attempts > job.max_attempts {
        return Err(Error::new(400, "TL500", "The server ended while it did this, as often as it may be tried."));
    }
    let actor = actor(server, job).await?;
    if verb.has_steps() {
        let held = Held { server, job };
        let site = Site::new(&server.door, &actor, &server.tools, progress, &held, job.mark.clone());
        let site = if job.attempts < job.max_attempts { site } else { site.last() };
        let output = verb.run_in_steps(site, job.input.clone()).await?;
        let tx = server.door.begin(&actor).await?;
        return end(server, job, progress, tx, &output).await;
    }
    let tx = server.door.begin(&actor).await?;
    // Long, but on one core: people come first.
    tx.batch_execute("set local statement_timeout = '600s'; set local max_parallel_workers_per_gather = 0")
        .await
        .map_err(DbError::from)?;
    let output = verb.run(Call { tx: &tx, actor: &actor, tools: &server.tools, progress }, job.input.clone()).await?;
    end(server, job, progress, tx, &output).await
}

/// Ends a job in the transaction of what it last wrote.
async fn end(server: &Server, job: &Job, progress: &Progress, tx: Tx, output: &Value) -> records::Result<()> {
    tx.become_actor(&Actor::sign_in(job.org)).await?;
    let note = output["note"].as_str().map_or_else(|| progress.now().1, str::to_string);
    let ended = tx
        .execute(
            "update identity.background_jobs set status = 'done', progress = 100, note = nullif($5, ''), output = $4, error = null, finished_at = clock_timestamp(), seen_at = clock_timestamp()
              where org_id = $1 and id = $2 and worker = $3 and attempts = $6 and status = 'running'",
            &[&job.org, &job.id, &server.name, output, &note, &job.attempts],
        )
        .await
        .map_err(|e| server.tools.explain(&DbError::from(e)))?;
    if ended == 0 {
        return Err(Error::new(409, "TL409", "Another process took this over."));
    }
    Ok(tx.commit().await?)
}

/// Keeps the mark of work, as long as this process has it.
struct Held<'a> {
    server: &'a Server,
    job: &'a Job,
}

impl Keeper for Held<'_> {
    fn keep<'a>(
        &'a self,
        tx: &'a Tx,
        mark: &'a Value,
    ) -> Pin<Box<dyn Future<Output = records::Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let job = self.job;
            tx.become_actor(&Actor::sign_in(job.org)).await?;
            let sql = "update identity.background_jobs set mark = $4, seen_at = clock_timestamp()
                        where org_id = $1 and id = $2 and worker = $3 and attempts = $5 and status = 'running'";
            let kept = tx
                .execute(sql, &[&job.org, &job.id, &self.server.name, mark, &job.attempts])
                .await
                .map_err(DbError::from)?;
            if kept == 0 {
                return Err(Error::new(409, "TL409", "Another process took this over."));
            }
            Ok(())
        })
    }
}

/// Gives signs of life until somebody wants the job stopped, or another process has it.
async fn watch(server: &Server, job: &Job, progress: &Progress) {
    loop {
        tokio::time::sleep(SIGN).await;
        let (percent, note) = progress.now();
        match sign(server, job, percent, &note).await {
            Ok(true) => {}
            // Long steps see the wish between two statements; the wait for the current one ends here.
            Ok(false) => return progress.stop(),
            Err(e) => tracing::warn!("a sign of life of {}: {e}", job.verb),
        }
    }
}

async fn sign(server: &Server, job: &Job, percent: i32, note: &str) -> Result<bool, DbError> {
    let tx = server.door.begin(&Actor::sign_in(job.org)).await?;
    let row = tx
        .query_opt(
            "update identity.background_jobs set seen_at = clock_timestamp(), progress = $4::int, note = nullif($5, '') where org_id = $1 and id = $2 and worker = $3 and attempts = $6 and status = 'running' returning cancel_requested_at is null",
            &[&job.org, &job.id, &server.name, &percent, &note, &job.attempts],
        )
        .await?;
    tx.commit().await?;
    Ok(row.is_some_and(|r| r.get(0)))
}

/// After a failure: later again, or never; what the input itself gets wrong does not get better by waiting.
async fn give_up(server: &Server, job: &Job, error: &Error) -> Result<(), DbError> {
    let cancelled = error.code == "TL499";
    let dead = !cancelled && (job.attempts >= job.max_attempts || is_refusal(error));
    let words =
        [Some(error.message.as_str()), error.hint.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    if dead {
        tracing::warn!("{} gave up: {words}", job.verb);
    }
    let status = if cancelled {
        "cancelled"
    } else if dead {
        "dead"
    } else {
        "waiting"
    };
    let tx = server.door.begin(&Actor::sign_in(job.org)).await?;
    let ended = tx
        .execute(
            "update identity.background_jobs set status = $4::text::identity.work_status, error = $5, worker = null, finished_at = case when $4 = 'waiting' then null else clock_timestamp() end,
                    run_at = case when $4 = 'waiting' then now() + make_interval(secs => least(3600, 10 * power(4, attempts - 1)) * (0.9 + random() / 5)) else run_at end
              where org_id = $1 and id = $2 and worker = $3 and attempts = $6 and status = 'running'",
            &[&job.org, &job.id, &server.name, &status, &words, &job.attempts],
        )
        .await?;
    if ended > 0 && dead {
        tx.become_actor(&Actor::system(job.org)).await?;
        tx.execute(
            "select identity.report_event('job_failed', 'background_jobs', $1, $2)",
            &[&job.id, &format!("could not do {}: {words}", job.verb)],
        )
        .await?;
    }
    tx.commit().await
}
