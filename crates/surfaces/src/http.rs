//! Answers that every surface gives alike.

use crate::server::Server;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use records::Error;
use std::sync::Arc;

/// An error on its way out.
pub(crate) struct Failure(pub(crate) Error);

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Failure(e)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::BAD_REQUEST);
        if status.is_server_error() {
            tracing::error!("{} {}", self.0.code, self.0.message);
        }
        let mut response = json(status, self.0.to_json());
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            crate::rates::retry_after(response.headers_mut(), &self.0);
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Response {
    typed(status, "application/json; charset=utf-8", body)
}

/// An answer of any type.
pub(crate) fn typed(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Reads a body up to a limit.
pub(crate) async fn read(body: Body, headers: &HeaderMap, limit: usize) -> Result<Bytes, Failure> {
    let too_large = || {
        Failure(
            Error::new(413, "TL413", format!("The body is larger than {} MB", limit >> 20))
                .hint("Send fewer rows at once, or use the import."),
        )
    };
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()).and_then(|l| l.parse::<usize>().ok());
    if announced.is_some_and(|l| l > limit) {
        return Err(too_large());
    }
    axum::body::to_bytes(body, limit).await.map_err(|e| {
        let cut = std::error::Error::source(&e).is_none_or(|s| !s.to_string().contains("length limit"));
        if cut { Failure(Error::new(400, "PGRST102", "The body ended early")) } else { too_large() }
    })
}

/// What an unknown address answers.
pub(crate) async fn not_found() -> Failure {
    Failure(
        Error::new(404, "PGRST125", "There is nothing at this address")
            .hint("The API begins at /rest/v1/ and is described at /docs."),
    )
}

/// A cookie by name.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(n, v)| *n == name && !v.is_empty()).map(|(_, v)| v)
}

/// The program that asks, in its own words.
pub(crate) fn agent(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).map(|a| a.chars().take(300).collect())
}

/// Headers of every answer: nothing is sniffed, framed or loaded from elsewhere; who came by https comes by https.
pub(crate) async fn common_headers(State(server): State<Arc<Server>>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if server.settings.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    );
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
