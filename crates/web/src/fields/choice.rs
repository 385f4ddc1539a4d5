//! One of several values.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Choice;

impl Kinded for Choice {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let value = shown.text();
        let word = shown.field.options.iter().find(|(v, _)| *v == value).map_or(value.as_str(), |(_, word)| word);
        pill(shown.field.tone(&value), word)
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        let known = input.field.options.iter().any(|(v, _)| *v == input.value);
        html! {
            select
                class="in"
                id=(input.id)
                name=(input.field.key)
                required[input.field.required]
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label)
            {
                @if !input.field.required || input.value.is_empty() {
                    option value="" selected[input.value.is_empty()] { "–" }
                }
                @if !known && !input.value.is_empty() {
                    option value=(input.value) selected { (input.value) }
                }
                @for (value, word) in &input.field.options {
                    option value=(value) selected[*value == input.value] { (word) }
                }
            }
        }
    }

    fn operators(&self) -> Operators {
        &[("any_of", "is any of"), ("none_of", "is none of"), ("empty", "is empty"), ("filled", "is filled in")]
    }
}

/// A value as a coloured pill: colour says how it stands (good, warn, bad, info, or nothing), the word says what it is.
pub(crate) fn pill(tone: &str, word: &str) -> Markup {
    html! {
        span class={ "pill " (tone) } {
            span class="clip" { (word) }
        }
    }
}
