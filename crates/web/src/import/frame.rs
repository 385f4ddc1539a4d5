//! The frame of the wizard: its steps.

use crate::icons::icon;
use crate::shell::{self, Page};
use crate::visit::Visit;
use axum::response::Response;
use maud::{Markup, html};

/// A step of the wizard, in the page's frame.
pub(super) fn framed(visit: &Visit, step: usize, body: &Markup) -> Response {
    let acts = html! {
        a class="b" href="/import_jobs" { (icon("history")) "Earlier imports" }
    };
    let page = Page { title: "Import".into(), acts: Some(acts), ..Page::default() };
    let steps = ["Choose a file", "Match the headers", "Check", "Import"];
    shell::page(
        visit,
        &page,
        &html! {
            ol class="steps" {
                @for (i, word) in steps.iter().enumerate() {
                    li aria-current=[(i + 1 == step).then_some("step")] {
                        b { (i + 1) }
                        (word)
                    }
                }
            }
            (body)
        },
    )
}
