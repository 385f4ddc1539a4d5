//! Batches of understood rows → the database, one transaction each.

use super::convert;
use super::job::{Import, as_server};
use super::lookup::Lookup;
use super::mapping::Mapping;
use super::rejects::Rejects;
use super::source::{Batch, RawRow};
use catalog::{Column, Table};
use platform::vault::OrgKeys;
use platform::verb::Call;
use platform::{DbError, Tx};
use records::{Error, Result};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// The place of the column that is made of several headers.
const OWN: usize = usize::MAX;

/// A row whose cells are understood.
struct Row {
    raw: RawRow,
    id: Uuid,
    /// One value a written column.
    values: Vec<Option<String>>,
}

pub(super) struct Writer<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    keys: &'a OrgKeys,
    import: &'a Import,
    /// Header place and column.
    columns: Vec<(usize, &'a Column, Option<&'a str>)>,
    /// Header place and key of the organisation's own fields; together they are the column `custom`.
    own: Vec<(usize, &'a str)>,
    lookup: Lookup,
    seen: HashSet<u64>,
    /// Rows dealt with, bytes read, bytes there are.
    rows_in: i32,
    bytes: (u64, u64),
}

impl<'a> Writer<'a> {
    /// Writes the rows of an import from where it stands.
    pub(super) fn new(table: &'a Table, mapping: &'a Mapping, keys: &'a OrgKeys, import: &'a Import) -> Writer<'a> {
        let named = || mapping.targets.iter().enumerate().filter_map(|(i, t)| Some((i, t.as_ref()?)));
        let mut columns: Vec<_> = named()
            .filter(|(_, t)| t.own.is_none())
            .filter_map(|(i, t)| Some((i, table.column(&t.column)?, t.refers_to.as_deref())))
            .collect();
        let own: Vec<_> = named().filter_map(|(i, t)| Some((i, t.own.as_deref()?))).collect();
        if let Some(custom) = table.column("custom").filter(|_| !own.is_empty()) {
            columns.push((OWN, custom, None));
        }
        let (lookup, seen) = (Lookup::default(), HashSet::new());
        let (rows_in, bytes) = (import.rows_in, (0, 1));
        Writer { table, mapping, keys, import, columns, own, lookup, seen, rows_in, bytes }
    }

    /// How much of the file is read, in percent.
    pub(super) fn percent(&self) -> u8 {
        u8::try_from(self.bytes.0 * 100 / self.bytes.1.max(1)).unwrap_or(100)
    }

    /// How far it is, in words.
    pub(super) fn note(&self) -> String {
        format!("{} rows of {}", self.rows_in, self.import.filename)
    }

    /// Writes one batch, and how far the import is with it. Bad rows are set aside; only a database that goes away is an
    /// error.
    pub(super) async fn batch(&mut self, call: Call<'_>, batch: Batch) -> Result<()> {
        let (tx, read) = (call.tx, i32::try_from(batch.rows.len()).unwrap_or(i32::MAX));
        tx.batch_execute("set local statement_timeout = '120s'").await.map_err(DbError::from)?;
        // Batches of one noun come one after the other: two files at once know each other's rows, and don't wait for each
        // other for ever.
        let alone = "select pg_advisory_xact_lock(hashtextextended('import ' || kit.org_id() || $1::text, 0))";
        tx.query_one(alone, &[&self.table.name]).await.map_err(DbError::from)?;
        tx.batch_execute("savepoint checked").await.map_err(DbError::from)?;
        self.look_up(call, &batch.rows).await?;
        let mut rejects = Rejects::new();
        let mut rows = Vec::with_capacity(batch.rows.len());
        for raw in batch.rows {
            match self.understand(&raw) {
                Ok((id, values)) => rows.push(Row { raw, id, values }),
                Err(reason) => rejects.add(self.mapping, &raw, &reason),
            }
        }
        let (known, new) = self.split(tx, rows, &mut rejects).await?;
        let updated = if known.is_empty() { 0 } else { self.write(call, known, true, &mut rejects).await? };
        let created = if new.is_empty() { 0 } else { self.write(call, new, false, &mut rejects).await? };
        let alike = "select coalesce(cardinality(string_to_array(nullif(current_setting('throughline.twins', true), ''), ',')), 0)";
        let alike: i32 = tx.query_one(alike, &[]).await.map_err(DbError::from)?.get(0);
        if self.import.dry_run {
            tx.batch_execute("rollback to savepoint checked").await.map_err(DbError::from)?;
        }
        tx.become_actor(&as_server(call.actor)).await?;
        // Whoever else brings the same file in, or stopped it, was here first.
        let note = "update identity.import_jobs
                       set rows_in = rows_in + $3, rows_success = rows_success + $4 + $5, rows_created = rows_created + $4,
                           rows_updated = rows_updated + $5, rows_error = rows_error + $6,
                           rows_duplicate = rows_duplicate + $7, rows_alike = rows_alike + $8, bytes_read = $9, size = $10
                     where id = $1 and rows_in = $2 and status = 'running'";
        let (bytes, size) = (batch.bytes as i64, batch.size as i64);
        let (count, duplicates) = (rejects.count, rejects.duplicates);
        let params: [&(dyn ToSql + Sync); 10] =
            [&self.import.id, &self.rows_in, &read, &created, &updated, &count, &duplicates, &alike, &bytes, &size];
        if tx.execute(note, &params).await.map_err(DbError::from)? == 0 {
            return Err(self.overtaken(tx).await?);
        }
        rejects.keep(tx, call.actor, self.keys, self.import.id, self.mapping).await?;
        self.rows_in += read;
        self.bytes = (batch.bytes, batch.size);
        Ok(())
    }

    /// Why a batch is not this process's to write.
    async fn overtaken(&self, tx: &Tx) -> Result<Error> {
        let sql = "select status = 'cancelled' from identity.import_jobs where id = $1";
        let row = tx.query_opt(sql, &[&self.import.id]).await.map_err(DbError::from)?;
        Ok(match row.is_some_and(|r| r.get(0)) {
            true => Error::new(409, "TL499", "Somebody asked to stop this."),
            false => Error::new(409, "TL409", "Another process brings this file in."),
        })
    }

    async fn look_up(&mut self, call: Call<'_>, batch: &[RawRow]) -> std::result::Result<(), DbError> {
        for (place, _, refers_to) in &self.columns {
            if let Some(target) = refers_to {
                let names: HashSet<String> = batch
                    .iter()
                    .filter_map(|r| r.cells.get(*place))
                    .filter(|c| Uuid::parse_str(c.trim()).is_err())
                    .cloned()
                    .collect();
                self.lookup.fill(call.tx, &call.tools.catalog, self.keys, target, names).await?;
            }
        }
        Ok(())
    }

    fn understand(&mut self, raw: &RawRow) -> std::result::Result<(Uuid, Vec<Option<String>>), String> {
        if raw.cells.len() > self.mapping.headers.len() {
            return Err(format!(
                "the row has {} cells, the header {}; is a quote missing?",
                raw.cells.len(),
                self.mapping.headers.len()
            ));
        }
        let mut values = Vec::with_capacity(self.columns.len());
        let mut id = Uuid::now_v7();
        for (place, column, refers_to) in &self.columns {
            let cell = raw.cells.get(*place).map_or("", String::as_str);
            let value = match refers_to {
                _ if *place == OWN => {
                    let filled = self
                        .own
                        .iter()
                        .filter_map(|(i, key)| Some((*key, raw.cells.get(*i)?.trim())))
                        .filter(|(_, v)| !v.is_empty());
                    Some(
                        serde_json::Value::Object(filled.map(|(k, v)| (k.to_string(), v.into())).collect()).to_string(),
                    )
                }
                Some(table) if !cell.trim().is_empty() && Uuid::parse_str(cell.trim()).is_err() => Some(
                    self.lookup.id(table, cell).map_err(|why| format!("{}: {cell:?}: {why}", column.name))?.to_string(),
                ),
                _ => convert::value(column, cell, self.import.options.decimal)?,
            };
            if value.is_none() && column.required && !column.has_default {
                return Err(format!("{} is required", column.name));
            }
            if column.name == "id"
                && let Some(Ok(given)) = value.as_deref().map(Uuid::parse_str)
            {
                id = given;
            }
            values.push(value);
        }
        if let Some(key) = &self.mapping.key
            && let Some(value) =
                self.columns.iter().position(|(_, c, _)| c.name == *key).and_then(|i| values[i].as_ref())
        {
            let mut hasher = DefaultHasher::new();
            value.to_lowercase().hash(&mut hasher);
            if !self.seen.insert(hasher.finish()) {
                return Err(format!("{key}: {value:?} stands in the file more than once"));
            }
        }
        Ok((id, values))
    }

    /// Parts rows that are already there from new ones, by the key. Known rows take their row's id.
    async fn split(
        &mut self,
        tx: &Tx,
        mut rows: Vec<Row>,
        rejects: &mut Rejects,
    ) -> std::result::Result<(Vec<Row>, Vec<Row>), DbError> {
        let Some(key) = &self.mapping.key else { return Ok((Vec::new(), rows)) };
        let Some(place) = self.columns.iter().position(|(_, c, _)| c.name == *key) else {
            return Ok((Vec::new(), rows));
        };
        let column = self.columns[place].1;
        let mut known: HashMap<String, Vec<Uuid>> = HashMap::new();
        if column.kind.is_pii() {
            let by_index: HashMap<Vec<u8>, String> = rows
                .iter()
                .filter_map(|r| r.values[place].clone())
                .filter_map(|v| Some((self.keys.index(column.kind, &v)?, v.to_lowercase())))
                .collect();
            let indexes: Vec<&Vec<u8>> = by_index.keys().collect();
            for row in tx
                .query(
                    &format!(
                        "select \"{key}_index\", id from {} where \"{key}_index\" = any ($1)",
                        self.table.sql_name()
                    ),
                    &[&indexes],
                )
                .await?
            {
                if let Some(value) = by_index.get(&row.get::<_, Vec<u8>>(0)) {
                    known.entry(value.clone()).or_default().push(row.get(1));
                }
            }
        } else {
            let values: Vec<String> =
                rows.iter().filter_map(|r| r.values[place].as_ref().map(|v| v.to_lowercase())).collect();
            for row in tx
                .query(
                    &format!(
                        "select lower(\"{key}\"::text), id from {} where lower(\"{key}\"::text) = any ($1)",
                        self.table.sql_name()
                    ),
                    &[&values],
                )
                .await?
            {
                known.entry(row.get(0)).or_default().push(row.get(1));
            }
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for mut row in rows.drain(..) {
            match row.values[place].as_ref().and_then(|v| known.get(&v.to_lowercase())).map(Vec::as_slice) {
                Some([id]) => {
                    row.id = *id;
                    old.push(row);
                }
                Some(_) => {
                    let reason = format!("{key}: several rows already have this value");
                    rejects.add(self.mapping, &row.raw, &reason);
                }
                None => new.push(row),
            }
        }
        Ok((old, new))
    }

    /// Writes rows together; when PostgreSQL refuses, halves them until the bad ones stand alone.
    async fn write(&mut self, call: Call<'_>, rows: Vec<Row>, update: bool, rejects: &mut Rejects) -> Result<i32> {
        let (tx, mut written) = (call.tx, 0);
        let mut parts = vec![rows];
        while let Some(mut part) = parts.pop() {
            tx.batch_execute("savepoint part").await.map_err(DbError::from)?;
            let result = self.statement(tx, &part, update).await;
            match result {
                Ok(n) => {
                    tx.batch_execute("release savepoint part").await.map_err(DbError::from)?;
                    written += i32::try_from(n.len()).unwrap_or(i32::MAX);
                    if n.len() < part.len() {
                        for row in part.iter().filter(|r| !n.contains(&r.id)) {
                            let reason =
                                if update { "you may not change this row" } else { "there is already such a row" };
                            rejects.add(self.mapping, &row.raw, reason);
                        }
                    }
                }
                Err(e) if e.is_broken_connection() || e.code.starts_with("53") || e.code == "57014" => {
                    return Err(call.tools.explain(&e));
                }
                Err(e) => {
                    tx.batch_execute("rollback to savepoint part").await.map_err(DbError::from)?;
                    if part.len() == 1 {
                        let told = call.tools.explain(&e);
                        let reason = [Some(told.message), told.hint.filter(|_| e.code == "22P02")]
                            .into_iter()
                            .flatten()
                            .collect::<Vec<_>>()
                            .join(" ");
                        rejects.add(self.mapping, &part[0].raw, &reason);
                    } else {
                        let second = part.split_off(part.len() / 2);
                        parts.push(second);
                        parts.push(part);
                    }
                }
            }
        }
        Ok(written)
    }

    /// One INSERT or UPDATE of many rows, from one array a column. Answers the ids written.
    async fn statement(&self, tx: &Tx, rows: &[Row], update: bool) -> std::result::Result<HashSet<Uuid>, DbError> {
        let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
        let mut arrays: Vec<Vec<Option<String>>> = Vec::new();
        let mut sealed: Vec<Vec<Option<Vec<u8>>>> = Vec::new();
        // Text columns by (name, SQL type, default), sealed ones by name.
        let mut plain: Vec<(&str, &str, Option<&str>)> = Vec::new();
        let mut secret: Vec<String> = Vec::new();
        for (i, (_, column, _)) in self.columns.iter().enumerate().filter(|(_, (_, c, _))| c.name != "id") {
            if !column.kind.is_pii() {
                plain.push((&column.name, &column.sql_type, column.default_sql.as_deref().filter(|_| column.required)));
                arrays.push(rows.iter().map(|r| r.values[i].clone()).collect());
                continue;
            }
            let failed =
                |e: anyhow::Error| DbError { code: "58000".into(), message: e.to_string(), ..DbError::default() };
            let seal = |r: &Row| {
                r.values[i]
                    .as_ref()
                    .map(|v| self.keys.seal(&self.table.name, &column.name, &r.id, v))
                    .transpose()
                    .map_err(failed)
            };
            secret.push(column.name.clone());
            sealed.push(rows.iter().map(seal).collect::<std::result::Result<_, _>>()?);
            let beside = format!("{}_index", column.name);
            if self.table.every_column().any(|c| c.name == beside) {
                secret.push(beside);
                sealed.push(
                    rows.iter().map(|r| r.values[i].as_ref().and_then(|v| self.keys.index(column.kind, v))).collect(),
                );
            }
        }
        let mut sources = vec!["$1::uuid[]".to_string()];
        let mut names = vec!["id".to_string()];
        let mut values = vec!["a.id".to_string()];
        for (name, sql_type, default) in &plain {
            sources.push(format!("${}::text[]", sources.len() + 1));
            let cast =
                if matches!(*sql_type, "text") { format!("a.\"{name}\"") } else { format!("a.\"{name}\"::{sql_type}") };
            // An empty cell of a required column takes the default; an update leaves it alone.
            values.push(match default {
                Some(_) if update && *name == "custom" => format!("t.\"custom\" || {cast}"),
                Some(_) if update => format!("coalesce({cast}, t.\"{name}\")"),
                Some(default) => format!("coalesce({cast}, {default})"),
                None => cast,
            });
            names.push((*name).to_string());
        }
        for name in &secret {
            sources.push(format!("${}::bytea[]", sources.len() + 1));
            values.push(format!("a.\"{name}\""));
            names.push(name.clone());
        }
        let quoted: Vec<String> = names.iter().map(|n| format!("\"{n}\"")).collect();
        let from = format!("unnest({}) as a({})", sources.join(", "), quoted.join(", "));
        let table = self.table.sql_name();
        let sql = if update {
            let changes: Vec<String> = quoted.iter().zip(&values).skip(1).map(|(n, v)| format!("{n} = {v}")).collect();
            format!("update {table} t set {} from {from} where t.id = a.id returning t.id", changes.join(", "))
        } else {
            format!(
                "insert into {table} as t ({}) select {} from {from} on conflict do nothing returning t.id",
                quoted.join(", "),
                values.join(", ")
            )
        };
        let mut params: Vec<&(dyn ToSql + Sync)> = vec![&ids];
        params.extend(arrays.iter().map(|a| a as &(dyn ToSql + Sync)));
        params.extend(sealed.iter().map(|a| a as &(dyn ToSql + Sync)));
        let statement = tx.prepare(&sql).await?;
        Ok(tx.query(&statement, &params).await?.iter().map(|r| r.get(0)).collect())
    }
}
