//! `/outreach`: the messages that wait for approval, in a list beside the one that is read; and those to be sent by hand.
//! The form beside a playbook shows what its template makes of a lead.

use super::extra::Extra;
use super::replies;
use crate::about::Record;
use crate::data::{Ask, Fields, Row, text};
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, empty, go, toast, with_header, with_toast};
use crate::verbs;
use crate::visit::Visit;
use axum::response::IntoResponse as _;
use maud::{Markup, html};
use records::Error;
use serde_json::{Value, json};
use uuid::Uuid;

/// Messages in the list at once.
const AT_ONCE: usize = 100;
/// What is shown: its name in the address, and what it asks for.
const KINDS: [(&str, &str, &str); 3] = [
    ("draft", "To approve", "status=eq.draft"),
    (
        "hand",
        "To send by hand",
        "status=eq.approved&or=(channel.eq.linkedin_manual,and(channel.eq.whatsapp,send_at.is.null,claimed_at.is.null))",
    ),
    (
        "approved",
        "Leaving",
        "status=eq.approved&or=(channel.eq.email,and(channel.eq.whatsapp,or(send_at.not.is.null,claimed_at.not.is.null)))",
    ),
];

pub(super) const DRAFTS: Extra = Extra { noun: "outreach_drafts", list: Some(button), ..Extra::NONE };
pub(super) const PLAYBOOK: Extra =
    Extra { noun: "outreach_playbooks", inside: Some(|visit, record| Box::pin(preview(visit, record))), ..Extra::NONE };

/// What of the queue is looked at.
struct Looked {
    /// One of [`KINDS`].
    show: String,
    /// The message that is read.
    draft: Option<Uuid>,
}

fn button(visit: &Visit) -> Markup {
    html! {
        @if verbs::find(visit, "approve_draft").is_ok() {
            a class="b" href="/outreach" { (icon("inbox")) "Approve" }
            a class="b" href="/outreach?show=replies" { (icon("message-square")) "Answers" }
        }
    }
}

fn strings<'v>(value: Option<&'v Value>, key: &str) -> Vec<&'v str> {
    value.and_then(|v| v[key].as_array()).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// `GET /outreach`
pub(super) async fn page(visit: Visit) -> Answer {
    verbs::find(&visit, "approve_draft")?;
    let draft = visit.param("draft").and_then(|id| Uuid::parse_str(&id).ok());
    let looked = Looked { show: visit.param("show").unwrap_or_default(), draft };
    shown(&visit, &looked, None).await
}

/// What there is to look at.
fn tabs(show: &str) -> Markup {
    let kinds = KINDS.iter().map(|(name, words, _)| (*name, *words)).chain([("replies", "Answers")]);
    html! {
        nav class="tabs" aria-label="Messages" {
            @for (name, words) in kinds {
                a href={ "/outreach?show=" (name) } aria-current=[(name == show).then_some("page")] { (words) }
            }
        }
    }
}

/// What the database refused, above the rest.
fn refused(wrong: Option<&Error>) -> Markup {
    html! {
        @if let Some(wrong) = wrong {
            div class="note bad" role="alert" {
                (icon("triangle-alert"))
                span { (wrong.message) " " (wrong.hint.as_deref().unwrap_or_default()) }
            }
        }
    }
}

async fn shown_replies(visit: &Visit, wrong: Option<&Error>) -> Answer {
    let (inside, total) = replies::inside(visit).await?;
    let body = html! {
        (tabs("replies"))
        (refused(wrong))
        (inside)
    };
    let crumbs = vec![(visit.server.catalog.plural("replies"), "/replies".to_string())];
    let page = Page { title: "Answers".into(), crumbs, count: Some(html! { (total) }), ..Page::default() };
    Ok(shell::page(visit, &page, &body))
}

async fn shown(visit: &Visit, looked: &Looked, wrong: Option<&Error>) -> Answer {
    if looked.show == "replies" {
        return shown_replies(visit, wrong).await;
    }
    let (kind, _, filter) = KINDS.iter().find(|(name, ..)| *name == looked.show).unwrap_or(&KINDS[0]);
    let query = format!(
        "select=id,subject,body,channel,recipient,metadata,made_subject,made_body,created_by,send_at,step,reason,whatsapp_template,playbook:playbook_id(id,name),\
         lead:lead_id(id,company_name,contact_name,email,phone)&{filter}&order=created_at,id&limit={AT_ONCE}"
    );
    let ask = Ask::new("outreach_drafts", query).counted(records::Count::Exact);
    let found = visit.find(ask).await?;
    let total = found.total.unwrap_or(found.rows.len() as u64);
    let at =
        looked.draft.and_then(|id| found.rows.iter().position(|row| text(row, "id") == id.to_string())).unwrap_or(0);
    let clean: Vec<&str> = found
        .rows
        .iter()
        .filter(|row| strings(row.get("metadata"), "warnings").is_empty() && !text(row, "recipient").is_empty())
        .map(|row| text(row, "id"))
        .collect();
    let acts = html! {
        @if *kind == "draft" && !clean.is_empty() {
            form method="post" action="/outreach" {
                input type="hidden" name="do" value="all";
                @for id in &clean { input type="hidden" name="draft" value=(id); }
                button class="b" type="submit" { (icon("check")) "Approve " (clean.len()) " without warnings" }
            }
        }
    };
    let proposes = *kind == "draft" && verbs::find(visit, "propose_opening").is_ok() && has_model(visit).await?;
    let body = html! {
        (tabs(kind))
        (refused(wrong))
        @if found.rows.is_empty() {
            ({
                empty(
                    "inbox",
                    "Nothing waits here",
                    "Messages that are drafted from a playbook wait here until somebody has looked at them.",
                    &html! { a class="b" href="/outreach_playbooks" { "Playbooks" } },
                )
            })
        } @else {
            div class="queue" data-queue {
                ol class="queue-list rows" aria-label="Messages" {
                    @for (n, row) in found.rows.iter().enumerate() { (entry(kind, row, n == at)) }
                }
                ({ message(visit, kind, &found.rows, at, proposes) })
            }
        }
    };
    let crumbs = vec![(visit.server.catalog.plural("outreach_drafts"), "/outreach_drafts".to_string())];
    let title = "Approve messages".to_string();
    let page = Page { title, crumbs, count: Some(html! { (total) }), acts: Some(acts), ..Page::default() };
    Ok(shell::page(visit, &page, &body))
}

fn entry(kind: &str, row: &Row, is_current: bool) -> Markup {
    let lead = row.get("lead");
    let name = |key: &str| lead.and_then(|lead| lead[key].as_str()).unwrap_or_default();
    let warnings = strings(row.get("metadata"), "warnings");
    html! {
        li {
            a
                class="main clip"
                href={ "/outreach?show=" (kind) "&draft=" (text(row, "id")) }
                aria-current=[is_current.then_some("true")]
            {
                strong dir="auto" { (if name("company_name").is_empty() { "A lead" } else { name("company_name") }) }
                " "
                span class="quiet" dir="auto" { (name("contact_name")) }
                div class="small quiet clip" dir="auto" { (text(row, "subject")) }
            }
            @if !warnings.is_empty() {
                span class="pill warn" title=(warnings.join(", ")) { (warnings.len()) }
            }
        }
    }
}

/// The message that is read, with what can be done with it.
fn message(visit: &Visit, kind: &str, rows: &[Row], at: usize, proposes: bool) -> Markup {
    let row = &rows[at];
    let (id, channel) = (text(row, "id"), text(row, "channel"));
    let lead = row.get("lead");
    let of = |key: &str| lead.and_then(|lead| lead[key].as_str()).unwrap_or_default();
    let next = rows.get(at + 1).or_else(|| rows.get(at.saturating_sub(1))).map_or("", |row| text(row, "id"));
    let near = |n: Option<usize>| {
        n.and_then(|n| rows.get(n)).map(|row| format!("/outreach?show={kind}&draft={}", text(row, "id")))
    };
    let can = |verb: &str| verbs::find(visit, verb).is_ok();
    let (missing, warnings) = (strings(row.get("metadata"), "missingFields"), strings(row.get("metadata"), "warnings"));
    let (made, body) = (text(row, "made_body"), text(row, "body"));
    let is_changed = !made.is_empty() && (made != body || text(row, "made_subject") != text(row, "subject"));
    html! {
        section class="queue-message card" aria-label="Message" {
            div class="head" {
                h2 class="clip" dir="auto" {
                    a href={ "/leads/" (of("id")) } { (if of("company_name").is_empty() { "A lead" } else { of("company_name") }) }
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
                    dt { "To" }
                    dd dir="auto" {
                        @if text(row, "recipient").is_empty() {
                            span class="pill bad" { "No address" }
                        } @else { (text(row, "recipient")) }
                    }
                    dt { "Way" }
                    dd {
                        (way(channel))
                        @if !text(row, "whatsapp_template").is_empty() {
                            span class="quiet" { ", as the approved template " (text(row, "whatsapp_template")) " while the text is as it was made" }
                        }
                    }
                    @if let Some(playbook) = row.get("playbook").and_then(|p| p["name"].as_str()) {
                        dt { "Playbook" }
                        dd dir="auto" { (playbook) @if row.get("step").and_then(Value::as_i64).is_some_and(|n| n > 1) { ", follow-up" } }
                    }
                    @if !text(row, "send_at").is_empty() {
                        dt { "Leaves" }
                        dd { (crate::format::moment(visit, text(row, "send_at"))) }
                    }
                }
                @for warning in &warnings {
                    div class="note warn" { (icon("triangle-alert")) span { (warning) } }
                }
                @if !missing.is_empty() && warnings.is_empty() {
                    p class="small quiet" { "Not known: " (missing.join(", ")) }
                }
                @if let Some(opening) = row.get("metadata").map(|m| &m["opening"]).filter(|opening| opening.is_object()) {
                    div class="note" {
                        (icon("sparkles"))
                        span {
                            "Proposed by " (opening["model"].as_str().unwrap_or("a model")) ", for you to check: "
                            q dir="auto" { (opening["sentence"].as_str().unwrap_or_default()) }
                        }
                    }
                }
                @if kind == "draft" {
                    form id="edit" method="post" action="/outreach" class="form" {
                        input type="hidden" name="draft" value=(id);
                        input type="hidden" name="next" value=(next);
                        @if channel == "email" {
                            div class="field" {
                                label for="subject" { "Subject" }
                                input class="in" id="subject" name="subject" value=(text(row, "subject")) maxlength="300";
                            }
                        }
                        div class="field" {
                            label for="body" { "Message" }
                            textarea class="in" id="body" name="body" rows="10" data-edit-all { (body) }
                        }
                        @if is_changed {
                            details {
                                summary { "Changed from the template" }
                                (difference(text(row, "made_subject"), text(row, "subject")))
                                (difference(made, body))
                            }
                        }
                        div class="feet" {
                            @if can("reject_draft") {
                                input class="in" name="reason" placeholder="Why it is rejected" aria-label="Why it is rejected" maxlength="500";
                                button class="b" type="submit" name="do" value="reject" data-key="x" title="Reject (x)" { (icon("ban")) "Reject" }
                            }
                            @if proposes {
                                button class="b" type="submit" name="do" value="propose" { (icon("sparkles")) "Propose a first sentence" }
                            }
                            button class="b" type="submit" name="do" value="save" { "Save" }
                            button class="b primary" type="submit" name="do" value="approve" data-key="a" title="Approve (a)" { (icon("check")) "Approve" }
                        }
                    }
                } @else {
                    @if !text(row, "subject").is_empty() { h3 dir="auto" { (text(row, "subject")) } }
                    pre class="letter" id="letter" dir="auto" { (body) }
                    form method="post" action="/outreach" class="feet" {
                        input type="hidden" name="draft" value=(id);
                        input type="hidden" name="show" value=(kind);
                        input type="hidden" name="next" value=(next);
                        button class="b" type="submit" name="do" value="back" { (icon("undo-2")) "Take approval back" }
                        @if kind == "hand" {
                            button class="b" type="button" data-copy=(body) { (icon("copy")) "Copy text" }
                            @if let Some(to) = opens(channel, text(row, "recipient"), body) {
                                a class="b" href=(to) target="_blank" rel="noopener noreferrer" { (icon("external-link")) "Open" }
                            }
                            button class="b primary" type="submit" name="do" value="sent" { (icon("circle-check")) "I sent it" }
                        }
                    }
                }
            }
        }
    }
}

fn way(channel: &str) -> &'static str {
    match channel {
        "email" => "E-mail",
        "whatsapp" => "WhatsApp",
        _ => "LinkedIn, by hand",
    }
}

/// Where a message is sent by hand: the profile, or a chat with the text in it.
fn opens(channel: &str, recipient: &str, body: &str) -> Option<String> {
    match channel {
        "whatsapp" => {
            let digits: String = recipient.chars().filter(char::is_ascii_digit).collect();
            (!digits.is_empty()).then(|| format!("https://wa.me/{digits}?text={}", crate::address::encode(body)))
        }
        _ => (recipient.starts_with("https://") || recipient.starts_with("http://")).then(|| recipient.to_string()),
    }
}

/// Line by line what is gone and what is new.
fn difference(before: &str, after: &str) -> Markup {
    let (was, is): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let begin = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let end = was[begin..].iter().rev().zip(is[begin..].iter().rev()).take_while(|(a, b)| a == b).count();
    html! {
        div class="difference" {
            @for line in &was[begin..was.len() - end] { del dir="auto" { (line) } }
            @for line in &is[begin..is.len() - end] { ins dir="auto" { (line) } }
        }
    }
}

/// `POST /outreach`
pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let what = form.get("do").unwrap_or("approve").to_string();
    let show = form.get("show").unwrap_or("draft").to_string();
    let draft = form.filled("draft").and_then(|id| Uuid::parse_str(id).ok());
    let done = acted(&visit, &form, &what).await;
    let (words, operation) = match done {
        Ok(done) => done,
        Err(Refused::Because(why)) if why.status < 500 => {
            let looked = Looked { show, draft };
            let mut response = shown(&visit, &looked, Some(&why)).await?;
            *response.status_mut() = axum::http::StatusCode::from_u16(why.status).unwrap_or_default();
            return Ok(response);
        }
        Err(why) => return Err(why),
    };
    let next = if matches!(&*what, "save" | "propose") {
        draft.map(|id| id.to_string())
    } else {
        form.filled("next").map(str::to_string)
    };
    let of = form.filled("of").unwrap_or("waiting");
    let to = match &*show {
        "replies" => format!("/outreach?show=replies&of={of}&reply={}", next.unwrap_or_default()),
        _ => format!("/outreach?show={show}&draft={}", next.unwrap_or_default()),
    };
    if visit.partial {
        let told = with_toast(&html! {}, &toast(&words, operation));
        return Ok(with_header(told, "hx-location", &to));
    }
    Ok(go(&visit, to.trim_end_matches("&draft=")).into_response())
}

async fn acted(visit: &Visit, form: &Fields, what: &str) -> Result<(String, Option<Uuid>), Refused> {
    let draft = form.filled("draft").unwrap_or_default();
    let run = async |name: &str, input: Value| -> Result<(String, Option<Uuid>), Refused> {
        let (answer, operation) = verbs::perform(visit, verbs::find(visit, name)?, input).await?;
        Ok((format!("{}.", answer["note"].as_str().unwrap_or("Done")), Some(operation)))
    };
    match what {
        "all" => run("approve_drafts", json!({ "drafts": form.all("draft") })).await,
        "reject" => {
            run("reject_draft", json!({ "draft": draft, "reason": form.get("reason").unwrap_or_default() })).await
        }
        "back" => run("take_back_approval", json!({ "draft": draft })).await,
        "settle" | "correct" => replies::settle(visit, form, what == "settle").await,
        "sent" => run("mark_draft_sent", json!({ "draft": draft })).await,
        "propose" => {
            save(visit, form, draft).await?;
            run("propose_opening", json!({ "draft": draft })).await
        }
        "approve" | "save" => {
            save(visit, form, draft).await?;
            if what == "save" {
                return Ok(("Saved.".into(), None));
            }
            run("approve_draft", json!({ "draft": draft })).await
        }
        _ => Err(Error::new(400, "TL100", "Choose what to do").into()),
    }
}

/// Whether a model is there to be asked.
async fn has_model(visit: &Visit) -> Result<bool, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let row = tx.query_one("select identity.has_model()", &[]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(row.get(0))
}

/// Keeps what was changed in the message; browsers send line ends of two letters.
async fn save(visit: &Visit, form: &Fields, draft: &str) -> Result<(), Refused> {
    let id = Uuid::parse_str(draft).map_err(|_| Refused::nothing())?;
    let mut row = Row::new();
    for key in ["subject", "body"] {
        if let Some(words) = form.get(key) {
            row.insert(key.into(), json!(words.replace("\r\n", "\n")));
        }
    }
    let now = visit.find(Ask::new("outreach_drafts", format!("select=subject,body&id=eq.{id}"))).await?;
    let now = now.rows.first().ok_or_else(Refused::nothing)?;
    if row.iter().all(|(key, value)| text(now, key) == value.as_str().unwrap_or_default()) {
        return Ok(());
    }
    let (actor, _) = visit.operation();
    let tx = visit.begin(&actor).await?;
    if visit.update_in(&tx, "outreach_drafts", &format!("id=eq.{id}"), &row, None).await?.is_empty() {
        return Err(Error::new(404, "TL404", "There is no such draft, or it is not yours to change.").into());
    }
    visit.commit(tx).await
}

/// What the template makes of the leads that came last, beside the playbook.
async fn preview(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    // Who reads no addresses writes to nobody.
    let leads = visit.catalog().table("leads");
    let reads = leads.and_then(|t| Some(t.may(visit.actor.role, "SELECT", t.columns.get("email")?)));
    if reads != Some(true) {
        return Ok(html! {});
    }
    let verb = verbs::find(visit, "preview_message")?;
    let query = "select=id&email=not.is.null&status=in.(new,contacted,qualified)&order=created_at.desc&limit=3";
    let leads = visit.find(Ask::new("leads", query)).await?;
    let mut shown = Vec::new();
    for lead in &leads.rows {
        let input = json!({ "subject": record.row.get("subject_template"), "body": text(&record.row, "body_template"), "lead": text(lead, "id") });
        match verbs::perform(visit, verb, input).await {
            Ok((answer, _)) => shown.push(answer),
            Err(Refused::Because(why)) if why.status < 500 => {
                return Ok(html! {
                    div class="note bad" role="alert" {
                        (icon("triangle-alert"))
                        span { (why.message) " " (why.hint.unwrap_or_default()) }
                    }
                });
            }
            Err(why) => return Err(why),
        }
    }
    Ok(html! {
        @if !shown.is_empty() {
            section class="card" {
                div class="head" { h2 { "As leads would read it" } }
                div class="inside" {
                    @for (n, one) in shown.iter().enumerate() {
                        details open[n == 0] {
                            summary dir="auto" {
                                (one["name"].as_str().unwrap_or("A lead"))
                                @for warning in strings(Some(one), "warnings") { " " span class="pill warn" { (warning) } }
                            }
                            @if let Some(subject) = one["subject"].as_str() { strong dir="auto" { (subject) } }
                            pre class="letter" dir="auto" { (one["body"].as_str().unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    })
}
