//! Days as people say them in a chat: `next Monday`, `3rd of March`, `in two weeks`.

use super::chat_numbers::{number, plain};
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan as _};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
/// What means today.
const AT_ONCE: [&str; 12] = [
    "today",
    "now",
    "immediately",
    "immediate",
    "at once",
    "right away",
    "straight away",
    "asap",
    "as soon as possible",
    "any time",
    "anytime",
    "any day",
];

/// The day that is meant, seen from `today`; nothing where none is, or several are.
pub(super) fn day(said: &str, today: Date) -> Option<Date> {
    let said = plain(said);
    let words: Vec<&str> = said.split(' ').filter(|word| !word.is_empty()).collect();
    let spaced = format!(" {said} ");
    let says = |phrase: &str| spaced.contains(&format!(" {phrase} "));
    let mut found: Vec<Date> = Vec::new();
    let mut taken = vec![false; words.len()];
    for (at, word) in words.iter().enumerate() {
        if let Some(day) = written(word, today) {
            found.push(day);
            taken[at] = true;
        }
    }
    for at in 0..words.len() {
        if let Some(month) = month(words[at]).filter(|_| !taken[at] && !is_verb(&words, at)) {
            found.push(of_month(&words, &mut taken, at, month, today)?);
        }
    }
    found.extend(weekday(&words, today));
    if found.is_empty() {
        found.extend(span(&said, &words, today));
    }
    if found.is_empty() {
        found.extend(relative(&says, today));
    }
    if found.is_empty() {
        found.extend(of_this_month(&words, today));
    }
    found.dedup();
    match found[..] {
        [one] if (1900..2200).contains(&one.year()) => Some(one),
        _ => None,
    }
}

/// A day as people read it: 3 March 2027.
pub(super) fn in_words(day: Date) -> String {
    let month = LONG_MONTHS[usize::try_from(day.month() - 1).unwrap_or_default()];
    format!("{} {}{} {}", day.day(), month[..1].to_uppercase(), &month[1..], day.year())
}

/// 2027-03-03, 3/3/2027, 03.03.27, 3/3.
fn written(word: &str, today: Date) -> Option<Date> {
    let sign = ['-', '/', '.'].into_iter().find(|sign| word.contains(*sign))?;
    let parts: Vec<&str> = word.split(sign).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<i16> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match numbers[..] {
        [year, month, day] if parts[0].len() == 4 => made(year, month, day),
        [a, b, year] if parts[2].len() == 4 || parts[2].len() == 2 => {
            let year = if parts[2].len() == 2 { 2000 + year } else { year };
            // Days come first, as long as that makes a day.
            made(year, b, a).or_else(|| made(year, a, b))
        }
        [a, b] if sign != '-' && parts[0].len() <= 2 && parts[1].len() <= 2 => {
            let next = |day, month| soonest(today, |year| made(year, month, day));
            next(a, b).or_else(|| next(b, a))
        }
        _ => None,
    }
}

fn made(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The first such day that is not over.
fn soonest(today: Date, of_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    (0..=4).filter_map(|more| of_year(today.year() + more)).find(|day| *day >= today)
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let known = |m: usize| LONG_MONTHS[m] == word || MONTHS[m] == word || m == 8 && word == "sept";
    (0..12).find(|m| known(*m)).and_then(|m| i8::try_from(m + 1).ok())
}

/// May as in "may be".
fn is_verb(words: &[&str], at: usize) -> bool {
    let leads = ["in", "from", "by", "of", "until", "till", "mid", "early", "late", "next", "this"];
    let day = |at: usize| words.get(at).is_some_and(|word| day_of_month(word).is_some());
    let led = at > 0 && (leads.contains(&words[at - 1]) || day(at - 1));
    words[at] == "may" && words.len() > 1 && !led && !day(at + 1)
}

/// 3, 3rd, 3.; not a year, and not what counts something else.
fn day_of_month(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(['.', ',']);
    let digits = ["st", "nd", "rd", "th"].into_iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
    digits.parse().ok().filter(|n| (1..=31).contains(n) && digits.len() <= 2)
}

/// `3rd of March 2027`, `March 3`, `mid March`, `March`.
fn of_month(words: &[&str], taken: &mut [bool], at: usize, month: i8, today: Date) -> Option<Date> {
    let month = i16::from(month);
    let year = |at: usize| words.get(at).and_then(|w| w.parse::<i16>().ok()).filter(|y| (1900..2200).contains(y));
    let before = if at >= 2 && words[at - 1] == "of" { at - 2 } else { at.wrapping_sub(1) };
    let day_before = words.get(before).and_then(|word| day_of_month(word)).map(|day| (before, day));
    let day_after = words.get(at + 1).and_then(|word| day_of_month(word)).map(|day| (at + 1, day));
    let part = words[..at].iter().rev().take(3).find_map(|word| match *word {
        "start" | "beginning" | "early" | "begin" => Some(1),
        "mid" | "middle" => Some(15),
        "end" | "late" => Some(31),
        _ => None,
    });
    let (place, day) = day_before.or(day_after).unwrap_or((at, part.unwrap_or(1)));
    taken[place] = true;
    let said_year = year(at + 1).or_else(|| year(at + 2));
    let is_exact = day_before.or(day_after).is_some();
    let of_year = |year: i16| {
        if is_exact {
            return made(year, month, day);
        }
        (28..=day).rev().chain([day]).find_map(|day| made(year, month, day))
    };
    match said_year {
        Some(year) => of_year(year),
        None => soonest(today, of_year),
    }
}

/// `Monday` is the next there is, `next Monday` that of next week.
fn weekday(words: &[&str], today: Date) -> Option<Date> {
    let at = words.iter().position(|word| {
        WEEKDAYS.iter().any(|(begins, _)| {
            word.starts_with(begins)
                && (word.len() == 3 || word.ends_with("day") || *word == "tues" || *word == "thurs")
        })
    })?;
    let wanted = WEEKDAYS.iter().find(|(begins, _)| words[at].starts_with(begins))?.1;
    let before = at.checked_sub(1).map(|at| words[at]);
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    if before == Some("next") {
        return monday.checked_add((7 + i64::from(wanted.to_monday_zero_offset())).days()).ok();
    }
    let first = i64::from(before != Some("this"));
    (first..first + 7).filter_map(|n| today.checked_add(n.days()).ok()).find(|day| day.weekday() == wanted)
}

/// `in two weeks`, `a month from now`, `3 years ago`.
fn span(said: &str, words: &[&str], today: Date) -> Option<Date> {
    if words.contains(&"tomorrow") {
        return None;
    }
    let unit = words.iter().find_map(|word| {
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let unit: Span = match word.trim_end_matches('s') {
            "day" => 1.days(),
            "week" | "wk" => 7.days(),
            "fortnight" => 14.days(),
            "month" | "mth" => 1.months(),
            "year" | "yr" => 1.years(),
            _ => return None,
        };
        Some(unit)
    })?;
    let leads = ["in", "within", "after", "from", "ago", "time", "about", "around"];
    let many = match number(said) {
        Some(many) if many.fract() == 0.0 && (0.0..=400.0).contains(&many) => many as i64,
        Some(_) => return None,
        None if words.iter().any(|word| leads.contains(word) || word.contains("fortnight")) => 1,
        None => return None,
    };
    let many = if words.contains(&"ago") { -many } else { many };
    today.checked_add(unit.checked_mul(many).ok()?).ok()
}

fn relative(says: &dyn Fn(&str) -> bool, today: Date) -> Option<Date> {
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let next_month = today.first_of_month().checked_add(1.months()).ok()?;
    if says("day after tomorrow") {
        return today.checked_add(2.days()).ok();
    }
    if says("tomorrow") {
        return today.tomorrow().ok();
    }
    if says("yesterday") {
        return today.yesterday().ok();
    }
    if says("end of next month") {
        return Some(next_month.last_of_month());
    }
    if says("next month") {
        return Some(next_month);
    }
    if says("end of the month") || says("end of this month") || says("end of month") {
        return Some(today.last_of_month());
    }
    if says("end of the year") || says("end of year") || says("end of this year") {
        return Some(date(today.year(), 12, 31));
    }
    if says("next week") {
        return monday.checked_add(7.days()).ok();
    }
    AT_ONCE.iter().any(|phrase| says(phrase)).then_some(today)
}

/// `the 3rd`.
fn of_this_month(words: &[&str], today: Date) -> Option<Date> {
    let ordinals = words.iter().filter(|word| word.len() > 2 && !word.ends_with(|c: char| c.is_ascii_digit()));
    let days: Vec<i16> = ordinals.filter_map(|word| day_of_month(word)).collect();
    let [day] = days[..] else { return None };
    let months = (0..=2).filter_map(|more: i64| today.first_of_month().checked_add(more.months()).ok());
    months.filter_map(|first| made(first.year(), first.month().into(), day)).find(|found| *found >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_understood_as_people_say_them() {
        // A Monday.
        let today = date(2026, 11, 30);
        for (said, is) in [
            ("2027-03-03", "2027-03-03"),
            ("3rd of March", "2027-03-03"),
            ("March 3rd, 2028", "2028-03-03"),
            ("I could start on 3 March!", "2027-03-03"),
            ("03.03.2027", "2027-03-03"),
            ("3/3", "2027-03-03"),
            ("12/25/2026", "2026-12-25"),
            ("5/12/2026", "2026-12-05"),
            ("1 Dec", "2026-12-01"),
            ("Nov 30", "2026-11-30"),
            ("29 November", "2027-11-29"),
            ("29 February", "2028-02-29"),
            ("in January", "2027-01-01"),
            ("mid January", "2027-01-15"),
            ("end of February", "2027-02-28"),
            ("from the beginning of March on", "2027-03-01"),
            ("end of the month", "2026-11-30"),
            ("next month", "2026-12-01"),
            ("end of next month", "2026-12-31"),
            ("monday", "2026-12-07"),
            ("this Monday", "2026-11-30"),
            ("next Monday", "2026-12-07"),
            ("next friday please", "2026-12-11"),
            ("Friday", "2026-12-04"),
            ("next week", "2026-12-07"),
            ("tomorrow", "2026-12-01"),
            ("the day after tomorrow", "2026-12-02"),
            ("in 3 days", "2026-12-03"),
            ("in two weeks", "2026-12-14"),
            ("2 weeks from now", "2026-12-14"),
            ("in a fortnight", "2026-12-14"),
            ("in a month", "2026-12-30"),
            ("in about three months", "2027-02-28"),
            ("two years ago", "2024-11-30"),
            ("the 15th", "2026-12-15"),
            ("right away", "2026-11-30"),
            ("ASAP", "2026-11-30"),
        ] {
            assert_eq!(day(said, today).map(|d| d.to_string()).as_deref(), Some(is), "{said}");
        }
        for said in
            ["", "soon", "when I can", "31 February", "between 3 March and 5 April", "3", "2027-02-30", "yes", "may be"]
        {
            assert_eq!(day(said, today), None, "{said}");
        }
        // Seen from a Wednesday.
        let today = date(2026, 12, 2);
        assert_eq!(day("next Monday", today), Some(date(2026, 12, 7)));
        assert_eq!(day("next Friday", today), Some(date(2026, 12, 11)));
        assert_eq!(day("friday", today), Some(date(2026, 12, 4)));
        assert_eq!(in_words(date(2027, 3, 3)), "3 March 2027");
    }
}
