//! Verbs as buttons: those of a record for its reader, each with a small form where it needs one.

use super::data::{Fields, encode, text};
use super::icons::{icon, meaning};
use super::nouns::sentence;
use super::record::Record;
use super::refused::{Answer, Refused};
use super::shell::{go, respond, toast, with_header, with_toast};
use super::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use records::Error;
use serde_json::{Map, Value};

/// The buttons of a record.
pub(super) fn buttons(visit: &Visit, record: &Record<'_>) -> Markup {
    let name = record.noun.name();
    let writes = visit.may(name, "UPDATE");
    let stage = text(&record.row, "stage");
    let open_deal = name == "opportunities" && writes && !matches!(stage, "closed_won" | "closed_lost");
    let move_to = |value: &str, word: &str, sign: &str, class: &str| {
        html! {
            form method="post" action={ "/" (name) "/move" } hx-post={ "/" (name) "/move" } hx-swap="none" {
                input type="hidden" name="id" value=(record.id); input type="hidden" name="column" value="stage"; input type="hidden" name="value" value=(value);
                button type="submit" class={ "b " (class) } { (icon(sign)) (word) }
            }
        }
    };
    html! {
        @if open_deal { (move_to("closed_won", "Win deal", "circle-check", "primary")) (move_to("closed_lost", "Lose deal", "ban", "")) }
        @if name == "opportunities" && writes && !open_deal { (move_to("negotiation", "Reopen", "undo-2", "")) }
        @if matches!(name, "clients" | "leads" | "contacts" | "opportunities" | "candidates" | "projects") && visit.may("activities", "INSERT") { a class="b" href={ (record.address()) "?tab=timeline" } { (icon("phone")) "Log activity" } }
        @for verb in visit.server.verbs.iter().filter(|v| v.subject.is_some_and(|(noun, _)| noun == name) && v.roles.contains(&visit.actor.role)) {
            button type="button" class="b" hx-get={ "/verbs/" (verb.name) "?subject=" (record.id) } hx-target="#dialog" data-opens-dialog { (icon("zap")) (sentence(verb.name)) }
        }
    }
}

/// `GET /verbs/<verb>?subject=…`: what the verb needs to know.
pub(super) async fn dialog(visit: Visit, Path(name): Path<String>) -> Answer {
    let verb = visit.server.verbs.iter().find(|v| v.name == name && v.roles.contains(&visit.actor.role)).ok_or_else(Refused::nothing)?;
    let subject = visit.param("subject").unwrap_or_default();
    let own = verb.subject.map(|(_, field)| field).unwrap_or_default();
    let inputs: Vec<(&String, &Value)> = verb.input.as_object().into_iter().flatten().filter(|(k, _)| *k != own).collect();
    let body = html! {
        form method="post" action={ "/verbs/" (name) } hx-post={ "/verbs/" (name) } hx-swap="none" {
            div class="head" { h2 { (sentence(verb.name)) } button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) } }
            div class="body" {
                p class="quiet" { (verb.summary) }
                input type="hidden" name=(own) value=(subject);
                @for (key, schema) in inputs { (input(key, schema)) }
            }
            div class="feet" { button type="button" class="b ghost" data-close { "Cancel" } button type="submit" class="b primary" { (sentence(verb.name)) } }
        }
    };
    if visit.partial {
        return Ok(respond(body));
    }
    Ok(super::shell::page(&visit, &super::shell::Page { title: sentence(verb.name), ..Default::default() }, &html! { div class="card" { (body) } }))
}

fn input(key: &str, schema: &Value) -> Markup {
    let id = format!("verb-{key}");
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("string");
    let options = schema["enum"].as_array();
    html! {
        div class="field" {
            label for=(id) { (sentence(key)) }
            @if let Some(options) = options { select class="in" id=(id) name=(key) { @for o in options { @let o = o.as_str().unwrap_or_default(); option value=(o) { (sentence(o)) } } } }
            @else if kind == "boolean" { span { input type="checkbox" id=(id) name=(key) value="true"; } }
            @else { input class="in" id=(id) name=(key) type=(match (kind, schema["format"].as_str()) { ("integer" | "number", _) => "number", (_, Some("date")) => "date", _ => "text" }) autocomplete="off"; }
            @if let Some(words) = schema["description"].as_str() { span class="help" { (words) } }
        }
    }
}

/// `POST /verbs/<verb>`: runs it as the person, in one operation that can be undone.
pub(super) async fn run(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let verb = visit.server.verbs.iter().find(|v| v.name == name).cloned().ok_or_else(Refused::nothing)?;
    let mut body = Map::new();
    for (key, value) in &form.0 {
        if value.trim().is_empty() {
            continue;
        }
        let kind = verb.input[key]["type"].as_str().or_else(|| verb.input[key]["type"][0].as_str()).unwrap_or("string");
        let value = match kind {
            "integer" => value.trim().parse::<i64>().map(Value::from).map_err(|_| Error::new(400, "TL100", format!("{} should be a whole number", sentence(key))))?,
            "number" => value.trim().parse::<f64>().map(Value::from).map_err(|_| Error::new(400, "TL100", format!("{} should be a number", sentence(key))))?,
            "boolean" => Value::Bool(value == "true"),
            _ => Value::String(value.trim().to_string()),
        };
        body.insert(key.clone(), value);
    }
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    visit.server.run_verb(&verb, &tx, &actor, Value::Object(body)).await?;
    visit.commit(tx).await?;
    visit.server.sessions.forget();
    visit.server.people.forget();
    if visit.partial {
        return Ok(with_header(with_toast(&html! {}, &toast(&format!("{}: done.", sentence(&name)), Some(operation))), "hx-trigger", "rows-changed, dialog-done"));
    }
    Ok(go(&visit, &format!("/today?done={}", encode(&name))))
}
