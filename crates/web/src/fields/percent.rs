//! A whole number from 0 to 100.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Percent;

impl Kinded for Percent {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let n: u32 = shown.text().parse().unwrap_or_default();
        html! {
            span class="bar-of" { (bar(n)) (n) }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            input
                class="in short"
                type="number"
                min="0"
                max="100"
                step="1"
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
        super::number::NUMBERS
    }
}

/// A thin bar, 0 to 100.
pub(crate) fn bar(n: u32) -> Markup {
    html! {
        svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" class="chart" {
            rect class="mark two" opacity=".35" x="0" y="0" width="100" height="8" rx="4" {}
            rect class="mark" x="0" y="0" width=(n.min(100)) height="8" rx="4" {}
        }
    }
}
