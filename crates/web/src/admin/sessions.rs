//! Where one is signed in; password, address, second factor and passkeys.

mod factor;
mod passkeys;

use super::frame::{browser, framed, good, present_password};
use crate::data::Fields;
use crate::format;
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::go;
use crate::sign_in::{end_sessions, wrong};
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use maud::{Markup, html};
use platform::Actor;
use server::auth::{Refusal, mailed, passwords, second_factor};
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
    let has_factor = second_factor::is_on(&visit.server, visit.actor.org, visit.person.id).await?;
    let passkeys = passkeys::card(visit).await?;
    Ok(html! {
        @if let Some(said) = said {
            (said)
            p {}
        }
        section class="card" {
            div class="head" {
                h2 { "Your sessions" }
                form method="post" action="/admin/sessions" {
                    button class="b" name="do" value="others" { "Sign out everywhere else" }
                    " "
                    button class="b danger" name="do" value="all" { "Sign out everywhere" }
                }
            }
            ul class="rows" {
                @for r in &rows {
                    @let (id, agent, address, at): (Uuid, &str, &str, &str) = (
                        r.get(0),
                        r.get(1),
                        r.get(2),
                        r.get(3),
                    );
                    li {
                        (icon("monitor"))
                        div class="main" {
                            (browser(agent))
                            div class="small quiet" { (address) }
                        }
                        @if visit.actor.session.as_deref() == Some(&id.to_string()) {
                            span class="pill good" { "This one" }
                        }
                        span class="quiet small" { (format::moment(visit, at)) }
                    }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 { "Change the password" }
            }
            form class="inside form" method="post" action="/admin/sessions" {
                input type="hidden" name="do" value="password";
                (present_password("old"))
                div class="field" {
                    label for="new" { "New password" }
                    input
                        class="in"
                        id="new"
                        name="password"
                        type="password"
                        autocomplete="new-password"
                        required
                        minlength="8";
                    span class="help" {
                        "At least 8 characters, and none that is guessed first. Every other session ends."
                    }
                }
                div {
                    button class="b primary" type="submit" { "Change" }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 { "Change the address" }
            }
            form class="inside form" method="post" action="/admin/sessions" {
                input type="hidden" name="do" value="email";
                (present_password("old-email"))
                div class="field" {
                    label for="email" { "New e-mail" }
                    input class="in" id="email" name="email" type="email" autocomplete="email" required;
                    span class="help" {
                        "You sign in with "
                        (visit.person.email)
                        " until you open the link that is sent to the new address."
                    }
                }
                div {
                    button class="b primary" type="submit" { "Send the link" }
                }
            }
        }
        (factor::card(has_factor))
        (passkeys)
    })
}

pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let text = |name: &str| form.get(name).unwrap_or_default().to_string();
    let said = match form.get("do") {
        Some("others") => return end_sessions(&visit, false).await,
        Some("all") => return end_sessions(&visit, true).await,
        Some("email") => {
            let email = text("email");
            let sent = mailed::change_email(&visit.server, &visit.actor, text("current"), &email).await;
            sent.map(|()| good(&format!("A link was sent to {email}. The address counts once it was opened.")))
        }
        Some("password") => {
            let changed = passwords::change(&visit.server, &visit.actor, text("current"), text("password")).await;
            if changed.is_ok() {
                return Ok(go(&visit, "/admin/sessions?what=changed"));
            }
            changed.map(|()| html! {})
        }
        // The script asks, and reads what is refused as well.
        Some("passkey_begin") => {
            let wish = passkeys::begin(&visit, &form).await;
            return Ok(match wish {
                Ok(wish) => server::http::json(StatusCode::OK, wish.to_string().into_bytes()),
                Err(mut e) => {
                    e.message = words(&e).to_string();
                    e.into_response()
                }
            });
        }
        Some(what @ ("passkey_add" | "passkey_remove")) => passkeys::act(&visit, what, &form).await,
        Some(what) => factor::act(&visit, what, &form).await,
        None => return Err(Refused::nothing()),
    };
    let body = page(&visit, Some(said.unwrap_or_else(|e| wrong(words(&e))))).await?;
    Ok(framed(&visit, "sessions", "Sessions and password", &body))
}

fn words(e: &Refusal) -> &str {
    if e.code == "invalid_credentials" { "The present password is another." } else { &e.message }
}
