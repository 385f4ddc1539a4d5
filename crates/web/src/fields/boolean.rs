//! Yes or no.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::icons::meaning;
use maud::{Markup, html};

pub(super) struct Boolean;

impl Kinded for Boolean {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        if shown.text() == "true" {
            meaning("check", "Yes")
        } else {
            html! {
                span class="quiet" { "No" }
            }
        }
    }

    fn view(&self, shown: &Shown<'_>) -> Markup {
        html! {
            (if shown.text() == "true" { "Yes" } else { "No" })
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        let on = input.value == "true" || input.value == "on";
        html! {
            div class="checks" role="radiogroup" aria-labelledby={ (input.id) "-name" } aria-label=(input.field.label) {
                label {
                    input type="radio" id=(input.id) name=(input.field.key) value="true" checked[on];
                    "Yes"
                }
                label {
                    input type="radio" name=(input.field.key) value="false" checked[!on];
                    "No"
                }
            }
        }
    }

    fn operators(&self) -> Operators {
        &[("yes", "is yes"), ("no", "is no")]
    }
}
