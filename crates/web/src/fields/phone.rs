//! A telephone number.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Phone;

impl Kinded for Phone {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let text = shown.text();
        let dialled: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        if dialled.len() > 5 && !text.contains(['*', '•']) {
            html! {
                a class="plain nowrap" href={ "tel:" (dialled) } { (text) }
            }
        } else {
            html! {
                span class="quiet" { (text) }
            }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        input.plain("tel", None)
    }

    fn operators(&self) -> Operators {
        super::text::TEXT
    }
}
