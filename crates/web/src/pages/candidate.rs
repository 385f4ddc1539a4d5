//! On a person's page: renewed tickets that came in and wait for a decision, and those that were asked for.

use super::extra::Extra;
use crate::about::Record;
use crate::data::{Ask, Row, text};
use crate::format;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;

pub(super) const PAGE: Extra =
    Extra { noun: "candidates", inside: Some(|visit, record| Box::pin(inside(visit, record))), ..Extra::NONE };

async fn inside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    if !visit.may("ticket_renewals", "SELECT") {
        return Ok(html! {});
    }
    let question = format!(
        "select=id,ticket,status,number,issued_date,expires_date,received_at,created_at,file:file_id(id,name,content_type)\
         &candidate_id=eq.{}&status=in.(requested,received)&order=received_at.nullslast,id&limit=20",
        record.id
    );
    let found = visit.find(Ask::new("ticket_renewals", question)).await?;
    let (received, asked): (Vec<&Row>, Vec<&Row>) = found.rows.iter().partition(|r| text(r, "status") == "received");
    Ok(html! {
        @for renewal in received { (decide(visit, record, renewal)) }
        @if !asked.is_empty() {
            section class="card" {
                ul class="rows" {
                    @for renewal in asked {
                        li {
                            (icon("clock"))
                            div class="main" { "A new " (text(renewal, "ticket")) " was asked for" }
                            span class="quiet small" { (format::moment(visit, text(renewal, "created_at"))) }
                        }
                    }
                }
            }
        }
    })
}

/// A renewal with its scan in view, and what is done with it.
fn decide(visit: &Visit, record: &Record<'_>, renewal: &Row) -> Markup {
    let file = renewal.get("file").unwrap_or(&Value::Null);
    let word = |key: &str| file[key].as_str().unwrap_or_default();
    let dialog = |verb: &str| format!("/verbs/{verb}?subject={}", text(renewal, "id"));
    html! {
        section class="card renewal" {
            div class="head" {
                h2 { "A new " (text(renewal, "ticket")) " came in" }
                span class="quiet small" { (format::moment(visit, text(renewal, "received_at"))) }
            }
            div class="inside" {
                @if word("content_type").starts_with("image/") {
                    a href={ "/files/" (word("id")) "/picture" } target="_blank" rel="noopener" {
                        img src={ "/files/" (word("id")) "/picture" } alt={ "The " (text(renewal, "ticket")) " as it was sent" };
                    }
                } @else if !word("id").is_empty() {
                    a class="b" href={ "/files/" (word("id")) "/content" } { (icon("paperclip")) (word("name")) }
                } @else {
                    p class="quiet" { "The file is gone." }
                }
                div {
                    dl class="facts" {
                        dt { "Number" }
                        dd { (text(renewal, "number")) }
                        dt { "First day" }
                        dd { (format::day(visit, text(renewal, "issued_date"))) }
                        dt { "Last day" }
                        dd { (format::day(visit, text(renewal, "expires_date"))) }
                    }
                    @if record.changes {
                        div class="acts" {
                            button
                                type="button"
                                class="b primary"
                                hx-get=(dialog("accept_ticket_renewal"))
                                hx-target="#dialog"
                                data-opens-dialog
                            { (icon("check")) "Accept" }
                            button
                                type="button"
                                class="b"
                                hx-get=(dialog("refuse_ticket_renewal"))
                                hx-target="#dialog"
                                data-opens-dialog
                            { (icon("ban")) "Refuse" }
                        }
                    }
                }
            }
        }
    }
}
