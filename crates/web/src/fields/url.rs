//! A web address.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Url;

impl Kinded for Url {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let text = shown.text();
        // Only http and https become links; the column's domain promises as much, own fields are checked here.
        if !text.to_lowercase().starts_with("http") {
            return html! {
                (text)
            };
        }
        let short =
            text.split_once("://").map_or(text.as_str(), |(_, t)| t).trim_start_matches("www.").trim_end_matches('/');
        html! {
            a class="plain" href=(text) rel="noopener noreferrer nofollow" target="_blank" {
                (short.chars().take(60).collect::<String>())
            }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            input
                class="in"
                type="text"
                inputmode="url"
                id=(input.id)
                name=(input.field.key)
                value=(input.value)
                placeholder="https://"
                required[input.field.required]
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label)
                autocomplete="off";
        }
    }

    fn operators(&self) -> Operators {
        super::text::TEXT
    }
}
