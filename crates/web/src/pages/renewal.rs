//! `/link/<token>` of a ticket's renewal: on a phone, a photograph of the new ticket, its number and its days.

use crate::guest::{Followed, Frame, Guest, Opened, Purpose, Refusal, Whose};
use axum::extract::Multipart;
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use modules::recruiting::request_renewal::PURPOSE as NAME;
use platform::store::{self, NewFile, Spool};
use records::Error;
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

pub(super) const PURPOSE: Purpose = Purpose {
    name: NAME,
    show: |guest, link| Box::pin(show(guest, link)),
    take: |guest, link, request| -> Opened<'_> { Box::pin(take(guest, link, request)) },
};

/// Bytes a photograph may have.
const LARGEST: u64 = 10 << 20;
/// Bytes a typed field may have.
const LONGEST: usize = 1000;
/// Parts a form may have.
const PARTS: usize = 12;
/// The renewal a link is about.
struct Renewal {
    organisation: String,
    person: String,
    candidate: Uuid,
    ticket: String,
    status: String,
    reason: Option<String>,
    ends: Option<String>,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    number: String,
    issued: String,
    expires: String,
    /// The field, and words.
    wrong: Option<(String, String)>,
}

async fn show(guest: &Guest, link: &Followed) -> Result<Response, Refusal> {
    let renewal = found(guest, link).await?;
    Ok(page(guest, link, &renewal, &Typed::default()))
}

async fn take(guest: &Guest, link: &Followed, request: Request) -> Result<Response, Refusal> {
    let renewal = found(guest, link).await?;
    if renewal.status != "requested" {
        return Ok(settled(guest, &renewal, StatusCode::CONFLICT));
    }
    let mut typed = Typed::default();
    // All of it is here before anything is written: no connection waits for a slow sender.
    let kept = match arrived(request, &mut typed).await {
        Ok(scan) => keep(guest, link, &renewal, &typed, &scan).await,
        Err(wrong) => Err(wrong),
    };
    match kept {
        Ok(()) => Ok(Redirect::to(&link.base).into_response()),
        Err(e) if e.status == 409 => Ok(settled(guest, &found(guest, link).await?, StatusCode::CONFLICT)),
        Err(e) if e.status < 500 => {
            let hint = e.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
            typed.wrong = Some((e.field.clone().unwrap_or_else(|| "file".into()), format!("{}{hint}", e.message)));
            let mut response = page(guest, link, &renewal, &typed);
            *response.status_mut() = StatusCode::from_u16(e.status).unwrap_or(StatusCode::BAD_REQUEST);
            Ok(response)
        }
        Err(e) => {
            tracing::warn!("a renewed ticket: {}", e.message);
            Err(Refusal::Busy(None))
        }
    }
}

async fn found(guest: &Guest, link: &Followed) -> Result<Renewal, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql =
        "select o.name, c.first_name, c.id, r.ticket, r.status::text, r.refusal_reason, recruiting.day(k.expires_date)
                 from recruiting.ticket_renewals r
                 join recruiting.candidates c on c.org_id = r.org_id and c.id = r.candidate_id
                 join identity.organizations o on o.org_id = r.org_id
                 left join recruiting.tickets k on k.org_id = r.org_id and k.candidate_id = c.id
                  and lower(k.ticket) = lower(r.ticket)
                where r.id = $1 and r.status <> 'withdrawn'";
    let row = tx.query_opt(sql, &[&link.record]).await?;
    tx.commit().await?;
    let row = row.ok_or(Refusal::Unknown)?;
    Ok(Renewal {
        organisation: row.get(0),
        person: row.get(1),
        candidate: row.get(2),
        ticket: row.get(3),
        status: row.get(4),
        reason: row.get(5),
        ends: row.get(6),
    })
}

/// What came in with the form: the typed fields, and the photograph on the disk.
async fn arrived(request: Request, typed: &mut Typed) -> Result<Spool, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::new(400, "TL120", format!("The form did not arrive whole: {e}."));
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| broken(&e))?;
    let (mut scan, mut parts) = (None, 0);
    while let Some(mut field) = form.next_field().await.map_err(|e| broken(&e))? {
        parts += 1;
        if parts > PARTS {
            return Err(Error::new(400, "TL100", "There is more in the form than we asked for."));
        }
        match field.name().unwrap_or_default() {
            "number" => typed.number = server::http::field(&mut field, LONGEST).await?,
            "issued" => typed.issued = server::http::field(&mut field, LONGEST).await?,
            "expires" => typed.expires = server::http::field(&mut field, LONGEST).await?,
            "file" if scan.is_none() => {
                scan = Some(server::http::spool(&mut field, LARGEST, "The file").await.map_err(|e| e.field("file"))?);
            }
            _ => {}
        }
    }
    let none = || Error::new(400, "TL100", "Please choose a photograph or a PDF of the ticket.").field("file");
    scan.filter(|scan| scan.content().size > 0).ok_or_else(none)
}

/// What a file is by how it begins: its media type and its ending.
async fn kind_of(scan: &Spool) -> Result<(&'static str, &'static str), Error> {
    let unreadable = |e: std::io::Error| Error::new(503, "58030", e.to_string());
    let mut beginning = [0; 16];
    let mut file = tokio::fs::File::open(scan.path()).await.map_err(unreadable)?;
    let mut had = 0;
    while had < beginning.len() {
        match file.read(&mut beginning[had..]).await.map_err(unreadable)? {
            0 => break,
            n => had += n,
        }
    }
    let beginning = &beginning[..had];
    let pdf = beginning.starts_with(b"%PDF-").then_some(("application/pdf", "pdf"));
    crate::files::kind_of(beginning).or(pdf).ok_or_else(|| {
        Error::new(415, "TL100", "This is neither a photograph (JPEG, PNG, WebP) nor a PDF.")
            .hint("Please choose another file.")
            .field("file")
    })
}

/// Keeps the photograph with the person, and the rest as a renewal that waits; both or neither.
async fn keep(guest: &Guest, link: &Followed, renewal: &Renewal, typed: &Typed, scan: &Spool) -> Result<(), Error> {
    let (content_type, ending) = kind_of(scan).await?;
    let server = &guest.server;
    let actor = link.actor(guest);
    let told = |e: platform::DbError| server.tools.explain(&e);
    let plain: String = renewal.ticket.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let name = format!("{}, renewed.{ending}", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    let file = NewFile {
        noun: "candidates",
        record: renewal.candidate,
        client: None,
        name: &name,
        content_type,
        is_private: false,
    };
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let id = store::add(&tx, &actor, &file, scan).await.map_err(told)?;
    let input = json!({
        "renewal": link.record, "number": typed.number, "issued": typed.issued, "expires": typed.expires, "file": id,
    });
    server.run_verb(server.verb("receive_ticket_renewal")?, &tx, &actor, input).await?;
    tx.commit().await.map_err(told)?;
    server.work.notify_waiters();
    Ok(())
}

fn framed(guest: &Guest, renewal: &Renewal, body: &Markup) -> Response {
    let title = format!("Your {}", renewal.ticket);
    Frame { title: &title, whose: Whose::Of(&renewal.organisation), look: guest.look, scripts: false }.door(body)
}

fn page(guest: &Guest, link: &Followed, renewal: &Renewal, typed: &Typed) -> Response {
    if renewal.status != "requested" {
        return settled(guest, renewal, StatusCode::OK);
    }
    let wrong = |field: &str| typed.wrong.as_ref().filter(|(at, _)| at == field).map(|(_, words)| words.as_str());
    let input = |field: &str, label: &str, kind: &str, value: &str, must: bool| {
        html! {
            div class="field" {
                label for=(field) { (label) }
                input
                    class="in"
                    id=(field)
                    name=(field)
                    type=(if kind == "date" && wrong(field).is_some() && value.len() != 10 { "text" } else { kind })
                    value=(value)
                    required[must]
                    maxlength=[(kind == "text").then_some("100")]
                    autocomplete="off"
                    aria-invalid=[wrong(field).map(|_| "true")]
                    aria-describedby=[wrong(field).map(|_| format!("{field}-wrong"))];
                @if let Some(words) = wrong(field) {
                    span class="wrong" id={ (field) "-wrong" } role="alert" { (words) }
                }
            }
        }
    };
    framed(
        guest,
        renewal,
        &html! {
            h1 { "Your " (renewal.ticket) }
            p class="quiet" {
                "Hello " (renewal.person) ". "
                @if let Some(day) = &renewal.ends { "The ticket we have is good until " (day) ". " }
                "Please send us the new one."
            }
            form method="post" action=(link.base) enctype="multipart/form-data" {
                div class="field" {
                    label for="file" { "Photograph or PDF of the ticket" }
                    input
                        class="in"
                        id="file"
                        name="file"
                        type="file"
                        required
                        accept="image/jpeg,image/png,image/webp,application/pdf"
                        aria-invalid=[wrong("file").map(|_| "true")]
                        aria-describedby=[wrong("file").map(|_| "file-wrong")];
                    span class="help" { "At most " (LARGEST >> 20) " MB." }
                    @if let Some(words) = wrong("file") {
                        span class="wrong" id="file-wrong" role="alert" { (words) }
                    } @else if typed.wrong.is_some() {
                        span class="wrong" { "Please choose the file again." }
                    }
                }
                (input("number", "Number on the ticket", "text", &typed.number, true))
                (input("issued", "First day it is good", "date", &typed.issued, false))
                (input("expires", "Last day it is good", "date", &typed.expires, false))
                button class="b primary large" type="submit" { "Send" }
            }
        },
    )
}

/// What is told when nothing more is needed.
fn settled(guest: &Guest, renewal: &Renewal, status: StatusCode) -> Response {
    let (title, words) = match renewal.status.as_str() {
        "received" => ("Thank you", format!("We have your new {} and will look at it soon.", renewal.ticket)),
        "accepted" => ("Thank you", format!("Your new {} is with us. Nothing more is needed.", renewal.ticket)),
        _ => (
            "We could not take this ticket",
            format!("{} Please ask us for a new link.", renewal.reason.as_deref().unwrap_or_default()),
        ),
    };
    let mut response = framed(
        guest,
        renewal,
        &html! {
            h1 { (title) }
            p class="quiet" { (words) }
        },
    );
    *response.status_mut() = status;
    response
}
