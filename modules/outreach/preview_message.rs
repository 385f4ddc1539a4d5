//! What a template makes of a lead, before anything is drafted.

use super::draft_outreach::{VALUES, sender, values_of};
use super::template::{Template, Values};
use platform::verb::{Call, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A template, and whom it is tried on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PreviewMessage {
    /// Subject line with variables.
    subject: Option<String>,
    /// Text with variables.
    body: String,
    /// The lead; nobody when left out, so that everything is missing.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Option<Uuid>,
}

/// The message.
#[derive(Debug, Serialize, JsonSchema)]
struct Preview {
    /// To whom.
    name: String,
    /// Subject line.
    subject: Option<String>,
    /// Text.
    body: String,
    /// Variables the lead has no value for.
    missing_fields: Vec<String>,
    /// What is missing with nothing in its place.
    warnings: Vec<String>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Shows what a template makes of a lead, with what is missing. Nothing is kept.";
    Verb::new("preview_message", summary, super::READERS, preview_message)
        .refuses("TL100", "when the template can't be read, or speaks of what is not known")
        .refuses("TL404", "when there is no such lead")
        .reading()
}

async fn preview_message(call: Call<'_>, input: PreviewMessage) -> Result<Preview> {
    let template = Template::new(input.subject.as_deref(), &input.body)?;
    let (name, values) = match input.lead {
        Some(lead) => {
            let row = call.record("lead", VALUES, &[&vec![lead], &"email"]).await?;
            (row.get(3), values_of(&row.get(2), &sender(call, call.actor.user).await?))
        }
        None => ("Nobody".to_string(), Values::new()),
    };
    let made = template.made(&values)?;
    let (missing_fields, warnings) = (made.missing_fields, made.warnings);
    Ok(Preview { name, subject: made.subject, body: made.body, missing_fields, warnings })
}
