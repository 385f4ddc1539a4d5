//! What people say of themselves before they have an account.

use maud::{Markup, html};

/// Their name.
pub(super) fn full_name(value: &str) -> Markup {
    html! {
        div class="field" {
            label for="full_name" { "Your name" }
            input class="in" id="full_name" name="full_name" autocomplete="name" required value=(value);
        }
    }
}

/// The password they choose.
pub(super) fn new_password() -> Markup {
    html! {
        div class="field" {
            label for="password" { "Password" }
            input
                class="in"
                id="password"
                name="password"
                type="password"
                autocomplete="new-password"
                required
                minlength="8";
            span class="help" { "At least 8 characters." }
        }
    }
}
