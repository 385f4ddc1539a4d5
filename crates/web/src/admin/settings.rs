//! Settings with inputs that fit, from the register in the database, and feature flags.

use crate::data::Fields;
use crate::refused::{Answer, Refused};
use crate::shell::go;
use crate::visit::Visit;
use axum::http::StatusCode;
use maud::{Markup, html};
use platform::deep::Deep;
use records::Error;
use serde_json::Value;

/// A setting as its organisation has it.
struct Setting {
    key: String,
    /// What it holds, in the register's words: switch, number, whole, words, text, long, day, time, email, host or
    /// number_format.
    holds: String,
    value: Value,
    /// Somebody set it.
    set: bool,
    lowest: Option<f64>,
    highest: Option<f64>,
    words: String,
}

/// A value that was refused.
pub(super) struct Wrong {
    key: String,
    typed: String,
    words: String,
}

const REGISTER: &str = "
 select s.key, s.holds, coalesce(v.value, s.initial), v.value is not null, s.lowest::float8, s.highest::float8, s.words
   from identity.known_settings() with ordinality s (key, holds, initial, lowest, highest, words, place)
   left join identity.system_settings v on v.key = s.key
 union all
 select key, 'switch', value, true, null, null, coalesce(description, '')
   from identity.system_settings where key like 'flag.%'";

/// The page of settings, or that of flags; with what was refused at its field.
pub(super) async fn page(visit: &Visit, flags: bool, wrong: Option<&Wrong>) -> Result<Markup, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(REGISTER, &[]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let settings: Vec<Setting> = rows
        .iter()
        .map(|r| Setting {
            key: r.get(0),
            holds: r.get(1),
            value: r.get::<_, Deep>(2).0,
            set: r.get(3),
            lowest: r.get(4),
            highest: r.get(5),
            words: r.get(6),
        })
        .filter(|s| (s.key.starts_with("feature.") || s.key.starts_with("flag.")) == flags)
        .collect();
    let to = if flags { "/admin/flags" } else { "/admin/settings" };
    let elsewhere = wrong.filter(|w| !settings.iter().any(|s| s.key == w.key));
    Ok(html! {
        @if flags { (super::modules::card(visit)) }
        section class="card" {
            ul class="rows" {
                @for s in &settings { (line(s, to, wrong.filter(|w| w.key == s.key))) }
            }
        }
        @if flags {
            section class="card" {
                div class="head" {
                    h2 { "New flag" }
                }
                form class="inside composer" method="post" action=(to) {
                    div class="line" {
                        div class="field" {
                            label for="set-key" { "Key" }
                            input
                                class="in mono"
                                id="set-key"
                                name="key"
                                autocomplete="off"
                                required
                                pattern="flag[.][A-Za-z0-9_.]{1,90}"
                                value=(elsewhere.map_or("flag.", |w| &w.key))
                                aria-invalid=[elsewhere.map(|_| "true")];
                            @if let Some(w) = elsewhere {
                                span class="wrong" role="alert" { (w.words) }
                            }
                        }
                        input type="hidden" name="value" value="true";
                        button class="b" type="submit" { "Add" }
                    }
                }
            }
        }
    })
}

fn line(s: &Setting, to: &str, wrong: Option<&Wrong>) -> Markup {
    html! {
        li {
            div class="main" {
                strong { (if s.words.is_empty() { &s.key } else { &s.words }) }
                div class="small quiet mono" {
                    (s.key)
                    @if !s.set { " · as delivered" }
                }
                @if let Some(w) = wrong {
                    div class="small late" role="alert" id={ "wrong-" (s.key) } { (w.words) }
                }
            }
            form method="post" action=(to) class="setting" data-submits[s.holds == "switch"] {
                input type="hidden" name="key" value=(s.key);
                (input(s, wrong))
                @if s.holds == "switch" {
                    noscript {
                        button class="b" { "Save" }
                    }
                } @else {
                    button class="b" { "Save" }
                }
            }
        }
    }
}

/// The input that fits.
fn input(s: &Setting, wrong: Option<&Wrong>) -> Markup {
    let stored = match &s.value {
        Value::String(text) => text.clone(),
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    let value = wrong.map_or(stored, |w| w.typed.clone());
    let (invalid, about) = (wrong.map(|_| "true"), wrong.map(|_| format!("wrong-{}", s.key)));
    let one_line = |kind: &str, class: &str, step: Option<&str>, hint: Option<&str>| {
        html! {
            input
                class=(class)
                type=(kind)
                name="value"
                value=(value)
                aria-label=(s.key)
                step=[step]
                placeholder=[hint]
                min=[s.lowest]
                max=[s.highest]
                aria-invalid=[invalid]
                aria-describedby=[about.as_deref()]
                autocomplete="off";
        }
    };
    match s.holds.as_str() {
        "switch" => html! {
            select class="in" name="value" aria-label=(s.key) {
                option value="true" selected[s.value == Value::Bool(true)] { "On" }
                option value="false" selected[s.value != Value::Bool(true)] { "Off" }
            }
        },
        "long" => html! {
            textarea
                class="in"
                name="value"
                rows="4"
                aria-label=(s.key)
                aria-invalid=[invalid]
                aria-describedby=[about.as_deref()]
            { "\n" (value) }
        },
        "number" => one_line("number", "in short", Some("any"), None),
        "whole" => one_line("number", "in short", Some("1"), None),
        "day" => one_line("date", "in short", None, None),
        "time" => one_line("time", "in short", None, None),
        "email" => one_line("email", "in", None, None),
        "words" => one_line("text", "in", None, Some("One, two, three")),
        "host" => one_line("text", "in", None, Some("portal.acme.example")),
        _ => one_line("text", "in", None, None),
    }
}

/// `POST /admin/settings` and `POST /admin/flags`: what the database refuses is said at the field.
pub(super) async fn act(visit: Visit, page: &str, title: &str, form: Fields) -> Answer {
    let key = form.filled("key").ok_or_else(|| Error::new(400, "TL100", "A setting needs a key"))?.to_string();
    let typed = form.get("value").unwrap_or_default().trim().replace("\r\n", "\n");
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let held = tx
        .query_opt("select holds from identity.known_settings() where key = $1", &[&key])
        .await
        .map_err(|e| visit.told_sql(e))?;
    let holds = held.map_or_else(
        || if key.starts_with("flag.") { "switch".into() } else { "text".into() },
        |r| r.get::<_, String>(0),
    );
    // What is no number goes on as text, so that the database says what it wants instead.
    let value = match holds.as_str() {
        "switch" => Value::Bool(typed == "true"),
        "number" | "whole" => typed
            .replace(',', ".")
            .parse::<serde_json::Number>()
            .map_or_else(|_| Value::from(typed.as_str()), Value::Number),
        "words" => typed.split(',').map(str::trim).filter(|w| !w.is_empty()).map(Value::from).collect(),
        _ => Value::from(typed.as_str()),
    };
    // Which host is the server's own, the database does not know.
    let own = holds == "host" && !typed.is_empty() && !visit.server.tools.is_elsewhere(&typed.to_lowercase());
    let written = tx
        .execute(
            "insert into identity.system_settings (key, value) values ($1, $2)
             on conflict on constraint system_settings_key_taken do update set value = excluded.value",
            &[&key, &value],
        )
        .await;
    let written = written.map_err(|e| visit.told_sql(e));
    match if own { written.and(Err(own_host().into())) } else { written } {
        Ok(_) => visit.commit(tx).await?,
        Err(Refused::Because(e)) if e.status < 500 && e.status != 403 => {
            drop(tx);
            let words = format!("{}{}", e.message, e.hint.map(|h| format!(" {h}")).unwrap_or_default());
            let body = self::page(&visit, page == "flags", Some(&Wrong { key, typed, words })).await?;
            let mut response = super::frame::framed(&visit, page, title, &body);
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        Err(other) => return Err(other),
    }
    // What is switched shows at once.
    visit.server.forget();
    Ok(go(&visit, &format!("/admin/{page}?did={operation}&what=saved")))
}

fn own_host() -> Error {
    let message = "This is the server's own host, which is everybody's, or the server was not told which that is.";
    Error::new(400, "TL100", message).hint("Take another name; whoever runs the server says its own with --public-url.")
}
