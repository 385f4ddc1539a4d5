//! Files kept with a record.

mod picture;
mod written;

pub(super) use picture::{kind_of, picture};
pub(super) use written::read;

use super::data::{Ask, number, text};
use super::format;
use super::icons::{icon, meaning};
use super::refused::{Answer, Refused};
use super::shell::go;
use super::visit::Visit;
use axum::body::Body;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use maud::{Markup, html};
use platform::store::{self, NewFile, Spool};
use records::Error;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Bytes a file may have.
const LARGEST: u64 = 100 << 20;
/// Files that come in together.
const AT_ONCE: usize = 50;

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
                p {
                    "Drop files here, or "
                    label class="plain" {
                        "choose them"
                        input class="visually-hidden" type="file" name="file" multiple;
                    }
                    "."
                }
                p class="small quiet" {
                    "At most "
                    (LARGEST >> 20)
                    " MB each."
                    @if matches!(noun, "clients" | "opportunities" | "leads") {
                        " An e-mail saved as .eml goes on the timeline."
                    }
                }
                noscript {
                    button class="b" type="submit" { "Upload" }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 {
                    "Files "
                    span class="quiet" { (found.rows.len()) }
                }
            }
            @if found.rows.is_empty() {
                p class="inside quiet" { "No files yet." }
            }
            ul class="rows" {
                @for f in &found.rows {
                    li {
                        (icon("file"))
                        div class="main clip" {
                            a class="plain" href={ "/files/" (text(f, "id")) "/content" } { (text(f, "name")) }
                        }
                        a   class="small"
                            href={ "/files/" (text(f, "id")) "/text" }
                            aria-label={ "Read the text of " (text(f, "name")) }
                        { "Read its text" }
                        span class="quiet small" { (format::bytes(number(f, "size"))) }
                        span class="quiet small" { (super::nouns::label_of(f.get("created_by_label"))) }
                        span class="quiet small" { (format::moment(visit, text(f, "created_at"))) }
                        @if visit.may("files", "DELETE") {
                            form hx-post={ "/files/" (text(f, "id")) "/delete?stay=1" } hx-swap="none" {
                                button class="b ghost icon" type="submit" { (meaning("trash-2", "Delete")) }
                            }
                        }
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
    // All of it is here before anything is written: no connection waits for a slow sender.
    let arrived = arrived(&mut form).await?;
    if arrived.is_empty() {
        return Err(Error::new(400, "TL100", "There was no file in the form").into());
    }
    let tx = visit.begin(&visit.actor).await?;
    let mut logged = false;
    for Arrived { name, content_type, bytes } in &arrived {
        if name.to_lowercase().ends_with(".eml") && matches!(noun.as_str(), "clients" | "opportunities" | "leads") {
            // A saved e-mail belongs on the timeline, with everybody it names.
            let whole = tokio::fs::read(bytes.path()).await.map_err(|e| visit.told(&store::unreadable(e)))?;
            let message = base64::engine::general_purpose::STANDARD.encode(&whole);
            let of = match noun.as_str() {
                "opportunities" => "opportunity",
                other => other.trim_end_matches('s'),
            };
            let input = json!({ "message": message, "base64": true, of: entity });
            visit.server.run_verb(visit.server.verb("log_email")?, &tx, &visit.actor, input).await?;
            logged = true;
            continue;
        }
        let file = NewFile { noun: &noun, record: entity, client, name, content_type, is_private: false };
        store::add(&tx, &visit.actor, &file, bytes).await.map_err(|e| visit.told(&e))?;
    }
    visit.commit(tx).await?;
    Ok(go(&visit, &format!("/{noun}/{id}?tab={}", if logged { "timeline" } else { "files" })))
}

/// A file that came in with a form.
struct Arrived {
    name: String,
    content_type: String,
    bytes: Spool,
}

/// The files of a form, on the disk.
async fn arrived(form: &mut Multipart) -> Result<Vec<Arrived>, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::new(400, "TL120", format!("The file did not arrive whole: {e}"));
    let mut all = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|e| broken(&e))? {
        let sent = field.file_name().unwrap_or_default().to_string();
        let plain = sent.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control());
        let name: String = plain.take(300).collect();
        if name.is_empty() {
            continue;
        }
        if all.len() == AT_ONCE {
            return Err(Error::new(413, "TL413", format!("These are more than {AT_ONCE} files"))
                .hint("Send them in several goes."));
        }
        let kind = field.content_type().unwrap_or("application/octet-stream");
        let content_type = kind.chars().filter(|c| !c.is_control()).take(200).collect();
        let bytes = server::http::spool(&mut field, LARGEST, &name).await.map_err(|e| match e.code.as_str() {
            "TL413" => e.hint("Keep it elsewhere and note its address."),
            _ => e,
        })?;
        all.push(Arrived { name, content_type, bytes });
    }
    Ok(all)
}

/// `GET /files/<id>/content`: its bytes. Nothing a file holds is ever run by the browser.
pub(super) async fn download(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    // That the person sees the row is asked as the person; the bytes themselves no role reads, so the server fetches them.
    let tx = visit.begin(&visit.actor).await?;
    let seen = tx
        .query_opt("select name from knowledge.files where id = $1", &[&id])
        .await
        .map_err(|e| visit.told_sql(e))?
        .ok_or_else(Refused::nothing)?;
    let content = store::content_of(&tx, &visit.actor, id).await.map_err(|e| visit.told(&e))?;
    visit.commit(tx).await?;
    let name: String = seen.get(0);
    let content = content.ok_or_else(Refused::nothing)?;
    let size = content.size;
    let objects = visit.server.tools.objects.as_deref();
    let bytes = store::read(Arc::clone(&visit.server.door), objects, visit.actor.org, content).await;
    let bytes = bytes.map_err(|e| Error::new(503, "58030", format!("The file can't be read: {e}")))?;
    let mut response = attached(&name, "application/octet-stream", Body::from_stream(bytes));
    response.headers_mut().insert(header::CONTENT_LENGTH, size.into());
    Ok(response)
}

/// `GET /invoices/<id>/pdf`: the invoice on paper.
pub(super) async fn invoice(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    Ok(document(&visit.server.call(&visit.actor, "invoice_pdf", json!({ "invoice": id })).await?))
}

/// `GET /offers/<id>/pdf`: the letter of an offer.
pub(super) async fn offer(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    Ok(document(&visit.server.call(&visit.actor, "offer_letter", json!({ "offer": id })).await?))
}

/// A document as a verb answers it: its name and its bytes in base64.
pub(super) fn document(answer: &Value) -> Response {
    let content = answer["content"].as_str().and_then(|c| base64::engine::general_purpose::STANDARD.decode(c).ok());
    attached(answer["name"].as_str().unwrap_or("document"), "application/pdf", content.unwrap_or_default())
}

/// Bytes to be saved under a name.
pub(super) fn attached(name: &str, content_type: &'static str, content: impl Into<Body>) -> Response {
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
