//! Somebody hears no more from us, by the link in a message.

use platform::verb::{Call, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The purpose of the link by which people hear no more.
pub const UNSUBSCRIBE: &str = "unsubscribe";

/// The message whose link was followed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Unsubscribe {
    /// The message.
    #[schemars(extend("x-noun" = "outreach_drafts"))]
    draft: Uuid,
}

/// What followed.
#[derive(Debug, Serialize, JsonSchema)]
struct Unsubscribed {
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary =
        "Suppresses the address a message went to and ends its lead's sequences: what the link in every message does.";
    Verb::new("unsubscribe", summary, &["system"], unsubscribe).refuses("TL404", "when there is no such message")
}

async fn unsubscribe(call: Call<'_>, input: Unsubscribe) -> Result<Unsubscribed> {
    let sql = "select outreach.hear(d.lead_id, 'unsubscribed', 'Unsubscribed by the link in a message', d.id)
                 from outreach.outreach_drafts d where d.id = $1";
    if call.row(sql, &[&input.draft]).await?.is_none() {
        // The message went with its lead.
        let gone =
            "select outreach.suppress(outreach.type_of(w.address), w.address, 'Unsubscribed by the link in a message', 'unsubscribe')
                      from outreach.written_to($1) w (address) where w.address is not null";
        call.record("message", gone, &[&input.draft]).await?;
    }
    Ok(Unsubscribed { note: "Unsubscribed".into() })
}
