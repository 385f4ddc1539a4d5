//! Beside a mailbox: how its reading stands, and what it heard.

use super::extra::Extra;
use crate::about::Record;
use crate::data::text;
use crate::format;
use crate::icons::icon;
use crate::refused::Refused;
use crate::verbs;
use crate::visit::Visit;
use maud::{Markup, html};
use uuid::Uuid;

pub(super) const PAGE: Extra = Extra {
    noun: "mailboxes",
    list: Some(connect),
    beside: Some(|visit, record| Box::pin(reading(visit, record))),
    ..Extra::NONE
};

/// Days that are counted.
const DAYS: i32 = 30;

fn connect(visit: &Visit) -> Markup {
    html! {
        @if verbs::find(visit, "connect_mailbox").is_ok() {
            button type="button" class="b primary" hx-get="/verbs/connect_mailbox" hx-target="#dialog" data-opens-dialog {
                (icon("at-sign"))
                "Connect mailbox"
            }
        }
    }
}

/// What a message was, in a word.
fn word(became: &str) -> &str {
    match became {
        "answered" => "Answers",
        "unsubscribed" => "Asked to stop",
        "bounced" => "Bounces",
        "delayed" => "Bounces that may pass",
        "complained" => "Complaints",
        "out_of_office" => "Out of office",
        "chat" => "Said in chats",
        "kept" => "Kept on timelines",
        "parked" => "Could not be read",
        _ => "Of no concern",
    }
}

async fn reading(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let is_read = record.row.get("is_read").is_some_and(|v| v == true);
    if !is_read {
        return Ok(html! {
            section class="card" {
                div class="head" { h2 { "Reading" } }
                div class="inside" {
                    p class="quiet" {
                        "This mailbox only sends. Switch reading on, and answers stop sequences, bounces suppress, and absences put off, by themselves."
                    }
                }
            }
        });
    }
    let id = Uuid::parse_str(&record.id).map_err(|_| Refused::nothing())?;
    let tx = visit.begin(&visit.actor).await?;
    let sql = "select became, messages, coalesce(why, '') from outreach.mailbox_heard($1, $2)";
    let heard = tx.query(sql, &[&id, &DAYS]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let (failure, last) = (text(&record.row, "read_failure"), text(&record.row, "last_read_at"));
    let parked = heard.iter().find(|row| row.get::<_, &str>(0) == "parked").map(|row| row.get::<_, String>(2));
    let keeps = match text(&record.row, "keeps") {
        "everything" => "Answers, and mail with people we know",
        "headers" => "Answers, and subjects of mail with people we know",
        _ => "Answers only",
    };
    let is_shared = record.row.get("is_shared").is_some_and(|v| v == true) || text(&record.row, "user_id").is_empty();
    Ok(html! {
        section class="card" data-reading {
            div class="head" {
                h2 { "Reading" }
                @if !failure.is_empty() {
                    span class="pill bad" { "Not read" }
                } @else if last.is_empty() {
                    span class="pill warn" { "Not read yet" }
                } @else {
                    span class="pill good" { "Reads" }
                }
            }
            div class="inside" {
                @if !failure.is_empty() {
                    div class="note bad" role="alert" { (icon("triangle-alert")) span dir="auto" { (failure) } }
                }
                dl class="facts" {
                    dt { "Last read" }
                    dd {
                        @if last.is_empty() { "Never" } @else { (format::moment(visit, last)) }
                    }
                    dt { "Kept" }
                    dd { (keeps) }
                    @if text(&record.row, "keeps") != "answers" {
                        dt { "Seen by" }
                        dd {
                            @if is_shared { "Everybody who sees the record" } @else { "Its owner alone" }
                        }
                    }
                }
                @if heard.is_empty() {
                    p class="quiet small" { "Nothing was heard in the last " (DAYS) " days." }
                } @else {
                    h3 { "Heard in the last " (DAYS) " days" }
                    dl class="facts" {
                        @for row in &heard {
                            dt { (word(row.get(0))) }
                            dd class="num" { (row.get::<_, i64>(1)) }
                        }
                    }
                }
                @if let Some(parked) = parked.filter(|why| !why.is_empty()) {
                    p class="small quiet" dir="auto" { "Not read, for example: " (parked) }
                }
                a class="b" href="/outreach?show=replies" { (icon("inbox")) "Answers" }
            }
        }
    })
}
