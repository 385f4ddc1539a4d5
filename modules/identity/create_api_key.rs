//! API keys for programs.

use platform::secrets::{hash, new_token};
use platform::verb::{self, Verb};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_postgres::GenericClient;
use uuid::Uuid;

/// Makes an API key that acts with one role inside the organisation. The key is answered once; only its hash is stored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    /// What the key is for.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Days until it expires; never when left out.
    pub days: Option<i32>,
}

/// The key, shown once.
#[derive(Debug, Serialize)]
pub struct CreatedApiKey {
    /// The key, to be sent as `Authorization: Bearer …`.
    pub key: String,
    /// Its first characters, by which it is listed and revoked.
    pub prefix: String,
}

pub(crate) fn verb() -> Verb {
    let schema = json!({ "name": { "type": "string" }, "role": { "type": "string", "enum": &crate::ROLES[..9] }, "days": { "type": ["integer", "null"], "minimum": 1 } });
    Verb::new("create_api_key", "Makes an API key; it is answered once.", &["admin"], schema, |call, input| {
        Box::pin(async move { verb::output(create_api_key(call.tx, call.actor, verb::input(input)?).await?) })
    })
}

/// The verb: an admin makes a key for their organisation.
///
/// # Errors
/// When the name is empty, the role unknown, or the database refuses.
pub async fn create_api_key(tx: &Tx, actor: &Actor, input: CreateApiKey) -> Result<CreatedApiKey> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    insert_api_key(&**tx, actor.org, &input).await
}

/// Makes a key through any connection that may.
///
/// # Errors
/// As [`create_api_key`].
pub async fn insert_api_key(client: &impl GenericClient, org: Uuid, input: &CreateApiKey) -> Result<CreatedApiKey> {
    if !crate::ROLES[..9].contains(&input.role.as_str()) {
        return Err(Error::new(400, "22P02", format!("There is no role {:?}.", input.role)).hint(format!("One of: {}.", crate::ROLES[..9].join(", "))));
    }
    if input.name.trim().is_empty() {
        return Err(Error::new(400, "23514", "An API key needs a name.").hint("Say what it is for."));
    }
    let key = format!("tl_{}", new_token());
    let prefix = key[..8].to_string();
    client
        .execute(
            "insert into identity.api_keys (org_id, name, key_hash, prefix, role, expires_at) values ($1, $2, $3, $4, $5::text::identity.user_role, now() + make_interval(days => $6))",
            &[&org, &input.name.trim(), &hash(&key), &prefix, &input.role, &input.days],
        )
        .await
        .map_err(DbError::from)?;
    Ok(CreatedApiKey { key, prefix })
}
