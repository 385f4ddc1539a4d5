//! A call, a meeting, an e-mail or a note, with everybody who took part.

use platform::verb::{self, Call, Verb};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Writes one entry of the timeline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogActivity {
    /// call, meeting, email or note.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it was about, in a line.
    pub subject: String,
    /// What was said.
    pub description: Option<String>,
    /// When it happened; now when left out.
    pub occurred_at: Option<String>,
    /// How long it took.
    pub duration_minutes: Option<i32>,
    /// The client; taken from the deal, project or contact when left out.
    pub client: Option<Uuid>,
    /// The deal it was about.
    pub opportunity: Option<Uuid>,
    /// The project it was about.
    pub project: Option<Uuid>,
    /// The lead it was about.
    pub lead: Option<Uuid>,
    /// The candidate it was about.
    pub candidate: Option<Uuid>,
    /// Who took part.
    #[serde(default)]
    pub contacts: Vec<Uuid>,
    /// positive, neutral or negative.
    pub sentiment: Option<String>,
    /// The client may read it in the portal.
    #[serde(default)]
    pub is_shared: bool,
    /// For a lead: when to speak to them next.
    pub next_follow_up_at: Option<String>,
}

/// What was written.
#[derive(Debug, Serialize)]
pub struct Logged {
    /// The activity.
    pub activity: Uuid,
    /// The client it counts for.
    pub client: Option<Uuid>,
    /// People it was linked to.
    pub contacts: u64,
}

pub(crate) fn verb() -> Verb {
    let id = |noun: &str| json!({ "type": ["string", "null"], "format": "uuid", "x-noun": noun });
    let schema = json!({
        "type": { "type": "string", "enum": ["call", "meeting", "email", "note"] },
        "subject": { "type": "string" },
        "description": { "type": ["string", "null"] },
        "occurred_at": { "type": ["string", "null"], "format": "date-time", "description": "Now when left out." },
        "duration_minutes": { "type": ["integer", "null"], "minimum": 0 },
        "client": id("clients"), "opportunity": id("opportunities"), "project": id("projects"), "lead": id("leads"), "candidate": id("candidates"),
        "contacts": { "type": ["array", "null"], "items": { "type": "string", "format": "uuid" }, "description": "Who took part." },
        "sentiment": { "type": ["string", "null"], "enum": ["positive", "neutral", "negative"] },
        "is_shared": { "type": ["boolean", "null"], "description": "The client may read it in the portal." },
        "next_follow_up_at": { "type": ["string", "null"], "format": "date-time", "description": "For a lead: when to speak to them next." },
    });
    Verb::new(
        "log_activity",
        "Writes a call, meeting, e-mail or note on the timeline, with everybody who took part.",
        super::WRITERS,
        schema,
        |call, input| Box::pin(async move { verb::output(log_activity(call, verb::input(input)?).await?) }),
    )
}

/// The verb.
///
/// # Errors
/// TL100 when it is about nothing, or names people the asking person can't see.
pub async fn log_activity(call: Call<'_>, input: LogActivity) -> Result<Logged> {
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
