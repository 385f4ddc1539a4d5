//! Signing in and out, and how pages look.

mod button;
mod fields;
mod join;
mod link;
mod passkey;
mod setup;
mod sign_up;

pub(super) use join::{accept as join, join_link, join_page};
pub(super) use link::{confirm, confirm_page, open as open_link, page as link_page};
pub(super) use passkey::enter as enter_by_passkey;
pub(super) use setup::{page as set_up_page, set_up};
pub(super) use sign_up::{ask as sign_up, page as sign_up_page};

use super::address::pairs;
use super::data::Fields;
use super::guest::{Frame, Guest};
use super::icons::icon;
use super::refused::{Answer, Refused};
use super::shell::{go, inside};
use super::visit::Visit;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use records::Error;
use server::auth::passwords::{Credentials, verify, verify_code};
use server::auth::users::Entry;
use server::auth::{Refusal, sessions};

/// `GET /sign-in`
pub(super) async fn page(guest: Guest, request: Request) -> Response {
    if server::auth::setup::is_open(&guest.server).await {
        return gate(
            &guest,
            "Welcome",
            &html! {
                h1 { "Welcome to Throughline" }
                p {
                    "There is no organisation here yet. The link that sets one up was printed where the server was started; it begins with "
                    code { "/setup?token=" }
                    "."
                }
            },
        );
    }
    let next = param(request.uri().query(), "next");
    let at = guest.at.as_ref().map(|at| at.org);
    let may_sign_up = server::auth::sign_up::is_open(&guest.server, at).await.unwrap_or_default();
    form(&guest, &Typed { next: &next, may_sign_up, ..Typed::default() }, None)
}

/// A page for people who are not signed in.
fn gate(guest: &Guest, title: &str, body: &Markup) -> Response {
    Frame { title, whose: guest.whose(), look: guest.look, scripts: false }.door(body)
}

/// The same when something did not work.
fn failed(guest: &Guest, title: &str, body: &Markup) -> Response {
    let mut response = gate(guest, title, body);
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// What was typed so far, and what is asked for besides.
#[derive(Default)]
struct Typed<'a> {
    next: &'a str,
    email: &'a str,
    /// The address is at home in several organisations.
    several: bool,
    /// People make accounts by themselves.
    may_sign_up: bool,
}

fn form(guest: &Guest, typed: &Typed<'_>, wrong: Option<&str>) -> Response {
    let passkey = button::passkey(guest, typed.next);
    let scripts = passkey.is_some() && guest.at.is_none();
    let frame = Frame { title: "Sign in", whose: guest.whose(), look: guest.look, scripts };
    let mut response = frame.door(&html! {
        h1 {
            "Sign in"
            @if let Some(at) = &guest.at { " to " (at.name) }
        }
        @if let Some(words) = wrong { (self::wrong(words)) }
        form method="post" action="/sign-in" {
            input type="hidden" name="next" value=(typed.next);
            div class="field" {
                label for="email" { "E-mail" }
                input
                    class="in"
                    id="email"
                    name="email"
                    type="email"
                    autocomplete="username webauthn"
                    required
                    autofocus
                    value=(typed.email);
            }
            div class="field" {
                label for="password" { "Password" }
                input class="in" id="password" name="password" type="password" autocomplete="current-password" required;
            }
            @if typed.several {
                div class="field" {
                    label for="organisation" { "Organisation" }
                    input class="in" id="organisation" name="organisation" autocomplete="organization" required;
                    span class="help" { "Its name, or its short name." }
                }
            }
            button class="b primary large" type="submit" { "Sign in" }
        }
        @if let Some(passkey) = passkey { (passkey) }
        @if guest.server.tools.sends_mail {
            p class="quiet small" {
                "Forgotten, or told to wait? "
                a href="/sign-in/link" { "Have a link sent to you." }
            }
            @if typed.may_sign_up {
                p class="quiet small" {
                    "New here? "
                    a href="/sign-up" { "Make an account." }
                }
            }
        } @else {
            p class="quiet small" { "Forgotten? An admin of your organisation can send you a new invitation." }
        }
    });
    if wrong.is_some() {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// The second step, for who has a second factor.
fn code_form(guest: &Guest, next: &str, ticket: &str, wrong: Option<&str>) -> Response {
    let mut response = gate(
        guest,
        "Sign in",
        &html! {
            h1 { "Your code" }
            @if let Some(words) = wrong { (self::wrong(words)) }
            form method="post" action="/sign-in" {
                input type="hidden" name="next" value=(next);
                input type="hidden" name="ticket" value=(ticket);
                div class="field" {
                    label for="code" { "Code" }
                    input class="in" id="code" name="code" autocomplete="one-time-code" required autofocus;
                    span class="help" { "Six digits from your app, or one of your recovery codes." }
                }
                button class="b primary large" type="submit" { "Sign in" }
            }
        },
    );
    if wrong.is_some() {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// `POST /sign-in`: a password, or the code after it.
pub(super) async fn enter(guest: Guest, request: Request) -> Response {
    let server = &guest.server;
    let (parts, body) = request.into_parts();
    let fields = match typed(&parts, body).await {
        Ok(fields) => fields,
        Err(refused) => return refused.into_response(),
    };
    let text = |name: &str| fields.get(name).unwrap_or_default().to_string();
    let (email, next) = (text("email"), text("next"));
    let entered = match fields.filled("ticket") {
        Some(ticket) => verify_code(server, &parts, ticket, &text("code")).await,
        None => {
            let named = fields.filled("organisation").map(|o| o.trim().to_string());
            let organisation = guest.at.as_ref().map(|at| at.slug.clone()).or(named);
            let password = text("password");
            let credentials = Credentials { email: email.clone(), password, organisation, ..Credentials::default() };
            verify(server, &parts, credentials).await
        }
    };
    let e = match entered {
        Ok(entry) => match start(&guest, &parts, &entry, &next).await {
            Ok(response) => return response,
            Err(e) => e,
        },
        Err(e) => e,
    };
    if let Some(ticket) = &e.ticket {
        let wrong = (e.code != "code_needed").then_some(e.message.as_str());
        return code_form(&guest, &next, ticket, wrong);
    }
    let words = match e.code {
        "invalid_credentials" => "That e-mail address and password do not belong together.",
        "organisation_needed" => {
            "This address is at home in several organisations. Please name yours, and type the password again."
        }
        _ => &e.message,
    };
    form(
        &guest,
        &Typed { next: &next, email: &email, several: e.code == "organisation_needed", ..Typed::default() },
        Some(words),
    )
}

/// Opens the browser's session and goes on: where the person wanted to go, or to where their role begins. At a host of one
/// organisation, nobody of another is known.
async fn start(guest: &Guest, parts: &Parts, entry: &Entry, next: &str) -> Result<Response, Refusal> {
    if !guest.reaches(entry.account.org) {
        return Err(Refusal::unknown());
    }
    let cookies = sessions::open_cookie(&guest.server, parts, entry).await?;
    let home = match entry.account.role.as_str() {
        "client" | "candidate" => "/",
        _ => "/today",
    };
    let wanted = inside(next);
    Ok(see(if wanted == "/today" { home } else { &wanted }, &cookies))
}

/// `POST /sign-out`
pub(super) async fn leave(visit: Visit) -> Answer {
    sessions::end(&visit.server, &visit.actor, sessions::Which::This)
        .await
        .map_err(|e| Error::new(503, "08006", e.message))?;
    Ok(see("/sign-in", &[format!("{}; Max-Age=0", server::auth::cookie("", &visit.server.settings))]))
}

/// `POST /look`: theme and density, for a year.
pub(super) async fn look(visit: Visit, fields: Fields) -> Answer {
    let known = |name: &str, all: &[&'static str], now: &'static str| {
        fields.get(name).and_then(|v| all.iter().find(|a| **a == v).copied()).unwrap_or(now)
    };
    let theme = known("theme", &["auto", "light", "dark"], visit.look.theme);
    let density = known("density", &["compact", "comfortable"], visit.look.density);
    Ok(see(
        &inside(fields.get("next").unwrap_or_default()),
        &[format!("look={theme}.{density}; Path=/; Max-Age=31536000; SameSite=Lax")],
    ))
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

/// What was typed into a form of somebody who is not signed in.
async fn typed(parts: &Parts, body: Body) -> Result<Fields, Refused> {
    let bytes = server::http::read(body, &parts.headers, 64 << 10).await?;
    Ok(Fields(pairs(&String::from_utf8_lossy(&bytes))))
}

fn param(query: Option<&str>, name: &str) -> String {
    pairs(query.unwrap_or_default()).into_iter().find(|(k, _)| k == name).map(|(_, v)| v).unwrap_or_default()
}

/// Signs the person out everywhere else, or everywhere.
pub(super) async fn end_sessions(visit: &Visit, all: bool) -> Answer {
    sessions::end(&visit.server, &visit.actor, if all { sessions::Which::All } else { sessions::Which::Others })
        .await
        .map_err(|e| Error::new(503, "08006", e.message))?;
    Ok(go(visit, if all { "/sign-in" } else { "/admin/sessions" }))
}

/// Words for a wrong password on the account page.
pub(super) fn wrong(words: &str) -> Markup {
    html! {
        div class="note bad" role="alert" {
            (icon("triangle-alert"))
            span { (words) }
        }
    }
}
