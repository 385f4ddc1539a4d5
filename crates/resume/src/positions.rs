//! Where they worked: lines with a span of time, and the title and employer that stand around it.

use crate::dates::{self, Spell};
use crate::line::{Line, trimmed};
use crate::section::Section;
use crate::titles::{is_company, is_suffix, is_title};
use crate::words::Heading;
use crate::{Found, Position, Span};
use std::ops::Range;

/// Characters a line of a head has at most.
const HEAD: usize = 110;

/// Reads them.
pub(crate) fn read(sections: &[Section]) -> Vec<Position> {
    let under = |wanted: &dyn Fn(Option<Heading>) -> bool| -> Vec<&Line> {
        sections.iter().filter(|s| wanted(s.heading)).flat_map(|s| &s.lines).collect()
    };
    let lines = under(&|h| h == Some(Heading::Experience));
    let lines =
        if lines.is_empty() { under(&|h| matches!(h, None | Some(Heading::Other | Heading::Summary))) } else { lines };
    let heads = heads(&lines);
    if heads.is_empty() && sections.iter().any(|s| s.heading == Some(Heading::Experience)) {
        return undated(&lines);
    }
    let titles_first = titles_first(&lines, &heads);
    let ends: Vec<usize> = heads.iter().skip(1).map(|h| h.first).chain([lines.len()]).collect();
    let made = heads.iter().zip(ends).map(|(head, end)| position(&lines, head, end, titles_first));
    made.filter(|p| p.company.is_some() || p.title.is_some()).collect()
}

/// The head of a position: its span of time and the pieces of lines beside it.
#[derive(Debug)]
struct Head {
    /// Its first line.
    first: usize,
    /// The line behind its last one.
    behind: usize,
    spell: Option<(usize, Spell)>,
    pieces: Vec<(usize, Range<usize>)>,
}

fn heads(lines: &[&Line]) -> Vec<Head> {
    let is_plain = |line: &Line| !line.bullet;
    let spells: Vec<Option<Spell>> = lines
        .iter()
        .map(|line| {
            dates::spell(&line.text)
                .filter(|s| line.text.chars().count() < HEAD + 40 && (!s.is_single || alone(line, s)))
        })
        .collect();
    let any_plain = (0..lines.len()).any(|i| spells[i].as_ref().is_some_and(|s| !s.is_single) && is_plain(lines[i]));
    let ranges = (0..lines.len()).any(|i| spells[i].as_ref().is_some_and(|s| !s.is_single));
    let dated: Vec<bool> = (0..lines.len())
        .map(|i| {
            spells[i].as_ref().is_some_and(|s| !ranges || !s.is_single || lines[i].gap || lines[i].bold)
                && (is_plain(lines[i]) || !any_plain)
        })
        .collect();
    let mut heads: Vec<Head> = Vec::new();
    for i in (0..lines.len()).filter(|i| dated[*i]) {
        let Some(spell) = spells[i].clone() else { continue };
        let taken = heads.last().map_or(0, |h: &Head| h.behind);
        let is_head = |n: usize| n >= taken && is_plain(lines[n]) && short(lines[n]) && !dated[n];
        let rest = rest(lines[i], &spell);
        let mut head = Head { first: i, behind: i + 1, spell: Some((i, spell)), pieces: Vec::new() };
        let before = |head: &mut Head, most: usize| {
            for n in (taken..i).rev().take(most) {
                if !is_head(n) || n + 1 < i && lines[n + 1].gap {
                    break;
                }
                head.pieces.insert(0, (n, 0..lines[n].text.len()));
                head.first = n;
            }
        };
        let after = |head: &mut Head, most: usize| {
            for n in (i + 1..lines.len()).take(most) {
                if !is_head(n) || lines[n].gap && lines[n].bold {
                    break;
                }
                head.pieces.push((n, 0..lines[n].text.len()));
                head.behind = n + 1;
            }
        };
        if rest.is_empty() {
            before(&mut head, 2);
            // The line may stand first, or between title and employer.
            match head.pieces.len() {
                0 => after(&mut head, 2),
                1 if !is_complete(&[&lines[head.first].text]) => after(&mut head, 1),
                _ => {}
            }
        } else {
            head.pieces = rest.iter().map(|r| (i, r.clone())).collect();
            let whole: Vec<&str> = rest.iter().map(|r| &lines[i].text[r.clone()]).collect();
            if !is_complete(&whole) {
                let known = head.pieces.len();
                after(&mut head, 1);
                if head.pieces.len() == known {
                    before(&mut head, 1);
                }
            }
        }
        heads.push(head);
    }
    heads
}

/// Whether a single date is what a line is there for, such as "Summer school teacher, 2019".
fn alone(line: &Line, spell: &Spell) -> bool {
    let rest = line.text.len() - spell.at.len();
    !line.text.ends_with('.') && rest < 70 && (spell.at.start == 0 || spell.at.end + 1 >= line.text.len())
}

fn short(line: &Line) -> bool {
    let text = line.text.trim_end();
    let sentence =
        text.ends_with('.') && !text.ends_with("Inc.") && !ends_short(text) && text.split_whitespace().count() > 3;
    text.chars().count() <= HEAD && !sentence && !text.ends_with(';')
}

/// Whether a line ends with an abbreviation, such as `S.A.` or `Co.`
fn ends_short(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    last.len() <= 5 && last.matches('.').count() >= 1 && last.chars().next().is_some_and(char::is_uppercase)
}

/// What stands on a line beside its span of time.
fn rest(line: &Line, spell: &Spell) -> Vec<Range<usize>> {
    let is_edge = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '·' | '•' | '–' | '—' | '-' | ':' | '/' | '(' | '[')
    };
    let is_end = |c: char| is_edge(c) || matches!(c, ')' | ']' | '.');
    let mut found = Vec::new();
    for part in [0..spell.at.start, spell.at.end..line.text.len()] {
        let text = &line.text[part.clone()];
        let from = part.start + (text.len() - text.trim_start_matches(is_end).len());
        let behind =
            if part.start == 0 { text.trim_end_matches(is_edge) } else { text.trim_end_matches(char::is_whitespace) };
        let to = part.start + behind.len();
        if from < to && line.text[from..to].chars().filter(|c| c.is_alphabetic()).count() > 2 {
            // "(3 years 2 months)" says how long.
            let words = line.text[from..to].to_lowercase();
            let long = words.chars().any(|c| c.is_ascii_digit())
                && ["year", "month", "mos", "yrs", "jahr", "monat"].iter().any(|w| words.contains(w));
            if !long || words.len() > 24 {
                found.push(from..to);
            }
        }
    }
    found
}

/// Whether a line says both title and employer.
fn is_complete(parts: &[&str]) -> bool {
    let whole = parts.join(" | ");
    if at(&whole).is_some() {
        return true;
    }
    let parts = split(&whole, STRONG);
    let parts = if parts.len() > 1 { parts } else { split(&whole, &[", "]) };
    let titles = parts.iter().filter(|r| is_title(&whole[(*r).clone()])).count();
    parts.len() >= 2
        && titles >= 1
        && titles < parts.len()
        && (parts.len() >= 3
            || whole.contains(" | ")
            || whole.contains('\t')
            || parts.iter().any(|r| is_company(&whole[r.clone()]) && !is_title(&whole[r.clone()])))
}

const STRONG: &[&str] = &["\t", " | ", " · ", " • ", " – ", " — ", " - ", " // "];

/// Where a word such as " at " stands.
fn at(text: &str) -> Option<Range<usize>> {
    [" at ", " @ ", " bei ", " chez ", " with "].iter().find_map(|word| {
        let at = text.find(word)?;
        is_title(&text[..at]).then(|| at..at + word.len())
    })
}

/// The parts of a text between signs, without blanks around them.
fn split(text: &str, signs: &[&str]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i <= text.len() {
        let sign = signs.iter().find(|s| text.get(i..).is_some_and(|t| t.starts_with(**s)));
        if i == text.len() || sign.is_some() {
            let part = &text[start..i];
            let kept = trimmed(part);
            if !kept.is_empty() {
                let from = start + part.find(kept).unwrap_or(0);
                parts.push(from..from + kept.len());
            }
            if i == text.len() {
                break;
            }
            i += sign.map_or(1, |s| s.len());
            start = i;
        } else {
            i += text[i..].chars().next().map_or(1, char::len_utf8);
        }
    }
    parts
}

/// How much a line looks like a title, against an employer.
fn weight(text: &str) -> i32 {
    2 * i32::from(is_title(text)) - 2 * i32::from(is_company(text))
}

/// Whether titles stand before employers, as most of the heads have it.
fn titles_first(lines: &[&Line], heads: &[Head]) -> bool {
    let text = |piece: &(usize, Range<usize>)| lines[piece.0].text[piece.1.clone()].to_string();
    let votes: i32 = heads
        .iter()
        .filter(|h| h.pieces.len() == 2)
        .map(|h| weight(&text(&h.pieces[0])) - weight(&text(&h.pieces[1])))
        .sum();
    votes >= 0
}

fn position(lines: &[&Line], head: &Head, end: usize, titles_first: bool) -> Position {
    let (title, company) = who(lines, head, titles_first);
    let found = |at: &(usize, Range<usize>), confidence| {
        let line = lines[at.0];
        Found::new(line.text[at.1.clone()].to_string(), line.span(&at.1), confidence)
    };
    let month = |n: usize, of: &(crate::Month, Range<usize>)| Found::new(of.0, lines[n].span(&of.1), 95);
    let body: Vec<&Line> = lines.get(head.behind..end).unwrap_or_default().to_vec();
    let first = lines[head.first].whole();
    let last = lines[head.behind - 1].whole();
    let single = head.spell.as_ref().is_some_and(|s| s.1.is_single);
    let start = head.spell.as_ref().map(|(n, s)| month(*n, &s.start));
    Position {
        at: over(first, last),
        company: company.map(|at| found(&at, 85)),
        title: title.map(|at| found(&at, 85)),
        end: match &head.spell {
            Some((n, s)) => s.end.as_ref().map(|e| month(*n, e)).or_else(|| start.clone().filter(|_| single)),
            None => None,
        },
        start,
        is_current: head.spell.as_ref().is_some_and(|s| s.1.is_open),
        responsibilities: said(&body),
        tools: Vec::new(),
    }
}

/// Lines as one text.
pub(crate) fn said(body: &[&Line]) -> Option<Found<String>> {
    let (first, last) = (body.first()?, body.last()?);
    let text: Vec<String> =
        body.iter().map(|l| if l.bullet { format!("- {}", l.text) } else { l.text.clone() }).collect();
    Some(Found::new(text.join("\n"), over(first.whole(), last.whole()), 80))
}

/// From one place to another; to the end of what is known of the first page where they are on two.
fn over(first: Span, last: Span) -> Span {
    if first.page == last.page { Span { to: last.to.max(first.to), ..first } } else { first }
}

type At = Option<(usize, Range<usize>)>;

/// Title and employer of a head.
fn who(lines: &[&Line], head: &Head, titles_first: bool) -> (At, At) {
    let text = |piece: &(usize, Range<usize>)| lines[piece.0].text[piece.1.clone()].to_string();
    match head.pieces.as_slice() {
        [] => (None, None),
        [one] => one_line(&lines[one.0].text, one),
        [first, second, ..] => {
            let (a, b) = (weight(&text(first)), weight(&text(second)));
            let first_is_title = if a > 0 && b < 0 {
                true
            } else if a < 0 && b > 0 {
                false
            } else {
                titles_first
            };
            // One line may say both, and the other the place.
            for (whole, other) in [(first, second), (second, first)] {
                let (title, company) = one_line(&lines[whole.0].text, whole);
                let other = text(other);
                if let (Some(t), Some(c)) = (&title, &company)
                    && is_complete(&[&text(whole)])
                    && is_title(&lines[t.0].text[t.1.clone()])
                    && !is_title(&other)
                    && !is_company(&other)
                    && !is_title(&lines[c.0].text[c.1.clone()])
                {
                    return (title, company);
                }
            }
            let (title, company) = if first_is_title { (first, second) } else { (second, first) };
            (Some(title_of(&lines[title.0].text, title)), Some(company_of(&lines[company.0].text, company)))
        }
    }
}

/// Title and employer of a line that says both, or one of them.
fn one_line(line: &str, piece: &(usize, Range<usize>)) -> (At, At) {
    let base = piece.1.start;
    let text = &line[piece.1.clone()];
    let shifted = |r: Range<usize>| (piece.0, base + r.start..base + r.end);
    if let Some(word) = at(text) {
        let company = company_of(line, &shifted(word.end..text.len()));
        return (Some(shifted(0..word.start)), Some(company));
    }
    let mut parts = split(text, STRONG);
    if parts.len() < 2 {
        parts = split(text, &[", "]);
    }
    let Some(title) = parts.iter().position(|r| is_title(&text[r.clone()])) else {
        return (None, Some(company_of(line, piece)));
    };
    let others: Vec<&Range<usize>> = parts.iter().enumerate().filter(|(n, _)| *n != title).map(|p| p.1).collect();
    let company = others
        .iter()
        .find(|r| is_company(&text[(**r).clone()]))
        .or_else(|| if title + 1 < parts.len() { others.get(title) } else { others.first() })
        .map(|r| company_of(line, &shifted((**r).clone())));
    (Some(shifted(parts[title].clone())), company)
}

/// A title without what stands behind a sign or in brackets.
fn title_of(line: &str, piece: &(usize, Range<usize>)) -> (usize, Range<usize>) {
    let text = &line[piece.1.clone()];
    let part = split(text, &["\t", " | ", " · ", " • "]).into_iter().next().unwrap_or(0..text.len());
    (piece.0, piece.1.start + part.start..piece.1.start + part.end)
}

/// An employer without its place.
fn company_of(line: &str, piece: &(usize, Range<usize>)) -> (usize, Range<usize>) {
    let text = &line[piece.1.clone()];
    let parts = split(text, &["\t", " | ", " · ", " • ", " – ", " — ", " - "]);
    let mut part = parts.into_iter().next().unwrap_or(0..text.len());
    if let Some(open) = text[part.clone()].find(" (") {
        part.end = part.start + open;
    }
    let words = &text[part.clone()];
    let commas = split(words, &[", "]);
    if let Some(first) = commas.first().filter(|_| commas.len() > 1) {
        let mut end = first.end;
        if is_suffix(&words[commas[1].clone()]) {
            end = commas[1].end;
        }
        part.end = part.start + end;
    }
    (piece.0, piece.1.start + part.start..piece.1.start + part.end)
}

/// Positions nobody gave a date: two short lines before what was done there.
fn undated(lines: &[&Line]) -> Vec<Position> {
    let mut heads: Vec<Head> = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        if lines[i].bullet || !short(lines[i]) {
            i += 1;
            continue;
        }
        let two = i + 1 < lines.len() && !lines[i + 1].bullet && short(lines[i + 1]) && !is_complete(&[&lines[i].text]);
        let behind = i + 1 + usize::from(two);
        let pieces = (i..behind).map(|n| (n, 0..lines[n].text.len())).collect();
        heads.push(Head { first: i, behind, spell: None, pieces });
        i = behind;
    }
    let titles_first = titles_first(lines, &heads);
    let ends: Vec<usize> = heads.iter().skip(1).map(|h| h.first).chain([lines.len()]).collect();
    heads.iter().zip(ends).map(|(head, end)| position(lines, head, end, titles_first)).collect()
}
