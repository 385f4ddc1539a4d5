//! What every answer carries, and what an unknown address answers.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use records::Error;
use server::Server;
use server::http::Failure;
use std::sync::Arc;

/// Headers of every answer: nothing is sniffed, framed or loaded from elsewhere; who came by https comes by https. A page
/// that needs less says so itself.
pub(crate) async fn common_headers(State(server): State<Arc<Server>>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if server.settings.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(
        HeaderValue::from_static("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    );
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What an unknown address answers.
pub(crate) async fn not_found() -> Failure {
    Failure(
        Error::new(404, "PGRST125", "There is nothing at this address")
            .hint("The API begins at /rest/v1/ and is described at /docs."),
    )
}
