//! Logging an activity on a record: the button, the form on its timeline, and what becomes of it.

use crate::about::Record;
use crate::data::{Fields, Row};
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{go, toast, with_header, with_toast};
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;
use uuid::Uuid;

/// The button that leads to the form.
pub(crate) fn button(visit: &Visit, record: &Record<'_>) -> Markup {
    html! {
        @if is_logged(visit, record) {
            a class="b" href={ (record.address()) "?tab=timeline" } { (icon("phone")) "Log activity" }
        }
    }
}

/// Whether this person may log activities on this record.
fn is_logged(visit: &Visit, record: &Record<'_>) -> bool {
    let fits =
        matches!(record.noun.name(), "clients" | "opportunities" | "projects" | "leads" | "candidates" | "contacts");
    fits && visit.may("activities", "INSERT")
}

/// The noun a task on a record is, and its column that points at the record.
fn task_noun(noun: &str) -> Option<(&'static str, &'static str)> {
    match noun {
        "leads" => Some(("sales_tasks", "lead_id")),
        "projects" => Some(("tasks", "project_id")),
        _ => None,
    }
}

/// A place to add to the timeline.
pub(crate) fn composer(visit: &Visit, record: &Record<'_>) -> Markup {
    if !is_logged(visit, record) {
        return html! {};
    }
    let mut kinds = vec![
        ("note", "Note", "sticky-note"),
        ("call", "Call", "phone"),
        ("meeting", "Meeting", "video"),
        ("email", "E-mail", "mail"),
    ];
    if task_noun(record.noun.name()).is_some_and(|(noun, _)| visit.may(noun, "INSERT")) {
        kinds.push(("task", "Task", "circle-check"));
    }
    let to = format!("{}/log", record.address());
    html! {
        section class="card" {
            form class="composer" method="post" action=(to) hx-post=(to) hx-swap="none" data-composer {
                div class="kinds" role="radiogroup" aria-label="Kind" {
                    @for (i, (kind, word, sign)) in kinds.iter().enumerate() {
                        label class="b ghost" {
                            input type="radio" name="type" value=(kind) checked[i == 0];
                            (icon(sign))
                            (word)
                        }
                    }
                }
                input
                    class="in"
                    name="subject"
                    placeholder="What was it about?"
                    aria-label="Subject"
                    maxlength="500"
                    dir="auto"
                    autocomplete="off";
                textarea
                    class="in"
                    name="description"
                    rows="3"
                    placeholder="What was said? @ names a colleague."
                    aria-label="Text"
                    data-mentions
                    dir="auto" {}
                div class="line" {
                    label class="who" {
                        span class="quiet" { "When" }
                        input
                            class="in short"
                            name="when"
                            placeholder="now"
                            aria-label="When: now, yesterday 15:00, monday…"
                            autocomplete="off";
                    }
                    label class="who" {
                        span class="quiet" { "Minutes" }
                        input
                            class="in short"
                            name="duration_minutes"
                            inputmode="numeric"
                            aria-label="Minutes"
                            autocomplete="off";
                    }
                    select class="in short" name="sentiment" aria-label="How it went" {
                        option value="" { "How it went" }
                        option value="positive" { "Positive" }
                        option value="neutral" { "Neutral" }
                        option value="negative" { "Negative" }
                    }
                    button class="b primary" type="submit" { (icon("check")) "Log" }
                }
            }
        }
    }
}

/// `POST /<noun>/<id>/log`: an activity on this record; people named with @ are told.
pub(super) async fn log(visit: Visit, Path((name, id)): Path<(String, String)>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let found = crate::rows::fetch(&visit, &noun, &id).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let column = match name.as_str() {
        "clients" => "client_id",
        "opportunities" => "opportunity_id",
        "projects" => "project_id",
        "leads" => "lead_id",
        "candidates" => "candidate_id",
        "contacts" => "client_id",
        _ => return Err(Error::new(400, "TL100", "Nothing can be logged here").into()),
    };
    let kind = form.filled("type").unwrap_or("note").to_string();
    let text = form.filled("description").unwrap_or_default().to_string();
    let subject = form
        .filled("subject")
        .map(str::to_string)
        .or_else(|| text.lines().next().map(|l| l.chars().take(120).collect()))
        .filter(|s: &String| !s.trim().is_empty());
    let Some(subject) = subject else {
        return Err(Error::new(400, "TL100", "Say in a few words what it was about").into());
    };
    let when = form.filled("when").unwrap_or("now");
    let at = crate::when::when(when, visit.now, &visit.person.zone).ok_or_else(|| {
        Error::new(400, "TL100", format!("{when:?} is not a time I understand"))
            .hint("Write now, today 14:30, yesterday, monday 9:00, or 2026-11-21 14:30.")
    })?;
    if kind == "task" {
        let (task, points) = task_noun(&name).ok_or_else(|| Error::new(400, "TL100", "There are no tasks here"))?;
        let due = at.to_zoned(visit.person.zone.clone()).date().to_string();
        let row = Row::from_iter([
            (points.to_string(), Value::from(id.clone())),
            ("title".into(), subject.into()),
            ("due_date".into(), due.into()),
            ("assigned_to".into(), visit.person.id.to_string().into()),
        ]);
        let (actor, operation) = visit.operation();
        let tx = visit.begin(&actor).await?;
        visit.create_in(&tx, task, &row).await?;
        visit.commit(tx).await?;
        if visit.partial {
            return Ok(with_header(
                with_toast(&html! {}, &toast("Task added.", Some(operation))),
                "hx-trigger",
                "rows-changed, composed",
            ));
        }
        return Ok(go(&visit, &format!("/{name}/{id}?tab=timeline")));
    }
    let mut activity = Row::from_iter([
        ("type".to_string(), Value::from(kind)),
        ("subject".into(), subject.clone().into()),
        ("occurred_at".into(), at.to_string().into()),
    ]);
    if !text.is_empty() {
        activity.insert("description".into(), text.clone().into());
    }
    for key in ["duration_minutes", "sentiment"] {
        if let Some(value) = form.filled(key) {
            activity.insert(key.into(), value.into());
        }
    }
    let client = crate::about::client_of(&name, row);
    match (column, &client) {
        ("client_id", Some(client)) => drop(activity.insert("client_id".into(), client.clone().into())),
        ("client_id", None) => {
            return Err(Error::new(400, "TL100", "This contact has no client yet")
                .hint("Choose the client they work for first.")
                .into());
        }
        _ => drop(activity.insert(column.into(), id.clone().into())),
    }
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let made = visit.create_in(&tx, "activities", &activity).await?;
    if name == "contacts" {
        let link =
            Row::from_iter([("activity_id".to_string(), made["id"].clone()), ("contact_id".into(), id.clone().into())]);
        visit.create_in(&tx, "activity_contacts", &link).await?;
    }
    let target = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    mention(&tx, &format!("{subject}\n{text}"), &name, target).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    if visit.partial {
        return Ok(with_header(
            with_toast(&html! {}, &toast("Logged.", Some(operation))),
            "hx-trigger",
            "rows-changed, composed",
        ));
    }
    Ok(go(&visit, &format!("/{name}/{id}?tab=timeline")))
}

/// Tells everybody named with @ in a text.
async fn mention(tx: &platform::Tx, text: &str, noun: &str, id: Uuid) -> Result<(), tokio_postgres::Error> {
    if !text.contains('@') {
        return Ok(());
    }
    let excerpt: String = text.trim().chars().take(300).collect();
    tx.execute(
        "insert into identity.mentions (user_id, entity_type, entity_id, excerpt)
         select id, $2, $3, $4 from identity.users where status = 'active' and role not in ('client', 'candidate') and strpos(lower($1), '@' || lower(full_name)) > 0 and id is distinct from kit.user_id()",
        &[&text, &noun, &id, &excerpt],
    )
    .await?;
    Ok(())
}
