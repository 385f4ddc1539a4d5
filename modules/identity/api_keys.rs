//! API keys: how they are kept, who may manage them, and the traces that leaves. The verbs and the command line use it.

use platform::secrets::{hash, new_token};
use platform::verb::Call;
use platform::{Actor, DbError};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::GenericClient;
use uuid::Uuid;

/// Days a key may be good for.
const LONGEST: i32 = 3650;

/// Makes an API key that acts with one role inside the organisation. The key is answered once; only its hash is stored.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    /// What the key is for.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Days until it expires; never when left out.
    #[schemars(extend("minimum" = 1, "maximum" = LONGEST))]
    pub days: Option<i32>,
}

/// The key, shown once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CreatedApiKey {
    /// The key, to be sent as `Authorization: Bearer …`.
    pub key: String,
    /// Its first characters, by which it is listed and revoked.
    pub prefix: String,
}

/// A key as it is listed.
#[derive(Debug, Serialize, JsonSchema)]
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

/// Keeps a new key, through any connection that may. Answers its id, and the key itself.
///
/// # Errors
/// 22P02 for an unknown role; 23514 without a name; TL100 for a name of several lines or too many days.
pub async fn insert(
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

/// Revokes the keys with this prefix, through any connection that may. Answers their ids and names.
///
/// # Errors
/// TL130 when no active key begins so.
pub async fn revoke(client: &impl GenericClient, org: Uuid, prefix: &str) -> Result<Vec<(Uuid, String)>> {
    let sql = "update identity.api_keys set revoked_at = now()
                where org_id = $1 and prefix = $2 and revoked_at is null returning id, name";
    let rows = client.query(sql, &[&org, &prefix]).await.map_err(DbError::from)?;
    if rows.is_empty() {
        let message = format!("There is no active key that begins with {prefix}");
        return Err(Error::new(404, "TL130", message).hint("The list of API keys shows how each begins."));
    }
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// The keys of an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn list(client: &impl GenericClient, org: Uuid) -> Result<Vec<ApiKey>> {
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
