//! What a crew has to know: for members on the crew's page, for the crew by link, to paste, to print, and for their calendar.

use super::extra::Extra;
use crate::about::Record;
use crate::guest::{Followed, Frame, Guest, Opened, Purpose, Refusal, Whose};
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use modules::recruiting::share_crew::SHEET;
use platform::Tx;
use platform::ics::Calendar;
use serde_json::Value;
use std::fmt::Write as _;
use uuid::Uuid;

/// A crew's page: the sheet, and its words to paste.
pub(super) const PAGE: Extra = Extra {
    noun: "placement_groups",
    tabs: &[("sheet", "Sheet", |visit, record| Box::pin(tab(visit, record)))],
    ..Extra::NONE
};

/// The link of a sheet.
pub(super) const PURPOSE: Purpose = Purpose {
    name: SHEET,
    show: |guest, link| Box::pin(show(guest, link)),
    take: |_, _, _| -> Opened<'_> { Box::pin(async { Err(Refusal::Unknown) }) },
};

async fn read(tx: &Tx, crew: Uuid) -> Result<Option<Value>, tokio_postgres::Error> {
    let row = tx.query_opt("select recruiting.crew_sheet($1)", &[&crew]).await?;
    Ok(row.and_then(|row| row.get(0)))
}

async fn tab(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let crew = Uuid::parse_str(&record.id).unwrap_or_default();
    let sheet = read(&tx, crew).await.map_err(|e| visit.told_sql(e))?.ok_or_else(Refused::nothing)?;
    visit.commit(tx).await?;
    Ok(html! {
        section class="card crew-sheet" {
            div class="inside" { (body(&sheet)) }
        }
        section class="card unprinted" {
            div class="head" {
                h2 { "To paste" }
                @if record.changes {
                    button
                        type="button"
                        class="b"
                        hx-get={ "/verbs/share_crew?subject=" (record.id) "&page=sheet" }
                        hx-target="#dialog"
                        data-opens-dialog
                    { (icon("link")) "Link for the crew" }
                }
            }
            div class="inside" {
                textarea class="in" rows="12" readonly data-select aria-label="The same as text" { (words(&sheet)) }
            }
        }
    })
}

async fn show(guest: &Guest, link: &Followed) -> Result<Response, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sheet = read(&tx, link.record).await?.ok_or(Refusal::Unknown)?;
    tx.commit().await?;
    if guest.query == "as=ics" {
        return Ok(server::http::typed(StatusCode::OK, "text/calendar; charset=utf-8", calendar(&sheet, link.record)));
    }
    let organisation = said(&sheet, "organisation");
    let page = html! {
        main id="main" class="portal-body" {
            (body(&sheet))
            p class="unprinted" {
                a class="b" href={ (link.base) "?as=ics" } { (icon("calendar-clock")) "Put it in my calendar" }
            }
        }
    };
    let title = said(&sheet, "crew");
    Ok(Frame { title, whose: Whose::Of(organisation), look: guest.look, scripts: false }.page(&page))
}

fn said<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// A day as people say it, with its weekday.
fn day(text: &str) -> String {
    text.parse::<jiff::civil::Date>().map_or_else(|_| text.to_string(), |d| d.strftime("%a %-d %b %Y").to_string())
}

/// What is known of the site: the word, and what is said.
fn facts(sheet: &Value) -> Vec<(&'static str, String)> {
    let rules = &sheet["rules"];
    let list =
        |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    let days = match (sheet["start_date"].as_str(), sheet["end_date"].as_str()) {
        (Some(first), Some(last)) => format!("{} – {}", day(first), day(last)),
        _ => String::new(),
    };
    let all = [
        ("Site", said(sheet, "site").to_string()),
        ("Where", said(sheet, "location").to_string()),
        ("Days", days),
        ("Hours", said(rules, "hours").to_string()),
        ("Gate", said(rules, "gate").to_string()),
        ("Parking", said(rules, "parking").to_string()),
        ("Induction", said(rules, "induction").to_string()),
        ("Bring and wear", list(&sheet["ppe"])),
        ("Tickets", list(&sheet["tickets"])),
        ("Contact on site", said(rules, "contact").to_string()),
        ("Notes", [said(rules, "notes"), said(sheet, "notes")].join(" ").trim().to_string()),
    ];
    all.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

fn body(sheet: &Value) -> Markup {
    let people = sheet["people"].as_array().map_or(&[][..], Vec::as_slice);
    html! {
        h1 { (said(sheet, "crew")) }
        dl class="facts" {
            @for (word, words) in facts(sheet) {
                dt { (word) }
                dd { (words) }
            }
            @if let (Some(lat), Some(lng)) = (sheet["lat"].as_f64(), sheet["lng"].as_f64()) {
                dt { "Coordinates" }
                dd { (format!("{lat:.5}, {lng:.5}")) }
            }
        }
        @if people.is_empty() {
            p class="quiet" { "Nobody is booked in this crew now." }
        } @else {
            table class="plain" {
                thead {
                    tr {
                        th { "Who" }
                        th { "As" }
                        th { "From" }
                        th { "Until" }
                    }
                }
                tbody {
                    @for person in people {
                        tr {
                            td { (said(person, "name")) }
                            td {
                                (said(person, "role"))
                                @if said(person, "shift") != "any" { ", " (said(person, "shift")) " shift" }
                            }
                            td { (day(said(person, "start_date"))) }
                            td { (day(said(person, "end_date"))) }
                        }
                    }
                }
            }
        }
    }
}

/// The sheet as text.
fn words(sheet: &Value) -> String {
    let mut out = format!("{}\n", said(sheet, "crew"));
    for (word, words) in facts(sheet) {
        let _ = writeln!(out, "{word}: {words}");
    }
    for person in sheet["people"].as_array().into_iter().flatten() {
        let (name, role) = (said(person, "name"), said(person, "role"));
        let (first, last) = (day(said(person, "start_date")), day(said(person, "end_date")));
        let _ = writeln!(out, "- {name}, {role}: {first} – {last}");
    }
    out
}

/// The days of the crew as one event that lasts all of them.
fn calendar(sheet: &Value, crew: Uuid) -> String {
    let mut out = Calendar::begin(said(sheet, "crew"));
    let day = |key: &str, more: i64| {
        let day = said(sheet, key).parse::<jiff::civil::Date>().ok()?;
        Some(day.saturating_add(jiff::Span::new().days(more)).strftime("%Y%m%d").to_string())
    };
    if let (Some(first), Some(after)) = (day("start_date", 0), day("end_date", 1)) {
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{crew}@throughline"));
        out.line(&format!("DTSTAMP:{first}T000000Z"));
        out.line(&format!("DTSTART;VALUE=DATE:{first}"));
        out.line(&format!("DTEND;VALUE=DATE:{after}"));
        out.text("SUMMARY", &format!("{}, {}", said(sheet, "site"), said(sheet, "crew")));
        out.text("LOCATION", said(sheet, "location"));
        out.text("DESCRIPTION", &words(sheet));
        out.line("END:VEVENT");
    }
    out.end()
}
