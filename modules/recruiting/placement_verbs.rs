//! Placements against a rule, and placements that are opened again: each with a reason, for the record.

use platform::verb::{Call, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A placement, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// The placement.
    #[schemars(extend("x-noun" = "placements"))]
    placement: Uuid,
    /// Why, in a few words.
    #[schemars(extend("examples" = ["The ticket is renewed, the card comes by post."]))]
    reason: String,
}

/// How the placement stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Placed {
    /// The placement.
    placement: Uuid,
    /// Its status.
    status: String,
}

/// What the night changed.
#[derive(Debug, Serialize, JsonSchema)]
struct Kept {
    /// Placements that are completed now.
    completed: u64,
    /// People who are placed or available now, and were not before.
    people: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn override_verb() -> Verb {
    let summary = "Makes a placement active although its person is away, unavailable, not to be used or lacks a ticket, with \
                   the reason and who answers for it. Nobody is placed twice at a time, whoever asks.";
    Verb::new("override_placement", summary, &["admin", "manager"], override_placement)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such placement")
        .refuses("TL409", "when it is neither a draft nor active")
        .refuses("23514", "when the person is placed elsewhere on one of the days, or something is not filled in")
        .on("placements", "placement")
        .when("status", &["draft"])
        .icon("shield")
}

pub(crate) fn reopen_verb() -> Verb {
    let roles = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
    let summary = "Makes a completed or cancelled placement active again, with the reason.";
    Verb::new("reopen_placement", summary, roles, reopen_placement)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such placement, or it is not theirs to change")
        .refuses("TL409", "when it is not completed or cancelled")
        .refuses("23514", "when its person can't be there")
        .on("placements", "placement")
        .when("status", &["completed", "cancelled"])
        .moves_to(&["active"])
        .icon("refresh-cw")
}

pub(crate) fn keep_verb() -> Verb {
    let summary = "Completes placements whose last day is over, and says of everybody whether they are placed today. The \
                   server does it every night.";
    Verb::new("keep_placements", summary, &["admin", "manager", "system"], keep_placements)
}

/// The verb: managers and admins answer for it, in the audit log and on the placement.
async fn override_placement(call: Call<'_>, input: Because) -> Result<Placed> {
    let reason = reason(&input)?;
    let status = status(call, input.placement).await?;
    if !matches!(status.as_str(), "draft" | "active") {
        return Err(Error::new(409, "TL409", format!("This placement is {status}.")).hint("Reopen it first."));
    }
    call.as_system().await?;
    let sql = "update recruiting.placements set status = 'active', override_reason = $2, overridden_by = kit.user_id()
                where id = $1";
    call.execute(sql, &[&input.placement, &reason]).await?;
    report(call, "overrode_placement", input.placement, &format!("booked against a rule: {reason}")).await
}

/// The verb: whoever may change the placement.
async fn reopen_placement(call: Call<'_>, input: Because) -> Result<Placed> {
    let reason = reason(&input)?;
    let status = status(call, input.placement).await?;
    if !matches!(status.as_str(), "completed" | "cancelled") {
        return Err(Error::new(409, "TL409", format!("This placement is {status}.")));
    }
    call.as_system().await?;
    let sql = "update recruiting.placements set status = 'active' where id = $1";
    call.execute(sql, &[&input.placement]).await?;
    report(call, "reopened_placement", input.placement, &format!("opened a placement again: {reason}")).await
}

/// The work of the night.
async fn keep_placements(call: Call<'_>, _: Nothing) -> Result<Kept> {
    call.as_system().await?;
    let over =
        "update recruiting.placements set status = 'completed' where status = 'active' and end_date < current_date";
    let completed = call.execute(over, &[]).await?;
    let stand = "update recruiting.candidates c set status = recruiting.standing(c.org_id, c.id)
                  where c.status in ('available', 'placed') and c.status <> recruiting.standing(c.org_id, c.id)";
    let people = call.execute(stand, &[]).await?;
    Ok(Kept { completed, people, note: format!("{completed} placements completed, {people} people") })
}

fn reason(input: &Because) -> Result<String> {
    let reason = input.reason.trim();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why, in a few words.").field("reason"));
    }
    Ok(reason.to_string())
}

/// The status of a placement that who asks may change; it stays as it is until the end.
async fn status(call: Call<'_>, placement: Uuid) -> Result<String> {
    let sql = "select status::text from recruiting.placements where id = $1 for update";
    Ok(call.record("placement", sql, &[&placement]).await?.get(0))
}

async fn report(call: Call<'_>, event: &str, placement: Uuid, words: &str) -> Result<Placed> {
    let sql = "select identity.report_event($1, 'placements', $2, $3)";
    call.query(sql, &[&event, &placement, &words]).await?;
    call.as_actor().await?;
    Ok(Placed { placement, status: "active".into() })
}
