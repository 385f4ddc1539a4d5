//! The frame of every page for people without an account.

use crate::document::{Look, document, headed};
use crate::format::initials;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::{Markup, html};

/// Needs nothing but its style; a page with scripts has what every answer has (`surfaces::frame`).
const UNSCRIPTED: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                          frame-ancestors 'none'";

/// Whose page it is, which its title and its mark say.
#[derive(Clone, Copy)]
pub(crate) enum Whose<'a> {
    /// Throughline's.
    Ours,
    /// An organisation's, by its name.
    Of(&'a str),
    /// That is not told.
    Nobodys,
}

/// A frame. The address of such a page may be its key: it goes nowhere else, as of no page, and into no search engine.
pub(crate) struct Frame<'a> {
    pub(crate) title: &'a str,
    pub(crate) whose: Whose<'a>,
    pub(crate) look: Look,
    /// Its scripts are needed.
    pub(crate) scripts: bool,
}

impl Frame<'_> {
    /// Around one thing to do or to be told.
    pub(crate) fn door(&self, body: &Markup) -> Response {
        let mark = match self.whose {
            Whose::Ours => Some("T".into()),
            Whose::Of(name) => Some(initials(name)),
            Whose::Nobodys => None,
        };
        self.around(
            self.look,
            &html! {
                body {
                    a class="skip" href="#main" { "Skip to content" }
                    main id="main" class="gate" {
                        div class="box" {
                            @if let Some(mark) = mark {
                                span class="mark" aria-hidden="true" { (mark) }
                            }
                            (body)
                        }
                    }
                }
            },
        )
    }

    /// Around something to read, with more air.
    pub(crate) fn page(&self, body: &Markup) -> Response {
        self.around(
            Look { density: "comfortable", ..self.look },
            &html! {
                body class="portal" {
                    a class="skip" href="#main" { "Skip to content" }
                    div class="portal-page" { (body) }
                }
            },
        )
    }

    /// Around something everybody may find: it says about itself what search engines read, and is kept for a minute.
    pub(crate) fn public(&self, head: &Markup, body: &Markup) -> Response {
        let body = html! {
            body class="portal" {
                a class="skip" href="#main" { "Skip to content" }
                div class="portal-page" { (body) }
            }
        };
        let look = Look { density: "comfortable", ..self.look };
        let page = headed(look, &self.whole_title(), false, head, &body).into_string();
        let mut response = server::http::typed(axum::http::StatusCode::OK, "text/html; charset=utf-8", page);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(UNSCRIPTED));
        response
    }

    fn whole_title(&self) -> String {
        match self.whose {
            Whose::Ours => format!("{} · Throughline", self.title),
            Whose::Of(name) => format!("{} · {name}", self.title),
            Whose::Nobodys => self.title.to_string(),
        }
    }

    fn around(&self, look: Look, body: &Markup) -> Response {
        let title = self.whole_title();
        let page = document(look, &title, self.scripts, body).into_string();
        let mut response = server::http::typed(axum::http::StatusCode::OK, "text/html; charset=utf-8", page);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
        if !self.scripts {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(UNSCRIPTED));
        }
        response
    }
}
