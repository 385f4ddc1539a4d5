//! What a file says, page by page.

use crate::data::{Ask, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page};
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use modules::knowledge::file_bytes::{FileBytes, file_bytes};
use modules::knowledge::read_file_text::{FileText, Status, text_of};
use uuid::Uuid;

/// `GET /files/<id>/text`: what it says, page by page.
pub(in super::super) async fn read(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    let about = visit.find(Ask::new("files", format!("select=name,entity_type,entity_id&id=eq.{id}"))).await?;
    let row = about.rows.first().ok_or_else(Refused::nothing)?;
    let (noun, record) = (text(row, "entity_type"), text(row, "entity_id"));
    // The connection is given back before the file is read.
    let file = bytes(&visit, id).await?;
    let read = text_of(&visit.server.tools.guard, file).await;
    let body = match &read {
        Ok(found) => shown(found),
        Err(why) => html! {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span { (why.message) " " (why.hint.as_deref().unwrap_or_default()) }
            }
        },
    };
    let mut crumbs = Vec::new();
    if visit.server.catalog.table(noun).is_some() {
        crumbs.push((visit.server.catalog.plural(noun), format!("/{noun}")));
        crumbs.push(("Files".into(), format!("/{noun}/{record}?tab=files")));
    }
    let acts = html! {
        a class="b" href={ "/files/" (id) "/content" } { (icon("download")) "Download" }
    };
    let page = Page { title: text(row, "name").into(), crumbs, acts: Some(acts), ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// The text of a file, its pages under headings when it has several.
fn shown(found: &FileText) -> Markup {
    let several = found.pages.len() > 1 || found.pages.iter().any(|p| p.name.is_some());
    html! {
        @if found.status == Status::NeedsOcr {
            div class="note warn" role="status" {
                (icon("triangle-alert"))
                span {
                    "This file needs OCR: its pages are pictures, such as a scan or a photograph, and there is little or no "
                    "text in them that a program can read. Download it to read it yourself, or send it again after text "
                    "recognition."
                }
            }
        }
        @if found.cut {
            div class="note" role="status" {
                (icon("info"))
                span { "The file is longer; only the first 2 MB of its text are shown." }
            }
        }
        @for page in found.pages.iter().filter(|p| several || !p.text.is_empty()) {
            section class="card" id={ "page-" (page.number) } {
                @if several {
                    div class="head" {
                        h2 {
                            (sentence(found.kind.part()))
                            " "
                            (page.number)
                            @if let Some(name) = &page.name { " · " (name) }
                        }
                    }
                }
                div class="inside" {
                    @if page.text.is_empty() {
                        p class="quiet" { "Nothing is written here." }
                    } @else {
                        p class="written" dir="auto" { (page.text) }
                    }
                }
            }
        }
        @if found.pages.iter().all(|p| p.text.is_empty()) && found.status == Status::Read {
            p class="quiet" { "Nothing is written in this file." }
        }
    }
}

async fn bytes(visit: &Visit, id: Uuid) -> Result<FileBytes, Refused> {
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    let tx = visit.begin(&visit.actor).await?;
    let objects = visit.server.tools.objects.as_deref();
    let file = file_bytes(&tx, &visit.actor, objects, id).await.map_err(|e| visit.told(&e))?;
    visit.commit(tx).await?;
    file.ok_or_else(Refused::nothing)
}
