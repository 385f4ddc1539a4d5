//! Files: their bytes on the way in and out, never a whole file in memory.
//!
//! What comes in is put on the disk first, under no name, where it is measured and fingerprinted ([`Spool`]). It is kept in
//! chunks in the database, once an organisation, in the transaction of the file's row ([`keep`], [`add`]); what goes out is
//! read chunk by chunk ([`read`]). `knowledge.file_contents` says where the bytes are.

mod moving;
mod objects;
mod spool;

pub use moving::{leaving, new_object, next_to_move, note_moved, note_removed};
pub use objects::{Objects, ObjectsAt};
pub use spool::{Content, Scratch, Spool, fingerprint, not_taken};

use crate::actor::Actor;
use crate::database::{DbError, Door, Tx};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use std::io;
use std::sync::Arc;
use uuid::Uuid;

/// A file to be added to a record.
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
    /// Only who added it, and admins, see it.
    pub is_private: bool,
}

/// Adds a file to a record as the actor, and the bytes it holds. Answers the file's id; goes on as the actor.
///
/// # Errors
/// What PostgreSQL said; 58030 when the disk can't be read.
pub async fn add(tx: &Tx, actor: &Actor, file: &NewFile<'_>, bytes: &Spool) -> Result<Uuid, DbError> {
    let row = tx
        .query_one(
            "insert into knowledge.files (entity_type, entity_id, client_id, name, content_type, is_private)
             values ($1, $2, $3, $4, $5, $6) returning id",
            &[&file.noun, &file.record, &file.client, &file.name, &file.content_type, &file.is_private],
        )
        .await?;
    let id: Uuid = row.get(0);
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    keep(tx, actor.org, bytes).await?;
    let fill = "update knowledge.files set sha256 = $3, size = $4 where org_id = $1 and id = $2";
    tx.execute(fill, &[&actor.org, &id, &bytes.content().sha256, &(bytes.content().size as i64)]).await?;
    tx.become_actor(actor).await?;
    Ok(id)
}

/// Keeps bytes for an organisation; nothing is written when it has them already. The transaction is sign-in's.
async fn keep(tx: &Tx, org: Uuid, bytes: &Spool) -> Result<(), DbError> {
    let Content { sha256, size, .. } = bytes.content();
    // The row is locked either way, so that nobody lets it go meanwhile.
    let claim = "insert into knowledge.file_contents as c (org_id, sha256, size) values ($1, $2, $3)
                 on conflict on constraint file_contents_pkey do update
                    set unused_at = null, updated_at = now(),
                        place = case c.place when 'leaving' then 'database' else c.place end,
                        object = case c.place when 'leaving' then null else c.object end
                 returning place = 'database' and not exists (
                   select from knowledge.file_chunks k where k.org_id = c.org_id and k.sha256 = c.sha256)";
    let missing: bool = tx.query_one(claim, &[&org, sha256, &(*size as i64)]).await?.get(0);
    if !missing {
        return Ok(());
    }
    let mut chunks = bytes.chunks().await.map_err(unreadable)?;
    let put = tx
        .prepare("insert into knowledge.file_chunks (org_id, sha256, number, content) values ($1, $2, $3, $4)")
        .await?;
    let mut number = 0_i32;
    while let Some(chunk) = chunks.next().await.map_err(unreadable)? {
        tx.execute(&put, &[&org, sha256, &number, &chunk]).await?;
        number += 1;
    }
    Ok(())
}

/// What a file holds, by the file's id: of the actor's organisation, whoever may read it. See that they do first.
///
/// # Errors
/// What PostgreSQL said.
pub async fn content_of(tx: &Tx, actor: &Actor, file: Uuid) -> Result<Option<Content>, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "select c.sha256, c.size, c.object from knowledge.files f
                 join knowledge.file_contents c on c.org_id = f.org_id and c.sha256 = f.sha256
                where f.org_id = $1 and f.id = $2";
    let row = tx.query_opt(sql, &[&actor.org, &file]).await?;
    tx.become_actor(actor).await?;
    Ok(row.map(|r| Content { sha256: r.get(0), size: r.get::<_, i64>(1) as u64, object: r.get(2) }))
}

/// The bytes of a content, part by part, each read when the one before was taken: from the database, or the object store.
///
/// # Errors
/// When it is in an object store that is not set up here, or does not answer.
pub async fn read(
    door: Arc<Door>,
    objects: Option<&Objects>,
    org: Uuid,
    content: Content,
) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    if let Some(object) = &content.object {
        return outside(objects, object, content.size).await;
    }
    Ok(chunks(door, org, content).boxed())
}

/// A content on the disk.
///
/// # Errors
/// When it is gone, or the disk is full.
pub async fn spool(door: &Arc<Door>, objects: Option<&Objects>, org: Uuid, content: &Content) -> io::Result<Spool> {
    Spool::take(read(Arc::clone(door), objects, org, content.clone()).await?, content.size).await
}

/// The first bytes of a content.
///
/// # Errors
/// When it is gone.
pub async fn beginning(
    door: &Arc<Door>,
    objects: Option<&Objects>,
    org: Uuid,
    content: &Content,
    most: u64,
) -> io::Result<Vec<u8>> {
    let (mut parts, mut text) = (read(Arc::clone(door), objects, org, content.clone()).await?, Vec::new());
    while (text.len() as u64) < most
        && let Some(part) = parts.try_next().await?
    {
        text.extend_from_slice(&part);
    }
    text.truncate(most as usize);
    Ok(text)
}

fn chunks(door: Arc<Door>, org: Uuid, content: Content) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    futures_util::stream::try_unfold((door, 0_i32, 0_u64), move |(door, number, had)| {
        let Content { sha256, size, .. } = content.clone();
        async move {
            if had >= size {
                return Ok(None);
            }
            let chunk = chunk(&door, org, &sha256, number).await.map_err(io::Error::other)?;
            let chunk = chunk.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "The file is gone."))?;
            let had = had + chunk.len() as u64;
            Ok(Some((Bytes::from(chunk), (door, number + 1, had))))
        }
    })
}

async fn chunk(door: &Door, org: Uuid, sha256: &str, number: i32) -> Result<Option<Vec<u8>>, DbError> {
    let tx = door.begin(&Actor::sign_in(org)).await?;
    let sql = "select content from knowledge.file_chunks where org_id = $1 and sha256 = $2 and number = $3";
    let row = tx.query_opt(sql, &[&org, &sha256, &number]).await?;
    tx.commit().await?;
    Ok(row.map(|r| r.get(0)))
}

/// All the bytes of a content, for what has to see them at once.
///
/// # Errors
/// When there are more than `most`, or it can't be read.
pub async fn whole(
    door: &Arc<Door>,
    objects: Option<&Objects>,
    org: Uuid,
    content: &Content,
    most: u64,
) -> io::Result<Vec<u8>> {
    if content.size > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("It is larger than {} MB.", most >> 20)));
    }
    gathered(read(Arc::clone(door), objects, org, content.clone()).await?).await
}

/// All the bytes of a content, inside a transaction, which goes on as the actor.
///
/// # Errors
/// What PostgreSQL said; 54000 when there are more than `most`; 58030 when the object store does not answer.
pub async fn within(
    tx: &Tx,
    actor: &Actor,
    objects: Option<&Objects>,
    content: &Content,
    most: u64,
) -> Result<Vec<u8>, DbError> {
    if content.size > most {
        let message = format!("The file is larger than {} MB", most >> 20);
        return Err(DbError { code: "54000".into(), message, ..DbError::default() });
    }
    if let Some(object) = &content.object {
        let parts = outside(objects, object, content.size).await.map_err(unreadable)?;
        return gathered(parts).await.map_err(unreadable);
    }
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "select content from knowledge.file_chunks where org_id = $1 and sha256 = $2 order by number";
    let rows = tx.query(sql, &[&actor.org, &content.sha256]).await?;
    tx.become_actor(actor).await?;
    Ok(rows.iter().flat_map(|row| row.get::<_, &[u8]>(0)).copied().collect())
}

/// The bytes of an object, as they come.
async fn outside(
    objects: Option<&Objects>,
    object: &str,
    size: u64,
) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    let missing = || io::Error::other("The file is in an object store that is not set up here.");
    let reply = objects.ok_or_else(missing)?.get(object, size).await;
    Ok(reply.map_err(|e| io::Error::other(e.message))?.body)
}

async fn gathered(parts: BoxStream<'static, io::Result<Bytes>>) -> io::Result<Vec<u8>> {
    let join = async |mut all: Vec<u8>, part: Bytes| {
        all.extend_from_slice(&part);
        Ok(all)
    };
    parts.try_fold(Vec::new(), join).await
}

/// The disk failed, told as PostgreSQL would.
pub fn unreadable(e: io::Error) -> DbError {
    DbError { code: "58030".into(), message: format!("The file can't be stored: {e}"), ..DbError::default() }
}
