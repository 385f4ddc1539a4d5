//! `/link/<token>` of a crew's hours: who leads them on site enters the week, signed with their name.

use super::hours::{self, Those};
use crate::address::pairs;
use crate::guest::{Followed, Frame, Guest, Opened, Purpose, Refusal, Whose};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::html;
use modules::recruiting::share_crew::HOURS;
use records::Error;
use serde_json::json;

pub(super) const PURPOSE: Purpose = Purpose {
    name: HOURS,
    show: |guest, link| Box::pin(show(guest, link, None)),
    take: |guest, link, request| -> Opened<'_> { Box::pin(take(guest, link, request)) },
};

/// Bytes a form may have.
const LARGEST: usize = 1 << 20;

async fn show(guest: &Guest, link: &Followed, wrong: Option<(u16, String)>) -> Result<Response, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select g.name, o.name, p.name, (now() at time zone o.time_zone)::date::text
        from recruiting.placement_groups g join identity.organizations o on o.org_id = g.org_id
        left join delivery.projects p on p.org_id = g.org_id and p.id = g.project_id where g.id = $1";
    let row = tx.query_opt(sql, &[&link.record]).await?.ok_or(Refusal::Unknown)?;
    let (crew, organisation, site): (String, String, Option<String>) = (row.get(0), row.get(1), row.get(2));
    let today: Date = row.get::<_, &str>(3).parse().map_err(|_| Refusal::Unknown)?;
    let monday =
        |day: Date| day.saturating_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset())));
    let this = monday(today);
    let last = this.saturating_sub(jiff::Span::new().days(7));
    let week = if guest.query.starts_with("week=last") { last } else { this };
    let lines = hours::lines(&tx, &Those::Crew(link.record), week).await?;
    tx.commit().await?;
    let at = |name: &str| format!("{}?week={name}", link.base);
    let page = html! {
        main id="main" class="portal-body" {
            h1 { "Hours of " (crew) }
            p class="quiet" {
                @if let Some(site) = &site { (site) ", " }
                "week of " (week.strftime("%-d %B %Y").to_string())
            }
            nav class="acts" aria-label="Weeks" {
                a class="b" href=(at("last")) aria-current=[(week == last).then_some("page")] { "Last week" }
                a class="b" href=(at("this")) aria-current=[(week == this).then_some("page")] { "This week" }
            }
            @if let Some((_, words)) = &wrong {
                p class="note bad" role="alert" { (words) }
            }
            @if guest.query.contains("kept") {
                p class="note good" role="status" { "Thank you, the hours are with us." }
            }
            @if lines.is_empty() {
                p { "Nobody of this crew is placed in this week." }
            } @else {
                form method="post" action={ (link.base) "?week=" (if week == last { "last" } else { "this" }) } {
                    section class="card" { (hours::grid(&lines, week, today.yesterday().unwrap_or(today), true)) }
                    div class="field" {
                        label for="signed_by" { "Your name" }
                        input class="in" id="signed_by" name="signed_by" required maxlength="100" autocomplete="name";
                    }
                    button class="b primary" type="submit" { "Sign and send" }
                }
            }
        }
    };
    let frame = Frame { title: "Hours", whose: Whose::Of(&organisation), look: guest.look, scripts: false };
    let mut response = frame.page(&page);
    if let Some((status, _)) = wrong {
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    }
    Ok(response)
}

async fn take(guest: &Guest, link: &Followed, request: Request) -> Result<Response, Refusal> {
    match kept(guest, link, request).await {
        Ok(()) => {
            let week = if guest.query.starts_with("week=last") { "last" } else { "this" };
            Ok(Redirect::to(&format!("{}?week={week}&kept", link.base)).into_response())
        }
        Err(e) if e.status < 500 => {
            let hint = e.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
            show(guest, link, Some((e.status, format!("{}{hint}", e.message)))).await
        }
        Err(e) => {
            tracing::warn!("hours of a crew: {}", e.message);
            Err(Refusal::Busy(None))
        }
    }
}

async fn kept(guest: &Guest, link: &Followed, request: Request) -> Result<(), Error> {
    let (parts, body) = request.into_parts();
    let bytes = server::http::read(body, &parts.headers, LARGEST).await.map_err(|failure| failure.0)?;
    let fields: Vec<(String, String)> =
        pairs(std::str::from_utf8(&bytes).map_err(|_| Error::new(400, "TL120", "The form is not UTF-8."))?);
    let entries = hours::changes(&fields);
    if entries.is_empty() {
        return Err(Error::new(400, "TL100", "Nothing was changed."));
    }
    let name = fields.iter().find(|(key, _)| key == "signed_by").map_or("", |(_, value)| value.as_str());
    let server = &guest.server;
    let actor = link.actor(guest);
    let told = |e: platform::DbError| server.tools.explain(&e);
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let input = json!({ "crew": link.record, "signed_by": name, "entries": entries });
    server.run_verb(server.verb("sign_hours")?, &tx, &actor, input).await?;
    tx.commit().await.map_err(told)?;
    server.work.notify_waiters();
    Ok(())
}
