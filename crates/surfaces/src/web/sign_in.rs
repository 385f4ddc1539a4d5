//! Signing in and out, the first set-up, joining by invitation, and how pages look.

use super::data::{Fields, encode};
use super::icons::icon;
use super::refused::{Answer, Refused};
use super::shell::{gate, go, inside};
use super::visit::{Look, Visit};
use crate::auth::{self, Credentials, sessions, setup, users};
use crate::server::Server;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use platform::passwords;
use records::Error;
use std::sync::Arc;

/// `GET /sign-in`
pub(super) async fn page(State(server): State<Arc<Server>>, headers: HeaderMap, request: Request) -> Response {
    if setup::is_open(&server).await {
        return gate(
            Look::of(&headers),
            "Welcome",
            &html! { h1 { "Welcome to Throughline" } p { "There is no organisation here yet. The link that sets one up was printed where the server was started; it begins with " code { "/setup?token=" } "." } },
        );
    }
    let next = param(request.uri().query(), "next");
    form(Look::of(&headers), &next, "", None, &[])
}

fn form(look: Look, next: &str, email: &str, wrong: Option<&str>, organisations: &[String]) -> Response {
    let mut response = gate(
        look,
        "Sign in",
        &html! {
            h1 { "Sign in" }
            @if let Some(wrong) = wrong { div class="note bad" role="alert" { (icon("triangle-alert")) span { (wrong) } } }
            form method="post" action="/sign-in" {
                input type="hidden" name="next" value=(next);
                div class="field" { label for="email" { "E-mail" } input class="in" id="email" name="email" type="email" autocomplete="username" required autofocus value=(email); }
                div class="field" { label for="password" { "Password" } input class="in" id="password" name="password" type="password" autocomplete="current-password" required; }
                @if !organisations.is_empty() {
                    div class="field" { label for="organisation" { "Organisation" } select class="in" id="organisation" name="organisation" { @for o in organisations { option value=(o) { (o) } } } }
                }
                button class="b primary large" type="submit" { "Sign in" }
            }
            p class="quiet small" { "Forgotten? An admin of your organisation can send you a new invitation." }
        },
    );
    if wrong.is_some() {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// `POST /sign-in`
pub(super) async fn enter(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let look = Look::of(&parts.headers);
    let fields = match crate::http::read(body, &parts.headers, 64 << 10).await {
        Ok(bytes) => Fields(super::data::pairs(&String::from_utf8_lossy(&bytes))),
        Err(f) => return Refused::from(f).into_response(),
    };
    let (email, next) = (fields.get("email").unwrap_or_default().to_string(), fields.get("next").unwrap_or_default().to_string());
    let credentials = Credentials {
        email: email.clone(),
        password: fields.get("password").unwrap_or_default().to_string(),
        organisation: fields.filled("organisation").map(str::to_string),
        ..Credentials::default()
    };
    match auth::verify(&server, &parts, credentials).await {
        Ok((user, rehash)) => match sessions::open_cookie(&server, &parts, &user, rehash).await {
            Ok(cookie) => see(&inside(&next), &[cookie]),
            Err(e) => form(look, &next, &email, Some(&e.message), &[]),
        },
        Err(e) => {
            let organisations =
                if e.code == "organisation_needed" { e.message.rsplit_once(": ").map(|(_, list)| list.split(", ").map(str::to_string).collect()).unwrap_or_default() } else { Vec::new() };
            let words = match e.code {
                "invalid_credentials" => "That e-mail address and password do not belong together.".to_string(),
                "organisation_needed" => "This address is at home in several organisations. Choose one.".to_string(),
                _ => e.message.clone(),
            };
            form(look, &next, &email, Some(&words), &organisations)
        }
    }
}

/// `POST /sign-out`
pub(super) async fn leave(visit: Visit) -> Answer {
    sessions::end(&visit.server, &visit.actor, sessions::Which::This).await.map_err(|e| Error::new(503, "08006", e.message))?;
    Ok(see("/sign-in", &[format!("{}; Max-Age=0", sessions::cookie("", &visit.server.settings))]))
}

/// `POST /look`: theme and density, for a year.
pub(super) async fn look(visit: Visit, fields: Fields) -> Answer {
    let known = |name: &str, all: &[&'static str], now: &'static str| fields.get(name).and_then(|v| all.iter().find(|a| **a == v).copied()).unwrap_or(now);
    let theme = known("theme", &["auto", "light", "dark"], visit.look.theme);
    let density = known("density", &["compact", "comfortable"], visit.look.density);
    Ok(see(&inside(fields.get("next").unwrap_or_default()), &[format!("look={theme}.{density}; Path=/; Max-Age=31536000; SameSite=Lax")]))
}

/// `GET /setup?token=…`
pub(super) async fn set_up_page(State(server): State<Arc<Server>>, headers: HeaderMap, request: Request) -> Response {
    if !setup::is_open(&server).await {
        let mut gone = gate(
            Look::of(&headers),
            "Already set up",
            &html! { h1 { "Already set up" } p { "This server has an organisation; the set-up link works once." } a class="b primary" href="/sign-in" { "Sign in" } },
        );
        *gone.status_mut() = StatusCode::NOT_FOUND;
        return gone;
    }
    set_up_form(Look::of(&headers), &Fields(vec![("token".into(), param(request.uri().query(), "token"))]), None)
}

fn set_up_form(look: Look, fields: &Fields, wrong: Option<&str>) -> Response {
    let value = |name: &str| fields.get(name).unwrap_or_default().to_string();
    let mut response = gate(
        look,
        "Set up Throughline",
        &html! {
            h1 { "Set up Throughline" }
            p class="quiet" { "One organisation and its first admin. Everything else can wait." }
            @if let Some(wrong) = wrong { div class="note bad" role="alert" { (icon("triangle-alert")) span { (wrong) } } }
            form method="post" action="/setup" {
                input type="hidden" name="token" value=(value("token"));
                div class="field" { label for="organisation" { "Organisation" } input class="in" id="organisation" name="organisation" required autofocus maxlength="200" value=(value("organisation")); span class="help" { "The name your colleagues and clients know." } }
                div class="field" { label for="full_name" { "Your name" } input class="in" id="full_name" name="full_name" autocomplete="name" required value=(value("full_name")); }
                div class="field" { label for="email" { "Your e-mail" } input class="in" id="email" name="email" type="email" autocomplete="username" required value=(value("email")); }
                div class="field" { label for="password" { "Password" } input class="in" id="password" name="password" type="password" autocomplete="new-password" required minlength="8"; span class="help" { "At least 8 characters." } }
                div class="field" {
                    span class="name" { "Begin with" }
                    div class="checks" {
                        label { input type="radio" name="begin" value="import" checked; "My own data (import)" }
                        label { input type="radio" name="begin" value="empty"; "An empty system" }
                        label { input type="radio" name="begin" value="sample"; "A few sample records" }
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
pub(super) async fn set_up(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let look = Look::of(&parts.headers);
    let fields = match crate::http::read(body, &parts.headers, 64 << 10).await {
        Ok(bytes) => Fields(super::data::pairs(&String::from_utf8_lossy(&bytes))),
        Err(f) => return Refused::from(f).into_response(),
    };
    let get = |name: &str| fields.get(name).unwrap_or_default().to_string();
    let wish = setup::Wish { token: get("token"), organisation: get("organisation"), full_name: get("full_name"), email: get("email"), password: get("password") };
    if let Err(e) = setup::set_up(&server, wish).await {
        return set_up_form(look, &fields, Some(&e.message));
    }
    let begin = match fields.get("begin") {
        Some("import") => "/import",
        Some("sample") => "/admin/sample",
        _ => "/today",
    };
    let credentials = Credentials { email: get("email"), password: get("password"), ..Credentials::default() };
    match auth::verify(&server, &parts, credentials).await {
        Ok((user, _)) => match sessions::open_cookie(&server, &parts, &user, None).await {
            Ok(cookie) => see(begin, &[cookie]),
            Err(_) => see("/sign-in", &[]),
        },
        Err(_) => see("/sign-in", &[]),
    }
}

/// `GET /join?token=…`: an invitation.
pub(super) async fn join_page(State(server): State<Arc<Server>>, headers: HeaderMap, request: Request) -> Answer {
    let token = param(request.uri().query(), "token");
    let invited = users::invitation(&server, &token).await?;
    Ok(join_form(Look::of(&headers), &token, invited.as_ref(), None))
}

fn join_form(look: Look, token: &str, invited: Option<&users::Invitation>, wrong: Option<&str>) -> Response {
    let Some(invited) = invited else {
        let mut response = gate(look, "Invitation", &html! { h1 { "This invitation no longer works" } p { "It was used, withdrawn, or has expired. Ask the person who invited you for a new one." } });
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    gate(
        look,
        "Join",
        &html! {
            h1 { "Join " (invited.organisation) }
            p class="quiet" { "You were invited as " (invited.role) " with the address " strong { (invited.email) } "." }
            @if let Some(wrong) = wrong { div class="note bad" role="alert" { (icon("triangle-alert")) span { (wrong) } } }
            form method="post" action="/join" {
                input type="hidden" name="token" value=(token);
                div class="field" { label for="full_name" { "Your name" } input class="in" id="full_name" name="full_name" autocomplete="name" required value=(invited.full_name); }
                div class="field" { label for="password" { "Password" } input class="in" id="password" name="password" type="password" autocomplete="new-password" required minlength="8"; span class="help" { "At least 8 characters." } }
                button class="b primary large" type="submit" { "Join" }
            }
        },
    )
}

/// `POST /join`
pub(super) async fn join(State(server): State<Arc<Server>>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let bytes = crate::http::read(body, &parts.headers, 64 << 10).await?;
    let fields = Fields(super::data::pairs(&String::from_utf8_lossy(&bytes)));
    let token = fields.get("token").unwrap_or_default();
    let look = Look::of(&parts.headers);
    let Some(invited) = users::invitation(&server, token).await? else { return Ok(join_form(look, token, None, None)) };
    let password = fields.get("password").unwrap_or_default().to_string();
    let hash = match tokio::task::spawn_blocking(move || passwords::hash(&password)).await.map_err(|e| Error::new(500, "XX000", e.to_string()))? {
        Ok(hash) => hash,
        Err(e) => return Ok(join_form(look, token, Some(&invited), Some(&e.to_string()))),
    };
    let Some(name) = fields.filled("full_name") else { return Ok(join_form(look, token, Some(&invited), Some("Please say your name."))) };
    if let Err(e) = users::accept(&server, token, &invited, name, &hash).await {
        return Ok(join_form(look, token, Some(&invited), Some(&platform::told(&e))));
    }
    let credentials =
        Credentials { email: invited.email.clone(), password: fields.get("password").unwrap_or_default().to_string(), organisation: Some(invited.slug.clone()), ..Credentials::default() };
    Ok(match auth::verify(&server, &parts, credentials).await {
        Ok((user, _)) => match sessions::open_cookie(&server, &parts, &user, None).await {
            Ok(cookie) => see("/today", &[cookie]),
            Err(_) => see("/sign-in", &[]),
        },
        Err(_) => see("/sign-in", &[]),
    })
}

/// A redirect with cookies.
fn see(to: &str, cookies: &[String]) -> Response {
    let mut response = Redirect::to(to).into_response();
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn param(query: Option<&str>, name: &str) -> String {
    super::data::pairs(query.unwrap_or_default()).into_iter().find(|(k, _)| k == name).map(|(_, v)| v).unwrap_or_default()
}

/// The link in an invitation.
pub(super) fn join_link(token: &str) -> String {
    format!("/join?token={}", encode(token))
}

/// Signs the person out everywhere else, or everywhere.
pub(super) async fn end_sessions(visit: &Visit, all: bool) -> Answer {
    sessions::end(&visit.server, &visit.actor, if all { sessions::Which::All } else { sessions::Which::Others }).await.map_err(|e| Error::new(503, "08006", e.message))?;
    Ok(go(visit, if all { "/sign-in" } else { "/admin/sessions" }))
}

/// Words for a wrong password on the account page.
pub(super) fn wrong(words: &str) -> Markup {
    html! { div class="note bad" role="alert" { (icon("triangle-alert")) span { (words) } } }
}
