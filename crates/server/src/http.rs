//! Answers that every surface gives alike.

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _};
use platform::store::{Spool, not_taken};
use records::Error;
use std::net::SocketAddr;

/// Seconds after which a server that can't answer now may be asked again.
const SOON: u64 = 2;

/// An error on its way out.
pub struct Failure(pub Error);

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
        let wait = self.0.retry_after.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(SOON));
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: Vec<u8>) -> Response {
    typed(status, "application/json; charset=utf-8", body)
}

/// An answer of any type.
pub fn typed(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Reads a body up to a limit.
pub async fn read(body: Body, headers: &HeaderMap, limit: usize) -> Result<Bytes, Failure> {
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

/// Takes a file in as it comes, onto the disk; `name` is what people know it by.
///
/// # Errors
/// TL413 when it is larger than `most` bytes, TL120 when it breaks off, 58030 when the disk is full.
pub async fn spool<E>(from: impl Stream<Item = Result<Bytes, E>> + Unpin, most: u64, name: &str) -> Result<Spool, Error>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    Spool::take(from, most).await.map_err(|e| not_taken(&e, most, name))
}

/// A short field of a form as it comes, trimmed.
///
/// # Errors
/// TL100 when it is longer than `most` bytes, TL120 when it breaks off.
pub async fn field<E: std::fmt::Display>(
    mut from: impl Stream<Item = Result<Bytes, E>> + Unpin,
    most: usize,
) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(part) = from.next().await {
        bytes.extend_from_slice(&part.map_err(|e| Error::new(400, "TL120", e.to_string()))?);
        if bytes.len() > most {
            return Err(Error::new(400, "TL100", "A field is too long."));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_string())
}

/// A cookie by name.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(n, v)| *n == name && !v.is_empty()).map(|(_, v)| v)
}

/// The address the request comes from: the connection's, or what a trusted proxy says.
pub fn address(parts: &Parts) -> Option<String> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string())
}

/// The host as a trusted proxy says the browser named it; an extension of the request.
#[derive(Debug, Clone)]
pub struct ToldHost(pub String);

/// The name of the host that was asked, in small letters and without a port. Anybody may write there what they like: it
/// may narrow what is shown, and opens nothing.
pub fn host(parts: &Parts) -> Option<String> {
    let told = parts.extensions.get::<ToldHost>().map(|told| told.0.as_str());
    let said = told.or_else(|| parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()))?;
    let authority: Authority = said.parse().ok()?;
    Some(authority.host().trim_end_matches('.').to_lowercase())
}

/// The program that asks, in its own words.
pub fn agent(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).map(|a| a.chars().take(300).collect())
}
