//! `/import`: the wizard. A file is uploaded or fetched from a link, its headers are matched, a dry run counts, the import
//! shows how far it is, and all of it can be undone.

mod frame;
mod headers;
mod progress;

pub(super) use progress::{progress, rejects, stop};

use super::data::Fields;
use super::icons::icon;
use super::refused::{Answer, Refused};
use super::shell::go;
use super::visit::Visit;
use ::import::{Import, NewImport, Numbers, Options};
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use frame::framed;
use maud::{Markup, html};
use platform::store::Spool;
use records::Error;
use server::imports;
use uuid::Uuid;

/// `GET /import?noun=…&file=…`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() {
        return Err(Error::new(403, "42501", "Your role may not import").into());
    }
    let (step, body) = match visit.param("file").and_then(|f| Uuid::parse_str(&f).ok()) {
        Some(id) => (2, headers::form(&visit, &imports::find(&visit.server, &visit.actor, id).await?, None).await?),
        None => (1, upload_form(&visit)),
    };
    Ok(framed(&visit, step, &body))
}

/// `POST /import/upload`
pub(super) async fn upload(visit: Visit, mut form: Multipart) -> Answer {
    let broken = |e: axum::extract::multipart::MultipartError| {
        Refused::from(Error::new(400, "TL120", format!("The file did not arrive whole: {e}")))
    };
    let most = visit.server.settings.max_upload;
    let (mut noun, mut link, mut sent) = (String::new(), String::new(), None);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("noun") => noun = server::http::field(&mut field, 100).await?,
            Some("link") => link = server::http::field(&mut field, 4096).await?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
                let name = name.to_string();
                if !name.is_empty() {
                    sent = Some((server::http::spool(&mut field, most as u64, "The file").await?, name));
                }
            }
            _ => {}
        }
    }
    ::import::noun(visit.catalog(), &noun, &visit.actor)?;
    let (bytes, filename, source) = match sent {
        Some((bytes, name)) => (bytes, name, None),
        None if link.trim().is_empty() => {
            return Err(Error::new(400, "TL120", "Choose a file or paste a link first").into());
        }
        None => {
            let (bytes, name, from) = ::import::fetch(&*visit.server.tools.outbound, &link, most).await?;
            (bytes, name, Some(from))
        }
    };
    if bytes.content().size == 0 {
        return Err(Error::new(400, "TL120", "The file is empty")
            .hint("Choose a CSV or Excel file with a line of headers and at least one row.")
            .into());
    }
    let id = enter(&visit, &noun, &filename, source.as_deref(), &bytes).await?;
    Ok(go(&visit, &format!("/import?file={id}")))
}

/// Keeps a file with its import, once it was seen that it can be read.
async fn enter(
    visit: &Visit,
    noun: &str,
    filename: &str,
    source: Option<&str>,
    bytes: &Spool,
) -> Result<Uuid, Refused> {
    let options = Options::default();
    imports::input(&visit.server, bytes, filename, &options).headers().map_err(Refused::from)?;
    let new = NewImport {
        noun,
        filename,
        options: &options,
        mapping: None,
        dry_run: true,
        resume: false,
        source_url: source,
        content: bytes.content(),
        bytes: Some(bytes),
    };
    let tx = visit.begin(&visit.actor).await?;
    let id = ::import::enter(&tx, &visit.actor, &new).await.map_err(|e| visit.told(&e))?;
    visit.commit(tx).await?;
    Ok(id)
}

/// `POST /import/<id>/plan`: a dry run with this mapping.
pub(super) async fn plan(visit: Visit, Path(id): Path<Uuid>, form: Fields) -> Answer {
    let mut import = imports::find(&visit.server, &visit.actor, id).await?;
    let pairs = form.all("header").into_iter().zip(form.all("column"));
    import.options = Options {
        map: pairs.map(|(header, column)| (header.to_string(), column.to_string())).collect(),
        key: form.filled("key").map(str::to_string),
        sheet: form.filled("sheet").map(str::to_string),
        decimal: Numbers::parse(form.get("decimal").unwrap_or_default()).map_err(Refused::from)?,
    };
    let sample = headers::sample(&visit, &import).await?;
    let planned = imports::plan(&visit.server, &visit.actor, &import.noun, &sample.headers, &import.options).await;
    if let Err(e) = planned {
        let body = headers::form(&visit, &import, Some(&e.message)).await?;
        let mut response = framed(&visit, 2, &body);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    begin(&visit, &import, true).await?;
    Ok(progress::follow(&visit, id, 3, "Checking"))
}

/// `POST /import/<id>/start`: the import itself; one that failed or was stopped goes on.
pub(super) async fn start(visit: Visit, Path(id): Path<Uuid>, _form: Fields) -> Answer {
    let import = imports::find(&visit.server, &visit.actor, id).await?;
    begin(&visit, &import, false).await?;
    Ok(progress::follow(&visit, id, 4, "Importing"))
}

/// Puts an import to work: from its beginning, or where it was stopped.
async fn begin(visit: &Visit, import: &Import, dry_run: bool) -> Result<(), Refused> {
    let goes_on = !import.dry_run && matches!(import.status.as_str(), "failed" | "cancelled");
    let tx = visit.begin(&visit.actor).await?;
    if !goes_on {
        ::import::begin_anew(&tx, &visit.actor, import.id, &import.options, dry_run).await?;
    }
    imports::launch(&visit.server, &tx, &visit.actor, import.id).await?;
    visit.commit(tx).await?;
    visit.server.work.notify_waiters();
    Ok(())
}

fn upload_form(visit: &Visit) -> Markup {
    let wanted = visit.param("noun").unwrap_or_else(|| "clients".into());
    html! {
        form class="form" method="post" action="/import/upload" enctype="multipart/form-data" data-upload {
            div class="field" {
                label for="noun" { "What does each row become?" }
                select class="in" id="noun" name="noun" {
                    @for t in {
                        visit
                            .menu()
                            .filter(|t| {
                                visit.may(&t.name, "INSERT") && t.primary_key == ["id"]
                            })
                    } {
                        option value=(t.name) selected[t.name == wanted] { (t.plural()) }
                    }
                }
            }
            div class="field" {
                label class="drop" for="file" {
                    (icon("upload"))
                    span { "Drop a CSV or Excel file here, or click to choose one" }
                    span class="small quiet" data-file-name {
                        "Any delimiter, any encoding people use; up to "
                        (visit.server.settings.max_upload >> 20)
                        " MB."
                    }
                }
                input class="visually-hidden" id="file" type="file" name="file" accept=".csv,.tsv,.txt,.xlsx";
            }
            div class="field" {
                label for="link" { "Or paste a link to the file" }
                input class="in" id="link" type="url" name="link" placeholder="https://…" aria-describedby="link-hint";
                p class="small quiet" id="link-hint" {
                    "The link to a CSV or Excel file, or to a Google sheet that everybody with the link can open."
                }
            }
            div class="feet" {
                button class="b primary" type="submit" { "Next" (icon("chevron-right")) }
            }
        }
    }
}
