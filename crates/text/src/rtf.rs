//! Rich Text Format: groups in braces, words behind backslashes, text between.

use crate::pages::Pages;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Groups that hold no text of the document.
const ASIDE: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "fldinst",
    "xmlnstbl",
    "filetbl",
    "revtbl",
    "bkmkstart",
    "bkmkend",
    "nonshppict",
    "mmathPr",
    "pgdsctbl",
];

/// What holds inside a group.
#[derive(Clone, Copy)]
struct Group {
    /// Its text is not the document's.
    aside: bool,
    /// Signs that stand behind a Unicode character for programs that know none.
    stand_ins: usize,
}

/// Reads it. What is damaged is read as far as it goes.
pub(crate) fn read(bytes: &[u8], pages: &mut Pages) {
    let mut groups: Vec<Group> = Vec::new();
    let mut now = Group { aside: false, stand_ins: 1 };
    let mut encoding = WINDOWS_1252;
    // Bytes of the document's own encoding wait for each other: some characters have two.
    let (mut waiting, mut half, mut skip, mut at) = (Vec::new(), None, 0_usize, 0);
    while at < bytes.len() && !pages.is_full() {
        let byte = bytes[at];
        at += 1;
        match byte {
            b'{' => {
                flush(&mut waiting, encoding, pages);
                groups.push(now);
            }
            b'}' => {
                flush(&mut waiting, encoding, pages);
                now = groups.pop().unwrap_or(Group { aside: false, stand_ins: 1 });
                skip = 0;
            }
            b'\r' | b'\n' => {}
            b'\\' => {
                let Some(&next) = bytes.get(at) else { break };
                if next == b'\'' {
                    let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
                    at += 3;
                    if skip > 0 {
                        skip -= 1;
                    } else if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok())
                        && !now.aside
                    {
                        waiting.push(byte);
                    }
                    continue;
                }
                flush(&mut waiting, encoding, pages);
                if !next.is_ascii_alphabetic() {
                    at += 1;
                    match next {
                        // A group programs may skip that do not know it.
                        b'*' => now.aside = true,
                        b'~' if !now.aside => pages.text(" "),
                        b'_' if !now.aside => pages.text("-"),
                        b'\r' | b'\n' if !now.aside => pages.text("\n"),
                        b'{' | b'}' | b'\\' if !now.aside => pages.text(char::from(next).encode_utf8(&mut [0; 4])),
                        _ => {}
                    }
                    continue;
                }
                let (word, number) = word(bytes, &mut at);
                match (word, number) {
                    ("bin", Some(count)) => at = at.saturating_add(usize::try_from(count).unwrap_or(0)),
                    ("ansicpg", Some(page)) => encoding = code_page(page).unwrap_or(encoding),
                    ("uc", Some(count)) => now.stand_ins = usize::try_from(count).unwrap_or(1).min(10),
                    (word, _) if ASIDE.contains(&word) => now.aside = true,
                    _ if now.aside => {}
                    ("u", Some(code)) => {
                        // Characters above U+FFFF come in two halves.
                        let unit = (code & 0xffff) as u16;
                        let units: Vec<u16> = half.take().into_iter().chain([unit]).collect();
                        match String::from_utf16(&units) {
                            Ok(text) => pages.text(&text),
                            Err(_) => half = Some(unit).filter(|u| (0xd800..0xdc00).contains(u)),
                        }
                        skip = now.stand_ins;
                    }
                    ("par" | "line" | "sect", _) => pages.text("\n"),
                    ("page", _) => pages.turn(),
                    ("tab", _) => pages.text("\t"),
                    ("cell", _) => pages.cell(),
                    ("row", _) => pages.text("\n"),
                    ("emdash", _) => pages.text("—"),
                    ("endash", _) => pages.text("–"),
                    ("lquote", _) => pages.text("‘"),
                    ("rquote", _) => pages.text("’"),
                    ("ldblquote", _) => pages.text("“"),
                    ("rdblquote", _) => pages.text("”"),
                    ("bullet", _) => pages.text("•"),
                    _ => {}
                }
            }
            _ if skip > 0 => skip -= 1,
            byte if !now.aside => waiting.push(byte),
            _ => {}
        }
    }
    flush(&mut waiting, encoding, pages);
}

/// A word behind a backslash, and its number; one blank behind it is its own.
fn word<'a>(bytes: &'a [u8], at: &mut usize) -> (&'a str, Option<i64>) {
    let start = *at;
    while bytes.get(*at).is_some_and(u8::is_ascii_alphabetic) && *at - start < 32 {
        *at += 1;
    }
    let word = std::str::from_utf8(&bytes[start..*at]).unwrap_or_default();
    let digits = *at;
    if bytes.get(*at) == Some(&b'-') {
        *at += 1;
    }
    while bytes.get(*at).is_some_and(u8::is_ascii_digit) && *at - digits < 12 {
        *at += 1;
    }
    let number = std::str::from_utf8(&bytes[digits..*at]).ok().and_then(|n| n.parse().ok());
    if bytes.get(*at) == Some(&b' ') {
        *at += 1;
    }
    (word, number)
}

fn flush(waiting: &mut Vec<u8>, encoding: &'static Encoding, pages: &mut Pages) {
    if !waiting.is_empty() {
        pages.text(&encoding.decode_without_bom_handling(waiting).0);
        waiting.clear();
    }
}

fn code_page(page: i64) -> Option<&'static Encoding> {
    let label = match page {
        932 => "shift_jis".to_string(),
        936 => "gbk".to_string(),
        949 => "euc-kr".to_string(),
        950 => "big5".to_string(),
        65001 => "utf-8".to_string(),
        10000 => "macintosh".to_string(),
        page => format!("windows-{page}"),
    };
    Encoding::for_label(label.as_bytes())
}
