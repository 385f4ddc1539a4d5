//! Several of several values.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Choices;

impl Kinded for Choices {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let values: Vec<&str> = shown.value().as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect();
        html! {
            span class="tags" {
                @for value in values {
                    span class="tag" {
                        ({
                            shown
                                .field
                                .options
                                .iter()
                                .find(|(v, _)| v == value)
                                .map_or(value, |(_, word)| word)
                        })
                    }
                }
            }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        let chosen: Vec<&str> = input.value.split(',').map(str::trim).collect();
        html! {
            div class="checks" role="group" aria-label=(input.field.label) {
                input type="hidden" name=(input.field.key) value="";
                @for (i, (value, word)) in input.field.options.iter().enumerate() {
                    label {
                        input
                            type="checkbox"
                            id=[(i == 0).then_some(&input.id)]
                            name=(input.field.key)
                            value=(value)
                            checked[chosen.contains(&value.as_str())];
                        (word)
                    }
                }
            }
        }
    }

    fn operators(&self) -> Operators {
        &[("has", "includes"), ("has_not", "does not include")]
    }
}
