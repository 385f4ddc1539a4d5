//! Batches of understood rows → the database, one transaction each.

use super::convert;
use super::lookup::Lookup;
use super::mapping::Mapping;
use super::mapping::{LINE, REASON};
use super::order::{Order, Progress, RawRow};
use anyhow::Context as _;
use catalog::{Column, Table};
use platform::explain;
use platform::vault::OrgKeys;
use platform::{Actor, DbError, Tx};
use server::Server;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;
use std::sync::atomic::Ordering;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Reasons kept for people to read at once; all of them are in the rejects file.
const REASONS: usize = 20;

/// The place of the column that is made of several headers.
const OWN: usize = usize::MAX;

/// The job in `import_jobs`.
pub(super) struct ImportJob {
    pub(super) id: Uuid,
    /// Rows an earlier run dealt with.
    pub(super) rows_in: u64,
    /// Of those, rows it wrote.
    pub(super) rows_success: u64,
    /// And rows it set aside.
    pub(super) rows_error: u64,
}

/// A row whose cells are understood.
struct Row {
    raw: RawRow,
    id: Uuid,
    /// One value a written column.
    values: Vec<Option<String>>,
}

pub(super) struct Writer<'a> {
    server: &'a Server,
    actor: &'a Actor,
    table: &'a Table,
    mapping: &'a Mapping,
    keys: &'a OrgKeys,
    order: &'a Order,
    job: Option<&'a ImportJob>,
    progress: &'a Progress,
    /// Header place and column.
    columns: Vec<(usize, &'a Column, Option<&'a str>)>,
    /// Header place and key of the organisation's own fields; together they are the column `custom`.
    own: Vec<(usize, &'a str)>,
    lookup: Lookup,
    seen: HashSet<u64>,
    rejects: Option<csv::Writer<File>>,
    reasons: Vec<(u64, String)>,
}

/// Enters the job, or finds the unfinished one of the same file.
pub(super) async fn begin(
    server: &Server,
    actor: &Actor,
    order: &Order,
    mapping: &Mapping,
    fingerprint: &str,
    id: Option<Uuid>,
) -> anyhow::Result<ImportJob> {
    // Jobs are the server's to write, in the name of who imports.
    let tx = server.door.begin(&as_server(actor)).await.map_err(|e| told(server, &e))?;
    if !order.restart && id.is_none() {
        let found = tx
            .query_opt(
                "select id, rows_in, rows_success, rows_error from identity.import_jobs
                  where fingerprint = $1 and status <> 'completed' and type = $2 and created_by is not distinct from kit.user_id()
                  order by created_at desc limit 1",
                &[&fingerprint, &order.noun],
            )
            .await?;
        if let Some(row) = found {
            let count = |i| row.get::<_, i32>(i).max(0) as u64;
            let job = ImportJob { id: row.get(0), rows_in: count(1), rows_success: count(2), rows_error: count(3) };
            tx.execute("update identity.import_jobs set status = 'running', finished_at = null, error_message = null where id = $1", &[&job.id]).await?;
            tx.commit().await.map_err(|e| told(server, &e))?;
            return Ok(job);
        }
    }
    let id = id.unwrap_or_else(Uuid::now_v7);
    tx.execute(
        "insert into identity.import_jobs (id, type, filename, fingerprint, mapping, status) values ($1, $2, $3, $4, $5, 'running')",
        &[&id, &order.noun, &order.filename, &fingerprint, &mapping.json()],
    )
    .await
    .map_err(|e| told(server, &e.into()))?;
    tx.commit().await.map_err(|e| told(server, &e))?;
    Ok(ImportJob { id, rows_in: 0, rows_success: 0, rows_error: 0 })
}

impl<'a> Writer<'a> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one import")]
    pub(super) fn new(
        server: &'a Server,
        actor: &'a Actor,
        table: &'a Table,
        mapping: &'a Mapping,
        keys: &'a OrgKeys,
        order: &'a Order,
        job: Option<&'a ImportJob>,
        progress: &'a Progress,
    ) -> anyhow::Result<Writer<'a>> {
        let named = || mapping.targets.iter().enumerate().filter_map(|(i, t)| Some((i, t.as_ref()?)));
        let mut columns: Vec<_> = named()
            .filter(|(_, t)| t.own.is_none())
            .filter_map(|(i, t)| Some((i, table.column(&t.column)?, t.refers_to.as_deref())))
            .collect();
        let own: Vec<_> = named().filter_map(|(i, t)| Some((i, t.own.as_deref()?))).collect();
        if let Some(custom) = table.column("custom").filter(|_| !own.is_empty()) {
            columns.push((OWN, custom, None));
        }
        Ok(Writer {
            server,
            actor,
            table,
            mapping,
            keys,
            order,
            job,
            progress,
            columns,
            own,
            lookup: Lookup::default(),
            seen: HashSet::new(),
            rejects: None,
            reasons: Vec::new(),
        })
    }

    /// Writes one batch. Bad rows are set aside; only a database that goes away is an error.
    pub(super) async fn batch(&mut self, batch: Vec<RawRow>) -> anyhow::Result<()> {
        let read = batch.len() as u64;
        let tx = self.server.door.begin(self.actor).await.map_err(|e| told(self.server, &e))?;
        tx.batch_execute("set local statement_timeout = '120s'").await?;
        self.look_up(&tx, &batch).await?;
        let mut rows = Vec::with_capacity(batch.len());
        for raw in batch {
            match self.understand(&raw) {
                Ok((id, values)) => rows.push(Row { raw, id, values }),
                Err(reason) => self.reject(&raw, &reason)?,
            }
        }
        let (known, new) = self.split(&tx, rows).await?;
        let (mut created, mut updated) = (0, 0);
        if !known.is_empty() {
            updated = self.write(&tx, known, true).await?;
        }
        if !new.is_empty() {
            created = self.write(&tx, new, false).await?;
        }
        let twins = "select cardinality(string_to_array(nullif(current_setting('throughline.twins', true), ''), ','))";
        let twins: Option<i32> = tx.query_one(twins, &[]).await?.get(0);
        if let Some(job) = self.job {
            let done = self.progress.rows_in.load(Ordering::Relaxed) + read + job.rows_in;
            let before = self.progress.created.load(Ordering::Relaxed) + self.progress.updated.load(Ordering::Relaxed);
            let success = job.rows_success + before + created + updated;
            let rejected = job.rows_error + self.progress.rejected.load(Ordering::Relaxed);
            tx.become_actor(&as_server(self.actor)).await.map_err(|e| told(self.server, &e))?;
            let row = tx
                .query_one(
                    "update identity.import_jobs set rows_in = $2, rows_success = $3, rows_error = $4 where id = $1 returning cancel_requested_at is not null",
                    &[&job.id, &(done as i32), &(success as i32), &(rejected as i32)],
                )
                .await?;
            if row.get(0) {
                // Asked for at another server.
                self.progress.cancelled.store(true, Ordering::Relaxed);
            }
        }
        if !self.order.dry_run {
            tx.commit().await.map_err(|e| told(self.server, &e))?;
        }
        self.progress.rows_in.fetch_add(read, Ordering::Relaxed);
        self.progress.created.fetch_add(created, Ordering::Relaxed);
        self.progress.updated.fetch_add(updated, Ordering::Relaxed);
        self.progress.twins.fetch_add(twins.unwrap_or_default() as u64, Ordering::Relaxed);
        if let Some(rejects) = &mut self.rejects {
            rejects.flush()?;
        }
        Ok(())
    }

    /// Closes the job and tells the feed. Answers the first reasons.
    pub(super) async fn finish(mut self, status: &str, error: Option<String>) -> anyhow::Result<Vec<(u64, String)>> {
        if let Some(rejects) = &mut self.rejects {
            rejects.flush()?;
        }
        let Some(job) = self.job else { return Ok(self.reasons) };
        let tx = self.server.door.begin(&as_server(self.actor)).await.map_err(|e| told(self.server, &e))?;
        let rejects = self.sealed_rejects(job.id);
        tx.execute(
            "update identity.import_jobs set status = $2::text::identity.import_status, finished_at = now(), error_message = $3, rejects = $4 where id = $1",
            &[&job.id, &status, &error, &rejects],
        )
        .await?;
        let (created, updated, rejected) = (
            self.progress.created.load(Ordering::Relaxed),
            self.progress.updated.load(Ordering::Relaxed),
            self.progress.rejected.load(Ordering::Relaxed),
        );
        let description = format!(
            "Import of {} from {} {status}: {created} created, {updated} updated, {rejected} set aside",
            self.order.noun.replace('_', " "),
            self.order.filename
        );
        let severity = if status == "completed" { "success" } else { "warn" };
        tx.execute(
            "insert into identity.activity_logs (user_id, action_type, severity, entity_type, entity_id, description) values (kit.user_id(), 'imported', $1::text::identity.severity, 'import_jobs', $2, $3)",
            &[&severity, &job.id, &description],
        )
        .await?;
        tx.commit().await.map_err(|e| told(self.server, &e))?;
        Ok(self.reasons)
    }

    /// The rows set aside, encrypted, so that any server process answers them; the first 8 MB.
    fn sealed_rejects(&self, job: Uuid) -> Option<Vec<u8>> {
        self.rejects.as_ref()?;
        let mut text = Vec::new();
        File::open(&self.order.rejects).ok()?.take(8 << 20).read_to_end(&mut text).ok()?;
        self.keys.seal("import_jobs", "rejects", &job, &String::from_utf8_lossy(&text)).ok()
    }

    async fn look_up(&mut self, tx: &Tx, batch: &[RawRow]) -> anyhow::Result<()> {
        for (place, _, refers_to) in &self.columns {
            if let Some(target) = refers_to {
                let names: HashSet<String> = batch
                    .iter()
                    .filter_map(|r| r.cells.get(*place))
                    .filter(|c| Uuid::parse_str(c.trim()).is_err())
                    .cloned()
                    .collect();
                self.lookup.fill(tx, &self.server.catalog, self.keys, target, names).await?;
            }
        }
        Ok(())
    }

    fn understand(&mut self, raw: &RawRow) -> Result<(Uuid, Vec<Option<String>>), String> {
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
                _ => convert::value(column, cell, self.order.numbers)?,
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
    async fn split(&mut self, tx: &Tx, mut rows: Vec<Row>) -> anyhow::Result<(Vec<Row>, Vec<Row>)> {
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
                    self.reject(&row.raw, &reason)?;
                }
                None => new.push(row),
            }
        }
        Ok((old, new))
    }

    /// Writes rows together; when PostgreSQL refuses, halves them until the bad ones stand alone.
    async fn write(&mut self, tx: &Tx, rows: Vec<Row>, update: bool) -> anyhow::Result<u64> {
        let mut written = 0;
        let mut parts = vec![rows];
        while let Some(mut part) = parts.pop() {
            tx.batch_execute("savepoint part").await?;
            let result = self.statement(tx, &part, update).await;
            match result {
                Ok(n) => {
                    tx.batch_execute("release savepoint part").await?;
                    written += n.len() as u64;
                    if n.len() < part.len() {
                        for row in part.iter().filter(|r| !n.contains(&r.id)) {
                            let reason =
                                if update { "you may not change this row" } else { "there is already such a row" };
                            self.reject(&row.raw, reason)?;
                        }
                    }
                }
                Err(e) if e.is_broken_connection() || e.code.starts_with("53") || e.code == "57014" => {
                    return Err(told(self.server, &e));
                }
                Err(e) => {
                    tx.batch_execute("rollback to savepoint part").await?;
                    if part.len() == 1 {
                        let told = explain(&self.server.catalog, &e, true);
                        let reason = [Some(told.message), told.hint.filter(|_| e.code == "22P02")]
                            .into_iter()
                            .flatten()
                            .collect::<Vec<_>>()
                            .join(" ");
                        self.reject(&part[0].raw, &reason)?;
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
    async fn statement(&self, tx: &Tx, rows: &[Row], update: bool) -> Result<HashSet<Uuid>, DbError> {
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
            sealed.push(rows.iter().map(seal).collect::<Result<_, _>>()?);
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

    fn reject(&mut self, raw: &RawRow, reason: &str) -> anyhow::Result<()> {
        self.progress.rejected.fetch_add(1, Ordering::Relaxed);
        if reason.contains("there is already")
            || reason.contains("There is already")
            || reason.ends_with("more than once")
        {
            self.progress.duplicates.fetch_add(1, Ordering::Relaxed);
        }
        if self.reasons.len() < REASONS {
            self.reasons.push((raw.line, reason.to_string()));
        }
        if self.rejects.is_none() {
            let file = &self.order.rejects;
            let resumed = self.job.is_some_and(|j| j.rows_in > 0) && file.metadata().is_ok_and(|m| m.len() > 0);
            let open = if resumed { File::options().append(true).open(file) } else { File::create(file) };
            let mut writer = csv::WriterBuilder::new()
                .flexible(true)
                .from_writer(open.with_context(|| format!("making {}", file.display()))?);
            if !resumed {
                writer.write_record(original(&self.mapping.headers, &self.mapping.headers).chain([LINE, REASON]))?;
            }
            self.rejects = Some(writer);
        }
        let line = raw.line.to_string();
        // What a spreadsheet would run gets a quote before it; the import of the mended file takes it off again.
        let harmless =
            |cell: &String| if records::is_formula(cell.as_bytes()) { format!("'{cell}") } else { cell.clone() };
        let padded: Vec<String> =
            (0..self.mapping.headers.len()).map(|i| raw.cells.get(i).map(harmless).unwrap_or_default()).collect();
        let record: Vec<&str> = original(&self.mapping.headers, &padded).chain([line.as_str(), reason]).collect();
        if let Some(rejects) = &mut self.rejects {
            rejects.write_record(record)?;
        }
        Ok(())
    }
}

/// Cells without the two columns a rejects file adds.
fn original<'c>(headers: &[String], cells: &'c [String]) -> impl Iterator<Item = &'c str> + use<'c> {
    let ours: Vec<bool> = headers.iter().map(|h| h == LINE || h == REASON).collect();
    cells.iter().enumerate().filter(move |(i, _)| !ours.get(*i).copied().unwrap_or_default()).map(|(_, c)| c.as_str())
}

/// The server itself, in the name of who imports.
fn as_server(actor: &Actor) -> Actor {
    Actor { role: "system", operation: None, ..actor.clone() }
}

fn told(server: &Server, e: &DbError) -> anyhow::Error {
    let error = explain(&server.catalog, e, true);
    anyhow::anyhow!("{}{}", error.message, error.hint.map(|h| format!(" {h}")).unwrap_or_default())
}
