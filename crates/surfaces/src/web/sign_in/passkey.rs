//! Signing in with a passkey.

use super::{Typed, form, start, typed};
use crate::auth::passkeys::{Party, sign_in};
use crate::server::Server;
use crate::web::icons::icon;
use crate::web::refused::Answer;
use crate::web::visit::Look;
use axum::extract::{Request, State};
use maud::{Markup, html};
use std::sync::Arc;

/// The button, which the script shows where the browser has passkeys; nothing where this server takes none.
pub(super) fn button(server: &Server, next: &str) -> Markup {
    let Some(party) = Party::of(&server.settings) else { return html! {} };
    html! {
        div data-passkeys=(party.origin) {
            form method="post" action="/sign-in/passkey" data-passkey="enter" hidden {
                input type="hidden" name="next" value=(next);
                input type="hidden" name="credential";
                button class="b large" type="submit" { (icon("key-round")) "Sign in with a passkey" }
                div class="note bad" role="alert" data-words hidden {}
            }
            p class="quiet small" data-elsewhere hidden { "Passkeys work at " a href={ (party.origin) "/sign-in" } { (party.origin) } "." }
        }
    }
}

/// `POST /sign-in/passkey`: what the device answered.
pub(in crate::web) async fn enter(State(server): State<Arc<Server>>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    let next = fields.get("next").unwrap_or_default();
    let answer = serde_json::from_str(fields.get("credential").unwrap_or_default()).unwrap_or_default();
    let entered = match sign_in::verify(&server, &parts, &answer).await {
        Ok(entry) => start(&server, &parts, &entry, next).await,
        Err(e) => Err(e),
    };
    let typed = Typed { next, ..Typed::default() };
    Ok(entered.unwrap_or_else(|e| form(&server, Look::of(&parts.headers), &typed, Some(&e.message))))
}
