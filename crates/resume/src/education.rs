//! Where they learned.

use crate::dates;
use crate::line::{Line, trimmed};
use crate::section::Section;
use crate::titles::{degree, is_school};
use crate::words::Heading;
use crate::{Education, Found, Level};
use std::ops::Range;

/// Reads it.
pub(crate) fn read(sections: &[Section]) -> Vec<Education> {
    let lines = sections.iter().filter(|s| s.heading == Some(Heading::Education)).flat_map(|s| &s.lines);
    let mut all: Vec<Education> = Vec::new();
    for line in lines {
        if line.text.chars().count() > 160 {
            continue;
        }
        for (kind, at) in parts(line) {
            let value = || Found::new(line.text[at.clone()].to_string(), line.span(&at), 85);
            let none = all.is_empty();
            let open = all.last_mut().filter(|e| match kind {
                Part::Degree(_) => e.degree.is_none(),
                Part::School => e.institution.is_none(),
                Part::Year(_) => e.year.is_none(),
            });
            let fits = open.is_some();
            let entry = match all.last_mut().filter(|_| fits) {
                Some(entry) => entry,
                None if matches!(kind, Part::Year(_)) && !none => continue,
                None => {
                    let empty = Education {
                        at: line.whole(),
                        degree: None,
                        institution: None,
                        year: None,
                        level: Level::Unknown,
                    };
                    all.push(empty);
                    let Some(entry) = all.last_mut() else { continue };
                    entry
                }
            };
            match kind {
                Part::Degree(level) => {
                    entry.degree = Some(value());
                    entry.level = level;
                }
                Part::School => entry.institution = Some(value()),
                Part::Year(year) => entry.year = Some(Found::new(year, line.span(&at), 90)),
            }
        }
    }
    all.retain(|e| e.degree.is_some() || e.institution.is_some());
    all
}

enum Part {
    Degree(Level),
    School,
    Year(i32),
}

/// What a line says, in its order.
fn parts(line: &Line) -> Vec<(Part, Range<usize>)> {
    let mut found = Vec::new();
    let mut text = line.text.clone();
    if let Some(spell) = dates::spell(&line.text) {
        let (month, at) = spell.end.clone().unwrap_or(spell.start);
        if !spell.is_open {
            found.push((Part::Year(month.year), at));
        }
        text.replace_range(spell.at.clone(), &"\t".repeat(spell.at.len()));
    }
    let signs = ['\t', '|', '–', '—', '•', '·', ',', ';'];
    let mut at = 0;
    let mut said = Vec::new();
    for part in text.split_inclusive(signs) {
        let start = at;
        at += part.len();
        let kept = trimmed(part.trim_matches(signs)).trim_end_matches(['(', ' ']);
        let kept = if kept.contains('(') { kept } else { kept.trim_matches(['(', ')', ' ']) };
        if kept.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            continue;
        }
        let from = start + part.find(kept).unwrap_or(0);
        said.push((kept.to_string(), from..from + kept.len()));
    }
    let degree_at =
        said.iter().position(|(t, _)| degree(t).is_some() && !(is_school(t) && degree(t) <= Some(Level::Diploma)));
    let school_at = said.iter().enumerate().position(|(n, (t, _))| is_school(t) && Some(n) != degree_at);
    if let Some((words, at)) = degree_at.map(|n| said[n].clone()) {
        // "Bachelor of Science, Physics": what is studied may stand behind a comma.
        found.insert(0, (Part::Degree(degree(&words).unwrap_or_default()), at));
    }
    if let Some(n) = school_at {
        found.push((Part::School, said[n].1.clone()));
    }
    if degree_at.is_none() && school_at.is_none() && !line.bullet && !said.is_empty() && found.is_empty() {
        // A line of its own below a degree is usually where it was.
        if let Some((_, at)) = said.first() {
            found.push((Part::School, at.clone()));
        }
    }
    found
}
