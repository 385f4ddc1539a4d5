//! A row of another noun.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::format::who;
use crate::nouns::label_of;
use maud::{Markup, html};

pub(super) struct Reference;

impl Kinded for Reference {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let label = label_of(shown.row.get(&format!("{}_label", shown.field.key)));
        let target = shown.field.target.as_deref().unwrap_or_default();
        if label.is_empty() {
            return html! {
                span class="quiet" { "(not visible to you)" }
            };
        }
        if target == "users" {
            who(&label)
        } else {
            html! {
                a href={ "/" (target) "/" (shown.text()) } { (label) }
            }
        }
    }

    fn view(&self, shown: &Shown<'_>) -> Markup {
        let label = label_of(shown.row.get(&format!("{}_label", shown.field.key)));
        if label.is_empty() {
            return html! {
                span class="quiet" { "(not visible to you)" }
            };
        }
        html! {
            a class="plain" href={ "/" (shown.field.target.as_deref().unwrap_or_default()) "/" (shown.text()) } {
                (label)
            }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        let target = input.field.target.as_deref().unwrap_or_default();
        let creates = input.visit.may(target, "INSERT") && target != "users";
        html! {
            div class="pick" data-pick=(target) data-create=[creates.then(|| input.visit.catalog().singular(target))] {
                input type="hidden" name=(input.field.key) value=(input.value);
                input type="hidden" name={ (input.field.key) ".was" } value=(input.words);
                input
                    class="in"
                    type="text"
                    id=(input.id)
                    name={ (input.field.key) ".name" }
                    value=(input.words)
                    placeholder={ "Find a " (input.visit.catalog().singular(target).to_lowercase()) "…" }
                    required[input.field.required]
                    role="combobox"
                    aria-expanded="false"
                    aria-autocomplete="list"
                    aria-invalid=[input.wrong.map(|_| "true")]
                    aria-describedby=[input.described()]
                    aria-label=(input.field.label)
                    autocomplete="off"
                    spellcheck="false";
            }
        }
    }

    fn operators(&self) -> Operators {
        &[("is", "is"), ("is_not", "is not"), ("empty", "is empty"), ("filled", "is filled in")]
    }
}
