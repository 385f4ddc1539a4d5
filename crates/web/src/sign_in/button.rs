//! The button that signs in with a passkey.

use crate::icons::icon;
use maud::{Markup, html};
use server::Server;
use server::auth::passkeys::Party;

/// The button, which the script shows where the browser has passkeys; nothing where this server takes none.
pub(super) fn passkey(server: &Server, next: &str) -> Markup {
    let Some(party) = Party::of(&server.settings) else { return html! {} };
    html! {
        div data-passkeys=(party.origin) {
            form method="post" action="/sign-in/passkey" data-passkey="enter" hidden {
                input type="hidden" name="next" value=(next);
                input type="hidden" name="credential";
                button class="b large" type="submit" { (icon("key-round")) "Sign in with a passkey" }
                div class="note bad" role="alert" data-words hidden {}
            }
            p class="quiet small" data-elsewhere hidden {
                "Passkeys work at "
                a href={ (party.origin) "/sign-in" } { (party.origin) }
                "."
            }
        }
    }
}
