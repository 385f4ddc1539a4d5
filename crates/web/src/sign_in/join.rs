//! Joining by invitation.

use super::{param, see, start, typed};
use crate::address::encode;
use crate::refused::Answer;
use crate::shell::gate;
use crate::visit::Look;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use server::Server;
use server::auth::invitations::{self, Invitation};
use server::auth::passwords::{self, Credentials};
use std::sync::Arc;

/// `GET /join?token=…`: an invitation.
pub(crate) async fn join_page(State(server): State<Arc<Server>>, headers: HeaderMap, request: Request) -> Answer {
    let token = param(request.uri().query(), "token");
    let invited = invitations::invitation(&server, &token).await?;
    Ok(join_form(Look::of(&headers), &token, invited.as_ref(), None))
}

fn join_form(look: Look, token: &str, invited: Option<&Invitation>, wrong: Option<&str>) -> Response {
    let Some(invited) = invited else {
        let mut response = gate(
            look,
            "Invitation",
            &html! {
                h1 { "This invitation no longer works" }
                p { "It was used, withdrawn, or has expired. Ask the person who invited you for a new one." }
            },
        );
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    gate(
        look,
        "Join",
        &html! {
            h1 { "Join " (invited.organisation) }
            p class="quiet" {
                "You were invited as "
                (invited.role)
                " with the address "
                strong { (invited.email) }
                "."
            }
            @if let Some(words) = wrong { (super::wrong(words)) }
            form method="post" action="/join" {
                input type="hidden" name="token" value=(token);
                div class="field" {
                    label for="full_name" { "Your name" }
                    input
                        class="in"
                        id="full_name"
                        name="full_name"
                        autocomplete="name"
                        required
                        value=(invited.full_name);
                }
                div class="field" {
                    label for="password" { "Password" }
                    input
                        class="in"
                        id="password"
                        name="password"
                        type="password"
                        autocomplete="new-password"
                        required
                        minlength="8";
                    span class="help" { "At least 8 characters." }
                }
                button class="b primary large" type="submit" { "Join" }
            }
        },
    )
}

/// `POST /join`
pub(crate) async fn accept(State(server): State<Arc<Server>>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    let token = fields.get("token").unwrap_or_default();
    let look = Look::of(&parts.headers);
    let Some(invited) = invitations::invitation(&server, token).await? else {
        return Ok(join_form(look, token, None, None));
    };
    let Some(name) = fields.filled("full_name") else {
        return Ok(join_form(look, token, Some(&invited), Some("Please say your name.")));
    };
    let password = fields.get("password").unwrap_or_default().to_string();
    let own = [name, &invited.email, &invited.organisation, &invited.slug].map(str::to_string);
    let hash = match passwords::hash(&server, password.clone(), own.into()).await {
        Ok(hash) => hash,
        Err(e) => return Ok(join_form(look, token, Some(&invited), Some(&e.message))),
    };
    if let Err(e) = invitations::accept(&server, token, &invited, name, &hash).await {
        return Ok(join_form(look, token, Some(&invited), Some(&platform::told(&e))));
    }
    let (email, organisation) = (invited.email.clone(), Some(invited.slug.clone()));
    let credentials = Credentials { email, password, organisation, ..Credentials::default() };
    Ok(match passwords::verify(&server, &parts, credentials).await {
        Ok(entry) => start(&server, &parts, &entry, "").await.unwrap_or_else(|_| see("/sign-in", &[])),
        Err(_) => see("/sign-in", &[]),
    })
}

/// The link in an invitation.
pub(crate) fn join_link(token: &str) -> String {
    format!("/join?token={}", encode(token))
}
