//! PDF, read by PDFium, whose library the executable carries.

use crate::pages::Pages;
use crate::pieces::{MOST, MOST_PAGES, Piece};
use anyhow::{Context as _, bail};
use pdfium_render::prelude::{
    PdfDocumentMetadataTagType, PdfFontWeight, PdfPageText, PdfPageTextChar, Pdfium, PdfiumError, PdfiumInternalError,
};
use rustix::fs::{MemfdFlags, memfd_create};
use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsRawFd as _;
use std::sync::OnceLock;

const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libpdfium.so.gz"));

/// The library, or why there is none.
static PDFIUM: OnceLock<Result<Pdfium, String>> = OnceLock::new();

/// Loads the library, once; a process that shuts itself off does so before.
pub(crate) fn load() -> &'static Result<Pdfium, String> {
    PDFIUM.get_or_init(|| bound().map_err(|e| format!("{e:#}")))
}

/// The library comes from memory: nothing of it stands on the disk, where it would have to be found, kept and trusted.
fn bound() -> anyhow::Result<Pdfium> {
    let mut library = File::from(memfd_create("pdfium", MemfdFlags::CLOEXEC).context("no memory for PDFium")?);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(LIBRARY), &mut unpacked)?;
    library.write_all(&unpacked)?;
    let bindings = Pdfium::bind_to_library(format!("/proc/self/fd/{}", library.as_raw_fd())).context("PDFium")?;
    Ok(Pdfium::new(bindings))
}

/// Reads the text of each page.
pub(crate) fn read(bytes: &[u8], pages: &mut Pages) -> anyhow::Result<()> {
    let pdfium = match load() {
        Ok(pdfium) => pdfium,
        Err(why) => bail!("PDF can't be read on this machine: {why}"),
    };
    let document = match pdfium.load_pdf_from_byte_slice(bytes, None) {
        Ok(document) => document,
        Err(PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError)) => {
            bail!("The PDF is locked with a password. Save it without one and send it again.")
        }
        Err(_) => bail!("The PDF is damaged."),
    };
    if let Some(about) = pages.about.as_mut() {
        let said = document.metadata();
        for (name, tag) in [
            ("title", PdfDocumentMetadataTagType::Title),
            ("creator", PdfDocumentMetadataTagType::Author),
            ("date", PdfDocumentMetadataTagType::ModificationDate),
            ("date", PdfDocumentMetadataTagType::CreationDate),
        ] {
            about.note(name, said.get(tag).as_ref().map_or("", |tag| tag.value()));
        }
    }
    for page in document.pages().iter() {
        pages.page(None);
        // A page that is damaged is an empty one.
        if let Ok(text) = page.text() {
            pages.text(&joined(&text.all()));
            if let Some(all) = pages.pieces.as_mut().filter(|all| all.len() < MOST_PAGES) {
                let room = MOST.saturating_sub(all.iter().map(Vec::len).sum());
                all.push(pieces(&text, room));
            }
        }
        if pages.is_full() {
            break;
        }
    }
    Ok(())
}

/// What stands together on a page, in the file's order.
fn pieces(text: &PdfPageText<'_>, room: usize) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut open = false;
    let mut blank = false;
    for sign in text.chars().iter() {
        let Some(c) = sign.unicode_char() else { continue };
        match c {
            '\r' | '\n' => open = false,
            '\u{2}' | '\u{fffe}' => {
                if let Some(last) = found.last_mut().filter(|_| open) {
                    last.text.push('-');
                }
            }
            c if c.is_whitespace() || c == '\u{a0}' => blank = true,
            c if c.is_control() => {}
            c => {
                let Ok(at) = sign.loose_bounds() else { continue };
                let (left, right) = (at.left().value, at.right().value);
                let size = sign.scaled_font_size().value.max(1.0);
                let base = sign.origin_y().map_or(at.bottom().value, |y| y.value);
                let goes_on = open
                    && found.last().is_some_and(|last| {
                        (base - last.base).abs() < 0.3 * size
                            && left - last.right < 0.9 * size
                            && left - last.right > -0.6 * size
                    });
                if !goes_on {
                    if found.len() >= room {
                        break;
                    }
                    found.push(Piece { text: String::new(), left, right, base, size, bold: is_bold(&sign) });
                }
                let Some(last) = found.last_mut() else { continue };
                if goes_on && blank {
                    last.text.push(' ');
                }
                (open, blank) = (true, false);
                last.text.push(c);
                last.right = last.right.max(right);
            }
        }
    }
    found
}

fn is_bold(sign: &PdfPageTextChar<'_>) -> bool {
    let by_weight = matches!(
        sign.font_weight(),
        Some(
            PdfFontWeight::Weight600
                | PdfFontWeight::Weight700Bold
                | PdfFontWeight::Weight800
                | PdfFontWeight::Weight900
                | PdfFontWeight::Custom(600..=1000)
        )
    );
    by_weight || ["bold", "black", "heavy", "cmbx"].iter().any(|word| sign.font_name().to_lowercase().contains(word))
}

/// Puts words together that a hyphen parts at the end of a line; PDFium marks it.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().filter(|c| *c != '\u{c}').peekable();
    while let Some(c) = signs.next() {
        if matches!(c, '\u{2}' | '\u{fffe}') {
            while signs.next_if(|c| matches!(c, '\r' | '\n')).is_some() {}
        } else {
            out.push(c);
        }
    }
    out
}
