//! The rows that were set aside: kept encrypted, a piece a batch, and answered as CSV that can be mended and sent again.

use super::mapping::{LINE, Mapping, REASON};
use super::source::RawRow;
use bytes::Bytes;
use futures_util::Stream;
use platform::vault::OrgKeys;
use platform::{Actor, DbError, Door, Tx};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Reasons people are told at once; all of them are in the file.
pub const REASONS: usize = 20;

/// The rows of one batch that are set aside, as CSV.
pub(super) struct Rejects {
    rows: csv::Writer<Vec<u8>>,
    /// How many there are.
    pub(super) count: i32,
    /// Of those, rows that are there already or stand in the file twice.
    pub(super) duplicates: i32,
}

impl Rejects {
    /// None yet.
    pub(super) fn new() -> Rejects {
        let rows = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        Rejects { rows, count: 0, duplicates: 0 }
    }

    /// Sets a row aside.
    pub(super) fn add(&mut self, mapping: &Mapping, raw: &RawRow, reason: &str) {
        self.count += 1;
        let twice = reason.contains("here is already") || reason.ends_with("more than once");
        self.duplicates += i32::from(twice);
        let line = raw.line.to_string();
        // What a spreadsheet would run gets a quote before it; the import of the mended file takes it off again.
        let harmless =
            |cell: &String| if records::is_formula(cell.as_bytes()) { format!("'{cell}") } else { cell.clone() };
        let padded: Vec<String> =
            (0..mapping.headers.len()).map(|i| raw.cells.get(i).map(harmless).unwrap_or_default()).collect();
        let record = original(&mapping.headers, &padded).chain([line.as_str(), reason]);
        self.rows.write_record(record).expect("memory takes it");
    }

    /// Keeps them with the import; the transaction goes on as sign-in.
    pub(super) async fn keep(
        self,
        tx: &Tx,
        actor: &Actor,
        keys: &OrgKeys,
        import: Uuid,
        mapping: &Mapping,
    ) -> Result<(), DbError> {
        if self.count == 0 {
            return Ok(());
        }
        tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
        let next =
            "select coalesce(max(number) + 1, 0) from identity.import_rejects where org_id = $1 and import_job_id = $2";
        let number: i32 = tx.query_one(next, &[&actor.org, &import]).await?.get(0);
        let mut text = Vec::new();
        if number == 0 {
            let mut header = csv::WriterBuilder::new().from_writer(&mut text);
            let names = original(&mapping.headers, &mapping.headers).chain([LINE, REASON]);
            header.write_record(names).expect("memory takes it");
            drop(header);
        }
        text.extend(self.rows.into_inner().unwrap_or_default());
        let id = Uuid::now_v7();
        let sealed = keys.seal("import_jobs", "rejects", &id, &String::from_utf8_lossy(&text)).map_err(broken)?;
        let sql = "insert into identity.import_rejects (org_id, id, import_job_id, number, content) values ($1, $2, $3, $4, $5)";
        tx.execute(sql, &[&actor.org, &id, &import, &number, &sealed]).await?;
        Ok(())
    }
}

/// The rows an import set aside, piece by piece, each read when the one before was taken. See first that it is the actor's.
pub fn of(
    door: Arc<Door>,
    keys: Arc<OrgKeys>,
    org: Uuid,
    import: Uuid,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    futures_util::stream::try_unfold((door, keys, 0_i32), move |(door, keys, number)| async move {
        let tx = door.begin(&Actor::sign_in(org)).await.map_err(io::Error::other)?;
        let piece = piece(&tx, &keys, org, import, number).await.map_err(io::Error::other)?;
        tx.commit().await.map_err(io::Error::other)?;
        Ok(piece.map(|text| (Bytes::from(text), (door, keys, number + 1))))
    })
}

/// The first reasons rows of an import were set aside: line and reason. The transaction is sign-in's afterwards.
///
/// # Errors
/// What PostgreSQL said.
pub async fn reasons(tx: &Tx, actor: &Actor, keys: &OrgKeys, import: Uuid) -> Result<Vec<(u64, String)>, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let mut found = Vec::new();
    for number in 0.. {
        let Some(text) = piece(tx, keys, actor.org, import, number).await? else { break };
        let mut rows = csv::ReaderBuilder::new().flexible(true).has_headers(number == 0).from_reader(text.as_bytes());
        found.extend(rows.records().filter_map(|row| reason(&row.ok()?)).take(REASONS - found.len()));
        if found.len() == REASONS {
            break;
        }
    }
    Ok(found)
}

/// The last two columns.
fn reason(row: &csv::StringRecord) -> Option<(u64, String)> {
    let at = row.len().checked_sub(2)?;
    Some((row.get(at)?.parse().ok()?, row.get(at + 1)?.to_string()))
}

/// Where the rows set aside of a file go by default: beside it.
pub fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!("{}.rejects.csv", stem.trim_end_matches(".rejects")))
}

async fn piece(tx: &Tx, keys: &OrgKeys, org: Uuid, import: Uuid, number: i32) -> Result<Option<String>, DbError> {
    let sql =
        "select id, content from identity.import_rejects where org_id = $1 and import_job_id = $2 and number = $3";
    let Some(row) = tx.query_opt(sql, &[&org, &import, &number]).await? else { return Ok(None) };
    let (id, sealed): (Uuid, Vec<u8>) = (row.get(0), row.get(1));
    keys.open("import_jobs", "rejects", id.as_bytes(), &sealed).map(Some).map_err(broken)
}

fn broken(e: anyhow::Error) -> DbError {
    DbError { code: "58000".into(), message: e.to_string(), ..DbError::default() }
}

/// Cells without the two columns a rejects file adds.
fn original<'c>(headers: &[String], cells: &'c [String]) -> impl Iterator<Item = &'c str> + use<'c> {
    let ours: Vec<bool> = headers.iter().map(|h| h == LINE || h == REASON).collect();
    cells.iter().enumerate().filter(move |(i, _)| !ours.get(*i).copied().unwrap_or_default()).map(|(_, c)| c.as_str())
}
