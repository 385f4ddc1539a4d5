//! Values as people read them.

use super::visit::Visit;
use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use maud::{Markup, html};

/// `1234567.5` → `1 234 567.5`, with thin spaces.
pub(super) fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |r| ("\u{2212}", r));
    let (whole, fraction) = rest.split_once('.').map_or((rest, ""), |(w, f)| (w, f.trim_end_matches('0')));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// An amount with its currency. Cents are shown when there are any.
pub(super) fn money(amount: &str, currency: &str) -> String {
    let shown = match amount.split_once('.') {
        Some((whole, cents)) if cents.chars().all(|c| c == '0') => grouped(whole),
        Some((whole, cents)) => format!("{}.{:0<2}", grouped(whole), cents),
        None => grouped(amount),
    };
    format!("{shown}\u{a0}{currency}")
}

/// A large amount in few letters: `1.2 M EUR`.
pub(super) fn short_money(amount: f64, currency: &str) -> String {
    format!("{}\u{a0}{currency}", short(amount))
}

/// A large number in few letters.
pub(super) fn short(n: f64) -> String {
    let (value, unit) = match n.abs() {
        a if a >= 1e9 => (n / 1e9, "\u{2009}B"),
        a if a >= 1e6 => (n / 1e6, "\u{2009}M"),
        a if a >= 10_000.0 => (n / 1e3, "\u{2009}k"),
        _ => (n, ""),
    };
    let text = if unit.is_empty() || value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text };
    if unit.is_empty() { grouped(&text) } else { format!("{text}{unit}") }
}

/// `135` minutes → `2 h 15 m`.
pub(super) fn minutes(n: i64) -> String {
    match (n / 60, n % 60) {
        (0, m) => format!("{m} m"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} m"),
    }
}

/// How many of a thing: `1 day`, `2 days`.
pub(super) fn count(n: i64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(&n.to_string()), if n == 1 { "" } else { "s" })
}

/// Bytes in a unit people know.
pub(super) fn bytes(n: f64) -> String {
    match n {
        n if n >= 1_048_576.0 => format!("{:.1} MB", n / 1_048_576.0),
        n if n >= 1024.0 => format!("{:.0} KB", n / 1024.0),
        n => format!("{n:.0} B"),
    }
}

/// A calendar date: relative when near, else the day, with the whole date on hover.
pub(super) fn day(visit: &Visit, text: &str) -> Markup {
    let Ok(date) = text.parse::<Date>() else {
        return html! {
            (text)
        };
    };
    html! {
        time datetime=(text) title=(date.strftime("%A, %-d %B %Y").to_string()) { (near(date, visit.today())) }
    }
}

/// A date in words.
pub(super) fn near(date: Date, today: Date) -> String {
    let days = today.until((Unit::Day, date)).map(|s| s.get_days()).unwrap_or_default();
    match days {
        0 => "Today".into(),
        1 => "Tomorrow".into(),
        -1 => "Yesterday".into(),
        2..=6 => format!("In {days} days"),
        -6..=-2 => format!("{} days ago", -days),
        _ if date.year() == today.year() => date.strftime("%-d %b").to_string(),
        _ => date.strftime("%-d %b %Y").to_string(),
    }
}

/// A moment: relative, with the exact time on hover.
pub(super) fn moment(visit: &Visit, text: &str) -> Markup {
    let Ok(at) = text.parse::<Timestamp>() else {
        return html! {
            (text)
        };
    };
    let zoned = at.to_zoned(visit.person.zone.clone());
    let seconds = visit.now.as_second() - at.as_second();
    let words = match seconds {
        -59..=59 => "just now".into(),
        60..=3599 => format!("{} min ago", seconds / 60),
        -3599..=-60 => format!("in {} min", -seconds / 60),
        3600..=43_199 => format!("{} h ago", seconds / 3600),
        -43_199..=-3600 => format!("in {} h", -seconds / 3600),
        _ if zoned.date() == visit.today() => zoned.strftime("%H:%M").to_string(),
        _ if seconds.abs() < 2 * 86_400 || zoned.date().year() == visit.today().year() => {
            format!("{} {}", near(zoned.date(), visit.today()), zoned.strftime("%H:%M"))
        }
        _ => near(zoned.date(), visit.today()),
    };
    html! {
        time datetime=(text) title=(zoned.strftime("%A, %-d %B %Y, %H:%M %Z").to_string()) { (words) }
    }
}

/// The letters of an avatar.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().next());
    words.next().into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// A person by avatar and name.
pub(super) fn who(name: &str) -> Markup {
    html! {
        span class="who" {
            span class="avatar" aria-hidden="true" { (initials(name)) }
            span class="clip" { (name) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped("1234567.50"), "1\u{2009}234\u{2009}567.5");
        assert_eq!(grouped("-999"), "\u{2212}999");
        assert_eq!(money("50000.00", "EUR"), "50\u{2009}000\u{a0}EUR");
        assert_eq!(money("12.5", "USD"), "12.50\u{a0}USD");
        assert_eq!(short(1_250_000.0), "1.2\u{2009}M");
        assert_eq!(minutes(135), "2 h 15 m");
        assert_eq!([count(0, "day"), count(1, "day"), count(2, "day")], ["0 days", "1 day", "2 days"]);
        assert_eq!(initials("Ada King Lovelace"), "AL");
    }
}
