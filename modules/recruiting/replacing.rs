//! Somebody drops out: another takes over, and the crew keeps its history; or two change places.

use super::{moving, obstacles};
use platform::verb::{Call, Decimal, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Who takes over, and from when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplacePerson {
    /// The placement of who drops out.
    #[schemars(extend("x-noun" = "placements"))]
    placement: Uuid,
    /// Who takes over.
    #[schemars(extend("x-noun" = "candidates"))]
    person: Uuid,
    /// Their first day; today, or the first day of the placement, when left out.
    #[schemars(extend("format" = "date"))]
    from_date: Option<String>,
    /// Why, in a few words.
    reason: Option<String>,
    /// What they are paid an hour; their own rate, or what the other was paid, when left out.
    pay_rate: Option<Decimal>,
    /// Nothing is changed; what stands in the way is told.
    #[serde(default)]
    #[schemars(extend("x-hidden" = true))]
    dry_run: bool,
}

/// Whose placements are swapped.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SwapPeople {
    /// One placement.
    #[schemars(extend("x-noun" = "placements"))]
    placement: Uuid,
    /// The other.
    #[schemars(extend("x-noun" = "placements"))]
    with: Uuid,
    /// Nothing is changed; what stands in the way is told.
    #[serde(default)]
    #[schemars(extend("x-hidden" = true))]
    dry_run: bool,
}

/// What follows.
#[derive(Debug, Serialize, JsonSchema)]
struct Replaced {
    /// The placement of who took over, or the first of two.
    placement: Option<Uuid>,
    /// The same in words.
    note: String,
}

pub(crate) fn replace_verb() -> Verb {
    let summary = "Somebody else takes over a placement from a day on: the former one ends the day before, or is cancelled \
                   when it has not begun, and the new one says which it follows.";
    Verb::new("replace_person", summary, super::PLACERS, replace_person)
        .refuses("TL404", "when the placement is not there, not theirs to change, or over")
        .refuses("TL100", "when the day is after its end, or the person is the same")
        .refuses("23514", "when the other can't be there")
        .on("placements", "placement")
        .when("status", &["draft", "active"])
        .icon("user-plus")
}

pub(crate) fn swap_verb() -> Verb {
    let summary = "Two people change places: each gets the other's placement, with its site and days. Rates stay with the \
                   work, pay goes with the person.";
    Verb::new("swap_people", summary, super::PLACERS, swap_people)
        .refuses("TL404", "when one is not there, not theirs to change, or over")
        .refuses("TL100", "when both are of one person")
        .refuses("TL409", "when hours are entered for one of them")
        .refuses("23514", "when one can't be where the other was")
}

/// The verb.
async fn replace_person(call: Call<'_>, input: ReplacePerson) -> Result<Replaced> {
    moving::meant(call, &[input.placement], None).await?;
    let name = "select name from recruiting.candidates where id = $1";
    let name: String = call.record("person", name, &[&input.person]).await?.get(0);
    let day = input.from_date.filter(|d| !d.trim().is_empty());
    let pay = input.pay_rate.as_ref().and_then(Decimal::digits);
    let sql = "select to_jsonb(p) || jsonb_build_object('id', kit.new_id(), 'candidate_id', c.id, 'replaces_id', p.id,
               'start_date', d.first, 'pay_rate', coalesce($4::text::numeric, c.pay_rate, p.pay_rate)),
             d.first > p.end_date, p.candidate_id = c.id, (d.first - 1)::text, d.first <= p.start_date
        from recruiting.placements p join recruiting.candidates c on c.id = $2
        cross join lateral (select greatest(coalesce($3::text::date,
              (select (now() at time zone o.time_zone)::date from identity.organizations o)), p.start_date) as first) d
       where p.id = $1";
    let row = call.record("placement", sql, &[&input.placement, &input.person, &day, &pay]).await?;
    let (wanted, late, same, before, whole): (Value, Option<bool>, bool, Option<String>, Option<bool>) =
        (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4));
    if same {
        return Err(Error::new(400, "TL100", format!("{name} has this placement already.")).field("person"));
    }
    if late == Some(true) {
        return Err(Error::new(400, "TL100", "The placement is over by then.")
            .hint("Choose a day up to its last.")
            .field("from_date"));
    }
    obstacles::refuse(call, std::slice::from_ref(&wanted), &[input.placement]).await?;
    if input.dry_run {
        return Ok(Replaced { placement: None, note: format!("{name} can take over.") });
    }
    let former = "update recruiting.placements
                     set status = case when $3 then 'cancelled' when end_date >= current_date and $2::text::date >= current_date
                           then status when status = 'draft' then 'cancelled' else 'completed' end::recruiting.placement_status,
                         end_date = case when $3 then end_date else $2::text::date end
                   where id = $1";
    call.execute(former, &[&input.placement, &before, &whole.unwrap_or(true)]).await?;
    call.as_system().await?;
    let insert = "insert into recruiting.placements (id, candidate_id, project_id, placement_group_id, job_id, status, role,
               start_date, end_date, shift, charge_rate, pay_rate, replaces_id)
          select w.id, w.candidate_id, w.project_id, w.placement_group_id, w.job_id, w.status, w.role, w.start_date, w.end_date,
                 w.shift, w.charge_rate, w.pay_rate, w.replaces_id
            from jsonb_populate_record(null::recruiting.placements, $1) w returning id";
    let placement: Uuid = call.record("placement", insert, &[&wanted]).await?.get(0);
    call.as_actor().await?;
    let why = input.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
    let words = format!("let {name} take over{}", why.map(|w| format!(": {w}")).unwrap_or_default());
    call.report("replaced_person", "placements", input.placement, &words).await?;
    Ok(Replaced { placement: Some(placement), note: format!("{name} takes over") })
}

/// The verb.
async fn swap_people(call: Call<'_>, input: SwapPeople) -> Result<Replaced> {
    let both = [input.placement, input.with];
    moving::meant(call, &both, None).await?;
    let sql = "select array_agg(to_jsonb(p) || jsonb_build_object('candidate_id', o.candidate_id, 'pay_rate', o.pay_rate)
               order by o.candidate_id), count(distinct p.candidate_id)
        from recruiting.placements p join recruiting.placements o on o.id = any ($1) and o.id <> p.id where p.id = any ($1)";
    let row = call.record("placement", sql, &[&both.as_slice()]).await?;
    if row.get::<_, i64>(1) < 2 {
        return Err(Error::new(400, "TL100", "Both placements are of one person.").field("with"));
    }
    let worked = "select 1 from recruiting.placement_hours where placement_id = any ($1) limit 1";
    if call.row(worked, &[&both.as_slice()]).await?.is_some() {
        return Err(Error::new(409, "TL409", "One of them has worked on it: hours are entered.")
            .hint("Use replace_person, which cuts a placement at a day."));
    }
    let wanted: Vec<Value> = row.get(0);
    obstacles::refuse(call, &wanted, &both).await?;
    if input.dry_run {
        return Ok(Replaced { placement: None, note: "They can change places.".into() });
    }
    moving::write(call, &wanted).await?;
    Ok(Replaced { placement: Some(input.placement), note: "They changed places".into() })
}
