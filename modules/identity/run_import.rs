//! Bringing a file of rows in, as work.

use super::WRITERS;
use import::{Import, Input};
use platform::store;
use platform::verb::{Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The import.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunImport {
    /// Its id in `import_jobs`.
    #[schemars(extend("x-noun" = "import_jobs"))]
    import: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Ran {
    /// Rows read.
    rows_in: i32,
    /// Rows that are new.
    created: i32,
    /// Rows that were there and were changed.
    updated: i32,
    /// Rows set aside.
    rejected: i32,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Brings the file of an import in, from where it stands. An import that failed or was stopped goes on with \
                   it, as long as its file is kept: seven days.";
    Verb::work("run_import", summary, WRITERS, run_import)
        .refuses("TL121", "when there is no such import of who asks, or its file is no longer kept")
        .refuses("TL120", "when the file can't be read, or its headers fit nothing")
        .refuses("42501", "when their role may not create such records")
        .on("import_jobs", "import")
        .when("status", &["failed", "cancelled"])
        .icon("play")
        .queue("imports")
}

/// The work: the file comes from the store to the disk, and from there in batches into the database.
async fn run_import(site: Site<'_>, input: RunImport) -> Result<Ran> {
    let gone = || Error::new(404, "TL121", "The file of this import is no longer kept.").hint("Import the file again.");
    let (job, content) = site
        .read(async |call| {
            let job = import::find(call.tx, call.actor, input.import).await?;
            let content = match job.file {
                Some(file) => store::content_of(call.tx, call.actor, file).await?,
                None => None,
            };
            Ok((job, content))
        })
        .await?;
    if job.status == "completed" {
        return Ok(ran(&job));
    }
    let objects = site.tools.objects.as_deref();
    let bytes = store::spool(site.door, objects, site.actor.org, &content.ok_or_else(gone)?).await;
    let bytes = bytes.map_err(store::unreadable)?;
    let (name, sheet, guard) = (job.filename.clone(), job.options.sheet.clone(), site.tools.guard.clone());
    Ok(ran(&import::run(&site, job.id, &Input { path: bytes.path(), name, sheet, guard }).await?))
}

fn ran(job: &Import) -> Ran {
    let Import { rows_in, created, updated, rejected, .. } = *job;
    Ran {
        rows_in,
        created,
        updated,
        rejected,
        note: format!("{created} created, {updated} updated, {rejected} set aside"),
    }
}
