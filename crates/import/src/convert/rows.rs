//! Several things in one cell, each with its last day: `White Card exp 28 Feb 2027; EWP licence (2027-03-01)`.

use super::day::date;
use catalog::{Holds, Part};
use serde_json::{Map, Value};

/// Words before a last day that say no more than that one follows.
const BEFORE: [&str; 9] = ["exp", "expires", "expiry", "expiring", "until", "valid", "to", "till", "on"];
/// Letters around words and days that say nothing.
const AROUND: [char; 7] = ['(', ')', ':', '-', '–', ',', '.'];

/// What such a cell says, as the column holds it: rows of parts. An error says what is wrong in words.
pub(super) fn rows(parts: &[Part], cell: &str) -> Result<Value, String> {
    let day_part = parts.iter().find(|part| part.holds == Holds::Until);
    pieces(cell)
        .iter()
        .map(|piece| {
            let words: Vec<&str> = piece.split_whitespace().collect();
            let (mut name, day) = day_at_end(&words).map_err(|why| format!("{piece:?} {why}"))?;
            let is_filler = |word: &&&str| {
                let bare = word.trim_matches(AROUND).to_lowercase();
                bare.is_empty() || BEFORE.contains(&bare.as_str())
            };
            while day.is_some() && name.last().as_ref().is_some_and(is_filler) {
                name = &name[..name.len() - 1];
            }
            let name = name.join(" ");
            let name = name.trim_matches(AROUND).trim();
            let (Some(first), false) = (parts.first(), name.is_empty()) else {
                return Err(format!("{piece:?} does not say what it is"));
            };
            let mut row = Map::from_iter([(first.name.clone(), name.into())]);
            match (day, day_part) {
                (Some(day), Some(part)) => drop(row.insert(part.name.clone(), day.into())),
                (Some(_), None) => return Err(format!("{piece:?} has a day, and there is no place for one")),
                (None, _) => {}
            }
            Ok(Value::Object(row))
        })
        .collect()
}

/// The pieces of a cell. Commas part them where nothing else does; one before a year belongs to a day.
fn pieces(cell: &str) -> Vec<String> {
    let parted = cell.contains([';', '|', '\n']);
    let mut all: Vec<String> = Vec::new();
    for piece in cell.split(if parted { &[';', '|', '\n'][..] } else { &[','][..] }).map(str::trim) {
        let year =
            piece.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()) && piece.trim_matches(AROUND).len() == 4);
        match (all.last_mut(), year) {
            (Some(last), Some(_)) if !parted => *last = format!("{last}, {piece}"),
            _ if !piece.is_empty() => all.push(piece.to_string()),
            _ => {}
        }
    }
    all
}

/// The words without the day at their end, and that day. What looks like a day and is none is told.
fn day_at_end<'w>(words: &'w [&'w str]) -> Result<(&'w [&'w str], Option<String>), &'static str> {
    for count in [1, 3] {
        let Some(at) = words.len().checked_sub(count) else { continue };
        let text = words[at..].join(" ");
        let text = text.trim_matches(['(', ')', ':', ',']);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let looks = match count {
            1 => {
                digits >= 5
                    && text.chars().filter(|c| matches!(c, '-' | '/' | '.')).count() == 2
                    && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
            }
            _ => digits >= 5 && words[at..].iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())).count() == 2,
        };
        match date(text) {
            Ok(day) => return Ok((&words[..at], Some(day))),
            Err(why) if looks => return Err(why),
            Err(_) => {}
        }
    }
    Ok((words, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(cell: &str) -> Result<Value, String> {
        let part = |name: &str, holds| Part { name: name.into(), holds };
        rows(&[part("ticket", Holds::Text), part("expires", Holds::Until)], cell)
    }

    #[test]
    fn things_and_their_days_are_read_as_people_write_them() {
        let both = json!([{ "ticket": "White Card", "expires": "2027-02-28" }, { "ticket": "EWP licence", "expires": "2027-03-01" }]);
        for cell in [
            "White Card 2027-02-28; EWP licence 2027-03-01",
            "White Card exp 28 Feb 2027 | EWP licence (01 Mar 2027)",
            "White Card - expires: 28.02.2027\nEWP licence valid until 2027-03-01",
            "White Card February 28, 2027, EWP licence 2027-03-01",
        ] {
            assert_eq!(read(cell).as_ref(), Ok(&both), "{cell}");
        }
        assert_eq!(read("White Card, First aid"), Ok(json!([{ "ticket": "White Card" }, { "ticket": "First aid" }])));
        assert_eq!(read("Dogging 2"), Ok(json!([{ "ticket": "Dogging 2" }])));
    }

    #[test]
    fn a_day_that_is_none_or_two_is_told() {
        assert!(read("White Card 31 Feb 2027").unwrap_err().contains("is not a day of the calendar"));
        assert!(read("White Card 31.02.2027").unwrap_err().contains("is not a day of the calendar"));
        assert!(read("White Card 03/04/2027").unwrap_err().contains("two different days"));
        assert!(read("2027-02-28").unwrap_err().contains("does not say what it is"));
    }
}
