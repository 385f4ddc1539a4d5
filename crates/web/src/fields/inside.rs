//! What a structured field holds inside: from what was typed part by part to the value, and what is wrong with it.

use crate::data::Fields;
use crate::nouns::{Field, sentence};
use catalog::{Inside, Part};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The key under which a form keeps what no part speaks of.
const REST: &str = "rest";
/// The key under which a form keeps a word of a list.
const WORD: &str = "word";

/// The name of a part's input: `compliance[ticket]`.
pub(super) fn name_of(field: &Field, part: &str) -> String {
    format!("{}[{part}]", field.key)
}

/// The name of the input that keeps what no part speaks of.
pub(super) fn rest_of(field: &Field) -> String {
    name_of(field, REST)
}

/// The name of the input of a word.
pub(super) fn word_of(field: &Field) -> String {
    name_of(field, WORD)
}

/// What was typed part by part becomes what was typed for the field: its value as JSON, however wrong it is.
pub(crate) fn gather(fields: &[Field], typed: &mut Fields) {
    for field in fields.iter().filter(|f| f.writable) {
        let (Some(inside), Some(_)) = (&field.inside, typed.get(&name_of(field, "is_here"))) else { continue };
        let value = match inside {
            Inside::Several(_) => typed.all(&word_of(field)).into_iter().map(|word| Value::from(word.trim())).collect(),
            Inside::Rows(parts) => Value::Array(rows(field, parts, typed)),
            Inside::Parts(parts) => rows(field, parts, typed).into_iter().next().unwrap_or_default(),
        };
        let prefix = format!("{}[", field.key);
        typed.0.retain(|(key, _)| *key != field.key && !key.starts_with(&prefix));
        typed.0.push((field.key.clone(), value.to_string()));
    }
}

/// The rows as they were typed: the nth value of every part is of the nth row.
fn rows(field: &Field, parts: &[Part], typed: &Fields) -> Vec<Value> {
    let columns: Vec<(&str, Vec<&str>)> =
        parts.iter().map(|part| (part.name.as_str(), typed.all(&name_of(field, &part.name)))).collect();
    let rest = typed.all(&rest_of(field));
    let count = columns.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
    (0..count)
        .map(|n| {
            let kept = rest.get(n).and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
            let mut row = kept.unwrap_or_default();
            for (name, values) in &columns {
                let text = values.get(n).map(|text| text.trim().replace("\r\n", "\n")).unwrap_or_default();
                if !text.is_empty() || !row.contains_key(*name) {
                    row.insert((*name).to_string(), text.into());
                }
            }
            Value::Object(row)
        })
        .collect()
}

/// What is stored or was typed, as the value it says; words may be separated by commas.
pub(super) fn held(inside: &Inside, text: &str) -> Value {
    let empty = || match inside {
        Inside::Parts(_) => Value::Object(Map::new()),
        _ => Value::Array(Vec::new()),
    };
    match (serde_json::from_str(text), inside) {
        (Ok(value @ Value::Array(_)), Inside::Rows(_) | Inside::Several(_)) => value,
        (Ok(value @ Value::Object(_)), Inside::Parts(_)) => value,
        (Err(_), Inside::Several(_)) => {
            text.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty()).map(Value::from).collect()
        }
        _ => empty(),
    }
}

/// The value without what says nothing: empty parts, empty rows, empty words.
pub(crate) fn tidy(inside: &Inside, text: &str) -> Value {
    let said = |value: &Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
    let object = |mut row: Map<String, Value>| {
        row.retain(|_, value| said(value));
        row
    };
    match held(inside, text) {
        Value::Array(items) => items
            .into_iter()
            .map(|item| match item {
                Value::Object(row) => Value::Object(object(row)),
                other => other,
            })
            .filter(|item| said(item) && item.as_object().is_none_or(|row| !row.is_empty()))
            .collect(),
        Value::Object(row) => Value::Object(object(row)),
        other => other,
    }
}

/// What was typed as the API takes it, or what is wrong with it: the row, the part, and why.
pub(super) fn understood(inside: &Inside, text: &str) -> Result<Value, String> {
    let is_json = text.trim_start().starts_with(['[', '{']);
    if serde_json::from_str::<Value>(text).is_err() && (is_json || !matches!(inside, Inside::Several(_))) {
        return Err("This is not valid JSON.".into());
    }
    let value = tidy(inside, text);
    match (inside, &value) {
        (Inside::Rows(parts), Value::Array(rows)) => {
            for (n, row) in rows.iter().enumerate() {
                if let Some((part, wrong)) = parts.iter().find_map(|p| Some((p, wrong_row(parts, p, row)?))) {
                    return Err(format!("Row {}, {}: {wrong}", n + 1, label(part).to_lowercase()));
                }
            }
        }
        (Inside::Parts(parts), row) => {
            if let Some((part, wrong)) = parts.iter().find_map(|p| Some((p, wrong(p, &text_of(row, p))?))) {
                return Err(format!("{}: {wrong}", label(part)));
            }
        }
        _ => {}
    }
    Ok(value)
}

/// What is wrong with a part of a row; what the row is called can't be missing where something else is said.
pub(super) fn wrong_row(parts: &[Part], part: &Part, row: &Value) -> Option<String> {
    let text = text_of(row, part);
    let others = parts.iter().any(|p| p.name != part.name && !text_of(row, p).is_empty());
    if parts.first().is_some_and(|first| first.name == part.name) && text.is_empty() && others {
        return Some("this is required.".into());
    }
    wrong(part, &text)
}

/// What is wrong with a part.
pub(super) fn wrong(part: &Part, text: &str) -> Option<String> {
    let is_day = text.len() == 10 && text.parse::<Date>().is_ok_and(|day| (1900..3000).contains(&day.year()));
    (part.is_day() && !text.is_empty() && !is_day)
        .then(|| format!("{text:?} is not a day of the calendar. Write it like 2027-02-28."))
}

/// A part of a row as text; "" for none.
pub(super) fn text_of<'r>(row: &'r Value, part: &Part) -> Cow<'r, str> {
    match row.get(&part.name) {
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(plain @ (Value::Number(_) | Value::Bool(_))) => Cow::Owned(plain.to_string()),
        _ => Cow::Borrowed(""),
    }
}

/// What no part speaks of.
pub(super) fn rest(parts: &[Part], row: &Value) -> Map<String, Value> {
    let mut rest = row.as_object().cloned().unwrap_or_default();
    // What is no text can't be shown in a part's input; it stays as it is until something is typed over it.
    rest.retain(|key, value| {
        value.is_object() || value.is_array() || !value.is_null() && parts.iter().all(|part| part.name != *key)
    });
    rest
}

/// What people read above a part.
pub(super) fn label(part: &Part) -> String {
    sentence(&part.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::Holds;
    use serde_json::json;

    fn tickets() -> Inside {
        let part = |name: &str, holds| Part { name: name.into(), holds };
        Inside::Rows(vec![part("ticket", Holds::Text), part("number", Holds::Text), part("expires", Holds::Until)])
    }

    fn wrong_with(text: &str) -> String {
        understood(&tickets(), text).unwrap_err()
    }

    #[test]
    fn empty_rows_and_parts_say_nothing() {
        let typed = r#"[{"ticket":"White Card","number":"","expires":null},{"ticket":"","number":""}]"#;
        assert_eq!(understood(&tickets(), typed), Ok(json!([{ "ticket": "White Card" }])));
    }

    #[test]
    fn a_day_that_is_none_is_told_with_its_row() {
        let typed = r#"[{"ticket":"White Card"},{"ticket":"EWP","expires":"2027-02-31"}]"#;
        assert!(wrong_with(typed).starts_with("Row 2, expires: \"2027-02-31\" is not a day of the calendar."));
        assert_eq!(wrong_with(r#"[{"number":"12"}]"#), "Row 1, ticket: this is required.");
        assert_eq!(wrong_with("[{"), "This is not valid JSON.");
    }

    #[test]
    fn words_may_be_separated_by_commas() {
        assert_eq!(understood(&Inside::Several(None), "Helmet, Boots"), Ok(json!(["Helmet", "Boots"])));
        assert_eq!(understood(&Inside::Several(None), r#"["Gloves, long",""]"#), Ok(json!(["Gloves, long"])));
    }

    #[test]
    fn what_no_part_speaks_of_is_kept() {
        let inside = Inside::Parts(vec![Part { name: "gate".into(), holds: Holds::Text }]);
        let row = json!({ "gate": "North", "cranes": 2, "old": "x" });
        assert_eq!(Value::Object(rest(inside.parts(), &row)), json!({ "cranes": 2, "old": "x" }));
    }
}
