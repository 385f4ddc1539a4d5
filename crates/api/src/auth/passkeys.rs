//! `/auth/v1/passkeys`: the JSON of WebAuthn Level 3, as `PublicKeyCredential.parse…FromJSON` reads it and `toJSON`
//! writes it.

use super::{fields, signed_in};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use server::Server;
use server::auth::passkeys::{register, remove, session, sign_in};
use server::auth::{Refusal, passwords, refresh};
use server::http;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Deserialize, Default)]
struct Body {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    credential: Value,
    #[serde(default)]
    id: Uuid,
}

/// `POST /auth/v1/passkeys/register/begin`
pub(crate) async fn begin_register(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (actor, _) = signed_in(&server, &parts).await?;
    let body: Body = fields(&parts, body).await?;
    Ok(answer(StatusCode::OK, &register::begin(&server, &actor, body.current_password).await?))
}

/// `POST /auth/v1/passkeys/register/finish`
pub(crate) async fn finish_register(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (actor, _) = signed_in(&server, &parts).await?;
    let body: Body = fields(&parts, body).await?;
    let id = register::finish(&server, &actor, &body.name, &body.credential).await?;
    Ok(answer(StatusCode::CREATED, &json!({ "id": id })))
}

/// `POST /auth/v1/passkeys/sign-in/begin`
pub(crate) async fn begin_sign_in(State(server): State<Arc<Server>>) -> Result<Response, Refusal> {
    Ok(answer(StatusCode::OK, &sign_in::begin(&server)?))
}

/// `POST /auth/v1/passkeys/sign-in/finish`
pub(crate) async fn finish_sign_in(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let body: Body = fields(&parts, body).await?;
    let entry = sign_in::verify(&server, &parts, &body.credential).await?;
    refresh::open(&server, &parts, &entry).await
}

/// `POST /auth/v1/passkeys/remove`
pub(crate) async fn remove_one(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (actor, user) = signed_in(&server, &parts).await?;
    session(&actor)?;
    let body: Body = fields(&parts, body).await?;
    passwords::confirm(&server, &actor, body.current_password).await?;
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, "passkey_not_found", "You have no such passkey");
    remove(&server, &actor, user, body.id).await?.ok_or_else(unknown)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn answer(status: StatusCode, body: &Value) -> Response {
    http::json(status, body.to_string().into_bytes())
}
