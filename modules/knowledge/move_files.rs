//! Large files on their way from the database to the object store, and out of it when nobody has them any more.

use platform::store::{self, Content};
use platform::verb::{Nothing, Site, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was moved so far.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Moved {
    /// Files' contents that are in the object store now.
    moved: u64,
    /// Contents that left it.
    removed: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Moves what large files hold into the object store, where one is set up, and removes from it what no file \
                   holds any more. The server does it every night.";
    Verb::work("move_files", summary, &["admin", "system"], move_files).in_palette()
}

/// The work: one content after the other, each read, put outside, and then noted as being there.
async fn move_files(site: Site<'_>, _: Nothing) -> Result<Moved> {
    let mut done: Moved = site.mark();
    let Some(objects) = site.tools.objects.clone() else {
        return Ok(Moved { note: "There is no object store (--object-store)".into(), ..done });
    };
    let org = site.actor.org;
    while let Some(content) = site.read(async |call| Ok(store::next_to_move(call.tx, call.actor).await?)).await? {
        let name = store::new_object(org, &content);
        let bytes = store::spool(site.door, None, org, &content).await.map_err(store::unreadable)?;
        objects.put(&name, &bytes.path(), content.size).await?;
        done.moved += 1;
        done.note = words(&done);
        let kept =
            site.write(&done, async |call| Ok(store::note_moved(call.tx, call.actor, &content, &name).await?)).await?;
        if !kept {
            // Its last file was deleted meanwhile, or another process moved it.
            objects.remove(&name).await?;
        }
        site.progress.at(50, done.note.clone())?;
    }
    let leaving: Vec<Content> = site.read(async |call| Ok(store::leaving(call.tx, call.actor).await?)).await?;
    for content in leaving {
        objects.remove(content.object.as_deref().unwrap_or_default()).await?;
        done.removed += 1;
        done.note = words(&done);
        site.write(&done, async |call| Ok(store::note_removed(call.tx, call.actor, &content).await?)).await?;
    }
    done.note = words(&done);
    Ok(done)
}

fn words(done: &Moved) -> String {
    format!("{} files moved, {} removed", done.moved, done.removed)
}
