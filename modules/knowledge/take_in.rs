//! A file becomes a document, a new version of one, or is known already.

use platform::verb::Call;
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// Files that come in together; an archive is one.
pub const FILES: usize = 600;
/// The nouns a document may hang on.
pub const PARENTS: [&str; 5] = ["clients", "projects", "opportunities", "candidates", "jobs"];

/// Where documents go, and what is said of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) entity_type: Option<String>,
    pub(super) entity_id: Option<Uuid>,
    pub(super) is_private: bool,
    pub(super) tags: Vec<String>,
    /// The address it was fetched from.
    pub(super) url: Option<String>,
}

impl Place {
    /// What a caller said, seen to be whole.
    ///
    /// # Errors
    /// TL100 when it is not.
    pub(super) fn of(
        entity_type: Option<String>,
        entity_id: Option<Uuid>,
        is_private: bool,
        tags: Vec<String>,
    ) -> Result<Place> {
        if entity_type.is_some() != entity_id.is_some() {
            return Err(Error::new(
                400,
                "TL100",
                "A document hangs on a record by its kind and its id, or on nothing.",
            ));
        }
        if let Some(kind) = entity_type.as_deref().filter(|kind| !PARENTS.contains(kind)) {
            return Err(Error::new(400, "TL100", format!("Documents do not hang on {kind}."))
                .hint(format!("They hang on: {}.", PARENTS.join(", "))));
        }
        let tags = tags.iter().map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut tags: Vec<String> =
            tags.filter(|t| !t.is_empty()).map(|t| t.chars().take(60).collect()).take(20).collect();
        tags.dedup();
        Ok(Place { entity_type, entity_id, is_private, tags, url: None })
    }

    fn metadata(&self) -> Value {
        let mut metadata = json!({});
        if !self.tags.is_empty() {
            metadata["tags"] = json!(self.tags);
        }
        if let Some(url) = &self.url {
            metadata["url"] = json!(url);
        }
        metadata
    }
}

/// What became of a file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// `added`, `version` of a document that has this name, `kept` when its bytes are known, `unpacking` of an archive, or
    /// `failed`.
    pub outcome: String,
    /// The document.
    pub document: Option<Uuid>,
    /// What that is called.
    pub title: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Takes in a file that is the person's own: its bytes are known here, or it is a version of what has its name here, or it is
/// new. The reading follows by itself.
///
/// # Errors
/// What PostgreSQL said; 42501 when the person may not add documents.
pub(super) async fn take_in(call: Call<'_>, file: Uuid, place: &Place, into: Option<Uuid>) -> Result<Taken> {
    let row = call.record("file", "select name, sha256 from knowledge.files where id = $1", &[&file]).await?;
    let (name, sha256): (String, Option<String>) = (row.get(0), row.get(1));
    // Two people who bring the same in meet here.
    let lock = "select pg_advisory_xact_lock(hashtextextended(
        kit.org_id()::text || ' documents ' || coalesce($1::uuid::text, ''), 0))";
    call.query(lock, &[&place.entity_id]).await?;
    let taken = |outcome: &str, id: Uuid, title: String| Taken {
        name: name.clone(),
        outcome: outcome.into(),
        document: Some(id),
        title: Some(title),
        reason: None,
    };
    if let Some(document) = into {
        let own =
            "select title, sha256 is not distinct from $2 from knowledge.documents where id = $1 for no key update";
        let row = call.record("document", own, &[&document, &sha256]).await?;
        if row.get(1) {
            forget(call, file).await?;
            return Ok(taken("kept", document, row.get(0)));
        }
        give(call, document, file, sha256.as_deref()).await?;
        return Ok(taken("version", document, row.get(0)));
    }
    // What is everybody's is known everywhere; what hangs on a record, there.
    let known = "select id, title from knowledge.documents
                  where sha256 = $1 and (entity_type is not distinct from $2 and entity_id is not distinct from $3
                          and is_private = $4 or entity_type is null and not is_private and not $4)
                  order by entity_type is null, id limit 1";
    if let Some(row) = call.row(known, &[&sha256, &place.entity_type, &place.entity_id, &place.is_private]).await? {
        forget(call, file).await?;
        return Ok(taken("kept", row.get(0), row.get(1)));
    }
    let named = "select d.id, d.title from knowledge.documents d
                  where d.entity_type is not distinct from $2 and d.entity_id is not distinct from $3 and d.is_private = $4
                    and exists (select from knowledge.document_versions v where v.org_id = d.org_id
                                   and v.document_id = d.id and v.file_id = d.file_id and v.name = $1)
                  order by d.id limit 1 for no key update";
    if let Some(row) = call.row(named, &[&name, &place.entity_type, &place.entity_id, &place.is_private]).await? {
        give(call, row.get(0), file, sha256.as_deref()).await?;
        return Ok(taken("version", row.get(0), row.get(1)));
    }
    let title = title(&name);
    let add = "insert into knowledge.documents (title, entity_type, entity_id, is_private, metadata)
               values ($1, $2, $3, $4, $5) returning id";
    let values: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
        &[&title, &place.entity_type, &place.entity_id, &place.is_private, &place.metadata()];
    let document: Uuid = call.record("record", add, values).await?.get(0);
    give(call, document, file, sha256.as_deref()).await?;
    Ok(taken("added", document, title))
}

/// Makes the file the newest version of a document.
async fn give(call: Call<'_>, document: Uuid, file: Uuid, sha256: Option<&str>) -> Result<()> {
    call.as_system().await?;
    let own =
        "update knowledge.files set entity_type = 'documents', entity_id = $2, client_id = null, is_private = false
                where id = $1";
    call.execute(own, &[&file, &document]).await?;
    derive(call, true).await?;
    let give = "update knowledge.documents set file_id = $2, sha256 = $3 where id = $1";
    call.execute(give, &[&document, &file, &sha256]).await?;
    derive(call, false).await?;
    call.as_actor().await
}

/// What is written in between is the server's, and nobody's change.
pub(super) async fn derive(call: Call<'_>, on: bool) -> Result<()> {
    let value = if on { "on" } else { "" };
    call.query("select set_config('throughline.derived', $1, true)", &[&value]).await.map(drop)
}

async fn forget(call: Call<'_>, file: Uuid) -> Result<()> {
    call.as_system().await?;
    call.execute("delete from knowledge.files where id = $1", &[&file]).await?;
    call.as_actor().await
}

/// What became of files, in words.
pub(super) fn words(files: &[Taken]) -> String {
    let counted = |outcome: &str, one: &str, many: &str| {
        let count = files.iter().filter(|f| f.outcome == outcome).count();
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let parts = [
        counted("added", "document added", "documents added"),
        counted("version", "new version", "new versions"),
        counted("kept", "known already", "known already"),
        counted("unpacking", "archive is unpacked", "archives are unpacked"),
        counted("failed", "failed", "failed"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A title, of the name of a file.
fn title(name: &str) -> String {
    if name.contains("://") {
        return name.to_string();
    }
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if !stem.trim().is_empty() && end.len() <= 5 && !end.contains(' ') => stem,
        _ => name,
    };
    let words = stem.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { name.to_string() } else { words }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_the_name_without_its_ending() {
        for (name, wanted) in [
            ("Safety_rules v2.pdf", "Safety rules v2"),
            ("no ending", "no ending"),
            (".pdf", ".pdf"),
            ("https://a.example/x.html", "https://a.example/x.html"),
            ("Version 1. Final draft of it", "Version 1. Final draft of it"),
        ] {
            assert_eq!(title(name), wanted);
        }
    }
}
