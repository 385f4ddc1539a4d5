//! The work of an import: the file is read on a thread of its own while the batch before is written.

use super::job::{self, Import, as_server};
use super::mapping::Mapping;
use super::source::{Batch, Input};
use super::write::Writer;
use super::{noun, own_fields, plan, unusable};
use platform::verb::Site;
use platform::{Actor, DbError};
use records::{Error, Result};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

/// Rows written together.
const BATCH: usize = 5000;

/// Brings a file in, from where the import stands; answers how it ended. Several may try at once: each batch is written by
/// one of them, and the others stop.
///
/// # Errors
/// TL121 when there is no such import of the actor; TL120 when the file can't be read; TL409 when another process brings
/// it in; TL499 when somebody stopped it; what PostgreSQL said when it goes away. Bad rows are no errors.
pub async fn run(site: &Site<'_>, id: Uuid, input: &Input) -> Result<Import> {
    let import = begin(site, id).await?;
    if import.status == "completed" {
        return Ok(import);
    }
    let actor = Actor { bulk: true, operation: (!import.dry_run).then_some(id), ..site.actor.clone() };
    let result = bring_in(&site.of(&actor), &import, input).await;
    let (status, error) = match &result {
        Ok(()) => ("completed", None),
        Err(e) if !site.is_final(e) => return Err(e.clone()),
        Err(e) => ("failed", Some(words(e))),
    };
    let ended = site.read(async |call| {
        let now = job::find(call.tx, call.actor, id).await?;
        // What stops an import, a full disk or a lost database, takes nothing back that was written.
        let kept = format!("{} rows are kept; it can go on from there.", now.created + now.updated);
        let error = error.map(|e| if import.dry_run { e } else { format!("{e} {kept}") });
        job::end(call.tx, &now, status, error.as_deref()).await?;
        job::find(call.tx, call.actor, id).await
    });
    let ended = ended.await?;
    result.map(|()| ended)
}

/// The import, which is running from now on.
async fn begin(site: &Site<'_>, id: Uuid) -> Result<Import> {
    site.read(async |call| {
        let import = job::find(call.tx, call.actor, id).await?;
        if import.status != "completed" {
            let sql = "update identity.import_jobs set status = 'running', finished_at = null, error_message = null
                        where id = $1";
            call.tx.execute(sql, &[&id]).await.map_err(DbError::from)?;
        }
        Ok(import)
    })
    .await
}

async fn bring_in(site: &Site<'_>, import: &Import, input: &Input) -> Result<()> {
    let table = noun(&site.tools.catalog, &import.noun, site.actor)?;
    let headers = input.headers().map_err(|e| unusable(&e))?;
    let own = site.read(async |call| Ok(own_fields(call.tx, &import.noun).await?)).await?;
    let mapping = plan(&site.tools.catalog, site.actor, table, &headers, &import.options, &own)?;
    note_mapping(site, import, &mapping).await?;
    let keys = site.tools.keys.of(site.door, site.actor.org).await?;
    let (batches, mut inbox) = tokio::sync::mpsc::channel(2);
    let reader = {
        let (input, skip) = (input.clone(), import.rows_in.max(0) as u64);
        tokio::task::spawn_blocking(move || read(&input, skip, &batches))
    };
    let mut writer = Writer::new(table, &mapping, &keys, import);
    while let Some(batch) = inbox.recv().await {
        site.write((), async |call| writer.batch(call, batch).await).await?;
        site.progress.at(writer.percent(), writer.note())?;
    }
    let read = reader.await.map_err(|e| Error::new(500, "XX000", format!("the reader stopped: {e}")))?;
    read.map_err(|e| unusable(&e))
}

async fn note_mapping(site: &Site<'_>, import: &Import, mapping: &Mapping) -> Result<()> {
    site.read(async |call| {
        call.tx.become_actor(&as_server(call.actor)).await?;
        let sql = "update identity.import_jobs set mapping = $2 where id = $1";
        call.tx.execute(sql, &[&import.id, &mapping.json()]).await.map_err(DbError::from)?;
        Ok(())
    })
    .await
}

/// Reads the file batch by batch, leaving out the rows that were dealt with. Stops when nobody takes them any more.
fn read(input: &Input, skip: u64, batches: &Sender<Batch>) -> anyhow::Result<()> {
    let mut source = input.open()?;
    let (mut rows, mut count) = (Vec::with_capacity(BATCH), 0);
    while let Some(row) = source.next_row()? {
        count += 1;
        if count <= skip {
            continue;
        }
        rows.push(row);
        if rows.len() == BATCH {
            let rows = std::mem::replace(&mut rows, Vec::with_capacity(BATCH));
            if batches.blocking_send(Batch { rows, bytes: source.position(), size: source.total }).is_err() {
                return Ok(());
            }
        }
    }
    batches.blocking_send(Batch { rows, bytes: source.total, size: source.total }).ok();
    Ok(())
}

fn words(e: &Error) -> String {
    [Some(e.message.as_str()), e.hint.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
