//! The bytes of a kept file.

use platform::{Actor, DbError, Tx};
use uuid::Uuid;

/// A kept file.
#[derive(Debug)]
pub struct FileBytes {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// The bytes of a file; nothing when there is none or it is not the asking person's to see. That they see its row is
/// asked as them; the bytes themselves no role reads, so the server fetches them, and goes on as them.
///
/// # Errors
/// What PostgreSQL said.
pub async fn file_bytes(tx: &Tx, actor: &Actor, id: Uuid) -> Result<Option<FileBytes>, DbError> {
    let Some(seen) = tx.query_opt("select name from knowledge.files where id = $1", &[&id]).await? else {
        return Ok(None);
    };
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let bytes = "select content from knowledge.files where org_id = $1 and id = $2";
    let row = tx.query_opt(bytes, &[&actor.org, &id]).await?;
    tx.become_actor(actor).await?;
    let content = row.and_then(|r| r.get::<_, Option<Vec<u8>>>(0)).unwrap_or_default();
    Ok(Some(FileBytes { name: seen.get(0), content }))
}
