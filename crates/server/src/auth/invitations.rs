//! Invitations: the link somebody is given to make their account.

use super::notices::{self, Recipient};
use crate::server::Server;
use platform::{Actor, DbError};
use uuid::Uuid;

/// An open invitation, as its link shows it.
pub struct Invitation {
    /// The organisation.
    pub org: Uuid,
    /// The id.
    pub id: Uuid,
    /// The organisation's name.
    pub organisation: String,
    /// The organisation's short name.
    pub slug: String,
    /// The sign-in address.
    pub email: String,
    /// The person's name.
    pub full_name: String,
    /// The role.
    pub role: String,
    client: Option<Uuid>,
    candidate: Option<Uuid>,
}

/// The invitation behind a link's token, while it is open.
pub async fn invitation(server: &Server, token: &str) -> Result<Option<Invitation>, DbError> {
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
pub async fn accept(
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
        notices::password_changed(server, &tx, &Recipient::from(invited)).await?;
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

impl From<&Invitation> for Recipient {
    fn from(invited: &Invitation) -> Recipient {
        Recipient {
            org: invited.org,
            organisation: invited.organisation.clone(),
            email: invited.email.clone(),
            name: invited.full_name.clone(),
        }
    }
}
