//! Going for a tender: its deal.

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

pub(crate) fn verb() -> Verb {
    let summary =
        "Goes for a tender: opens a deal in stage lead that is worth what it is worth and closes when it closes.";
    Verb::new("pursue_tender", summary, super::WRITERS, pursue_tender)
        .refuses("TL100", "when nobody says for which client")
        .refuses("TL404", "when there is no such tender or client, or they are not theirs to change")
        .refuses("TL409", "when it is pursued already")
        .on("market_tenders", "tender")
        .leads_to("opportunities", "opportunity")
        .icon("target")
}

/// The verb.
async fn pursue_tender(call: Call<'_>, input: PursueTender) -> Result<Pursued> {
    let sql = "select title, client_id, nullif(trim(client), ''), is_pursuing from crm.market_tenders where id = $1 for update";
    let row = call.record("tender", sql, &[&input.tender]).await?;
    if row.get(3) {
        return Err(Error::new(409, "TL409", "This tender is pursued already.").hint("Its deal is with its client."));
    }
    let (title, own, published): (String, Option<Uuid>, Option<String>) = (row.get(0), row.get(1), row.get(2));
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
    let sql = "insert into crm.opportunities (client_id, name, value, currency, expected_close_date, owner_id)
               select $2, left(title, 300), coalesce(value, 0), currency, closing_date, kit.user_id()
                 from crm.market_tenders where id = $1 returning id";
    let opportunity: Uuid = call.record("deal", sql, &[&input.tender, &client]).await?.get(0);
    let sql = "update crm.market_tenders set is_pursuing = true, client_id = $2 where id = $1";
    if call.execute(sql, &[&input.tender, &client]).await? == 0 {
        return Err(Error::new(404, "TL404", "This tender is not yours to change."));
    }
    Ok(Pursued { opportunity, client, note: format!("Deal opened: {title}") })
}

/// A client of this name, or a new prospect.
async fn prospect(call: Call<'_>, name: &str) -> Result<Uuid> {
    let sql = "select id from crm.clients where crm.plain_name(name) = crm.plain_name($1) and crm.plain_name($1) <> ''
                order by created_at, id limit 1";
    if let Some(row) = call.row(sql, &[&name]).await? {
        return Ok(row.get(0));
    }
    let sql = "insert into crm.clients (name, status, owner_id) values (left($1, 300), 'prospect', kit.user_id()) returning id";
    Ok(call.record("client", sql, &[&name]).await?.get(0))
}
