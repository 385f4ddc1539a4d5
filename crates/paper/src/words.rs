//! Amounts and days, as people read them.

use krilla::metadata::DateTime;

/// 1234567.5 → 1,234,567.50; never rounds.
pub(crate) fn money(amount: &str) -> String {
    let (sign, digits) = amount.strip_prefix('-').map_or(("", amount), |d| ("\u{2212}", d));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(c);
    }
    format!("{sign}{grouped}.{part:0<2}")
}

/// A decimal without needless zeros.
pub(crate) fn plain(number: &str) -> String {
    let short = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    short.replacen('-', "\u{2212}", 1)
}

/// 2026-11-21 → 21 November 2026.
pub(crate) fn long_date(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<usize> = date.split('-').filter_map(|p| p.parse().ok()).collect();
    match parts.as_slice() {
        [y, m @ 1..=12, d] => format!("{d} {} {y}", MONTHS[m - 1]),
        _ => date.to_string(),
    }
}

/// A day, as a PDF has it.
pub(crate) fn day(date: &str) -> DateTime {
    let mut parts = date.split('-').filter_map(|p| p.parse::<u16>().ok());
    let mut next = || parts.next().unwrap_or(1);
    let (year, month, day) = (next(), next(), next());
    DateTime::new(year).month(month as u8).day(day as u8).hour(0).minute(0).second(0).utc_offset_hour(0)
}

#[cfg(test)]
mod tests {
    use super::{long_date, money, plain};

    #[test]
    fn amounts_keep_every_digit() {
        assert_eq!(money("1234567.5"), "1,234,567.50");
        assert_eq!(money("-1000.00"), "\u{2212}1,000.00");
        assert_eq!(money("0.1234"), "0.1234");
        assert_eq!(money("999"), "999.00");
        assert_eq!(plain("8.500"), "8.5");
        assert_eq!(plain("100"), "100");
        assert_eq!(long_date("2026-11-21"), "21 November 2026");
    }
}
