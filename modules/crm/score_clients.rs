//! Scoring clients anew.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Scores change with what is known of a company, and in a pass over all of them where deals were won since.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScoreClients {
    /// The clients; all of them when left out.
    #[schemars(extend("x-noun" = "clients"))]
    about: Option<Vec<Uuid>>,
}

/// What changed.
#[derive(Debug, Serialize, JsonSchema)]
struct Scored {
    /// Clients whose score, or the reasons of it, changed.
    changed: i64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Scores clients anew: size, industry beside those where deals were won, openings and tenders, how well they \
                   can be reached. The server does it every night, and for a client soon after it changed.";
    Verb::new("score_clients", summary, &["admin", "manager", "sales", "consultant", "system"], score_clients)
        .refuses("42501", "when somebody else asks for all")
        .in_palette()
        .in_background()
}

/// The verb: admins and managers score all clients, others the ones they name and see.
async fn score_clients(call: Call<'_>, input: ScoreClients) -> Result<Scored> {
    let clients: Option<Vec<Uuid>> = match input.about {
        Some(ids) => {
            let seen = call.query("select id from crm.clients where id = any ($1)", &[&ids]).await?;
            Some(seen.iter().map(|row| row.get(0)).collect())
        }
        None if matches!(call.actor.role, "admin" | "manager" | "system") => None,
        None => {
            let refused = Error::new(403, "42501", "Your role may only score clients it names.");
            return Err(refused.hint("Send the ids as about."));
        }
    };
    call.as_system().await?;
    let changed: i64 = call.record("client", "select crm.score_clients($1)", &[&clients]).await?.get(0);
    Ok(Scored { changed, note: format!("{changed} scores changed") })
}
