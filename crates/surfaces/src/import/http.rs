//! `/import/v1`: the import over HTTP. The file is the body; the import runs on while its progress is asked for.

use super::{Order, Progress, Report, run};
use crate::http::{self, Failure};
use crate::identify::identify;
use crate::rest::explain::explain;
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
    _scratch: Vec<super::Scratch>,
    mapping: Value,
}

/// Jobs whose outcome is remembered.
const REMEMBERED: usize = 200;

/// `POST /import/v1/<noun>?filename=&key=&map=Header%3Dcolumn&dry_run=true&resume=true`
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Path(noun): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let actor = identify(&server, &parts).await?;
    // Who may not create is told so before a byte of the file is read.
    let table = super::noun(&server, &noun).map_err(|e| Error::new(404, "PGRST205", e.to_string()))?;
    super::may_import(table, &actor)?;
    let id = Uuid::now_v7();
    let mut order = order(noun, parts.uri.query().unwrap_or_default())?;
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
    let told = |e: platform::DbError| Failure(explain(&server.catalog, &e, true));
    let tx = server.door.begin(actor).await.map_err(told)?;
    let rows = tx
        .query("select key, label from identity.custom_fields where noun = $1 and not is_archived", &[&noun])
        .await
        .map_err(|e| told(e.into()))?;
    tx.commit().await.map_err(told)?;
    Ok(rows.iter().map(|r| (r.get(0), r.get(1))).collect())
}

/// Starts an import whose file is stored, and answers how its headers were understood.
pub(crate) fn launch(server: &Arc<Server>, actor: Actor, order: Order, id: Uuid) -> Result<Value, Failure> {
    let mapping = super::plan(server, &actor, &order).map_err(|e| Error::new(400, "TL120", format!("{e:#}")))?;
    let progress = Arc::new(Progress::default());
    let report = Arc::new(Mutex::new(None));
    let answer = mapping.json();
    let job = Job {
        owner: actor.key(),
        progress: Arc::clone(&progress),
        report: Arc::clone(&report),
        rejects: order.rejects.clone(),
        _scratch: order.scratch.clone(),
        mapping: answer.clone(),
    };
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

/// How far an import of this person has come, whichever process runs it.
pub(crate) async fn state(server: &Server, actor: &Actor, id: Uuid) -> Result<Value, Failure> {
    if let Some(state) = here(server, actor, id) {
        return Ok(state);
    }
    let row = of_another(server, actor, id).await?;
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
fn here(server: &Server, actor: &Actor, id: Uuid) -> Option<Value> {
    let jobs = lock(&server.jobs.jobs);
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
async fn of_another(server: &Server, actor: &Actor, id: Uuid) -> Result<tokio_postgres::Row, Failure> {
    let told = |e: platform::DbError| Failure(explain(&server.catalog, &e, true));
    let tx = server.door.begin(actor).await.map_err(told)?;
    let row = tx
        .query_opt(
            "select status::text, rows_in, rows_success, rows_error, mapping, error_message, status = 'running' and updated_at < now() - interval '5 minutes'
               from outreach.import_jobs where id = $1 and created_by = kit.user_id()",
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
pub(crate) async fn stop(server: &Server, actor: &Actor, id: Uuid) -> Result<(), Failure> {
    if let Some(job) = lock(&server.jobs.jobs).get(&id).filter(|j| j.owner == actor.key()) {
        job.progress.cancelled.store(true, Ordering::Relaxed);
        return Ok(());
    }
    of_another(server, actor, id).await?;
    let told = |e: platform::DbError| Failure(explain(&server.catalog, &e, true));
    let tx = server.door.begin(&Actor { role: "system", ..actor.clone() }).await.map_err(told)?;
    tx.execute(
        "update outreach.import_jobs set cancel_requested_at = now() where id = $1 and status = 'running'",
        &[&id],
    )
    .await
    .map_err(|e| told(e.into()))?;
    tx.commit().await.map_err(told)
}

/// The bad rows of an import of this person as CSV, whichever process set them aside. Formulas in them are made harmless.
pub(crate) async fn rejects_of(server: &Server, actor: &Actor, id: Uuid) -> Result<Vec<u8>, Failure> {
    let local = lock(&server.jobs.jobs).get(&id).filter(|j| j.owner == actor.key()).map(|j| j.rejects.clone());
    if let Some(path) = local {
        return Ok(tokio::fs::read(&path).await.unwrap_or_default());
    }
    of_another(server, actor, id).await?;
    let told = |e: platform::DbError| Failure(explain(&server.catalog, &e, true));
    let keys = server.tools.keys.of(&server.door, actor.org).await.map_err(told)?;
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await.map_err(told)?;
    let query = "select rejects from outreach.import_jobs where org_id = $1 and id = $2";
    let sealed: Option<Vec<u8>> = tx.query_one(query, &[&actor.org, &id]).await.map_err(|e| told(e.into()))?.get(0);
    tx.commit().await.map_err(told)?;
    let opened = sealed.map(|s| keys.open("import_jobs", "rejects", id.as_bytes(), &s)).transpose();
    Ok(opened.map_err(|e| Error::new(500, "58000", e.to_string()))?.unwrap_or_default().into_bytes())
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

/// `GET /import/v1/jobs/<id>`
pub(crate) async fn progress(
    State(server): State<Arc<Server>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let actor = identify(&server, &request.into_parts().0).await?;
    Ok(http::json(StatusCode::OK, state(&server, &actor, id).await?.to_string().into_bytes()))
}

/// `DELETE /import/v1/jobs/<id>`: stops after the batch under way.
pub(crate) async fn cancel(
    State(server): State<Arc<Server>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let actor = identify(&server, &request.into_parts().0).await?;
    stop(&server, &actor, id).await?;
    Ok(http::json(StatusCode::ACCEPTED, json!({ "job": id, "status": "cancelling" }).to_string().into_bytes()))
}

/// `GET /import/v1/jobs/<id>/rejects`: the bad rows with line and reason, ready to be mended and sent again.
pub(crate) async fn rejects(
    State(server): State<Arc<Server>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let actor = identify(&server, &request.into_parts().0).await?;
    let text = rejects_of(&server, &actor, id).await?;
    Ok(http::typed(StatusCode::OK, "text/csv; charset=utf-8", text))
}

/// Two files without a name: the upload, and what is set aside.
pub(crate) fn scratch() -> Result<[super::Scratch; 2], Error> {
    let new = || super::Scratch::new().map_err(|e| Error::new(503, "58030", format!("The file can't be stored: {e}")));
    Ok([new()?, new()?])
}

fn order(noun: String, query: &str) -> Result<Order, Error> {
    let decode = |s: &str| percent_encoding::percent_decode_str(&s.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(k, v)| (decode(k), decode(v)))
        .collect();
    let one = |name: &str| pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
    let mut map = Vec::new();
    for (key, value) in &pairs {
        match key.as_str() {
            "map" => {
                let (header, column) = value
                    .rsplit_once('=')
                    .ok_or_else(|| Error::new(400, "TL120", format!("map={value} should be map=Header=column")))?;
                map.push((header.to_string(), column.to_string()));
            }
            "filename" | "key" | "dry_run" | "resume" | "sheet" | "decimal" => {}
            other => {
                return Err(Error::new(400, "TL120", format!("Unknown parameter {other}"))
                    .hint("Known: filename, key, map, dry_run, resume, sheet, decimal."));
            }
        }
    }
    let scratch = scratch()?;
    let numbers = super::Numbers::parse(one("decimal").as_deref().unwrap_or_default())
        .map_err(|e| Error::new(400, "TL120", e.to_string()))?;
    Ok(Order {
        noun,
        file: scratch[0].path(),
        filename: one("filename").unwrap_or_else(|| "upload.csv".into()),
        map,
        key: one("key"),
        dry_run: one("dry_run").is_some_and(|v| v != "false"),
        restart: one("resume").is_none_or(|v| v == "false"),
        rejects: scratch[1].path(),
        sheet: one("sheet"),
        keep: false,
        own_fields: Vec::new(),
        guard: Default::default(),
        numbers,
        scratch: scratch.to_vec(),
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
            return Err(Error::new(413, "TL413", format!("The file is larger than {} MB", limit >> 20)).into());
        }
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
