//! The command palette: go anywhere, find any record, do anything; and the pickers of references.

mod hit;
mod meaning;

use self::hit::{Hit, about_field};
use super::address::encode;
use super::data::{Ask, Found, text};
use super::icons::icon;
use super::nouns::Noun;
use super::refused::{Answer, Refused};
use super::shell::respond;
use super::visit::Visit;
use axum::extract::Path;
use catalog::Kind;
use maud::{Markup, html};

/// Records shown a noun.
const EACH: usize = 5;
/// The nouns whose records are found by their names.
const SEARCHED: &[&str] = &[
    "clients",
    "contacts",
    "opportunities",
    "leads",
    "projects",
    "candidates",
    "jobs",
    "invoices",
    "tasks",
    "market_tenders",
    "competitors",
    "documents",
    "users",
    "sales_tasks",
    "activities",
];

/// `GET /search?q=…`
pub(super) async fn search(visit: Visit) -> Answer {
    let q = visit.param("q").unwrap_or_default().trim().to_string();
    let places = places(&visit, &q);
    let records = if q.chars().count() >= 2 { records(&visit, &q).await? } else { Vec::new() };
    let (records, meant) = meaning::fused(records, meaning::hits(&visit, &q).await?);
    Ok(respond(html! {
        @if !records.is_empty() {
            span class="label" { "Records" }
            @for h in &records { (line(h, &q)) }
        }
        @if !places.is_empty() {
            span class="label" { (if q.is_empty() { "Go to" } else { "Go to and do" }) }
            @for h in &places { (line(h, &q)) }
        }
        // Beneath: Enter opens what is called so.
        @if !meant.is_empty() {
            span class="label" { "By meaning" }
            @for h in &meant { (line(h, "")) }
        }
        @if records.is_empty() && meant.is_empty() && places.is_empty() {
            p class="empty" { "Nothing found for “" (q) "”." }
        }
    }))
}

fn line(hit: &Hit, q: &str) -> Markup {
    let at = hit
        .title
        .to_lowercase()
        .find(&q.to_lowercase())
        .filter(|i| !q.is_empty() && hit.title.is_char_boundary(*i) && hit.title.is_char_boundary(i + q.len()));
    html! {
        a class="hit" role="option" href=(hit.to) tabindex="-1" aria-selected="false" {
            (icon(&hit.icon))
            span class="t clip" dir="auto" {
                @match at {
                    Some(i) => {
                        (hit.title[..i])
                        mark { (hit.title[i..i + q.len()]) }
                        (hit.title[i + q.len()..])
                    }
                    None => { (hit.title) }
                }
            }
            span class="quiet small" { (hit.about) }
        }
    }
}

/// Pages and actions whose words begin like what is typed.
fn places(visit: &Visit, q: &str) -> Vec<Hit> {
    let mut all: Vec<Hit> = Vec::new();
    let mut add = |icon: &str, to: String, title: String, about: &str| {
        all.push(Hit { icon: icon.into(), to, title, about: about.into(), rank: 0 })
    };
    add("house", "/today".into(), "Today".into(), "Page");
    if !visit.actor.is_outsider() && !visit.is_off("reports") {
        add("chart-column", "/reports".into(), "Reports".into(), "Page");
    }
    for t in visit.menu() {
        add(t.icon(), format!("/{}", t.name), t.plural(), "List");
        if t.tags.look.board.is_some() && !q.is_empty() {
            add("kanban", format!("/{}?view=board", t.name), format!("{} board", t.singular()), "Board");
        }
    }
    for t in visit.menu().filter(|t| visit.may(&t.name, "INSERT") && !visit.actor.is_outsider()) {
        add("plus", format!("/{}/new", t.name), format!("New {}", t.singular().to_lowercase()), "Create");
    }
    if !visit.actor.is_outsider() {
        add("upload", "/import".into(), "Import a file".into(), "Do");
        for noun in super::duplicates::offered(visit) {
            if visit.shows(noun) {
                add(
                    "git-merge",
                    format!("/duplicates/{noun}"),
                    format!("Find duplicate {}", visit.catalog().plural(noun).to_lowercase()),
                    "Do",
                );
            }
        }
        for report in super::reports::offered(visit) {
            add("chart-column", format!("/reports/{}", report.name), report.title.clone(), "Report");
        }
    }
    if visit.is_admin() {
        for (name, title, ..) in super::admin::frame::PAGES {
            add("settings", format!("/admin/{name}"), (*title).into(), "Admin");
        }
    }
    let offered = |v: &&platform::verb::Verb| {
        v.subject.is_none() && v.in_palette && v.roles.contains(&visit.actor.role) && visit.shows_module(&v.module)
    };
    for verb in visit.server.verbs.iter().filter(offered) {
        add("zap", format!("/verbs/{}", verb.name), super::nouns::sentence(&verb.name), "Do");
    }
    for table in visit.server.catalog.tables.values().filter(|t| {
        t.tags.look.menu.is_none()
            && !t.is_view
            && visit.shows(&t.name)
            && visit.may(&t.name, "SELECT")
            && !q.is_empty()
    }) {
        add(table.icon(), format!("/{}", table.name), table.plural(), "List");
    }
    add("log-out", "/sign-out".into(), "Sign out".into(), "Do");
    if q.is_empty() {
        all.truncate(12);
        return all;
    }
    for hit in &mut all {
        hit.rank = rank(&hit.title, q);
    }
    all.retain(|h| h.rank > 0);
    all.sort_by_key(|h| std::cmp::Reverse(h.rank));
    all.truncate(8);
    all
}

/// How well a title answers what was typed: whole, beginning, beginning of a word, anywhere, letters in order; 0 for not at all.
fn rank(title: &str, q: &str) -> u32 {
    let (title, q) = (title.to_lowercase(), q.to_lowercase());
    if title == q {
        return 100;
    }
    if title.starts_with(&q) {
        return 80;
    }
    if title.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(&q)) {
        return 60;
    }
    if title.contains(&q) {
        return 40;
    }
    let mut letters = title.chars();
    if q.len() >= 3 && q.chars().filter(|c| !c.is_whitespace()).all(|c| letters.any(|t| t == c)) { 10 } else { 0 }
}

/// Records of every noun this person reads, best first. Encrypted addresses and numbers are found when they are typed whole.
async fn records(visit: &Visit, q: &str) -> Result<Vec<Hit>, Refused> {
    let (mut nouns, mut asks) = (Vec::new(), Vec::new());
    for name in SEARCHED.iter().filter(|n| visit.shows(n) && visit.may(n, "SELECT")) {
        let noun = visit.noun(name)?;
        if let Some(condition) = condition(&noun, q) {
            asks.push(Ask::new(
                name,
                format!("select={}&{condition}&limit={}", encode(&noun.select(&about_field(&noun))), EACH * 2),
            ));
            nouns.push(noun);
        }
    }
    let mut hits = Vec::new();
    for (noun, found) in nouns.iter().zip(visit.read(&asks).await?) {
        hits.extend(named(noun, &found, q));
    }
    hits.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.title.len().cmp(&b.title.len())));
    hits.truncate(20);
    Ok(hits)
}

fn named(noun: &Noun<'_>, found: &Found, q: &str) -> Vec<Hit> {
    found
        .rows
        .iter()
        .map(|row| {
            let title = noun.title(row);
            let client = super::nouns::label_of(row.get("client_id_label"));
            let about = if client.is_empty() { noun.singular() } else { format!("{} · {client}", noun.singular()) };
            // Found by what does not stand in the title: by address or number.
            let rank = rank(&title, q).max(70 * u32::from(q.contains('@')));
            Hit {
                icon: noun.table.icon().into(),
                to: format!("/{}/{}", noun.name(), noun.key(row)),
                rank: rank + importance(noun.name()),
                title,
                about,
            }
        })
        .filter(|h| h.rank > importance(noun.name()))
        .collect()
}

fn importance(noun: &str) -> u32 {
    SEARCHED.iter().position(|n| *n == noun).map_or(0, |i| (SEARCHED.len() - i) as u32 / 3)
}

/// The condition that finds rows by their name: at its beginning, or at the beginning of a word.
fn condition(noun: &Noun<'_>, q: &str) -> Option<String> {
    let quoted = |t: &str| format!("\"{}\"", t.replace('\\', "\\\\").replace('"', "\\\""));
    let mut ways = Vec::new();
    for field in noun.names().iter().filter(|f| f.target.is_none() && matches!(f.kind, Kind::Text)) {
        ways.push(format!("{}.ilike.{}", field.key, quoted(&format!("{q}*"))));
        ways.push(format!("{}.ilike.{}", field.key, quoted(&format!("* {q}*"))));
    }
    let email = q.contains('@') && q.contains('.');
    let phone = q.chars().filter(char::is_ascii_digit).count() >= 6
        && q.chars().all(|c| c.is_ascii_digit() || " +()/-.".contains(c));
    if email || phone {
        for field in &noun.fields {
            match field.kind {
                Kind::PiiEmail | Kind::Email if email => ways.push(format!("{}.eq.{}", field.key, quoted(q))),
                Kind::PiiPhone if phone => ways.push(format!("{}.eq.{}", field.key, quoted(q))),
                _ => {}
            }
        }
    }
    if ways.is_empty() { None } else { Some(format!("or={}", encode(&format!("({})", ways.join(","))))) }
}

/// `GET /lookup/<noun>?q=…`: rows a reference may point at.
pub(super) async fn lookup(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    let q = visit.param("q").unwrap_or_default();
    let shown = about_field(&noun);
    let mut query = format!("select={}&limit=8", encode(&noun.select(&shown)));
    let composed = noun.names().first().is_some_and(|f| f.target.is_some());
    match condition(&noun, q.trim()).filter(|_| !q.trim().is_empty() && !composed) {
        Some(condition) => query += &format!("&{condition}"),
        None => {
            query += &format!(
                "&order={}",
                if noun.table.primary_key == ["id"] { "id.desc".to_string() } else { noun.table.primary_key.join(",") }
            )
        }
    }
    if name == "users" && !visit.actor.is_outsider() {
        query += "&status=eq.active&role=not.in.(client,candidate)";
    }
    let found = visit.find(Ask::new(&name, query)).await?;
    Ok(respond(html! {
        @for row in &found.rows {
            @let title = noun.title(row);
            @let client = super::nouns::label_of(row.get("client_id_label"));
            button
                type="button"
                class="opt"
                role="option"
                tabindex="-1"
                aria-selected="false"
                data-id=(noun.key(row))
                data-title=(title)
            {
                span class="clip" { (title) }
                span class="quiet small clip" {
                    ({
                        if client.is_empty() {
                            text(row, "status").to_string()
                        } else {
                            client
                        }
                    })
                }
            }
        }
        @if found.rows.is_empty() {
            p class="quiet small opt" { "No " (noun.singular().to_lowercase()) " found." }
        }
    }))
}
