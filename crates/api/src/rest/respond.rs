//! Rows → the HTTP answer.

use super::requested::{Form, Requested, not_single, stale};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use platform::{Actor, Rows, Step};
use records::{Error, Method, Plan, Query, Return, Vault, Weight, Writing, answer};
use server::Server;
use server::http::{Failure, typed};

pub(super) async fn respond(
    server: &Server,
    actor: &Actor,
    asked: &Requested,
    table: &str,
    plan: &Plan,
    answers: Vec<Rows>,
    vault: &dyn Vault,
) -> Result<Response, Failure> {
    let [rows, ..] = answers.as_slice() else {
        return Err(Error::new(500, "XX000", "The database answered nothing").into());
    };
    let affected = rows.affected;
    if matches!(asked.method, Method::Update | Method::Delete) && affected == 0 && asked.if_match.is_some() {
        return Err(missing_or_stale(server, actor, asked, table, vault).await?.into());
    }
    // A change of nothing has no parameters; every other one that touched nothing is told why, where there is something.
    let meant = matches!(asked.method, Method::Update | Method::Delete) && !plan.sql.params.is_empty();
    if meant && affected == 0 && !asked.prefer.rollback && is_seen(server, actor, asked, table, vault).await? {
        let message = "You see this, but may not change it; nothing was changed.";
        return Err(Error::new(403, "42501", message)
            .hint("Whose it is stands on the record; they or an admin may.")
            .into());
    }
    let total = answers.get(1).and_then(total);
    let writing = Writing { without_nulls: asked.without_nulls, ..server.writing(vault) };
    if asked.single && rows.rows.len() != 1 {
        return Err(not_single(rows.rows.len()).into());
    }
    let bodies = || rows.rows.iter().map(|r| &r[..]);
    let represented = asked.method == Method::Read || asked.prefer.returning == Return::Representation;
    let mut response = if represented {
        let body = match asked.form {
            Form::Csv => {
                let text = answer::csv(plan, bodies(), &writing)?;
                if asked.method == Method::Read && actor.user.is_some() {
                    let noted = server.note_export(actor, table, rows.rows.len() as u64).await;
                    noted.map_err(|e| Error::new(503, "57P03", format!("The export can't be noted: {e}")))?;
                }
                text
            }
            Form::Json if asked.single => answer::json_object(plan, &rows.rows[0], &writing)?,
            Form::Json => answer::json_list(plan, bodies(), &writing)?,
        };
        typed(StatusCode::OK, content_type(asked), body)
    } else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    };
    *response.status_mut() = match asked.method {
        Method::Create => StatusCode::CREATED,
        Method::Read => page_status(plan, rows.rows.len() as u64, total)?,
        _ if represented => StatusCode::OK,
        _ => StatusCode::NO_CONTENT,
    };
    let headers = response.headers_mut();
    headers.insert(
        "content-range",
        value(&content_range(
            asked,
            plan,
            if asked.method == Method::Read { rows.rows.len() as u64 } else { affected },
            total,
        )),
    );
    if let [only] = rows.rows.as_slice() {
        let (_, version) = answer::hidden(plan, only);
        if let Some(version) = version.filter(|_| asked.method != Method::Delete) {
            headers.insert(header::ETAG, value(&answer::etag(version)));
        }
        if asked.method == Method::Create && !plan.location.is_empty() {
            headers.insert(
                header::LOCATION,
                value(&format!("/rest/v1/{table}?{}", answer::location(plan, only, &writing))),
            );
        }
    }
    if let Some(next) = next_page(asked, plan, rows) {
        headers.insert(header::LINK, value(&format!("<{next}>; rel=\"next\"")));
    }
    if !asked.prefer.applied.is_empty() {
        headers.insert("preference-applied", value(&asked.prefer.applied.join(", ")));
    }
    let unchanged = asked.method == Method::Read
        && asked.if_none_match.is_some()
        && headers.get(header::ETAG).and_then(|t| t.to_str().ok()) == asked.if_none_match.as_deref();
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if asked.head_only || unchanged {
        *response.body_mut() = Body::empty();
    }
    Ok(response)
}

/// What OPTIONS answers.
pub(super) fn options() -> Response {
    let mut response = Response::new(Body::empty());
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("OPTIONS,GET,HEAD,POST,PATCH,PUT,DELETE"));
    response
}

fn content_type(asked: &Requested) -> &'static str {
    match (asked.form, asked.single) {
        (Form::Csv, _) => "text/csv; charset=utf-8",
        (Form::Json, true) => "application/vnd.pgrst.object+json; charset=utf-8",
        (Form::Json, false) => "application/json; charset=utf-8",
    }
}

/// The number the counting statement answered.
fn total(rows: &Rows) -> Option<u64> {
    let count = rows.rows.first()?.get(6..)?;
    Some(i64::from_be_bytes(count.try_into().ok()?).max(0) as u64)
}

fn page_status(plan: &Plan, rows: u64, total: Option<u64>) -> Result<StatusCode, Error> {
    let Some(total) = total else { return Ok(StatusCode::OK) };
    if plan.offset > 0 && plan.offset >= total && rows == 0 {
        return Err(Error::new(416, "PGRST103", "Requested range not satisfiable")
            .details(format!("An offset of {} was requested, but there are only {total} rows.", plan.offset)));
    }
    Ok(if rows < total { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK })
}

fn content_range(asked: &Requested, plan: &Plan, rows: u64, total: Option<u64>) -> String {
    let total = if asked.method == Method::Read { total } else { asked.prefer.count.map(|_| rows) };
    let total = total.map_or("*".to_string(), |t| t.to_string());
    if rows == 0 { format!("*/{total}") } else { format!("{}-{}/{total}", plan.offset, plan.offset + rows - 1) }
}

/// The address of the page behind this one, by the keys of its last row.
fn next_page(asked: &Requested, plan: &Plan, rows: &Rows) -> Option<String> {
    let last = rows.rows.last()?;
    if asked.method != Method::Read || plan.cursor.is_empty() || plan.limit != Some(rows.rows.len() as u64) {
        return None;
    }
    let (cursor, _) = answer::hidden(plan, last);
    let kept =
        asked.raw_query.split('&').filter(|p| !p.is_empty() && !p.starts_with("after=") && !p.starts_with("offset="));
    let mut query: Vec<String> = kept.map(str::to_string).collect();
    query.push(format!("after={}", records::cursor(&cursor)));
    Some(format!("{}?{}", asked.path, query.join("&")))
}

/// Nothing matched a change with `If-Match`: is the row gone, or was it changed?
async fn missing_or_stale(
    server: &Server,
    actor: &Actor,
    asked: &Requested,
    table: &str,
    vault: &dyn Vault,
) -> Result<Error, Error> {
    let seen = is_seen(server, actor, asked, table, vault).await?;
    Ok(stale(if seen { "Somebody else changed this row first" } else { "There is no such row any more" }))
}

/// Whether somebody sees rows that the filters of their change find.
async fn is_seen(
    server: &Server,
    actor: &Actor,
    asked: &Requested,
    table: &str,
    vault: &dyn Vault,
) -> Result<bool, Error> {
    let planner = server.planner(actor, vault);
    let mut query = Query { columns: None, on_conflict: None, ..Query::parse(&asked.raw_query)? };
    query.limits = vec![(Vec::new(), 1)];
    let plan = planner.read(planner.table(table)?, &query, &records::Prefer::default())?;
    let step = Step::new(plan.sql.text.as_str(), plan.sql.params.clone());
    let found = server
        .door
        .run(actor, vec![step], Weight::Light, false)
        .await
        .map_err(|e| platform::explain(&server.catalog, &e, true))?;
    Ok(found.first().is_some_and(|r| !r.rows.is_empty()))
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
