//! The profile of a person as they edit it themselves: the columns the role `candidate` may write, group by group, and the
//! positions they held. The database decides which these are.

use crate::data::{Fields, Row};
use catalog::{Column, Kind, Table};
use maud::{Markup, html};
use records::Error;
use serde_json::{Value, json};
use server::Server;

/// Columns of a position.
const HELD: [&str; 6] = ["company_name", "job_title", "start_date", "end_date", "is_current", "responsibilities"];

/// The columns a candidate may write of a table, in its order. A link to a résumé is not typed here; it is sent as a file.
pub(super) fn columns<'s>(server: &'s Server, table: &str) -> Vec<&'s Column> {
    let Some(table) = server.catalog.table(table) else { return Vec::new() };
    let may = |table: &Table, column: &Column| table.may("candidate", "UPDATE", column);
    let all = table.columns.values();
    all.filter(|c| may(table, c) && c.name != "resume_url" && !c.name.ends_with("_index")).collect()
}

/// The columns of a position.
pub(super) fn held(server: &Server) -> Vec<&Column> {
    columns(server, "candidate_work_history").into_iter().filter(|c| HELD.contains(&c.name.as_str())).collect()
}

/// The inputs of some columns, under the words of their groups; with what is wrong at its field.
pub(super) fn inputs(columns: &[&Column], row: &Row, prefix: &str, wrong: Option<&Error>) -> Markup {
    let mut groups: Vec<(&str, Vec<&Column>)> = Vec::new();
    for column in columns {
        let group = column.tags.group.as_deref().unwrap_or_default();
        match groups.iter_mut().find(|(word, _)| *word == group) {
            Some((_, all)) => all.push(column),
            None => groups.push((group, vec![column])),
        }
    }
    html! {
        @for (group, columns) in groups {
            @if !group.is_empty() {
                h3 { (group) }
            }
            div class="two" {
                @for column in columns { (input(column, row.get(&column.name), prefix, wrong)) }
            }
        }
    }
}

/// What was typed as a row: the columns that are in the form and differ from what is stored.
///
/// # Errors
/// TL100 for what is no number, with the column.
pub(super) fn typed(columns: &[&Column], fields: &Fields, stored: &Row) -> Result<Row, Error> {
    let mut row = Row::new();
    for column in columns {
        let Some(text) = fields.get(&column.name) else { continue };
        let value = value(column, text.trim())?;
        if stored.get(&column.name) != Some(&value) {
            row.insert(column.name.clone(), value);
        }
    }
    Ok(row)
}

fn value(column: &Column, text: &str) -> Result<Value, Error> {
    let number = || {
        let plain = text.replace([' ', '\u{a0}'], "").replace(',', ".");
        let words = format!("{} is a number.", word(column));
        serde_json::from_str::<serde_json::Number>(&plain)
            .map_err(|_| Error::new(400, "TL100", words).field(&column.name))
    };
    Ok(match column.kind {
        Kind::Json => {
            json!(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>())
        }
        _ if text.is_empty() && column.required => json!(""),
        _ if text.is_empty() => Value::Null,
        Kind::Boolean => json!(text == "true"),
        Kind::Integer | Kind::Number | Kind::Money | Kind::Percent => Value::Number(number()?),
        _ => json!(text),
    })
}

fn input(column: &Column, stored: Option<&Value>, prefix: &str, wrong: Option<&Error>) -> Markup {
    let wrong = wrong.filter(|e| e.field.as_deref() == Some(column.name.as_str())).map(|e| e.message.as_str());
    let id = format!("{prefix}{}", column.name);
    let text = match stored {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        Some(other) => other.to_string(),
    };
    let (invalid, described) = (wrong.map(|_| "true"), wrong.map(|_| format!("{id}-wrong")));
    let many = column.kind == Kind::Json;
    let long = column.tags.long || column.kind == Kind::Markdown;
    html! {
        div class=(if long { "field whole" } else { "field" }) {
            label for=(id) {
                (word(column))
                @if many {
                    span class="quiet" { " (one a line)" }
                }
            }
            @if many || long {
                textarea
                    class="in"
                    id=(id)
                    name=(column.name)
                    rows=(text.lines().count().clamp(2, 8))
                    aria-invalid=[invalid]
                    aria-describedby=[described]
                { (text) }
            } @else if let Some(options) = options(column) {
                select
                    class="in"
                    id=(id)
                    name=(column.name)
                    aria-invalid=[invalid]
                    aria-describedby=[described]
                {
                    @for (value, word) in options {
                        option value=(value) selected[value == text] { (word) }
                    }
                }
            } @else {
                input
                    class="in"
                    id=(id)
                    name=(column.name)
                    type=(if column.kind == Kind::Date { "date" } else { "text" })
                    value=(text)
                    autocomplete="off"
                    maxlength="2048"
                    required[column.required && !column.has_default]
                    aria-invalid=[invalid]
                    aria-describedby=[described];
            }
            @if let Some(words) = wrong {
                span class="wrong" id={ (id) "-wrong" } role="alert" { (words) }
            }
        }
    }
}

/// What a column is, said to the person it is about: the sentence beside it, which speaks of them.
pub(super) fn word(column: &Column) -> String {
    let sentence = column.comment.as_deref().unwrap_or_default().trim_end_matches('.');
    if sentence.is_empty() || sentence.len() > 60 {
        return column.label();
    }
    let told = |word: &str| match word {
        "they" | "them" => "you".to_string(),
        "They" => "You".to_string(),
        "their" => "your".to_string(),
        other => other.to_string(),
    };
    sentence.split(' ').map(told).collect::<Vec<_>>().join(" ")
}

/// What there is to choose from; nothing where it is typed.
fn options(column: &Column) -> Option<Vec<(String, String)>> {
    let nothing = (String::new(), "–".to_string());
    if column.kind == Kind::Boolean {
        let yes_no = [("true".to_string(), "Yes".to_string()), ("false".to_string(), "No".to_string())];
        return Some(if column.required { yes_no.into() } else { [nothing].into_iter().chain(yes_no).collect() });
    }
    let values = column.values.as_ref()?;
    let word = |value: &String| column.labels.get(value).cloned().unwrap_or_else(|| catalog::sentence(value));
    Some(std::iter::once(nothing).chain(values.iter().map(|value| (value.clone(), word(value)))).collect())
}
