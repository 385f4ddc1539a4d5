//! What programs touch: the REST dialect, sign-in, imports, the OpenAPI document and its page, calendar feeds, `/health`.

mod auth;
mod calendar_feed;
mod docs;
mod health;
mod import;
mod openapi;
mod rest;

pub use openapi::document as openapi_document;

use axum::Router;
use axum::routing::{get, post};
use server::Server;
use std::sync::Arc;

/// The addresses of the API.
pub fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/rest/v1/", get(openapi::serve))
        .route("/auth/v1/token", post(auth::token))
        .route("/auth/v1/user", get(auth::user).put(auth::change_user))
        .route("/auth/v1/logout", post(auth::logout))
        .route("/auth/v1/passkeys/register/begin", post(auth::passkeys::begin_register))
        .route("/auth/v1/passkeys/register/finish", post(auth::passkeys::finish_register))
        .route("/auth/v1/passkeys/sign-in/begin", post(auth::passkeys::begin_sign_in))
        .route("/auth/v1/passkeys/sign-in/finish", post(auth::passkeys::finish_sign_in))
        .route("/auth/v1/passkeys/remove", post(auth::passkeys::remove_one))
        .route("/auth/v1/setup", post(auth::set_up))
        .route("/auth/v1/settings", get(auth::settings))
        .route("/auth/v1/health", get(health::serve))
        .route("/openapi.json", get(openapi::serve))
        .route("/docs", get(docs::page))
        .route("/docs/errors", get(docs::errors))
        .route("/docs.js", get(docs::script))
        .route("/docs.css", get(docs::style))
        .route("/import/v1/{noun}", post(import::start))
        .route("/import/v1/jobs/{id}", get(import::progress).delete(import::cancel))
        .route("/import/v1/jobs/{id}/rejects", get(import::rejects))
        .route("/calendar/{name}", get(calendar_feed::serve))
        .route("/health", get(health::serve))
        .with_state(Arc::clone(server))
        .merge(rest::router(server))
}
