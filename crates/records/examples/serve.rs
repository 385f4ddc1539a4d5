//! Serves any PostgreSQL schema in the PostgREST dialect, with the records engine alone: no organisations, no sign-in.
//!
//! ```text
//! cargo run -p records --example serve -- --database-url postgres://user@host/name --schema public --listen 127.0.0.1:3000 [--role web_anon]
//! ```
//!
//! Made for running conformance suites of the dialect against the engine. It trusts whoever can reach it; keep it on loopback.

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{self, StatusCode, header};
use axum::response::Response;
use catalog::{Catalog, Scope};
use platform::database::{Options, Target};
use platform::{Door, Rows, Step};
use records::{Error, Expect, Limits, Method, Nothing, Plan, Planner, Prefer, Query, Return, Writing, answer};
use std::sync::Arc;

struct Served {
    door: Arc<Door>,
    catalog: Catalog,
    role: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1)).cloned();
    let usage =
        || anyhow::anyhow!("usage: serve --database-url URL [--schema public] [--listen 127.0.0.1:3000] [--role ROLE]");
    let target = Target::parse(&value("--database-url").ok_or_else(usage)?)?;
    let schemas = value("--schema").unwrap_or_else(|| "public".into()).split(',').map(str::to_string).collect();
    let catalog = Catalog::load(&target.connect().await?, Scope { schemas, ..Scope::default() }).await?;
    let listener = tokio::net::TcpListener::bind(value("--listen").unwrap_or_else(|| "127.0.0.1:3000".into())).await?;
    println!("{} tables on http://{}", catalog.tables.len(), listener.local_addr()?);
    let served = Arc::new(Served { door: Door::new(target, Options::default()), catalog, role: value("--role") });
    let app = axum::Router::new().route("/{table}", axum::routing::any(serve)).with_state(served);
    axum::serve(listener, app).await?;
    Ok(())
}

async fn serve(State(served): State<Arc<Served>>, Path(table): Path<String>, request: Request) -> Response {
    match respond(&served, &table, request).await {
        Ok(response) => response,
        Err(e) => json(e.status, e.to_json()),
    }
}

async fn respond(served: &Served, table: &str, request: Request) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let text = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let mut query = Query::parse(parts.uri.query().unwrap_or_default())?;
    let prefer = Prefer::parse(parts.headers.get_all("prefer").iter().filter_map(|v| v.to_str().ok()))?;
    if let Some(range) = text("range") {
        query.apply_range(range)?;
    }
    let single = text("accept").is_some_and(|a| a.contains("vnd.pgrst.object"));
    let csv = text("accept").is_some_and(|a| a.starts_with("text/csv"));
    let body = to_bytes(body, 10 << 20).await.map_err(|_| Error::new(413, "PGRST102", "The body is too large"))?;
    let rows = || {
        if text("content-type").is_some_and(|c| c.starts_with("text/csv")) {
            records::Body::csv(&body)
        } else {
            records::Body::json(&body)
        }
    };
    let limits = Limits { require_filter: false, ..Limits::default() };
    let planner = Planner { catalog: &served.catalog, limits: &limits, role: None, vault: &Nothing };
    let table = planner.table(table)?;
    let expect = Expect { single, at_most: prefer.max_affected };
    let (method, plan) = match parts.method {
        http::Method::GET | http::Method::HEAD => (Method::Read, planner.read(table, &query, &prefer)?),
        http::Method::POST => (Method::Create, planner.create(table, &query, &prefer, rows()?, expect)?),
        http::Method::PATCH => (Method::Update, planner.update(table, &query, &prefer, rows()?, expect, None)?),
        http::Method::PUT => (Method::Replace, planner.replace(table, &query, &prefer, rows()?, expect)?),
        http::Method::DELETE => (Method::Delete, planner.delete(table, &query, &prefer, expect, None)?),
        _ => return Err(Error::new(405, "PGRST117", "Unsupported HTTP method")),
    };
    let answers = run(served, &plan, &prefer).await?;
    let rows = answers.first().cloned().unwrap_or_default();
    let bodies = || rows.rows.iter().map(|r| &r[..]);
    if single && rows.rows.len() != 1 {
        return Err(Error::new(406, "PGRST116", "Cannot coerce the result to a single JSON object")
            .details(format!("The result contains {} rows", rows.rows.len())));
    }
    if method != Method::Read && prefer.returning != Return::Representation {
        return Ok(json(if method == Method::Create { 201 } else { 204 }, Vec::new()));
    }
    let body = match (csv, single) {
        (true, _) => answer::csv(&plan, bodies(), &Writing::new(&Nothing))?,
        (_, true) => answer::json_object(&plan, &rows.rows[0], &Writing::new(&Nothing))?,
        _ => answer::json_list(&plan, bodies(), &Writing::new(&Nothing))?,
    };
    let total = answers
        .get(1)
        .and_then(|c| c.rows.first())
        .and_then(|r| r[6..].try_into().ok())
        .map_or("*".to_string(), |n| i64::from_be_bytes(n).to_string());
    let range = if rows.rows.is_empty() {
        format!("*/{total}")
    } else {
        format!("{}-{}/{total}", plan.offset, plan.offset + rows.rows.len() as u64 - 1)
    };
    let mut response = json(
        if method == Method::Create { 201 } else { 200 },
        if parts.method == http::Method::HEAD { Vec::new() } else { body },
    );
    response.headers_mut().insert(header::CONTENT_RANGE, range.parse().map_err(|_| Error::new(500, "XX000", "range"))?);
    Ok(response)
}

/// One transaction, as the role from the command line.
async fn run(served: &Served, plan: &Plan, prefer: &Prefer) -> Result<Vec<Rows>, Error> {
    let told = |e: platform::DbError| Error::from_sqlstate(&e.code, &e.message, e.detail, e.hint, true);
    let tx = served.door.begin_plain().await.map_err(told)?;
    if let Some(role) = &served.role {
        tx.run(&Step::new("select set_config('role', $1, true)", vec![Some(role.clone())])).await.map_err(told)?;
    }
    let mut answers = Vec::new();
    for sql in std::iter::once(&plan.sql).chain(&plan.count) {
        answers.push(tx.run(&Step::new(sql.text.as_str(), sql.params.clone())).await.map_err(told)?);
    }
    if !prefer.rollback {
        tx.commit().await.map_err(told)?;
    }
    Ok(answers)
}

fn json(status: u16, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
