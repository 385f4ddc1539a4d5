//! Somebody who applied asks to be erased.

use super::receive_application::queue;
use platform::verb::{Call, Done, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// Whose application it is that asks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskForErasure {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
}

pub(crate) fn verb() -> Verb {
    let summary = "Puts on the action queue that somebody who applied asks for the erasure of their data.";
    Verb::new("ask_for_erasure", summary, &["system"], ask_for_erasure)
        .refuses("TL404", "when there is no such application")
}

/// The verb: the server, for who follows the link of their application. Asking twice is asking once.
async fn ask_for_erasure(call: Call<'_>, input: AskForErasure) -> Result<Done> {
    call.record("application", "select 1 from recruiting.applications where id = $1", &[&input.application]).await?;
    let title = "c.name || ' asks for the erasure of their data'";
    let words = "Asked on the page of the application. Erase the person, or tell them why something has to be kept.";
    queue(call, input.application, "intervention_needed", "high", title, words).await?;
    Ok(Done { note: "We will erase your data, or write to you why something has to be kept.".into() })
}
