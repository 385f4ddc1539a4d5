//! Plain text.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Text;

/// What can be asked of any text.
pub(crate) const TEXT: Operators = &[
    ("contains", "contains"),
    ("is", "is"),
    ("is_not", "is not"),
    ("starts", "begins with"),
    ("empty", "is empty"),
    ("filled", "is filled in"),
];

impl Kinded for Text {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let text = shown.text();
        html! {
            span title=[(text.chars().count() > 60).then_some(&text)] { (text.chars().take(300).collect::<String>()) }
        }
    }

    fn view(&self, shown: &Shown<'_>) -> Markup {
        html! {
            span dir="auto" { (shown.text()) }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        if input.field.long {
            return area(input);
        }
        html! {
            input
                class="in"
                type="text"
                id=(input.id)
                name=(input.field.key)
                value=(input.value)
                required[input.field.required]
                dir="auto"
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label)
                autocomplete="off";
        }
    }

    fn operators(&self) -> Operators {
        TEXT
    }
}

/// A text area.
pub(super) fn area(input: &Input<'_>) -> Markup {
    html! {
        textarea
            class="in"
            id=(input.id)
            name=(input.field.key)
            required[input.field.required]
            dir="auto"
            rows="4"
            aria-invalid=[input.wrong.map(|_| "true")]
            aria-describedby=[input.described()]
            aria-label=(input.field.label)
        { "\n" (input.value) }
    }
}
