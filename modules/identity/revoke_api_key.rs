//! API keys that shall no longer work, and the list of those that do.

use platform::verb::{self, Verb};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_postgres::GenericClient;
use uuid::Uuid;

/// Revokes the key with this prefix; it stops working within seconds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeApiKey {
    /// The first characters of the key, as the list shows them.
    pub prefix: String,
}

/// A key as it is listed.
#[derive(Debug, Serialize)]
pub struct ApiKey {
    /// Its first characters.
    pub prefix: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// When it was last used, or "never".
    pub last_used: String,
    /// active, expired or revoked.
    pub state: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new("revoke_api_key", "Revokes an API key by its first characters.", &["admin"], json!({ "prefix": { "type": "string" } }), |call, input| {
        Box::pin(async move {
            let input: RevokeApiKey = verb::input(input)?;
            as_sign_in(call.tx, call.actor).await?;
            match delete_api_key(&**call.tx, call.actor.org, &input.prefix).await? {
                0 => Err(Error::new(404, "TL130", format!("There is no active key that begins with {}", input.prefix)).hint("See rpc/list_api_keys.")),
                n => verb::output(json!({ "revoked": n })),
            }
        })
    })
}

pub(crate) fn list_verb() -> Verb {
    let verb = Verb::new("list_api_keys", "The API keys of the organisation, without the keys themselves.", &["admin"], json!({}), |call, _| {
        Box::pin(async move {
            as_sign_in(call.tx, call.actor).await?;
            verb::output(list_api_keys(&**call.tx, call.actor.org).await?)
        })
    });
    verb.reading()
}

/// Revokes the keys with this prefix and answers how many there were.
///
/// # Errors
/// When the database refuses.
pub async fn delete_api_key(client: &impl GenericClient, org: Uuid, prefix: &str) -> Result<u64> {
    Ok(client.execute("update identity.api_keys set revoked_at = now() where org_id = $1 and prefix = $2 and revoked_at is null", &[&org, &prefix]).await.map_err(DbError::from)?)
}

/// The keys of an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn list_api_keys(client: &impl GenericClient, org: Uuid) -> Result<Vec<ApiKey>> {
    let rows = client
        .query(
            "select prefix, name, role::text, coalesce(to_char(last_used_at, 'YYYY-MM-DD HH24:MI'), 'never'),
                    case when revoked_at is not null then 'revoked' when expires_at < now() then 'expired' else 'active' end
               from identity.api_keys where org_id = $1 order by created_at",
            &[&org],
        )
        .await
        .map_err(DbError::from)?;
    Ok(rows.iter().map(|r| ApiKey { prefix: r.get(0), name: r.get(1), role: r.get(2), last_used: r.get(3), state: r.get(4) }).collect())
}

async fn as_sign_in(tx: &Tx, actor: &Actor) -> Result<()> {
    Ok(tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?)
}
