//! Files become documents, which are read soon after.

use super::take_in::{FILES, Place, Taken, take_in, words};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Files that are to be known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddDocuments {
    /// The files, or ZIP archives of them. They are the person's own from before.
    #[schemars(extend("x-noun" = "files"))]
    files: Vec<Uuid>,
    /// The document whose new version the one file is; found by name when left out.
    #[schemars(extend("x-noun" = "documents"))]
    document: Option<Uuid>,
    /// The kind of record they hang on: clients, projects, opportunities, candidates or jobs.
    entity_type: Option<String>,
    /// The record they hang on; who sees it sees them.
    entity_id: Option<Uuid>,
    /// Only who adds them, and admins, see them.
    is_private: Option<bool>,
    /// Words they are found by.
    tags: Option<Vec<String>>,
}

/// What became of the files.
#[derive(Debug, Serialize, JsonSchema)]
struct Added {
    /// Each of them.
    files: Vec<Taken>,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Makes documents of files: they are read, cut into passages and found by their words and meaning. Known bytes \
                   make no second document; a file called like one that is there becomes its new version; a ZIP archive is \
                   unpacked.";
    Verb::new("add_documents", summary, super::ADDERS, add_documents)
        .refuses("TL100", "without files, with more than 600, or hung on nothing documents hang on")
        .refuses("TL404", "when one of the files is not theirs, or a document not theirs to change")
        .refuses("42501", "when they may not add documents, or do not see the record")
}

/// The verb: documents and the work that reads them, in one transaction.
async fn add_documents(call: Call<'_>, input: AddDocuments) -> Result<Added> {
    let mut files = input.files;
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(*file));
    if files.is_empty() || files.len() > FILES || input.document.is_some() && files.len() > 1 {
        return Err(Error::new(400, "TL100", format!("Choose one to {FILES} files.")).field("files"));
    }
    let place = Place::of(
        input.entity_type,
        input.entity_id,
        input.is_private.unwrap_or_default(),
        input.tags.unwrap_or_default(),
    )?;
    // What belongs to a record stays with it.
    let own = "select id, name from knowledge.files
                where id = any ($1) and entity_type = 'users' and entity_id = kit.user_id()";
    let rows = call.query(own, &[&files]).await?;
    if rows.len() != files.len() {
        return Err(Error::new(404, "TL404", "There is no such file, or it is not yours."));
    }
    let mut done = Vec::new();
    for file in files {
        let name: String = rows.iter().find(|r| r.get::<_, Uuid>(0) == file).map(|r| r.get(1)).unwrap_or_default();
        if name.to_lowercase().ends_with(".zip") && input.document.is_none() {
            unpack(call, file, &place).await?;
            done.push(Taken { name, outcome: "unpacking".into(), document: None, title: None, reason: None });
        } else {
            done.push(take_in(call, file, &place, input.document).await?);
        }
    }
    Ok(Added { note: words(&done), files: done })
}

/// Puts the archive on the list of work, in the name of who asked.
async fn unpack(call: Call<'_>, file: Uuid, place: &Place) -> Result<()> {
    let verb = super::unpack_documents::verb();
    let input = json!({
        "file": file, "entity_type": place.entity_type, "entity_id": place.entity_id, "is_private": place.is_private,
        "tags": place.tags,
    });
    call.as_system().await?;
    let job = "insert into identity.background_jobs (verb, input, queue, max_attempts, api_key_id)
               values ($1, $2, $3, $4, $5)";
    call.execute(job, &[&verb.name, &input, &verb.queue, &verb.tries, &call.actor.api_key()]).await?;
    call.as_actor().await
}
