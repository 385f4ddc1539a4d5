//! A cell as people write it → a value as PostgreSQL reads it.

mod day;
mod rows;

use super::order::Numbers;
use catalog::{Column, Inside, Kind};
use day::date;
use serde_json::Value;

/// Understands one cell. `None` is null; an error says what is wrong in words.
pub(super) fn value(column: &Column, cell: &str, numbers: Numbers) -> Result<Option<String>, String> {
    let text = cell.trim();
    let text = text.strip_prefix('\'').filter(|t| records::is_formula(t.as_bytes())).unwrap_or(text);
    if text.is_empty() || (text.eq_ignore_ascii_case("null") && column.kind != Kind::Text) {
        return Ok(None);
    }
    let bad = |what: &str| Err(format!("{}: {text:?} is not {what}", column.name));
    Ok(Some(match column.kind {
        Kind::Text | Kind::Markdown | Kind::Pii | Kind::Other => text.to_string(),
        Kind::Email | Kind::PiiEmail => match text.trim_start_matches("mailto:") {
            email if records::is_email(email) => email.to_string(),
            _ => return bad("an e-mail address"),
        },
        Kind::Phone
            if !text.starts_with(|c: char| c == '+' || c.is_ascii_digit())
                || text.len() < 4
                || text.len() > 40
                || !text.chars().all(|c| c.is_ascii_digit() || "+ ()./-".contains(c)) =>
        {
            return bad("a telephone number");
        }
        Kind::Phone => text.to_string(),
        Kind::PiiPhone => match platform::vault::phone(text) {
            Some(_) => text.to_string(),
            None => return bad("a telephone number"),
        },
        Kind::Url if text.contains(char::is_whitespace) || !text.contains('.') => return bad("a web address"),
        Kind::Url if text.contains("://") && !text.to_lowercase().starts_with("http") => {
            return bad("a web address with http or https");
        }
        Kind::Url => {
            if text.contains("://") {
                text.to_string()
            } else {
                format!("https://{text}")
            }
        }
        Kind::Number | Kind::Money | Kind::Integer if numbers == Numbers::Unsaid && is_ambiguous(text) => {
            return Err(format!(
                "{}: {text:?} can be read two ways. Say how decimals are written, with point (1,234.50) or comma (1.234,50), or write it without the mark",
                column.name
            ));
        }
        Kind::Integer | Kind::Percent => {
            let number = decimal(text.trim_end_matches('%'), numbers)
                .filter(|n| n.parse::<f64>().is_ok_and(|f| f.fract() == 0.0));
            let Some(number) = number else { return bad("a whole number") };
            let whole = number.split('.').next().unwrap_or_default().to_string();
            if column.kind == Kind::Percent && !whole.parse::<i64>().is_ok_and(|n| (0..=100).contains(&n)) {
                return bad("between 0 and 100");
            }
            whole
        }
        Kind::Number | Kind::Money => match decimal(text, numbers) {
            Some(number) => number,
            None => return bad(if column.kind == Kind::Money { "an amount" } else { "a number" }),
        },
        Kind::Boolean => match text.to_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" | "x" | "on" | "ja" | "oui" | "si" => "true".into(),
            "false" | "f" | "no" | "n" | "0" | "off" | "nein" | "non" => "false".into(),
            _ => return bad("yes or no"),
        },
        Kind::Date => match date(text) {
            Ok(date) => date,
            Err(why) => return Err(format!("{}: {text:?} {why}", column.name)),
        },
        Kind::Timestamp => {
            let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
            match date(day) {
                Ok(date) if time.is_empty() => date,
                Ok(date) if time.chars().all(|c| c.is_ascii_digit() || ":.+-Z ".contains(c)) => {
                    format!("{date} {time}")
                }
                _ => return bad("a date and time; write 2026-11-21 14:30"),
            }
        }
        Kind::Choice => match column.choice(text) {
            Some(value) => value.to_string(),
            None => return bad(&format!("one of {}", column.labels.values().cloned().collect::<Vec<_>>().join(", "))),
        },
        Kind::Choices => {
            let mut values = Vec::new();
            for part in text
                .trim_matches(['{', '}', '[', ']'])
                .split([',', ';', '|'])
                .map(|p| p.trim().trim_matches('"'))
                .filter(|p| !p.is_empty())
            {
                match column.choice(part) {
                    Some(value) => values.push(value.to_string()),
                    None => {
                        return Err(format!(
                            "{}: {part:?} is not one of {}",
                            column.name,
                            column.labels.values().cloned().collect::<Vec<_>>().join(", ")
                        ));
                    }
                }
            }
            format!("{{{}}}", values.join(","))
        }
        Kind::List => {
            let items: Vec<String> = text
                .trim_matches(['{', '}', '[', ']'])
                .split([',', ';', '|'])
                .map(|p| p.trim().trim_matches('"'))
                .filter(|p| !p.is_empty())
                .map(|p| format!("\"{}\"", p.replace('\\', "\\\\").replace('"', "\\\"")))
                .collect();
            format!("{{{}}}", items.join(","))
        }
        Kind::Id => match uuid::Uuid::parse_str(text) {
            Ok(id) => id.to_string(),
            Err(_) => return bad("an id"),
        },
        // Lists of words are common in JSON columns, and people separate them with commas.
        Kind::Json => match serde_json::from_str::<Value>(text) {
            Ok(json @ (Value::Array(_) | Value::Object(_))) => json.to_string(),
            _ if text.starts_with(['{', '[']) => return bad("valid JSON"),
            _ => match &column.tags.inside {
                Some(Inside::Rows(parts)) => {
                    rows::rows(parts, text).map_err(|why| format!("{}: {why}", column.name))?.to_string()
                }
                _ => Value::Array(
                    text.split([',', ';', '|']).map(|p| p.trim().into()).filter(|p: &Value| p != "").collect(),
                )
                .to_string(),
            },
        },
        Kind::Vector | Kind::Bytes => return bad("something that can be imported"),
    }))
}

/// An amount without spaces, signs and currency: digits, commas and points.
fn bare(text: &str) -> String {
    let skipped = |c: &char| {
        c.is_whitespace()
            || matches!(c, '\u{a0}' | '\u{202f}' | '\'' | '$' | '€' | '£' | '₹' | '¥' | '(' | ')' | '-' | '+')
    };
    let mut letters: String = text.chars().filter(|c| !skipped(c)).collect();
    for code in ["USD", "EUR", "GBP", "INR", "AUD", "CHF", "NZD", "CAD"] {
        letters = letters.trim_start_matches(code).trim_end_matches(code).to_string();
    }
    letters
}

/// Whether one mark with three digits behind it may part thousands or decimals: `12.000 CHF`, `1,234`. Where `$`, `£` and
/// `₹` are used, a comma parts thousands and a point decimals.
fn is_ambiguous(text: &str) -> bool {
    if text.contains(['$', '£', '₹']) {
        return false;
    }
    let letters = bare(text);
    let mut parts = letters.split([',', '.']);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(before), Some(after), None) => {
            after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0')
        }
        _ => false,
    }
}

/// `$1,234.50`, `1.234,50 €`, `1 234,5`, `(99)` → `1234.50`, `1234.50`, `1234.5`, `-99`
fn decimal(text: &str, numbers: Numbers) -> Option<String> {
    let negative = text.starts_with('-') || (text.starts_with('(') && text.ends_with(')'));
    let letters = bare(text);
    let (comma, dot) = (letters.rfind(','), letters.rfind('.'));
    let plain = match (comma, dot) {
        (Some(c), Some(d)) if c > d => letters.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => letters.replace(',', ""),
        (Some(_), None) if numbers == Numbers::Comma && letters.matches(',').count() == 1 => letters.replace(',', "."),
        (Some(c), None) if letters.matches(',').count() == 1 && letters.len() - c - 1 != 3 => letters.replace(',', "."),
        (Some(_), None) => letters.replace(',', ""),
        (None, Some(d)) if numbers == Numbers::Comma && letters.len() - d - 1 == 3 => letters.replace('.', ""),
        (None, Some(_)) if letters.matches('.').count() > 1 => letters.replace('.', ""),
        _ => letters,
    };
    let is_number = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') && plain.bytes().any(|b| b.is_ascii_digit());
    let digits = is_number && plain.matches('.').count() <= 1;
    digits.then(|| if negative { format!("-{plain}") } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, number) in [
            ("$1,234.50", "1234.50"),
            ("1.234,50 €", "1234.50"),
            ("1 234,5", "1234.5"),
            ("(99)", "-99"),
            ("$1,234", "1234"),
            ("12.5", "12.5"),
            ("USD 7", "7"),
            ("0.125", "0.125"),
        ] {
            assert_eq!(
                (decimal(text, Numbers::Unsaid).as_deref(), is_ambiguous(text)),
                (Some(number), false),
                "{text}"
            );
        }
        for (text, point, comma) in
            [("12.000 CHF", "12.000", "12000"), ("1,234", "1234", "1.234"), ("EUR 999.999", "999.999", "999999")]
        {
            assert!(is_ambiguous(text), "{text}");
            assert_eq!(decimal(text, Numbers::Point).as_deref(), Some(point));
            assert_eq!(decimal(text, Numbers::Comma).as_deref(), Some(comma));
        }
        assert_eq!(decimal("about 5", Numbers::Unsaid), None);
    }
}
