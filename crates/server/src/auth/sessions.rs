//! Sessions: opened by a password or a mailed link, ended by signing out and by age.

use super::devices;
use super::identify::{cookie, cookie_hash};
use super::noted::{log, note};
use super::notices::{self, Recipient};
use super::refusal::Refusal;
use super::users::Entry;
use crate::http;
use crate::server::Server;
use axum::http::request::Parts;
use platform::secrets::new_token;
use platform::{Actor, DbError};
use uuid::Uuid;

/// Which of a person's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// The one asking.
    This,
    /// All but the one asking.
    Others,
}

/// Opens a browser's session and answers its cookies: the session, and the one by which the browser is known later.
pub async fn open_cookie(server: &Server, parts: &Parts, entry: &Entry) -> Result<Vec<String>, Refusal> {
    let token = new_token();
    enter(server, parts, entry, Uuid::now_v7(), &cookie_hash(&token)).await?;
    let lifetime = server.settings.longest_session.as_secs();
    let session = format!("{}; Max-Age={lifetime}", cookie(&token, &server.settings));
    Ok(vec![session, devices::remember(server, &parts.headers, &entry.account)])
}

/// Enters a session and notes it. Whoever signs in where they never did before is told.
pub(super) async fn enter(
    server: &Server,
    parts: &Parts,
    entry: &Entry,
    id: Uuid,
    refresh_hash: &[u8],
) -> Result<(), Refusal> {
    let (user, address, agent) = (&entry.account, http::address(parts), http::agent(&parts.headers));
    let (lifetime, longest) = server.settings.lifetimes();
    let tx = server.door.begin(&Actor::sign_in(user.org)).await?;
    let sql = "select count(*) > 0 and not coalesce(bool_or(ip_address is not distinct from $3
                        and user_agent is not distinct from $4), false)
                 from identity.sessions where org_id = $1 and user_id = $2";
    let is_new: bool = tx.query_one(sql, &[&user.org, &user.id, &address, &agent]).await?.get(0);
    let sql = "insert into identity.sessions (org_id, id, user_id, refresh_hash, expires_at, ip_address, user_agent)
               values ($1, $2, $3, $4, now() + make_interval(secs => $5), $6, $7)";
    tx.execute(sql, &[&user.org, &id, &user.id, &refresh_hash, &lifetime.min(longest), &address, &agent]).await?;
    let sql = "update identity.users set last_login_at = now(), last_active_at = now(),
                 password_hash = coalesce($3, password_hash) where org_id = $1 and id = $2";
    tx.execute(sql, &[&user.org, &user.id, &entry.rehash]).await?;
    let who = Actor { user: Some(user.id), session: Some(id.to_string()), address, agent, ..Actor::system(user.org) };
    tx.become_actor(&who).await?;
    note(&tx, "login", "info", user, &format!("{} signed in", user.full_name)).await?;
    if is_new && !devices::is_known(server, &parts.headers, user) {
        notices::new_device(server, &tx, &Recipient::from(user), &who).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends sessions of the person asking.
pub async fn end(server: &Server, actor: &Actor, which: Which) -> Result<(), DbError> {
    let this = actor.session.as_deref().and_then(|s| Uuid::parse_str(s).ok()).unwrap_or_default();
    let condition = match which {
        Which::All => "$3::uuid is not null",
        Which::This => "id = $3::uuid",
        Which::Others => "id <> $3::uuid",
    };
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await?;
    tx.execute(&format!("update identity.sessions set ended_at = now() where org_id = $1 and user_id = $2 and ended_at is null and {condition}"), &[&actor.org, &actor.user, &this]).await?;
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    if which != Which::Others {
        log(&tx, "logout", "info", "users", actor.user, "Signed out").await?;
    }
    tx.commit().await?;
    server.forget();
    Ok(())
}
