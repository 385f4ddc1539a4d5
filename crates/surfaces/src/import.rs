//! A file of rows becomes records: headers are matched, values understood, references looked up, bad rows set aside.
//!
//! A reader thread parses and converts while the database writes the batch before. Every batch is one transaction as the
//! actor, together with the job's counters, so an import that stops anywhere goes on where it stopped.

mod convert;
pub mod http;
mod lookup;
mod mapping;
mod source;
mod write;

pub use mapping::{Mapping, Target};

use crate::server::Server;
use anyhow::Context as _;
use catalog::Table;
use platform::Actor;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Rows written together.
const BATCH: usize = 5000;

/// What to bring in, and how.
#[derive(Debug, Clone)]
pub struct Order {
    /// The noun the rows become.
    pub noun: String,
    /// The file: `.csv` (any usual delimiter) or `.xlsx`.
    pub file: PathBuf,
    /// The name people know the file by.
    pub filename: String,
    /// Header → column, where the guess is wrong. An empty column leaves the header out.
    pub map: Vec<(String, String)>,
    /// The column that says a row is already there; such rows are updated.
    pub key: Option<String>,
    /// Check everything, write nothing.
    pub dry_run: bool,
    /// Begin anew even when an unfinished import of the same file is there.
    pub restart: bool,
    /// Where bad rows go.
    pub rejects: PathBuf,
    /// The sheet of a spreadsheet; the first when none is named.
    pub sheet: Option<String>,
    /// The file is used again after this.
    pub keep: bool,
    /// The organisation's own fields of the noun, as (key, label), so that headers can be matched with them.
    pub own_fields: Vec<(String, String)>,
    /// Who reads spreadsheets.
    pub guard: platform::guard::Guard,
    /// How numbers are written, where it can't be seen.
    pub numbers: Numbers,
    /// Files without a name behind `file` and `rejects`; they last as long as this.
    pub scratch: Vec<Scratch>,
}

/// How the numbers of a file are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Nobody said: what can be read two ways is set aside.
    #[default]
    Unsaid,
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

impl Numbers {
    /// As people say it: `point` or `comma`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(word: &str) -> anyhow::Result<Numbers> {
        match word {
            "" => Ok(Numbers::Unsaid),
            "point" | "." => Ok(Numbers::Point),
            "comma" | "," => Ok(Numbers::Comma),
            other => anyhow::bail!("decimals are written with point or comma, not {other:?}"),
        }
    }
}

/// Counters of a running import; others may read them at any time.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of the file read.
    pub bytes: AtomicU64,
    /// Bytes of the file.
    pub bytes_total: AtomicU64,
    /// Rows read.
    pub rows_in: AtomicU64,
    /// Rows created.
    pub created: AtomicU64,
    /// Rows updated.
    pub updated: AtomicU64,
    /// Rows set aside.
    pub rejected: AtomicU64,
    /// Of those, rows that are already there or stand in the file twice.
    pub duplicates: AtomicU64,
    /// Rows written that look like others.
    pub twins: AtomicU64,
    /// Somebody asked to stop.
    pub cancelled: AtomicBool,
    /// Whole seconds and result, once it is over.
    pub outcome: Mutex<Option<Result<(), String>>>,
}

/// What became of an import.
#[derive(Debug, Clone)]
pub struct Report {
    /// The job in `import_jobs`; none for a dry run.
    pub job: Option<Uuid>,
    /// Rows skipped because an earlier run wrote them.
    pub resumed_after: u64,
    /// The first reasons rows were set aside: (line, reason).
    pub reasons: Vec<(u64, String)>,
}

/// A file without a name: nobody else can open it, and it is gone when the last who holds it lets go, however the process
/// ends.
#[derive(Debug, Clone)]
pub struct Scratch(Arc<File>);

impl Scratch {
    /// An empty one, in the temporary folder.
    ///
    /// # Errors
    /// When there is no place for it.
    pub fn new() -> std::io::Result<Scratch> {
        Ok(Scratch(Arc::new(tempfile::tempfile()?)))
    }

    /// The path by which this process opens it.
    pub fn path(&self) -> PathBuf {
        use std::os::fd::AsRawFd as _;
        format!("/proc/self/fd/{}", self.0.as_raw_fd()).into()
    }
}

/// Imports under way in this process, by job.
#[derive(Default)]
pub(crate) struct Running {
    pub(crate) jobs: Mutex<HashMap<Uuid, http::Job>>,
    /// Files that were uploaded and wait for a decision.
    uploads: Mutex<HashMap<Uuid, Upload>>,
}

/// A file that was uploaded: whose it is, what is known of it, and since when it waits.
struct Upload {
    owner: String,
    order: Order,
    since: Instant,
}

/// How long an upload waits for a decision, how many a person may have waiting, and how many there are in all.
const WAITING: (Duration, usize, usize) = (Duration::from_secs(3600), 5, 100);

impl Running {
    /// Keeps an upload until it is decided on; a person's oldest one makes room.
    ///
    /// # Errors
    /// TL429 when too many of all wait.
    pub(crate) fn keep(&self, id: Uuid, actor: &Actor, order: Order) -> Result<(), records::Error> {
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
            return Err(records::Error::new(429, "TL429", message).hint("Try again in 60 seconds."));
        }
        uploads.insert(id, Upload { owner, order, since: Instant::now() });
        Ok(())
    }

    /// What this person uploaded under this name.
    pub(crate) fn uploaded(&self, id: Uuid, actor: &Actor) -> Option<Order> {
        let uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        uploads.get(&id).filter(|u| u.owner == actor.key()).map(|u| u.order.clone())
    }
}

/// A cell as people write it → the value as PostgreSQL reads it; an error says what is wrong in words.
pub(crate) fn understood(column: &catalog::Column, cell: &str) -> Result<Option<String>, String> {
    convert::value(column, cell, Numbers::Point)
}

/// One row as it came: its line, its cells.
pub(crate) struct RawRow {
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
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
pub async fn own_fields(server: &Server, actor: &Actor, noun: &str) -> anyhow::Result<Vec<(String, String)>> {
    http::own_fields(server, actor, noun).await.map_err(|e| anyhow::anyhow!("{}", e.0.message))
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
pub(crate) struct Preview {
    /// "CSV, separated by ;" or "Sheet Clients".
    pub(crate) form: String,
    /// The sheets of a spreadsheet.
    pub(crate) sheets: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Reads the beginning of a file.
///
/// # Errors
/// When the file can't be read.
pub(crate) fn preview(order: &Order, rows: usize) -> anyhow::Result<Preview> {
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
pub(crate) fn headers(order: &Order) -> anyhow::Result<Vec<String>> {
    Ok(source::open(&order.file, &order.filename, order.sheet.as_deref(), &order.guard)?.headers)
}

/// Whether somebody may bring rows of this table in.
///
/// # Errors
/// 42501 when their role may not create any.
pub(crate) fn may_import(table: &Table, actor: &Actor) -> Result<(), records::Error> {
    if !actor.is_outsider() && table.allows(actor.role, "INSERT") {
        return Ok(());
    }
    let message = format!("Your role may not create {}.", table.name.replace('_', " "));
    Err(records::Error::new(403, "42501", message).hint("Ask an admin of your organisation."))
}

/// The noun an import or export is about.
pub(crate) fn noun<'a>(server: &'a Server, name: &str) -> anyhow::Result<&'a Table> {
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
