//! Pieces of a page → its lines in the order a person reads them: what stands beside each other in a row, unless the page
//! has columns.

use crate::words::Heading;
use std::ops::Range;
use text::{Page, Piece};

/// A page, and how each of its lines looks.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The page, its text in reading order.
    pub page: Page,
    pub(crate) looks: Vec<Look>,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look {
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) gap: bool,
    pub(crate) column: usize,
}

/// Rows a column has at least.
const ROWS: usize = 4;

/// Puts the pages of a file in reading order. Pages without pieces stay as they are.
pub fn ordered(pages: Vec<Page>, pieces: Vec<Vec<Piece>>) -> Vec<Sheet> {
    let mut pieces = pieces.into_iter();
    let mut offset = 0;
    let mut sheets = Vec::with_capacity(pages.len());
    for page in pages {
        let mut sheet = match pieces.next() {
            Some(pieces) if !pieces.is_empty() => read(page, pieces),
            _ => Sheet { page, looks: Vec::new() },
        };
        sheet.page.offset = offset;
        offset += sheet.page.text.chars().count();
        sheets.push(sheet);
    }
    sheets
}

/// What stands on one line, from left to right.
type Row = Vec<Piece>;

fn read(page: Page, pieces: Vec<Piece>) -> Sheet {
    let mut sheet = Sheet { page: Page { text: String::new(), ..page }, looks: Vec::new() };
    let rows = rows(beside(pieces));
    match gutter(&rows) {
        Some((x, within)) => {
            write(&rows[..within.start], 0, &mut sheet);
            let side = |is_left: bool| -> Vec<Row> {
                let kept = |row: &Row| row.iter().filter(|p| (p.left < x) == is_left).cloned().collect::<Row>();
                rows[within.clone()].iter().map(kept).filter(|row| !row.is_empty()).collect()
            };
            write(&side(true), 1, &mut sheet);
            write(&side(false), 2, &mut sheet);
            write(&rows[within.end..], 3, &mut sheet);
        }
        None => write(&rows, 0, &mut sheet),
    }
    if sheet.page.text.ends_with('\n') {
        sheet.page.text.pop();
    }
    sheet
}

/// Headings that stand in a column of their own, beside what they are about, are lifted to stand before it.
fn beside(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let left = pieces.iter().map(|p| p.left).fold(f32::MAX, f32::min);
    // One may be broken over two lines.
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut margin: Vec<usize> = (0..pieces.len()).filter(|i| pieces[*i].left - left < 3.0).collect();
    while let Some(second) = margin.pop() {
        let Some(first) = margin.last().copied() else { break };
        let words = format!("{} {}", pieces[first].text, pieces[second].text);
        let near = pieces[first].base - pieces[second].base < 1.7 * pieces[first].size;
        if near && Heading::of(&words).is_some() && Heading::of(&pieces[first].text).is_none() {
            pieces[first].text = words;
            pieces.remove(second);
        }
    }
    let is_label = |p: &Piece| p.left - left < 3.0 && Heading::of(&p.text).is_some();
    let right = pieces.iter().filter(|p| is_label(p)).map(|p| p.right).fold(0.0, f32::max);
    let labels = pieces.iter().filter(|p| is_label(p)).count();
    let others = pieces.iter().filter(|p| !is_label(p) && p.left < right).count();
    if labels >= 3 && others <= labels {
        for piece in &mut pieces {
            if is_label(piece) {
                piece.base += 1.2 * piece.size;
            }
        }
    }
    pieces
}

/// Pieces whose lines are the same, from the top down.
fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.retain(|p| p.base.is_finite() && p.left.is_finite() && p.right.is_finite());
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|p| p.base - piece.base < 0.35 * piece.size.min(p.size).min(12.0)) => {
                row.push(piece);
            }
            _ => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

/// Where the right one of two columns begins, and the rows that have them.
fn gutter(rows: &[Row]) -> Option<(f32, Range<usize>)> {
    let left = rows.iter().flatten().map(|p| p.left).fold(f32::MAX, f32::min);
    let mut edges: Vec<f32> = rows.iter().flatten().map(|p| p.left).filter(|x| x - left > 40.0).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| *a - *b < 1.5);
    let mut best: Option<(usize, f32, Range<usize>)> = None;
    for x in edges {
        for within in free(rows, x) {
            let part = &rows[within.clone()];
            let begin = part.iter().flatten().filter(|p| (p.left - x).abs() < 2.0).count();
            if begin >= ROWS && are_columns(part, x) && best.as_ref().is_none_or(|b| begin > b.0) {
                best = Some((begin, x, within));
            }
        }
    }
    best.map(|(_, x, within)| (x - 0.5, within))
}

/// The runs of rows in which nothing crosses the line before `x`.
fn free(rows: &[Row], x: f32) -> Vec<Range<usize>> {
    let crosses = |row: &Row| row.iter().any(|p| p.left < x - 1.0 && p.right > x - 4.0);
    let mut runs = Vec::new();
    let mut start = 0;
    for (i, row) in rows.iter().enumerate() {
        if crosses(row) {
            runs.push(start..i);
            start = i + 1;
        }
    }
    runs.push(start..rows.len());
    runs.retain(|run| run.len() >= ROWS);
    runs
}

/// Whether rows are two columns that are read one after the other, and no table whose rows are read across.
fn are_columns(rows: &[Row], x: f32) -> bool {
    let side = |row: &Row, is_left: bool| {
        let texts: Vec<&str> = row.iter().filter(|p| (p.left < x - 1.0) == is_left).map(|p| p.text.as_str()).collect();
        texts.join(" ")
    };
    let both: Vec<(String, String)> = rows.iter().map(|row| (side(row, true), side(row, false))).collect();
    let lefts: Vec<&str> = both.iter().map(|b| b.0.as_str()).filter(|t| !t.is_empty()).collect();
    let rights: Vec<&str> = both.iter().map(|b| b.1.as_str()).filter(|t| !t.is_empty()).collect();
    if lefts.len() < ROWS || rights.len() < ROWS {
        return false;
    }
    let headings = |side: &[&str]| side.iter().filter(|t| Heading::of(t).is_some()).count();
    if headings(&lefts) > 0 && headings(&rights) > 0 {
        return true;
    }
    let dated = |side: &[&str]| side.iter().filter(|t| crate::dates::any(t)).count() * 2 > side.len();
    if dated(&lefts) || dated(&rights) {
        return false;
    }
    let aligned = both.iter().filter(|(l, r)| !l.is_empty() && !r.is_empty()).count();
    aligned * 2 < lefts.len().min(rights.len())
}

/// Writes rows as lines.
fn write(rows: &[Row], column: usize, sheet: &mut Sheet) {
    let mut leading: Vec<f32> = rows.windows(2).map(|w| w[0][0].base - w[1][0].base).collect();
    leading.sort_by(f32::total_cmp);
    let usual = leading.get(leading.len() / 2).copied().unwrap_or(0.0);
    let mut before: Option<f32> = None;
    for row in rows {
        let gap = before.is_none_or(|base| base - row[0].base > usual * 1.4 + 1.0);
        before = Some(row[0].base);
        if gap && !sheet.page.text.is_empty() {
            line("", Look { column, ..Look::default() }, sheet);
        }
        let look = |pieces: &[Piece]| Look {
            size: pieces.iter().map(|p| p.size).fold(0.0, f32::max),
            bold: pieces.iter().all(|p| p.bold),
            gap,
            column,
        };
        // A heading beside what it is about stands before it.
        let (first, rest) = row.split_at(1);
        let whole = joined(row);
        if !rest.is_empty()
            && Heading::of(&whole).is_none()
            && Heading::of(&first[0].text).is_some()
            && rest[0].left - first[0].right > 4.0
        {
            line(&first[0].text, look(first), sheet);
            line(&joined(rest), look(rest), sheet);
        } else {
            line(&whole, look(row), sheet);
        }
    }
}

fn line(text: &str, look: Look, sheet: &mut Sheet) {
    sheet.page.text.push_str(text);
    sheet.page.text.push('\n');
    sheet.looks.push(look);
}

/// The pieces of a row as a line; a tab where there is much room between two.
fn joined(row: &[Piece]) -> String {
    let mut out = String::new();
    let mut end: Option<f32> = None;
    for piece in row {
        if let Some(end) = end {
            let room = piece.left - end;
            let is_mark = out.chars().all(|c| !c.is_alphanumeric());
            if room > 1.5 * piece.size && !is_mark {
                out.push('\t');
            } else if room > 0.12 * piece.size || is_mark {
                out.push(' ');
            }
        }
        out.push_str(piece.text.trim());
        end = Some(piece.right);
    }
    out
}
