//! Long text.

use super::kind::{Input, Kinded, Operators, Shown};
use maud::{Markup, html};

pub(super) struct Long;

impl Kinded for Long {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let text = shown.text();
        html! {
            span class="quiet" { (text.chars().take(120).collect::<String>().replace('\n', " ")) }
        }
    }

    fn view(&self, shown: &Shown<'_>) -> Markup {
        paragraphs(&shown.text())
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        super::text::area(input)
    }

    fn operators(&self) -> Operators {
        super::text::TEXT
    }

    fn wide(&self) -> bool {
        true
    }
}

/// Long text with its line breaks; very long text is cut, with the rest behind a click.
pub(super) fn paragraphs(text: &str) -> Markup {
    const SHOWN: usize = 3000;
    let cut = text.char_indices().nth(SHOWN).map(|(i, _)| i);
    html! {
        div class="prose" dir="auto" {
            @for line in text[..cut.unwrap_or(text.len())].split('\n') {
                (line)
                br;
            }
            @if cut.is_some() {
                span class="quiet" { "… " (text.len() / 1024) " KB in all; open the form to read it whole." }
            }
        }
    }
}
