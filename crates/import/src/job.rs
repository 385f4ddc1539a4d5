//! An import as `import_jobs` has it. The table is the server's to write, in the name of who imports.

use super::mapping::Mapping;
use super::order::Options;
use platform::store::{self, Content, NewFile, Objects, Spool};
use platform::{Actor, DbError, Door, Tx};
use records::{Error, Result};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::io;
use std::sync::Arc;
use uuid::Uuid;

/// Bytes of the beginning of a file that are enough to see its headers and first rows.
const BEGINNING: u64 = 1 << 20;

/// An import, and how far it has come.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id, by which it is undone as well.
    pub id: Uuid,
    /// The noun the rows become.
    pub noun: String,
    /// The name people know the file by.
    pub filename: String,
    /// How the file is read.
    pub options: Options,
    /// Header → column, as used.
    pub mapping: Value,
    /// Everything is checked, nothing is written.
    pub dry_run: bool,
    /// pending, running, completed, failed or cancelled.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
    /// Bytes to read in all, and read so far.
    pub bytes: (i64, i64),
    /// Rows read so far.
    pub rows_in: i32,
    /// Rows that are new.
    pub created: i32,
    /// Rows that were there and were changed.
    pub updated: i32,
    /// Rows set aside.
    pub rejected: i32,
    /// Of those, rows that are there already or stand in the file twice.
    pub duplicates: i32,
    /// Rows written that look like others.
    pub alike: i32,
    /// Where its file is kept, while it is.
    pub file: Option<Uuid>,
}

/// An import to be entered.
#[derive(Debug)]
pub struct NewImport<'a> {
    /// The noun the rows become.
    pub noun: &'a str,
    /// The name people know the file by.
    pub filename: &'a str,
    /// How the file is read.
    pub options: &'a Options,
    /// What becomes of its headers, where that is decided.
    pub mapping: Option<&'a Mapping>,
    /// Check everything, write nothing.
    pub dry_run: bool,
    /// Go on with the unfinished import of the same file, if there is one.
    pub resume: bool,
    /// Where it was fetched.
    pub source_url: Option<&'a str>,
    /// What the file holds.
    pub content: &'a Content,
    /// The file, where it has to be kept until it is read.
    pub bytes: Option<&'a Spool>,
}

/// Enters an import, or finds the unfinished one of the same file; its file waits with it. The transaction goes on as the
/// server. Answers its id.
///
/// # Errors
/// What PostgreSQL said; 58030 when the disk can't be read.
pub async fn enter(tx: &Tx, actor: &Actor, new: &NewImport<'_>) -> std::result::Result<Uuid, DbError> {
    let server = as_server(actor);
    tx.become_actor(&server).await?;
    let fingerprint = fingerprint(new);
    let unfinished = "select id from identity.import_jobs
                       where fingerprint = $1 and type = $2 and not dry_run and status in ('failed', 'cancelled')
                         and created_by is not distinct from kit.user_id() order by created_at desc limit 1";
    let found = if new.resume && !new.dry_run {
        tx.query_opt(unfinished, &[&fingerprint, &new.noun]).await?.map(|r| r.get(0))
    } else {
        None
    };
    let id: Uuid = match found {
        Some(id) => id,
        None => {
            let sql =
                "insert into identity.import_jobs (type, filename, fingerprint, options, mapping, dry_run, source_url)
                       values ($1, $2, $3, $4, $5, $6, $7::text) returning id";
            let options = serde_json::to_value(new.options).unwrap_or_default();
            let mapping = new.mapping.map_or_else(|| serde_json::json!({}), Mapping::json);
            tx.query_one(
                sql,
                &[&new.noun, &new.filename, &fingerprint, &options, &mapping, &new.dry_run, &new.source_url],
            )
            .await?
            .get(0)
        }
    };
    if let Some(bytes) = new.bytes
        && file_of(tx, id).await?.is_none()
    {
        let (noun, name, content_type) = ("import_jobs", new.filename, "application/octet-stream");
        let file = NewFile { noun, record: id, client: None, name, content_type, is_private: true };
        store::add(tx, &server, &file, bytes).await?;
    }
    Ok(id)
}

/// The import of this id that the actor brought. The transaction goes on as the server.
///
/// # Errors
/// TL121 when there is none, or it is somebody else's.
pub async fn find(tx: &Tx, actor: &Actor, id: Uuid) -> Result<Import> {
    tx.become_actor(&as_server(actor)).await?;
    let sql = "select i.type, i.filename, i.options, i.mapping, i.dry_run, i.status::text, i.error_message, i.size,
                      i.bytes_read, i.rows_in, i.rows_created, i.rows_updated, i.rows_error, i.rows_duplicate, i.rows_alike
                 from identity.import_jobs i left join identity.background_jobs j on j.id = i.job_id
                where i.id = $1 and i.created_by is not distinct from kit.user_id()
                  and (i.created_by is not null or j.api_key_id is not distinct from $2)";
    let row = tx.query_opt(sql, &[&id, &actor.api_key()]).await.map_err(DbError::from)?;
    let row = row.ok_or_else(|| {
        Error::new(404, "TL121", "There is no such import of yours.")
            .hint("Imports are listed at /rest/v1/import_jobs.")
    })?;
    Ok(Import {
        id,
        noun: row.get(0),
        filename: row.get(1),
        options: serde_json::from_value(row.get(2)).unwrap_or_default(),
        mapping: row.get(3),
        dry_run: row.get(4),
        status: row.get(5),
        error: row.get(6),
        bytes: (row.get(7), row.get(8)),
        rows_in: row.get(9),
        created: row.get(10),
        updated: row.get(11),
        rejected: row.get(12),
        duplicates: row.get(13),
        alike: row.get(14),
        file: file_of(tx, id).await?,
    })
}

/// Sets an import back to its beginning, so that it is done with other options, or in earnest after a dry run. The
/// transaction goes on as sign-in.
///
/// # Errors
/// TL409 while it is running, or when it is in already; what PostgreSQL said.
pub async fn begin_anew(tx: &Tx, actor: &Actor, id: Uuid, options: &Options, dry_run: bool) -> Result<()> {
    tx.become_actor(&as_server(actor)).await?;
    let sql = "update identity.import_jobs
                  set options = $2, dry_run = $3, status = 'pending', error_message = null, finished_at = null, bytes_read = 0,
                      rows_in = 0, rows_success = 0, rows_created = 0, rows_updated = 0, rows_error = 0, rows_duplicate = 0,
                      rows_alike = 0
                where id = $1 and status <> 'running' and (dry_run or status = 'pending')";
    let options = serde_json::to_value(options).unwrap_or_default();
    if tx.execute(sql, &[&id, &options, &dry_run]).await.map_err(DbError::from)? == 0 {
        return Err(Error::new(409, "TL409", "This import was begun already.")
            .hint("Import the file again; what is there already is recognised by a key."));
    }
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let clear = "delete from identity.import_rejects where org_id = $1 and import_job_id = $2";
    tx.execute(clear, &[&actor.org, &id]).await.map_err(DbError::from)?;
    Ok(())
}

/// Stops an import: the batch under way is the last, or is not written any more. The transaction goes on as the server.
///
/// # Errors
/// TL121 when there is none, or it is somebody else's.
pub async fn stop(tx: &Tx, actor: &Actor, id: Uuid) -> Result<()> {
    let import = find(tx, actor, id).await?;
    end(tx, &import, "cancelled", None).await?;
    let stop = "update identity.background_jobs j
                   set cancel_requested_at = now(), finished_at = case j.status when 'waiting' then now() end,
                       status = case j.status when 'waiting' then 'cancelled' else j.status end
                  from identity.import_jobs i
                 where i.id = $1 and j.id = i.job_id and j.status in ('waiting', 'running')";
    tx.execute(stop, &[&id]).await.map_err(DbError::from)?;
    Ok(())
}

/// Ends an import that is running, and tells the feed; the transaction is the server's. Answers whether it was running.
pub(super) async fn end(
    tx: &Tx,
    import: &Import,
    status: &str,
    error: Option<&str>,
) -> std::result::Result<bool, DbError> {
    let sql = "update identity.import_jobs
                  set status = $2::text::identity.import_status, finished_at = clock_timestamp(), error_message = $3
                where id = $1 and status = 'running' returning rows_created, rows_updated, rows_error, dry_run";
    let Some(row) = tx.query_opt(sql, &[&import.id, &status, &error]).await? else { return Ok(false) };
    if row.get(3) {
        return Ok(true);
    }
    let (created, updated, rejected): (i32, i32, i32) = (row.get(0), row.get(1), row.get(2));
    let description = format!(
        "Import of {} from {} {status}: {created} created, {updated} updated, {rejected} set aside",
        import.noun.replace('_', " "),
        import.filename
    );
    let severity = if status == "completed" { "success" } else { "warn" };
    let tell =
        "insert into identity.activity_logs (user_id, action_type, severity, entity_type, entity_id, description)
                values (kit.user_id(), 'imported', $1::text::identity.severity, 'import_jobs', $2, $3)";
    tx.execute(tell, &[&severity, &import.id, &description]).await?;
    if status == "completed" {
        // It is in; nobody needs the file any more.
        let file = "delete from knowledge.files where entity_type = 'import_jobs' and entity_id = $1";
        tx.execute(file, &[&import.id]).await?;
    }
    Ok(true)
}

/// The beginning of the file of an import, enough to see its headers and first rows; all of a spreadsheet.
///
/// # Errors
/// TL121 when its file is no longer kept; 58030 when it can't be read.
pub async fn sample(door: &Arc<Door>, objects: Option<&Objects>, actor: &Actor, import: &Import) -> Result<Spool> {
    let gone = || Error::new(404, "TL121", "The file of this import is no longer kept.").hint("Upload the file again.");
    let file = import.file.ok_or_else(gone)?;
    let tx = door.begin(actor).await?;
    let content = store::content_of(&tx, actor, file).await?.ok_or_else(gone)?;
    tx.commit().await?;
    let whole = import.filename.to_lowercase().ends_with(".xlsx") || content.size <= BEGINNING;
    let bytes = match whole {
        true => store::spool(door, objects, actor.org, &content).await,
        false => lines(door, objects, actor.org, &content).await,
    };
    bytes.map_err(|e| Error::new(503, "58030", format!("The file can't be read: {e}")))
}

/// The whole lines at the beginning of a text.
async fn lines(door: &Arc<Door>, objects: Option<&Objects>, org: Uuid, content: &Content) -> io::Result<Spool> {
    let mut text = store::beginning(door, objects, org, content, BEGINNING).await?;
    let end = text.iter().rposition(|b| *b == b'\n').map_or(text.len(), |at| at + 1);
    text.truncate(end);
    Spool::of(text).await
}

/// The file that waits with an import, by the server.
async fn file_of(tx: &Tx, import: Uuid) -> std::result::Result<Option<Uuid>, DbError> {
    let sql = "select id from knowledge.files where entity_type = 'import_jobs' and entity_id = $1";
    Ok(tx.query_opt(sql, &[&import]).await?.map(|r| r.get(0)))
}

/// Names the file and the way it is read, so that the same import is recognised.
fn fingerprint(new: &NewImport<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(&new.content.sha256);
    hash.update(format!("{:?} {:?} {}", new.options.map, new.options.key, new.noun));
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

/// The server itself, in the name of who imports.
pub(super) fn as_server(actor: &Actor) -> Actor {
    Actor { role: "system", operation: None, bulk: false, ..actor.clone() }
}
