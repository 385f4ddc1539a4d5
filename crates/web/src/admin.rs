//! `/admin`: people and what they may do, keys and sessions, settings, own fields, what happened, and erasure.

mod access;
mod erase;
mod fields;
pub(super) mod frame;
mod keys;
mod modules;
mod people;
mod sample;
mod sessions;
mod settings;

use super::data::Fields;
use super::icons::icon;
use super::refused::{Answer, Refused};
use super::shell::{self, Page};
use super::visit::Visit;
use axum::extract::Path;
use frame::{PAGES, framed};
use maud::html;
use records::Error;

/// Lists that belong to administration.
const LISTS: &[(&str, &str, &str, &str)] = &[
    ("/activity_logs", "Activity feed", "activity", "What happened, in sentences."),
    ("/audit_log", "Audit log", "history", "Who did what to which record, with before and after."),
    ("/erasures", "Erasure receipts", "badge-check", "Proof of what was erased."),
    ("/import_jobs", "Imports", "upload", "Files brought in, and how they went."),
    (
        "/background_jobs",
        "Background jobs",
        "refresh-cw",
        "What the server does by itself, with progress; what was given up waits here.",
    ),
    ("/emails", "Outbox", "mail", "E-mails that wait, went out, or could not be sent."),
    ("/webhook_endpoints", "Webhooks", "globe", "Programs that hear what happens here."),
    ("/webhook_deliveries", "Webhook deliveries", "send", "What was sent to them, and what they answered."),
    ("/territories", "Territories", "map-pin", "Who gets which leads."),
    ("/rates", "Rates", "hash", "What an hour is billed at and costs."),
    ("/project_templates", "Project templates", "layers", "Phases and tasks won deals begin with."),
    ("/saved_views", "Saved views", "bookmark", "Everybody's shared arrangements."),
];

/// `GET /admin`
pub(super) async fn index(visit: Visit) -> Answer {
    if visit.actor.is_outsider() {
        return Err(Error::new(403, "42501", "This page is for members of the organisation").into());
    }
    let tile = |to: &str, title: &str, sign: &str, words: &str| {
        html! {
            a class="tile" href=(to) {
                (icon(sign))
                strong { (title) }
                span class="quiet" { (words) }
            }
        }
    };
    let body = html! {
        div class="tiles" {
            @for (name, title, sign, words, admins) in PAGES {
                @if !admins || visit.is_admin() { (tile(&format!("/admin/{name}"), title, sign, words)) }
            }
            @for (to, title, sign, words) in LISTS {
                @if visit.may(to.trim_start_matches('/'), "SELECT") { (tile(to, title, sign, words)) }
            }
            @if visit.is_admin() {
                ({
                    tile(
                        &format!("/organizations/{}", visit.actor.org),
                        "Organisation",
                        "building-2",
                        "Name, currency, time zone, who sees what.",
                    )
                })
            }
        }
    };
    Ok(shell::page(&visit, &Page { title: "Admin".into(), ..Page::default() }, &body))
}

/// `GET /admin/<page>`
pub(super) async fn page(visit: Visit, Path(name): Path<String>) -> Answer {
    let (_, title, ..) = known(&visit, &name)?;
    let body = match name.as_str() {
        "users" => people::page(&visit, None).await?,
        "roles" => access::matrix(&visit).await?,
        "why" => access::why(&visit).await?,
        "keys" => keys::page(&visit, None).await?,
        "sessions" => sessions::page(&visit, None).await?,
        "settings" => settings::page(&visit, false, None).await?,
        "flags" => settings::page(&visit, true, None).await?,
        "fields" => fields::page(&visit, None).await?,
        "erase" => erase::page(&visit, None).await?,
        _ => sample::page(&visit),
    };
    Ok(framed(&visit, &name, title, &body))
}

/// `POST /admin/<page>`
pub(super) async fn act(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let (_, title, ..) = known(&visit, &name)?;
    match name.as_str() {
        "users" => people::act(visit, form).await,
        "keys" => keys::act(visit, form).await,
        "sessions" => sessions::act(visit, form).await,
        "flags" if form.filled("module").is_some() => {
            let module = form.filled("module").unwrap_or_default().to_string();
            modules::act(visit, &module, &form).await
        }
        "settings" | "flags" => settings::act(visit, &name, title, form).await,
        "fields" => fields::act(visit, form).await,
        "erase" => erase::act(visit, form).await,
        "sample" => sample::act(visit).await,
        _ => Err(Refused::nothing()),
    }
}

fn known(
    visit: &Visit,
    name: &str,
) -> Result<&'static (&'static str, &'static str, &'static str, &'static str, bool), Refused> {
    let page = PAGES.iter().find(|(n, ..)| *n == name).ok_or_else(Refused::nothing)?;
    if page.4 {
        visit.admins_only()?;
    }
    if visit.actor.is_outsider() && name != "sessions" {
        return Err(Error::new(403, "42501", "This page is for members of the organisation").into());
    }
    Ok(page)
}
