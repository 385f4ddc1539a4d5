//! One opening, in lines of a length.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Openings that are read of one file.
pub const MOST: usize = 2_000;
/// Characters of a line, and of a summary.
const LINE: usize = 300;
const SUMMARY: usize = 1_500;

/// An opening.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Where it stands; it may be relative to the page it was found on.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Who hires.
    pub company: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// The day it was posted, such as 2026-11-21.
    pub posted: Option<String>,
    /// What it is about, without markup.
    pub summary: Option<String>,
    /// The pay, in the words of the posting.
    pub salary: Option<String>,
    /// The form of employment.
    pub job_type: Option<String>,
}

impl Posting {
    /// The same in lines of a length, when it has an address and a title.
    pub(super) fn settled(self) -> Option<Posting> {
        let short = |text: Option<String>| text.map(|t| line(&t, LINE)).filter(|t| !t.is_empty());
        let title = line(&plain(&self.title), LINE);
        let url = self.url.trim().to_string();
        if title.is_empty() || url.is_empty() || url.len() > 2_000 || url.chars().any(char::is_whitespace) {
            return None;
        }
        Some(Posting {
            url,
            title,
            company: short(self.company),
            location: short(self.location),
            posted: self.posted.and_then(|at| day(&at)),
            summary: self.summary.map(|text| line(&plain(&text), SUMMARY)).filter(|t| !t.is_empty()),
            salary: short(self.salary),
            job_type: short(self.job_type),
        })
    }
}

/// The words of a text that may be markup, or markup that was escaped once more.
fn plain(text: &str) -> String {
    let mut text = text.to_string();
    for _ in 0..2 {
        if !text.contains(['<', '&']) {
            break;
        }
        let beginning: String = text.chars().take(60_000).collect();
        match crate::html::shown(&beginning) {
            Ok(shown) => text = shown,
            Err(_) => break,
        }
    }
    text
}

fn line(text: &str, most: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

/// The day of a moment: ISO 8601, RFC 822, or milliseconds since 1970.
pub(super) fn day(at: &str) -> Option<String> {
    let at = at.trim();
    let of = |at: mail_parser::DateTime| format!("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    if at.len() >= 12 && at.bytes().all(|b| b.is_ascii_digit()) {
        return at.parse::<i64>().ok().map(|ms| of(mail_parser::DateTime::from_timestamp(ms / 1000)));
    }
    crate::day::day(at).or_else(|| {
        let sent =
            mail_parser::DateTime::parse_rfc822(at).filter(|at| (1..=12).contains(&at.month) && at.year > 1990)?;
        crate::day::day(&of(sent))
    })
}

/// A pay as a posting would say it: 60000 to 80000 EUR per year.
pub(super) fn pay(amounts: &[&Value], currency: Option<&str>, unit: Option<&str>) -> Option<String> {
    let mut said: Vec<String> = amounts.iter().filter_map(|amount| text(amount)).collect();
    said.dedup();
    (!said.is_empty()).then(|| {
        let mut words = said.join(" to ");
        if let Some(currency) = currency {
            words += &format!(" {currency}");
        }
        if let Some(unit) = unit {
            words += &format!(" per {unit}");
        }
        words
    })
}

/// A text or a number, as a text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
