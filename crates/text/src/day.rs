//! Days and moments as JSON has them.

/// The day a text begins with, such as 2027-02-28T17:00:00+10:00, where it is a day of the calendar.
pub(crate) fn day(text: &str) -> Option<String> {
    parts(text).map(|(year, month, day, _)| format!("{year:04}-{month:02}-{day:02}"))
}

/// The moment a text names, in seconds since 1970; a day alone is its first moment, one without a zone is in UTC.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let (year, month, day, rest) = parts(text)?;
    let days = days_since_1970(year, month, day);
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else { return rest.is_empty().then_some(days * 86_400) };
    let at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(at);
    let mut parts = clock.split('.').next().unwrap_or_default().split(':');
    let mut next = |most: i64| match parts.next() {
        None => Some(0),
        Some(digits) => digits.parse().ok().filter(|n| (0..=most).contains(n)),
    };
    let (hours, minutes, seconds) = (next(23)?, next(59)?, next(60)?);
    Some(days * 86_400 + hours * 3600 + minutes * 60 + seconds - offset(zone)?)
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('-') => -1,
        Some(_) => 1,
    };
    let digits: String = zone.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().ok().filter(|m| (0..60).contains(m))? };
    Some(sign * (hours.parse::<i64>().ok().filter(|h| (0..=18).contains(h))? * 3600 + minutes * 60))
}

/// Year, month and day a text begins with, and the rest of it.
fn parts(text: &str) -> Option<(i64, i64, i64, &str)> {
    let (day, rest) = text.split_at_checked(10)?;
    let mut numbers = day.split('-');
    let mut next = |length: usize| {
        let digits = numbers.next().filter(|d| d.len() == length && d.bytes().all(|b| b.is_ascii_digit()))?;
        digits.parse::<i64>().ok()
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1800..3000).contains(&year) && (1..=last).contains(&day)).then_some((year, month, day, rest))
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day is their last.
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_whatever_their_zone() {
        assert_eq!(moment("1970-01-01"), Some(0));
        assert_eq!(moment("2000-03-01T00:00:00Z"), Some(951_868_800));
        assert_eq!(moment("2027-02-28T17:30:15.25+10:30"), moment("2027-02-28T07:00:15Z"));
        assert_eq!(moment("2027-02-28T17:30+1030"), moment("2027-02-28 07:00"));
        for bad in ["2027-02-29", "2027-13-01", "tomorrow", "2027-02-28T25:00:00Z", "2027-02-28Tx", "27-2-28", ""] {
            assert_eq!(moment(bad), None, "{bad}");
        }
        assert_eq!(day("2028-02-29T23:59:59-05:00").as_deref(), Some("2028-02-29"));
        assert_eq!(day("2027-02-3é"), None);
    }
}
