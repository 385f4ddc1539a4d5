//! `/link/<token>` of an application, which came by mail: how it goes, what was answered, the profile, files, withdrawing and
//! being forgotten. What the person changes of themselves is changed as the role `candidate`, so the database says what
//! they may.

use super::profile::{columns, held, inputs, typed};
use super::resume::kind_of;
use super::{again, interviews, offer};
use crate::address::encode;
use crate::data::{Ask, Desk, Fields, Row, text};
use crate::guest::{Followed, Frame, Guest, Opened, Purpose, Refusal, Whose};
use crate::icons::icon;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use modules::recruiting::status_link::STATUS;
use platform::store::{self, NewFile};
use platform::{Actor, DbError};
use records::Error;
use serde_json::json;
use uuid::Uuid;

pub(crate) const PURPOSE: Purpose = Purpose {
    name: STATUS,
    show: |guest, link| Box::pin(show(guest, link)),
    take: |guest, link, request| -> Opened<'_> { Box::pin(take(guest, link, request)) },
};

/// Bytes a file may have, and files of a person that they send themselves.
const LARGEST: u64 = 10 << 20;
const FILES: i64 = 30;

/// The application a link is about.
struct Application {
    id: Uuid,
    candidate: Uuid,
    organisation: String,
    org_slug: String,
    job: String,
    /// Its address on the board, while it is there.
    job_slug: Option<String>,
    status: String,
    applied_at: String,
    /// What was sent with it and is no part of the profile.
    waiting_form: Option<Uuid>,
}

/// What the person did that could not be done.
struct Wrong {
    act: String,
    error: Error,
    /// What was typed.
    row: Row,
}

async fn show(guest: &Guest, link: &Followed) -> Result<Response, Refusal> {
    let application = found(guest, link).await?;
    if guest.query == "as=letter" {
        return offer::letter(guest, link, application.id).await;
    }
    if let Some(file) = interviews::calendar(guest, link).await? {
        return Ok(file);
    }
    page(guest, link, &application, None).await
}

async fn take(guest: &Guest, link: &Followed, request: Request) -> Result<Response, Refusal> {
    let application = found(guest, link).await?;
    let is_file = request.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"multipart/"));
    let done = if is_file {
        upload(guest, link, &application, request).await.map_err(|error| ("upload".to_string(), error, Row::new()))
    } else {
        match Fields::from_request(request, &guest.server).await {
            Ok(fields) => {
                let act = fields.get("act").unwrap_or_default().to_string();
                let sent = fields.0.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
                act_on(guest, link, &application, &act, &fields).await.map_err(|error| (act, error, sent))
            }
            Err(_) => Err((String::new(), Error::new(400, "TL120", "The form did not arrive whole."), Row::new())),
        }
    };
    match done {
        Ok(place) => Ok(Redirect::to(&format!("{}#{place}", link.base)).into_response()),
        Err((act, error, row)) if error.status < 500 => {
            let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
            let mut response = page(guest, link, &application, Some(&Wrong { act, error, row })).await?;
            *response.status_mut() = status;
            Ok(response)
        }
        Err((_, error, _)) => {
            tracing::warn!("the page of an application: {}", error.message);
            Err(Refusal::Busy(None))
        }
    }
}

async fn found(guest: &Guest, link: &Followed) -> Result<Application, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select a.id, a.candidate_id, o.name, o.slug::text, j.title,
                      case when recruiting.is_published(j.status, j.application_deadline) then j.slug_url::text end,
                      a.status::text, to_char(a.applied_at at time zone 'UTC', 'FMDD Month YYYY'),
                      (select f.id from recruiting.application_forms f where f.application_id = a.id
                          and f.taken_over_at is null and not f.made_profile and f.details is not null
                        order by f.created_at desc, f.id desc limit 1)
                 from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
                 join identity.organizations o on o.org_id = a.org_id where a.id = $1";
    let row = tx.query_opt(sql, &[&link.record]).await?.ok_or(Refusal::Unknown)?;
    tx.execute("update identity.guest_links set used_at = now() where id = $1", &[&link.id]).await?;
    tx.commit().await?;
    Ok(Application {
        id: row.get(0),
        candidate: row.get(1),
        organisation: row.get(2),
        org_slug: row.get(3),
        job: row.get(4),
        job_slug: row.get(5),
        status: row.get(6),
        applied_at: row.get::<_, String>(7).split_whitespace().collect::<Vec<_>>().join(" "),
        waiting_form: row.get(8),
    })
}

/// The person, as who they are allowed to be.
fn person(guest: &Guest, link: &Followed, application: &Application) -> Actor {
    Actor { candidate: Some(application.candidate), role: "candidate", ..link.actor(guest) }
}

/// Does what a button says; answers the place of the page to look at next.
async fn act_on(
    guest: &Guest,
    link: &Followed,
    application: &Application,
    act: &str,
    fields: &Fields,
) -> Result<&'static str, Error> {
    let server = &guest.server;
    let actor = person(guest, link, application);
    let desk = Desk { server, actor: &actor };
    let told = |e: DbError| server.tools.explain(&e);
    let mine = format!("id=eq.{}", application.candidate);
    let position = || {
        let id = fields.get("position").and_then(|id| Uuid::parse_str(id).ok());
        id.map(|id| format!("id=eq.{id}")).ok_or_else(|| Error::new(404, "TL404", "There is no such position."))
    };
    if let Some(place) = interviews::act(guest, link, act, fields).await? {
        return Ok(place);
    }
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let place = match act {
        "withdraw" => {
            let row = Row::from_iter([("status".to_string(), json!("withdrawn"))]);
            desk.update_in(&tx, "applications", &format!("id=eq.{}", application.id), &row, None).await?;
            "status"
        }
        "profile" => {
            let columns = columns(server, "candidates");
            let names = columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(",");
            let stored = desk.read(&[Ask::new("candidates", format!("select={names}&{mine}"))]).await?;
            let stored = stored.into_iter().flat_map(|found| found.rows).next().unwrap_or_default();
            // What stands there already is not judged again.
            let row = typed(&columns, fields, &stored)?;
            if !row.is_empty() {
                desk.update_in(&tx, "candidates", &mine, &row, None).await?;
            }
            "profile"
        }
        "add-position" => {
            let mut row = typed(&held(server), fields, &Row::new())?;
            row.insert("candidate_id".into(), json!(application.candidate));
            desk.create_in(&tx, "candidate_work_history", &row).await?;
            "positions"
        }
        "change-position" => {
            let row = typed(&held(server), fields, &Row::new())?;
            desk.update_in(&tx, "candidate_work_history", &position()?, &row, None).await?;
            "positions"
        }
        "drop-position" => {
            desk.delete_in(&tx, "candidate_work_history", &position()?).await?;
            "positions"
        }
        "apply-again" => {
            server.call(&link.actor(guest), "apply_again", json!({ "application": application.id })).await?;
            "status"
        }
        "take-over" => {
            let form =
                application.waiting_form.ok_or_else(|| Error::new(409, "TL409", "Nothing waits to be taken over."))?;
            if fields.get("form") != Some(&*form.to_string()) {
                return Err(Error::new(409, "TL409", "Something else was sent meanwhile. Look at the page again."));
            }
            // Whoever knows the address could have sent it: what the profile says stays.
            let input = json!({ "form": form, "replaces": false });
            server.call(&link.actor(guest), "take_over_application_form", input).await?;
            "profile"
        }
        "accept-offer" => offer::answer(guest, link, application.id, fields, true).await?,
        "decline-offer" => offer::answer(guest, link, application.id, fields, false).await?,
        "keep" => {
            server.call(&link.actor(guest), "renew_consent", json!({ "application": application.id })).await?;
            "consent"
        }
        "erase" => {
            server.call(&link.actor(guest), "ask_for_erasure", json!({ "application": application.id })).await?;
            "erasure"
        }
        _ => return Err(Error::new(400, "TL100", "There is no such thing to do here.")),
    };
    tx.commit().await.map_err(told)?;
    server.work.notify_waiters();
    Ok(place)
}

/// Keeps a file with the person.
async fn upload(
    guest: &Guest,
    link: &Followed,
    application: &Application,
    request: Request,
) -> Result<&'static str, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::new(400, "TL120", format!("The file did not arrive whole: {e}."));
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| broken(&e))?;
    let mut arrived = None;
    while let Some(mut field) = form.next_field().await.map_err(|e| broken(&e))? {
        if field.name() == Some("file") && arrived.is_none() {
            let sent = field.file_name().unwrap_or_default().to_string();
            let plain: String =
                sent.chars().map(|c| if c.is_alphanumeric() || " -_".contains(c) { c } else { ' ' }).collect();
            let spool = server::http::spool(&mut field, LARGEST, "The file").await.map_err(|e| e.field("file"))?;
            arrived = Some((plain, spool));
        }
    }
    let none = || Error::new(400, "TL100", "Please choose a file.").field("file");
    let (sent, spool) = arrived.filter(|(_, spool)| spool.content().size > 0).ok_or_else(none)?;
    let (content_type, ending) = kind_of(&spool).await?;
    let words: Vec<&str> = sent.split_whitespace().filter(|word| !word.eq_ignore_ascii_case(ending)).collect();
    let name = format!("{}.{ending}", if words.is_empty() { "File".into() } else { words.join(" ") });
    let name: String = name.chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
    let (server, actor) = (&guest.server, link.actor(guest));
    let told = |e: DbError| server.tools.explain(&e);
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let many = "select count(*) from knowledge.files where entity_type = 'candidates' and entity_id = $1 and created_by is null";
    let many: i64 = tx.query_one(many, &[&application.candidate]).await.map_err(|e| told(e.into()))?.get(0);
    if many >= FILES {
        return Err(Error::new(409, "TL409", format!("There are {FILES} files already.")).field("file"));
    }
    let file = NewFile {
        noun: "candidates",
        record: application.candidate,
        client: None,
        name: &name,
        content_type,
        is_private: false,
    };
    store::add(&tx, &actor, &file, &spool).await.map_err(told)?;
    tx.commit().await.map_err(told)?;
    Ok("files")
}

async fn page(
    guest: &Guest,
    link: &Followed,
    application: &Application,
    wrong: Option<&Wrong>,
) -> Result<Response, Refusal> {
    let steps = steps(guest, link, application).await?;
    let actor = person(guest, link, application);
    let desk = Desk { server: &guest.server, actor: &actor };
    let columns = columns(&guest.server, "candidates");
    let held = held(&guest.server);
    let names = |columns: &[&catalog::Column]| columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(",");
    let asks = [
        Ask::new("candidates", format!("select=email,{}&id=eq.{}", names(&columns), application.candidate)),
        Ask::new(
            "candidate_work_history",
            format!(
                "select=id,{}&candidate_id=eq.{}&order=start_date.desc.nullslast,id&limit=100",
                names(&held),
                application.candidate
            ),
        ),
        Ask::new(
            "application_answers",
            format!("select=question,answer&application_id=eq.{}&order=id&limit=100", application.id),
        ),
    ];
    let mut found = desk
        .read(&asks)
        .await
        .map_err(|e| {
            tracing::warn!("the page of an application: {}", e.message);
            Refusal::Busy(None)
        })?
        .into_iter()
        .map(|found| found.rows);
    let mut next = || found.next().unwrap_or_default();
    let (mut profile, positions, answers) = (next().into_iter().next().unwrap_or_default(), next(), next());
    if let Some(wrong) = wrong.filter(|wrong| wrong.act == "profile") {
        profile.extend(wrong.row.clone());
    }
    let told = |act: &str| wrong.filter(|wrong| wrong.act == act).map(|wrong| &wrong.error);
    let erasure_asked = steps.erasure_asked;
    let offer = offer::of(guest, link, application.id).await?;
    let told_of_offer = wrong.filter(|wrong| wrong.act.ends_with("-offer")).map(|wrong| &wrong.error);
    let interviews = interviews::section(guest, link).await?;
    let body = html! {
        main id="main" class="portal-body" {
            p class="quiet" { (application.organisation) }
            h1 { (application.job) }
            p class="quiet" { "Applied on " (application.applied_at) }
            @if let Some(wrong) = wrong.filter(|wrong| !["profile", "upload", "accept-offer", "decline-offer"].contains(&wrong.act.as_str()))
            {
                p class="wrong" role="alert" { (wrong.error.message) }
            }
            @if let Some(offer) = &offer { (offer.markup(link, told_of_offer)) }
            (steps.markup(application, link))
            (interviews)
            (super::chat::section(guest, link).await?)
            @if let Some(form) = application.waiting_form {
                (again::section(guest, link, form, &profile).await?)
            }
            @if !answers.is_empty() { (answered(&answers)) }
            section class="card" id="profile" {
                div class="head" { h2 { "Your profile" } }
                div class="inside" {
                    p class="quiet" { "We write to " (text(&profile, "email")) ". What is personal is up to you." }
                    details open[told("profile").is_some()] {
                        summary { "Look and change" }
                        form class="applying" method="post" action=(link.base) {
                            input type="hidden" name="act" value="profile";
                            (inputs(&columns, &profile, "", told("profile")))
                            @if let Some(error) = told("profile").filter(|e| e.field.is_none()) {
                                p class="wrong" role="alert" { (error.message) }
                            }
                            button class="b primary" type="submit" { "Save profile" }
                        }
                    }
                }
            }
            section class="card" id="positions" {
                div class="head" { h2 { "Where you worked" } }
                div class="inside" {
                    @for row in &positions {
                        details {
                            summary { (text(row, "job_title")) " " span class="quiet" { (text(row, "company_name")) } }
                            form class="applying" method="post" action=(link.base) {
                                input type="hidden" name="position" value=(text(row, "id"));
                                (inputs(&held, row, text(row, "id"), None))
                                button class="b primary" type="submit" name="act" value="change-position" { "Save" }
                                " "
                                button class="b" type="submit" name="act" value="drop-position" { "Remove" }
                            }
                        }
                    }
                    details open[told("add-position").is_some()] {
                        summary { "Add a position" }
                        form class="applying" method="post" action=(link.base) {
                            input type="hidden" name="act" value="add-position";
                            (inputs(&held, &Row::new(), "new-", told("add-position")))
                            button class="b primary" type="submit" { "Add" }
                        }
                    }
                }
            }
            (files(link, &steps.files, told("upload")))
            (share(guest, application))
            section class="card" id="erasure" {
                div class="head" id="consent" { h2 { "Your data" } }
                @if let Some(day) = &steps.kept_until {
                    form class="inside" method="post" action=(link.base) {
                        input type="hidden" name="act" value="keep";
                        p { "You agreed that we keep it until " (day) "." }
                        button class="b" type="submit" { "Keep it longer" }
                    }
                }
                div class="inside" {
                    @if erasure_asked {
                        p { "You asked us to erase your data. We will do that, or write to you why something has to be kept." }
                    } @else {
                        form method="post" action=(link.base) {
                            input type="hidden" name="act" value="erase";
                            p { "You may ask us to erase what we know of you." }
                            button class="b" type="submit" { "Ask for erasure" }
                        }
                    }
                }
            }
        }
    };
    let frame = Frame {
        title: "Your application",
        whose: Whose::Of(&application.organisation),
        look: guest.look,
        scripts: false,
    };
    Ok(frame.page(&body))
}

/// What happened to an application, in the words of who applied; remarks are the recruiters' own.
struct Steps {
    taken: Vec<(String, String)>,
    files: Vec<String>,
    erasure_asked: bool,
    /// Until when they agreed that their data is kept.
    kept_until: Option<String>,
}

async fn steps(guest: &Guest, link: &Followed, application: &Application) -> Result<Steps, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select t.new_status, to_char(t.created_at at time zone 'UTC', 'FMDD Mon YYYY')
                 from recruiting.application_timeline t
                where t.application_id = $1 and t.new_status is distinct from t.previous_status
                order by t.created_at, t.id limit 100";
    let taken = tx.query(sql, &[&application.id]).await?.iter().map(|row| (row.get(0), row.get(1))).collect();
    let sql = "select f.name from knowledge.files f
                where f.entity_type = 'candidates' and f.entity_id = $1 and f.created_by is null
                   or f.entity_type = 'applications' and f.entity_id = $2 order by f.created_at, f.id limit 100";
    let files = tx.query(sql, &[&application.candidate, &application.id]).await?;
    let sql = "select exists (select from recruiting.action_queue q where q.related_candidate_id = $1
                 and q.type = 'intervention_needed' and not q.is_dismissed and q.title like '% asks for the erasure of their data')";
    let erasure_asked = tx.query_one(sql, &[&application.candidate]).await?.get(0);
    let sql = "select to_char(max(a.retention_end_date), 'FMDD FMMonth YYYY') from recruiting.applications a
                where a.candidate_id = $1";
    let kept_until = tx.query_one(sql, &[&application.candidate]).await?.get(0);
    tx.commit().await?;
    Ok(Steps { taken, files: files.iter().map(|row| row.get(0)).collect(), erasure_asked, kept_until })
}

impl Steps {
    fn markup(&self, application: &Application, link: &Followed) -> Markup {
        let is_over = matches!(application.status.as_str(), "rejected" | "withdrawn");
        html! {
            section class="card" id="status" {
                div class="head" {
                    h2 { (said(&application.status)) }
                }
                ul class="rows" {
                    @for (status, day) in &self.taken {
                        li {
                            (icon(if *status == application.status { "circle-dot" } else { "circle-check" }))
                            div class="main" { (said(status)) }
                            span class="quiet small" { (day) }
                        }
                    }
                }
                @if !is_over {
                    form class="inside" method="post" action=(link.base) {
                        input type="hidden" name="act" value="withdraw";
                        button class="b" type="submit" { "Withdraw" }
                    }
                } @else if application.status == "withdrawn" && application.job_slug.is_some() {
                    form class="inside" method="post" action=(link.base) {
                        input type="hidden" name="act" value="apply-again";
                        p class="quiet" { "The job is still open." }
                        button class="b" type="submit" { "Apply again" }
                    }
                }
            }
        }
    }
}

/// A stage, as who applied reads it.
fn said(status: &str) -> &str {
    match status {
        "new" => "Received",
        "screening" => "Being looked at",
        "interview" => "Interview",
        "offer" => "Offer",
        "rejected" => "Not this time",
        "withdrawn" => "Withdrawn",
        other => other,
    }
}

fn answered(answers: &[Row]) -> Markup {
    html! {
        section class="card" {
            div class="head" { h2 { "What you answered" } }
            dl class="inside facts" {
                @for row in answers {
                    dt dir="auto" { (text(row, "question")) }
                    dd dir="auto" { (text(row, "answer")) }
                }
            }
        }
    }
}

fn files(link: &Followed, all: &[String], wrong: Option<&Error>) -> Markup {
    html! {
        section class="card" id="files" {
            div class="head" { h2 { "Files" } }
            ul class="rows" {
                @for name in all {
                    li {
                        (icon("file"))
                        div class="main clip" { (name) }
                    }
                }
            }
            form class="inside applying" method="post" action=(link.base) enctype="multipart/form-data" {
                div class="field" {
                    label for="file" { "Send a file" }
                    input class="in" id="file" name="file" type="file" required accept=(super::resume::ACCEPTED);
                    span class="help" { "PDF, Word, OpenDocument, RTF, text or a photograph. At most " (LARGEST >> 20) " MB." }
                    @if let Some(error) = wrong {
                        span class="wrong" role="alert" { (error.message) }
                    }
                }
                button class="b" type="submit" { "Send" }
            }
        }
    }
}

/// The way for a friend, while the job is open.
fn share(guest: &Guest, application: &Application) -> Markup {
    html! {
        @if let Some(job) = &application.job_slug {
            @let path = format!("/board/{}/{job}?source=friend&ref={}", encode(&application.org_slug), application.id);
            @let origin = guest.at.as_ref().map_or_else(|| guest.server.tools.public_url.clone(), |_| String::new());
            section class="card" {
                div class="head" { h2 { "Tell a friend" } }
                div class="inside" {
                    p { "Somebody you know fits as well? This link says that you told them." }
                    p { a href=(path) { (origin) (path) } }
                }
            }
        }
    }
}
