//! Settings with inputs that fit, and feature flags.

use crate::web::data::{Ask, Fields, text};
use crate::web::refused::{Answer, Refused};
use crate::web::shell::go;
use crate::web::visit::Visit;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;
use std::collections::HashMap;

/// What a setting holds.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    Switch,
    Number,
    Words,
    Text,
}

/// The settings the product reads: (key, words, what it holds, its value when nobody set it).
const KNOWN: &[(&str, &str, Holds, &str)] = &[
    ("pipeline.enforce_exit_criteria", "Deals may only move on when the exit criteria of their stage are met", Holds::Switch, "false"),
    ("pipeline.loss_reasons", "Reasons offered when a deal is lost", Holds::Words, "[]"),
    ("company.legal_name", "Name of the company on invoices; the organisation's when empty", Holds::Text, "\"\""),
    ("company.address", "Address on invoices; a semicolon begins a new line", Holds::Text, "\"\""),
    ("company.country", "Country on invoices", Holds::Text, "\"\""),
    ("company.vat", "VAT number on invoices", Holds::Text, "\"\""),
    ("company.registration", "Registration or tax number on invoices", Holds::Text, "\"\""),
    ("company.email", "E-mail address on invoices", Holds::Text, "\"\""),
    ("company.phone", "Telephone number on invoices", Holds::Text, "\"\""),
    ("company.website", "Home page on invoices", Holds::Text, "\"\""),
    ("company.bank", "Name of the bank", Holds::Text, "\"\""),
    ("company.iban", "Account invoices are paid to (IBAN)", Holds::Text, "\"\""),
    ("company.bic", "Bank of that account (BIC)", Holds::Text, "\"\""),
    ("invoice.number_format", "Numbers of invoices, made of {year} and {number}", Holds::Text, "\"{year}-{number}\""),
    ("invoice.tax_rate", "Tax on invoices, in percent", Holds::Number, "0"),
    ("invoice.payment_days", "Days until an invoice is due", Holds::Number, "30"),
    ("invoice.reminder_days", "Days after the due date, and between reminders, until one is drafted", Holds::Number, "7"),
    ("margin.floor_percent", "Warn when the margin is below this, in percent", Holds::Number, "20"),
    ("renewal.days_before", "Days before a contract ends on which its renewal is proposed", Holds::Number, "90"),
    ("time.round_minutes", "The timer counts whole steps of this many minutes", Holds::Number, "6"),
    ("time.locked_until", "Hours up to this day (YYYY-MM-DD) can't be entered or changed", Holds::Text, "\"\""),
    ("leads.hot_from", "A lead is hot from this score", Holds::Number, "70"),
    ("leads.warm_from", "A lead is warm from this score, below it cold", Holds::Number, "40"),
    ("jobs.nightly_at", "When the night's work begins, in the organisation's time zone", Holds::Text, "\"02:00\""),
    ("reminders.by_email", "Write to people in the morning what is due", Holds::Switch, "true"),
    ("health.healthy_from", "A client is healthy from this score", Holds::Number, "70"),
    ("health.at_risk_from", "A client is at risk from this score, below it critical", Holds::Number, "40"),
    ("feature.reports", "Reports", Holds::Switch, "true"),
    ("feature.duplicates", "Duplicate search", Holds::Switch, "true"),
];

pub(super) async fn page(visit: &Visit, flags: bool) -> Result<Markup, Refused> {
    let found = visit.find(Ask::new("system_settings", "select=key,value,description&order=key&limit=500")).await?.rows;
    let stored: HashMap<&str, &Value> = found.iter().filter_map(|r| Some((text(r, "key"), r.get("value")?))).collect();
    let is_flag = |key: &str| key.starts_with("feature.") || key.starts_with("flag.");
    let mut lines: Vec<(String, String, Holds, Value, bool)> = KNOWN
        .iter()
        .filter(|(key, ..)| is_flag(key) == flags)
        .map(|(key, words, holds, default)| {
            ((*key).to_string(), (*words).to_string(), *holds, stored.get(key).map_or_else(|| serde_json::from_str(default).unwrap_or_default(), |v| (*v).clone()), stored.contains_key(key))
        })
        .collect();
    for row in &found {
        let key = text(row, "key");
        let value = row.get("value").cloned().unwrap_or_default();
        if !KNOWN.iter().any(|(k, ..)| *k == key) && is_flag(key) == flags {
            let holds = match &value {
                Value::Bool(_) => Holds::Switch,
                Value::Number(_) => Holds::Number,
                Value::Array(a) if a.iter().all(Value::is_string) => Holds::Words,
                _ => Holds::Text,
            };
            lines.push((key.to_string(), text(row, "description").to_string(), holds, value, true));
        }
    }
    let to = if flags { "/admin/flags" } else { "/admin/settings" };
    Ok(html! {
        section class="card" {
            ul class="rows" {
                @for (key, words, holds, value, set) in &lines {
                    li {
                        div class="main" { strong { (if words.is_empty() { key } else { words }) } div class="small quiet mono" { (key) @if !set { " · as delivered" } } }
                        form method="post" action=(to) class="line who" data-submits[*holds == Holds::Switch] {
                            input type="hidden" name="key" value=(key);
                            @match holds {
                                Holds::Switch => { select class="in" name="value" aria-label=(key) { option value="true" selected[*value == Value::Bool(true)] { "On" } option value="false" selected[*value != Value::Bool(true)] { "Off" } } noscript { button class="b" { "Save" } } }
                                Holds::Number => { input class="in short" type="number" name="value" value=(value) aria-label=(key); button class="b" { "Save" } }
                                Holds::Words => { input class="in" name="value" value=(value.as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect::<Vec<_>>().join(", ")) aria-label=(key) placeholder="One, two, three"; button class="b" { "Save" } }
                                Holds::Text => { input class="in mono" name="value" value=(value.as_str().map_or_else(|| value.to_string(), str::to_string)) aria-label=(key); button class="b" { "Save" } }
                            }
                            input type="hidden" name="holds" value=(match holds { Holds::Switch => "switch", Holds::Number => "number", Holds::Words => "words", Holds::Text => "text" });
                        }
                    }
                }
                @if lines.is_empty() { li { span class="quiet" { "Nothing yet." } } }
            }
        }
        section class="card" {
            div class="head" { h2 { (if flags { "New flag" } else { "New setting" }) } }
            form class="inside composer" method="post" action=(to) {
                div class="line" {
                    div class="field" { label for="set-key" { "Key" } input class="in mono" id="set-key" name="key" required pattern="[A-Za-z][A-Za-z0-9_.]{1,99}" value=(if flags { "feature." } else { "" }) autocomplete="off"; }
                    @if flags { input type="hidden" name="holds" value="switch"; input type="hidden" name="value" value="true"; }
                    @else { div class="field" { label for="set-value" { "Value" } input class="in" id="set-value" name="value" required autocomplete="off"; } input type="hidden" name="holds" value="text"; }
                    button class="b" type="submit" { "Add" }
                }
            }
        }
    })
}

pub(super) async fn act(visit: Visit, page: &str, form: Fields) -> Answer {
    let key = form.filled("key").ok_or_else(|| Error::new(400, "TL100", "A setting needs a key"))?;
    let typed = form.get("value").unwrap_or_default().trim();
    let value = match form.get("holds") {
        Some("switch") => Value::Bool(typed == "true"),
        Some("number") => typed.parse::<serde_json::Number>().map(Value::Number).map_err(|_| Error::new(400, "TL100", format!("{typed:?} is not a number")))?,
        Some("words") => Value::Array(typed.split(',').map(str::trim).filter(|w| !w.is_empty()).map(Value::from).collect()),
        _ => serde_json::from_str(typed).unwrap_or_else(|_| Value::from(typed)),
    };
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    tx.execute("insert into identity.system_settings (key, value) values ($1, $2) on conflict on constraint system_settings_key_taken do update set value = excluded.value", &[&key, &value])
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(go(&visit, &format!("/admin/{page}?did={operation}&what=saved")))
}
