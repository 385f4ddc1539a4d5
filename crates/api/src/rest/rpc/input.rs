//! A verb's input: the body of a POST, or the query string of a GET, read by the verb's own description.

use platform::verb::Verb;
use records::{Error, Result};
use serde_json::{Map, Value};

/// Levels of lists and objects an input may have.
const DEPTH: usize = 34;

/// The input in a body; none is an empty one.
pub(super) fn body(bytes: &[u8]) -> Result<Value> {
    if bytes.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    if std::str::from_utf8(bytes).is_ok_and(|text| records::depth(text.trim_start()) > DEPTH) {
        return Err(Error::new(400, "TL107", "The input is nested too deeply").hint("Send a flatter value."));
    }
    let bad = |e: serde_json::Error| Error::new(400, "PGRST102", format!("The body is not valid JSON: {e}"));
    serde_json::from_slice(bytes).map_err(bad)
}

/// The input in a query string: `since=2026-01-01`.
pub(super) fn query(verb: &Verb, text: &str) -> Result<Value> {
    let mut input = Map::new();
    for (name, value) in pairs(text) {
        let known = verb.input.parameter(&name).ok_or_else(|| unknown(verb, &name))?;
        let value = typed(known.schema, &value).ok_or_else(|| {
            Error::new(400, "PGRST102", format!("{name} can't be {value:?}"))
                .hint("What each verb takes is described at /docs.")
        })?;
        if input.insert(name.clone(), value).is_some() {
            return Err(Error::new(400, "PGRST102", format!("{name} is given twice")));
        }
    }
    Ok(Value::Object(input))
}

/// Refuses a query string beside a body.
pub(super) fn none(verb: &str, text: &str) -> Result<()> {
    match pairs(text).next() {
        Some((name, _)) => Err(Error::new(400, "PGRST100", format!("'{name}' in the address says nothing to {verb}"))
            .hint("A verb's input is the body of the POST; its answer can't be selected from, ordered or paged.")),
        None => Ok(()),
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned()
}

fn unknown(verb: &Verb, name: &str) -> Error {
    let known: Vec<&str> = verb.input.parameters().map(|p| p.name).collect();
    let takes =
        if known.is_empty() { "It takes nothing".to_string() } else { format!("It takes: {}", known.join(", ")) };
    Error::new(400, "PGRST100", format!("{} takes no '{name}'", verb.name))
        .hint(format!("{takes}. Its answer can't be selected from, ordered or paged."))
}

/// A text as the type its description names: the first that fits.
fn typed(described: &Value, text: &str) -> Option<Value> {
    let types = match &described["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    };
    let json = || serde_json::from_str::<Value>(text).ok();
    let one = |kind: &str| match kind {
        "string" => Some(Value::String(text.to_string())),
        "integer" => json().filter(|v| v.is_i64() || v.is_u64()),
        "number" => json().filter(Value::is_number),
        "boolean" => json().filter(Value::is_boolean),
        "array" => json().filter(Value::is_array),
        "object" => json().filter(Value::is_object),
        "null" => (text.is_empty() || text == "null").then_some(Value::Null),
        _ => None,
    };
    if types.is_empty() {
        return Some(json().unwrap_or_else(|| Value::String(text.to_string())));
    }
    // Texts last: everything is one.
    let (texts, others): (Vec<&str>, Vec<&str>) = types.into_iter().partition(|t| *t == "string");
    others.into_iter().chain(texts).find_map(one)
}
