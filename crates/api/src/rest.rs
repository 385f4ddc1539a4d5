//! `/rest/v1/<table>`: the PostgREST dialect over the records engine.

mod once;
mod plans;
mod requested;
mod respond;
mod rpc;
mod twins;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{self, HeaderMap};
use axum::response::Response;
use axum::routing::any;
use once::{Once, Stored};
use plans::{Kept, Plans};
use platform::{Actor, DbError, Rows, Step, explain};
use records::{Error, Expect, Method, Plan, Vault};
use requested::Requested;
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
    if parts.method == http::Method::OPTIONS {
        return Ok(respond::options());
    }
    let (actor, rate) = admit(server, &parts, Cost::Request).await?;
    let mut asked = Requested::parse(&parts)?;
    requested::profile(&parts.headers, asked.method == Method::Read, &server.catalog, Some(&table))?;
    let body = read_body(server, &asked, &parts.headers, body).await?;
    let vault = server.vault(&actor).await.map_err(|e| explain(&server.catalog, &e, true))?;
    let (kept, params) = planned(&rest, &actor, &mut asked, &table, &body, &*vault)?;
    // What is undone anyway may be sent again as often as one likes.
    if let Some(key) = asked.idempotency_key.clone().filter(|_| !asked.prefer.rollback) {
        return keyed(server, &actor, &asked, &table, &key, &body, &kept, &*vault).await;
    }
    let twins = twins_step(server, &actor, &asked, &table);
    let looks = twins.is_some();
    let mut answers = act(server, &actor, &asked, &kept, params, twins)
        .await
        .map_err(|e| asked.refused(&server.catalog, &e, &actor))?;
    let twins = if looks { answers.pop() } else { None };
    if asked.method == Method::Read
        && let Some(found) = answers.first()
    {
        server.note_read(&actor, &table, &kept.plan, &found.rows);
    }
    let mut response = respond::respond(server, &actor, &asked, &table, &kept.plan, answers, &*vault).await?;
    if let Some(twins) = &twins {
        twins::tell(response.headers_mut(), twins);
    }
    if let Some(rate) = rate {
        rate.tell(response.headers_mut());
    }
    Ok(response)
}

/// What a write asks about the twins of what it wrote.
fn twins_step(server: &Server, actor: &Actor, asked: &Requested, table: &str) -> Option<Step> {
    let writes = matches!(asked.method, Method::Create | Method::Update | Method::Replace);
    server.catalog.table(table).filter(|_| writes).and_then(|table| twins::step(table, actor.role))
}

/// A write with an Idempotency-Key.
#[expect(clippy::too_many_arguments, reason = "the parts of one request")]
async fn keyed(
    server: &Server,
    actor: &Actor,
    asked: &Requested,
    table: &str,
    key: &str,
    body: &[u8],
    kept: &Kept,
    vault: &dyn Vault,
) -> Result<Response, Failure> {
    let failed = |e: DbError| Failure(asked.refused(&server.catalog, &e, actor));
    let place = asked.place();
    let once = Once::new(
        actor,
        key,
        &[place.as_bytes(), asked.raw_query.as_bytes(), asked.prefer.applied.join(",").as_bytes(), body],
    )?;
    let tx = match once.begin(server).await? {
        Stored::Before(response) => return Ok(response),
        Stored::Now(tx) => tx,
    };
    let plan = &kept.plan;
    let rows = tx.run(&Step::new(Arc::clone(&kept.sql), plan.sql.params.clone())).await.map_err(failed)?;
    let twins = match twins_step(server, actor, asked, table) {
        Some(step) => Some(tx.run(&step).await.map_err(failed)?),
        None => None,
    };
    let mut response = respond::respond(server, actor, asked, table, plan, vec![rows], vault).await?;
    if let Some(twins) = &twins {
        twins::tell(response.headers_mut(), twins);
    }
    let response = once.store(server, &tx, response).await?;
    tx.commit().await.map_err(failed)?;
    Ok(response)
}

async fn read_body(server: &Server, asked: &Requested, headers: &HeaderMap, body: Body) -> Result<Bytes, Failure> {
    if matches!(asked.method, Method::Read) {
        return Ok(Bytes::new());
    }
    server::http::read(body, headers, server.settings.max_body).await
}

/// The plan of the request and its parameters. Reads of a known shape are not planned again.
fn planned(
    rest: &Rest,
    actor: &Actor,
    asked: &mut Requested,
    table: &str,
    body: &[u8],
    vault: &dyn Vault,
) -> Result<(Kept, Vec<Option<String>>), Error> {
    let shape = if asked.method == Method::Read && asked.range.is_none() {
        plans::shape(asked, table, actor.role)
    } else {
        None
    };
    if let Some((shape, values)) = &shape
        && let Some(kept) = rest.plans.get(shape)
    {
        return Ok((kept, values.clone()));
    }
    asked.understand()?;
    let plan = plan(&rest.server, actor, asked, table, body, vault)?;
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
    asked: &Requested,
    table: &str,
    body: &[u8],
    vault: &dyn Vault,
) -> Result<Plan, Error> {
    let planner = server.planner(actor, vault);
    let table = planner.table(table)?;
    let expect = Expect { single: asked.single, at_most: asked.prefer.max_affected };
    match asked.method {
        Method::Read => planner.read(table, &asked.query, &asked.prefer),
        Method::Create => planner.create(table, &asked.query, &asked.prefer, asked.rows(body)?, expect),
        Method::Update => {
            planner.update(table, &asked.query, &asked.prefer, asked.rows(body)?, expect, asked.version()?.as_deref())
        }
        Method::Replace => planner.replace(table, &asked.query, &asked.prefer, asked.rows(body)?, expect),
        Method::Delete => planner.delete(table, &asked.query, &asked.prefer, expect, asked.version()?.as_deref()),
    }
}

async fn act(
    server: &Server,
    actor: &Actor,
    asked: &Requested,
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
    if asked.prefer.rollback {
        return server.door.run_and_undo(actor, steps).await;
    }
    let writes = asked.method != Method::Read;
    server.door.run(actor, steps, kept.plan.weight, writes).await
}
