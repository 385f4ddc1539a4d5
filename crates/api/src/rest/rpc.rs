//! `/rest/v1/rpc/<verb>`: verbs, each in one transaction as the actor; with `Prefer: respond-async` (RFC 7240) in the background.

mod input;

use super::once::{Once, Stored};
use super::requested::{Accepted, Form, accepted, not_single, profile, text};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use platform::DbError;
use platform::explain;
use records::{Error, Prefer};
use serde_json::{Value, json};
use server::Server;
use server::auth::{Cost, admit};
use server::http::{self, Failure};
use server::jobs;
use std::sync::Arc;
use uuid::Uuid;

/// Finds the verb, reads its input, runs it, commits.
pub(super) async fn serve(
    State(server): State<Arc<Server>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let reads = parts.method == Method::GET;
    let cost = if reads { Cost::Request } else { Cost::Verb };
    let (mut actor, rate) = admit(&server, &parts, cost).await?;
    let verb = server.verb(&name)?;
    profile(&parts.headers, reads, &server.catalog, None)?;
    let accepted = accepted(text(&parts.headers, "accept").unwrap_or("*/*"))?;
    if accepted.form == Form::Csv || accepted.without_nulls {
        return Err(Error::new(406, "PGRST107", "A verb answers JSON as it is")
            .hint("Ask for application/json.")
            .into());
    }
    if text(&parts.headers, "range").is_some_and(|r| r.starts_with("items=") || !r.contains('=')) {
        return Err(Error::new(400, "PGRST100", "A verb's answer has no ranges")
            .hint("Leave the Range header out.")
            .into());
    }
    let query = parts.uri.query().unwrap_or_default();
    let input = match parts.method {
        Method::POST => {
            input::none(&verb.name, query)?;
            input::body(&http::read(body, &parts.headers, server.settings.max_body).await?)?
        }
        Method::GET if verb.reads_only => input::query(verb, query)?,
        _ => {
            return Err(Error::new(
                405,
                "PGRST101",
                format!("{name} is called with POST{}", if verb.reads_only { " or GET" } else { "" }),
            )
            .into());
        }
    };
    let (prefer, later) = preferences(&parts.headers)?;
    if verb.has_steps() && !verb.is_work() && !later {
        if prefer.rollback && !verb.reads_only {
            let message = "What writes in several steps can't be rolled back";
            return Err(Error::new(400, "PGRST122", message).hint("Leave Prefer: tx=rollback out.").into());
        }
        actor.operation = (!verb.reads_only).then(Uuid::now_v7);
        let answer = server.run_in_steps(verb, &actor, input).await?;
        if !verb.reads_only {
            server.forget();
            server.work.notify_waiters();
        }
        let mut response = http::json(StatusCode::OK, shaped(answer, &accepted)?.to_string().into_bytes());
        if let Some(rate) = rate {
            rate.tell(response.headers_mut());
        }
        return Ok(response);
    }
    // What a verb did can be taken back by the name of its operation.
    let operation = (!verb.reads_only).then(Uuid::now_v7);
    actor.operation = operation;
    let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
    // What is undone anyway may be sent again as often as one likes.
    let key = text(&parts.headers, "idempotency-key").filter(|_| !reads && !prefer.rollback);
    let once = key
        .map(|key| Once::new(&actor, key, &[parts.uri.path().as_bytes(), input.to_string().as_bytes()]))
        .transpose()?;
    let tx = match &once {
        Some(once) => match once.begin(&server).await? {
            Stored::Before(response) => return Ok(response),
            Stored::Now(tx) => tx,
        },
        None => server.door.begin(&actor).await.map_err(failed)?,
    };
    let mut response = if (later || verb.is_work()) && !reads {
        let job = jobs::enqueue(&tx, &actor, verb, &input).await?;
        let mut response = http::json(StatusCode::ACCEPTED, json!({ "job": job }).to_string().into_bytes());
        response.headers_mut().insert(
            header::LOCATION,
            HeaderValue::from_str(&format!("/rest/v1/background_jobs?id=eq.{job}"))
                .unwrap_or(HeaderValue::from_static("/rest/v1/background_jobs")),
        );
        response
    } else {
        let answer = server.run_verb(verb, &tx, &actor, input).await?;
        let mut response = http::json(StatusCode::OK, shaped(answer, &accepted)?.to_string().into_bytes());
        if !verb.reads_only {
            let told = super::twins::of_verb(response.headers_mut(), &server.catalog, &tx, &actor).await;
            told.map_err(failed)?;
        }
        response
    };
    if let Some(rate) = rate {
        rate.tell(response.headers_mut());
    }
    if let Some(value) = operation.and_then(|o| HeaderValue::from_str(&o.to_string()).ok()) {
        response.headers_mut().insert("operation", value);
    }
    if prefer.rollback {
        response.headers_mut().insert("preference-applied", HeaderValue::from_static("tx=rollback"));
        return Ok(response);
    }
    let response = match &once {
        Some(once) => once.store(&server, &tx, response).await?,
        None => response,
    };
    tx.commit().await.map_err(failed)?;
    if !verb.reads_only {
        server.forget();
        server.work.notify_waiters();
    }
    Ok(response)
}

/// What `Prefer` says to a verb, and whether it is to run in the background.
fn preferences(headers: &HeaderMap) -> Result<(Prefer, bool), Error> {
    let all: Vec<&str> = headers.get_all("prefer").iter().filter_map(|v| v.to_str().ok()).collect();
    let words = || all.iter().flat_map(|h| h.split([',', ';'])).map(str::trim);
    let prefer = Prefer::parse(words().filter(|w| *w != "respond-async"))?;
    let later = words().any(|w| w == "respond-async");
    if prefer.count.is_some() || prefer.resolution.is_some() {
        let message = "Prefer: count and resolution say nothing to a verb";
        return Err(Error::new(400, "PGRST122", message).hint("Leave them out; verbs answer one object."));
    }
    if later && prefer.rollback {
        return Err(Error::new(400, "PGRST122", "A job in the background can't be rolled back")
            .hint("Leave one of the preferences out."));
    }
    Ok((prefer, later))
}

/// The answer, or the only row of it.
fn shaped(answer: Value, accepted: &Accepted) -> Result<Value, Error> {
    match answer {
        Value::Array(mut rows) if accepted.single => {
            if rows.len() == 1 {
                Ok(rows.remove(0))
            } else {
                Err(not_single(rows.len()))
            }
        }
        answer => Ok(answer),
    }
}
