//! The body of a write: JSON or CSV, understood as rows.

use crate::error::{Error, Result};
use indexmap::IndexMap;
use serde_json::value::RawValue;

/// The rows of a body; values stay as they were written.
#[derive(Debug, Default)]
pub struct Body {
    /// One map a row: column → JSON.
    pub rows: Vec<IndexMap<String, Box<RawValue>>>,
    /// The body was one object, not a list.
    pub single: bool,
}

impl Body {
    /// Understands a JSON object or a list of them.
    ///
    /// # Errors
    /// PGRST102 for anything else.
    pub fn json(bytes: &[u8]) -> Result<Body> {
        let bad = |e: serde_json::Error| Error::new(400, "PGRST102", "The body is not valid JSON for rows").details(e.to_string()).hint("Send an object, or a list of objects, with columns as keys.");
        let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
        if bytes.windows(6).any(|w| w == b"\\u0000") {
            return Err(Error::new(400, "PGRST102", "The body holds a zero character, which text can't").hint("Remove \\u0000."));
        }
        match first {
            Some(b'[') => Ok(Body { rows: serde_json::from_slice(bytes).map_err(bad)?, single: false }),
            _ => Ok(Body { rows: vec![serde_json::from_slice(bytes).map_err(bad)?], single: true }),
        }
    }

    /// Understands CSV with a header line; the word NULL is null.
    ///
    /// # Errors
    /// PGRST102 when a line does not fit the header.
    pub fn csv(bytes: &[u8]) -> Result<Body> {
        let bad = |e: csv::Error| Error::new(400, "PGRST102", "The body is not valid CSV").details(e.to_string());
        let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let headers = reader.headers().map_err(bad)?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(bad)?;
            let value = |text: &str| if text == "NULL" { serde_json::Value::Null } else { text.into() };
            rows.push(headers.iter().zip(record.iter()).map(|(h, v)| (h.to_string(), raw(&value(v)))).collect());
        }
        Ok(Body { rows, single: false })
    }

    /// The columns of the rows. All rows must have the same.
    pub(super) fn keys(&self) -> Result<Vec<String>> {
        let Some(first) = self.rows.first() else { return Ok(Vec::new()) };
        let same = |row: &IndexMap<String, Box<RawValue>>| row.len() == first.len() && row.keys().all(|k| first.contains_key(k));
        if !self.rows.iter().all(same) {
            return Err(Error::new(400, "PGRST102", "All object keys must match").hint("Give every row the same keys, or name the columns with ?columns=a,b and Prefer: missing=default."));
        }
        Ok(first.keys().cloned().collect())
    }
}

/// A value as JSON text.
pub(super) fn raw(value: &serde_json::Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
