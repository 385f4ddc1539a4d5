//! Letters on A4: letterhead, address, heading, facts in two columns, text over as many pages as it needs, lines to sign on.

use crate::document::{self, About};
use crate::model::Party;
use crate::sheet::{
    ACCENT, Align, FOOT, Fonts, LEADING, LEFT, Page, Pen, QUIET, RIGHT, RULE, SIZE, STRONG, Style, TEXT, last, rule,
};
use crate::words::long_date;

/// What stands in a letter.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// Who writes.
    pub sender: Party,
    /// Who is written to, a line each.
    pub recipient: Vec<String>,
    /// The day it is of, such as 2026-11-21.
    pub date: String,
    /// The heading.
    pub heading: String,
    /// Text, before the facts.
    pub text: String,
    /// Facts: name and value.
    pub facts: Vec<(String, String)>,
    /// Text after them.
    pub terms: String,
    /// Who signs, a line each.
    pub signed_by: Vec<String>,
}

/// How far apart lines of a letter are, which is read and not looked up.
const READING: Style = Style { size: 10.0, ..TEXT };
const LINES: f32 = LEADING + 2.0;

/// Prints a letter as PDF/A-3b.
///
/// # Errors
/// When the fonts can't be read or the PDF does not become PDF/A.
pub fn print_letter(letter: &Letter, fonts: Fonts) -> anyhow::Result<Vec<u8>> {
    let pen = Pen::new(fonts)?;
    let mut pages = vec![Page::new()];
    let mut y = head(&pen, &mut pages[0], letter);
    y = paragraphs(&pen, &mut pages, letter, y, &letter.text);
    if !letter.facts.is_empty() {
        y = facts(&pen, &mut pages, letter, y + 4.0);
    }
    y = paragraphs(&pen, &mut pages, letter, y, &letter.terms);
    sign(&pen, &mut pages, letter, y);
    let count = pages.len();
    for (n, page) in pages.iter_mut().enumerate() {
        rule(page, LEFT, FOOT + 8.0, RIGHT - LEFT, 0.4, RULE);
        pen.text(page, LEFT, FOOT + 22.0, Align::Left, QUIET, &letter.sender.name);
        pen.text(page, RIGHT, FOOT + 22.0, Align::Right, QUIET, &format!("Page {} of {count}", n + 1));
    }
    let about = About { title: &letter.heading, author: &letter.sender.name, date: &letter.date, id: &letter.heading };
    document::write(&pen, &pages, &about, None)
}

fn head(pen: &Pen, page: &mut Page, letter: &Letter) -> f32 {
    let sender = &letter.sender;
    rule(page, 0.0, 0.0, SIZE.0, 5.0, ACCENT);
    pen.text(page, LEFT, 62.0, Align::Left, Style { size: 15.0, bold: true, gray: 20 }, &sender.name);
    let contact: Vec<&String> = [&sender.phone, &sender.email, &sender.website].into_iter().flatten().collect();
    for (n, line) in sender.address.iter().chain(contact).take(8).enumerate() {
        pen.text(page, RIGHT, 56.0 + n as f32 * 10.5, Align::Right, QUIET, line);
    }
    let mut y = 150.0;
    for line in letter.recipient.iter().take(6) {
        for words in pen.wrap(line, READING, 260.0) {
            pen.text(page, LEFT, y, Align::Left, READING, &words);
            y += LINES;
        }
    }
    pen.text(page, RIGHT, 150.0, Align::Right, READING, &long_date(&letter.date));
    y = y.max(200.0) + 26.0;
    let heading = Style { size: 14.0, bold: true, gray: 20 };
    for words in pen.wrap(&letter.heading, heading, RIGHT - LEFT).iter().take(4) {
        pen.text(page, LEFT, y, Align::Left, heading, words);
        y += 20.0;
    }
    y + 10.0
}

fn paragraphs(pen: &Pen, pages: &mut Vec<Page>, letter: &Letter, from: f32, text: &str) -> f32 {
    let mut y = from;
    if text.trim().is_empty() {
        return y;
    }
    for line in pen.wrap(text.trim(), READING, RIGHT - LEFT) {
        y = room(pen, pages, letter, y, LINES);
        pen.text(last(pages), LEFT, y, Align::Left, READING, &line);
        y += LINES;
    }
    y + LINES
}

fn facts(pen: &Pen, pages: &mut Vec<Page>, letter: &Letter, from: f32) -> f32 {
    let mut y = from;
    for (name, value) in &letter.facts {
        let lines = pen.wrap(value, Style { size: 10.0, ..STRONG }, RIGHT - LEFT - 150.0);
        y = room(pen, pages, letter, y, lines.len().min(8) as f32 * LINES + 6.0);
        pen.text(last(pages), LEFT, y, Align::Left, Style { size: 9.0, ..QUIET }, name);
        for line in lines.iter().take(8) {
            pen.text(last(pages), LEFT + 150.0, y, Align::Left, Style { size: 10.0, ..STRONG }, line);
            y += LINES;
        }
        rule(last(pages), LEFT, y - LINES + 6.0, RIGHT - LEFT, 0.4, RULE);
        y += 6.0;
    }
    y + LINES
}

fn sign(pen: &Pen, pages: &mut Vec<Page>, letter: &Letter, from: f32) {
    if letter.signed_by.is_empty() {
        return;
    }
    let y = room(pen, pages, letter, from, 70.0) + 40.0;
    let wide = (RIGHT - LEFT - 40.0) / 2.0;
    for (n, who) in letter.signed_by.iter().take(2).enumerate() {
        let x = LEFT + n as f32 * (wide + 40.0);
        rule(last(pages), x, y, wide, 0.6, (60, 64, 72));
        pen.text(last(pages), x, y + 12.0, Align::Left, QUIET, who);
    }
}

/// Where the next lines begin: on another page when they do not fit on this one.
fn room(pen: &Pen, pages: &mut Vec<Page>, letter: &Letter, y: f32, height: f32) -> f32 {
    if y + height <= FOOT - 6.0 {
        return y;
    }
    let mut page = Page::new();
    rule(&mut page, 0.0, 0.0, SIZE.0, 5.0, ACCENT);
    pen.text(&mut page, LEFT, 48.0, Align::Left, STRONG, &letter.heading);
    pages.push(page);
    80.0
}
