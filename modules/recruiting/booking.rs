//! Booking people on a site: one, or a crew at once, all of them or none.

use super::obstacles;
use platform::verb::{Call, Decimal, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who is to work where, and when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BookPeople {
    /// The site.
    #[schemars(extend("x-noun" = "projects"))]
    project: Uuid,
    /// The people, at most 200.
    people: Vec<Uuid>,
    /// What they do there; each person's own trade or role when left out.
    role: Option<String>,
    /// First day.
    #[schemars(extend("format" = "date"))]
    start_date: String,
    /// Last day.
    #[schemars(extend("format" = "date"))]
    end_date: String,
    /// When in the day; any when left out.
    #[schemars(extend("enum" = ["any", "day", "night"]))]
    shift: Option<String>,
    /// What the client pays an hour; each person's own rate when left out.
    charge_rate: Option<Decimal>,
    /// What a person is paid an hour; each person's own rate when left out.
    pay_rate: Option<Decimal>,
    /// The crew they join.
    #[schemars(extend("x-noun" = "placement_groups"))]
    crew: Option<Uuid>,
    /// The name of a new crew they form.
    crew_name: Option<String>,
    /// Nothing is booked; what stands in the way is told.
    #[serde(default)]
    #[schemars(extend("x-hidden" = true))]
    dry_run: bool,
}

/// What was booked.
#[derive(Debug, Serialize, JsonSchema)]
struct Booked {
    /// The placements, in the order of the people.
    placements: Vec<Uuid>,
    /// The crew.
    crew: Option<Uuid>,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Books people on a site, all of them or none: each gets an active placement. What stands in the way is told \
                   of everybody at once.";
    Verb::new("book_people", summary, super::PLACERS, book_people)
        .refuses("TL100", "without people, with more than 200, or with somebody twice")
        .refuses("TL404", "when the site, a person or the crew is not there")
        .refuses("23514", "when somebody can't be there, or has no rates and none are given")
}

/// The verb.
async fn book_people(call: Call<'_>, input: BookPeople) -> Result<Booked> {
    let named: std::collections::HashSet<_> = input.people.iter().collect();
    if named.is_empty() || input.people.len() > 200 || named.len() < input.people.len() {
        return Err(Error::new(400, "TL100", "Name between one and 200 people, each of them once.").field("people"));
    }
    let site = "select name from delivery.projects where id = $1";
    let site: String = call.record("site", site, &[&input.project]).await?.get(0);
    call.sees(&[("crew", "recruiting.placement_groups", input.crew)]).await?;
    let seen = call.query("select id from recruiting.candidates where id = any ($1)", &[&input.people]).await?;
    if seen.len() < named.len() {
        return Err(Error::new(404, "TL404", "Some of these people are not there, or not yours to see."));
    }
    let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_string);
    let digits = |rate: &Option<Decimal>| rate.as_ref().and_then(Decimal::digits);
    let (role, shift) = (filled(&input.role), filled(&input.shift).unwrap_or_else(|| "any".into()));
    let (charge, pay) = (digits(&input.charge_rate), digits(&input.pay_rate));
    let wanted = "select array_agg(jsonb_build_object('candidate_id', c.id, 'project_id', $2::uuid, 'status', 'active',
             'role', coalesce($3::text, c.trade, c.role), 'start_date', $4::text::date, 'end_date', $5::text::date,
             'shift', $6::text, 'charge_rate', coalesce($7::text::numeric, c.charge_out_rate),
             'pay_rate', coalesce($8::text::numeric, c.pay_rate), 'placement_group_id', $9::uuid,
             'id', kit.new_id()) order by c.id)
        from recruiting.candidates c where c.id = any ($1)";
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 9] =
        [&input.people, &input.project, &role, &input.start_date, &input.end_date, &shift, &charge, &pay, &input.crew];
    let wanted: Vec<serde_json::Value> = call.record("person", wanted, &params).await?.get(0);
    obstacles::refuse(call, &wanted, &[]).await?;
    let crew = match filled(&input.crew_name).filter(|_| input.crew.is_none() && !input.dry_run) {
        Some(name) => {
            let sql = "insert into recruiting.placement_groups (project_id, name) values ($1, $2) returning id";
            Some(call.record("crew", sql, &[&input.project, &name]).await?.get(0))
        }
        None => input.crew,
    };
    let count = input.people.len();
    let people = if count == 1 { "1 person".to_string() } else { format!("{count} people") };
    if input.dry_run {
        return Ok(Booked { placements: Vec::new(), crew, note: format!("{people} can work at {site}.") });
    }
    let insert =
        "insert into recruiting.placements (id, candidate_id, project_id, status, role, start_date, end_date, shift,
             charge_rate, pay_rate, placement_group_id)
        select w.id, w.candidate_id, w.project_id, w.status, w.role, w.start_date, w.end_date, w.shift, w.charge_rate,
               w.pay_rate, coalesce($2, w.placement_group_id)
          from unnest($1::jsonb[]) with ordinality j (row, n)
          cross join lateral jsonb_populate_record(null::recruiting.placements, j.row) w order by j.n
        returning id, candidate_id";
    let made = call.query(insert, &[&wanted, &crew]).await?;
    let of = |person: &Uuid| made.iter().find(|row| row.get::<_, Uuid>(1) == *person).map(|row| row.get(0));
    let placements = input.people.iter().filter_map(of).collect();
    Ok(Booked { placements, crew, note: format!("Booked {people} at {site}") })
}
