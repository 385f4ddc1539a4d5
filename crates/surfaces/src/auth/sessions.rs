//! Sessions: opened by a password, kept alive by rotating refresh tokens, ended by signing out.

use super::Refusal;
use super::tokens::Claims;
use super::users::Account;
use crate::http::{self, Failure};
use crate::identify;
use crate::rest::explain::explain;
use crate::server::Server;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use platform::secrets::{hash, new_token};
use platform::{Actor, DbError};
use records::Error;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a look at a session is trusted: a role that changes or a session that ends is noticed within this time.
const TRUST: Duration = Duration::from_secs(5);
/// A refresh token used again within this time is a client that did not hear the first answer.
const GRACE: &str = "10 seconds";

/// What was last known of sessions, API keys and visitors.
#[derive(Default)]
pub(crate) struct Sessions(RwLock<HashMap<Vec<u8>, (Instant, Actor)>>);

/// Which of a person's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All of them.
    All,
    /// The one asking.
    This,
    /// All but the one asking.
    Others,
}

impl Sessions {
    /// The actor of a verified access token, as the database knows them now.
    pub(crate) async fn of_user(&self, server: &Server, token: &str, claims: &Claims) -> Result<Actor, Failure> {
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
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
        tx.commit().await.map_err(failed)?;
        let row = row.ok_or_else(|| Error::new(401, "PGRST301", "This session has ended").hint("Sign in again at /auth/v1/token."))?;
        let role = role_of(row.get(0))?;
        open_for(server, claims.org, role).await?;
        let actor = Actor { user: Some(claims.sub), client: row.get(1), candidate: row.get(2), session: Some(claims.session_id.to_string()), ..Actor::of(claims.org, role) };
        self.remember(token.as_bytes().to_vec(), actor.clone());
        Ok(actor)
    }

    /// The actor of a browser's session; none when it has ended. A session in use lives on.
    pub(crate) async fn of_cookie(&self, server: &Server, token: &str) -> Result<Option<Actor>, Failure> {
        let hash = cookie_hash(token);
        if let Some(actor) = self.known(&hash) {
            return Ok(Some(actor));
        }
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
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
            let lifetime = server.settings.session.as_secs() as f64;
            tx.execute("update identity.sessions set rotated_at = now(), expires_at = now() + make_interval(secs => $3) where org_id = $1 and id = $2", &[&org, &session, &lifetime])
                .await
                .map_err(|e| failed(e.into()))?;
        }
        tx.execute("update identity.users set last_active_at = now() where org_id = $1 and id = $2 and (last_active_at is null or last_active_at < now() - interval '5 minutes')", &[&org, &user])
            .await
            .map_err(|e| failed(e.into()))?;
        tx.commit().await.map_err(failed)?;
        open_for(server, org, role_of(row.get(3))?).await?;
        let actor = Actor { user: Some(user), client: row.get(4), candidate: row.get(5), session: Some(session.to_string()), ..Actor::of(org, role_of(row.get(3))?) };
        self.remember(hash, actor.clone());
        Ok(Some(actor))
    }

    /// The actor of an API key.
    pub(crate) async fn of_key(&self, server: &Server, key: &str) -> Result<Actor, Failure> {
        let hash = hash(key);
        if let Some(actor) = self.known(&hash) {
            return Ok(actor);
        }
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
        let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await.map_err(failed)?;
        let row = tx
            .query_opt(
                "update identity.api_keys k set last_used_at = now() where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())
                    and (user_id is null or exists (select from identity.users u where u.org_id = k.org_id and u.id = k.user_id and u.status = 'active'))
                 returning org_id, role::text, user_id, id",
                &[&hash],
            )
            .await
            .map_err(|e| failed(e.into()))?;
        tx.commit().await.map_err(failed)?;
        let row = row.ok_or_else(|| Error::new(401, "PGRST301", "This API key is unknown, expired or revoked"))?;
        open_for(server, row.get(0), role_of(row.get(1))?).await?;
        let actor = Actor { user: row.get(2), session: Some(format!("key {}", row.get::<_, Uuid>(3))), ..Actor::of(row.get(0), role_of(row.get(1))?) };
        self.remember(hash, actor.clone());
        Ok(actor)
    }

    /// Looks everything up anew.
    pub(crate) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Somebody whose credential was verified and looked up a moment ago.
    pub(crate) fn known(&self, key: &[u8]) -> Option<Actor> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).filter(|(at, _)| at.elapsed() < TRUST).map(|(_, actor)| actor.clone())
    }

    /// Trusts what was just verified and looked up, for a moment.
    pub(crate) fn remember(&self, key: Vec<u8>, actor: Actor) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() > 10_000 {
            known.retain(|_, (at, _)| at.elapsed() < TRUST);
        }
        known.insert(key, (Instant::now(), actor));
    }
}

/// Refuses everybody but admins while their organisation is closed for maintenance.
async fn open_for(server: &Server, org: Uuid, role: &str) -> Result<(), Failure> {
    if role == "admin" {
        return Ok(());
    }
    let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
    let tx = server.door.begin(&Actor::sign_in(org)).await.map_err(failed)?;
    let query = "select exists (select from identity.system_settings where org_id = $1 and key = 'MAINTENANCE_MODE' and value = 'true')";
    let closed: bool = tx.query_one(query, &[&org]).await.map_err(|e| failed(e.into()))?.get(0);
    tx.commit().await.map_err(failed)?;
    if closed {
        let message = "Your organisation is closed for maintenance.";
        return Err(Error::new(503, "TL503", message).hint("Try again later; admins can open it at /admin/settings.").into());
    }
    Ok(())
}

/// Opens a session and answers its tokens.
pub(super) async fn open(server: &Server, parts: &Parts, user: &Account, rehash: Option<String>) -> Result<Response, Refusal> {
    let refresh = new_token();
    let id = enter(server, parts, user, rehash, &hash(&refresh)).await?;
    answer(server, user, id, &refresh)
}

/// Opens a browser's session and answers its cookie.
pub(crate) async fn open_cookie(server: &Server, parts: &Parts, user: &Account, rehash: Option<String>) -> Result<String, Refusal> {
    let token = new_token();
    enter(server, parts, user, rehash, &cookie_hash(&token)).await?;
    Ok(format!("{}; Max-Age={}", cookie(&token, &server.settings), server.settings.session.as_secs()))
}

/// The name of the cookie. Behind https the browser itself sees to it that nobody else can set it.
const COOKIE: &str = "throughline";
const SECURE_COOKIE: &str = "__Host-throughline";

/// The cookie with this token.
pub(crate) fn cookie(token: &str, settings: &crate::Settings) -> String {
    let (name, secure) = if settings.is_https() { (SECURE_COOKIE, "; Secure") } else { (COOKIE, "") };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The session token of a browser.
pub(crate) fn cookie_of(headers: &axum::http::HeaderMap) -> Option<&str> {
    let named = |name: &str| {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
        pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(n, v)| *n == name && !v.is_empty()).map(|(_, v)| v)
    };
    named(SECURE_COOKIE).or_else(|| named(COOKIE))
}

/// What is stored of a cookie's token: never what is stored of a refresh token, so that neither can stand in for the other.
fn cookie_hash(token: &str) -> Vec<u8> {
    hash(&format!("cookie {token}"))
}

/// Enters a session and notes it.
async fn enter(server: &Server, parts: &Parts, user: &Account, rehash: Option<String>, refresh_hash: &[u8]) -> Result<Uuid, Refusal> {
    let id = Uuid::now_v7();
    let (address, agent) = (identify::address(parts), parts.headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).map(|a| a.chars().take(300).collect::<String>()));
    let lifetime = server.settings.session.as_secs() as f64;
    let tx = server.door.begin(&Actor::sign_in(user.org)).await?;
    tx.execute(
        "insert into identity.sessions (org_id, id, user_id, refresh_hash, expires_at, ip_address, user_agent) values ($1, $2, $3, $4, now() + make_interval(secs => $5), $6, $7)",
        &[&user.org, &id, &user.id, &refresh_hash, &lifetime, &address, &agent],
    )
    .await?;
    tx.execute("update identity.users set last_login_at = now(), last_active_at = now(), password_hash = coalesce($3, password_hash) where org_id = $1 and id = $2", &[&user.org, &user.id, &rehash])
        .await?;
    let who = Actor { user: Some(user.id), session: Some(id.to_string()), address, agent, ..Actor::system(user.org) };
    tx.become_actor(&who).await?;
    log(&tx, "login", &format!("{} signed in", user.full_name)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Turns a refresh token into new tokens. A token that was already turned ends the session: somebody copied it.
pub(super) async fn refresh(server: &Server, parts: &Parts, token: &str) -> Result<Response, Refusal> {
    if token.is_empty() {
        return Err(Refusal::bad("validation_failed", "Send refresh_token"));
    }
    let (old, next) = (hash(token), new_token());
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let row = tx
        .query_opt(
            &format!(
                "select org_id, id, user_id, refresh_hash = $1 or rotated_at > now() - interval '{GRACE}' from identity.sessions
                  where (refresh_hash = $1 or former_hash = $1) and ended_at is null and expires_at > now() for update"
            ),
            &[&old],
        )
        .await?;
    let Some(row) = row else { return Err(Refusal::bad("refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")) };
    let (org, id, user): (Uuid, Uuid, Uuid) = (row.get(0), row.get(1), row.get(2));
    if !row.get::<_, bool>(3) {
        tx.execute("update identity.sessions set ended_at = now() where org_id = $1 and id = $2", &[&org, &id]).await?;
        tx.commit().await?;
        server.sessions.forget();
        tracing::warn!("session {id}: an old refresh token was used again from {:?}; the session was ended", identify::address(parts));
        return Err(Refusal::bad("refresh_token_already_used", "Invalid Refresh Token: Already Used"));
    }
    let lifetime = server.settings.session.as_secs() as f64;
    tx.execute(
        "update identity.sessions set refresh_hash = $3, former_hash = $4, rotated_at = now(), expires_at = now() + make_interval(secs => $5) where org_id = $1 and id = $2",
        &[&org, &id, &hash(&next), &old, &lifetime],
    )
    .await?;
    tx.commit().await?;
    let user = super::users::by_id(server, org, user).await?.filter(|u| u.is_active).ok_or_else(Refusal::unknown)?;
    answer(server, &user, id, &next)
}

/// Ends sessions of the person asking.
pub(crate) async fn end(server: &Server, actor: &Actor, which: Which) -> Result<(), DbError> {
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
        log(&tx, "logout", "Signed out").await?;
    }
    tx.commit().await?;
    server.sessions.forget();
    Ok(())
}

/// Sign-ins and sign-outs stand in the audit log and the feed.
async fn log(tx: &platform::Tx, action: &str, description: &str) -> Result<(), DbError> {
    tx.execute(
        "insert into identity.audit_log (user_id, action, resource_type, resource_id, ip_address, user_agent, session_id)
         values (kit.user_id(), $1::text::identity.audit_action, 'users', kit.user_id(), kit.address(), kit.user_agent(), kit.session_id())",
        &[&action],
    )
    .await?;
    tx.execute(
        "insert into identity.activity_logs (user_id, action_type, entity_type, entity_id, description, ip_address) values (kit.user_id(), $1, 'users', kit.user_id(), $2, kit.address())",
        &[&action, &description],
    )
    .await?;
    Ok(())
}

fn answer(server: &Server, user: &Account, session: Uuid, refresh: &str) -> Result<Response, Refusal> {
    let now = jiff::Timestamp::now().as_second();
    let lifetime = server.tokens.lifetime();
    let claims = Claims { sub: user.id, org: user.org, session_id: session, role: user.role.clone(), email: user.email.clone(), aud: "authenticated".into(), iat: now, exp: now + lifetime };
    let token = server.tokens.sign(&claims).map_err(|e| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "unexpected_failure", e.to_string()))?;
    let body = json!({ "access_token": token, "token_type": "bearer", "expires_in": lifetime, "expires_at": now + lifetime, "refresh_token": refresh, "user": user.json() });
    Ok(http::json(StatusCode::OK, body.to_string().into_bytes()))
}

/// The role as one of the product's.
pub(crate) fn role_of(name: &str) -> Result<&'static str, Error> {
    modules::ROLES.iter().find(|r| **r == name && !matches!(**r, "system" | "anonymous")).copied().ok_or_else(|| Error::new(401, "PGRST301", "This account has an unknown role"))
}
