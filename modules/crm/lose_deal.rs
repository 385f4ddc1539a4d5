//! A deal is lost, to whom and why; and opening it again.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

const ROLES: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];

/// Closes a deal as lost.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LoseDeal {
    /// The deal.
    #[schemars(extend("x-noun" = "opportunities"))]
    opportunity: Uuid,
    /// Why; one of the setting `pipeline.loss_reasons` when that lists any.
    #[schemars(extend("x-setting" = "pipeline.loss_reasons"))]
    reason: String,
    /// The competitor it was lost to.
    #[schemars(extend("x-noun" = "competitors"))]
    competitor: Option<Uuid>,
}

/// Opens a closed deal again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReopenDeal {
    /// The deal.
    #[schemars(extend("x-noun" = "opportunities"))]
    opportunity: Uuid,
    /// The stage it goes to; negotiation when left out.
    #[schemars(extend("enum" = ["negotiation", "proposal", "discovery", "qualified", "lead"]))]
    stage: Option<String>,
}

/// How the deal stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Moved {
    /// The deal.
    opportunity: Uuid,
    /// Its stage.
    stage: String,
}

pub(crate) fn lose_verb() -> Verb {
    Verb::new("lose_deal", "Closes a deal as lost, with the reason and the competitor.", ROLES, lose_deal)
        .refuses("TL409", "when it is closed already")
        .refuses("TL100", "when the reason is not on the list")
        .on("opportunities", "opportunity")
        .when("stage", super::OPEN_STAGES)
        .moves_to(&["closed_lost"])
        .icon("ban")
}

pub(crate) fn reopen_verb() -> Verb {
    Verb::new("reopen_deal", "Opens a closed deal again; a project that has not begun waits.", ROLES, reopen_deal)
        .refuses("TL409", "when the deal is open")
        .on("opportunities", "opportunity")
        .when("stage", &["closed_won", "closed_lost"])
        .moves_to(super::OPEN_STAGES)
        .icon("refresh-cw")
}

/// The verb: whoever may change the deal.
async fn lose_deal(call: Call<'_>, input: LoseDeal) -> Result<Moved> {
    let reason = input.reason.trim();
    let listed = call.setting("pipeline.loss_reasons", json!([])).await?;
    let listed: Vec<&str> = listed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if reason.is_empty() || !listed.is_empty() && !listed.contains(&reason) {
        let hint = if listed.is_empty() {
            "Say it in a few words.".to_string()
        } else {
            format!("One of: {}. An admin may add to the setting pipeline.loss_reasons.", listed.join(", "))
        };
        return Err(Error::new(400, "TL100", "Say why the deal was lost.").hint(hint));
    }
    let row = call
        .record("deal", "select stage::text from crm.opportunities where id = $1 for update", &[&input.opportunity])
        .await?;
    if row.get::<_, &str>(0).starts_with("closed_") {
        return Err(Error::new(409, "TL409", "This deal is closed already.").hint("Reopen it first."));
    }
    call.execute(
        "update crm.opportunities set stage = 'closed_lost', loss_reason = $2 where id = $1",
        &[&input.opportunity, &reason],
    )
    .await?;
    if let Some(competitor) = input.competitor {
        call.record("competitor", "select id from crm.competitors where id = $1", &[&competitor]).await?;
        call.execute(
            "insert into crm.competitor_mentions (competitor_id, opportunity_id, status) values ($2, $1, 'lost_to')
             on conflict on constraint competitor_mentions_pkey do update set status = 'lost_to'",
            &[&input.opportunity, &competitor],
        )
        .await?;
    }
    Ok(Moved { opportunity: input.opportunity, stage: "closed_lost".into() })
}

/// The verb: whoever may change the deal. The project of a won deal stays, on hold.
async fn reopen_deal(call: Call<'_>, input: ReopenDeal) -> Result<Moved> {
    // Back to where it was closed from, unless somebody says otherwise.
    let row = call
        .record(
            "deal",
            "select o.stage::text, (select h.previous_stage::text from crm.deal_stage_history h where h.opportunity_id = o.id
                and h.stage = o.stage and h.left_at is null and h.previous_stage not in ('closed_won', 'closed_lost') limit 1)
               from crm.opportunities o where o.id = $1 for update of o",
            &[&input.opportunity],
        )
        .await?;
    let before: Option<String> = row.get(1);
    let stage = input.stage.as_deref().filter(|s| !s.is_empty()).or(before.as_deref()).unwrap_or("negotiation");
    if !row.get::<_, &str>(0).starts_with("closed_") {
        return Err(Error::new(409, "TL409", "This deal is open."));
    }
    if !super::OPEN_STAGES.contains(&stage) {
        return Err(Error::new(400, "TL100", format!("{stage:?} is no open stage."))
            .hint(format!("One of: {}.", super::OPEN_STAGES.join(", "))));
    }
    call.execute(
        "update crm.opportunities set stage = $2::text::crm.deal_stage where id = $1",
        &[&input.opportunity, &stage],
    )
    .await?;
    call.execute(
        "update crm.competitor_mentions set status = 'active' where opportunity_id = $1 and status = 'lost_to'",
        &[&input.opportunity],
    )
    .await?;
    call.execute(
        "update delivery.projects set status = 'on_hold' where opportunity_id = $1 and status = 'planning'",
        &[&input.opportunity],
    )
    .await?;
    Ok(Moved { opportunity: input.opportunity, stage: stage.into() })
}
