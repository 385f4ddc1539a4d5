//! Giving leads to the people who work their territory, in turn.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Gives each lead to the first territory that covers its country, source and service, and there to whoever has waited longest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AssignLeads {
    /// The leads; those without an owner when left out.
    leads: Option<Vec<Uuid>>,
    /// One lead.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Option<Uuid>,
    /// Also those that have an owner.
    #[serde(default)]
    reassign: bool,
}

/// Who got what.
#[derive(Debug, Serialize, JsonSchema)]
struct Assigned {
    /// Each lead with its new owner.
    assigned: Vec<Assignment>,
    /// Leads no territory covers.
    uncovered: Vec<Uuid>,
    /// The same in words.
    note: String,
}

/// One lead and who works it now.
#[derive(Debug, Serialize, JsonSchema)]
struct Assignment {
    /// The lead.
    lead: Uuid,
    /// The territory.
    territory: Uuid,
    /// The new owner.
    owner: Uuid,
}

/// Leads given out at once when nobody names any.
const AT_ONCE: i64 = 5_000;

pub(crate) fn verb() -> Verb {
    Verb::new(
        "assign_leads",
        "Gives leads to the people of their territory, in turn.",
        &["admin", "manager", "sales", "system"],
        assign_leads,
    )
    .refuses("TL100", "when there is no territory with members")
    .on("leads", "lead")
    .in_palette()
    .icon("user-check")
}

/// The verb.
async fn assign_leads(call: Call<'_>, input: AssignLeads) -> Result<Assigned> {
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
