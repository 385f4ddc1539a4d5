//! What came back to messages: the answers that wait beside the one that is read, as a part of `/outreach`.

use crate::data::{Ask, Fields, Row, text};
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::shell::empty;
use crate::verbs;
use crate::visit::Visit;
use maud::{Markup, html};
use records::Error;
use serde_json::json;
use uuid::Uuid;

/// Answers in the list at once.
const AT_ONCE: usize = 100;
/// What is shown: its name in the address, and what it asks for.
const KINDS: [(&str, &str, &str); 4] = [
    ("waiting", "Waiting", "settled_at=is.null"),
    ("answered", "Answered", "outcome=eq.answered"),
    ("stopped", "Stopped", "outcome=in.(unsubscribed,bounced,complained)"),
    ("away", "Out of office", "outcome=eq.out_of_office"),
];
const SENTIMENTS: [&str; 5] = ["interested", "question", "not_now", "no", "unclear"];

/// The list and the answer that is read; how many there are.
pub(super) async fn inside(visit: &Visit) -> Result<(Markup, u64), Refused> {
    let wanted = visit.param("of").unwrap_or_default();
    let (kind, _, filter) = KINDS.iter().find(|(name, ..)| *name == wanted).unwrap_or(&KINDS[0]);
    let query = format!(
        "select=id,outcome,sentiment,sender,subject,words,received_at,settled_at,until_date,draft:draft_id(id,subject,body,sent_at),\
         lead:lead_id(id,company_name,contact_name,status,converted_opportunity_id)&{filter}&order=received_at.desc,id&limit={AT_ONCE}"
    );
    let found = visit.find(Ask::new("replies", query).counted(records::Count::Exact)).await?;
    let total = found.total.unwrap_or(found.rows.len() as u64);
    let reply = visit.param("reply").unwrap_or_default();
    let at = found.rows.iter().position(|row| text(row, "id") == reply).unwrap_or(0);
    let markup = html! {
        nav class="tabs small" aria-label="Answers" {
            @for (name, words, _) in KINDS {
                a href={ "/outreach?show=replies&of=" (name) } aria-current=[(name == *kind).then_some("page")] { (words) }
            }
        }
        @if found.rows.is_empty() {
            ({
                empty(
                    "inbox",
                    "No answers here",
                    "What comes back to your messages is read from your mailbox: answers wait here until somebody has dealt with them.",
                    &html! { a class="b" href="/mailboxes" { "Mailboxes" } },
                )
            })
        } @else {
            div class="queue" data-queue {
                ol class="queue-list rows" aria-label="Answers" {
                    @for (n, row) in found.rows.iter().enumerate() { (entry(kind, row, n == at)) }
                }
                (message(visit, kind, &found.rows, at))
            }
        }
    };
    Ok((markup, total))
}

fn named<'r>(row: &'r Row, key: &str) -> &'r str {
    row.get("lead").and_then(|lead| lead[key].as_str()).unwrap_or_default()
}

fn company(row: &Row) -> &str {
    [named(row, "company_name"), named(row, "contact_name"), "A lead"]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// What it was or what they want, as a pill.
fn pill(row: &Row) -> Markup {
    let (outcome, sentiment) = (text(row, "outcome"), text(row, "sentiment"));
    let (tone, words) = match (outcome, sentiment) {
        ("answered", "interested") => ("pill good", "Interested".to_string()),
        ("answered", "no") => ("pill bad", "Not interested".into()),
        ("answered", "not_now") => ("pill warn", "Not now".into()),
        ("answered", "question") => ("pill info", "Question".into()),
        ("answered", _) => ("pill", "Answered".into()),
        ("out_of_office", _) => ("pill warn", "Out of office".into()),
        (other, _) => ("pill bad", sentence(other)),
    };
    html! {
        span class=(tone) { (words) }
    }
}

fn entry(kind: &str, row: &Row, is_current: bool) -> Markup {
    html! {
        li {
            a
                class="main clip"
                href={ "/outreach?show=replies&of=" (kind) "&reply=" (text(row, "id")) }
                aria-current=[is_current.then_some("true")]
            {
                strong dir="auto" { (company(row)) }
                " "
                span class="quiet" dir="auto" { (named(row, "contact_name")) }
                div class="small quiet clip" dir="auto" {
                    (if text(row, "words").is_empty() { text(row, "subject") } else { text(row, "words") })
                }
            }
            (pill(row))
        }
    }
}

/// The answer that is read, with the message it is about, and what can be done with it.
fn message(visit: &Visit, kind: &str, rows: &[Row], at: usize) -> Markup {
    let row = &rows[at];
    let (id, lead) = (text(row, "id"), named(row, "id"));
    let near = |n: Option<usize>| {
        n.and_then(|n| rows.get(n)).map(|row| format!("/outreach?show=replies&of={kind}&reply={}", text(row, "id")))
    };
    let next = rows.get(at + 1).or_else(|| rows.get(at.saturating_sub(1))).map_or("", |row| text(row, "id"));
    let draft = row.get("draft").filter(|draft| !draft.is_null());
    let writes = visit.may("replies", "UPDATE");
    let converts = verbs::find(visit, "convert_lead").is_ok() && named(row, "status") != "converted";
    let back = text(row, "until_date");
    html! {
        section class="queue-message card" aria-label="Answer" {
            div class="head" {
                h2 class="clip" dir="auto" {
                    a href={ "/leads/" (lead) } { (company(row)) }
                }
                span class="quiet num" { (at + 1) " of " (rows.len()) }
                @if let Some(to) = near(at.checked_sub(1)) {
                    a class="b ghost icon" href=(to) data-key="k" title="Previous (k)" aria-label="Previous" { (icon("arrow-up")) }
                }
                @if let Some(to) = near(Some(at + 1)) {
                    a class="b ghost icon" href=(to) data-key="j" title="Next (j)" aria-label="Next" { (icon("arrow-down")) }
                }
            }
            div class="inside" {
                dl class="facts" {
                    dt { "From" }
                    dd dir="auto" { (text(row, "sender")) }
                    dt { "Came" }
                    dd { (format::moment(visit, text(row, "received_at"))) }
                    dt { "What" }
                    dd { (pill(row)) }
                    @if !back.is_empty() {
                        dt { "Back on" }
                        dd { (back) }
                    }
                }
                @if !text(row, "subject").is_empty() { h3 dir="auto" { (text(row, "subject")) } }
                pre class="letter" dir="auto" { (text(row, "words")) }
                @if let Some(draft) = draft {
                    details {
                        summary { "The message it is about" }
                        @if let Some(subject) = draft["subject"].as_str() { strong dir="auto" { (subject) } }
                        pre class="letter" dir="auto" { (draft["body"].as_str().unwrap_or_default()) }
                    }
                }
                form method="post" action="/outreach" class="feet" {
                    input type="hidden" name="show" value="replies";
                    input type="hidden" name="of" value=(kind);
                    input type="hidden" name="reply" value=(id);
                    input type="hidden" name="next" value=(next);
                    a class="b" href={ "/leads/" (lead) "?tab=timeline" } { (icon("history")) "Conversation" }
                    @if converts {
                        a class="b" href={ "/leads/" (lead) "/convert" } { (icon("handshake")) "Convert lead" }
                    }
                    @if writes && text(row, "outcome") == "answered" {
                        select class="in" name="sentiment" aria-label="What they want" {
                            @for one in SENTIMENTS {
                                option value=(one) selected[text(row, "sentiment") == one] {
                                    (if one == "no" { "Not interested".to_string() } else { sentence(one) })
                                }
                            }
                        }
                    }
                    @if writes && text(row, "settled_at").is_empty() {
                        button class="b primary" type="submit" name="do" value="settle" data-key="e" title="Done (e)" { (icon("check")) "Done" }
                    } @else if writes {
                        button class="b" type="submit" name="do" value="correct" { "Save" }
                    }
                }
            }
        }
    }
}

/// Says that somebody dealt with an answer, and what they want; answers what to tell, and the operation.
pub(super) async fn settle(visit: &Visit, form: &Fields, is_done: bool) -> Result<(String, Option<Uuid>), Refused> {
    let id = form.filled("reply").and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(Refused::nothing)?;
    let mut row = Row::new();
    if let Some(sentiment) = form.filled("sentiment") {
        row.insert("sentiment".into(), json!(sentiment));
    }
    if is_done {
        row.insert("settled_at".into(), json!(jiff::Timestamp::now().to_string()));
    }
    if row.is_empty() {
        return Ok(("Nothing to save.".into(), None));
    }
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    if visit.update_in(&tx, "replies", &format!("id=eq.{id}"), &row, None).await?.is_empty() {
        return Err(Error::new(404, "TL404", "There is no such answer, or it is not yours to change.").into());
    }
    visit.commit(tx).await?;
    Ok((if is_done { "Done." } else { "Saved." }.into(), Some(operation)))
}
