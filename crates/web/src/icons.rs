//! Lucide icons from one sprite.

use super::assets;
use maud::{Markup, html};

/// An icon that stands beside its word.
pub(super) fn icon(name: &str) -> Markup {
    html! {
        svg class="i" aria-hidden="true" {
            use href={ (assets::base()) "icons.svg#" (name) } {}
        }
    }
}

/// An icon that stands for a word.
pub(super) fn meaning(name: &str, word: &str) -> Markup {
    html! {
        svg class="i" role="img" aria-label=(word) {
            title { (word) }
            use href={ (assets::base()) "icons.svg#" (name) } {}
        }
    }
}
