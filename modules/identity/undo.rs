//! Taking back what one request did.

use platform::verb::{self, Verb};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Takes back every change of one operation: what was created disappears, what was deleted comes back with all that went with it,
/// what was changed gets its former values. Changes somebody made since are kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The operation, as the answer that offered the undo named it; for an import, its job.
    pub operation: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize)]
pub struct Undone {
    /// Rows put back.
    pub undone: i32,
    /// Rows left alone because somebody changed them since.
    pub kept: i32,
}

pub(crate) fn verb() -> Verb {
    const MEMBERS: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];
    Verb::new("undo", "Takes back every change of one operation.", MEMBERS, json!({ "operation": { "type": "string", "format": "uuid" } }), |call, input| {
        Box::pin(async move { verb::output(undo(call.tx, call.actor, verb::input(input)?).await?) })
    })
}

/// The verb: people undo what they did themselves, admins what anybody did; for thirty days.
///
/// # Errors
/// TL404 when nothing of it can be undone; 42501 when somebody else did it; 23503 when something new hangs on it.
pub async fn undo(tx: &Tx, actor: &Actor, input: Undo) -> Result<Undone> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let row = tx
        .query_one(
            "select count(*), coalesce(bool_and(user_id is not distinct from $3), true) from identity.undo_entries where org_id = $1 and operation_id = $2 and created_at > now() - interval '30 days'",
            &[&actor.org, &input.operation, &actor.user],
        )
        .await
        .map_err(DbError::from)?;
    let (entries, own): (i64, bool) = (row.get(0), row.get(1));
    if entries == 0 {
        return Err(Error::new(404, "TL404", "There is nothing to undo.").hint("It was undone already, or is older than thirty days."));
    }
    if !own && actor.role != "admin" {
        return Err(Error::new(403, "42501", "Somebody else did this.").hint("They or an admin can undo it."));
    }
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    let row = tx.query_one("select undone, kept from kit.undo($1)", &[&input.operation]).await.map_err(DbError::from)?;
    Ok(Undone { undone: row.get(0), kept: row.get(1) })
}
