//! API keys: for programs, with one role inside one organisation. Shown once, stored as a hash.

use super::sessions::{hash, new_token};
use tokio_postgres::GenericClient;
use uuid::Uuid;

/// Makes a key and answers it; it can't be read again.
///
/// # Errors
/// When the role is unknown or the database refuses.
pub async fn create_api_key(client: &impl GenericClient, org: Uuid, name: &str, role: &str, days: Option<i32>) -> anyhow::Result<String> {
    super::sessions::role_of(role).map_err(|_| anyhow::anyhow!("there is no role {role:?}; the roles are {}", modules::ROLES[..9].join(", ")))?;
    let key = format!("tl_{}", new_token());
    client
        .execute(
            "insert into identity.api_keys (org_id, name, key_hash, prefix, role, expires_at) values ($1, $2, $3, $4, $5::text::identity.user_role, now() + make_interval(days => $6))",
            &[&org, &name, &hash(&key), &&key[..8], &role, &days],
        )
        .await?;
    Ok(key)
}

/// The keys of an organisation: prefix, name, role, last use, and whether they still work.
///
/// # Errors
/// When the database refuses.
pub async fn list_api_keys(client: &impl GenericClient, org: Uuid) -> anyhow::Result<Vec<[String; 5]>> {
    let rows = client
        .query(
            "select prefix, name, role::text, coalesce(to_char(last_used_at, 'YYYY-MM-DD HH24:MI'), 'never'),
                    case when revoked_at is not null then 'revoked' when expires_at < now() then 'expired' else 'active' end
               from identity.api_keys where org_id = $1 order by created_at",
            &[&org],
        )
        .await?;
    Ok(rows.iter().map(|r| [r.get(0), r.get(1), r.get(2), r.get(3), r.get(4)]).collect())
}

/// Revokes the keys with this prefix and answers how many there were.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_api_key(client: &impl GenericClient, org: Uuid, prefix: &str) -> anyhow::Result<u64> {
    Ok(client.execute("update identity.api_keys set revoked_at = now() where org_id = $1 and prefix = $2 and revoked_at is null", &[&org, &prefix]).await?)
}
