//! On a person's page: renewed tickets that came in and wait for a decision, those that were asked for, and beside them
//! the tickets that run out.

use super::extra::Extra;
use crate::about::Record;
use crate::address::encode;
use crate::data::{Ask, Row, text};
use crate::format;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use jiff::ToSpan as _;
use maud::{Markup, html};
use serde_json::Value;

pub(super) const PAGE: Extra = Extra {
    noun: "candidates",
    inside: Some(|visit, record| Box::pin(inside(visit, record))),
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    tabs: &[super::resume::TAB, super::knowledge::TAB],
    list: Some(super::resumes::button),
    ..Extra::NONE
};

/// Days ahead in which a ticket is told to run out.
const AHEAD: i32 = 60;

/// Tickets that ran out or will soon, each with the way to a new one.
async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let until = visit.today().saturating_add(AHEAD.days());
    if !visit.may("tickets", "SELECT") {
        return Ok(html! {});
    }
    let question = format!(
        "select=ticket,expires_date&candidate_id=eq.{}&expires_date=lte.{until}&order=expires_date&limit=20",
        record.id
    );
    let found = visit.find(Ask::new("tickets", question)).await?;
    let asks = visit.server.verbs.iter().any(|v| v.name == ASK && v.roles.contains(&visit.actor.role));
    Ok(html! {
        @if !found.rows.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Tickets that run out" }
                }
                ul class="rows" {
                    @for t in &found.rows {
                        @let over = text(t, "expires_date") < visit.today().to_string().as_str();
                        li {
                            div class="main" {
                                strong dir="auto" { (text(t, "ticket")) }
                                div class=(if over { "small late" } else { "small soon" }) {
                                    (if over { "Expired " } else { "Expires " })
                                    (format::day(visit, text(t, "expires_date")))
                                }
                            }
                            @if record.changes && asks {
                                button
                                    type="button"
                                    class="b"
                                    hx-get={ "/verbs/" (ASK) "?subject=" (record.id) "&ticket=" (encode(text(t, "ticket"))) }
                                    hx-target="#dialog"
                                    data-opens-dialog
                                { "Ask for a new one" }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// The verb that asks a person for a renewed ticket.
const ASK: &str = "request_ticket_renewal";

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
