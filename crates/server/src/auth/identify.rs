//! A request's credentials → who is asking.

use super::noted::note_key;
use crate::http::{self, Failure};
use crate::server::Server;
use crate::settings::Settings;
use crate::tokens::Claims;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use platform::secrets::hash;
use platform::{Actor, DbError, Tx, explain};
use records::Error;
use uuid::Uuid;

/// The header a visitor without an account names the organisation in. It opens nothing but what is public anyway.
const ORGANISATION: &str = "throughline-organisation";

/// Who is asking: a signed-in user, an API key, or a visitor.
pub(super) async fn identify(server: &Server, parts: &Parts) -> Result<Actor, Failure> {
    Ok(match credential(&parts.headers) {
        Some(key) if key.starts_with("tl_") => of_key(server, key, http::address(parts).as_deref()).await?,
        Some(token) => {
            if let Some(actor) = server.sessions.get(token.as_bytes()) {
                actor
            } else {
                let claims = server
                    .tokens
                    .read(token)
                    .map_err(|why| Error::new(401, "PGRST301", why).hint("Sign in again at /auth/v1/token."))?;
                of_user(server, token, &claims).await?
            }
        }
        None => visitor(server, parts).await?,
    })
}

/// The bearer token, or the key in `apikey`.
fn credential(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let bearer = text("authorization")
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    bearer.filter(|b| !b.is_empty()).or_else(|| text("apikey").filter(|k| k.starts_with("tl_")))
}

async fn visitor(server: &Server, parts: &Parts) -> Result<Actor, Failure> {
    let slug = parts.headers.get(ORGANISATION).and_then(|v| v.to_str().ok());
    let Some(slug) = slug else {
        return Err(Error::new(401, "PGRST302", "Sign in, or name the organisation whose public pages you want")
            .hint("Send Authorization: Bearer <token> from /auth/v1/token, or the header Throughline-Organisation: <short name>.")
            .into());
    };
    let nobody = || Error::new(401, "PGRST302", "There is no organisation with this short name");
    let at = server.at_host(parts).await.map_err(|e| explain(&server.catalog, &e, false))?;
    if at.is_some_and(|at| at.slug != slug) {
        return Err(nobody().into());
    }
    let key = [b"organisation ", slug.as_bytes()].concat();
    if let Some(actor) = server.sessions.get(&key) {
        return Ok(actor);
    }
    let since = server.sessions.moment();
    let org = server.organisation(slug).await.map_err(|e| explain(&server.catalog, &e, false))?;
    let org = org.ok_or_else(nobody)?;
    let actor = Actor::anonymous(org);
    server.sessions.keep(since, key, actor.clone());
    Ok(actor)
}

/// The actor of a verified access token, as the database knows them now.
async fn of_user(server: &Server, token: &str, claims: &Claims) -> Result<Actor, Failure> {
    let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
    let since = server.sessions.moment();
    let tx = server.door.begin(&Actor::sign_in(claims.org)).await.map_err(failed)?;
    let row = tx
        .query_opt(
            "select u.role::text, u.client_id, u.candidate_id from identity.sessions s join identity.users u on u.org_id = s.org_id and u.id = s.user_id
              where s.org_id = $1 and s.id = $2 and s.user_id = $3 and s.ended_at is null and s.expires_at > now() and u.status = 'active'",
            &[&claims.org, &claims.session_id, &claims.sub],
        )
        .await
        .map_err(|e| failed(e.into()))?;
    tx.execute(
        "update identity.users set last_active_at = now() where org_id = $1 and id = $2 and (last_active_at is null or last_active_at < now() - interval '5 minutes')",
        &[&claims.org, &claims.sub],
    )
    .await
    .map_err(|e| failed(e.into()))?;
    let closed = closed_until(&tx, claims.org).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    let row = row.ok_or_else(|| {
        Error::new(401, "PGRST301", "This session has ended").hint("Sign in again at /auth/v1/token.")
    })?;
    let role = role_of(row.get(0))?;
    let_in(closed, role)?;
    let actor = Actor {
        user: Some(claims.sub),
        client: row.get(1),
        candidate: row.get(2),
        session: Some(claims.session_id.to_string()),
        ..Actor::of(claims.org, role)
    };
    server.sessions.keep(since, token.as_bytes().to_vec(), actor.clone());
    Ok(actor)
}

/// The actor of a browser's session; none when it has ended. A session in use lives on.
pub async fn of_cookie(server: &Server, token: &str) -> Result<Option<Actor>, Failure> {
    let hash = cookie_hash(token);
    if let Some(actor) = server.sessions.get(&hash) {
        return Ok(Some(actor));
    }
    let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
    let since = server.sessions.moment();
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await.map_err(failed)?;
    let row = tx
        .query_opt(
            "select s.org_id, s.id, s.user_id, u.role::text, u.client_id, u.candidate_id, s.rotated_at < now() - interval '1 hour'
               from identity.sessions s join identity.users u on u.org_id = s.org_id and u.id = s.user_id
              where s.refresh_hash = $1 and s.ended_at is null and s.expires_at > now() and u.status = 'active'",
            &[&hash],
        )
        .await
        .map_err(|e| failed(e.into()))?;
    let Some(row) = row else { return Ok(None) };
    let (org, session, user): (Uuid, Uuid, Uuid) = (row.get(0), row.get(1), row.get(2));
    if row.get(6) {
        let (lifetime, longest) = server.settings.lifetimes();
        let sql = "update identity.sessions set rotated_at = now(),
                     expires_at = least(now() + make_interval(secs => $3), created_at + make_interval(secs => $4))
                    where org_id = $1 and id = $2";
        tx.execute(sql, &[&org, &session, &lifetime, &longest]).await.map_err(|e| failed(e.into()))?;
    }
    tx.execute("update identity.users set last_active_at = now() where org_id = $1 and id = $2 and (last_active_at is null or last_active_at < now() - interval '5 minutes')", &[&org, &user])
        .await
        .map_err(|e| failed(e.into()))?;
    let closed = closed_until(&tx, org).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    let_in(closed, role_of(row.get(3))?)?;
    let actor = Actor {
        user: Some(user),
        client: row.get(4),
        candidate: row.get(5),
        session: Some(session.to_string()),
        ..Actor::of(org, role_of(row.get(3))?)
    };
    server.sessions.keep(since, hash, actor.clone());
    Ok(Some(actor))
}

/// The actor of an API key, used from this address.
async fn of_key(server: &Server, key: &str, address: Option<&str>) -> Result<Actor, Failure> {
    let hash = hash(key);
    if let Some(actor) = server.sessions.get(&hash) {
        return Ok(actor);
    }
    let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
    let since = server.sessions.moment();
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await.map_err(failed)?;
    let sql = "update identity.api_keys k set last_used_at = now() where key_hash = $1 and identity.is_good(k)
               returning org_id, role::text, user_id, id, name,
                 noted_at is null or noted_at < now() - interval '1 day'
                   or noted_from is distinct from $2 and noted_at < now() - interval '1 hour'";
    let row = tx.query_opt(sql, &[&hash, &address]).await.map_err(|e| failed(e.into()))?;
    let told = "This API key is unknown, expired or revoked, or its owner has left";
    let row = row.ok_or_else(|| Error::new(401, "PGRST301", told).hint("See rpc/list_api_keys, or ask an admin."))?;
    let (org, id): (Uuid, Uuid) = (row.get(0), row.get(3));
    let session = Some(Actor::key_session(id));
    if row.get(5) {
        let used = format!("API key {} was used", row.get::<_, &str>(4));
        note_key(&tx, org, id, session.clone(), address, &used).await.map_err(failed)?;
    }
    let closed = closed_until(&tx, org).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    let_in(closed, role_of(row.get(1))?)?;
    let actor = Actor { user: row.get(2), session, ..Actor::of(org, role_of(row.get(1))?) };
    server.sessions.keep(since, hash, actor.clone());
    Ok(actor)
}

/// While an organisation is closed for maintenance: until when, in its own words, which may be empty.
///
/// # Errors
/// What PostgreSQL said.
pub async fn closed_until(tx: &Tx, org: Uuid) -> Result<Option<String>, DbError> {
    let query = "select coalesce(max(value #>> '{}') filter (where key = 'maintenance.until'), '')
                   from identity.system_settings where org_id = $1 and key in ('MAINTENANCE_MODE', 'maintenance.until')
                 having bool_or(key = 'MAINTENANCE_MODE' and value = 'true')";
    Ok(tx.query_opt(query, &[&org]).await?.map(|row| row.get(0)))
}

/// Refuses everybody but admins while their organisation is closed for maintenance.
fn let_in(closed: Option<String>, role: &str) -> Result<(), Failure> {
    let Some(until) = closed.filter(|_| role != "admin") else { return Ok(()) };
    let message = match until.trim() {
        "" => "Your organisation is closed for maintenance.".to_string(),
        until => format!("Your organisation is closed for maintenance. It opens again: {until}."),
    };
    Err(Error::new(503, "TL503", message).hint("Try again later; admins can open it at /admin/settings.").into())
}

/// The name of the cookie. Behind https the browser itself sees to it that nobody else can set it.
const COOKIE: &str = "throughline";
const SECURE_COOKIE: &str = "__Host-throughline";

/// The cookie with this token.
pub fn cookie(token: &str, settings: &Settings) -> String {
    let (name, secure) = if settings.is_https() { (SECURE_COOKIE, "; Secure") } else { (COOKIE, "") };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The session token of a browser.
pub fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    http::cookie(headers, SECURE_COOKIE).or_else(|| http::cookie(headers, COOKIE))
}

/// What is stored of a cookie's token: never what is stored of a refresh token, so that neither can stand in for the other.
pub(super) fn cookie_hash(token: &str) -> Vec<u8> {
    hash(&format!("cookie {token}"))
}

/// The role as one of the product's.
pub fn role_of(name: &str) -> Result<&'static str, Error> {
    modules::ROLES
        .iter()
        .find(|r| **r == name && !matches!(**r, "system" | "anonymous"))
        .copied()
        .ok_or_else(|| Error::new(401, "PGRST301", "This account has an unknown role"))
}
