//! Scoring applications: how well each person fits the job they applied for.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What to score.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScoreApplications {
    /// All applications of this job.
    #[schemars(extend("x-noun" = "jobs"))]
    job: Option<Uuid>,
    /// These applications; all that go on when neither is given.
    about: Option<Vec<Uuid>>,
}

/// What changed.
#[derive(Debug, Serialize, JsonSchema)]
struct Scored {
    /// Applications whose score or reasons changed.
    changed: i64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Scores applications anew: how well each person fits the job, with the reasons. The server does it soon \
                   after something about the person or the job changed, and every night.";
    Verb::new("score_applications", summary, super::SCORERS, score_applications)
        .refuses("42501", "when somebody else than an admin or manager asks for all")
        .refuses("TL404", "when the job is not there")
        .on("jobs", "job")
        .icon("gauge")
}

/// The verb: of what is named, those the person sees.
async fn score_applications(call: Call<'_>, input: ScoreApplications) -> Result<Scored> {
    let ids = match (input.job, input.about) {
        (Some(job), _) => {
            call.sees(&[("job", "recruiting.jobs", Some(job))]).await?;
            Some(call.query("select id from recruiting.applications where job_id = $1", &[&job]).await?)
        }
        (None, Some(about)) => {
            Some(call.query("select id from recruiting.applications where id = any ($1)", &[&about]).await?)
        }
        (None, None) if matches!(call.actor.role, "admin" | "manager" | "system") => None,
        (None, None) => {
            return Err(Error::new(403, "42501", "Your role may only score what it names.").hint("Name the job."));
        }
    };
    let ids: Option<Vec<Uuid>> = ids.map(|rows| rows.iter().map(|row| row.get(0)).collect());
    call.as_system().await?;
    let changed: i64 = call.record("application", "select recruiting.score_applications($1)", &[&ids]).await?.get(0);
    let note = if changed == 1 { "1 score changed".into() } else { format!("{changed} scores changed") };
    Ok(Scored { changed, note })
}
