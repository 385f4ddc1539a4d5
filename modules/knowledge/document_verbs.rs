//! Reading a document again, stopping it, and letting go of files nobody can bring back any more.

use platform::verb::{Call, Done, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// A document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfDocument {
    /// The document.
    #[schemars(extend("x-noun" = "documents"))]
    document: Uuid,
}

pub(crate) fn again_verb() -> Verb {
    Verb::new(
        "read_document_again",
        "Reads a document again, after it failed or was stopped.",
        super::ADDERS,
        read_again,
    )
    .refuses("TL404", "when there is no such document, or it is not theirs to change")
    .refuses("TL409", "while it is read, or when there is nothing to read")
    .on("documents", "document")
    .when("status", &["failed", "cancelled", "needs_ocr"])
    .icon("refresh-cw")
}

pub(crate) fn stop_verb() -> Verb {
    Verb::new(
        "stop_reading",
        "Stops the reading of a document. What was known of it stays.",
        super::ADDERS,
        stop_reading,
    )
    .refuses("TL404", "when there is no such document, or it is not theirs to change")
    .refuses("TL409", "when it is not read just now")
    .on("documents", "document")
    .when("status", &["waiting", "reading"])
    .icon("ban")
}

pub(crate) fn prune_verb() -> Verb {
    let summary = "Removes the files of documents that were deleted and can't be brought back any more. The server does it \
                   every night.";
    Verb::new("prune_documents", summary, &["admin", "system"], prune_documents)
}

async fn read_again(call: Call<'_>, input: OfDocument) -> Result<Done> {
    let own = "select status::text, title from knowledge.documents where id = $1 for no key update";
    let row = call.record("document", own, &[&input.document]).await?;
    let (status, title): (&str, &str) = (row.get(0), row.get(1));
    if matches!(status, "waiting" | "reading") {
        return Err(Error::new(409, "TL409", "It is being read already."));
    }
    call.as_system().await?;
    let newest = "update knowledge.document_versions set read_at = null where document_id = $1
                     and version = (select max(version) from knowledge.document_versions where document_id = $1)";
    if call.execute(newest, &[&input.document]).await? == 0 {
        return Err(
            Error::new(409, "TL409", "There is nothing to read in it.").hint("Write its text, or bring its file.")
        );
    }
    call.query("select set_config('throughline.derived', 'on', true)", &[]).await?;
    let job = "with j as (insert into identity.background_jobs (verb, input, queue, user_id, max_attempts)
        values ('read_document', jsonb_build_object('document', $1::uuid), 'documents', null, 3) returning id)
      update knowledge.documents d set status = 'waiting', reason = null, job_id = j.id from j where d.id = $1";
    call.execute(job, &[&input.document]).await?;
    call.query("select set_config('throughline.derived', '', true)", &[]).await?;
    call.as_actor().await?;
    Ok(Done { note: format!("{title} is read again") })
}

/// Work that waits is cancelled at once, work that runs within seconds.
async fn stop_reading(call: Call<'_>, input: OfDocument) -> Result<Done> {
    let own = "select status::text, job_id from knowledge.documents where id = $1 for no key update";
    let row = call.record("document", own, &[&input.document]).await?;
    let (status, job): (&str, Option<Uuid>) = (row.get(0), row.get(1));
    if !matches!(status, "waiting" | "reading") {
        return Err(Error::new(409, "TL409", "It is not being read."));
    }
    call.as_system().await?;
    call.query("select set_config('throughline.derived', 'on', true)", &[]).await?;
    let stop = "with j as (update identity.background_jobs set cancel_requested_at = now(),
                        status = case status when 'waiting' then 'cancelled' else status end,
                        finished_at = case status when 'waiting' then now() end
                  where id = $2 and status in ('waiting', 'running') returning status)
      update knowledge.documents d set status = 'cancelled'
       where d.id = $1 and not exists (select from j where j.status = 'running')";
    call.execute(stop, &[&input.document, &job]).await?;
    call.query("select set_config('throughline.derived', '', true)", &[]).await?;
    call.as_actor().await?;
    Ok(Done { note: "The reading stops".into() })
}

async fn prune_documents(call: Call<'_>, _: Nothing) -> Result<Done> {
    call.as_system().await?;
    let gone = "delete from knowledge.files f
                 where f.entity_type = 'documents'
                   and not exists (select from knowledge.documents d where d.org_id = f.org_id and d.id = f.entity_id)
                   and not knowledge.can_come_back(f.entity_id)";
    let removed = call.execute(gone, &[]).await?;
    call.as_actor().await?;
    Ok(Done { note: format!("{removed} files removed") })
}
