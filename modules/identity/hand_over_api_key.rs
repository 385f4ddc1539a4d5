//! API keys that go on under another owner.

use super::api_keys::{begin, note};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Gives an API key to another person, so that it goes on when its owner leaves.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HandOverApiKey {
    /// The first characters of the key, as the list shows them.
    prefix: String,
    /// Who owns it from now on; the asking person when left out.
    #[schemars(extend("x-noun" = "users"))]
    to: Option<Uuid>,
}

/// What was handed over.
#[derive(Debug, Serialize, JsonSchema)]
struct HandedOver {
    /// Keys that have another owner now.
    handed_over: usize,
}

pub(crate) fn verb() -> Verb {
    let words = "Gives an API key to another owner; a key ends with its owner.";
    Verb::new("hand_over_api_key", words, &["admin"], hand_over_api_key)
        .refuses("TL404", "when there is no such person, or they may not sign in")
        .refuses("TL130", "when no active key begins so")
        .refuses("42501", "when an API key asks")
}

async fn hand_over_api_key(call: Call<'_>, input: HandOverApiKey) -> Result<HandedOver> {
    let me = begin(call).await?;
    let to = input.to.unwrap_or(me);
    let sql = "select full_name from identity.users where org_id = $1 and id = $2 and status = 'active'";
    let name: String = call.record("active person", sql, &[&call.actor.org, &to]).await?.get(0);
    let sql = "update identity.api_keys set owner_id = $3 where org_id = $1 and prefix = $2 and revoked_at is null
               returning id, name";
    let rows = call.query(sql, &[&call.actor.org, &input.prefix, &to]).await?;
    if rows.is_empty() {
        let message = format!("There is no key that begins with {}", input.prefix);
        return Err(Error::new(404, "TL130", message).hint("See rpc/list_api_keys."));
    }
    for row in &rows {
        let words = format!("handed the API key {} over to {name}", row.get::<_, &str>(1));
        note(call, "update", row.get(0), &words).await?;
    }
    Ok(HandedOver { handed_over: rows.len() })
}
