//! Times as people write them.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// A time as people write it: `now`, `yesterday 15:00`, `monday`, `in 3 days`, `2026-11-21 14:30`.
pub(super) fn when(words: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let words = words.trim().to_lowercase();
    let local = now.to_zoned(zone.clone());
    if words.is_empty() || words == "now" {
        return Some(now);
    }
    let (mut date, mut time): (Date, Option<Time>) = (local.date(), None);
    let mut parts = words.split([' ', 't', ',']).filter(|p| !p.is_empty() && *p != "at").collect::<Vec<_>>();
    // "today" and "tomorrow" begin with the letter that separates a date from its time.
    if words.starts_with("today") || words.starts_with("tomorrow") {
        parts = words.split([' ', ',']).filter(|p| !p.is_empty() && *p != "at").collect();
    } else if !words.starts_with(|c: char| c.is_ascii_digit()) {
        parts = words.split([' ', ',']).filter(|p| !p.is_empty() && *p != "at" && *p != "last" && *p != "on").collect();
    }
    let mut i = 0;
    while i < parts.len() {
        let part = parts[i];
        let weekday = [
            ("mon", Weekday::Monday),
            ("tue", Weekday::Tuesday),
            ("wed", Weekday::Wednesday),
            ("thu", Weekday::Thursday),
            ("fri", Weekday::Friday),
            ("sat", Weekday::Saturday),
            ("sun", Weekday::Sunday),
        ]
        .into_iter()
        .find(|(w, _)| part.starts_with(w));
        match part {
            "today" => {}
            "yesterday" => date = date.yesterday().ok()?,
            "tomorrow" => date = date.tomorrow().ok()?,
            "in" => {
                let n: i64 = parts.get(i + 1)?.parse().ok()?;
                date = match *parts.get(i + 2)? {
                    "day" | "days" => date.checked_add(n.days()).ok()?,
                    "week" | "weeks" => date.checked_add((n * 7).days()).ok()?,
                    _ => return None,
                };
                i += 2;
            }
            // What was said of a weekday is about the last one; a log looks back.
            _ if weekday.is_some() => {
                date = (1..=7)
                    .filter_map(|n: i64| date.checked_sub(n.days()).ok())
                    .find(|d| Some(d.weekday()) == weekday.map(|(_, w)| w))?
            }
            _ if part.contains(':') || part.ends_with("am") || part.ends_with("pm") => time = Some(clock(part)?),
            _ => date = part.parse().ok()?,
        }
        i += 1;
    }
    let time = time.unwrap_or(if date == local.date() { local.time() } else { Time::constant(12, 0, 0, 0) });
    date.to_datetime(time).to_zoned(zone.clone()).ok().map(|z| z.timestamp())
}

fn clock(text: &str) -> Option<Time> {
    let (digits, afternoon) = match text {
        t if t.ends_with("pm") => (t.trim_end_matches("pm"), Some(true)),
        t if t.ends_with("am") => (t.trim_end_matches("am"), Some(false)),
        t => (t, None),
    };
    let (h, m) = digits.split_once(':').unwrap_or((digits, "0"));
    let (h, m): (i8, i8) = (h.parse().ok()?, m.parse().ok()?);
    let h = match afternoon {
        Some(true) if h < 12 => h + 12,
        Some(false) if h == 12 => 0,
        _ => h,
    };
    Time::new(h, m, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expect: &str) {
        let now: Timestamp = "2026-11-21T14:30:00Z".parse().unwrap();
        let got = when(words, now, &TimeZone::UTC).map(|t| t.to_string()).unwrap_or_else(|| "?".into());
        assert_eq!(got, expect, "{words}");
    }

    #[test]
    fn times_are_understood_as_people_write_them() {
        check("now", "2026-11-21T14:30:00Z");
        check("today 9:15", "2026-11-21T09:15:00Z");
        check("yesterday", "2026-11-20T12:00:00Z");
        check("yesterday at 3pm", "2026-11-20T15:00:00Z");
        check("Monday 9:00", "2026-11-16T09:00:00Z");
        check("tomorrow 8am", "2026-11-22T08:00:00Z");
        check("in 3 days", "2026-11-24T12:00:00Z");
        check("2026-11-02 08:05", "2026-11-02T08:05:00Z");
        check("2026-11-02T08:05", "2026-11-02T08:05:00Z");
        check("whenever", "?");
    }
}
