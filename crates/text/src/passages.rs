//! A text → passages: pieces as large as a model reads, cut where the text itself is parted.
//!
//! A passage is one stretch of one page, so that a place in it is a place in the document. It knows the headings it stands
//! under. A table stays whole while it fits; of one that is cut, each part knows its first row.

use crate::pages::Page;
use crate::sentences::sentences;
use std::ops::Range;

/// Characters of a passage, however few pieces a model makes of them.
const LONGEST: usize = 2_400;
/// Passages of a document; what comes after them is not found.
const MOST: usize = 20_000;
/// Headings above one another.
const DEEPEST: usize = 4;
/// Characters of a heading that are kept.
const HEADING: usize = 120;
/// Of what a model reads, the part that headings take at most.
const HEADINGS: usize = 4;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The page it stands on, from 1.
    pub page: usize,
    /// Characters of the page before it.
    pub offset: usize,
    /// How many characters it has.
    pub length: usize,
    /// The headings it stands under, the outermost first.
    pub heading: Vec<String>,
    /// Its text.
    pub text: String,
}

impl Passage {
    /// What a model reads of it.
    pub fn read(&self) -> String {
        if self.heading.is_empty() {
            self.text.clone()
        } else {
            format!("{}\n{}", self.heading.join(" › "), self.text)
        }
    }
}

/// Cuts the pages of what is called `title` into passages of at most `size` pieces of words, as `count` counts them, title and
/// headings included.
pub fn cut(pages: &[Page], title: &str, size: usize, count: &dyn Fn(&str) -> usize) -> Vec<Passage> {
    let marked = pages.iter().any(|p| p.text.lines().any(|line| level(line).is_some()));
    let top = Some(shortened(title)).filter(|t| !t.is_empty()).map(|t| (0, t));
    let path: Vec<(usize, String)> = top.clone().into_iter().collect();
    let mut cutter = Cutter { size: size.max(16), count, marked, path, done: Vec::new(), open: None };
    for page in pages {
        // Sheets have names, which say what their rows are.
        if let Some(name) = &page.name {
            cutter.path = top.iter().cloned().chain([(1, shortened(name))]).collect();
        }
        cutter.page(page);
    }
    cutter.done
}

struct Cutter<'a> {
    size: usize,
    count: &'a dyn Fn(&str) -> usize,
    /// Headings are marked, so nothing else is taken for one.
    marked: bool,
    path: Vec<(usize, String)>,
    done: Vec<Passage>,
    /// The passage that is being filled.
    open: Option<Open>,
}

struct Open {
    range: Range<usize>,
    pieces: usize,
    heading: Vec<String>,
    /// Only headings stand in it so far.
    bare: bool,
}

/// Lines that belong together.
struct Block {
    range: Range<usize>,
    kind: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Heading(usize),
    Table,
    Words,
}

impl Cutter<'_> {
    fn page(&mut self, page: &Page) {
        for block in blocks(&page.text, self.marked) {
            match block.kind {
                Part::Heading(level) => self.heading(page, block.range, level),
                Part::Table => self.table(page, block.range),
                Part::Words => self.words(page, block.range),
            }
        }
        self.close(page);
    }

    fn heading(&mut self, page: &Page, range: Range<usize>, level: usize) {
        if self.open.as_ref().is_some_and(|open| !open.bare) {
            self.close(page);
        }
        let words = shortened(page.text[range.clone()].trim_start_matches('#').trim());
        self.path.retain(|(above, _)| *above < level);
        // What is the title once more says nothing more.
        if self.path.first().is_none_or(|(_, title)| !title.eq_ignore_ascii_case(&words)) {
            self.path.push((level, words));
        }
        let pieces = (self.count)(&page.text[range.clone()]);
        let heading = self.headings(None);
        match &mut self.open {
            Some(open) => {
                open.range.end = range.end;
                open.pieces += pieces;
                open.heading = heading;
            }
            None => self.open = Some(Open { pieces: self.cost(&heading) + pieces, range, heading, bare: true }),
        }
    }

    /// The headings above, with the first row of a table that is cut; the nearest ones when they are many or long.
    fn headings(&self, row: Option<&str>) -> Vec<String> {
        let mut all: Vec<String> = self.path.iter().map(|(_, words)| words.clone()).collect();
        all.extend(row.map(|row| shortened(&row.replace('\t', " | "))));
        all.drain(..all.len().saturating_sub(DEEPEST));
        while all.len() > 1 && self.cost(&all) > self.size / HEADINGS {
            all.remove(0);
        }
        if self.cost(&all) > self.size / 2 {
            all.clear();
        }
        all
    }

    fn cost(&self, heading: &[String]) -> usize {
        heading.iter().map(|words| (self.count)(words) + 1).sum()
    }

    fn words(&mut self, page: &Page, range: Range<usize>) {
        let text = &page.text[range.clone()];
        let all = (self.count)(text);
        if self.fits(all, &range) {
            self.add(page, range, all);
            return;
        }
        let sentences: Vec<Range<usize>> =
            sentences(text).into_iter().map(|s| s.start + range.start..s.end + range.start).collect();
        for sentence in sentences {
            for part in self.parts(&page.text, sentence) {
                let pieces = (self.count)(&page.text[part.clone()]);
                self.add(page, part, pieces);
            }
        }
    }

    /// A sentence in parts that fit.
    fn parts(&self, text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
        let most = self.size / 2;
        if (self.count)(&text[sentence.clone()]) <= most && sentence.len() <= LONGEST {
            return vec![sentence];
        }
        let (mut parts, mut begin, mut last) = (Vec::new(), sentence.start, sentence.start);
        let mut pieces = 0;
        let mut marks: Vec<usize> =
            text[sentence.clone()].match_indices(char::is_whitespace).map(|(at, _)| at + sentence.start).collect();
        marks.push(sentence.end);
        for mark in marks {
            let word = (self.count)(&text[last..mark]);
            if pieces > 0 && (pieces + word > most || mark - begin > LONGEST) {
                parts.push(begin..last);
                (begin, pieces) = (last, 0);
            }
            pieces += word;
            last = mark;
            // A word without end.
            while last - begin > LONGEST {
                let at = (begin + LONGEST / 2..last).find(|at| text.is_char_boundary(*at)).unwrap_or(last);
                parts.push(begin..at);
                begin = at;
            }
        }
        parts.push(begin..last);
        parts.into_iter().map(|part| trimmed(text, part)).filter(|part| !part.is_empty()).collect()
    }

    fn table(&mut self, page: &Page, range: Range<usize>) {
        let all = (self.count)(&page.text[range.clone()]);
        let whole = all + self.cost(&self.headings(None)) <= self.size && range.len() <= LONGEST;
        if whole {
            if !self.fits(all, &range) {
                self.close(page);
            }
            self.add(page, range, all);
            return;
        }
        if self.open.as_ref().is_some_and(|open| !open.bare) {
            self.close(page);
        }
        let first = page.text[range.clone()].lines().next().unwrap_or_default().to_string();
        let mut at = range.start;
        let mut headed = false;
        for line in page.text[range].split_inclusive('\n') {
            let row = trimmed(&page.text, at..at + line.len());
            at += line.len();
            for part in self.parts(&page.text, row) {
                let pieces = (self.count)(&page.text[part.clone()]);
                if !self.fits(pieces, &part) {
                    self.close(page);
                    headed = true;
                }
                if headed && self.open.is_none() {
                    let heading = self.headings(Some(&first));
                    let cost = self.cost(&heading);
                    self.open = Some(Open { range: part, pieces: cost + pieces, heading, bare: false });
                } else {
                    self.add(page, part, pieces);
                }
            }
        }
        self.close(page);
    }

    /// Whether so much more fits into the open passage.
    fn fits(&self, pieces: usize, range: &Range<usize>) -> bool {
        let (had, begin) = match &self.open {
            Some(open) => (open.pieces, open.range.start),
            None => (self.cost(&self.headings(None)), range.start),
        };
        had + pieces <= self.size && range.end - begin <= LONGEST
    }

    fn add(&mut self, page: &Page, range: Range<usize>, pieces: usize) {
        if !self.fits(pieces, &range) {
            self.close(page);
        }
        match &mut self.open {
            Some(open) => {
                open.range.end = range.end;
                open.pieces += pieces;
                open.bare = false;
            }
            None => {
                let heading = self.headings(None);
                self.open = Some(Open { pieces: self.cost(&heading) + pieces, range, heading, bare: false });
            }
        }
    }

    fn close(&mut self, page: &Page) {
        let Some(open) = self.open.take().filter(|_| self.done.len() < MOST) else { return };
        let range = trimmed(&page.text, open.range);
        if range.is_empty() {
            return;
        }
        let text = page.text[range.clone()].to_string();
        self.done.push(Passage {
            page: page.number,
            offset: page.text[..range.start].chars().count(),
            length: text.chars().count(),
            heading: open.heading,
            text,
        });
    }
}

/// The blocks of a page, in order.
fn blocks(text: &str, marked: bool) -> Vec<Block> {
    let mut all: Vec<Block> = Vec::new();
    let mut at = 0;
    let mut apart = true;
    for line in text.split_inclusive('\n') {
        let range = trimmed(text, at..at + line.len());
        at += line.len();
        let line = &text[range.clone()];
        if line.is_empty() {
            apart = true;
            continue;
        }
        let kind = match level(line) {
            Some(level) => Part::Heading(level),
            None if !marked && looks_like_heading(line) => Part::Heading(2),
            None if line.contains('\t') || line.starts_with('|') => Part::Table,
            None => Part::Words,
        };
        match all.last_mut() {
            Some(last) if !apart && last.kind == kind && !matches!(kind, Part::Heading(_)) => {
                last.range.end = range.end
            }
            _ => all.push(Block { range, kind }),
        }
        apart = false;
    }
    all
}

/// The level of a line that is marked as a heading.
fn level(line: &str) -> Option<usize> {
    let signs = line.bytes().take_while(|b| *b == b'#').count();
    ((1..=6).contains(&signs) && line.as_bytes().get(signs) == Some(&b' ')).then_some(signs)
}

/// Whether a line of a file that marks no headings is one: numbered in parts, or in capitals.
fn looks_like_heading(line: &str) -> bool {
    if line.chars().count() > 80 || line.ends_with(['.', ',', ';', ':']) || line.contains('\t') {
        return false;
    }
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let number = first.trim_end_matches(['.', ')']);
    let numbered = number.contains('.')
        && number.split('.').all(|n| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
        && rest.trim_start().starts_with(char::is_uppercase);
    let named = ["section", "article", "clause", "chapter", "part", "appendix", "annex", "schedule"]
        .contains(&first.to_lowercase().as_str())
        && rest.len() < 60
        && rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase());
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let capitals =
        letters >= 4 && line.chars().count() <= 60 && !line.chars().any(char::is_lowercase) && letters * 2 > line.len();
    numbered || named || capitals
}

fn shortened(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(HEADING).collect()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let begin = range.start + (part.len() - part.trim_start().len());
    begin..begin + part.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(texts: &[&str]) -> Vec<Page> {
        let mut offset = 0;
        let page = |(n, text): (usize, &&str)| {
            let page = Page { number: n + 1, name: None, offset, text: (*text).to_string() };
            offset += text.chars().count();
            page
        };
        texts.iter().enumerate().map(page).collect()
    }

    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn cut_at(size: usize, texts: &[&str]) -> Vec<Passage> {
        let pages = pages(texts);
        let passages = cut(&pages, "", size, &words);
        for p in &passages {
            let page: Vec<char> = pages[p.page - 1].text.chars().collect();
            let there: String = page[p.offset..p.offset + p.length].iter().collect();
            assert_eq!(there, p.text, "a passage stands where it says");
            assert!(words(&p.read()) <= size + p.heading.len(), "{} of {size}: {p:?}", words(&p.read()));
        }
        passages
    }

    #[test]
    fn a_passage_knows_the_headings_it_stands_under() {
        let passages = cut_at(
            40,
            &[
                "# Terms\n\nWe are fair.\n\n## Payment\n\nWithin 30 days.\n\n## Notice\n\nFour weeks.",
                "It is sent by post.",
            ],
        );
        let told: Vec<(usize, String, &str)> =
            passages.iter().map(|p| (p.page, p.heading.join("/"), p.text.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "Terms".into(), "# Terms\n\nWe are fair."),
                (1, "Terms/Payment".into(), "## Payment\n\nWithin 30 days."),
                (1, "Terms/Notice".into(), "## Notice\n\nFour weeks."),
                (2, "Terms/Notice".into(), "It is sent by post."),
            ]
        );
    }

    #[test]
    fn a_table_stays_whole_while_it_fits_and_else_each_part_knows_its_first_row() {
        let small = "Some words before it that take place in here.\n\nTrade\tRate\nRigger\t45\nWelder\t50";
        let whole = cut_at(16, &[&small.replace("words", "words or so")]);
        assert_eq!(whole.last().unwrap().text, "Trade\tRate\nRigger\t45\nWelder\t50");
        let rows: String = (0..40).map(|n| format!("Trade {n}\t{n} euros\n")).collect();
        let parts = cut_at(24, &[&format!("Trade\tRate\n{rows}")]);
        assert!(parts.len() > 3 && parts[1..].iter().all(|p| p.heading == ["Trade | Rate"]), "{parts:#?}");
        assert_eq!(parts.iter().map(|p| p.text.lines().count()).sum::<usize>(), 41, "no row is lost");
    }

    #[test]
    fn long_paragraphs_are_cut_between_sentences_and_nothing_is_lost() {
        let text: String = (0..50).map(|n| format!("Sentence number {n} says one thing. ")).collect();
        let passages = cut_at(20, &[&text]);
        assert!(passages.iter().all(|p| p.text.starts_with("Sentence") && p.text.ends_with('.')), "{passages:?}");
        assert_eq!(passages.iter().map(|p| p.text.matches("Sentence").count()).sum::<usize>(), 50);
        let endless = "x".repeat(20_000);
        assert_eq!(cut_at(20, &[&endless]).iter().map(|p| p.length).sum::<usize>(), 20_000);
        let unpointed = "word ".repeat(500);
        assert_eq!(cut_at(20, &[&unpointed]).iter().map(|p| words(&p.text)).sum::<usize>(), 500);
        assert!(cut_at(20, &["", " \n "]).is_empty());
    }

    #[test]
    fn a_file_that_marks_no_headings_has_those_that_look_like_one() {
        let passages =
            cut_at(40, &["2.1 Payment terms\nWithin 30 days of the invoice.\nNOTICE PERIOD\nFour weeks, in writing."]);
        let told: Vec<String> = passages.iter().map(|p| p.heading.join("/")).collect();
        assert_eq!(told, ["2.1 Payment terms", "NOTICE PERIOD"]);
    }
}
