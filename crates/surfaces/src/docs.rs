//! The few pages for people: the API's description, the first set-up. Nothing is loaded from elsewhere.

use crate::http::typed;
use crate::server::Server;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
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

/// `GET /health`: whether the server and its database answer.
pub(crate) async fn health(State(server): State<Arc<Server>>) -> Response {
    let alive = server.door.is_alive().await;
    let status = if alive { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    crate::http::json(status, format!(r#"{{"name":"Throughline","version":"{}","database":{alive}}}"#, env!("CARGO_PKG_VERSION")).into_bytes())
}
