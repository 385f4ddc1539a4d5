//! What goes to the object store and what leaves it: the steps of the work that looks after it, each in its transaction.

use super::spool::Content;
use crate::actor::Actor;
use crate::database::{DbError, Tx};
use uuid::Uuid;

/// Bytes from which a content goes to the object store; what is smaller is read sooner from the database.
const OUTSIDE_FROM: u64 = 1 << 20;

/// A name for an object that is to hold an organisation's content. No two are alike, so that removing one takes nothing away
/// that somebody else put there meanwhile.
pub fn new_object(org: Uuid, content: &Content) -> String {
    format!("{org}/{}/{}", content.sha256, Uuid::now_v7().simple())
}

/// A content that is to go to the object store.
///
/// # Errors
/// What PostgreSQL said.
pub async fn next_to_move(tx: &Tx, actor: &Actor) -> Result<Option<Content>, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "select sha256, size from knowledge.file_contents
                where org_id = $1 and place = 'database' and size >= $2 order by created_at, sha256 limit 1";
    let row = tx.query_opt(sql, &[&actor.org, &(OUTSIDE_FROM as i64)]).await?;
    Ok(row.map(|r| Content { sha256: r.get(0), size: r.get::<_, i64>(1) as u64, object: None }))
}

/// Notes that this object holds a content now, and lets go of its chunks. Answers whether it does: not when the content is
/// gone, or another object holds it already; goes on as the actor.
///
/// # Errors
/// What PostgreSQL said.
pub async fn note_moved(tx: &Tx, actor: &Actor, content: &Content, object: &str) -> Result<bool, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let move_it = "update knowledge.file_contents set place = 'outside', object = $3, updated_at = now()
                    where org_id = $1 and sha256 = $2 and place = 'database'";
    let moved = tx.execute(move_it, &[&actor.org, &content.sha256, &object]).await? > 0;
    if moved {
        let drop = "delete from knowledge.file_chunks where org_id = $1 and sha256 = $2";
        tx.execute(drop, &[&actor.org, &content.sha256]).await?;
    }
    tx.become_actor(actor).await?;
    Ok(moved)
}

/// Contents in the object store that no file has held for an hour: whoever reads one still has had time to. From now on they
/// are leaving.
///
/// # Errors
/// What PostgreSQL said.
pub async fn leaving(tx: &Tx, actor: &Actor) -> Result<Vec<Content>, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "update knowledge.file_contents set place = 'leaving'
                where org_id = $1 and (place = 'leaving' or place = 'outside' and unused_at < now() - interval '1 hour')
               returning sha256, size, object";
    let rows = tx.query(sql, &[&actor.org]).await?;
    let content =
        |r: &tokio_postgres::Row| Content { sha256: r.get(0), size: r.get::<_, i64>(1) as u64, object: r.get(2) };
    Ok(rows.iter().map(content).collect())
}

/// Notes that a content left the object store; goes on as the actor.
///
/// # Errors
/// What PostgreSQL said.
pub async fn note_removed(tx: &Tx, actor: &Actor, content: &Content) -> Result<(), DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "delete from knowledge.file_contents where org_id = $1 and sha256 = $2 and place = 'leaving'";
    tx.execute(sql, &[&actor.org, &content.sha256]).await?;
    tx.become_actor(actor).await
}
