//! Files kept with a record.

use super::data::{Ask, number, text};
use super::format;
use super::icons::{icon, meaning};
use super::nouns::{plural, sentence};
use super::refused::{Answer, Refused};
use super::shell::{self, Page, go};
use super::visit::Visit;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use maud::{Markup, html};
use modules::knowledge::file_bytes::{FileBytes, file_bytes};
use modules::knowledge::keep_file::{NewFile, keep_file};
use modules::knowledge::read_file_text::{FileText, Status, text_of};
use records::Error;
use uuid::Uuid;

/// Bytes a file may have.
const LARGEST: usize = 25 << 20;

/// The files of a record, and a place to drop more.
pub(super) async fn list(visit: &Visit, noun: &str, id: &str) -> Result<Markup, Refused> {
    let found = visit
        .find(Ask::new("files", format!("select=id,name,content_type,size,created_at,created_by_label:created_by(full_name)&entity_type=eq.{noun}&entity_id=eq.{id}&order=id.desc&limit=200")))
        .await?;
    let to = format!("/{noun}/{id}/files");
    Ok(html! {
        @if visit.may("files", "INSERT") {
            form class="drop" method="post" action=(to) enctype="multipart/form-data" data-drop {
                (icon("upload"))
                p { "Drop files here, or " label class="plain" { "choose them" input class="visually-hidden" type="file" name="file" multiple; } "." }
                p class="small quiet" { "At most 25 MB each." @if matches!(noun, "clients" | "opportunities" | "leads") { " An e-mail saved as .eml goes on the timeline." } }
                noscript { button class="b" type="submit" { "Upload" } }
            }
        }
        section class="card" {
            div class="head" { h2 { "Files " span class="quiet" { (found.rows.len()) } } }
            @if found.rows.is_empty() { p class="inside quiet" { "No files yet." } }
            ul class="rows" {
                @for f in &found.rows {
                    li {
                        (icon("file"))
                        div class="main clip" { a class="plain" href={ "/files/" (text(f, "id")) "/content" } { (text(f, "name")) } }
                        a
                            class="small"
                            href={ "/files/" (text(f, "id")) "/text" }
                            aria-label={ "Read the text of " (text(f, "name")) }
                            { "Read its text" }
                        span class="quiet small" { (format::bytes(number(f, "size"))) }
                        span class="quiet small" { (super::nouns::label_of(f.get("created_by_label"))) }
                        span class="quiet small" { (format::moment(visit, text(f, "created_at"))) }
                        @if visit.may("files", "DELETE") { form hx-post={ "/files/" (text(f, "id")) "/delete?stay=1" } hx-swap="none" { button class="b ghost icon" type="submit" { (meaning("trash-2", "Delete")) } } }
                    }
                }
            }
        }
    })
}

/// `POST /<noun>/<id>/files`: one or more files as a form.
pub(super) async fn upload(visit: Visit, Path((noun, id)): Path<(String, String)>, mut form: Multipart) -> Answer {
    let about = visit.noun(&noun)?;
    let found = super::rows::fetch(&visit, &about, &id).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let client = super::about::client_of(&noun, row).and_then(|c| Uuid::parse_str(&c).ok());
    let entity = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    let bad = |e: axum::extract::multipart::MultipartError| {
        Refused::from(Error::new(400, "TL120", format!("The file did not arrive whole: {e}")))
    };
    let tx = visit.begin(&visit.actor).await?;
    let (mut kept, mut logged) = (0, 0);
    while let Some(mut field) = form.next_field().await.map_err(bad)? {
        let name = field.file_name().unwrap_or_default().to_string();
        if name.is_empty() {
            continue;
        }
        let content_type =
            field.content_type().unwrap_or("application/octet-stream").chars().take(200).collect::<String>();
        let mut content = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(bad)? {
            content.extend_from_slice(&chunk);
            if content.len() > LARGEST {
                return Err(Error::new(413, "TL413", format!("{name} is larger than 25 MB"))
                    .hint("Keep it elsewhere and note its address.")
                    .into());
            }
        }
        if name.to_lowercase().ends_with(".eml") && matches!(noun.as_str(), "clients" | "opportunities" | "leads") {
            // A saved e-mail belongs on the timeline, with everybody it names.
            let message = base64::engine::general_purpose::STANDARD.encode(&content);
            let of = match noun.as_str() {
                "opportunities" => "opportunity",
                other => other.trim_end_matches('s'),
            };
            let verb = visit.server.verb("log_email")?;
            visit
                .server
                .run_verb(
                    verb,
                    &tx,
                    &visit.actor,
                    serde_json::json!({ "message": message, "base64": true, of: entity }),
                )
                .await?;
            logged += 1;
            kept += 1;
            continue;
        }
        let plain: String =
            name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(300).collect();
        let file = NewFile {
            noun: &noun,
            record: entity,
            client,
            name: &plain,
            content_type: &content_type,
            content: &content,
        };
        keep_file(&tx, &file).await.map_err(|e| visit.told(&e))?;
        kept += 1;
    }
    visit.commit(tx).await?;
    if kept == 0 {
        return Err(Error::new(400, "TL100", "There was no file in the form").into());
    }
    Ok(go(&visit, &format!("/{noun}/{id}?tab={}", if logged > 0 { "timeline" } else { "files" })))
}

/// `GET /files/<id>/content`: its bytes. Nothing a file holds is ever run by the browser.
pub(super) async fn download(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    let file = bytes(&visit, id).await?;
    Ok(attached(&file.name, "application/octet-stream", file.content))
}

/// `GET /files/<id>/text`: what it says, page by page.
pub(super) async fn read(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    let about = visit.find(Ask::new("files", format!("select=name,entity_type,entity_id&id=eq.{id}"))).await?;
    let row = about.rows.first().ok_or_else(Refused::nothing)?;
    let (noun, record) = (text(row, "entity_type"), text(row, "entity_id"));
    // The connection is given back before the file is read.
    let file = bytes(&visit, id).await?;
    let read = text_of(&visit.server.tools.guard, file).await;
    let body = match &read {
        Ok(found) => shown(found),
        Err(why) => html! {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span { (why.message) " " (why.hint.as_deref().unwrap_or_default()) }
            }
        },
    };
    let mut crumbs = Vec::new();
    if visit.server.catalog.table(noun).is_some() {
        crumbs.push((plural(noun), format!("/{noun}")));
        crumbs.push(("Files".into(), format!("/{noun}/{record}?tab=files")));
    }
    let acts = html! { a class="b" href={ "/files/" (id) "/content" } { (icon("download")) "Download" } };
    let page = Page { title: text(row, "name").into(), crumbs, acts: Some(acts), ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// The text of a file, its pages under headings when it has several.
fn shown(found: &FileText) -> Markup {
    let several = found.pages.len() > 1 || found.pages.iter().any(|p| p.name.is_some());
    html! {
        @if found.status == Status::NeedsOcr {
            div class="note warn" role="status" {
                (icon("triangle-alert"))
                span {
                    "This file needs OCR: its pages are pictures, such as a scan or a photograph, and there is little or no "
                    "text in them that a program can read. Download it to read it yourself, or send it again after text "
                    "recognition."
                }
            }
        }
        @if found.cut {
            div class="note" role="status" {
                (icon("info"))
                span { "The file is longer; only the first 2 MB of its text are shown." }
            }
        }
        @for page in found.pages.iter().filter(|p| several || !p.text.is_empty()) {
            section class="card" id={ "page-" (page.number) } {
                @if several {
                    div class="head" {
                        h2 {
                            (sentence(found.kind.part())) " " (page.number)
                            @if let Some(name) = &page.name { " · " (name) }
                        }
                    }
                }
                div class="inside" {
                    @if page.text.is_empty() { p class="quiet" { "Nothing is written here." } }
                    @else { p class="written" dir="auto" { (page.text) } }
                }
            }
        }
        @if found.pages.iter().all(|p| p.text.is_empty()) && found.status == Status::Read {
            p class="quiet" { "Nothing is written in this file." }
        }
    }
}

async fn bytes(visit: &Visit, id: Uuid) -> Result<FileBytes, Refused> {
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    let tx = visit.begin(&visit.actor).await?;
    let file = file_bytes(&tx, &visit.actor, id).await.map_err(|e| visit.told(&e))?;
    visit.commit(tx).await?;
    file.ok_or_else(Refused::nothing)
}

/// `GET /invoices/<id>/pdf`: the invoice on paper.
pub(super) async fn invoice(visit: Visit, Path(id): Path<String>) -> Answer {
    use platform::verb::{Call, Progress};
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    let tx = visit.begin(&visit.actor).await?;
    let call = Call { tx: &tx, actor: &visit.actor, tools: &visit.server.tools, progress: &Progress::default() };
    let document = modules::delivery::invoice_document::document(call, id).await?;
    visit.commit(tx).await?;
    Ok(attached(&document.name, "application/pdf", document.content))
}

/// Bytes to be saved under a name.
pub(super) fn attached(name: &str, content_type: &'static str, content: Vec<u8>) -> Response {
    let mut response = server::http::typed(StatusCode::OK, content_type, content);
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    let value = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
    );
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
