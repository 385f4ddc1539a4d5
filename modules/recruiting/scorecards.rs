//! What interviewers think: written as a draft, handed in, and given back by who leads.

use platform::Actor;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// A score for one criterion.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Score {
    /// The criterion.
    criterion: String,
    /// From 1 to 4; none yet when it is left out.
    score: Option<i32>,
    /// What it rests on.
    notes: Option<String>,
}

/// A scorecard as its author leaves it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SaveScorecard {
    /// The interview.
    #[schemars(extend("x-noun" = "interviews"))]
    interview: Uuid,
    /// A score for each criterion.
    scores: Vec<Score>,
    /// What you recommend.
    #[schemars(extend("enum" = ["strong_no", "no", "yes", "strong_yes"]))]
    recommendation: Option<String>,
    /// The rest, in words.
    notes: Option<String>,
    /// It is done: from now on it stays as it is, and others who handed theirs in see it.
    #[serde(default)]
    hand_in: bool,
}

/// A scorecard that is given back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReopenScorecard {
    /// The scorecard.
    #[schemars(extend("x-noun" = "scorecards"))]
    scorecard: Uuid,
    /// Why.
    reason: String,
}

/// The scorecard.
#[derive(Debug, Serialize, JsonSchema)]
struct Scorecard {
    /// The scorecard.
    scorecard: Uuid,
    /// It is handed in.
    is_handed_in: bool,
    /// The same in words.
    note: &'static str,
}

pub(crate) fn save_verb() -> Verb {
    let summary = "Keeps your scorecard of an interview you held as a draft that nobody else sees, or hands it in.";
    Verb::new("save_scorecard", summary, super::INTERVIEWERS, save_scorecard)
        .refuses("TL404", "when there is no such interview, or it is not theirs to see")
        .refuses("TL100", "when a program without a person asks, or for a recommendation nobody knows")
        .refuses(
            "23514",
            "when they did not hold it, it has not begun, the card is handed in, or lacks something for that",
        )
}

pub(crate) fn reopen_verb() -> Verb {
    let summary = "Gives a scorecard that is handed in back to its author, with the reason.";
    Verb::new("reopen_scorecard", summary, &["admin", "manager"], reopen_scorecard)
        .refuses("TL404", "when there is no such scorecard, or it is not theirs to see")
        .refuses("TL100", "without a reason")
        .refuses("TL409", "when it is a draft already, or their own")
        .on("scorecards", "scorecard")
        .icon("undo-2")
}

async fn save_scorecard(call: Call<'_>, input: SaveScorecard) -> Result<Scorecard> {
    let wrong = |field: &str, words: &str| Error::new(400, "TL100", words).field(field);
    let user =
        call.actor.user.ok_or_else(|| wrong("interview", "A scorecard belongs to a person; an API key has none."))?;
    let known = ["strong_no", "no", "yes", "strong_yes"];
    let recommendation = input.recommendation.as_deref().filter(|words| !words.is_empty());
    if recommendation.is_some_and(|words| !known.contains(&words)) {
        return Err(wrong("recommendation", "Recommend strong no, no, yes or strong yes."));
    }
    call.record("interview", "select 1 from recruiting.interviews where id = $1", &[&input.interview]).await?;
    apart(call).await?;
    let sql = "select k.criterion, k.weight from recruiting.interviews i join recruiting.applications a on a.id = i.application_id
                 cross join lateral recruiting.criteria_of(a.job_id, i.round) k where i.id = $1";
    let criteria = call.query(sql, &[&input.interview]).await?;
    let said = |criterion: &str| input.scores.iter().find(|s| s.criterion == criterion);
    let scores: Vec<serde_json::Value> = criteria
        .iter()
        .map(|row| {
            let (criterion, weight): (String, i32) = (row.get(0), row.get(1));
            let one = said(&criterion);
            let notes = one.and_then(|s| s.notes.as_deref()).map(str::trim).filter(|notes| !notes.is_empty());
            json!({ "criterion": criterion, "weight": weight, "score": one.and_then(|s| s.score), "notes": notes })
        })
        .collect();
    let notes = input.notes.as_deref().map(str::trim).filter(|notes| !notes.is_empty());
    let sql = "insert into recruiting.scorecards (interview_id, user_id, scores, recommendation, notes, handed_in_at)
               values ($1, $2, $3, $4::text::recruiting.recommendation, $5, case when $6 then now() end)
               on conflict on constraint scorecards_once do update set scores = excluded.scores,
                 recommendation = excluded.recommendation, notes = excluded.notes,
                 handed_in_at = coalesce(scorecards.handed_in_at, excluded.handed_in_at) returning id";
    let scores = serde_json::Value::Array(scores);
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&input.interview, &user, &scores, &recommendation, &notes, &input.hand_in];
    let id: Uuid = call.record("scorecard", sql, &params).await?.get(0);
    call.as_actor().await?;
    if input.hand_in {
        call.report("handed_in_scorecard", "interviews", input.interview, "handed in a scorecard").await?;
    }
    let note = if input.hand_in { "Handed in" } else { "Kept as a draft" };
    Ok(Scorecard { scorecard: id, is_handed_in: input.hand_in, note })
}

/// Goes on as the server, without what undo would take back: who handed in has seen what others think.
async fn apart(call: Call<'_>) -> Result<()> {
    Ok(call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?)
}

async fn reopen_scorecard(call: Call<'_>, input: ReopenScorecard) -> Result<Scorecard> {
    let reason = input.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(Error::new(400, "TL100", "Say why it is given back.").field("reason"));
    }
    let sql = "select handed_in_at is not null, user_id, interview_id from recruiting.scorecards where id = $1";
    let row = call.record("scorecard", sql, &[&input.scorecard]).await?;
    if !row.get::<_, bool>(0) {
        return Err(Error::new(409, "TL409", "It is a draft already."));
    }
    if call.actor.user == Some(row.get(1)) {
        return Err(
            Error::new(409, "TL409", "Nobody gives a scorecard back to themselves.").hint("Ask another manager.")
        );
    }
    apart(call).await?;
    let sql = "update recruiting.scorecards set handed_in_at = null, reopened_by = kit.user_id(), reopen_reason = $2 where id = $1";
    call.execute(sql, &[&input.scorecard, &reason]).await?;
    call.as_actor().await?;
    call.report("reopened_scorecard", "interviews", row.get(2), "gave a scorecard back").await?;
    Ok(Scorecard { scorecard: input.scorecard, is_handed_in: false, note: "It is a draft again" })
}
