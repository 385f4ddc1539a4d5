//! Keeping bytes with a record.

use platform::{DbError, Tx};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A file to be kept.
#[derive(Debug)]
pub struct NewFile<'a> {
    /// The kind of record it belongs to, such as clients.
    pub noun: &'a str,
    /// The record it belongs to.
    pub record: Uuid,
    /// The client whose visibility holds for it.
    pub client: Option<Uuid>,
    /// Its name.
    pub name: &'a str,
    /// What it holds, as a media type.
    pub content_type: &'a str,
    /// Its bytes.
    pub content: &'a [u8],
}

/// Keeps a file, with its size and fingerprint, as whoever the transaction belongs to. Answers its id.
///
/// # Errors
/// What PostgreSQL said.
pub async fn keep_file(tx: &Tx, file: &NewFile<'_>) -> Result<Uuid, DbError> {
    let row = tx
        .query_one(
            "insert into knowledge.files (entity_type, entity_id, client_id, name, content_type, size, sha256, content) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
            &[&file.noun, &file.record, &file.client, &file.name, &file.content_type, &(file.content.len() as i64), &fingerprint(file.content), &file.content],
        )
        .await?;
    Ok(row.get(0))
}

/// SHA-256 in hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
