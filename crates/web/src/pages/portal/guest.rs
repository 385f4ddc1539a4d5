//! Who looks at a portal: the holder of a link, or somebody of the client who is signed in.

use super::frame::{Refusal, refuse};
use crate::visit::Visit;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use hmac::{Hmac, KeyInit as _, Mac as _};
use platform::passwords::{self, Match};
use platform::{Actor, DbError};
use server::Server;
use server::auth::noted;
use server::auth::throttle::{self, Target};
use server::auth::{Cost, admit_as};
use server::http::cookie;
use sha2::Sha256;
use std::sync::Arc;
use uuid::Uuid;

/// Somebody who looks.
pub(super) struct Guest {
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
    expired: bool,
    sections: Vec<String>,
}

/// The holder of a link.
pub(super) async fn by_token(server: &Server, parts: &Parts, token: &str) -> Result<Guest, Refusal> {
    let access = find(server, token).await?.ok_or(Refusal::Unknown)?;
    if access.expired {
        return Err(Refusal::Expired);
    }
    if let Some(hash) = &access.password_hash {
        let proof = cookie(&parts.headers, "portal").unwrap_or_default();
        if !is_proof(server, &access, hash, proof) {
            return Err(Refusal::Password { wrong: false });
        }
    }
    let mut actor = Actor::of(access.org, "client");
    actor.client = Some(access.client);
    actor.session = Some(format!("portal {}", access.id));
    admit_as(server, parts, &mut actor, Cost::Request).map_err(|_| Refusal::Busy)?;
    Ok(Guest {
        actor,
        client: access.client,
        sections: access.sections,
        base: format!("/portal/{token}"),
        signed_in: false,
    })
}

/// Somebody of the client who is signed in.
pub(super) async fn by_session(visit: &Visit) -> Result<Guest, Refusal> {
    let client = visit.actor.client.filter(|_| visit.actor.role == "client").ok_or(Refusal::NotAClient)?;
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
    Ok(Guest { actor: visit.actor.clone(), client, sections, base: "/portal/my".into(), signed_in: true })
}

/// `POST /portal/<token>`: the password.
pub(super) async fn unlock(State(server): State<Arc<Server>>, Path(token): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match check(&server, &parts, &token, body).await {
        Ok(cookie) => {
            let mut response = Redirect::to(&format!("/portal/{token}")).into_response();
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            *response.status_mut() = StatusCode::SEE_OTHER;
            response
        }
        Err(refusal) => refuse(&refusal, &token),
    }
}

async fn check(server: &Arc<Server>, parts: &Parts, token: &str, body: axum::body::Body) -> Result<String, Refusal> {
    let bytes =
        server::http::read(body, &parts.headers, 8 << 10).await.map_err(|_| Refusal::Password { wrong: true })?;
    let typed = crate::address::pairs(&String::from_utf8_lossy(&bytes))
        .into_iter()
        .find(|(k, _)| k == "password")
        .map(|(_, v)| v)
        .unwrap_or_default();
    let access = find(server, token).await?.ok_or(Refusal::Unknown)?;
    if access.expired {
        return Err(Refusal::Expired);
    }
    let hash = access.password_hash.clone().ok_or(Refusal::Unknown)?;
    // Guesses are counted like those of accounts.
    let target = Target::account(access.org, &format!("portal {}", access.id));
    let address = server::http::address(parts).unwrap_or_default();
    throttle::take(server, &target, &address).await.map_err(|_| Refusal::Busy)?;
    let _turn = server.hashing.acquire().await.map_err(|_| Refusal::Busy)?;
    let stored = hash.clone();
    let fits = tokio::task::spawn_blocking(move || passwords::verify(&typed, Some(&stored)) != Match::No)
        .await
        .unwrap_or(false);
    if !fits {
        note_failure(server, parts, &access);
        return Err(Refusal::Password { wrong: true });
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
    mac(server, access, password_hash).finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

fn is_proof(server: &Server, access: &Access, password_hash: &str, given: &str) -> bool {
    let bytes: Vec<u8> = (0..given.len() / 2)
        .filter_map(|i| given.get(2 * i..2 * i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    mac(server, access, password_hash).verify_slice(&bytes).is_ok()
}

fn mac(server: &Server, access: &Access, password_hash: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&server.tools.keys.master().derive("portal password"))
        .expect("a key of any length");
    mac.update(access.id.as_bytes());
    mac.update(password_hash.as_bytes());
    mac
}

async fn find(server: &Server, token: &str) -> Result<Option<Access>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let row = tx
        .query_opt(
            "select org_id, id, client_id, password_hash, coalesce(expires_at <= now(), false), allowed_sections::text[] from crm.client_portal_access where access_token = $1",
            &[&platform::secrets::hash(token)],
        )
        .await?;
    tx.commit().await?;
    Ok(row.map(|r| Access {
        org: r.get(0),
        id: r.get(1),
        client: r.get(2),
        password_hash: r.get(3),
        expired: r.get(4),
        sections: r.get(5),
    }))
}
