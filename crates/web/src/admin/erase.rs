//! Erasing a person, with a typed confirmation: it can't be undone.

use crate::data::{Fields, text};
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::go;
use crate::visit::Visit;
use axum::http::StatusCode;
use maud::{Markup, html};
use serde_json::json;
use uuid::Uuid;

pub(super) async fn page(visit: &Visit, wrong: Option<&str>) -> Result<Markup, Refused> {
    let (noun, id) = (visit.param("noun").unwrap_or_default(), visit.param("id").unwrap_or_default());
    form(visit, &noun, &id, wrong).await
}

async fn form(visit: &Visit, noun: &str, id: &str, wrong: Option<&str>) -> Result<Markup, Refused> {
    let erased = || visit.catalog().tables.values().filter(|t| t.tags.look.person);
    if !erased().any(|t| t.name == noun) || Uuid::parse_str(id).is_err() {
        return Ok(html! {
            p { "Open the person's record and choose “Erase personal data” in its menu." }
            div class="tiles" {
                @for t in erased() {
                    a class="tile" href={ "/" (t.name) } {
                        (icon(t.icon()))
                        strong { (t.plural()) }
                    }
                }
            }
            p {}
            a class="b" href="/erasures" { (icon("badge-check")) "Receipts" }
        });
    }
    let about = visit.noun(noun)?;
    let found = crate::rows::fetch(visit, &about, id).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let title = about.title(row);
    Ok(html! {
        div class="note bad" {
            (icon("triangle-alert"))
            span {
                "This removes the name, addresses, numbers, notes, conversations, files and traces of "
                strong { (title) }
                " for good. It can't be undone. That there was a record stays, without the person."
            }
        }
        p {}
        @if let Some(wrong) = wrong {
            div class="note bad" role="alert" {
                (icon("triangle-alert"))
                span { (wrong) }
            }
            p {}
        }
        form class="form" method="post" action="/admin/erase" {
            input type="hidden" name="noun" value=(noun);
            input type="hidden" name="id" value=(text(row, "id"));
            input type="hidden" name="title" value=(title);
            div class="field" {
                label for="er-reason" {
                    span class="must" { "Why" }
                }
                span class="help" { "Stands on the receipt." }
                input class="in" id="er-reason" name="reason" required maxlength="500" autocomplete="off";
            }
            div class="field" {
                label for="er-typed" {
                    span class="must" { "Type the name to confirm" }
                }
                input class="in" id="er-typed" name="typed" required autocomplete="off" placeholder=(title);
            }
            div {
                button class="b danger" type="submit" { (icon("trash-2")) "Erase for good" }
                a class="b ghost" href={ "/" (noun) "/" (id) } { "Cancel" }
            }
        }
    })
}

pub(super) async fn act(visit: Visit, input: Fields) -> Answer {
    let (noun, id) = (input.filled("noun").unwrap_or_default(), input.filled("id").unwrap_or_default());
    let about = visit.noun(noun)?;
    let found = crate::rows::fetch(&visit, &about, id).await?;
    let title = found.rows.first().map(|r| about.title(r)).ok_or_else(Refused::nothing)?;
    if input.get("typed").map(str::trim) != Some(title.trim()) {
        let body = form(&visit, noun, id, Some("The name you typed is another. Nothing was erased.")).await?;
        let mut response = super::frame::framed(&visit, "erase", "Erase a person", &body);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let wish = json!({ "noun": noun, "id": id, "reason": input.get("reason").unwrap_or_default() });
    let (answer, _) = crate::verbs::perform(&visit, visit.server.verb("erase_person")?, wish).await?;
    Ok(go(&visit, &format!("/erasures/{}", answer["receipt"].as_str().unwrap_or_default())))
}
