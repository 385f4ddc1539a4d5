//! What is asked of an import, and what is told of it.

use platform::store::Scratch;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64};
use uuid::Uuid;

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

/// One row as it came: its line, its cells.
pub(super) struct RawRow {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}
