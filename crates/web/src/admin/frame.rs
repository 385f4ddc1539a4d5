//! The frame of the administration's pages, and what several of them show.

use crate::icons::icon;
use crate::shell::{self, Page};
use crate::visit::Visit;
use maud::{Markup, html};

/// The pages: (address, title, icon, what it is, admins only).
pub(crate) const PAGES: &[(&str, &str, &str, &str, bool)] = &[
    ("users", "Users and invitations", "users", "Who belongs to the organisation, and who is asked to.", true),
    ("roles", "Roles", "shield", "What each role may do with each noun.", false),
    ("why", "Who can see this?", "eye", "Why a person can, or can't, see a record.", true),
    ("keys", "API keys", "key-round", "Keys for programs, each with a role.", true),
    ("sessions", "Sessions and password", "monitor", "Where you are signed in, and with what.", false),
    ("settings", "Settings", "settings", "Thresholds, switches and texts.", true),
    ("flags", "Modules and features", "power", "Parts of the system that can be switched.", true),
    ("fields", "Own fields", "sliders-horizontal", "Fields of your own on clients, deals, leads and more.", true),
    ("erase", "Erase a person", "trash-2", "Remove a person's data for good, with a receipt.", true),
    ("sample", "Sample data", "file-text", "A few records to look around with.", true),
];

/// A page with the list of pages beside it; guests see the page alone.
pub(super) fn framed(visit: &Visit, name: &str, title: &str, body: &Markup) -> axum::response::Response {
    if visit.actor.is_outsider() {
        return shell::page(visit, &Page { title: title.to_string(), ..Page::default() }, body);
    }
    let shown = PAGES.iter().filter(|(_, _, _, _, admins)| !admins || visit.is_admin());
    let beside = html! {
        nav class="side" aria-label="Admin" {
            @for (n, title, ..) in shown {
                a href={ "/admin/" (n) } aria-current=[(*n == name).then_some("page")] { (title) }
            }
        }
    };
    let page = Page { title: title.to_string(), crumbs: vec![("Admin".into(), "/admin".into())], ..Page::default() };
    shell::page(
        visit,
        &page,
        &html! {
            div class="columns" {
                (beside)
                div { (body) }
            }
        },
    )
}

/// The present password, asked before anything that could shut its owner out.
pub(super) fn present_password(id: &str) -> Markup {
    html! {
        div class="field" {
            label for=(id) { "Present password" }
            input class="in" id=(id) name="current" type="password" autocomplete="current-password" required;
        }
    }
}

/// Something went well.
pub(super) fn good(words: &str) -> Markup {
    html! {
        div class="note good" role="status" {
            (icon("circle-check"))
            span { (words) }
        }
    }
}

/// The program of a session in a few words.
pub(super) fn browser(agent: &str) -> String {
    let name = ["Edg/", "Firefox/", "Chrome/", "Safari/", "curl/"].iter().find(|n| agent.contains(**n)).map_or(
        "A program",
        |n| match *n {
            "Edg/" => "Edge",
            "Firefox/" => "Firefox",
            "Chrome/" => "Chrome",
            "Safari/" => "Safari",
            _ => "curl",
        },
    );
    let system = ["Windows", "Android", "iPhone", "Mac OS", "Linux"]
        .iter()
        .find(|s| agent.contains(**s))
        .map(|s| format!(" on {s}"))
        .unwrap_or_default();
    format!("{name}{system}")
}
