//! POST, PATCH, PUT and DELETE → SQL.

use super::body::{Body, raw};
use super::embed::Frame;
use super::read::pinned;
use super::{Plan, Planner, Sql, Weight, quote};
use crate::error::{Error, Result};
use crate::parse::SelectItem;
use crate::request::{Method, Prefer, Query, Resolution, Return};
use crate::shape::{Member, Shape};
use catalog::{Column, KeyKind, Table};
use data_encoding::HEXLOWER;
use uuid::Uuid;

/// What must hold of the number of rows written, else nothing is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expect {
    /// Exactly one. When it was none, the statement answers no row.
    pub single: bool,
    /// At most so many.
    pub at_most: Option<u64>,
}

impl<'a> Planner<'a> {
    /// Plans the creation of rows, or with a resolution an upsert.
    ///
    /// # Errors
    /// Whatever in the request does not fit the schema.
    pub fn create(
        &self,
        table: &'a Table,
        query: &Query,
        prefer: &Prefer,
        mut body: Body,
        expect: Expect,
    ) -> Result<Plan> {
        self.writable(table)?;
        query.fits(Method::Create)?;
        if query.on_conflict.is_some() && prefer.resolution.is_none() {
            return Err(Error::new(400, "PGRST100", "on_conflict says nothing without a resolution")
                .hint("Send Prefer: resolution=merge-duplicates or resolution=ignore-duplicates."));
        }
        self.check_paths(query)?;
        let mut keys = match &query.columns {
            Some(columns) => columns.clone(),
            None => body.keys()?,
        };
        for key in &keys {
            self.body_column(table, key, "INSERT")?;
        }
        choose(table, &mut body);
        if let Some(columns) = &query.columns {
            body.rows.iter_mut().for_each(|row| row.retain(|k, _| columns.contains(k)));
        }
        body.check(table)?;
        let target = prefer.resolution.map(|_| self.conflict_target(table, query)).transpose()?;
        self.seal_new(table, &mut body, &mut keys, target.as_deref())?;

        let mut sql = Sql::default();
        let source = match single_values(table, &keys, &body, &mut sql) {
            Some(values) => values,
            None => self.source(table, &keys, &body, prefer.missing_default, &mut sql),
        };
        let columns: Vec<String> = keys.iter().map(|k| quote(k)).collect();
        let mut insert = if keys.is_empty() {
            match body.rows.len() {
                1 => format!("insert into {} default values", table.sql_name()),
                0 => format!(
                    "insert into {} ({}) select null where false",
                    table.sql_name(),
                    quote(table.primary_key.first().map_or("id", String::as_str))
                ),
                _ => return Err(Error::new(400, "PGRST102", "Several empty rows can't be created at once")),
            }
        } else {
            format!("insert into {} as t ({}) {source}", table.sql_name(), columns.join(", "))
        };
        if let (Some(target), Some(resolution)) = (target, prefer.resolution) {
            let changes: Vec<String> = keys
                .iter()
                .filter(|k| !target.contains(k) && !table.primary_key.contains(k) && *k != "created_at")
                .map(|k| format!("{} = excluded.{}", quote(k), quote(k)))
                .collect();
            let places: Vec<String> = self
                .catalog
                .scope
                .tenant
                .iter()
                .filter(|t| table.every_column().any(|c| c.name == **t))
                .chain(&target)
                .map(|c| quote(c))
                .collect();
            insert += &format!(" on conflict ({}) do ", places.join(", "));
            insert += &if resolution == Resolution::Ignore || changes.is_empty() {
                "nothing".into()
            } else {
                format!("update set {}", changes.join(", "))
            };
        }
        self.written(table, query, prefer, insert, sql, expect)
    }

    /// Plans a change of the rows the filters find.
    ///
    /// # Errors
    /// Whatever in the request does not fit the schema.
    pub fn update(
        &self,
        table: &'a Table,
        query: &Query,
        prefer: &Prefer,
        mut body: Body,
        expect: Expect,
        version: Option<&str>,
    ) -> Result<Plan> {
        self.writable(table)?;
        no_resolution(prefer)?;
        query.fits(Method::Update)?;
        self.check_paths(query)?;
        if !body.single && body.rows.len() != 1 {
            return Err(Error::new(400, "PGRST102", "A change is one object with the new values"));
        }
        let mut keys = query.columns.clone().map_or_else(|| body.keys(), Ok)?;
        keys.retain(|k| body.rows[0].contains_key(k));
        for key in &keys {
            self.body_column(table, key, "UPDATE")?;
        }
        body.check(table)?;
        choose(table, &mut body);
        self.seal_change(table, query, &mut body, &mut keys)?;
        let mut sql = Sql::default();
        let source = self.source(table, &keys, &body, false, &mut sql);
        let frame = Frame { table, alias: "t".into(), query, items: &query.select, path: Vec::new() };
        let filter = self.target_rows(&frame, version, &mut sql)?;
        let update = if keys.is_empty() {
            // Nothing to change: answer nothing, change nothing.
            format!(
                "update {} as t set {} where false",
                table.sql_name(),
                table
                    .columns
                    .values()
                    .find(|c| !c.generated && !table.primary_key.contains(&c.name))
                    .map_or("id = id".into(), |c| format!("{0} = t.{0}", quote(&c.name)))
            )
        } else {
            let changes: Vec<String> = keys.iter().map(|k| format!("{0} = b.{0}", quote(k))).collect();
            format!("update {} as t set {} from ({source}) b{filter}", table.sql_name(), changes.join(", "))
        };
        if keys.is_empty() {
            sql.params.clear();
        }
        self.written(table, query, prefer, update, sql, expect)
    }

    /// Plans PUT: the one row the primary key names is created or replaced.
    ///
    /// # Errors
    /// PGRST105, PGRST114 and PGRST115 when the request is not about one whole row.
    pub fn replace(
        &self,
        table: &'a Table,
        query: &Query,
        prefer: &Prefer,
        body: Body,
        expect: Expect,
    ) -> Result<Plan> {
        query.fits(Method::Replace)?;
        let by_key = query.filters.len() == table.primary_key.len()
            && !table.primary_key.is_empty()
            && table.primary_key.iter().all(|k| pinned(query, k).is_some());
        if !by_key {
            return Err(Error::new(
                405,
                "PGRST105",
                "Filters must include all and only primary key columns with 'eq' operators",
            ));
        }
        let row = body
            .rows
            .first()
            .filter(|_| body.rows.len() == 1)
            .ok_or_else(|| Error::new(400, "PGRST102", "PUT needs exactly one row"))?;
        let same = |key: &String| {
            row.get(key).is_some_and(|v| {
                serde_json::from_str::<serde_json::Value>(v.get()).is_ok_and(|v| {
                    v.as_str().map_or_else(|| v.to_string(), str::to_string) == pinned(query, key).unwrap_or_default()
                })
            })
        };
        if !table.primary_key.iter().all(same) {
            return Err(Error::new(400, "PGRST115", "Payload values do not match URL in primary key column(s)"));
        }
        let prefer = Prefer { resolution: Some(Resolution::Merge), ..prefer.clone() };
        let without_filters =
            Query { select: query.select.clone(), columns: query.columns.clone(), ..Query::default() };
        self.create(table, &without_filters, &prefer, body, expect)
    }

    /// Plans the removal of the rows the filters find.
    ///
    /// # Errors
    /// Whatever in the request does not fit the schema.
    pub fn delete(
        &self,
        table: &'a Table,
        query: &Query,
        prefer: &Prefer,
        expect: Expect,
        version: Option<&str>,
    ) -> Result<Plan> {
        self.writable(table)?;
        no_resolution(prefer)?;
        query.fits(Method::Delete)?;
        self.check_paths(query)?;
        let mut sql = Sql::default();
        let frame = Frame { table, alias: "t".into(), query, items: &query.select, path: Vec::new() };
        let filter = self.target_rows(&frame, version, &mut sql)?;
        let delete = format!("delete from {} as t{filter}", table.sql_name());
        self.written(table, query, prefer, delete, sql, expect)
    }

    fn target_rows(&self, frame: &Frame<'a, '_>, version: Option<&str>, sql: &mut Sql) -> Result<String> {
        let mut conditions = self.conditions(frame, sql)?;
        if conditions.is_empty() && self.limits.require_filter {
            return Err(Error::new(400, "21000", "This would touch every row")
                .hint("Add a filter, such as ?id=eq.…; to mean every row, say ?id=not.is.null."));
        }
        conditions.extend(self.inner_joins(frame, sql)?);
        if let Some(version) = version {
            conditions.push(format!("t.updated_at = {}", sql.bind(version)));
        }
        Ok(if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) })
    }

    /// Wraps a write so that it answers what was asked, and fails as a whole when it wrote too much.
    fn written(
        &self,
        table: &'a Table,
        query: &Query,
        prefer: &Prefer,
        write: String,
        mut sql: Sql,
        expect: Expect,
    ) -> Result<Plan> {
        let mut plan = Plan {
            sql: Sql::default(),
            fields: Vec::new(),
            cursor: Vec::new(),
            versioned: false,
            count: None,
            offset: 0,
            limit: None,
            weight: Weight::Light,
            personal: false,
            location: Vec::new(),
        };
        let checked = expect.single || expect.at_most.is_some();
        if prefer.returning == Return::Minimal && !checked {
            sql.text = write;
            return Ok(Plan { sql, ..plan });
        }
        let own_alias = if write.starts_with("insert into") && !write.contains(" as t (") { "" } else { "t." };
        let returning: Vec<String> = table
            .every_column()
            .filter(|c| !c.tags.secret && self.readable(table, c))
            .map(|c| format!("{own_alias}{}", quote(&c.name)))
            .collect();
        let mut select = Vec::new();
        let mut from = "w t".to_string();
        let key_items: Vec<SelectItem>;
        let items: &[SelectItem] = if prefer.returning == Return::Representation {
            &query.select
        } else {
            let field = |k: &String| {
                SelectItem::Field(crate::parse::SelectField {
                    alias: None,
                    field: Some(crate::parse::ColumnPath { name: k.clone(), path: Vec::new() }),
                    cast: None,
                    aggregate: None,
                    aggregate_cast: None,
                })
            };
            key_items = table.primary_key.iter().map(field).collect();
            &key_items
        };
        for item in items {
            if let SelectItem::Field(f) = item
                && f.field
                    .as_ref()
                    .is_some_and(|f| table.column(&f.name).is_none() && table.computed.contains_key(&f.name))
            {
                return Err(Error::new(400, "TL105", "Computed values can't be answered by a write")
                    .hint("Read the row afterwards."));
            }
        }
        let frame = Frame { table, alias: "t".into(), query, items, path: Vec::new() };
        let outputs = self.outputs(&frame, &mut sql)?;
        select.extend(outputs.iter().map(|o| o.sql.clone()));
        plan.fields = outputs.into_iter().map(|o| o.field).collect();
        if prefer.returning == Return::HeadersOnly {
            plan.location = table.primary_key.clone();
        }
        let version = table.every_column().find(|c| c.name == "updated_at").filter(|c| c.base == "timestamptz");
        if version.is_some() {
            select.push("t.updated_at".into());
            plan.versioned = true;
        }
        if checked {
            // A failing division undoes the whole statement; the answer is made from its code. Nothing written needs no undoing.
            let most = expect.at_most.unwrap_or(u64::MAX).min(if expect.single { 1 } else { u64::MAX });
            from = format!(
                "w t, (select 1 / (select (count(*) <= {most})::int from w) as ok) checked where checked.ok = 1"
            );
        }
        let order = if prefer.returning == Return::Representation && !self.orders(&frame).is_empty() {
            self.order_by(&frame, false)?
        } else {
            String::new()
        };
        sql.text = format!(
            "with w as ({write} returning {}) select {} from {from}{order}",
            returning.join(", "),
            if select.is_empty() { "1".into() } else { select.join(", ") }
        );
        if select.is_empty() {
            plan.fields.push(Member { name: "count".into(), shape: Shape::Int4 });
        }
        plan.sql = sql;
        Ok(plan)
    }

    /// `select … from json_to_recordset(body)`.
    fn source(&self, table: &Table, keys: &[String], body: &Body, defaults: bool, sql: &mut Sql) -> String {
        if keys.is_empty() {
            return String::new();
        }
        let rows: Vec<&indexmap::IndexMap<String, Box<serde_json::value::RawValue>>> = body.rows.iter().collect();
        let document = serde_json::to_string(&rows).unwrap_or_default();
        let place = sql.bind(document);
        let columns: Vec<&Column> = keys.iter().filter_map(|k| table.every_column().find(|c| c.name == *k)).collect();
        let select: Vec<String> = columns.iter().map(|c| format!("b.{}", quote(&c.name))).collect();
        let types: Vec<String> = columns.iter().map(|c| format!("{} {}", quote(&c.name), c.sql_type)).collect();
        if !defaults {
            return format!(
                "select {} from json_to_recordset({place}::json) as b({})",
                select.join(", "),
                types.join(", ")
            );
        }
        let given: Vec<String> = columns
            .iter()
            .filter_map(|c| c.default_sql.as_ref().map(|d| format!("{}, {d}", super::literal(&c.name))))
            .collect();
        format!(
            "select {} from jsonb_array_elements({place}::jsonb) e, jsonb_to_record(jsonb_build_object({}) || e) as b({})",
            select.join(", "),
            given.join(", "),
            types.join(", ")
        )
    }

    fn writable(&self, table: &Table) -> Result<()> {
        if table.is_view {
            return Err(Error::new(405, "PGRST117", format!("{} is computed and can only be read", table.name)));
        }
        Ok(())
    }

    /// A column of a body that this person may set by `INSERT` or `UPDATE`.
    fn body_column(&self, table: &'a Table, name: &str, privilege: &str) -> Result<&'a Column> {
        let settable =
            |c: &Column| self.role.is_none_or(|role| !table.allows(role, privilege) || table.may(role, privilege, c));
        let column = table.column(name).filter(|c| self.readable(table, c) || settable(c)).ok_or_else(|| {
            let hint = self.meant(table, name).map(|close| format!("Perhaps you meant '{close}'"));
            Error::new(400, "PGRST204", format!("Could not find the '{name}' column of '{}'", table.name))
                .field(name)
                .maybe_hint(hint)
        })?;
        if column.generated || column.tags.derived && !settable(column) {
            let message = format!("'{name}' is computed by the database and can't be set");
            return Err(Error::new(400, "428C9", message).hint("Leave it out.").field(name));
        }
        if !settable(column) {
            let (why, hint) = match column.tags.stamped {
                true => {
                    ("is written by the server as things happen", "Leave it out; verbs at /docs do what changes it.")
                }
                false => ("is not for your role to set", "Leave it out, or ask somebody who may set it."),
            };
            return Err(Error::new(403, "42501", format!("'{name}' {why}")).hint(hint).field(name));
        }
        Ok(column)
    }

    /// The columns that say a row is already there: asked for, or the primary key.
    fn conflict_target(&self, table: &Table, query: &Query) -> Result<Vec<String>> {
        let Some(asked) = &query.on_conflict else { return Ok(table.primary_key.clone()) };
        let own = |columns: &[String]| {
            columns.iter().filter(|c| Some(*c) != self.catalog.scope.tenant.as_ref()).cloned().collect::<Vec<_>>()
        };
        let same = |columns: &[String]| {
            let own = own(columns);
            own.len() == asked.len() && own.iter().all(|c| asked.contains(c))
        };
        let known =
            table.keys.iter().any(|k| {
                matches!(k.kind, KeyKind::Primary | KeyKind::Unique) && k.columns.as_deref().is_some_and(same)
            }) || table.indexes.iter().any(|i| i.unique && !i.partial && same(&i.columns));
        if !known {
            return Err(Error::new(
                400,
                "42P10",
                format!("{} has no unique constraint on ({})", table.name, asked.join(", ")),
            )
            .hint("on_conflict must name the columns of a unique constraint."));
        }
        Ok(asked.clone())
    }

    /// Encrypts personal data of new rows. The row's id must be known: it is bound into the ciphertext.
    fn seal_new(
        &self,
        table: &Table,
        body: &mut Body,
        keys: &mut Vec<String>,
        target: Option<&[String]>,
    ) -> Result<()> {
        let personal: Vec<&Column> =
            table.columns.values().filter(|c| c.kind.is_pii() && keys.contains(&c.name)).collect();
        if personal.is_empty() {
            return Ok(());
        }
        if target.is_some_and(|t| *t != *table.primary_key) {
            return Err(Error::new(400, "TL106", "Rows with personal data can only be merged by their id")
                .hint("Look the rows up first and send their ids."));
        }
        if !keys.iter().any(|k| k == "id") {
            keys.push("id".into());
        }
        for row in &mut body.rows {
            let id = match row.get("id").map(|v| serde_json::from_str::<Option<Uuid>>(v.get())) {
                Some(Ok(Some(id))) => id,
                Some(Err(_)) => return Err(Error::new(400, "22P02", "id is not a UUID")),
                Some(Ok(None)) | None => Uuid::now_v7(),
            };
            row.insert("id".into(), raw(&id.to_string().into()));
            for column in &personal {
                self.seal(table, column, &id, row)?;
            }
        }
        add_indexes(table, &personal, keys);
        Ok(())
    }

    fn seal_change(&self, table: &Table, query: &Query, body: &mut Body, keys: &mut Vec<String>) -> Result<()> {
        let personal: Vec<&Column> =
            table.columns.values().filter(|c| c.kind.is_pii() && keys.contains(&c.name)).collect();
        if personal.is_empty() {
            return Ok(());
        }
        let id = pinned(query, "id").and_then(|id| Uuid::parse_str(id).ok());
        let clears = |c: &&Column| body.rows[0].get(&c.name).is_some_and(|v| v.get() == "null");
        if id.is_none() && !personal.iter().all(clears) {
            return Err(Error::new(400, "TL106", "Personal data is changed one row at a time")
                .hint("Filter by id, such as ?id=eq.…"));
        }
        for column in &personal {
            self.seal(table, column, &id.unwrap_or_default(), &mut body.rows[0])?;
        }
        add_indexes(table, &personal, keys);
        Ok(())
    }

    fn seal(
        &self,
        table: &Table,
        column: &Column,
        id: &Uuid,
        row: &mut indexmap::IndexMap<String, Box<serde_json::value::RawValue>>,
    ) -> Result<()> {
        let Some(value) = row.get(&column.name) else { return Ok(()) };
        let text = match serde_json::from_str::<serde_json::Value>(value.get()) {
            Ok(serde_json::Value::Null) => None,
            Ok(serde_json::Value::String(text)) if !text.trim().is_empty() => Some(text),
            Ok(serde_json::Value::String(_)) => None,
            _ => return Err(Error::new(400, "22P02", format!("{} must be text", column.name)).field(&column.name)),
        };
        let bytes = |b: Option<Vec<u8>>| {
            raw(&b.map_or(serde_json::Value::Null, |b| format!("\\x{}", HEXLOWER.encode(&b)).into()))
        };
        let index = text.as_ref().and_then(|t| self.vault.index(column.kind, t));
        if let Some(text) = &text {
            crate::personal::check(column, text, index.is_some())?;
        }
        let sealed = text.map(|t| self.vault.seal(&table.name, &column.name, id, &t)).transpose()?;
        row.insert(column.name.clone(), bytes(sealed));
        let beside = format!("{}_index", column.name);
        if table.every_column().any(|c| c.name == beside) {
            row.insert(beside, bytes(index));
        }
        Ok(())
    }
}

/// What to do with rows that are there already is asked where rows are created.
fn no_resolution(prefer: &Prefer) -> Result<()> {
    if prefer.resolution.is_some() {
        return Err(
            Error::new(400, "PGRST122", "Prefer: resolution says nothing here").hint("It is for POST; leave it out.")
        );
    }
    Ok(())
}

/// Choices in the words of whoever sends them become ours; what stands for none is left for PostgreSQL to refuse.
fn choose(table: &Table, body: &mut Body) {
    let choices: Vec<&Column> = table.columns.values().filter(|c| c.values.is_some()).collect();
    for row in &mut body.rows {
        for column in &choices {
            let Some(value) = row.get(&column.name) else { continue };
            let ours = |word: &str| column.choice(word).filter(|v| *v != word).map(str::to_string);
            let chosen = match serde_json::from_str::<serde_json::Value>(value.get()) {
                Ok(serde_json::Value::String(word)) => ours(&word).map(serde_json::Value::from),
                Ok(serde_json::Value::Array(words)) if words.iter().any(|w| w.as_str().and_then(ours).is_some()) => {
                    Some(
                        words.iter().map(|w| w.as_str().and_then(ours).map_or_else(|| w.clone(), Into::into)).collect(),
                    )
                }
                _ => None,
            };
            if let Some(chosen) = chosen {
                row.insert(column.name.clone(), raw(&chosen));
            }
        }
    }
}

/// `values ($1, $2)` for a single row of plain values: PostgreSQL reads them as it would read literals.
fn single_values(table: &Table, keys: &[String], body: &Body, sql: &mut Sql) -> Option<String> {
    let [row] = body.rows.as_slice() else { return None };
    let mut params = Vec::with_capacity(keys.len());
    for key in keys {
        let raw = row.get(key)?.get();
        let json =
            table.every_column().find(|c| c.name == *key).is_some_and(|c| matches!(c.base.as_str(), "json" | "jsonb"));
        params.push(match raw.as_bytes().first()? {
            b'n' => None,
            _ if json => Some(raw.to_string()),
            b'[' | b'{' => return None,
            b'"' => Some(serde_json::from_str(raw).ok()?),
            _ => Some(raw.to_string()),
        });
    }
    let places: Vec<String> = (1..=params.len()).map(|n| format!("${}", sql.params.len() + n)).collect();
    sql.params.extend(params);
    Some(format!("values ({})", places.join(", ")))
}

fn add_indexes(table: &Table, personal: &[&Column], keys: &mut Vec<String>) {
    for column in personal {
        let beside = format!("{}_index", column.name);
        if table.every_column().any(|c| c.name == beside) {
            keys.push(beside);
        }
    }
}
