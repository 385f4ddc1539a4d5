//! What comes back: PostgreSQL's binary rows, described, and their way into JSON and CSV.

mod binary;
mod kind;
#[cfg(test)]
mod mutated;
mod spread;
mod stripped;
mod text;

pub(crate) use binary::row;
pub use kind::{Member, Nothing, Reveal, Shape, Writing};
pub(crate) use spread::names;
pub(crate) use text::quoted;

use binary::{Value, array, fixed, record};
use data_encoding::HEXLOWER;
use std::io::Write as _;

impl Shape {
    /// The shape of a base type as `pg_type` names it; none when it has to be cast to text first.
    pub(crate) fn of(base: &str) -> Option<Shape> {
        Some(match base {
            "bool" => Shape::Bool,
            "int2" => Shape::Int2,
            "int4" => Shape::Int4,
            "int8" => Shape::Int8,
            "float4" => Shape::Float4,
            "float8" => Shape::Float8,
            "numeric" => Shape::Numeric,
            "text" | "varchar" | "bpchar" | "name" => Shape::Text,
            "json" => Shape::Json,
            "jsonb" => Shape::Jsonb,
            "uuid" => Shape::Uuid,
            "date" => Shape::Date,
            "timestamp" => Shape::Timestamp,
            "timestamptz" => Shape::Timestamptz,
            "bytea" => Shape::Bytes,
            _ => return None,
        })
    }

    /// Whether it is, or holds, personal data.
    pub(crate) fn is_personal(&self) -> bool {
        match self {
            Shape::Pii { .. } => true,
            Shape::Array(element) => element.is_personal(),
            Shape::Object(fields) | Shape::Spread { fields, .. } => fields.iter().any(|f| f.shape.is_personal()),
            _ => false,
        }
    }

    /// Writes one value as JSON.
    pub fn json(&self, value: Value<'_>, writing: &Writing<'_>, out: &mut Vec<u8>) {
        let Some(value) = value else { return out.extend_from_slice(b"null") };
        match self {
            Shape::Array(element) => {
                out.push(b'[');
                let (items, lengths) = array(value);
                write_array(element, &mut items.into_iter(), &lengths, writing, out);
                out.push(b']');
            }
            Shape::Object(fields) => object(fields, &mut record(value), writing, out),
            // Only an object can take it in.
            Shape::Spread { .. } => out.extend_from_slice(b"null"),
            Shape::Json if writing.without_nulls => stripped::stripped(value, out),
            Shape::Jsonb if writing.without_nulls => stripped::stripped(value.get(1..).unwrap_or(b"null"), out),
            Shape::Json => out.extend_from_slice(value),
            Shape::Jsonb => out.extend_from_slice(value.get(1..).unwrap_or(b"null")),
            Shape::Text => quoted(value, out),
            Shape::Pii { .. } => {
                let mut plain = Vec::new();
                self.plain(value, writing, &mut plain);
                quoted(&plain, out);
            }
            Shape::Numeric | Shape::Float4 | Shape::Float8 => {
                let start = out.len();
                self.plain(value, writing, out);
                // NaN and infinity are no JSON numbers.
                if out[start..].iter().any(u8::is_ascii_alphabetic) && !out[start..].contains(&b'e') {
                    out.insert(start, b'"');
                    out.push(b'"');
                }
            }
            Shape::Bool | Shape::Int2 | Shape::Int4 | Shape::Int8 => self.plain(value, writing, out),
            Shape::Uuid | Shape::Date | Shape::Timestamp | Shape::Timestamptz | Shape::Bytes => {
                out.push(b'"');
                if matches!(self, Shape::Bytes) {
                    out.push(b'\\');
                }
                self.plain(value, writing, out);
                out.push(b'"');
            }
        }
    }

    /// Writes one value as plain text, for CSV and cursors.
    pub fn plain(&self, value: &[u8], writing: &Writing<'_>, out: &mut Vec<u8>) {
        match self {
            Shape::Bool => out.extend_from_slice(if value == [1] { b"true" } else { b"false" }),
            Shape::Int2 => number(out, i16::from_be_bytes(fixed(value))),
            Shape::Int4 => number(out, i32::from_be_bytes(fixed(value))),
            Shape::Int8 => number(out, i64::from_be_bytes(fixed(value))),
            Shape::Float4 => {
                float(out, f64::from(f32::from_be_bytes(fixed(value))), f32::from_be_bytes(fixed(value)).to_string())
            }
            Shape::Float8 => float(out, f64::from_be_bytes(fixed(value)), f64::from_be_bytes(fixed(value)).to_string()),
            Shape::Numeric => numeric(value, out),
            Shape::Text | Shape::Json => out.extend_from_slice(value),
            Shape::Jsonb => out.extend_from_slice(value.get(1..).unwrap_or_default()),
            Shape::Uuid => uuid(value, out),
            Shape::Date => date(i64::from(i32::from_be_bytes(fixed(value))), out),
            Shape::Timestamp => timestamp(i64::from_be_bytes(fixed(value)), false, out),
            Shape::Timestamptz => timestamp(i64::from_be_bytes(fixed(value)), true, out),
            Shape::Bytes => {
                out.extend_from_slice(b"\\x");
                out.extend_from_slice(HEXLOWER.encode(value).as_bytes());
            }
            Shape::Pii { table, column } => {
                if let Some((row, ciphertext)) = value.split_first_chunk::<16>() {
                    out.extend_from_slice(writing.reveal.reveal(table, column, row, ciphertext).as_bytes());
                }
            }
            Shape::Array(_) | Shape::Object(_) | Shape::Spread { .. } => self.json(Some(value), writing, out),
        }
    }
}

/// Writes a row as a JSON object, taking one value after another.
pub(crate) fn object(
    fields: &[Member],
    values: &mut dyn Iterator<Item = Value<'_>>,
    writing: &Writing<'_>,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    let mut first = true;
    for field in fields {
        let value = values.next().flatten();
        if let Shape::Spread { fields, many } = &field.shape {
            let mut keys = Vec::new();
            names(field, &mut keys);
            for (name, json) in keys.into_iter().zip(spread::columns(fields, *many, value, writing)) {
                if !(writing.without_nulls && json == b"null") {
                    key(name, &mut first, out);
                    out.extend_from_slice(&json);
                }
            }
        } else if value.is_some() || !writing.without_nulls {
            key(&field.name, &mut first, out);
            field.shape.json(value, writing, out);
        }
    }
    out.push(b'}');
}

/// Whether a spreadsheet would take the text for a formula.
pub fn is_formula(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

/// Writes a value as the cells of a table: one, or those of what it spreads.
pub(crate) fn cells(field: &Member, value: Value<'_>, writing: &Writing<'_>, out: &mut Vec<Vec<u8>>) {
    match (&field.shape, value) {
        (Shape::Spread { fields, many: true }, value) => out.extend(spread::columns(fields, true, value, writing)),
        (Shape::Spread { fields, many: false }, value) => {
            let mut values = record(value.unwrap_or_default());
            fields.iter().for_each(|f| cells(f, values.next().flatten(), writing, out));
        }
        (shape, value) => {
            let mut cell = Vec::new();
            if let Some(value) = value {
                shape.plain(value, writing, &mut cell);
            }
            // People's words, never a formula of whoever opens the file.
            if matches!(shape, Shape::Text | Shape::Pii { .. }) && is_formula(&cell) {
                cell.insert(0, b'\'');
            }
            out.push(cell);
        }
    }
}

fn key(name: &str, first: &mut bool, out: &mut Vec<u8>) {
    if !std::mem::take(first) {
        out.push(b',');
    }
    quoted(name.as_bytes(), out);
    out.push(b':');
}

fn write_array(
    element: &Shape,
    items: &mut dyn Iterator<Item = Value<'_>>,
    lengths: &[usize],
    writing: &Writing<'_>,
    out: &mut Vec<u8>,
) {
    let Some((length, inner)) = lengths.split_first() else { return };
    for i in 0..*length {
        if writing.is_full(out.len()) {
            return;
        }
        if i > 0 {
            out.push(b',');
        }
        if inner.is_empty() {
            element.json(items.next().flatten(), writing, out);
        } else {
            out.push(b'[');
            write_array(element, items, inner, writing, out);
            out.push(b']');
        }
    }
}

fn number(out: &mut Vec<u8>, n: impl std::fmt::Display) {
    let _ = write!(out, "{n}");
}

fn float(out: &mut Vec<u8>, n: f64, text: String) {
    if n.is_nan() {
        out.extend_from_slice(b"NaN");
    } else if n.is_infinite() {
        out.extend_from_slice(if n > 0.0 { b"Infinity" } else { b"-Infinity" });
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

fn uuid(value: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for (i, byte) in value.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.push(HEX[usize::from(byte >> 4)]);
        out.push(HEX[usize::from(byte & 15)]);
    }
}

/// PostgreSQL's numeric: groups of four decimal digits.
fn numeric(value: &[u8], out: &mut Vec<u8>) {
    let word = |i: usize| i16::from_be_bytes(fixed(value.get(2 * i..).unwrap_or_default()));
    let (groups, weight, sign) = (i32::from(word(0)), i32::from(word(1)), word(2) as u16);
    let scale = word(3).max(0) as usize;
    match sign {
        0xC000 => return out.extend_from_slice(b"NaN"),
        0xD000 => return out.extend_from_slice(b"Infinity"),
        0xF000 => return out.extend_from_slice(b"-Infinity"),
        0x4000 => out.push(b'-'),
        _ => {}
    }
    let group = |i: i32| if (0..groups).contains(&i) { word(4 + i as usize) } else { 0 };
    if weight < 0 {
        out.push(b'0');
    }
    for i in 0..=weight {
        let _ = if i == 0 { write!(out, "{}", group(i)) } else { write!(out, "{:04}", group(i)) };
    }
    if scale > 0 {
        out.push(b'.');
        let start = out.len();
        let mut i = weight + 1;
        while out.len() - start < scale {
            let _ = write!(out, "{:04}", group(i));
            i += 1;
        }
        out.truncate(start + scale);
    }
}

/// Days since 2000-01-01 → (year, month, day). Howard Hinnant's "days to civil".
fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 10_957 + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn date(days: i64, out: &mut Vec<u8>) {
    match days {
        d if d == i64::from(i32::MAX) => out.extend_from_slice(b"infinity"),
        d if d == i64::from(i32::MIN) => out.extend_from_slice(b"-infinity"),
        _ => {
            let (year, month, day) = civil(days);
            let _ = if year > 0 {
                write!(out, "{year:04}-{month:02}-{day:02}")
            } else {
                write!(out, "{:04}-{month:02}-{day:02} BC", 1 - year)
            };
        }
    }
}

fn timestamp(micros: i64, zoned: bool, out: &mut Vec<u8>) {
    match micros {
        i64::MAX => return out.extend_from_slice(b"infinity"),
        i64::MIN => return out.extend_from_slice(b"-infinity"),
        _ => {}
    }
    let (days, time) = (micros.div_euclid(86_400_000_000), micros.rem_euclid(86_400_000_000));
    let (year, month, day) = civil(days);
    let (seconds, fraction) = (time / 1_000_000, time % 1_000_000);
    let shown = if year > 0 { year } else { 1 - year };
    let _ = write!(
        out,
        "{shown:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if fraction > 0 {
        let digits = format!("{fraction:06}");
        let _ = write!(out, ".{}", digits.trim_end_matches('0'));
    }
    if zoned {
        out.extend_from_slice(b"+00:00");
    }
    if year <= 0 {
        out.extend_from_slice(b" BC");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(f: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        f(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn days_become_dates() {
        assert_eq!(text(|o| date(0, o)), "2000-01-01");
        assert_eq!(text(|o| date(-10_957, o)), "1970-01-01");
        assert_eq!(text(|o| date(9_821, o)), "2026-11-21");
        assert_eq!(text(|o| date(59, o)), "2000-02-29");
    }

    #[test]
    fn moments_keep_their_fraction() {
        assert_eq!(text(|o| timestamp(1_500_000, true, o)), "2000-01-01T00:00:01.5+00:00");
        assert_eq!(text(|o| timestamp(-1, false, o)), "1999-12-31T23:59:59.999999");
    }

    #[test]
    fn decimals_keep_their_scale() {
        let value = |words: &[i16]| words.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<u8>>();
        assert_eq!(text(|o| numeric(&value(&[2, 0, 0, 2, 1234, 5000]), o)), "1234.50");
        assert_eq!(text(|o| numeric(&value(&[1, -1, 0x4000, 2, 500]), o)), "-0.05");
        assert_eq!(text(|o| numeric(&value(&[0, 0, 0, 2]), o)), "0.00");
        assert_eq!(text(|o| numeric(&value(&[1, 1, 0, 0, 1]), o)), "10000");
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(text(|o| quoted("a\"\\\n\u{1}é".as_bytes(), o)), "\"a\\\"\\\\\\n\\u0001é\"");
    }
}
