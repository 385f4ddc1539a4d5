//! Making one's own account: a name and an address, and a letter that goes there.

use super::{failed, gate, typed, wrong};
use crate::guest::Guest;
use crate::refused::Answer;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use server::auth::sign_up;

const TITLE: &str = "Make an account";

/// `GET /sign-up`
pub(crate) async fn page(guest: Guest) -> Answer {
    if !is_open(&guest).await? {
        return Ok(closed(&guest));
    }
    Ok(gate(&guest, TITLE, &form("", "", None)))
}

/// `POST /sign-up`
pub(crate) async fn ask(guest: Guest, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    if !is_open(&guest).await? {
        return Ok(closed(&guest));
    }
    let (name, email) = (fields.get("full_name").unwrap_or_default(), fields.get("email").unwrap_or_default());
    let org = guest.at.as_ref().map(|at| at.org);
    Ok(match sign_up::ask(&guest.server, &parts, org, name, email).await {
        Ok(()) => gate(
            &guest,
            TITLE,
            &html! {
                h1 { "Look into your mail" }
                p {
                    "If "
                    strong { (email) }
                    " may have an account here, a letter is on its way. Its link makes the account."
                }
                p { "It works once, for a week." }
            },
        ),
        Err(e) => failed(&guest, TITLE, &form(name, email, Some(&e.message))),
    })
}

/// Whether people make accounts here.
async fn is_open(guest: &Guest) -> Result<bool, platform::DbError> {
    sign_up::is_open(&guest.server, guest.at.as_ref().map(|at| at.org)).await
}

fn closed(guest: &Guest) -> Response {
    let mut response = gate(
        guest,
        TITLE,
        &html! {
            h1 { "By invitation" }
            p { "Nobody makes an account by themselves here. Ask an admin of your organisation to invite you." }
            a class="b" href="/sign-in" { "Sign in" }
        },
    );
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn form(name: &str, email: &str, words: Option<&str>) -> Markup {
    html! {
        h1 { (TITLE) }
        @if let Some(words) = words { (wrong(words)) }
        form method="post" action="/sign-up" {
            (super::fields::full_name(name))
            div class="field" {
                label for="email" { "E-mail at work" }
                input class="in" id="email" name="email" type="email" autocomplete="username" required value=(email);
                span class="help" { "We send a link there, which confirms that it is yours." }
            }
            button class="b primary large" type="submit" { "Go on" }
        }
        p class="quiet small" { a href="/sign-in" { "Sign in instead" } }
    }
}
