//! Imports of this process: uploads that wait for a decision, and imports under way; of other processes' imports what
//! `import_jobs` says.

use super::order::{Order, Progress, Report};
use super::{plan, run};
use platform::store::Scratch;
use platform::{Actor, explain};
use records::Error;
use serde_json::{Value, json};
use server::Server;
use server::http::Failure;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Imports under way in this process, by job.
pub struct Imports {
    pub(super) server: Arc<Server>,
    jobs: Mutex<HashMap<Uuid, Running>>,
    /// Files that were uploaded and wait for a decision.
    uploads: Mutex<HashMap<Uuid, Upload>>,
}

/// An import this process runs or ran.
struct Running {
    owner: String,
    progress: Arc<Progress>,
    report: Arc<Mutex<Option<Report>>>,
    rejects: PathBuf,
    _scratch: Vec<Scratch>,
    mapping: Value,
}

/// Jobs whose outcome is remembered.
const REMEMBERED: usize = 200;

/// A file that was uploaded: whose it is, what is known of it, and since when it waits.
struct Upload {
    owner: String,
    order: Order,
    since: Instant,
}

/// How long an upload waits for a decision, how many a person may have waiting, and how many there are in all.
const WAITING: (Duration, usize, usize) = (Duration::from_secs(3600), 5, 100);

impl Imports {
    /// None yet.
    pub fn new(server: Arc<Server>) -> Imports {
        Imports { server, jobs: Mutex::default(), uploads: Mutex::default() }
    }

    /// Keeps an upload until it is decided on; a person's oldest one makes room.
    ///
    /// # Errors
    /// TL429 when too many of all wait.
    pub fn keep(&self, id: Uuid, actor: &Actor, order: Order) -> Result<(), Error> {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        uploads.retain(|other, u| *other == id || u.since.elapsed() < WAITING.0);
        let owner = actor.key();
        let mut own: Vec<(Instant, Uuid)> =
            uploads.iter().filter(|(o, u)| **o != id && u.owner == owner).map(|(o, u)| (u.since, *o)).collect();
        own.sort_unstable();
        for (_, old) in own.iter().take((own.len() + 1).saturating_sub(WAITING.1)) {
            uploads.remove(old);
        }
        if uploads.len() >= WAITING.2 && !uploads.contains_key(&id) {
            let message = "Too many uploads wait on this server.";
            return Err(Error::new(429, "TL429", message).hint("Try again in a minute.").retry_after(60));
        }
        uploads.insert(id, Upload { owner, order, since: Instant::now() });
        Ok(())
    }

    /// What this person uploaded under this name.
    pub fn uploaded(&self, id: Uuid, actor: &Actor) -> Option<Order> {
        let uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        uploads.get(&id).filter(|u| u.owner == actor.key()).map(|u| u.order.clone())
    }

    /// Starts an import whose file is stored, and answers how its headers were understood.
    pub fn launch(&self, actor: Actor, order: Order, id: Uuid) -> Result<Value, Failure> {
        let mapping = plan(&self.server, &actor, &order).map_err(|e| Error::new(400, "TL120", format!("{e:#}")))?;
        let progress = Arc::new(Progress::default());
        let report = Arc::new(Mutex::new(None));
        let answer = mapping.json();
        let job = Running {
            owner: actor.key(),
            progress: Arc::clone(&progress),
            report: Arc::clone(&report),
            rejects: order.rejects.clone(),
            _scratch: order.scratch.clone(),
            mapping: answer.clone(),
        };
        {
            let mut jobs = lock(&self.jobs);
            if jobs.len() >= REMEMBERED {
                jobs.retain(|_, j| lock(&j.progress.outcome).is_none());
            }
            jobs.insert(id, job);
        }
        let server = Arc::clone(&self.server);
        tokio::spawn(async move { work(server, actor, order, id, progress, report).await });
        Ok(answer)
    }

    /// How far an import of this person has come, whichever process runs it.
    pub async fn state(&self, actor: &Actor, id: Uuid) -> Result<Value, Failure> {
        if let Some(state) = self.here(actor, id) {
            return Ok(state);
        }
        let row = self.of_another(actor, id).await?;
        let (status, silent): (&str, bool) = (row.get(0), row.get(6));
        let error: Option<String> = row.get(5);
        let cut = "No process works on it any more; send the file again with resume to go on.";
        Ok(json!({
            "job": id, "status": if silent { "interrupted" } else { status }, "rows_in": row.get::<_, i32>(1), "created": row.get::<_, i32>(2), "updated": 0,
            "rejected": row.get::<_, i32>(3), "reasons": [], "mapping": row.get::<_, Value>(4), "rejects": format!("/import/v1/jobs/{id}/rejects"),
            "error": if silent { Some(cut.to_string()) } else { error },
        }))
    }

    /// The state of an import this process runs or ran.
    fn here(&self, actor: &Actor, id: Uuid) -> Option<Value> {
        let jobs = lock(&self.jobs);
        let job = jobs.get(&id).filter(|j| j.owner == actor.key())?;
        let (p, outcome) = (&job.progress, lock(&job.progress.outcome).clone());
        let status = match &outcome {
            None => "running",
            Some(Err(_)) => "failed",
            Some(Ok(())) if p.cancelled.load(Ordering::Relaxed) => "cancelled",
            Some(Ok(())) => "completed",
        };
        let count = |n: &std::sync::atomic::AtomicU64| n.load(Ordering::Relaxed);
        let report = lock(&job.report).clone();
        let reasons: Vec<Value> = report
            .iter()
            .flat_map(|r| &r.reasons)
            .map(|(line, reason)| json!({ "line": line, "reason": reason }))
            .collect();
        Some(json!({
            "job": id, "status": status, "bytes": count(&p.bytes), "bytes_total": count(&p.bytes_total), "rows_in": count(&p.rows_in),
            "created": count(&p.created), "updated": count(&p.updated), "rejected": count(&p.rejected), "duplicates": count(&p.duplicates), "twins": count(&p.twins),
            "reasons": reasons, "mapping": job.mapping, "resumed_after": report.map(|r| r.resumed_after),
            "rejects": format!("/import/v1/jobs/{id}/rejects"), "error": outcome.and_then(Result::err),
        }))
    }

    /// The record of an import of this person that another process runs or ran.
    async fn of_another(&self, actor: &Actor, id: Uuid) -> Result<tokio_postgres::Row, Failure> {
        let told = |e: platform::DbError| Failure(explain(&self.server.catalog, &e, true));
        let tx = self.server.door.begin(actor).await.map_err(told)?;
        let row = tx
            .query_opt(
                "select status::text, rows_in, rows_success, rows_error, mapping, error_message, status = 'running' and updated_at < now() - interval '5 minutes'
                   from identity.import_jobs where id = $1 and created_by = kit.user_id()",
                &[&id],
            )
            .await
            .map_err(|e| told(e.into()))?;
        tx.commit().await.map_err(told)?;
        row.ok_or_else(|| {
            Error::new(404, "TL121", "There is no such import of yours")
                .hint("Finished imports are listed at /rest/v1/import_jobs.")
                .into()
        })
    }

    /// Asks an import of this person to stop after the batch under way, whichever process runs it.
    pub async fn stop(&self, actor: &Actor, id: Uuid) -> Result<(), Failure> {
        if let Some(job) = lock(&self.jobs).get(&id).filter(|j| j.owner == actor.key()) {
            job.progress.cancelled.store(true, Ordering::Relaxed);
            return Ok(());
        }
        self.of_another(actor, id).await?;
        let told = |e: platform::DbError| Failure(explain(&self.server.catalog, &e, true));
        let tx = self.server.door.begin(&Actor { role: "system", ..actor.clone() }).await.map_err(told)?;
        tx.execute(
            "update identity.import_jobs set cancel_requested_at = now() where id = $1 and status = 'running'",
            &[&id],
        )
        .await
        .map_err(|e| told(e.into()))?;
        tx.commit().await.map_err(told)
    }

    /// The bad rows of an import of this person as CSV, whichever process set them aside. Formulas in them are made harmless.
    pub async fn rejects_of(&self, actor: &Actor, id: Uuid) -> Result<Vec<u8>, Failure> {
        let local = lock(&self.jobs).get(&id).filter(|j| j.owner == actor.key()).map(|j| j.rejects.clone());
        if let Some(path) = local {
            return Ok(tokio::fs::read(&path).await.unwrap_or_default());
        }
        self.of_another(actor, id).await?;
        let told = |e: platform::DbError| Failure(explain(&self.server.catalog, &e, true));
        let keys = self.server.tools.keys.of(&self.server.door, actor.org).await.map_err(told)?;
        let tx = self.server.door.begin(&Actor { role: "auth", ..actor.clone() }).await.map_err(told)?;
        let query = "select rejects from identity.import_jobs where org_id = $1 and id = $2";
        let sealed: Option<Vec<u8>> = tx.query_one(query, &[&actor.org, &id]).await.map_err(|e| told(e.into()))?.get(0);
        tx.commit().await.map_err(told)?;
        let opened = sealed.map(|s| keys.open("import_jobs", "rejects", id.as_bytes(), &s)).transpose();
        Ok(opened.map_err(|e| Error::new(500, "58000", e.to_string()))?.unwrap_or_default().into_bytes())
    }
}

/// Two files without a name: the upload, and what is set aside.
pub fn scratch() -> Result<[Scratch; 2], Error> {
    let new = || Scratch::new().map_err(|e| Error::new(503, "58030", format!("The file can't be stored: {e}")));
    Ok([new()?, new()?])
}

async fn work(
    server: Arc<Server>,
    actor: Actor,
    order: Order,
    id: Uuid,
    progress: Arc<Progress>,
    report: Arc<Mutex<Option<Report>>>,
) {
    let result = run(&server, &actor, &order, order.restart.then_some(id), Arc::clone(&progress)).await;
    let outcome = result.map(|r| *lock(&report) = Some(r)).map_err(|e| format!("{e:#}"));
    if let Err(e) = &outcome {
        tracing::warn!("import {id}: {e}");
    }
    *lock(&progress.outcome) = Some(outcome);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
