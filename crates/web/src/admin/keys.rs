//! API keys.

use crate::data::Fields;
use crate::fields::choice::pill;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::go;
use crate::visit::Visit;
use maud::{Markup, html};
use records::Error;
use serde_json::{Value, json};

async fn verb(visit: &Visit, name: &str, input: Value) -> Result<Value, Refused> {
    let verb = visit.server.verb(name)?;
    let tx = visit.begin(&visit.actor).await?;
    let answer = visit.server.run_verb(verb, &tx, &visit.actor, input).await?;
    visit.commit(tx).await?;
    visit.server.forget();
    Ok(answer)
}

pub(super) async fn page(visit: &Visit, made: Option<&str>) -> Result<Markup, Refused> {
    let keys = verb(visit, "list_api_keys", json!({})).await?;
    let shown = |k: &Value, key: &str| k[key].as_str().unwrap_or_default().to_string();
    Ok(html! {
        @if let Some(key) = made {
            div class="note good" role="status" {
                (icon("key-round"))
                div {
                    p { "This is the key. It is shown only now; keep it safe." }
                    p {
                        input class="in mono" readonly value=(key) aria-label="API key" data-select;
                    }
                }
            }
            p {}
        }
        section class="card" {
            div class="head" {
                h2 { "New key" }
            }
            form class="inside composer" method="post" action="/admin/keys" {
                div class="line" {
                    div class="field" {
                        label for="key-name" { "What is it for?" }
                        input class="in" id="key-name" name="name" required autocomplete="off";
                    }
                    div class="field" {
                        label for="key-role" { "Role" }
                        select class="in" id="key-role" name="role" {
                            @for r in &modules::ROLES[..7] {
                                option value=(r) selected[*r == "viewer"] { (sentence(r)) }
                            }
                        }
                    }
                    div class="field" {
                        label for="key-days" { "Days" }
                        input class="in short" id="key-days" name="days" type="number" min="1" placeholder="never ends";
                    }
                    button class="b primary" name="do" value="create" { (icon("plus")) "Make key" }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 { "Keys" }
            }
            p class="inside quiet small" {
                "A key works while its owner may sign in. A stopped one goes on when somebody else makes it theirs."
            }
            div class="scroll" {
                table class="plain" {
                    thead {
                        tr {
                            th { "Name" }
                            th { "Begins with" }
                            th { "Role" }
                            th { "Owner" }
                            th { "Ends" }
                            th { "Last used" }
                            th { "State" }
                            th {
                                span class="visually-hidden" { "Actions" }
                            }
                        }
                    }
                    tbody {
                        @for k in keys.as_array().into_iter().flatten() {
                            @let state = shown(k, "state");
                            tr {
                                td { (shown(k, "name")) }
                                td class="mono" { (shown(k, "prefix")) "…" }
                                td { (sentence(&shown(k, "role"))) }
                                td { (shown(k, "owner")) }
                                td { (shown(k, "expires")) }
                                td { (shown(k, "last_used")) }
                                td { ({
                                    pill(
                                        if state == "active" { "good" } else { "" },
                                        &sentence(&state),
                                    )
                                }) }
                                td {
                                    @if matches!(state.as_str(), "active" | "stopped") {
                                        form method="post" action="/admin/keys" {
                                            input type="hidden" name="prefix" value=(shown(k, "prefix"));
                                            @if shown(k, "owner") != visit.person.name {
                                                button class="b ghost" name="do" value="take" { "Make it mine" }
                                            }
                                            button class="b danger" name="do" value="revoke" { "Revoke" }
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
    if form.get("do") == Some("revoke") {
        verb(&visit, "revoke_api_key", json!({ "prefix": form.filled("prefix") })).await?;
        return Ok(go(&visit, "/admin/keys"));
    }
    if form.get("do") == Some("take") {
        verb(&visit, "hand_over_api_key", json!({ "prefix": form.filled("prefix") })).await?;
        return Ok(go(&visit, "/admin/keys"));
    }
    let days = form
        .filled("days")
        .map(|d| d.parse::<i32>().map_err(|_| Error::new(400, "TL100", "Days should be a whole number")))
        .transpose()?;
    let made = verb(&visit, "create_api_key", json!({ "name": form.filled("name").unwrap_or_default(), "role": form.filled("role").unwrap_or_default(), "days": days })).await?;
    let body = page(&visit, made["key"].as_str()).await?;
    Ok(super::frame::framed(&visit, "keys", "API keys", &body))
}
