//! The few pages for people: the API's description, the first set-up. Nothing is loaded from elsewhere.

use axum::http::StatusCode;
use axum::response::Response;
use server::http::typed;

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
