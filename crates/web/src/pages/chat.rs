//! The chat on an application's page: what was said, where it stands, a place to write, and whether the bot speaks.

use super::thread::{Said, thread, writing};
use crate::about::Record;
use crate::data::{Ask, Fields, Row, text};
use crate::format;
use crate::icons::{icon, meaning};
use crate::live;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go, respond, toast, with_header, with_toast};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use records::Error;
use serde_json::{Value, json};
use uuid::Uuid;

/// Messages that are shown, the newest.
const SHOWN: u32 = 200;

/// What its buttons run.
const ACTS: [(&str, &str); 4] = [
    ("start", "start_chat"),
    ("take_over", "take_over_chat"),
    ("hand_back", "hand_back_chat"),
    ("remind", "send_chat_reminder"),
];

/// A chat as this person sees it.
struct Chat {
    application: String,
    state: String,
    is_active: bool,
    has_bot: bool,
    why: String,
    person: String,
    job: String,
    all: Vec<Said>,
    unread: usize,
    writes: bool,
}

/// The part of an application's page.
pub(super) async fn section(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let Some(chat) = found(visit, &record.id).await? else { return Ok(html! {}) };
    let at = format!("/applications/{}/chat", chat.application);
    Ok(html! {
        section class="card" id="chat" {
            (head(visit, &chat))
            div class="inside chat" {
                (part(&chat, &at))
                @if chat.writes { (writing(&at, true, "", None)) }
            }
        }
    })
}

/// `GET /applications/<id>/chat`: the thread alone, or with a place to write as a dialog or a page.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let chat = found(&visit, &id).await?.ok_or_else(Refused::nothing)?;
    let at = format!("/applications/{id}/chat");
    if visit.param("part").as_deref() == Some("thread") {
        return Ok(respond(inner(&chat)));
    }
    if visit.partial {
        return Ok(respond(html! {
            div class="head" {
                h2 dir="auto" { (chat.person) }
                button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
            }
            div class="body chat" {
                p class="quiet" dir="auto" { (chat.job) }
                (part(&chat, &at))
                @if chat.writes { (writing(&at, true, "", None)) }
            }
        }));
    }
    let body = html! {
        section class="card" id="chat" {
            (head(&visit, &chat))
            div class="inside chat" {
                (part(&chat, &at))
                @if chat.writes { (writing(&at, true, "", None)) }
            }
        }
    };
    let crumbs = vec![
        (visit.server.catalog.plural("applications"), "/applications".to_string()),
        (format!("{}, {}", chat.person, chat.job), format!("/applications/{id}")),
    ];
    let page = Page {
        title: "Chat".into(),
        crumbs,
        live: "chat_messages".into(),
        record: Some(format!("applications/{id}")),
        ..Page::default()
    };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /applications/<id>/chat`: says something, or does what a button says. What was said can't be undone.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, form: Fields) -> Answer {
    let application = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    let back = format!("/applications/{id}#chat");
    let act = form.get("act").unwrap_or_default();
    match act {
        "say" => {
            let row = Row::from_iter([
                ("application_id".to_string(), json!(application)),
                ("message_text".into(), json!(form.get("words").unwrap_or_default())),
            ]);
            let tx = visit.begin(&visit.actor).await?;
            visit.create_in(&tx, "chat_messages", &row).await?;
            visit.commit(tx).await?;
            visit.server.work.notify_waiters();
            if visit.partial {
                return Ok(with_header(respond(html! {}), "hx-trigger", "composed"));
            }
            Ok(go(&visit, &back))
        }
        "typing" => {
            let first = visit.person.name.split(' ').next().unwrap_or_default();
            if visit.may("chat_messages", "INSERT") && found(&visit, &id).await?.is_some_and(|chat| chat.writes) {
                let record = format!("applications/{application}");
                live::sign(&visit.server, visit.actor.org, &record, Some(visit.person.id), first).await;
            }
            Ok(respond(html! {}))
        }
        "read" => {
            visit.server.call(&visit.actor, "mark_chat_read", json!({ "application": application })).await?;
            if visit.partial {
                return Ok(with_header(respond(html! {}), "hx-trigger", "rows-changed"));
            }
            Ok(go(&visit, &back))
        }
        _ => {
            let unknown = || Error::new(400, "TL100", "There is no such button.");
            let (_, name) = ACTS.iter().find(|(word, _)| *word == act).ok_or_else(unknown)?;
            let verb = verbs::find(&visit, name)?;
            let answer = visit.server.call(&visit.actor, name, json!({ "application": application })).await?;
            visit.server.work.notify_waiters();
            if answer["url"].is_string() {
                let shown = verbs::done(&visit, verb, &answer, Uuid::nil())?;
                return Ok(with_header(shown, "hx-trigger", "dialog-open, rows-changed"));
            }
            if visit.partial {
                let words = format!("{}.", answer["note"].as_str().unwrap_or_default());
                let told = with_toast(&html! {}, &toast(&words, None));
                return Ok(with_header(told, "hx-trigger", "rows-changed"));
            }
            Ok(go(&visit, &back))
        }
    }
}

/// The chat of an application, for who reads what people write.
async fn found(visit: &Visit, id: &str) -> Result<Option<Chat>, Refused> {
    let table = visit.catalog().table("chat_messages");
    let words = table.and_then(|t| t.column("message_text").map(|column| (t, column)));
    if visit.actor.is_outsider() || !words.is_some_and(|(t, c)| t.may(visit.actor.role, "SELECT", c)) {
        return Ok(None);
    }
    if Uuid::parse_str(id).is_err() {
        return Err(Refused::nothing());
    }
    let asks = [
        Ask::new(
            "applications",
            format!("select=id,automation_status,is_active,person:candidate_id(name),job:job_id(title)&id=eq.{id}"),
        ),
        Ask::new("chats", format!("select=has_bot,hand_over_reason&application_id=eq.{id}")),
        Ask::new(
            "chat_messages",
            format!(
                "select=id,sender_type,message_text,sent_at,is_read,by:sent_by(full_name)&application_id=eq.{id}\
                 &order=sent_at.desc,id.desc&limit={SHOWN}"
            ),
        ),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|found| found.rows);
    let mut next = || found.next().unwrap_or_default();
    let (application, chat, mut messages) = (next(), next(), next());
    let Some(application) = application.first() else { return Ok(None) };
    messages.reverse();
    let inside =
        |key: &str, name: &str| application.get(key).and_then(|row| row[name].as_str()).unwrap_or_default().to_string();
    let person = inside("person", "name");
    let all: Vec<Said> = messages.iter().map(|row| said(visit, row, &person)).collect();
    let chat = chat.first().cloned().unwrap_or_default();
    Ok(Some(Chat {
        application: id.to_string(),
        state: text(application, "automation_status").to_string(),
        is_active: application.get("is_active") == Some(&Value::Bool(true)),
        has_bot: chat.get("has_bot") == Some(&Value::Bool(true)),
        why: text(&chat, "hand_over_reason").to_string(),
        unread: all.iter().filter(|said| !said.is_ours && !said.is_read).count(),
        job: inside("job", "title"),
        writes: visit.may("chat_messages", "INSERT"),
        person,
        all,
    }))
}

fn said(visit: &Visit, row: &Row, person: &str) -> Said {
    let by = text(row, "sender_type").to_string();
    let colleague = row.get("by").and_then(|by| by["full_name"].as_str()).unwrap_or("A colleague");
    let who = match by.as_str() {
        "candidate" => person,
        "bot" => "Bot",
        _ => colleague,
    };
    Said {
        id: Uuid::parse_str(text(row, "id")).unwrap_or_default(),
        is_ours: by != "candidate",
        who: who.to_string(),
        words: text(row, "message_text").to_string(),
        at: format::moment(visit, text(row, "sent_at")),
        is_read: row.get("is_read") == Some(&Value::Bool(true)),
        by,
    }
}

/// What is asked for anew when something was said.
fn part(chat: &Chat, at: &str) -> Markup {
    html! {
        div data-live="chat_messages" data-src={ (at) "?part=thread" } data-chat data-seen=(at) { (inner(chat)) }
    }
}

fn inner(chat: &Chat) -> Markup {
    html! {
        (thread(&chat.all, "Nothing was said yet."))
        @if chat.unread > 0 {
            form
                class="unread"
                method="post"
                action={ "/applications/" (chat.application) "/chat" }
                hx-post={ "/applications/" (chat.application) "/chat" }
                hx-swap="none"
            {
                input type="hidden" name="act" value="read";
                span class="pill warn" { (format::count(chat.unread as i64, "unread message")) }
                button class="b" type="submit" { (icon("check")) "Mark read" }
            }
        }
    }
}

fn head(visit: &Visit, chat: &Chat) -> Markup {
    let (tone, words) = state(chat);
    let at = format!("/applications/{}/chat", chat.application);
    let button = |act: &str, sign: &str, word: &str, first: bool| {
        let name = ACTS.iter().find(|(a, _)| *a == act).map_or("", |(_, name)| *name);
        html! {
            @if verbs::find(visit, name).is_ok() {
                form method="post" action=(at) hx-post=(at) hx-swap="none" {
                    input type="hidden" name="act" value=(act);
                    button class={ "b" @if first { " primary" } } type="submit" { (icon(sign)) (word) }
                }
            }
        }
    };
    html! {
        div class="head chat-head" {
            h2 { "Chat" }
            span class={ "pill " (tone) } { (words) }
            @if !chat.why.is_empty() { span class="small quiet" { (chat.why) } }
            span class="acts" {
                @match chat.state.as_str() {
                    _ if !chat.is_active => {}
                    "new" => (button("start", "bot", "Start chat", true)),
                    "declined" => {}
                    _ if chat.has_bot => {
                        (button("take_over", "user-check", "Take over", false))
                    }
                    _ => (button("hand_back", "bot", "Hand back to the bot", false)),
                }
                @if chat.is_active && matches!(chat.state.as_str(), "contacting" | "awaiting_reply") {
                    (button("remind", "send", "Send a reminder", false))
                }
            }
        }
    }
}

/// Where a chat stands, in words, and how that looks.
fn state(chat: &Chat) -> (&'static str, &'static str) {
    match chat.state.as_str() {
        "new" => ("", "New"),
        "contacting" => ("info", "Contacting…"),
        "awaiting_reply" => ("info", "Awaiting reply"),
        "live_chat" if chat.has_bot => ("info", "Live chat, with the bot"),
        "live_chat" => ("info", "Live chat"),
        "intervention_needed" => ("warn", "Intervention needed"),
        "completed" => ("good", "Completed"),
        _ => ("", "Declined"),
    }
}
