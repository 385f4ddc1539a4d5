//! Understanding a line of time.

use uuid::Uuid;

/// The day a line speaks of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Day {
    Today,
    Yesterday,
    /// 1 is Monday.
    Weekday(i32),
    /// As ISO 8601 writes it.
    Date(String),
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Hours with two decimals.
    pub(super) hours: String,
    pub(super) day: Day,
    pub(super) billable: bool,
    /// Everything else, in order.
    pub(super) words: Vec<String>,
}

/// A project that may be meant.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) client: String,
}

impl Project {
    /// Client and project, as people call it.
    pub(super) fn title(&self) -> String {
        if self.name.to_lowercase().contains(&self.client.to_lowercase()) {
            self.name.clone()
        } else {
            format!("{} – {}", self.client, self.name)
        }
    }
}

impl Entry {
    /// Understands a line.
    pub(super) fn parse(text: &str) -> Result<Entry, String> {
        let (mut minutes, mut day, mut billable, mut words) = (None::<u32>, Day::Today, true, Vec::new());
        let mut tokens = text.split_whitespace().peekable();
        while let Some(token) = tokens.next() {
            let lower = token.to_lowercase();
            let next = tokens.peek().map(|t| t.to_lowercase());
            if let Some(unit) = next.as_deref().and_then(unit_minutes)
                && words.is_empty()
                && let Some(hundredths) = hundredths(&lower)
            {
                // "2 hours", "30 min"
                tokens.next();
                minutes = Some(minutes.unwrap_or(0) + hundredths * unit / 100);
            } else if words.is_empty()
                && let Some(n) = duration(&lower, minutes.is_none())
            {
                minutes = Some(minutes.unwrap_or(0) + n);
            } else if let Some(d) = named_day(&lower) {
                day = d;
            } else if matches!(lower.as_str(), "non-billable" | "nonbillable" | "unbillable" | "#nb" | "internal!") {
                billable = false;
            } else if lower == "on" && next.as_deref().is_some_and(|n| named_day(n).is_some()) {
                // "on monday"
            } else {
                words.push(token.to_string());
            }
        }
        match minutes {
            None | Some(0) => Err("How long did it take? No duration was found.".into()),
            Some(n) if n > 24 * 60 => Err("A day has 24 hours.".into()),
            Some(n) => {
                let hundredths = (n * 100 + 30) / 60;
                Ok(Entry { hours: format!("{}.{:02}", hundredths / 100, hundredths % 100), day, billable, words })
            }
        }
    }
}

fn unit_minutes(word: &str) -> Option<u32> {
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunden" => Some(60),
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => Some(1),
        _ => None,
    }
}

/// A plain number in hundredths: "1.5" and "1,5" are 150.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if whole.is_empty() && part.is_empty()
        || whole.len() > 4
        || part.len() > 2
        || !whole.chars().chain(part.chars()).all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let part = format!("{part:0<2}").parse::<u32>().ok()?;
    Some(whole.parse::<u32>().unwrap_or(0) * 100 + part)
}

/// Minutes: 2h, 1.5h, 90m, 1h30, 1h30m, 1:30, and, at the beginning, a bare number of hours.
fn duration(token: &str, bare: bool) -> Option<u32> {
    if let Some((h, m)) = token.split_once(':') {
        let (h, m) = (h.parse::<u32>().ok()?, m.parse::<u32>().ok().filter(|_| m.len() == 2)?);
        return (m < 60 && h < 100).then_some(h * 60 + m);
    }
    let digits = token.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let Some(end) = digits else { return if bare { hundredths(token).map(|n| n * 60 / 100) } else { None } };
    let (number, rest) = token.split_at(end);
    let number = hundredths(number)?;
    if let Some(unit) = unit_minutes(rest) {
        return Some(number * unit / 100);
    }
    let minutes = rest.strip_prefix('h')?.trim_end_matches('m').parse::<u32>().ok()?;
    (minutes < 60).then_some(number * 60 / 100 + minutes)
}

fn named_day(word: &str) -> Option<Day> {
    const DAYS: [(&str, &str); 7] = [
        ("mon", "monday"),
        ("tue", "tuesday"),
        ("wed", "wednesday"),
        ("thu", "thursday"),
        ("fri", "friday"),
        ("sat", "saturday"),
        ("sun", "sunday"),
    ];
    match word {
        "today" => return Some(Day::Today),
        "yesterday" => return Some(Day::Yesterday),
        _ => {}
    }
    if let Some(n) = DAYS.iter().position(|(short, long)| word == *short || word == *long) {
        return Some(Day::Weekday(n as i32 + 1));
    }
    let parts: Vec<&str> = word.split('-').collect();
    let digits = |s: &str, n: usize| s.len() == n && s.chars().all(|c| c.is_ascii_digit());
    (parts.len() == 3 && digits(parts[0], 4) && digits(parts[1], 2) && digits(parts[2], 2))
        .then(|| Day::Date(word.to_string()))
}

/// The project the words name, and the words that are left. Words name a project when they begin words of its client or title;
/// of several, the one that more words name. Err: those that fit equally well.
pub(super) fn choose<'p>(
    projects: &'p [Project],
    words: &[String],
) -> Result<(&'p Project, Vec<String>), Vec<&'p Project>> {
    let plain = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_string)
            .collect()
    };
    let named: Vec<Vec<String>> = words.iter().map(|w| plain(w)).collect();
    let (mut best, mut found): (usize, Vec<(&Project, Vec<String>)>) = (0, Vec::new());
    for project in projects {
        let known = [plain(&project.client), plain(&project.name)].concat();
        let fits = |parts: &[String]| {
            !parts.is_empty()
                && parts
                    .iter()
                    .all(|p| known.iter().any(|k| k == p || p.chars().count() > 1 && k.starts_with(p.as_str())))
        };
        let hit: Vec<bool> = named.iter().map(|parts| fits(parts)).collect();
        let score = hit.iter().filter(|h| **h).count();
        if score == 0 || score < best {
            continue;
        }
        if score > best {
            found.clear();
            best = score;
        }
        found.push((project, words.iter().zip(hit).filter(|(_, h)| !h).map(|(w, _)| w.clone()).collect()));
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        _ => Err(found.into_iter().map(|(p, _)| p).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> String {
        Entry::parse(text).map(|e| e.hours).unwrap_or_else(|e| e)
    }

    #[test]
    fn durations_are_understood() {
        for (text, is) in [
            ("2h acme design", "2.00"),
            ("1.5h x", "1.50"),
            ("1,5h x", "1.50"),
            ("90m x", "1.50"),
            ("1h30 x", "1.50"),
            ("1h30m x", "1.50"),
            ("1:30 x", "1.50"),
            ("2 hours x", "2.00"),
            ("2h 15m x", "2.25"),
            ("0.25 x", "0.25"),
            ("45 min x", "0.75"),
            ("3 x", "3.00"),
        ] {
            assert_eq!(hours(text), is, "{text}");
        }
        for text in ["acme design", "0h acme", "25h acme", ""] {
            assert!(Entry::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_and_marks_are_found_anywhere() {
        let entry = Entry::parse("2h acme design on monday non-billable").unwrap();
        assert_eq!(
            (entry.day, entry.billable, entry.words.join(" ")),
            (Day::Weekday(1), false, "acme design".to_string())
        );
        assert_eq!(Entry::parse("1h audit 2026-11-03").unwrap().day, Day::Date("2026-11-03".into()));
        // Later numbers belong to the words.
        assert_eq!(Entry::parse("2h acme sprint 14").unwrap().words, ["acme", "sprint", "14"]);
    }

    #[test]
    fn words_name_the_project_that_fits_best() {
        let project =
            |client: &str, name: &str| Project { id: Uuid::now_v7(), name: name.into(), client: client.into() };
        let all = [
            project("Acme GmbH", "Website design"),
            project("Acme GmbH", "Audit"),
            project("Beta Ltd", "Design system"),
        ];
        let words = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<_>>();
        let (found, rest) = choose(&all, &words("acme design homepage")).unwrap();
        assert_eq!((found.name.as_str(), rest), ("Website design", vec!["homepage".to_string()]));
        assert_eq!(choose(&all, &words("acme call")).unwrap_err().len(), 2);
        assert!(choose(&all, &words("gamma")).unwrap_err().is_empty());
    }
}
