//! Refresh tokens: each works once and names its session, so that a copy of any age is recognised.

use super::noted::note;
use super::refusal::Refusal;
use super::sessions;
use super::users::{self, Account, Entry};
use crate::http::{self, agent};
use crate::server::Server;
use crate::tokens::Claims;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::secrets::{hash, is_mac, mac};
use platform::{Actor, Tx};
use serde_json::json;
use uuid::Uuid;

/// A refresh token used again within this time is a client that did not hear the first answer.
const GRACE: &str = "10 seconds";

/// Opens a session and answers its tokens.
pub async fn open(server: &Server, parts: &Parts, entry: &Entry) -> Result<Response, Refusal> {
    let id = Uuid::now_v7();
    let refresh = mint(server, entry.account.org, id);
    sessions::enter(server, parts, entry, id, &hash(&refresh)).await?;
    answer(server, &entry.account, id, &refresh)
}

/// A new token of a session: organisation, session, 128 random bits, and proof that the server made it.
fn mint(server: &Server, org: Uuid, session: Uuid) -> String {
    let head = [org.as_bytes().as_slice(), session.as_bytes(), &rand::random::<[u8; 16]>()].concat();
    URL_SAFE_NO_PAD.encode([head.as_slice(), &mac(&key(server), &[&head])[..16]].concat())
}

/// Turns a refresh token into new tokens. One that was already turned, however long ago, ends the session: somebody
/// copied it.
pub async fn turn(server: &Server, parts: &Parts, token: &str) -> Result<Response, Refusal> {
    if token.is_empty() {
        return Err(Refusal::bad("validation_failed", "Send refresh_token"));
    }
    let unknown = || Refusal::bad("refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
    let (org, id) = session_of(server, token).ok_or_else(unknown)?;
    let (old, next) = (hash(token), mint(server, org, id));
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let sql = format!(
        "select user_id, refresh_hash = $3 or former_hash = $3 and rotated_at > now() - interval '{GRACE}'
           from identity.sessions where org_id = $1 and id = $2 and ended_at is null and expires_at > now() for update"
    );
    let row = tx.query_opt(&sql, &[&org, &id, &old]).await?.ok_or_else(unknown)?;
    let user: Uuid = row.get(0);
    let account = users::within(&tx, org, user).await?.filter(|u| u.is_active).ok_or_else(Refusal::unknown)?;
    if !row.get::<_, Option<bool>>(1).unwrap_or(false) {
        return end_copied(server, parts, tx, &account, id).await;
    }
    let sql = "update identity.sessions set refresh_hash = $3, former_hash = $4, rotated_at = now(),
                      expires_at = least(now() + make_interval(secs => $5), created_at + make_interval(secs => $6))
                where org_id = $1 and id = $2";
    let (lifetime, longest) = server.settings.lifetimes();
    tx.execute(sql, &[&org, &id, &hash(&next), &old, &lifetime, &longest]).await?;
    tx.commit().await?;
    answer(server, &account, id, &next)
}

async fn end_copied(server: &Server, parts: &Parts, tx: Tx, account: &Account, id: Uuid) -> Result<Response, Refusal> {
    let sql = "update identity.sessions set ended_at = now() where org_id = $1 and id = $2";
    tx.execute(sql, &[&account.org, &id]).await?;
    let (address, agent) = (http::address(parts), agent(&parts.headers));
    tx.become_actor(&Actor { address, agent, session: Some(id.to_string()), ..Actor::system(account.org) }).await?;
    let words = format!("A copied sign-in of {} was used; the session was ended", account.full_name);
    note(&tx, "login_failed", "warn", account, &words).await?;
    tx.commit().await?;
    server.forget();
    Err(Refusal::bad("refresh_token_already_used", "Invalid Refresh Token: Already Used"))
}

/// The session a genuine token belongs to.
fn session_of(server: &Server, token: &str) -> Option<(Uuid, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (head, proof) = (bytes.get(..48)?, bytes.get(48..64)?);
    let genuine = bytes.len() == 64 && is_mac(&key(server), &[head], proof);
    genuine.then_some((Uuid::from_slice(&head[..16]).ok()?, Uuid::from_slice(&head[16..32]).ok()?))
}

fn key(server: &Server) -> [u8; 32] {
    server.tools.keys.master().derive("refresh tokens")
}

fn answer(server: &Server, user: &Account, session: Uuid, refresh: &str) -> Result<Response, Refusal> {
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
