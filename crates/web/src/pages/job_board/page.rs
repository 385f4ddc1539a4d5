//! The page of one job, and what is told when it is gone.

use super::board::Board;
use super::markup::job_posting;
use super::posting::{COLUMNS, FROM, Posting, day};
use super::words::marked;
use crate::guest::{Guest, Refusal};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;

/// `GET /board/<organisation>/<job>`
pub(super) async fn show(guest: Guest, Path((slug, job)): Path<(String, String)>) -> Response {
    let shown = async {
        let board = Board::open(&guest, &slug).await?;
        let tx = board.begin(&guest).await?;
        let Some(posting) = Posting::find(&tx, &job).await? else {
            drop(tx);
            return gone(&guest, &board, &job).await;
        };
        tx.commit().await?;
        Ok(page(&guest, &board, &posting))
    };
    shown.await.unwrap_or_else(|refusal: Refusal| refusal.page(guest.at.as_deref()))
}

impl Posting {
    /// The job with this address, while it is on the board.
    pub(crate) async fn find(tx: &Tx, slug: &str) -> Result<Option<Posting>, Refusal> {
        let sql = format!("select {COLUMNS} {FROM} where j.slug_url = $1::text");
        Ok(tx.query_opt(&sql, &[&slug]).await?.as_ref().map(Posting::of))
    }
}

/// What is told of a job that was on the board and is there no more (410), or never was (404).
pub(crate) async fn gone(guest: &Guest, board: &Board, job: &str) -> Result<Response, Refusal> {
    let tx = board.begin(guest).await?;
    let row = tx.query_one("select recruiting.gone_from_board($1)", &[&job]).await?;
    tx.commit().await?;
    let title: Option<String> = row.get(0);
    let (status, head, words) = match &title {
        Some(title) => (
            StatusCode::GONE,
            "This job is taken",
            format!("{title} takes no applications any more. It was filled, or its last day has passed."),
        ),
        None => (StatusCode::NOT_FOUND, "There is no such job", "Its address may have changed.".into()),
    };
    let body = html! {
        h1 { (head) }
        p { (words) }
        p { a class="b primary" href=(board.path("")) { "Look at the open jobs" } }
    };
    let mut response = board.private(guest, head, &body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn page(guest: &Guest, board: &Board, job: &Posting) -> Response {
    let address = board.address(&format!("/{}", job.slug));
    let title = job.meta_title.as_deref().unwrap_or(&job.title);
    let gist = job.gist();
    let head = html! {
        meta name="description" content=(gist);
        link rel="canonical" href=(address);
        meta property="og:type" content="website";
        meta property="og:title" content=(title);
        meta property="og:description" content=(gist);
        meta property="og:url" content=(address);
        meta property="og:site_name" content=(board.name);
        meta name="twitter:card" content="summary";
        (job_posting(board, job))
    };
    let apply = board.path(&format!("/{}/apply", job.slug));
    let employer = job.employer.as_deref().unwrap_or("Confidential client");
    let body = html! {
        p { a class="board-link" href=(board.path("")) { "All open jobs" } }
        article class="posting" {
            div class="posting-head" {
                div {
                    h1 dir="auto" { (job.title) }
                    p class="quiet" { (employer) @if !job.place().is_empty() { " · " (job.place()) } }
                }
                a class="b primary large" href=(apply) { "Apply" }
            }
            (facts(job))
            section class="card" {
                div class="inside prose" dir="auto" {
                    @if let Some(summary) = &job.summary { (marked(summary)) }
                    (listed("What you do", &job.duties))
                    (listed("What you need", &job.required))
                    (listed("What helps", &job.preferred))
                    (listed("What you work with", &job.tools))
                    (listed("What you get", &job.benefits))
                    @if let Some(about) = &job.about_company {
                        h2 { "About the company" }
                        (marked(about))
                    }
                    (listed("How it goes on", &job.rounds))
                }
            }
            div class="posting-foot" {
                a class="b primary large" href=(apply) { "Apply" }
                @if let Some(last) = &job.deadline { span class="quiet" { "Until " (day(last)) } }
            }
        }
    };
    board.public(guest, title, &head, &body)
}

fn facts(job: &Posting) -> Markup {
    let openings = (job.openings > 1).then(|| job.openings.to_string());
    let posted = Some(day(&job.published_at));
    let last = job.deadline.as_deref().map(day);
    let all = [
        ("Employment", Some(job.employment().to_string())),
        ("Salary", job.salary()),
        ("Last day to apply", last),
        ("Openings", openings),
        ("Experience", job.experience.clone()),
        ("Education", job.education.clone()),
        ("Notice period", job.notice.clone()),
        ("Industry", job.industry.clone()),
        ("Area", job.area.clone()),
        ("Posted", posted),
    ];
    html! {
        dl class="posting-facts" {
            @for (word, words) in all.iter().filter_map(|(word, words)| Some((word, words.as_ref()?))) {
                div {
                    dt { (word) }
                    dd { (words) }
                }
            }
        }
    }
}

fn listed(word: &str, all: &[String]) -> Markup {
    html! {
        @if !all.is_empty() {
            h2 { (word) }
            ul { @for one in all { li { (one) } } }
        }
    }
}
