//! What follows placements that end: the same people at the same site, as drafts.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Placements drafted at once.
const MOST: usize = 500;

/// Drafts what follows placements.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftFollowOn {
    /// The placements that end.
    placements: Vec<Uuid>,
    /// How many days the drafts last; as long as what they follow when left out.
    #[schemars(extend("minimum" = 1, "maximum" = 730))]
    days: Option<i32>,
}

/// What was drafted.
#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// The drafts.
    drafts: Vec<Uuid>,
    /// Placements whose person has something afterwards already.
    followed: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Drafts what follows placements that end: the same people, site, role, shift and rates, from the day after. \
                   Drafts book nobody. Who has something afterwards already is left out.";
    let roles = &["admin", "manager", "consultant", "staff", "recruiter"];
    Verb::new("draft_follow_on", summary, roles, draft_follow_on)
        .refuses("TL100", "without placements, for more than 500, or for days that are not 1 to 730")
        .refuses("TL404", "when one of them is not there, or not theirs to see")
        .refuses("TL409", "when all of them are followed already")
}

/// The verb.
async fn draft_follow_on(call: Call<'_>, input: DraftFollowOn) -> Result<Drafted> {
    let mut wanted = input.placements;
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(Error::new(400, "TL100", format!("Name 1 to {MOST} placements.")).field("placements"));
    }
    if input.days.is_some_and(|days| !(1..=730).contains(&days)) {
        return Err(Error::new(400, "TL100", "A draft lasts 1 to 730 days.").field("days"));
    }
    let there = call.query("select 1 from recruiting.placements where id = any ($1)", &[&wanted]).await?;
    if there.len() < wanted.len() {
        return Err(Error::new(404, "TL404", "Some of these placements are not there, or not yours to see."));
    }
    let sql = "insert into recruiting.placements (candidate_id, project_id, placement_group_id, job_id, role, shift,
                      charge_rate, pay_rate, start_date, end_date)
               select p.candidate_id, p.project_id, p.placement_group_id, p.job_id, p.role, p.shift, p.charge_rate, p.pay_rate,
                      p.end_date + 1, p.end_date + coalesce($2, p.end_date - coalesce(p.start_date, p.end_date) + 1)
                 from recruiting.placements p
                where p.id = any ($1) and p.end_date is not null and not exists (
                  select from recruiting.placements f where f.org_id = p.org_id and f.candidate_id = p.candidate_id
                     and f.status in ('draft', 'active') and f.start_date > p.end_date)
                order by p.id returning id";
    let drafts: Vec<Uuid> = call.query(sql, &[&wanted, &input.days]).await?.iter().map(|row| row.get(0)).collect();
    if drafts.is_empty() {
        return Err(Error::new(409, "TL409", "Everybody has something afterwards already."));
    }
    let followed = wanted.len() - drafts.len();
    let note = match drafts.len() {
        1 => "1 placement drafted".to_string(),
        n => format!("{n} placements drafted"),
    };
    Ok(Drafted { drafts, followed, note })
}
