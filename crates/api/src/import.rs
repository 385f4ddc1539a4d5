//! `/import/v1`: the import over HTTP. The file is the body, or is fetched from a link; it is brought in as work while its
//! progress is asked for.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use import::{NewImport, Numbers, Options};
use records::Error;
use serde_json::{Value, json};
use server::auth::{Cost, admit};
use server::http::{self, Failure};
use server::{Server, imports};
use std::sync::Arc;
use uuid::Uuid;

/// What is asked beside the noun.
#[derive(Default)]
struct Asked {
    filename: Option<String>,
    url: Option<String>,
    options: Options,
    dry_run: bool,
    resume: bool,
}

/// `POST /import/v1/<noun>?filename=&url=&key=&map=Header%3Dcolumn&dry_run=true&resume=true`
pub(crate) async fn start(
    State(server): State<Arc<Server>>,
    Path(noun): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let (actor, _) = admit(&server, &parts, Cost::Import).await?;
    // Who may not create is told so before a byte of the file is read.
    import::noun(&server.catalog, &noun, &actor)?;
    let asked = asked(parts.uri.query().unwrap_or_default())?;
    let most = server.settings.max_upload;
    let (bytes, filename, source) = match &asked.url {
        Some(link) => {
            let (bytes, name, from) = import::fetch(&*server.tools.outbound, link, most).await?;
            (bytes, asked.filename.unwrap_or(name), Some(from))
        }
        None => {
            let bytes = http::spool(body.into_data_stream(), most as u64, "The file").await?;
            (bytes, asked.filename.unwrap_or_else(|| "upload.csv".into()), None)
        }
    };
    let input = imports::input(&server, &bytes, &filename, &asked.options);
    let headers = input.headers().map_err(|e| Error::new(400, "TL120", format!("{e:#}")))?;
    let mapping = imports::plan(&server, &actor, &noun, &headers, &asked.options).await?;
    let new = NewImport {
        noun: &noun,
        filename: &filename,
        options: &asked.options,
        mapping: Some(&mapping),
        dry_run: asked.dry_run,
        resume: asked.resume,
        source_url: source.as_deref(),
        content: bytes.content(),
        bytes: Some(&bytes),
    };
    let told = |e| Failure(server.tools.explain(&e));
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let id = import::enter(&tx, &actor, &new).await.map_err(told)?;
    imports::launch(&server, &tx, &actor, id).await?;
    tx.commit().await.map_err(told)?;
    server.work.notify_waiters();
    let answer = json!({
        "job": id, "noun": noun, "mapping": mapping.json(), "key": asked.options.key, "dry_run": asked.dry_run,
        "progress": format!("/import/v1/jobs/{id}"),
    });
    Ok(http::json(StatusCode::ACCEPTED, answer.to_string().into_bytes()))
}

/// `GET /import/v1/jobs/<id>`
pub(crate) async fn progress(
    State(server): State<Arc<Server>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let (actor, _) = admit(&server, &request.into_parts().0, Cost::Request).await?;
    let (import, reasons) = imports::state(&server, &actor, id).await?;
    let reasons: Vec<Value> = reasons.iter().map(|(line, why)| json!({ "line": line, "reason": why })).collect();
    let state = json!({
        "job": id, "status": import.status, "dry_run": import.dry_run,
        "bytes": import.bytes.1, "bytes_total": import.bytes.0, "rows_in": import.rows_in,
        "created": import.created, "updated": import.updated, "rejected": import.rejected,
        "duplicates": import.duplicates, "twins": import.alike, "reasons": reasons, "mapping": import.mapping,
        "rejects": format!("/import/v1/jobs/{id}/rejects"), "error": import.error,
    });
    Ok(http::json(StatusCode::OK, state.to_string().into_bytes()))
}

/// `DELETE /import/v1/jobs/<id>`: stops it; what was written stays.
pub(crate) async fn cancel(
    State(server): State<Arc<Server>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let (actor, _) = admit(&server, &request.into_parts().0, Cost::Request).await?;
    imports::stop(&server, &actor, id).await?;
    Ok(http::json(StatusCode::ACCEPTED, json!({ "job": id, "status": "cancelling" }).to_string().into_bytes()))
}

/// `GET /import/v1/jobs/<id>/rejects`: the bad rows with line and reason, ready to be mended and sent again.
pub(crate) async fn rejects(
    State(server): State<Arc<Server>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let (actor, _) = admit(&server, &request.into_parts().0, Cost::Request).await?;
    let rows = imports::rejects(&server, &actor, id).await?;
    Ok(http::typed(StatusCode::OK, "text/csv; charset=utf-8", Body::from_stream(rows)))
}

fn asked(query: &str) -> Result<Asked, Error> {
    let bad = |message: String| Error::new(400, "TL120", message);
    let mut asked = Asked::default();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = value.into_owned();
        match &*key {
            "filename" => asked.filename = Some(value),
            "url" => asked.url = Some(value),
            "key" => asked.options.key = Some(value),
            "sheet" => asked.options.sheet = Some(value),
            "dry_run" => asked.dry_run = value != "false",
            "resume" => asked.resume = value != "false",
            "decimal" => asked.options.decimal = Numbers::parse(&value).map_err(|e| bad(e.to_string()))?,
            "map" => {
                let pair = value.rsplit_once('=').map(|(h, c)| (h.to_string(), c.to_string()));
                asked.options.map.push(pair.ok_or_else(|| bad(format!("map={value} should be map=Header=column")))?);
            }
            other => {
                return Err(bad(format!("Unknown parameter {other}"))
                    .hint("Known: filename, url, key, map, dry_run, resume, sheet, decimal."));
            }
        }
    }
    Ok(asked)
}
