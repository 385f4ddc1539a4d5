//! What a kept file says, page by page.

use super::file_bytes::{FileBytes, file_bytes};
use platform::guard::Guard;
use platform::verb::{Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use text::{Kind, LARGEST, Page, Text};
use uuid::Uuid;

/// Reads the text of a file that is kept with a record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadFileText {
    /// The file.
    #[schemars(extend("x-noun" = "files"))]
    file: Uuid,
}

/// Whether a file's text could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was.
    Read,
    /// Its pages are pictures; a program reads them only after text recognition.
    NeedsOcr,
}

/// The text of a file. A place in it is a page and a character of its text, or `offset` and that character.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileText {
    /// Its name.
    pub name: String,
    /// What it is, by its content: pdf, docx, pptx, xlsx, xls, doc, odt, ods, odp, rtf, html, eml, text or picture.
    pub kind: Kind,
    /// Whether its text could be read.
    pub status: Status,
    /// Its pages, slides or sheets.
    pub pages: Vec<Page>,
    /// There was more than the 2 MB of text that are kept.
    pub cut: bool,
}

pub(crate) fn verb() -> Verb {
    Verb::asking(
        "read_file_text",
        "Reads the text of a file, page by page: PDF, Word, Excel, PowerPoint, OpenDocument, RTF, HTML, e-mail, plain \
         text. The status needs_ocr says that its pages are pictures.",
        super::READERS,
        read_file_text,
    )
    .refuses("TL404", "when there is no such file, or it is not theirs to see")
    .refuses("TL120", "when it is no kind that is read, damaged, locked, or takes too much memory or time")
}

/// The connection is given back before the child reads.
async fn read_file_text(site: Site<'_>, input: ReadFileText) -> Result<FileText> {
    let file = site
        .read(async |call| {
            let objects = call.tools.objects.as_deref();
            let file = file_bytes(call.tx, call.actor, objects, input.file).await;
            file.map_err(|e| call.tools.explain(&e))
        })
        .await?;
    let file = file.ok_or_else(|| Error::new(404, "TL404", "There is no such file, or it is not yours to see."))?;
    text_of(&site.tools.guard, file).await
}

/// The text of a file's bytes.
///
/// # Errors
/// TL120 when it is no kind that is read, damaged, locked, or takes too much memory or time.
pub async fn text_of(guard: &Guard, file: FileBytes) -> Result<FileText> {
    let refused = |why: &str| {
        Error::new(400, "TL120", format!("The text of {} can't be read. {}", file.name, sentence(why)))
            .hint("Open the file and look at it yourself, or save it in another form, such as PDF.")
    };
    let Some(content) = file.content else {
        return Err(refused(&format!("It is larger than {} MB", LARGEST >> 20)));
    };
    let read = guard.read_bytes("text", content).await.map_err(|e| refused(&format!("{e:#}")))?;
    let text: Text = serde_json::from_slice(&read).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
    let status = if text.needs_ocr { Status::NeedsOcr } else { Status::Read };
    Ok(FileText { name: file.name, kind: text.kind, status, pages: text.pages, cut: text.cut })
}

/// Words of a library as a sentence.
pub(crate) fn sentence(words: &str) -> String {
    let mut signs = words.chars();
    let first = signs.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}{}", signs.as_str(), if words.ends_with('.') { "" } else { "." })
}
