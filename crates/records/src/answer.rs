//! Rows as PostgreSQL sent them → the body of the answer.

use crate::error::Result;
use crate::plan::Plan;
use crate::shape::{Nothing, Shape, Writing, cells, names, object, row};

/// The rows as a JSON list. Each row is the body of a DataRow message.
///
/// # Errors
/// TL108 when it is longer than an answer may be.
pub fn json_list<'a>(plan: &Plan, rows: impl Iterator<Item = &'a [u8]>, writing: &Writing<'_>) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(4096);
    out.push(b'[');
    for (i, body) in rows.enumerate() {
        if i > 0 {
            out.extend_from_slice(b",\n ");
        }
        object(&plan.fields, &mut row(body), writing, &mut out);
        if writing.is_full(out.len()) {
            break;
        }
    }
    out.push(b']');
    writing.whole(out)
}

/// One row as a JSON object.
///
/// # Errors
/// TL108 when it is longer than an answer may be.
pub fn json_object(plan: &Plan, body: &[u8], writing: &Writing<'_>) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(1024);
    object(&plan.fields, &mut row(body), writing, &mut out);
    writing.whole(out)
}

/// The rows as CSV with a header line.
///
/// # Errors
/// TL108 when it is longer than an answer may be.
pub fn csv<'a>(plan: &Plan, rows: impl Iterator<Item = &'a [u8]>, writing: &Writing<'_>) -> Result<Vec<u8>> {
    let mut keys = Vec::new();
    plan.fields.iter().for_each(|f| names(f, &mut keys));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let _ = writer.write_record(keys);
    let mut bytes = 0;
    for body in rows {
        let mut values = row(body);
        let mut record = Vec::with_capacity(plan.fields.len());
        plan.fields.iter().for_each(|field| cells(field, values.next().flatten(), writing, &mut record));
        bytes += record.iter().map(Vec::len).sum::<usize>();
        let _ = writer.write_record(record);
        if writing.is_full(bytes) {
            break;
        }
    }
    writing.whole(writer.into_inner().unwrap_or_default())
}

/// The hidden values behind the fields: the keyset cursor of the row, and its version in microseconds.
pub fn hidden(plan: &Plan, body: &[u8]) -> (Vec<Option<String>>, Option<i64>) {
    let mut values = row(body).skip(plan.fields.len());
    let cursor =
        plan.cursor.iter().map(|_| values.next().flatten().map(|v| String::from_utf8_lossy(v).into_owned())).collect();
    let version = plan
        .versioned
        .then(|| values.next().flatten().and_then(|v| v.try_into().ok()).map(i64::from_be_bytes))
        .flatten();
    (cursor, version)
}

/// The values of a row of texts.
pub fn texts(body: &[u8]) -> Vec<Option<String>> {
    row(body).map(|value| Some(String::from_utf8_lossy(value?).into_owned())).collect()
}

/// The values of the row that name it, as plain text.
pub fn location(plan: &Plan, body: &[u8], writing: &Writing<'_>) -> String {
    let mut values = row(body);
    let pairs = plan.location.iter().zip(&plan.fields).map(|(column, field)| {
        let mut text = Vec::new();
        if let Some(value) = values.next().flatten() {
            field.shape.plain(value, writing, &mut text);
        }
        format!(
            "{column}=eq.{}",
            percent_encoding::percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string().replace("%2D", "-")
        )
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
    Shape::Timestamptz.plain(&version.to_be_bytes(), &Writing::new(&Nothing), &mut out);
    String::from_utf8(out).ok()
}
