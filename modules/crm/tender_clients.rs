//! The client that is suggested for a tender: taken, or not.

use platform::verb::{Call, Done, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// The tender whose suggested client is meant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Suggested {
    /// The tender.
    #[schemars(extend("x-noun" = "market_tenders"))]
    tender: Uuid,
}

pub(crate) fn accept_verb() -> Verb {
    let summary = "Says that the client that is suggested for a tender is the one that asks, and links it.";
    Verb::new("accept_tender_client", summary, super::WRITERS, accept)
        .refuses("TL404", "when there is no such tender, or it or the client is not theirs")
        .refuses("TL409", "when no client is suggested")
}

pub(crate) fn refuse_verb() -> Verb {
    let summary = "Says that the client that is suggested for a tender is somebody else.";
    Verb::new("refuse_tender_client", summary, super::WRITERS, refuse)
        .refuses("TL404", "when there is no such tender, or it is not theirs to change")
        .refuses("TL409", "when no client is suggested")
}

/// The verb.
async fn accept(call: Call<'_>, input: Suggested) -> Result<Done> {
    let client = suggested(call, input.tender).await?;
    let row = call.record("client", "select name from crm.clients where id = $1", &[&client]).await?;
    let sql = "update crm.market_tenders set client_id = $2 where id = $1 returning 1";
    call.record("tender", sql, &[&input.tender, &client]).await?;
    Ok(Done { note: format!("Linked to {}", row.get::<_, &str>(0)) })
}

/// The verb. What is suggested is the server's to say.
async fn refuse(call: Call<'_>, input: Suggested) -> Result<Done> {
    suggested(call, input.tender).await?;
    call.as_system().await?;
    let sql = "update crm.market_tenders set suggested_client_id = null where id = $1";
    call.execute(sql, &[&input.tender]).await?;
    call.as_actor().await?;
    Ok(Done { note: "Not linked".into() })
}

/// The client that is suggested for a tender that is theirs to change.
async fn suggested(call: Call<'_>, tender: Uuid) -> Result<Uuid> {
    let sql = "select suggested_client_id from crm.market_tenders where id = $1 for update";
    let client: Option<Uuid> = call.record("tender", sql, &[&tender]).await?.get(0);
    client.ok_or_else(|| Error::new(409, "TL409", "No client is suggested for this tender."))
}
