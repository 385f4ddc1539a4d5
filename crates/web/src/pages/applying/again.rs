//! What somebody sent who had applied before, on the page of their application: whoever knows an address can send a form in
//! its name, so it counts only when who follows the link says so.

use super::profile::word;
use crate::data::Row;
use crate::guest::{Followed, Guest, Refusal};
use maud::{Markup, html};
use serde_json::{Value, json};
use uuid::Uuid;

/// A value that was sent.
struct Said {
    word: String,
    value: String,
    /// The profile says something else, which stays.
    stays: bool,
}

/// What waits to be made part of the profile, value by value. `profile` is as it stands.
pub(super) async fn section(guest: &Guest, link: &Followed, form: Uuid, profile: &Row) -> Result<Markup, Refusal> {
    let actor = link.actor(guest);
    let tx = guest.server.door.begin(&actor).await?;
    let sql = "select f.consent_text, f.joins_talent_pool,
                      coalesce((select jsonb_agg(jsonb_build_array(q.question, w.value) order by q.position, q.id)
                         from jsonb_each_text(f.answers) w join recruiting.job_questions q on q.id = w.key::uuid), '[]')
                 from recruiting.application_forms f where f.id = $1";
    let row = tx.query_opt(sql, &[&form]).await?.ok_or(Refusal::Unknown)?;
    tx.commit().await?;
    let (consent, joins, answers): (Option<String>, bool, Value) = (row.get(0), row.get(1), row.get(2));
    let sent = guest.server.call(&actor, "read_application_form", json!({ "form": form })).await;
    let said = said(guest, &sent.map_err(|_| Refusal::Busy(None))?, profile);
    Ok(html! {
        section class="card" id="again" {
            div class="head" { h2 { "Sent with this application" } }
            div class="inside" {
                p {
                    "We knew you before, so what was sent now does not count yet. It can fill what is empty in your profile; "
                    "what your profile says stays."
                }
                dl class="facts" {
                    @for one in &said {
                        dt { (one.word) }
                        dd dir="auto" {
                            (one.value)
                            @if one.stays { " " span class="quiet small" { "your profile says something else, which stays" } }
                        }
                    }
                    @for answer in answers.as_array().into_iter().flatten() {
                        dt dir="auto" { (answer[0].as_str().unwrap_or_default()) }
                        dd dir="auto" { (answer[1].as_str().unwrap_or_default()) }
                    }
                }
                @if let Some(consent) = &consent {
                    p class="quiet" { "With it you agree again: " (consent) }
                }
                @if joins {
                    p class="quiet" { "You agree to hear of other jobs." }
                }
                form method="post" action=(link.base) {
                    input type="hidden" name="act" value="take-over";
                    input type="hidden" name="form" value=(form);
                    button class="b primary" type="submit" { "This is right, let it count" }
                }
            }
        }
    })
}

fn said(guest: &Guest, sent: &Value, profile: &Row) -> Vec<Said> {
    let columns = super::profile::columns(&guest.server, "candidates");
    let mut all: Vec<Said> = columns
        .into_iter()
        .filter_map(|column| {
            let value = sent.get(&column.name).map(plain).filter(|value| !value.is_empty())?;
            let stands = profile.get(&column.name).map(plain).unwrap_or_default();
            let stays = !stands.is_empty() && stands != value;
            Some(Said { word: word(column), value, stays })
        })
        .collect();
    let name = |row: &Value| plain(&json!([row["job_title"], row["company_name"]]));
    let positions: Vec<String> = sent["positions"].as_array().into_iter().flatten().map(name).collect();
    if !positions.is_empty() {
        all.push(Said { word: "Where you worked".into(), value: positions.join("; "), stays: false });
    }
    all
}

/// A value as a line; nothing for what is empty.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
