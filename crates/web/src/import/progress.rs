//! The third and fourth step: how far a dry run or an import has come, and what became of it.

use super::frame::framed;
use crate::files::attached;
use crate::format;
use crate::icons::icon;
use crate::refused::Answer;
use crate::shell::respond;
use crate::visit::Visit;
use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use maud::html;
use server::imports;
use uuid::Uuid;

/// `GET /import/<id>/progress`: how far it is; asks again by itself until it is over.
pub(crate) async fn progress(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let (import, reasons) = imports::state(&visit.server, &visit.actor, id).await?;
    let (all, done) = (import.bytes.0.max(1), import.bytes.1);
    let count = |n: i32, word: &str, tone: &str| {
        html! {
            div {
                strong class=(tone) { (format::grouped(&n.to_string())) }
                " "
                (word)
            }
        }
    };
    let noun = visit.catalog().plural(&import.noun).to_lowercase();
    let counts = html! {
        (count(import.rows_in, "rows read", ""))
        (count(import.created, "new", ""))
        (count(import.updated, "updated", ""))
        (count(import.duplicates, "duplicates", ""))
        @if import.alike > 0 { (count(import.alike, "look like others", "late")) }
        ({
            count(
                import.rejected - import.duplicates,
                "rejected",
                if import.rejected > 0 { "late" } else { "" },
            )
        })
    };
    let go_on = html! {
        form method="post" action={ "/import/" (id) "/start" } {
            button class="b" type="submit" { (icon("play")) "Go on" }
        }
    };
    let reasons = html! {
        @if !reasons.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Set aside" }
                    a class="b" href={ "/import/" (id) "/rejects" } {
                        (icon("download"))
                        "All of them, to mend and import again"
                    }
                }
                table class="plain" {
                    thead {
                        tr {
                            th { "Line" }
                            th { "Why" }
                        }
                    }
                    tbody {
                        @for (line, why) in &reasons {
                            tr {
                                td { (line) }
                                td { (why) }
                            }
                        }
                    }
                }
            }
        }
    };
    let body = if import.status == "running" {
        html! {
            div hx-get={ "/import/" (id) "/progress" }
                hx-trigger="load delay:400ms"
                hx-target="#progress"
                hx-swap="innerHTML"
            {
                div class="card" {
                    div class="inside factors" {
                        progress max="100" value=(done * 100 / all) aria-label="Progress" { (done * 100 / all) " %" }
                        div class="line" { (counts) }
                        form hx-post={ "/import/" (id) "/stop" } hx-swap="none" {
                            button class="b" type="submit" { "Stop" }
                        }
                    }
                }
            }
        }
    } else if let Some(error) = &import.error {
        html! {
            div class="note bad" role="alert" {
                (icon("triangle-alert"))
                span { (error) }
            }
            p {
                @if import.dry_run {
                    a class="b" href={ "/import?file=" (id) } { "Back to the headers" }
                } @else { (go_on) }
            }
        }
    } else if !import.dry_run {
        html! {
            div class="note good" role="status" {
                (icon("circle-check"))
                span {
                    (if import.status == "cancelled" { "Stopped. " } else { "Done. " })
                    (format::grouped(&import.created.to_string()))
                    " "
                    (noun)
                    " created, "
                    (format::grouped(&import.updated.to_string()))
                    " updated."
                }
            }
            div class="card" {
                div class="inside factors" { (counts) }
            }
            div class="rec-head" {
                a class="b primary" href={ "/" (import.noun) } { (icon("table")) "Show " (noun) }
                form method="post" action="/undo" hx-post="/undo" hx-swap="none" {
                    input type="hidden" name="operation" value=(id);
                    button class="b" type="submit" { (icon("undo-2")) "Undo the whole import" }
                }
                @if import.status == "cancelled" { (go_on) }
                a class="b ghost" href="/import" { "Import another file" }
            }
            (reasons)
        }
    } else {
        let nothing = import.created + import.updated == 0;
        html! {
            div class={ "note " (if nothing { "warn" } else { "good" }) } role="status" {
                (icon(if nothing { "triangle-alert" } else { "circle-check" }))
                span {
                    @if nothing { "Not one row would be brought in." } @else {
                        "Every row was checked; nothing was written yet."
                    }
                }
            }
            div class="card" {
                div class="inside factors" { (counts) }
            }
            div class="rec-head" {
                @if !nothing {
                    form method="post" action={ "/import/" (id) "/start" } {
                        button class="b primary" type="submit" {
                            "Import "
                            ({
                                format::grouped(
                                    &(import.created + import.updated).to_string(),
                                )
                            })
                            " "
                            (noun)
                        }
                    }
                }
                a class="b" href={ "/import?file=" (id) } { (icon("chevron-left")) "Back to the headers" }
            }
            (reasons)
        }
    };
    if visit.partial {
        return Ok(respond(body));
    }
    Ok(framed(&visit, if import.dry_run { 3 } else { 4 }, &body))
}

/// The page of a run that was begun.
pub(super) fn follow(visit: &Visit, id: Uuid, step: usize, title: &str) -> Response {
    let body = html! {
        div id="progress" hx-get={ "/import/" (id) "/progress" } hx-trigger="load" hx-swap="innerHTML" {
            p class="quiet" { (title) "…" }
            noscript {
                a class="b" href={ "/import/" (id) "/progress" } { "How far is it?" }
            }
        }
    };
    framed(visit, step, &body)
}

/// `POST /import/<id>/stop`
pub(crate) async fn stop(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    imports::stop(&visit.server, &visit.actor, id).await?;
    Ok(respond(html! {}))
}

/// `GET /import/<id>/rejects`
pub(crate) async fn rejects(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let rows = imports::rejects(&visit.server, &visit.actor, id).await?;
    Ok(attached("rejects.csv", "text/csv; charset=utf-8", Body::from_stream(rows)))
}
