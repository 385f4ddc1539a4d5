//! The command palette: go anywhere, find any record, do anything; and the pickers of references.

mod found;
mod hit;
mod meaning;
mod passages;

use self::found::{conditions, searched};
use self::hit::{Hit, about, about_field};
use super::address::encode;
use super::data::{Ask, Found, text};
use super::icons::icon;
use super::nouns::Noun;
use super::refused::{Answer, Refused};
use super::shell::respond;
use super::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};

/// Records of a noun that are asked for.
const EACH: usize = 10;
/// Records of a noun among which a picker looks for those it offers.
const CANDIDATES: usize = 40;
/// Records that are shown.
const MOST: usize = 20;
/// What is found by words that its title does not have.
const ELSEWHERE: u32 = 30;

/// `GET /search?q=…`
pub(super) async fn search(visit: Visit) -> Answer {
    let q = visit.param("q").unwrap_or_default().trim().to_string();
    let places = places(&visit, &q);
    let records = if q.chars().count() >= 2 { records(&visit, &q).await? } else { Vec::new() };
    let (records, meant) = meaning::fused(records, meaning::hits(&visit, &q).await?);
    let passages = passages::hits(&visit, &q).await?;
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
        @if !passages.is_empty() {
            span class="label" { "In documents" }
            @for h in &passages { (line(h, "")) }
        }
        @if records.is_empty() && meant.is_empty() && passages.is_empty() && places.is_empty() {
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

/// Records of every noun this person reads, best first; of those that are called alike well, what the menu names first.
/// Encrypted addresses and numbers are found when they are typed whole.
async fn records(visit: &Visit, q: &str) -> Result<Vec<Hit>, Refused> {
    let nouns = searched(visit)?;
    let conditions = conditions(visit, &nouns, q, EACH).await?;
    let asked: Vec<(&Noun<'_>, String)> =
        nouns.iter().zip(conditions).filter_map(|(noun, condition)| Some((noun, condition?))).collect();
    let ask = |(noun, condition): &(&Noun<'_>, String)| {
        Ask::new(noun.name(), format!("select={}&{condition}&limit={EACH}", encode(&noun.select(&about_field(noun)))))
    };
    let asks: Vec<Ask> = asked.iter().map(ask).collect();
    let menu: Vec<&str> = visit.menu().map(|table| table.name.as_str()).collect();
    let mut hits = Vec::new();
    for ((noun, _), found) in asked.iter().zip(visit.read(&asks).await?) {
        let place = menu.iter().position(|name| *name == noun.name()).unwrap_or(menu.len());
        hits.extend(named(noun, &found, q).map(|hit| (place, hit)));
    }
    hits.sort_by_key(|(place, hit)| (std::cmp::Reverse(hit.rank), *place, hit.title.len()));
    hits.truncate(MOST);
    Ok(hits.into_iter().map(|(_, hit)| hit).collect())
}

fn named(noun: &Noun<'_>, found: &Found, q: &str) -> impl Iterator<Item = Hit> {
    found.rows.iter().map(move |row| {
        let title = noun.title(row);
        // Found by what does not stand in the title: by address or number, or by another of its names.
        let rank = match rank(&title, q) {
            rank if q.contains('@') => rank.max(70),
            rank => rank.max(ELSEWHERE),
        };
        let other = noun.table.tags.searched.iter().map(|column| text(row, column));
        let other = other.filter(|_| rank == ELSEWHERE).find(|name| self::rank(name, q) > ELSEWHERE);
        let about = other.map_or_else(|| about(noun, row), |name| format!("{} · {name}", noun.singular()));
        let to = format!("/{}/{}", noun.name(), noun.key(row));
        Hit { icon: noun.table.icon().into(), to, title, about, rank }
    })
}

/// `GET /lookup/<noun>?q=…`: rows a reference may point at.
pub(super) async fn lookup(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    let q = visit.param("q").unwrap_or_default();
    let found = match narrowed(&visit, &noun, q.trim()).await? {
        Some(narrowed) => {
            let mut query = format!("select={}&limit=8&{narrowed}", encode(&noun.select(&about_field(&noun))));
            if name == "users" && !visit.actor.is_outsider() {
                query += "&status=eq.active&role=not.in.(client,candidate)";
            }
            visit.find(Ask::new(&name, query)).await?
        }
        None => Found::default(),
    };
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

/// Which rows are offered for what is typed: those called so, or the newest where names can't be searched. None where
/// nothing is called so.
async fn narrowed(visit: &Visit, noun: &Noun<'_>, q: &str) -> Result<Option<String>, Refused> {
    if !q.is_empty() && found::is_searched(visit, noun.table) {
        return Ok(conditions(visit, std::slice::from_ref(noun), q, CANDIDATES).await?.swap_remove(0));
    }
    let composed = noun.names().first().is_some_and(|f| f.target.is_some());
    let spelt = if q.is_empty() || composed { None } else { found::spelt(visit, noun, q).await? };
    let newest = || match noun.table.primary_key.as_slice() {
        [id] if id == "id" => "order=id.desc".to_string(),
        key => format!("order={}", key.join(",")),
    };
    Ok(Some(spelt.unwrap_or_else(newest)))
}
