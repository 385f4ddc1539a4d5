//! Records that may be one: suggested pairs with reasons, and merging them side by side.

use super::address::encode;
use super::data::{Ask, Fields, Row};
use super::fields::{self, Shown};
use super::icons::icon;
use super::nouns::Field;
use super::refused::{Answer, Refused};
use super::shell::{self, Page, empty, go, toast, with_toast};
use super::visit::Visit;
use axum::extract::Path;
use catalog::{Feed, FeedKind};
use maud::html;
use records::Error;
use serde_json::{Value, json};
use uuid::Uuid;

/// Pairs shown at once.
const PAIRS: i64 = 100;

/// The nouns whose rows may be one, with the view that says in what ways.
fn feeds(visit: &Visit) -> impl Iterator<Item = (&str, &Feed)> {
    let feeds = visit.catalog().feeds(FeedKind::Duplicates, visit.actor.role);
    feeds.flat_map(|feed| feed.about.iter().map(move |noun| (noun.as_str(), feed)))
}

/// The nouns this person is offered to look through for duplicates.
pub(super) fn offered(visit: &Visit) -> Vec<&str> {
    let fine = !visit.is_off("duplicates") && !visit.actor.is_outsider();
    feeds(visit).map(|(noun, _)| noun).filter(|noun| fine && visit.may(noun, "UPDATE")).collect()
}

/// `GET /duplicates/<noun>`
pub(super) async fn page(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = mergeable(&visit, &name)?;
    let like = visit.param("like").and_then(|l| Uuid::parse_str(&l).ok());
    let view = feeds(&visit).find(|(noun, _)| *noun == name).map(|(_, feed)| feed.view.sql_name());
    let view = view.ok_or_else(Refused::nothing)?;
    // Each row with its neighbour of the same key: linear, and merging one pair brings up the next.
    let sql = format!(
        "select a, b, array_agg(distinct way order by way)
           from (select lag(id) over (partition by way, key order by id) as a, id as b, way
                   from {view} where noun = '{name}' and key is not null) pairs
          where a is not null and ($1::uuid is null or $1 in (a, b))
          group by a, b order by cardinality(array_agg(distinct way)) desc, a limit {PAIRS}"
    );
    let tx = visit.begin(&visit.actor).await?;
    let pairs: Vec<(Uuid, Uuid, Vec<String>)> = tx
        .query(&sql, &[&like])
        .await
        .map_err(|e| visit.told_sql(e))?
        .iter()
        .map(|r| (r.get(0), r.get(1), r.get(2)))
        .collect();
    visit.commit(tx).await?;
    let ids: Vec<String> = pairs.iter().flat_map(|(a, b, _)| [a.to_string(), b.to_string()]).collect();
    let shown: Vec<&Field> = noun.fields.iter().filter(|f| f.listed).take(4).collect();
    let rows = if ids.is_empty() {
        Vec::new()
    } else {
        visit
            .find(Ask::new(
                &name,
                format!("select={}&id=in.({})&limit=1000", encode(&noun.select(&shown)), ids.join(",")),
            ))
            .await?
            .rows
    };
    let row = |id: &Uuid| rows.iter().find(|r| super::data::text(r, "id") == id.to_string());
    let body = html! {
        nav class="tabs" aria-label="Nouns" {
            @for n in offered(&visit) {
                a href={ "/duplicates/" (n) } aria-current=[(n == name).then_some("page")] { (visit.catalog().plural(n)) }
            }
        }
        @if pairs.is_empty() {
            ({
                empty(
                    noun.table.icon(),
                    "No duplicates found",
                    "Names, addresses, numbers and websites were compared.",
                    &html! {
                        a class = "b" href = { "/"(name) } { "Back to the list" }
                    },
                )
            })
        } @else {
            ul class="rows" {
                @for (a, b, ways) in &pairs {
                    @if let (Some(left), Some(right)) = (row(a), row(b)) {
                        li {
                            (icon("git-merge"))
                            div class="main" {
                                a class="plain" href={ "/" (name) "/" (a) } { (noun.title(left)) }
                                " and "
                                a class="plain" href={ "/" (name) "/" (b) } { (noun.title(right)) }
                                div class="small quiet" { (ways.join(" · ")) }
                            }
                            a class="b" href={ "/duplicates/" (name) "/merge?a=" (a) "&b=" (b) } { "Compare and merge" }
                        }
                    }
                }
            }
        }
    };
    let page = Page {
        title: "Duplicates".into(),
        crumbs: vec![(noun.plural(), format!("/{name}"))],
        count: Some(html! {
            (pairs.len())
            @if pairs.len() as i64 == PAIRS { "+" }
            " pairs"
        }),
        ..Page::default()
    };
    Ok(shell::page(&visit, &page, &body))
}

/// `GET /duplicates/<noun>/merge?a=…&b=…`: both, field by field.
pub(super) async fn compare(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = mergeable(&visit, &name)?;
    let (a, b) = (visit.param("a").unwrap_or_default(), visit.param("b").unwrap_or_default());
    let (left, right) = (super::rows::fetch(&visit, &noun, &a).await?, super::rows::fetch(&visit, &noun, &b).await?);
    let (Some(left), Some(right)) = (left.rows.first(), right.rows.first()) else { return Err(Refused::nothing()) };
    let filled = |row: &Row, f: &Field| {
        !matches!(row.get(&f.value_key()), None | Some(Value::Null)) && !fields::raw(&visit, f, row).is_empty()
    };
    let compared: Vec<&Field> =
        noun.fields.iter().filter(|f| f.writable && (filled(left, f) || filled(right, f))).collect();
    let body = html! {
        form method="post" action={ "/duplicates/" (name) "/merge" } {
            input type="hidden" name="a" value=(a);
            input type="hidden" name="b" value=(b);
            div class="card" {
                div class="pair" {
                    div class="name" {
                        strong { "Which record stays?" }
                    }
                    label {
                        input type="radio" name="keep" value="a" checked;
                        strong { (noun.title(left)) }
                    }
                    label {
                        input type="radio" name="keep" value="b";
                        strong { (noun.title(right)) }
                    }
                    @for f in compared {
                        @let same = fields::raw(&visit, f, left)
                            == fields::raw(&visit, f, right);
                        div class={ "name " (if same { "same" } else { "" }) } { (f.label) }
                        @if same {
                            div class="same" { ({
                                Shown {
                                    visit: &visit,
                                    field: f,
                                    row: left,
                                }
                                    .view()
                            }) }
                            div class="same" { ({
                                Shown {
                                    visit: &visit,
                                    field: f,
                                    row: right,
                                }
                                    .view()
                            }) }
                        } @else {
                            @let left_first = filled(left, f);
                            label {
                                input type="radio" name={ "pick." (f.key) } value="a" checked[left_first];
                                span { ({
                                    Shown {
                                        visit: &visit,
                                        field: f,
                                        row: left,
                                    }
                                        .view()
                                }) }
                            }
                            label {
                                input type="radio" name={ "pick." (f.key) } value="b" checked[!left_first];
                                span { ({
                                    Shown {
                                        visit: &visit,
                                        field: f,
                                        row: right,
                                    }
                                        .view()
                                }) }
                            }
                        }
                    }
                }
            }
            p {}
            p class="quiet" {
                "Everything that hangs on the other record moves to the one that stays. It can be undone."
            }
            div class="rec-head" {
                button class="b primary" type="submit" { (icon("git-merge")) "Merge" }
                a class="b ghost" href={ "/duplicates/" (name) } { "Cancel" }
            }
        }
    };
    let page = Page {
        title: "Merge".into(),
        crumbs: vec![(noun.plural(), format!("/{name}")), ("Duplicates".into(), format!("/duplicates/{name}"))],
        ..Page::default()
    };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /duplicates/<noun>/merge`
pub(super) async fn merge(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let noun = mergeable(&visit, &name)?;
    let (a, b) = (form.filled("a").unwrap_or_default().to_string(), form.filled("b").unwrap_or_default().to_string());
    let keep_a = form.get("keep") != Some("b");
    let (keep, gone) = if keep_a { (&a, &b) } else { (&b, &a) };
    let (kept, other) =
        (super::rows::fetch(&visit, &noun, keep).await?, super::rows::fetch(&visit, &noun, gone).await?);
    let (Some(_), Some(other)) = (kept.rows.first(), other.rows.first()) else { return Err(Refused::nothing()) };
    let mut row = Row::new();
    let mut custom = Row::new();
    for f in noun.fields.iter().filter(|f| f.writable) {
        let picked = form.get(&format!("pick.{}", f.key));
        let from_gone = picked == Some(if keep_a { "b" } else { "a" });
        if from_gone {
            let value = other.get(&f.value_key()).cloned().unwrap_or(Value::Null);
            match &f.custom {
                Some(key) => drop(custom.insert(key.clone(), value)),
                None => drop(row.insert(f.key.clone(), value)),
            }
        }
    }
    if !custom.is_empty() {
        let mut all =
            kept.rows.first().and_then(|r| r.get("custom")).and_then(Value::as_object).cloned().unwrap_or_default();
        all.extend(custom);
        row.insert("custom".into(), all.into());
    }
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    // First the other goes, so that what is unique becomes free for the one that stays.
    let wish = json!({ "noun": name, "keep": keep, "gone": gone });
    visit.server.run_verb(visit.server.verb("merge_records")?, &tx, &actor, wish).await?;
    if !row.is_empty() && visit.update_in(&tx, &name, &noun.filter(keep)?, &row, None).await?.is_empty() {
        return Err(Error::new(403, "42501", "You may not change the record that stays").into());
    }
    visit.commit(tx).await?;
    if visit.partial {
        return Ok(with_toast(&html! {}, &toast("Merged.", Some(operation))));
    }
    Ok(go(&visit, &format!("/{name}/{keep}?did={operation}&what=merged")))
}

/// Whether this person is offered to look for duplicates of a noun.
pub(super) fn are_offered(visit: &Visit, noun: &str) -> bool {
    offered(visit).contains(&noun)
}

fn mergeable<'v>(visit: &'v Visit, name: &str) -> Result<super::nouns::Noun<'v>, Refused> {
    if visit.is_off("duplicates") || !feeds(visit).any(|(noun, _)| noun == name) {
        return Err(Refused::nothing());
    }
    if !visit.may(name, "UPDATE") {
        return Err(Error::new(
            403,
            "42501",
            format!("Your role may not merge {}", visit.catalog().plural(name).to_lowercase()),
        )
        .into());
    }
    visit.noun(name)
}
