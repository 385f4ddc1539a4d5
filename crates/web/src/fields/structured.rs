//! A structured field whose comment says what it holds: rows of parts, parts, or a list of words.

use super::inside::{held, label, name_of, rest, rest_of, text_of, word_of, wrong, wrong_row};
use super::json::tree;
use super::kind::{Input, Kinded, Operators, Shown};
use crate::icons::{icon, meaning};
use crate::nouns::sentence;
use crate::visit::Visit;
use catalog::{Holds, Inside, Part};
use jiff::Unit;
use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::{Map, Value};

pub(super) struct Structured;

/// Days before its last day from which on something runs out soon.
const SOON: i32 = 30;
/// Words of a list that a cell shows.
const SHOWN: usize = 8;

impl Kinded for Structured {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        match (&shown.field.inside, shown.value()) {
            (Some(Inside::Rows(parts)), Value::Array(rows)) => html! {
                span class="tags" {
                    @for row in first_to_end(parts, rows).into_iter().take(SHOWN) { (chip(shown.visit, parts, row)) }
                    @if rows.len() > SHOWN {
                        span class="quiet" { "and " (rows.len() - SHOWN) " more" }
                    }
                }
            },
            (Some(Inside::Parts(parts)), value) => html! {
                span { ({
                    parts
                        .iter()
                        .filter(|p| !text_of(value, p).is_empty())
                        .take(3)
                        .map(|p| format!("{}: {}", label(p), said(p, &text_of(value, p))))
                        .collect::<Vec<_>>()
                        .join(" · ")
                }) }
            },
            (_, value) => tree(value, 0),
        }
    }

    fn view(&self, shown: &Shown<'_>) -> Markup {
        match (&shown.field.inside, shown.value()) {
            (Some(Inside::Rows(parts)), Value::Array(rows)) => html! {
                ul class="held" {
                    @for row in rows { (line(shown.visit, parts, row)) }
                }
            },
            (Some(Inside::Parts(parts)), value @ Value::Object(_)) => html! {
                dl class="facts" {
                    @for part in parts.iter().filter(|p| !text_of(value, p).is_empty()) {
                        dt { (label(part)) }
                        dd dir="auto" { (said(part, &text_of(value, part))) }
                    }
                    @for (key, value) in &rest(parts, value) {
                        dt { (sentence(key)) }
                        dd { (tree(value, 1)) }
                    }
                }
            },
            (_, value) => tree(value, 0),
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        let Some(inside) = &input.field.inside else {
            return html! {};
        };
        let value = held(inside, &input.value);
        let items = value.as_array().cloned().unwrap_or_default();
        html! {
            input type="hidden" name=(name_of(input.field, "is_here")) value="true";
            (offers(input, inside))
            @match inside {
                Inside::Parts(parts) => {
                    div class="parts" id=(input.id) { (filled(input, parts, &value, 0, &|p| wrong(p, &text_of(&value, p)))) }
                }
                Inside::Rows(parts) => {
                    (several(
                        input,
                        &sentence(&parts[0].name),
                        &(0..=items.len())
                            .map(|n| {
                                let row = items.get(n).cloned().unwrap_or_else(|| Value::Object(Map::new()));
                                html! {
                                    div class="parts" { (filled(input, parts, &row, n, &|p| wrong_row(parts, p, &row))) }
                                }
                            })
                            .collect::<Vec<_>>(),
                    ))
                }
                Inside::Several(noun) => {
                    (several(
                        input,
                        "Entry",
                        &(0..=items.len())
                            .map(|n| word(input, noun.as_deref(), n, items.get(n).and_then(Value::as_str).unwrap_or_default()))
                            .collect::<Vec<_>>(),
                    ))
                }
            }
        }
    }

    fn operators(&self) -> Operators {
        &[("empty", "is empty"), ("filled", "is filled in")]
    }

    fn wide(&self) -> bool {
        true
    }
}

/// The rows of a form, the last of them empty, with ways to add and to remove one.
fn several(input: &Input<'_>, word: &str, rows: &[Markup]) -> Markup {
    html! {
        div class="several" id=(input.id) role="group" aria-labelledby={ (input.id) "-name" } data-several {
            @for (n, row) in rows.iter().enumerate() {
                div class="one" data-one {
                    (row)
                    button type="button" class="b ghost icon" data-remove title="Remove" {
                        (meaning("x", &format!("Remove {} {}", word.to_lowercase(), n + 1)))
                    }
                }
            }
            button type="button" class="b" data-add { (icon("plus")) "Add " (word.to_lowercase()) }
        }
    }
}

/// A word of a list.
fn word(input: &Input<'_>, noun: Option<&str>, n: usize, value: &str) -> Markup {
    html! {
        input
            class="in"
            type="text"
            name=(word_of(input.field))
            value=(value)
            dir="auto"
            list=[noun.map(|noun| list_of(input, noun))]
            aria-label={ (input.field.label) " " (n + 1) }
            aria-describedby=[input.described()]
            autocomplete="off";
    }
}

/// The parts of one row, to be filled in.
fn filled(input: &Input<'_>, parts: &[Part], row: &Value, n: usize, wrong: &dyn Fn(&Part) -> Option<String>) -> Markup {
    let kept = rest(parts, row);
    html! {
        @for part in parts {
            @let wrong = wrong(part);
            @let id = format!("{}-{n}-{}", input.id, part.name);
            div class={ "part" (if part.holds == Holds::Long { " long" } else { "" }) } {
                label for=(id) { (label(part)) }
                (bare(input, part, &id, &text_of(row, part), wrong.is_some()))
                @if let Some(wrong) = wrong {
                    span class="wrong" id={ (id) "-wrong" } { (sentence(&wrong)) }
                }
            }
        }
        input
            type="hidden"
            name=(rest_of(input.field))
            value=(if kept.is_empty() { String::new() } else { Value::Object(kept).to_string() });
    }
}

fn bare(input: &Input<'_>, part: &Part, id: &str, value: &str, is_wrong: bool) -> Markup {
    let name = name_of(input.field, &part.name);
    let described = is_wrong.then(|| format!("{id}-wrong"));
    let invalid = is_wrong.then_some("true");
    match &part.holds {
        Holds::Long => html! {
            textarea
                class="in"
                id=(id)
                name=(name)
                rows="3"
                dir="auto"
                aria-invalid=[invalid]
                aria-describedby=[described]
            { "\n" (value) }
        },
        // What is no day would be lost in an input for days.
        Holds::Date | Holds::Until => html! {
            input
                class="in"
                type=(if is_wrong { "text" } else { "date" })
                id=(id)
                name=(name)
                value=(value)
                min="1900-01-01"
                max="2999-12-31"
                aria-invalid=[invalid]
                aria-describedby=[described];
        },
        Holds::File => {
            let known = input.offered.files.iter().any(|(file, _)| file == value);
            html! {
                select class="in" id=(id) name=(name) {
                    option value="" {
                        (if input.offered.files.is_empty() { "No files yet" } else { "–" })
                    }
                    @if !known && !value.is_empty() {
                        option value=(value) selected { "A file" }
                    }
                    @for (file, called) in &input.offered.files {
                        option value=(file) selected[file == value] { (called) }
                    }
                }
            }
        }
        Holds::Text | Holds::Offered(_) => html! {
            input
                class="in"
                type="text"
                id=(id)
                name=(name)
                value=(value)
                dir="auto"
                list=[part.offers().map(|noun| list_of(input, noun))]
                aria-invalid=[invalid]
                aria-describedby=[described]
                autocomplete="off";
        },
    }
}

/// The names that are offered, once a field.
fn offers(input: &Input<'_>, inside: &Inside) -> Markup {
    html! {
        @for noun in inside.offers() {
            datalist id=(list_of(input, noun)) {
                @for name in input.offered.names(noun) {
                    option value=(name) {}
                }
            }
        }
    }
}

fn list_of(input: &Input<'_>, noun: &str) -> String {
    format!("{}-{noun}", input.id)
}

/// The rows in the order in which they run out.
fn first_to_end<'r>(parts: &[Part], rows: &'r [Value]) -> Vec<&'r Value> {
    let mut rows: Vec<&Value> = rows.iter().collect();
    if let Some(part) = parts.iter().find(|part| part.holds == Holds::Until) {
        rows.sort_by_key(|row| {
            let day = text_of(row, part).into_owned();
            (day.is_empty(), day)
        });
    }
    rows
}

/// A row in a list: what it is called, and how long it is good.
fn chip(visit: &Visit, parts: &[Part], row: &Value) -> Markup {
    let (tone, words) = until(visit, parts, row).unwrap_or(("", String::new()));
    let called = parts.first().map(|part| text_of(row, part)).unwrap_or_default();
    html! {
        span class={ "pill " (tone) } {
            span class="clip" {
                (called)
                @if !words.is_empty() { " · " (words) }
            }
        }
    }
}

/// A row on a record's page, in words.
fn line(visit: &Visit, parts: &[Part], row: &Value) -> Markup {
    let called = parts.first().map(|part| text_of(row, part)).unwrap_or_default();
    let facts: Vec<String> = parts
        .iter()
        .skip(1)
        .filter(|p| !text_of(row, p).is_empty() && !matches!(p.holds, Holds::Until | Holds::File))
        .map(|p| format!("{} {}", label(p).to_lowercase(), said(p, &text_of(row, p))))
        .collect();
    html! {
        li {
            strong dir="auto" { (called) }
            @if let Some((tone, words)) = until(visit, parts, row) {
                span class={ "pill " (tone) } {
                    span class="clip" { (words) }
                }
            }
            @if !facts.is_empty() {
                span class="quiet" dir="auto" { (facts.join(" · ")) }
            }
            @for part in parts.iter().filter(|p| p.holds == Holds::File) {
                @if uuid::Uuid::parse_str(&text_of(row, part)).is_ok() {
                    a class="plain" href={ "/files/" (text_of(row, part)) "/content" } { (icon("paperclip")) (label(part)) }
                }
            }
        }
    }
}

/// How a row stands by its last day, and that day in words.
fn until(visit: &Visit, parts: &[Part], row: &Value) -> Option<(&'static str, String)> {
    let part = parts.iter().find(|part| part.holds == Holds::Until)?;
    let day: Date = text_of(row, part).parse().ok()?;
    let left = visit.today().until((Unit::Day, day)).ok()?.get_days();
    let words = day.strftime("%-d %b %Y").to_string();
    Some(match left {
        ..0 => ("bad", format!("expired {words}")),
        0 => ("warn", "expires today".into()),
        1..=SOON => ("warn", format!("expires {words}")),
        _ => ("good", format!("until {words}")),
    })
}

/// A part in words.
fn said(part: &Part, text: &str) -> String {
    match text.parse::<Date>() {
        Ok(day) if part.is_day() => day.strftime("%-d %b %Y").to_string(),
        _ => text.to_string(),
    }
}
