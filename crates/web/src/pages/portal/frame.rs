//! The frame around what guests see, and what they see when a portal does not open.

use crate::assets;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{DOCTYPE, Markup, html};
use platform::DbError;

/// Why a portal does not open.
pub(super) enum Refusal {
    /// No such link; it may have been another's, or replaced.
    Unknown,
    /// It was good once.
    Expired,
    /// A password is asked.
    Password { wrong: bool },
    /// Too many tries.
    Busy,
    /// Somebody signed in who belongs to no client.
    NotAClient,
    /// The page is not among those shown.
    Closed,
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

pub(super) fn page(title: &str, body: &Markup) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang="en" data-theme="auto" data-density="comfortable" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="/favicon.ico" type="image/svg+xml";
                link rel="stylesheet" href={ (assets::base()) "app.css" };
            }
            body class="portal" {
                a class="skip" href="#main" { "Skip to content" }
                div class="portal-page" { (body) }
            }
        }
    };
    let mut response = server::http::typed(StatusCode::OK, "text/html; charset=utf-8", markup.into_string());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
    // The address is the key; it goes nowhere else, and into no search engine.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    response
}

/// The door when it stays shut.
pub(super) fn refuse(refusal: &Refusal, token: &str) -> Response {
    let (status, title, words) = match refusal {
        Refusal::Unknown => (
            StatusCode::NOT_FOUND,
            "This link does not work",
            "It may have been replaced by a newer one. Please ask your contact with us.",
        ),
        Refusal::Expired => {
            (StatusCode::GONE, "This link has expired", "Please ask your contact with us for a new one.")
        }
        Refusal::Password { wrong: true } => {
            (StatusCode::FORBIDDEN, "Please enter the password", "That was not the password.")
        }
        Refusal::Password { wrong: false } => {
            (StatusCode::UNAUTHORIZED, "Please enter the password", "You got it together with the link, or separately.")
        }
        Refusal::Busy => (StatusCode::TOO_MANY_REQUESTS, "Too many tries", "Please wait a few minutes and try again."),
        Refusal::NotAClient => {
            (StatusCode::FORBIDDEN, "This page is for clients", "Colleagues see the client's record instead.")
        }
        Refusal::Closed => {
            (StatusCode::NOT_FOUND, "There is nothing here", "This page is not among those that were opened for you.")
        }
        Refusal::Broken(e) => {
            tracing::warn!("portal: {e}");
            (StatusCode::SERVICE_UNAVAILABLE, "This did not work", "Please try again in a moment.")
        }
    };
    let mut response = page(
        title,
        &html! {
            main id="main" class="portal-door" {
                h1 { (title) }
                p class=({
                    if matches!(refusal, Refusal::Password { wrong: true }) {
                        "wrong"
                    } else {
                        "quiet"
                    }
                }) { (words) }
                @if matches!(refusal, Refusal::Password { .. }) {
                    form method="post" action={ "/portal/" (token) } {
                        div class="field" {
                            label for="password" { "Password" }
                            input
                                class="in"
                                id="password"
                                name="password"
                                type="password"
                                required
                                autofocus
                                autocomplete="off";
                        }
                        button class="b primary large" type="submit" { "Open" }
                    }
                }
            }
        },
    );
    *response.status_mut() = status;
    response
}

pub(super) fn see(to: &str) -> Response {
    Redirect::to(to).into_response()
}
