//! The forecast: kept daily, and what changed in it since a day. And the renewals that are due.

use platform::verb::{Call, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How much was done.
#[derive(Debug, Serialize, JsonSchema)]
struct Counted {
    /// Rows that were written.
    count: i64,
    /// The same in words.
    note: String,
}

/// The day to compare with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ForecastChanges {
    /// The end of this day; last Sunday when left out.
    #[schemars(extend("format" = "date"))]
    since: Option<String>,
}

/// A deal that stands otherwise than on the day.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Changed {
    /// The deal.
    opportunity_id: Uuid,
    /// Its title.
    name: String,
    /// new, won, lost, reopened, forward, back, grown, shrunk, later or sooner.
    change: String,
    /// Where it stood; nothing for a new one.
    before_stage: Option<String>,
    /// Where it stands.
    stage: String,
    /// What it was worth.
    before_value: Option<serde_json::Number>,
    /// What it is worth.
    value: Option<serde_json::Number>,
    /// When it was to be decided.
    before_close_date: Option<String>,
    /// When it is to be decided.
    expected_close_date: Option<String>,
    /// By how much the weighted forecast changed.
    weighted_change: Option<serde_json::Number>,
}

/// The roles that see every deal of the organisation.
const WHOLE: &[&str] = &["admin", "manager", "system"];

pub(crate) fn keep_verb() -> Verb {
    Verb::new(
        "keep_forecast",
        "Keeps today's forecast, so that changes can be told. The server does it every night.",
        WHOLE,
        keep_forecast,
    )
}

pub(crate) fn renewals_verb() -> Verb {
    Verb::new(
        "propose_renewals",
        "Opens a renewal deal for every contract that ends soon. The server does it every night.",
        WHOLE,
        propose_renewals,
    )
    .in_palette()
}

pub(crate) fn changes_verb() -> Verb {
    Verb::new(
        "forecast_changes",
        "What changed in the pipeline since a day: new, won, lost, forward, back, grown, shrunk, later, sooner.",
        &["admin", "manager", "consultant", "staff", "sales", "viewer"],
        forecast_changes,
    )
    .refuses("22007", "when since is no date")
    .reading()
}

/// The verb: deals the asking person sees, the biggest change first.
async fn forecast_changes(call: Call<'_>, input: ForecastChanges) -> Result<Vec<Changed>> {
    let row = call
        .record(
            "forecast",
            "select coalesce(jsonb_agg(to_jsonb(c)), '[]') from crm.forecast_changes(coalesce($1::text::date, date_trunc('week', current_date)::date - 1)) c",
            &[&input.since.filter(|s| !s.is_empty())],
        )
        .await?;
    serde_json::from_value(row.get(0)).map_err(|e| Error::new(500, "XX000", e.to_string()))
}

async fn keep_forecast(call: Call<'_>, _: Nothing) -> Result<Counted> {
    counted(call, "select crm.keep_forecast()", "deals stand otherwise than before").await
}

async fn propose_renewals(call: Call<'_>, _: Nothing) -> Result<Counted> {
    counted(call, "select crm.propose_renewals()", "renewals proposed").await
}

async fn counted(call: Call<'_>, sql: &str, words: &str) -> Result<Counted> {
    // The whole organisation's, whoever asks; and nobody writes snapshots by hand.
    call.as_system().await?;
    let count: i64 = call.record("forecast", sql, &[]).await?.get(0);
    Ok(Counted { count, note: format!("{count} {words}") })
}
