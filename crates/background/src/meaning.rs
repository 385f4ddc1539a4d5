//! Reading for meaning: what is new or changed, and at a start whatever the model did not read yet.

use modules::knowledge::embed_changes::{embed_due, queue_documents, queue_unread};
use server::Server;
use std::time::Duration;

/// Queues whatever the model did not read yet; tries until that is done, with rests between.
pub(crate) async fn begin(server: &Server, rest: Duration) {
    if let Err(e) = queue_documents(&server.door).await {
        tracing::error!("documents: {e}");
    }
    let Some(model) = server.settings.embed.as_deref() else { return };
    while let Err(e) = queue_unread(&server.door, &server.catalog, model).await {
        server.health.ill("meaning", "It failed and is tried again.");
        tracing::error!("meaning: {e}");
        tokio::time::sleep(rest).await;
    }
}

/// Reads some of what is due. Answers how many records that were.
pub(crate) async fn read_due(server: &Server) -> anyhow::Result<usize> {
    let Some(model) = server.settings.embed.as_deref() else { return Ok(0) };
    let read = embed_due(&server.door, &server.catalog, model).await;
    read.map_err(|e| anyhow::anyhow!("{}", e.message))
}
