//! `/auth/v1`: sign-in in the shape GoTrue clients expect.

pub(crate) mod passkeys;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use platform::Actor;
use serde::Deserialize;
use serde_json::{Value, json};
use server::Server;
use server::auth::passwords::Credentials;
use server::auth::{Cost, Refusal, admit, mailed, passwords, refresh, sessions, setup, users};
use server::http::{self};
use std::sync::Arc;
use uuid::Uuid;

/// `POST /auth/v1/token?grant_type=password|refresh_token`
pub(crate) async fn token(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let grant = parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .find_map(|p| p.strip_prefix("grant_type="))
        .unwrap_or_default()
        .to_string();
    let credentials: Credentials = fields(&parts, body).await?;
    match grant.as_str() {
        "password" => {
            let entry = passwords::verify(&server, &parts, credentials).await?;
            refresh::open(&server, &parts, &entry).await
        }
        "refresh_token" => refresh::turn(&server, &parts, &credentials.refresh_token).await,
        other => Err(Refusal::bad(
            "unsupported_grant_type",
            format!("grant_type is {other:?}; use password or refresh_token"),
        )),
    }
}

/// `GET /auth/v1/user`
pub(crate) async fn user(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let (actor, id) = signed_in(&server, &parts).await?;
    let user = users::by_id(&server, actor.org, id).await?.ok_or_else(Refusal::unknown)?;
    Ok(http::json(StatusCode::OK, user.json().to_string().into_bytes()))
}

/// `PUT /auth/v1/user`: a new password or address for oneself. With the password every other session ends; the address
/// counts once the link that is sent there was opened.
pub(crate) async fn change_user(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    #[derive(Deserialize, Default)]
    struct Change {
        password: Option<String>,
        email: Option<String>,
        current_password: Option<String>,
    }
    let (parts, body) = request.into_parts();
    let (actor, id) = signed_in(&server, &parts).await?;
    let change: Change = fields(&parts, body).await?;
    if change.password.is_none() && change.email.is_none() {
        return Err(Refusal::bad("validation_failed", "Send the new password or email, and current_password"));
    }
    let Some(current) = change.current_password else {
        return Err(Refusal::bad("reauthentication_needed", "Send current_password as well"));
    };
    if let Some(email) = &change.email {
        mailed::change_email(&server, &actor, current.clone(), email).await?;
    }
    if let Some(password) = change.password {
        passwords::change(&server, &actor, current, password).await?;
    }
    let user = users::by_id(&server, actor.org, id).await?.ok_or_else(Refusal::unknown)?;
    let mut answer = user.json();
    if let Some(email) = change.email {
        answer["new_email"] = email.into();
    }
    Ok(http::json(StatusCode::OK, answer.to_string().into_bytes()))
}

/// `POST /auth/v1/logout?scope=global|local|others`
pub(crate) async fn logout(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let (actor, _) = signed_in(&server, &parts).await?;
    let which = match parts.uri.query().unwrap_or_default().split('&').find_map(|p| p.strip_prefix("scope=")) {
        Some("local") => sessions::Which::This,
        Some("others") => sessions::Which::Others,
        Some("global") | None => sessions::Which::All,
        Some(other) => {
            return Err(Refusal::bad("validation_failed", format!("scope is {other:?}; use global, local or others")));
        }
    };
    sessions::end(&server, &actor, which).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /auth/v1/setup`: the first organisation and its admin, by the link the server printed.
pub(crate) async fn set_up(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let wish: setup::Wish = fields(&parts, body).await?;
    setup::set_up(&server, wish).await?;
    Ok(http::json(StatusCode::CREATED, json!({ "message": "Sign in at /auth/v1/token." }).to_string().into_bytes()))
}

/// `GET /auth/v1/settings`
pub(crate) async fn settings(State(server): State<Arc<Server>>) -> Response {
    let open = server.waits_for_setup();
    http::json(StatusCode::OK, json!({ "external": { "email": true }, "disable_signup": true, "mailer_autoconfirm": true, "setup_needed": open }).to_string().into_bytes())
}

async fn signed_in(server: &Server, parts: &Parts) -> Result<(Actor, Uuid), Refusal> {
    let (actor, _) = admit(server, parts, Cost::Request).await?;
    let id = actor
        .user
        .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "no_authorization", "This needs a signed-in user"))?;
    Ok((actor, id))
}

/// The fields of a JSON or form body.
async fn fields<T: for<'de> Deserialize<'de> + Default>(parts: &Parts, body: Body) -> Result<T, Refusal> {
    let bytes = http::read(body, &parts.headers, 64 << 10).await?;
    if bytes.is_empty() {
        return Ok(T::default());
    }
    let form = parts
        .headers
        .get("content-type")
        .is_some_and(|c| c.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let bad = |e: serde_json::Error| Refusal::bad("bad_json", format!("Could not read the body: {e}"));
    if form {
        let decode =
            |s: &str| percent_encoding::percent_decode_str(&s.replace('+', " ")).decode_utf8_lossy().into_owned();
        let map: serde_json::Map<String, Value> = String::from_utf8_lossy(&bytes)
            .split('&')
            .filter_map(|p| p.split_once('='))
            .map(|(k, v)| (decode(k), Value::String(decode(v))))
            .collect();
        return serde_json::from_value(Value::Object(map)).map_err(bad);
    }
    serde_json::from_slice(&bytes).map_err(bad)
}
