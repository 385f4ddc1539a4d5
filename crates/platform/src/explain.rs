//! What PostgreSQL said → what a person understands.

use crate::database::DbError;
use catalog::{Catalog, KeyKind, Table};
use records::Error;

/// An error in the dialect's form. Values of rows never appear in it: they may belong to somebody else.
pub fn explain(catalog: &Catalog, e: &DbError, signed_in: bool) -> Error {
    let table = e.table.as_deref().and_then(|t| catalog.table(t));
    let error = Error::from_sqlstate(&e.code, &e.message, None, e.hint.clone(), signed_in);
    let error = Error { field: field(table, e), ..error };
    if error.code != e.code {
        return error;
    }
    let told = |message: String, hint: Option<&str>| Error {
        message,
        hint: hint.map(str::to_string).or_else(|| e.hint.clone()),
        ..error.clone()
    };
    match e.code.as_str() {
        "23505" => {
            let columns = table.and_then(|t| unique_columns(t, e.constraint.as_deref()?)).unwrap_or_default();
            let message = words(table, e).unwrap_or_else(|| {
                if columns.is_empty() {
                    "There is already such a row.".into()
                } else {
                    format!("There is already a row with this {}.", columns.join(" and "))
                }
            });
            // What is unique on the whole server may stand in a row of somebody else's.
            let own = table.zip(e.constraint.as_deref()).is_none_or(|(t, name)| is_within(t, name));
            let hint = own.then_some("Change the existing row, or send Prefer: resolution=merge-duplicates.");
            Error {
                details: (!columns.is_empty()).then(|| format!("Unique: {}", columns.join(", "))),
                ..told(message, hint)
            }
        }
        // PostgreSQL 18 tells a RESTRICT apart by a code of its own.
        "23503" | "23001" if e.message.starts_with("update or delete") => {
            let hint = hanging(table, e).unwrap_or_else(|| "Remove or move what hangs on it first.".into());
            let words =
                format!("The row is still in use by {}.", e.table.as_deref().unwrap_or("other rows").replace('_', " "));
            Error { status: 409, ..told(words, Some(&hint)) }
        }
        "23503" => {
            let (column, target) = table.and_then(|t| reference(t, e.constraint.as_deref()?)).unwrap_or_default();
            told(
                format!("{column} points at a row of {target} that does not exist."),
                Some("Check the id; rows of other organisations can't be used."),
            )
        }
        "23502" => {
            told(format!("{} is required.", e.column.as_deref().unwrap_or("A column")), Some("Send a value for it."))
        }
        "23P01" => {
            let message = words(table, e).unwrap_or_else(|| "Another row stands in its way.".into());
            Error { field: None, ..told(message, Some("Choose another time, place or person.")) }
        }
        "23514" if e.hint.is_some() => told(e.message.clone(), None),
        "23514" => told(words(table, e).unwrap_or_else(|| check_message(e)), None),
        "22P02" => told(not_of_its_type(&e.message), choices(catalog, &e.message).as_deref()),
        "22003" => told("A number is too large or too small.".into(), None),
        "22007" | "22008" => {
            told("A day or time can't be understood, or is too far away.".into(), Some("Write it as 2026-11-21."))
        }
        "42501" => told(
            match table.map(|t| t.name.as_str()).or_else(|| e.message.strip_prefix("permission denied for table ")) {
                _ if e.hint.is_some() => e.message.clone(),
                Some(name) => format!("Your role may not do this with {}.", name.trim_matches('"').replace('_', " ")),
                None if e.message.contains("row-level security") => {
                    "Your role may not do this with this row.".to_string()
                }
                None => "Your role may not do this.".to_string(),
            },
            Some("Ask an admin; what each role may do is listed in access.sql."),
        ),
        "57014" => told(
            "This took too long and was stopped; nothing was changed.".into(),
            Some("Narrow the filters, ask for fewer rows, or leave out count=exact."),
        ),
        "42883" if e.message.contains("operator does not exist") => Error {
            status: 400,
            ..told(
                "The operator does not fit the column's type.".into(),
                Some("See /docs for what each type can be asked."),
            )
        },
        "53100" => told(
            "The server's disk is full; nothing was changed.".into(),
            Some("Make room on the disk; the server goes on by itself."),
        ),
        code if error.status >= 500
            && !code.starts_with("08")
            && !code.starts_with("53")
            && !code.starts_with("57") =>
        {
            tracing::error!("PostgreSQL {}: {} {:?}", e.code, e.message, e.detail);
            told("Something went wrong inside the server; it is in the log.".into(), None)
        }
        _ => error,
    }
}

/// The column an error is about: what PostgreSQL or a rule names, or the only column of the constraint that was broken.
fn field(table: Option<&Table>, e: &DbError) -> Option<String> {
    let constraint = e.constraint.as_deref().unwrap_or_default();
    match (e.column.as_deref(), constraint.strip_prefix("custom_")) {
        (Some("custom"), Some(key)) => return Some(format!("custom->>{key}")),
        (Some(column), _) => return Some(column.to_string()),
        _ => {}
    }
    let mut own = constrained(table?, constraint)?.iter().filter(|c| *c != "org_id");
    own.next().filter(|_| own.next().is_none()).map(|column| plain(column).to_string())
}

/// The column inside an indexed expression such as `lower(email::text)` or `(value #>> '{}')`.
fn plain(expression: &str) -> &str {
    let inner = expression.strip_prefix("lower(").and_then(|e| e.strip_suffix(')')).unwrap_or(expression);
    inner.trim_matches(['(', ')']).split([':', ' ']).next().unwrap_or(inner).trim_matches(['(', ')', '"'])
}

/// The comment of a constraint or a unique index is the message people read.
fn words(table: Option<&Table>, e: &DbError) -> Option<String> {
    let (table, name) = (table?, e.constraint.as_deref()?);
    let of_key = table.keys.iter().find(|k| k.name == name).and_then(|k| k.comment.clone());
    of_key.or_else(|| table.indexes.iter().find(|i| i.name == name)?.comment.clone())
}

/// Whether a unique constraint holds inside each organisation.
fn is_within(table: &Table, constraint: &str) -> bool {
    constrained(table, constraint).is_none_or(|columns| columns.iter().any(|c| c == "org_id"))
}

fn constrained<'t>(table: &'t Table, constraint: &str) -> Option<&'t [String]> {
    let of_key = table.keys.iter().find(|k| k.name == constraint).and_then(|k| k.columns.as_deref());
    of_key.or_else(|| table.indexes.iter().find(|i| i.name == constraint).map(|i| i.columns.as_slice()))
}

fn unique_columns(table: &Table, constraint: &str) -> Option<Vec<String>> {
    let columns = constrained(table, constraint)?.iter().filter(|c| *c != "org_id");
    Some(columns.map(|c| plain(c).to_string()).collect())
}

fn reference(table: &Table, constraint: &str) -> Option<(String, String)> {
    let key = table.keys.iter().find(|k| k.name == constraint && k.kind == KeyKind::Foreign)?;
    let column = key.columns.as_ref()?.iter().find(|c| *c != "org_id")?.clone();
    Some((column, key.target.clone()?))
}

/// Where to see what still hangs on a row that can't go: the referring table, to be filtered by the row's id. PostgreSQL
/// does not tell the id under row security.
fn hanging(table: Option<&Table>, e: &DbError) -> Option<String> {
    let (column, _) = reference(table?, e.constraint.as_deref()?)?;
    Some(format!("What hangs on it is listed at /{}?{column}=eq.<its id>; remove or move it first.", table?.name))
}

/// Checks without a comment are named after their column: `clients_budget_check`, `kit.email`.
fn check_message(e: &DbError) -> String {
    let constraint = e.constraint.as_deref().unwrap_or_default();
    if e.message.contains("domain") {
        let domain = constraint.trim_end_matches("_check");
        return format!("A value is not a valid {}.", domain.replace('_', " "));
    }
    let column = constraint
        .strip_prefix(&format!("{}_", e.table.as_deref().unwrap_or_default()))
        .and_then(|c| c.strip_suffix("_check"))
        .unwrap_or(constraint);
    format!("The value of {column} is not allowed.")
}

/// What PostgreSQL could not read, which was sent by who is told, and what it should be.
fn not_of_its_type(message: &str) -> String {
    let rest = message.strip_prefix("invalid input value for enum ");
    if let Some((_, value)) = rest.and_then(|r| r.split_once(": ")) {
        return format!("{value} is not one of the choices.");
    }
    let rest = message.strip_prefix("invalid input syntax for type ");
    match rest.and_then(|r| r.split_once(": ")) {
        Some((kind, value)) => format!("{value} is not of the type {kind}."),
        None => "A value is not of its column's type.".into(),
    }
}

/// For an unknown enum value: the known ones.
fn choices(catalog: &Catalog, message: &str) -> Option<String> {
    let name = message.strip_prefix("invalid input value for enum ")?.split(':').next()?.trim_matches('"');
    let column = catalog
        .tables
        .values()
        .flat_map(|t| t.columns.values())
        .find(|c| c.enum_name.as_deref().is_some_and(|n| n == name || n.ends_with(&format!(".{name}"))))?;
    Some(format!("One of: {}.", column.values.as_ref()?.join(", ")))
}
