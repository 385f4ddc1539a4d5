//! `/knowledge`: documents come in here, and are seen by what they hang on. A part of the pages of records does the same.

use super::extra::Asked;
use crate::about::Record;
use crate::address::encode;
use crate::data::{Ask, Row, text};
use crate::fields::choice::pill;
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Multipart;
use maud::{Markup, html};
use modules::knowledge::take_in::{FILES, PARENTS};
use platform::store::{self, NewFile, Spool};
use records::Error;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Bytes that come in at once.
const LARGEST: u64 = 300 << 20;
/// Letters of a field of the form.
const FIELD: usize = 2_000;
/// Bytes of a text that is typed in.
const TYPED: usize = 2 << 20;
/// Documents a part of the page lists.
const SHOWN: usize = 30;
/// What a document's line is made of.
const COLUMNS: &str = "id,title,file_type,status,reason,version,entity_type,entity_id,is_private,updated_at,created_at,\
    client_id_label:client_id(name),created_by_label:created_by(full_name)";

/// The part of a record's page.
pub(super) const TAB: (&str, &str, super::extra::Part) = ("documents", "Documents", tab);

fn tab<'a>(visit: &'a Visit, record: &'a Record<'a>) -> Asked<'a> {
    Box::pin(async move {
        let (noun, id) = (record.noun.name(), record.id.as_str());
        let about = if noun == "clients" {
            format!("or=(client_id.eq.{id},and(entity_type.eq.clients,entity_id.eq.{id}))")
        } else {
            format!("entity_type=eq.{noun}&entity_id=eq.{id}")
        };
        let found = visit
            .find(Ask::new("documents", format!("select={COLUMNS}&{about}&order=updated_at.desc&limit=200")))
            .await?;
        let to = format!("{noun}/{id}");
        Ok(html! {
            @if may_add(visit) { (drop_zone(visit, Some((&to, &record.title)), &format!("/{to}?tab=documents"))) }
            (asking(Some((noun, id, &record.title)), ""))
            section class="card" {
                div class="head" {
                    h2 {
                        "Documents "
                        span class="quiet" { (found.rows.len()) }
                    }
                }
                @if found.rows.is_empty() {
                    p class="inside quiet" {
                        "Nothing yet. What is added here is seen by who sees " (record.title) ", and answers their questions."
                    }
                }
                (lines(visit, &found.rows))
            }
        })
    })
}

/// Whether the person adds documents: managers and admins, and who writes where a setting says so; the database decides.
pub(super) fn may_add(visit: &Visit) -> bool {
    verbs::find(visit, "add_documents").is_ok() && visit.may("documents", "INSERT")
}

/// A question, about everything or one record.
pub(super) fn asking(about: Option<(&str, &str, &str)>, question: &str) -> Markup {
    let words = match about {
        Some((_, _, title)) => format!("Ask about {title}"),
        None => "Ask a question, or search".to_string(),
    };
    html! {
        form class="asking" method="get" action="/ask" role="search" {
            @if let Some((noun @ ("clients" | "projects"), id, _)) = about {
                input type="hidden" name=(noun.trim_end_matches('s')) value=(id);
            }
            input class="in" type="search" name="q" value=(question) placeholder=(words) aria-label=(words) required maxlength="1000";
            button class="b primary" type="submit" { (icon("search")) "Ask" }
        }
    }
}

/// Where files are dropped, an address is typed, a text is pasted. `on` is the record they hang on.
fn drop_zone(visit: &Visit, on: Option<(&str, &str)>, back: &str) -> Markup {
    html! {
        section class="card adding" {
            form class="inside" method="post" action="/knowledge" enctype="multipart/form-data" data-upload data-sends {
                (hidden(on, back))
                label class="drop" for="file" {
                    (icon("upload"))
                    span { "Drop documents or a ZIP file of them here, or click to choose" }
                    span class="small quiet" data-file-name {
                        "PDF, Word, PowerPoint, Excel, OpenDocument, web pages, e-mails, Markdown, CSV, text; up to " (FILES) " files."
                    }
                    @if let Some((_, title)) = on {
                        span class="small quiet" { "They are seen by who sees " (title) "." }
                    }
                }
                input class="visually-hidden" id="file" type="file" name="file" multiple;
                noscript {
                    button class="b" type="submit" { "Add" }
                }
            }
            div class="inside line ways" {
                details class="way" {
                    summary class="b" { (icon("link")) "From the web" }
                    form method="post" action="/knowledge" enctype="multipart/form-data" {
                        (hidden(on, back))
                        input class="in" type="url" name="url" placeholder="https://" aria-label="Address" required maxlength="300";
                        button class="b" type="submit" { "Fetch" }
                    }
                }
                details class="way" {
                    summary class="b" { (icon("clipboard-list")) "Paste a text" }
                    form method="post" action="/knowledge" enctype="multipart/form-data" {
                        (hidden(on, back))
                        input class="in" type="text" name="title" placeholder="Title" aria-label="Title" required maxlength="500";
                        textarea class="in" name="content" rows="8" placeholder="Text, also Markdown" aria-label="Text" required {}
                        button class="b" type="submit" { "Add" }
                    }
                }
                @if visit.is_admin() {
                    a class="b ghost" href="/admin/settings#knowledge.members_add" { (icon("settings")) "Who adds documents" }
                }
            }
        }
    }
}

fn hidden(on: Option<(&str, &str)>, back: &str) -> Markup {
    html! {
        @if let Some((to, _)) = on {
            input type="hidden" name="on" value=(to);
        }
        input type="hidden" name="back" value=(back);
    }
}

/// How a document stands.
pub(super) fn standing(row: &Row) -> Markup {
    let status = text(row, "status");
    let tone = match status {
        "ready" => "good",
        "failed" => "bad",
        "needs_ocr" | "cancelled" => "warn",
        _ => "info",
    };
    let word = if status == "needs_ocr" { "Needs OCR".to_string() } else { sentence(status) };
    pill(tone, &word)
}

/// Documents, one below the other.
fn lines(visit: &Visit, rows: &[Row]) -> Markup {
    html! {
        ul class="rows" {
            @for row in rows {
                @let id = text(row, "id");
                @let status = text(row, "status");
                li {
                    (icon("file-text"))
                    div class="main clip" {
                        a class="plain" href={ "/documents/" (id) } dir="auto" { (text(row, "title")) }
                        @if let Some(why) = Some(text(row, "reason")).filter(|why| !why.is_empty()) {
                            div class="small quiet" { (why) }
                        }
                    }
                    @if row.get("is_private") == Some(&Value::Bool(true)) {
                        span title="Only who added it, and admins, see it" { (icon("lock")) }
                    }
                    @if !text(row, "file_type").is_empty() {
                        span class="quiet small" { (text(row, "file_type")) }
                    }
                    span class="quiet small clip" { (crate::nouns::label_of(row.get("client_id_label"))) }
                    @if status != "ready" { (standing(row)) }
                    @if matches!(status, "failed" | "cancelled") { (act("read_document_again", id, "refresh-cw", "Try again")) }
                    @if matches!(status, "waiting" | "reading") { (act("stop_reading", id, "ban", "Stop")) }
                    span class="quiet small" { (format::moment(visit, text(row, "updated_at"))) }
                }
            }
        }
    }
}

fn act(verb: &str, id: &str, sign: &str, word: &str) -> Markup {
    let to = format!("/verbs/{verb}");
    html! {
        form method="post" action=(to) hx-post=(to) hx-swap="none" {
            input type="hidden" name="document" value=(id);
            button class="b ghost" type="submit" { (icon(sign)) (word) }
        }
    }
}

/// `GET /knowledge`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() || !visit.may("documents", "SELECT") {
        return Err(Refused::nothing());
    }
    let list = |what: &str| Ask::new("documents", format!("select={COLUMNS}&{what}&limit={SHOWN}"));
    let asks = [
        list("status=in.(waiting,reading)&order=created_at.desc"),
        list("status=in.(failed,needs_ocr,cancelled)&order=updated_at.desc"),
        list("status=eq.ready&order=updated_at.desc"),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|f| f.rows);
    let (coming, wrong, recent) =
        (found.next().unwrap_or_default(), found.next().unwrap_or_default(), found.next().unwrap_or_default());
    let (total, clients, projects) = spaces(&visit).await?;
    let parts = html! {
        @if !coming.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Being read " span class="quiet" { (coming.len()) } }
                }
                (lines(&visit, &coming))
            }
        }
        @if !wrong.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Could not be read " span class="quiet" { (wrong.len()) } }
                }
                (lines(&visit, &wrong))
            }
        }
        section class="card" {
            div class="head" {
                h2 { "Recent" }
                @if total > 0 {
                    a class="plain small" href="/documents" { "All " (total) }
                }
            }
            @if recent.is_empty() {
                p class="inside quiet" {
                    "Documents that were read are here: contracts, handbooks, offers, minutes. Each is cut into passages, which \
                     answer questions with the page they stand on."
                }
            }
            (lines(&visit, &recent))
        }
    };
    if visit.partial {
        return Ok(shell::respond(parts));
    }
    let space = |title: &str, noun: &str, all: &[(Uuid, String, i64)]| {
        html! {
            @if !all.is_empty() {
                section class="card" {
                    div class="head" {
                        h2 { (title) }
                    }
                    ul class="rows" {
                        @for (id, name, count) in all {
                            li {
                                (icon(visit.server.catalog.icon(noun)))
                                div class="main clip" {
                                    a class="plain" href={ "/" (noun) "/" (id) "?tab=documents" } dir="auto" { (name) }
                                }
                                span class="quiet small" { (count) }
                            }
                        }
                    }
                }
            }
        }
    };
    let body = html! {
        (asking(None, ""))
        @if let Some(told) = visit.param("told") {
            div class="note" role="status" { (icon("info")) span { (told) } }
        }
        div class="rec" {
            div {
                @if may_add(&visit) { (drop_zone(&visit, None, "/knowledge")) }
                div data-live="documents" data-src="/knowledge" data-unsettled[!coming.is_empty()] { (parts) }
            }
            aside aria-label="Where documents hang" {
                (space("By client", "clients", &clients))
                (space("By project", "projects", &projects))
                @if clients.is_empty() && projects.is_empty() {
                    section class="card" {
                        p class="inside quiet" {
                            "Add documents on the page of a client, project, deal, candidate or job: they are then seen by exactly \
                             who sees that."
                        }
                    }
                }
            }
        }
    };
    let page = Page { title: "Knowledge".into(), live: "documents".into(), ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// How many documents there are, and on which clients and projects, as the person sees them.
type Spaces = (i64, Vec<(Uuid, String, i64)>, Vec<(Uuid, String, i64)>);

async fn spaces(visit: &Visit) -> Result<Spaces, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let told = |e| visit.told_sql(e);
    let total = tx.query_one("select count(*) from knowledge.documents", &[]).await.map_err(told)?.get(0);
    let clients = "select c.id, c.name, n.count from (
          select client_id, count(*) from knowledge.documents where client_id is not null group by 1) n
          join crm.clients c on c.org_id = kit.org_id() and c.id = n.client_id order by n.count desc, c.name limit 24";
    let projects = "select p.id, p.name, n.count from (
          select entity_id, count(*) from knowledge.documents where entity_type = 'projects' group by 1) n
          join delivery.projects p on p.org_id = kit.org_id() and p.id = n.entity_id order by n.count desc, p.name limit 24";
    let rows = |all: Vec<tokio_postgres::Row>| all.iter().map(|r| (r.get(0), r.get(1), r.get(2))).collect();
    // A module may be left out.
    let is_here = |noun: &str| visit.catalog().table(noun).is_some();
    let clients = if is_here("clients") { rows(tx.query(clients, &[]).await.map_err(told)?) } else { Vec::new() };
    let projects = if is_here("projects") { rows(tx.query(projects, &[]).await.map_err(told)?) } else { Vec::new() };
    visit.commit(tx).await?;
    Ok((total, clients, projects))
}

/// What came with the form.
#[derive(Default)]
struct Sent {
    files: Vec<(String, Spool)>,
    fields: HashMap<String, String>,
}

impl Sent {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }
}

/// `POST /knowledge`: files, an address, or a text.
pub(super) async fn act_on(visit: Visit, mut form: Multipart) -> Answer {
    if !may_add(&visit) {
        return Err(Refused::nothing());
    }
    let sent = sent(&mut form).await?;
    let mut input = Map::new();
    if let Some((noun, id)) =
        sent.field("on").and_then(|on| on.split_once('/')).filter(|(noun, _)| PARENTS.contains(noun))
    {
        input.insert("entity_type".into(), noun.into());
        input.insert("entity_id".into(), id.into());
    }
    let back = shell::inside(sent.field("back").unwrap_or("/knowledge"));
    let did = |operation: Uuid, what: &str| {
        let sign = if back.contains('?') { '&' } else { '?' };
        format!("{back}{sign}did={operation}&what={}", encode(what))
    };
    if let Some(url) = sent.field("url") {
        input.insert("url".into(), url.into());
        let (answer, operation) =
            verbs::perform(&visit, visit.server.verb("fetch_document")?, Value::Object(input)).await?;
        let what = match answer["outcome"].as_str() {
            Some("kept") => "known already, nothing changed",
            Some("version") => "new version fetched",
            _ => "fetched",
        };
        return Ok(go(&visit, &did(operation, what)));
    }
    if let Some(content) = sent.field("content") {
        let (actor, operation) = visit.operation();
        let title: String = sent.field("title").unwrap_or("Note").split_whitespace().collect::<Vec<_>>().join(" ");
        input.insert("title".into(), title.into());
        input.insert("content".into(), content.into());
        crate::rows::save_new(&visit, &actor, "documents", input).await?;
        visit.server.work.notify_waiters();
        return Ok(go(&visit, &did(operation, "document added")));
    }
    if sent.files.is_empty() {
        return Err(Error::new(400, "TL100", "Choose a file first.").into());
    }
    if let Some(document) = sent.field("document") {
        input.insert("document".into(), document.into());
    }
    let (actor, operation) = visit.operation();
    let record = actor.user.ok_or_else(Refused::nothing)?;
    let tx = visit.begin(&actor).await?;
    let mut files = Vec::new();
    for (name, bytes) in &sent.files {
        let content_type = "application/octet-stream";
        let file = NewFile { noun: "users", record, client: None, name, content_type, is_private: true };
        files.push(store::add(&tx, &actor, &file, bytes).await.map_err(|e| visit.told(&e))?);
    }
    input.insert("files".into(), json!(files));
    let verb = visit.server.verb("add_documents")?;
    let answer = visit.server.run_verb(verb, &tx, &actor, Value::Object(input)).await?;
    visit.commit(tx).await?;
    visit.server.work.notify_waiters();
    // What is known already is said by its name.
    let kept: Vec<String> = answer["files"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|f| f["outcome"] == "kept")
        .filter_map(|f| Some(format!("{} is known as “{}”", f["name"].as_str()?, f["title"].as_str()?)))
        .take(3)
        .collect();
    let what = if kept.is_empty() {
        answer["note"].as_str().unwrap_or("done").to_string()
    } else {
        format!("{}: {}", answer["note"].as_str().unwrap_or("done"), kept.join("; "))
    };
    Ok(go(&visit, &did(operation, &what)))
}

async fn sent(form: &mut Multipart) -> Result<Sent, Refused> {
    let broken = |e: axum::extract::multipart::MultipartError| {
        Refused::from(Error::new(400, "TL120", format!("The files did not arrive whole: {e}")))
    };
    let mut all = Sent::default();
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let Some(sent) = field.file_name().map(str::to_string) else {
            let name = field.name().unwrap_or_default().to_string();
            let most = if name == "content" { TYPED } else { FIELD };
            let value = server::http::field(&mut field, most).await?;
            all.fields.insert(name, value);
            continue;
        };
        let name: String =
            sent.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(250).collect();
        if name.is_empty() || name.starts_with('.') {
            continue;
        }
        if all.files.len() == FILES {
            return Err(Error::new(413, "TL413", format!("These are more than {FILES} files"))
                .hint("Send them in several goes, or as a ZIP file.")
                .into());
        }
        let had: u64 = all.files.iter().map(|(_, bytes)| bytes.content().size).sum();
        let bytes = server::http::spool(&mut field, LARGEST.saturating_sub(had), "What was sent").await?;
        all.files.push((name, bytes));
    }
    Ok(all)
}
