//! A day as people write it.

/// A day as people write it → `2026-11-21`. Slashes are read only where day and month can't be confused.
pub(super) fn date(text: &str) -> Result<String, &'static str> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|p| !p.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return Err("is not a date; write 2026-11-21") };
    let number = |s: &str| s.trim_end_matches(',').parse::<i16>().ok();
    let month = |s: &str| {
        const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let name = s.get(..3).unwrap_or_default().to_lowercase();
        NAMES.iter().position(|n| *n == name).map(|i| i as i16 + 1)
    };
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(y), Some(m), Some(d)) if a.len() == 4 => (y, m, d),
        (Some(d), Some(m), Some(y)) if c.len() == 4 && text.contains('.') => (y, m, d),
        (Some(d), Some(m), Some(y)) if c.len() == 4 && d > 12 => (y, m, d),
        (Some(m), Some(d), Some(y)) if c.len() == 4 && d > 12 => (y, m, d),
        (Some(_), Some(_), Some(_)) if c.len() == 4 => return Err("could be two different days; write 2026-11-21"),
        (Some(d), None, Some(y)) if c.len() == 4 => (y, month(b).unwrap_or_default(), d),
        (None, Some(d), Some(y)) if c.len() == 4 => (y, month(a).unwrap_or_default(), d),
        _ => return Err("is not a date; write 2026-11-21"),
    };
    let valid = jiff::civil::Date::new(year, month as i8, day as i8).map_err(|_| "is not a day of the calendar")?;
    Ok(valid.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_where_they_are_clear() {
        for text in ["2026-11-21", "21.11.2026", "21/11/2026", "11/21/2026", "21 Nov 2026", "November 21, 2026"] {
            assert_eq!(date(text).as_deref(), Ok("2026-11-21"), "{text}");
        }
        assert!(date("03/04/2026").unwrap_err().contains("two different days"));
        assert!(date("2026-02-30").is_err());
    }
}
