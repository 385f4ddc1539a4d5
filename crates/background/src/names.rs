//! Reading what records are called: what came in bulk, and what was never read.

use platform::Actor;
use server::Server;
use uuid::Uuid;

/// Reads one batch of each organisation that has some. Answers how many batches that were.
pub(crate) async fn read_due(server: &Server) -> anyhow::Result<usize> {
    let mut read = 0;
    for org in organisations(server, "select org_id from kit.unread_names group by org_id").await? {
        let tx = server.door.begin(&Actor::system(org)).await?;
        read += tx.query_one("select kit.read_names()", &[]).await?.get::<_, i64>(0) as usize;
        tx.commit().await?;
    }
    Ok(read)
}

/// Notes what was never read: after an upgrade or a restore, and of new organisations.
pub(crate) async fn queue_unread(server: &Server) -> anyhow::Result<usize> {
    let nouns = server.catalog.tables.values().filter(|table| !table.tags.searched.is_empty()).count();
    let unread = format!(
        "select org_id from identity.organizations left join kit.names_kept using (org_id)
          group by org_id having count(noun) < {nouns}"
    );
    let mut queued = 0;
    for org in organisations(server, &unread).await? {
        let tx = server.door.begin(&Actor::system(org)).await?;
        queued += tx.query_one("select kit.queue_names()", &[]).await?.get::<_, i64>(0) as usize;
        tx.commit().await?;
    }
    Ok(queued)
}

async fn organisations(server: &Server, sql: &str) -> anyhow::Result<Vec<Uuid>> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let rows = tx.query(sql, &[]).await?;
    tx.commit().await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
