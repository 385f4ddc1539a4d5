//! One field, edited where it stands.

use super::name_references;
use crate::data::{Fields, Row};
use crate::fields::{self, Input, Shown};
use crate::icons::icon;
use crate::list;
use crate::nouns::label_of;
use crate::refused::{Answer, Refused};
use crate::rows::{fetch, save};
use crate::shell::{respond, toast, with_toast};
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use maud::html;
use records::{Error, answer};

/// `GET /<noun>/<id>/cell/<field>`: the field to fill in.
pub(crate) async fn edit(visit: Visit, Path((name, id, key)): Path<(String, String, String)>) -> Answer {
    let noun = visit.noun(&name)?;
    if id == "bulk" {
        return crate::bulk::input(&visit, &noun, &key);
    }
    let field = noun.field(&key).filter(|f| f.writable).ok_or_else(Refused::nothing)?;
    let found = fetch(&visit, &noun, &id).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let version = found.versions.first().copied().flatten().map(answer::etag).unwrap_or_default();
    let words = label_of(row.get(&format!("{key}_label")));
    Ok(respond(editor(&visit, &name, &id, field, &fields::raw(&visit, field, row), &words, &version, None)))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one small form")]
fn editor(
    visit: &Visit,
    name: &str,
    id: &str,
    field: &crate::nouns::Field,
    value: &str,
    words: &str,
    version: &str,
    wrong: Option<&str>,
) -> maud::Markup {
    let to = format!("/{name}/{id}/cell/{}", crate::address::encode(&field.key));
    html! {
        form class="cell-form" hx-post=(to) hx-target="closest [data-f]" hx-swap="outerHTML" data-cell-form novalidate {
            input type="hidden" name="version" value=(version);
            ({
                Input {
                    visit,
                    field,
                    id: format!("cell-{}", field.key.replace("->>", "-")),
                    value: value.into(),
                    words: words.into(),
                    wrong,
                    offered: &fields::NOTHING,
                }
                    .bare()
            })
            @if let Some(wrong) = wrong {
                span class="wrong" role="alert" { (icon("triangle-alert")) (wrong) }
            }
            button type="submit" class="visually-hidden" tabindex="-1" { "Save" }
        }
    }
}

/// `POST /<noun>/<id>/cell/<field>`: saves it and answers the cell as it is now.
pub(crate) async fn save_cell(visit: &Visit, name: &str, id: &str, key: &str, mut typed: Fields) -> Answer {
    let noun = visit.noun(name)?;
    let field = noun.field(key).filter(|f| f.writable).ok_or_else(Refused::nothing)?;
    name_references(visit, &noun, &mut typed).await?;
    let version = typed.filled("version").map(str::to_string);
    let before = typed.all(&field.key);
    let to = format!("/{name}/{id}/cell/{}", crate::address::encode(&field.key));
    // On a record's page the field keeps its width.
    let long = if typed.get("in") == Some("record long") { " long" } else { "" };
    let refuse = |words: &str| {
        let value = typed.all(&field.key).last().copied().unwrap_or_default();
        let named = typed.get(&format!("{}.name", field.key)).unwrap_or_default();
        let form = editor(visit, name, id, field, value, named, version.as_deref().unwrap_or_default(), Some(words));
        let mut response = respond(match typed.get("in") {
            Some("record" | "record long") => html! {
                dd class={ "edit editing" (long) } data-f=(field.key) data-edit=(to) tabindex="0" { (form) }
            },
            _ => html! {
                td class="edit editing" data-f=(field.key) { (form) }
            },
        });
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response
    };
    if let Some(words) = typed.get(&format!("{}.unknown", field.key)) {
        return Ok(refuse(words));
    }
    let value = match fields::understood(visit, noun.table, field, &before) {
        Ok(value) => value,
        Err(words) => return Ok(refuse(&words)),
    };
    let row = match &field.custom {
        Some(own) => Row::from_iter([("custom".to_string(), serde_json::json!({ own: value }))]),
        None => Row::from_iter([(field.key.clone(), value)]),
    };
    let (actor, operation) = visit.operation();
    match save(visit, &actor, &noun, id, row, version.as_deref()).await {
        Ok(_) => {}
        Err(Refused::Because(e)) if e.status < 500 && e.status != 404 => {
            return Ok(refuse(&format!("{}{}", e.message, e.hint.map(|h| format!(" {h}")).unwrap_or_default())));
        }
        Err(other) => return Err(other),
    }
    let found = fetch(visit, &noun, id).await?;
    let words = format!("{} changed.", field.label);
    let Some(row) = found.rows.first() else {
        return Ok(with_toast(
            &html! {
                td class="edit quiet" data-f=(field.key) { "–" }
            },
            &toast(&words, Some(operation)),
        ));
    };
    let shown = match typed.get("in") {
        Some("record" | "record long") => {
            let view = Shown { visit, field, row }.view();
            html! {
                dd class={ "edit" (long) } data-f=(field.key) data-edit=(to) tabindex="0" { (view) }
            }
        }
        _ => list::cell(visit, field, row),
    };
    Ok(with_toast(&shown, &toast(&words, Some(operation))))
}

/// `POST /<noun>/<id>/cell/<field>`
pub(crate) async fn save_at(
    visit: Visit,
    Path((name, id, key)): Path<(String, String, String)>,
    typed: Fields,
) -> Answer {
    if id == "bulk" {
        return Err(Error::new(404, "TL404", "There is nothing here").into());
    }
    save_cell(&visit, &name, &id, &key, typed).await
}
