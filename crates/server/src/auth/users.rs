//! Users as sign-in sees them.

use crate::server::Server;
use platform::{Actor, DbError, Tx};
use serde_json::{Value, json};
use tokio_postgres::{GenericClient, Row};
use uuid::Uuid;

/// A user with what sign-in needs.
#[derive(Clone)]
pub struct Account {
    /// The organisation.
    pub org: Uuid,
    /// The organisation's short name.
    pub slug: String,
    /// The organisation's name.
    pub organisation: String,
    /// The id.
    pub id: Uuid,
    /// The sign-in address.
    pub email: String,
    /// The person's name.
    pub full_name: String,
    /// The role.
    pub role: String,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether the address was confirmed.
    pub is_verified: bool,
    /// The hash of the password, if there is one.
    pub password_hash: Option<String>,
    created_at: String,
    updated_at: String,
}

const SELECT: &str = "select u.org_id, o.slug::text, u.id, u.email::text, u.full_name, u.role::text, u.status = 'active', u.is_verified, u.password_hash, \
     to_char(u.created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), to_char(u.updated_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), o.name \
     from identity.users u join identity.organizations o on o.org_id = u.org_id where ";

impl Account {
    fn of(row: &Row) -> Account {
        Account {
            org: row.get(0),
            slug: row.get(1),
            id: row.get(2),
            email: row.get(3),
            full_name: row.get(4),
            role: row.get(5),
            is_active: row.get(6),
            is_verified: row.get(7),
            password_hash: row.get(8),
            created_at: row.get(9),
            updated_at: row.get(10),
            organisation: row.get(11),
        }
    }

    /// What everybody knows of the person; no password is made of it.
    pub fn known_words(&self) -> [String; 4] {
        [self.email.clone(), self.full_name.clone(), self.slug.clone(), self.organisation.clone()]
    }

    /// The user in GoTrue's form.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id, "aud": "authenticated", "role": self.role, "email": self.email,
            "email_confirmed_at": self.is_verified.then_some(&self.created_at),
            "app_metadata": { "provider": "email", "providers": ["email"], "role": self.role, "organisation": self.slug, "org": self.org },
            "user_metadata": { "full_name": self.full_name },
            "created_at": self.created_at, "updated_at": self.updated_at,
        })
    }
}

/// An account that was opened.
pub struct Entry {
    /// Whose.
    pub account: Account,
    /// A better hash of the password.
    pub rehash: Option<String>,
}

/// Who may sign in with this address, in the organisation that is named by its name or short name, or in any.
pub async fn by_email(server: &Server, email: &str, organisation: Option<&str>) -> Result<Vec<Account>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let condition = "lower(u.email) = $1 and u.status = 'active' and u.password_hash is not null
        and ($2::text is null or o.slug = lower($2) or lower(o.name) = lower($2)) order by u.created_at limit 5";
    let rows = tx.query(&format!("{SELECT} {condition}"), &[&email, &organisation]).await?;
    tx.commit().await?;
    Ok(rows.iter().map(Account::of).collect())
}

/// The account with this id.
pub async fn by_id(server: &Server, org: Uuid, id: Uuid) -> Result<Option<Account>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let account = within(&tx, org, id).await?;
    tx.commit().await?;
    Ok(account)
}

/// The account, read inside a transaction of the sign-in role.
pub async fn within(tx: &Tx, org: Uuid, id: Uuid) -> Result<Option<Account>, DbError> {
    let row = tx.query_opt(&format!("{SELECT} u.org_id = $1 and u.id = $2"), &[&org, &id]).await?;
    Ok(row.as_ref().map(Account::of))
}

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Sign-in address.
    pub email: String,
    /// Name.
    pub full_name: String,
    /// Role.
    pub role: String,
    /// Hash of the password, from [`platform::passwords::hash`].
    pub password_hash: String,
    /// For role client: the client.
    pub client: Option<Uuid>,
    /// For role candidate: the profile.
    pub candidate: Option<Uuid>,
}

/// Makes a user in the organisation of the connection's context. The caller's connection must be the owner's or an admin's.
///
/// # Errors
/// When the address is taken or outside the allowed domains.
pub async fn create_user(client: &impl GenericClient, org: Uuid, user: &NewUser) -> anyhow::Result<Uuid> {
    let row = client
        .query_one(
            "insert into identity.users (org_id, email, full_name, role, password_hash, is_verified, client_id, candidate_id)
             values ($1, $2::text, $3, $4::text::identity.user_role, $5, true, $6, $7) returning id",
            &[&org, &user.email.trim().to_lowercase(), &user.full_name, &user.role, &user.password_hash, &user.client, &user.candidate],
        )
        .await
        .map_err(|e| {
            let e = DbError::from(e);
            match e.code.as_str() {
                "23505" => anyhow::anyhow!("there is already a user with the address {}", user.email),
                "22P02" => anyhow::anyhow!("there is no role {:?}; the roles are admin, manager, consultant, recruiter, sales, staff, viewer, client, candidate", user.role),
                _ => anyhow::Error::from(e),
            }
        })?;
    Ok(row.get(0))
}
