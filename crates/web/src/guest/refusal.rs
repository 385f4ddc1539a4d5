//! Why a page for guests stays shut.

use super::frame::{Frame, Whose};
use crate::document::Look;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use platform::DbError;
use server::AtHost;

/// Why a page does not open.
pub(crate) enum Refusal {
    /// No such link; it may have been another's, or replaced.
    Unknown,
    /// It was good once.
    Expired,
    /// Too many tries; after so many seconds there is one again, if that is known.
    Busy(Option<u64>),
    /// The page is not among those that were opened.
    Closed,
    /// The organisation is closed for maintenance, until when it says so.
    Maintenance(String),
    /// Something broke.
    Broken(DbError),
}

impl From<DbError> for Refusal {
    fn from(e: DbError) -> Self {
        Refusal::Broken(e)
    }
}

impl From<tokio_postgres::Error> for Refusal {
    fn from(e: tokio_postgres::Error) -> Self {
        Refusal::Broken(e.into())
    }
}

impl Refusal {
    /// What the guest is told, at the server's address or at an organisation's.
    pub(crate) fn page(&self, at: Option<&AtHost>) -> Response {
        let (status, title, words) = self.words();
        let whose = at.map_or(Whose::Nobodys, |at| Whose::Of(&at.name));
        let frame = Frame { title, whose, look: Look::of(&HeaderMap::new()), scripts: false };
        let mut response = frame.door(&html! {
            h1 { (title) }
            p class="quiet" { (words) }
            @if let Refusal::Maintenance(until) = self {
                @if !until.trim().is_empty() { p { "We are back: " (until) } }
            }
        });
        *response.status_mut() = status;
        if let Refusal::Busy(Some(seconds)) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response
    }

    fn words(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Refusal::Unknown => (
                StatusCode::NOT_FOUND,
                "This link does not work",
                "It may have been replaced by a newer one. Please ask whoever sent it to you.",
            ),
            Refusal::Expired => {
                (StatusCode::GONE, "This link has expired", "Please ask whoever sent it to you for a new one.")
            }
            Refusal::Busy(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "Too many tries", "Please wait a few minutes and try again.")
            }
            Refusal::Closed => (
                StatusCode::NOT_FOUND,
                "There is nothing here",
                "This page is not among those that were opened for you.",
            ),
            Refusal::Maintenance(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Closed for maintenance",
                "We are working on our pages. Please come back later; nothing you sent is lost.",
            ),
            Refusal::Broken(e) => {
                tracing::warn!("a page for guests: {e}");
                (StatusCode::SERVICE_UNAVAILABLE, "This did not work", "Please try again in a moment.")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.page(None)
    }
}
