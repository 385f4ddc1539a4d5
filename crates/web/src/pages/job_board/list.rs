//! The front page of the board: what is open, found by words, place, kind, mode and salary, twenty at a time.

use super::board::Board;
use super::posting::{COLUMNS, FROM, Posting, day};
use crate::address::{encode, pairs};
use crate::guest::{Guest, Refusal};
use crate::icons::icon;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use modules::knowledge::search_by_meaning::{nearest, vector};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Jobs of a page.
const PAGE: usize = 20;
/// With fewer jobs than this, those that mean something like the words are shown as well.
const FEW: usize = 5;
/// Such jobs at most.
const ALIKE: usize = 10;
/// Hot drops on the front page, and on theirs.
const DROPS: (i64, i64) = (4, 100);
/// Characters a word of a search may have.
const LONGEST: usize = 200;

/// `GET /board`: at a host of its own, an organisation's.
pub(super) async fn own(guest: Guest) -> Response {
    match &guest.at {
        Some(at) => Redirect::to(&format!("/board/{}", at.slug)).into_response(),
        None => Refusal::Closed.page(None),
    }
}

/// `GET /board/<organisation>`
pub(super) async fn page(guest: Guest, Path(slug): Path<String>) -> Response {
    let shown = async {
        let board = Board::open(&guest, &slug).await?;
        let asked = Asked::of(&guest.query);
        if asked.drops { drops(&guest, &board).await } else { jobs(&guest, &board, &asked).await }
    };
    shown.await.unwrap_or_else(|refusal| refusal.page(guest.at.as_deref()))
}

/// What is looked for.
#[derive(Default)]
struct Asked {
    words: Option<String>,
    place: Option<String>,
    kind: Option<String>,
    mode: Option<String>,
    pay: Option<i64>,
    per: String,
    /// Where the page before ended.
    after: Option<(i64, Uuid)>,
    /// The hot drops instead.
    drops: bool,
}

/// Microseconds since 1970 at the year 2200: what a page begins after is before that.
const LAST_MOMENT: i64 = 7_258_118_400_000_000;

impl Asked {
    fn of(query: &str) -> Asked {
        let mut asked = Asked { per: "year".into(), ..Asked::default() };
        for (name, value) in pairs(query) {
            let value: String = value.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
            match name.as_str() {
                _ if value.is_empty() => {}
                "words" => asked.words = Some(value),
                "place" => asked.place = Some(value),
                "kind" => asked.kind = Some(value),
                "mode" => asked.mode = Some(value),
                "pay" => asked.pay = value.replace([' ', ',', '\u{a0}'], "").parse().ok().filter(|pay| *pay > 0),
                "per" if PER.iter().any(|(unit, _)| *unit == value) => asked.per = value,
                "after" => {
                    asked.after = value
                        .split_once('.')
                        .and_then(|(moment, id)| Some((moment.parse().ok()?, Uuid::parse_str(id).ok()?)))
                        .filter(|(moment, _)| (0..LAST_MOMENT).contains(moment))
                }
                "show" => asked.drops = value == "hot-drops",
                _ => {}
            }
        }
        asked
    }

    fn narrows(&self) -> bool {
        self.words.is_some() || self.place.is_some() || self.kind.is_some() || self.mode.is_some() || self.pay.is_some()
    }

    /// What is looked for as a year's pay; what nobody earns in any unit is nothing.
    fn yearly(&self) -> Option<i64> {
        let times = match self.per.as_str() {
            "hour" => 2080,
            "month" => 12,
            _ => 1,
        };
        self.pay.and_then(|pay| pay.checked_mul(times))
    }

    /// The same question, and where to go on.
    fn address(&self, board: &Board, after: Option<&Posting>) -> String {
        let pay = self.pay.map(|pay| pay.to_string());
        let after = after.map(|job| format!("{}.{}", job.moment, job.id));
        let per = self.pay.map(|_| self.per.clone());
        let all = [
            ("words", &self.words),
            ("place", &self.place),
            ("kind", &self.kind),
            ("mode", &self.mode),
            ("pay", &pay),
            ("per", &per),
            ("after", &after),
        ];
        let said = all.iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_deref()?))));
        let said: Vec<String> = said.collect();
        format!("{}?{}{}", board.base, said.join("&"), board.from)
    }
}

const KINDS: [(&str, &str); 5] = [
    ("full_time", "Full-time"),
    ("part_time", "Part-time"),
    ("contractor", "Contract"),
    ("temporary", "Temporary"),
    ("intern", "Internship"),
];
const MODES: [(&str, &str); 3] = [("on_site", "On site"), ("hybrid", "Hybrid"), ("remote", "Remote")];
const PER: [(&str, &str); 3] = [("year", "a year"), ("month", "a month"), ("hour", "an hour")];

/// What narrows the jobs; the statement's first parameters.
const NARROWED: &str = "where ($1::text is null or j.board_words @@ websearch_to_tsquery('english', $1))
   and ($2::text is null or strpos(lower(j.job_locations::text), lower($2)) > 0)
   and ($3::text is null or j.employment_type::text = $3)
   and ($4::text is null or j.work_mode::text = $4)
   and ($5::bigint is null or recruiting.a_year(coalesce(j.max_salary, j.min_salary), j.salary_unit) >= $5
        and j.currency = $6::text)";

async fn jobs(guest: &Guest, board: &Board, asked: &Asked) -> Result<Response, Refusal> {
    let tx = board.begin(guest).await?;
    let (moment, id) = asked.after.unzip();
    let sql = format!(
        "select {COLUMNS} {FROM} {NARROWED}
            and ($7::bigint is null
                 or (j.published_at, j.id) < (timestamptz 'epoch' + $7 * interval '1 microsecond', $8::uuid))
          order by j.published_at desc, j.id desc limit $9"
    );
    let yearly = asked.yearly();
    let narrow: [&(dyn ToSql + Sync); 6] =
        [&asked.words, &asked.place, &asked.kind, &asked.mode, &yearly, &board.currency];
    let [words, place, kind, mode, pay, currency] = narrow;
    let rows = tx.query(&sql, &[words, place, kind, mode, pay, currency, &moment, &id, &(PAGE as i64 + 1)]).await?;
    let mut found: Vec<Posting> = rows.iter().map(Posting::of).collect();
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let places = "select distinct p.place
                    from (select j.job_locations from recruiting.jobs j order by j.published_at desc limit 300) j,
                         jsonb_array_elements_text(kit.list_of(j.job_locations)) p (place)
                   order by 1 limit 100";
    let places: Vec<String> = tx.query(places, &[]).await?.iter().map(|row| row.get(0)).collect();
    let drops = if board.shows_hot_drops && !asked.narrows() && asked.after.is_none() {
        hot_drops(&tx, DROPS.0).await?
    } else {
        Vec::new()
    };
    tx.commit().await?;
    let alike = if asked.words.is_some() && asked.after.is_none() && found.len() < FEW {
        alike(guest, board, asked, &found).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let title = format!("Jobs at {}", board.name);
    let next = found.last().filter(|_| more).map(|last| asked.address(board, Some(last)));
    let about = if board.welcome.is_empty() { format!("Open jobs at {}.", board.name) } else { board.welcome.clone() };
    let head = html! {
        meta name="description" content=(about.split_whitespace().collect::<Vec<_>>().join(" "));
        link rel="canonical" href=(board.address(""));
        link rel="alternate" type="application/atom+xml" title=(title) href=(board.address("/feed.atom"));
        meta property="og:type" content="website";
        meta property="og:title" content=(title);
        meta property="og:url" content=(board.address(""));
        meta property="og:site_name" content=(board.name);
        @if asked.narrows() || asked.after.is_some() {
            meta name="robots" content="noindex, follow";
        }
    };
    let body = html! {
        h1 { "Open jobs" }
        @if !board.welcome.is_empty() {
            div class="board-welcome" { (super::words::marked(&board.welcome)) }
        }
        (filters(board, asked, &places))
        @if found.is_empty() && alike.is_empty() {
            section class="card" {
                div class="inside" {
                    @if asked.narrows() {
                        p { "No open job fits this." }
                        p { a class="board-link" href=(board.path("")) { "Show all open jobs" } }
                    } @else if asked.after.is_some() {
                        p { "These were all." }
                    } @else {
                        p { "There is no open job now. Please look again soon." }
                    }
                }
            }
        }
        (listed(board, &found))
        @if let Some(next) = next {
            p class="board-more" { a class="b" rel="next" href=(next) { "More jobs" } }
        }
        @if !alike.is_empty() {
            h2 { "Similar jobs" }
            (listed(board, &alike))
        }
        @if !drops.is_empty() {
            h2 { "Seen elsewhere" }
            (dropped(&drops))
            p class="board-more" { a class="board-link" href={ (board.base) "?show=hot-drops" (board.from) } { "All jobs seen elsewhere" } }
        }
        footer class="board-foot" {
            a href=(board.address("/feed.atom")) { "Follow by feed" }
        }
    };
    Ok(board.public(guest, "Open jobs", &head, &body))
}

/// Jobs that mean something like the words and were not found by them; none where there is no model.
async fn alike(guest: &Guest, board: &Board, asked: &Asked, found: &[Posting]) -> Option<Vec<Posting>> {
    let server = &guest.server;
    let (model, table) = (server.tools.embed.as_deref()?, server.catalog.table("jobs")?);
    // No connection waits for the model.
    let meant = vector(model, asked.words.as_deref()?).await.ok()?;
    // The server compares with every job; which of them are on the board, is asked as who reads it.
    let tx = server.door.begin(&guest.actor(board.org, "system")).await.ok()?;
    let near = nearest(&tx, table, model, &meant, 60).await.ok()?;
    tx.commit().await.ok()?;
    let ids: Vec<Uuid> = near.iter().map(|near| near.id).filter(|id| found.iter().all(|job| job.id != *id)).collect();
    if ids.is_empty() {
        return None;
    }
    let tx = board.begin(guest).await.ok()?;
    let sql =
        format!("select {COLUMNS} {FROM} {NARROWED} and j.id = any ($7) order by array_position($7, j.id) limit $8");
    let (nothing, yearly) = (None::<String>, asked.yearly());
    let narrow: [&(dyn ToSql + Sync); 8] =
        [&nothing, &asked.place, &asked.kind, &asked.mode, &yearly, &board.currency, &ids, &(ALIKE as i64)];
    let rows = tx.query(&sql, &narrow).await.ok()?;
    tx.commit().await.ok()?;
    Some(rows.iter().map(Posting::of).collect())
}

fn filters(board: &Board, asked: &Asked, places: &[String]) -> Markup {
    let choice = |name: &str, word: &str, any: &str, all: &[(&str, &str)], chosen: Option<&str>| {
        html! {
            label {
                span { (word) }
                select class="in" name=(name) {
                    @if !any.is_empty() { option value="" { (any) } }
                    @for (value, word) in all {
                        option value=(value) selected[chosen == Some(*value)] { (word) }
                    }
                }
            }
        }
    };
    let typed = |value: &Option<String>| value.clone().unwrap_or_default();
    html! {
        form class="board-filters" method="get" action=(board.base) role="search" aria-label="Jobs" {
            label class="wide" {
                span { "What" }
                input class="in" type="search" name="words" maxlength="200" placeholder="Title, skill or words"
                    value=(typed(&asked.words));
            }
            label class="wide" {
                span { "Where" }
                input class="in" name="place" maxlength="200" list="places" placeholder="Any place" autocomplete="off"
                    value=(typed(&asked.place));
                datalist id="places" { @for place in places { option value=(place) {} } }
            }
            (choice("kind", "Employment", "Any", &KINDS, asked.kind.as_deref()))
            (choice("mode", "Work", "Anywhere", &MODES, asked.mode.as_deref()))
            label {
                span { "Pays at least (" (board.currency) ")" }
                input class="in" name="pay" inputmode="numeric" maxlength="12" placeholder="Any"
                    value=(asked.pay.map(|pay| pay.to_string()).unwrap_or_default());
            }
            (choice("per", "Per", "", &PER, Some(&asked.per)))
            @for (name, value) in super::board::tracked(board.from.trim_start_matches('&')) {
                input type="hidden" name=(name) value=(value);
            }
            button class="b primary" type="submit" { (icon("search")) "Search" }
        }
    }
}

fn listed(board: &Board, jobs: &[Posting]) -> Markup {
    html! {
        @if !jobs.is_empty() {
            ul class="board-jobs" {
                @for job in jobs {
                    li {
                        a class="title" href=(board.path(&format!("/{}", job.slug))) dir="auto" { (job.title) }
                        p class="quiet" {
                            (job.employer.as_deref().unwrap_or("Confidential client"))
                            @let place = job.place();
                            @if !place.is_empty() { " · " (place) }
                        }
                        p class="small facts-line" {
                            span { (job.employment()) }
                            @if let Some(salary) = job.salary() { span { (salary) } }
                            span class="quiet" { (day(&job.published_at)) }
                        }
                    }
                }
            }
        }
    }
}

/// A job seen elsewhere.
struct HotDrop {
    url: String,
    title: String,
    company: Option<String>,
    place: Option<String>,
    salary: Option<String>,
    kind: Option<String>,
}

async fn hot_drops(tx: &platform::Tx, most: i64) -> Result<Vec<HotDrop>, Refusal> {
    let sql = "select p.original_url::text, p.title, p.company_name, p.location, p.salary_text, p.job_type
                 from recruiting.external_job_postings p order by p.fetched_at desc, p.id desc limit $1";
    let of = |row: &tokio_postgres::Row| HotDrop {
        url: row.get(0),
        title: row.get(1),
        company: row.get(2),
        place: row.get(3),
        salary: row.get(4),
        kind: row.get(5),
    };
    Ok(tx.query(sql, &[&most]).await?.iter().map(of).collect())
}

async fn drops(guest: &Guest, board: &Board) -> Result<Response, Refusal> {
    if !board.shows_hot_drops {
        return Err(Refusal::Closed);
    }
    let tx = board.begin(guest).await?;
    let drops = hot_drops(&tx, DROPS.1).await?;
    tx.commit().await?;
    let head = html! { meta name="robots" content="noindex, follow"; };
    let body = html! {
        p { a class="board-link" href=(board.path("")) { "All open jobs" } }
        h1 { "Seen elsewhere" }
        p class="quiet" { "Jobs other companies offer on their own pages. They stand here for a short time." }
        @if drops.is_empty() { p { "There is none now." } }
        (dropped(&drops))
    };
    Ok(board.public(guest, "Seen elsewhere", &head, &body))
}

fn dropped(drops: &[HotDrop]) -> Markup {
    html! {
        @if !drops.is_empty() {
            ul class="board-jobs" {
                @for drop in drops {
                    li {
                        a class="title" href=(drop.url) rel="nofollow noopener noreferrer" dir="auto" {
                            (drop.title)
                            " "
                            (icon("external-link"))
                        }
                        @let about: Vec<&str> = [&drop.company, &drop.place].iter().filter_map(|t| t.as_deref()).collect();
                        p class="quiet" { (about.join(" · ")) }
                        p class="small facts-line" {
                            @for fact in [&drop.kind, &drop.salary].iter().filter_map(|t| t.as_deref()) {
                                span { (fact) }
                            }
                        }
                    }
                }
            }
        }
    }
}
