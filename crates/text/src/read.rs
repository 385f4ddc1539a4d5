//! Any file → its text.

use crate::about::About;
use crate::kind::Kind;
use crate::pages::{Page, Pages};
use crate::pieces::Piece;
use crate::{eml, html, language, odf, ooxml, plain, rtf, sheet, word};
use anyhow::{bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::os::unix::fs::FileExt as _;

/// Bytes a file may have whose text is read.
pub const LARGEST: usize = 25 << 20;
/// Letters and digits a page has on average, below which a PDF is taken for pictures of pages.
const LETTERS: usize = 10;

/// The text of a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Text {
    /// What the file is, by its content.
    pub kind: Kind,
    /// Its pages, slides or sheets, in order; one when it knows none.
    pub pages: Vec<Page>,
    /// Its pages are pictures: a person can read them, a program only after text recognition (OCR).
    pub needs_ocr: bool,
    /// There was more than is kept.
    pub cut: bool,
}

/// The text of a file with its headings, and what it says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outline {
    /// The text.
    #[serde(flatten)]
    pub text: Text,
    /// What it says of itself.
    pub about: About,
}

/// The text of a file, and where on its pages it stands. Cells of tables with several paragraphs have a line for each.
#[derive(Debug, Serialize, Deserialize)]
pub struct Laid {
    /// The text.
    pub text: Text,
    /// The pieces of each page, as the file has them; nothing of a file that does not say where things stand.
    pub pieces: Vec<Vec<Piece>>,
}

/// Opens what reading this file will need, for a process that then shuts itself off.
pub fn prepare(file: &File) {
    let mut head = [0; 1024];
    let length = file.read_at(&mut head, 0).unwrap_or(0);
    if Kind::of(&head[..length]) == Some(Kind::Pdf) {
        #[cfg(feature = "pdf")]
        crate::pdf::load().as_ref().ok();
    }
}

/// Reads the text of a file, whatever it is; what it is, is seen by its content, never by its name.
///
/// # Errors
/// When it holds no text that is read, is damaged or locked, or larger or deeper than is read. The message is for people.
pub fn text(bytes: Vec<u8>) -> anyhow::Result<Text> {
    Ok(read(bytes, Pages::default())?.text)
}

/// As [`text`], and where on its pages it stands.
///
/// # Errors
/// As [`text`].
pub fn laid(bytes: Vec<u8>) -> anyhow::Result<Laid> {
    read(bytes, Pages::laid())
}

/// As [`text`], with its headings as lines that begin with `# `, its tables as lines of cells parted by tabs, and what it says
/// of itself.
///
/// # Errors
/// As [`text`].
pub fn outlined(bytes: Vec<u8>) -> anyhow::Result<Outline> {
    let (laid, about) = told(bytes, Pages::outlined())?;
    let mut about = about.unwrap_or_default();
    about.language = about.language.or_else(|| language::of(laid.text.pages.iter().map(|p| p.text.as_str())));
    Ok(Outline { text: laid.text, about })
}

fn read(bytes: Vec<u8>, pages: Pages) -> anyhow::Result<Laid> {
    Ok(told(bytes, pages)?.0)
}

fn told(bytes: Vec<u8>, mut pages: Pages) -> anyhow::Result<(Laid, Option<About>)> {
    ensure!(bytes.len() <= LARGEST, "The file is larger than {} MB.", LARGEST >> 20);
    ensure!(!bytes.is_empty(), "The file is empty.");
    let Some(kind) = Kind::of(&bytes) else {
        bail!(
            "This is not a kind of file whose text is read. PDF, Word, Excel, PowerPoint, OpenDocument, RTF, HTML, \
             e-mail and plain text are."
        )
    };
    match kind {
        Kind::Pdf => pdf(&bytes, &mut pages)?,
        Kind::Docx => ooxml::document(bytes, &mut pages)?,
        Kind::Pptx => ooxml::slides(bytes, &mut pages)?,
        Kind::Xlsx => sheet::read_xlsx(bytes, &mut pages)?,
        Kind::Xls => sheet::read_xls(bytes, &mut pages)?,
        Kind::Doc => word::read(bytes, &mut pages)?,
        Kind::Odt | Kind::Ods | Kind::Odp => odf::read(bytes, &mut pages)?,
        Kind::Rtf => rtf::read(&bytes, &mut pages),
        Kind::Html => html::read(&bytes, &mut pages)?,
        Kind::Eml => eml::read_text(&bytes, &mut pages)?,
        Kind::Text => plain::read(&bytes, &mut pages),
        Kind::Picture => {}
    }
    let pieces = pages.pieces.take().unwrap_or_default();
    let about = pages.about.take();
    let (pages, cut) = pages.done();
    let letters: usize =
        pages.iter().map(|p| p.text.chars().filter(|c| c.is_alphanumeric()).take(LETTERS).count()).sum();
    let pictures = kind == Kind::Picture || kind == Kind::Pdf && letters < LETTERS * pages.len().div_ceil(2);
    Ok((Laid { text: Text { kind, pages, needs_ocr: pictures, cut }, pieces }, about))
}

#[cfg(feature = "pdf")]
fn pdf(bytes: &[u8], pages: &mut Pages) -> anyhow::Result<()> {
    crate::pdf::read(bytes, pages)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &[u8], _: &mut Pages) -> anyhow::Result<()> {
    bail!("This Throughline was built without a reader of PDF.")
}
