//! What all verbs of API keys share: who may use them, and the traces they leave.

use platform::Actor;
use platform::verb::Call;
use records::{Error, Result};
use uuid::Uuid;

/// Goes on as sign-in, which alone reaches the keys, and answers who asks: a person. Keys manage no keys.
pub(crate) async fn begin(call: Call<'_>) -> Result<Uuid> {
    let is_key = call.actor.session.as_deref().is_some_and(|s| s.starts_with("key "));
    let person = call.actor.user.filter(|_| !is_key);
    let refusal = || Error::new(403, "42501", "An API key can't manage API keys.").hint("An admin does it, signed in.");
    as_sign_in(call).await?;
    person.ok_or_else(refusal)
}

/// Goes on as sign-in.
pub(crate) async fn as_sign_in(call: Call<'_>) -> Result<()> {
    Ok(call.tx.become_actor(&Actor { role: "auth", ..call.actor.clone() }).await?)
}

/// Writes what was done to a key into the audit log and the feed; goes on as the server.
pub(crate) async fn note(call: Call<'_>, action: &str, key: Uuid, words: &str) -> Result<()> {
    call.as_system().await?;
    let sql = "insert into identity.audit_log
                 (user_id, action, resource_type, resource_id, ip_address, user_agent, session_id)
               values (kit.user_id(), $1::text::identity.audit_action, 'api_keys', $2,
                 kit.address(), kit.user_agent(), kit.session_id())";
    call.execute(sql, &[&action, &key]).await?;
    call.report(&format!("{action}d_api_key"), "api_keys", key, words).await
}
