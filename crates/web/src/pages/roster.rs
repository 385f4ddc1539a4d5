//! `/roster`: people and days, or sites and days, on one screen: who is where, who is free, and what sites still ask for.

mod days;
mod forms;
mod people;
mod sites;
mod span;

pub(super) use forms::{attempt, book, placement};

use crate::address::encode;
use crate::icons::{icon, meaning};
use crate::refused::Answer;
use crate::shell::{self, Page};
use crate::visit::Visit;
use maud::{Markup, html};
use records::Error;
use span::Span;

/// `GET /roster?from=…&days=…&by=people|sites&trade=…`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() || !visit.may("placements", "SELECT") || !visit.shows("placements") {
        return Err(Error::new(403, "42501", "Your role sees no placements").into());
    }
    let span = Span::of(&visit).with_sites(&visit).await?;
    let (grid, note) =
        if span.by_sites { sites::grid(&visit, &span).await? } else { people::grid(&visit, &span).await? };
    let part = html! {
        div id="roster" data-src=(span.address(&[])) data-whole data-live="placements absences demands candidates" {
            (note)
            (legend(span.by_sites))
            (grid)
        }
    };
    if visit.partial {
        return Ok(shell::respond(part));
    }
    let acts = html! {
        a class="b icon" href=(span.moved(-1)) { (meaning("chevron-left", "Earlier")) }
        a class="b" href=(span.address(&[("from", "")])) { "Today" }
        a class="b icon" href=(span.moved(1)) { (meaning("chevron-right", "Later")) }
        @if visit.may("demands", "INSERT") {
            a class="b primary" href={ "/demands/new?next=" (encode(&span.address(&[]))) } { (icon("plus")) "Demand" }
        }
    };
    let body = html! {
        (tools(&visit, &span))
        (part)
        div class="picked" data-picked hidden role="region" aria-label="People picked" {
            span { strong data-picked-count { "0" } " picked" }
            button type="button" class="b primary" data-book-picked { (icon("hard-hat")) "Book them" }
            button type="button" class="b ghost" data-unpick { "Clear" }
        }
        p id="roster-words" class="roster-words" role="status" aria-live="polite" hidden {}
    };
    Ok(shell::page(
        &visit,
        &Page {
            title: "Roster".into(),
            crumbs: vec![("Placements".into(), "/placements".into())],
            acts: Some(acts),
            flush: true,
            live: "placements absences demands candidates".into(),
            ..Page::default()
        },
        &body,
    ))
}

/// What the bars of a printed roster mean.
fn legend(by_sites: bool) -> Markup {
    let bars = [("bar active", "Booked"), ("bar draft", "Draft"), ("bar completed", "Over")];
    let more: &[(&str, &str)] = if by_sites {
        &[("need good", "Filled"), ("need warn", "Some lack"), ("need bad", "Nobody yet")]
    } else {
        &[("bar active night", "Night shift"), ("bar active against", "Booked against a rule"), ("bar away", "Away")]
    };
    html! {
        p class="roster-legend roster" aria-hidden="true" {
            @for (class, words) in bars.iter().chain(more) {
                span {
                    span class=(class) {}
                    (words)
                }
            }
        }
    }
}

/// The row of tools: what is shown, for how long, and who.
fn tools(visit: &Visit, span: &Span) -> Markup {
    let lengths = [(14, "2 weeks"), (28, "4 weeks"), (56, "8 weeks"), (90, "3 months")];
    let kept = |name: &str| span.filter(name).unwrap_or_default();
    html! {
        form class="tools roster-tools" method="get" action="/roster" data-quiet {
            input type="hidden" name="by" value=(if span.by_sites { "sites" } else { "people" });
            div class="views" {
                a   class="tab"
                    href=(span.address(&[("by", "people"), ("page", "")]))
                    aria-current=[(!span.by_sites).then_some("page")]
                { (icon("users")) "People" }
                a   class="tab"
                    href=(span.address(&[("by", "sites"), ("page", "")]))
                    aria-current=[span.by_sites.then_some("page")]
                { (icon("map-pin")) "Sites" }
            }
            label class="quiet small" {
                "From "
                input class="in" type="date" name="from" value=(span.first) data-submits;
            }
            select class="in" name="days" aria-label="How long" data-submits {
                @for (days, words) in lengths { option value=(days) selected[days == span.days] { (words) } }
            }
            input class="in" name="trade" value=(kept("trade")) placeholder="Trade" aria-label="Trade" size="12";
            @if !span.by_sites {
                input class="in" name="name" value=(kept("name")) placeholder="Name" aria-label="Name" size="12";
                input class="in" name="ticket" value=(kept("ticket")) placeholder="Ticket" aria-label="Ticket" size="12";
                input class="in" name="region" value=(kept("region")) placeholder="Region" aria-label="Region" size="10";
                select class="in" name="rating" aria-label="Rating" data-submits {
                    option value="" { "Any rating" }
                    @for n in 2..=5 {
                        option value=(n) selected[kept("rating") == n.to_string()] { "Rated " (n) " or more" }
                    }
                }
                details class="menu" {
                    summary class={ "b" @if span.near.is_some() { " on" } } { (icon("map-pin")) "Near a site" }
                    div class="pop pad" {
                        div class="field" {
                            label for="near" { "Site" }
                            select class="in" id="near" name="near" {
                                option value="" { "Any" }
                                @for (id, name) in &span.sites {
                                    option value=(id) selected[span.near == Some(*id)] { (name) }
                                }
                            }
                        }
                        div class="field" {
                            label for="km" { "Within kilometres" }
                            input class="in" id="km" name="km" inputmode="decimal" value=(kept("km")) placeholder="50";
                        }
                        button class="b primary" type="submit" { "Show" }
                    }
                }
            }
            button class="b" type="submit" { (icon("funnel")) "Filter" }
            @if span.is_narrowed() {
                a class="b ghost" href=(span.plain()) { (icon("x")) "All" }
            }
            span class="grow" {}
            @if visit.may("placements", "UPDATE") && !span.by_sites {
                label class="choice small" {
                    input type="checkbox" data-whole-crew;
                    span { "Move whole crews" }
                }
            }
        }
    }
}
