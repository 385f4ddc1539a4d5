//! What the server does by itself, once a day an organisation: keeping health, throwing away what can no longer be undone.

use crate::server::Server;
use platform::{Actor, DbError};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How often the server looks whether something is to do.
const PAUSE: Duration = Duration::from_secs(1800);

/// Keeps house until it is dropped. Several processes may do it at once: each step is done once a day, whoever comes first.
pub async fn keep_house(server: Arc<Server>) {
    loop {
        // Not in the first moment, when people wait for the server.
        tokio::time::sleep(Duration::from_secs(20)).await;
        if let Err(e) = all(&server).await {
            tracing::warn!("keeping house: {e}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn all(server: &Server) -> Result<(), DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let organisations: Vec<Uuid> = tx.query("select org_id from identity.organizations", &[]).await?.iter().map(|r| r.get(0)).collect();
    tx.commit().await?;
    for org in organisations {
        let tx = server.door.begin(&Actor::sign_in(org)).await?;
        tx.execute("delete from identity.undo_entries where org_id = $1 and created_at < now() - interval '30 days'", &[&org]).await?;
        tx.commit().await?;
        let actor = Actor::system(org);
        let tx = server.door.begin(&actor).await?;
        tx.batch_execute("set local statement_timeout = '300s'").await?;
        let kept: bool = tx.query_one("select exists (select from crm.client_health_snapshots where date = current_date)", &[]).await?.get(0);
        if !kept && let Err(e) = modules::crm::keep_client_health::keep_client_health(&tx, &actor).await {
            tracing::warn!("keeping the health of clients: {e}");
            continue;
        }
        tx.commit().await?;
    }
    Ok(())
}
