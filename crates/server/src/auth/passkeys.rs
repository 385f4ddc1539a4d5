//! Passkeys (WebAuthn): a device that verified its owner opens the account, without password and code. Whoever has
//! one proved possession and themselves, so it counts as both factors.

mod challenge;
mod party;
pub mod register;
pub mod sign_in;

pub use party::Party;

use super::noted::note;
use super::notices::{self, PasskeyNews};
use super::refusal::Refusal;
use super::users;
use crate::server::Server;
use axum::http::StatusCode;
use passki::PasskiError;
use platform::{Actor, DbError, Tx};
use uuid::Uuid;

/// Takes one passkey of a person away; answers its name, or none when there is none such.
pub async fn remove(server: &Server, actor: &Actor, user: Uuid, id: Uuid) -> Result<Option<String>, DbError> {
    Ok(delete(server, actor, user, Some(id)).await?.pop())
}

/// Takes every passkey of a person away; answers how many there were.
pub async fn remove_all(server: &Server, actor: &Actor, user: Uuid) -> Result<usize, DbError> {
    Ok(delete(server, actor, user, None).await?.len())
}

/// People of the organisation that have passkeys, for admins who help them.
pub async fn owners(tx: &Tx, org: Uuid) -> Result<Vec<Uuid>, tokio_postgres::Error> {
    let rows = tx.query("select distinct user_id from identity.passkeys where org_id = $1", &[&org]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

async fn delete(server: &Server, actor: &Actor, user: Uuid, id: Option<Uuid>) -> Result<Vec<String>, DbError> {
    let tx = server.door.begin(&Actor { role: "auth", operation: None, ..actor.clone() }).await?;
    let sql = "delete from identity.passkeys where org_id = $1 and user_id = $2 and id = coalesce($3, id)
               returning name";
    let rows = tx.query(sql, &[&actor.org, &user, &id]).await?;
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    for name in &names {
        tell(server, &tx, actor, user, &PasskeyNews::Removed(name)).await?;
    }
    tx.commit().await?;
    Ok(names)
}

/// The change stands in the feed, and its owner is told by mail. The transaction goes on as the server.
async fn tell(server: &Server, tx: &Tx, actor: &Actor, user: Uuid, news: &PasskeyNews<'_>) -> Result<(), DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let Some(account) = users::within(tx, actor.org, user).await? else { return Ok(()) };
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    let (action, severity, words) = match news {
        PasskeyNews::Added(name) => ("passkey", "info", format!("Passkey {name} of {} added", account.full_name)),
        PasskeyNews::Removed(name) => ("passkey", "warn", format!("Passkey {name} of {} removed", account.full_name)),
        PasskeyNews::Copied(name) => (
            "login_failed",
            "warn",
            format!(
                "Passkey {name} of {} counted backwards, as a copy does; the sign-in was refused",
                account.full_name
            ),
        ),
    };
    note(tx, action, severity, &account, &words).await?;
    notices::passkey(server, tx, &(&account).into(), news).await
}

/// What an answer that does not verify is told, in our words.
fn refused(party: &Party, e: &PasskiError) -> Refusal {
    tracing::debug!("a passkey is refused: {e}");
    match e {
        PasskiError::OriginMismatch { .. } | PasskiError::CrossOriginNotAllowed => {
            Refusal::bad("wrong_origin", format!("Passkeys of this server work at {} only", party.origin))
        }
        PasskiError::UserVerificationRequired | PasskiError::UserNotPresent => Refusal::bad(
            "verification_needed",
            "Your device did not make sure that it is you. Set up a PIN, a fingerprint or a face there.",
        ),
        _ => Refusal::bad("passkey_refused", "This passkey is not accepted"),
    }
}

/// The device's word for the person: their organisation and account.
fn handle(org: Uuid, user: Uuid) -> [u8; 32] {
    let mut handle = [0; 32];
    handle[..16].copy_from_slice(org.as_bytes());
    handle[16..].copy_from_slice(user.as_bytes());
    handle
}

/// Whom a handle names, if it is one.
fn handled(handle: &[u8]) -> Option<(Uuid, Uuid)> {
    let (org, user) = (handle.get(..16)?, handle.get(16..)?);
    Some((Uuid::from_slice(org).ok()?, Uuid::from_slice(user).ok()?))
}

/// The session of a person that asks; keys of programs have none and make no passkeys.
pub fn session(actor: &Actor) -> Result<&str, Refusal> {
    let message = "Passkeys are for people; a key can't make, use or remove them";
    let refusal = || Refusal::new(StatusCode::FORBIDDEN, "people_only", message);
    actor.session.as_deref().filter(|s| Uuid::parse_str(s).is_ok() && actor.user.is_some()).ok_or_else(refusal)
}
