//! The pages around what a client sees: frame, tabs, the door in front, and the log of looks.

use super::frame::{Refusal, page, refuse, see};
use super::guest::{Guest, by_session, by_token};
use super::{invoices, sections};
use crate::icons::icon;
use crate::visit::Visit;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use maud::html;
use platform::{Actor, DbError};
use server::Server;
use std::sync::Arc;

/// `GET /portal/<token>`: the first page there is.
pub(super) async fn front(State(server): State<Arc<Server>>, Path(token): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match by_token(&server, &parts, &token).await {
        Ok(guest) => match first(&guest) {
            Some(section) => see(&format!("{}/{section}", guest.base)),
            None => refuse(&Refusal::Closed, &token),
        },
        Err(refusal) => refuse(&refusal, &token),
    }
}

/// `GET /portal/<token>/<section>`
pub(super) async fn section(
    State(server): State<Arc<Server>>,
    Path((token, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let shown = async {
        let guest = by_token(&server, &parts, &token).await?;
        show(&server, &guest, &name).await
    };
    shown.await.unwrap_or_else(|refusal| refuse(&refusal, &token))
}

/// `GET /portal`: for somebody of the client who is signed in.
pub(super) async fn signed_in_front(visit: Visit) -> Response {
    match by_session(&visit).await {
        Ok(guest) => see(&format!("/portal/my/{}", first(&guest).unwrap_or("invoices"))),
        Err(_) => see("/today"),
    }
}

/// `GET /portal/my/<section>`
pub(super) async fn signed_in(visit: Visit, Path(name): Path<String>) -> Response {
    let shown = async {
        let guest = by_session(&visit).await?;
        show(&visit.server, &guest, &name).await
    };
    shown.await.unwrap_or_else(|refusal| refuse(&refusal, ""))
}

/// The order pages stand in.
const ORDER: [(&str, &str, &str); 4] = [
    ("status", "Status", "heart-pulse"),
    ("projects", "Projects", "folder-kanban"),
    ("timeline", "Timeline", "calendar"),
    ("tasks", "Tasks", "list-todo"),
];

fn first(guest: &Guest) -> Option<&'static str> {
    ORDER.iter().map(|(name, ..)| *name).find(|name| guest.sections.iter().any(|s| s == name))
}

async fn show(server: &Server, guest: &Guest, name: &str) -> Result<Response, Refusal> {
    let allowed = guest.sections.iter().any(|s| s == name) || guest.signed_in && name == "invoices";
    if !allowed {
        return Err(Refusal::Closed);
    }
    let tx = server.door.begin(&guest.actor).await?;
    let head = tx
        .query_one(
            "select o.name, c.name, o.time_zone from identity.organizations o, crm.clients c where c.id = $1",
            &[&guest.client],
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
    note(server, guest, name).await?;
    let (organisation, client): (String, String) = (head.get(0), head.get(1));
    Ok(page(
        &format!("{client} · {organisation}"),
        &html! {
            header class="portal-head" {
                div {
                    p class="quiet small" { (organisation) }
                    h1 { (client) }
                }
                @if guest.signed_in {
                    form method="post" action="/sign-out" {
                        button class="b ghost" type="submit" { (icon("log-out")) "Sign out" }
                    }
                }
            }
            nav class="portal-tabs" aria-label="Sections" {
                @for (section, word, sign) in ORDER.iter().filter(|(s, ..)| guest.sections.iter().any(|a| a == s)) {
                    a href={ (guest.base) "/" (section) } aria-current=[(*section == name).then_some("page")] {
                        (icon(sign))
                        (word)
                    }
                }
                @if guest.signed_in {
                    a href="/portal/my/invoices" aria-current=[(name == "invoices").then_some("page")] {
                        (icon("receipt"))
                        "Invoices"
                    }
                }
            }
            main id="main" { (body) }
        },
    ))
}

/// Notes the look: who, what, when.
async fn note(server: &Server, guest: &Guest, section: &str) -> Result<(), DbError> {
    let actor = Actor { role: "system", ..guest.actor.clone() };
    let tx = server.door.begin(&actor).await?;
    tx.execute("insert into crm.portal_views (client_id, user_id, section, ip_address, user_agent) values ($1, kit.user_id(), $2, kit.address(), kit.user_agent())", &[&guest.client, &section])
        .await?;
    tx.execute("select set_config('throughline.derived', 'on', true)", &[]).await?;
    tx.execute("update crm.client_portal_access set last_accessed_at = now() where client_id = $1", &[&guest.client])
        .await?;
    tx.commit().await
}
