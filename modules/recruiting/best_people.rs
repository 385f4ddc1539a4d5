//! The people who suit some work best, with the reasons.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// For what: a demand, or a placement whose person drops out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BestPeople {
    /// The demand to be met.
    #[schemars(extend("x-noun" = "demands"))]
    demand: Option<Uuid>,
    /// The placement somebody is to take over.
    #[schemars(extend("x-noun" = "placements"))]
    placement: Option<Uuid>,
    /// The day from which on; today, or the first day, when left out.
    #[schemars(extend("format" = "date"))]
    from_date: Option<String>,
    /// How many; ten when left out, at most 100.
    #[schemars(extend("minimum" = 1, "maximum" = 100))]
    limit: Option<i32>,
}

/// Who suits.
#[derive(Debug, Serialize, JsonSchema)]
struct Best {
    /// The site.
    project: Uuid,
    /// The trade.
    trade: String,
    /// First day.
    start_date: String,
    /// Last day.
    end_date: String,
    /// When in the day.
    shift: String,
    /// What the client pays an hour at most.
    charge_rate: Option<String>,
    /// How many lack on the worst day.
    missing: i32,
    /// The people, the best first.
    people: Vec<Suiting>,
    /// How many others of the trade don't suit, when there are fewer than asked for; of 300 at most.
    left_out: Option<LeftOut>,
}

/// What stands in the way of others.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// Placed on one of the days.
    placed: i64,
    /// Away on one of the days.
    away: i64,
    /// Unavailable, archived or not to be used.
    unavailable: i64,
    /// Without a ticket that is good for all of it.
    tickets: i64,
}

/// Somebody who suits.
#[derive(Debug, Serialize, JsonSchema)]
struct Suiting {
    /// The person.
    person: Uuid,
    /// Their name.
    name: String,
    /// Points of 100.
    score: i32,
    /// Each part with its points and the reason in words.
    reasons: Value,
}

pub(crate) fn verb() -> Verb {
    let summary = "The people who suit a demand best, or could take over a placement: of the trade, free on all its days, \
                   with tickets good for all of it; ordered by rating, work for this client, rate and distance, with the \
                   reasons.";
    Verb::new("best_people", summary, super::PLACERS, best_people)
        .reading()
        .refuses("TL100", "without exactly one of demand and placement, or for a placement without days")
        .refuses("TL404", "when it is not there")
        .on("demands", "demand")
        .icon("scan-search")
        .page("fill")
}

/// The verb.
async fn best_people(call: Call<'_>, input: BestPeople) -> Result<Best> {
    let from = input.from_date.filter(|d| !d.trim().is_empty());
    let (sql, id) = match (input.demand, input.placement) {
        (Some(demand), None) => (
            "select d.project_id, d.trade, greatest(d.start_date, coalesce($2::text::date, current_date))::text,
                    d.end_date::text, d.shift::text, d.charge_rate::text, recruiting.missing(d), '{}'::uuid[]
               from recruiting.demands d where d.id = $1",
            demand,
        ),
        (None, Some(placement)) => (
            "select p.project_id, p.role, greatest(p.start_date, coalesce($2::text::date, current_date))::text,
                    p.end_date::text, p.shift::text, p.charge_rate::text, 1, array[p.candidate_id]
               from recruiting.placements p where p.id = $1 and p.start_date is not null and p.end_date is not null
                and p.project_id is not null and p.role is not null",
            placement,
        ),
        _ => return Err(Error::new(400, "TL100", "Name a demand, or a placement.")),
    };
    let work = call.record("demand or complete placement", sql, &[&id, &from]).await?;
    let best = Best {
        project: work.get(0),
        trade: work.get(1),
        start_date: work.get(2),
        end_date: work.get(3),
        shift: work.get(4),
        charge_rate: work.get(5),
        missing: work.get(6),
        people: Vec::new(),
        left_out: None,
    };
    let without: Vec<Uuid> = work.get(7);
    let most = input.limit.unwrap_or(10).clamp(1, 100);
    call.as_system().await?;
    let sql =
        "select candidate_id, name, score, reasons from recruiting.best_people($1, $2, $3::text::date, $4::text::date,
               $5::text::recruiting.shift, $6::text::numeric, $7, $8)";
    let rows = call
        .query(
            sql,
            &[
                &best.project,
                &best.trade,
                &best.start_date,
                &best.end_date,
                &best.shift,
                &best.charge_rate,
                &most,
                &without,
            ],
        )
        .await?;
    let mut left_out = None;
    if rows.len() < usize::try_from(most).unwrap_or_default() {
        let sql =
            "select * from recruiting.left_out($1, $2, $3::text::date, $4::text::date, $5::text::recruiting.shift)";
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
            [&best.project, &best.trade, &best.start_date, &best.end_date, &best.shift];
        let row = call.record("site", sql, &params).await?;
        left_out = Some(LeftOut { placed: row.get(0), away: row.get(1), unavailable: row.get(2), tickets: row.get(3) });
    }
    call.as_actor().await?;
    // Whom somebody may not see is not told to them either.
    let ids: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
    let seen = call.query("select id from recruiting.candidates where id = any ($1)", &[&ids]).await?;
    let seen: std::collections::HashSet<Uuid> = seen.iter().map(|row| row.get(0)).collect();
    let people = rows
        .iter()
        .filter(|row| seen.contains(&row.get(0)))
        .map(|row| Suiting { person: row.get(0), name: row.get(1), score: row.get(2), reasons: row.get(3) })
        .collect();
    Ok(Best { people, left_out, ..best })
}
