//! Giving leads to the people who work their territory, in turn.

use platform::verb::{self, Call, Verb};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Gives each lead to the first territory that covers its country, source and service, and there to whoever has waited longest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignLeads {
    /// The leads; those without an owner when left out.
    pub leads: Option<Vec<Uuid>>,
    /// One lead.
    pub lead: Option<Uuid>,
    /// Also those that have an owner.
    #[serde(default)]
    pub reassign: bool,
}

/// Who got what.
#[derive(Debug, Serialize)]
pub struct Assigned {
    /// Each lead with its new owner.
    pub assigned: Vec<Assignment>,
    /// Leads no territory covers.
    pub uncovered: Vec<Uuid>,
    /// The same in words.
    pub note: String,
}

/// One lead and who works it now.
#[derive(Debug, Serialize)]
pub struct Assignment {
    /// The lead.
    pub lead: Uuid,
    /// The territory.
    pub territory: Uuid,
    /// The new owner.
    pub owner: Uuid,
}

/// Leads given out at once when nobody names any.
const AT_ONCE: i64 = 5_000;

pub(crate) fn verb() -> Verb {
    let schema = json!({
        "lead": { "type": ["string", "null"], "format": "uuid", "x-noun": "leads" },
        "leads": { "type": ["array", "null"], "items": { "type": "string", "format": "uuid" }, "description": "Those without an owner when left out." },
        "reassign": { "type": ["boolean", "null"], "description": "Also if it has an owner already." },
    });
    Verb::new(
        "assign_leads",
        "Gives leads to the people of their territory, in turn.",
        &["admin", "manager", "sales", "system"],
        schema,
        |call, input| Box::pin(async move { verb::output(assign_leads(call, verb::input(input)?).await?) }),
    )
    .on("leads", "lead")
    .in_palette()
}

/// The verb.
///
/// # Errors
/// TL100 when there is no territory with members.
pub async fn assign_leads(call: Call<'_>, input: AssignLeads) -> Result<Assigned> {
    let named = input.leads.or(input.lead.map(|l| vec![l]));
    let rows = call
        .query(
            "select id from crm.leads where ($1::uuid[] is null or id = any ($1)) and ($2 or owner_id is null) and status not in ('converted', 'lost', 'archived') order by created_at, id limit $3 for update",
            &[&named, &input.reassign, &AT_ONCE],
        )
        .await?;
    // Whose turn it is is kept by the server: members can't move themselves up.
    call.as_system().await?;
    if call.row("select 1 from crm.territory_members limit 1", &[]).await?.is_none() {
        return Err(Error::new(400, "TL100", "There is no territory with members yet.")
            .hint("Add one at /territories, and the colleagues who work it."));
    }
    let (mut assigned, mut uncovered) = (Vec::new(), Vec::new());
    for row in rows {
        let lead: Uuid = row.get(0);
        let Some(turn) = call.row("select territory_id, user_id from crm.next_in_turn($1)", &[&lead]).await? else {
            uncovered.push(lead);
            continue;
        };
        let (territory, owner): (Uuid, Uuid) = (turn.get(0), turn.get(1));
        call.execute("update crm.territory_members set last_assigned_at = clock_timestamp() where territory_id = $1 and user_id = $2", &[&territory, &owner]).await?;
        call.execute("update crm.leads set owner_id = $2 where id = $1", &[&lead, &owner]).await?;
        assigned.push(Assignment { lead, territory, owner });
    }
    let note = match (assigned.len(), uncovered.len()) {
        (0, 0) => "No lead waits for an owner".to_string(),
        (n, 0) => format!("{n} assigned"),
        (n, u) => format!("{n} assigned; {u} lie in no territory"),
    };
    Ok(Assigned { assigned, uncovered, note })
}
