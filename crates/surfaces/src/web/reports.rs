//! `/reports`: questions about the whole, each answered by a chart, the table below it, and the rows behind every mark.

mod sql;

use super::chart::{self, Mark};
use super::data::encode;
use super::format;
use super::icons::icon;
use super::refused::{Answer, Refused};
use super::shell::{self, Page};
use super::visit::Visit;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use records::Error;

/// The reports: (address, title, the question).
const ALL: &[(&str, &str, &str)] = &[
    ("pipeline", "Pipeline by stage", "What is in each stage, and what is it worth?"),
    ("owners", "Pipeline by owner", "Who carries which deals?"),
    ("forecast", "Forecast", "What will close when, weighted by probability?"),
    ("forecast-changes", "What changed in the forecast", "What came, went, grew or moved since then?"),
    ("at-risk", "Clients at risk", "Which clients are not healthy, and which way are they going?"),
    ("margin", "Margin by client", "What do we earn with whom?"),
    ("win-rate", "Win rate", "How much of what is decided is won?"),
    ("loss-reasons", "Loss reasons", "Why are deals lost?"),
    ("competitors", "Win rate by competitor", "Against whom do we win?"),
    ("stages", "Time in stage", "Where do deals wait?"),
    ("activity", "Activity per person", "Who speaks with clients, and how?"),
    ("hours", "Hours and utilisation", "How much is worked, and how much of it is billable?"),
    ("ageing", "Invoice ageing", "How old is what clients owe?"),
    ("time-to-hire", "Time to hire", "How long from application to offer?"),
    ("funnel", "Recruiting funnel", "How far do applications come?"),
    ("outreach", "Outreach results", "What becomes of what is sent?"),
];

/// How a number is read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Unit {
    Count,
    Money,
    Percent,
    Days,
    Hours,
}

/// How a report is drawn.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    Bars,
    Columns,
}

/// A report: what it asks, and how the answer is shown. Each row of the answer is a label, numbers, and a condition for its rows.
pub(super) struct Report {
    /// `label text, link text, n1 float8, n2 float8, n3 float8`; `link` is the query that finds the rows, or an address.
    pub(super) sql: String,
    /// What the label is.
    pub(super) label: &'static str,
    /// What the numbers are; the first is drawn, the second stands behind it where the form allows.
    pub(super) columns: Vec<(&'static str, Unit)>,
    pub(super) form: Form,
    /// The noun the rows are.
    pub(super) noun: &'static str,
    /// A second series behind the first.
    pub(super) second: bool,
}

/// `GET /reports`
pub(super) async fn index(visit: Visit) -> Answer {
    allowed(&visit)?;
    let body = html! { div class="tiles" { @for (name, title, words) in offered(&visit) { a class="tile" href={ "/reports/" (name) } { (icon("chart-column")) strong { (title) } span class="quiet" { (words) } } } } };
    Ok(shell::page(&visit, &Page { title: "Reports".into(), ..Page::default() }, &body))
}

/// The reports this person is offered: those whose rows the role reads, of modules the organisation shows.
pub(super) fn offered(visit: &Visit) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    let shown = |noun: &str| visit.shows(noun) && visit.may(noun, "SELECT");
    let on = !visit.is_off("reports");
    ALL.iter().filter(move |(name, ..)| on && sql::report(name, 365).is_some_and(|r| shown(r.noun)))
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
    let (_, title, question) = ALL.iter().find(|(n, ..)| *n == name).ok_or_else(Refused::nothing)?;
    let days: i32 = visit.param("days").and_then(|d| d.parse().ok()).filter(|d| (1..=3650).contains(d)).unwrap_or(365);
    let report = sql::report(&name, days).ok_or_else(Refused::nothing)?;
    visit.noun(report.noun)?;
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(&report.sql, &[]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let lines: Vec<Line> = rows
        .iter()
        .map(|r| Line {
            label: r.get::<_, Option<String>>(0).unwrap_or_else(|| "(none)".into()),
            link: r.get(1),
            numbers: (2..2 + report.columns.len()).map(|i| r.get::<_, Option<f64>>(i)).collect(),
        })
        .collect();
    if visit.param("as").as_deref() == Some("csv") {
        return Ok(csv(&name, &report, &lines, &visit));
    }
    let shown =
        |n: Option<f64>, unit: Unit| n.map_or_else(|| "–".to_string(), |n| shown_as(n, unit, &visit.person.currency));
    let to = |line: &Line| {
        line.link.as_ref().map(|l| if l.starts_with('/') { l.clone() } else { format!("/{}?{l}", report.noun) })
    };
    let marks: Vec<Mark> = lines
        .iter()
        .map(|l| {
            Mark::new(
                l.label.clone(),
                l.numbers.first().copied().flatten().unwrap_or_default(),
                shown(l.numbers.first().copied().flatten(), report.columns[0].1),
                to(l),
            )
            .tone(tone(&name, &l.label))
        })
        .collect();
    let second: Vec<f64> = lines.iter().map(|l| l.numbers.get(1).copied().flatten().unwrap_or_default()).collect();
    let drawn = match report.form {
        Form::Bars => chart::bars(title, &marks),
        Form::Columns => chart::columns(
            title,
            &marks,
            report.second.then_some((report.columns.get(1).map_or("", |c| c.0), second.as_slice())),
        ),
    };
    let spans = [(7, "A week"), (30, "30 days"), (90, "90 days"), (365, "A year"), (1095, "Three years")];
    let body = html! {
        p class="quiet" { (question) }
        @if sql::has_span(&name) { nav class="tabs" aria-label="Span" { @for (d, word) in spans { a href={ "/reports/" (name) "?days=" (d) } aria-current=[(d == days).then_some("true")] { (word) } } } }
        @if lines.is_empty() { (shell::empty(report.noun, "Nothing to count yet", "The report fills as the records behind it do.", &html! { a class="b" href={ "/" (report.noun) } { "Open the list" } })) }
        @else {
            section class="card" { div class="inside" { (drawn) @if report.second { p class="small quiet" { "Filled: " (report.columns[0].0.to_lowercase()) ". Pale behind it: " (report.columns[1].0.to_lowercase()) "." } } } }
            section class="card" {
                div class="scroll" { table class="plain" {
                    thead { tr { th { (report.label) } @for (word, _) in &report.columns { th class="num" { (word) } } } }
                    tbody { @for l in &lines { tr { td { @if let Some(to) = to(l) { a class="plain" href=(to) { (l.label) } } @else { (l.label) } } @for (n, (_, unit)) in l.numbers.iter().zip(&report.columns) { td class="num" { (shown(*n, *unit)) } } } } }
                    (total(&report, &lines, &visit.person.currency))
                } }
            }
        }
    };
    let acts = html! { a class="b" href={ "/reports/" (name) "?as=csv&days=" (days) } { (icon("download")) "CSV" } };
    Ok(shell::page(
        &visit,
        &Page {
            title: (*title).into(),
            crumbs: vec![("Reports".into(), "/reports".into())],
            acts: Some(acts),
            ..Page::default()
        },
        &body,
    ))
}

struct Line {
    label: String,
    link: Option<String>,
    numbers: Vec<Option<f64>>,
}

fn shown_as(n: f64, unit: Unit, currency: &str) -> String {
    match unit {
        Unit::Count => format::grouped(&format!("{n:.0}")),
        Unit::Money => format::short_money(n, currency),
        Unit::Percent => format!("{n:.0} %"),
        Unit::Days => format!("{n:.0} d"),
        Unit::Hours => format!("{} h", format::grouped(&format!("{n:.1}"))),
    }
}

fn total(report: &Report, lines: &[Line], currency: &str) -> Markup {
    let adds = |unit: Unit| matches!(unit, Unit::Count | Unit::Money | Unit::Hours);
    if lines.len() < 2 || !report.columns.iter().any(|(_, u)| adds(*u)) {
        return html! {};
    }
    html! { tfoot { tr { td { strong { "Together" } } @for (i, (_, unit)) in report.columns.iter().enumerate() { td class="num" { @if adds(*unit) { strong { (shown_as(lines.iter().filter_map(|l| l.numbers.get(i).copied().flatten()).sum(), *unit, currency)) } } } } } } }
}

fn tone(report: &str, label: &str) -> &'static str {
    match (report, label) {
        ("pipeline" | "funnel", "Closed won" | "Offer") => "good",
        ("pipeline" | "funnel", "Closed lost" | "Rejected" | "Withdrawn") => "two",
        ("ageing", "Over 90 days" | "61 to 90 days") => "bad",
        ("ageing", "31 to 60 days") => "warn",
        ("outreach", "Failed") => "bad",
        ("loss-reasons", _) => "bad",
        _ => "",
    }
}

fn csv(name: &str, report: &Report, lines: &[Line], visit: &Visit) -> axum::response::Response {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(std::iter::once(report.label).chain(report.columns.iter().map(|(w, _)| *w))).ok();
    for l in lines {
        let label = super::list::export::harmless(&l.label);
        out.write_record(
            std::iter::once(label).chain(l.numbers.iter().map(|n| n.map(|n| format!("{n:.2}")).unwrap_or_default())),
        )
        .ok();
    }
    let mut response =
        crate::http::typed(StatusCode::OK, "text/csv; charset=utf-8", out.into_inner().unwrap_or_default());
    if let Ok(value) =
        HeaderValue::from_str(&format!("attachment; filename=\"{}-{}.csv\"", encode(name), visit.today()))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
