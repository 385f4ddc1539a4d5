//! The board: a column for each value of a choice, cards that move between them.

use super::data::{Ask, Fields, Row, encode, number, text};
use super::fields::{Shown, choice::pill};
use super::format;
use super::icons::{icon, meaning};
use super::list::ask::Arrangement;
use super::nouns::{Field, Noun};
use super::record;
use super::refused::{Answer, Refused};
use super::shell::{go, respond, toast, with_header, with_toast};
use super::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use catalog::Kind;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;

/// Cards a column shows before "more".
const CARDS: usize = 40;

/// The column a board stands on.
pub(super) fn column<'n>(noun: &'n Noun<'_>, arrangement: &Arrangement) -> Option<&'n Field> {
    let usable = |key: &str| noun.field(key).filter(|f| f.kind == Kind::Choice && !f.computed && f.custom.is_none());
    arrangement.on.as_deref().and_then(usable).or_else(|| noun.special.board.and_then(usable)).or_else(|| noun.fields.iter().find(|f| f.kind == Kind::Choice && f.writable && f.custom.is_none()))
}

/// The board of a list.
pub(super) async fn board(visit: &Visit, noun: &Noun<'_>, arrangement: &Arrangement) -> Result<(Markup, Option<u64>), Refused> {
    let Some(field) = column(noun, arrangement) else { return Ok((html! { p class="empty" { "There is nothing to make columns of." } }, None)) };
    let card: Vec<&Field> = noun.special.card.iter().filter_map(|c| noun.field(c)).filter(|f| f.key != field.key).collect();
    let mut wanted = card.clone();
    wanted.push(field);
    wanted.extend(noun.field("stage_entered_at"));
    let sum = noun.special.sum.and_then(|s| noun.field(s));
    let filters = arrangement.filters_for(visit, noun);
    let weighted = noun.name() == "opportunities" && field.key == "stage";
    let order = if weighted { "value.desc".to_string() } else { arrangement.order_by(noun) };
    let mut asks = vec![Ask::new(
        noun.name(),
        format!("select={0}{1},count(){2}&{filters}", field.key, if weighted { ",probability" } else { "" }, sum.map(|s| format!(",total:{}.sum()", s.key)).unwrap_or_default()),
    )];
    for (value, _) in &field.options {
        asks.push(Ask::new(noun.name(), format!("select={}&{}=eq.{value}&order={order}&limit={CARDS}&{filters}", encode(&noun.select(&wanted)), field.key)));
    }
    let mut found = visit.read(&asks).await?.into_iter();
    let totals = found.next().unwrap_or_default().rows;
    let moves = visit.may(noun.name(), "UPDATE") && field.writable;
    let all: f64 = totals.iter().map(|t| number(t, "count")).sum();
    let body = html! {
        div class="board" data-board=(noun.name()) data-column=(field.key) tabindex="-1" {
            @for ((value, word), lane) in field.options.iter().zip(found) {
                @let total = totals.iter().find(|t| text(t, &field.key) == value);
                @let count = total.map(|t| number(t, "count")).unwrap_or_default();
                @let amount = total.map(|t| number(t, "total")).unwrap_or_default();
                section class="lane" data-value=(value) aria-label={ (word) ", " (count) } {
                    header {
                        span class="t" { (pill(value, word)) span class="n" { (count) } }
                        @if sum.is_some() {
                            span class="sum" {
                                span title="Sum" { (format::short_money(amount, &visit.person.currency)) }
                                @if weighted { @let p = total.map(|t| number(t, "probability")).unwrap_or_default(); span title={ "Weighted by " (p) " %" } { "⌀ " (format::short_money(amount * p / 100.0, &visit.person.currency)) } }
                            }
                        }
                    }
                    ol {
                        @for row in &lane.rows { (deal(visit, noun, &card, row, moves)) }
                        @if count > lane.rows.len() as f64 { li { a class="b ghost" href={ "/" (noun.name()) "?" (arrangement.with_view(super::list::ask::View::List).with_filters(vec![(field.key.clone(), format!("in.({value})"))]).query()) } { "All " (count) } } }
                    }
                }
            }
        }
    };
    Ok((body, Some(all as u64)))
}

fn deal(visit: &Visit, noun: &Noun<'_>, card: &[&Field], row: &Row, moves: bool) -> Markup {
    let key = noun.key(row);
    let days = text(row, "stage_entered_at").parse::<jiff::Timestamp>().ok().map(|t| (visit.now.as_second() - t.as_second()).max(0) / 86_400);
    html! {
        li class="deal" data-id=(key) data-moves[moves] tabindex="0" {
            a href={ "/" (noun.name()) "/" (key) } tabindex="-1" dir="auto" { (noun.title(row)) }
            @for (i, pair) in card.chunks(2).enumerate() {
                div class="fact" {
                    @for f in pair { span class="clip" title=(f.label) { (Shown { visit, field: f, row }.cell()) } }
                    // The age stands in the last line, where there is room for it.
                    @if i + 1 == card.chunks(2).count() && pair.len() == 1 { (age(days)) }
                }
            }
            @if card.len().is_multiple_of(2) { @if days.is_some() { div class="fact" { (age(days)) } } }
        }
    }
}

/// How long a card has been in its column, with a mark when it is long.
fn age(days: Option<i64>) -> Markup {
    html! { @if let Some(days) = days { span class={ "age " (if days > 45 { "red" } else if days > 21 { "amber" } else { "" }) } title="Days in this stage" { (icon("clock")) span class="visually-hidden" { "In this stage for " } (days) " d" } } }
}

/// `POST /<noun>/move`: a card goes into another column.
pub(super) async fn shift(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let field = form.filled("column").and_then(|c| noun.field(c)).filter(|f| f.kind == Kind::Choice && f.writable).ok_or_else(|| Error::new(400, "TL100", "This can't be moved"))?;
    let value = form.filled("value").unwrap_or_default();
    let (_, word) = field.options.iter().find(|(v, _)| v == value).ok_or_else(|| Error::new(400, "TL100", "There is no such column"))?;
    let id = form.filled("id").unwrap_or_default();
    let mut row = Row::from_iter([(field.key.clone(), Value::from(value))]);
    if name == "opportunities" && value == "closed_lost" {
        match form.filled("loss_reason") {
            Some(reason) => drop(row.insert("loss_reason".into(), reason.into())),
            None => return loss_dialog(&visit, &noun, id).await,
        }
    }
    if name == "invoices" && value == "paid" {
        row.insert("paid_date".into(), visit.today().to_string().into());
    }
    let (actor, operation) = visit.operation();
    match super::form::save(&visit, &actor, &noun, id, row, None).await {
        Ok(_) => {}
        Err(Refused::Because(e)) if e.message.contains("can't move to") => return criteria_dialog(&visit, id, &e).await,
        Err(other) => return Err(other),
    }
    if let (Some(competitor), "opportunities") = (form.filled("competitor"), name.as_str()) {
        let link = Row::from_iter([("opportunity_id".to_string(), Value::from(id)), ("competitor_id".into(), competitor.into()), ("status".into(), "lost_to".into())]);
        let tx = visit.begin(&actor).await?;
        visit.delete_in(&tx, "competitor_mentions", &format!("opportunity_id=eq.{id}&competitor_id=eq.{competitor}")).await.ok();
        if visit.create_in(&tx, "competitor_mentions", &link).await.is_ok() {
            visit.commit(tx).await?;
        }
    }
    if !visit.partial {
        return Ok(go(&visit, &format!("/{name}/{id}")));
    }
    Ok(with_header(with_toast(&html! {}, &toast(&format!("{}: {word}.", field.label), Some(operation))), "hx-trigger", "rows-changed, dialog-done"))
}

/// Asks why a deal was lost, and to whom.
async fn loss_dialog(visit: &Visit, noun: &Noun<'_>, id: &str) -> Answer {
    noun.filter(id)?;
    let found = visit.read(&[Ask::new("competitors", "select=id,name&order=name&limit=200"), Ask::new("system_settings", "select=value&key=eq.pipeline.loss_reasons")]).await?;
    let own: Vec<String> = found[1].rows.first().and_then(|r| r.get("value")).and_then(Value::as_array).into_iter().flatten().filter_map(|v| v.as_str().map(str::to_string)).collect();
    let reasons: Vec<String> =
        if own.is_empty() { ["Price", "No budget", "No decision", "Lost to a competitor", "Missing capability", "Bad timing"].iter().map(|s| (*s).to_string()).collect() } else { own };
    let body = html! {
        form method="post" action="/opportunities/move" hx-post="/opportunities/move" hx-swap="none" {
            div class="head" { h2 { "Why was the deal lost?" } button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) } }
            div class="body" {
                input type="hidden" name="id" value=(id); input type="hidden" name="column" value="stage"; input type="hidden" name="value" value="closed_lost";
                div class="field" { label for="loss-reason" { span class="must" { "Loss reason" } } input class="in" id="loss-reason" name="loss_reason" list="loss-reasons" required autofocus autocomplete="off"; datalist id="loss-reasons" { @for r in &reasons { option value=(r) {} } } }
                div class="field" { label for="lost-to" { "Lost to" } select class="in" id="lost-to" name="competitor" { option value="" { "Nobody we know of" } @for c in &found[0].rows { option value=(text(c, "id")) { (text(c, "name")) } } } }
            }
            div class="feet" { button type="button" class="b ghost" data-close { "Cancel" } button type="submit" class="b primary" { "Lose deal" } }
        }
    };
    opened(visit, body, StatusCode::OK)
}

/// Shows what is missing before a deal may move.
async fn criteria_dialog(visit: &Visit, id: &str, e: &Error) -> Answer {
    let found = visit.find(Ask::new("opportunities", format!("select=stage,client_id,exit_criteria&id=eq.{id}"))).await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let criteria = row.get("exit_criteria").and_then(Value::as_array).cloned().unwrap_or_default();
    let body = html! {
        div class="head" { h2 { "Not yet" } button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) } }
        div class="body" { p { (e.message) } (record::checklist(&criteria, text(row, "stage"))) p class="quiet small" { "Your organisation has made the exit criteria binding." } }
        div class="feet" { a class="b primary" href={ "/clients/" (text(row, "client_id")) "/edit" } { "Fill in the client" } }
    };
    opened(visit, body, StatusCode::CONFLICT)
}

/// A dialog beside the answer; without scripts, a page of its own.
fn opened(visit: &Visit, body: Markup, status: StatusCode) -> Answer {
    if !visit.partial {
        return Ok(super::shell::page(visit, &super::shell::Page { title: "Move".into(), ..Default::default() }, &html! { div class="card" { (body) } }));
    }
    let mut response = respond(html! { hx-partial hx-target="#dialog" hx-swap="innerHTML" { (body) } });
    *response.status_mut() = status;
    Ok(with_header(response, "hx-trigger", "dialog-open, card-back"))
}
