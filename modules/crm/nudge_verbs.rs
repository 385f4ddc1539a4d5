//! What people do with a nudge: act on it, put it off, or say why not.

use super::keep_nudges::understood;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// While what a nudge can be acted on.
const WAITING: &[&str] = &["open", "snoozed"];

/// Does what a nudge proposes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ActOnNudge {
    /// The nudge.
    #[schemars(extend("x-noun" = "nudges"))]
    nudge: Uuid,
    /// What the person changed of the prepared input, or filled in.
    input: Option<Map<String, Value>>,
}

/// Puts a nudge off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SnoozeNudge {
    /// The nudge.
    #[schemars(extend("x-noun" = "nudges"))]
    nudge: Uuid,
    /// When it comes back; in a day when left out.
    #[schemars(extend("format" = "date-time"))]
    until: Option<String>,
}

/// Dismisses a nudge.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DismissNudge {
    /// The nudge.
    #[schemars(extend("x-noun" = "nudges"))]
    nudge: Uuid,
    /// Why it does not matter, in a few words.
    #[schemars(extend("examples" = ["They told us that the site closes for the winter."]))]
    reason: String,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
struct Acted {
    /// The nudge.
    nudge: Uuid,
    /// The verb that was run.
    verb: String,
    /// What it answered.
    answer: Value,
    /// The same in words.
    note: String,
}

/// How the nudge stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Settled {
    /// The nudge.
    nudge: Uuid,
    /// Its status.
    status: String,
    /// The same in words.
    note: String,
}

pub(crate) fn act_verb() -> Verb {
    let summary = "Does what a nudge proposes, with your own rights, and marks the nudge as acted on.";
    Verb::new("act_on_nudge", summary, super::WRITERS, act_on_nudge)
        .refuses("TL404", "when there is no such nudge, or it is not theirs to see")
        .refuses("TL409", "when it does not wait any more, or proposes nothing")
        .refuses("TL410", "when its input is to be looked at first and none was sent")
        .on("nudges", "nudge")
        .when("status", WAITING)
        .moves_to(&["acted"])
        .with_own_button()
        .icon("check")
}

pub(crate) fn snooze_verb() -> Verb {
    let summary = "Puts a nudge off; it comes back by itself, unless its reason is gone by then.";
    Verb::new("snooze_nudge", summary, super::WRITERS, snooze_nudge)
        .refuses("TL404", "when there is no such nudge, or it is not theirs to see")
        .refuses("TL409", "when it does not wait any more")
        .refuses("TL100", "when that moment has passed")
        .on("nudges", "nudge")
        .when("status", WAITING)
        .moves_to(&["snoozed"])
        .icon("clock")
}

pub(crate) fn dismiss_verb() -> Verb {
    let summary = "Dismisses a nudge, saying why. It does not come back while its reason stays, for as long as the setting \
                   nudges.dismissed_days says.";
    Verb::new("dismiss_nudge", summary, super::WRITERS, dismiss_nudge)
        .refuses("TL404", "when there is no such nudge, or it is not theirs to see")
        .refuses("TL409", "when it does not wait any more")
        .refuses("TL100", "without a reason")
        .on("nudges", "nudge")
        .when("status", WAITING)
        .moves_to(&["dismissed"])
        .icon("x")
}

/// The verb: the action runs as the person, in the same transaction; who may not do it by hand may not do it here.
async fn act_on_nudge(call: Call<'_>, input: ActOnNudge) -> Result<Acted> {
    let (action, words) = waiting(call, input.nudge).await?;
    if action.as_object().is_none_or(Map::is_empty) {
        return Err(Error::new(409, "TL409", "This nudge proposes nothing to do.").hint("Dismiss it, saying why."));
    }
    if action["asks"] == true && input.input.is_none() {
        return Err(Error::new(409, "TL410", "Look at what is prepared first, and send it as input.")
            .hint("The nudge's action_payload has it.")
            .field("input"));
    }
    let mut action = action;
    for (key, value) in input.input.into_iter().flatten() {
        action["input"][key] = value;
    }
    let (verb, prepared) = understood(&action)?;
    let answer = verb.run(call, prepared.clone()).await?;
    settle(call, input.nudge, "acted", None).await?;
    let note = answer["note"].as_str().map_or_else(|| format!("{words}: done"), str::to_string);
    Ok(Acted { nudge: input.nudge, verb: verb.name.to_string(), answer, note })
}

/// The verb.
async fn snooze_nudge(call: Call<'_>, input: SnoozeNudge) -> Result<Settled> {
    waiting(call, input.nudge).await?;
    let until = input.until.filter(|until| !until.trim().is_empty());
    let sql =
        "select t::text, t > now() from (select coalesce($1::text::timestamptz, now() + interval '1 day') as t) w";
    let row = call.record("moment", sql, &[&until]).await?;
    if !row.get::<_, bool>(1) {
        return Err(Error::new(400, "TL100", "That moment has passed.").field("until"));
    }
    let until: String = row.get(0);
    call.as_system().await?;
    let sql = "update crm.nudges set status = 'snoozed', snooze_ends_at = $2::text::timestamptz where id = $1";
    call.execute(sql, &[&input.nudge, &until]).await?;
    call.as_actor().await?;
    Ok(Settled { nudge: input.nudge, status: "snoozed".into(), note: "It comes back by itself".into() })
}

/// The verb.
async fn dismiss_nudge(call: Call<'_>, input: DismissNudge) -> Result<Settled> {
    let reason = input.reason.trim();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why, in a few words.").field("reason"));
    }
    waiting(call, input.nudge).await?;
    settle(call, input.nudge, "dismissed", Some(reason)).await?;
    Ok(Settled { nudge: input.nudge, status: "dismissed".into(), note: "Dismissed".into() })
}

/// The action of a nudge that waits and its words. Who acts on it first has it until the end.
async fn waiting(call: Call<'_>, nudge: Uuid) -> Result<(Value, String)> {
    call.record("nudge", "select 1 from crm.nudges where id = $1", &[&nudge]).await?;
    call.as_system().await?;
    let sql = "select status::text, action_payload, coalesce(action, 'Act') from crm.nudges where id = $1 for update";
    let row = call.record("nudge", sql, &[&nudge]).await?;
    call.as_actor().await?;
    let status: String = row.get(0);
    if !WAITING.contains(&status.as_str()) {
        return Err(Error::new(409, "TL409", format!("This nudge is {status}.")));
    }
    Ok((row.get(1), row.get(2)))
}

async fn settle(call: Call<'_>, nudge: Uuid, status: &str, reason: Option<&str>) -> Result<()> {
    call.as_system().await?;
    let sql = "update crm.nudges set status = $2::text::crm.nudge_status, dismiss_reason = $3, settled_at = now(),
                      settled_by = kit.user_id(), snooze_ends_at = null where id = $1";
    call.execute(sql, &[&nudge, &status, &reason]).await?;
    call.as_actor().await
}
