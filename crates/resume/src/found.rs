//! What was read: values with the place they stand at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in the text: characters (Unicode scalar values) of one page, the last one not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The page's number, from 1.
    pub page: usize,
    /// The first character.
    pub from: usize,
    /// The character behind the last one.
    pub to: usize,
}

/// A value, where it was read, and how sure that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: Span,
    /// How sure it is, 0 to 100.
    pub confidence: u8,
}

impl<T> Found<T> {
    /// A value that was read there.
    pub fn new(value: T, at: Span, confidence: u8) -> Found<T> {
        Found { value, at, confidence }
    }
}

/// A month, or a year whose month nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<u8>,
}

impl fmt::Display for Month {
    /// As 2026-11, or 2026.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            Some(month) => write!(f, "{:04}-{month:02}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

/// What a résumé says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resume {
    /// Who it is about and how they are reached.
    pub contact: Contact,
    /// What they say about themselves.
    pub summary: Option<Found<String>>,
    /// Their trade, where the latest positions name one.
    pub trade: Option<Found<String>>,
    /// Where they worked, as they stand in the résumé: the latest usually first.
    pub positions: Vec<Position>,
    /// Where they learned.
    pub education: Vec<Education>,
    /// What they can do, each in the vocabulary's spelling.
    pub skills: Vec<Found<String>>,
    /// Certificates that never run out or are no ticket.
    pub certificates: Vec<Found<String>>,
    /// Tickets and licences of trades and sites.
    pub tickets: Vec<Found<Ticket>>,
    /// Languages they speak, in English.
    pub languages: Vec<Found<String>>,
    /// Years of work: the union of the positions' times, or what the résumé says where it has no dates.
    pub total_experience_years: Option<Found<f64>>,
}

/// Who a résumé is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// Their name.
    pub name: Option<Found<String>>,
    /// E-mail addresses, the best first.
    pub emails: Vec<Found<String>>,
    /// Telephone numbers as they are written, the best first.
    pub phones: Vec<Found<String>>,
    /// Their LinkedIn profile.
    pub linkedin: Option<Found<String>>,
    /// Their GitHub profile.
    pub github: Option<Found<String>>,
    /// Another page of theirs.
    pub portfolio: Option<Found<String>>,
    /// Where they live.
    pub place: Option<Found<String>>,
}

/// A job they had or have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Where its head stands.
    pub at: Span,
    /// The employer.
    pub company: Option<Found<String>>,
    /// The job's title.
    pub title: Option<Found<String>>,
    /// When it began.
    pub start: Option<Found<Month>>,
    /// When it ended; nothing while it lasts.
    pub end: Option<Found<Month>>,
    /// It lasts.
    pub is_current: bool,
    /// What they did.
    pub responsibilities: Option<Found<String>>,
    /// Skills that are named there.
    pub tools: Vec<Found<String>>,
}

/// Something they learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Education {
    /// Where its head stands.
    pub at: Span,
    /// The degree.
    pub degree: Option<Found<String>>,
    /// School, college or university.
    pub institution: Option<Found<String>>,
    /// The year it ended.
    pub year: Option<Found<i32>>,
    /// How high it is.
    pub level: Level,
}

/// How high a degree is, the highest last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nobody knows.
    #[default]
    Unknown,
    /// School.
    School,
    /// An apprenticeship or a trade certificate.
    Vocational,
    /// A diploma, an associate degree.
    Diploma,
    /// A bachelor.
    Bachelor,
    /// A master, a diploma of a university.
    Master,
    /// A doctor.
    Doctor,
}

/// A ticket or licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ticket {
    /// Its name in the vocabulary's spelling.
    pub name: String,
    /// Its number.
    pub number: Option<String>,
    /// Its last day, such as 2027-02-28.
    pub expires: Option<String>,
}
