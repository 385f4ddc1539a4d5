//! A number.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::format;
use maud::{Markup, html};

pub(super) struct Number;

/// What can be asked of anything with an order.
pub(crate) const NUMBERS: Operators = &[
    ("is", "is"),
    ("more", "is more than"),
    ("at_least", "is at least"),
    ("less", "is less than"),
    ("at_most", "is at most"),
    ("empty", "is empty"),
    ("filled", "is filled in"),
];

impl Kinded for Number {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let key = shown.field.key.as_str();
        // A year, a place on the map and a position are read, not counted.
        let year = key == "year" || key.starts_with("year_of_") || key.ends_with("_year");
        let plain = year || matches!(key, "lat" | "lng" | "position" | "chunk_index");
        let text = shown.text();
        match shown.field.key.as_str() {
            "duration_minutes" => html! {
                (format::minutes(text.parse().unwrap_or_default()))
            },
            "size" => html! {
                (format::bytes(text.parse().unwrap_or_default()))
            },
            _ if plain => html! {
                (text)
            },
            _ => html! {
                (format::grouped(&text))
            },
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            input
                class="in short"
                type="text"
                inputmode="decimal"
                id=(input.id)
                name=(input.field.key)
                value=(input.value)
                required[input.field.required]
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label)
                autocomplete="off";
        }
    }

    fn operators(&self) -> Operators {
        NUMBERS
    }
}
