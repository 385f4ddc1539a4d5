//! The timeline: activities, changes, messages and money of a record in one feed, newest first.

use crate::about::Record;
use crate::address::encode;
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::respond;
use crate::visit::Visit;
use axum::extract::Path;
use catalog::{Feed, FeedKind, Table};
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use platform::deep::Deep;
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
        return Ok(html! {
            p class="quiet" { "Nothing yet." }
        });
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
        return Ok(html! {
            p class="quiet" { "Nothing yet." }
        });
    }
    let table = visit.server.catalog.table(noun);
    let mut day: Option<Date> = None;
    let full = entries.len() as i64 == limit && limit >= 50;
    Ok(html! {
        div class="feed" {
            @for e in &entries {
                @let date = e
                    .at
                    .parse::<Timestamp>()
                    .map(|t| t.to_zoned(visit.person.zone.clone()).date())
                    .ok();
                @if date.is_some() && date != day {
                    @if let Some(d) = date {
                        div class="day" { (format::near(d, visit.today())) }
                    }
                    @let _ = day.replace(date.unwrap_or_default());
                }
                article class="it" {
                    (icon(sign(&e.kind)))
                    div {
                        @if e.kind == "change" { (change(e, table)) } @else {
                            div {
                                @if let Some(link) = &e.link {
                                    a class="plain" href=(link) { (e.title) }
                                } @else {
                                    strong { (e.title) }
                                }
                            }
                            @if !e.body.is_empty() {
                                div class="body" dir="auto" { (e.body) }
                            }
                        }
                        @if !e.who.is_empty() && e.kind != "change" {
                            span class="small quiet" { (e.who) }
                        }
                    }
                    span class="w" { (format::moment(visit, &e.at)) }
                }
            }
            @if full {
                @if let Some(last) = entries.last() {
                    div hx-get={ (address) "/feed?before=" (encode(&last.at)) "&kind=" (encode(kind)) }
                        hx-trigger="intersect once"
                        hx-swap="outerHTML"
                        class="quiet"
                    { "More…" }
                }
            }
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
                    @for (i, (label, was, is)) in pairs.iter().take(6).enumerate() {
                        @if i > 0 { ", " }
                        (label.to_lowercase())
                        // What reads alike before and after, such as an encrypted value, was changed: no more can be said.
                        @if was != is {
                            " "
                            @if !was.is_empty() {
                                span class="was" { (was) }
                                " → "
                            }
                            strong { (if is.is_empty() { "(empty)" } else { is }) }
                        }
                    }
                }
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
    html! {
        nav class="tabs" aria-label="Kinds" {
            @for (kind, word) in kinds {
                a   href={ (record.address()) "?tab=timeline&kind=" (encode(kind)) }
                    aria-current=[(kind == current).then_some("true")]
                { (word) }
            }
        }
    }
}
