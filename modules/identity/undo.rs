//! Taking back what one request did.

use platform::verb::{Call, Verb};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Takes back every change of one operation: what was created disappears, what was deleted comes back with all that went with it,
/// what was changed gets its former values. What others changed or added since stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    /// The operation, as the answer that offered the undo named it; for an import, its job.
    operation: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Undone {
    /// Rows put back.
    undone: i32,
    /// Rows left alone: somebody changed them since, or added to them.
    kept: i32,
    /// The same in words.
    note: String,
}

/// Entries put back in one statement.
const STEP: i32 = 2000;
/// Entries somebody may wait for; more is work for the background.
pub(super) const AT_ONCE: i64 = 4000;

pub(crate) fn verb() -> Verb {
    Verb::new("undo", "Takes back every change of one operation.", super::WRITERS, undo)
        .refuses("TL404", "when nothing of it can be undone")
        .refuses("42501", "when somebody else did it, or the records are not theirs to change any more")
        .refuses("23503", "when something new hangs on it")
        .in_background()
}

/// The verb: people undo what they did themselves, admins what anybody did; for thirty days, and with the rights they have now.
async fn undo(call: Call<'_>, input: Undo) -> Result<Undone> {
    let entries = entries(call.tx, call.actor, input.operation).await?;
    if entries > AT_ONCE && !call.progress.is_watched() {
        return Err(Error::new(413, "TL413", format!("This changed {entries} records; taking it back takes a while."))
            .hint("Send Prefer: respond-async and look at the job it answers."));
    }
    if call.actor.role != "admin" {
        may_still(call, input.operation).await?;
    }
    call.as_system().await?;
    let total: i64 = call.record("operation", "select kit.undo_begin($1)", &[&input.operation]).await?.get(0);
    let (mut undone, mut kept) = (0, 0);
    loop {
        let row = call
            .record(
                "operation",
                "select undone, kept, remaining from kit.undo_step($1, $2)",
                &[&input.operation, &STEP],
            )
            .await?;
        undone += row.get::<_, i32>(0);
        kept += row.get::<_, i32>(1);
        let remaining: i64 = row.get(2);
        if remaining == 0 {
            break;
        }
        let percent = u8::try_from(100 * (total - remaining) / total.max(1)).unwrap_or(99).min(99);
        call.progress.at(percent, format!("{} of {total} changes taken back", total - remaining))?;
    }
    Ok(Undone { undone, kept, note: words(undone, kept) })
}

/// How many entries an operation has that this person may undo.
///
/// # Errors
/// TL404 when there are none; 42501 when somebody else did it.
pub(super) async fn entries(tx: &Tx, actor: &Actor, operation: Uuid) -> Result<i64> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let row = tx
        .query_one(
            "select count(*), coalesce(bool_and(user_id is not distinct from $3), true) from identity.undo_entries
              where org_id = $1 and operation_id = $2 and created_at > now() - interval '30 days'",
            &[&actor.org, &operation, &actor.user],
        )
        .await
        .map_err(DbError::from)?;
    tx.become_actor(actor).await?;
    let (entries, own): (i64, bool) = (row.get(0), row.get(1));
    if entries == 0 {
        return Err(Error::new(404, "TL404", "There is nothing to undo.")
            .hint("It was undone already, or is older than thirty days."));
    }
    if !own && actor.role != "admin" {
        return Err(Error::new(403, "42501", "Somebody else did this.").hint("They or an admin can undo it."));
    }
    Ok(entries)
}

/// What was done with the person's own rights may be undone only with the rights they have now: they may still change each of
/// these records, and still create what they deleted.
async fn may_still(call: Call<'_>, operation: Uuid) -> Result<()> {
    call.tx.become_actor(&Actor { role: "auth", ..call.actor.clone() }).await?;
    let touched = call
        .query(
            "select noun, array_agg(distinct (key ->> 'id')::uuid) filter (where action <> 'delete'), bool_or(action = 'delete')
               from identity.undo_entries where org_id = $1 and operation_id = $2 and role <> 'tl_system' and key ? 'id' group by noun order by noun",
            &[&call.actor.org, &operation],
        )
        .await?;
    let mut deleted = Vec::new();
    for row in &touched {
        let (noun, ids): (&str, Option<Vec<Uuid>>) = (row.get(0), row.get(1));
        if row.get(2) {
            deleted.push(noun.to_string());
        }
        let Some(ids) = ids else { continue };
        call.as_system().await?;
        let there: i64 =
            call.record("record", &format!("select count(*) from {noun} where id = any ($1)"), &[&ids]).await?.get(0);
        call.as_actor().await?;
        let lock = if has(call, noun, "UPDATE").await? { "for update" } else { "" };
        let query = format!("select count(*) from (select 1 from {noun} where id = any ($1) {lock}) r");
        let theirs: i64 =
            if has(call, noun, "SELECT").await? { call.record("record", &query, &[&ids]).await?.get(0) } else { 0 };
        if theirs < there {
            return Err(refused(noun));
        }
    }
    call.as_actor().await?;
    let mut may_create = deleted.is_empty();
    for noun in &deleted {
        may_create |= has(call, noun, "INSERT").await?;
    }
    if may_create { Ok(()) } else { Err(refused(&deleted[0])) }
}

async fn has(call: Call<'_>, noun: &str, privilege: &str) -> Result<bool> {
    Ok(call
        .record("privilege", "select has_any_column_privilege(current_user, $1::text, $2)", &[&noun, &privilege])
        .await?
        .get(0))
}

fn refused(noun: &str) -> Error {
    let records = noun.rsplit('.').next().unwrap_or(noun).replace('_', " ");
    Error::new(403, "42501", format!("Some of these {records} are not yours to change any more."))
        .hint("An admin can undo it.")
}

/// What became of it, for people.
fn words(undone: i32, kept: i32) -> String {
    match (undone, kept) {
        (_, 0) => "Undone.".into(),
        (0, _) => "Nothing was undone: somebody changed or added to all of it since.".into(),
        (_, 1) => "Undone, except one record that somebody changed or added to since; it stays.".into(),
        _ => format!("Undone, except {kept} records that somebody changed or added to since; they stay."),
    }
}
