//! An offer, as the letter people send.

use super::extra::Extra;
use crate::about::Record;
use crate::icons::icon;
use crate::visit::Visit;
use maud::{Markup, html};

pub(super) const PAGE: Extra = Extra { noun: "offers", button: Some(letter), ..Extra::NONE };

fn letter(visit: &Visit, record: &Record<'_>) -> Markup {
    html! {
        @if visit.server.verb("offer_letter").is_ok_and(|verb| verb.roles.contains(&visit.actor.role)) {
            a class="b" href={ (record.address()) "/pdf" } { (icon("download")) "Letter" }
        }
    }
}
