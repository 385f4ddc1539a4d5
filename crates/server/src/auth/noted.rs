//! What happened to accounts, written to the audit log and the feed.

use super::users::Account;
use platform::{Actor, DbError, Tx};
use uuid::Uuid;

/// Notes what happened to an account, in the audit log and the feed. The transaction's actor is who did it; `action` is
/// one of the audit log's, or else the change itself is logged already and only the feed hears of it.
pub(super) async fn note(tx: &Tx, action: &str, severity: &str, about: &Account, words: &str) -> Result<(), DbError> {
    log(tx, action, severity, "users", Some(about.id), words).await
}

/// Writes a refused sign-in without making anybody wait; what can't be written is told to the log.
pub fn beside(noting: impl Future<Output = Result<(), DbError>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(e) = noting.await {
            tracing::warn!("a failed sign-in could not be noted: {e}");
        }
    });
}

/// Notes the use of an API key.
pub(super) async fn note_key(
    tx: &Tx,
    org: Uuid,
    id: Uuid,
    session: Option<String>,
    address: Option<&str>,
    words: &str,
) -> Result<(), DbError> {
    let sql = "update identity.api_keys set noted_at = now(), noted_from = $3 where org_id = $1 and id = $2";
    tx.execute(sql, &[&org, &id, &address]).await?;
    tx.become_actor(&Actor { session, address: address.map(str::to_string), ..Actor::system(org) }).await?;
    log(tx, "login", "info", "api_keys", Some(id), words).await
}

/// Notes what happened to a record of sign-in: an account, a key, a portal.
pub async fn log(
    tx: &Tx,
    action: &str,
    severity: &str,
    noun: &str,
    id: Option<Uuid>,
    words: &str,
) -> Result<(), DbError> {
    if matches!(action, "login" | "logout" | "login_failed") {
        let sql = "insert into identity.audit_log
                     (user_id, action, resource_type, resource_id, ip_address, user_agent, session_id)
                   values (kit.user_id(), $1::text::identity.audit_action, $2, $3,
                     kit.address(), kit.user_agent(), kit.session_id())";
        tx.execute(sql, &[&action, &noun, &id]).await?;
    }
    let sql = "insert into identity.activity_logs
                 (user_id, action_type, severity, entity_type, entity_id, description, ip_address)
               values (kit.user_id(), $1, $2::text::identity.severity, $3, $4, $5, kit.address())";
    tx.execute(sql, &[&action, &severity, &noun, &id, &words]).await?;
    Ok(())
}
