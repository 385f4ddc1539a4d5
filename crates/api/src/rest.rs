//! `/rest/v1/<table>`: the PostgREST dialect over the records engine.

mod call;
mod once;
mod plans;
mod respond;
mod rpc;
mod twins;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::any;
use call::Call;
use once::{Once, Stored};
use plans::{Kept, Plans};
use platform::{Actor, DbError, Rows, Step, explain};
use records::{Error, Expect, Plan, Vault, Verb};
use server::Server;
use server::auth::{Cost, admit};
use server::http::Failure;
use std::sync::Arc;

/// What this surface works with.
struct Rest {
    server: Arc<Server>,
    plans: Plans,
}

/// The addresses of records and verbs.
pub(crate) fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/rest/v1/{table}", any(serve))
        .route("/rest/v1/{table}/", any(serve))
        .with_state(Arc::new(Rest { server: Arc::clone(server), plans: Plans::default() }))
        .merge(Router::new().route("/rest/v1/rpc/{verb}", any(rpc::serve)).with_state(Arc::clone(server)))
}

/// One request: parse, plan, act as the actor, respond.
async fn serve(
    State(rest): State<Arc<Rest>>,
    Path(table): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let server = &rest.server;
    let (parts, body) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return Ok(respond::options());
    }
    let (actor, rate) = admit(server, &parts, Cost::Request).await?;
    let mut call = Call::parse(&parts)?;
    call::profile(&parts.headers, call.verb == Verb::Read, &server.catalog, Some(&table))?;
    let body = read_body(server, &call, &parts.headers, body).await?;
    let vault = server.vault(&actor).await.map_err(|e| explain(&server.catalog, &e, true))?;
    let (kept, params) = planned(&rest, &actor, &mut call, &table, &body, &*vault)?;
    // What is undone anyway may be sent again as often as one likes.
    if let Some(key) = call.idempotency_key.clone().filter(|_| !call.prefer.rollback) {
        return keyed(server, &actor, &call, &table, &key, &body, &kept, &*vault).await;
    }
    let twins = twins_step(server, &actor, &call, &table);
    let looks = twins.is_some();
    let mut answers = act(server, &actor, &call, &kept, params, twins)
        .await
        .map_err(|e| call.refused(&server.catalog, &e, &actor))?;
    let twins = if looks { answers.pop() } else { None };
    if call.verb == Verb::Read
        && let Some(found) = answers.first()
    {
        server.note_read(&actor, &table, &kept.plan, &found.rows);
    }
    let mut response = respond::respond(server, &actor, &call, &table, &kept.plan, answers, &*vault).await?;
    if let Some(twins) = &twins {
        twins::tell(response.headers_mut(), twins);
    }
    if let Some(rate) = rate {
        rate.tell(response.headers_mut());
    }
    Ok(response)
}

/// What a write asks about the twins of what it wrote.
fn twins_step(server: &Server, actor: &Actor, call: &Call, table: &str) -> Option<Step> {
    let writes = matches!(call.verb, Verb::Create | Verb::Update | Verb::Replace);
    server.catalog.table(table).filter(|_| writes).and_then(|table| twins::step(table, actor.role))
}

/// A write with an Idempotency-Key.
#[expect(clippy::too_many_arguments, reason = "the parts of one request")]
async fn keyed(
    server: &Server,
    actor: &Actor,
    call: &Call,
    table: &str,
    key: &str,
    body: &[u8],
    kept: &Kept,
    vault: &dyn Vault,
) -> Result<Response, Failure> {
    let failed = |e: DbError| Failure(call.refused(&server.catalog, &e, actor));
    let place = call.place();
    let once = Once::new(
        actor,
        key,
        &[place.as_bytes(), call.raw_query.as_bytes(), call.prefer.applied.join(",").as_bytes(), body],
    )?;
    let tx = match once.begin(server).await? {
        Stored::Before(response) => return Ok(response),
        Stored::Now(tx) => tx,
    };
    let plan = &kept.plan;
    let rows = tx.run(&Step::new(Arc::clone(&kept.sql), plan.sql.params.clone())).await.map_err(failed)?;
    let twins = match twins_step(server, actor, call, table) {
        Some(step) => Some(tx.run(&step).await.map_err(failed)?),
        None => None,
    };
    let mut response = respond::respond(server, actor, call, table, plan, vec![rows], vault).await?;
    if let Some(twins) = &twins {
        twins::tell(response.headers_mut(), twins);
    }
    let response = once.store(server, &tx, response).await?;
    tx.commit().await.map_err(failed)?;
    Ok(response)
}

async fn read_body(server: &Server, call: &Call, headers: &HeaderMap, body: Body) -> Result<Bytes, Failure> {
    if matches!(call.verb, Verb::Read) {
        return Ok(Bytes::new());
    }
    server::http::read(body, headers, server.settings.max_body).await
}

/// The plan of the request and its parameters. Reads of a known shape are not planned again.
fn planned(
    rest: &Rest,
    actor: &Actor,
    call: &mut Call,
    table: &str,
    body: &[u8],
    vault: &dyn Vault,
) -> Result<(Kept, Vec<Option<String>>), Error> {
    let shape =
        if call.verb == Verb::Read && call.range.is_none() { plans::shape(call, table, actor.role) } else { None };
    if let Some((shape, values)) = &shape
        && let Some(kept) = rest.plans.get(shape)
    {
        return Ok((kept, values.clone()));
    }
    call.understand()?;
    let plan = plan(&rest.server, actor, call, table, body, vault)?;
    let params = plan.sql.params.clone();
    let kept = Kept::new(plan);
    if let Some((shape, values)) = shape {
        rest.plans.keep(shape, &values, &kept);
    }
    Ok((kept, params))
}

fn plan(
    server: &Server,
    actor: &Actor,
    call: &Call,
    table: &str,
    body: &[u8],
    vault: &dyn Vault,
) -> Result<Plan, Error> {
    let planner = server.planner(actor, vault);
    let table = planner.table(table)?;
    let expect = Expect { single: call.single, at_most: call.prefer.max_affected };
    match call.verb {
        Verb::Read => planner.read(table, &call.query, &call.prefer),
        Verb::Create => planner.create(table, &call.query, &call.prefer, call.rows(body)?, expect),
        Verb::Update => {
            planner.update(table, &call.query, &call.prefer, call.rows(body)?, expect, call.version()?.as_deref())
        }
        Verb::Replace => planner.replace(table, &call.query, &call.prefer, call.rows(body)?, expect),
        Verb::Delete => planner.delete(table, &call.query, &call.prefer, expect, call.version()?.as_deref()),
    }
}

async fn act(
    server: &Server,
    actor: &Actor,
    call: &Call,
    kept: &Kept,
    params: Vec<Option<String>>,
    last: Option<Step>,
) -> Result<Vec<Rows>, DbError> {
    let mut steps = Vec::with_capacity(3);
    if let (Some(sql), Some(count)) = (&kept.count, &kept.plan.count) {
        // Of a plan that was kept, the count has the same parameters.
        let own = if count.params.len() == params.len() { params.clone() } else { count.params.clone() };
        steps.push(Step::new(Arc::clone(sql), own));
    }
    steps.insert(0, Step::new(Arc::clone(&kept.sql), params));
    steps.extend(last);
    if call.prefer.rollback {
        return server.door.run_and_undo(actor, steps).await;
    }
    let writes = call.verb != Verb::Read;
    server.door.run(actor, steps, kept.plan.weight, writes).await
}
