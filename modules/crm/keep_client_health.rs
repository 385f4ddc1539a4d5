//! Keeping today's health of every client, so that a trend can be seen.

use platform::verb::{self, Verb};
use platform::{Actor, DbError, Tx};
use records::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Nothing has to be said.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepClientHealth {}

/// What was kept.
#[derive(Debug, Serialize)]
pub struct Kept {
    /// Clients whose health was kept.
    pub clients: u64,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "keep_client_health",
        "Keeps today's health of every client, for its trend. The server does it once a day by itself.",
        &["admin", "manager", "system"],
        json!({}),
        |call, input| {
            Box::pin(async move {
                let KeepClientHealth {} = verb::input(input)?;
                verb::output(keep_client_health(call.tx, call.actor).await?)
            })
        },
    )
    .in_palette()
}

/// The verb: one snapshot a client and day; a second call on the same day brings it up to date.
///
/// # Errors
/// When the database refuses.
pub async fn keep_client_health(tx: &Tx, actor: &Actor) -> Result<Kept> {
    // Snapshots are of every client, whoever asks; nobody writes them by hand.
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    // A meeting that was planned counts from its day on.
    tx.execute("select crm.refresh_last_contacts()", &[]).await.map_err(DbError::from)?;
    let clients = tx
        .execute(
            "insert into crm.client_health_snapshots (client_id, score) select client_id, score from crm.client_health
             on conflict on constraint client_health_snapshots_day_taken do update set score = excluded.score",
            &[],
        )
        .await
        .map_err(DbError::from)?;
    Ok(Kept { clients })
}
