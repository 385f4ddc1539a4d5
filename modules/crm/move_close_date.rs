//! A new day on which a deal should be decided.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Says anew when a deal should close.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MoveCloseDate {
    /// The deal.
    #[schemars(extend("x-noun" = "opportunities"))]
    opportunity: Uuid,
    /// The day it should be decided.
    #[schemars(extend("format" = "date"))]
    expected_close_date: String,
    /// Why it moves; written on the timeline.
    note: Option<String>,
}

/// The deal as it is now.
#[derive(Debug, Serialize, JsonSchema)]
struct Moved {
    /// The deal.
    opportunity: Uuid,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Sets a new day on which an open deal should be decided, and says why on its timeline.";
    Verb::new("move_close_date", summary, super::WRITERS, move_close_date)
        .refuses("TL100", "when the day has passed")
        .refuses("TL404", "when there is no such deal, or it is not theirs to change")
        .refuses("TL409", "when it is closed")
        .on("opportunities", "opportunity")
        .when("stage", super::OPEN_STAGES)
        .icon("calendar-clock")
}

/// The verb.
async fn move_close_date(call: Call<'_>, input: MoveCloseDate) -> Result<Moved> {
    let day = input.expected_close_date.trim();
    let sql = "select stage in ('closed_won', 'closed_lost'), $2::text::date < current_date, crm.on_day($2::text::date)
                 from crm.opportunities where id = $1 for update";
    let row = call.record("deal", sql, &[&input.opportunity, &day]).await?;
    if row.get(0) {
        return Err(Error::new(409, "TL409", "This deal is closed.").hint("Reopen it first."));
    }
    if row.get(1) {
        return Err(Error::new(400, "TL100", "That day has passed.").field("expected_close_date"));
    }
    let words: String = row.get(2);
    let sql = "update crm.opportunities set expected_close_date = $2::text::date where id = $1";
    call.execute(sql, &[&input.opportunity, &day]).await?;
    if let Some(note) = input.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        let sql =
            "insert into crm.activities (type, subject, description, opportunity_id) values ('note', $2, $3::text, $1)";
        let subject = format!("Should close on {words} now");
        call.execute(sql, &[&input.opportunity, &subject, &note]).await?;
    }
    Ok(Moved { opportunity: input.opportunity, note: format!("Should close on {words}") })
}
