//! A client's window on its projects: opened by the holder of a link, or by somebody of the client who is signed in.

use super::door::Shut;
use crate::guest::{Guest, Refusal};
use crate::visit::Visit;
use axum::extract::{Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use platform::Actor;
use platform::passwords::{self, Match};
use server::Server;
use server::auth::noted;
use server::auth::throttle::{self, Target};
use server::http::cookie;
use sha2::Sha256;
use std::sync::Arc;
use uuid::Uuid;

/// What somebody looks through.
pub(super) struct Window {
    /// Role client, of the one client.
    pub(super) actor: Actor,
    pub(super) client: Uuid,
    /// What they may see.
    pub(super) sections: Vec<String>,
    /// Where the pages are: `/portal/<token>` or `/portal/my`.
    pub(super) base: String,
    /// Signed in: also sees invoices.
    pub(super) signed_in: bool,
}

/// A portal's link as it is kept.
struct Access {
    org: Uuid,
    id: Uuid,
    client: Uuid,
    password_hash: Option<String>,
    sections: Vec<String>,
}

/// The window of the holder of a link.
pub(super) async fn by_token(guest: &Guest, headers: &HeaderMap, token: &str) -> Result<Window, Shut> {
    let access = find(guest, token).await?;
    if let Some(hash) = &access.password_hash {
        let proof = cookie(headers, "portal").unwrap_or_default();
        if !is_proof(&guest.server, &access, hash, proof) {
            return Err(Shut::Password { wrong: false });
        }
    }
    let mut actor = guest.actor(access.org, "client");
    actor.client = Some(access.client);
    actor.session = Some(format!("portal {}", access.id));
    let base = format!("/portal/{token}");
    Ok(Window { actor, client: access.client, sections: access.sections, base, signed_in: false })
}

/// The window of somebody of the client who is signed in.
pub(super) async fn by_session(visit: &Visit) -> Result<Window, Shut> {
    let client = visit.actor.client.filter(|_| visit.actor.role == "client").ok_or(Shut::NotAClient)?;
    // What the link would show is what they see; without a link, all of it.
    let tx = visit.server.door.begin(&Actor::sign_in(visit.actor.org)).await?;
    let row = tx
        .query_opt(
            "select allowed_sections::text[] from crm.client_portal_access where org_id = $1 and client_id = $2",
            &[&visit.actor.org, &client],
        )
        .await?;
    tx.commit().await?;
    let sections =
        row.map_or_else(|| modules::crm::portal::SECTIONS.iter().map(|s| (*s).to_string()).collect(), |r| r.get(0));
    Ok(Window { actor: visit.actor.clone(), client, sections, base: "/portal/my".into(), signed_in: true })
}

/// `POST /portal/<token>`: the password.
pub(super) async fn unlock(guest: Guest, Path(token): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match check(&guest, &parts, &token, body).await {
        Ok(cookie) => {
            let mut response = Redirect::to(&format!("/portal/{token}")).into_response();
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            response
        }
        Err(shut) => shut.page(guest.at.as_deref(), &token),
    }
}

async fn check(guest: &Guest, parts: &Parts, token: &str, body: axum::body::Body) -> Result<String, Shut> {
    let server = &guest.server;
    let bytes = server::http::read(body, &parts.headers, 8 << 10).await.map_err(|_| Shut::Password { wrong: true })?;
    let typed = crate::address::pairs(&String::from_utf8_lossy(&bytes))
        .into_iter()
        .find(|(k, _)| k == "password")
        .map(|(_, v)| v)
        .unwrap_or_default();
    let access = find(guest, token).await?;
    let hash = access.password_hash.clone().ok_or(Refusal::Unknown)?;
    // Guesses are counted like those of accounts.
    let target = Target::account(access.org, &format!("portal {}", access.id));
    let address = server::http::address(parts).unwrap_or_default();
    throttle::take(server, &target, &address).await.map_err(|e| Refusal::Busy(e.retry_after))?;
    let _turn = server.hashing.acquire().await.map_err(|_| Refusal::Busy(None))?;
    let stored = hash.clone();
    let fits = tokio::task::spawn_blocking(move || passwords::verify(&typed, Some(&stored)) != Match::No)
        .await
        .unwrap_or(false);
    if !fits {
        note_failure(server, parts, &access);
        return Err(Shut::Password { wrong: true });
    }
    throttle::forgive(server, &target, &address).await?;
    let secure = if server.settings.is_https() { "; Secure" } else { "" };
    Ok(format!(
        "portal={}; Path=/portal/{token}; HttpOnly; SameSite=Lax; Max-Age=43200{secure}",
        proof(server, &access, &hash)
    ))
}

/// A wrong password is written into the feed and the audit log like a failed sign-in, without making anybody wait.
fn note_failure(server: &Arc<Server>, parts: &Parts, access: &Access) {
    let (server, org, client) = (Arc::clone(server), access.org, access.client);
    let (address, agent) = (server::http::address(parts), server::http::agent(&parts.headers));
    noted::beside(async move {
        let tx = server.door.begin(&Actor { address, agent, ..Actor::system(org) }).await?;
        let row = tx.query_one("select name from crm.clients where id = $1", &[&client]).await?;
        let words = format!("Somebody gave a wrong password at the portal of {}", row.get::<_, &str>(0));
        noted::log(&tx, "login_failed", "warn", "clients", Some(client), &words).await?;
        tx.commit().await
    });
}

/// What shows that the password was given. A new password, or a new link, makes it worthless.
fn proof(server: &Server, access: &Access, password_hash: &str) -> String {
    HEXLOWER.encode(&mac(server, access, password_hash).finalize().into_bytes())
}

fn is_proof(server: &Server, access: &Access, password_hash: &str, given: &str) -> bool {
    let bytes = HEXLOWER.decode(given.as_bytes());
    bytes.is_ok_and(|bytes| mac(server, access, password_hash).verify_slice(&bytes).is_ok())
}

fn mac(server: &Server, access: &Access, password_hash: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&server.tools.keys.master().derive("portal password"))
        .expect("a key of any length");
    mac.update(access.id.as_bytes());
    mac.update(password_hash.as_bytes());
    mac
}

/// The link with this token, where its organisation is reached.
async fn find(guest: &Guest, token: &str) -> Result<Access, Refusal> {
    let tx = guest.server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let row = tx
        .query_opt(
            "select org_id, id, client_id, password_hash, coalesce(expires_at <= now(), false), allowed_sections::text[] from crm.client_portal_access where access_token = $1",
            &[&platform::secrets::hash(token)],
        )
        .await?;
    tx.commit().await?;
    let row = row.filter(|row| guest.reaches(row.get(0))).ok_or(Refusal::Unknown)?;
    if row.get(4) {
        return Err(Refusal::Expired);
    }
    guest.enters(row.get(0)).await?;
    Ok(Access { org: row.get(0), id: row.get(1), client: row.get(2), password_hash: row.get(3), sections: row.get(5) })
}
