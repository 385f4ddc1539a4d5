//! Word before 2007 (`.doc`): a compound file whose text stands in pieces, as the table stream says ([MS-DOC] 2.4.1).

use crate::pages::Pages;
use anyhow::{Context as _, bail, ensure};
use cfb::CompoundFile;
use encoding_rs::WINDOWS_1252;
use std::io::{Cursor, Read as _};

/// Where the head of the document says what.
const FLAGS: usize = 0x0a;
const PIECES_AT: usize = 0x1a2;
const PIECES_LENGTH: usize = 0x1a6;
/// The first version whose pieces stand in a table stream: Word 97.
const WORD_97: u16 = 0xc1;

/// Reads its text, notes and headers included.
pub(crate) fn read(bytes: Vec<u8>, pages: &mut Pages) -> anyhow::Result<()> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).context("The document is damaged")?;
    let document = stream(&mut file, "/WordDocument")?;
    ensure!(short(&document, 0)? == 0xa5ec, "The document is damaged.");
    if short(&document, 2)? < WORD_97 {
        bail!("The document was written by a Word older than Word 97. Save it as .docx and send it again.");
    }
    let flags = short(&document, FLAGS)?;
    ensure!(flags & 0x100 == 0, "The document is locked with a password. Save it without one and send it again.");
    let table = stream(&mut file, if flags & 0x200 == 0 { "/0Table" } else { "/1Table" })?;
    let mut field = 0_usize;
    for piece in pieces(&table, word(&document, PIECES_AT)?, word(&document, PIECES_LENGTH)?)? {
        write(&piece.text(&document)?, &mut field, pages);
        if pages.is_full() {
            break;
        }
    }
    Ok(())
}

/// A run of characters that stand together.
struct Piece {
    characters: usize,
    at: u32,
}

impl Piece {
    fn text(&self, document: &[u8]) -> anyhow::Result<String> {
        // One bit says that a character is a byte; the place is then counted in halves.
        let bytes = self.at & 0x4000_0000 != 0;
        let at = (self.at & 0x3fff_ffff) as usize;
        let (start, length) = if bytes { (at / 2, self.characters) } else { (at, self.characters * 2) };
        let raw =
            start.checked_add(length).and_then(|end| document.get(start..end)).context("The document is damaged.")?;
        if bytes {
            return Ok(WINDOWS_1252.decode_without_bom_handling(raw).0.into_owned());
        }
        let units: Vec<u16> = raw.as_chunks::<2>().0.iter().map(|u| u16::from_le_bytes(*u)).collect();
        Ok(String::from_utf16_lossy(&units))
    }
}

/// The pieces, in order.
fn pieces(table: &[u8], at: u32, length: u32) -> anyhow::Result<Vec<Piece>> {
    let start = at as usize;
    let all = start.checked_add(length as usize).and_then(|end| table.get(start..end));
    let mut rest = all.context("The document is damaged.")?;
    // Formatting stands before them.
    while rest.first() == Some(&1) {
        let size = short(rest, 1)? as usize;
        rest = rest.get(3 + size..).context("The document is damaged.")?;
    }
    ensure!(rest.first() == Some(&2), "The document is damaged.");
    let size = word(rest, 1)? as usize;
    let list = rest.get(5..5 + size.min(rest.len())).or(rest.get(5..)).unwrap_or_default();
    // n + 1 places, then n descriptions of eight bytes.
    let count = list.len().saturating_sub(4) / 12;
    let mut pieces = Vec::new();
    for i in 0..count {
        let (from, to) = (word(list, 4 * i)?, word(list, 4 * (i + 1))?);
        let at = word(list, 4 * (count + 1) + 8 * i + 2)?;
        pieces.push(Piece { characters: to.saturating_sub(from) as usize, at });
    }
    Ok(pieces)
}

/// Writes text without the codes of fields, of which only the results are shown.
fn write(text: &str, field: &mut usize, pages: &mut Pages) {
    for c in text.chars() {
        match c {
            '\u{13}' => *field += 1,
            '\u{14}' | '\u{15}' => *field = field.saturating_sub(1),
            _ if *field > 0 => {}
            '\u{7}' => pages.cell(),
            '\u{b}' => pages.text("\n"),
            '\u{1e}' => pages.text("-"),
            c => pages.text(c.encode_utf8(&mut [0; 4])),
        }
    }
}

fn stream(file: &mut CompoundFile<Cursor<Vec<u8>>>, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.open_stream(name).context("The document is damaged")?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn short(bytes: &[u8], at: usize) -> anyhow::Result<u16> {
    let two = bytes.get(at..).and_then(|b| b.first_chunk()).context("The document is damaged.")?;
    Ok(u16::from_le_bytes(*two))
}

fn word(bytes: &[u8], at: usize) -> anyhow::Result<u32> {
    let four = bytes.get(at..).and_then(|b| b.first_chunk()).context("The document is damaged.")?;
    Ok(u32::from_le_bytes(*four))
}
