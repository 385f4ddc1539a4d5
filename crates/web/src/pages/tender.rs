//! On a tender's page: the client that is suggested for it. `/market_tenders/ocds`: where published tenders come in.

use super::extra::Extra;
use crate::about::Record;
use crate::data::{Ask, text};
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Multipart;
use maud::{Markup, html};
use modules::crm::import_tenders::LARGEST;
use platform::store::{self, NewFile, Spool};
use records::Error;
use serde_json::json;

pub(super) const PAGE: Extra = Extra {
    noun: "market_tenders",
    inside: Some(|visit, record| Box::pin(suggested(visit, record))),
    list: Some(import_button),
    ..Extra::NONE
};

/// The verb of the page.
const IMPORT: &str = "import_tenders";

fn import_button(visit: &Visit) -> Markup {
    html! {
        @if verbs::find(visit, IMPORT).is_ok() {
            a class="b" href="/market_tenders/ocds" title="Import from OCDS" aria-label="Import from OCDS" {
                (icon("radar"))
                "OCDS"
            }
        }
    }
}

async fn suggested(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let client = text(&record.row, "suggested_client_id");
    if client.is_empty() || !record.changes {
        return Ok(html! {});
    }
    let found = visit.find(Ask::new("clients", format!("select=id,name&id=eq.{client}"))).await?;
    let Some(client) = found.rows.first() else { return Ok(html! {}) };
    let answer = |verb: &str, class: &str, sign: &str, words: &str| {
        html! {
            form method="post" action={ "/verbs/" (verb) } hx-post={ "/verbs/" (verb) } hx-swap="none" {
                input type="hidden" name="tender" value=(record.id);
                button type="submit" class=(class) { (icon(sign)) (words) }
            }
        }
    };
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Is this a client of ours?" }
            }
            p class="inside" {
                bdi { (text(&record.row, "client")) }
                " is called like "
                a href={ "/clients/" (text(client, "id")) } dir="auto" { (text(client, "name")) }
                "."
            }
            div class="feet inside" {
                (answer("refuse_tender_client", "b", "x", "No"))
                (answer("accept_tender_client", "b primary", "check", "Yes, that is them"))
            }
        }
    })
}

/// `GET /market_tenders/ocds`
pub(super) async fn page(visit: Visit) -> Answer {
    verbs::find(&visit, IMPORT)?;
    let body = html! {
        form class="form" method="post" action="/market_tenders/ocds" enctype="multipart/form-data" data-upload {
            p class="quiet" {
                "Governments publish their tenders in the Open Contracting Data Standard (OCDS). Each tender comes in once; \
                 read the same source again, and what changed there changes here."
            }
            div class="field" {
                label for="url" { "Link to the file" }
                input class="in" id="url" type="url" name="url" placeholder="https://…" autocomplete="off";
            }
            div class="field" {
                label class="drop" for="file" {
                    (icon("upload"))
                    span { "Or drop a file here, or click to choose one" }
                    span class="small quiet" data-file-name {
                        "Releases, records or lines of JSON; up to "
                        (LARGEST >> 20)
                        " MB."
                    }
                }
                input class="visually-hidden" id="file" type="file" name="file" accept=".json,.jsonl,.ndjson";
            }
            div class="feet" {
                button class="b primary" type="submit" { (icon("radar")) "Import tenders" }
            }
        }
    };
    let crumbs = vec![("Market tenders".to_string(), "/market_tenders".to_string())];
    let page = Page { title: "Import from OCDS".into(), crumbs, ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /market_tenders/ocds`: a file is kept with the person who brought it, seen by nobody else.
pub(super) async fn act(visit: Visit, mut form: Multipart) -> Answer {
    let verb = verbs::find(&visit, IMPORT)?;
    let (url, sent) = arrived(&mut form).await?;
    let (actor, _) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let input = match (sent, url.trim()) {
        (Some((name, bytes)), _) => {
            let record = actor.user.ok_or_else(Refused::nothing)?;
            let content_type = "application/json";
            let file = NewFile { noun: "users", record, client: None, name: &name, content_type, is_private: true };
            json!({ "file": store::add(&tx, &actor, &file, &bytes).await.map_err(|e| visit.told(&e))? })
        }
        (None, "") => return Err(Error::new(400, "TL100", "Paste a link or choose a file first.").into()),
        (None, url) => json!({ "url": url }),
    };
    let job = server::jobs::enqueue(&tx, &actor, verb, &input).await?;
    visit.commit(tx).await?;
    visit.server.work.notify_waiters();
    let sees = visit.may("background_jobs", "SELECT");
    Ok(go(&visit, &if sees { format!("/background_jobs/{job}") } else { "/market_tenders".into() }))
}

/// The link of the form, and its file.
async fn arrived(form: &mut Multipart) -> Result<(String, Option<(String, Spool)>), Refused> {
    let broken = |e: axum::extract::multipart::MultipartError| {
        Refused::from(Error::new(400, "TL120", format!("The file did not arrive whole: {e}")))
    };
    let (mut url, mut sent) = (String::new(), None);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("url") => url = server::http::field(&mut field, 4096).await?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
                let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
                if !name.is_empty() {
                    sent = Some((name, server::http::spool(&mut field, LARGEST as u64, "The file").await?));
                }
            }
            _ => {}
        }
    }
    Ok((url, sent))
}
