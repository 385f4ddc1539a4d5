//! Where one is signed in, and the password.

use crate::web::data::Fields;
use crate::web::format;
use crate::web::icons::icon;
use crate::web::refused::{Answer, Refused};
use crate::web::shell::go;
use crate::web::sign_in::{end_sessions, wrong};
use crate::web::visit::Visit;
use maud::{Markup, html};
use platform::Actor;
use uuid::Uuid;

pub(super) async fn page(visit: &Visit, said: Option<Markup>) -> Result<Markup, Refused> {
    let tx = visit.begin(&Actor { role: "auth", ..visit.actor.clone() }).await?;
    let rows = tx
        .query(
            "select id, coalesce(user_agent, ''), coalesce(ip_address, ''), to_char(greatest(created_at, rotated_at) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from identity.sessions
              where org_id = $1 and user_id = $2 and ended_at is null and expires_at > now() order by rotated_at desc limit 100",
            &[&visit.actor.org, &visit.person.id],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(html! {
        @if let Some(said) = said { (said) p {} }
        section class="card" {
            div class="head" { h2 { "Your sessions" } form method="post" action="/admin/sessions" { button class="b" name="do" value="others" { "Sign out everywhere else" } " " button class="b danger" name="do" value="all" { "Sign out everywhere" } } }
            ul class="rows" {
                @for r in &rows {
                    @let (id, agent, address, at): (Uuid, &str, &str, &str) = (r.get(0), r.get(1), r.get(2), r.get(3));
                    li { (icon("monitor")) div class="main" { (browser(agent)) div class="small quiet" { (address) } } @if visit.actor.session.as_deref() == Some(&id.to_string()) { span class="pill good" { "This one" } } span class="quiet small" { (format::moment(visit, at)) } }
                }
            }
        }
        section class="card" {
            div class="head" { h2 { "Change the password" } }
            form class="inside form" method="post" action="/admin/sessions" {
                input type="hidden" name="do" value="password";
                div class="field" { label for="old" { "Present password" } input class="in" id="old" name="current" type="password" autocomplete="current-password" required; }
                div class="field" { label for="new" { "New password" } input class="in" id="new" name="password" type="password" autocomplete="new-password" required minlength="8"; span class="help" { "At least 8 characters. Every other session ends." } }
                div { button class="b primary" type="submit" { "Change" } }
            }
        }
    })
}

pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    match form.get("do") {
        Some("others") => end_sessions(&visit, false).await,
        Some("all") => end_sessions(&visit, true).await,
        _ => {
            let said = match crate::auth::change_password(
                &visit.server,
                &visit.actor,
                visit.person.id,
                form.get("current").unwrap_or_default().to_string(),
                form.get("password").unwrap_or_default().to_string(),
            )
            .await
            {
                Ok(()) => return Ok(go(&visit, "/admin/sessions?what=changed")),
                Err(e) => wrong(if e.code == "invalid_credentials" { "The present password is another." } else { &e.message }),
            };
            let body = page(&visit, Some(said)).await?;
            Ok(super::framed(&visit, "sessions", "Sessions and password", &body))
        }
    }
}

/// The program of a session in a few words.
fn browser(agent: &str) -> String {
    let name = ["Edg/", "Firefox/", "Chrome/", "Safari/", "curl/"].iter().find(|n| agent.contains(**n)).map_or("A program", |n| match *n {
        "Edg/" => "Edge",
        "Firefox/" => "Firefox",
        "Chrome/" => "Chrome",
        "Safari/" => "Safari",
        _ => "curl",
    });
    let system = ["Windows", "Android", "iPhone", "Mac OS", "Linux"].iter().find(|s| agent.contains(**s)).map(|s| format!(" on {s}")).unwrap_or_default();
    format!("{name}{system}")
}
