//! `/demands/<id>/fill` and `/placements/<id>/fill`: the people who suit best, why, and booking them.

use super::extra::Extra;
use crate::about::Record;
use crate::address::encode;
use crate::data::text;
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use serde_json::{Value, json};
use uuid::Uuid;

/// A demand's page: how it is met, day after day.
pub(super) const DEMAND: Extra =
    Extra { noun: "demands", beside: Some(|visit, record| Box::pin(met(visit, record))), ..Extra::NONE };

/// A placement's page: who could take over.
pub(super) const PLACEMENT: Extra = Extra { noun: "placements", button: Some(takers), ..Extra::NONE };

fn takers(_: &Visit, record: &Record<'_>) -> Markup {
    let open = matches!(text(&record.row, "status"), "draft" | "active")
        && record.row.get("project_id").is_some_and(Value::is_string);
    html! {
        @if open && record.changes {
            a class="b" href={ (record.address()) "/fill" } { (icon("scan-search")) "Who could take over" }
        }
    }
}

async fn met(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let spans = spans(visit, Uuid::parse_str(&record.id).unwrap_or_default()).await?;
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Booked" }
                a class="plain small" href={ (record.address()) "/fill" } { "Fill it" }
            }
            (cover(&spans))
        }
    })
}

/// Spans of days of a demand's trade at its site: first day, last day, asked, booked.
async fn spans(visit: &Visit, demand: Uuid) -> Result<Vec<(String, String, i64, i64)>, Refused> {
    let sql =
        "select recruiting.day(v.start_date), recruiting.day(v.end_date), v.asked, v.booked from recruiting.demands d
        cross join lateral recruiting.cover(array[d.project_id], d.start_date, d.end_date) v
        where d.id = $1 and v.trade = lower(trim(d.trade)) and v.shift = d.shift limit 60";
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(sql, &[&demand]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect())
}

fn cover(spans: &[(String, String, i64, i64)]) -> Markup {
    html! {
        ul class="rows" {
            @for (first, last, asked, booked) in spans {
                li {
                    div class="main" {
                        (first)
                        @if first != last { " – " (last) }
                    }
                    span class={ "pill " (if booked >= asked { "good" } else { "warn" }) } { (booked) " of " (asked) }
                }
            }
        }
    }
}

/// `GET /demands/<id>/fill`
pub(super) async fn demand(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let best = best(&visit, json!({ "demand": id, "limit": 30 })).await?;
    let site = site(&visit, &best).await?;
    let spans = spans(&visit, id).await?;
    let crews = crews(&visit, &best).await?;
    let missing = best["missing"].as_i64().unwrap_or_default();
    let say = |key: &str| best[key].as_str().unwrap_or_default().to_string();
    let body = html! {
        section class="card" {
            div class="head" {
                h2 { (say("trade")) " at " (site) }
                @if missing > 0 {
                    span class="pill warn" { (missing) " more needed" }
                } @else {
                    span class="pill good" { "Filled" }
                }
            }
            (cover(&spans))
        }
        form class="card" method="post" action="/verbs/book_people" hx-post="/verbs/book_people" hx-swap="none" {
            @for (name, key) in [("project", "project"), ("role", "trade"), ("start_date", "start_date"), ("end_date", "end_date"), ("shift", "shift")] {
                input type="hidden" name=(name) value=(say(key));
            }
            div class="head" {
                h2 { "Who suits best" }
            }
            @if people(&best).is_empty() {
                (nobody(&best))
            } @else {
                ul class="rows" {
                    @for (n, person) in people(&best).iter().enumerate() {
                        li {
                            input
                                type="checkbox"
                                name="people"
                                value=(person["person"].as_str().unwrap_or_default())
                                checked[(n as i64) < missing]
                                aria-label={ "Pick " (person["name"].as_str().unwrap_or_default()) };
                            (suiting(person))
                        }
                    }
                }
                @if let Some(words) = left_out(&best) {
                    p class="inside quiet small" { (words) }
                }
                div class="inside feet" {
                    @if !crews.is_empty() {
                        label class="field" {
                            "Crew they join"
                            select class="in" name="crew" {
                                option value="" { "None, or a new one" }
                                @for (crew, name) in &crews {
                                    option value=(crew) { (name) }
                                }
                            }
                        }
                    }
                    label class="field" {
                        "Name of their new crew"
                        input class="in" name="crew_name" autocomplete="off" placeholder="No new crew when empty";
                    }
                    button type="submit" class="b primary" { (icon("hard-hat")) "Book who is picked" }
                }
            }
        }
    };
    let record = (format!("{}, {site}", say("trade")), format!("/demands/{id}"));
    Ok(page(&visit, "Fill", ("Demands", "/demands"), record, &body))
}

/// `GET /placements/<id>/fill`
pub(super) async fn placement(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let best = best(&visit, json!({ "placement": id, "limit": 30 })).await?;
    let site = site(&visit, &best).await?;
    let say = |key: &str| best[key].as_str().unwrap_or_default().to_string();
    let body = html! {
        section class="card" {
            div class="head" {
                h2 { "Who could take over as " (say("trade")) " at " (site) }
            }
            @if people(&best).is_empty() {
                (nobody(&best))
            } @else {
                ul class="rows" {
                    @for person in people(&best) {
                        li {
                            (suiting(person))
                            form method="post" action="/verbs/replace_person" hx-post="/verbs/replace_person" hx-swap="none" {
                                input type="hidden" name="placement" value=(id);
                                input type="hidden" name="from_date" value=(say("start_date"));
                                input type="hidden" name="person" value=(person["person"].as_str().unwrap_or_default());
                                button type="submit" class="b" { (icon("user-plus")) "Takes over" }
                            }
                        }
                    }
                }
            }
        }
    };
    let record = (format!("{}, {site}", say("trade")), format!("/placements/{id}"));
    Ok(page(&visit, "Who could take over", ("Placements", "/placements"), record, &body))
}

async fn best(visit: &Visit, input: Value) -> Result<Value, Refused> {
    let verb = verbs::find(visit, "best_people")?;
    Ok(verbs::perform(visit, verb, input).await?.0)
}

async fn site(visit: &Visit, best: &Value) -> Result<String, Refused> {
    let id: Uuid = best["project"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
    let tx = visit.begin(&visit.actor).await?;
    let row = tx
        .query_opt("select name from delivery.projects where id = $1", &[&id])
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(row.map_or_else(String::new, |row| row.get(0)))
}

/// The crews that work on the site, the newest first.
async fn crews(visit: &Visit, best: &Value) -> Result<Vec<(Uuid, String)>, Refused> {
    let id: Uuid = best["project"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
    let sql =
        "select id, name from recruiting.placement_groups where project_id = $1 order by created_at desc, id limit 50";
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(sql, &[&id]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn people(best: &Value) -> &[Value] {
    best["people"].as_array().map_or(&[], Vec::as_slice)
}

fn suiting(person: &Value) -> Markup {
    let words: Vec<&str> =
        person["reasons"].as_array().into_iter().flatten().filter_map(|r| r["words"].as_str()).collect();
    html! {
        div class="main" {
            a class="plain" href={ "/candidates/" (person["person"].as_str().unwrap_or_default()) } {
                (person["name"].as_str().unwrap_or_default())
            }
            div class="quiet small" { (words.join(" · ")) }
        }
        strong class="num" title="Points of 100: rating 30, days for this client 25, rate 25, distance 20" {
            (person["score"])
        }
    }
}

fn nobody(best: &Value) -> Markup {
    html! {
        div class="empty" {
            (icon("users"))
            h2 { "Nobody suits" }
            p {
                (left_out(best).unwrap_or_else(|| "Nobody of this trade is known yet.".into()))
                " The roster shows who is free on some of the days."
            }
            div class="acts" {
                a class="b primary" href={ "/roster?trade=" (encode(best["trade"].as_str().unwrap_or_default())) } {
                    (icon("calendar-clock"))
                    "Roster"
                }
            }
        }
    }
}

/// Why others of the trade are not among them, in words.
fn left_out(best: &Value) -> Option<String> {
    let words: Vec<String> = [
        ("placed", "placed elsewhere on some of these days"),
        ("away", "away"),
        ("unavailable", "unavailable or not to be used"),
        ("tickets", "without a ticket that is good for all of it"),
    ]
    .iter()
    .filter_map(|(key, words)| Some(format!("{} {words}", best["left_out"][key].as_i64().filter(|n| *n > 0)?)))
    .collect();
    (!words.is_empty()).then(|| format!("Of this trade: {}.", words.join(", ")))
}

/// The page; it looks again once somebody is booked.
fn page(
    visit: &Visit,
    title: &str,
    list: (&str, &str),
    record: (String, String),
    body: &Markup,
) -> axum::response::Response {
    let part = html! {
        div id="fill" data-src={ (record.1) "/fill" } data-whole { (body) }
    };
    if visit.partial {
        return shell::respond(part);
    }
    let crumbs = vec![(list.0.to_string(), list.1.to_string()), record];
    shell::page(visit, &Page { title: title.into(), crumbs, ..Page::default() }, &part)
}
