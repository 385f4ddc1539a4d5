//! Plain text in the encodings it comes in.

use crate::pages::Pages;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes in which a page may name its encoding.
const HEAD: usize = 2048;

/// Reads a text; where headings are wanted, rows of values become rows of cells.
pub(crate) fn read(bytes: &[u8], pages: &mut Pages) {
    let text = decoded(bytes);
    match parted(&text).filter(|_| pages.about.is_some()) {
        Some(sign) => rows(&text, sign, pages),
        None => pages.text(&text),
    }
}

/// The sign between values, when the first lines have as many of it each.
fn parted(text: &str) -> Option<u8> {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(5).collect();
    b",;\t".iter().copied().find(|sign| {
        let counted = |line: &str| {
            let mut quoted = false;
            let counts = |b: &u8| {
                quoted ^= *b == b'"';
                *b == *sign && !quoted
            };
            line.as_bytes().iter().copied().filter(counts).count()
        };
        let first = lines.first().map_or(0, |l| counted(l));
        lines.len() > 1 && first > 0 && lines.iter().all(|l| counted(l) == first) && (first > 1 || lines.len() > 2)
    })
}

fn rows(text: &str, sign: u8, pages: &mut Pages) {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(sign).has_headers(false).flexible(true).from_reader(text.as_bytes());
    for row in reader.records().flatten() {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace(['\n', '\r', '\t'], " ")).collect();
        pages.text(&cells.join("\t"));
        pages.text("\n");
    }
}

/// The text: by its byte order mark, else UTF-8 when it is that, else as it says itself, else Windows-1252.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_string();
    }
    let named = named(&bytes[..bytes.len().min(HEAD)]).filter(|e| *e != UTF_8);
    named.unwrap_or(WINDOWS_1252).decode(bytes).0.into_owned()
}

/// What a page says of itself: `charset=…`.
fn named(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_is_read() {
        assert_eq!(decoded("Grüße".as_bytes()), "Grüße");
        assert_eq!(decoded(b"Gr\xfc\xdfe"), "Grüße");
        assert_eq!(decoded(b"\xff\xfeG\0\xfc\0"), "Gü");
        assert_eq!(decoded(b"<meta charset=\"windows-1251\">\xcf"), "<meta charset=\"windows-1251\">П");
    }
}
