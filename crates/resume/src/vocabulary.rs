//! Words that are known: skills, trades and tickets with the names people give them, and a long list of what is asked for
//! in job advertisements.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Words of the longest name.
const LONGEST: usize = 5;

/// Skills of our own table.
pub(crate) static SKILLS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(include_str!("../words/skills.txt")));
/// Trades.
pub(crate) static TRADES: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(include_str!("../words/trades.txt")));
/// Tickets and licences.
pub(crate) static TICKETS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(include_str!("../words/tickets.txt")));
/// The list, a phrase a line in small letters, in order.
static LIST: LazyLock<String> = LazyLock::new(list);

/// Names and what they are called here.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    by_name: HashMap<String, Entry>,
}

/// A name that is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// What it is called here.
    pub(crate) name: &'static str,
    /// It is a plain word, too, and means this only where such things are listed.
    pub(crate) is_plain: bool,
}

impl Vocabulary {
    fn read(table: &'static str) -> Vocabulary {
        let mut by_name = HashMap::new();
        let entries = table.lines().filter(|l| !l.starts_with('#')).flat_map(|l| l.split(';'));
        for entry in entries.map(str::trim).filter(|e| !e.is_empty()) {
            let (name, others) = entry.split_once('=').unwrap_or((entry, ""));
            let is_plain = name.starts_with('~');
            let name = name.trim_start_matches('~');
            by_name.entry(normal(name)).or_insert(Entry { name, is_plain });
            for other in others.split(',').filter(|o| !o.is_empty()) {
                // A name of another entry stays that entry's.
                by_name.entry(normal(other)).or_insert(Entry { name, is_plain: is_plain || other.len() < 3 });
            }
        }
        Vocabulary { by_name }
    }

    /// What exactly these words are called here.
    pub(crate) fn of(&self, words: &str) -> Option<Entry> {
        self.by_name.get(&normal(words)).copied()
    }

    /// All that a text names, the longest name at each place.
    pub(crate) fn within(&self, text: &str) -> Vec<(Entry, Range<usize>)> {
        let words = words(text);
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            let longest = (1..=LONGEST.min(words.len() - i)).rev().find_map(|n| {
                let at = words[i].start..words[i + n - 1].end;
                self.of(&text[at.clone()]).map(|entry| (entry, at, n))
            });
            match longest {
                Some((entry, at, n)) => {
                    found.push((entry, at));
                    i += n;
                }
                None => i += 1,
            }
        }
        found
    }
}

/// Whether the long list has a phrase.
pub(crate) fn is_listed(phrase: &str) -> bool {
    let phrase = normal(phrase);
    let list = LIST.as_str();
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let middle = (middle..=high).find(|m| list.is_char_boundary(*m)).unwrap_or(high);
        let start = list[..middle].rfind('\n').map_or(0, |n| n + 1);
        let end = list[start..].find('\n').map_or(list.len(), |n| start + n);
        match list[start..end].cmp(phrase.as_str()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(feature = "skills-list")]
fn list() -> String {
    use std::io::Read as _;
    const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/skills.txt.gz"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(PACKED).read_to_string(&mut text).map(|_| text).unwrap_or_default()
}

#[cfg(not(feature = "skills-list"))]
fn list() -> String {
    String::new()
}

/// Where the words of a text stand: letters, digits and the signs that names have inside.
pub(crate) fn words(text: &str) -> Vec<Range<usize>> {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.' | '-' | '/' | '&' | '\'' | '’');
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(|c: char| !is_inside(c)) {
        let start = at;
        at += part.len();
        let kept = part.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#'));
        let kept = kept.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '.');
        if kept.chars().any(char::is_alphanumeric) {
            let from = start + part.find(kept).unwrap_or(0);
            found.push(from..from + kept.len());
        }
    }
    found
}

/// Words in small letters with one blank between them.
fn normal(words: &str) -> String {
    let words = words.replace('’', "'").to_lowercase();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_its_other_names() {
        assert_eq!(SKILLS.of("JS").map(|e| e.name), Some("JavaScript"));
        assert_eq!(SKILLS.of("node.js").map(|e| e.name), Some("Node.js"));
        assert_eq!(TICKETS.of("EWP").map(|e| e.name), Some("EWP Licence"));
        assert_eq!(TRADES.of("Zimmerer").map(|e| e.name), Some("Carpenter"));
    }

    #[test]
    fn the_longest_name_counts() {
        let names: Vec<_> = SKILLS.within("React Native and React, C++.").into_iter().map(|f| f.0.name).collect();
        assert_eq!(names, ["React Native", "React", "C++"]);
    }

    #[cfg(feature = "skills-list")]
    #[test]
    fn the_list_is_looked_up() {
        assert!(is_listed("Inventory Management") && is_listed("talent mapping"));
        assert!(!is_listed("impact") && !is_listed("no such phrase"));
    }
}
