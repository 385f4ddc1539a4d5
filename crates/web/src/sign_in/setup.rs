//! The first set-up, by the link the server printed.

use super::{fields, gate, param, see, start, typed};
use crate::data::Fields;
use crate::guest::Guest;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use server::auth::passwords::Credentials;
use server::auth::passwords::verify;
use server::auth::setup;

/// `GET /setup?token=…`
pub(crate) async fn page(guest: Guest, request: Request) -> Response {
    if !setup::is_open(&guest.server).await {
        let mut gone = gate(
            &guest,
            "Already set up",
            &html! {
                h1 { "Already set up" }
                p { "This server has an organisation; the set-up link works once." }
                a class="b primary" href="/sign-in" { "Sign in" }
            },
        );
        *gone.status_mut() = StatusCode::NOT_FOUND;
        return gone;
    }
    form(&guest, &Fields(vec![("token".into(), param(request.uri().query(), "token"))]), None)
}

fn form(guest: &Guest, typed: &Fields, wrong: Option<&str>) -> Response {
    let value = |name: &str| typed.get(name).unwrap_or_default().to_string();
    let mut response = gate(
        guest,
        "Set up Throughline",
        &html! {
            h1 { "Set up Throughline" }
            p class="quiet" { "One organisation and its first admin. Everything else can wait." }
            @if let Some(words) = wrong { (super::wrong(words)) }
            form method="post" action="/setup" {
                input type="hidden" name="token" value=(value("token"));
                div class="field" {
                    label for="organisation" { "Organisation" }
                    input
                        class="in"
                        id="organisation"
                        name="organisation"
                        required
                        autofocus
                        maxlength="200"
                        value=(value("organisation"));
                    span class="help" { "The name your colleagues and clients know." }
                }
                (fields::full_name(&value("full_name")))
                div class="field" {
                    label for="email" { "Your e-mail" }
                    input
                        class="in"
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="username"
                        required
                        value=(value("email"));
                }
                (fields::new_password())
                div class="field" {
                    span class="name" { "Begin with" }
                    div class="checks" {
                        label {
                            input type="radio" name="begin" value="import" checked;
                            "My own data (import)"
                        }
                        label {
                            input type="radio" name="begin" value="empty";
                            "An empty system"
                        }
                        label {
                            input type="radio" name="begin" value="sample";
                            "A few sample records"
                        }
                    }
                }
                button class="b primary large" type="submit" { "Set up" }
            }
        },
    );
    if wrong.is_some() {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// `POST /setup`: makes the organisation, signs its admin in, and goes on where they want to begin.
pub(crate) async fn set_up(guest: Guest, request: Request) -> Response {
    let server = &guest.server;
    let (parts, body) = request.into_parts();
    let fields = match typed(&parts, body).await {
        Ok(fields) => fields,
        Err(refused) => return refused.into_response(),
    };
    let get = |name: &str| fields.get(name).unwrap_or_default().to_string();
    let wish = setup::Wish {
        token: get("token"),
        organisation: get("organisation"),
        full_name: get("full_name"),
        email: get("email"),
        password: get("password"),
    };
    if let Err(e) = setup::set_up(server, wish).await {
        return form(&guest, &fields, Some(&e.message));
    }
    let begin = match fields.get("begin") {
        Some("import") => "/import",
        Some("sample") => "/admin/sample",
        _ => "/today",
    };
    let credentials = Credentials { email: get("email"), password: get("password"), ..Credentials::default() };
    match verify(server, &parts, credentials).await {
        Ok(entry) => start(&guest, &parts, &entry, begin).await.unwrap_or_else(|_| see("/sign-in", &[])),
        Err(_) => see("/sign-in", &[]),
    }
}
