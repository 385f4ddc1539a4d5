//! `/rest/v1/rpc/<verb>`: verbs, each in one transaction as the actor; with `Prefer: respond-async` (RFC 7240) in the background.

use super::call::text;
use super::explain::explain;
use super::once::{Once, Stored};
use crate::background;
use crate::http::{self, Failure};
use crate::identify::identify;
use crate::server::Server;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use platform::DbError;
use records::Error;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Finds the verb, reads its input, runs it, commits.
pub(crate) async fn serve(State(server): State<Arc<Server>>, Path(name): Path<String>, request: Request) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let mut actor = identify(&server, &parts).await?;
    let verb = server.verb(&name)?;
    let input = match parts.method {
        Method::POST => {
            let bytes = http::read(body, &parts.headers, server.settings.max_body).await?;
            if bytes.is_empty() { Value::Object(Map::new()) } else { serde_json::from_slice(&bytes).map_err(|e| Error::new(400, "PGRST102", format!("The body is not valid JSON: {e}")))? }
        }
        Method::GET if verb.reads_only => Value::Object(Map::new()),
        _ => return Err(Error::new(405, "PGRST101", format!("{name} is called with POST{}", if verb.reads_only { " or GET" } else { "" })).into()),
    };
    // What a verb did can be taken back by the name of its operation.
    let operation = (!verb.reads_only).then(Uuid::now_v7);
    actor.operation = operation;
    let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
    let key = text(&parts.headers, "idempotency-key").filter(|_| parts.method == Method::POST);
    let once = key.map(|key| Once::new(&actor, key, &[parts.uri.path().as_bytes(), input.to_string().as_bytes()])).transpose()?;
    let tx = match &once {
        Some(once) => match once.begin(&server).await? {
            Stored::Before(response) => return Ok(response),
            Stored::Now(tx) => tx,
        },
        None => server.door.begin(&actor).await.map_err(failed)?,
    };
    let later = parts.method == Method::POST && text(&parts.headers, "prefer").is_some_and(|p| p.split([',', ';']).any(|p| p.trim() == "respond-async"));
    let mut response = if later {
        let job = background::enqueue(&tx, &actor, verb, &input).await?;
        let mut response = http::json(StatusCode::ACCEPTED, json!({ "job": job }).to_string().into_bytes());
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&format!("/rest/v1/background_jobs?id=eq.{job}")).unwrap_or(HeaderValue::from_static("/rest/v1/background_jobs")));
        response
    } else {
        http::json(StatusCode::OK, server.run_verb(verb, &tx, &actor, input).await?.to_string().into_bytes())
    };
    if let Some(value) = operation.and_then(|o| HeaderValue::from_str(&o.to_string()).ok()) {
        response.headers_mut().insert("operation", value);
    }
    let response = match &once {
        Some(once) => once.store(&server, &tx, response).await?,
        None => response,
    };
    tx.commit().await.map_err(failed)?;
    server.sessions.forget();
    if !verb.reads_only {
        server.work.notify_waiters();
    }
    Ok(response)
}
