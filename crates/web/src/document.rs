//! The HTML document around every page, and how its reader wants pages to look.

use super::assets;
use axum::http::HeaderMap;
use maud::{DOCTYPE, Markup, html};
use server::http::cookie;

/// Theme and density, as the cookie `look` says.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) theme: &'static str,
    pub(super) density: &'static str,
}

impl Look {
    pub(super) fn of(headers: &HeaderMap) -> Look {
        let look = cookie(headers, "look").unwrap_or_default();
        let theme = ["light", "dark"].into_iter().find(|t| look.contains(t)).unwrap_or("auto");
        Look { theme, density: if look.contains("comfortable") { "comfortable" } else { "compact" } }
    }
}

/// A document with this body element; with our scripts, if the page needs them.
pub(super) fn document(look: Look, title: &str, scripts: bool, body: &Markup) -> Markup {
    headed(look, title, scripts, &html! {}, body)
}

/// A document that says more about itself in its head.
pub(super) fn headed(look: Look, title: &str, scripts: bool, head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=(look.theme) data-density=(look.density) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="/favicon.ico" type="image/svg+xml";
                link rel="stylesheet" href={ (assets::base()) "app.css" };
                (head)
                @if scripts {
                    meta
                        name="htmx-config"
                        content=r#"{"includeIndicatorCSS":false,"defaultSwap":"innerHTML","history":"reload"}"#;
                    script src={ (assets::base()) "app.js" } defer {}
                }
            }
            (body)
        }
    }
}
