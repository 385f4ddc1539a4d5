//! Moving placements in time: by days, to another first or last day, or to an early end; one, several, or a crew as one.

use super::obstacles;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Which placements, and where to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MovePlacements {
    /// The placements.
    #[serde(default)]
    placements: Vec<Uuid>,
    /// The crew whose drafts and active placements move as one.
    #[schemars(extend("x-noun" = "placement_groups"))]
    crew: Option<Uuid>,
    /// Days later; fewer than none is earlier.
    days: Option<i32>,
    /// Another first day.
    #[schemars(extend("format" = "date"))]
    start_date: Option<String>,
    /// Another last day.
    #[schemars(extend("format" = "date"))]
    end_date: Option<String>,
    /// Nothing is moved; what stands in the way is told.
    #[serde(default)]
    #[schemars(extend("x-hidden" = true))]
    dry_run: bool,
}

/// Which placements end, and when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EndPlacements {
    /// The placements.
    #[serde(default)]
    placements: Vec<Uuid>,
    /// The crew whose drafts and active placements end.
    #[schemars(extend("x-noun" = "placement_groups"))]
    crew: Option<Uuid>,
    /// Their last day.
    #[schemars(extend("format" = "date"))]
    last_day: String,
    /// Why, in a few words.
    reason: Option<String>,
}

/// What was moved.
#[derive(Debug, Serialize, JsonSchema)]
struct Moved {
    /// The placements.
    placements: Vec<Uuid>,
    /// The same in words.
    note: String,
}

pub(crate) fn move_verb() -> Verb {
    let summary = "Moves placements by days, or gives them another first or last day: several or a whole crew, all of them or \
                   none.";
    Verb::new("move_placements", summary, super::PLACERS, move_placements)
        .refuses("TL100", "without placements, or without where to")
        .refuses("TL404", "when one is not there, not theirs to change, or over")
        .refuses("23514", "when somebody can't be there then")
        .on("placement_groups", "crew")
        .icon("calendar-clock")
}

pub(crate) fn end_verb() -> Verb {
    let summary = "Ends placements on a day: several or a whole crew. Those that would only begin later are cancelled.";
    Verb::new("end_placements", summary, super::PLACERS, end_placements)
        .refuses("TL100", "without placements")
        .refuses("TL404", "when one is not there, not theirs to change, or over")
        .on("placement_groups", "crew")
        .icon("flag")
}

/// The open placements that are meant, locked, in the order of their people so that two moves don't wait for each other.
pub(super) async fn meant(call: Call<'_>, placements: &[Uuid], crew: Option<Uuid>) -> Result<Vec<Uuid>> {
    if placements.is_empty() && crew.is_none() || placements.len() > 1000 {
        return Err(Error::new(400, "TL100", "Name the placements, or their crew."));
    }
    let sql = "select id from recruiting.placements
                where (id = any ($1) or placement_group_id = $2) and status in ('draft', 'active')
                order by candidate_id, id for update";
    let found: Vec<Uuid> = call.query(sql, &[&placements, &crew]).await?.iter().map(|row| row.get(0)).collect();
    if found.is_empty() || placements.iter().any(|id| !found.contains(id)) {
        return Err(Error::new(404, "TL404", "Some of these placements are not there, not yours to change, or over.")
            .hint("Completed and cancelled placements are opened again with reopen_placement."));
    }
    Ok(found)
}

fn counted(placements: &[Uuid]) -> String {
    if placements.len() == 1 { "1 placement".into() } else { format!("{} placements", placements.len()) }
}

/// Locks people in one order, as bookings do, so that changes of the same people wait for each other instead of for ever. Goes
/// on as the server.
async fn lock(call: Call<'_>, people: &[Uuid]) -> Result<()> {
    call.as_system().await?;
    let sql = "select 1 from recruiting.candidates where id = any ($1) order by id for no key update";
    call.query(sql, &[&people]).await.map(drop)
}

/// Writes placements as they are wanted (rows of the table). Those of people who stand among them twice let go of their days
/// first, so that they don't stand in each other's way.
pub(super) async fn write(call: Call<'_>, wanted: &[Value]) -> Result<()> {
    let people: Vec<Uuid> = wanted.iter().filter_map(|row| row["candidate_id"].as_str()?.parse().ok()).collect();
    lock(call, &people).await?;
    let let_go = "update recruiting.placements set status = 'draft' where status = 'active' and id in (
          select id from (
            select w.id, count(*) over (partition by person) as times from unnest($1::jsonb[]) j
             cross join lateral jsonb_populate_record(null::recruiting.placements, j) w
             join recruiting.placements p on p.id = w.id
             cross join lateral (select w.candidate_id as person union select p.candidate_id) people) twice
           where times > 1)";
    call.execute(let_go, &[&wanted]).await?;
    let sql = "update recruiting.placements p
                  set status = w.status, start_date = w.start_date, end_date = w.end_date, candidate_id = w.candidate_id,
                      charge_rate = w.charge_rate, pay_rate = w.pay_rate
                 from unnest($1::jsonb[]) j cross join lateral jsonb_populate_record(null::recruiting.placements, j) w
                where p.id = w.id";
    call.execute(sql, &[&wanted]).await?;
    call.as_actor().await
}

/// The verb.
async fn move_placements(call: Call<'_>, input: MovePlacements) -> Result<Moved> {
    let day = |text: &Option<String>| text.clone().filter(|d| !d.trim().is_empty());
    let (first, last, days) = (day(&input.start_date), day(&input.end_date), input.days.unwrap_or_default());
    if first.is_none() && last.is_none() && days == 0 {
        return Err(Error::new(400, "TL100", "Say by how many days, or to which first or last day.").field("days"));
    }
    if days.unsigned_abs() > 3660 {
        return Err(Error::new(400, "TL100", "Placements are moved by ten years at most.").field("days"));
    }
    let meant = meant(call, &input.placements, input.crew).await?;
    let sql = "select array_agg(to_jsonb(p) || jsonb_build_object('start_date', coalesce($2::text::date, p.start_date + $4::int),
             'end_date', coalesce($3::text::date, p.end_date + $4::int)) order by p.candidate_id, p.id)
        from recruiting.placements p where p.id = any ($1)";
    let wanted: Vec<Value> = call.record("placement", sql, &[&meant, &first, &last, &days]).await?.get(0);
    obstacles::refuse(call, &wanted, &meant).await?;
    let count = counted(&meant);
    if input.dry_run {
        return Ok(Moved { placements: meant, note: format!("{count} can move.") });
    }
    write(call, &wanted).await?;
    Ok(Moved { placements: meant, note: format!("Moved {count}") })
}

/// The verb.
async fn end_placements(call: Call<'_>, input: EndPlacements) -> Result<Moved> {
    let meant = meant(call, &input.placements, input.crew).await?;
    let people = call.query("select candidate_id from recruiting.placements where id = any ($1)", &[&meant]).await?;
    lock(call, &people.iter().map(|row| row.get(0)).collect::<Vec<_>>()).await?;
    call.as_actor().await?;
    let sql = "update recruiting.placements
                  set status = case when status = 'draft' or start_date > $2::text::date then 'cancelled'
                                    when $2::text::date < current_date then 'completed'
                                    else 'active' end::recruiting.placement_status,
                      end_date = case when start_date <= $2::text::date then $2::text::date else end_date end
                where id = any ($1)";
    call.execute(sql, &[&meant, &input.last_day]).await?;
    if let Some(reason) = input.reason.as_deref().map(str::trim).filter(|r| !r.is_empty()) {
        for placement in &meant {
            let words = format!("ended a placement on {}: {reason}", input.last_day);
            call.report("ended_placement", "placements", *placement, &words).await?;
        }
    }
    let count = counted(&meant);
    Ok(Moved { note: format!("Ended {count} on {}", input.last_day), placements: meant })
}
