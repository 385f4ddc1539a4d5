//! `/board/<organisation>/<job>/apply`: one page, and it is sent.

use super::question::Question;
use super::resume::{ACCEPTED, LARGEST, kind_of, read};
use crate::guest::{Guest, Refusal};
use crate::pages::job_board::{Board, Posting, TRACKED, gone, tracked};
use axum::extract::{FromRequest as _, Multipart, Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use modules::recruiting::receive_application::consent;
use modules::recruiting::sent_details::Details;
use platform::store::{self, NewFile, Spool};
use platform::verb::{Call, Progress};
use platform::{Actor, DbError};
use records::Error;
use serde_json::{Map, Value, json};
use server::auth::throttle;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Bytes a typed field may have, and fields a form may have.
const LONGEST: usize = 8000;
const PARTS: usize = 200;
/// Applications from one place at once; they are regained one by one.
const TURNS: i32 = 15;
/// Answers leave at a beat, so that they do not tell how long something took.
const BEAT: Duration = Duration::from_millis(250);
/// A field nobody sees; what fills it in is no person.
const TRAP: &str = "homepage";

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    fields: HashMap<String, String>,
    /// The field, and words.
    wrong: Option<(String, String)>,
}

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn wrong(&self, name: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|(at, _)| at == name).map(|(_, words)| words.as_str())
    }
}

/// `GET …/apply`
pub(super) async fn form(guest: Guest, Path((slug, job)): Path<(String, String)>) -> Response {
    let shown = async {
        let board = Board::open(&guest, &slug).await?;
        match found(&guest, &board, &job).await? {
            Some((posting, questions)) => {
                count(&guest, &board, posting.id).await?;
                page(&guest, &board, &posting, &questions, &Typed::default()).await
            }
            None => gone(&guest, &board, &job).await,
        }
    };
    shown.await.unwrap_or_else(|refusal| refusal.page(guest.at.as_deref()))
}

/// Counts that the page was opened, and nothing of who did.
async fn count(guest: &Guest, board: &Board, job: Uuid) -> Result<(), Refusal> {
    let tx = guest.server.door.begin(&guest.actor(board.org, "system")).await?;
    tx.execute("select recruiting.count_apply_view($1)", &[&job]).await?;
    tx.commit().await?;
    Ok(())
}

/// `POST …/apply`
pub(super) async fn send(guest: Guest, Path((slug, job)): Path<(String, String)>, request: Request) -> Response {
    let sent = async {
        let board = Board::open(&guest, &slug).await?;
        let Some((posting, questions)) = found(&guest, &board, &job).await? else {
            return gone(&guest, &board, &job).await;
        };
        let address = board.reader(&guest).address.unwrap_or_default();
        if let Some(seconds) = throttle::turn(&guest.server, board.org, "apply", &address, TURNS).await? {
            return Ok(too_many(&guest, &board, seconds));
        }
        take(&guest, &board, &posting, &questions, request).await
    };
    sent.await.unwrap_or_else(|refusal: Refusal| refusal.page(guest.at.as_deref()))
}

async fn found(guest: &Guest, board: &Board, job: &str) -> Result<Option<(Posting, Vec<Question>)>, Refusal> {
    let tx = board.begin(guest).await?;
    let Some(posting) = Posting::find(&tx, job).await? else { return Ok(None) };
    let questions = Question::all(&tx, posting.id).await?;
    tx.commit().await?;
    Ok(Some((posting, questions)))
}

async fn take(
    guest: &Guest,
    board: &Board,
    posting: &Posting,
    questions: &[Question],
    request: Request,
) -> Result<Response, Refusal> {
    let mut typed = Typed::default();
    // All of it is here before anything is written: no connection waits for a slow sender.
    let came = arrived(request, &mut typed).await;
    let since = Instant::now();
    let kept = match came {
        Ok(_) if !typed.get(TRAP).is_empty() => return Ok(thanked(guest, board, posting)),
        Ok(file) => keep(guest, board, posting, questions, &typed, file.as_ref()).await,
        Err(wrong) => Err(wrong),
    };
    // A new person takes a little longer than one who is known; nobody is to learn that by a clock.
    tokio::time::sleep(BEAT - Duration::from_nanos((since.elapsed().as_nanos() % BEAT.as_nanos()) as u64)).await;
    match kept {
        Ok(path) => Ok(Redirect::to(&path).into_response()),
        Err(e) if e.status == 409 || e.status == 404 => gone(guest, board, &posting.slug).await,
        Err(e) if e.status < 500 => {
            let hint = e.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
            typed.wrong = Some((e.field.clone().unwrap_or_else(|| "form".into()), format!("{}{hint}", e.message)));
            let mut response = page(guest, board, posting, questions, &typed).await?;
            *response.status_mut() = StatusCode::from_u16(e.status).unwrap_or(StatusCode::BAD_REQUEST);
            Ok(response)
        }
        Err(e) => {
            tracing::warn!("an application: {}", e.message);
            Err(Refusal::Busy(None))
        }
    }
}

/// What came in with the form: the typed fields, and the résumé on the disk.
async fn arrived(request: Request, typed: &mut Typed) -> Result<Option<Spool>, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::new(400, "TL120", format!("The form did not arrive whole: {e}."));
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| broken(&e))?;
    let (mut file, mut parts) = (None, 0);
    while let Some(mut field) = form.next_field().await.map_err(|e| broken(&e))? {
        parts += 1;
        if parts > PARTS {
            return Err(Error::new(400, "TL100", "There is more in the form than we asked for."));
        }
        let name = field.name().unwrap_or_default().to_string();
        if name == "file" {
            if file.is_none() {
                let taken = server::http::spool(&mut field, LARGEST, "Your résumé").await;
                file = Some(taken.map_err(|e| e.field("file"))?);
            }
            continue;
        }
        let value = server::http::field(&mut field, LONGEST).await.map_err(|e| e.field(&name))?;
        typed.fields.insert(name, value);
    }
    Ok(file.filter(|file| file.content().size > 0))
}

/// Keeps the résumé and the application, both or neither; answers where the page about it is.
async fn keep(
    guest: &Guest,
    board: &Board,
    posting: &Posting,
    questions: &[Question],
    typed: &Typed,
    file: Option<&Spool>,
) -> Result<String, Error> {
    let server = &guest.server;
    let said = Details {
        first_name: typed.get("first_name").into(),
        last_name: typed.get("last_name").into(),
        email: typed.get("email").into(),
        phone: typed.get("phone").into(),
        ..Details::default()
    }
    .settled()?;
    if typed.get("consents").is_empty() {
        return Err(Error::new(400, "TL100", "Please agree, so that we may keep what you send.").field("consents"));
    }
    let actor = Actor { session: Some("job board".into()), ..guest.actor(board.org, "system") };
    let told = |e: DbError| server.tools.explain(&e);
    let (mut details, mut read_error, mut kind) = (said.clone(), None, None);
    if let Some(file) = file {
        kind = Some(kind_of(file).await?);
        if let Some(today) = reads_on(guest, &actor).await.map_err(told)? {
            match read(server, file, &today).await {
                Ok(read) => details = together(said, read)?,
                Err(why) => read_error = Some(why),
            }
        }
    }
    let form = Uuid::now_v7();
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let mut id = None;
    if let (Some(file), Some((content_type, ending))) = (file, kind) {
        let plain: String = posting.title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(80).collect();
        let name = format!("Résumé, {}.{ending}", plain.split_whitespace().collect::<Vec<_>>().join(" "));
        let noun = "application_forms";
        let new = NewFile { noun, record: form, client: None, name: &name, content_type, is_private: false };
        id = Some(store::add(&tx, &actor, &new, file).await.map_err(told)?);
    }
    let answers: Vec<Value> = questions
        .iter()
        .filter(|question| !typed.get(&question.field()).is_empty())
        .map(|question| json!({ "question": question.id, "answer": typed.get(&question.field()) }))
        .collect();
    let from: Map<String, Value> = TRACKED
        .iter()
        .filter(|name| !typed.get(name).is_empty())
        .map(|name| ((*name).to_string(), json!(typed.get(name))))
        .collect();
    let input = json!({
        "job": posting.id, "form": form, "details": details, "answers": answers, "file": id, "read_error": read_error,
        "consents": true, "joins_talent_pool": !typed.get("joins_talent_pool").is_empty(), "from": from,
    });
    let answer = server.run_verb(server.verb("receive_application")?, &tx, &actor, input).await?;
    tx.commit().await.map_err(told)?;
    server.work.notify_waiters();
    let url = answer["url"].as_str().unwrap_or_default();
    Ok(url.find("/link/").map_or_else(|| board.path(""), |at| url[at..].to_string()))
}

/// The day it is, if résumés are read.
async fn reads_on(guest: &Guest, actor: &Actor) -> Result<Option<String>, DbError> {
    let tx = guest.server.door.begin(actor).await?;
    let sql = "select recruiting.today()::text where kit.setting('ENABLE_AI_PARSING', 'true') = 'true'";
    let row = tx.query_opt(sql, &[]).await?;
    tx.commit().await?;
    Ok(row.map(|row| row.get(0)))
}

/// What was typed, and of the résumé what was not. A number nobody can call is left out.
fn together(said: Details, read: Details) -> Result<Details, Error> {
    let phone = if said.phone.is_empty() { read.phone.clone() } else { said.phone.clone() };
    let both = Details { first_name: said.first_name, last_name: said.last_name, email: said.email, phone, ..read };
    both.clone().settled().or_else(|_| Details { phone: said.phone, ..both }.settled())
}

async fn page(
    guest: &Guest,
    board: &Board,
    job: &Posting,
    questions: &[Question],
    typed: &Typed,
) -> Result<Response, Refusal> {
    let agreed = agreed(guest, board).await?;
    let body = html! {
        p {
            a class="board-link" href=(board.path(&format!("/{}", job.slug))) { "Back to the job" }
        }
        h1 { "Apply: " (job.title) }
        (wrong(typed, "form"))
        form
            class="applying"
            method="post"
            action=(board.path(&format!("/{}/apply", job.slug)))
            enctype="multipart/form-data"
        {
            div class="two" {
                (input(typed, "first_name", "First name", "text", "given-name", true))
                (input(typed, "last_name", "Last name", "text", "family-name", false))
            }
            div class="two" {
                (input(typed, "email", "E-mail", "email", "email", true))
                (input(typed, "phone", "Telephone", "tel", "tel", false))
            }
            (file_input(typed))
            @for question in questions {
                (question.input(typed.get(&question.field()), typed.wrong(&question.field())))
            }
            div class="trap" aria-hidden="true" {
                label for=(TRAP) { "Leave this empty" }
                input id=(TRAP) name=(TRAP) tabindex="-1" autocomplete="off";
            }
            @for (name, value) in came_from(board, typed) {
                input type="hidden" name=(name) value=(value);
            }
            div class="field" {
                label class="check" {
                    input
                        type="checkbox"
                        name="consents"
                        value="yes"
                        required
                        checked[!typed.get("consents").is_empty()];
                    span { (agreed) }
                }
                (wrong(typed, "consents"))
                label class="check" {
                    input
                        type="checkbox"
                        name="joins_talent_pool"
                        value="yes"
                        checked[!typed.get("joins_talent_pool").is_empty()];
                    span {
                        "You may write to me about other jobs as well."
                        span class="quiet" { " (optional)" }
                    }
                }
            }
            button class="b primary large" type="submit" { "Send application" }
        }
    };
    Ok(board.private(guest, &format!("Apply: {}", job.title), &body))
}

fn input(typed: &Typed, field: &str, label: &str, kind: &str, complete: &str, must: bool) -> Markup {
    html! {
        div class="field" {
            label for=(field) {
                (label)
                @if !must {
                    span class="quiet" { " (optional)" }
                }
            }
            input
                class="in"
                id=(field)
                name=(field)
                type=(kind)
                value=(typed.get(field))
                autocomplete=(complete)
                maxlength="320"
                required[must]
                aria-invalid=[typed.wrong(field).map(|_| "true")]
                aria-describedby=[typed.wrong(field).map(|_| format!("{field}-wrong"))];
            (wrong(typed, field))
        }
    }
}

fn file_input(typed: &Typed) -> Markup {
    let is_wrong = typed.wrong("file").is_some();
    html! {
        div class="field" {
            label for="file" {
                "Résumé"
                span class="quiet" { " (optional)" }
            }
            input
                class="in"
                id="file"
                name="file"
                type="file"
                accept=(ACCEPTED)
                aria-invalid=[is_wrong.then_some("true")]
                aria-describedby=(if is_wrong { "file-help file-wrong" } else { "file-help" });
            span class="help" id="file-help" {
                "PDF, Word (.docx), OpenDocument, RTF, text, or a photograph. At most "
                (LARGEST >> 20)
                " MB."
            }
            @if typed.wrong.is_some() && !is_wrong {
                span class="help" { "If you had chosen a file, please choose it again." }
            }
            (wrong(typed, "file"))
        }
    }
}

/// Where somebody comes from, as the address or the form says.
fn came_from(board: &Board, typed: &Typed) -> Vec<(String, String)> {
    let mut all = tracked(board.from.trim_start_matches('&'));
    for name in TRACKED.iter().filter(|name| !typed.get(name).is_empty()) {
        all.retain(|(other, _)| other != name);
        all.push(((*name).to_string(), typed.get(name).to_string()));
    }
    all
}

/// What people agree to.
async fn agreed(guest: &Guest, board: &Board) -> Result<String, Refusal> {
    let actor = board.reader(guest);
    let tx = board.begin(guest).await?;
    let call = Call { tx: &tx, actor: &actor, tools: &guest.server.tools, progress: &Progress::default() };
    let (words, _) = consent(call).await.map_err(|e| {
        tracing::warn!("the job board: {}", e.message);
        Refusal::Busy(None)
    })?;
    tx.commit().await?;
    Ok(words)
}

fn wrong(typed: &Typed, field: &str) -> Markup {
    html! {
        @if let Some(words) = typed.wrong(field) {
            span class="wrong" id={ (field) "-wrong" } role="alert" { (words) }
        }
    }
}

fn too_many(guest: &Guest, board: &Board, seconds: u64) -> Response {
    let minutes = seconds.div_ceil(60);
    let words = if minutes == 1 { "a minute".to_string() } else { format!("{minutes} minutes") };
    let body = html! {
        h1 { "Too many applications" }
        p { "So many came from where you are that we ask you to wait. Please try again in " (words) "." }
    };
    let mut response = board.private(guest, "Too many applications", &body);
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// What is told to who is no person: nothing was kept.
fn thanked(guest: &Guest, board: &Board, job: &Posting) -> Response {
    let body = html! {
        h1 { "Thank you" }
        p { "Your application for " (job.title) " was sent." }
    };
    board.private(guest, "Thank you", &body)
}
