//! A deal is won: its project opens, laid out from a template.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Closes a deal as won and opens its project with the deal's value as budget.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WinDeal {
    /// The deal.
    #[schemars(extend("x-noun" = "opportunities"))]
    opportunity: Uuid,
    /// The template of the project; the default one when left out.
    #[schemars(title = "Project template", extend("x-noun" = "project_templates"))]
    template: Option<Uuid>,
    /// First day of the project; today when left out.
    #[schemars(extend("format" = "date"))]
    start_date: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Won {
    /// The project.
    project: Uuid,
    /// Phases it has.
    phases: i64,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "win_deal",
        "Closes a deal as won and opens its project.",
        &["admin", "manager", "consultant", "staff", "sales", "recruiter"],
        win_deal,
    )
    .refuses("TL409", "when the deal is closed already")
    .refuses("TL410", "when exit criteria bind and are not met")
    .on("opportunities", "opportunity")
    .when("stage", super::OPEN_STAGES)
    .leads_to("projects", "project")
    .moves_to(&["closed_won"])
    .icon("circle-check")
}

/// The verb: whoever may change the deal.
async fn win_deal(call: Call<'_>, input: WinDeal) -> Result<Won> {
    let row = call
        .record("deal", "select stage::text from crm.opportunities where id = $1 for update", &[&input.opportunity])
        .await?;
    match row.get::<_, &str>(0) {
        "closed_won" => return Err(Error::new(409, "TL409", "This deal is won already.").hint("Its project is open.")),
        "closed_lost" => return Err(Error::new(409, "TL409", "This deal was lost.").hint("Reopen it first.")),
        _ => {}
    }
    let template = match input.template {
        Some(id) => call
            .record("project template", "select id::text from delivery.project_templates where id = $1", &[&id])
            .await?
            .get(0),
        None => String::new(),
    };
    let start = input.start_date.unwrap_or_default();
    // The trigger that opens the project reads these; it opens it also for deals that are moved by hand.
    call.row(
        "select set_config('throughline.template', $1, true), set_config('throughline.project_start', $2::text::date::text, true)",
        &[&template, &(if start.is_empty() { None } else { Some(start) })],
    )
    .await?;
    call.execute("update crm.opportunities set stage = 'closed_won' where id = $1", &[&input.opportunity]).await?;
    let row =
        call.record("project", "select p.id, (select count(*) from delivery.phases f where f.project_id = p.id) from delivery.projects p where p.opportunity_id = $1", &[&input.opportunity]).await?;
    Ok(Won { project: row.get(0), phases: row.get(1) })
}
