//! A nudge: its one button, and what is looked at before the button does something.

use super::extra::Extra;
use crate::about::Record;
use crate::address::encode;
use crate::data::{Ask, Fields, Row, text};
use crate::icons::{icon, meaning};
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, respond};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use platform::verb::Verb;
use records::Error;
use serde_json::{Map, Value, json};

pub(super) const PAGE: Extra = Extra {
    noun: "nudges",
    button: Some(|visit, record: &Record<'_>| shown(visit, &record.row, &record.id, "b primary")),
    card: Some((NEEDED, button)),
    held: Some(|visit, id, _: &Error| Box::pin(form(visit, id))),
    ..Extra::NONE
};

/// What the button is made of.
pub(super) const NEEDED: &[&str] = &["status", "action", "action_payload"];
/// The verb behind the button.
const ACT: &str = "act_on_nudge";

/// What a nudge proposes, as a button among others.
pub(super) fn button(visit: &Visit, row: &Row, id: &str) -> Markup {
    shown(visit, row, id, "b")
}

/// The button: it does it at once, or shows what is prepared.
fn shown(visit: &Visit, row: &Row, id: &str, class: &str) -> Markup {
    let words = text(row, "action");
    let Ok(verb) = verbs::find(visit, ACT) else { return html! {} };
    if words.is_empty() || !verbs::fits(verb, row) {
        return html! {};
    }
    let words = html! {
        (icon("zap"))
        (words)
    };
    let at = format!("/nudges/{id}/act");
    html! {
        @if row.get("action_payload").is_some_and(|action| action["asks"] == true) {
            a class=(class) href=(at) hx-get=(at) hx-target="#dialog" data-opens-dialog { (words) }
        } @else {
            form method="post" action=(at) hx-post=(at) hx-swap="none" {
                button class=(class) type="submit" { (words) }
            }
        }
    }
}

/// `GET /nudges/<id>/act`: what is prepared.
pub(super) async fn prepared(visit: Visit, Path(id): Path<String>) -> Answer {
    let body = form(&visit, &id).await?;
    if visit.partial {
        return Ok(respond(body));
    }
    let page = Page { title: "Act on nudge".into(), ..Page::default() };
    Ok(shell::page(
        &visit,
        &page,
        &html! {
            div class="card asked" { (body) }
        },
    ))
}

async fn form(visit: &Visit, id: &str) -> Result<Markup, Refused> {
    let row = nudge(visit, id).await?;
    let (verb, input) = action(visit, &row)?;
    let at = format!("/nudges/{id}/act");
    Ok(html! {
        form method="post" action=(at) hx-post=(at) hx-swap="none" {
            div class="head" {
                h2 { (text(&row, "action")) }
                button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
            }
            div class="body" {
                p class="quiet" { (text(&row, "title")) }
                input type="hidden" name="looked" value="true";
                (reached(visit, text(&row, "client_id"), &input).await?)
                (verbs::prepared(visit, verb, &input).await?)
            }
            div class="feet" {
                button type="button" class="b ghost" data-close { "Cancel" }
                button type="submit" class="b primary" { (text(&row, "action")) }
            }
        }
    })
}

/// Whom a call is for, those who count most first: their number, and a mail with the prepared words that only has to be sent.
async fn reached(visit: &Visit, client: &str, input: &Map<String, Value>) -> Result<Markup, Refused> {
    if input.get("type").and_then(Value::as_str) != Some("call")
        || client.is_empty()
        || !visit.may("contacts", "SELECT")
    {
        return Ok(html! {});
    }
    let asked = format!(
        "select=id,name,first_name,title,email,phone&client_id=eq.{client}\
         &order=is_key.desc,last_contact_date.desc.nullslast,name&limit=4"
    );
    let people = visit.find(Ask::new("contacts", asked)).await?.rows;
    let said = |key: &str| input.get(key).and_then(Value::as_str).unwrap_or_default();
    let mail = |person: &Row| {
        let body = format!("Dear {},\n\n{}\n\n{}", text(person, "first_name"), said("description"), visit.person.name);
        format!("mailto:{}?subject={}&body={}", encode(text(person, "email")), encode(said("subject")), encode(&body))
    };
    // What may not be read comes masked, and leads nowhere.
    let clear = |person: &Row, key: &str| {
        let value = text(person, key).to_string();
        (!value.is_empty() && !value.contains(['*', '•'])).then_some(value)
    };
    Ok(html! {
        @if !people.is_empty() {
            ul class="rows" aria-label="Whom to reach" {
                @for person in &people {
                    li {
                        div class="main" {
                            a class="clip strong" href={ "/contacts/" (text(person, "id")) } { (text(person, "name")) }
                            span class="clip quiet" { (text(person, "title")) }
                        }
                        div class="acts" {
                            @if let Some(number) = clear(person, "phone") {
                                a class="b" href={ "tel:" (number.replace(' ', "")) } { (icon("phone")) (number) }
                            }
                            @if clear(person, "email").is_some() {
                                a class="b" href=(mail(person)) { (icon("mail")) "Draft a mail" }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// `POST /nudges/<id>/act`: does it, with what the person changed.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, form: Fields) -> Answer {
    let acting = verbs::find(&visit, ACT)?;
    let row = nudge(&visit, &id).await?;
    let mut input = json!({ "nudge": id });
    if form.get("looked") == Some("true") {
        let (verb, prepared) = action(&visit, &row)?;
        // What names records is not in the form.
        let mut whole = Fields(form.0.clone());
        let kept = prepared.iter().filter(|(key, value)| value.is_string() && form.get(key).is_none());
        whole.0.extend(kept.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_string()))));
        input["input"] = verbs::said(verb, &whole)?;
    }
    let (answer, operation) = verbs::perform(&visit, acting, input).await?;
    verbs::done(&visit, acting, &answer, operation)
}

async fn nudge(visit: &Visit, id: &str) -> Result<Row, Refused> {
    uuid::Uuid::parse_str(id).map_err(|_| Refused::nothing())?;
    let asked = format!("select=title,status,client_id,action,action_payload&id=eq.{id}");
    visit.find(Ask::new("nudges", asked)).await?.rows.into_iter().next().ok_or_else(Refused::nothing)
}

/// The verb a nudge proposes, and its input.
fn action<'v>(visit: &'v Visit, row: &Row) -> Result<(&'v Verb, Map<String, Value>), Refused> {
    let action = row.get("action_payload").cloned().unwrap_or_default();
    let verb = verbs::find(visit, action["verb"].as_str().unwrap_or_default())?;
    Ok((verb, action["input"].as_object().cloned().unwrap_or_default()))
}
