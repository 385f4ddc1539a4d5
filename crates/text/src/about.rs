//! What a file says of itself beside its text.

use serde::{Deserialize, Serialize};

/// Characters of one such value that are kept.
const LONGEST: usize = 300;

/// What a file says of itself; nothing where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The day it was last changed, or written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its language (ISO 639-1), as it says itself or as its words tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl About {
    /// Notes a value by the name it has in Office files, OpenDocument and web pages; the first one counts.
    pub(crate) fn note(&mut self, name: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let value: String = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        if value.is_empty() {
            return;
        }
        let (place, value) = match name {
            "title" | "og:title" => (&mut self.title, Some(value)),
            "creator" | "initial-creator" | "author" | "lastModifiedBy" => (&mut self.author, Some(value)),
            "date" | "modified" | "article:published_time" | "article:modified_time" => (&mut self.date, day(&value)),
            "language" => (&mut self.language, code(&value)),
            _ => return,
        };
        if place.is_none() {
            *place = value;
        }
    }
}

/// A day as ISO 8601, of a moment in that form or in that of PDF (`D:20260131…`).
fn day(said: &str) -> Option<String> {
    let digits: String = said.trim_start_matches("D:").chars().filter(char::is_ascii_digit).take(8).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|n| n.parse::<u32>().ok());
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let fits = (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The code of a language, of one with a country behind it.
fn code(said: &str) -> Option<String> {
    let code = said.split(['-', '_']).next()?.to_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_counts_and_what_does_not_fit_is_left_out() {
        let mut about = About::default();
        for (name, value) in [
            ("title", " Terms \n of work "),
            ("creator", "Ada"),
            ("author", "Bo"),
            ("date", "D:20260131120000Z"),
            ("language", "de-AT"),
            ("keywords", "x"),
        ] {
            about.note(name, value);
        }
        let said = |s: &str| Some(s.to_string());
        assert_eq!(
            about,
            About { title: said("Terms of work"), author: said("Ada"), date: said("2026-01-31"), language: said("de") }
        );
        assert_eq!((day("2026-13-01"), day("last week"), code("english")), (None, None, None));
    }
}
