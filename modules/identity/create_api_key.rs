//! API keys for programs: made by an admin, who owns them.

use platform::DbError;
use platform::secrets::{hash, new_token};
use platform::verb::{self, Call, Verb};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_postgres::GenericClient;
use uuid::Uuid;

/// Days a key may be good for.
const LONGEST: i32 = 3650;

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
    let schema = json!({ "name": { "type": "string" }, "role": { "type": "string", "enum": &crate::ROLES[..9] }, "days": { "type": ["integer", "null"], "minimum": 1, "maximum": LONGEST } });
    Verb::new("create_api_key", "Makes an API key; it is answered once.", &["admin"], schema, |call, input| {
        Box::pin(async move { verb::output(create_api_key(call, verb::input(input)?).await?) })
    })
}

/// The verb: an admin makes a key for their organisation and owns it.
///
/// # Errors
/// When a key asks, the name is empty, the role unknown, or the database refuses.
pub async fn create_api_key(call: Call<'_>, input: CreateApiKey) -> Result<CreatedApiKey> {
    if input.days.is_some_and(|days| days < 1) {
        return Err(Error::new(400, "TL100", "A key is good for a day at least").field("days"));
    }
    let owner = super::api_keys::begin(call).await?;
    let (id, created) = insert(&**call.tx, call.actor.org, &input, Some(owner)).await?;
    super::api_keys::note(call, "create", id, &format!("made the API key {} as {}", input.name.trim(), input.role))
        .await?;
    Ok(created)
}

/// Makes a key that nobody owns, through any connection that may; for the command line.
///
/// # Errors
/// As [`create_api_key`].
pub async fn insert_api_key(client: &impl GenericClient, org: Uuid, input: &CreateApiKey) -> Result<CreatedApiKey> {
    Ok(insert(client, org, input, None).await?.1)
}

async fn insert(
    client: &impl GenericClient,
    org: Uuid,
    input: &CreateApiKey,
    owner: Option<Uuid>,
) -> Result<(Uuid, CreatedApiKey)> {
    if !crate::ROLES[..9].contains(&input.role.as_str()) {
        return Err(Error::new(400, "22P02", format!("There is no role {:?}.", input.role))
            .hint(format!("One of: {}.", crate::ROLES[..9].join(", "))));
    }
    if input.name.chars().any(char::is_control) {
        return Err(Error::new(400, "TL100", "The name of a key is one line").field("name"));
    }
    if input.days.is_some_and(|days| days > LONGEST) {
        return Err(Error::new(400, "TL100", format!("A key is good for at most {LONGEST} days")).field("days"));
    }
    if input.name.trim().is_empty() {
        return Err(Error::new(400, "23514", "An API key needs a name.").hint("Say what it is for."));
    }
    let key = format!("tl_{}", new_token());
    let prefix = key[..8].to_string();
    let id = Uuid::now_v7();
    let sql = "insert into identity.api_keys (org_id, id, name, key_hash, prefix, role, expires_at, owner_id)
               values ($1, $2, $3, $4, $5, $6::text::identity.user_role, now() + make_interval(days => $7), $8)";
    let name = input.name.trim();
    client
        .execute(sql, &[&org, &id, &name, &hash(&key), &prefix, &input.role, &input.days, &owner])
        .await
        .map_err(DbError::from)?;
    Ok((id, CreatedApiKey { key, prefix }))
}
