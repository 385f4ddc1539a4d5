//! A request's credentials → who is asking.

use crate::http::Failure;
use crate::server::Server;
use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use platform::Actor;
use records::Error;
use std::net::SocketAddr;

/// The header a visitor without an account names the organisation in. It opens nothing but what is public anyway.
const ORGANISATION: &str = "throughline-organisation";

/// Who is asking: a signed-in user, an API key, or a visitor.
pub(crate) async fn identify(server: &Server, parts: &Parts) -> Result<Actor, Failure> {
    let mut actor = match credential(&parts.headers) {
        Some(key) if key.starts_with("tl_") => server.sessions.of_key(server, key, address(parts).as_deref()).await?,
        Some(token) => {
            if let Some(actor) = server.sessions.known(token.as_bytes()) {
                actor
            } else {
                let claims = server
                    .tokens
                    .read(token)
                    .map_err(|why| Error::new(401, "PGRST301", why).hint("Sign in again at /auth/v1/token."))?;
                server.sessions.of_user(server, token, &claims).await?
            }
        }
        None => visitor(server, &parts.headers).await?,
    };
    actor.address = address(parts);
    crate::answers::asked_by(parts, &actor);
    actor.agent = crate::http::agent(&parts.headers);
    Ok(actor)
}

/// The address the request comes from: the connection's, or what a trusted proxy says (see `forwarded`).
pub(crate) fn address(parts: &Parts) -> Option<String> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string())
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

async fn visitor(server: &Server, headers: &HeaderMap) -> Result<Actor, Failure> {
    let slug = headers.get(ORGANISATION).and_then(|v| v.to_str().ok());
    let Some(slug) = slug else {
        return Err(Error::new(401, "PGRST302", "Sign in, or name the organisation whose public pages you want")
            .hint("Send Authorization: Bearer <token> from /auth/v1/token, or the header Throughline-Organisation: <short name>.")
            .into());
    };
    let key = [b"organisation ", slug.as_bytes()].concat();
    if let Some(actor) = server.sessions.known(&key) {
        return Ok(actor);
    }
    let since = server.sessions.moment();
    let org = server.organisation(slug).await.map_err(|e| crate::rest::explain::explain(&server.catalog, &e, false))?;
    let org = org.ok_or_else(|| Error::new(401, "PGRST302", "There is no organisation with this short name"))?;
    let actor = Actor::anonymous(org);
    server.sessions.remember(since, key, actor.clone());
    Ok(actor)
}
