//! `/calendar/<token>.ics`: a person's meetings, tasks, due dates and follow-ups for their calendar (RFC 5545).

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use platform::{Actor, DbError};
use server::Server;
use server::auth::{Cost, admit_as};
use server::http::Failure;
use std::fmt::Write as _;
use std::sync::Arc;
use tokio_postgres::Row;
use uuid::Uuid;

/// Entries of one kind a feed holds.
const MOST: i64 = 1000;

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
    tx.become_actor(&Actor::system(org)).await?;
    let sql = "select u.role::text, u.full_name, o.name from identity.users u, identity.organizations o
                where u.id = $1 and u.status = 'active'";
    let person = tx.query_opt(sql, &[&user]).await?;
    tx.commit().await?;
    let Some(person) = person else { return Ok(None) };
    let Some(role) = modules::ROLES.iter().find(|r| **r == person.get::<_, &str>(0)) else { return Ok(None) };
    let actor = Actor { user: Some(user), ..Actor::of(org, role) };
    Ok((!actor.is_outsider()).then(|| (actor, person.get(1), person.get(2))))
}

async fn feed(server: &Server, actor: &Actor, whose: &str, organisation: &str) -> Result<String, DbError> {
    let tx = server.door.begin(actor).await?;
    // id, title, details, day or null, start or null, minutes, where to look
    let rows = tx
        .query(
            "(select a.id, a.subject, a.description::text, null::text, to_char(a.occurred_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"'), coalesce(a.duration_minutes, 30), 'activities', to_char(a.updated_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')
                from crm.activities a where a.type = 'meeting' and a.created_by = kit.user_id() and a.occurred_at > now() - interval '90 days' order by a.occurred_at desc limit $1)
             union all
             (select t.id, t.title, p.name, to_char(t.due_date, 'YYYYMMDD'), null, 0, 'tasks', to_char(t.updated_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')
                from delivery.tasks t join delivery.projects p on p.id = t.project_id where t.assigned_to = kit.user_id() and t.status <> 'done' and t.due_date is not null order by t.due_date limit $1)
             union all
             (select t.id, t.title, coalesce(l.company_name, l.contact_name), to_char(t.due_date, 'YYYYMMDD'), null, 0, 'sales_tasks', to_char(t.updated_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')
                from crm.sales_tasks t join crm.leads l on l.id = t.lead_id where t.assigned_to = kit.user_id() and not t.is_completed and t.due_date is not null order by t.due_date limit $1)
             union all
             (select l.id, 'Follow up: ' || coalesce(l.company_name, l.contact_name, l.email::text), null, null, to_char(l.next_follow_up_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"'), 15, 'leads', to_char(l.updated_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')
                from crm.leads l where l.owner_id = kit.user_id() and l.next_follow_up_at > now() - interval '30 days' and l.status not in ('converted', 'lost', 'archived') order by l.next_follow_up_at limit $1)
             union all
             (select o.id, 'Decision: ' || o.name, null, to_char(o.expected_close_date, 'YYYYMMDD'), null, 0, 'opportunities', to_char(o.updated_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')
                from crm.opportunities o where o.owner_id = kit.user_id() and o.stage not in ('closed_won', 'closed_lost') and o.expected_close_date is not null order by o.expected_close_date limit $1)",
            &[&MOST],
        )
        .await?;
    tx.commit().await?;
    let mut out = Calendar(String::new());
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Throughline//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
    ] {
        out.line(line);
    }
    out.text("X-WR-CALNAME", &format!("{organisation} · {whose}"));
    for row in &rows {
        out.event(row, &server.settings.public_url);
    }
    out.line("END:VCALENDAR");
    Ok(out.0)
}

struct Calendar(String);

impl Calendar {
    fn event(&mut self, row: &Row, public_url: &str) {
        let (id, noun): (Uuid, &str) = (row.get(0), row.get(6));
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{id}@throughline"));
        self.line(&format!("DTSTAMP:{}", row.get::<_, &str>(7)));
        match (row.get::<_, Option<&str>>(3), row.get::<_, Option<&str>>(4)) {
            (Some(day), _) => self.line(&format!("DTSTART;VALUE=DATE:{day}")),
            (None, Some(start)) => {
                self.line(&format!("DTSTART:{start}"));
                self.line(&format!("DURATION:PT{}M", row.get::<_, i32>(5).max(1)));
            }
            (None, None) => {}
        }
        self.text("SUMMARY", row.get(1));
        if let Some(words) = row.get::<_, Option<&str>>(2) {
            self.text("DESCRIPTION", &words.chars().take(2000).collect::<String>());
        }
        if !public_url.is_empty() {
            self.line(&format!("URL:{public_url}/{noun}/{id}"));
        }
        self.line("END:VEVENT");
    }

    /// A text property (RFC 5545, 3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let escaped = value.chars().fold(String::new(), |mut out, c| {
            match c {
                '\\' | ';' | ',' => {
                    let _ = write!(out, "\\{c}");
                }
                '\n' => out.push_str("\\n"),
                c if c.is_control() => {}
                c => out.push(c),
            }
            out
        });
        self.line(&format!("{name}:{escaped}"));
    }

    /// A line, folded after 75 octets (RFC 5545, 3.1).
    fn line(&mut self, text: &str) {
        let mut width = 0;
        for c in text.chars() {
            if width + c.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(c);
            width += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
