//! The bytes of a kept file, for what has to see all of them.

use platform::store::{self, Objects};
use platform::{Actor, DbError, Tx};
use text::LARGEST;
use uuid::Uuid;

/// A kept file.
#[derive(Debug)]
pub struct FileBytes {
    /// Its name.
    pub name: String,
    /// Its bytes; none when they are more than are read.
    pub content: Option<Vec<u8>>,
}

/// The bytes of a file; nothing when there is none or it is not the asking person's to see. That they see its row is
/// asked as them; the bytes themselves no role reads, so the server fetches them, and goes on as them.
///
/// # Errors
/// What PostgreSQL said; 58030 when the object store does not answer.
pub async fn file_bytes(
    tx: &Tx,
    actor: &Actor,
    objects: Option<&Objects>,
    id: Uuid,
) -> Result<Option<FileBytes>, DbError> {
    let Some(seen) = tx.query_opt("select name from knowledge.files where id = $1", &[&id]).await? else {
        return Ok(None);
    };
    let name = seen.get(0);
    let content = match store::content_of(tx, actor, id).await? {
        None => Some(Vec::new()),
        Some(content) if content.size > LARGEST as u64 => None,
        Some(content) => Some(store::within(tx, actor, objects, &content, LARGEST as u64).await?),
    };
    Ok(Some(FileBytes { name, content }))
}
