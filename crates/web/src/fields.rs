//! What can be done with a field of each kind: show it in a cell and on a page, fill it in, filter by it.
//!
//! One file a kind. [`of`] says which; the rest of the web app knows only [`Kinded`].

mod boolean;
pub(super) mod choice;
mod choices;
mod date;
mod email;
mod inside;
pub(super) mod json;
mod kind;
mod list;
pub(super) mod long;
mod money;
mod number;
mod offered;
pub(super) mod percent;
mod phone;
mod reference;
mod structured;
pub(super) mod text;
mod timestamp;
mod url;

pub(super) use inside::{gather, tidy};
pub(super) use kind::{Input, Kinded, Operators, Shown};
pub(super) use offered::{NOTHING, Offered, offered};

use super::data::Row;
use super::nouns::Field;
use super::visit::Visit;
use catalog::{Kind, Table};
use maud::{Markup, html};
use serde_json::Value;

/// The kind of a field.
pub(super) fn of(field: &Field) -> &'static dyn Kinded {
    if field.target.is_some() {
        return &reference::Reference;
    }
    if field.inside.is_some() {
        return &structured::Structured;
    }
    match field.kind {
        Kind::Markdown | Kind::Pii => &long::Long,
        Kind::Email | Kind::PiiEmail => &email::Email,
        Kind::Phone | Kind::PiiPhone => &phone::Phone,
        Kind::Url => &url::Url,
        Kind::Integer | Kind::Number => &number::Number,
        Kind::Money => &money::Money,
        Kind::Percent => &percent::Percent,
        Kind::Boolean => &boolean::Boolean,
        Kind::Date => &date::Date,
        Kind::Timestamp => &timestamp::Timestamp,
        Kind::Choice => &choice::Choice,
        Kind::Choices => &choices::Choices,
        Kind::List => &list::List,
        Kind::Json => &json::Json,
        Kind::Text | Kind::Id | Kind::Vector | Kind::Bytes | Kind::Other => &text::Text,
    }
}

impl Shown<'_> {
    /// In a list or on a card.
    pub(super) fn cell(&self) -> Markup {
        if self.value().is_null() {
            html! {}
        } else {
            of(self.field).cell(self)
        }
    }

    /// On a record's page.
    pub(super) fn view(&self) -> Markup {
        let empty = matches!(self.value(), Value::Null)
            || self.value().as_str() == Some("")
            || self.value().as_array().is_some_and(Vec::is_empty)
            || self.value().as_object().is_some_and(serde_json::Map::is_empty);
        if empty {
            html! {
                span class="quiet" { "–" }
            }
        } else {
            of(self.field).view(self)
        }
    }
}

impl Input<'_> {
    /// The field with its label, help and error.
    pub(super) fn labelled(&self) -> Markup {
        let f = self.field;
        let grouped = (matches!(f.kind, Kind::Choices | Kind::Boolean) || f.inside.is_some()) && f.target.is_none();
        let help = f.help.as_deref().filter(|h| !h.trim_end_matches('.').eq_ignore_ascii_case(&f.label));
        html! {
            div class="field" data-field=(f.key) {
                @if grouped {
                    span class="name" id={ (self.id) "-name" } {
                        span class=[f.required.then_some("must")] { (f.label) }
                    }
                } @else {
                    label for=(self.id) id={ (self.id) "-name" } {
                        span class=[f.required.then_some("must")] { (f.label) }
                        @if f.required {
                            span class="visually-hidden" { " (required)" }
                        }
                    }
                }
                @if let Some(help) = help {
                    span class="help" id={ (self.id) "-help" } { (help) }
                }
                (self.bare())
                @if let Some(wrong) = self.wrong {
                    span class="wrong" id={ (self.id) "-wrong" } role="alert" { (wrong) }
                }
            }
        }
    }

    /// The field alone.
    pub(super) fn bare(&self) -> Markup {
        of(self.field).input(self)
    }
}

/// The stored value as it is filled in again.
pub(super) fn raw(visit: &Visit, field: &Field, row: &Row) -> String {
    match row.get(&field.value_key()) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(s)) if field.kind == Kind::Timestamp => s
            .parse::<jiff::Timestamp>()
            .map(|t| t.to_zoned(visit.person.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string())
            .unwrap_or_else(|_| s.clone()),
        Some(Value::String(s)) => s.clone(),
        Some(Value::Array(items)) if field.kind != Kind::Json => items
            .iter()
            .map(|i| i.as_str().map_or_else(|| i.to_string(), str::to_string))
            .collect::<Vec<_>>()
            .join(", "),
        Some(json @ (Value::Array(_) | Value::Object(_))) => serde_json::to_string_pretty(json).unwrap_or_default(),
        Some(other) => other.to_string(),
    }
}

/// What was typed as the API takes it; an error says what is wrong in words.
pub(super) fn understood(visit: &Visit, table: &Table, field: &Field, typed: &[&str]) -> Result<Value, String> {
    let text = if field.kind == Kind::Choices {
        typed.iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(",")
    } else {
        typed.last().copied().unwrap_or_default().to_string()
    };
    let text = text.replace("\r\n", "\n");
    if field.kind == Kind::Choices && text.is_empty() {
        return Ok(Value::Array(Vec::new()));
    }
    if text.trim().is_empty() {
        return if field.required { Err("This is required.".into()) } else { Ok(empty(table, field)) };
    }
    if let Some(_key) = &field.custom {
        return Ok(match field.kind {
            Kind::Boolean => Value::Bool(matches!(text.as_str(), "true" | "on" | "yes")),
            Kind::Number => text
                .trim()
                .replace(['\u{2009}', ' ', ','], "")
                .parse::<serde_json::Number>()
                .map(Value::Number)
                .map_err(|_| format!("{text:?} is not a number."))?,
            _ => Value::String(text.trim().to_string()),
        });
    }
    if field.target.is_some() {
        return uuid::Uuid::parse_str(text.trim())
            .map(|id| Value::String(id.to_string()))
            .map_err(|_| "Choose one from the list.".into());
    }
    if field.kind == Kind::Timestamp
        && let Ok(local) = text.trim().parse::<jiff::civil::DateTime>()
        && !text.contains('Z')
    {
        return local
            .to_zoned(visit.person.zone.clone())
            .map(|z| Value::String(z.timestamp().to_string()))
            .map_err(|e| e.to_string());
    }
    if let Some(inside) = &field.inside {
        return inside::understood(inside, &text);
    }
    let Some(column) = table.column(&field.key) else { return Err("This can't be written.".into()) };
    let value = import::understood(column, &text).map_err(|e| {
        let words = e.strip_prefix(&format!("{}: ", column.name)).unwrap_or(&e);
        format!("{}.", words.trim_end_matches('.'))
    })?;
    Ok(match (field.kind, value) {
        (_, None) => empty(table, field),
        (Kind::Json, Some(json)) => serde_json::from_str(&json).map_err(|e| e.to_string())?,
        (_, Some(value)) => Value::String(value),
    })
}

/// What an emptied field holds: null, or what the column falls back to.
fn empty(table: &Table, field: &Field) -> Value {
    let needed = table.column(&field.key).is_some_and(|c| c.required);
    match field.kind {
        _ if !needed => Value::Null,
        Kind::Json => match table.column(&field.key).and_then(|c| c.default_sql.as_deref()) {
            Some(d) if d.contains('[') => Value::Array(Vec::new()),
            _ => Value::Object(serde_json::Map::new()),
        },
        Kind::List | Kind::Choices => Value::Array(Vec::new()),
        Kind::Text | Kind::Markdown => Value::String(String::new()),
        Kind::Boolean => Value::Bool(false),
        Kind::Integer | Kind::Number | Kind::Money | Kind::Percent => Value::from(0),
        _ => Value::Null,
    }
}

/// The operators of a field, fewer where it is encrypted.
pub(super) fn email_operators(field: &Field, plain: Operators) -> Operators {
    email::operators(field.kind, plain)
}

/// A number as people type it → as programs read it.
pub(super) fn plain_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2009}' && *c != '\'').collect();
    let digits = if digits.matches(',').count() == 1 && !digits.contains('.') && digits.len() - digits.find(',')? != 4 {
        digits.replace(',', ".")
    } else {
        digits.replace(',', "")
    };
    digits.parse::<f64>().ok().filter(|n| n.is_finite()).map(|_| digits)
}
