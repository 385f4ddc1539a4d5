//! The few pages for people: the API's description, the first set-up. Nothing is loaded from elsewhere.

use crate::http::typed;
use crate::server::Server;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
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

/// `GET /setup`: the form behind the first-run link. The secret travels in the query and back in the form.
pub(crate) async fn set_up_page(State(server): State<Arc<Server>>, request: axum::extract::Request) -> Response {
    let open = server.setup_secret.read().is_ok_and(|s| s.is_some());
    if !open {
        return typed(StatusCode::NOT_FOUND, HTML, include_str!("../assets/setup_done.html"));
    }
    let token = request.uri().query().unwrap_or_default().split('&').find_map(|p| p.strip_prefix("token=")).unwrap_or_default();
    let safe: String = token.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    typed(StatusCode::OK, HTML, include_str!("../assets/setup.html").replace("{{token}}", &safe))
}

/// `GET /health`: whether the server and its database answer.
pub(crate) async fn health(State(server): State<Arc<Server>>) -> Response {
    let alive = server.door.is_alive().await;
    let status = if alive { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    crate::http::json(status, format!(r#"{{"name":"Throughline","version":"{}","database":{alive}}}"#, env!("CARGO_PKG_VERSION")).into_bytes())
}

/// `GET /`
pub(crate) async fn front() -> Redirect {
    Redirect::to("/docs")
}
