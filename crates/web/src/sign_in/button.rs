//! The button that signs in with a passkey.

use crate::guest::Guest;
use crate::icons::icon;
use maud::{Markup, html};
use server::auth::passkeys::Party;

/// The button, which the script shows where the browser has passkeys; at another host than theirs, where they work.
/// Nothing where this server takes none.
pub(super) fn passkey(guest: &Guest, next: &str) -> Option<Markup> {
    let party = Party::of(&guest.server.settings)?;
    let elsewhere = html! {
        "Passkeys work at "
        a href={ (party.origin) "/sign-in" } { (party.origin) }
        "."
    };
    if guest.at.is_some() {
        return Some(html! {
            p class="quiet small" { (elsewhere) }
        });
    }
    Some(html! {
        div data-passkeys=(party.origin) {
            form method="post" action="/sign-in/passkey" data-passkey="enter" hidden {
                input type="hidden" name="next" value=(next);
                input type="hidden" name="credential";
                button class="b large" type="submit" { (icon("key-round")) "Sign in with a passkey" }
                div class="note bad" role="alert" data-words hidden {}
            }
            p class="quiet small" data-elsewhere hidden { (elsewhere) }
        }
    })
}
