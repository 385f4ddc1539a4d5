//! Sessions: opened by a password or a mailed link, kept alive while they are used, ended by signing out and by age.

use super::notices::{self, Recipient};
use super::passwords::Entry;
use super::tokens::Claims;
use super::users::Account;
use super::{Refusal, devices};
use crate::http::{self, Failure};
use crate::identify;
use crate::rest::explain::explain;
use crate::server::Server;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use platform::secrets::{hash, new_token};
use platform::{Actor, DbError, Tx};
use records::Error;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a look at a session is trusted when no word comes; changes are told at once (`identity.tell_access`).
const TRUST: Duration = Duration::from_secs(5);

/// What was last known of sessions, API keys and visitors.
#[derive(Default)]
pub(crate) struct Sessions(RwLock<Known>);

#[derive(Default)]
struct Known {
    /// How often everything was forgotten: what was looked up before that is not remembered after it.
    forgotten: u64,
    actors: HashMap<Vec<u8>, (Instant, Actor)>,
}

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
        let since = self.moment();
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
        let closed = is_closed(&tx, claims.org).await.map_err(failed)?;
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
        self.remember(since, token.as_bytes().to_vec(), actor.clone());
        Ok(actor)
    }

    /// The actor of a browser's session; none when it has ended. A session in use lives on.
    pub(crate) async fn of_cookie(&self, server: &Server, token: &str) -> Result<Option<Actor>, Failure> {
        let hash = cookie_hash(token);
        if let Some(actor) = self.known(&hash) {
            return Ok(Some(actor));
        }
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
        let since = self.moment();
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
            let (lifetime, longest) = lifetimes(server);
            let sql = "update identity.sessions set rotated_at = now(),
                         expires_at = least(now() + make_interval(secs => $3), created_at + make_interval(secs => $4))
                        where org_id = $1 and id = $2";
            tx.execute(sql, &[&org, &session, &lifetime, &longest]).await.map_err(|e| failed(e.into()))?;
        }
        tx.execute("update identity.users set last_active_at = now() where org_id = $1 and id = $2 and (last_active_at is null or last_active_at < now() - interval '5 minutes')", &[&org, &user])
            .await
            .map_err(|e| failed(e.into()))?;
        let closed = is_closed(&tx, org).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        let_in(closed, role_of(row.get(3))?)?;
        let actor = Actor {
            user: Some(user),
            client: row.get(4),
            candidate: row.get(5),
            session: Some(session.to_string()),
            ..Actor::of(org, role_of(row.get(3))?)
        };
        self.remember(since, hash, actor.clone());
        Ok(Some(actor))
    }

    /// The actor of an API key, used from this address. A key works while its owner may sign in, and makes nobody an
    /// admin whose owner is none.
    pub(crate) async fn of_key(&self, server: &Server, key: &str, address: Option<&str>) -> Result<Actor, Failure> {
        let hash = hash(key);
        if let Some(actor) = self.known(&hash) {
            return Ok(actor);
        }
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
        let since = self.moment();
        let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await.map_err(failed)?;
        let sql = "update identity.api_keys k set last_used_at = now()
                    where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())
                      and (user_id is null or exists (select from identity.users u
                            where u.org_id = k.org_id and u.id = k.user_id and u.status = 'active'))
                      and (owner_id is null or exists (select from identity.users u
                            where u.org_id = k.org_id and u.id = k.owner_id and u.status = 'active'
                              and (u.role = 'admin' or k.role <> 'admin')))
                   returning org_id, role::text, user_id, id, name,
                     noted_at is null or noted_at < now() - interval '1 day'
                       or noted_from is distinct from $2 and noted_at < now() - interval '1 hour'";
        let row = tx.query_opt(sql, &[&hash, &address]).await.map_err(|e| failed(e.into()))?;
        let told = "This API key is unknown, expired or revoked, or its owner has left";
        let row =
            row.ok_or_else(|| Error::new(401, "PGRST301", told).hint("See rpc/list_api_keys, or ask an admin."))?;
        let (org, id): (Uuid, Uuid) = (row.get(0), row.get(3));
        let session = Some(format!("key {id}"));
        if row.get(5) {
            let used = format!("API key {} was used", row.get::<_, &str>(4));
            note_key(&tx, org, id, session.clone(), address, &used).await.map_err(failed)?;
        }
        let closed = is_closed(&tx, org).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        let_in(closed, role_of(row.get(1))?)?;
        let actor = Actor { user: row.get(2), session, ..Actor::of(org, role_of(row.get(1))?) };
        self.remember(since, hash, actor.clone());
        Ok(actor)
    }

    /// Looks everything up anew, also what is being looked up just now.
    pub(crate) fn forget(&self) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.forgotten += 1;
        known.actors.clear();
    }

    /// To be taken before a look-up and given to [`Sessions::remember`] after it.
    pub(crate) fn moment(&self) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).forgotten
    }

    /// Somebody whose credential was verified and looked up a moment ago.
    pub(crate) fn known(&self, key: &[u8]) -> Option<Actor> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.actors.get(key).filter(|(at, _)| at.elapsed() < TRUST).map(|(_, actor)| actor.clone())
    }

    /// Trusts what was just verified and looked up, for a moment; unless everything was forgotten meanwhile.
    pub(crate) fn remember(&self, since: u64, key: Vec<u8>, actor: Actor) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.forgotten != since {
            return;
        }
        if known.actors.len() > 10_000 {
            known.actors.retain(|_, (at, _)| at.elapsed() < TRUST);
        }
        known.actors.insert(key, (Instant::now(), actor));
    }
}

/// How long a session lasts unused, and at most, in seconds.
pub(super) fn lifetimes(server: &Server) -> (f64, f64) {
    (server.settings.session.as_secs_f64(), server.settings.longest_session.as_secs_f64())
}

/// Whether the organisation is closed for maintenance.
async fn is_closed(tx: &Tx, org: Uuid) -> Result<bool, DbError> {
    let query = "select exists (select from identity.system_settings where org_id = $1 and key = 'MAINTENANCE_MODE' and value = 'true')";
    Ok(tx.query_one(query, &[&org]).await?.get(0))
}

/// Refuses everybody but admins while their organisation is closed for maintenance.
fn let_in(closed: bool, role: &str) -> Result<(), Failure> {
    if !closed || role == "admin" {
        return Ok(());
    }
    let message = "Your organisation is closed for maintenance.";
    Err(Error::new(503, "TL503", message).hint("Try again later; admins can open it at /admin/settings.").into())
}

/// Opens a session and answers its tokens.
pub(super) async fn open(server: &Server, parts: &Parts, entry: &Entry) -> Result<Response, Refusal> {
    let id = Uuid::now_v7();
    let refresh = super::refresh::token(server, entry.account.org, id);
    enter(server, parts, entry, id, &hash(&refresh)).await?;
    answer(server, &entry.account, id, &refresh)
}

/// Opens a browser's session and answers its cookies: the session, and the one by which the browser is known later.
pub(crate) async fn open_cookie(server: &Server, parts: &Parts, entry: &Entry) -> Result<Vec<String>, Refusal> {
    let token = new_token();
    enter(server, parts, entry, Uuid::now_v7(), &cookie_hash(&token)).await?;
    let lifetime = server.settings.longest_session.as_secs();
    let session = format!("{}; Max-Age={lifetime}", cookie(&token, &server.settings));
    Ok(vec![session, devices::remember(server, &parts.headers, &entry.account)])
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
    http::cookie(headers, SECURE_COOKIE).or_else(|| http::cookie(headers, COOKIE))
}

/// What is stored of a cookie's token: never what is stored of a refresh token, so that neither can stand in for the other.
fn cookie_hash(token: &str) -> Vec<u8> {
    hash(&format!("cookie {token}"))
}

/// Enters a session and notes it. Whoever signs in where they never did before is told.
async fn enter(server: &Server, parts: &Parts, entry: &Entry, id: Uuid, refresh_hash: &[u8]) -> Result<(), Refusal> {
    let (user, address, agent) = (&entry.account, identify::address(parts), http::agent(&parts.headers));
    let (lifetime, longest) = lifetimes(server);
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
        log(&tx, "logout", "info", "users", actor.user, "Signed out").await?;
    }
    tx.commit().await?;
    server.sessions.forget();
    Ok(())
}

/// Notes what happened to an account, in the audit log and the feed. The transaction's actor is who did it; `action` is
/// one of the audit log's, or else the change itself is logged already and only the feed hears of it.
pub(super) async fn note(tx: &Tx, action: &str, severity: &str, about: &Account, words: &str) -> Result<(), DbError> {
    log(tx, action, severity, "users", Some(about.id), words).await
}

/// Notes the use of an API key.
async fn note_key(
    tx: &Tx,
    org: Uuid,
    id: Uuid,
    session: Option<String>,
    address: Option<&str>,
    words: &str,
) -> Result<(), DbError> {
    let sql = "update identity.api_keys set noted_at = now(), noted_from = $3 where org_id = $1 and id = $2";
    tx.execute(sql, &[&org, &id, &address]).await?;
    tx.become_actor(&Actor { session, address: address.map(str::to_string), ..Actor::system(org) }).await?;
    log(tx, "login", "info", "api_keys", Some(id), words).await
}

/// Notes what happened to a record of sign-in: an account, a key, a portal.
pub(crate) async fn log(
    tx: &Tx,
    action: &str,
    severity: &str,
    noun: &str,
    id: Option<Uuid>,
    words: &str,
) -> Result<(), DbError> {
    if matches!(action, "login" | "logout" | "login_failed") {
        let sql = "insert into identity.audit_log
                     (user_id, action, resource_type, resource_id, ip_address, user_agent, session_id)
                   values (kit.user_id(), $1::text::identity.audit_action, $2, $3,
                     kit.address(), kit.user_agent(), kit.session_id())";
        tx.execute(sql, &[&action, &noun, &id]).await?;
    }
    let sql = "insert into identity.activity_logs
                 (user_id, action_type, severity, entity_type, entity_id, description, ip_address)
               values (kit.user_id(), $1, $2::text::identity.severity, $3, $4, $5, kit.address())";
    tx.execute(sql, &[&action, &severity, &noun, &id, &words]).await?;
    Ok(())
}

pub(super) fn answer(server: &Server, user: &Account, session: Uuid, refresh: &str) -> Result<Response, Refusal> {
    let now = jiff::Timestamp::now().as_second();
    let lifetime = server.tokens.lifetime();
    let claims = Claims {
        sub: user.id,
        org: user.org,
        session_id: session,
        role: user.role.clone(),
        email: user.email.clone(),
        aud: "authenticated".into(),
        iat: now,
        exp: now + lifetime,
    };
    let token = server
        .tokens
        .sign(&claims)
        .map_err(|e| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "unexpected_failure", e.to_string()))?;
    let body = json!({ "access_token": token, "token_type": "bearer", "expires_in": lifetime, "expires_at": now + lifetime, "refresh_token": refresh, "user": user.json() });
    Ok(http::json(StatusCode::OK, body.to_string().into_bytes()))
}

/// The role as one of the product's.
pub(crate) fn role_of(name: &str) -> Result<&'static str, Error> {
    modules::ROLES
        .iter()
        .find(|r| **r == name && !matches!(**r, "system" | "anonymous"))
        .copied()
        .ok_or_else(|| Error::new(401, "PGRST301", "This account has an unknown role"))
}
