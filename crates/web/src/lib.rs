//! The web app: server-made HTML over the catalog and the records engine.
//!
//! A page is a function of a [`visit::Visit`] (who asks, in which organisation) and answers markup. Lists, boards,
//! records and forms are made from the catalog; [`nouns`] says what is special about some. Everything a person does here
//! goes through the same planner, door and policies as the API.

mod about;
mod address;
mod admin;
mod arrangement;
mod assets;
mod board;
mod bulk;
mod calendar;
mod chart;
mod data;
mod document;
mod duplicates;
mod fields;
mod files;
mod form;
mod format;
mod guest;
mod hub;
mod icons;
mod import;
mod list;
mod live;
mod map;
mod nouns;
mod pages;
mod palette;
mod people;
mod record;
mod refused;
mod reports;
mod rows;
mod shell;
mod sign_in;
mod state;
mod today;
mod undo;
mod verbs;
mod views;
mod visit;
mod when;

pub use live::listen;
pub use state::Web;

/// Noto Sans, regular and bold (SIL Open Font License), from npm: the faces documents are set in.
pub const FONTS: (&[u8], &[u8]) =
    (include_bytes!(concat!(env!("OUT_DIR"), "/regular.ttf")), include_bytes!(concat!(env!("OUT_DIR"), "/bold.ttf")));

use axum::Router;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

/// Every address of the web app. Writes from other sites are refused by what the browser says of their origin.
pub fn router(web: &Web) -> Router {
    Router::new()
        .route("/", get(today::front))
        .route("/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/sign-in/passkey", post(sign_in::enter_by_passkey))
        .route("/sign-up", get(sign_in::sign_up_page).post(sign_in::sign_up))
        .route("/sign-in/link", get(sign_in::link_page).post(sign_in::open_link))
        .route("/confirm", get(sign_in::confirm_page).post(sign_in::confirm))
        .route("/sign-out", post(sign_in::leave))
        .route("/setup", get(sign_in::set_up_page).post(sign_in::set_up))
        .route("/join", get(sign_in::join_page).post(sign_in::join))
        .route("/today", get(today::page))
        .route("/today/act", post(today::act))
        .route("/bell", get(today::bell))
        .route("/search", get(palette::search))
        .route("/lookup/{noun}", get(palette::lookup))
        .route("/look", post(sign_in::look))
        .route("/invoices/{id}/pdf", get(files::invoice))
        .route("/offers/{id}/pdf", get(files::offer))
        .route("/events", get(live::events))
        .route("/undo", post(undo::undo))
        .route("/views", post(views::save))
        .route("/views/{id}", post(views::change))
        .route("/menu", get(shell::menu))
        .route("/import", get(import::page))
        .route("/import/upload", post(import::upload))
        .route("/import/{id}/plan", post(import::plan))
        .route("/import/{id}/start", post(import::start))
        .route("/import/{id}/progress", get(import::progress))
        .route("/import/{id}/stop", post(import::stop))
        .route("/import/{id}/rejects", get(import::rejects))
        .route("/duplicates/{noun}", get(duplicates::page))
        .route("/duplicates/{noun}/merge", get(duplicates::compare).post(duplicates::merge))
        .route("/reports", get(reports::index))
        .route("/reports/{report}", get(reports::page))
        .route("/admin", get(admin::index))
        .route("/admin/{page}", get(admin::page).post(admin::act))
        .route("/files/{id}/content", get(files::download))
        .route("/files/{id}/picture", get(files::picture))
        .route("/files/{id}/text", get(files::read))
        .route("/verbs/{verb}", get(verbs::dialog).post(verbs::run))
        .route("/assets/{version}/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .merge(pages::router())
        .route("/{noun}", get(list::page).post(form::create))
        .route("/{noun}/new", get(form::new))
        .route("/{noun}/bulk", post(bulk::act))
        .route("/{noun}/bulk/verb/{verb}", get(bulk::asking))
        .route("/{noun}/total", get(list::total))
        .route("/{noun}/export", get(list::export::download))
        .route("/{noun}/filter", get(list::filters::builder).post(list::filters::add))
        .route("/{noun}/move", post(board::shift))
        .route("/{noun}/{id}", get(record::page).post(form::update))
        .route("/{noun}/{id}/edit", get(form::edit))
        .route("/{noun}/{id}/panel", get(record::panel))
        .route("/{noun}/{id}/delete", post(form::delete))
        .route("/{noun}/{id}/cell/{field}", get(form::cell::edit).post(form::cell::save_at))
        .route("/{noun}/{id}/restore", post(record::history::restore))
        .route("/{noun}/{id}/feed", get(record::timeline::more))
        .route("/{noun}/{id}/files", post(files::upload))
        .layer(axum::middleware::from_fn(refused::frame))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new())
        .with_state(web.clone())
}
