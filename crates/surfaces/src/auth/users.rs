//! Users as sign-in sees them.

use super::notices::{self, Recipient};
use crate::server::Server;
use platform::{Actor, DbError, Tx};
use serde_json::{Value, json};
use tokio_postgres::{GenericClient, Row};
use uuid::Uuid;

/// A user with what sign-in needs.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) org: Uuid,
    pub(crate) slug: String,
    pub(crate) organisation: String,
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) full_name: String,
    pub(crate) role: String,
    pub(crate) is_active: bool,
    pub(crate) is_verified: bool,
    pub(crate) password_hash: Option<String>,
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
    pub(crate) fn known_words(&self) -> [String; 4] {
        [self.email.clone(), self.full_name.clone(), self.slug.clone(), self.organisation.clone()]
    }

    /// The user in GoTrue's form.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id, "aud": "authenticated", "role": self.role, "email": self.email,
            "email_confirmed_at": self.is_verified.then_some(&self.created_at),
            "app_metadata": { "provider": "email", "providers": ["email"], "role": self.role, "organisation": self.slug, "org": self.org },
            "user_metadata": { "full_name": self.full_name },
            "created_at": self.created_at, "updated_at": self.updated_at,
        })
    }
}

/// Who may sign in with this address, in the organisation that is named by its name or short name, or in any.
pub(crate) async fn by_email(
    server: &Server,
    email: &str,
    organisation: Option<&str>,
) -> Result<Vec<Account>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let condition = "lower(u.email) = $1 and u.status = 'active' and u.password_hash is not null
        and ($2::text is null or o.slug = lower($2) or lower(o.name) = lower($2)) order by u.created_at limit 5";
    let rows = tx.query(&format!("{SELECT} {condition}"), &[&email, &organisation]).await?;
    tx.commit().await?;
    Ok(rows.iter().map(Account::of).collect())
}

pub(crate) async fn by_id(server: &Server, org: Uuid, id: Uuid) -> Result<Option<Account>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let account = within(&tx, org, id).await?;
    tx.commit().await?;
    Ok(account)
}

/// The account, read inside a transaction of the sign-in role.
pub(crate) async fn within(tx: &Tx, org: Uuid, id: Uuid) -> Result<Option<Account>, DbError> {
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

/// An open invitation, as its link shows it.
pub(crate) struct Invitation {
    pub(crate) org: Uuid,
    pub(crate) id: Uuid,
    pub(crate) organisation: String,
    pub(crate) slug: String,
    pub(crate) email: String,
    pub(crate) full_name: String,
    pub(crate) role: String,
    client: Option<Uuid>,
    candidate: Option<Uuid>,
}

/// The invitation behind a link's token, while it is open.
pub(crate) async fn invitation(server: &Server, token: &str) -> Result<Option<Invitation>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let row = tx
        .query_opt(
            "select i.org_id, i.id, o.name, o.slug::text, i.email::text, coalesce(i.full_name, ''), i.role::text, i.client_id, i.candidate_id
               from identity.invitations i join identity.organizations o on o.org_id = i.org_id
              where i.token_hash = $1 and i.accepted_at is null and i.expires_at > now()",
            &[&platform::secrets::hash(token)],
        )
        .await?;
    tx.commit().await?;
    Ok(row.map(|r| Invitation {
        org: r.get(0),
        id: r.get(1),
        organisation: r.get(2),
        slug: r.get(3),
        email: r.get(4),
        full_name: r.get(5),
        role: r.get(6),
        client: r.get(7),
        candidate: r.get(8),
    }))
}

/// Makes the user of an invitation; the link is used up. Somebody who already has an account gets the new password.
pub(crate) async fn accept(
    server: &Server,
    token: &str,
    invited: &Invitation,
    full_name: &str,
    password_hash: &str,
) -> anyhow::Result<()> {
    let tx = server.door.begin(&Actor::sign_in(invited.org)).await?;
    let used = tx
        .execute(
            "update identity.invitations set accepted_at = now(), token_hash = null where org_id = $1 and id = $2 and token_hash = $3 and accepted_at is null",
            &[&invited.org, &invited.id, &platform::secrets::hash(token)],
        )
        .await?;
    anyhow::ensure!(used == 1, "this invitation was used already");
    let sql = "select id from identity.users where org_id = $1 and lower(email) = lower($2)";
    let known: Option<Uuid> = tx.query_opt(sql, &[&invited.org, &invited.email]).await?.map(|row| row.get(0));
    if let Some(id) = known {
        let sql = "update identity.users set password_hash = $3 where org_id = $1 and id = $2";
        tx.execute(sql, &[&invited.org, &id, &password_hash]).await?;
        let sql =
            "update identity.sessions set ended_at = now() where org_id = $1 and user_id = $2 and ended_at is null";
        tx.execute(sql, &[&invited.org, &id]).await?;
        let sql = "delete from identity.mailed_links where org_id = $1 and user_id = $2";
        tx.execute(sql, &[&invited.org, &id]).await?;
        notices::password_changed(server, &tx, &Recipient::of(invited)).await?;
    } else {
        tx.become_actor(&Actor::system(invited.org)).await?;
        let sql =
            "insert into identity.users (email, full_name, role, password_hash, is_verified, client_id, candidate_id)
                   values ($1::text, $2, $3::text::identity.user_role, $4, true, $5, $6)";
        let email = invited.email.to_lowercase();
        tx.execute(sql, &[&email, &full_name, &invited.role, &password_hash, &invited.client, &invited.candidate])
            .await
            .map_err(DbError::from)?;
    }
    tx.commit().await?;
    Ok(())
}
