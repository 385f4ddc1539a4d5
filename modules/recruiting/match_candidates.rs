//! The people of the whole pool who fit a job best, with the reasons.

use platform::verb::{Call, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// For which job.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MatchCandidates {
    /// The job.
    #[schemars(extend("x-noun" = "jobs"))]
    job: Uuid,
    /// How many; twenty when left out, at most 100.
    #[schemars(extend("minimum" = 1, "maximum" = 100))]
    limit: Option<i32>,
}

/// Who fits.
#[derive(Debug, Serialize, JsonSchema)]
struct Matches {
    /// The job's title.
    job: String,
    /// The people, the best first.
    people: Vec<Fitting>,
    /// How many of those looked at have something in the way altogether: somewhere else, without a permit, without a ticket.
    in_the_way: i64,
}

/// Somebody who fits.
#[derive(Debug, Serialize, JsonSchema)]
struct Fitting {
    /// The person.
    person: Uuid,
    /// Their name.
    name: String,
    /// Points of 100.
    score: i32,
    /// Each part with its points and the reason in words.
    reasons: Value,
    /// Their application for this job, if there is one.
    application: Option<Uuid>,
}

pub(crate) fn verb() -> Verb {
    let summary = "The people who fit a job best, of everybody there is: required skills, closeness in meaning, experience, \
                   pay and availability, each with its points and the reason. Gender, age, marital status, category and \
                   disability are never looked at.";
    Verb::new("match_candidates", summary, super::PLACERS, match_candidates)
        .reading()
        .refuses("TL404", "when the job is not there")
        .on("jobs", "job")
        .icon("scan-search")
        .page("match")
}

/// The verb.
async fn match_candidates(call: Call<'_>, input: MatchCandidates) -> Result<Matches> {
    let job = call.record("job", "select title from recruiting.jobs where id = $1", &[&input.job]).await?.get(0);
    let most = input.limit.unwrap_or(20).clamp(1, 100);
    call.as_system().await?;
    let found =
        call.query("select candidate_id, in_the_way from recruiting.match_pool($1, $2)", &[&input.job, &most]).await?;
    let in_the_way = found.first().map_or(0, |row| row.get(1));
    let ids: Vec<Uuid> = found.iter().map(|row| row.get(0)).collect();
    let told = "select t.candidate_id, c.name, t.score, t.parts, a.id from recruiting.match_told($1, $2) t
          join recruiting.candidates c on c.id = t.candidate_id
          left join recruiting.applications a on a.job_id = $1 and a.candidate_id = t.candidate_id
         order by t.score desc, t.candidate_id";
    let told = call.query(told, &[&input.job, &ids]).await?;
    call.as_actor().await?;
    // Whom somebody may not see is not told to them either.
    let seen = call.query("select id from recruiting.candidates where id = any ($1)", &[&ids]).await?;
    let seen: std::collections::HashSet<Uuid> = seen.iter().map(|row| row.get(0)).collect();
    let people = told
        .iter()
        .filter(|row| seen.contains(&row.get(0)))
        .map(|row| Fitting {
            person: row.get(0),
            name: row.get(1),
            score: row.get(2),
            reasons: row.get(3),
            application: row.get(4),
        })
        .collect();
    Ok(Matches { job, people, in_the_way })
}
