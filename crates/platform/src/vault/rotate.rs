//! Personal data moves under a new key, in small steps, while servers run.

use super::KeyRing;
use crate::database::Target;
use catalog::Catalog;
use std::time::Duration;
use uuid::Uuid;

/// Values re-encrypted together.
const BATCH: i64 = 1000;

/// Gives the organisation a new data key and re-encrypts everything under it. Answers how many values were written.
/// May be stopped and started again: what is already under the newest key is left alone.
///
/// # Errors
/// When the database can't be reached, or a value can't be opened.
pub async fn rotate(admin: &Target, ring: &KeyRing, catalog: &Catalog, org: Uuid) -> anyhow::Result<u64> {
    let mut client = admin.connect().await?;
    let keys = ring.add_next(&client, org).await?;
    // Running servers look at the keys every few seconds; none may meet a value whose key it does not know.
    tokio::time::sleep(super::TRUST + Duration::from_secs(1)).await;
    let newest = keys.current().to_be_bytes().to_vec();
    let mut written = 0;
    for table in catalog.tables.values() {
        for column in table.columns.values().filter(|c| c.kind.is_pii()) {
            let (name, column) = (table.sql_name(), &column.name);
            loop {
                let tx = client.transaction().await?;
                tx.batch_execute("set local throughline.maintenance = 'on'").await?;
                tx.execute("select set_config('throughline.org', $1, true)", &[&org.to_string()]).await?;
                let sql = format!(
                    "select id, \"{column}\" from {name} where org_id = $1 and \"{column}\" is not null and substring(\"{column}\" from 2 for 4) <> $2 limit $3 for update"
                );
                let rows = tx.query(&sql, &[&org, &newest, &BATCH]).await?;
                if rows.is_empty() {
                    break;
                }
                let (mut ids, mut values) = (Vec::new(), Vec::new());
                for row in &rows {
                    let id: Uuid = row.get(0);
                    let text = keys.open(&table.name, column, id.as_bytes(), row.get(1))?;
                    values.push(keys.seal(&table.name, column, &id, &text)?);
                    ids.push(id);
                }
                let sql = format!(
                    "update {name} t set \"{column}\" = a.value from unnest($2::uuid[], $3::bytea[]) a(id, value) where t.org_id = $1 and t.id = a.id"
                );
                written += tx.execute(&sql, &[&org, &ids, &values]).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(written)
}
