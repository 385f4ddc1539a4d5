//! Pages made for one noun, or for one piece of work. The machinery of pages knows them only through this register.

mod activity;
mod application;
mod applying;
mod appointment;
mod ask;
mod candidate;
mod chat;
mod client;
mod convert;
mod crew;
mod crew_hours;
mod deal;
mod discovery;
mod document;
mod extra;
mod fill;
mod fit;
mod guest_link;
mod hours;
mod interview;
mod invoice;
mod job;
mod job_board;
mod knowledge;
mod lead;
mod mailbox;
mod matching;
mod nudge;
mod offer;
mod outreach;
mod portal;
mod project;
mod renewal;
mod replies;
mod resume;
mod resumes;
mod roster;
mod scorecard;
mod tender;
mod thread;
mod timesheet;
mod unsubscribe;
mod whatsapp;

pub(crate) use activity::{button as logging, composer};
pub(crate) use extra::Extra;

use axum::Router;
use axum::routing::{get, post};

const EXTRAS: &[Extra] = &[
    application::PAGE,
    candidate::PAGE,
    client::PAGE,
    crew::PAGE,
    deal::PAGE,
    discovery::INTENTS,
    discovery::PROVIDERS,
    discovery::RUN,
    document::PAGE,
    fill::DEMAND,
    fill::PLACEMENT,
    interview::CALENDARS,
    interview::PAGE,
    invoice::PAGE,
    job::PAGE,
    lead::PAGE,
    mailbox::PAGE,
    nudge::PAGE,
    offer::PAGE,
    outreach::DRAFTS,
    outreach::PLAYBOOK,
    project::PAGE,
    resumes::PAGE,
    tender::PAGE,
];
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
        .route("/hours", get(hours::page).post(hours::act))
        .route("/roster", get(roster::page))
        .route("/roster/book", get(roster::book))
        .route("/roster/placement/{id}", get(roster::placement))
        .route("/roster/try/{verb}", post(roster::attempt))
        .route("/demands/{id}/fill", get(fill::demand))
        .route("/placements/{id}/fill", get(fill::placement))
        .route("/applications/{id}/interview", get(interview::page).post(interview::act))
        .route("/interviews/{id}/ics", get(interview::download))
        .route("/interviews/{id}/scorecard", get(scorecard::page).post(scorecard::act))
        .route("/jobs/{id}/match", get(matching::page))
        .route("/applications/{id}/chat", get(chat::page).post(chat::act))
        .route("/market_tenders/ocds", get(tender::page).post(tender::act))
        .route("/leads/{id}/convert", get(convert::page).post(convert::act))
        .route("/candidates/{id}/resume/{file}", get(resume::page).post(resume::act))
        .route("/discovery_runs/{id}/review", get(discovery::page).post(discovery::act))
        .route("/outreach", get(outreach::page).post(outreach::act))
        .route("/knowledge", get(knowledge::page).post(knowledge::act_on))
        .route("/ask", get(ask::page))
        .route("/resumes", get(resumes::page).post(resumes::act))
        .route("/nudges/{id}/act", get(nudge::prepared).post(nudge::act))
        .route("/{noun}/{id}/log", post(activity::log))
        .route("/link/{token}", get(guest_link::page).post(guest_link::act))
        .merge(portal::router())
        .merge(job_board::router())
        .merge(applying::router())
}
