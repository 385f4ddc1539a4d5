//! Keeping today's health of every client, so that a trend can be seen.

use platform::verb::{Call, Nothing, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Serialize;

/// What was kept.
#[derive(Debug, Serialize, JsonSchema)]
struct Kept {
    /// Clients whose health was kept.
    clients: u64,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "keep_client_health",
        "Keeps today's health of every client, for its trend. The server does it once a day by itself.",
        &["admin", "manager", "system"],
        keep_client_health,
    )
    .in_palette()
}

/// The verb: one snapshot a client and day; a second call on the same day brings it up to date.
async fn keep_client_health(call: Call<'_>, _: Nothing) -> Result<Kept> {
    // Snapshots are of every client, whoever asks; nobody writes them by hand.
    call.as_system().await?;
    // A meeting that was planned counts from its day on.
    call.execute("select crm.refresh_last_contacts()", &[]).await?;
    let clients = call
        .execute(
            "insert into crm.client_health_snapshots (client_id, score, best)
             select h.client_id, h.score, greatest(h.score, b.best) from crm.client_health h
               left join (select s.client_id, max(s.score) as best from crm.client_health_snapshots s
                           where s.date >= current_date - 30 and s.date < current_date group by s.client_id) b
                 on b.client_id = h.client_id
             on conflict on constraint client_health_snapshots_day_taken
               do update set score = excluded.score, best = excluded.best",
            &[],
        )
        .await?;
    Ok(Kept { clients })
}
