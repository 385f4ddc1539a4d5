//! A discovery run: how far it is, what its sources had. `/discovery_runs/<id>/review`: what is taken over, joined to a company
//! that is here, left out, or never written to.

use super::extra::Extra;
use crate::about::Record;
use crate::chart;
use crate::data::{Ask, Fields, Row, number, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go, respond, toast, with_header, with_toast};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use records::Error;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) const RUN: Extra = Extra {
    noun: "discovery_runs",
    inside: Some(|visit, record| Box::pin(inside(visit, record))),
    list: Some(archived),
    ..Extra::NONE
};
pub(super) const PROVIDERS: Extra = Extra { noun: "search_providers", list: Some(add_provider), ..Extra::NONE };
pub(super) const INTENTS: Extra = Extra { noun: "discovery_intents", list: Some(providers), ..Extra::NONE };

/// The verbs of the pages.
const ACCEPT: &str = "accept_results";
const CANCEL: &str = "cancel_discovery";
const RESTORE: &str = "restore_discovery";
/// Results a page shows.
const SHOWN: usize = 50;
/// From which score on results are offered together.
const GOOD: &str = "70";

fn add_provider(visit: &Visit) -> Markup {
    html! {
        @if verbs::find(visit, "add_search_provider").is_ok() {
            button type="button" class="b primary" hx-get="/verbs/add_search_provider" hx-target="#dialog" data-opens-dialog {
                (icon("plus"))
                "Add provider"
            }
        }
    }
}

/// The way to the runs that were put away, which lists leave out.
fn archived(_: &Visit) -> Markup {
    html! {
        a class="b" href="/discovery_runs?archived_at=not.is.null" { (icon("archive")) "Archived" }
    }
}

fn providers(visit: &Visit) -> Markup {
    html! {
        @if visit.may("search_providers", "SELECT") {
            a class="b" href="/search_providers" { (icon("globe")) "Search providers" }
        }
    }
}

/// Above the fields of a run.
async fn inside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let row = &record.row;
    let status = text(row, "status");
    let runs = matches!(status, "pending" | "running");
    let count = |key: &str| number(row, key) as i64;
    let stats = row.get("stats").cloned().unwrap_or_default();
    let review = format!("/discovery_runs/{}/review", record.id);
    let is_preview = row.get("dry_run") == Some(&Value::Bool(true));
    Ok(html! {
        @if runs {
            div class="card" {
                div class="inside factors" {
                    progress aria-label="Progress" {}
                    div class="line" {
                        (stats["note"].as_str().unwrap_or("It begins in a moment"))
                    }
                    (one_button(visit, CANCEL, &record.id, "b", "ban", "Stop"))
                }
            }
        }
        @if !text(row, "archived_at").is_empty() {
            div class="note" {
                (icon("archive"))
                span { "This run was put away." }
                (one_button(visit, RESTORE, &record.id, "b", "archive-restore", "Bring it back"))
            }
        }
        @if !text(row, "error").is_empty() {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span { (text(row, "error")) }
            }
        }
        section class="card" {
            div class="head" {
                h2 {
                    (count("found_count"))
                    " found"
                }
                @if count("found_count") > 0 {
                    a class={ "b" (if count("waiting_count") > 0 { " primary" } else { "" }) } href=(review) {
                        (icon("list-todo"))
                        @if count("waiting_count") > 0 {
                            "Review "
                            (count("waiting_count"))
                        } @else { "Results" }
                    }
                }
            }
            dl class="inside facts" {
                @if is_preview {
                    dt { "Preview" }
                    dd { "Nothing of it is taken over" }
                }
                dt { "To review" }
                dd { (count("waiting_count")) }
                dt { "Left out" }
                dd { (count("skipped_count")) }
                dt { "Made" }
                dd {
                    (count("created_companies_count"))
                    " companies, "
                    (count("created_contacts_count"))
                    " contacts, "
                    (count("created_leads_count"))
                    " leads"
                }
                @if let Some(sites) = stats["sites"].as_u64().filter(|n| *n > 0) {
                    dt { "Sites looked at" }
                    dd {
                        (sites)
                        ", "
                        (stats["pages"])
                        " pages"
                    }
                }
            }
        }
        (sources(&stats))
        (unread(&stats))
    })
}

fn sources(stats: &Value) -> Markup {
    let all = stats["sources"].as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        @if !all.is_empty() {
            section class="card" {
                div class="head" { h2 { "Sources" } }
                ul class="rows" {
                    @for source in all {
                        li {
                            (icon(if source["error"].is_string() { "triangle-alert" } else { "check" }))
                            div class="main clip" {
                                span dir="auto" { (source["source"].as_str().unwrap_or_default()) }
                                @if let Some(why) = source["error"].as_str() {
                                    div class="small quiet" { (why) }
                                }
                            }
                            span class="num quiet" { (source["found"]) " found" }
                        }
                    }
                }
            }
        }
    }
}

fn unread(stats: &Value) -> Markup {
    let all = stats["reasons"].as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        @if !all.is_empty() {
            section class="card" {
                div class="head" {
                    h2 {
                        "Could not be read "
                        span class="quiet" { (stats["unread"]) }
                    }
                }
                ul class="rows" {
                    @for one in all.iter().take(20) {
                        li {
                            (icon("globe"))
                            div class="main clip" {
                                span dir="auto" { (one["at"].as_str().unwrap_or_default()) }
                                div class="small quiet" { (one["error"].as_str().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A button that runs a verb on a run.
fn one_button(visit: &Visit, verb: &str, run: &str, class: &str, sign: &str, words: &str) -> Markup {
    html! {
        @if verbs::find(visit, verb).is_ok() {
            form method="post" action={ "/verbs/" (verb) } hx-post={ "/verbs/" (verb) } hx-swap="none" {
                input type="hidden" name="run" value=(run);
                button class=(class) type="submit" { (icon(sign)) (words) }
            }
        }
    }
}

/// `GET /discovery_runs/<id>/review`
pub(super) async fn page(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let runs = visit.find(Ask::new("discovery_runs", format!("select=*&id=eq.{id}"))).await?;
    let run = runs.rows.into_iter().next().ok_or_else(Refused::nothing)?;
    let part = results(&visit, id, &run).await?;
    if visit.partial {
        return Ok(respond(part));
    }
    let name = Some(text(&run, "intent_name")).filter(|n| !n.is_empty()).unwrap_or("Discovery run").to_string();
    let crumbs = vec![
        (visit.server.catalog.plural("discovery_runs"), "/discovery_runs".to_string()),
        (name, format!("/discovery_runs/{id}")),
    ];
    let page = Page { title: "Review".into(), crumbs, ..Page::default() };
    Ok(shell::page(&visit, &page, &part))
}

/// `POST /discovery_runs/<id>/review`
pub(super) async fn act(visit: Visit, Path(id): Path<Uuid>, form: Fields) -> Answer {
    let results: Vec<&str> = form.all("result");
    let (verb, input) = match form.get("act").unwrap_or_default() {
        "accept" => (ACCEPT, json!({ "run": id, "results": results })),
        "all" => {
            let least: i16 = form.filled("score").and_then(|n| n.parse().ok()).unwrap_or(0);
            (ACCEPT, json!({ "run": id, "from_score": least.clamp(0, 100) }))
        }
        "skip" => ("skip_results", json!({ "run": id, "results": results })),
        "suppress" => ("suppress_results", json!({ "run": id, "results": results })),
        "merge" => ("merge_result", json!({ "result": results.first(), "client": form.filled("client") })),
        _ => return Err(Error::new(400, "TL100", "Choose what to do").into()),
    };
    let (answer, operation) = verbs::perform(&visit, verbs::find(&visit, verb)?, input).await?;
    let words = format!("{}.", answer["note"].as_str().unwrap_or("Done"));
    if visit.partial {
        let runs = visit.find(Ask::new("discovery_runs", format!("select=*&id=eq.{id}"))).await?;
        let run = runs.rows.into_iter().next().ok_or_else(Refused::nothing)?;
        let part = self::results(&visit, id, &run).await?;
        return Ok(with_header(with_toast(&part, &toast(&words, Some(operation))), "hx-trigger", "rows-changed"));
    }
    Ok(go(&visit, &format!("/discovery_runs/{id}/review?did={operation}&what={verb}")))
}

const STATES: &[(&str, &str, &str)] = &[
    ("waiting", "To review", "waiting"),
    ("skipped", "Left out", "skipped,suppressed"),
    ("accepted", "Taken over", "accepted,merged"),
    ("found", "Not looked at yet", "found"),
    ("preview", "Preview", "preview"),
];

/// The results of a run that stand one way.
async fn results(visit: &Visit, id: Uuid, run: &Row) -> Result<Markup, Refused> {
    let is_preview = run.get("dry_run") == Some(&Value::Bool(true));
    let first = if is_preview { "preview" } else { "waiting" };
    let wanted = visit.param("state").unwrap_or_else(|| first.to_string());
    let (state, title, values) = STATES.iter().find(|(name, ..)| *name == wanted).copied().unwrap_or(STATES[0]);
    let after: usize = visit.param("after").and_then(|n| n.parse().ok()).unwrap_or(0);
    let query =
        format!("select=*&run_id=eq.{id}&state=in.({values})&order=score.desc,id&limit={}&offset={after}", SHOWN + 1);
    let mut found = visit.find(Ask::new("discovery_results", query)).await?.rows;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let may = verbs::find(visit, ACCEPT).is_ok() && matches!(state, "waiting" | "skipped") && !is_preview;
    let to = format!("/discovery_runs/{id}/review");
    let here = format!("{to}?state={state}&after={after}");
    Ok(html! {
        div id="review" data-review data-src=(here) data-whole {
            nav class="tabs" aria-label="Results" {
                @for (name, word, _) in STATES.iter().filter(|(name, ..)| (*name == "preview") == is_preview || *name == "skipped") {
                    a href={ (to) "?state=" (name) } aria-current=[(*name == state).then_some("page")] { (word) }
                }
            }
            @if may && state == "waiting" && !found.is_empty() {
                form class="accepting" method="post" action=(to) hx-post=(here) hx-target="#review" hx-swap="outerHTML" {
                    input type="hidden" name="act" value="all";
                    label for="score" { "Accept all with a score of at least" }
                    input class="in" id="score" type="number" name="score" min="0" max="100" value=(GOOD) required;
                    button class="b" type="submit" { (icon("check")) "Accept them" }
                }
            }
            @if found.is_empty() {
                (nothing(title, is_preview, run))
            } @else {
                section class="card" {
                    div class="head" {
                        h2 { (title) }
                        @if may {
                            span class="quiet small review-keys" {
                                kbd { "j" }
                                " "
                                kbd { "k" }
                                " move, "
                                kbd { "a" }
                                " accept, "
                                kbd { "s" }
                                " leave out, "
                                kbd { "x" }
                                " suppress, "
                                kbd { "m" }
                                " merge"
                            }
                        }
                    }
                    ul class="rows review" {
                        @for (n, row) in found.iter().enumerate() { (one(visit, row, &here, may, n == 0)) }
                    }
                    @if more || after > 0 {
                        div class="inside feet" {
                            @if after > 0 {
                                a class="b" href={ (to) "?state=" (state) "&after=" (after.saturating_sub(SHOWN)) } { "Before" }
                            }
                            @if more {
                                a class="b" href={ (to) "?state=" (state) "&after=" (after + SHOWN) } { "More" }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn nothing(title: &str, is_preview: bool, run: &Row) -> Markup {
    let runs = matches!(text(run, "status"), "pending" | "running");
    let words = if runs {
        "The run is still looking. What it finds stands here."
    } else if is_preview {
        "The preview found nothing."
    } else {
        "Nothing stands here."
    };
    let acts = html! {
        a class="b" href={ "/discovery_runs/" (text(run, "id")) } { "Back to the run" }
    };
    shell::empty("list-todo", title, words, &acts)
}

/// A result: what it is, why it fits, and what can be done.
fn one(visit: &Visit, row: &Row, to: &str, may: bool, is_first: bool) -> Markup {
    let person = [text(row, "first_name"), text(row, "last_name")];
    let person = person.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let website = text(row, "website");
    let host = website.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    let name =
        [text(row, "name"), host, &person, text(row, "email")].into_iter().find(|n| !n.is_empty()).unwrap_or("?");
    let reasons = row.get("discovery_metadata").map(|m| m["relevanceReasons"].clone()).unwrap_or_default();
    let reasons: Vec<&str> = reasons.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let score = number(row, "score");
    let facts = [person.as_str(), text(row, "title"), text(row, "industry"), text(row, "country"), text(row, "size")];
    let reach = [text(row, "email"), text(row, "phone")];
    html! {
        li data-result=(text(row, "id")) tabindex=(if is_first { "0" } else { "-1" }) {
            span class="score" title={ "Score " (score) " of 100" } {
                strong class="num" { (score) }
                span class="meter" { (chart::meter(score / 100.0)) }
            }
            div class="main" {
                strong dir="auto" { (name) }
                @if !website.is_empty() {
                    " "
                    a class="plain small" href=(website) target="_blank" rel="noopener noreferrer" { (host) }
                }
                @if let Some(state) = Some(text(row, "state")).filter(|s| !matches!(*s, "waiting" | "preview")) {
                    " "
                    span class="pill" { (sentence(state)) }
                }
                div class="small" dir="auto" {
                    (joined(&facts))
                }
                @if !joined(&reach).is_empty() {
                    div class="small quiet" { (joined(&reach)) }
                }
                @if !text(row, "description").is_empty() {
                    div class="small quiet lines" dir="auto" { (text(row, "description").chars().take(240).collect::<String>()) }
                }
                div class="small" { (reasons.join(" · ")) }
                @if !text(row, "why").is_empty() {
                    div class="small soon" {
                        (text(row, "why"))
                        @if !text(row, "client_id").is_empty() {
                            ": "
                            a class="plain" href={ "/clients/" (text(row, "client_id")) } { "look" }
                        }
                    }
                }
                @if !text(row, "lead_id").is_empty() && visit.shows("leads") {
                    a class="plain small" href={ "/leads/" (text(row, "lead_id")) } { "Lead" }
                }
            }
            @if may { (acts(row, to)) }
        }
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

fn acts(row: &Row, to: &str) -> Markup {
    let id = text(row, "id");
    let client = text(row, "client_id");
    let button = |act: &str, sign: &str, words: &str, class: &str| {
        html! {
            button class=(class) type="submit" name="act" value=(act) data-act=(act) { (icon(sign)) (words) }
        }
    };
    html! {
        form class="acts" method="post" action=(to) hx-post=(to) hx-target="#review" hx-swap="outerHTML" {
            input type="hidden" name="result" value=(id);
            (button("accept", "check", "Accept", "b"))
            @if !client.is_empty() {
                input type="hidden" name="client" value=(client);
                (button("merge", "git-merge", "Merge", "b"))
            } @else {
                button
                    type="button"
                    class="b ghost"
                    hx-get={ "/verbs/merge_result?subject=" (id) }
                    hx-target="#dialog"
                    data-opens-dialog
                    data-act="merge"
                { (icon("git-merge")) "Merge into…" }
            }
            @if text(row, "state") == "waiting" { (button("skip", "x", "Leave out", "b ghost")) }
            (button("suppress", "ban", "Suppress", "b ghost"))
        }
    }
}
