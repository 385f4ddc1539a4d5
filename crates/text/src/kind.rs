//! What a file is, by its content.

use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read as _};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Word.
    Docx,
    /// PowerPoint.
    Pptx,
    /// Excel.
    Xlsx,
    /// Excel before 2007.
    Xls,
    /// Word before 2007.
    Doc,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// Rich Text Format.
    Rtf,
    /// A web page.
    Html,
    /// An e-mail (RFC 5322).
    Eml,
    /// Plain text, CSV among it.
    Text,
    /// A picture.
    Picture,
}

/// Bytes that are looked at for signs.
const HEAD: usize = 4096;

impl Kind {
    /// What people call one of its parts.
    pub fn part(self) -> &'static str {
        match self {
            Kind::Pptx | Kind::Odp => "slide",
            Kind::Xlsx | Kind::Xls | Kind::Ods => "sheet",
            _ => "page",
        }
    }

    /// What the bytes are; nothing when it is no kind that is read.
    pub(crate) fn of(bytes: &[u8]) -> Option<Kind> {
        let head = &bytes[..bytes.len().min(HEAD)];
        if find(&head[..head.len().min(1024)], b"%PDF-") {
            return Some(Kind::Pdf);
        }
        match head {
            [b'P', b'K', 3 | 5, 4 | 6, ..] => return package(bytes),
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => return compound(bytes),
            [b'{', b'\\', b'r', b't', b'f', ..] => return Some(Kind::Rtf),
            [0x89, b'P', b'N', b'G', ..]
            | [0xff, 0xd8, 0xff, ..]
            | [b'G', b'I', b'F', b'8', ..]
            | [b'I', b'I', b'*', 0, ..]
            | [b'M', b'M', 0, b'*', ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => return Some(Kind::Picture),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Some(Kind::Text),
            _ => {}
        }
        // What is left is text or nothing.
        if head.contains(&0) {
            return None;
        }
        let odd = head.iter().filter(|b| b.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(b)).count();
        if odd * 50 > head.len() {
            return None;
        }
        let text = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
        if is_html(&text) {
            Some(Kind::Html)
        } else if is_email(&text) {
            Some(Kind::Eml)
        } else {
            Some(Kind::Text)
        }
    }
}

fn find(bytes: &[u8], sign: &[u8]) -> bool {
    bytes.windows(sign.len()).any(|w| w == sign)
}

/// What a ZIP archive is, by the names in it.
fn package(bytes: &[u8]) -> Option<Kind> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has = |part: &str| zip.index_for_name(part).is_some();
    for (part, kind) in
        [("word/document.xml", Kind::Docx), ("ppt/presentation.xml", Kind::Pptx), ("xl/workbook.xml", Kind::Xlsx)]
    {
        if has(part) {
            return Some(kind);
        }
    }
    let mut named = String::new();
    zip.by_name("mimetype").ok()?.take(100).read_to_string(&mut named).ok()?;
    match named.trim().strip_prefix("application/vnd.oasis.opendocument.")? {
        "text" | "text-template" => Some(Kind::Odt),
        "spreadsheet" | "spreadsheet-template" => Some(Kind::Ods),
        "presentation" | "presentation-template" => Some(Kind::Odp),
        _ => None,
    }
}

/// What a compound file (Office before 2007) is, by the streams in it.
fn compound(bytes: &[u8]) -> Option<Kind> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    if file.is_stream("/WordDocument") {
        Some(Kind::Doc)
    } else if file.is_stream("/Workbook") || file.is_stream("/Book") {
        Some(Kind::Xls)
    } else {
        None
    }
}

fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix("<!--").and_then(|r| r.split_once("-->")) {
        rest = after.1.trim_start();
    }
    if let Some(after) = rest.strip_prefix("<?xml").and_then(|r| r.split_once("?>")) {
        rest = after.1.trim_start();
    }
    let start: String = rest.chars().take(14).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|sign| start.starts_with(sign))
}

/// Whether it begins with lines of a header among which are some that every e-mail has.
fn is_email(text: &str) -> bool {
    let mut seen = 0;
    for line in text.lines().take_while(|l| !l.is_empty()) {
        if line.starts_with([' ', '\t']) || line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        let known = ["from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path"];
        seen += usize::from(known.contains(&name.to_ascii_lowercase().as_str()));
    }
    seen >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        for (content, kind) in [
            (&b"%PDF-1.7\n"[..], Some(Kind::Pdf)),
            (b"{\\rtf1 x}", Some(Kind::Rtf)),
            (b"\xef\xbb\xbf <!-- hi --><!DOCTYPE HTML><p>x", Some(Kind::Html)),
            (b"From: a@b.example\r\nSubject: Hello\r\n\r\nText", Some(Kind::Eml)),
            (b"Note: this\nis no e-mail", Some(Kind::Text)),
            (b"\x89PNG\r\n", Some(Kind::Picture)),
            (b"\x7fELF\x02\x01\x01\0\0\0", None),
            (b"PK\x03\x04nothing", None),
        ] {
            assert_eq!(Kind::of(content), kind, "{}", String::from_utf8_lossy(content));
        }
    }
}
