//! Going for a tender, and giving it up. The database opens the deal, plans the tasks and closes them.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Goes for a tender.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PursueTender {
    /// The tender.
    #[schemars(extend("x-noun" = "market_tenders"))]
    tender: Uuid,
    /// The client that asks; the tender's own when left out, and if it has none, a new prospect by the name it was published
    /// under.
    #[schemars(extend("x-noun" = "clients"))]
    client: Option<Uuid>,
}

/// Gives a tender up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DropTender {
    /// The tender.
    #[schemars(extend("x-noun" = "market_tenders"))]
    tender: Uuid,
    /// Why; the deal is lost for the same reason.
    reason: String,
}

/// What was opened.
#[derive(Debug, Serialize, JsonSchema)]
struct Pursued {
    /// The deal.
    opportunity: Uuid,
    /// Its client.
    client: Uuid,
    /// The same in words.
    note: String,
}

/// What was given up.
#[derive(Debug, Serialize, JsonSchema)]
struct Dropped {
    /// Its deal, while there is one.
    opportunity: Option<Uuid>,
    /// The same in words.
    note: String,
}

pub(crate) fn pursue_verb() -> Verb {
    let summary = "Goes for a tender: opens a deal in stage lead that is worth what it is worth and closes when it closes, and \
                   plans what is to be done.";
    Verb::new("pursue_tender", summary, super::WRITERS, pursue_tender)
        .refuses("TL100", "when nobody says for which client")
        .refuses("TL404", "when there is no such tender or client, or they are not theirs to change")
        .refuses("TL409", "when it is pursued already")
        .on("market_tenders", "tender")
        .when("is_pursuing", &["false"])
        .leads_to("opportunities", "opportunity")
        .icon("target")
}

pub(crate) fn drop_verb() -> Verb {
    let summary = "Gives a tender up: its open tasks are closed, and its deal is lost if it got no further than lead.";
    Verb::new("drop_tender", summary, super::WRITERS, drop_tender)
        .refuses("23514", "when nobody says why")
        .refuses("TL404", "when there is no such tender, or it is not theirs to change")
        .refuses("TL409", "when it is not pursued")
        .on("market_tenders", "tender")
        .when("is_pursuing", &["true"])
        .icon("ban")
}

/// The verb.
async fn pursue_tender(call: Call<'_>, input: PursueTender) -> Result<Pursued> {
    let (is_pursued, own, published) = tender(call, input.tender).await?;
    if is_pursued {
        return Err(Error::new(409, "TL409", "This tender is pursued already.").hint("Its deal is with its client."));
    }
    let client = match (input.client.or(own), published) {
        (Some(client), _) => client,
        (None, Some(name)) => prospect(call, &name).await?,
        (None, None) => {
            return Err(
                Error::new(400, "TL100", "The tender says nothing of who asks. Say for which client.").field("client")
            );
        }
    };
    call.sees(&[("client", "crm.clients", Some(client))]).await?;
    let sql = "update crm.market_tenders set is_pursuing = true, client_id = $2 where id = $1 returning opportunity_id, title";
    let row = call.record("tender", sql, &[&input.tender, &client]).await?;
    Ok(Pursued { opportunity: row.get(0), client, note: format!("Deal opened: {}", row.get::<_, &str>(1)) })
}

/// The verb.
async fn drop_tender(call: Call<'_>, input: DropTender) -> Result<Dropped> {
    if !tender(call, input.tender).await?.0 {
        return Err(Error::new(409, "TL409", "This tender is not pursued."));
    }
    let sql = "update crm.market_tenders set is_pursuing = false, drop_reason = $2 where id = $1 returning opportunity_id, title";
    let row = call.record("tender", sql, &[&input.tender, &input.reason]).await?;
    Ok(Dropped { opportunity: row.get(0), note: format!("Given up: {}", row.get::<_, &str>(1)) })
}

/// Whether a tender is pursued, its client, and who asks, as published; locked for a change of it.
async fn tender(call: Call<'_>, id: Uuid) -> Result<(bool, Option<Uuid>, Option<String>)> {
    let sql =
        "select is_pursuing, client_id, nullif(trim(client), '') from crm.market_tenders where id = $1 for update";
    let row = call.record("tender", sql, &[&id]).await?;
    Ok((row.get(0), row.get(1), row.get(2)))
}

/// A client of this name, or a new prospect.
async fn prospect(call: Call<'_>, name: &str) -> Result<Uuid> {
    let sql = "select id from crm.clients where name_index = kit.plain_name($1) and kit.plain_name($1) <> ''
                order by created_at, id limit 1";
    if let Some(row) = call.row(sql, &[&name]).await? {
        return Ok(row.get(0));
    }
    let sql = "insert into crm.clients (name, status, owner_id) values (left($1, 300), 'prospect', kit.user_id()) returning id";
    Ok(call.record("client", sql, &[&name]).await?.get(0))
}
