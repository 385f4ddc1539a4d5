//! A list of words.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct List;

impl Kinded for List {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        html! {
            span class="tags" {
                @for value in shown.value().as_array().into_iter().flatten() {
                    span class="tag" { (value.as_str().map_or_else(|| value.to_string(), str::to_string)) }
                }
            }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            input
                class="in"
                type="text"
                id=(input.id)
                name=(input.field.key)
                value=(input.value)
                placeholder="One, two, three"
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label)
                autocomplete="off";
        }
    }

    fn operators(&self) -> Operators {
        &[("has", "includes"), ("has_not", "does not include")]
    }
}
