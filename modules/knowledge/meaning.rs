//! What reading for meaning and searching by it share.

use catalog::{Catalog, Table};
use serde_json::Value;
use uuid::Uuid;

/// Characters of a record's words; a model reads less.
const LONGEST: usize = 4000;

/// A record whose words are to be read.
pub(super) struct Readable {
    pub(super) id: Uuid,
    pub(super) words: String,
    /// SHA-256 of the words.
    pub(super) digest: Vec<u8>,
}

/// The nouns whose records are found by meaning.
pub fn findable(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    readable(catalog).filter(|t| !keeps_own(t))
}

/// Whether a noun keeps the vectors of its rows itself, beside the name of their model, as passages do.
pub(super) fn keeps_own(table: &Table) -> bool {
    table.columns.contains_key("embedding_model")
}

/// The nouns whose words are read for their meaning.
pub fn readable(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    catalog.tables.values().filter(|t| !t.tags.meaning.is_empty())
}

/// The words of a record's values, in their order.
pub(super) fn written(values: &Value) -> String {
    let mut parts = Vec::new();
    gather(values, &mut parts);
    let words = parts.join(". ");
    words.chars().take(LONGEST).collect()
}

fn gather(value: &Value, parts: &mut Vec<String>) {
    match value {
        Value::String(text) => parts.extend(Some(text.trim().replace('_', " ")).filter(|t| !t.is_empty())),
        // A list of words is one thought.
        Value::Array(list) if list.iter().all(Value::is_string) && !list.is_empty() => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            parts.push(words.join(", "));
        }
        Value::Array(list) => list.iter().for_each(|v| gather(v, parts)),
        Value::Object(fields) => fields.values().for_each(|v| gather(v, parts)),
        Value::Number(n) => parts.push(n.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The vector with zeros at its end, in as many numbers as asked for: cosines stay as they are.
pub(super) fn padded(vector: &[f32], size: usize) -> Vec<f32> {
    let mut padded = vector.to_vec();
    padded.resize(size, 0.0);
    padded
}

/// A vector as PostgreSQL reads it.
pub(super) fn literal(vector: &[f32]) -> String {
    let numbers: Vec<String> = vector.iter().map(|n| format!("{n:.6}")).collect();
    format!("[{}]", numbers.join(","))
}
