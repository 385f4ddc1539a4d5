//! The body of a write: JSON or CSV, understood as rows.

use crate::error::{Error, Result};
use catalog::Table;
use indexmap::IndexMap;
use serde_json::value::RawValue;

/// Levels of lists and objects a value may have.
const DEPTH: usize = 32;
/// Bytes a value of a JSON column may have.
const SIZE: usize = 1 << 20;

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
        let bad = |e: serde_json::Error| {
            Error::new(400, "PGRST102", "The body is not valid JSON for rows")
                .details(e.to_string())
                .hint("Send an object, or a list of objects, with columns as keys.")
        };
        let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
        if bytes.windows(6).any(|w| w == b"\\u0000") {
            return Err(Error::new(400, "PGRST102", "The body holds a zero character, which text can't")
                .hint("Remove \\u0000."));
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
        let same = |row: &IndexMap<String, Box<RawValue>>| {
            row.len() == first.len() && row.keys().all(|k| first.contains_key(k))
        };
        if !self.rows.iter().all(same) {
            return Err(Error::new(400, "PGRST102", "All object keys must match").hint(
                "Give every row the same keys, or name the columns with ?columns=a,b and Prefer: missing=default.",
            ));
        }
        Ok(first.keys().cloned().collect())
    }

    /// Refuses values that are nested too deeply, or are too long for a JSON column.
    pub(super) fn check(&self, table: &Table) -> Result<()> {
        let json = |key: &str| table.column(key).is_some_and(|c| matches!(c.base.as_str(), "json" | "jsonb"));
        for (key, value) in self.rows.iter().flatten() {
            if depth(value.get()) > DEPTH {
                let message = format!("{key} is nested more than {DEPTH} levels deep");
                return Err(Error::new(400, "TL107", message).hint("Send a flatter value."));
            }
            if value.get().len() > SIZE && json(key) {
                let message = format!("{key} is larger than {} MB", SIZE >> 20);
                return Err(Error::new(400, "TL107", message).hint("Keep large contents as a file."));
            }
        }
        Ok(())
    }
}

/// How deep lists and objects are nested in a JSON text.
pub fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    if !json.starts_with(['[', '{']) {
        return 0;
    }
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// A value as JSON text.
pub(super) fn raw(value: &serde_json::Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn brackets_in_texts_do_not_count() {
        assert_eq!(depth(r#""[[[[""#), 0);
        assert_eq!(depth(r#"{"a": "\"[[", "b": [{}, {"c": []}]}"#), 4);
    }
}
