//! The text of a résumé → what it says of a person. Pure: values in, values out.
//!
//! [`ordered`] puts the pieces of pages in reading order, [`read`] parts their lines into sections by headings, and each of
//! the files reads one thing out of them. Every value says where it was read and how sure that is, so that a person can
//! look and decide.

mod contact;
mod dates;
mod education;
mod found;
mod languages;
mod line;
mod order;
mod plain;
mod positions;
mod section;
mod skills;
mod spoken;
mod tickets;
mod titles;
mod vocabulary;
mod words;
mod years;

pub use found::{Contact, Education, Found, Level, Month, Position, Resume, Span, Ticket};
pub use order::{Sheet, ordered};

use line::Line;
use section::Section;
use vocabulary::TRADES;
use words::Heading;

/// Lines of a résumé that are read.
const MOST_LINES: usize = 3_000;
/// Bytes of a line that is read.
const LONGEST_LINE: usize = 4_000;

/// Reads a résumé. `today` is the month that "present" means.
pub fn read(sheets: &[Sheet], today: Month) -> Resume {
    let mut lines = line::lines(sheets);
    // What is longer than any résumé is somebody's trick: rules compare each thing with each before it.
    lines.truncate(MOST_LINES);
    lines.retain(|line| line.text.len() <= LONGEST_LINE);
    let name = contact::name(&lines);
    let sections = section::sections(lines.clone(), name.as_ref().map(|n| n.at));
    let mut positions = positions::read(&sections);
    for position in &mut positions {
        position.tools = skills::tools(&lines, position);
    }
    let (tickets, certificates) = tickets::read(&sections);
    Resume {
        contact: contact::read(name, &lines, &sections),
        summary: summary(&sections),
        trade: trade(&positions),
        total_experience_years: years::total(&positions, &lines, today),
        education: education::read(&sections),
        skills: skills::read(&sections, &positions, &lines),
        languages: spoken::read(&sections),
        tickets,
        certificates,
        positions,
    }
}

/// The name a skill has here: `JS` is JavaScript.
pub fn skill(words: &str) -> String {
    vocabulary::SKILLS.of(words).map_or_else(|| words.trim().to_string(), |entry| entry.name.to_string())
}

/// The name a ticket has here: `EWP` is the EWP Licence.
pub fn ticket(words: &str) -> String {
    vocabulary::TICKETS.of(words).map_or_else(|| words.trim().to_string(), |entry| entry.name.to_string())
}

/// What they say about themselves, under its heading.
fn summary(sections: &[Section]) -> Option<Found<String>> {
    let section = sections.iter().find(|s| s.heading == Some(Heading::Summary) && !s.lines.is_empty())?;
    let lines: Vec<&Line> = section.lines.iter().collect();
    positions::said(&lines).map(|found| Found { value: found.value.replace("\n- ", "\n").replace('\n', " "), ..found })
}

/// The trade of the latest positions.
fn trade(positions: &[Position]) -> Option<Found<String>> {
    positions.iter().take(2).filter_map(|p| p.title.as_ref()).find_map(|title| {
        let entry = TRADES.of(&title.value).or_else(|| TRADES.within(&title.value).first().map(|f| f.0))?;
        Some(Found::new(entry.name.to_string(), title.at, 80))
    })
}
