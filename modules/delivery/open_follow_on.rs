//! What follows a project: a deal with its client.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Opens the deal that follows a project.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OpenFollowOn {
    /// The project that ends.
    #[schemars(extend("x-noun" = "projects"))]
    project: Uuid,
}

/// What was opened.
#[derive(Debug, Serialize, JsonSchema)]
struct Opened {
    /// The deal.
    opportunity: Uuid,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary =
        "Opens the deal that follows a project: with the same client, worth its budget, to be decided by its end.";
    Verb::new("open_follow_on", summary, super::DELIVERERS, open_follow_on)
        .refuses("TL404", "when there is no such project")
        .refuses("TL409", "when its follow-on is open already")
        .on("projects", "project")
        .when("status", &["planning", "active"])
        .leads_to("opportunities", "opportunity")
        .icon("handshake")
}

/// The verb.
async fn open_follow_on(call: Call<'_>, input: OpenFollowOn) -> Result<Opened> {
    let sql = "select client_id, left('Follow-on: ' || name, 300) from delivery.projects where id = $1";
    let row = call.record("project", sql, &[&input.project]).await?;
    let (client, name): (Uuid, String) = (row.get(0), row.get(1));
    let sql = "select 1 from crm.opportunities where client_id = $1 and name = $2 and stage not in ('closed_won', 'closed_lost')";
    if call.row(sql, &[&client, &name]).await?.is_some() {
        return Err(Error::new(409, "TL409", format!("{name} is open already.")));
    }
    let sql = "insert into crm.opportunities (client_id, name, type, value, currency, expected_close_date, owner_id)
               select client_id, $2, 'expansion', coalesce(budget, 0), currency, greatest(end_date, current_date),
                      coalesce(owner_id, kit.user_id()) from delivery.projects where id = $1 returning id";
    let opportunity: Uuid = call.record("deal", sql, &[&input.project, &name]).await?.get(0);
    Ok(Opened { opportunity, note: format!("Deal opened: {name}") })
}
