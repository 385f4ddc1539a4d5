//! Beside a deal: the checklist of its stages, and who weighs in.

use super::Record;
use crate::web::data::{Ask, text};
use crate::web::icons::icon;
use crate::web::nouns::sentence;
use crate::web::refused::Refused;
use crate::web::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;

pub(super) async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    if visit.actor.is_outsider() {
        return Ok(html! {});
    }
    let found = visit.find(Ask::new("opportunities", format!("select=stage,exit_criteria&id=eq.{}", record.id))).await?;
    let criteria = found.rows.first().and_then(|r| r.get("exit_criteria")).and_then(Value::as_array).cloned().unwrap_or_default();
    let stage = text(&record.row, "stage");
    Ok(html! {
        section class="card" {
            div class="head" { h2 { "Exit criteria" } }
            div class="inside" { (checklist(&criteria, stage)) }
        }
    })
}

/// What must hold before a deal moves on, with whether it does.
pub(in crate::web) fn checklist(criteria: &[Value], stage: &str) -> Markup {
    html! {
        ul class="checklist" {
            @for c in criteria {
                @let met = c["met"].as_bool().unwrap_or_default();
                @let of = c["stage"].as_str().unwrap_or_default();
                li class=[met.then_some("met")] { (icon(if met { "circle-check" } else { "circle-dot" })) span { @if of == stage { strong { (c["criterion"].as_str().unwrap_or_default()) } } @else { (c["criterion"].as_str().unwrap_or_default()) } } span class="small quiet" { (sentence(of)) } span class="visually-hidden" { (if met { "met" } else { "not met" }) } }
            }
        }
    }
}
