//! Own fields: added without a restart, at once in lists, filters, forms, the API and imports.

use crate::data::{Ask, Fields, Row, number, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::go;
use crate::visit::Visit;
use axum::http::StatusCode;
use catalog::Table;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;

const KINDS: &[(&str, &str)] = &[
    ("text", "Text"),
    ("number", "Number"),
    ("date", "Date"),
    ("boolean", "Yes or no"),
    ("choice", "One of several"),
    ("url", "Web address"),
];

/// The nouns that hold own fields.
fn nouns(visit: &Visit) -> impl Iterator<Item = &Table> {
    visit.catalog().tables.values().filter(|t| t.column("custom").is_some())
}

pub(super) async fn page(visit: &Visit, wrong: Option<&str>) -> Result<Markup, Refused> {
    let found = visit
        .find(Ask::new(
            "custom_fields",
            "select=id,noun,key,label,kind,options,is_listed,is_archived,position&order=noun,position,label&limit=500",
        ))
        .await?
        .rows;
    Ok(html! {
        @if let Some(wrong) = wrong {
            div class="note bad" role="alert" {
                (icon("triangle-alert"))
                span { (wrong) }
            }
            p {}
        }
        section class="card" {
            div class="head" {
                h2 { "New field" }
            }
            form class="inside composer" method="post" action="/admin/fields" {
                input type="hidden" name="do" value="add";
                div class="line" {
                    div class="field" {
                        label for="cf-noun" { "On" }
                        select class="in" id="cf-noun" name="noun" {
                            @for t in nouns(visit) {
                                option value=(t.name) { (t.plural()) }
                            }
                        }
                    }
                    div class="field" {
                        label for="cf-label" { "Name" }
                        input class="in" id="cf-label" name="label" required maxlength="100" autocomplete="off";
                    }
                    div class="field" {
                        label for="cf-kind" { "Holds" }
                        select class="in" id="cf-kind" name="kind" {
                            @for (k, w) in KINDS {
                                option value=(k) { (w) }
                            }
                        }
                    }
                    div class="field" {
                        label for="cf-options" { "Values, for one of several" }
                        input
                            class="in"
                            id="cf-options"
                            name="options"
                            placeholder="Small, medium, large"
                            autocomplete="off";
                    }
                    label {
                        input type="checkbox" name="is_listed" value="true";
                        " In lists"
                    }
                    button class="b primary" type="submit" { (icon("plus")) "Add field" }
                }
            }
        }
        @for noun in nouns(visit) {
            @let own: Vec<&Row> = found
                .iter()
                .filter(|f| text(f, "noun") == noun.name)
                .collect();
            @if !own.is_empty() {
                section class="card" {
                    div class="head" {
                        h2 { (noun.plural()) }
                    }
                    table class="plain" {
                        thead {
                            tr {
                                th { "Name" }
                                th { "Key" }
                                th { "Holds" }
                                th { "Values" }
                                th { "Place" }
                                th {}
                            }
                        }
                        tbody {
                            @for f in own {
                                @let archived = f.get("is_archived")
                                    == Some(&Value::Bool(true));
                                tr {
                                    td {
                                        a class="plain" href={ "/custom_fields/" (text(f, "id")) } { (text(f, "label")) }
                                    }
                                    td class="mono" { "custom->>" (text(f, "key")) }
                                    td { (sentence(text(f, "kind"))) }
                                    td {
                                        ({
                                            f.get("options")
                                                .and_then(Value::as_array)
                                                .into_iter()
                                                .flatten()
                                                .filter_map(|v| v.as_str())
                                                .collect::<Vec<_>>()
                                                .join(", ")
                                        })
                                    }
                                    td { (number(f, "position")) }
                                    td {
                                        form method="post" action="/admin/fields" {
                                            input type="hidden" name="id" value=(text(f, "id"));
                                            @if archived {
                                                button class="b ghost" name="do" value="restore" { "Show again" }
                                            } @else {
                                                button class="b ghost" name="do" value="archive" { "Archive" }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let (actor, operation) = visit.operation();
    let noun = visit.noun("custom_fields")?;
    match form.get("do") {
        Some(what @ ("archive" | "restore")) => {
            let row = Row::from_iter([("is_archived".to_string(), Value::Bool(what == "archive"))]);
            crate::rows::save(&visit, &actor, &noun, form.filled("id").unwrap_or_default(), row, None).await?;
        }
        _ => {
            let label = form.filled("label").unwrap_or_default();
            let key: String = label
                .to_lowercase()
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
                .collect::<String>()
                .split('_')
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join("_");
            let key: String = if key.starts_with(|c: char| c.is_ascii_alphabetic()) { key } else { format!("f_{key}") }
                .chars()
                .take(50)
                .collect();
            let options: Vec<Value> = form
                .filled("options")
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .filter(|o| !o.is_empty())
                .map(Value::from)
                .collect();
            let row = Row::from_iter([
                ("noun".to_string(), Value::from(form.filled("noun").unwrap_or_default())),
                ("key".into(), key.into()),
                ("label".into(), label.into()),
                ("kind".into(), form.filled("kind").unwrap_or("text").into()),
                ("options".into(), options.into()),
                ("is_listed".into(), Value::Bool(form.get("is_listed") == Some("true"))),
            ]);
            let tx = visit.begin(&actor).await?;
            match visit.create_in(&tx, "custom_fields", &row).await {
                Ok(_) => visit.commit(tx).await?,
                Err(Refused::Because(e)) if e.status < 500 => return refuse(&visit, &e).await,
                Err(e) => return Err(e),
            }
        }
    }
    visit.server.forget();
    Ok(go(&visit, &format!("/admin/fields?did={operation}&what=saved")))
}

async fn refuse(visit: &Visit, e: &Error) -> Answer {
    let body = page(visit, Some(&e.message)).await?;
    let mut response = super::frame::framed(visit, "fields", "Own fields", &body);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
