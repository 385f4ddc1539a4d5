//! What they can do.

use crate::line::{Line, trimmed};
use crate::section::Section;
use crate::titles;
use crate::vocabulary::{self, SKILLS, TICKETS};
use crate::words::Heading;
use crate::{Found, Position};
use std::ops::Range;

/// Words a skill has at most.
const LONGEST: usize = 5;
/// Skills of a person at most.
const MOST: usize = 300;

/// Reads them, each once: what is listed under their heading, then what is named elsewhere.
pub(crate) fn read(sections: &[Section], positions: &[Position], lines: &[Line]) -> Vec<Found<String>> {
    let mut found: Vec<Found<String>> = Vec::new();
    let mut add = |one: Found<String>| {
        if found.len() < MOST && !found.iter().any(|f| f.value.eq_ignore_ascii_case(&one.value)) {
            found.push(one);
        }
    };
    for section in sections.iter().filter(|s| s.heading == Some(Heading::Skills)) {
        section.lines.iter().flat_map(listed).for_each(&mut add);
    }
    // Names of employers and titles are no skills, so of a position only what was done there counts.
    positions.iter().flat_map(|p| tools(lines, p)).for_each(&mut add);
    let about = |s: &&Section| matches!(s.heading, Some(Heading::Summary | Heading::Other));
    sections.iter().filter(about).flat_map(|s| &s.lines).flat_map(named).for_each(&mut add);
    found
}

/// The tools that a position names.
pub(crate) fn tools(lines: &[Line], position: &Position) -> Vec<Found<String>> {
    let Some(body) = &position.responsibilities else { return Vec::new() };
    let inside = |l: &&Line| l.page == body.at.page && l.from >= body.at.from && l.from < body.at.to;
    let mut found: Vec<Found<String>> = Vec::new();
    for tool in lines.iter().filter(inside).flat_map(named) {
        if found.len() < MOST && !found.iter().any(|f| f.value == tool.value) {
            found.push(tool);
        }
    }
    found
}

/// Skills named in a sentence.
fn named(line: &Line) -> Vec<Found<String>> {
    let all = SKILLS.within(&line.text).into_iter();
    all.filter(|(entry, at)| !entry.is_plain && is_name(entry.name, &line.text[at.clone()]))
        .map(|(entry, at)| Found::new(entry.name.to_string(), line.span(&at), 70))
        .collect()
}

/// A name with a capital is written with one, unless it is several words.
fn is_name(name: &str, written: &str) -> bool {
    let own = |text: &str| text.chars().any(char::is_uppercase);
    let proper = name.chars().skip(1).any(char::is_uppercase) || !name.contains(' ');
    !proper || own(written)
}

/// Skills listed on a line.
fn listed(line: &Line) -> Vec<Found<String>> {
    let mut found = Vec::new();
    let mut begin = 0;
    // "Languages: Java, Python": the label is none.
    if let Some(at) = line.text.find([':', '\t'])
        && line.text[..at].split_whitespace().count() <= 4
        && SKILLS.of(&line.text[..at]).is_none()
        && line.text[at + 1..].chars().any(char::is_alphanumeric)
        && !line.text[..at].contains(',')
    {
        begin = at + 1;
    }
    for part in items(&line.text, begin) {
        let words = line.text[part.clone()].split_whitespace().count();
        if words == 0 || crate::dates::spell(&line.text[part.clone()]).is_some() {
            continue;
        }
        if let Some(entry) = SKILLS.of(&line.text[part.clone()]) {
            found.push(Found::new(entry.name.to_string(), line.span(&part), 95));
            continue;
        }
        let pieces = together(&line.text, &part);
        if !pieces.is_empty() {
            found.extend(pieces.into_iter().map(|(name, at)| Found::new(name.to_string(), line.span(&at), 90)));
            continue;
        }
        let text = &line.text[part.clone()];
        let is_sentence = words > LONGEST || text.ends_with('.') && words > 3 || text.chars().count() > 48;
        if is_sentence {
            let known = SKILLS.within(text).into_iter();
            let known = known.filter(|(entry, at)| !entry.is_plain || text[at.clone()].chars().any(char::is_uppercase));
            found.extend(known.map(|(entry, at)| {
                Found::new(entry.name.to_string(), line.span(&(part.start + at.start..part.start + at.end)), 70)
            }));
            continue;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2
            || TICKETS.of(text).is_some()
            || titles::is_school(text)
            || LEVELS.contains(&text.to_lowercase().as_str())
        {
            continue;
        }
        let confidence = if vocabulary::is_listed(text) { 85 } else { 65 };
        found.push(Found::new(text.to_string(), line.span(&part), confidence));
    }
    found
}

/// Words that say how well.
const LEVELS: &[&str] = &[
    "expert",
    "advanced",
    "intermediate",
    "beginner",
    "basic",
    "proficient",
    "fluent",
    "native",
    "good",
    "excellent",
    "very good",
    "sehr gut",
    "gut",
    "grundkenntnisse",
    "avancé",
    "intermédiaire",
    "débutant",
    "avanzado",
    "básico",
    "etc",
];

/// The items of a list: parted by commas and their like, without brackets and levels.
fn items(text: &str, begin: usize) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut at = begin;
    let mut depth = 0_i32;
    let mut start = begin;
    for c in text[begin..].chars() {
        let end = at + c.len_utf8();
        match c {
            '(' | '[' => {
                if depth == 0 {
                    items.push(start..at);
                }
                depth += 1;
                start = end;
            }
            ')' | ']' => {
                depth -= 1;
                if depth == 0 {
                    // What is listed in brackets: "AWS (S3, EC2)". A level is no skill.
                    items.push(start..at);
                }
                start = end;
            }
            ',' | ';' | '|' | '·' | '•' | '\t' | '●' | '○' | '★' | '☆' | '▪' | '–' | '—' => {
                items.push(start..at);
                start = end;
            }
            _ => {}
        }
        at = end;
    }
    items.push(start..text.len());
    let kept = items.into_iter().filter_map(|range| {
        let part = &text[range.clone()];
        let kept = trimmed(part).trim_end_matches('.');
        // ".NET" begins with its sign.
        let kept = kept.trim_start_matches(['-', '*', '>', ' ']);
        let kept = kept
            .strip_prefix("and ")
            .or_else(|| kept.strip_prefix("und "))
            .or_else(|| kept.strip_prefix("et "))
            .unwrap_or(kept);
        (!kept.is_empty()).then(|| {
            let from = range.start + part.find(kept).unwrap_or(0);
            from..from + kept.len()
        })
    });
    kept.collect()
}

/// Known skills that stand together: "HTML/CSS", "Python and SQL", "Docker & Kubernetes".
fn together(text: &str, part: &Range<usize>) -> Vec<(&'static str, Range<usize>)> {
    for sign in [" / ", "/", " & ", " and ", " und ", " et ", " y ", " + "] {
        let words = &text[part.clone()];
        if !words.contains(sign) {
            continue;
        }
        let mut at = part.start;
        let mut all = Vec::new();
        for piece in words.split(sign) {
            match SKILLS.of(piece) {
                Some(entry) => all.push((entry.name, at..at + piece.len())),
                None => {
                    all.clear();
                    break;
                }
            }
            at += piece.len() + sign.len();
        }
        if !all.is_empty() {
            return all;
        }
    }
    Vec::new()
}
