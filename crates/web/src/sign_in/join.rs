//! Joining by invitation.

use super::{fields, gate, param, see, start, typed};
use crate::address::encode;
use crate::guest::Guest;
use crate::refused::Answer;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use platform::DbError;
use server::auth::invitations::{self, Invitation};
use server::auth::passwords::{self, Credentials};

/// `GET /join?token=…`: an invitation.
pub(crate) async fn join_page(guest: Guest, request: Request) -> Answer {
    let token = param(request.uri().query(), "token");
    let invited = invited(&guest, &token).await?;
    Ok(join_form(&guest, &token, invited.as_ref(), None))
}

/// The invitation, where its organisation is reached.
async fn invited(guest: &Guest, token: &str) -> Result<Option<Invitation>, DbError> {
    Ok(invitations::invitation(&guest.server, token).await?.filter(|invited| guest.reaches(invited.org)))
}

fn join_form(guest: &Guest, token: &str, invited: Option<&Invitation>, wrong: Option<&str>) -> Response {
    let Some(invited) = invited else {
        let mut response = gate(
            guest,
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
        guest,
        "Join",
        &html! {
            h1 { "Join " (invited.organisation) }
            p class="quiet" {
                "You join as "
                (invited.role)
                " with the address "
                strong { (invited.email) }
                "."
            }
            @if let Some(words) = wrong { (super::wrong(words)) }
            form method="post" action="/join" {
                input type="hidden" name="token" value=(token);
                (fields::full_name(&invited.full_name))
                (fields::new_password())
                button class="b primary large" type="submit" { "Join" }
            }
        },
    )
}

/// `POST /join`
pub(crate) async fn accept(guest: Guest, request: Request) -> Answer {
    let server = &guest.server;
    let (parts, body) = request.into_parts();
    let form = typed(&parts, body).await?;
    let token = form.get("token").unwrap_or_default();
    let Some(invited) = invited(&guest, token).await? else {
        return Ok(join_form(&guest, token, None, None));
    };
    let Some(name) = form.filled("full_name") else {
        return Ok(join_form(&guest, token, Some(&invited), Some("Please say your name.")));
    };
    let password = form.get("password").unwrap_or_default().to_string();
    let own = [name, &invited.email, &invited.organisation, &invited.slug].map(str::to_string);
    let hash = match passwords::hash(server, password.clone(), own.into()).await {
        Ok(hash) => hash,
        Err(e) => return Ok(join_form(&guest, token, Some(&invited), Some(&e.message))),
    };
    if let Err(e) = invitations::accept(server, token, &invited, name, &hash).await {
        return Ok(join_form(&guest, token, Some(&invited), Some(&platform::told(&e))));
    }
    let (email, organisation) = (invited.email.clone(), Some(invited.slug.clone()));
    let credentials = Credentials { email, password, organisation, ..Credentials::default() };
    Ok(match passwords::verify(server, &parts, credentials).await {
        Ok(entry) => start(&guest, &parts, &entry, "").await.unwrap_or_else(|_| see("/sign-in", &[])),
        Err(_) => see("/sign-in", &[]),
    })
}

/// The link in an invitation.
pub(crate) fn join_link(token: &str) -> String {
    format!("/join?token={}", encode(token))
}
