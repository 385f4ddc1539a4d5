//! An amount of money.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::data::text;
use crate::format;
use maud::{Markup, html};

pub(super) struct Money;

impl Kinded for Money {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let own = text(shown.row, "currency");
        let currency = if own.is_empty() { shown.visit.person.currency.as_str() } else { own };
        html! {
            span class="nowrap" { (format::money(&shown.text(), currency)) }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        super::number::Number.input(input)
    }

    fn operators(&self) -> Operators {
        super::number::NUMBERS
    }
}
