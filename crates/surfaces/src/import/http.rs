//! `/import/v1`: the import over HTTP. The file is the body; the import runs on while its progress is asked for.

use super::{Order, Progress, Report, run};
use crate::http::{self, Failure};
use crate::identify::identify;
use crate::server::Server;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::StreamExt as _;
use platform::Actor;
use records::Error;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

/// An import this process runs or ran.
pub(crate) struct Job {
    owner: String,
    progress: Arc<Progress>,
    report: Arc<Mutex<Option<Report>>>,
    rejects: PathBuf,
    mapping: Value,
}

/// Jobs whose outcome is remembered.
const REMEMBERED: usize = 200;

/// `POST /import/v1/<noun>?filename=&key=&map=Header%3Dcolumn&dry_run=true&resume=true`
pub(crate) async fn start(State(server): State<Arc<Server>>, Path(noun): Path<String>, request: Request) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let actor = identify(&server, &parts).await?;
    // Who may not create is told so before a byte of the file is read.
    let table = super::noun(&server, &noun).map_err(|e| Error::new(404, "PGRST205", e.to_string()))?;
    super::may_import(table, &actor)?;
    let id = Uuid::now_v7();
    let folder = server.jobs.folder().map_err(|e| Error::new(503, "58030", format!("The file can't be stored: {e}")))?;
    let mut order = order(noun, id, &folder, parts.uri.query().unwrap_or_default())?;
    order.guard = server.tools.guard.clone();
    order.own_fields = own_fields(&server, &actor, &order.noun).await?;
    store(body, &order.file, server.settings.max_upload).await?;
    let (key, dry_run, about) = (order.key.clone(), order.dry_run, order.noun.clone());
    let mapping = launch(&server, actor, order, id)?;
    let answer = json!({ "job": id, "noun": about, "mapping": mapping, "key": key, "dry_run": dry_run, "progress": format!("/import/v1/jobs/{id}") });
    Ok(http::json(StatusCode::ACCEPTED, answer.to_string().into_bytes()))
}

/// The organisation's own fields of a noun, as (key, label).
pub(crate) async fn own_fields(server: &Server, actor: &Actor, noun: &str) -> Result<Vec<(String, String)>, Failure> {
    let told = |e: platform::DbError| Failure(crate::rest::explain::explain(&server.catalog, &e, true));
    let tx = server.door.begin(actor).await.map_err(told)?;
    let rows = tx.query("select key, label from identity.custom_fields where noun = $1 and not is_archived", &[&noun]).await.map_err(|e| told(e.into()))?;
    tx.commit().await.map_err(told)?;
    Ok(rows.iter().map(|r| (r.get(0), r.get(1))).collect())
}

/// Starts an import whose file is stored, and answers how its headers were understood.
pub(crate) fn launch(server: &Arc<Server>, actor: Actor, order: Order, id: Uuid) -> Result<Value, Failure> {
    let mapping = super::plan(server, &actor, &order).map_err(|e| Error::new(400, "TL120", format!("{e:#}")))?;
    let progress = Arc::new(Progress::default());
    let report = Arc::new(Mutex::new(None));
    let answer = mapping.json();
    let job = Job { owner: actor.key(), progress: Arc::clone(&progress), report: Arc::clone(&report), rejects: order.rejects.clone(), mapping: answer.clone() };
    {
        let mut jobs = lock(&server.jobs.jobs);
        if jobs.len() >= REMEMBERED {
            jobs.retain(|_, j| lock(&j.progress.outcome).is_none());
        }
        jobs.insert(id, job);
    }
    let server = Arc::clone(server);
    tokio::spawn(async move { work(server, actor, order, id, progress, report).await });
    Ok(answer)
}

/// How far an import of this person has come.
pub(crate) fn state(server: &Server, actor: &Actor, id: Uuid) -> Result<Value, Error> {
    let jobs = lock(&server.jobs.jobs);
    let job = own(&jobs, id, actor)?;
    let (p, outcome) = (&job.progress, lock(&job.progress.outcome).clone());
    let status = match &outcome {
        None => "running",
        Some(Err(_)) => "failed",
        Some(Ok(())) if p.cancelled.load(Ordering::Relaxed) => "cancelled",
        Some(Ok(())) => "completed",
    };
    let reasons: Vec<Value> = lock(&job.report).iter().flat_map(|r| &r.reasons).map(|(line, reason)| json!({ "line": line, "reason": reason })).collect();
    Ok(json!({
        "job": id, "status": status, "bytes": p.bytes.load(Ordering::Relaxed), "bytes_total": p.bytes_total.load(Ordering::Relaxed), "rows_in": p.rows_in.load(Ordering::Relaxed),
        "created": p.created.load(Ordering::Relaxed), "updated": p.updated.load(Ordering::Relaxed), "rejected": p.rejected.load(Ordering::Relaxed), "duplicates": p.duplicates.load(Ordering::Relaxed), "reasons": reasons,
        "mapping": job.mapping, "resumed_after": lock(&job.report).as_ref().map(|r| r.resumed_after), "rejects": format!("/import/v1/jobs/{id}/rejects"), "error": outcome.and_then(Result::err),
    }))
}

/// Asks an import of this person to stop after the batch under way.
pub(crate) fn stop(server: &Server, actor: &Actor, id: Uuid) -> Result<(), Error> {
    own(&lock(&server.jobs.jobs), id, actor)?.progress.cancelled.store(true, Ordering::Relaxed);
    Ok(())
}

/// The file of bad rows of an import of this person.
pub(crate) fn rejects_of(server: &Server, actor: &Actor, id: Uuid) -> Result<PathBuf, Error> {
    Ok(own(&lock(&server.jobs.jobs), id, actor)?.rejects.clone())
}

async fn work(server: Arc<Server>, actor: Actor, order: Order, id: Uuid, progress: Arc<Progress>, report: Arc<Mutex<Option<Report>>>) {
    let result = run(&server, &actor, &order, order.restart.then_some(id), Arc::clone(&progress)).await;
    if !order.keep {
        tokio::fs::remove_file(&order.file).await.ok();
    }
    let outcome = result.map(|r| *lock(&report) = Some(r)).map_err(|e| format!("{e:#}"));
    if let Err(e) = &outcome {
        tracing::warn!("import {id}: {e}");
    }
    *lock(&progress.outcome) = Some(outcome);
}

/// `GET /import/v1/jobs/<id>`
pub(crate) async fn progress(State(server): State<Arc<Server>>, Path(id): Path<Uuid>, request: Request) -> Result<Response, Failure> {
    let actor = identify(&server, &request.into_parts().0).await?;
    Ok(http::json(StatusCode::OK, state(&server, &actor, id)?.to_string().into_bytes()))
}

/// `DELETE /import/v1/jobs/<id>`: stops after the batch under way.
pub(crate) async fn cancel(State(server): State<Arc<Server>>, Path(id): Path<Uuid>, request: Request) -> Result<Response, Failure> {
    let actor = identify(&server, &request.into_parts().0).await?;
    stop(&server, &actor, id)?;
    Ok(http::json(StatusCode::ACCEPTED, json!({ "job": id, "status": "cancelling" }).to_string().into_bytes()))
}

/// `GET /import/v1/jobs/<id>/rejects`: the bad rows with line and reason, ready to be mended and sent again.
pub(crate) async fn rejects(State(server): State<Arc<Server>>, Path(id): Path<Uuid>, request: Request) -> Result<Response, Failure> {
    let actor = identify(&server, &request.into_parts().0).await?;
    let path = rejects_of(&server, &actor, id)?;
    let text = tokio::fs::read(&path).await.unwrap_or_default();
    Ok(http::typed(StatusCode::OK, "text/csv; charset=utf-8", text))
}

fn own<'j>(jobs: &'j MutexGuard<'_, std::collections::HashMap<Uuid, Job>>, id: Uuid, actor: &Actor) -> Result<&'j Job, Error> {
    jobs.get(&id)
        .filter(|j| j.owner == actor.key())
        .ok_or_else(|| Error::new(404, "TL121", "There is no such import of yours on this server").hint("Finished imports are listed at /rest/v1/import_jobs."))
}

fn order(noun: String, id: Uuid, folder: &std::path::Path, query: &str) -> Result<Order, Error> {
    let decode = |s: &str| percent_encoding::percent_decode_str(&s.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs: Vec<(String, String)> = query.split('&').filter(|p| !p.is_empty()).map(|p| p.split_once('=').unwrap_or((p, ""))).map(|(k, v)| (decode(k), decode(v))).collect();
    let one = |name: &str| pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
    let mut map = Vec::new();
    for (key, value) in &pairs {
        match key.as_str() {
            "map" => {
                let (header, column) = value.rsplit_once('=').ok_or_else(|| Error::new(400, "TL120", format!("map={value} should be map=Header=column")))?;
                map.push((header.to_string(), column.to_string()));
            }
            "filename" | "key" | "dry_run" | "resume" | "sheet" => {}
            other => return Err(Error::new(400, "TL120", format!("Unknown parameter {other}")).hint("Known: filename, key, map, dry_run, resume, sheet.")),
        }
    }
    Ok(Order {
        noun,
        file: folder.join(format!("{id}.upload")),
        filename: one("filename").unwrap_or_else(|| "upload.csv".into()),
        map,
        key: one("key"),
        dry_run: one("dry_run").is_some_and(|v| v != "false"),
        restart: one("resume").is_none_or(|v| v == "false"),
        rejects: folder.join(format!("{id}.rejects.csv")),
        sheet: one("sheet"),
        keep: false,
        own_fields: Vec::new(),
        guard: Default::default(),
    })
}

async fn store(body: Body, path: &std::path::Path, limit: usize) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure(Error::new(503, "58030", format!("The file can't be stored: {e}")));
    let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
    let (mut stream, mut size) = (body.into_data_stream(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::new(400, "TL120", "The file ended early"))?;
        size += chunk.len();
        if size > limit {
            tokio::fs::remove_file(path).await.ok();
            return Err(Error::new(413, "TL413", format!("The file is larger than {} MB", limit >> 20)).into());
        }
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
