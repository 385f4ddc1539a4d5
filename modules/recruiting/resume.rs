//! The bytes of a résumé → what it says.

use crate::knowledge::file_bytes::FileBytes;
use crate::knowledge::read_file_text::{Status, text_of};
use platform::guard::Guard;
use records::{Error, Result};
use resume::{Month, Resume};
use schemars::JsonSchema;
use serde::Serialize;
use text::Page;

/// A résumé that was read. Its spans are places in `pages`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadResume {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub pages: Vec<Page>,
    /// What it says.
    pub resume: Resume,
}

/// Reads a résumé. `today` is the month that "present" means.
///
/// # Errors
/// TL120 when it is no kind that is read, damaged, locked, empty, pictures of pages, or takes too much memory or time.
pub async fn resume_of(guard: &Guard, file: FileBytes, today: Month) -> Result<ReadResume> {
    let text = text_of(guard, file).await?;
    let refused = |why: &str| {
        Err(Error::new(400, "TL120", format!("{} can't be read. {why}", text.name))
            .hint("Ask for it as a PDF or Word file with text in it, or fill the profile in by hand."))
    };
    if text.status == Status::NeedsOcr {
        return refused("Its pages are pictures without text.");
    }
    if text.pages.iter().all(|p| p.text.trim().is_empty()) {
        return refused("There is no text in it.");
    }
    let resume = resume::read(&text.pages, today);
    Ok(ReadResume { name: text.name, pages: text.pages, resume })
}
