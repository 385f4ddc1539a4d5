//! On a client's page: how well the company fits and what would raise it, and what its own site says beside what people typed.

use crate::about::Record;
use crate::chart;
use crate::data::{number, text};
use crate::format;
use crate::icons::icon;
use crate::verbs;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;

/// The parts of the score: name, and points at most.
const PARTS: &[(&str, f64)] = &[("Size", 20.0), ("Industry fit", 30.0), ("Signals", 25.0), ("Reachability", 25.0)];
/// What a site says: its name, the field of the company it may go to, and what it is called here.
const SAID: &[(&str, &str, &str)] = &[
    ("website", "website", "Website"),
    ("industry", "industry", "Industry"),
    ("country", "country", "Country"),
    ("size", "size", "Size"),
    ("address", "billing_address", "Address"),
    ("description", "", "Description"),
    ("email", "", "E-mail"),
    ("phone", "", "Telephone"),
    ("linkedin", "", "LinkedIn"),
    ("social", "", "Elsewhere"),
    ("technologies", "", "Made with"),
    ("openings", "", "Openings"),
    ("email_pattern", "", "Addresses there"),
];

/// The score as bars, each leading to what would raise it.
pub(super) fn score(record: &Record<'_>) -> Markup {
    let factors = record.row.get("score_factors").map(|f| f["factors"].clone()).unwrap_or_default();
    let raises = |name: &str| match name {
        "Reachability" => format!("/contacts?client_id=eq.{}", record.id),
        "Signals" => format!("/market_tenders?client_id=eq.{}", record.id),
        _ => format!("{}/edit", record.address()),
    };
    let how = |name: &str| match name {
        "Size" => "Enter how many people work there",
        "Industry fit" => "Enter its industry; deals won in an industry raise it",
        "Signals" => "Openings and tenders raise it",
        _ => "A website, contacts with e-mail and telephone, and being in touch raise it",
    };
    html! {
        @if let Some(factors) = factors.as_array().filter(|f| !f.is_empty()) {
            section class="card" {
                div class="head" {
                    h2 { "Fit" }
                    strong class="num" { (number(&record.row, "score")) }
                }
                div class="inside factors" {
                    @for f in factors {
                        @let name = f["name"].as_str().unwrap_or_default();
                        @let most = PARTS.iter().find(|(known, _)| *known == name).map_or(25.0, |(_, most)| *most);
                        @let value = f["value"].as_f64().unwrap_or_default();
                        a href=(raises(name)) title=(how(name)) {
                            span {
                                (name)
                                " "
                                span class="small quiet" { (f["reason"].as_str().unwrap_or_default()) }
                            }
                            span {
                                (value)
                                span class="quiet" { " / " (most) }
                            }
                            span class="meter" { (chart::meter(value / most)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the company's site says, and taking it over.
pub(super) fn enrichment(visit: &Visit, record: &Record<'_>) -> Markup {
    let status = text(&record.row, "enrichment_status");
    let data = record.row.get("enrichment_data").cloned().unwrap_or_default();
    let metadata = &data["metadata"];
    let facts = &metadata["facts"];
    let left: Vec<&str> = metadata["left"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let may = record.changes && verbs::find(visit, "accept_enrichment").is_ok();
    html! {
        @if !matches!(status, "" | "never") {
            section class="card" {
                div class="head" {
                    h2 { "What its site says" }
                    @match status {
                        "pending" => span class="pill warn" { "Being read" }
                        "failed" => span class="pill bad" { "Could not be read" }
                        _ => {}
                    }
                }
                @if let Some(why) = metadata["error"].as_str() {
                    p class="inside quiet" { (why) }
                }
                dl class="values" {
                    @for (key, field, word) in SAID {
                        @if let Some(value) = facts[*key]["value"].as_str() {
                            dt { (word) }
                            dd {
                                span {
                                    span dir="auto" { (value) }
                                    @if facts[*key]["guess"] == Value::Bool(true) {
                                        " "
                                        span class="pill warn" title="Nobody said so; it was concluded" { "Guess" }
                                    }
                                    @if let Some(source) = facts[*key]["source"].as_str().filter(|s| s.starts_with("http")) {
                                        " "
                                        a class="plain small" href=(source) target="_blank" rel="noopener noreferrer" { "source" }
                                    }
                                }
                                @if !field.is_empty() { (standing(record, field, value, may, left.contains(field))) }
                            }
                        }
                    }
                }
                @if let Some(at) = metadata["at"].as_str() {
                    p class="inside quiet small" { "Read " (format::moment(visit, at)) }
                }
            }
        }
    }
}

/// How a value stands beside what people typed.
fn standing(record: &Record<'_>, field: &str, value: &str, may: bool, left: bool) -> Markup {
    let now = text(&record.row, field);
    let button = |name: &str, class: &str, words: Markup| {
        html! {
            form method="post" action="/verbs/accept_enrichment" hx-post="/verbs/accept_enrichment" hx-swap="none" {
                input type="hidden" name="client" value=(record.id);
                button class=(class) type="submit" name=(name) value=(field) { (words) }
            }
        }
    };
    html! {
        @if now == value || now.trim_end_matches('/') == value.trim_end_matches('/') {
            span class="pill good" { "As typed" }
        } @else {
            @if !now.is_empty() {
                span class="small quiet" { "now: " bdi { (now) } }
            }
            @if left {
                span class="small quiet" { "left as it is" }
            } @else if may {
                span class="acts" {
                    (button("take", "b", html! { (icon("check")) "Take over" }))
                    @if !now.is_empty() { (button("leave", "b ghost", html! { "Leave" })) }
                }
            }
        }
    }
}
