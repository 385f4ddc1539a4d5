//! A crew's page for people without an account: what they have to know, or the grid of their hours.

use crate::identity::guest_links::{NewLink, open_link};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// What the link of a sheet is for, as `guest_links` names it.
pub const SHEET: &str = "crew_sheet";
/// What the link of a grid of hours is for.
pub const HOURS: &str = "crew_hours";

/// Which crew, and which page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ShareCrew {
    /// The crew.
    #[schemars(extend("x-noun" = "placement_groups"))]
    crew: Uuid,
    /// sheet: site, start, equipment, contact and who comes. hours: the grid in which who leads them enters hours.
    #[schemars(extend("enum" = ["sheet", "hours"]))]
    page: String,
}

/// The link.
#[derive(Debug, Serialize, JsonSchema)]
struct Shared {
    /// Whoever knows it opens the page; it is shown only now.
    url: String,
    /// When it stops working.
    expires_at: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Makes a link to a crew's page for people without an account: what they have to know, or the grid in which \
                   who leads them enters hours. A former link to the same page stops working.";
    Verb::new("share_crew", summary, super::PLACERS, share_crew)
        .refuses("TL404", "when there is no such crew, or it is not theirs to change")
        .refuses("TL100", "for a page that is neither")
        .on("placement_groups", "crew")
        .shows("url")
        .icon("link")
}

/// The verb: whoever may change the crew.
async fn share_crew(call: Call<'_>, input: ShareCrew) -> Result<Shared> {
    let purpose = match input.page.as_str() {
        "sheet" => SHEET,
        "hours" => HOURS,
        _ => return Err(Error::new(400, "TL100", "The page is sheet or hours.").field("page")),
    };
    let sql = "select name from recruiting.placement_groups where id = $1 for update";
    call.record("crew", sql, &[&input.crew]).await?;
    let days = call.setting("crews.link_days", json!(30)).await?.as_i64().unwrap_or(30);
    let link = NewLink { purpose, noun: "placement_groups", record: input.crew, days: days.clamp(1, 90) as i32 };
    let link = open_link(call, &link).await?;
    let words = format!("shared the {} of a crew by link", input.page);
    call.report("shared_crew", "placement_groups", input.crew, &words).await?;
    Ok(Shared { url: link.url, expires_at: link.expires_at })
}
