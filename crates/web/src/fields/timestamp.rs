//! A moment.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::format;
use maud::{Markup, html};

pub(super) struct Timestamp;

impl Kinded for Timestamp {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        html! {
            span class="nowrap" { (format::moment(shown.visit, &shown.text())) }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            input
                class="in short"
                type="datetime-local"
                id=(input.id)
                name=(input.field.key)
                value=(input.value)
                required[input.field.required]
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label);
        }
    }

    fn operators(&self) -> Operators {
        super::date::DAYS
    }
}
