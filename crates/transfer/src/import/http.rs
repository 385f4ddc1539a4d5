//! `/import/v1`: the import over HTTP. The file is the body; the import runs on while its progress is asked for.

use super::jobs::{Imports, scratch};
use super::order::{Numbers, Order};
use super::own_fields;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use futures_util::StreamExt as _;
use records::Error;
use serde_json::json;
use server::auth::{Cost, admit};
use server::http::{self, Failure};
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

/// The addresses of the import.
pub fn router(imports: Arc<Imports>) -> Router {
    Router::new()
        .route("/import/v1/{noun}", post(start))
        .route("/import/v1/jobs/{id}", get(progress).delete(cancel))
        .route("/import/v1/jobs/{id}/rejects", get(rejects))
        .with_state(imports)
}

/// `POST /import/v1/<noun>?filename=&key=&map=Header%3Dcolumn&dry_run=true&resume=true`
async fn start(
    State(imports): State<Arc<Imports>>,
    Path(noun): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let server = &imports.server;
    let (parts, body) = request.into_parts();
    let (actor, _) = admit(server, &parts, Cost::Import).await?;
    // Who may not create is told so before a byte of the file is read.
    let table = super::noun(server, &noun).map_err(|e| Error::new(404, "PGRST205", e.to_string()))?;
    super::may_import(table, &actor)?;
    let id = Uuid::now_v7();
    let mut order = order(noun, parts.uri.query().unwrap_or_default())?;
    order.guard = server.tools.guard.clone();
    order.own_fields = own_fields(server, &actor, &order.noun).await?;
    store(body, &order.file, server.settings.max_upload).await?;
    let (key, dry_run, about) = (order.key.clone(), order.dry_run, order.noun.clone());
    let mapping = imports.launch(actor, order, id)?;
    let answer = json!({ "job": id, "noun": about, "mapping": mapping, "key": key, "dry_run": dry_run, "progress": format!("/import/v1/jobs/{id}") });
    Ok(http::json(StatusCode::ACCEPTED, answer.to_string().into_bytes()))
}

/// `GET /import/v1/jobs/<id>`
async fn progress(
    State(imports): State<Arc<Imports>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let (actor, _) = admit(&imports.server, &request.into_parts().0, Cost::Request).await?;
    Ok(http::json(StatusCode::OK, imports.state(&actor, id).await?.to_string().into_bytes()))
}

/// `DELETE /import/v1/jobs/<id>`: stops after the batch under way.
async fn cancel(
    State(imports): State<Arc<Imports>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let (actor, _) = admit(&imports.server, &request.into_parts().0, Cost::Request).await?;
    imports.stop(&actor, id).await?;
    Ok(http::json(StatusCode::ACCEPTED, json!({ "job": id, "status": "cancelling" }).to_string().into_bytes()))
}

/// `GET /import/v1/jobs/<id>/rejects`: the bad rows with line and reason, ready to be mended and sent again.
async fn rejects(
    State(imports): State<Arc<Imports>>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Failure> {
    let (actor, _) = admit(&imports.server, &request.into_parts().0, Cost::Request).await?;
    let text = imports.rejects_of(&actor, id).await?;
    Ok(http::typed(StatusCode::OK, "text/csv; charset=utf-8", text))
}

fn order(noun: String, query: &str) -> Result<Order, Error> {
    let decode = |s: &str| percent_encoding::percent_decode_str(&s.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(k, v)| (decode(k), decode(v)))
        .collect();
    let one = |name: &str| pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
    let mut map = Vec::new();
    for (key, value) in &pairs {
        match key.as_str() {
            "map" => {
                let (header, column) = value
                    .rsplit_once('=')
                    .ok_or_else(|| Error::new(400, "TL120", format!("map={value} should be map=Header=column")))?;
                map.push((header.to_string(), column.to_string()));
            }
            "filename" | "key" | "dry_run" | "resume" | "sheet" | "decimal" => {}
            other => {
                return Err(Error::new(400, "TL120", format!("Unknown parameter {other}"))
                    .hint("Known: filename, key, map, dry_run, resume, sheet, decimal."));
            }
        }
    }
    let scratch = scratch()?;
    let numbers = Numbers::parse(one("decimal").as_deref().unwrap_or_default())
        .map_err(|e| Error::new(400, "TL120", e.to_string()))?;
    Ok(Order {
        noun,
        file: scratch[0].path(),
        filename: one("filename").unwrap_or_else(|| "upload.csv".into()),
        map,
        key: one("key"),
        dry_run: one("dry_run").is_some_and(|v| v != "false"),
        restart: one("resume").is_none_or(|v| v == "false"),
        rejects: scratch[1].path(),
        sheet: one("sheet"),
        keep: false,
        own_fields: Vec::new(),
        guard: Default::default(),
        numbers,
        scratch: scratch.to_vec(),
    })
}

async fn store(body: Body, path: &std::path::Path, limit: usize) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure(Error::new(503, "58030", format!("The file can't be stored: {e}")));
    let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
    let (mut stream, mut size) = (body.into_data_stream(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::new(400, "TL120", "The file ended early"))?;
        size += chunk.len();
        if size > limit {
            return Err(Error::new(413, "TL413", format!("The file is larger than {} MB", limit >> 20)).into());
        }
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}
