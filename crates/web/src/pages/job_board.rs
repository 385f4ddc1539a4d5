//! The public job board of an organisation: what is open, each job, and the same for machines. Nothing here needs an account
//! or a script, and everything is read as the role `anonymous`.

mod board;
mod feeds;
mod list;
mod markup;
mod page;
mod posting;
mod words;

pub(super) use board::{Board, TRACKED, tracked};
pub(super) use page::gone;
pub(super) use posting::Posting;

use axum::Router;
use axum::routing::get;

/// The addresses of the board.
pub(super) fn router() -> Router<crate::state::Web> {
    Router::new()
        .route("/board", get(list::own))
        .route("/board/{organisation}", get(list::page))
        .route("/board/{organisation}/sitemap.xml", get(feeds::sitemap))
        .route("/board/{organisation}/feed.atom", get(feeds::atom))
        .route("/board/{organisation}/jobs.xml", get(feeds::aggregators))
        .route("/board/{organisation}/{job}", get(page::show))
        .route("/sitemap.xml", get(feeds::own_sitemap))
        .route("/robots.txt", get(feeds::robots))
}
