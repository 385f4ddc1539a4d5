//! Rows and columns.

use crate::address::encode;
use crate::arrangement::Arrangement;
use crate::data::{Ask, Found, Row, number};
use crate::fields::Shown;
use crate::format;
use crate::icons::icon;
use crate::nouns::{Field, Noun, label_of};
use crate::refused::Refused;
use crate::shell::empty;
use crate::visit::Visit;
use maud::{Markup, html};
use records::Count;
use serde_json::Value;

/// Rows a page.
pub(super) const ROWS: u64 = 50;

/// The table of a list, and how many rows there are.
pub(super) async fn table(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
) -> Result<(Markup, Option<u64>), Refused> {
    let fields = arrangement.columns(noun);
    let mut asked = fields.clone();
    let group = arrangement.group.as_ref().and_then(|g| noun.field(g));
    asked.extend(group);
    let mut asks = vec![Ask {
        noun: noun.name().into(),
        query: arrangement.question(visit, noun, &asked, ROWS),
        count: Some(Count::Estimated),
    }];
    let sums: Vec<&Field> = fields.iter().copied().filter(|f| f.summable() && !f.computed).collect();
    if let Some(group) = group {
        let totals: String = sums
            .iter()
            .map(|f| format!(",{}.sum()", f.key))
            .collect::<Vec<_>>()
            .iter()
            .enumerate()
            .map(|(i, s)| format!(",s{i}:{}", &s[1..]))
            .collect();
        asks.push(Ask::new(
            noun.name(),
            format!(
                "select={},count(){totals}&order={}&{}",
                group.key,
                group.key,
                arrangement.filters_for(visit, noun)
            ),
        ));
    }
    let mut found = visit.read(&asks).await?.into_iter();
    let page = found.next().unwrap_or_default();
    let groups = found.next().unwrap_or_default().rows;
    let total = page.total;
    if page.rows.is_empty() && arrangement.after.is_none() {
        return Ok((nothing(visit, noun, arrangement), total));
    }
    let select_all = !visit.actor.is_outsider();
    let body = html! {
        div class="grid-wrap" tabindex="-1" {
            table
                class="grid"
                id="grid"
                data-noun=(noun.name())
                data-edits[visit.may(noun.name(), "UPDATE")]
                data-filters=(arrangement.query())
                aria-label=(noun.plural())
            {
                thead {
                    tr {
                        th class="pin" scope="col" {
                            @if select_all {
                                input type="checkbox" data-all aria-label="Select all rows";
                            } @else {
                                span class="visually-hidden" { "Row" }
                            }
                        }
                        @let name = noun.names().first().copied();
                        th class="pin2" scope="col" aria-sort=[name.and_then(|f| sort_word(arrangement, f))] {
                            (head(noun, arrangement, name, "Name"))
                        }
                        @for f in &fields {
                            th  scope="col"
                                class=[f.numeric().then_some("num")]
                                data-col=(f.key)
                                title=[f.help.as_deref()]
                                aria-sort=[sort_word(arrangement, f)]
                            {
                                (head(noun, arrangement, Some(f), &f.label))
                                span class="grip" aria-hidden="true" {}
                            }
                        }
                    }
                }
                tbody { (rows(visit, noun, arrangement, &fields, &page, &groups, group)) }
            }
        }
        (crate::bulk::bar(visit, noun))
    };
    Ok((body, total))
}

fn sort_word(arrangement: &Arrangement, field: &Field) -> Option<&'static str> {
    arrangement.direction(&field.key).map(|descending| if descending { "descending" } else { "ascending" })
}

fn head(noun: &Noun<'_>, arrangement: &Arrangement, field: Option<&Field>, word: &str) -> Markup {
    match field.filter(|f| f.sortable()) {
        Some(f) => html! {
            a href={ "/" (noun.name()) "?" (arrangement.sorted(f).query()) } {
                (word)
                @match arrangement.direction(&f.key) {
                    Some(true) => (icon("arrow-down")),
                    Some(false) => (icon("arrow-up")),
                    None => {}
                }
            }
        },
        None => html! {
            (word)
        },
    }
}

/// Rows, with a line before each group, and behind the last a line that brings more.
pub(super) fn rows(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
    fields: &[&Field],
    page: &Found,
    groups: &[Row],
    group: Option<&Field>,
) -> Markup {
    let width = fields.len() + 2;
    let writes = visit.may(noun.name(), "UPDATE");
    let mut last: Option<String> = None;
    html! {
        @for row in &page.rows {
            @if let Some(field) = group {
                @let value = row.get(&field.key).cloned().unwrap_or(Value::Null);
                @if last.as_deref() != Some(&value.to_string()) {
                    ({
                        group_line(
                            visit,
                            noun,
                            fields,
                            field,
                            row,
                            groups.iter().find(|g| g.get(&field.key) == Some(&value)),
                            width,
                        )
                    })
                    @let _ = last.replace(value.to_string());
                }
            }
            (row_line(visit, noun, fields, row, writes))
        }
        @if let Some(next) = &page.next {
            @let to = format!(
                "/{}?{}&after={}",
                noun.name(),
                arrangement.query(),
                encode(next),
            );
            tr class="more" hx-get=(to) hx-trigger="intersect once" hx-target="this" hx-swap="outerHTML" {
                td colspan=(width) {
                    a class="b ghost" href=(to) { "More" }
                }
            }
        }
    }
}

/// One row.
pub(crate) fn row_line(visit: &Visit, noun: &Noun<'_>, fields: &[&Field], row: &Row, writes: bool) -> Markup {
    let key = noun.key(row);
    let title = noun.title(row);
    html! {
        // Rows of a view without a key have no page to lead to.
        tr data-id=[(!key.is_empty()).then_some(&key)] data-title=(title) {
            td class="pin" {
                @if !key.is_empty() {
                    input type="checkbox" name="id" value=(key) aria-label={ "Select " (title) } tabindex="-1";
                }
            }
            td class="pin2" tabindex="-1" {
                @if key.is_empty() {
                    span dir="auto" { (title) }
                } @else {
                    a href={ "/" (noun.name()) "/" (key) } dir="auto" tabindex="-1" { (title) }
                }
            }
            @for f in fields { (cell(visit, f, row, writes)) }
        }
    }
}

/// One cell.
pub(crate) fn cell(visit: &Visit, field: &Field, row: &Row, writes: bool) -> Markup {
    let class = match (writes && field.in_place(), field.numeric()) {
        (true, true) => "edit num",
        (true, false) => "edit",
        (false, true) => "num",
        (false, false) => "",
    };
    html! {
        td class=(class) data-f=(field.key) tabindex="-1" { (Shown { visit, field, row }.cell()) }
    }
}

fn group_line(
    visit: &Visit,
    noun: &Noun<'_>,
    fields: &[&Field],
    field: &Field,
    row: &Row,
    totals: Option<&Row>,
    width: usize,
) -> Markup {
    let word = match row.get(&field.key) {
        None | Some(Value::Null) => html! {
            span class="quiet" { "No " (field.label.to_lowercase()) }
        },
        Some(_) if field.target.is_some() => html! {
            (label_of(row.get(&format!("{}_label", field.key))))
        },
        Some(_) => Shown { visit, field, row }.cell(),
    };
    let sums: Vec<&&Field> = fields.iter().filter(|f| f.summable() && !f.computed).collect();
    html! {
        tr class="group" {
            td colspan=(width) {
                (word)
                @if let Some(totals) = totals {
                    span class="sum" {
                        (format::grouped(&number(totals, "count").to_string()))
                        " "
                        ({
                            if number(totals, "count") == 1.0 {
                                noun.singular()
                            } else {
                                noun.plural()
                            }
                                .to_lowercase()
                        })
                    }
                    @for (i, f) in sums.iter().enumerate() {
                        @let sum = number(totals, &format!("s{i}"));
                        @if sum != 0.0 {
                            span class="sum" {
                                (f.label)
                                " "
                                ({
                                    if f.kind == catalog::Kind::Money {
                                        format::short_money(sum, &visit.person.currency)
                                    } else {
                                        format::short(sum)
                                    }
                                })
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What to do when nothing is there.
fn nothing(visit: &Visit, noun: &Noun<'_>, arrangement: &Arrangement) -> Markup {
    let narrowed = !arrangement.filters.is_empty() || arrangement.q.is_some();
    let may = visit.may(noun.name(), "INSERT");
    if narrowed {
        return empty(
            noun.table.icon(),
            &format!("No {} match", noun.plural().to_lowercase()),
            "Nothing fits all of these conditions.",
            &html! {
                a class="b" href={ "/" (noun.name()) } { "Clear the filters" }
            },
        );
    }
    empty(
        noun.table.icon(),
        &format!("No {} yet", noun.plural().to_lowercase()),
        noun.table.comment.as_deref().unwrap_or_default(),
        &html! {
            @if may {
                a class="b primary" href={ "/" (noun.name()) "/new" } {
                    (icon("plus"))
                    "New "
                    (noun.singular().to_lowercase())
                }
            }
            @if may && !visit.actor.is_outsider() {
                a class="b" href={ "/import?noun=" (noun.name()) } { (icon("upload")) "Import a file" }
            }
        },
    )
}
