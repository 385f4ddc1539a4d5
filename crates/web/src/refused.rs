//! What a person reads when something can't be done.

use super::document::{Look, document};
use super::icons::icon;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::DbError;
use records::Error;

/// An error on its way to a page.
pub(super) enum Refused {
    /// With its reason.
    Because(Error),
    /// The person has to sign in first, and then goes on there.
    SignedOut(String),
}

/// What a handler answers.
pub(super) type Answer = Result<Response, Refused>;

impl Refused {
    pub(super) fn signed_out(next: &str) -> Refused {
        Refused::SignedOut(next.to_string())
    }

    /// There is nothing here, or nothing this person may see; the two are told alike.
    pub(super) fn nothing() -> Refused {
        Error::new(404, "TL404", "There is nothing here")
            .hint("It may have been deleted, or you may not be allowed to see it.")
            .into()
    }
}

impl From<Error> for Refused {
    fn from(e: Error) -> Self {
        Refused::Because(e)
    }
}

impl From<DbError> for Refused {
    fn from(e: DbError) -> Self {
        Refused::Because(e.into())
    }
}

impl From<tokio_postgres::Error> for Refused {
    fn from(e: tokio_postgres::Error) -> Self {
        DbError::from(e).into()
    }
}

impl From<server::http::Failure> for Refused {
    fn from(f: server::http::Failure) -> Self {
        Refused::Because(f.0)
    }
}

impl From<anyhow::Error> for Refused {
    fn from(e: anyhow::Error) -> Self {
        Refused::Because(Error::new(400, "TL120", platform::told(&e)))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        // The frame around it is made by `frame`, which knows how the page was asked for.
        let status = match &self {
            Refused::Because(e) => StatusCode::from_u16(e.status).unwrap_or(StatusCode::BAD_REQUEST),
            Refused::SignedOut(_) => StatusCode::UNAUTHORIZED,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

/// Makes a page, a toast or a redirect of a refusal.
pub(super) async fn frame(request: Request, next: Next) -> Response {
    let (partial, reads, current) = asked(&request);
    let look = Look::of(request.headers());
    let response = next.run(request).await;
    let Some(refused) = response.extensions().get::<std::sync::Arc<Refused>>().cloned() else { return response };
    match &*refused {
        Refused::SignedOut(_) if partial => {
            // The page stays, with what was typed; signing in happens beside it. Asked again and again, it is said once.
            let words = html! {
                div class="toast bad" role="alert" {
                    span { "You were signed out. Nothing was saved, and what you typed is still here." }
                    a class="b" href="/sign-in?next=/today" target="_blank" { "Sign in in a new tab" }
                }
            };
            let mut response = toast(StatusCode::UNAUTHORIZED, &words);
            response.headers_mut().insert("hx-reswap", HeaderValue::from_static("innerHTML"));
            response
        }
        Refused::SignedOut(next) => {
            let wanted = if reads { next } else { current.as_deref().unwrap_or("/today") };
            let mut response = StatusCode::SEE_OTHER.into_response();
            if let Ok(value) = HeaderValue::from_str(&format!("/sign-in?next={}", super::address::encode(wanted))) {
                response.headers_mut().insert(header::LOCATION, value);
            }
            response
        }
        Refused::Because(e) => {
            let status = StatusCode::from_u16(e.status).unwrap_or(StatusCode::BAD_REQUEST);
            if status.is_server_error() {
                tracing::error!("{} {}", e.code, e.message);
            }
            if partial {
                toast(status, &told(e))
            } else {
                server::http::typed(status, "text/html; charset=utf-8", page(e, status, look).into_string())
            }
        }
    }
}

/// Whether a part of a page was asked for, whether the request only reads, and the page it came from.
fn asked(request: &Request) -> (bool, bool, Option<String>) {
    let is = |name: &str| request.headers().get(name).is_some_and(|v| v == "true");
    let from = request
        .headers()
        .get("hx-current-url")
        .and_then(|v| v.to_str().ok())
        .and_then(|u| u.split_once("://"))
        .and_then(|(_, u)| u.split_once('/'));
    (is("hx-request") && !is("hx-boosted"), request.method() == Method::GET, from.map(|(_, p)| format!("/{p}")))
}

/// A refusal as a toast.
pub(super) fn told(e: &Error) -> Markup {
    html! {
        div class="toast bad" role="alert" {
            (icon("triangle-alert"))
            span {
                (e.message)
                @if let Some(hint) = &e.hint { " " (hint) }
            }
            button type="button" class="b ghost icon" data-dismiss aria-label="Close" { (icon("x")) }
        }
    }
}

fn toast(status: StatusCode, words: &Markup) -> Response {
    let mut response = server::http::typed(status, "text/html; charset=utf-8", words.clone().into_string());
    response.headers_mut().insert("hx-retarget", HeaderValue::from_static("#toasts"));
    response.headers_mut().insert("hx-reswap", HeaderValue::from_static("beforeend"));
    response
}

fn page(e: &Error, status: StatusCode, look: Look) -> Markup {
    let title = match status.as_u16() {
        404 => "Not found",
        403 => "Not allowed",
        429 => "Slow down",
        500.. => "Something went wrong",
        _ => "That did not work",
    };
    let body = html! {
        body {
            main class="gate" {
                div class="box" {
                    h1 { (title) }
                    p {
                        (e.message)
                        @if !e.message.ends_with('.') { "." }
                        @if let Some(hint) = &e.hint { " " (hint) }
                    }
                    p class="quiet small" { "Code " (e.code) }
                    a class="b" href="/today" { (icon("house")) "Back to Today" }
                }
            }
        }
    };
    document(look, &format!("{title} · Throughline"), false, &body)
}
