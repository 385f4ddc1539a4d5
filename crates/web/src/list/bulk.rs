//! Many rows at once: change a field, assign, delete, export.

use crate::address::encode;
use crate::arrangement::Arrangement;
use crate::data::{Ask, Fields, Row};
use crate::fields::{self, Input};
use crate::icons::{icon, meaning};
use crate::nouns::{Field, Noun};
use crate::refused::{Answer, Refused};
use crate::shell::{respond, toast, with_header, with_toast};
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::IntoResponse as _;
use maud::{Markup, html};
use records::Error;

/// Rows one action may touch.
const MOST: usize = 10_000;

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
pub(crate) async fn act(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let ids = selected(&visit, &noun, &form).await?;
    if ids.is_empty() {
        return Err(Error::new(400, "TL100", "Nothing is selected").into());
    }
    let what = form.get("do").unwrap_or_default();
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
        return Ok(axum::response::Redirect::to(&format!("/{name}")).into_response());
    }
    Ok(with_header(
        with_toast(&html! {}, &toast(&words, (done > 0).then_some(operation))),
        "hx-trigger",
        "rows-changed",
    ))
}

/// `GET /<noun>/bulk/cell/<field>`: where the new value goes.
pub(crate) fn input(visit: &Visit, noun: &Noun<'_>, key: &str) -> Answer {
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
pub(crate) async fn selected(visit: &Visit, noun: &Noun<'_>, form: &Fields) -> Result<Vec<String>, Refused> {
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
pub(crate) fn key_filter(noun: &Noun<'_>, keys: &[String]) -> Result<String, Error> {
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
