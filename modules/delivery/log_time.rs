//! Hours in a line: "2h acme design", "90m website yesterday", "1:30 audit non-billable".

mod entry;

use entry::{Day, Entry, Project, choose};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Enters hours from a line of text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogTime {
    /// Such as: 2h acme design, or 90m audit yesterday
    text: String,
    /// The project, when the words are not to be searched for one.
    #[schemars(extend("x-noun" = "projects"))]
    project: Option<Uuid>,
}

/// What was understood and entered.
#[derive(Debug, Serialize, JsonSchema)]
struct LoggedTime {
    /// The entry.
    time_entry: Uuid,
    /// The project.
    project: Uuid,
    /// Its name, with the client's.
    project_name: String,
    /// The task whose title the words name.
    task: Option<Uuid>,
    /// Hours, as a decimal.
    hours: String,
    /// The day.
    date: String,
    /// What was done.
    description: Option<String>,
    /// Whether the client pays for it.
    billable: bool,
    /// The same in words.
    note: String,
}

/// Projects that are looked through, those one worked on last first.
const PROJECTS: i64 = 2_000;

pub(crate) fn verb() -> Verb {
    Verb::new("log_time", "Enters hours from a line of text.", super::WORKERS, log_time)
        .refuses("TL100", "when no duration is found")
        .refuses("TL404", "when no project fits")
        .refuses("TL300", "when several do")
        .refuses("23514", "when the day takes no more hours")
        .in_palette()
}

/// The verb: people enter their own hours.
async fn log_time(call: Call<'_>, input: LogTime) -> Result<LoggedTime> {
    let entry = Entry::parse(&input.text).map_err(|e| {
        Error::new(400, "TL100", e)
            .hint("Begin with the duration, such as: 2h acme design, 1:30 audit yesterday, 45m support.")
    })?;
    let rows = call
        .query(
            "select p.id, p.name, c.name, (select max(t.date) from delivery.time_entries t where t.project_id = p.id and t.user_id = kit.user_id()) as last
               from delivery.projects p join crm.clients c on c.id = p.client_id
              where p.status not in ('completed', 'cancelled') and ($1::uuid is null or p.id = $1) order by last desc nulls last, p.id desc limit $2",
            &[&input.project, &PROJECTS],
        )
        .await?;
    let projects: Vec<Project> =
        rows.iter().map(|r| Project { id: r.get(0), name: r.get(1), client: r.get(2) }).collect();
    let (project, rest) = match input.project {
        Some(_) => (
            projects.first().ok_or_else(|| Error::new(404, "TL404", "There is no such project, or it has ended."))?,
            entry.words.clone(),
        ),
        None => choose(&projects, &entry.words).map_err(|found| match found.as_slice() {
            [] => Error::new(404, "TL404", format!("No project fits {:?}.", entry.words.join(" ")))
                .hint("Name the client or the project, or choose it."),
            some => Error::new(
                409,
                "TL300",
                format!(
                    "Several projects fit: {}.",
                    some.iter().take(5).map(|p| p.title()).collect::<Vec<_>>().join("; ")
                ),
            )
            .hint("Add a word that tells them apart."),
        })?,
    };
    let description = Some(rest.join(" ")).filter(|d| !d.is_empty());
    let task: Option<Uuid> = match &description {
        Some(words) => call
            .row("select id from delivery.tasks where project_id = $1 and position(lower($2) in lower(title)) > 0 order by status = 'done', due_date nulls last, id limit 1", &[&project.id, words])
            .await?
            .map(|r| r.get(0)),
        None => None,
    };
    let (offset, weekday, date) = match &entry.day {
        Day::Today => (Some(0), None, None),
        Day::Yesterday => (Some(1), None, None),
        Day::Weekday(n) => (None, Some(*n), None),
        Day::Date(date) => (None, None, Some(date.clone())),
    };
    let row = call
        .record(
            "time entry",
            // A weekday is the last such day, today included.
            "with today as (select (now() at time zone o.time_zone)::date as day from identity.organizations o)
             insert into delivery.time_entries (project_id, task_id, hours, date, description, billable)
             select $1, $2, $3::text::numeric, coalesce($4::text::date, t.day - $5::int, t.day - ((extract(isodow from t.day)::int - $6::int + 7) % 7)), $7, $8 from today t
             returning id, hours::text, date::text",
            &[&project.id, &task, &entry.hours, &date, &offset, &weekday, &description, &entry.billable],
        )
        .await?;
    let (hours, date): (String, String) = (row.get(1), row.get(2));
    let note = format!("{} h on {} for {}", hours.trim_end_matches('0').trim_end_matches('.'), date, project.title());
    Ok(LoggedTime {
        time_entry: row.get(0),
        project: project.id,
        project_name: project.title(),
        task,
        hours,
        date,
        description,
        billable: entry.billable,
        note,
    })
}
