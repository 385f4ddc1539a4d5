//! The client page, all around: health with factors and trend, the people by their part in decisions, what is open, what to do.

use super::extra::Extra;
use super::fit;
use crate::about::Record;
use crate::chart;
use crate::data::{Ask, Row, number, text};
use crate::fields::{Shown, choice::pill};
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::Kind;
use maud::{Markup, html};
use serde_json::Value;

pub(super) const PAGE: Extra = Extra {
    noun: "clients",
    sign: Some(ring),
    inside: Some(|visit, record| Box::pin(inside(visit, record))),
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    tabs: &[super::knowledge::TAB],
    ..Extra::NONE
};

/// Health as a ring.
fn ring(row: &Row) -> Markup {
    let Some(score) = row.get("health_score").and_then(Value::as_f64) else { return html! {} };
    let band = text(row, "health_band");
    let tone = match band {
        "healthy" => "good",
        "at_risk" => "warn",
        _ => "bad",
    };
    let around = 2.0 * std::f64::consts::PI * 18.0;
    html! {
        svg class={ "ring " (tone) }
            viewBox="0 0 44 44"
            role="img"
            aria-label={ "Health " (score) " of 100, " (sentence(band).to_lowercase()) }
        {
            circle class="back" cx="22" cy="22" r="18" fill="none" stroke-width="4" {}
            circle
                class="fore"
                cx="22"
                cy="22"
                r="18"
                fill="none"
                stroke-width="4"
                stroke-linecap="round"
                stroke-dasharray={ (around * score / 100.0) " " (around) }
                transform="rotate(-90 22 22)" {}
            text x="22" y="22" { (score) }
        }
    }
}

/// Beside the fields: health and nudges.
async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = &record.id;
    let asks = [
        Ask::new("client_health", format!("select=score,band,factors&client_id=eq.{id}")),
        Ask::new("client_health_snapshots", format!("select=date,score&client_id=eq.{id}&order=date.desc&limit=90")),
        Ask::new(
            "nudges",
            format!(
                "select=id,title,description,type,priority,status,action,action_payload&client_id=eq.{id}&status=eq.open&order=priority&limit=5"
            ),
        ),
        Ask::new("clients", format!("select=meddpicc_gaps,twins,financials&id=eq.{id}")),
    ];
    let found = visit.read(&asks).await?;
    let health = found[0].rows.first();
    let gaps = found[3]
        .rows
        .first()
        .and_then(|r| r.get("meddpicc_gaps"))
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let twins =
        found[3].rows.first().and_then(|r| r.get("twins")).and_then(Value::as_array).cloned().unwrap_or_default();
    let money = found[3].rows.first().and_then(|r| r.get("financials")).cloned().unwrap_or_default();
    let merges = visit.may("clients", "UPDATE") && !visit.is_off("duplicates");
    let mut trend: Vec<f64> = found[1].rows.iter().map(|r| number(r, "score")).collect();
    trend.reverse();
    let days = found[1]
        .rows
        .last()
        .and_then(|r| text(r, "date").parse::<jiff::civil::Date>().ok())
        .and_then(|d| d.until((jiff::Unit::Day, visit.today())).ok())
        .map_or(0, |s| s.get_days());
    let factors = health.and_then(|h| h.get("factors")).and_then(Value::as_array).cloned().unwrap_or_default();
    let raises = |name: &str| match name {
        "MEDDPICC completeness" => format!("{}/edit", record.address()),
        "Champion identified" | "Economic buyer engaged" | "Stakeholder engagement" => {
            format!("/contacts?client_id=eq.{id}")
        }
        _ => format!("{}?tab=timeline", record.address()),
    };
    Ok(html! {
        (this_year(visit, &money))
        @if !twins.is_empty() {
            div class="note" {
                (icon("git-merge"))
                span {
                    "Looks like "
                    @for (i, twin) in twins.iter().take(3).enumerate() {
                        @if i > 0 { ", " }
                        a class="plain" href={ "/clients/" (twin["id"].as_str().unwrap_or_default()) } {
                            (twin["name"].as_str().unwrap_or_default())
                        }
                    }
                    @if merges {
                        ". "
                        a class="plain" href={ "/duplicates/clients?like=" (id) } { "Compare and merge" }
                    } @else { "." }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 { "Health" }
                @if let Some(h) = health {
                    ({
                        pill(
                            record
                                .noun
                                .field("health_band")
                                .map_or("", |f| f.tone(text(h, "band"))),
                            &sentence(text(h, "band")),
                        )
                    })
                }
            }
            div class="inside factors" {
                @for f in &factors {
                    @let (value, weight) = (
                        f["value"].as_f64().unwrap_or_default(),
                        f["weight"].as_f64().unwrap_or(1.0),
                    );
                    a href=(raises(f["name"].as_str().unwrap_or_default())) title="What would raise it" {
                        span {
                            (f["name"].as_str().unwrap_or_default())
                            " "
                            span class="small quiet" { (f["reason"].as_str().unwrap_or_default()) }
                        }
                        span {
                            (value.round())
                            span class="quiet" { " / " (weight) }
                        }
                        span class="meter" { (chart::meter(value / weight)) }
                    }
                }
                @if trend.len() > 1 {
                    div {
                        span class="label" { "Last " (format::count(days.into(), "day")) }
                        span class="trend" { (chart::spark(&trend, 260.0, 40.0)) }
                    }
                } @else {
                    p class="small quiet" { "The trend appears once health has been kept for two days." }
                }
            }
        }
        (fit::score(record))
        @if !gaps.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "What to ask next" }
                    span class="quiet small" { (gaps.len()) }
                }
                ul class="rows" {
                    @for g in gaps.iter().take(4) {
                        li {
                            (icon("message-square"))
                            div class="main" {
                                (g["question"].as_str().unwrap_or_default())
                                div class="small quiet" { (g["gap"].as_str().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
        @if !found[2].rows.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Nudges" }
                    a class="plain small" href={ "/nudges?client_id=eq." (id) } { "All" }
                }
                ul class="rows" {
                    @for n in &found[2].rows {
                        li {
                            (icon("zap"))
                            div class="main" {
                                a href={ "/nudges/" (text(n, "id")) } { (text(n, "title")) }
                                div class="small quiet" { (text(n, "description")) }
                                div class="acts" { (super::nudge::button(visit, n, text(n, "id"))) }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Above the fields: people by their part, open deals, projects, invoices.
async fn inside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = &record.id;
    let contacts = visit.noun("contacts")?;
    let asks = [
        Ask::new(
            "contacts",
            format!(
                "select=id,name,title,role_tags,engagement_level,last_contact_date,is_key&client_id=eq.{id}&order=is_key.desc,name&limit=60"
            ),
        ),
        Ask::new(
            "opportunities",
            format!(
                "select=id,name,stage,value,currency,expected_close_date&client_id=eq.{id}&stage=not.in.(closed_won,closed_lost)&order=value.desc&limit=6"
            ),
        ),
        Ask::new(
            "projects",
            format!(
                "select=id,name,status,end_date,budget&client_id=eq.{id}&status=in.(planning,active,on_hold)&order=end_date&limit=6"
            ),
        ),
        Ask::new(
            "invoices",
            format!(
                "select=id,invoice_number,status,amount,currency,due_date&client_id=eq.{id}&kind=eq.invoice&status=in.(issued,sent,overdue)&order=due_date&limit=6"
            ),
        ),
    ];
    let found = visit.read(&asks).await?;
    let roles = contacts.field("role_tags").map(|f| f.options.clone()).unwrap_or_default();
    let people = &found[0].rows;
    let plays = |role: &str| {
        people
            .iter()
            .filter(|p| p.get("role_tags").and_then(Value::as_array).is_some_and(|t| t.iter().any(|v| v == role)))
            .collect::<Vec<_>>()
    };
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "People in the decision" }
                @if visit.may("contacts", "INSERT") {
                    a class="b ghost" href={ "/contacts/new?client_id=" (id) "&next=/clients/" (id) } {
                        (icon("plus"))
                        "Add contact"
                    }
                }
            }
            div class="inside meddpicc" {
                @for (role, word) in &roles {
                    @let players = plays(role);
                    div class=[players.is_empty().then_some("gap")] {
                        span class="small" {
                            strong { (word) }
                        }
                        @if players.is_empty() {
                            span class="small" { (gap(role)) }
                        }
                        @for p in players.iter().take(4) {
                            span {
                                a class="plain" href={ "/contacts/" (text(p, "id")) } { (text(p, "name")) }
                                @if !text(p, "title").is_empty() {
                                    span class="small quiet" { " " (text(p, "title")) }
                                }
                            }
                            @let last = text(p, "last_contact_date");
                            @let silent = last
                                .parse::<jiff::civil::Date>()
                                .ok()
                                .and_then(|d| d.until((jiff::Unit::Day, visit.today())).ok())
                                .map(|s| s.get_days());
                            span class={ "small " (if silent.is_none_or(|d| d > 30) { "soon" } else { "quiet" }) } {
                                @match silent {
                                    None => { "never contacted" }
                                    Some(0) => { "in contact today" }
                                    Some(d) => { "last contact " (format::count(d.into(), "day")) " ago" }
                                }
                            }
                        }
                    }
                }
            }
        }
        @for (title, noun, rows, facts) in {
            [
                (
                    "Open deals",
                    "opportunities",
                    &found[1].rows,
                    ["stage", "value", "expected_close_date"],
                ),
                (
                    "Projects under way",
                    "projects",
                    &found[2].rows,
                    ["status", "budget", "end_date"],
                ),
                (
                    "Open invoices",
                    "invoices",
                    &found[3].rows,
                    ["status", "amount", "due_date"],
                ),
            ]
        } {
            @if !rows.is_empty() && visit.shows(noun) {
                @let n = visit.noun(noun)?;
                section class="card" {
                    div class="head" {
                        h2 {
                            (title)
                            " "
                            span class="quiet" { (rows.len()) }
                        }
                        a class="plain small" href={ "/" (noun) "?client_id=eq." (id) } { "All" }
                    }
                    ul class="rows" {
                        @for row in rows {
                            li {
                                div class="main clip" {
                                    a class="plain" href={ "/" (noun) "/" (text(row, "id")) } { (n.title(row)) }
                                }
                                @for key in facts {
                                    @if let Some(field) = n.field(key) {
                                        @if field.kind != Kind::Id {
                                            span { (Shown { visit, field, row }.cell()) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        (fit::enrichment(visit, record))
    })
}

/// What an empty part of the map asks for.
fn gap(role: &str) -> &'static str {
    match role {
        "champion" => "Who sells for us inside?",
        "economic_buyer" => "Who signs?",
        "technical_evaluator" => "Who checks that it works?",
        "coach" => "Who tells us how things go here?",
        "blocker" => "Who is against it?",
        _ => "Who will use it?",
    }
}

/// What the client brought this year, from invoices and hours.
fn this_year(visit: &Visit, money: &Value) -> Markup {
    let amount = |key: &str| format::money(&money[key].to_string(), &visit.person.currency);
    let some = |key: &str| money[key].as_f64().is_some_and(|n| n != 0.0);
    html! {
        @if some("revenue_ytd") || some("cost_ytd") || some("outstanding") {
            section class="card" {
                div class="head" {
                    h2 { "This year" }
                    @if let Some(percent) = money["margin_percent"].as_f64() {
                        span class="quiet" { (format!("{percent:.1} % margin")) }
                    }
                }
                dl class="inside facts" {
                    dt { "Revenue" }
                    dd { (amount("revenue_ytd")) }
                    dt { "Margin" }
                    dd { (amount("margin_ytd")) }
                    @if some("outstanding") {
                        dt { "Outstanding" }
                        dd { (amount("outstanding")) }
                    }
                    @if some("overdue") {
                        dt { "Overdue" }
                        dd {
                            strong class="late" { (amount("overdue")) }
                        }
                    }
                }
            }
        }
    }
}
