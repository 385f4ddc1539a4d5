//! Giving a project the phases and tasks of a template.

use platform::verb::{self, Call, Verb};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Lays a template out on a project.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplyTemplate {
    /// The project.
    pub project: Uuid,
    /// The template.
    pub template: Uuid,
    /// The day it is counted from; the project's first day, or today, when left out.
    pub start_date: Option<String>,
}

/// What was made.
#[derive(Debug, Serialize)]
pub struct Applied {
    /// The project.
    pub project: Uuid,
    /// Phases that were added.
    pub phases: i32,
}

pub(crate) fn verb() -> Verb {
    let schema = json!({
        "project": { "type": "string", "format": "uuid", "x-noun": "projects" },
        "template": { "type": "string", "format": "uuid", "x-noun": "project_templates" },
        "start_date": { "type": ["string", "null"], "format": "date", "description": "The project's first day, or today, when left out." },
    });
    Verb::new(
        "apply_template",
        "Gives a project the phases and tasks of a template.",
        super::DELIVERERS,
        schema,
        |call, input| Box::pin(async move { verb::output(apply_template(call, verb::input(input)?).await?) }),
    )
    .on("projects", "project")
}

/// The verb: whoever may change the project. Applied twice, nothing is doubled.
///
/// # Errors
/// TL404 when project or template are not there; TL100 when the template is empty.
pub async fn apply_template(call: Call<'_>, input: ApplyTemplate) -> Result<Applied> {
    call.record("project", "select id from delivery.projects where id = $1 for update", &[&input.project]).await?;
    let row = call
        .record("project template", "select exists (select from delivery.template_phases p where p.template_id = t.id) from delivery.project_templates t where t.id = $1", &[&input.template])
        .await?;
    if !row.get::<_, bool>(0) {
        return Err(Error::new(400, "TL100", "This template has no phases yet.").hint("Add some to it first."));
    }
    let day = input.start_date.filter(|d| !d.is_empty());
    let row = call
        .record(
            "project",
            "select delivery.apply_template($1, $2, coalesce($3::text::date, (select p.start_date from delivery.projects p where p.id = $1), current_date))",
            &[&input.project, &input.template, &day],
        )
        .await?;
    Ok(Applied { project: input.project, phases: row.get(0) })
}
