//! A file of rows becomes records: headers are matched, values understood, references looked up, bad rows set aside.
//!
//! A reader thread parses and converts while the database writes the batch before. Every batch is one transaction as the
//! actor, together with the job's counters, so an import that stops anywhere goes on where it stopped.

mod convert;
mod http;
mod jobs;
mod lookup;
mod mapping;
mod order;
mod source;
mod write;

pub use http::router;
pub use jobs::{Imports, scratch};
pub use mapping::{Mapping, Target};
pub use order::{Numbers, Order, Progress, Report};

use anyhow::Context as _;
use catalog::Table;
use order::RawRow;
use platform::Actor;
use platform::explain;
use server::Server;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Rows written together.
const BATCH: usize = 5000;

/// A cell as people write it → the value as PostgreSQL reads it; an error says what is wrong in words.
pub fn understood(column: &catalog::Column, cell: &str) -> Result<Option<String>, String> {
    convert::value(column, cell, Numbers::Point)
}

/// Matches the file's headers with the noun's columns, without touching a row.
///
/// # Errors
/// When the file can't be read, the noun is unknown, or a mapping names an unknown header or a column the actor may not set.
pub fn plan(server: &Server, actor: &Actor, order: &Order) -> anyhow::Result<Mapping> {
    let table = noun(server, &order.noun)?;
    let headers = source::open(&order.file, &order.filename, order.sheet.as_deref(), &order.guard)?.headers;
    let role = Actor { bulk: true, ..actor.clone() }.database_role();
    mapping::guess(&server.catalog, table, role, &headers, &order.map, order.key.as_deref(), &order.own_fields)
}

/// The organisation's own fields of a noun as (key, label), for [`Order::own_fields`].
///
/// # Errors
/// When the database refuses.
pub async fn own_fields(server: &Server, actor: &Actor, noun: &str) -> records::Result<Vec<(String, String)>> {
    let told = |e: platform::DbError| explain(&server.catalog, &e, true);
    let tx = server.door.begin(actor).await.map_err(told)?;
    let rows = tx
        .query("select key, label from identity.custom_fields where noun = $1 and not is_archived", &[&noun])
        .await
        .map_err(|e| told(e.into()))?;
    tx.commit().await.map_err(told)?;
    Ok(rows.iter().map(|r| (r.get(0), r.get(1))).collect())
}

/// Brings the file in.
///
/// # Errors
/// When the actor may not, the file can't be read, or the database goes away for good. Bad rows are no errors.
pub async fn run(
    server: &Arc<Server>,
    actor: &Actor,
    order: &Order,
    job: Option<Uuid>,
    progress: Arc<Progress>,
) -> anyhow::Result<Report> {
    let table = noun(server, &order.noun)?;
    may_import(table, actor).map_err(|e| anyhow::anyhow!("{}", e.message))?;
    let mapping = Arc::new(plan(server, actor, order)?);
    let keys = server.tools.keys.of(&server.door, actor.org).await.map_err(|e| anyhow::anyhow!("{e}"))?;
    let fingerprint = fingerprint(order)?;

    let mut actor = Actor { bulk: true, ..actor.clone() };
    let job = if order.dry_run {
        None
    } else {
        Some(write::begin(server, &actor, order, &mapping, &fingerprint, job).await?)
    };
    // The whole import is one operation, named after its job, so that it can be undone.
    actor.operation = job.as_ref().map(|j| j.id);
    let skip = job.as_ref().map_or(0, |j| j.rows_in);
    let (batches, mut inbox) = tokio::sync::mpsc::channel::<Vec<RawRow>>(2);
    let reader = {
        let (order, progress) = (order.clone(), Arc::clone(&progress));
        tokio::task::spawn_blocking(move || read(&order, skip, &progress, &batches))
    };
    let mut writer = write::Writer::new(server, &actor, table, &mapping, &keys, order, job.as_ref(), &progress)?;
    let mut result = Ok(());
    while let Some(batch) = inbox.recv().await {
        if progress.cancelled.load(Ordering::Relaxed) {
            break;
        }
        result = writer.batch(batch).await;
        if result.is_err() {
            break;
        }
    }
    drop(inbox);
    let read = reader.await.context("the reader stopped")?;
    // What stops an import, a full disk or a lost database, takes nothing back that was written.
    let result = result.and(read).map_err(|e| {
        let kept = progress.created.load(Ordering::Relaxed) + progress.updated.load(Ordering::Relaxed);
        let words = if order.dry_run {
            String::new()
        } else {
            format!(" {kept} rows are kept; send the file again with resume to go on.")
        };
        anyhow::anyhow!("{e:#}.{words}")
    });
    let status = match (&result, progress.cancelled.load(Ordering::Relaxed)) {
        (Err(_), _) => "failed",
        (_, true) => "cancelled",
        _ => "completed",
    };
    let reasons = writer.finish(status, result.as_ref().err().map(|e| format!("{e:#}"))).await?;
    result?;
    Ok(Report { job: job.map(|j| j.id), resumed_after: skip, reasons })
}

/// What a file looks like before anything is decided: how it is read, its sheets, headers and first rows.
#[derive(Debug, Clone)]
pub struct Preview {
    /// "CSV, separated by ;" or "Sheet Clients".
    pub form: String,
    /// The sheets of a spreadsheet.
    pub sheets: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

/// Reads the beginning of a file.
///
/// # Errors
/// When the file can't be read.
pub fn preview(order: &Order, rows: usize) -> anyhow::Result<Preview> {
    let mut source = source::open(&order.file, &order.filename, order.sheet.as_deref(), &order.guard)?;
    let mut found = Vec::new();
    while found.len() < rows
        && let Some(row) = source.next_row()?
    {
        found.push(row.cells);
    }
    Ok(Preview { form: source.form, sheets: source.sheets, rows: found })
}

/// The headers of a file.
///
/// # Errors
/// When the file can't be read.
pub fn headers(order: &Order) -> anyhow::Result<Vec<String>> {
    Ok(source::open(&order.file, &order.filename, order.sheet.as_deref(), &order.guard)?.headers)
}

/// Whether somebody may bring rows of this table in.
///
/// # Errors
/// 42501 when their role may not create any.
pub fn may_import(table: &Table, actor: &Actor) -> Result<(), records::Error> {
    if !actor.is_outsider() && table.allows(actor.role, "INSERT") {
        return Ok(());
    }
    let message = format!("Your role may not create {}.", table.name.replace('_', " "));
    Err(records::Error::new(403, "42501", message).hint("Ask an admin of your organisation."))
}

/// The noun an import or export is about.
pub fn noun<'a>(server: &'a Server, name: &str) -> anyhow::Result<&'a Table> {
    server.catalog.table(name).filter(|t| !t.is_view).with_context(|| {
        let known = server.catalog.tables.keys().map(String::as_str);
        let hint = catalog::Catalog::suggest(name, known)
            .map(|close| format!(" Perhaps you meant {close}."))
            .unwrap_or_default();
        format!("there is no noun {name:?}.{hint}")
    })
}

fn read(
    order: &Order,
    skip: u64,
    progress: &Progress,
    batches: &tokio::sync::mpsc::Sender<Vec<RawRow>>,
) -> anyhow::Result<()> {
    let mut source = source::open(&order.file, &order.filename, order.sheet.as_deref(), &order.guard)?;
    progress.bytes_total.store(source.total, Ordering::Relaxed);
    let mut batch = Vec::with_capacity(BATCH);
    let mut count = 0;
    while let Some(row) = source.next_row()? {
        count += 1;
        progress.bytes.store(source.position(), Ordering::Relaxed);
        if count <= skip {
            continue;
        }
        batch.push(row);
        if batch.len() == BATCH
            && batches.blocking_send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err()
        {
            return Ok(());
        }
    }
    if !batch.is_empty() {
        batches.blocking_send(batch).ok();
    }
    Ok(())
}

/// Names the file and the way it is read, so that the same import is recognised.
fn fingerprint(order: &Order) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    let mut file = File::open(&order.file).with_context(|| format!("opening {}", order.file.display()))?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
    }
    hash.update(format!("{:?} {:?} {}", order.map, order.key, order.noun));
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// Where the bad rows of a file go by default: beside it.
pub fn rejects_beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!("{}.rejects.csv", stem.trim_end_matches(".rejects")))
}
