//! The forecast: kept daily, and what changed in it since a day. And the renewals that are due.

use platform::verb::{self, Call, Nothing, Verb};
use records::Result;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How much was done.
#[derive(Debug, Serialize)]
pub struct Counted {
    /// Rows that were written.
    pub count: i64,
    /// The same in words.
    pub note: String,
}

/// The day to compare with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastChanges {
    /// Changes since the end of this day; last Sunday when left out, so that the answer is "since Monday".
    pub since: Option<String>,
}

/// The roles that see every deal of the organisation.
const WHOLE: &[&str] = &["admin", "manager", "system"];

pub(crate) fn keep_verb() -> Verb {
    Verb::new(
        "keep_forecast",
        "Keeps today's forecast, so that changes can be told. The server does it every night.",
        WHOLE,
        json!({}),
        |call, input| {
            Box::pin(async move {
                let Nothing {} = verb::input(input)?;
                counted(call, "select crm.keep_forecast()", "deals stand otherwise than before").await
            })
        },
    )
}

pub(crate) fn renewals_verb() -> Verb {
    Verb::new(
        "propose_renewals",
        "Opens a renewal deal for every contract that ends soon. The server does it every night.",
        WHOLE,
        json!({}),
        |call, input| {
            Box::pin(async move {
                let Nothing {} = verb::input(input)?;
                counted(call, "select crm.propose_renewals()", "renewals proposed").await
            })
        },
    )
    .in_palette()
}

pub(crate) fn changes_verb() -> Verb {
    let schema = json!({ "since": { "type": ["string", "null"], "format": "date", "description": "The end of this day; last Sunday when left out." } });
    Verb::new(
        "forecast_changes",
        "What changed in the pipeline since a day: new, won, lost, forward, back, grown, shrunk, later, sooner.",
        &["admin", "manager", "consultant", "staff", "sales", "viewer"],
        schema,
        |call, input| Box::pin(async move { forecast_changes(call, verb::input(input)?).await }),
    )
    .reading()
}

/// The verb: deals the asking person sees, the biggest change first.
///
/// # Errors
/// 22007 when `since` is no date.
pub async fn forecast_changes(call: Call<'_>, input: ForecastChanges) -> Result<Value> {
    let row = call
        .record(
            "forecast",
            "select coalesce(jsonb_agg(to_jsonb(c)), '[]') from crm.forecast_changes(coalesce($1::text::date, date_trunc('week', current_date)::date - 1)) c",
            &[&input.since.filter(|s| !s.is_empty())],
        )
        .await?;
    Ok(row.get(0))
}

async fn counted(call: Call<'_>, sql: &str, words: &str) -> Result<Value> {
    // The whole organisation's, whoever asks; and nobody writes snapshots by hand.
    call.as_system().await?;
    let count: i64 = call.record("forecast", sql, &[]).await?.get(0);
    verb::output(Counted { count, note: format!("{count} {words}") })
}
