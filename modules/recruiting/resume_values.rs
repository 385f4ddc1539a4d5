//! What a résumé says beside what a profile says: what goes in by itself, what a person is asked about, what stays out.

use platform::vault;
use resume::{Level, Month, Position, Resume, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// Values one reading answers at most.
const MOST: usize = 400;
/// Skills one reading brings at most.
const SKILLS: usize = 80;

/// How a value that was read stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The profile says the same.
    Same,
    /// It went into the profile, where nothing stood that a person typed.
    Filled,
    /// The profile says something else, or more: a person decides.
    Offered,
    /// A person left it out.
    Left,
    /// It stood in the profile, and a person took it out.
    Removed,
}

/// A value that was read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Value {
    /// The column of the profile, or work_history.
    pub field: &'static str,
    /// What names it: to take it over, or to leave it.
    pub key: String,
    /// The value in words.
    pub words: String,
    /// How it stands.
    pub state: State,
    /// What the profile says, where that is something else.
    pub now: Option<String>,
    /// Where it stands in the file.
    pub at: Span,
    /// How sure it is, 0 to 100.
    pub confidence: u8,
    /// The value as the column takes it.
    #[serde(skip)]
    pub value: Json,
}

/// What a person decided about a value, or what went in by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Settled {
    pub(crate) key: String,
    /// taken or left.
    pub(crate) state: String,
    pub(crate) at: Span,
    pub(crate) confidence: u8,
}

/// What a profile says.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    /// Columns with one value, as text.
    pub(crate) one: HashMap<&'static str, String>,
    /// Columns with several.
    pub(crate) many: HashMap<&'static str, Vec<String>>,
    /// Positions: employer and first day.
    pub(crate) history: Vec<(String, Option<String>)>,
}

/// Columns whose values are nobody's to read in the log.
pub(crate) const PERSONAL: &[&str] = &["name", "email", "phone"];
/// Columns with several values.
pub(crate) const MANY: &[&str] = &["skills", "certificates", "languages", "current_locations", "compliance"];
/// Where people worked.
pub(crate) const HISTORY: &str = "work_history";

/// What a résumé says beside a profile.
pub(crate) fn compared(resume: &Resume, profile: &Profile, settled: &[Settled]) -> Vec<Value> {
    let mut values = read(resume);
    values.truncate(MOST);
    let before = Before { settled: settled.iter().map(|s| (s.key.as_str(), s.state.as_str())).collect() };
    // Whether a column with several values, or the history, has only what came from résumés.
    let ours: HashMap<&str, bool> = MANY
        .iter()
        .map(|field| {
            let all = profile.many.get(field).map(Vec::as_slice).unwrap_or_default();
            (*field, all.iter().all(|one| before.is(&key(field, one), TAKEN)))
        })
        .chain([(HISTORY, profile.history.iter().all(|h| before.is(&key(HISTORY, &history_words(h)), TAKEN)))])
        .collect();
    for value in &mut values {
        (value.state, value.now) = standing(value, profile, &before, &ours);
    }
    values
}

/// The state a value is kept with once it is in the profile.
pub(crate) const TAKEN: &str = "taken";
/// And once somebody left it out.
pub(crate) const LEFT: &str = "left";

struct Before<'a> {
    settled: HashMap<&'a str, &'a str>,
}

impl Before<'_> {
    fn is(&self, key: &str, state: &str) -> bool {
        self.settled.get(key).is_some_and(|s| *s == state)
    }

    /// Whether something of a field was taken once.
    fn any(&self, field: &str) -> bool {
        self.settled.iter().any(|(key, state)| *state == TAKEN && key.split(':').next() == Some(field))
    }
}

fn standing(
    value: &Value,
    profile: &Profile,
    before: &Before<'_>,
    ours: &HashMap<&str, bool>,
) -> (State, Option<String>) {
    let field = value.field;
    let (taken, left) = (before.is(&value.key, TAKEN), before.is(&value.key, LEFT));
    if MANY.contains(&field) || field == HISTORY {
        let (has, empty) = if field == HISTORY {
            let known = |h: &&(String, Option<String>)| plain(&h.0) == plain(text(&value.value, "company_name"));
            let start = value.value["start_date"].as_str();
            let same = |h: &(String, Option<String>)| {
                h.1.is_none() || start.is_none() || month(h.1.as_deref()) == month(start)
            };
            (profile.history.iter().filter(known).any(same), profile.history.is_empty())
        } else {
            let all = profile.many.get(field).map(Vec::as_slice).unwrap_or_default();
            (all.iter().any(|one| plain(one) == plain(item(value))), all.is_empty())
        };
        let state = match (has, taken, left) {
            (true, ..) => State::Same,
            (_, true, _) => State::Removed,
            (.., true) => State::Left,
            // A ticket lets somebody onto a site: that it is there, somebody of the organisation says.
            _ if field == "compliance" => State::Offered,
            _ if empty && !before.any(field) => State::Filled,
            _ if !empty && ours.get(field) == Some(&true) => State::Filled,
            _ => State::Offered,
        };
        return (state, None);
    }
    match profile.one.get(field).filter(|now| !now.is_empty()) {
        None if left => (State::Left, None),
        None if taken => (State::Removed, None),
        None if before.any(field) => (State::Offered, None),
        None => (State::Filled, None),
        Some(now) if same(field, now, &value.words) => (State::Same, None),
        Some(now) if left => (State::Left, Some(now.clone())),
        // What came from an older résumé gives way to a newer one; what a person typed does not.
        Some(now) if !PERSONAL.contains(&field) && before.is(&key(field, now), TAKEN) => {
            (State::Filled, Some(now.clone()))
        }
        Some(now) => (State::Offered, Some(now.clone())),
    }
}

fn same(field: &str, now: &str, read: &str) -> bool {
    match field {
        "phone" => {
            let tail = |text: &str| {
                let digits: String =
                    vault::phone(text).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
                digits.get(digits.len().saturating_sub(8)..).map(str::to_string)
            };
            tail(now) == tail(read)
        }
        "linkedin_url" | "github_url" | "portfolio_url" => {
            let bare = |url: &str| {
                let url = url.trim().to_lowercase();
                let url = url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
                url.trim_end_matches('/').to_string()
            };
            bare(now) == bare(read)
        }
        "total_experience_years" => now.parse::<f64>().ok() == read.parse::<f64>().ok(),
        _ => plain(now) == plain(read),
    }
}

/// Letters and digits alone, small.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn item(value: &Value) -> &str {
    if value.field == "compliance" { text(&value.value, "ticket") } else { value.value.as_str().unwrap_or_default() }
}

fn text<'a>(value: &'a Json, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn month(day: Option<&str>) -> Option<&str> {
    day.and_then(|day| day.get(..7))
}

/// What names a value.
pub(crate) fn key(field: &str, words: &str) -> String {
    format!("{field}:{}", plain(words))
}

fn history_words(of: &(String, Option<String>)) -> String {
    format!("{} {}", of.0, of.1.as_deref().unwrap_or_default())
}

/// All that a résumé says, field by field.
fn read(resume: &Resume) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut add = |field: &'static str, words: &str, value: Json, at: Span, confidence: u8| {
        // What is personal is named by its place, so that it stands nowhere in clear text.
        let key = match PERSONAL.contains(&field) {
            true => format!("{field}:{}.{}-{}", at.page, at.from, at.to),
            false if field == HISTORY => {
                let of = (text(&value, "company_name").to_string(), value["start_date"].as_str().map(str::to_string));
                key(field, &history_words(&of))
            }
            false if field == "compliance" => key(field, text(&value, "ticket")),
            false => key(field, words),
        };
        if values.iter().all(|v: &Value| v.key != key) {
            values.push(Value {
                field,
                key,
                words: words.into(),
                state: State::Same,
                now: None,
                at,
                confidence,
                value,
            });
        }
    };
    let contact = &resume.contact;
    for (field, found) in [
        ("name", contact.name.as_ref()),
        ("email", contact.emails.first()),
        ("phone", contact.phones.first()),
        ("linkedin_url", contact.linkedin.as_ref()),
        ("github_url", contact.github.as_ref()),
        ("portfolio_url", contact.portfolio.as_ref()),
        ("current_locations", contact.place.as_ref()),
        ("bio", resume.summary.as_ref()),
        ("trade", resume.trade.as_ref()),
    ] {
        if let Some(found) = found {
            add(field, &found.value, json!(found.value), found.at, found.confidence);
        }
    }
    let latest = resume.positions.iter().find(|p| p.is_current).or(resume.positions.first());
    if let Some(title) = latest.and_then(|p| p.title.as_ref()) {
        add("current_title", &title.value, json!(title.value), title.at, title.confidence);
    }
    if let Some(years) = &resume.total_experience_years {
        add("total_experience_years", &years.value.to_string(), json!(years.value), years.at, years.confidence);
    }
    let highest = resume
        .education
        .iter()
        .filter(|e| e.degree.is_some())
        .max_by_key(|e| (e.level, e.year.as_ref().map(|y| y.value)));
    if let Some(degree) = highest.and_then(|e| e.degree.as_ref()) {
        add("highest_education", &degree.value, json!(degree.value), degree.at, degree.confidence);
        let year = highest.filter(|e| e.level != Level::School).and_then(|e| e.year.as_ref());
        if let Some(year) = year {
            add("year_of_passing", &year.value.to_string(), json!(year.value), year.at, year.confidence);
        }
    }
    for found in resume.skills.iter().take(SKILLS) {
        add("skills", &found.value, json!(found.value), found.at, found.confidence);
    }
    for found in &resume.certificates {
        add("certificates", &found.value, json!(found.value), found.at, found.confidence);
    }
    for found in &resume.tickets {
        let ticket = &found.value;
        let mut value = json!({ "ticket": ticket.name });
        let mut words = ticket.name.clone();
        if let Some(number) = &ticket.number {
            value["number"] = json!(number);
        }
        if let Some(day) = &ticket.expires {
            value["expires"] = json!(day);
            words = format!("{words}, until {day}");
        }
        add("compliance", &words, value, found.at, found.confidence);
    }
    for found in &resume.languages {
        add("languages", &found.value, json!(found.value), found.at, found.confidence);
    }
    for position in &resume.positions {
        if let Some((words, value)) = position_of(position) {
            add(HISTORY, &words, value, position.at, position.company.as_ref().map_or(50, |c| c.confidence));
        }
    }
    values
}

/// A position in words, and as a row of the history; nothing without an employer.
fn position_of(position: &Position) -> Option<(String, Json)> {
    let company = &position.company.as_ref()?.value;
    let title = position.title.as_ref().map(|t| t.value.clone());
    let (start, end) = (position.start.as_ref().map(|s| s.value), position.end.as_ref().map(|e| e.value));
    let until = if position.is_current { "now".to_string() } else { end.map(|e| e.to_string()).unwrap_or_default() };
    let from = start.map(|s| format!(", {s} – {until}")).unwrap_or_default();
    let words = format!("{}{company}{from}", title.as_ref().map(|t| format!("{t}, ")).unwrap_or_default());
    let tools: Vec<&str> = position.tools.iter().map(|t| t.value.as_str()).collect();
    let value = json!({
        "company_name": company,
        "job_title": title,
        "start_date": start.map(first_day),
        "end_date": end.filter(|_| !position.is_current).map(last_day),
        "is_current": position.is_current,
        "responsibilities": position.responsibilities.as_ref().map(|r| r.value.clone()),
        "tools_used": tools,
    });
    Some((words, value))
}

fn first_day(month: Month) -> String {
    format!("{:04}-{:02}-01", month.year, month.month.unwrap_or(1))
}

fn last_day(month: Month) -> String {
    let (year, number) = (month.year, month.month.unwrap_or(12));
    let days = match number {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    };
    format!("{year:04}-{number:02}-{days:02}")
}
