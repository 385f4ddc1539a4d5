//! Links by mail: one that signs in, one that confirms a new address. Opening shows a button, so what a mail program
//! fetches by itself uses nothing up.

use super::{code_form, failed, gate, param, see, start, typed, wrong};
use crate::guest::Guest;
use crate::refused::Answer;
use axum::extract::Request;
use axum::response::Response;
use maud::{Markup, html};
use server::auth::passwords::code_needed;
use server::auth::users::Entry;
use server::auth::{mailed, second_factor};

/// `GET /sign-in/link`: asks for the address; with a token, for a click.
pub(crate) async fn page(guest: Guest, request: Request) -> Response {
    let token = param(request.uri().query(), "token");
    let body = if token.is_empty() { ask(None) } else { click("/sign-in/link", &token, "Sign in", "Sign in") };
    gate(&guest, "Sign in by link", &body)
}

/// `POST /sign-in/link`: sends a link to an address, or signs in with the one that was sent.
pub(crate) async fn open(guest: Guest, request: Request) -> Answer {
    let server = &guest.server;
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    let refused = |words: &str| failed(&guest, "Sign in by link", &ask(Some(words)));
    let Some(token) = fields.filled("token") else {
        let email = fields.get("email").unwrap_or_default();
        return Ok(match mailed::send_sign_in(server, &parts, email).await {
            Ok(()) => gate(
                &guest,
                "Link sent",
                &html! {
                    h1 { "Look into your mail" }
                    p {
                        "If "
                        strong { (email) }
                        " belongs to an account, a link is on its way."
                    }
                    p { "It works once, for a quarter of an hour." }
                },
            ),
            Err(e) => refused(&e.message),
        });
    };
    let account = match mailed::by_link(server, token).await {
        Ok(account) => account,
        Err(e) => return Ok(refused(&e.message)),
    };
    if second_factor::is_on(server, account.org, account.id).await? {
        let ticket = code_needed(server, &account).ticket.unwrap_or_default();
        return Ok(code_form(&guest, "", &ticket, None));
    }
    let entry = Entry { account, rehash: None };
    Ok(start(&guest, &parts, &entry, "").await.unwrap_or_else(|_| see("/sign-in", &[])))
}

/// `GET /confirm?token=…`
pub(crate) async fn confirm_page(guest: Guest, request: Request) -> Response {
    let token = param(request.uri().query(), "token");
    gate(&guest, "New address", &click("/confirm", &token, "Your new address", "Confirm"))
}

/// `POST /confirm`: the new address counts.
pub(crate) async fn confirm(guest: Guest, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    Ok(match mailed::confirm_email(&guest.server, fields.get("token").unwrap_or_default()).await {
        Ok(email) => gate(
            &guest,
            "New address",
            &html! {
                h1 { "Confirmed" }
                p {
                    "From now on you sign in with "
                    strong { (email) }
                    "."
                }
                a class="b primary" href="/" { "Go on" }
            },
        ),
        Err(e) => failed(
            &guest,
            "New address",
            &html! {
                h1 { "That did not work" }
                (wrong(&e.message))
            },
        ),
    })
}

fn ask(words: Option<&str>) -> Markup {
    html! {
        h1 { "Sign in by link" }
        @if let Some(words) = words { (wrong(words)) }
        form method="post" action="/sign-in/link" {
            div class="field" {
                label for="email" { "E-mail" }
                input class="in" id="email" name="email" type="email" autocomplete="username" required autofocus;
            }
            button class="b primary large" type="submit" { "Send the link" }
        }
    }
}

fn click(to: &str, token: &str, title: &str, word: &str) -> Markup {
    html! {
        h1 { (title) }
        form method="post" action=(to) {
            input type="hidden" name="token" value=(token);
            button class="b primary large" type="submit" autofocus { (word) }
        }
    }
}
