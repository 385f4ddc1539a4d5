//! Hot drops that are shown no more go for good, once no rule looks back at them.

use platform::verb::{Call, Nothing, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Serialize;

/// What is gone.
#[derive(Debug, Serialize, JsonSchema)]
struct Purged {
    /// Hot drops that are gone.
    removed: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary =
        "Removes hot drops that expired so long ago that no rule looks back at them. The server does it every night.";
    Verb::new("purge_hot_drops", summary, &["system"], purge_hot_drops)
}

/// The verb: nudges speak of postings that were seen within some days, so these stay as long.
async fn purge_hot_drops(call: Call<'_>, _: Nothing) -> Result<Purged> {
    let sql = "delete from recruiting.external_job_postings
                where expires_at < now() - make_interval(days => greatest(7, kit.number_setting('nudges.seen_days', 7)::int))";
    let removed = call.execute(sql, &[]).await?;
    Ok(Purged { removed, note: format!("{removed} hot drops removed") })
}
