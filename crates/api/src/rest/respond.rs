//! Rows → the HTTP answer.

use super::call::{Call, Form, not_single, stale};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use platform::{Actor, Rows, Step};
use records::{Error, Plan, Query, Return, Vault, Verb, Weight, Writing, answer};
use server::Server;
use server::http::{Failure, typed};

pub(super) async fn respond(
    server: &Server,
    actor: &Actor,
    call: &Call,
    table: &str,
    plan: &Plan,
    answers: Vec<Rows>,
    vault: &dyn Vault,
) -> Result<Response, Failure> {
    let [rows, ..] = answers.as_slice() else {
        return Err(Error::new(500, "XX000", "The database answered nothing").into());
    };
    let affected = rows.affected;
    if matches!(call.verb, Verb::Update | Verb::Delete) && affected == 0 && call.if_match.is_some() {
        return Err(missing_or_stale(server, actor, call, table, vault).await?.into());
    }
    // A change of nothing has no parameters; every other one that touched nothing is told why, where there is something.
    let meant = matches!(call.verb, Verb::Update | Verb::Delete) && !plan.sql.params.is_empty();
    if meant && affected == 0 && !call.prefer.rollback && is_seen(server, actor, call, table, vault).await? {
        let message = "You see this, but may not change it; nothing was changed.";
        return Err(Error::new(403, "42501", message)
            .hint("Whose it is stands on the record; they or an admin may.")
            .into());
    }
    let total = answers.get(1).and_then(total);
    let writing = Writing { without_nulls: call.without_nulls, ..server.writing(vault) };
    if call.single && rows.rows.len() != 1 {
        return Err(not_single(rows.rows.len()).into());
    }
    let bodies = || rows.rows.iter().map(|r| &r[..]);
    let represented = call.verb == Verb::Read || call.prefer.returning == Return::Representation;
    let mut response = if represented {
        let body = match call.form {
            Form::Csv => {
                let text = answer::csv(plan, bodies(), &writing)?;
                if call.verb == Verb::Read && actor.user.is_some() {
                    let noted = server.note_export(actor, table, rows.rows.len() as u64).await;
                    noted.map_err(|e| Error::new(503, "57P03", format!("The export can't be noted: {e}")))?;
                }
                text
            }
            Form::Json if call.single => answer::json_object(plan, &rows.rows[0], &writing)?,
            Form::Json => answer::json_list(plan, bodies(), &writing)?,
        };
        typed(StatusCode::OK, content_type(call), body)
    } else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    };
    *response.status_mut() = match call.verb {
        Verb::Create => StatusCode::CREATED,
        Verb::Read => page_status(plan, rows.rows.len() as u64, total)?,
        _ if represented => StatusCode::OK,
        _ => StatusCode::NO_CONTENT,
    };
    let headers = response.headers_mut();
    headers.insert(
        "content-range",
        value(&content_range(
            call,
            plan,
            if call.verb == Verb::Read { rows.rows.len() as u64 } else { affected },
            total,
        )),
    );
    if let [only] = rows.rows.as_slice() {
        let (_, version) = answer::hidden(plan, only);
        if let Some(version) = version.filter(|_| call.verb != Verb::Delete) {
            headers.insert(header::ETAG, value(&answer::etag(version)));
        }
        if call.verb == Verb::Create && !plan.location.is_empty() {
            headers.insert(
                header::LOCATION,
                value(&format!("/rest/v1/{table}?{}", answer::location(plan, only, &writing))),
            );
        }
    }
    if let Some(next) = next_page(call, plan, rows) {
        headers.insert(header::LINK, value(&format!("<{next}>; rel=\"next\"")));
    }
    if !call.prefer.applied.is_empty() {
        headers.insert("preference-applied", value(&call.prefer.applied.join(", ")));
    }
    let unchanged = call.verb == Verb::Read
        && call.if_none_match.is_some()
        && headers.get(header::ETAG).and_then(|t| t.to_str().ok()) == call.if_none_match.as_deref();
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if call.head_only || unchanged {
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

fn content_type(call: &Call) -> &'static str {
    match (call.form, call.single) {
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

fn content_range(call: &Call, plan: &Plan, rows: u64, total: Option<u64>) -> String {
    let total = if call.verb == Verb::Read { total } else { call.prefer.count.map(|_| rows) };
    let total = total.map_or("*".to_string(), |t| t.to_string());
    if rows == 0 { format!("*/{total}") } else { format!("{}-{}/{total}", plan.offset, plan.offset + rows - 1) }
}

/// The address of the page behind this one, by the keys of its last row.
fn next_page(call: &Call, plan: &Plan, rows: &Rows) -> Option<String> {
    let last = rows.rows.last()?;
    if call.verb != Verb::Read || plan.cursor.is_empty() || plan.limit != Some(rows.rows.len() as u64) {
        return None;
    }
    let (cursor, _) = answer::hidden(plan, last);
    let kept =
        call.raw_query.split('&').filter(|p| !p.is_empty() && !p.starts_with("after=") && !p.starts_with("offset="));
    let mut query: Vec<String> = kept.map(str::to_string).collect();
    query.push(format!("after={}", records::cursor(&cursor)));
    Some(format!("{}?{}", call.path, query.join("&")))
}

/// Nothing matched a change with `If-Match`: is the row gone, or was it changed?
async fn missing_or_stale(
    server: &Server,
    actor: &Actor,
    call: &Call,
    table: &str,
    vault: &dyn Vault,
) -> Result<Error, Error> {
    let seen = is_seen(server, actor, call, table, vault).await?;
    Ok(stale(if seen { "Somebody else changed this row first" } else { "There is no such row any more" }))
}

/// Whether somebody sees rows that the filters of their change find.
async fn is_seen(server: &Server, actor: &Actor, call: &Call, table: &str, vault: &dyn Vault) -> Result<bool, Error> {
    let planner = server.planner(actor, vault);
    let mut query = Query { columns: None, on_conflict: None, ..Query::parse(&call.raw_query)? };
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
