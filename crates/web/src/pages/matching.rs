//! `/jobs/<id>/match`: the people of the whole pool who fit a job best, and taking them on; why an application scores as it does.

use crate::about::Record;
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use serde_json::{Value, json};
use uuid::Uuid;

/// `GET /jobs/<id>/match`
pub(super) async fn page(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let verb = verbs::find(&visit, "match_candidates")?;
    let found = verbs::perform(&visit, verb, json!({ "job": id, "limit": 50 })).await?.0;
    let people = found["people"].as_array().map_or(&[][..], Vec::as_slice);
    let title = found["job"].as_str().unwrap_or_default().to_string();
    let in_the_way = found["in_the_way"].as_i64().unwrap_or_default();
    let part = html! {
        div id="match" data-src={ "/jobs/" (id) "/match" } data-whole {
            form class="card" method="post" action="/verbs/take_applicants" hx-post="/verbs/take_applicants" hx-swap="none" {
                input type="hidden" name="job" value=(id);
                div class="head" {
                    h2 { "Who fits best" }
                }
                @if people.is_empty() {
                    (nobody(id))
                } @else {
                    ul class="rows" {
                        @for person in people {
                            li {
                                @if person["application"].is_string() {
                                    a class="pill" href={ "/applications/" (text_of(person, "application")) } { "Applied" }
                                } @else {
                                    input
                                        type="checkbox"
                                        name="people"
                                        value=(text_of(person, "person"))
                                        aria-label={ "Pick " (text_of(person, "name")) };
                                }
                                div class="main" {
                                    a class="plain" href={ "/candidates/" (text_of(person, "person")) } { (text_of(person, "name")) }
                                    div class="quiet small" { (words(&person["reasons"])) }
                                }
                                (points(person["score"].as_i64().unwrap_or_default()))
                            }
                        }
                    }
                    @if in_the_way > 0 {
                        p class="inside quiet small" {
                            (in_the_way)
                            " more would score as well, but live elsewhere, need a permit, or lack a ticket."
                        }
                    }
                    div class="inside feet" {
                        button type="submit" class="b primary" { (icon("user-plus")) "Take on who is picked" }
                    }
                }
            }
        }
    };
    if visit.partial {
        return Ok(shell::respond(part));
    }
    let crumbs = vec![("Jobs".into(), "/jobs".into()), (title, format!("/jobs/{id}"))];
    Ok(shell::page(&visit, &Page { title: "Who fits best".into(), crumbs, ..Page::default() }, &part))
}

fn nobody(job: Uuid) -> Markup {
    html! {
        div class="empty" {
            (icon("users"))
            h2 { "Nobody fits yet" }
            p { "People are found by the skills the job asks for, and by what their profiles mean." }
            div class="acts" {
                a class="b primary" href={ "/jobs/" (job) "/edit" } { (icon("pencil")) "Say what the job asks for" }
            }
        }
    }
}

/// Those who applied, whom a recruiter vouches for first, then by score.
pub(super) async fn ranked(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    // Whoever reads no personal data sees the order, not what people ask for.
    let why = if visit.may("match_scores", "SELECT") { "left(a.ai_custom_summary, 160)" } else { "''" };
    let sql = format!(
        "select a.id, c.name, a.match_score::int, a.is_recruiter_approved, {why}
        from recruiting.applications a join recruiting.candidates c on c.org_id = a.org_id and c.id = a.candidate_id
        where a.job_id = $1 and a.is_active
        order by a.is_recruiter_approved desc, a.match_score desc nulls last, a.applied_at, a.id limit 10"
    );
    let job = Uuid::parse_str(&record.id).unwrap_or_default();
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(&sql, &[&job]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Applications by fit" }
                a class="plain small" href={ "/applications?job_id=eq." (job) "&order=match_score.desc.nullslast" } { "All" }
            }
            @if rows.is_empty() {
                p class="inside quiet" { "Nobody applied yet." }
            }
            ul class="rows" {
                @for row in &rows {
                    li {
                        div class="main" {
                            a class="plain" href={ "/applications/" (row.get::<_, Uuid>(0)) } { (row.get::<_, &str>(1)) }
                            @if row.get(3) {
                                " "
                                span class="pill good" { "Vouched for" }
                            }
                            div class="quiet small" { (row.get::<_, Option<&str>>(4).unwrap_or("Not scored yet")) }
                        }
                        @if let Some(score) = row.get::<_, Option<i32>>(2) { (points(score.into())) }
                    }
                }
            }
        }
    })
}

/// The parts of an application's score, and what stands in the way.
pub(super) async fn scored(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    if !visit.may("match_scores", "SELECT") {
        return Ok(html! {});
    }
    let sql = "select s.score::int, s.parts, s.obstacles, s.version from recruiting.match_scores s where s.application_id = $1
        order by s.created_at desc, s.id desc limit 1";
    let id = Uuid::parse_str(&record.id).unwrap_or_default();
    let tx = visit.begin(&visit.actor).await?;
    let row = tx.query_opt(sql, &[&id]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let Some(row) = row else {
        return Ok(html! {
            section class="card" {
                div class="head" { h2 { "Match" } }
                p class="inside quiet" { "Not scored yet. That happens by itself soon." }
            }
        });
    };
    let (score, parts, obstacles): (i32, Value, Value) = (row.get(0), row.get(1), row.get(2));
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Match" }
                @if record.row.get("is_recruiter_approved") == Some(&json!(true)) {
                    span class="pill good" { "Vouched for" }
                }
                (points(score.into()))
            }
            @for way in obstacles.as_array().into_iter().flatten() {
                p class="inside" {
                    span class="pill bad" { "In the way" }
                    " "
                    (text_of(way, "words"))
                }
            }
            ul class="rows" {
                @for part in parts.as_array().into_iter().flatten() {
                    li {
                        div class="main" { (text_of(part, "words")) }
                        span class="num quiet" { (part["points"]) " of " (part["of"]) }
                    }
                }
            }
            p class="inside quiet small" {
                "A score sorts and never decides. It knows nothing of gender, age, marital status, category or disability. Formula "
                (row.get::<_, &str>(3))
                "."
            }
        }
    })
}

fn points(score: i64) -> Markup {
    html! {
        strong class="num" title="Points of 100: skills 40, meaning 20, experience 15, pay 15, availability 10" { (score) }
    }
}

fn words(parts: &Value) -> String {
    let words: Vec<&str> = parts.as_array().into_iter().flatten().map(|part| text_of(part, "words")).collect();
    words.join(" · ")
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
