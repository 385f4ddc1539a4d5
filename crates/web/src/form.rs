//! Filling a record in: new, whole, or one cell.

pub(super) mod cell;
mod conflict;

use conflict::same;

use super::address::encode;
use super::data::{Ask, Fields, Row};
use super::fields::{self, Input, Offered, offered};
use super::icons::icon;
use super::nouns::{Field, Noun, label_of};
use super::refused::{Answer, Refused};
use super::rows::{fetch, save, save_new};
use super::shell::{self, Page, go, respond, toast, with_toast};
use super::visit::Visit;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use catalog::Kind;
use maud::{Markup, html};
use records::{Error, answer};
use std::collections::HashMap;

/// What is wrong with a form: field → words; "" for the whole.
type Wrongs = HashMap<String, String>;

/// `GET /<noun>/new`: fields may be filled in by the address, such as `?client_id=…`.
pub(super) async fn new(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    if !visit.may(&name, "INSERT") {
        return Err(Error::new(403, "42501", format!("Your role may not create {}", noun.plural().to_lowercase()))
            .hint("Ask an admin of your organisation.")
            .into());
    }
    let mut typed = Fields(super::address::pairs(&visit.query));
    for field in noun.fields.iter().filter(|f| f.writable) {
        if typed.get(&field.key).is_some() {
            continue;
        }
        // What a person makes is theirs, and lists begin with what the column falls back to.
        if field.target.as_deref() == Some("users") && is_theirs(&noun, field) {
            typed.0.push((field.key.clone(), visit.person.id.to_string()));
            typed.0.push((format!("{}.name", field.key), visit.person.name.clone()));
        } else if let Some(default) = default_of(&visit, &noun, field) {
            typed.0.push((field.key.clone(), default));
        }
    }
    name_references(&visit, &noun, &mut typed).await?;
    let offered = offered(&visit, &noun, None).await?;
    let body = form(&visit, &noun, &typed, &Wrongs::new(), &offered, None, &format!("/{name}"));
    let title = format!("New {}", noun.singular().to_lowercase());
    if visit.partial {
        return Ok(respond(html! {
            div class="head" {
                h2 { (title) }
                button type="button" class="b ghost icon" data-close { (super::icons::meaning("x", "Close")) }
            }
            div class="body" { (body) }
        }));
    }
    let page = Page { title, crumbs: vec![(noun.plural(), format!("/{name}"))], ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /<noun>`
pub(super) async fn create(visit: Visit, Path(name): Path<String>, mut typed: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    name_references(&visit, &noun, &mut typed).await?;
    fields::gather(&noun.fields, &mut typed);
    let (row, mut wrongs) = read(&visit, &noun, &typed, None);
    if wrongs.is_empty() {
        let (actor, operation) = visit.operation();
        match save_new(&visit, &actor, &name, row).await {
            Ok(made) => {
                let key = noun.key(&made);
                let title = fetch(&visit, &noun, &key)
                    .await
                    .map(|f| f.rows.first().map(|r| noun.title(r)).unwrap_or_default())
                    .unwrap_or_default();
                if typed.get("picked") == Some("true") {
                    // Made inside another form: the picker takes it up.
                    let mut response = respond(html! {});
                    shell_header(
                        &mut response,
                        "hx-trigger",
                        &serde_json::json!({ "picked": { "id": key, "title": title } }).to_string(),
                    );
                    return Ok(response);
                }
                let after = typed.filled("next").map_or_else(|| format!("/{name}/{key}"), shell::inside);
                if visit.partial && typed.get("stay") == Some("true") {
                    return Ok(shell::with_header(
                        with_toast(&html! {}, &toast(&format!("{} created.", noun.singular()), Some(operation))),
                        "hx-trigger",
                        "rows-changed",
                    ));
                }
                return Ok(go(&visit, &after));
            }
            Err(refused) => wrongs = told(&noun, refused)?,
        }
    }
    let offered = offered(&visit, &noun, None).await?;
    Ok(again(
        &visit,
        &noun,
        &typed,
        &wrongs,
        &offered,
        None,
        &format!("/{name}"),
        &format!("New {}", noun.singular().to_lowercase()),
    ))
}

/// `GET /<noun>/<id>/edit`
pub(super) async fn edit(visit: Visit, Path((name, id)): Path<(String, String)>) -> Answer {
    let noun = visit.noun(&name)?;
    let found = fetch(&visit, &noun, &id).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let version = found.versions.first().copied().flatten().map(answer::etag);
    let typed = filled(&visit, &noun, row);
    let offered = offered(&visit, &noun, Some(&id)).await?;
    let body = form(&visit, &noun, &typed, &Wrongs::new(), &offered, version.as_deref(), &format!("/{name}/{id}"));
    let page = Page {
        title: format!("Edit {}", noun.title(row)),
        crumbs: vec![(noun.plural(), format!("/{name}")), (noun.title(row), format!("/{name}/{id}"))],
        record: Some(format!("{name}/{id}")),
        ..Page::default()
    };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /<noun>/<id>`: saves if nobody saved in between; else shows both and lets the person choose.
pub(super) async fn update(visit: Visit, Path((name, id)): Path<(String, String)>, mut typed: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    name_references(&visit, &noun, &mut typed).await?;
    fields::gather(&noun.fields, &mut typed);
    let found = fetch(&visit, &noun, &id).await?;
    let stored = found.rows.first().ok_or_else(Refused::nothing)?;
    let (row, mut wrongs) = read(&visit, &noun, &typed, Some(stored));
    let version = typed.filled("version").map(str::to_string);
    let title = format!("Edit {}", noun.title(stored));
    if wrongs.is_empty() {
        let now = found.versions.first().copied().flatten().map(answer::etag);
        if version.is_some() && version != now && typed.get("force") != Some("true") {
            return Ok(conflict::conflict(&visit, &noun, &id, &typed, stored, now.as_deref()).await);
        }
        let (actor, operation) = visit.operation();
        match save(&visit, &actor, &noun, &id, row, None).await {
            Ok(_) if visit.partial && typed.get("stay") == Some("true") => {
                return Ok(shell::with_header(
                    with_toast(&html! {}, &toast("Saved.", Some(operation))),
                    "hx-trigger",
                    "rows-changed",
                ));
            }
            Ok(_) => return Ok(go(&visit, &format!("/{name}/{id}"))),
            Err(refused) => wrongs = told(&noun, refused)?,
        }
    }
    let offered = offered(&visit, &noun, Some(&id)).await?;
    Ok(again(&visit, &noun, &typed, &wrongs, &offered, version.as_deref(), &format!("/{name}/{id}"), &title))
}

/// `POST /<noun>/<id>/delete`
pub(super) async fn delete(visit: Visit, Path((name, id)): Path<(String, String)>) -> Answer {
    let noun = visit.noun(&name)?;
    let filter = noun.filter(&id)?;
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let gone = visit.delete_in(&tx, &name, &filter).await?;
    visit.commit(tx).await?;
    if gone == 0 {
        return Err(Error::new(
            403,
            "42501",
            format!("Your role may not delete this {}", noun.singular().to_lowercase()),
        )
        .hint("Ask an admin of your organisation.")
        .into());
    }
    let words = format!("{} deleted.", noun.singular());
    if visit.partial && visit.param("stay").is_some() {
        return Ok(shell::with_header(
            with_toast(&html! {}, &toast(&words, Some(operation))),
            "hx-trigger",
            "rows-changed",
        ));
    }
    Ok(go(&visit, &format!("/{name}?did={operation}&what=deleted")))
}

/// The typed values of a form as a row, or what is wrong with them. Only fields the form carries are read; when a row is changed, only those that differ.
fn read(visit: &Visit, noun: &Noun<'_>, typed: &Fields, stored: Option<&Row>) -> (Row, Wrongs) {
    let (mut row, mut custom, mut wrongs) = (Row::new(), Row::new(), Wrongs::new());
    for field in noun.fields.iter().filter(|f| f.writable && typed.get(&f.key).is_some()) {
        let values = typed.all(&field.key);
        if let Some(stored) = stored
            && !typed.0.iter().any(|(k, _)| k == "force")
            && same(&fields::raw(visit, field, stored), &values, field)
        {
            continue;
        }
        match fields::understood(visit, noun.table, field, &values) {
            Ok(value) => {
                if let Some(key) = &field.custom {
                    if stored.is_some() || !value.is_null() {
                        custom.insert(key.clone(), value);
                    }
                } else if stored.is_some() || !value.is_null() {
                    row.insert(field.key.clone(), value);
                }
            }
            Err(words) => {
                wrongs.insert(field.key.clone(), words);
            }
        }
    }
    for (field, words) in &typed.0 {
        if let Some(key) = field.strip_suffix(".unknown") {
            wrongs.insert(key.to_string(), words.clone());
        }
    }
    if !custom.is_empty() {
        row.insert("custom".into(), custom.into());
    }
    (row, wrongs)
}

/// A stored row as a form's fields.
fn filled(visit: &Visit, noun: &Noun<'_>, row: &Row) -> Fields {
    let mut all = Vec::new();
    for field in noun.fields.iter().filter(|f| f.writable) {
        all.push((field.key.clone(), fields::raw(visit, field, row)));
        if field.target.is_some() {
            all.push((format!("{}.name", field.key), label_of(row.get(&format!("{}_label", field.key)))));
        }
    }
    Fields(all)
}

/// References typed by name get their id; ids filled in by an address get their name.
async fn name_references(visit: &Visit, noun: &Noun<'_>, typed: &mut Fields) -> Result<(), Refused> {
    for field in noun.fields.iter().filter(|f| f.writable) {
        let Some(target) = field.target.clone() else { continue };
        let id = typed.filled(&field.key).map(str::to_string);
        let words = typed.filled(&format!("{}.name", field.key)).map(str::to_string);
        let was = typed.filled(&format!("{}.was", field.key)).map(str::to_string);
        let there = visit.noun(&target)?;
        if let (Some(id), None) = (&id, &words) {
            if typed.get(&format!("{}.name", field.key)).is_some() {
                // The words were cleared, so the reference is.
                typed.0.iter_mut().filter(|(k, _)| *k == field.key).for_each(|(_, v)| v.clear());
            } else if uuid::Uuid::parse_str(id).is_ok() {
                let found =
                    visit.find(Ask::new(&target, format!("select={}&id=eq.{id}", encode(&there.select(&[]))))).await?;
                if let Some(row) = found.rows.first() {
                    typed.0.push((format!("{}.name", field.key), there.title(row)));
                }
            }
        } else if let Some(words) = words.filter(|w| id.is_none() || was.as_ref().is_some_and(|was| was != w)) {
            // Typed without a script's help: the name itself has to say who is meant.
            let found = visit
                .find(Ask::new(
                    &target,
                    format!("select={}&{}&limit=2", encode(&there.select(&[])), by_name(&there, &words)),
                ))
                .await?;
            typed.0.retain(|(k, _)| *k != field.key);
            match found.rows.as_slice() {
                [one] => typed.0.push((field.key.clone(), there.key(one))),
                [] => typed.0.extend([
                    (field.key.clone(), String::new()),
                    (
                        format!("{}.unknown", field.key),
                        format!("There is no {} called {words:?}.", there.singular().to_lowercase()),
                    ),
                ]),
                _ => typed.0.extend([
                    (field.key.clone(), String::new()),
                    (
                        format!("{}.unknown", field.key),
                        format!(
                            "Several {} are called {words:?}; choose one from the list.",
                            there.plural().to_lowercase()
                        ),
                    ),
                ]),
            }
        }
    }
    Ok(())
}

fn by_name(noun: &Noun<'_>, words: &str) -> String {
    noun.names()
        .iter()
        .find(|f| f.target.is_none())
        .map_or_else(|| "id=is.null".into(), |f| format!("{}=eq.{}", f.key, encode(words)))
}

/// Whether a reference to a person names who makes the record: the owner of it, or whom the column falls back to.
fn is_theirs(noun: &Noun<'_>, field: &Field) -> bool {
    let falls_back = noun.table.column(&field.key).and_then(|c| c.default_sql.as_deref()).unwrap_or_default();
    matches!(field.key.as_str(), "owner_id" | "assigned_to")
        || falls_back.contains("kit.user_id()")
        || falls_back.contains("kit.owner()")
}

/// What a column falls back to, as a form shows it.
fn default_of(visit: &Visit, noun: &Noun<'_>, field: &Field) -> Option<String> {
    let sql = noun.table.column(&field.key)?.default_sql.as_deref()?;
    if sql.contains("CURRENT_DATE") {
        return Some(visit.today().to_string());
    }
    if sql.contains("now()") {
        return Some(visit.now.to_zoned(visit.person.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string());
    }
    if field.key == "currency" {
        return Some(visit.person.currency.clone());
    }
    let plain = sql.split("::").next()?.trim_matches('\'');
    (!sql.contains('(') && !matches!(field.kind, Kind::Json | Kind::List | Kind::Choices)).then(|| plain.to_string())
}

/// What was refused, at its field where it has one.
fn told(noun: &Noun<'_>, refused: Refused) -> Result<Wrongs, Refused> {
    let Refused::Because(e) = refused else { return Err(refused) };
    if e.status >= 500 || e.status == 404 {
        return Err(e.into());
    }
    let words = format!(
        "{}{}",
        e.message,
        e.hint.as_ref().filter(|h| !h.contains("Prefer")).map(|h| format!(" {h}")).unwrap_or_default()
    );
    let field = noun.fields.iter().find(|f| f.writable && Some(&f.key) == e.field.as_ref());
    Ok(Wrongs::from([(field.map(|f| f.key.clone()).unwrap_or_default(), words)]))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one form")]
fn again(
    visit: &Visit,
    noun: &Noun<'_>,
    typed: &Fields,
    wrongs: &Wrongs,
    offered: &Offered,
    version: Option<&str>,
    to: &str,
    title: &str,
) -> Response {
    let body = form(visit, noun, typed, wrongs, offered, version, to);
    let mut response = if visit.partial {
        respond(html! {
            (body)
        })
    } else {
        shell::page(
            visit,
            &Page {
                title: title.to_string(),
                crumbs: vec![(noun.plural(), format!("/{}", noun.name()))],
                ..Page::default()
            },
            &body,
        )
    };
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

fn shell_header(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(&ascii(value)) {
        response.headers_mut().insert(name, value);
    }
}

/// JSON with everything outside ASCII escaped, as headers need it.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut units).iter().for_each(|u| out.push_str(&format!("\\u{u:04x}")));
        }
    }
    out
}

/// The form of a noun: first what matters, then the groups, folded while they are empty.
fn form(
    visit: &Visit,
    noun: &Noun<'_>,
    typed: &Fields,
    wrongs: &Wrongs,
    offered: &Offered,
    version: Option<&str>,
    to: &str,
) -> Markup {
    let writable: Vec<&Field> = noun.fields.iter().filter(|f| f.writable).collect();
    let mut groups: Vec<&str> = Vec::new();
    for field in &writable {
        if let Some(group) = field.group.as_deref()
            && !groups.contains(&group)
        {
            groups.push(group);
        }
    }
    let input = |f: &Field| {
        let value = if f.kind == Kind::Choices {
            typed.all(&f.key).into_iter().filter(|v| !v.is_empty()).collect::<Vec<_>>().join(",")
        } else {
            typed.all(&f.key).last().copied().unwrap_or_default().to_string()
        };
        Input {
            visit,
            field: f,
            id: format!("f-{}", f.key.replace("->>", "-")),
            value,
            words: typed.get(&format!("{}.name", f.key)).unwrap_or_default().to_string(),
            wrong: wrongs.get(&f.key).map(String::as_str),
            offered,
        }
        .labelled()
    };
    html! {
        form
            class="form"
            method="post"
            action=(to)
            hx-post=(to)
            hx-target="this"
            hx-swap="outerHTML"
            data-form
            data-draft=(to)
            novalidate
        {
            @if let Some(version) = version {
                input type="hidden" name="version" value=(version);
            }
            @for (k, v) in {
                typed
                    .0
                    .iter()
                    .filter(|(k, _)| matches!(k.as_str(), "next" | "picked" | "stay"))
            } {
                input type="hidden" name=(k) value=(v);
            }
            @if let Some(words) = wrongs.get("") {
                div class="note bad" role="alert" {
                    (icon("triangle-alert"))
                    span { (words) }
                }
            } @else if !wrongs.is_empty() {
                div class="note bad" role="alert" {
                    (icon("triangle-alert"))
                    span {
                        "Nothing was saved yet. "
                        (wrongs.len())
                        " "
                        (if wrongs.len() == 1 { "field needs" } else { "fields need" })
                        " another look."
                    }
                }
            }
            @for f in writable.iter().filter(|f| f.group.is_none()) { (input(f)) }
            @for group in groups {
                @let inside: Vec<&&Field> = writable
                    .iter()
                    .filter(|f| f.group.as_deref() == Some(group))
                    .collect();
                @let open = group == "Own fields"
                    || inside
                        .iter()
                        .any(|f| {
                            wrongs.contains_key(&f.key)
                                || typed
                                    .all(&f.key)
                                    .iter()
                                    .any(|v| {
                                        !v.is_empty() && *v != "false" && *v != "0" && *v != "{}"
                                            && *v != "[]" && *v != "never"
                                    })
                        });
                details open[open] {
                    summary { (group) }
                    div {
                        @for f in inside { (input(f)) }
                    }
                }
            }
            div class="feet" {
                button class="b primary" type="submit" {
                    (icon("check"))
                    "Save"
                    kbd { "⌘S" }
                }
                a class="b ghost" href=(to) data-cancel { "Cancel" }
            }
        }
    }
}
