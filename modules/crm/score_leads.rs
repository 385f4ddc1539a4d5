//! Scoring leads anew.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Computes the score of leads (DESIGN, "Rules that compute") in one pass. Leads are scored whenever they change; this brings
/// those up to date whose activities have grown old.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScoreLeads {
    /// The leads; all of them when left out.
    leads: Option<Vec<Uuid>>,
}

/// What changed.
#[derive(Debug, Serialize, JsonSchema)]
struct Scored {
    /// Leads whose score changed.
    changed: i64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "score_leads",
        "Scores leads anew: status, source, completeness, company, engagement.",
        &["admin", "manager", "sales", "consultant", "system"],
        score_leads,
    )
    .refuses("42501", "when somebody else asks for all")
    .in_palette()
    .in_background()
}

/// The verb: admins and managers score all leads, others the ones they name and see.
async fn score_leads(call: Call<'_>, input: ScoreLeads) -> Result<Scored> {
    let leads: Option<Vec<Uuid>> = match input.leads {
        Some(ids) => Some(
            call.query("select id from crm.leads where id = any ($1)", &[&ids])
                .await?
                .iter()
                .map(|r| r.get(0))
                .collect(),
        ),
        None if matches!(call.actor.role, "admin" | "manager" | "system") => None,
        None => {
            return Err(
                Error::new(403, "42501", "Your role may only score leads it names.").hint("Send the ids as leads.")
            );
        }
    };
    call.as_system().await?;
    let row = call.record("lead", "select crm.score_leads($1)", &[&leads]).await?;
    let changed: i64 = row.get(0);
    Ok(Scored { changed, note: format!("{changed} scores changed") })
}
