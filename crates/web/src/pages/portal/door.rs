//! What stands before a portal: a password that is asked for, or why it does not open.

use crate::document::Look;
use crate::guest::{Frame, Refusal, Whose};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use server::AtHost;

/// Why a portal is shut.
pub(super) enum Shut {
    /// A password is asked.
    Password { wrong: bool },
    /// Somebody signed in who belongs to no client.
    NotAClient,
    /// As any page for guests may be.
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for Shut {
    fn from(e: E) -> Self {
        Shut::Refused(e.into())
    }
}

impl Shut {
    /// What is told, at the server's address or at an organisation's, to who came by this link.
    pub(super) fn page(&self, at: Option<&AtHost>, token: &str) -> Response {
        let (status, title, words) = match self {
            Shut::Refused(refusal) => return refusal.page(at),
            Shut::Password { wrong: true } => {
                (StatusCode::FORBIDDEN, "Please enter the password", "That was not the password.")
            }
            Shut::Password { wrong: false } => (
                StatusCode::UNAUTHORIZED,
                "Please enter the password",
                "You got it together with the link, or separately.",
            ),
            Shut::NotAClient => {
                (StatusCode::FORBIDDEN, "This page is for clients", "Colleagues see the client's record instead.")
            }
        };
        let wrong = matches!(self, Shut::Password { wrong: true });
        let whose = at.map_or(Whose::Nobodys, |at| Whose::Of(&at.name));
        let frame = Frame { title, whose, look: Look::of(&HeaderMap::new()), scripts: false };
        let mut response = frame.door(&html! {
            h1 { (title) }
            p class=(if wrong { "wrong" } else { "quiet" }) { (words) }
            @if matches!(self, Shut::Password { .. }) {
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
        });
        *response.status_mut() = status;
        response
    }
}
