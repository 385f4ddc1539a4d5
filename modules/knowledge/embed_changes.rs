//! What is new or changed is read for its meaning, soon after it was written and never while somebody waits.

use super::meaning::{Readable, keeps_own, literal, padded, readable, written};
use catalog::{Catalog, Kind, Table};
use platform::models::Embed;
use platform::{Actor, DbError, Door, Tx};
use records::Error;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// Records that are read at once.
const AT_ONCE: i64 = 32;
/// After how long another process may read what one has taken.
const PATIENCE: Duration = Duration::from_secs(120);

/// Has documents read that never were: those from before there were passages. Answers how many these are.
///
/// # Errors
/// What PostgreSQL said.
pub async fn queue_documents(door: &Door) -> Result<i64, DbError> {
    let mut queued = 0;
    for org in organisations(door).await? {
        let tx = door.begin(&Actor::system(org)).await?;
        queued += tx.query_one("select knowledge.queue_documents()", &[]).await?.get::<_, i64>(0);
        tx.commit().await?;
    }
    Ok(queued)
}

async fn organisations(door: &Door) -> Result<Vec<Uuid>, DbError> {
    let tx = door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let all = tx.query("select org_id from identity.organizations order by org_id", &[]).await?;
    tx.commit().await?;
    Ok(all.iter().map(|r| r.get(0)).collect())
}

/// Queues whatever this model did not read yet: at a first start with it, and what was written past the triggers. Answers
/// how many records that are.
///
/// # Errors
/// What PostgreSQL said.
pub async fn queue_unread(door: &Door, catalog: &Catalog, model: &dyn Embed) -> Result<i64, DbError> {
    let mut queued = 0;
    for org in organisations(door).await? {
        let tx = door.begin(&Actor::system(org)).await?;
        for table in readable(catalog) {
            let unread = "select knowledge.queue_unread($1, $2)";
            queued += tx
                .query_one(unread, &[&format!("{}.{}", table.schema, table.name), &model.model()])
                .await?
                .get::<_, i64>(0);
        }
        tx.commit().await?;
    }
    Ok(queued)
}

/// Reads some of what is due, of one noun of one organisation; what came last comes first, so that what somebody just
/// wrote does not wait behind an import. Answers how many records that were.
///
/// # Errors
/// When the database can't be reached, or the model fails; what was taken is due again two minutes later.
pub async fn embed_due(door: &Door, catalog: &Catalog, model: &dyn Embed) -> records::Result<usize> {
    let Some(batch) = take(door).await? else { return Ok(0) };
    let count = batch.ids.len();
    let table = readable(catalog).find(|t| t.name == batch.noun);
    let changed = match table {
        Some(table) => changed(door, table, &batch, model).await?,
        None => Vec::new(),
    };
    // No connection is held while the model reads.
    let vectors = model.embed(changed.iter().map(|r| r.words.clone()).collect()).await;
    let vectors = vectors.map_err(|e| Error::new(500, "XX000", format!("the model failed: {e:#}")))?;
    let tx = door.begin(&Actor::system(batch.org)).await?;
    if let Some(table) = table {
        keep(&tx, table, model, &changed, &vectors).await?;
    }
    finish(&tx, &batch).await?;
    tx.commit().await?;
    Ok(count)
}

/// Takes what was read off the queue. What changed meanwhile has another time and stays; what somebody changes now is held
/// by them, and nobody waits for them.
async fn finish(tx: &Tx, batch: &Batch) -> Result<(), DbError> {
    tx.become_actor(&Actor::sign_in(batch.org)).await?;
    tx.execute(
        "delete from knowledge.embedding_queue where ctid = any (array(
           select q.ctid from knowledge.embedding_queue q join unnest($3::uuid[], $4::text[]) taken (id, until)
               on q.entity_id = taken.id and q.due_at = taken.until::timestamptz
            where q.org_id = $1 and q.entity_type = $2 for update of q skip locked))",
        &[&batch.org, &batch.noun, &batch.ids, &batch.until],
    )
    .await?;
    Ok(())
}

/// Records that one process reads.
struct Batch {
    org: Uuid,
    noun: String,
    ids: Vec<Uuid>,
    /// When each is due again, unless it is done by then.
    until: Vec<String>,
}

async fn take(door: &Door) -> Result<Option<Batch>, DbError> {
    let tx = door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let rows = tx
        .query(
            "with first as (
               select org_id, entity_type from knowledge.embedding_queue
                where due_at <= clock_timestamp() order by due_at desc limit 1),
             taken as (
               select q.org_id, q.entity_type, q.entity_id
                 from knowledge.embedding_queue q join first using (org_id, entity_type)
                where q.due_at <= clock_timestamp() order by q.due_at desc limit $1 for update of q skip locked)
             update knowledge.embedding_queue q set due_at = clock_timestamp() + make_interval(secs => $2) from taken t
              where (q.org_id, q.entity_type, q.entity_id) = (t.org_id, t.entity_type, t.entity_id)
             returning q.org_id, q.entity_type, q.entity_id, q.due_at::text",
            &[&AT_ONCE, &PATIENCE.as_secs_f64()],
        )
        .await?;
    tx.commit().await?;
    let Some(first) = rows.first() else { return Ok(None) };
    Ok(Some(Batch {
        org: first.get(0),
        noun: first.get(1),
        ids: rows.iter().map(|r| r.get(2)).collect(),
        until: rows.iter().map(|r| r.get(3)).collect(),
    }))
}

/// The words of those whose words are others than the model read. Those that say nothing any more are forgotten.
async fn changed(door: &Door, table: &Table, batch: &Batch, model: &dyn Embed) -> Result<Vec<Readable>, DbError> {
    let tx = door.begin(&Actor::system(batch.org)).await?;
    let columns: Vec<String> = table.tags.meaning.iter().map(|c| format!("t.\"{c}\"")).collect();
    if keeps_own(table) {
        let sql = format!(
            "select t.id, jsonb_build_array({}) from {} t where t.id = any ($1) and t.embedding_model is distinct from $2",
            columns.join(", "),
            table.sql_name()
        );
        let rows = tx.query(&sql, &[&batch.ids, &model.model()]).await?;
        tx.commit().await?;
        let read = rows.iter().map(|row| Readable {
            id: row.get(0),
            words: written(&row.get::<_, Value>(1)),
            digest: Vec::new(),
        });
        return Ok(read.filter(|r| !r.words.is_empty()).collect());
    }
    let rows = tx
        .query(
            &format!(
                "select t.id, jsonb_build_array({}), e.digest from {} t
                   left join knowledge.embeddings e
                     on e.org_id = t.org_id and e.entity_type = $2 and e.entity_id = t.id and e.model = $3
                    and e.words is not null
                  where t.id = any ($1)",
                columns.join(", "),
                table.sql_name()
            ),
            &[&batch.ids, &table.name, &model.model()],
        )
        .await?;
    let (mut changed, mut silent) = (Vec::new(), Vec::new());
    for row in &rows {
        let words = written(&row.get::<_, Value>(1));
        let digest = Sha256::digest(words.as_bytes()).to_vec();
        if words.is_empty() {
            silent.push(row.get::<_, Uuid>(0));
        } else if row.get::<_, Option<Vec<u8>>>(2).as_ref() != Some(&digest) {
            changed.push(Readable { id: row.get(0), words, digest });
        }
    }
    let forget = "delete from knowledge.embeddings where entity_type = $1 and entity_id = any ($2)";
    tx.execute(forget, &[&table.name, &silent]).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Keeps the vectors of the records that are still there. One that is being deleted is left alone, so that its vector goes
/// with it.
async fn keep(
    tx: &Tx,
    table: &Table,
    model: &dyn Embed,
    read: &[Readable],
    values: &[Vec<f32>],
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = read.iter().map(|r| r.id).collect();
    let digests: Vec<&[u8]> = read.iter().map(|r| r.digest.as_slice()).collect();
    let vectors: Vec<String> = values.iter().map(|v| literal(v)).collect();
    if !keeps_own(table) {
        let words: Vec<&str> = read.iter().map(|r| r.words.as_str()).collect();
        tx.execute(
            &format!(
                "insert into knowledge.embeddings (entity_type, entity_id, model, digest, embedding, words)
                 select $1, t.id, $2, x.digest, x.vector::halfvec,
                        array_to_tsvector(array[t.org_id::text]) || to_tsvector('english', x.words)
                   from {} t join unnest($3::uuid[], $4::bytea[], $5::text[], $6::text[]) x (id, digest, vector, words)
                     on t.id = x.id
                    for key share of t skip locked
                 on conflict (org_id, entity_type, entity_id) do update set model = excluded.model,
                   digest = excluded.digest, embedding = excluded.embedding, words = excluded.words",
                table.sql_name()
            ),
            &[&table.name, &model.model(), &ids, &digests, &vectors, &words],
        )
        .await?;
    }
    // A noun may have the vector itself as a column, in which shorter ones end in zeros: cosines stay as they are.
    if let Some(column) = table.columns.values().find(|c| c.kind == Kind::Vector)
        && let Some(size) = column.sql_type.trim_end_matches(')').rsplit('(').next().and_then(|n| n.parse().ok())
        && values.iter().all(|v| v.len() <= size)
    {
        let padded: Vec<String> = values.iter().map(|v| literal(&padded(v, size))).collect();
        let named = if keeps_own(table) { ", embedding_model = $3" } else { "" };
        let sql = format!(
            "update {} t set \"{}\" = x.vector::vector{named} from unnest($1::uuid[], $2::text[]) x (id, vector)
              where t.id = x.id and $3::text is not null",
            table.sql_name(),
            column.name
        );
        tx.execute("select set_config('throughline.derived', 'on', true)", &[]).await?;
        tx.execute(&sql, &[&ids, &padded, &model.model()]).await?;
        tx.execute("select set_config('throughline.derived', '', true)", &[]).await?;
    }
    Ok(())
}
