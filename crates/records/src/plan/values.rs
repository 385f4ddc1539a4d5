//! A field of a request → an SQL expression and how its value is written.

use super::{Planner, literal, quote};
use crate::error::{Error, Result};
use crate::parse::{ColumnPath, SelectField};
use crate::shape::Shape;
use catalog::{Column, Table};

/// Types with a space in their name that a cast may say.
const LONG_TYPES: &[&str] =
    &["double precision", "character varying", "timestamp with time zone", "timestamp without time zone"];

/// Types of PostgreSQL's own workings.
const INNER_TYPES: &[&str] = &[
    "aclitem",
    "cid",
    "cstring",
    "event_trigger",
    "fdw_handler",
    "gtsvector",
    "index_am_handler",
    "internal",
    "language_handler",
    "oid",
    "record",
    "refcursor",
    "table_am_handler",
    "tid",
    "trigger",
    "tsm_handler",
    "txid_snapshot",
    "unknown",
    "void",
    "xid",
    "xid8",
];

impl<'a> Planner<'a> {
    /// The plain expression, for comparing and ordering.
    pub(super) fn operand(&self, table: &'a Table, alias: &str, field: &ColumnPath) -> Result<String> {
        if let Some(column) = table.column(&field.name).filter(|c| self.readable(table, c)) {
            if column.kind.is_pii() && !field.path.is_empty() {
                return Err(Error::new(
                    400,
                    "TL101",
                    format!("{} is personal data and encrypted; it has no parts", field.name),
                ));
            }
            let base = format!("{alias}.{}", quote(&field.name));
            return Ok(match column.base.as_str() {
                "json" | "jsonb" => path(&base, field),
                _ if field.path.is_empty() => base,
                _ => path(&format!("to_jsonb({base})"), field),
            });
        }
        let computed = table.computed.get(&field.name).filter(|_| self.reads_computed(table));
        let computed = computed.ok_or_else(|| self.no_column(table, &field.name))?;
        let call = format!("{}.{}({alias})", quote(&computed.schema), quote(&computed.name));
        Ok(path(&call, field))
    }

    /// The expression to answer with, and how it is written.
    pub(super) fn value(&self, table: &'a Table, alias: &str, item: &SelectField) -> Result<(String, Shape)> {
        let Some(field) = &item.field else {
            return finish("count(*)".into(), Shape::Int8, item.aggregate_cast.as_deref());
        };
        let (mut expression, mut shape) = self.field(table, alias, field)?;
        if item.cast.is_some() || item.aggregate.is_some() {
            // Casts and aggregates work on the value itself, not on the form it is sent in.
            if matches!(shape, Shape::Pii { .. }) {
                return Err(Error::new(
                    400,
                    "TL101",
                    format!("{} is personal data; it can't be cast or aggregated", field.name),
                ));
            }
            expression = self.operand(table, alias, field)?;
        }
        if let Some(cast) = &item.cast {
            (expression, shape) = finish(expression, shape, Some(cast))?;
        }
        if let Some(function) = item.aggregate.as_deref() {
            let aggregated = aggregate_shape(function, &shape);
            expression = format!("{function}({expression})");
            let Some(aggregated) = aggregated else {
                return finish(expression, Shape::Text, Some(item.aggregate_cast.as_deref().unwrap_or("text")));
            };
            shape = aggregated;
            return finish(expression, shape, item.aggregate_cast.as_deref());
        }
        Ok((expression, shape))
    }

    fn field(&self, table: &'a Table, alias: &str, field: &ColumnPath) -> Result<(String, Shape)> {
        let operand = self.operand(table, alias, field)?;
        if let Some((text, _)) = field.path.last() {
            let json = table.column(&field.name).is_some_and(|c| c.base == "json");
            return Ok((
                operand,
                if *text {
                    Shape::Text
                } else if json {
                    Shape::Json
                } else {
                    Shape::Jsonb
                },
            ));
        }
        if let Some(column) = table.column(&field.name) {
            return Ok(sent(column, table, alias, operand));
        }
        let computed = &table.computed[&field.name];
        Ok(match Shape::of(&computed.base) {
            Some(shape) => (operand, shape),
            None if computed.values.is_some() => (operand, Shape::Text),
            None => (format!("{operand}::text"), Shape::Text),
        })
    }
}

/// A column in the form it is sent in.
fn sent(column: &Column, table: &Table, alias: &str, operand: String) -> (String, Shape) {
    if column.kind.is_pii() {
        // The row's id goes along: the ciphertext is bound to it.
        return (
            format!("uuid_send({alias}.id) || {operand}"),
            Shape::Pii { table: table.name.clone(), column: column.name.clone() },
        );
    }
    if let Some(element) = &column.element {
        return match Shape::of(element) {
            Some(shape) => (operand, Shape::Array(Box::new(shape))),
            None if column.values.is_some() => (operand, Shape::Array(Box::new(Shape::Text))),
            None => (format!("{operand}::text[]"), Shape::Array(Box::new(Shape::Text))),
        };
    }
    match Shape::of(&column.base) {
        Some(shape) => (operand, shape),
        None if column.values.is_some() => (operand, Shape::Text),
        None => (format!("{operand}::text"), Shape::Text),
    }
}

fn finish(expression: String, shape: Shape, cast: Option<&str>) -> Result<(String, Shape)> {
    let Some(cast) = cast else { return Ok((expression, shape)) };
    if cast.contains(' ') && !LONG_TYPES.contains(&cast) {
        return Err(Error::new(400, "PGRST100", format!("Could not understand the cast: {cast:?}")));
    }
    let base = match cast {
        "int" | "integer" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "boolean" => "bool",
        "real" => "float4",
        "double precision" | "float" => "float8",
        "decimal" => "numeric",
        "character varying" => "varchar",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        other => other,
    };
    // Types that stand for things inside the database, or for no value at all.
    let word = base.trim_end_matches("[]").rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let inside =
        word.starts_with("reg") || word.starts_with("pg_") || word.starts_with("any") || INNER_TYPES.contains(&&*word);
    if inside {
        let message = format!("Values can't be cast to {cast}");
        return Err(Error::new(400, "PGRST100", message).hint("Cast to a plain type, such as text, numeric or date."));
    }
    Ok(match Shape::of(base) {
        Some(shape) => (format!("({expression})::{cast}"), shape),
        None => (format!("({expression})::{cast}::text"), Shape::Text),
    })
}

/// What an aggregate answers; none when only PostgreSQL knows.
fn aggregate_shape(function: &str, shape: &Shape) -> Option<Shape> {
    match (function, shape) {
        ("count", _) => Some(Shape::Int8),
        ("min" | "max", Shape::Bool | Shape::Json | Shape::Jsonb | Shape::Array(_) | Shape::Object(_)) => None,
        ("min" | "max", shape) => Some(shape.clone()),
        ("sum", Shape::Int2 | Shape::Int4) => Some(Shape::Int8),
        ("sum", Shape::Int8 | Shape::Numeric) | ("avg", Shape::Int2 | Shape::Int4 | Shape::Int8 | Shape::Numeric) => {
            Some(Shape::Numeric)
        }
        ("sum", Shape::Float4) => Some(Shape::Float4),
        ("sum", Shape::Float8) | ("avg", Shape::Float4 | Shape::Float8) => Some(Shape::Float8),
        _ => None,
    }
}

fn path(base: &str, field: &ColumnPath) -> String {
    field.path.iter().fold(base.to_string(), |sql, (text, key)| {
        let arrow = if *text { "->>" } else { "->" };
        let index = key.parse::<i32>().is_ok();
        format!("{sql}{arrow}{}", if index { key.clone() } else { literal(key) })
    })
}
