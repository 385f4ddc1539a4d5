//! Beside a deal: the checklist of its stages, and who weighs in.

use super::extra::Extra;
use crate::about::Record;
use crate::data::{Ask, number, text};
use crate::fields::choice::pill;
use crate::format;
use crate::icons::{icon, meaning};
use crate::nouns::{label_of, sentence};
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;

pub(super) const PAGE: Extra = Extra {
    noun: "opportunities",
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    tabs: &[super::knowledge::TAB],
    held: Some(|visit, id, refused| Box::pin(held(visit, id, refused))),
    ..Extra::NONE
};

async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = &record.id;
    let asks = [
        Ask::new("opportunities", format!("select=stage,exit_criteria,client_margin&id=eq.{id}")),
        Ask::new(
            "deal_stage_history",
            format!(
                "select=stage,entered_at,left_at,days_spent,moved_by_label:moved_by(full_name)&opportunity_id=eq.{id}&order=entered_at&limit=60"
            ),
        ),
        Ask::new(
            "competitor_mentions",
            format!(
                "select=status,competitor_id,competitor_id_label:competitor_id(name)&opportunity_id=eq.{id}&limit=20"
            ),
        ),
    ];
    let found = visit.read(&asks).await?;
    let deal = found[0].rows.first();
    let criteria = deal.and_then(|r| r.get("exit_criteria")).and_then(Value::as_array).cloned().unwrap_or_default();
    let margin = deal.and_then(|r| r.get("client_margin")).cloned().unwrap_or_default();
    let stage = text(&record.row, "stage");
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Exit criteria" }
            }
            div class="inside" { (checklist(&criteria, stage)) }
        }
        ({
            super::project::card(
                visit,
                "This client so far",
                &margin,
                &margin["floor"],
                None,
            )
        })
        section class="card" {
            div class="head" {
                h2 { "Its way" }
            }
            ol class="rows" {
                @for h in &found[1].rows {
                    li {
                        div class="main" {
                            strong { (sentence(text(h, "stage"))) }
                            div class="small quiet" {
                                (format::moment(visit, text(h, "entered_at")))
                                @if !label_of(h.get("moved_by_label")).is_empty() {
                                    " · "
                                    (label_of(h.get("moved_by_label")))
                                }
                            }
                        }
                        span class="quiet" { (format!("{:.0} d", number(h, "days_spent"))) }
                    }
                }
            }
        }
        @if !found[2].rows.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Competitors" }
                }
                ul class="rows" {
                    @for m in &found[2].rows {
                        li {
                            (icon("swords"))
                            div class="main" {
                                a class="plain" href={ "/competitors/" (text(m, "competitor_id")) } {
                                    (label_of(m.get("competitor_id_label")))
                                }
                            }
                            ({
                                pill(
                                    visit
                                        .catalog()
                                        .tone("competitor_mentions", "status", text(m, "status")),
                                    &sentence(text(m, "status")),
                                )
                            })
                        }
                    }
                }
            }
        }
    })
}

/// What must hold before a deal moves on, with whether it does.
fn checklist(criteria: &[Value], stage: &str) -> Markup {
    html! {
        ul class="checklist" {
            @for c in criteria {
                @let met = c["met"].as_bool().unwrap_or_default();
                @let of = c["stage"].as_str().unwrap_or_default();
                li class=[met.then_some("met")] {
                    (icon(if met { "circle-check" } else { "circle-dot" }))
                    span {
                        @if of == stage {
                            strong { (c["criterion"].as_str().unwrap_or_default()) }
                        } @else { (c["criterion"].as_str().unwrap_or_default()) }
                    }
                    span class="small quiet" { (sentence(of)) }
                    span class="visually-hidden" { (if met { "met" } else { "not met" }) }
                }
            }
        }
    }
}

/// What is missing before a deal may move.
async fn held(visit: &Visit, id: &str, refused: &Error) -> Result<Markup, Refused> {
    let found =
        visit.find(Ask::new("opportunities", format!("select=stage,client_id,exit_criteria&id=eq.{id}"))).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let criteria = row.get("exit_criteria").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(html! {
        div class="head" {
            h2 { "Not yet" }
            button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
        }
        div class="body" {
            p { (refused.message) }
            (checklist(&criteria, text(row, "stage")))
            p class="quiet small" { "Your organisation has made the exit criteria binding." }
        }
        div class="feet" {
            a class="b primary" href={ "/clients/" (text(row, "client_id")) "/edit" } { "Fill in the client" }
        }
    })
}
