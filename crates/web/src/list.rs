//! `/<noun>`: the list, and from its toolbar the board, the calendar and the map of the same rows.

pub(super) mod export;
pub(super) mod filters;
mod table;

use super::address::encode;
use super::arrangement::{Arrangement, View};
use super::data::{Ask, Found, text};
use super::icons::icon;
use super::nouns::{Field, Noun};
use super::refused::Answer;
use super::shell::{self, Page, respond};
use super::visit::Visit;
use super::{board, calendar, format, map, views};

use axum::extract::Path;
use catalog::Kind;
use maud::{Markup, html};
use records::Count;

/// `GET /<noun>`
pub(super) async fn page(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    let mut arrangement = Arrangement::parse(&visit.query);
    // A list opens as its person left it to open.
    if visit.query.is_empty() && !visit.actor.is_outsider() {
        let default = visit
            .find(Ask::new(
                "saved_views",
                format!("select=id,query&noun=eq.{name}&is_default=is.true&user_id=eq.{}&limit=1", visit.person.id),
            ))
            .await?;
        if let Some(view) = default.rows.first() {
            arrangement = Arrangement::parse(text(view, "query"));
            arrangement.saved = Some(text(view, "id").to_string());
        }
    }
    let view = arrangement.view.available(&noun);
    if visit.partial && arrangement.after.is_some() {
        return Ok(respond(more(&visit, &noun, &arrangement).await?));
    }
    let (body, total) = match view {
        View::List => table::table(&visit, &noun, &arrangement).await?,
        View::Board => board::board(&visit, &noun, &arrangement).await?,
        View::Calendar => calendar::month(&visit, &noun, &arrangement).await?,
        View::Map => map::map(&visit, &noun, &arrangement).await?,
    };
    let body = html! {
        div id="rows" data-live=(name) data-src={ "/" (name) "?" (arrangement.query()) } { (body) }
    };
    if visit.partial {
        return Ok(respond(html! {
            (body)
            hx-partial hx-target="#count" { (count(&noun, &arrangement, total)) }
        }));
    }
    let tools = toolbar(&visit, &noun, &arrangement, view).await?;
    let acts = html! {
        @if visit.may(&name, "INSERT") {
            a class="b primary" href={ "/" (name) "/new" } data-create {
                (icon("plus"))
                "New "
                (noun.singular().to_lowercase())
            }
        }
        @if let Some(button) = super::pages::of(&name).list { (button(&visit)) }
        @if visit.may(&name, "INSERT") && !visit.actor.is_outsider() {
            a class="b icon" href={ "/import?noun=" (name) } title="Import" {
                (super::icons::meaning("upload", "Import"))
            }
        }
    };
    let page = Page {
        title: noun.plural(),
        count: Some(html! {
            span id="count" { (count(&noun, &arrangement, total)) }
        }),
        acts: Some(acts),
        flush: true,
        live: name.clone(),
        ..Page::default()
    };
    Ok(shell::page(
        &visit,
        &page,
        &html! {
            (tools)
            (body)
        },
    ))
}

/// `GET /<noun>/total`: the exact number of rows.
pub(super) async fn total(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    let arrangement = Arrangement::parse(&visit.query);
    let column = noun.any_column();
    let found = visit
        .find(
            Ask::new(&name, format!("select={column}&limit=0&{}", arrangement.filters_for(&visit, &noun)))
                .counted(Count::Exact),
        )
        .await?;
    Ok(respond(html! {
        (found.total.map(|n| format::grouped(&n.to_string())).unwrap_or_default())
    }))
}

/// One cell, as it is after a change.
pub(super) fn cell(visit: &Visit, field: &Field, row: &super::data::Row) -> Markup {
    table::cell(visit, field, row, true)
}

/// Rows behind the last one shown.
async fn more(visit: &Visit, noun: &Noun<'_>, arrangement: &Arrangement) -> Result<Markup, super::refused::Refused> {
    let fields = arrangement.columns(noun);
    let found = rows(visit, noun, arrangement, &fields, None).await?;
    Ok(table::rows(visit, noun, arrangement, &fields, &found, &[], None))
}

/// One page of rows.
async fn rows(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
    fields: &[&Field],
    count: Option<Count>,
) -> Result<Found, super::refused::Refused> {
    visit
        .find(Ask { noun: noun.name().into(), query: arrangement.question(visit, noun, fields, table::ROWS), count })
        .await
}

fn count(noun: &Noun<'_>, arrangement: &Arrangement, total: Option<u64>) -> Markup {
    match total {
        None => html! {},
        Some(n) if n <= 1000 => html! {
            (format::grouped(&n.to_string()))
        },
        Some(n) => {
            html! {
                span
                    title="Counting…"
                    hx-get={ "/" (noun.name()) "/total?" (arrangement.query()) }
                    hx-trigger="load delay:300ms"
                    hx-swap="outerHTML"
                { "≈ " (format::grouped(&n.to_string())) }
            }
        }
    }
}

async fn toolbar(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
    view: View,
) -> Result<Markup, super::refused::Refused> {
    let name = noun.name();
    let chips = filters::chips(visit, noun, arrangement).await?;
    let to = |a: &Arrangement| format!("/{name}?{}", a.query());
    let shown = arrangement.columns(noun);
    let groupable: Vec<&Field> = noun
        .fields
        .iter()
        .filter(|f| {
            (matches!(f.kind, Kind::Choice | Kind::Boolean) || f.target.is_some()) && !f.computed && f.custom.is_none()
        })
        .collect();
    Ok(html! {
        div class="tools" {
            @if View::all(noun).len() > 1 {
                div class="views" role="group" aria-label="View" {
                    @for v in View::all(noun) {
                        a   class={ "b ghost" (if v == view { " on" } else { "" }) }
                            href=(to(&arrangement.with_view(v)))
                            aria-current=[(v == view).then_some("true")]
                        { (icon(v.icon())) (v.word()) }
                    }
                }
            }
            @if view == View::Board {
                details class="menu left" {
                    summary class="b ghost" {
                        (icon("columns-3"))
                        "By "
                        ({
                            board::column(noun, arrangement)
                                .map(|f| f.label.to_lowercase())
                                .unwrap_or_default()
                        })
                    }
                    div class="pop" {
                        @for f in groupable.iter().filter(|f| f.kind == Kind::Choice) {
                            a class="item" href=(to(&arrangement.with_on(&f.key))) { (f.label) }
                        }
                    }
                }
            }
            @if view == View::Calendar {
                details class="menu left" {
                    summary class="b ghost" {
                        (icon("calendar"))
                        "By "
                        ({
                            calendar::column(noun, arrangement)
                                .map(|f| f.label.to_lowercase())
                                .unwrap_or_default()
                        })
                    }
                    div class="pop" {
                        @for f in {
                            noun.fields
                                .iter()
                                .filter(|f| {
                                    matches!(f.kind, Kind::Date | Kind::Timestamp)
                                        && !f.computed && f.custom.is_none()
                                })
                        } {
                            a class="item" href=(to(&arrangement.with_on(&f.key))) { (f.label) }
                        }
                    }
                }
            }
            form class="search" role="search" action={ "/" (name) } method="get" {
                @for (k, v) in arrangement.pairs_without(&["q", "after", "centre", "zoom", "box"]) {
                    input type="hidden" name=(k) value=(v);
                }
                (icon("search"))
                input
                    class="in"
                    type="search"
                    name="q"
                    value=(arrangement.q.clone().unwrap_or_default())
                    placeholder="Search"
                    aria-label={ "Search " (noun.plural().to_lowercase()) }
                    data-slash
                    hx-get={ "/" (name) }
                    hx-trigger="input changed delay:200ms, search"
                    hx-target="#rows"
                    hx-swap="outerHTML"
                    hx-include="closest form"
                    hx-replace-url="true"
                    autocomplete="off";
            }
            (chips)
            details class="menu left" id="filter" {
                summary class="b ghost" data-filter { (icon("funnel")) "Filter" }
                div class="pop"
                    hx-get={ "/" (name) "/filter?at=" (encode(&arrangement.query())) }
                    hx-trigger="toggle once from:'closest details'"
                {
                    p class="quiet item" { "Loading…" }
                }
            }
            @if view == View::List {
                details class="menu left" {
                    summary class={ "b ghost" (if arrangement.group.is_some() { " on" } else { "" }) } {
                        (icon("rows-3"))
                        "Group"
                        @if let Some(f) = arrangement.group.as_ref().and_then(|g| noun.field(g)) { ": " (f.label) }
                    }
                    div class="pop" {
                        a class="item" href=(to(&arrangement.with_group(None))) { "No grouping" }
                        hr;
                        @for f in &groupable {
                            a class="item" href=(to(&arrangement.with_group(Some(&f.key)))) { (f.label) }
                        }
                    }
                }
                details class="menu left" {
                    summary class="b ghost" { (icon("arrow-down")) "Sort" }
                    div class="pop" {
                        @for f in noun.fields.iter().filter(|f| f.sortable()) {
                            a class="item" href=(to(&arrangement.sorted(f))) {
                                @match arrangement.direction(&f.key) {
                                    Some(true) => (icon("arrow-down")),
                                    Some(false) => (icon("arrow-up")),
                                    None => span class="i" {},
                                }
                                (f.label)
                            }
                        }
                    }
                }
                details class="menu left" {
                    summary class="b ghost" { (icon("columns-3")) "Columns" }
                    form class="pop cols" method="get" action={ "/" (name) } data-columns {
                        @for (k, v) in arrangement.pairs_without(&["select", "after"]) {
                            input type="hidden" name=(k) value=(v);
                        }
                        div data-sortable {
                            @for f in {
                                shown
                                    .iter()
                                    .copied()
                                    .chain(
                                        noun
                                            .fields
                                            .iter()
                                            .filter(|f| !shown.iter().any(|s| s.key == f.key)),
                                    )
                            } {
                                label draggable="true" {
                                    input
                                        type="checkbox"
                                        name="select"
                                        value=(f.key)
                                        checked[shown.iter().any(|s| s.key == f.key)];
                                    (f.label)
                                    (icon("grip-vertical"))
                                }
                            }
                        }
                        hr;
                        button class="item" type="submit" { (icon("check")) "Show these" }
                        a class="item" href=(to(&arrangement.with_columns(None))) { (icon("undo-2")) "As at first" }
                    }
                }
            }
            span class="grow" {}
            @if !visit.actor.is_outsider() { (views::menu(visit, noun, arrangement)) }
            details class="menu" {
                summary class="b ghost" { (icon("download")) "Export" }
                div class="pop" {
                    a class="item" href={ "/" (name) "/export?as=csv&" (arrangement.query()) } {
                        "CSV, exactly as shown"
                    }
                    a class="item" href={ "/" (name) "/export?as=xlsx&" (arrangement.query()) } {
                        "Excel, exactly as shown"
                    }
                }
            }
            @if super::duplicates::are_offered(visit, name) {
                a class="b ghost icon" href={ "/duplicates/" (name) } title="Duplicates" {
                    (super::icons::meaning("git-merge", "Duplicates"))
                }
            }
        }
    })
}
