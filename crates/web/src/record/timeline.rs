//! The timeline: activities, changes, messages and money of a record in one feed, newest first, and a place to add to it.

use crate::about::Record;
use crate::address::encode;
use crate::data::{Fields, Row};
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{go, respond, toast, with_header, with_toast};
use crate::visit::Visit;
use axum::extract::Path;
use catalog::{Feed, FeedKind, Table};
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use platform::deep::Deep;
use records::Error;
use serde_json::Value;
use uuid::Uuid;

/// One thing that happened.
struct Entry {
    at: String,
    kind: String,
    title: String,
    body: String,
    who: String,
    link: Option<String>,
    changes: Option<Value>,
}

/// Everything that happened to a record or around it: what the modules' views say of it, each read as the person who
/// looks. `$1` is the record, `$2` the moment before which to look, `$3` how many, `$4` the kinds.
fn question(visit: &Visit, noun: &str) -> Option<String> {
    let shown = |feed: &&Feed| visit.shows_module(&feed.view.schema) || !visit.shows(noun);
    let feeds = visit.catalog().feeds(FeedKind::Timeline, visit.actor.role);
    let parts: Vec<String> = feeds
        .filter(|feed| feed.is_about(noun))
        .filter(shown)
        .map(|feed| {
            format!(
                "(select at, kind, title, body, user_id, who, link, changes from {} where about = '{noun}' and about_id = $1
                   and at < $2::text::timestamptz and ($4 = '' or kind = any (string_to_array($4, ',')))
                   order by at desc limit $3)",
                feed.view.sql_name()
            )
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    // Names are looked up for what is shown, not for all there is.
    Some(format!(
        "select to_char(at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), kind, title, body,
                coalesce(who, u.full_name, ''), link, changes
           from (select * from ({}) parts order by at desc limit $3) feed
           left join identity.users u on u.id = feed.user_id order by at desc",
        parts.join(" union all ")
    ))
}

/// The feed of a record.
pub(super) async fn feed(visit: &Visit, record: &Record<'_>, limit: i64) -> Result<Markup, Refused> {
    let kind = visit.param("kind").unwrap_or_default();
    let before = visit.param("before").unwrap_or_default();
    entries(visit, record.noun.name(), &record.id, &record.address(), limit, &kind, &before).await
}

async fn entries(
    visit: &Visit,
    noun: &str,
    id: &str,
    address: &str,
    limit: i64,
    kind: &str,
    before: &str,
) -> Result<Markup, Refused> {
    let Some(sql) = question(visit, noun) else {
        return Ok(html! { p class="quiet" { "Nothing yet." } });
    };
    let id = Uuid::parse_str(id).map_err(|_| Refused::nothing())?;
    // A moment later than all; "before" is a moment PostgreSQL wrote.
    let before = before.parse::<Timestamp>().map_or_else(|_| "infinity".to_string(), |t| t.to_string());
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(&sql, &[&id, &before, &limit, &kind]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let entries: Vec<Entry> = rows
        .iter()
        .map(|r| Entry {
            at: r.get(0),
            kind: r.get(1),
            title: r.get(2),
            body: r.get(3),
            who: r.get(4),
            link: r.get(5),
            changes: r.get::<_, Option<Deep>>(6).map(|Deep(changes)| changes),
        })
        .collect();
    if entries.is_empty() {
        return Ok(html! { p class="quiet" { "Nothing yet." } });
    }
    let table = visit.server.catalog.table(noun);
    let mut day: Option<Date> = None;
    let full = entries.len() as i64 == limit && limit >= 50;
    Ok(html! {
        div class="feed" {
            @for e in &entries {
                @let date = e.at.parse::<Timestamp>().map(|t| t.to_zoned(visit.person.zone.clone()).date()).ok();
                @if date.is_some() && date != day { @if let Some(d) = date { div class="day" { (format::near(d, visit.today())) } } @let _ = day.replace(date.unwrap_or_default()); }
                article class="it" {
                    (icon(sign(&e.kind)))
                    div {
                        @if e.kind == "change" { (change(e, table)) }
                        @else { div { @if let Some(link) = &e.link { a class="plain" href=(link) { (e.title) } } @else { strong { (e.title) } } } @if !e.body.is_empty() { div class="body" dir="auto" { (e.body) } } }
                        @if !e.who.is_empty() && e.kind != "change" { span class="small quiet" { (e.who) } }
                    }
                    span class="w" { (format::moment(visit, &e.at)) }
                }
            }
            @if full { @if let Some(last) = entries.last() { div hx-get={ (address) "/feed?before=" (encode(&last.at)) "&kind=" (encode(kind)) } hx-trigger="intersect once" hx-swap="outerHTML" class="quiet" { "More…" } } }
        }
    })
}

/// `GET /<noun>/<id>/feed?before=…`
pub(crate) async fn more(visit: Visit, Path((name, id)): Path<(String, String)>) -> Answer {
    visit.noun(&name)?;
    let (kind, before) = (visit.param("kind").unwrap_or_default(), visit.param("before").unwrap_or_default());
    Ok(respond(entries(&visit, &name, &id, &format!("/{name}/{id}"), 50, &kind, &before).await?))
}

fn sign(kind: &str) -> &'static str {
    match kind {
        "call" => "phone",
        "meeting" => "video",
        "email" | "message" => "mail",
        "note" => "sticky-note",
        "task_completed" => "circle-check",
        "money" => "receipt",
        "deal" => "handshake",
        "stage" => "flag",
        "chat" => "message-square",
        _ => "history",
    }
}

/// The differences of an entry of the log, column by column; own fields one by one.
pub(super) fn differences(changes: &Value) -> Vec<(String, Value, Value)> {
    let mut all = Vec::new();
    for (column, pair) in changes.as_object().into_iter().flatten() {
        let (Some(was), Some(is)) = (pair.get(0), pair.get(1)) else { continue };
        match (was.as_object(), is.as_object()) {
            (Some(old), Some(new)) if column == "custom" => {
                let keys = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k)));
                all.extend(keys.filter(|k| old.get(*k) != new.get(*k)).map(|k| {
                    (k.clone(), old.get(k).cloned().unwrap_or_default(), new.get(k).cloned().unwrap_or_default())
                }));
            }
            _ => all.push((column.clone(), was.clone(), is.clone())),
        }
    }
    all
}

fn change(entry: &Entry, table: Option<&Table>) -> Markup {
    let pairs: Vec<(String, String, String)> = entry
        .changes
        .iter()
        .flat_map(differences)
        // Whole documents are told by the history, not in a sentence.
        .filter(|(_, _, is)| !is.is_object())
        .map(|(column, was, is)| {
            (
                table.and_then(|t| t.column(&column)).map_or_else(|| sentence(&column), catalog::Column::label),
                words(table, &column, &was),
                words(table, &column, &is),
            )
        })
        .collect();
    html! {
        div class="small" {
            span { (entry.who) " " }
            @match entry.title.as_str() {
                "create" => { "created this" }
                "update" => {
                    "changed "
                    @for (i, (label, was, is)) in pairs.iter().take(6).enumerate() { @if i > 0 { ", " }
                    (label.to_lowercase())
                    // What reads alike before and after, such as an encrypted value, was changed: no more can be said.
                    @if was != is {
                        " "
                        @if !was.is_empty() { span class="was" { (was) } " → " }
                        strong { (if is.is_empty() { "(empty)" } else { is }) }
                    }
                } }
                other => { (other) }
            }
        }
    }
}

/// A value of the log in words.
pub(super) fn words(table: Option<&Table>, column: &str, value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(s) if s == "hidden" => return "(encrypted)".into(),
        Value::String(s) => s.clone(),
        Value::Bool(b) => return if *b { "yes" } else { "no" }.into(),
        other => other.to_string(),
    };
    let known = table.and_then(|t| t.column(column)).and_then(|c| {
        let chosen = c.values.iter().flatten().any(|v| *v == text);
        c.labels.get(&text).cloned().or_else(|| chosen.then(|| sentence(&text)))
    });
    let id = column.ends_with("_id") && Uuid::parse_str(&text).is_ok();
    known.unwrap_or_else(|| if id { format!("#{}", &text[text.len() - 6..]) } else { text.chars().take(160).collect() })
}

/// Filters of the feed.
pub(super) fn filters(record: &Record<'_>, current: &str) -> Markup {
    let kinds = [
        ("", "Everything"),
        ("call,meeting,email,note,task_completed,message,chat", "Conversations"),
        ("change,stage", "Changes"),
        ("money,deal", "Money"),
    ];
    html! { nav class="tabs" aria-label="Kinds" { @for (kind, word) in kinds { a href={ (record.address()) "?tab=timeline&kind=" (encode(kind)) } aria-current=[(kind == current).then_some("true")] { (word) } } } }
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
pub(super) fn composer(visit: &Visit, record: &Record<'_>) -> Markup {
    let fits =
        matches!(record.noun.name(), "clients" | "opportunities" | "projects" | "leads" | "candidates" | "contacts");
    if !fits || !visit.may("activities", "INSERT") {
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
                div class="kinds" role="radiogroup" aria-label="Kind" { @for (i, (kind, word, sign)) in kinds.iter().enumerate() { label class="b ghost" { input type="radio" name="type" value=(kind) checked[i == 0]; (icon(sign)) (word) } } }
                input class="in" name="subject" placeholder="What was it about?" aria-label="Subject" maxlength="500" dir="auto" autocomplete="off";
                textarea class="in" name="description" rows="3" placeholder="What was said? @ names a colleague." aria-label="Text" data-mentions dir="auto" {}
                div class="line" {
                    label class="who" { span class="quiet" { "When" } input class="in short" name="when" placeholder="now" aria-label="When: now, yesterday 15:00, monday…" autocomplete="off"; }
                    label class="who" { span class="quiet" { "Minutes" } input class="in short" name="duration_minutes" inputmode="numeric" aria-label="Minutes" autocomplete="off"; }
                    select class="in short" name="sentiment" aria-label="How it went" { option value="" { "How it went" } option value="positive" { "Positive" } option value="neutral" { "Neutral" } option value="negative" { "Negative" } }
                    button class="b primary" type="submit" { (icon("check")) "Log" }
                }
            }
        }
    }
}

/// `POST /<noun>/<id>/log`: an activity on this record; people named with @ are told.
pub(crate) async fn log(visit: Visit, Path((name, id)): Path<(String, String)>, form: Fields) -> Answer {
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
