//! Applying for a job, and what becomes of it: without an account and without scripts.

mod again;
mod apply;
mod chat;
mod interviews;
mod offer;
mod profile;
mod question;
mod resume;
mod sent;
mod status;

pub(super) use sent::PURPOSE as SENT;
pub(super) use status::PURPOSE as STATUS;

use axum::Router;
use axum::routing::get;

/// The addresses of applying.
pub(super) fn router() -> Router<crate::state::Web> {
    Router::new()
        .route("/board/{organisation}/{job}/apply", get(apply::form).post(apply::send))
        .route("/link/{token}/chat", get(chat::page).post(chat::act))
        .route("/link/{token}/chat/stream", get(chat::stream))
}
