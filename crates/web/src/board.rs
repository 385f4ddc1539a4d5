//! The board: a column for each value of a choice, cards that move between them.

mod moves;

use super::address::encode;
use super::arrangement::Arrangement;
use super::bulk;
use super::data::{Ask, Fields, Row, number, text};
use super::fields::{Shown, choice::pill};
use super::format;
use super::icons::icon;
use super::nouns::{Field, Noun, sentence};
use super::pages;
use super::refused::{Answer, Refused};
use super::shell::{go, respond, toast, with_header, with_toast};
use super::verbs;
use super::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use catalog::Kind;
use maud::{Markup, html};
use moves::Way;
use platform::verb::Verb;
use records::{Error, answer};
use serde_json::Value;

/// Cards a column shows before "more".
const CARDS: usize = 40;

/// The column a board stands on.
pub(super) fn column<'n>(noun: &'n Noun<'_>, arrangement: &Arrangement) -> Option<&'n Field> {
    let usable = |key: &str| noun.field(key).filter(|f| f.kind == Kind::Choice && !f.computed && f.custom.is_none());
    arrangement
        .on
        .as_deref()
        .and_then(usable)
        .or_else(|| noun.look().board.as_deref().and_then(usable))
        .or_else(|| noun.fields.iter().find(|f| f.kind == Kind::Choice && f.writable && f.custom.is_none()))
}

/// The board of a list.
pub(super) async fn board(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
) -> Result<(Markup, Option<u64>), Refused> {
    let Some(field) = column(noun, arrangement) else {
        return Ok((
            html! {
                p class="empty" { "There is nothing to make columns of." }
            },
            None,
        ));
    };
    let card: Vec<&Field> =
        noun.look().card.iter().filter_map(|c| noun.field(c)).filter(|f| f.key != field.key).collect();
    let mut wanted = card.clone();
    wanted.push(field);
    wanted.extend(noun.field("stage_entered_at"));
    let own = pages::of(noun.name()).card.into_iter().flat_map(|(columns, _)| columns);
    wanted.extend(own.filter_map(|column| noun.field(column)));
    let sum = noun.look().sum.as_deref().and_then(|s| noun.field(s));
    let filters = arrangement.filters_for(visit, noun);
    // Where rows have a chance, amounts are weighed by it.
    let weighted = noun.field("probability").is_some() && noun.look().board.as_ref() == Some(&field.key);
    let order = match sum.filter(|_| weighted) {
        Some(sum) => format!("{}.desc", sum.key),
        None => arrangement.order_by(noun),
    };
    let mut asks = vec![Ask::new(
        noun.name(),
        format!(
            "select={0}{1},count(){2}&{filters}",
            field.key,
            if weighted { ",probability" } else { "" },
            sum.map(|s| format!(",total:{}.sum()", s.key)).unwrap_or_default()
        ),
    )];
    for (value, _) in &field.options {
        asks.push(Ask::new(
            noun.name(),
            format!(
                "select={}&{}=eq.{value}&order={order}&limit={CARDS}&{filters}",
                encode(&noun.select(&wanted)),
                field.key
            ),
        ));
    }
    let mut found = visit.read(&asks).await?.into_iter();
    let totals = found.next().unwrap_or_default().rows;
    let moves = moves::movable(visit, noun, field);
    let picks = bulk::on_board(visit, noun);
    let all: f64 = totals.iter().map(|t| number(t, "count")).sum();
    let body = html! {
        div
            class="board"
            data-board=(noun.name())
            data-noun=(noun.name())
            data-filters=(arrangement.query())
            data-column=(field.key)
            tabindex="-1"
        {
            @for ((value, word), lane) in field.options.iter().zip(found) {
                @let total = totals.iter().find(|t| text(t, &field.key) == value);
                @let count = total.map(|t| number(t, "count")).unwrap_or_default();
                @let amount = total.map(|t| number(t, "total")).unwrap_or_default();
                section class="lane" data-value=(value) aria-label={ (word) ", " (count) } {
                    header {
                        span class="t" {
                            (pill(field.tone(value), word))
                            span class="n" { (count) }
                        }
                        @if sum.is_some() {
                            span class="sum" {
                                span title="Sum" { (format::short_money(amount, &visit.person.currency)) }
                                @if weighted {
                                    @let p = total
                                        .map(|t| number(t, "probability"))
                                        .unwrap_or_default();
                                    span title={ "Weighted by " (p) " %" } {
                                        "⌀ "
                                        ({
                                            format::short_money(
                                                amount * p / 100.0,
                                                &visit.person.currency,
                                            )
                                        })
                                    }
                                }
                            }
                        }
                    }
                    ol {
                        @for row in &lane.rows { (deal(visit, noun, &card, row, moves, picks)) }
                        @if count > lane.rows.len() as f64 {
                            li {
                                a   class="b ghost"
                                    href={
                                        "/"
                                        (noun.name())
                                        "?"
                                        ({
                                            arrangement
                                                .with_view(super::arrangement::View::List)
                                                .with_filters(
                                                    vec![(field.key.clone(), format!("in.({value})"))],
                                                )
                                                .query()
                                        })
                                    }
                                { "All " (count) }
                            }
                        }
                    }
                }
            }
        }
        @if picks { (bulk::bar(visit, noun)) }
    };
    Ok((body, Some(all as u64)))
}

fn deal(visit: &Visit, noun: &Noun<'_>, card: &[&Field], row: &Row, moves: bool, picks: bool) -> Markup {
    let key = noun.key(row);
    let days = text(row, "stage_entered_at")
        .parse::<jiff::Timestamp>()
        .ok()
        .map(|t| (visit.now.as_second() - t.as_second()).max(0) / 86_400);
    html! {
        li class="deal" data-id=(key) data-moves[moves] tabindex="0" {
            @if picks {
                input type="checkbox" name="id" value=(key) tabindex="-1" aria-label={ "Select " (noun.title(row)) };
            }
            a href={ "/" (noun.name()) "/" (key) } tabindex="-1" dir="auto" { (noun.title(row)) }
            @for (i, pair) in card.chunks(2).enumerate() {
                div class="fact" {
                    @for f in pair {
                        span class=(if f.numeric() { "whole" } else { "clip" }) title=(f.label) {
                            (Shown { visit, field: f, row }.cell())
                        }
                    }
                    // The age stands in the last line, where there is room for it.
                    @if i + 1 == card.chunks(2).count() && pair.len() == 1 { (age(days)) }
                }
            }
            @if card.len().is_multiple_of(2) {
                @if days.is_some() {
                    div class="fact" { (age(days)) }
                }
            }
            @if let Some((_, part)) = pages::of(noun.name()).card { (part(visit, row, &key)) }
        }
    }
}

/// How long a card has been in its column, with a mark when it is long.
fn age(days: Option<i64>) -> Markup {
    html! {
        @if let Some(days) = days {
            span
                class={ "age " (if days > 45 { "red" } else if days > 21 { "amber" } else { "" }) }
                title="Days in this stage"
            {
                (icon("clock"))
                span class="visually-hidden" { "In this stage for " }
                (days)
                " d"
            }
        }
    }
}

/// `POST /<noun>/move`: a card goes into another column, by the verb of that move where there is one.
pub(super) async fn shift(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let field = form
        .filled("column")
        .and_then(|c| noun.field(c))
        .filter(|f| f.kind == Kind::Choice && moves::movable(&visit, &noun, f));
    let field = field.ok_or_else(|| Error::new(400, "TL100", "This can't be moved"))?;
    let value = form.filled("value").unwrap_or_default();
    let known = field.options.iter().find(|(v, _)| v == value);
    let (_, word) = known.ok_or_else(|| Error::new(400, "TL100", "There is no such column"))?;
    let id = form.filled("id").unwrap_or_default();
    let found = super::rows::fetch(&visit, &noun, id).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let stands = text(row, &field.key);
    if form.filled("from").is_some_and(|from| from != stands) {
        let now = field.options.iter().find(|(v, _)| v == stands).map_or(stands, |(_, word)| word);
        let told = format!("Somebody moved {} to {now} meanwhile.", noun.title(row));
        return Err(Error::new(409, "TL409", told).hint("Look at it again, then move it.").into());
    }
    let done = match moves::way(&visit, &noun, field, row, value) {
        Way::Nothing(verbs) => {
            let words = verbs.iter().map(|v| sentence(&v.name).to_lowercase()).collect::<Vec<_>>().join(", ");
            let told = format!("{} can't be moved to {word}.", noun.singular());
            return Err(Error::new(409, "TL409", told).hint(format!("What moves it: {words}.")).into());
        }
        Way::Verb(verb, input) => {
            verb.allows(&visit.actor)?;
            if !verbs::fits(verb, row) {
                return Err(unfit(verb, &noun, field, row).into());
            }
            if let Some(page) = verb.page {
                return Ok(go(&visit, &format!("/{name}/{id}/{page}")));
            }
            if verb.asks() {
                return opened(&visit, verbs::asking(&visit, verb, id).await?, StatusCode::OK);
            }
            verbs::perform(&visit, verb, input).await.map(|(_, operation)| operation)
        }
        Way::Write => {
            let (actor, operation) = visit.operation();
            let written = Row::from_iter([(field.key.clone(), Value::from(value))]);
            let seen = found.versions.first().copied().flatten().map(answer::etag);
            super::rows::save(&visit, &actor, &noun, id, written, seen.as_deref()).await.map(|_| operation)
        }
    };
    let operation = match done {
        Ok(operation) => operation,
        Err(Refused::Because(e)) if e.code == "TL410" => {
            let Some(held) = pages::of(&name).held else { return Err(Refused::Because(e)) };
            return opened(&visit, held(&visit, id, &e).await?, StatusCode::CONFLICT);
        }
        Err(other) => return Err(other),
    };
    if !visit.partial {
        return Ok(go(&visit, &format!("/{name}/{id}")));
    }
    let told = toast(&format!("{}: {word}.", field.label), Some(operation));
    Ok(with_header(with_toast(&html! {}, &told), "hx-trigger", "rows-changed, dialog-done"))
}

/// Says that a verb is not for a record as it stands.
fn unfit(verb: &Verb, noun: &Noun<'_>, field: &Field, row: &Row) -> Error {
    let word = |value: &str| {
        field.options.iter().find(|(v, _)| v == value).map_or_else(|| value.to_string(), |(_, word)| word.clone())
    };
    let fits =
        verb.when.map(|(_, values)| values.iter().map(|v| word(v)).collect::<Vec<_>>().join(", ")).unwrap_or_default();
    let told = format!("{} is {}.", noun.title(row), word(text(row, &field.key)).to_lowercase());
    Error::new(409, "TL409", told).hint(format!("{} is for: {}.", sentence(&verb.name), fits.to_lowercase()))
}

/// A dialog beside the answer; without scripts, a page of its own.
fn opened(visit: &Visit, body: Markup, status: StatusCode) -> Answer {
    if !visit.partial {
        return Ok(super::shell::page(
            visit,
            &super::shell::Page { title: "Move".into(), ..Default::default() },
            &html! {
                div class="card asked" { (body) }
            },
        ));
    }
    let mut response = respond(html! {
        hx-partial hx-target="#dialog" hx-swap="innerHTML" { (body) }
    });
    *response.status_mut() = status;
    Ok(with_header(response, "hx-trigger", "dialog-open, card-back"))
}
