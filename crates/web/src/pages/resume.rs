//! `/candidates/<id>/resume/<file>`: what was read of a résumé, its places in the text beside the values, and which of them
//! go into the profile. The same stands on the person's page, as a tab.

use super::extra::Part;
use crate::about::Record;
use crate::data::{Ask, Fields, text};
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go, toast, with_header, with_toast};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use serde_json::{Value, json};
use uuid::Uuid;

/// The tab of a person's page.
pub(super) const TAB: (&str, &str, Part) = ("resume", "Résumé", |visit, record| Box::pin(tab(visit, record)));

const READ: &str = "read_resume";

/// `GET /candidates/<id>/resume/<file>`
pub(super) async fn page(visit: Visit, Path((id, file)): Path<(Uuid, Uuid)>) -> Answer {
    verbs::find(&visit, READ)?;
    let people = visit.find(Ask::new("candidates", format!("select=id,name&id=eq.{id}"))).await?;
    let name = text(people.rows.first().ok_or_else(Refused::nothing)?, "name").to_string();
    let body = shown(&visit, id, file).await?;
    let acts = html! {
        a class="b" href={ "/files/" (file) "/content" } { (icon("download")) "Download" }
    };
    let crumbs = vec![
        (visit.server.catalog.plural("candidates"), "/candidates".to_string()),
        (name, format!("/candidates/{id}")),
    ];
    let page = Page { title: "What was read".into(), crumbs, acts: Some(acts), ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /candidates/<id>/resume/<file>`: a value is taken over or left, or all that differ, or the file is read again.
pub(super) async fn act(visit: Visit, Path((id, file)): Path<(Uuid, Uuid)>, form: Fields) -> Answer {
    let (verb, input) = if form.get("read").is_some() {
        (READ, json!({ "candidate": id, "file": file }))
    } else {
        let input = json!({ "candidate": id, "file": file, "take": form.all("take"), "leave": form.all("leave") });
        ("settle_resume", input)
    };
    let (answer, operation) = verbs::perform(&visit, verbs::find(&visit, verb)?, input).await?;
    let words = match (verb, form.get("leave")) {
        (READ, _) => format!("{}.", answer["note"].as_str().unwrap_or("Read")),
        (_, Some(_)) => "Left out.".to_string(),
        _ => "Taken over.".to_string(),
    };
    if visit.partial {
        let body = body(&visit, id, file, &answer).await?;
        return Ok(with_header(with_toast(&body, &toast(&words, Some(operation))), "hx-trigger", "rows-changed"));
    }
    Ok(go(&visit, &format!("/candidates/{id}/resume/{file}?did={operation}&what={verb}")))
}

async fn tab(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = Uuid::parse_str(&record.id).map_err(|_| Refused::nothing())?;
    let readings = format!("select=file_id,status&candidate_id=eq.{id}&file_id=not.is.null&order=read_at.desc&limit=1");
    let read = visit.find(Ask::new("resume_readings", readings)).await?;
    let may = record.changes && verbs::find(visit, READ).is_ok();
    if let Some(file) = read.rows.first().and_then(|row| Uuid::parse_str(text(row, "file_id")).ok())
        && may
    {
        return shown(visit, id, file).await;
    }
    let words = "A résumé that is kept with this person is read here: what the profile leaves empty is filled, what differs \
                 is offered.";
    Ok(shell::empty(
        "file-text",
        "No résumé was read yet",
        words,
        &html! {
            a class="b primary" href={ "/candidates/" (id) "?tab=files" } { (icon("upload")) "Add a résumé" }
            @if may {
                form method="post" action={ "/verbs/" (READ) } hx-post={ "/verbs/" (READ) } hx-swap="none" {
                    input type="hidden" name="candidate" value=(id);
                    button class="b" type="submit" { (icon("scan-search")) "Read what is there" }
                }
            }
        },
    ))
}

async fn shown(visit: &Visit, id: Uuid, file: Uuid) -> Result<Markup, Refused> {
    let input = json!({ "candidate": id, "file": file });
    let read = visit.server.call(&visit.actor, "compare_resume", input).await;
    let inside = match read {
        Ok(reading) => body(visit, id, file, &reading).await?,
        Err(why) if why.code == "TL120" => {
            unread(id, file, &[Some(why.message), why.hint].into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        Err(why) => return Err(why.into()),
    };
    Ok(html! {
        div id="reading" { (inside) }
    })
}

/// A file that could not be read, and what helps.
fn unread(id: Uuid, file: Uuid, why: &str) -> Markup {
    html! {
        div class="note warn" role="alert" {
            (icon("triangle-alert"))
            span { (why) }
        }
        div class="rec-head" {
            a class="b primary" href={ "/candidates/" (id) "?tab=files" } { (icon("upload")) "Add another file" }
            a class="b" href={ "/candidates/" (id) "/edit" } { (icon("pencil")) "Fill in the profile" }
            (form(id, file, "read", "yes", "b", &html! { (icon("refresh-cw")) "Read it again" }))
        }
    }
}

/// One button that says something of the reading.
fn form(id: Uuid, file: Uuid, name: &str, value: &str, class: &str, words: &Markup) -> Markup {
    let to = format!("/candidates/{id}/resume/{file}");
    html! {
        form method="post" action=(to) hx-post=(to) hx-target="#reading" hx-swap="innerHTML" {
            button class=(class) type="submit" name=(name) value=(value) { (words) }
        }
    }
}

async fn body(visit: &Visit, id: Uuid, file: Uuid, reading: &Value) -> Result<Markup, Refused> {
    if reading["status"] == "failed" {
        return Ok(unread(id, file, reading["reason"].as_str().unwrap_or_default()));
    }
    let values: Vec<&Value> = reading["values"].as_array().into_iter().flatten().collect();
    let open: Vec<&&Value> = values.iter().filter(|v| v["state"] == "offered").collect();
    let others = format!(
        "select=file_id,status,read_at,file:file_id(name)&candidate_id=eq.{id}&file_id=not.is.null&order=read_at.desc&limit=20"
    );
    let others = visit.find(Ask::new("resume_readings", others)).await?;
    let to = format!("/candidates/{id}/resume/{file}");
    Ok(html! {
        div class="reading" {
            section class="card" {
                div class="head" {
                    h2 { "What it says" }
                    @if !open.is_empty() {
                        form method="post" action=(to) hx-post=(to) hx-target="#reading" hx-swap="innerHTML" {
                            @for value in &open {
                                input type="hidden" name="take" value=(word(value, "key"));
                            }
                            button class="b" type="submit" {
                                (icon("check"))
                                "Take all "
                                (open.len())
                                " over"
                            }
                        }
                    }
                }
                @if values.is_empty() {
                    p class="inside quiet" { "Nothing in it was understood. Its text is beside." }
                }
                (fields(visit, id, file, &values))
                @if values.iter().all(|v| v["state"] == "filled" || v["state"] == "offered") && !values.is_empty() {
                    p class="inside" {
                        (form(id, file, "read", "yes", "b", &html! { (icon("scan-search")) "Fill in what is empty" }))
                    }
                }
            }
            section class="card" {
                div class="head" {
                    h2 class="clip" dir="auto" { (reading["name"].as_str().unwrap_or_default()) }
                    @if others.rows.len() > 1 {
                        details class="menu" {
                            summary class="b" { "Others" }
                            div class="pop" {
                                @for other in &others.rows {
                                    a class="item" href={ "/candidates/" (id) "/resume/" (text(other, "file_id")) } {
                                        ({
                                            other
                                                .get("file")
                                                .and_then(|f| f["name"].as_str())
                                                .unwrap_or_default()
                                        })
                                        span class="quiet small" { (format::moment(visit, text(other, "read_at"))) }
                                    }
                                }
                            }
                        }
                    }
                }
                @for page in reading["pages"].as_array().into_iter().flatten() {
                    p class="inside written" dir="auto" { (marked(page, &values)) }
                }
            }
        }
    })
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The values, field by field as the profile has them.
fn fields(visit: &Visit, id: Uuid, file: Uuid, values: &[&Value]) -> Markup {
    let mut names: Vec<&str> = Vec::new();
    for value in values {
        if !names.contains(&word(value, "field")) {
            names.push(word(value, "field"));
        }
    }
    let label = |field: &str| {
        let column = visit.server.catalog.table("candidates").and_then(|t| t.columns.get(field));
        match field {
            "work_history" => "Work history".to_string(),
            _ => column.map_or_else(|| sentence(field), |c| c.label()),
        }
    };
    html! {
        dl class="values" {
            @for name in names {
                dt { (label(name)) }
                @for (n, value) in values.iter().enumerate().filter(|(_, v)| word(v, "field") == name) {
                    dd class=(word(value, "state")) {
                        a href={ "#at-" (n) } dir="auto" title="Show where it stands" { (word(value, "words")) }
                        (standing(id, file, value))
                    }
                }
            }
        }
    }
}

/// How a value stands, and what can be done about it.
fn standing(id: Uuid, file: Uuid, value: &Value) -> Markup {
    let key = word(value, "key");
    let now = value["now"].as_str();
    html! {
        @match word(value, "state") {
            "filled" => span class="pill info" { "Fills in" }
            "same" => span class="pill good" { "In the profile" }
            state => {
                @if let Some(now) = now {
                    span class="small quiet" { "now: " bdi { (now) } }
                }
                @if state == "removed" { span class="small quiet" { "taken out of the profile" } }
                @if state == "left" { span class="small quiet" { "left out" } }
                span class="acts" {
                    (form(id, file, "take", key, "b", &html! { "Take over" }))
                    @if state == "offered" { (form(id, file, "leave", key, "b ghost", &html! { "Leave" })) }
                }
            }
        }
    }
}

/// A page's text, the places of the values marked. Where two overlap, the shorter one is.
fn marked(page: &Value, values: &[&Value]) -> Markup {
    let signs: Vec<char> = page["text"].as_str().unwrap_or_default().chars().collect();
    let place = |v: &Value, key: &str| v["at"][key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    let mut all: Vec<(usize, usize, usize)> = values
        .iter()
        .enumerate()
        .filter(|(_, v)| v["at"]["page"] == page["number"])
        .map(|(n, v)| (place(v, "from"), place(v, "to").min(signs.len()), n))
        .filter(|(from, to, _)| from < to)
        .collect();
    all.sort_by_key(|(from, to, _)| to - from);
    let mut kept: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for (from, to, n) in all {
        match kept.iter_mut().find(|(f, t, _)| *f < to && from < *t) {
            Some((_, _, also)) => also.push(n),
            None => kept.push((from, to, vec![n])),
        }
    }
    kept.sort_unstable();
    let mut parts = Vec::new();
    let mut at = 0;
    for (from, to, of) in kept {
        parts.push((signs[at..from].iter().collect::<String>(), Vec::new()));
        parts.push((signs[from..to].iter().collect(), of));
        at = to;
    }
    parts.push((signs[at..].iter().collect(), Vec::new()));
    html! {
        @for (words, of) in &parts {
            @if let Some((first, rest)) = of.split_first() {
                @for n in rest { span id={ "at-" (n) } {} }
                mark id={ "at-" (first) } { (words) }
            } @else { (words) }
        }
    }
}
