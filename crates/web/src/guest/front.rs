//! The front page of an organisation's own host.

use super::Guest;
use super::frame::{Frame, Whose};
use axum::response::Response;
use maud::html;
use server::AtHost;

/// `GET /` at the host: whose it is, and the way in.
pub(crate) fn front(guest: &Guest, at: &AtHost) -> Response {
    let frame = Frame { title: "Welcome", whose: Whose::Of(&at.name), look: guest.look, scripts: false };
    frame.door(&html! {
        h1 { (at.name) }
        p class="quiet" { "Were you sent a link? It opens your page without signing in." }
        @if guest.server.catalog.table("jobs").is_some() {
            p {
                a href={ "/board/" (at.slug) } { "Look at our open jobs" }
            }
        }
        a class="b primary large" href="/sign-in" { "Sign in" }
    })
}
