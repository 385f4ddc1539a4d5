//! Refresh tokens: each works once and names its session, so that a copy of any age is recognised.

use super::{Refusal, sessions, users};
use crate::http::agent;
use crate::identify;
use crate::server::Server;
use axum::http::request::Parts;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::secrets::{hash, is_mac, mac};
use platform::{Actor, Tx};
use uuid::Uuid;

/// A refresh token used again within this time is a client that did not hear the first answer.
const GRACE: &str = "10 seconds";

/// A new token of a session: organisation, session, 128 random bits, and proof that the server made it.
pub(super) fn token(server: &Server, org: Uuid, session: Uuid) -> String {
    let head = [org.as_bytes().as_slice(), session.as_bytes(), &rand::random::<[u8; 16]>()].concat();
    URL_SAFE_NO_PAD.encode([head.as_slice(), &mac(&key(server), &[&head])[..16]].concat())
}

/// Turns a refresh token into new tokens. One that was already turned, however long ago, ends the session: somebody
/// copied it.
pub(super) async fn turn(server: &Server, parts: &Parts, token: &str) -> Result<Response, Refusal> {
    if token.is_empty() {
        return Err(Refusal::bad("validation_failed", "Send refresh_token"));
    }
    let unknown = || Refusal::bad("refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
    let (org, id) = session_of(server, token).ok_or_else(unknown)?;
    let (old, next) = (hash(token), self::token(server, org, id));
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
    let (lifetime, longest) = sessions::lifetimes(server);
    tx.execute(sql, &[&org, &id, &hash(&next), &old, &lifetime, &longest]).await?;
    tx.commit().await?;
    sessions::answer(server, &account, id, &next)
}

async fn end_copied(
    server: &Server,
    parts: &Parts,
    tx: Tx,
    account: &users::Account,
    id: Uuid,
) -> Result<Response, Refusal> {
    let sql = "update identity.sessions set ended_at = now() where org_id = $1 and id = $2";
    tx.execute(sql, &[&account.org, &id]).await?;
    let (address, agent) = (identify::address(parts), agent(&parts.headers));
    tx.become_actor(&Actor { address, agent, session: Some(id.to_string()), ..Actor::system(account.org) }).await?;
    let words = format!("A copied sign-in of {} was used; the session was ended", account.full_name);
    sessions::note(&tx, "login_failed", "warn", account, &words).await?;
    tx.commit().await?;
    server.sessions.forget();
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
