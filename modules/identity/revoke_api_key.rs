//! API keys that shall no longer work, and the list of those that do.

use super::api_keys::{as_sign_in, begin, note};
use platform::DbError;
use platform::verb::{self, Verb};
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
    /// active, stopped (its owner may not sign in, or is no admin and it is), expired or revoked.
    pub state: String,
    /// Who answers for it; empty when it was made at the command line.
    pub owner: String,
    /// The last day it works, or "never".
    pub expires: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "revoke_api_key",
        "Revokes an API key by its first characters.",
        &["admin"],
        json!({ "prefix": { "type": "string" } }),
        |call, input| {
            Box::pin(async move {
                let input: RevokeApiKey = verb::input(input)?;
                begin(call).await?;
                let sql = "update identity.api_keys set revoked_at = now()
                        where org_id = $1 and prefix = $2 and revoked_at is null returning id, name";
                let rows = call.query(sql, &[&call.actor.org, &input.prefix]).await?;
                if rows.is_empty() {
                    let message = format!("There is no active key that begins with {}", input.prefix);
                    return Err(Error::new(404, "TL130", message).hint("See rpc/list_api_keys."));
                }
                for row in &rows {
                    note(call, "delete", row.get(0), &format!("revoked the API key {}", row.get::<_, &str>(1))).await?;
                }
                verb::output(json!({ "revoked": rows.len() }))
            })
        },
    )
}

pub(crate) fn list_verb() -> Verb {
    let verb = Verb::new(
        "list_api_keys",
        "The API keys of the organisation, without the keys themselves.",
        &["admin"],
        json!({}),
        |call, _| {
            Box::pin(async move {
                as_sign_in(call).await?;
                verb::output(list_api_keys(&**call.tx, call.actor.org).await?)
            })
        },
    );
    verb.reading()
}

/// Revokes the keys with this prefix and answers how many there were; for the command line.
///
/// # Errors
/// When the database refuses.
pub async fn delete_api_key(client: &impl GenericClient, org: Uuid, prefix: &str) -> Result<u64> {
    Ok(client
        .execute(
            "update identity.api_keys set revoked_at = now() where org_id = $1 and prefix = $2 and revoked_at is null",
            &[&org, &prefix],
        )
        .await
        .map_err(DbError::from)?)
}

/// The keys of an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn list_api_keys(client: &impl GenericClient, org: Uuid) -> Result<Vec<ApiKey>> {
    let rows = client
        .query(
            "select prefix, name, k.role::text, coalesce(to_char(last_used_at, 'YYYY-MM-DD HH24:MI'), 'never'),
                    case when revoked_at is not null then 'revoked' when expires_at < now() then 'expired'
                         when u.status <> 'active' or u.role <> 'admin' and k.role = 'admin' then 'stopped' else 'active' end,
                    coalesce(u.full_name, ''), coalesce(to_char(expires_at, 'YYYY-MM-DD'), 'never')
               from identity.api_keys k left join identity.users u on u.org_id = k.org_id and u.id = k.owner_id
              where k.org_id = $1 order by k.created_at",
            &[&org],
        )
        .await
        .map_err(DbError::from)?;
    let key = |r: &tokio_postgres::Row| ApiKey {
        prefix: r.get(0),
        name: r.get(1),
        role: r.get(2),
        last_used: r.get(3),
        state: r.get(4),
        owner: r.get(5),
        expires: r.get(6),
    };
    Ok(rows.iter().map(key).collect())
}
