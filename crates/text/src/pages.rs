//! Text with its pages, so that a place in it can be pointed at.

use crate::about::About;
use crate::pieces::Piece;
use serde::{Deserialize, Serialize};

/// Bytes of text that are kept of one file.
const LONGEST: usize = 2 << 20;
/// The same of one that is read with its headings.
const LONGEST_OUTLINE: usize = 12 << 20;
/// Pages that are kept of one file.
const MOST: usize = 5_000;

/// A page, slide or sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Page {
    /// Its number, from 1.
    pub number: usize,
    /// The sheet's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Characters (Unicode scalar values) of the pages before it.
    pub offset: usize,
    /// Its text: lines parted by `\n`, cells of a table by `\t`.
    pub text: String,
}

/// Collects text page by page, up to [`LONGEST`].
#[derive(Debug, Default)]
pub(crate) struct Pages {
    ended: Vec<Page>,
    now: Page,
    bytes: usize,
    cut: bool,
    begun: bool,
    /// The pieces of each page, where they are wanted: then paragraphs of a cell have lines of their own, too.
    pub(crate) pieces: Option<Vec<Vec<Piece>>>,
    /// Paragraphs of the cell so far.
    paragraphs: usize,
    /// What the file says of itself, and its headings, where they are wanted: lines that begin with `# `, as in Markdown.
    pub(crate) about: Option<About>,
}

impl Pages {
    /// Pages that tell where things stand.
    pub(crate) fn laid() -> Pages {
        Pages { pieces: Some(Vec::new()), ..Pages::default() }
    }

    /// Pages that tell their headings, and what the file says of itself; of long files, more is kept.
    pub(crate) fn outlined() -> Pages {
        Pages { about: Some(About::default()), ..Pages::default() }
    }

    /// Begins a heading of a level from 1, where headings are wanted.
    pub(crate) fn heading(&mut self, level: usize) {
        if self.about.is_some() {
            self.line();
            self.text(&format!("{} ", "#".repeat(level.clamp(1, 6))));
        }
    }

    /// Begins an item of a list, where its mark is wanted.
    pub(crate) fn item(&mut self) {
        if (self.pieces.is_some() || self.about.is_some())
            && (self.now.text.is_empty() || self.now.text.ends_with(['\n', '\t']))
        {
            self.text("• ");
        }
    }

    /// Ends a paragraph inside the cell of a table.
    pub(crate) fn paragraph_of_cell(&mut self) {
        self.paragraphs += usize::from(!self.now.text.ends_with(['\n', '\t']));
        self.text(if self.pieces.is_some() { "\n" } else { " " });
    }
    /// Adds text. Signs that no page shows are left out; ends of lines become `\n`.
    pub(crate) fn text(&mut self, text: &str) {
        self.begun |= !text.is_empty();
        let mut after_return = false;
        for c in text.chars() {
            let kept = match c {
                '\r' => '\n',
                '\n' if after_return => {
                    after_return = false;
                    continue;
                }
                '\u{c}' => {
                    self.turn();
                    continue;
                }
                '\u{a0}' => ' ',
                '\n' | '\t' => c,
                '\u{ad}' | '\u{feff}' | '\u{fffe}' => continue,
                c if c.is_control() => continue,
                c => c,
            };
            after_return = c == '\r';
            if self.bytes + kept.len_utf8() > self.longest() {
                self.cut = true;
                return;
            }
            self.bytes += kept.len_utf8();
            self.now.text.push(kept);
        }
    }

    fn longest(&self) -> usize {
        if self.about.is_some() { LONGEST_OUTLINE } else { LONGEST }
    }

    /// Ends the line, unless nothing stands in it.
    pub(crate) fn line(&mut self) {
        if !self.now.text.is_empty() && !self.now.text.ends_with('\n') {
            self.text("\n");
        }
    }

    /// Ends the cell of a table: what follows in the row stands behind a tab.
    pub(crate) fn cell(&mut self) {
        while self.now.text.ends_with(['\n', ' ']) {
            self.now.text.pop();
        }
        let tall = self.pieces.is_some() && std::mem::take(&mut self.paragraphs) > 1;
        self.text(if tall { "\n" } else { "\t" });
    }

    /// A new page, unless nothing stands on this one.
    pub(crate) fn turn(&mut self) {
        if !self.now.text.trim().is_empty() {
            self.next(None);
        }
    }

    /// A new page, which may have a name. The first one begins by itself.
    pub(crate) fn page(&mut self, name: Option<String>) {
        if self.begun || self.now.name.is_some() {
            self.next(name);
        } else {
            self.now.name = name;
        }
        self.begun = true;
    }

    /// Whether no more is kept, so that the rest need not be read.
    pub(crate) fn is_full(&self) -> bool {
        self.cut
    }

    /// The pages, and whether there was more than is kept.
    pub(crate) fn done(mut self) -> (Vec<Page>, bool) {
        self.next(None);
        let mut offset = 0;
        for (i, page) in self.ended.iter_mut().enumerate() {
            page.text = tidied(&page.text);
            (page.number, page.offset) = (i + 1, offset);
            offset += page.text.chars().count();
        }
        (self.ended, self.cut)
    }

    fn next(&mut self, name: Option<String>) {
        if self.ended.len() >= MOST {
            self.cut = true;
            return;
        }
        self.ended.push(std::mem::replace(&mut self.now, Page { name, ..Page::default() }));
    }
}

/// Lines without blanks at their ends, and never more than one empty line.
fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_matches('\n').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(of: impl FnOnce(&mut Pages)) -> (Vec<Page>, bool) {
        let mut pages = Pages::default();
        of(&mut pages);
        pages.done()
    }

    #[test]
    fn a_page_says_where_it_begins() {
        let (pages, cut) = pages(|p| p.text("Grüße\r\nzwei\u{c}drei\u{0}"));
        let parts: Vec<_> = pages.iter().map(|p| (p.number, p.offset, p.text.as_str())).collect();
        assert_eq!(parts, [(1, 0, "Grüße\nzwei"), (2, 10, "drei")]);
        assert!(!cut);
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let (pages, cut) = pages(|p| (0..3).for_each(|_| p.text(&"ä".repeat(1 << 20))));
        assert_eq!((pages[0].text.len(), cut), (LONGEST, true));
    }
}
