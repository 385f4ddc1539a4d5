//! Somebody joins: the opening is filled, and where they work for a client under us, a placement says so.

use super::pipeline::standing;
use platform::verb::{Call, Decimal, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who joins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MarkJoined {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// Their first day; as the offer says, or today, when left out.
    #[schemars(extend("format" = "date"))]
    start_date: Option<String>,
    /// Make a placement of it; done for contractors and temporary work when left out.
    placement: Option<bool>,
    /// The project they are placed on; only the job when left out.
    #[schemars(extend("x-noun" = "projects"))]
    project: Option<Uuid>,
    /// What the client pays an hour.
    charge_rate: Option<Decimal>,
}

/// Somebody who did not come.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NotStarted {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// What happened, in a few words.
    remarks: Option<String>,
}

/// How it stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Joined {
    /// The application.
    application: Uuid,
    /// The placement that was made.
    placement: Option<Uuid>,
    /// All openings are filled, so the job is closed.
    closed_job: bool,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Says that somebody who applied joined: it fills an opening of the job, the last of which closes it, and \
                   makes a placement of contractors and temporary people.";
    Verb::new("mark_joined", summary, super::PLACERS, mark_joined)
        .refuses("TL100", "with a day that is none")
        .refuses("TL404", "when there is no such application or project, or it is not theirs to change")
        .refuses("TL409", "when the application has ended")
        .refuses("23514", "when all openings are filled already")
        .on("applications", "application")
        .when("status", &["offer"])
        .icon("user-check")
}

pub(crate) fn not_started_verb() -> Verb {
    let summary = "Says that somebody did not come on their first day; their application ends.";
    Verb::new("mark_not_started", summary, super::PLACERS, mark_not_started)
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when the application has ended")
        .on("applications", "application")
        .when("status", &["offer"])
        .icon("user")
}

async fn mark_joined(call: Call<'_>, input: MarkJoined) -> Result<Joined> {
    let (_, job) = standing(call, input.application).await?;
    call.sees(&[("project", "delivery.projects", input.project)]).await?;
    let sql = "update recruiting.applications a set follow_up_status = 'joined', next_follow_up_date = null,
                 joined_date = coalesce(nullif($2, '')::text::date, (select o.start_date from recruiting.offers o
                   where o.application_id = a.id and o.status = 'accepted'), recruiting.today())
                where a.id = $1";
    call.execute(sql, &[&input.application, &input.start_date]).await?;
    let sql = "select j.status = 'closed', j.employment_type in ('contractor', 'temporary'), c.name, j.title
                 from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
                 join recruiting.candidates c on c.id = a.candidate_id where a.id = $1";
    let row = call.record("application", sql, &[&input.application]).await?;
    let (closed_job, is_placed): (bool, bool) = (row.get(0), row.get(1));
    let (name, title): (String, String) = (row.get(2), row.get(3));
    let mut placement = None;
    if input.placement.unwrap_or(is_placed || input.project.is_some()) {
        placement = Some(place(call, &input, job).await?);
    }
    let mut note = format!("{name} joined as {title}");
    if placement.is_some() {
        note += "; a placement was drafted";
    }
    if closed_job {
        note += "; the job is filled and closed";
    }
    Ok(Joined { application: input.application, placement, closed_job, note })
}

/// A draft, or an active placement where all is known that one needs.
async fn place(call: Call<'_>, input: &MarkJoined, job: Uuid) -> Result<Uuid> {
    let charge = input.charge_rate.as_ref().and_then(Decimal::digits);
    let sql = "with told as (
                 select a.candidate_id, j.title, a.joined_date as first, o.end_date as last,
                        case when o.salary_unit = 'hour' then o.amount else c.pay_rate end as pay,
                        $2::text::numeric as charge
                   from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
                   join recruiting.candidates c on c.id = a.candidate_id
                   left join recruiting.offers o on o.application_id = a.id and o.status = 'accepted'
                  where a.id = $1)
               insert into recruiting.placements (candidate_id, job_id, project_id, role, start_date, end_date, pay_rate,
                 charge_rate, status)
               select candidate_id, $3, $4, title, first, last, pay, charge,
                 case when num_nonnulls(first, last, pay, charge) = 4 then 'active' else 'draft' end::recruiting.placement_status
                 from told returning id";
    let row = call.record("application", sql, &[&input.application, &charge, &job, &input.project]).await?;
    Ok(row.get(0))
}

async fn mark_not_started(call: Call<'_>, input: NotStarted) -> Result<Joined> {
    standing(call, input.application).await?;
    let sql = "update recruiting.applications set follow_up_status = 'no_show', next_follow_up_date = null,
                 follow_up_remarks = coalesce(nullif(trim($2), ''), follow_up_remarks) where id = $1";
    call.execute(sql, &[&input.application, &input.remarks]).await?;
    let note = "They did not come; the application ended".to_string();
    Ok(Joined { application: input.application, placement: None, closed_job: false, note })
}
