//! `/<noun>/<id>`: one record. Its head, its tabs, and beside it the people and facts around it.

pub(super) mod history;
mod related;
pub(super) mod timeline;

use super::about::Record;
use super::data::text;
use super::fields::{Shown, of};
use super::icons::{icon, meaning};
use super::nouns::{Field, Noun};
use super::pages::{self, Extra};
use super::refused::{Answer, Refused};
use super::rows::fetch;
use super::shell::{self, Page, respond};
use super::verbs;
use super::visit::Visit;
use axum::extract::Path;
use catalog::{Feed, FeedKind, Kind};
use maud::{Markup, html};
use serde_json::Value;
use uuid::Uuid;

/// `GET /<noun>/<id>?tab=…`
pub(super) async fn page(visit: Visit, Path((name, id)): Path<(String, String)>) -> Answer {
    let noun = visit.noun(&name)?;
    let record = load(&visit, &noun, &id).await?;
    if visit.partial && visit.param("part").as_deref() == Some("head") {
        return Ok(respond(header(&visit, &record).await?));
    }
    if visit.person.notes_looks && !visit.partial {
        visit.server.note_look(&visit.actor, &name, Uuid::parse_str(&id).ok());
    }
    let related = related::counts(&visit, &record).await?;
    let tab = visit.param("tab").unwrap_or_default();
    let content = content(&visit, &record, &tab, &related).await?;
    if visit.partial {
        return Ok(respond(content));
    }
    // What the server is working on may end before the page listens; it asks once more when it does.
    let unsettled = matches!(text(&record.row, "status"), "waiting" | "pending" | "running" | "queued" | "sending");
    let body = html! {
        div id="head"
            data-live=(noun.name())
            data-live-id=(record.id)
            data-unsettled[unsettled]
            data-src={ (record.address()) "?part=head" }
        { (header(&visit, &record).await?) }
        (tabs(&visit, &record, &tab, &related))
        div id="tab"
            data-live=(live_nouns(&visit, &record, &related))
            data-live-id=(record.id)
            data-unsettled[unsettled]
            data-src={ (record.address()) "?tab=" (tab) }
        { (content) }
    };
    let page = Page {
        title: record.title.clone(),
        crumbs: vec![(noun.plural(), format!("/{name}"))],
        flush: true,
        titled: true,
        live: live_nouns(&visit, &record, &related),
        record: Some(format!("{name}/{id}")),
        ..Page::default()
    };
    Ok(shell::page(&visit, &page, &body))
}

/// `GET /<noun>/<id>/panel`: the record beside a list.
pub(super) async fn panel(visit: Visit, Path((name, id)): Path<(String, String)>) -> Answer {
    let noun = visit.noun(&name)?;
    let record = load(&visit, &noun, &id).await?;
    let feed = if noun.table.primary_key == ["id"] {
        timeline::feed(&visit, &record, 10).await?
    } else {
        html! {}
    };
    Ok(respond(html! {
        div class="bar" {
            span class="clip" { (record.title) }
            a class="b ghost icon" href=(record.address()) title="Open the whole page" {
                (meaning("maximize-2", "Open the whole page"))
            }
            button type="button" class="b ghost icon" data-panel-close { (meaning("x", "Close")) }
        }
        div class="inside" data-live=(name) data-live-id=(id) data-panel-of=(id) {
            div class="rec-head" {
                div class="t" {
                    div class="line" { (key_facts(&visit, &record)) }
                }
                div class="acts" { (buttons(&visit, &record)) }
            }
            (overview(&visit, &record, false))
            @if noun.table.primary_key == ["id"] {
                h3 { "Timeline" }
                (feed)
            }
        }
    }))
}

async fn load<'v>(visit: &Visit, noun: &'v Noun<'v>, id: &str) -> Result<Record<'v>, Refused> {
    let found = fetch(visit, noun, id).await?;
    let row = found.rows.into_iter().next().ok_or_else(Refused::nothing)?;
    let changes = visit.may_change(noun.table, id).await?;
    Ok(Record { noun, id: id.to_string(), title: noun.title(&row), row, changes })
}

/// The nouns whose changes matter to the page.
fn live_nouns(visit: &Visit, record: &Record<'_>, related: &[related::Related]) -> String {
    let mut nouns: Vec<&str> = vec![record.noun.name()];
    nouns.extend(related.iter().map(|r| r.noun.as_str()));
    // What every record has on its timeline says nothing of what to listen to.
    let timeline = visit.catalog().feeds(FeedKind::Timeline, visit.actor.role);
    let own = timeline.filter(|feed| !feed.about.is_empty() && feed.is_about(record.noun.name()));
    nouns.extend(own.flat_map(Feed::nouns));
    nouns.sort_unstable();
    nouns.dedup();
    nouns.join(" ")
}

/// What the noun's own page adds, for members.
fn extra(visit: &Visit, record: &Record<'_>) -> &'static Extra {
    if visit.actor.is_outsider() { &Extra::NONE } else { pages::of(record.noun.name()) }
}

fn buttons(visit: &Visit, record: &Record<'_>) -> Markup {
    let first = pages::of(record.noun.name()).button.map_or_else(|| html! {}, |button| button(visit, record));
    verbs::buttons(visit, record, &first, &pages::logging(visit, record))
}

async fn header(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let sign = extra(visit, record).sign.map(|sign| sign(&record.row));
    Ok(html! {
        div class="rec-head" {
            @if let Some(sign) = sign { (sign) }
            div class="t" {
                h1 dir="auto" { (record.title) }
                div class="line" { (key_facts(visit, record)) }
            }
            div class="acts" {
                (buttons(visit, record))
                @if record.changes {
                    a class="b" href={ (record.address()) "/edit" } data-edit-all { (icon("pencil")) "Edit" }
                }
                details class="menu" {
                    summary class="b ghost icon" { (meaning("ellipsis", "More")) }
                    div class="pop" {
                        button type="button" class="item" data-copy { (icon("link")) "Copy the link" }
                        @if record.noun.placed && record.row.get("lat").is_none_or(|lat| !lat.is_null()) {
                            a class="item" href={ "/" (record.noun.name()) "?view=map&near=" (record.noun.name()) "." (record.id) } {
                                (icon("map-pin"))
                                "What is near"
                            }
                        }
                        @if super::duplicates::are_offered(visit, record.noun.name()) {
                            a class="item" href={ "/duplicates/" (record.noun.name()) "?like=" (record.id) } {
                                (icon("git-merge"))
                                "Find duplicates"
                            }
                        }
                        @if visit.is_admin() && record.noun.look().person {
                            a class="item danger" href={ "/admin/erase?noun=" (record.noun.name()) "&id=" (record.id) } {
                                (icon("shield"))
                                "Erase personal data"
                            }
                        }
                        @if visit.is_admin() {
                            a class="item" href={ "/admin/why?noun=" (record.noun.name()) "&id=" (record.id) } {
                                (icon("eye"))
                                "Who can see this?"
                            }
                        }
                        @if visit.may(record.noun.name(), "DELETE") {
                            hr;
                            form
                                method="post"
                                action={ (record.address()) "/delete" }
                                hx-post={ (record.address()) "/delete" }
                                hx-swap="none"
                            {
                                button class="item danger" type="submit" { (icon("trash-2")) "Delete" }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Status, owner, amounts: what the head shows.
fn key_facts(visit: &Visit, record: &Record<'_>) -> Markup {
    const KEYS: &[&str] = &[
        "status",
        "stage",
        "classification",
        "priority",
        "type",
        "value",
        "amount",
        "budget",
        "estimated_value",
        "probability",
        "client_id",
        "owner_id",
        "assigned_to",
        "due_date",
        "expected_close_date",
        "title",
        "trade",
        "health_band",
    ];
    let fields: Vec<&Field> = KEYS
        .iter()
        .filter_map(|k| record.noun.field(k))
        .filter(|f| !record.noun.names().iter().any(|n| n.key == f.key))
        .collect();
    html! {
        @for f in fields {
            @if {
                record
                    .row
                    .get(&f.value_key())
                    .is_some_and(|v| !v.is_null() && v.as_str() != Some(""))
            } {
                span title=(f.label) {
                    @if f.kind == Kind::Date || f.kind == Kind::Percent {
                        span class="small" { (f.label) " " }
                    }
                    ({
                        Shown {
                            visit,
                            field: f,
                            row: &record.row,
                        }
                            .cell()
                    })
                }
            }
        }
    }
}

fn tabs(visit: &Visit, record: &Record<'_>, tab: &str, related: &[related::Related]) -> Markup {
    let link = |to: &str, word: &str, n: Option<u64>| {
        let current = to == tab;
        html! {
            a   href={
                    (record.address())
                    @if !to.is_empty() { "?tab=" (to) }
                }
                aria-current=[current.then_some("page")]
            {
                (word)
                @if let Some(n) = n {
                    span class="n" { (super::format::short(n as f64)) }
                }
            }
        }
    };
    let keyed = record.noun.table.primary_key == ["id"];
    html! {
        nav class="rec-tabs" aria-label="Parts of the record" {
            div class="tabs" {
                (link("", "Overview", None))
                @if keyed && !visit.actor.is_outsider() { (link("timeline", "Timeline", None)) }
                @for (to, word, _) in extra(visit, record).tabs { (link(to, word, None)) }
                @for r in related {
                    @if r.main { (link(&r.tab(), &r.label, Some(r.count))) }
                }
                @if related.iter().any(|r| !r.main) && keyed { (link("related", "Related", None)) }
                @if keyed && visit.may("files", "SELECT") && !visit.actor.is_outsider() { (link("files", "Files", None)) }
                @if keyed && visit.may("audit_log", "SELECT") { (link("history", "History", None)) }
            }
        }
    }
}

async fn content(
    visit: &Visit,
    record: &Record<'_>,
    tab: &str,
    related: &[related::Related],
) -> Result<Markup, Refused> {
    Ok(match tab {
        "" => {
            let extra = extra(visit, record);
            let beside = match extra.beside {
                Some(beside) => beside(visit, record).await?,
                None => html! {},
            };
            let inside = match extra.inside {
                Some(inside) => inside(visit, record).await?,
                None => html! {},
            };
            let feed = if record.noun.table.primary_key == ["id"] && !visit.actor.is_outsider() {
                html! {
                    section class="card" {
                        div class="head" {
                            h2 { "Latest" }
                            a class="plain small" href={ (record.address()) "?tab=timeline" } { "Whole timeline" }
                        }
                        div class="inside" { (timeline::feed(visit, record, 6).await?) }
                    }
                }
            } else {
                html! {}
            };
            html! {
                div class="rec" {
                    div {
                        (inside)
                        section class="card" {
                            div class="inside" { (overview(visit, record, true)) }
                        }
                    }
                    aside aria-label="Around it" { (beside) (feed) }
                }
            }
        }
        "timeline" => {
            html! {
                div class="rec" {
                    div {
                        (pages::composer(visit, record))
                        ({
                            timeline::filters(
                                record,
                                &visit.param("kind").unwrap_or_default(),
                            )
                        })
                        div class="inside" { (timeline::feed(visit, record, 50).await?) }
                    }
                    aside {}
                }
            }
        }
        "files" => {
            html! {
                div class="rec wide" { (super::files::list(visit, record.noun.name(), &record.id).await?) }
            }
        }
        "history" => html! {
            div class="rec wide" { (history::history(visit, record).await?) }
        },
        "related" => {
            html! {
                div class="rec wide" {
                    @for r in related.iter().filter(|r| !r.main) { (related::list(visit, record, r).await?) }
                }
            }
        }
        other if extra(visit, record).tabs.iter().any(|(tab, ..)| *tab == other) => {
            let own = extra(visit, record).tabs.iter().find(|(tab, ..)| *tab == other);
            let (_, _, part) = own.ok_or_else(Refused::nothing)?;
            html! {
                div class="rec wide" { (part(visit, record).await?) }
            }
        }
        other => match related.iter().find(|r| r.tab() == other) {
            Some(r) => html! {
                div class="rec wide" { (related::list(visit, record, r).await?) }
            },
            None => return Err(Refused::nothing()),
        },
    })
}

/// The fields, grouped; each can be changed where it stands.
fn overview(visit: &Visit, record: &Record<'_>, two: bool) -> Markup {
    let shown: Vec<&Field> = record
        .noun
        .fields
        .iter()
        .filter(|f| {
            !matches!(
                f.key.as_str(),
                "id" | "health_score" | "health_band" | "weighted_value" | "parties" | "action_payload" | "dedupe_key"
            ) && !f.key.ends_with("_factors")
        })
        .collect();
    let mut groups: Vec<Option<&str>> = vec![None];
    for f in &shown {
        if !groups.contains(&f.group.as_deref()) {
            groups.push(f.group.as_deref());
        }
    }
    html! {
        @for group in groups {
            @let fields: Vec<&&Field> = shown
                .iter()
                .filter(|f| f.group.as_deref() == group)
                .collect();
            @let empty = group.is_some() && group != Some("MEDDPICC")
                && group != Some("Own fields")
                && fields.iter().all(|f| blank(record.row.get(&f.value_key())));
            @if !fields.is_empty() && !empty {
                @if fields.iter().all(|f| f.apart) {
                    details class="group apart" {
                        summary { (group.unwrap_or_default()) }
                        (facts(visit, record, &fields, two))
                    }
                } @else {
                    div class="group" {
                        @if let Some(group) = group {
                            h3 { (group) }
                        }
                        (facts(visit, record, &fields, two))
                    }
                }
            }
        }
    }
}

/// Fields of one group.
fn facts(visit: &Visit, record: &Record<'_>, fields: &[&&Field], two: bool) -> Markup {
    let writes = record.changes;
    html! {
        dl class={ "facts" (if two { " two" } else { "" }) } {
            @for f in fields {
                @let wide = of(f).wide() || f.key.starts_with("meddpicc_");
                dt class=[(wide && two).then_some("long")] title=[f.help.as_deref()] { (f.label) }
                @if writes && f.in_place() {
                    dd  class={ "edit" (if wide && two { " long" } else { "" }) }
                        data-f=(f.key)
                        tabindex="0"
                        data-edit={ (record.address()) "/cell/" (super::address::encode(&f.key)) }
                    { ({
                        Shown {
                            visit,
                            field: f,
                            row: &record.row,
                        }
                            .view()
                    }) }
                } @else {
                    dd class=[(wide && two).then_some("long")] data-f=(f.key) {
                        ({
                            Shown {
                                visit,
                                field: f,
                                row: &record.row,
                            }
                                .view()
                        })
                        @if writes && f.writable {
                            a   class="plain small"
                                href={ (record.address()) "/edit#f-" (f.key) }
                                aria-label={ "Edit " (f.label.to_lowercase()) }
                            { "Edit" }
                        }
                    }
                }
            }
        }
    }
}

fn blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(s)) => s.is_empty() || s == "never",
        Some(Value::Array(a)) => a.is_empty(),
        Some(Value::Object(o)) => o.is_empty(),
        Some(Value::Number(n)) => n.as_f64() == Some(0.0),
        Some(Value::Bool(b)) => !b,
    }
}
