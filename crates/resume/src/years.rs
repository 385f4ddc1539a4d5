//! How long somebody worked.

use crate::line::Line;
use crate::{Found, Month, Position};

/// Years of work: the union of the positions' times, so that two jobs at once count once; what the résumé says of it where
/// it gives no times.
pub(crate) fn total(positions: &[Position], lines: &[Line], today: Month) -> Option<Found<f64>> {
    let first = |m: Month| m.year * 12 + i32::from(m.month.unwrap_or(1)) - 1;
    let mut spells: Vec<(i32, i32)> = positions
        .iter()
        .filter_map(|p| {
            let start = p.start.as_ref()?.value;
            let end = match (&p.end, p.is_current) {
                (_, true) => first(today) + 1,
                // The last month counts; of a year nobody knows, so it ends as it began.
                (Some(end), _) if end.value.month.is_some() => first(end.value) + 1,
                (Some(end), _) if end.value.year == start.year => first(end.value) + 12,
                (Some(end), _) => first(end.value),
                (None, false) => return None,
            };
            (first(start) < end).then_some((first(start), end))
        })
        .collect();
    spells.sort_unstable();
    let mut months = 0;
    let mut until = i32::MIN;
    for (start, end) in spells {
        months += (end - start.max(until)).max(0);
        until = until.max(end);
    }
    let at = positions.iter().filter_map(|p| p.start.as_ref()).map(|s| s.at).next();
    if let Some(at) = at.filter(|_| months > 0) {
        return Some(Found::new((f64::from(months) / 1.2).round() / 10.0, at, 90));
    }
    lines.iter().find_map(|line| {
        let plain = line.text.to_lowercase();
        let at = [
            "years of experience",
            "years' experience",
            "years experience",
            "jahre berufserfahrung",
            "jahre erfahrung",
            "ans d'expérience",
            "años de experiencia",
            "anos de experiência",
            "jaar ervaring",
        ]
        .iter()
        .find_map(|words| plain.find(words))?;
        let number =
            plain[..at].trim_end().rsplit(|c: char| !c.is_ascii_digit() && c != '+').next()?.trim_end_matches('+');
        let years: f64 = number.parse().ok().filter(|y| *y > 0.0 && *y < 70.0)?;
        Some(Found::new(years, line.whole(), 60))
    })
}
