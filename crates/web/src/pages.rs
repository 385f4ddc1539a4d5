//! Pages made for one noun, or for one piece of work. The machinery of pages knows them only through this register.

mod activity;
mod client;
mod convert;
mod deal;
mod extra;
mod invoice;
mod nudge;
mod portal;
mod project;
mod timesheet;

pub(crate) use activity::{button as logging, composer};
pub(crate) use extra::Extra;

use axum::Router;
use axum::routing::{get, post};

const EXTRAS: &[Extra] = &[client::PAGE, deal::PAGE, invoice::PAGE, nudge::PAGE, project::PAGE];
const NONE: &Extra = &Extra::NONE;

/// What a noun's page adds.
pub(crate) fn of(noun: &str) -> &'static Extra {
    EXTRAS.iter().find(|page| page.noun == noun).unwrap_or(NONE)
}

/// The addresses of these pages.
pub(crate) fn router() -> Router<crate::state::Web> {
    Router::new()
        .route("/timesheet", get(timesheet::page).post(timesheet::act))
        .route("/workload", get(timesheet::workload))
        .route("/leads/{id}/convert", get(convert::page).post(convert::act))
        .route("/nudges/{id}/act", get(nudge::prepared).post(nudge::act))
        .route("/{noun}/{id}/log", post(activity::log))
        .merge(portal::router())
}
