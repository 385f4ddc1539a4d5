//! Hours of placed people: entered by day, approved into time entries at the rates of their placements, opened again.

use platform::verb::{Call, Decimal, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who decides on hours.
const APPROVERS: &[&str] = &["admin", "manager", "recruiter"];
/// Days that are entered at once, at most.
const MOST: usize = 2000;

/// Hours as they were worked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EnterHours {
    /// A placement, a day and its hours each; at most 2,000.
    entries: Vec<Worked>,
}

/// One day of one placement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Worked {
    /// The placement.
    placement: Uuid,
    /// The day.
    #[schemars(extend("format" = "date"))]
    date: String,
    /// Its hours; none removes what was entered.
    hours: Option<Decimal>,
}

/// Hours as who leads a crew on site signs them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignHours {
    /// The crew.
    crew: Uuid,
    /// Who signs.
    signed_by: String,
    /// A placement of the crew, a day and its hours each; at most 2,000.
    entries: Vec<Worked>,
}

/// Which hours are meant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApproveHours {
    /// The site.
    #[schemars(extend("x-noun" = "projects"))]
    project: Uuid,
    /// First day.
    #[schemars(extend("format" = "date"))]
    from_date: String,
    /// Last day.
    #[schemars(extend("format" = "date"))]
    to_date: String,
    /// Only this crew.
    #[schemars(extend("x-noun" = "placement_groups"))]
    crew: Option<Uuid>,
}

/// Which hours are meant, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReopenHours {
    /// The site.
    #[schemars(extend("x-noun" = "projects"))]
    project: Uuid,
    /// First day.
    #[schemars(extend("format" = "date"))]
    from_date: String,
    /// Last day.
    #[schemars(extend("format" = "date"))]
    to_date: String,
    /// Why, in a few words.
    reason: String,
}

/// What was entered.
#[derive(Debug, Serialize, JsonSchema)]
struct Entered {
    /// Days that have hours now.
    entered: u64,
    /// Days whose hours were removed.
    removed: u64,
    /// The same in words.
    note: String,
}

/// What was opened again.
#[derive(Debug, Serialize, JsonSchema)]
struct Opened {
    /// Days of people.
    days: i64,
    /// Their hours, as a decimal.
    hours: String,
    /// The same in words.
    note: String,
}

/// What was approved.
#[derive(Debug, Serialize, JsonSchema)]
struct Approved {
    /// Days of people.
    days: i64,
    /// Their hours, as a decimal.
    hours: String,
    /// What the client pays, as a decimal.
    revenue: String,
    /// What the people are paid, as a decimal.
    cost: String,
    /// The same in words.
    note: String,
}

pub(crate) fn enter_verb() -> Verb {
    let summary = "Enters the hours of placed people, many days at once, all of them or none; none removes a day's.";
    Verb::new("enter_hours", summary, super::PLACERS, enter_hours)
        .refuses("TL100", "without entries, with more than 2,000, or with a day twice")
        .refuses("TL404", "when a placement is not there")
        .refuses("23514", "when a day is not one of the placement, or its hours are approved")
}

pub(crate) fn sign_verb() -> Verb {
    let summary = "Keeps the hours of a crew that somebody on site signed through their link, for days of the last two weeks \
                   that nobody has approved.";
    Verb::new("sign_hours", summary, &["system"], sign_hours)
        .refuses("TL100", "without a name or entries, with a day twice or longer ago than two weeks")
        .refuses("TL404", "when a placement is not one of the crew")
        .refuses("23514", "when a day is not one of the placement")
}

pub(crate) fn approve_verb() -> Verb {
    let summary = "Approves hours of a site: they become time entries at the rates of their placements, overtime, nights and \
                   weekends by the organisation's factors, and can be billed.";
    Verb::new("approve_hours", summary, APPROVERS, approve_hours)
        .refuses("TL404", "when no hours are open in these days")
        .refuses("23514", "when the books are closed")
        .on("projects", "project")
        .icon("circle-check")
}

pub(crate) fn reopen_verb() -> Verb {
    let summary =
        "Opens approved hours of a site again, with the reason; their time entries go, as long as they are not billed.";
    Verb::new("reopen_hours", summary, APPROVERS, reopen_hours)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when no hours are approved in these days")
        .refuses("TL409", "when some are on an invoice")
}

/// The verb.
async fn enter_hours(call: Call<'_>, input: EnterHours) -> Result<Entered> {
    let placements: Vec<Uuid> = input.entries.iter().map(|e| e.placement).collect();
    let seen = call.query("select id from recruiting.placements where id = any ($1)", &[&placements]).await?;
    if seen.len() < placements.iter().collect::<std::collections::HashSet<_>>().len() {
        return Err(Error::new(404, "TL404", "Some of these placements are not there, or not yours to see."));
    }
    write(call, &input.entries).await
}

/// The verb: the server, for who follows the link.
async fn sign_hours(call: Call<'_>, input: SignHours) -> Result<Entered> {
    let name = input.signed_by.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Error::new(400, "TL100", "Please type your name.").field("signed_by"));
    }
    let (placements, days): (Vec<Uuid>, Vec<&str>) =
        input.entries.iter().map(|e| (e.placement, e.date.trim())).collect();
    let sql = "select count(*), bool_and(e.day::date between current_date - 14 and current_date + 1)
        from unnest($1::uuid[], $2::text[]) e (placement, day)
        join recruiting.placements p on p.id = e.placement and p.placement_group_id = $3";
    let row = call.record("crew", sql, &[&placements, &days, &input.crew]).await?;
    if usize::try_from(row.get::<_, i64>(0)).unwrap_or_default() < input.entries.len() {
        return Err(Error::new(404, "TL404", "Somebody among them is not of this crew."));
    }
    if row.get::<_, Option<bool>>(1) == Some(false) {
        return Err(Error::new(400, "TL100", "Hours are entered here for the last two weeks."));
    }
    let entered = write(call, &input.entries).await?;
    let sql = "update recruiting.placement_hours h set signed_by = $3
        from unnest($1::uuid[], $2::text[]) e (placement, day)
       where h.placement_id = e.placement and h.date = e.day::date and h.status = 'open'";
    call.execute(sql, &[&placements, &days, &name]).await?;
    let words = format!("{name} signed hours of {} days on site", entered.entered + entered.removed);
    call.report("signed_hours", "placement_groups", input.crew, &words).await?;
    Ok(entered)
}

/// Writes the hours of days nobody has approved; whoever is refused one is refused all.
async fn write(call: Call<'_>, entries: &[Worked]) -> Result<Entered> {
    let named: std::collections::HashSet<_> = entries.iter().map(|e| (e.placement, e.date.trim())).collect();
    if named.is_empty() || entries.len() > MOST || named.len() < entries.len() {
        return Err(Error::new(400, "TL100", "Send between one and 2,000 days, each of them once.").field("entries"));
    }
    let placements: Vec<Uuid> = entries.iter().map(|e| e.placement).collect();
    let days: Vec<&str> = entries.iter().map(|e| e.date.trim()).collect();
    let hours: Vec<Option<String>> = entries.iter().map(|e| e.hours.as_ref().and_then(Decimal::digits)).collect();
    let settled = "select 1 from recruiting.placement_hours h
        join unnest($1::uuid[], $2::text[], $3::text[]) e (placement, day, hours)
          on h.placement_id = e.placement and h.date = e.day::date
       where h.status = 'approved' and h.hours <> coalesce(e.hours::numeric, 0) limit 1";
    if call.row(settled, &[&placements, &days, &hours]).await?.is_some() {
        return Err(Error::new(400, "23514", "Some of these hours are approved; they can't be changed.")
            .hint("Open them again with reopen_hours, saying why."));
    }
    let remove = "delete from recruiting.placement_hours h using unnest($1::uuid[], $2::text[], $3::text[]) e (placement, day, hours)
        where h.placement_id = e.placement and h.date = e.day::date and coalesce(e.hours::numeric, 0) = 0
          and h.status = 'open'";
    let removed = call.execute(remove, &[&placements, &days, &hours]).await?;
    let write = "insert into recruiting.placement_hours as h (placement_id, date, hours)
        select e.placement, e.day::date, e.hours::numeric
          from unnest($1::uuid[], $2::text[], $3::text[]) e (placement, day, hours)
         where e.hours::numeric <> 0 order by e.placement, e.day
        on conflict on constraint placement_hours_once do update set hours = excluded.hours
         where h.hours <> excluded.hours and h.status = 'open'";
    let entered = call.execute(write, &[&placements, &days, &hours]).await?;
    Ok(Entered { entered, removed, note: format!("Entered hours of {entered} days, removed {removed}") })
}

/// The verb: whoever may change the hours. One statement makes the entries, so that no hour is lost or billed twice.
async fn approve_hours(call: Call<'_>, input: ApproveHours) -> Result<Approved> {
    call.sees(&[("project", "delivery.projects", Some(input.project))]).await?;
    let open = "select h.id from recruiting.placement_hours h join recruiting.placements p on p.id = h.placement_id
         where p.project_id = $1 and h.date between $2::text::date and $3::text::date and h.status = 'open'
           and ($4::uuid is null or p.placement_group_id = $4)
         order by h.id for update of h";
    let rows = call.query(open, &[&input.project, &input.from_date, &input.to_date, &input.crew]).await?;
    if rows.is_empty() {
        return Err(Error::new(404, "TL404", "No hours are open in these days.").hint("Enter them first, at /hours."));
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
    call.as_system().await?;
    let sql = "with approved as (
           update recruiting.placement_hours set status = 'approved', approved_by = kit.user_id(), approved_at = now()
            where id = any ($1) returning placement_id, date, hours),
         parts as (
           select p.*, c.name, a.date, x.part, x.factor, x.hours, round(p.charge_rate * x.factor, 2) as charge,
                  round(p.pay_rate * x.factor, 2) as pay
             from approved a join recruiting.placements p on p.id = a.placement_id
             join recruiting.candidates c on c.id = p.candidate_id
             cross join lateral recruiting.hour_parts(a.hours, a.date, p.shift) x),
         made as (
           insert into delivery.time_entries (user_id, placement_id, worker, project_id, hours, date, description, billable,
                  status, bill_rate, cost_rate)
           select null, id, concat_ws(', ', name, role, case when factor <> 1 then part || ' × ' || trim_scale(factor) end),
                  project_id, hours, date, nullif(part, ''), true, 'approved', charge, pay from parts)
         select (select count(*) from approved), coalesce(sum(hours), 0)::text, coalesce(sum(round(hours * charge, 2)), 0)::text,
                coalesce(sum(round(hours * pay, 2)), 0)::text from parts";
    let row = call.record("hours", sql, &[&ids]).await?;
    let (days, hours): (i64, String) = (row.get(0), row.get(1));
    let words = format!("approved {hours} hours from {} to {}", input.from_date, input.to_date);
    call.report("approved_hours", "projects", input.project, &words).await?;
    call.as_actor().await?;
    Ok(Approved { days, note: format!("Approved {hours} hours"), hours, revenue: row.get(2), cost: row.get(3) })
}

/// The verb.
async fn reopen_hours(call: Call<'_>, input: ReopenHours) -> Result<Opened> {
    let reason = input.reason.trim();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why, in a few words.").field("reason"));
    }
    let approved = "select h.id from recruiting.placement_hours h join recruiting.placements p on p.id = h.placement_id
         where p.project_id = $1 and h.date between $2::text::date and $3::text::date and h.status = 'approved'
         order by h.id for update of h";
    let rows = call.query(approved, &[&input.project, &input.from_date, &input.to_date]).await?;
    if rows.is_empty() {
        return Err(Error::new(404, "TL404", "No hours are approved in these days."));
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
    call.as_system().await?;
    let billed = "select v.invoice_number from recruiting.placement_hours h
        join delivery.time_entries t on t.placement_id = h.placement_id and t.date = h.date
        join delivery.invoices v on v.id = t.invoice_id where h.id = any ($1) limit 1";
    if let Some(row) = call.row(billed, &[&ids]).await? {
        let number: Option<String> = row.get(0);
        let words = number.map_or_else(|| "a draft".into(), |n| format!("number {n}"));
        return Err(Error::new(409, "TL409", format!("Some of these hours are on an invoice, {words}."))
            .hint("Cancel that invoice first."));
    }
    let sql = "with opened as (
           update recruiting.placement_hours set status = 'open', approved_by = null, approved_at = null
            where id = any ($1) returning placement_id, date),
         gone as (
           delete from delivery.time_entries t using opened o where t.placement_id = o.placement_id and t.date = o.date
           returning t.hours)
         select (select count(*) from opened), coalesce(sum(hours), 0)::text from gone";
    let row = call.record("hours", sql, &[&ids]).await?;
    let (days, hours): (i64, String) = (row.get(0), row.get(1));
    let words = format!("opened {hours} hours again: {reason}");
    call.report("reopened_hours", "projects", input.project, &words).await?;
    call.as_actor().await?;
    Ok(Opened { days, note: format!("Opened {hours} hours again"), hours })
}
