//! Structured data: lists of words, named values, and anything else.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::icons::icon;
use crate::nouns::sentence;
use maud::{Markup, html};
use serde_json::Value;

pub(super) struct Json;

impl Kinded for Json {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        match shown.value() {
            Value::Array(items) if items.iter().all(Value::is_string) => {
                html! {
                    span class="tags" {
                        @for i in items.iter().take(8) {
                            span class="tag" { (i.as_str().unwrap_or_default()) }
                        }
                    }
                }
            }
            Value::String(s) => html! {
                (s)
            },
            Value::Bool(b) => html! {
                (if *b { "Yes" } else { "No" })
            },
            Value::Number(n) => html! {
                (n)
            },
            Value::Array(items) => html! {
                span class="quiet" { (items.len()) " entries" }
            },
            Value::Object(o) => {
                html! {
                    span class="quiet" { ({
                        o.keys()
                            .take(4)
                            .map(|k| sentence(k))
                            .collect::<Vec<_>>()
                            .join(", ")
                    }) }
                }
            }
            Value::Null => html! {},
        }
    }

    fn view(&self, shown: &Shown<'_>) -> Markup {
        match records(shown.value()) {
            Some(records) => html! {
                ul class="rows" {
                    @for (noun, id, title) in records {
                        li {
                            (icon(shown.visit.catalog().icon(noun)))
                            div class="main" {
                                @if shown.visit.may(noun, "SELECT") {
                                    a class="plain" href={ "/" (noun) "/" (id) } { (title) }
                                } @else { (title) }
                                div class="small quiet" { (shown.visit.catalog().singular(noun)) }
                            }
                        }
                    }
                }
            },
            None => tree(shown.value(), 0),
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            textarea
                class="in mono"
                id=(input.id)
                name=(input.field.key)
                rows="4"
                spellcheck="false"
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label)
            { "\n" (input.value) }
            span class="help" { "Words separated by commas, or JSON." }
        }
    }

    fn operators(&self) -> Operators {
        &[("empty", "is empty"), ("filled", "is filled in")]
    }

    fn wide(&self) -> bool {
        true
    }
}

/// A list of records: the noun, id and title of each.
fn records(value: &Value) -> Option<Vec<(&str, &str, &str)>> {
    let list: Vec<_> = value.as_array()?.iter().map(record).collect::<Option<_>>()?;
    (!list.is_empty()).then_some(list)
}

fn record(item: &Value) -> Option<(&str, &str, &str)> {
    let id = item["id"].as_str().filter(|id| uuid::Uuid::parse_str(id).is_ok())?;
    Some((item["noun"].as_str()?, id, item["title"].as_str()?))
}

/// Named values as a small table, lists as tags.
pub(crate) fn tree(value: &Value, depth: usize) -> Markup {
    match value {
        Value::Object(o) if depth < 4 => {
            html! {
                dl class="facts" {
                    @for (key, value) in o {
                        dt { (sentence(key)) }
                        dd { (tree(value, depth + 1)) }
                    }
                }
            }
        }
        Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
            html! {
                span class="tags" {
                    @for i in items {
                        span class="tag" { (i.as_str().map_or_else(|| i.to_string(), str::to_string)) }
                    }
                }
            }
        }
        Value::Array(items) if depth < 4 => html! {
            @for i in items.iter().take(50) { (tree(i, depth + 1)) }
        },
        Value::String(s) => html! {
            (s)
        },
        Value::Null => html! {
            span class="quiet" { "–" }
        },
        Value::Bool(b) => html! {
            (if *b { "Yes" } else { "No" })
        },
        other => html! {
            (other)
        },
    }
}
