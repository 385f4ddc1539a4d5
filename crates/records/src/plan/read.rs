//! GET and HEAD → SQL.

use super::embed::Frame;
use super::{Plan, Planner, Sql, quote};
use crate::error::{Error, Result};
use crate::parse::{Logic, Op, Order, SelectItem};
use crate::request::{Count, Method, Prefer, Query};
use crate::shape::{Member, Shape};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catalog::Table;

/// Rows that are counted at most when an estimate is enough.
const COUNTED: u64 = 100_000;

impl<'a> Planner<'a> {
    /// Plans a read.
    ///
    /// # Errors
    /// Whatever in the request does not fit the schema.
    pub fn read(&self, table: &'a Table, query: &Query, prefer: &Prefer) -> Result<Plan> {
        query.fits(Method::Read)?;
        self.check_paths(query)?;
        let frame = Frame { table, alias: "t".into(), query, items: &query.select, path: Vec::new() };
        let mut sql = Sql::default();
        let outputs = self.outputs(&frame, &mut sql)?;
        let grouped = outputs.iter().any(|o| o.aggregate);
        let fields: Vec<Member> = outputs.iter().map(|o| o.field.clone()).collect();
        let mut select: Vec<String> = outputs.iter().map(|o| o.sql.clone()).collect();

        let mut conditions = self.conditions(&frame, &mut sql)?;
        conditions.extend(self.inner_joins(&frame, &mut sql)?);
        let keys = self.cursor_keys(&frame, grouped);
        if let Some(after) = &query.after {
            conditions.push(self.after(&frame, &keys, after, &mut sql)?);
        }
        let versioned =
            !grouped && table.column("updated_at").is_some_and(|c| c.base == "timestamptz") && !table.is_view;
        let mut cursor = Vec::new();
        if !grouped {
            for key in &keys {
                select.push(format!("({})::text", self.operand(table, "t", &key.field)?));
                cursor.push(Member { name: key.field.name.clone(), shape: Shape::Text });
            }
        }
        if versioned {
            select.push("t.updated_at".into());
        }
        let order = self.order_by(&frame, grouped)?;
        let filter = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
        let group = if grouped {
            let places: Vec<String> =
                outputs.iter().enumerate().filter(|(_, o)| !o.aggregate).map(|(i, _)| (i + 1).to_string()).collect();
            if places.is_empty() { String::new() } else { format!(" group by {}", places.join(", ")) }
        } else {
            String::new()
        };
        sql.text = format!(
            "select {} from {} t{filter}{group}{order}{}",
            select.join(", "),
            table.sql_name(),
            self.page(&frame)
        );

        let count = prefer.count.map(|count| self.count(&frame, count)).transpose()?;
        let limit = query.limit().unwrap_or(self.limits.max_rows).min(self.limits.max_rows);
        Ok(Plan {
            weight: self.weight(&frame, count.is_some(), limit),
            personal: fields.iter().any(|f| f.shape.is_personal()) || self.asks_personal(table, &query.select)?,
            sql,
            fields,
            cursor,
            versioned,
            count,
            offset: query.offset(),
            limit: Some(limit),
            location: Vec::new(),
        })
    }

    /// Plans the keys of all rows that a query finds, for a statement around it.
    ///
    /// # Errors
    /// Whatever in the request does not fit the schema.
    pub fn keys(&self, table: &'a Table, query: &Query) -> Result<Sql> {
        query.fits(Method::Read)?;
        self.check_paths(query)?;
        let frame = Frame { table, alias: "t".into(), query, items: &query.select, path: Vec::new() };
        let mut sql = Sql::default();
        let mut conditions = self.conditions(&frame, &mut sql)?;
        conditions.extend(self.inner_joins(&frame, &mut sql)?);
        let filter = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
        let keys: Vec<String> = table.primary_key.iter().map(|key| format!("t.{}", quote(key))).collect();
        sql.text = format!("select {} from {} t{filter}", keys.join(", "), table.sql_name());
        Ok(sql)
    }

    /// Whether columns about persons that are not encrypted are asked for, at any level.
    fn asks_personal(&self, table: &Table, items: &[SelectItem]) -> Result<bool> {
        for item in items {
            let asked = match item {
                SelectItem::Star => table.columns.values().any(|c| c.tags.personal && self.readable(table, c)),
                SelectItem::Field(item) => {
                    item.field.as_ref().and_then(|f| table.column(&f.name)).is_some_and(|c| c.tags.personal)
                }
                SelectItem::Embed(embed) => {
                    let target = self.table(&self.relation(table, embed)?.target)?;
                    self.asks_personal(target, &embed.select)?
                }
            };
            if asked {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn count(&self, frame: &Frame<'a, '_>, count: Count) -> Result<Sql> {
        let mut sql = Sql::default();
        let mut conditions = self.conditions(frame, &mut sql)?;
        conditions.extend(self.inner_joins(frame, &mut sql)?);
        let filter = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
        // PostgreSQL's own figures speak of everybody's rows, so an estimate is counted too, up to a bound.
        let from = frame.table.sql_name();
        sql.text = match count {
            Count::Exact => format!("select count(*) from {from} t{filter}"),
            Count::Planned | Count::Estimated => {
                format!("select count(*) from (select from {from} t{filter} limit {COUNTED}) few")
            }
        };
        Ok(sql)
    }

    /// The sort keys a cursor can stand on: plain columns, then the primary key.
    fn cursor_keys(&self, frame: &Frame<'a, '_>, grouped: bool) -> Vec<Order> {
        let said = self.orders(frame);
        let plain = said.iter().all(|o| {
            o.relation.is_none()
                && o.field.path.is_empty()
                && frame.table.column(&o.field.name).is_some_and(|c| !c.kind.is_pii())
        });
        if grouped || !plain || frame.table.primary_key.is_empty() {
            return Vec::new();
        }
        let rest = frame.table.primary_key.iter().filter(|k| !said.iter().any(|o| o.field.name == **k));
        let rest = rest.map(|k| Order {
            relation: None,
            field: crate::parse::ColumnPath { name: k.clone(), path: Vec::new() },
            descending: false,
            nulls_first: None,
        });
        said.iter().cloned().chain(rest).collect()
    }

    /// Rows strictly behind the cursor, in the order asked for.
    fn after(&self, frame: &Frame<'a, '_>, keys: &[Order], cursor: &str, sql: &mut Sql) -> Result<String> {
        let bad = || {
            Error::new(400, "TL104", "The cursor in after= does not belong to this request")
                .hint("Use the address in the Link header as it is, with the same order.")
        };
        let values: Vec<Option<String>> =
            URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|json| serde_json::from_slice(&json).ok()).ok_or_else(bad)?;
        if values.len() != keys.len() || keys.is_empty() {
            return Err(bad());
        }
        let mut ways = Vec::new();
        let mut equal: Vec<String> = Vec::new();
        for (key, value) in keys.iter().zip(values) {
            let column = format!("{}.{}", frame.alias, quote(&key.field.name));
            let nulls_first = key.nulls_first.unwrap_or(key.descending);
            let (later, same) = match value {
                None => (
                    if nulls_first { format!("{column} is not null") } else { "false".into() },
                    format!("{column} is null"),
                ),
                Some(value) => {
                    let place = sql.bind(value);
                    let operator = if key.descending { "<" } else { ">" };
                    let nulls = if nulls_first || frame.table.column(&key.field.name).is_some_and(|c| c.required) {
                        String::new()
                    } else {
                        format!(" or {column} is null")
                    };
                    (format!("({column} {operator} {place}{nulls})"), format!("{column} = {place}"))
                }
            };
            ways.push(equal.iter().cloned().chain([later]).collect::<Vec<_>>().join(" and "));
            equal.push(same);
        }
        Ok(format!("({})", ways.join(" or ")))
    }
}

/// The cursor that stands on a row's hidden values.
pub fn cursor(values: &[Option<String>]) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(values).unwrap_or_default())
}

/// Whether the query asks for one value of this column.
pub(super) fn is_pinned(query: &Query, column: &str) -> bool {
    pinned(query, column).is_some()
}

/// The one value of this column the query asks for.
pub(super) fn pinned<'q>(query: &'q Query, column: &str) -> Option<&'q str> {
    query.filters.iter().find_map(|(path, logic)| match logic {
        Logic::Leaf(f)
            if path.is_empty()
                && f.field.name == column
                && f.field.path.is_empty()
                && !f.not
                && f.quantifier.is_none()
                && f.op == Op::Compare("=") =>
        {
            Some(f.value.as_str())
        }
        _ => None,
    })
}
