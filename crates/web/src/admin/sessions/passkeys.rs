//! One's passkeys: what there are, a new one, and taking one away.

use crate::admin::frame::{browser, good, present_password};
use crate::data::{Ask, Fields, Row, text};
use crate::format;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;
use server::auth::passkeys::{self, Party, register};
use server::auth::{Refusal, passwords};
use uuid::Uuid;

/// The passkeys of the person who looks, and the form for another.
pub(super) async fn card(visit: &Visit) -> Result<Markup, Refused> {
    let all =
        visit.find(Ask::new("passkeys", "select=id,name,backed_up,last_used_at,created_at&order=created_at")).await?;
    let party = Party::of(&visit.server.settings);
    Ok(html! {
        section class="card" data-passkeys=[party.as_ref().map(|p| &p.origin)] {
            div class="head" {
                h2 { "Passkeys" }
            }
            ul class="rows" {
                @for passkey in &all.rows { (row(visit, passkey)) }
            }
            @if let Some(party) = &party { (add(visit, party)) } @else {
                p class="inside quiet" {
                    "Passkeys need this server to be reached by https and a name; whoever runs it says so with "
                    code { "--public-url" }
                    "."
                }
            }
        }
    })
}

fn row(visit: &Visit, passkey: &Row) -> Markup {
    let (id, used) = (text(passkey, "id"), text(passkey, "last_used_at"));
    html! {
        li {
            (icon("key-round"))
            div class="main" {
                a href={ "/passkeys/" (id) } { (text(passkey, "name")) }
                div class="small quiet" {
                    "Added "
                    (format::moment(visit, text(passkey, "created_at")))
                    @if used.is_empty() { ", not used yet" } @else { ", last used " (format::moment(visit, used)) }
                }
            }
            @if passkey.get("backed_up") == Some(&Value::Bool(true)) {
                span class="pill" { "On several devices" }
            }
            details class="menu" {
                summary class="b ghost" aria-label={ "Remove " (text(passkey, "name")) } { "Remove" }
                div class="pop" {
                    form class="inside form" method="post" action="/admin/sessions" {
                        input type="hidden" name="do" value="passkey_remove";
                        input type="hidden" name="id" value=(id);
                        (present_password(&format!("old-{id}")))
                        div {
                            button class="b danger" type="submit" { "Remove" }
                        }
                    }
                }
            }
        }
    }
}

/// Shown by the script where the browser can make one.
fn add(visit: &Visit, party: &Party) -> Markup {
    let name = browser(visit.actor.agent.as_deref().unwrap_or_default());
    html! {
        form class="inside form" method="post" action="/admin/sessions" data-passkey="add" hidden {
            p class="quiet" {
                "Your fingerprint, face or PIN instead of password and code: on this device, or one beside it."
            }
            input type="hidden" name="do" value="passkey_add";
            input type="hidden" name="credential";
            div class="field" {
                label for="passkey-name" { "Name" }
                input class="in" id="passkey-name" name="name" required maxlength="100" value=(name);
            }
            (present_password("old-passkey"))
            div class="note bad" role="alert" data-words hidden {}
            div {
                button class="b primary" type="submit" { (icon("key-round")) "Add a passkey" }
            }
        }
        p class="inside quiet" data-elsewhere hidden {
            "Passkeys are added and used at "
            a href={ (party.origin) "/admin/sessions" } { (party.origin) }
            "."
        }
        noscript {
            p class="inside quiet" { "Adding a passkey needs scripts." }
        }
    }
}

/// What the browser is asked for a new passkey.
pub(super) async fn begin(visit: &Visit, form: &Fields) -> Result<Value, Refusal> {
    let current = form.get("current").unwrap_or_default().to_string();
    register::begin(&visit.server, &visit.actor, current).await
}

/// A new passkey, or one less; answers what is said above the page.
pub(super) async fn act(visit: &Visit, what: &str, form: &Fields) -> Result<Markup, Refusal> {
    let (server, actor) = (&visit.server, &visit.actor);
    let text = |name: &str| form.get(name).unwrap_or_default();
    if what == "passkey_add" {
        let answer = serde_json::from_str(text("credential")).unwrap_or_default();
        register::finish(server, actor, text("name"), &answer).await?;
        return Ok(good("The passkey was added. From now on it signs you in."));
    }
    passwords::confirm(server, actor, text("current").to_string()).await?;
    let id = Uuid::parse_str(text("id")).unwrap_or_default();
    let gone = passkeys::remove(server, actor, visit.person.id, id).await?;
    Ok(good(&gone.map_or("It was removed before.".into(), |name| {
        format!("{name} no longer signs you in. Delete it on the device as well.")
    })))
}
