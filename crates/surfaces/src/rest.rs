//! `/rest/v1/<table>`: the PostgREST dialect over the records engine.

mod call;
pub(crate) mod explain;
mod once;
mod respond;

use crate::http::Failure;
use crate::identify::identify;
use crate::server::Server;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use call::Call;
use explain::explain;
use platform::{Actor, DbError, Rows, Step};
use records::{Error, Expect, Plan, Vault, Verb};
use std::sync::Arc;

/// One request: parse, plan, act as the actor, respond.
pub(crate) async fn serve(State(server): State<Arc<Server>>, Path(table): Path<String>, request: Request) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return Ok(respond::options());
    }
    let actor = identify(&server, &parts).await?;
    let call = Call::parse(&parts)?;
    let body = read_body(&server, &call, &parts.headers, body).await?;
    let vault = server.vault(&actor).await.map_err(|e| explain(&server.catalog, &e, true))?;
    let plan = plan(&server, &actor, &call, &table, &body, &*vault)?;
    if let Some(key) = &call.idempotency_key {
        return once::serve(&server, &actor, &call, &table, key, &body, &plan, &*vault).await;
    }
    let answers = act(&server, &actor, &call, &plan).await.map_err(|e| call.refused(&server.catalog, &e, &actor))?;
    respond::respond(&server, &actor, &call, &table, &plan, answers, &*vault).await
}

async fn read_body(server: &Server, call: &Call, headers: &HeaderMap, body: Body) -> Result<Bytes, Failure> {
    if matches!(call.verb, Verb::Read) {
        return Ok(Bytes::new());
    }
    crate::http::read(body, headers, server.settings.max_body).await
}

fn plan(server: &Server, actor: &Actor, call: &Call, table: &str, body: &[u8], vault: &dyn Vault) -> Result<Plan, Error> {
    let planner = server.planner(actor, vault);
    let table = planner.table(table)?;
    let expect = Expect { single: call.single && call.prefer.returning == records::Return::Representation, at_most: call.prefer.max_affected };
    match call.verb {
        Verb::Read => planner.read(table, &call.query, &call.prefer),
        Verb::Create => planner.create(table, &call.query, &call.prefer, call.rows(body)?, expect),
        Verb::Update => planner.update(table, &call.query, &call.prefer, call.rows(body)?, expect, call.version()?.as_deref()),
        Verb::Replace => planner.replace(table, &call.query, &call.prefer, call.rows(body)?, expect),
        Verb::Delete => planner.delete(table, &call.query, &call.prefer, expect, call.version()?.as_deref()),
    }
}

async fn act(server: &Server, actor: &Actor, call: &Call, plan: &Plan) -> Result<Vec<Rows>, DbError> {
    let steps = steps(plan);
    if call.prefer.rollback {
        return server.door.run_and_undo(actor, steps).await;
    }
    server.door.run(actor, steps, plan.quick, call.verb != Verb::Read).await
}

/// The statement, and the one that counts.
fn steps(plan: &Plan) -> Vec<Step> {
    std::iter::once(&plan.sql).chain(&plan.count).map(|sql| Step::new(sql.text.as_str(), sql.params.clone())).collect()
}
