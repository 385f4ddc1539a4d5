//! The pages around what a client sees: frame, tabs, the door in front, and the log of looks.

use super::door::Shut;
use super::window::{Window, by_session, by_token};
use super::{invoices, sections};
use crate::document::Look;
use crate::guest::{Frame, Guest, Refusal, Whose};
use crate::icons::icon;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::html;
use platform::{Actor, DbError};
use server::Server;

/// `GET /portal/<token>`: the first page there is.
pub(super) async fn front(guest: Guest, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let found = by_token(&guest, &headers, &token).await;
    match found.and_then(|window| Ok((first(&window).ok_or(Refusal::Closed)?, window))) {
        Ok((section, window)) => see(&format!("{}/{section}", window.base)),
        Err(shut) => shut.page(guest.at.as_deref(), &token),
    }
}

/// `GET /portal/<token>/<section>`
pub(super) async fn section(guest: Guest, Path((token, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let shown = async {
        let window = by_token(&guest, &headers, &token).await?;
        show(&guest.server, &window, guest.look, &name).await
    };
    shown.await.unwrap_or_else(|shut| shut.page(guest.at.as_deref(), &token))
}

/// `GET /portal`: for somebody of the client who is signed in.
pub(super) async fn signed_in_front(visit: Visit) -> Response {
    match by_session(&visit).await {
        Ok(window) => see(&format!("/portal/my/{}", first(&window).unwrap_or("invoices"))),
        Err(_) => see("/today"),
    }
}

/// `GET /portal/my/<section>`
pub(super) async fn signed_in(visit: Visit, Path(name): Path<String>) -> Response {
    let shown = async {
        let window = by_session(&visit).await?;
        show(&visit.server, &window, visit.look, &name).await
    };
    shown.await.unwrap_or_else(|shut| shut.page(None, ""))
}

fn see(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// The order pages stand in.
const ORDER: [(&str, &str, &str); 4] = [
    ("status", "Status", "heart-pulse"),
    ("projects", "Projects", "folder-kanban"),
    ("timeline", "Timeline", "calendar"),
    ("tasks", "Tasks", "list-todo"),
];

fn first(window: &Window) -> Option<&'static str> {
    ORDER.iter().map(|(name, ..)| *name).find(|name| window.sections.iter().any(|s| s == name))
}

async fn show(server: &Server, window: &Window, look: Look, name: &str) -> Result<Response, Shut> {
    let allowed = window.sections.iter().any(|s| s == name) || window.signed_in && name == "invoices";
    if !allowed {
        return Err(Refusal::Closed.into());
    }
    let tx = server.door.begin(&window.actor).await?;
    let head = tx
        .query_one(
            "select o.name, c.name, o.time_zone from identity.organizations o, crm.clients c where c.id = $1",
            &[&window.client],
        )
        .await?;
    let body = match name {
        "status" => sections::status(&tx).await?,
        "projects" => sections::projects(&tx).await?,
        "timeline" => sections::timeline(&tx).await?,
        "tasks" => sections::tasks(&tx).await?,
        _ => invoices::list(&tx).await?,
    };
    tx.commit().await?;
    note(server, window, name).await?;
    let (organisation, client): (String, String) = (head.get(0), head.get(1));
    let frame = Frame { title: &client, whose: Whose::Of(&organisation), look, scripts: false };
    Ok(frame.page(&html! {
        header class="portal-head" {
            div {
                p class="quiet small" { (organisation) }
                h1 { (client) }
            }
            @if window.signed_in {
                form method="post" action="/sign-out" {
                    button class="b ghost" type="submit" { (icon("log-out")) "Sign out" }
                }
            }
        }
        nav class="portal-tabs" aria-label="Sections" {
            @for (section, word, sign) in ORDER.iter().filter(|(s, ..)| window.sections.iter().any(|a| a == s)) {
                a href={ (window.base) "/" (section) } aria-current=[(*section == name).then_some("page")] {
                    (icon(sign))
                    (word)
                }
            }
            @if window.signed_in {
                a href="/portal/my/invoices" aria-current=[(name == "invoices").then_some("page")] {
                    (icon("receipt"))
                    "Invoices"
                }
            }
        }
        main id="main" { (body) }
    }))
}

/// Notes the look: who, what, when.
async fn note(server: &Server, window: &Window, section: &str) -> Result<(), DbError> {
    let actor = Actor { role: "system", ..window.actor.clone() };
    let tx = server.door.begin(&actor).await?;
    tx.execute("insert into crm.portal_views (client_id, user_id, section, ip_address, user_agent) values ($1, kit.user_id(), $2, kit.address(), kit.user_agent())", &[&window.client, &section])
        .await?;
    tx.execute("select set_config('throughline.derived', 'on', true)", &[]).await?;
    tx.execute("update crm.client_portal_access set last_accessed_at = now() where client_id = $1", &[&window.client])
        .await?;
    tx.commit().await
}
