//! An archive of documents, as work: each file in it is taken in by itself, once.

use super::archive::Source;
use super::take_in::{FILES, Place, Taken, take_in, words};
use platform::store::{self, NewFile, Spool};
use platform::verb::{Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An archive.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Unpack {
    /// The archive; the person's own.
    #[schemars(extend("x-noun" = "files"))]
    file: Uuid,
    /// The kind of record its documents hang on.
    entity_type: Option<String>,
    /// That record.
    entity_id: Option<Uuid>,
    /// Only who adds them, and admins, see them.
    is_private: Option<bool>,
    /// Words they are found by.
    tags: Option<Vec<String>>,
}

/// How far it is.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
struct Unpacked {
    /// Files dealt with.
    done: usize,
    /// What became of each.
    files: Vec<Taken>,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary =
        "Unpacks a ZIP archive and makes a document of each file in it, up to 600. It goes on where it stopped.";
    Verb::work("unpack_documents", summary, super::ADDERS, unpack_documents)
        .refuses("TL404", "when there is no such file, or it is not theirs")
        .refuses("TL120", "when it is no archive that can be read")
        .queue("documents")
}

async fn unpack_documents(site: Site<'_>, input: Unpack) -> Result<Unpacked> {
    let place = Place::of(
        input.entity_type,
        input.entity_id,
        input.is_private.unwrap_or_default(),
        input.tags.unwrap_or_default(),
    )?;
    let mut done: Unpacked = site.mark();
    let found = site
        .read(async |call| {
            let own = "select name from knowledge.files
                        where id = $1 and entity_type = 'users' and entity_id = kit.user_id()";
            let Some(row) = call.row(own, &[&input.file]).await? else { return Ok(None) };
            Ok(store::content_of(call.tx, call.actor, input.file)
                .await?
                .map(|content| (row.get::<_, String>(0), content)))
        })
        .await?;
    let Some((name, content)) = found else {
        // The last step removed it, and the process ended before the job did.
        return if done.done > 0 {
            Ok(done)
        } else {
            Err(Error::new(404, "TL404", "There is no such file, or it is not yours."))
        };
    };
    let objects = site.tools.objects.as_deref();
    let bytes = store::spool(site.door, objects, site.actor.org, &content).await.map_err(store::unreadable)?;
    let source = Source::open(&site.tools.guard, name, bytes).await?;
    let total = source.members.len().min(FILES);
    for (n, (member, at)) in source.members.iter().enumerate().take(FILES).skip(done.done) {
        let percent = u8::try_from(n * 99 / total.max(1)).unwrap_or(99);
        site.progress.at(percent, format!("{} of {total}", n + 1))?;
        let refused = member.refused.clone().or_else(|| {
            (member.size > text::LARGEST as u64).then(|| format!("It is larger than {} MB.", text::LARGEST >> 20))
        });
        let spool = match refused {
            Some(reason) => Err(reason),
            None => {
                Ok(Spool::of(source.bytes(member, *at).map_err(store::unreadable)?).await.map_err(store::unreadable)?)
            }
        };
        let next = Unpacked { done: n + 1, ..done.clone() };
        let taken = site
            .write(&next, async |call| match &spool {
                Err(reason) => Ok(Taken {
                    name: member.name.clone(),
                    outcome: "failed".into(),
                    document: None,
                    title: None,
                    reason: Some(reason.clone()),
                }),
                Ok(bytes) => {
                    let file = kept(call, &member.name, bytes).await?;
                    take_in(call, file, &place, None).await
                }
            })
            .await?;
        done = next;
        done.files.push(taken);
        done.note = words(&done.files);
    }
    site.write(&done, async |call| {
        call.as_system().await?;
        call.execute("delete from knowledge.files where id = $1", &[&input.file]).await?;
        call.as_actor().await
    })
    .await?;
    Ok(done)
}

/// Keeps a file with the person who brings it, until it is a document's.
pub(super) async fn kept(call: platform::verb::Call<'_>, name: &str, bytes: &Spool) -> Result<Uuid> {
    let record = call.actor.user.ok_or_else(|| Error::new(403, "42501", "Only people add documents."))?;
    let content_type = "application/octet-stream";
    let file = NewFile { noun: "users", record, client: None, name, content_type, is_private: true };
    store::add(call.tx, call.actor, &file, bytes).await.map_err(|e| call.tools.explain(&e))
}
