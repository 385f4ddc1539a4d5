//! `/reports`: questions about the whole, each answered by a chart, the table below it, and the rows behind every mark.

use super::address::encode;
use super::chart::{self, Mark};
use super::format;
use super::icons::icon;
use super::nouns::sentence;
use super::refused::{Answer, Refused};
use super::shell::{self, Page};
use super::visit::Visit;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use catalog::{Drawn, Report, Unit};
use maud::{Markup, html};
use platform::report::{Asked, Line, SPAN, SPANS, lines};
use platform::verb::{Call, Progress};
use records::Error;

/// `GET /reports`
pub(super) async fn index(visit: Visit) -> Answer {
    allowed(&visit)?;
    let body = html! {
        div class="tiles" {
            @for report in offered(&visit) {
                a class="tile" href={ "/reports/" (report.name) } {
                    (icon("chart-column"))
                    strong { (report.title) }
                    span class="quiet" { (report.question) }
                }
            }
        }
    };
    Ok(shell::page(&visit, &Page { title: "Reports".into(), ..Page::default() }, &body))
}

/// The reports whose rows this person may read.
fn readable(visit: &Visit) -> impl Iterator<Item = &Report> {
    visit.server.catalog.reports.values().filter(|r| visit.may(&r.noun, "SELECT"))
}

/// Those this person is offered: of modules the organisation shows.
pub(super) fn offered(visit: &Visit) -> impl Iterator<Item = &Report> {
    let on = !visit.is_off("reports");
    readable(visit).filter(move |r| on && visit.shows(&r.noun))
}

fn allowed(visit: &Visit) -> Result<(), Refused> {
    if visit.actor.is_outsider() {
        return Err(Error::new(403, "42501", "Reports are for members of the organisation").into());
    }
    if visit.is_off("reports") {
        return Err(Error::new(404, "TL404", "Reports are switched off")
            .hint("An admin can switch them on under Admin, Modules and features.")
            .into());
    }
    Ok(())
}

/// `GET /reports/<report>?days=…&as=csv`
pub(super) async fn page(visit: Visit, Path(name): Path<String>) -> Answer {
    allowed(&visit)?;
    let report = readable(&visit).find(|r| r.name == name).ok_or_else(Refused::nothing)?;
    let days = visit.param("days").and_then(|d| d.parse().ok()).filter(|d| SPANS.contains(d)).unwrap_or(SPAN);
    let asked = Asked { days: report.has_span.then_some(days) };
    let tx = visit.begin(&visit.actor).await?;
    let call = Call { tx: &tx, actor: &visit.actor, tools: &visit.server.tools, progress: &Progress::default() };
    let lines = lines(call, report, asked).await?;
    visit.commit(tx).await?;
    if visit.param("as").as_deref() == Some("csv") {
        return Ok(csv(report, &lines, &visit));
    }
    let shown =
        |n: Option<f64>, unit: Unit| n.map_or_else(|| "–".to_string(), |n| shown_as(n, unit, &visit.person.currency));
    let marks: Vec<Mark> = lines
        .iter()
        .map(|l| {
            Mark::new(
                l.label.clone(),
                l.figures.first().copied().flatten().unwrap_or_default(),
                shown(l.figures.first().copied().flatten(), report.measures[0].unit),
                l.link.clone(),
            )
            .tone(tone(l.tone.as_deref()))
        })
        .collect();
    let second: Vec<f64> = lines.iter().map(|l| l.figures.get(1).copied().flatten().unwrap_or_default()).collect();
    let words: Vec<String> = report.measures.iter().map(|m| sentence(&m.name)).collect();
    let layered = report.drawn == Drawn::Layers && words.len() > 1;
    let drawn = match report.drawn {
        Drawn::Bars => chart::bars(&report.title, &marks),
        _ => chart::columns(&report.title, &marks, layered.then(|| (words[1].as_str(), second.as_slice()))),
    };
    let spans = [(7, "A week"), (30, "30 days"), (90, "90 days"), (365, "A year"), (1095, "Three years")];
    let body = html! {
        p class="quiet" { (report.question) }
        @if report.has_span {
            nav class="tabs" aria-label="Span" {
                @for (d, word) in spans {
                    a href={ "/reports/" (name) "?days=" (d) } aria-current=[(d == days).then_some("true")] { (word) }
                }
            }
        }
        @if lines.is_empty() {
            ({
                shell::empty(
                    visit.catalog().icon(&report.noun),
                    "Nothing to count yet",
                    "The report fills as the records behind it do.",
                    &html! {
                        a class = "b" href = { "/"(report.noun) } { "Open the list" }
                    },
                )
            })
        } @else {
            section class="card" {
                div class="inside" {
                    (drawn)
                    @if layered {
                        p class="small quiet" {
                            "Filled: "
                            (words[0].to_lowercase())
                            ". Pale behind it: "
                            (words[1].to_lowercase())
                            "."
                        }
                    }
                }
            }
            section class="card" {
                div class="scroll" {
                    table class="plain" {
                        thead {
                            tr {
                                th { (report.by) }
                                @for word in &words {
                                    th class="num" { (word) }
                                }
                            }
                        }
                        tbody {
                            @for l in &lines {
                                tr {
                                    td {
                                        @if let Some(to) = &l.link {
                                            a class="plain" href=(to) { (l.label) }
                                        } @else { (l.label) }
                                    }
                                    @for (n, m) in l.figures.iter().zip(&report.measures) {
                                        td class="num" { (shown(*n, m.unit)) }
                                    }
                                }
                            }
                        }
                        (total(report, &lines, &visit.person.currency))
                    }
                }
            }
        }
    };
    let acts = html! {
        a class="b" href={ "/reports/" (name) "?as=csv&days=" (days) } { (icon("download")) "CSV" }
    };
    Ok(shell::page(
        &visit,
        &Page {
            title: report.title.clone(),
            crumbs: vec![("Reports".into(), "/reports".into())],
            acts: Some(acts),
            ..Page::default()
        },
        &body,
    ))
}

fn shown_as(n: f64, unit: Unit, currency: &str) -> String {
    match unit {
        Unit::Count => format::grouped(&format!("{n:.0}")),
        Unit::Money => format::short_money(n, currency),
        Unit::Percent => format!("{n:.0} %"),
        Unit::Days => format!("{n:.0} d"),
        Unit::Score => format!("{n:.1}"),
        Unit::Hours => format!("{} h", format::grouped(&format!("{n:.1}"))),
    }
}

fn total(report: &Report, lines: &[Line], currency: &str) -> Markup {
    let adds = |unit: Unit| matches!(unit, Unit::Count | Unit::Money | Unit::Hours);
    if lines.len() < 2 || !report.adds || !report.measures.iter().any(|m| adds(m.unit)) {
        return html! {};
    }
    html! {
        tfoot {
            tr {
                td {
                    strong { "Together" }
                }
                @for (i, m) in report.measures.iter().enumerate() {
                    td class="num" {
                        @if adds(m.unit) {
                            strong {
                                ({
                                    shown_as(
                                        lines
                                            .iter()
                                            .filter_map(|l| l.figures.get(i).copied().flatten())
                                            .sum(),
                                        m.unit,
                                        currency,
                                    )
                                })
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The class of a mark.
fn tone(tone: Option<&str>) -> &'static str {
    ["good", "warn", "bad", "two"].into_iter().find(|known| Some(*known) == tone).unwrap_or_default()
}

fn csv(report: &Report, lines: &[Line], visit: &Visit) -> axum::response::Response {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(std::iter::once(report.by.clone()).chain(report.measures.iter().map(|m| sentence(&m.name)))).ok();
    for l in lines {
        let label = super::list::export::harmless(&l.label);
        out.write_record(
            std::iter::once(label).chain(l.figures.iter().map(|n| n.map(|n| format!("{n:.2}")).unwrap_or_default())),
        )
        .ok();
    }
    let mut response =
        server::http::typed(StatusCode::OK, "text/csv; charset=utf-8", out.into_inner().unwrap_or_default());
    if let Ok(value) =
        HeaderValue::from_str(&format!("attachment; filename=\"{}-{}.csv\"", encode(&report.name), visit.today()))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
