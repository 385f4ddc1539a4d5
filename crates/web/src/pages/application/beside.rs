//! Beside an application: the résumé as it was read, what was offered, who else the person may be.

use crate::about::Record;
use crate::data::{Ask, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::json;
use uuid::Uuid;

/// All of it.
pub(super) async fn parts(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let of = visit.find(Ask::new("applications", format!("select=candidate_id&id=eq.{}", record.id))).await?;
    let person = of.rows.first().and_then(|row| Uuid::parse_str(text(row, "candidate_id")).ok());
    let Some(person) = person else { return Ok(html! {}) };
    Ok(html! {
        (offers(visit, record).await?)
        (twins(visit, person).await?)
        (resume(visit, person).await?)
    })
}

async fn offers(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    if !visit.may("offers", "SELECT") {
        return Ok(html! {});
    }
    let noun = visit.noun("offers")?;
    let asked = format!(
        "select=id,status,start_date,expires_date&application_id=eq.{}&order=created_at.desc&limit=5",
        record.id
    );
    let found = visit.find(Ask::new("offers", asked)).await?;
    Ok(html! {
        @if !found.rows.is_empty() {
            section class="card" {
                div class="head" { h2 { "Offers" } }
                ul class="rows" {
                    @for row in &found.rows {
                        @let status = text(row, "status");
                        li {
                            div class="main" {
                                a class="plain" href={ "/offers/" (text(row, "id")) } { "From " (text(row, "start_date")) }
                                div class="quiet small" { "Stands until " (text(row, "expires_date")) }
                            }
                            @if let Some(field) = noun.field("status") {
                                (crate::fields::choice::pill(field.tone(status), &sentence(status)))
                            }
                        }
                    }
                }
            }
        }
    })
}

async fn twins(visit: &Visit, person: Uuid) -> Result<Markup, Refused> {
    if !visit.may("candidates", "UPDATE") || visit.is_off("duplicates") {
        return Ok(html! {});
    }
    let sql = "select c.id, c.name, t.way from recruiting.twins_of($1) t join recruiting.candidates c on c.id = t.id
                order by c.name, c.id limit 3";
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(sql, &[&person]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(html! {
        @if !rows.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Perhaps the same person" }
                    a class="b" href={ "/duplicates/candidates?like=" (person) } { (icon("git-merge")) "Compare" }
                }
                ul class="rows" {
                    @for row in &rows {
                        li {
                            div class="main" {
                                a class="plain" href={ "/candidates/" (row.get::<_, Uuid>(0)) } { (row.get::<_, &str>(1)) }
                                div class="quiet small" { (sentence(row.get::<_, &str>(2))) }
                            }
                        }
                    }
                }
            }
        }
    })
}

async fn resume(visit: &Visit, person: Uuid) -> Result<Markup, Refused> {
    let verb = visit.server.verb("compare_resume")?;
    if !verb.roles.contains(&visit.actor.role) || !visit.may("resume_readings", "SELECT") {
        return Ok(html! {});
    }
    let asked = format!("select=file_id&candidate_id=eq.{person}&file_id=not.is.null&order=read_at.desc&limit=1");
    let found = visit.find(Ask::new("resume_readings", asked)).await?;
    let Some(file) = found.rows.first().map(|row| text(row, "file_id").to_string()) else { return Ok(html! {}) };
    // What can't be read stands on the page of the résumé, with what helps.
    let read = visit.server.call(&visit.actor, "compare_resume", json!({ "candidate": person, "file": file })).await;
    let Ok(read) = read else { return Ok(html! {}) };
    let pages = read["pages"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Résumé" }
                a class="b" href={ "/candidates/" (person) "/resume/" (file) } { (icon("scan-search")) "What was read" }
            }
            @if pages.is_empty() {
                p class="inside quiet" {
                    a href={ "/files/" (file) "/content" } { "Open the file" }
                    "; it has no text."
                }
            } @else {
                div class="inside resume-beside" tabindex="0" aria-label="Text of the résumé" {
                    @for page in pages {
                        p class="written" dir="auto" { (page["text"].as_str().unwrap_or_default()) }
                    }
                }
            }
        }
    })
}
