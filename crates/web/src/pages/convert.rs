//! `/leads/<id>/convert`: what a lead becomes. What looks like it is offered before anything is written.

use crate::address::encode;
use crate::data::{Ask, Fields, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::html;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// `GET /leads/<id>/convert`
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let lead = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    visit.noun("leads")?;
    let found =
        visit.find(Ask::new("leads", format!("select=id,company_name,contact_name,first_name,last_name,email,status,estimated_value,expected_close_date,service_type,client_id&id=eq.{lead}"))).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    if text(row, "status") == "converted" {
        return Ok(go(&visit, &format!("/leads/{id}")));
    }
    let tx = visit.begin(&visit.actor).await?;
    let verb = visit.server.verb("lead_duplicates")?;
    let similar = visit.server.run_verb(verb, &tx, &visit.actor, json!({ "lead": lead })).await?;
    visit.commit(tx).await?;
    let similar = similar.as_array().cloned().unwrap_or_default();
    let of = |noun: &str| similar.iter().filter(|d| d["noun"] == noun).cloned().collect::<Vec<Value>>();
    let (clients, contacts) = (of("clients"), of("contacts"));
    let company = text(row, "company_name");
    let parts = [text(row, "first_name"), text(row, "last_name")]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let person = if parts.is_empty() { text(row, "contact_name").to_string() } else { parts };
    let option = |name: &str, value: &str, checked: bool, word: &str, why: &str| {
        html! {
            label class="choice" {
                input type="radio" name=(name) value=(value) checked[checked];
                span {
                    strong { (word) }
                    @if !why.is_empty() {
                        span class="quiet small" { " " (why) }
                    }
                }
            }
        }
    };
    let body = html! {
        form class="card" method="post" action={ "/leads/" (id) "/convert" } {
            div class="inside" {
                @if !similar.is_empty() {
                    div class="note warn" role="status" {
                        (icon("copy"))
                        span { "There is something like this lead already. Choose it, or make a new record." }
                    }
                }
                fieldset {
                    legend { "Client" }
                    @for c in &clients {
                        ({
                            option(
                                "client",
                                c["id"].as_str().unwrap_or_default(),
                                c["id"] == clients[0]["id"],
                                c["name"].as_str().unwrap_or_default(),
                                c["reason"].as_str().unwrap_or_default(),
                            )
                        })
                    }
                    ({
                        option(
                            "client",
                            "",
                            clients.is_empty(),
                            &format!(
                                "New client: {}",
                                if company.is_empty() {
                                    if person.is_empty() { text(row, "email") } else { &person }
                                } else {
                                    company
                                },
                            ),
                            "",
                        )
                    })
                }
                fieldset {
                    legend { "Contact" }
                    @for c in &contacts {
                        ({
                            option(
                                "contact",
                                c["id"].as_str().unwrap_or_default(),
                                c["id"] == contacts[0]["id"],
                                c["name"].as_str().unwrap_or_default(),
                                c["reason"].as_str().unwrap_or_default(),
                            )
                        })
                    }
                    ({
                        option(
                            "contact",
                            "",
                            contacts.is_empty(),
                            &if person.is_empty() && text(row, "email").is_empty() {
                                "No contact: the lead names nobody".to_string()
                            } else {
                                format!(
                                    "New contact: {}",
                                    if person.is_empty() { text(row, "email") } else { &person },
                                )
                            },
                            "",
                        )
                    })
                }
                fieldset {
                    legend { "Deal" }
                    label class="choice" {
                        input type="checkbox" name="opportunity" value="true" checked;
                        span {
                            strong { "Open a deal" }
                        }
                    }
                    div class="composer line" {
                        div class="field grow" {
                            label for="opportunity_name" { "Title" }
                            input
                                class="in"
                                id="opportunity_name"
                                name="opportunity_name"
                                value={
                                    (company)
                                    @if !text(row, "service_type").is_empty() {
                                        " – "
                                        (sentence(text(row, "service_type")))
                                    }
                                }
                                maxlength="300";
                        }
                        div class="field" {
                            label for="value" { "Value" }
                            input
                                class="in short"
                                id="value"
                                name="value"
                                inputmode="decimal"
                                value=({
                                    row.get("estimated_value")
                                        .filter(|v| !v.is_null())
                                        .map(|v| v.to_string().trim_end_matches(".0").to_string())
                                        .unwrap_or_default()
                                });
                        }
                        div class="field" {
                            label for="expected_close_date" { "Decision" }
                            input
                                class="in"
                                id="expected_close_date"
                                name="expected_close_date"
                                type="date"
                                value=(text(row, "expected_close_date"));
                        }
                    }
                }
            }
            div class="feet inside" {
                a class="b ghost" href={ "/leads/" (id) } { "Cancel" }
                button class="b primary" type="submit" { (icon("handshake")) "Convert lead" }
            }
        }
    };
    let title = format!("Convert {}", if company.is_empty() { &person } else { company });
    Ok(shell::page(
        &visit,
        &Page {
            title,
            crumbs: vec![("Leads".into(), "/leads".into()), (company.into(), format!("/leads/{id}"))],
            ..Page::default()
        },
        &body,
    ))
}

/// `POST /leads/<id>/convert`: what was chosen was seen, so nothing is asked again.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, form: Fields) -> Answer {
    let mut input = Map::new();
    input.insert("lead".into(), Value::from(id));
    input.insert("ignore_duplicates".into(), Value::Bool(true));
    input.insert("opportunity".into(), Value::Bool(form.get("opportunity") == Some("true")));
    for key in ["client", "contact", "opportunity_name", "value", "expected_close_date"] {
        if let Some(value) = form.filled(key) {
            input.insert(
                key.into(),
                Value::from(if key == "value" { value.replace(',', ".") } else { value.to_string() }),
            );
        }
    }
    let (answer, operation) = verbs::perform(&visit, visit.server.verb("convert_lead")?, Value::Object(input)).await?;
    Ok(go(
        &visit,
        &format!(
            "/clients/{}?did={operation}&what={}",
            answer["client"].as_str().unwrap_or_default(),
            encode("lead converted")
        ),
    ))
}
