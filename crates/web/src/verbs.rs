//! Verbs as buttons: those of a record for its reader, each with a small form where it needs one.

pub(super) mod inputs;

use super::about::Record;
use super::address::encode;
use super::data::{Ask, Fields, Row, text};
use super::icons::{icon, meaning};
use super::nouns::sentence;
use super::refused::{Answer, Refused};
use super::shell::{go, respond, toast, with_header, with_toast};
use super::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use platform::verb::{Replaced, Verb};
use records::Error;
use serde_json::{Map, Value};

/// Verbs shown as buttons at once; the rest are in a menu.
const AT_ONCE: usize = 3;

/// The buttons of a record: its verbs, with others before and after those that stand alone.
pub(super) fn buttons(visit: &Visit, record: &Record<'_>, before: &Markup, after: &Markup) -> Markup {
    let name = record.noun.name();
    // A verb of a noun whose rows the role may change is for those this person may change; else it decides itself.
    let theirs = record.changes || !visit.may(name, "UPDATE");
    let fits = |v: &Verb| (theirs || v.reads_only) && fits(v, &record.row);
    let verbs: Vec<&Verb> = visit
        .server
        .verbs
        .iter()
        .filter(|v| {
            v.subject.is_some_and(|(noun, _)| noun == name)
                && !v.has_own_button
                && v.roles.contains(&visit.actor.role)
                && visit.shows_module(&v.module)
                && fits(v)
        })
        .collect();
    // Where the page leads with a button of its own, no other does.
    let own = visit.server.verbs.iter().filter(|v| v.has_own_button && v.subject.is_some_and(|(noun, _)| noun == name));
    let led = own.into_iter().any(fits);
    let (first, rest) = verbs.split_at(verbs.len().min(AT_ONCE));
    let button = |verb: &Verb, class: &str| {
        let words = html! {
            (icon(verb.icon))
            (sentence(&verb.name))
        };
        let dialog = format!("/verbs/{}?subject={}", verb.name, record.id);
        html! {
            @if let Some(page) = verb.page {
                a class=(class) href={ (record.address()) "/" (page) } { (words) }
            } @else {
                button
                    type="button"
                    class=(class)
                    hx-get=(dialog)
                    hx-target="#dialog"
                    data-opens-dialog
                    data-key=[verb.key]
                    title=[verb.key.map(|key| format!("{} ({key})", verb.summary))]
                { (words) }
            }
        }
    };
    html! {
        (before)
        @for (n, verb) in first.iter().enumerate() {
            ({
                button(
                    verb,
                    if n == 0 && verb.when.is_some() && !led { "b primary" } else { "b" },
                )
            })
        }
        (after)
        @if !rest.is_empty() {
            details class="menu" {
                summary class="b" { (icon("zap")) "Do" }
                div class="pop" {
                    @for verb in rest { (button(verb, "item")) }
                }
            }
        }
    }
}

/// Whether a record stands so that a verb can be used on it.
pub(super) fn fits(verb: &Verb, row: &Row) -> bool {
    verb.when.is_none_or(|(column, values)| {
        let is = match row.get(column) {
            Some(Value::Bool(true)) => "true",
            Some(Value::Bool(false)) => "false",
            _ => text(row, column),
        };
        values.contains(&is)
    })
}

pub(super) fn find<'v>(visit: &'v Visit, name: &str) -> Result<&'v Verb, Refused> {
    visit
        .server
        .verbs
        .iter()
        .find(|v| v.name == name && v.roles.contains(&visit.actor.role))
        .ok_or_else(Refused::nothing)
}

/// `GET /verbs/<verb>?subject=…`: what the verb needs to know.
pub(super) async fn dialog(visit: Visit, Path(name): Path<String>) -> Answer {
    let verb = find(&visit, &name)?;
    let body = asking(&visit, verb, &visit.param("subject").unwrap_or_default()).await?;
    if visit.partial {
        return Ok(respond(body));
    }
    Ok(super::shell::page(
        &visit,
        &super::shell::Page { title: sentence(&verb.name), ..Default::default() },
        &html! {
            div class="card asked" { (body) }
        },
    ))
}

/// A verb's form, about one record or none.
pub(super) async fn asking(visit: &Visit, verb: &Verb, subject: &str) -> Result<Markup, Refused> {
    let name = &verb.name;
    let own = verb.subject.map(|(_, field)| field).filter(|_| !subject.is_empty()).unwrap_or_default();
    let fields = inputs::all(visit, verb, own, &Map::new()).await?;
    let replaced = replaced(visit, verb, subject).await?;
    Ok(html! {
        form method="post" action={ "/verbs/" (name) } hx-post={ "/verbs/" (name) } hx-swap="none" {
            div class="head" {
                h2 { (sentence(&verb.name)) }
                button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
            }
            div class="body" {
                p class="quiet" { (verb.summary) }
                @if !own.is_empty() {
                    input type="hidden" name=(own) value=(subject);
                }
                @if let Some(Replaced { there, agreed, .. }) = replaced {
                    div class="note warn" {
                        (icon("triangle-alert"))
                        span { (there) }
                    }
                    label class="choice" {
                        input type="checkbox" name=(AGREED) value="true" required;
                        span { (agreed) }
                    }
                }
                (fields)
            }
            div class="feet" {
                button type="button" class="b ghost" data-close { "Cancel" }
                button type="submit" class="b primary" { (sentence(&verb.name)) }
            }
        }
    })
}

/// What a verb needs to know beside the records it is done for.
pub(super) async fn beside_subject(visit: &Visit, verb: &Verb) -> Result<Markup, Refused> {
    inputs::all(visit, verb, verb.subject.map_or("", |(_, field)| field), &Map::new()).await
}

/// A verb's input that somebody prepared, as fields: what was prepared first, the rest on demand. Records it names stay.
pub(super) async fn prepared(visit: &Visit, verb: &Verb, input: &Map<String, Value>) -> Result<Markup, Refused> {
    inputs::prepared(visit, verb, input).await
}

/// What a form says, as a verb takes it.
///
/// # Errors
/// TL100 when something is missing or can't be understood.
pub(super) fn said(verb: &Verb, form: &Fields) -> Result<Value, Error> {
    inputs::read(verb, form)
}

/// The field by which people agree that something is replaced.
const AGREED: &str = "replace";

/// What a verb would take the place of: what there is, and what people agree to before it goes.
async fn replaced(visit: &Visit, verb: &Verb, subject: &str) -> Result<Option<Replaced>, Refused> {
    let Some(what) = verb.replaces.filter(|_| uuid::Uuid::parse_str(subject).is_ok()) else { return Ok(None) };
    let Replaced { noun, of, until, .. } = what;
    let counts = format!("select={of}&{of}=eq.{subject}&or=({until}.is.null,{until}.gt.{})&limit=1", visit.now);
    Ok((!visit.find(Ask::new(noun, counts)).await?.rows.is_empty()).then_some(what))
}

/// `POST /verbs/<verb>`: runs it as the person, in one operation that can be undone; long ones in the background.
pub(super) async fn run(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let verb = find(&visit, &name)?;
    let input = inputs::read(verb, &form)?;
    let subject = verb.subject.and_then(|(_, field)| form.filled(field)).unwrap_or_default();
    if form.get(AGREED) != Some("true")
        && let Some(Replaced { there, .. }) = replaced(&visit, verb, subject).await?
    {
        return Err(Error::new(409, "TL409", there).hint("Say that a new one is to take its place.").into());
    }
    if verb.in_background {
        let (actor, _) = visit.operation();
        let tx = visit.begin(&actor).await?;
        let job = server::jobs::enqueue(&tx, &actor, verb, &input).await?;
        visit.commit(tx).await?;
        visit.server.work.notify_waiters();
        return Ok(go(
            &visit,
            &if visit.may("background_jobs", "SELECT") { format!("/background_jobs/{job}") } else { "/today".into() },
        ));
    }
    let (answer, operation) = perform(&visit, verb, input).await?;
    done(&visit, verb, &answer, operation)
}

/// Runs a verb as the person; its answer, and the name by which it is undone.
pub(super) async fn perform(visit: &Visit, verb: &Verb, input: Value) -> Result<(Value, uuid::Uuid), Refused> {
    let (actor, operation) = visit.operation();
    let answer = if verb.has_steps() {
        visit.server.run_in_steps(verb, &actor, input).await?
    } else {
        let tx = visit.begin(&actor).await?;
        let answer = visit.server.run_verb(verb, &tx, &actor, input).await?;
        visit.commit(tx).await?;
        answer
    };
    visit.server.forget();
    visit.server.work.notify_waiters();
    Ok((answer, operation))
}

/// What people see after a verb: what it shows once, the record it made, or a word.
pub(super) fn done(visit: &Visit, verb: &Verb, answer: &Value, operation: uuid::Uuid) -> Answer {
    if let Some(shown) = verb.shows.and_then(|field| answer[field].as_str()) {
        let shown = if shown.starts_with('/') { format!("{}{shown}", visit.origin()) } else { shown.to_string() };
        let body = html! {
            div class="head" {
                h2 { (sentence(&verb.name)) }
                button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
            }
            div class="body" {
                p { "This is shown only now; copy it." }
                input
                    class="in mono"
                    readonly
                    value=(shown)
                    aria-label=(sentence(verb.shows.unwrap_or_default()))
                    data-select;
            }
            div class="feet" {
                @if shown.starts_with("https://") {
                    a class="b" href=(shown) target="_blank" rel="noopener" { (icon("globe")) "Open it" }
                }
                button type="button" class="b primary" data-close { "Done" }
            }
        };
        if visit.partial {
            return Ok(with_header(
                with_header(
                    respond(html! {
                        (body)
                    }),
                    "hx-retarget",
                    "#dialog",
                ),
                "hx-reswap",
                "innerHTML",
            ));
        }
        return Ok(super::shell::page(
            visit,
            &super::shell::Page { title: sentence(&verb.name), ..Default::default() },
            &html! {
                div class="card asked" { (body) }
            },
        ));
    }
    let words = answer["note"]
        .as_str()
        .map_or_else(|| format!("{}: done.", sentence(&verb.name)), |n| format!("{}.", n.trim_end_matches('.')));
    if let Some(to) = verb.leads_to.and_then(|(noun, field)| answer[field].as_str().map(|id| format!("/{noun}/{id}"))) {
        return Ok(go(visit, &format!("{to}?did={operation}&what={}", encode(&verb.name))));
    }
    if visit.partial {
        return Ok(with_header(
            with_toast(&html! {}, &toast(&words, Some(operation))),
            "hx-trigger",
            "rows-changed, dialog-done",
        ));
    }
    Ok(go(visit, &format!("/today?did={operation}&what={}", encode(&verb.name))))
}
