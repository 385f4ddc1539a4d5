//! `/link/<token>` of a message: to hear no more. Looking at the page changes nothing, for mail programs look at links; the
//! form does, and so does a mail program that asks by itself (RFC 8058), which brings neither cookie nor page.

use crate::guest::{Followed, Frame, Guest, Opened, Purpose, Refusal, Whose};
use axum::extract::Request;
use axum::response::Response;
use maud::html;
use modules::outreach::unsubscribe::UNSUBSCRIBE;
use serde_json::json;

pub(super) const PURPOSE: Purpose = Purpose {
    name: UNSUBSCRIBE,
    show: |guest, link| Box::pin(show(guest, link)),
    take: |guest, link, request| -> Opened<'_> { Box::pin(take(guest, link, request)) },
};

/// Who wrote, to which address, and whether it is suppressed by now.
struct Written {
    organisation: String,
    address: String,
    is_over: bool,
}

async fn written(guest: &Guest, link: &Followed) -> Result<Written, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select o.name, w.address,
                 exists (select from outreach.suppressed_among(array[w.address], '{null}', '{null}'))
                 from identity.organizations o, outreach.written_to($1) w (address) where w.address is not null";
    let row = tx.query_opt(sql, &[&link.record]).await?;
    tx.commit().await?;
    let row = row.ok_or(Refusal::Unknown)?;
    Ok(Written { organisation: row.get(0), address: row.get(1), is_over: row.get(2) })
}

async fn show(guest: &Guest, link: &Followed) -> Result<Response, Refusal> {
    let written = written(guest, link).await?;
    Ok(page(guest, link, &written))
}

async fn take(guest: &Guest, link: &Followed, _: Request) -> Result<Response, Refusal> {
    let server = &guest.server;
    let actor = link.actor(guest);
    let tx = server.door.begin(&actor).await?;
    let verb = server.verb("unsubscribe").map_err(|_| Refusal::Unknown)?;
    if let Err(e) = server.run_verb(verb, &tx, &actor, json!({ "draft": link.record })).await {
        tracing::warn!("unsubscribing: {}", e.message);
        return Err(if e.status == 404 { Refusal::Unknown } else { Refusal::Busy(None) });
    }
    tx.commit().await?;
    let written = written(guest, link).await?;
    Ok(page(guest, link, &written))
}

fn page(guest: &Guest, link: &Followed, written: &Written) -> Response {
    let body = if written.is_over {
        html! {
            h1 { "You hear no more from us" }
            p class="quiet" { (written.organisation) " does not write to " (written.address) " any more." }
        }
    } else {
        html! {
            h1 { "Hear no more from us?" }
            p class="quiet" { (written.organisation) " wrote to " (written.address) "." }
            form method="post" action=(link.base) {
                button class="b primary large" type="submit" { "Write to me no more" }
            }
        }
    };
    Frame { title: "Messages from us", whose: Whose::Of(&written.organisation), look: guest.look, scripts: false }
        .door(&body)
}
