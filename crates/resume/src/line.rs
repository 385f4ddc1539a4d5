//! The lines of a résumé, each knowing where it stands.

use crate::Span;
use crate::order::Sheet;
use std::ops::Range;

/// A line that says something.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its text, without blanks and bullets around it.
    pub(crate) text: String,
    /// Its page.
    pub(crate) page: usize,
    /// The character of the page it begins at.
    pub(crate) from: usize,
    /// A bullet stood before it.
    pub(crate) bullet: bool,
    /// An empty line, or room, stands before it.
    pub(crate) gap: bool,
    /// The column of the page: 0 where there is one.
    pub(crate) column: usize,
    /// The size of its letters; 0 where nobody says.
    pub(crate) size: f32,
    /// Its letters are bold.
    pub(crate) bold: bool,
}

const BULLETS: &[char] =
    &['•', '●', '▪', '■', '◦', '○', '‣', '∙', '·', '➢', '➤', '►', '▶', '✓', '✔', '❖', '\u{f0b7}', '\u{f0a7}', '§'];

impl Line {
    /// The place of some bytes of it.
    pub(crate) fn span(&self, bytes: &Range<usize>) -> Span {
        let count = |end: usize| self.text.get(..end).map_or(0, |s| s.chars().count());
        Span { page: self.page, from: self.from + count(bytes.start), to: self.from + count(bytes.end) }
    }

    /// Where all of it stands.
    pub(crate) fn whole(&self) -> Span {
        self.span(&(0..self.text.len()))
    }

    /// The parts between signs, each with its bytes and without blanks around it; empty ones are left out.
    pub(crate) fn parts<'a>(
        &'a self,
        is_sign: impl Fn(char) -> bool + 'a,
    ) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        let mut at = 0;
        self.text.split_inclusive(is_sign).filter_map(move |part| {
            let start = at;
            at += part.len();
            let kept = trimmed(part);
            (!kept.is_empty()).then(|| {
                let from = start + part.find(kept).unwrap_or(0);
                (kept, from..from + kept.len())
            })
        })
    }
}

/// Text without blanks and dividing signs around it.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '·' | '•' | '–' | '—' | ':' | '/'))
}

/// The lines of all pages, in the order they are read.
pub(crate) fn lines(sheets: &[Sheet]) -> Vec<Line> {
    let mut lines = Vec::new();
    for sheet in sheets {
        let (mut at, mut gap) = (0, true);
        for (n, raw) in sheet.page.text.split('\n').enumerate() {
            let look = sheet.looks.get(n).copied().unwrap_or_default();
            let length = raw.chars().count();
            let text = raw.trim();
            if text.is_empty() || text.chars().all(|c| !c.is_alphanumeric()) {
                gap = true;
                at += length + 1;
                continue;
            }
            let (bullet, rest) = unmarked(text);
            let before = raw.len() - raw.trim_start().len() + (text.len() - rest.len());
            let from = at + raw.get(..before).map_or(0, |s| s.chars().count());
            lines.push(Line {
                text: rest.to_string(),
                page: sheet.page.number,
                from,
                bullet,
                gap: gap || look.gap,
                column: look.column,
                size: look.size,
                bold: look.bold,
            });
            gap = false;
            at += length + 1;
        }
    }
    mended(lines)
}

/// Puts lines together that were broken: where one ends with a small word or a bullet's goes on with a small letter. The
/// places of their characters stay what they are.
fn mended(lines: Vec<Line>) -> Vec<Line> {
    const OPEN: &[&str] = &[
        "of", "and", "&", "for", "the", "in", "with", "to", "de", "da", "do", "del", "di", "und", "für", "der", "van",
        "et", "y", "en", "von",
    ];
    let mut mended: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let goes_on = |last: &Line| {
            let small = line.text.chars().next().is_some_and(char::is_lowercase);
            let open = last.text.split_whitespace().next_back().is_some_and(|w| OPEN.contains(&w));
            let same = last.page == line.page && last.column == line.column && !line.gap && !line.bullet;
            let joins = last.from + last.text.chars().count() + 1 == line.from;
            same && joins
                && last.text.chars().count() < 400
                && (open || small && (last.bullet || is_list(&last.text)) || last.text.ends_with(','))
        };
        // "Child protection, Report" goes on with "writing".
        fn is_list(text: &str) -> bool {
            text.contains(',') && !text.contains('\t') && !text.ends_with('.')
        }
        match mended.last_mut().filter(|last| goes_on(last)) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(&line.text);
            }
            None => mended.push(line),
        }
    }
    mended
}

/// Whether a bullet stands before a line, and what stands behind it.
fn unmarked(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix(BULLETS) {
        return (true, rest.trim_start());
    }
    for mark in ["- ", "– ", "— ", "* ", "> ", "o ", "-\t", "*\t", "o\t"] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (true, rest.trim_start());
        }
    }
    (false, text)
}
