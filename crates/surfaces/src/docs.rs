//! The few pages for people: the API's description, the first set-up. Nothing is loaded from elsewhere.

use crate::http::typed;
use crate::server::Server;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;

const HTML: &str = "text/html; charset=utf-8";

/// `GET /docs`
pub(crate) async fn page() -> Response {
    typed(StatusCode::OK, HTML, include_str!("../assets/docs.html"))
}

/// `GET /docs.js`
pub(crate) async fn script() -> Response {
    typed(StatusCode::OK, "text/javascript; charset=utf-8", include_str!("../assets/docs.js"))
}

/// `GET /docs.css`
pub(crate) async fn style() -> Response {
    typed(StatusCode::OK, "text/css; charset=utf-8", include_str!("../assets/docs.css"))
}

/// `GET /health`: whether the server, its database and its background work do what they should.
pub(crate) async fn health(State(server): State<Arc<Server>>) -> Response {
    let alive = server.door.is_alive().await;
    let broken = server.health.broken();
    let status = if alive && broken.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "name": "Throughline", "version": env!("CARGO_PKG_VERSION"), "database": alive, "failing": broken });
    crate::http::json(status, body.to_string().into_bytes())
}
