//! Conditions as people read and write them, in the API's own words underneath.

use crate::address::encode;
use crate::arrangement::Arrangement;
use crate::data::{Ask, Fields};
use crate::fields::{self, Input, of};
use crate::format;
use crate::icons::{icon, meaning};
use crate::nouns::{Field, Noun};
use crate::refused::{Answer, Refused};
use crate::shell::{go, respond};
use crate::visit::Visit;
use axum::extract::Path;
use catalog::Kind;
use maud::{Markup, html};
use records::Error;

/// The conditions of a list as chips that read as a sentence.
pub(crate) async fn chips(visit: &Visit, noun: &Noun<'_>, arrangement: &Arrangement) -> Result<Markup, Refused> {
    let mut sentences = Vec::new();
    for (key, value) in &arrangement.filters {
        sentences.push(sentence(visit, noun, key, value).await?);
    }
    Ok(html! {
        @for (i, words) in sentences.iter().enumerate() {
            span class="chip" {
                span class="t" title=(words) { (words) }
                a class="x" href={ "/" (noun.name()) "?" (arrangement.without_filter(i).query()) } {
                    (meaning("x", "Remove this filter"))
                }
            }
        }
        @if {
            arrangement.filters.len() > 1
                || arrangement.q.is_some() && !arrangement.filters.is_empty()
        } {
            a class="b ghost" href={ "/" (noun.name()) } { "Clear" }
        }
    })
}

/// One condition in words: "Stage is any of Proposal, Negotiation".
async fn sentence(visit: &Visit, noun: &Noun<'_>, key: &str, value: &str) -> Result<String, Refused> {
    let Some(field) = noun.field(key) else { return Ok(format!("{key} {value}")) };
    let (not, rest) = value.strip_prefix("not.").map_or((false, value), |r| (true, r));
    let (operator, operand) = rest.split_once('.').unwrap_or((rest, ""));
    let words = match (operator, not) {
        ("is", false) if operand == "null" => return Ok(format!("{} is empty", field.label)),
        ("is", true) if operand == "null" => return Ok(format!("{} is filled in", field.label)),
        ("is", _) => return Ok(format!("{} is {}", field.label, if operand == "true" { "yes" } else { "no" })),
        ("eq", false) => "is",
        ("eq", true) | ("neq" | "isdistinct", _) => "is not",
        ("gt", _) => ">",
        ("gte", _) => "≥",
        ("lt", _) => "<",
        ("lte", _) => "≤",
        ("ilike" | "like", false) if operand.starts_with('*') => "contains",
        ("ilike" | "like", false) => "begins with",
        ("ilike" | "like", true) => "does not contain",
        ("in", false) => "is",
        ("in", true) => "is not",
        ("cs", false) => "includes",
        ("cs", true) => "does not include",
        _ => operator,
    };
    let list: Vec<String> =
        operand.trim_matches(['(', ')', '{', '}']).split(',').map(|v| v.trim_matches('"').to_string()).collect();
    let mut shown = Vec::new();
    for one in list.iter().take(6) {
        let one = one.trim_matches('*');
        shown.push(if one == "@me" {
            "me".to_string()
        } else if let Some(days) = one.strip_prefix("@today") {
            match days.parse::<i64>() {
                Ok(n) if n < 0 => format!("{} ago", format::count(-n, "day")),
                Ok(n) => format!("in {}", format::count(n, "day")),
                Err(_) => "today".into(),
            }
        } else if let Some(target) = field.target.as_deref().filter(|_| uuid::Uuid::parse_str(one).is_ok()) {
            let there = visit.noun(target)?;
            let found =
                visit.find(Ask::new(target, format!("select={}&id=eq.{one}", encode(&there.select(&[]))))).await?;
            found.rows.first().map(|r| there.title(r)).unwrap_or_else(|| "?".into())
        } else if let Some((_, word)) = field.options.iter().find(|(v, _)| v == one) {
            word.clone()
        } else if matches!(field.kind, Kind::Money | Kind::Number | Kind::Integer) {
            format::grouped(one)
        } else {
            one.to_string()
        });
    }
    let more = if list.len() > 6 { "…" } else { "" };
    Ok(format!("{} {words} {}{more}", field.label, shown.join(" or ")))
}

/// `GET /<noun>/filter?at=…&field=…&operator=…`: the form that makes a condition.
pub(crate) async fn builder(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    let at = visit.param("at").unwrap_or_default();
    let usable: Vec<&Field> =
        noun.fields.iter().filter(|f| !f.computed && !matches!(f.kind, Kind::Vector | Kind::Bytes)).collect();
    let chosen = visit
        .param("field")
        .and_then(|k| noun.field(&k))
        .or_else(|| usable.iter().copied().find(|f| f.kind == Kind::Choice))
        .or_else(|| usable.first().copied());
    let Some(field) = chosen else {
        return Ok(respond(html! {
            p class="quiet item" { "There is nothing to filter by." }
        }));
    };
    let operators = fields::email_operators(field, of(field).operators());
    let operator = visit
        .param("operator")
        .filter(|o| operators.iter().any(|(w, _)| w == o))
        .unwrap_or_else(|| operators.first().map(|(w, _)| (*w).to_string()).unwrap_or_default());
    let again = format!("/{name}/filter?at={}", encode(&at));
    Ok(respond(html! {
        form class="builder" method="post" action={ "/" (name) "/filter" } hx-post={ "/" (name) "/filter" } hx-swap="none" {
            input type="hidden" name="at" value=(at);
            div class="line" {
                select
                    class="in"
                    name="field"
                    aria-label="Field"
                    hx-get=(again)
                    hx-target="closest .pop"
                    hx-include="closest form"
                    hx-trigger="change"
                {
                    @for f in &usable {
                        option value=(f.key) selected[f.key == field.key] { (f.label) }
                    }
                }
                select
                    class="in"
                    name="operator"
                    aria-label="Condition"
                    hx-get=(again)
                    hx-target="closest .pop"
                    hx-include="closest form"
                    hx-trigger="change"
                {
                    @for (word, read) in operators {
                        option value=(word) selected[*word == operator] { (read) }
                    }
                }
            }
            (value_input(&visit, field, &operator))
            div {
                button class="b primary" type="submit" { (icon("check")) "Apply" }
            }
        }
    }))
}

fn value_input(visit: &Visit, field: &Field, operator: &str) -> Markup {
    let plain = |kind: &str| {
        html! {
            input class="in" type=(kind) name="value" aria-label="Value" autofocus autocomplete="off";
        }
    };
    match operator {
        "empty" | "filled" | "yes" | "no" | "overdue" => html! {},
        "any_of" | "none_of" | "has" | "has_not" if !field.options.is_empty() => html! {
            div class="checks" role="group" aria-label="Values" {
                @for (value, word) in &field.options {
                    label {
                        input type="checkbox" name="value" value=(value);
                        (word)
                    }
                }
            }
        },
        "past_days" | "next_days" => {
            html! {
                input class="in short" type="number" min="0" max="3650" name="value" value="30" aria-label="Days";
            }
        }
        "on" | "from" | "until" => plain("date"),
        _ if field.target.is_some() => {
            let renamed = Field { key: "value".into(), required: false, ..field.clone() };
            let input = Input {
                visit,
                field: &renamed,
                id: "filter-value".into(),
                value: String::new(),
                words: String::new(),
                wrong: None,
                offered: &fields::NOTHING,
            };
            html! {
                (input.bare())
                @if field.target.as_deref() == Some("users") {
                    label {
                        input type="checkbox" name="me" value="true";
                        " Me, whoever looks"
                    }
                }
            }
        }
        _ => plain("text"),
    }
}

/// `POST /<noun>/filter`: adds the condition to the list's address.
pub(crate) async fn add(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let arrangement = Arrangement::parse(form.get("at").unwrap_or_default());
    let field =
        form.get("field").and_then(|k| noun.field(k)).ok_or_else(|| Error::new(400, "TL100", "Choose a field"))?;
    let mut values: Vec<String> =
        form.all("value").into_iter().map(str::trim).filter(|v| !v.is_empty()).map(str::to_string).collect();
    if form.get("me") == Some("true") {
        values = vec!["@me".into()];
    }
    let conditions = conditions(field, form.get("operator").unwrap_or_default(), &values)?;
    Ok(go(&visit, &format!("/{name}?{}", arrangement.with_filters(conditions).query())))
}

/// A condition in the API's words.
pub(crate) fn conditions(field: &Field, operator: &str, values: &[String]) -> Result<Vec<(String, String)>, Error> {
    let key = field.key.clone();
    let one = |text: String| Ok(vec![(key.clone(), text)]);
    let quote = |v: &String| {
        if v.contains([',', '(', ')', '"', '{', '}']) {
            format!("\"{}\"", v.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            v.clone()
        }
    };
    let list = values.iter().map(quote).collect::<Vec<_>>().join(",");
    let value = || values.first().cloned().ok_or_else(|| Error::new(400, "TL100", "Say what to look for"));
    let number = || {
        let text = value()?;
        match fields::plain_number(&text) {
            Some(n) => Ok(n),
            None => Err(Error::new(400, "TL100", format!("{text:?} is not a number"))),
        }
    };
    let days = || value()?.parse::<u32>().map_err(|_| Error::new(400, "TL100", "Say a number of days"));
    // A moment is "until" a day when it is before the next.
    let moment = field.kind == Kind::Timestamp;
    let next = |day: &str| {
        day.parse::<jiff::civil::Date>()
            .ok()
            .and_then(|d| d.tomorrow().ok())
            .map_or_else(|| day.to_string(), |d| d.to_string())
    };
    match operator {
        "empty" => one("is.null".into()),
        "filled" => one("not.is.null".into()),
        "yes" if field.custom.is_some() => one("eq.true".into()),
        "no" if field.custom.is_some() => one("eq.false".into()),
        "yes" => one("is.true".into()),
        "no" => one("is.false".into()),
        "contains" => one(format!("ilike.*{}*", value()?)),
        "starts" => one(format!("ilike.{}*", value()?)),
        "is" if field.numeric() => one(format!("eq.{}", number()?)),
        "is" => one(format!("eq.{}", value()?)),
        "is_not" => one(format!("isdistinct.{}", value()?)),
        "any_of" if values.is_empty() => Err(Error::new(400, "TL100", "Choose at least one value")),
        "any_of" => one(format!("in.({list})")),
        "none_of" => one(format!("not.in.({list})")),
        "has" => one(format!("cs.{{{list}}}")),
        "has_not" => one(format!("not.cs.{{{list}}}")),
        "more" => one(format!("gt.{}", number()?)),
        "at_least" => one(format!("gte.{}", number()?)),
        "less" => one(format!("lt.{}", number()?)),
        "at_most" => one(format!("lte.{}", number()?)),
        "on" if moment => {
            Ok(vec![(key.clone(), format!("gte.{}", value()?)), (key, format!("lt.{}", next(&value()?)))])
        }
        "on" => one(format!("eq.{}", value()?)),
        "from" => one(format!("gte.{}", value()?)),
        "until" if moment => one(format!("lt.{}", next(&value()?))),
        "until" => one(format!("lte.{}", value()?)),
        "overdue" => one("lt.@today".into()),
        "past_days" => Ok(vec![
            (key.clone(), format!("gte.@today-{}", days()?)),
            (key, if moment { "lt.@today+1".into() } else { "lte.@today".into() }),
        ]),
        "next_days" => Ok(vec![
            (key.clone(), "gte.@today".into()),
            (key, if moment { format!("lt.@today+{}", days()? + 1) } else { format!("lte.@today+{}", days()?) }),
        ]),
        _ => Err(Error::new(400, "TL100", "Choose a condition")),
    }
}
