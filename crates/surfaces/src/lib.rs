//! What people and programs touch: sign-in, REST, OpenAPI, import and export, as plain functions of a [`Server`].

mod answers;
mod auth;
pub mod background;
mod calendar_feed;
mod docs;
pub mod export;
mod forwarded;
mod health;
mod http;
mod identify;
pub mod import;
mod listen;
mod openapi;
mod rates;
mod reads;
mod rest;
mod server;
mod web;

pub use auth::setup::{NewOrganisation, create_organisation};
pub use auth::tokens::Tokens;
pub use auth::users::{NewUser, create_user};
pub use health::Health;
pub use openapi::document as openapi_document;

pub use listen::{Listening, serve};
pub use server::{Mail, Server, Settings};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use std::sync::Arc;

/// Every address of the server.
pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/rest/v1/", get(openapi::serve))
        .route("/rest/v1/rpc/{verb}", any(rest::rpc::serve))
        .route("/rest/v1/{table}", any(rest::serve))
        .route("/rest/v1/{table}/", any(rest::serve))
        .route("/auth/v1/token", post(auth::token))
        .route("/auth/v1/user", get(auth::user).put(auth::change_user))
        .route("/auth/v1/logout", post(auth::logout))
        .route("/auth/v1/passkeys/register/begin", post(auth::passkeys::rest::begin_register))
        .route("/auth/v1/passkeys/register/finish", post(auth::passkeys::rest::finish_register))
        .route("/auth/v1/passkeys/sign-in/begin", post(auth::passkeys::rest::begin_sign_in))
        .route("/auth/v1/passkeys/sign-in/finish", post(auth::passkeys::rest::finish_sign_in))
        .route("/auth/v1/passkeys/remove", post(auth::passkeys::rest::remove_one))
        .route("/auth/v1/setup", post(auth::set_up))
        .route("/auth/v1/settings", get(auth::settings))
        .route("/auth/v1/health", get(health::serve))
        .route("/import/v1/{noun}", post(import::http::start))
        .route("/import/v1/jobs/{id}", get(import::http::progress).delete(import::http::cancel))
        .route("/import/v1/jobs/{id}/rejects", get(import::http::rejects))
        .route("/openapi.json", get(openapi::serve))
        .route("/docs", get(docs::page))
        .route("/docs.js", get(docs::script))
        .route("/docs.css", get(docs::style))
        .route("/calendar/{name}", get(calendar_feed::serve))
        .route("/health", get(health::serve))
        .merge(web::router())
        .fallback(http::not_found)
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&server), answers::count))
        .layer(axum::middleware::map_response_with_state(Arc::clone(&server), http::common_headers))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&server), forwarded::settle))
        .with_state(server)
}
