//! Languages somebody speaks.

use crate::Found;
use crate::languages::all;
use crate::line::Line;
use crate::section::Section;
use crate::words::Heading;
use std::ops::Range;

/// Reads them: under their heading, or in a sentence that says that somebody speaks them.
pub(crate) fn read(sections: &[Section]) -> Vec<Found<String>> {
    let mut found: Vec<Found<String>> = Vec::new();
    let mut add = |line: &Line, language: &str, at: &Range<usize>, confidence| {
        if !found.iter().any(|f| f.value == language) {
            found.push(Found::new(language.to_string(), line.span(at), confidence));
        }
    };
    for section in sections {
        for line in &section.lines {
            if section.heading == Some(Heading::Languages) {
                for (language, at) in all(&line.text) {
                    add(line, language, &at, 95);
                }
            } else {
                let plain = line.text.to_lowercase();
                let says = [
                    "fluent in",
                    "bilingual",
                    "native speaker",
                    "speak ",
                    "speaks ",
                    "languages:",
                    "sprachen:",
                    "langues",
                ];
                if says.iter().any(|w| plain.contains(w)) {
                    for (language, at) in all(&line.text) {
                        add(line, language, &at, 70);
                    }
                }
            }
        }
    }
    found
}
