//! Rows as PostgreSQL sent them → the body of the answer.

use crate::plan::Plan;
use crate::shape::{Reveal, Shape, object, row};

/// The rows as a JSON list. Each row is the body of a DataRow message.
pub fn json_list<'a>(plan: &Plan, rows: impl Iterator<Item = &'a [u8]>, reveal: &dyn Reveal) -> Vec<u8> {
    let mut out = Vec::with_capacity(4096);
    out.push(b'[');
    for (i, body) in rows.enumerate() {
        if i > 0 {
            out.extend_from_slice(b",\n ");
        }
        object(&plan.fields, &mut row(body), reveal, &mut out);
    }
    out.push(b']');
    out
}

/// One row as a JSON object.
pub fn json_object(plan: &Plan, body: &[u8], reveal: &dyn Reveal) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    object(&plan.fields, &mut row(body), reveal, &mut out);
    out
}

/// The rows as CSV with a header line.
pub fn csv<'a>(plan: &Plan, rows: impl Iterator<Item = &'a [u8]>, reveal: &dyn Reveal) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let _ = writer.write_record(plan.fields.iter().map(|f| f.name.as_bytes()));
    for body in rows {
        let mut values = row(body);
        let record: Vec<Vec<u8>> = plan
            .fields
            .iter()
            .map(|field| {
                let mut out = Vec::new();
                if let Some(value) = values.next().flatten() {
                    field.shape.plain(value, reveal, &mut out);
                }
                out
            })
            .collect();
        let _ = writer.write_record(record);
    }
    writer.into_inner().unwrap_or_default()
}

/// The hidden values behind the fields: the keyset cursor of the row, and its version in microseconds.
pub fn hidden(plan: &Plan, body: &[u8]) -> (Vec<Option<String>>, Option<i64>) {
    let mut values = row(body).skip(plan.fields.len());
    let cursor = plan.cursor.iter().map(|_| values.next().flatten().map(|v| String::from_utf8_lossy(v).into_owned())).collect();
    let version = plan.versioned.then(|| values.next().flatten().and_then(|v| v.try_into().ok()).map(i64::from_be_bytes)).flatten();
    (cursor, version)
}

/// The values of the row that name it, as plain text.
pub fn location(plan: &Plan, body: &[u8], reveal: &dyn Reveal) -> String {
    let mut values = row(body);
    let pairs = plan.location.iter().zip(&plan.fields).map(|(column, field)| {
        let mut text = Vec::new();
        if let Some(value) = values.next().flatten() {
            field.shape.plain(value, reveal, &mut text);
        }
        format!("{column}=eq.{}", percent_encoding::percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string().replace("%2D", "-"))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The id of the row whose personal data stands in it, when it is the row's own.
pub fn personal_record(plan: &Plan, body: &[u8]) -> Option<[u8; 16]> {
    plan.fields.iter().zip(row(body)).find_map(|(field, value)| match field.shape {
        Shape::Pii { .. } => value?.first_chunk::<16>().copied(),
        Shape::Uuid if field.name == "id" => value?.first_chunk::<16>().copied(),
        _ => None,
    })
}

/// A version as the entity tag of a row.
pub fn etag(version: i64) -> String {
    format!("\"{version:x}\"")
}

/// The moment an entity tag stands for, as PostgreSQL reads it; none when it is not one of ours.
pub fn version_of(etag: &str) -> Option<String> {
    let tag = etag.trim().trim_start_matches("W/").trim_matches('"');
    let version = i64::from_str_radix(tag, 16).ok()?;
    let mut out = Vec::new();
    Shape::Timestamptz.plain(&version.to_be_bytes(), &crate::shape::Nothing, &mut out);
    String::from_utf8(out).ok()
}
