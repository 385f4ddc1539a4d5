//! Somebody who withdrew applies again.

use super::receive_application::queue;
use platform::verb::{Call, Done, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// Whose application goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApplyAgain {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
}

pub(crate) fn verb() -> Verb {
    let summary = "Opens an application again that the person withdrew, as long as its job takes applications.";
    Verb::new("apply_again", summary, &["system"], apply_again)
        .refuses("TL404", "when there is no such application")
        .refuses("TL409", "when it was not withdrawn, or the job takes no applications")
}

/// The verb: the server, for who follows the link of their application. It begins anew, and the recruiter is told.
async fn apply_again(call: Call<'_>, input: ApplyAgain) -> Result<Done> {
    let sql = "select a.status = 'withdrawn', recruiting.is_published(j.status, j.application_deadline)
                 from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
                where a.id = $1 for no key update of a";
    let row = call.record("application", sql, &[&input.application]).await?;
    if !row.get::<_, bool>(0) {
        return Err(Error::new(409, "TL409", "This application was not withdrawn."));
    }
    if !row.get::<_, bool>(1) {
        return Err(Error::new(409, "TL409", "This job takes no applications any more.").hint("Look at those that do."));
    }
    let sql = "update recruiting.applications set status = 'new' where id = $1";
    call.execute(sql, &[&input.application]).await?;
    let title = "c.name || ' withdrew and applies again'";
    let words = "Asked on the page of the application, which begins anew.";
    queue(call, input.application, "intervention_needed", "medium", title, words).await?;
    Ok(Done { note: "Your application goes on.".into() })
}
