//! `/resumes`: many résumés at once, as files or packed. A batch's page says how far it has come, and what became of each.

use super::extra::Extra;
use crate::about::Record;
use crate::data::text;
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Multipart;
use maud::{Markup, html};
use modules::recruiting::read_resumes::{FILES, LARGEST};
use platform::store::{self, NewFile, Spool};
use records::Error;
use serde_json::{Value, json};

pub(super) const PAGE: Extra =
    Extra { noun: "resume_batches", inside: Some(|visit, record| Box::pin(report(visit, record))), ..Extra::NONE };

/// The verbs of the pages.
const OPEN: &str = "open_resume_batch";
const STOP: &str = "stop_resume_batch";

/// The way there from the list of people.
pub(super) fn button(visit: &Visit) -> Markup {
    html! {
        @if verbs::find(visit, OPEN).is_ok() {
            a class="b" href="/resumes" title="Read résumés" { (icon("layers")) "Résumés" }
        }
    }
}

/// `GET /resumes`
pub(super) async fn page(visit: Visit) -> Answer {
    verbs::find(&visit, OPEN)?;
    let body = html! {
        form class="form" method="post" action="/resumes" enctype="multipart/form-data" data-upload {
            p class="quiet" {
                "Each résumé makes a person, or is kept with the one who has its e-mail address or telephone number. Nothing \
                 that somebody typed is changed."
            }
            div class="field" {
                label class="drop" for="file" {
                    (icon("upload"))
                    span { "Drop résumés or a ZIP file of them here, or click to choose" }
                    span class="small quiet" data-file-name {
                        "PDF, Word, OpenDocument, RTF or text; up to "
                        (FILES)
                        " files and "
                        (LARGEST >> 20)
                        " MB."
                    }
                }
                input class="visually-hidden" id="file" type="file" name="file" multiple accept=".zip,.pdf,.docx,.doc,.odt,.rtf,.txt";
            }
            div class="feet" {
                button class="b primary" type="submit" { (icon("scan-search")) "Read résumés" }
            }
        }
        p {
            a href="/resume_batches" { "What was read before" }
        }
    };
    let crumbs = vec![(visit.server.catalog.plural("candidates"), "/candidates".to_string())];
    let page = Page { title: "Read résumés".into(), crumbs, ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /resumes`: the files are kept with the person who brought them, and then with the batch, seen by nobody else.
pub(super) async fn act(visit: Visit, mut form: Multipart) -> Answer {
    let verb = verbs::find(&visit, OPEN)?;
    let arrived = arrived(&mut form).await?;
    let first = arrived.first().ok_or_else(|| Error::new(400, "TL100", "Choose a file first."))?;
    let name = match arrived.len() {
        1 => first.0.clone(),
        n => format!("{} and {} more", first.0, n - 1),
    };
    let (actor, _) = visit.operation();
    let record = actor.user.ok_or_else(Refused::nothing)?;
    let tx = visit.begin(&actor).await?;
    let mut files = Vec::new();
    for (name, bytes) in &arrived {
        let content_type = "application/octet-stream";
        let file = NewFile { noun: "users", record, client: None, name, content_type, is_private: true };
        files.push(store::add(&tx, &actor, &file, bytes).await.map_err(|e| visit.told(&e))?);
    }
    let answer = visit.server.run_verb(verb, &tx, &actor, json!({ "name": name, "files": files })).await?;
    visit.commit(tx).await?;
    visit.server.work.notify_waiters();
    let batch = answer["batch"].as_str().unwrap_or_default();
    Ok(go(&visit, &format!("/resume_batches/{batch}")))
}

/// The files of the form, on the disk.
async fn arrived(form: &mut Multipart) -> Result<Vec<(String, Spool)>, Refused> {
    let broken = |e: axum::extract::multipart::MultipartError| {
        Refused::from(Error::new(400, "TL120", format!("The files did not arrive whole: {e}")))
    };
    let mut all: Vec<(String, Spool)> = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let sent = field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = sent.chars().filter(|c| !c.is_control()).take(250).collect();
        if name.is_empty() {
            continue;
        }
        if all.len() == FILES {
            return Err(Error::new(413, "TL413", format!("These are more than {FILES} files"))
                .hint("Send them in several goes.")
                .into());
        }
        let had: u64 = all.iter().map(|(_, bytes)| bytes.content().size).sum();
        let bytes = server::http::spool(&mut field, LARGEST.saturating_sub(had), "What was sent").await?;
        all.push((name, bytes));
    }
    Ok(all)
}

/// How far a batch has come, and what became of each file: what needs somebody first.
async fn report(_visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let number = |key: &str| record.row.get(key).and_then(Value::as_i64).unwrap_or_default();
    let (files, done) = (number("files"), number("done"));
    let all: Vec<&Value> = record.row.get("report").and_then(Value::as_array).into_iter().flatten().collect();
    let running = matches!(text(&record.row, "status"), "waiting" | "running");
    let group = |outcome: &str, title: &str| {
        let some: Vec<&&Value> = all.iter().filter(|e| e["outcome"] == outcome).collect();
        html! {
            @if !some.is_empty() {
                section class="card" {
                    div class="head" {
                        h2 {
                            (title)
                            " "
                            span class="quiet" { (some.len()) }
                        }
                    }
                    ul class="rows" {
                        @for one in some {
                            li {
                                (icon("file-text"))
                                div class="main clip" {
                                    span dir="auto" { (one["name"].as_str().unwrap_or("A file")) }
                                    @if let Some(why) = one["reason"].as_str() {
                                        div class="small quiet" { (why) }
                                    }
                                }
                                @if let Some(id) = one["candidate"].as_str() {
                                    a href={ "/candidates/" (id) } dir="auto" { (one["person"].as_str().unwrap_or("Erased person")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(html! {
        @if running {
            div class="card" {
                div class="inside factors" {
                    progress max=(files.max(1)) value=(done) aria-label="Progress" {}
                    div class="line" {
                        (done)
                        " of "
                        (if files > 0 { files.to_string() } else { "…".into() })
                        " read"
                    }
                    form method="post" action={ "/verbs/" (STOP) } hx-post={ "/verbs/" (STOP) } hx-swap="none" {
                        input type="hidden" name="batch" value=(record.id);
                        button class="b" type="submit" { "Stop" }
                    }
                }
            }
        }
        @if let Some(why) = Some(text(&record.row, "reason")).filter(|why| !why.is_empty()) {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span { (why) }
            }
        }
        (group("failed", "Could not be read"))
        (group("known", "People who were known"))
        (group("repeated", "Files that were kept already"))
        (group("created", "New people"))
    })
}
