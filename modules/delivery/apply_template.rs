//! Giving a project the phases and tasks of a template.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Lays a template out on a project.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApplyTemplate {
    /// The project.
    #[schemars(extend("x-noun" = "projects"))]
    project: Uuid,
    /// The template.
    #[schemars(extend("x-noun" = "project_templates"))]
    template: Uuid,
    /// The day it is counted from; the project's first day, or today, when left out.
    #[schemars(extend("format" = "date"))]
    start_date: Option<String>,
}

/// What was made.
#[derive(Debug, Serialize, JsonSchema)]
struct Applied {
    /// The project.
    project: Uuid,
    /// Phases that were added.
    phases: i32,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "apply_template",
        "Gives a project the phases and tasks of a template.",
        super::DELIVERERS,
        apply_template,
    )
    .refuses("TL404", "when project or template are not there")
    .refuses("TL100", "when the template is empty")
    .on("projects", "project")
    .icon("layers")
}

/// The verb: whoever may change the project. Applied twice, nothing is doubled.
async fn apply_template(call: Call<'_>, input: ApplyTemplate) -> Result<Applied> {
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
