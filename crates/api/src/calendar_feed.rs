//! `/calendar/<token>.ics`: a person's dates for their calendar (RFC 5545), from the views of the modules that have some.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use catalog::FeedKind;
use platform::ics::Calendar;
use platform::{Actor, DbError};
use server::Server;
use server::auth::{Cost, admit_as, closed_until};
use server::http::Failure;
use std::sync::Arc;
use tokio_postgres::Row;
use uuid::Uuid;

/// Entries of one kind a feed holds: those nearest to now.
const MOST: i64 = 1000;
/// How a moment is written (RFC 5545, 3.3.5), for PostgreSQL.
const MOMENT: &str = "YYYYMMDD\"T\"HH24MISS\"Z\"";

/// Answers the feed, as its person and with what they may see now.
pub(crate) async fn serve(State(server): State<Arc<Server>>, Path(name): Path<String>, parts: Parts) -> Response {
    let Some(token) = name.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    let answer = async {
        // A link that is wrong and one that was replaced look alike.
        let Some((mut actor, whose, organisation)) = owner(&server, token).await? else {
            return Ok(StatusCode::NOT_FOUND.into_response());
        };
        if let Err(e) = admit_as(&server, &parts, &mut actor, Cost::Request) {
            return Ok(Failure(e).into_response());
        }
        let text = feed(&server, &actor, &whose, &organisation).await?;
        let mut response = server::http::typed(StatusCode::OK, "text/calendar; charset=utf-8", text);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"));
        Ok(response)
    };
    answer.await.unwrap_or_else(|e: DbError| {
        tracing::warn!("calendar: {e}");
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    })
}

/// The member a feed belongs to, with their name and their organisation's.
async fn owner(server: &Server, token: &str) -> Result<Option<(Actor, String, String)>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let found = tx
        .query_opt(
            "update identity.calendar_feeds set last_read_at = now() where token_hash = $1 returning org_id, user_id",
            &[&platform::secrets::hash(token)],
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    let (org, user): (Uuid, Uuid) = (row.get(0), row.get(1));
    let closed = closed_until(&tx, org).await?;
    tx.become_actor(&Actor::system(org)).await?;
    let sql = "select u.role::text, u.full_name, o.name from identity.users u, identity.organizations o
                where u.id = $1 and u.status = 'active'";
    let person = tx.query_opt(sql, &[&user]).await?;
    tx.commit().await?;
    let Some(person) = person else { return Ok(None) };
    let Some(role) = modules::ROLES.iter().find(|r| **r == person.get::<_, &str>(0)) else { return Ok(None) };
    let actor = Actor { user: Some(user), ..Actor::of(org, role) };
    // While the organisation is closed for maintenance, admins work.
    if closed.is_some() && *role != "admin" {
        return Ok(None);
    }
    Ok((!actor.is_outsider()).then(|| (actor, person.get(1), person.get(2))))
}

async fn feed(server: &Server, actor: &Actor, whose: &str, organisation: &str) -> Result<String, DbError> {
    let tx = server.door.begin(actor).await?;
    let parts: Vec<String> = server
        .catalog
        .feeds(FeedKind::Dates, actor.role)
        .map(|feed| {
            format!(
                "(select * from {} order by abs(extract(epoch from coalesce(starts_at, due_date) - now())) limit $1)",
                feed.view.sql_name()
            )
        })
        .collect();
    let sql = format!(
        "select noun, id, title, details, to_char(due_date, 'YYYYMMDD') as day, minutes,
                to_char(starts_at at time zone 'UTC', '{MOMENT}') as start,
                to_char(changed_at at time zone 'UTC', '{MOMENT}') as changed from ({}) dates",
        parts.join(" union all ")
    );
    let rows = if parts.is_empty() { Vec::new() } else { tx.query(&sql, &[&MOST]).await? };
    tx.commit().await?;
    let mut out = Calendar::begin(&format!("{organisation} · {whose}"));
    for row in &rows {
        event(&mut out, row, &server.settings.public_url);
    }
    Ok(out.end())
}

fn event(out: &mut Calendar, row: &Row, public_url: &str) {
    let (id, noun): (Uuid, &str) = (row.get("id"), row.get("noun"));
    out.line("BEGIN:VEVENT");
    out.line(&format!("UID:{id}@throughline"));
    out.line(&format!("DTSTAMP:{}", row.get::<_, &str>("changed")));
    match (row.get::<_, Option<&str>>("day"), row.get::<_, Option<&str>>("start")) {
        (Some(day), _) => out.line(&format!("DTSTART;VALUE=DATE:{day}")),
        (None, Some(start)) => {
            out.line(&format!("DTSTART:{start}"));
            out.line(&format!("DURATION:PT{}M", row.get::<_, Option<i32>>("minutes").unwrap_or_default().max(1)));
        }
        (None, None) => {}
    }
    out.text("SUMMARY", row.get("title"));
    if let Some(words) = row.get::<_, Option<&str>>("details") {
        out.text("DESCRIPTION", &words.chars().take(2000).collect::<String>());
    }
    if !public_url.is_empty() {
        out.line(&format!("URL:{public_url}/{noun}/{id}"));
    }
    out.line("END:VEVENT");
}
