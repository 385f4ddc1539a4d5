//! Files kept with a record.

use super::data::{Ask, number, text};
use super::format;
use super::icons::{icon, meaning};
use super::refused::{Answer, Refused};
use super::shell::go;
use super::visit::Visit;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use maud::{Markup, html};
use modules::knowledge::keep_file::{NewFile, keep_file};
use records::Error;
use serde_json::{Value, json};
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
                .run_verb(verb, &tx, &visit.actor, json!({ "message": message, "base64": true, of: entity }))
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
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    // That the person sees the row is asked as the person; the bytes themselves no role reads, so the system fetches them.
    let tx = visit.begin(&visit.actor).await?;
    let seen = tx
        .query_opt("select name from knowledge.files where id = $1", &[&id])
        .await
        .map_err(|e| visit.told_sql(e))?
        .ok_or_else(Refused::nothing)?;
    tx.become_actor(&platform::Actor { role: "auth", ..visit.actor.clone() }).await.map_err(|e| visit.told(&e))?;
    let row = tx
        .query_one("select content from knowledge.files where org_id = $1 and id = $2", &[&visit.actor.org, &id])
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let name: String = seen.get(0);
    Ok(attached(&name, "application/octet-stream", row.get::<_, Option<Vec<u8>>>(0).unwrap_or_default()))
}

/// `GET /invoices/<id>/pdf`: the invoice on paper.
pub(super) async fn invoice(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    Ok(document(&visit.server.call(&visit.actor, "invoice_pdf", json!({ "invoice": id })).await?))
}

/// A document as a verb answers it: its name and its bytes in base64.
pub(super) fn document(answer: &Value) -> Response {
    let content = answer["content"].as_str().and_then(|c| base64::engine::general_purpose::STANDARD.decode(c).ok());
    attached(answer["name"].as_str().unwrap_or("document"), "application/pdf", content.unwrap_or_default())
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
