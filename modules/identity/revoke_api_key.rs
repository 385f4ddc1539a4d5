//! API keys that shall no longer work, and the list of those that do.

use super::api_keys::{ApiKey, as_sign_in, begin, list, note, revoke};
use platform::verb::{Call, Nothing, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Revokes the key with this prefix; it stops working within seconds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RevokeApiKey {
    /// The first characters of the key, as the list shows them.
    prefix: String,
}

/// What was revoked.
#[derive(Debug, Serialize, JsonSchema)]
struct Revoked {
    /// Keys that stopped working.
    revoked: usize,
}

pub(crate) fn verb() -> Verb {
    Verb::new("revoke_api_key", "Revokes an API key by its first characters.", &["admin"], revoke_api_key)
        .refuses("TL130", "when no active key begins so")
        .refuses("42501", "when an API key asks")
}

pub(crate) fn list_verb() -> Verb {
    let summary = "The API keys of the organisation, without the keys themselves.";
    Verb::new("list_api_keys", summary, &["admin"], list_api_keys).reading()
}

async fn revoke_api_key(call: Call<'_>, input: RevokeApiKey) -> Result<Revoked> {
    begin(call).await?;
    let keys = revoke(&**call.tx, call.actor.org, &input.prefix).await?;
    for (key, name) in &keys {
        note(call, "delete", *key, &format!("revoked the API key {name}")).await?;
    }
    Ok(Revoked { revoked: keys.len() })
}

async fn list_api_keys(call: Call<'_>, _: Nothing) -> Result<Vec<ApiKey>> {
    as_sign_in(call).await?;
    list(&**call.tx, call.actor.org).await
}
