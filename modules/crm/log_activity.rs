//! A call, a meeting, an e-mail or a note, with everybody who took part.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Writes one entry of the timeline.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogActivity {
    /// call, meeting, email or note.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["call", "meeting", "email", "note"]))]
    kind: String,
    /// What it was about, in a line.
    subject: String,
    /// What was said.
    description: Option<String>,
    /// When it happened; now when left out.
    #[schemars(extend("format" = "date-time"))]
    occurred_at: Option<String>,
    /// How long it took.
    #[schemars(extend("minimum" = 0))]
    duration_minutes: Option<i32>,
    /// The client; taken from the deal, project or contact when left out.
    #[schemars(extend("x-noun" = "clients"))]
    client: Option<Uuid>,
    /// The deal it was about.
    #[schemars(extend("x-noun" = "opportunities"))]
    opportunity: Option<Uuid>,
    /// The project it was about.
    #[schemars(extend("x-noun" = "projects"))]
    project: Option<Uuid>,
    /// The lead it was about.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Option<Uuid>,
    /// The candidate it was about.
    #[schemars(extend("x-noun" = "candidates"))]
    candidate: Option<Uuid>,
    /// Who took part.
    #[serde(default)]
    contacts: Vec<Uuid>,
    /// positive, neutral or negative.
    #[schemars(extend("enum" = ["positive", "neutral", "negative"]))]
    sentiment: Option<String>,
    /// The client may read it in the portal.
    #[serde(default)]
    is_shared: bool,
    /// For a lead: when to speak to them next.
    #[schemars(extend("format" = "date-time"))]
    next_follow_up_at: Option<String>,
}

/// What was written.
#[derive(Debug, Serialize, JsonSchema)]
struct Logged {
    /// The activity.
    activity: Uuid,
    /// The client it counts for.
    client: Option<Uuid>,
    /// People it was linked to.
    contacts: u64,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "log_activity",
        "Writes a call, meeting, e-mail or note on the timeline, with everybody who took part.",
        super::WRITERS,
        log_activity,
    )
    .refuses("TL100", "when it is about nothing, or names people the asking person can't see")
}

/// The verb.
async fn log_activity(call: Call<'_>, input: LogActivity) -> Result<Logged> {
    let known = call.query("select id, client_id from crm.contacts where id = any ($1)", &[&input.contacts]).await?;
    if known.len() != input.contacts.iter().collect::<std::collections::HashSet<_>>().len() {
        return Err(Error::new(400, "TL100", "Some of these contacts are not there, or not yours to see."));
    }
    let about = [
        ("client", "crm.clients", input.client),
        ("deal", "crm.opportunities", input.opportunity),
        ("project", "delivery.projects", input.project),
        ("lead", "crm.leads", input.lead),
        ("candidate", "recruiting.candidates", input.candidate),
    ];
    for (what, table, id) in about.into_iter().filter_map(|(w, t, id)| Some((w, t, id?))) {
        call.record(what, &format!("select 1 from {table} where id = $1"), &[&id]).await?;
    }
    let mut client = input.client;
    if client.is_none() && input.opportunity.is_none() && input.project.is_none() {
        client = known.iter().find_map(|r| r.get(1));
    }
    let row = call
        .record(
            "activity",
            "insert into crm.activities (type, subject, description, occurred_at, duration_minutes, client_id, opportunity_id, project_id, lead_id, candidate_id, sentiment, is_shared)
             values ($1::text::crm.activity_type, $2, $3::text, coalesce($4::text::timestamptz, now()), $5, $6, $7, $8, $9, $10, $11::text::crm.sentiment, $12) returning id, client_id",
            &[
                &input.kind,
                &input.subject.trim(),
                &input.description,
                &input.occurred_at.filter(|t| !t.is_empty()),
                &input.duration_minutes,
                &client,
                &input.opportunity,
                &input.project,
                &input.lead,
                &input.candidate,
                &input.sentiment.filter(|s| !s.is_empty()),
                &input.is_shared,
            ],
        )
        .await?;
    let activity: Uuid = row.get(0);
    let contacts = call.execute("insert into crm.activity_contacts (activity_id, contact_id) select $1, id from unnest($2::uuid[]) id on conflict do nothing", &[&activity, &input.contacts]).await?;
    if let (Some(lead), Some(at)) = (input.lead, input.next_follow_up_at.filter(|t| !t.is_empty())) {
        call.execute("update crm.leads set next_follow_up_at = $2::text::timestamptz where id = $1", &[&lead, &at])
            .await?;
    }
    Ok(Logged { activity, client: row.get(1), contacts })
}
