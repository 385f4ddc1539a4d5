//! What sign-in refuses.

use crate::http::{self, Failure};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::DbError;
use serde_json::json;

/// Sign-in errors in GoTrue's form.
pub struct Refusal {
    pub(super) status: StatusCode,
    /// Which refusal, in GoTrue's words.
    pub code: &'static str,
    /// What people are told.
    pub message: String,
    /// Seconds after which one may try again.
    pub retry_after: Option<u64>,
    /// Shows that the password was right, where a code is still to come.
    pub ticket: Option<String>,
}

impl Refusal {
    /// A refusal with this status, code and words.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { status, code, message: message.into(), retry_after: None, ticket: None }
    }

    /// A request that can't be understood or granted (400).
    pub fn bad(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The same, with proof that the password was right.
    pub fn with_ticket(self, ticket: &str) -> Refusal {
        Refusal { ticket: Some(ticket.to_string()), ..self }
    }

    /// Address or password are wrong; which of them is not told.
    pub fn unknown() -> Refusal {
        Refusal::bad("invalid_credentials", "Invalid login credentials")
    }
}

impl From<DbError> for Refusal {
    fn from(e: DbError) -> Self {
        if e.is_broken_connection() || e.code == "53300" {
            return Refusal {
                retry_after: Some(2),
                ..Refusal::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "The database can't be reached; try again in a moment",
                )
            };
        }
        if matches!(e.code.as_str(), "23514" | "23505" | "22P02" | "22023") {
            return Refusal::bad(
                "validation_failed",
                [Some(e.message), e.hint].into_iter().flatten().collect::<Vec<_>>().join(" "),
            );
        }
        tracing::error!("sign-in: {e}");
        Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Signing in does not work at the moment; the reason is in the server's log",
        )
    }
}

impl From<tokio_postgres::Error> for Refusal {
    fn from(e: tokio_postgres::Error) -> Self {
        DbError::from(e).into()
    }
}

impl From<Failure> for Refusal {
    fn from(f: Failure) -> Self {
        Refusal::new(StatusCode::from_u16(f.0.status).unwrap_or(StatusCode::BAD_REQUEST), "bad_request", f.0.message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.status.as_u16(), "error_code": self.code, "error": self.code, "error_description": self.message, "msg": self.message });
        let mut response = http::json(self.status, body.to_string().into_bytes());
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
