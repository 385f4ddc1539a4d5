//! Many rows at once: change a field, assign, delete, export.

use super::address::encode;
use super::arrangement::Arrangement;
use super::data::{Ask, Fields, Row};
use super::fields::{self, Input};
use super::icons::{icon, meaning};
use super::nouns::{Field, Noun, sentence};
use super::refused::{Answer, Refused};
use super::shell::{respond, toast, with_header, with_toast};
use super::verbs;
use super::visit::Visit;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use platform::verb::Verb;
use records::Error;
use uuid::Uuid;

/// Rows one action may touch.
const MOST: usize = 10_000;

/// Records a verb is done for in one go.
const MOST_OF_A_VERB: usize = 200;

/// The verbs that are offered for many records of a noun at once.
fn verbs_of<'v>(visit: &'v Visit, noun: &str) -> impl Iterator<Item = &'v Verb> {
    let noun = noun.to_string();
    visit.server.verbs.iter().filter(move |verb| {
        verb.is_bulk
            && verb.subject.is_some_and(|(of, _)| of == noun)
            && verb.roles.contains(&visit.actor.role)
            && visit.shows_module(&verb.module)
    })
}

/// Whether something can be done with many cards of a board at once.
pub(super) fn on_board(visit: &Visit, noun: &Noun<'_>) -> bool {
    !visit.actor.is_outsider() && verbs_of(visit, noun.name()).next().is_some()
}

/// The bar that rises when rows are selected.
pub(super) fn bar(visit: &Visit, noun: &Noun<'_>) -> Markup {
    if visit.actor.is_outsider() {
        return html! {};
    }
    let name = noun.name();
    let owner = ["owner_id", "assigned_to", "consultant_id", "assigned_recruiter_id", "user_id"]
        .iter()
        .find_map(|c| noun.field(c))
        .filter(|f| f.writable && f.target.is_some());
    let editable: Vec<&Field> =
        noun.fields.iter().filter(|f| f.writable && f.custom.is_none() && f.kind != catalog::Kind::Json).collect();
    html! {
        form
            class="bulk"
            id="bulk"
            hidden
            hx-post={ "/" (name) "/bulk" }
            hx-swap="none"
            action={ "/" (name) "/bulk" }
            method="post"
        {
            strong {
                span data-count { "0" }
                " selected"
            }
            button type="button" class="b ghost" data-every hidden { "Select all that match" }
            @for verb in verbs_of(visit, name) {
                button
                    type="button"
                    class="b"
                    hx-get={ "/" (name) "/bulk/verb/" (verb.name) }
                    hx-target="#dialog"
                    data-opens-dialog
                { (icon(verb.icon)) (sentence(&verb.name)) }
            }
            @if visit.may(name, "UPDATE") && !editable.is_empty() {
                details class="menu left" {
                    summary class="b" { (icon("pencil")) "Edit" }
                    div class="pop" {
                        div class="builder" {
                            select
                                class="in"
                                name="field"
                                aria-label="Field to change"
                                data-input={ "/" (name) "/bulk/cell/" }
                                data-bulk-field
                            {
                                option value="" { "Which field…" }
                                @for f in &editable {
                                    option value=(f.key) { (f.label) }
                                }
                            }
                            div class="value" {}
                            button class="b primary" name="do" value="edit" { "Change all selected" }
                        }
                    }
                }
            }
            @if let Some(owner) = owner.filter(|_| visit.may(name, "UPDATE")) {
                details class="menu left" {
                    summary class="b" { (icon("user")) "Assign" }
                    div class="pop" {
                        div class="builder" {
                            ({
                                Input {
                                    visit,
                                    field: &Field {
                                        key: "owner".into(),
                                        required: false,
                                        ..owner.clone()
                                    },
                                    id: "bulk-owner".into(),
                                    value: visit.person.id.to_string(),
                                    words: visit.person.name.clone(),
                                    wrong: None,
                                    offered: &fields::NOTHING,
                                }
                                    .bare()
                            })
                            button class="b primary" name="do" value="assign" { "Assign" }
                        }
                    }
                }
            }
            button class="b" type="button" data-export="csv" { (icon("download")) "CSV" }
            button class="b" type="button" data-export="xlsx" { (icon("download")) "Excel" }
            @if visit.may(name, "DELETE") {
                button class="b danger" name="do" value="delete" { (icon("trash-2")) "Delete" }
            }
            button type="button" class="b ghost icon" data-none { (meaning("x", "Select none")) }
        }
    }
}

/// `POST /<noun>/bulk`
pub(super) async fn act(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let ids = selected(&visit, &noun, &form).await?;
    if ids.is_empty() {
        return Err(Error::new(400, "TL100", "Nothing is selected").into());
    }
    let what = form.get("do").unwrap_or_default();
    if what == "verb" {
        return each(&visit, &noun, &form, &ids).await;
    }
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let (mut done, word) = (0, if what == "delete" { "deleted" } else { "changed" });
    let change = match what {
        "delete" => None,
        "assign" => {
            let field = ["owner_id", "assigned_to", "consultant_id", "assigned_recruiter_id", "user_id"]
                .iter()
                .find_map(|c| noun.field(c))
                .ok_or_else(|| Error::new(400, "TL100", "These can't be assigned"))?;
            Some(Row::from_iter([(
                field.key.clone(),
                form.filled("owner").map_or(serde_json::Value::Null, |v| v.into()),
            )]))
        }
        "edit" => {
            let field = form
                .filled("field")
                .and_then(|k| noun.field(k))
                .filter(|f| f.writable)
                .ok_or_else(|| Error::new(400, "TL100", "Choose a field to change"))?;
            let value = fields::understood(&visit, noun.table, field, &form.all(&field.key))
                .map_err(|e| Error::new(400, "TL100", format!("{}: {e}", field.label)))?;
            Some(Row::from_iter([(field.key.clone(), value)]))
        }
        _ => return Err(Error::new(400, "TL100", "Choose what to do").into()),
    };
    for chunk in ids.chunks(200) {
        let filter = key_filter(&noun, chunk)?;
        done += match &change {
            Some(row) => visit.update_in(&tx, &name, &filter, row, None).await?.len() as u64,
            None => visit.delete_in(&tx, &name, &filter).await?,
        };
    }
    visit.commit(tx).await?;
    let missed = ids.len() as u64 - done;
    let mut words =
        format!("{done} {} {word}.", if done == 1 { noun.singular() } else { noun.plural() }.to_lowercase());
    if missed > 0 {
        words += &format!(" {missed} could not be {word}: your role may not.");
    }
    if !visit.partial {
        return Ok(Redirect::to(&format!("/{name}")).into_response());
    }
    Ok(with_header(
        with_toast(&html! {}, &toast(&words, (done > 0).then_some(operation))),
        "hx-trigger",
        "rows-changed",
    ))
}

/// `GET /<noun>/bulk/verb/<verb>`: what a verb needs to know for all of them.
pub(super) async fn asking(visit: Visit, Path((name, verb)): Path<(String, String)>) -> Answer {
    let noun = visit.noun(&name)?;
    let verb = verbs_of(&visit, noun.name()).find(|v| v.name == verb).ok_or_else(Refused::nothing)?;
    let fields = verbs::beside_subject(&visit, verb).await?;
    Ok(respond(html! {
        form method="post" action={ "/" (name) "/bulk" } hx-post={ "/" (name) "/bulk" } hx-swap="none" data-bulk {
            div class="head" {
                h2 { (sentence(&verb.name)) ", all selected" }
                button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
            }
            div class="body" {
                p class="quiet" { (verb.summary) }
                input type="hidden" name="do" value="verb";
                input type="hidden" name="verb" value=(verb.name);
                (fields)
            }
            div class="feet" {
                button type="button" class="b ghost" data-close { "Cancel" }
                button type="submit" class="b primary" { (sentence(&verb.name)) }
            }
        }
    }))
}

/// A verb that takes many records at once, for all of them.
async fn all_of(visit: &Visit, noun: &Noun<'_>, form: &Fields, ids: &[String], (verb, many): (&Verb, &str)) -> Answer {
    let own = verb.subject.map_or("", |(_, field)| field);
    let mut said = form.clone();
    said.0.retain(|(key, _)| key != own && key != many);
    let mut input = verbs::said(verb, &said)?;
    input[many] = serde_json::json!(ids);
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let answer = visit.server.run_verb(verb, &tx, &actor, input).await?;
    visit.commit(tx).await?;
    visit.server.forget();
    visit.server.work.notify_waiters();
    let words = answer["note"].as_str().map_or_else(|| sentence(&verb.name), |note| format!("{note}."));
    Ok(told(visit, noun, &words, operation))
}

/// A verb for one record after the other, all of them one operation; where one is refused, the others are done.
async fn each(visit: &Visit, noun: &Noun<'_>, form: &Fields, ids: &[String]) -> Answer {
    let name = form.get("verb").unwrap_or_default();
    let verb = verbs_of(visit, noun.name()).find(|v| v.name == name).ok_or_else(Refused::nothing)?;
    if let Some(many) = verb.takes_many {
        return all_of(visit, noun, form, ids, (verb, many)).await;
    }
    let own = verb.subject.map_or("", |(_, field)| field);
    if ids.len() > MOST_OF_A_VERB {
        let told = format!("{} is for at most {MOST_OF_A_VERB} at once", sentence(&verb.name));
        return Err(Error::new(400, "TL100", told).hint("Select fewer.").into());
    }
    let (actor, operation) = visit.operation();
    let (mut done, mut refused) = (0, Vec::new());
    for id in ids {
        let mut said = form.clone();
        said.0.retain(|(key, _)| key != own);
        said.0.push((own.to_string(), id.clone()));
        let input = verbs::said(verb, &said)?;
        let tx = visit.begin(&actor).await?;
        match visit.server.run_verb(verb, &tx, &actor, input).await {
            Ok(_) => {
                visit.commit(tx).await?;
                done += 1;
            }
            Err(why) if why.status < 500 => refused.push(why),
            Err(why) => return Err(why.into()),
        }
    }
    visit.server.forget();
    visit.server.work.notify_waiters();
    if let (0, Some(why)) = (done, refused.first()) {
        return Err(why.clone().into());
    }
    let mut words = format!("{}: {done} done.", sentence(&verb.name));
    if let Some(why) = refused.first() {
        words += &format!(" {} not: {}", refused.len(), why.message);
    }
    Ok(told(visit, noun, &words, operation))
}

/// What came of it, over a list that is drawn anew.
fn told(visit: &Visit, noun: &Noun<'_>, words: &str, operation: Uuid) -> Response {
    if !visit.partial {
        return Redirect::to(&format!("/{}", noun.name())).into_response();
    }
    let toast = toast(words, Some(operation));
    with_header(with_toast(&html! {}, &toast), "hx-trigger", "rows-changed, dialog-done, bulk-done")
}

/// `GET /<noun>/bulk/cell/<field>`: where the new value goes.
pub(super) fn input(visit: &Visit, noun: &Noun<'_>, key: &str) -> Answer {
    let Some(field) = noun.field(key).filter(|f| f.writable) else { return Ok(respond(html! {})) };
    Ok(respond(
        Input {
            visit,
            field: &Field { required: false, ..field.clone() },
            id: "bulk-value".into(),
            value: String::new(),
            words: String::new(),
            wrong: None,
            offered: &fields::NOTHING,
        }
        .bare(),
    ))
}

/// The keys of the rows selected, or of all that match.
pub(super) async fn selected(visit: &Visit, noun: &Noun<'_>, form: &Fields) -> Result<Vec<String>, Refused> {
    if form.get("all") != Some("true") {
        return Ok(form.all("id").into_iter().map(str::to_string).collect());
    }
    let mut arrangement = Arrangement::parse(form.get("filters").unwrap_or_default());
    let mut ids = Vec::new();
    loop {
        let found = visit.find(Ask::new(noun.name(), arrangement.question(visit, noun, &[], 1000))).await?;
        ids.extend(found.rows.iter().map(|r| noun.key(r)));
        if ids.len() > MOST {
            return Err(Error::new(400, "TL100", format!("More than {MOST} rows match"))
                .hint("Narrow the filters, or use the API.")
                .into());
        }
        match found.next {
            Some(next) => arrangement.after = Some(next),
            None => return Ok(ids),
        }
    }
}

/// The condition that finds rows of these keys.
pub(super) fn key_filter(noun: &Noun<'_>, keys: &[String]) -> Result<String, Error> {
    for key in keys {
        noun.filter(key)?;
    }
    if noun.table.primary_key.len() == 1 {
        return Ok(format!("{}=in.({})", noun.table.primary_key[0], keys.join(",")));
    }
    let rows: Vec<String> = keys
        .iter()
        .map(|key| {
            format!(
                "and({})",
                noun.table
                    .primary_key
                    .iter()
                    .zip(key.split(','))
                    .map(|(c, v)| format!("{c}.eq.{v}"))
                    .collect::<Vec<_>>()
                    .join(",")
            )
        })
        .collect();
    Ok(format!("or={}", encode(&format!("({})", rows.join(",")))))
}
