//! Taking people on for a job who did not apply themselves.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who, for which job.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TakeApplicants {
    /// The job.
    #[schemars(extend("x-noun" = "jobs"))]
    job: Uuid,
    /// The people, at most 200.
    people: Vec<Uuid>,
}

/// Who was taken on.
#[derive(Debug, Serialize, JsonSchema)]
struct Taken {
    /// Their applications; of those who had one already, that one.
    applications: Vec<Uuid>,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Makes applications of people for a job they did not apply for themselves; who has one keeps it.";
    Verb::new("take_applicants", summary, super::PLACERS, take_applicants)
        .refuses("TL100", "without people, or with more than 200")
        .refuses("TL404", "when the job or a person is not there")
        .refuses("TL409", "when the job is closed")
}

/// The verb.
async fn take_applicants(call: Call<'_>, input: TakeApplicants) -> Result<Taken> {
    if input.people.is_empty() || input.people.len() > 200 {
        return Err(Error::new(400, "TL100", "Name between one and 200 people.").field("people"));
    }
    let job = "select title, status = 'closed' from recruiting.jobs where id = $1";
    let job = call.record("job", job, &[&input.job]).await?;
    if job.get(1) {
        return Err(Error::new(409, "TL409", "This job is closed.").hint("Open it again first."));
    }
    let seen = call.query("select id from recruiting.candidates where id = any ($1)", &[&input.people]).await?;
    let named: std::collections::HashSet<_> = input.people.iter().collect();
    if seen.len() < named.len() {
        return Err(Error::new(404, "TL404", "Some of these people are not there, or not yours to see."));
    }
    let people: Vec<Uuid> = seen.iter().map(|row| row.get(0)).collect();
    let made = "insert into recruiting.applications (job_id, candidate_id) select $1, p from unnest($2::uuid[]) p
        on conflict on constraint applications_once do nothing";
    let made = call.execute(made, &[&input.job, &people]).await?;
    let all = "select id from recruiting.applications where job_id = $1 and candidate_id = any ($2)";
    let applications = call.query(all, &[&input.job, &people]).await?.iter().map(|row| row.get(0)).collect();
    let count = if made == 1 { "1 person".to_string() } else { format!("{made} people") };
    Ok(Taken { applications, note: format!("Took on {count} for {}", job.get::<_, String>(0)) })
}
