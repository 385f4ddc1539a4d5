//! Imports as the surfaces see them: put to work, followed, and what they set aside.

use crate::jobs;
use crate::server::Server;
use import::{Import, Input, Mapping, Options};
use platform::store::Spool;
use platform::{Actor, Tx};
use records::Result;
use serde_json::json;
use uuid::Uuid;

/// A file on the disk, as an import reads it.
pub fn input(server: &Server, bytes: &Spool, name: &str, options: &Options) -> Input {
    let (name, sheet, guard) = (name.to_string(), options.sheet.clone(), server.tools.guard.clone());
    Input { path: bytes.path(), name, sheet, guard }
}

/// What becomes of headers, for this actor.
///
/// # Errors
/// PGRST205 and 42501 when there is no such noun, or it is not theirs to import; TL120 when nothing fits.
pub async fn plan(
    server: &Server,
    actor: &Actor,
    noun: &str,
    headers: &[String],
    options: &Options,
) -> Result<Mapping> {
    let table = import::noun(&server.catalog, noun, actor)?;
    let tx = server.door.begin(actor).await?;
    let own = import::own_fields(&tx, noun).await?;
    tx.commit().await?;
    import::plan(&server.catalog, actor, table, headers, options, &own)
}

/// Puts an import that was entered to work, in the transaction; it begins when that is committed and [`Server::work`] is
/// notified. The transaction goes on as the server.
///
/// # Errors
/// 42501 when their role may not import.
pub async fn launch(server: &Server, tx: &Tx, actor: &Actor, id: Uuid) -> Result<()> {
    tx.become_actor(actor).await?;
    let job = jobs::enqueue(tx, actor, server.verb("run_import")?, &json!({ "import": id })).await?;
    let sql = "update identity.import_jobs
                  set status = 'running', job_id = $2, finished_at = null, error_message = null where id = $1";
    tx.execute(sql, &[&id, &job]).await.map_err(|e| server.tools.explain(&e.into()))?;
    Ok(())
}

/// An import of this actor, as it stands.
///
/// # Errors
/// TL121 when there is none, or it is somebody else's.
pub async fn find(server: &Server, actor: &Actor, id: Uuid) -> Result<Import> {
    let tx = server.door.begin(actor).await?;
    let import = import::find(&tx, actor, id).await?;
    tx.commit().await?;
    Ok(import)
}

/// How far an import of this actor has come, and the first reasons rows of it were set aside.
///
/// # Errors
/// TL121 when there is none, or it is somebody else's.
pub async fn state(server: &Server, actor: &Actor, id: Uuid) -> Result<(Import, Vec<(u64, String)>)> {
    let keys = server.tools.keys.of(&server.door, actor.org).await?;
    let tx = server.door.begin(actor).await?;
    let import = import::find(&tx, actor, id).await?;
    let reasons = match import.rejected {
        0 => Vec::new(),
        _ => import::reasons(&tx, actor, &keys, id).await?,
    };
    tx.commit().await?;
    Ok((import, reasons))
}

/// Stops an import of this actor.
///
/// # Errors
/// TL121 when there is none, or it is somebody else's.
pub async fn stop(server: &Server, actor: &Actor, id: Uuid) -> Result<()> {
    let tx = server.door.begin(actor).await?;
    import::stop(&tx, actor, id).await?;
    Ok(tx.commit().await?)
}

/// The rows an import of this actor set aside, as CSV, piece by piece.
///
/// # Errors
/// TL121 when there is none, or it is somebody else's.
pub async fn rejects(
    server: &Server,
    actor: &Actor,
    id: Uuid,
) -> Result<impl futures_util::Stream<Item = std::io::Result<bytes::Bytes>> + Send + use<>> {
    let keys = server.tools.keys.of(&server.door, actor.org).await?;
    find(server, actor, id).await?;
    Ok(import::rejects_of(std::sync::Arc::clone(&server.door), keys, actor.org, id))
}
