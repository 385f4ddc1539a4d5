//! The bytes of a résumé → what it says.

use crate::knowledge::file_bytes::FileBytes;
use platform::guard::Guard;
use records::{Error, Result};
use resume::{Month, Resume};
use schemars::JsonSchema;
use serde::Serialize;
use text::{LARGEST, Laid, Page};

/// A résumé that was read. Its spans are places in `pages`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadResume {
    /// The file's name.
    pub name: String,
    /// Its text, in the order a person reads it.
    pub pages: Vec<Page>,
    /// What it says.
    pub resume: Resume,
}

/// Reads a résumé. `today` is the month that "present" means.
///
/// # Errors
/// TL120 when it is no kind that is read, damaged, locked, empty, pictures of pages, or takes too much memory or time.
pub async fn resume_of(guard: &Guard, file: FileBytes, today: Month) -> Result<ReadResume> {
    let name = file.name;
    let refused = |why: &str| {
        Error::new(400, "TL120", format!("{name} can't be read. {why}"))
            .hint("Ask for it as a PDF or Word file with text in it, or fill the profile in by hand.")
    };
    let Some(content) = file.content else {
        return Err(refused(&format!("It is larger than {} MB.", LARGEST >> 20)));
    };
    let read = guard.read_bytes("pieces", content).await;
    let read = read.map_err(|e| refused(&crate::knowledge::read_file_text::sentence(&format!("{e:#}"))))?;
    let laid: Laid = serde_json::from_slice(&read).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
    if laid.text.needs_ocr {
        return Err(refused("Its pages are pictures without text."));
    }
    if laid.text.pages.iter().all(|p| p.text.trim().is_empty()) {
        return Err(refused("There is no text in it."));
    }
    // A long one takes a while: not where requests are answered.
    let read = tokio::task::spawn_blocking(move || {
        let sheets = resume::ordered(laid.text.pages, laid.pieces);
        let resume = resume::read(&sheets, today);
        (sheets.into_iter().map(|s| s.page).collect(), resume)
    });
    let (pages, resume) = read.await.map_err(|e| Error::new(500, "XX000", format!("the reader stopped: {e}")))?;
    Ok(ReadResume { name, pages, resume })
}
