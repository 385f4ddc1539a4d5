//! The frame around every page: rail, top, menus, and what scripts need to know.

use super::address::encode;
use super::data::{Ask, text};
use super::document::document;
use super::format::initials;
use super::icons::{icon, meaning};
use super::refused::Answer;
use super::visit::Visit;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use catalog::Place;
use maud::{Markup, html};
use records::Count;

/// What a page is.
#[derive(Default)]
pub(super) struct Page {
    pub(super) title: String,
    /// Where it stands: (word, address).
    pub(super) crumbs: Vec<(String, String)>,
    /// Behind the title.
    pub(super) count: Option<Markup>,
    /// Buttons at the top.
    pub(super) acts: Option<Markup>,
    /// The page brings its own margins.
    pub(super) flush: bool,
    /// Nouns whose changes it wants to hear of.
    pub(super) live: String,
    /// The record it shows, as `noun/id`.
    pub(super) record: Option<String>,
    /// Its title stands in its body.
    pub(super) titled: bool,
}

/// A whole page. Who does not belong to the organisation sees it without our rail, search and shortcuts.
pub(super) fn page(visit: &Visit, page: &Page, body: &Markup) -> Response {
    let member = !visit.actor.is_outsider();
    let markup = html! {
        body data-live=(page.live) data-record=[page.record.as_deref()] data-me=(visit.person.id) data-org=(visit.actor.org) {
            a class="skip" href="#main" { "Skip to content" }
            div class="progress" aria-hidden="true" {}
            div class=(if member { "frame" } else { "frame alone" }) {
                @if member { (rail(visit)) }
                div class="page" {
                    header class="top" {
                        div class="where" {
                            @if !member {
                                a class="plain" href="/" { (visit.person.org_name) }
                            }
                            @if !page.crumbs.is_empty() {
                                nav aria-label="Breadcrumb" {
                                    ol class="crumbs" {
                                        @for (word, to) in &page.crumbs {
                                            li {
                                                a href=(to) { (word) }
                                            }
                                        }
                                    }
                                }
                            }
                            @if page.titled {
                                span class="clip" {
                                    strong { (page.title) }
                                }
                            } @else {
                                h1 class="clip" { (page.title) }
                            }
                            @if let Some(count) = &page.count {
                                span class="count" { (count) }
                            }
                        }
                        div class="presence" id="presence" aria-live="polite" {}
                        @if let Some(acts) = &page.acts {
                            div class="acts" { (acts) }
                        }
                        (me(visit))
                    }
                    main id="main" class=[page.flush.then_some("flush")] tabindex="-1" { (body) }
                }
            }
            aside id="panel" class="panel" aria-label="Record" hidden {}
            div id="toasts" role="status" aria-live="polite" {
                @if let Some(operation) = visit.param("did").and_then(|d| uuid::Uuid::parse_str(&d).ok()) {
                    ({
                        toast(
                            &format!(
                                "{}.",
                                super::nouns::sentence(
                                    &visit.param("what").unwrap_or_else(|| "done".into()),
                                ),
                            ),
                            Some(operation),
                        )
                    })
                }
            }
            dialog id="dialog" aria-label="Dialog" {}
            @if member { (palette()) (help(visit)) }
        }
    };
    respond(document(visit.look, &format!("{} · Throughline", page.title), true, &markup))
}

/// A part of a page.
pub(super) fn respond(markup: Markup) -> Response {
    server::http::typed(StatusCode::OK, "text/html; charset=utf-8", markup.into_string())
}

/// A part of a page with a toast beside it.
pub(super) fn with_toast(markup: &Markup, toast: &Markup) -> Response {
    respond(html! {
        (markup)
        hx-partial hx-target="#toasts" hx-swap="beforeend" { (toast) }
    })
}

/// What happened, with its undo.
pub(super) fn toast(words: &str, operation: Option<uuid::Uuid>) -> Markup {
    html! {
        div class="toast" data-fades {
            span { (words) }
            @if let Some(operation) = operation {
                form method="post" action="/undo" hx-post="/undo" hx-swap="none" {
                    input type="hidden" name="operation" value=(operation);
                    button class="b" data-undo { (icon("undo-2")) "Undo" }
                }
            }
            button type="button" class="b icon" data-dismiss aria-label="Close" { (icon("x")) }
        }
    }
}

/// An address of this server; anything else becomes Today.
pub(super) fn inside(next: &str) -> String {
    let fine = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && next != "/sign-in";
    if fine { next.to_string() } else { "/today".into() }
}

/// Goes on to another address: a redirect for a form, a header for htmx.
pub(super) fn go(visit: &Visit, to: &str) -> Response {
    let mut response = respond(html! {});
    let name = if visit.partial {
        "hx-redirect"
    } else {
        *response.status_mut() = StatusCode::SEE_OTHER;
        "location"
    };
    if let Ok(value) = HeaderValue::from_str(to) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Adds a header.
pub(super) fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Pages in the menu that are no lists.
fn places(visit: &Visit) -> impl Iterator<Item = &Place> {
    let tables = visit.catalog().tables.values().filter(|t| visit.shows(&t.name));
    let offered = |name: &str, page: &Place| visit.may(name, if page.seen { "SELECT" } else { "INSERT" });
    tables.flat_map(move |t| t.tags.look.pages.iter().filter(move |page| offered(&t.name, page)))
}

fn rail(visit: &Visit) -> Markup {
    let current = format!("/{}", visit.path.trim_start_matches('/').split('/').next().unwrap_or_default());
    let go = |to: &str, sign: &str, word: &str, key: &str| {
        html! {
            a   class="go"
                href=(to)
                title=(word)
                aria-current=[(current == to).then_some("page")]
                data-go=[(!key.is_empty()).then_some(key)]
            {
                (icon(sign))
                span { (word) }
            }
        }
    };
    html! {
        nav class="rail" aria-label="Main" id="rail" {
            a class="org" href="/today" {
                span class="mark" aria-hidden="true" { (initials(&visit.person.org_name)) }
                span class="clip" { (visit.person.org_name) }
            }
            button type="button" class="find" data-palette title="Search (Ctrl K)" {
                (icon("search"))
                span { "Search" }
                kbd { "⌘K" }
            }
            div class="group" {
                (go("/today", "house", "Today", "t"))
                @for place in places(visit) {
                    ({
                        go(
                            &place.address,
                            &place.icon,
                            &place.word,
                            &place.key.map(String::from).unwrap_or_default(),
                        )
                    })
                }
                @if !visit.is_off("reports") { (go("/reports", "chart-column", "Reports", "r")) }
            }
            @for module in visit.person.modules.iter().filter(|m| *m != "identity") {
                @let nouns: Vec<_> = visit.menu().filter(|t| t.schema == *module).collect();
                @if !nouns.is_empty() {
                    details open data-keep={ "menu-" (module) } {
                        summary {
                            (icon("chevron-down"))
                            span class="label" { (visit.catalog().module_title(module)) }
                        }
                        @for t in nouns {
                            ({
                                go(
                                    &format!("/{}", t.name),
                                    t.icon(),
                                    &t.plural(),
                                    &t.tags.look.key.map(String::from).unwrap_or_default(),
                                )
                            })
                            @if current == format!("/{}", t.name) {
                                div class="views"
                                    hx-get={ "/menu?noun=" (t.name) "&at=" (encode(&visit.query)) }
                                    hx-trigger="load" {}
                            }
                        }
                    }
                }
            }
            div class="foot group" {
                @if visit.is_admin() || visit.actor.role == "manager" { (go("/admin", "settings", "Admin", "s")) }
            }
        }
    }
}

/// `GET /menu?noun=…`: the saved views of a noun with their counts.
pub(super) async fn menu(visit: Visit) -> Answer {
    let noun = visit.param("noun").unwrap_or_default();
    let at = visit.param("at").unwrap_or_default();
    let about = visit.noun(&noun)?;
    if visit.actor.is_outsider() {
        return Ok(respond(html! {}));
    }
    let views = visit
        .find(Ask::new(
            "saved_views",
            format!("select=id,name,query,is_shared&noun=eq.{noun}&order=position,name&limit=30"),
        ))
        .await?
        .rows;
    let mut counts = Vec::new();
    for view in &views {
        let filters = super::arrangement::Arrangement::parse(text(view, "query")).filters_for(&visit, &about);
        let total = visit
            .find(Ask::new(&noun, format!("select=id&limit=0&{filters}")).counted(Count::Estimated))
            .await
            .ok()
            .and_then(|f| f.total);
        counts.push(total);
    }
    Ok(respond(html! {
        @for (view, count) in views.iter().zip(counts) {
            @let query = text(view, "query");
            a   class="go"
                href={ "/" (noun) "?" (query) "&saved=" (text(view, "id")) }
                aria-current=[at.contains(text(view, "id")).then_some("page")]
            {
                span class="clip" { (text(view, "name")) }
                @if let Some(count) = count {
                    span class="n" { (super::format::short(count as f64)) }
                }
            }
        }
    }))
}

fn me(visit: &Visit) -> Markup {
    let theme = |value: &str, sign: &str, word: &str| {
        html! {
            button type="submit" class="item" name="theme" value=(value) aria-pressed=(visit.look.theme == value) {
                (icon(sign))
                (word)
                @if visit.look.theme == value {
                    kbd { "on" }
                }
            }
        }
    };
    html! {
        div class="me" {
            details class="menu" id="bell" {
                summary
                    class="b ghost icon dot"
                    hx-get="/bell"
                    hx-target="next .pop"
                    hx-trigger="click once, load delay:400ms"
                    title="Notifications"
                { (meaning("bell", "Notifications")) }
                div class="pop" {
                    p class="quiet item" { "Loading…" }
                }
            }
            @if !visit.actor.is_outsider() {
                button type="button" class="b ghost icon" data-help title="Keyboard shortcuts (?)" {
                    (meaning("circle-question-mark", "Keyboard shortcuts"))
                }
            }
            details class="menu" {
                summary class="b ghost icon" title=(visit.person.name) {
                    span class="avatar big" role="img" aria-label={ "Account of " (visit.person.name) } {
                        (initials(&visit.person.name))
                    }
                }
                div class="pop" {
                    span class="label" { (visit.person.name) }
                    p class="quiet small item" { (visit.person.email) " · " (super::nouns::sentence(visit.actor.role)) }
                    a class="item" href={ "/users/" (visit.person.id) } { (icon("user")) "My account" }
                    a class="item" href="/admin/sessions" { (icon("key-round")) "Password and sessions" }
                    hr;
                    form method="post" action="/look" {
                        input
                            type="hidden"
                            name="next"
                            value={
                                (visit.path)
                                @if !visit.query.is_empty() { "?" (visit.query) }
                            };
                        span class="label" { "Theme" }
                        (theme("auto", "monitor", "As the system"))
                        (theme("light", "sun", "Light"))
                        (theme("dark", "moon", "Dark"))
                        span class="label" { "Density" }
                        button
                            type="submit"
                            class="item"
                            name="density"
                            value="compact"
                            aria-pressed=(visit.look.density == "compact")
                        { (icon("rows-3")) "Compact" }
                        button
                            type="submit"
                            class="item"
                            name="density"
                            value="comfortable"
                            aria-pressed=(visit.look.density == "comfortable")
                        { (icon("table")) "Comfortable" }
                    }
                    hr;
                    @if !visit.actor.is_outsider() {
                        a class="item" href="/docs" { (icon("book-open")) "API" }
                    }
                    form method="post" action="/sign-out" {
                        button type="submit" class="item" { (icon("log-out")) "Sign out" }
                    }
                }
            }
        }
    }
}

fn palette() -> Markup {
    html! {
        dialog id="palette" aria-label="Search and commands" {
            input
                type="text"
                name="q"
                placeholder="Search, go to, or do…"
                autocomplete="off"
                spellcheck="false"
                role="combobox"
                aria-expanded="true"
                aria-controls="found"
                aria-autocomplete="list"
                aria-label="Search and commands";
            div id="found" class="found" role="listbox" aria-label="Results" {}
        }
    }
}

fn help(visit: &Visit) -> Markup {
    let line = |keys: &[&str], word: &str| {
        html! {
            tr {
                td {
                    @for k in keys {
                        kbd { (k) }
                        " "
                    }
                }
                td { (word) }
            }
        }
    };
    html! {
        dialog id="help" aria-labelledby="help-title" {
            div class="head" {
                h2 id="help-title" { "Keyboard shortcuts" }
                button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
            }
            div class="body" {
                table class="plain" {
                    tbody {
                        (line(&["⌘K", "Ctrl K"], "Search, go to, or do anything"))
                        (line(&["?"], "This help"))
                        (line(&["/"], "Search in the list"))
                        (line(&["f"], "Add a filter"))
                        (line(&["c"], "Create"))
                        (line(&["e"], "Edit"))
                        (line(&["↑", "↓", "j", "k"], "Walk through a list"))
                        (line(&["Space"], "Look at the record beside the list"))
                        (line(&["Enter"], "Open the record; on a cell: edit it"))
                        (line(&["x"], "Select; Shift selects a range"))
                        (line(&["⌘S", "Ctrl S"], "Save a form"))
                        (line(&["Alt ←", "Alt →"], "Move a card on a board"))
                        (line(&["z"], "Undo the last change"))
                        (line(&["Esc"], "Close, cancel, go back"))
                        (line(&["g", "t"], "Go to Today"))
                        @for t in visit.menu() {
                            @if let Some(key) = t.tags.look.key {
                                ({
                                    line(
                                        &["g", &key.to_string()],
                                        &format!("Go to {}", t.plural().to_lowercase()),
                                    )
                                })
                            }
                        }
                        @for place in places(visit) {
                            @if let Some(key) = place.key {
                                ({
                                    line(
                                        &["g", &key.to_string()],
                                        &format!("Go to the {}", place.word.to_lowercase()),
                                    )
                                })
                            }
                        }
                        @if !visit.is_off("reports") { (line(&["g", "r"], "Go to reports")) }
                        @if visit.is_admin() || visit.actor.role == "manager" { (line(&["g", "s"], "Go to admin")) }
                    }
                }
            }
        }
    }
}

/// A page with nothing on it yet, and what to do about it.
pub(super) fn empty(sign: &str, title: &str, words: &str, acts: &Markup) -> Markup {
    html! {
        div class="empty" {
            (icon(sign))
            h2 { (title) }
            p { (words) }
            div class="acts" { (acts) }
        }
    }
}
