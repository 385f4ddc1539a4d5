//! `/today`: what to do now, what is planned, and the numbers that matter to this role.

mod figures;
mod items;

use super::data::{Fields, Row};
use super::format;
use super::guest::{self, Guest};
use super::icons::{icon, meaning};
use super::refused::{Answer, Refused};
use super::shell::{self, Page, empty, go, respond, toast, with_header, with_toast};
use super::visit::Visit;
use axum::response::{IntoResponse as _, Redirect, Response};
use items::{Act, Item, feeds};
use maud::{Markup, html};
use records::Error;
use serde_json::Value;
use std::collections::BTreeSet;

/// Things to do that are shown before "more".
const AT_FIRST: usize = 40;
/// Things that are planned and shown.
const SCHEDULED: usize = 24;

/// `GET /`
pub(super) async fn front(visit: Result<Visit, Refused>, guest: Guest) -> Response {
    match (visit, &guest.at) {
        (Ok(visit), _) => Redirect::to(&visit.home()).into_response(),
        (Err(_), Some(at)) => guest::front(&guest, at),
        (Err(_), None) => Redirect::to("/sign-in").into_response(),
    }
}

/// `GET /today`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() {
        return Ok(Redirect::to(&visit.home()).into_response());
    }
    let (items, planned, figures) = looked_at(&visit).await?;
    let all = visit.param("all").is_some();
    let shown = if all { items.len() } else { AT_FIRST };
    let live = live(&visit);
    let todo = html! {
        section aria-labelledby="do" {
            div class="card" {
                div class="head" {
                    h2 id="do" {
                        "To do "
                        span class="quiet" { (items.len()) }
                    }
                }
                @if items.is_empty() {
                    ({
                        empty(
                            "inbox",
                            "Nothing waits for you",
                            "New tasks, nudges and follow-ups appear here the moment they are due.",
                            &html! {},
                        )
                    })
                }
                ul class="rows" {
                    @for i in items.iter().take(shown) { (line(&visit, i)) }
                }
                @if items.len() > shown {
                    p class="inside" {
                        a class="plain" href="/today?all=1" { "And " (items.len() - shown) " more" }
                    }
                }
            }
        }
    };
    let schedule = html! {
        section aria-labelledby="schedule" {
            div class="card" {
                div class="head" {
                    h2 id="schedule" { "Schedule" }
                }
                @if planned.is_empty() {
                    p class="inside quiet" { "Nothing is planned for the next two weeks." }
                }
                div class="inside feed" {
                    @for (i, p) in planned.iter().take(SCHEDULED).enumerate() {
                        @if let Some(day) = p.day.filter(|_| i == 0 || planned[i - 1].day != p.day) {
                            div class="day" { (format::near(day, visit.today())) }
                        }
                        div class="it" {
                            (icon(&p.icon))
                            div {
                                a href=(p.to) { (p.title) }
                                div class="small quiet" { (p.about) }
                            }
                        }
                    }
                }
            }
        }
    };
    let body = html! {
        div class="today" id="today" data-live=(live) data-src=(if all { "/today?all=1" } else { "/today" }) {
            (todo)
            (schedule)
            section aria-labelledby="numbers" {
                h2 id="numbers" class="visually-hidden" { "Numbers" }
                div class="figures" {
                    @for f in &figures { (f) }
                }
            }
        }
    };
    if visit.partial {
        return Ok(respond(html! {
            (body)
        }));
    }
    let hour = visit.now.to_zoned(visit.person.zone.clone()).hour();
    let greeting = match hour {
        5..=11 => "Good morning",
        12..=17 => "Good afternoon",
        _ => "Good evening",
    };
    let page = Page {
        title: format!("{greeting}, {}", visit.person.name.split(' ').next().unwrap_or_default()),
        count: Some(html! {
            (visit.today().strftime("%A, %-d %B").to_string())
        }),
        live,
        ..Page::default()
    };
    let page = shell::page(&visit, &page, &body);
    Ok(page)
}

/// What waits, what is planned, and the numbers: in one round trip.
async fn looked_at(visit: &Visit) -> Result<(Vec<Item>, Vec<Item>, Vec<Markup>), Refused> {
    let chosen = figures::chosen(visit);
    let (things, numbers) = (items::asked(visit), figures::asked(&chosen));
    let (has_things, has_numbers) = (things.is_some(), numbers.is_some());
    let mut answers = visit.texts(things.into_iter().chain(numbers).collect()).await?.into_iter();
    let things = if has_things { answers.next() } else { None }.unwrap_or_default();
    let numbers = if has_numbers { answers.next() } else { None }.unwrap_or_default();
    let (planned, items) = items::items(visit, &things).into_iter().partition(|item| item.is_planned);
    let figures = chosen.iter().zip(&numbers).map(|(figure, row)| figures::shown(visit, figure, row)).collect();
    Ok((items, planned, figures))
}

/// The nouns whose changes may change Today.
fn live(visit: &Visit) -> String {
    let nouns: BTreeSet<&str> = feeds(visit).flat_map(|feed| feed.about.iter().map(String::as_str)).collect();
    nouns.into_iter().collect::<Vec<_>>().join(" ")
}

fn line(visit: &Visit, item: &Item) -> Markup {
    let form = |what: &str, body: Markup| {
        html! {
            form method="post" action="/today/act" hx-post="/today/act" hx-swap="none" {
                input type="hidden" name="noun" value=(item.noun);
                input type="hidden" name="id" value=(item.id);
                input type="hidden" name="do" value=(what);
                (body)
            }
        }
    };
    html! {
        li {
            (icon(&item.icon))
            div class="main" {
                a href=(item.to) class="clip" dir="auto" { (item.title) }
                div class="small quiet clip" {
                    (item.about)
                    @if let Some(when) = &item.when {
                        " · "
                        span class=[item.late.then_some("late")] {
                            @if when.len() > 10 { (format::moment(visit, when)) } @else { (format::day(visit, when)) }
                        }
                    }
                }
            }
            span class="acts" {
                @for act in item.acts.iter().filter(|act| offered(visit, act)) {
                    @match &act.icon {
                        _ if act.page.is_some() => { (asking(act)) }
                        None => {
                            ({
                                form(
                                    &act.name,
                                    html! {
                                        button class = "b" type = "submit" { (icon("check")) (act
                                        .word) }
                                    },
                                )
                            })
                        }
                        Some(sign) => {
                            ({
                                form(
                                    &act.name,
                                    html! {
                                        button class = "b ghost icon" type = "submit" {
                                        (meaning(sign, & act.word)) }
                                    },
                                )
                            })
                        }
                    }
                }
            }
        }
    }
}

/// Whether this person may do it: a verb is for some roles.
fn offered(visit: &Visit, act: &Act) -> bool {
    act.verb.as_ref().is_none_or(|(name, _)| super::verbs::find(visit, name).is_ok())
}

/// A click that asks before it does something.
fn asking(act: &Act) -> Markup {
    let class = if act.icon.is_some() { "b ghost icon" } else { "b" };
    html! {
        a class=(class) href=[act.page.as_ref()] hx-get=[act.page.as_ref()] hx-target="#dialog" data-opens-dialog {
            @match &act.icon {
                Some(sign) => { (meaning(sign, &act.word)) }
                None => {
                    (icon("zap"))
                    (act.word)
                }
            }
        }
    }
}

/// `GET /bell`: what is new, for the menu at the top.
pub(super) async fn bell(visit: Visit) -> Answer {
    let news = items::news(&visit).await?;
    Ok(respond(html! {
        span class="label" { "Notifications" }
        @if news.is_empty() {
            p class="item quiet" { "Nothing new." }
        }
        @for i in news.iter().take(12) {
            a class="item" href=(i.to) {
                (icon(&i.icon))
                span class="clip" { (i.title) }
            }
        }
        hr;
        a class="item" href="/today" { (icon("house")) "All of today" }
        span hidden data-bell=(news.len()) {}
    }))
}

/// `POST /today/act`: done, snoozed, dismissed; undo for ten seconds and longer.
pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let noun = form.filled("noun").unwrap_or_default().to_string();
    let id = form.filled("id").unwrap_or_default();
    let what = form.filled("do").unwrap_or_default();
    let about = visit.noun(&noun)?;
    let tomorrow = visit
        .today()
        .tomorrow()
        .ok()
        .and_then(|d| d.at(8, 0, 0, 0).to_zoned(visit.person.zone.clone()).ok())
        .map_or_else(|| visit.now.to_string(), |z| z.timestamp().to_string());
    let acts = items::acts(&visit, &noun, id).await?;
    let Some(act) = acts.into_iter().find(|act| act.name == what) else {
        return Err(Error::new(409, "TL409", "This no longer waits here").hint("Open the record itself.").into());
    };
    let moment = |value: Value| match value.as_str() {
        Some("@now") => visit.now.to_string().into(),
        Some("@tomorrow") => tomorrow.clone().into(),
        _ => value,
    };
    if let Some((verb, input)) = &act.verb {
        let mut input = input.clone();
        for value in input.as_object_mut().into_iter().flat_map(|input| input.values_mut()) {
            *value = moment(value.take());
        }
        let verb = super::verbs::find(&visit, verb)?;
        let (answer, operation) = super::verbs::perform(&visit, verb, input).await?;
        return super::verbs::done(&visit, verb, &answer, operation);
    }
    let row: Row = act.set.into_iter().map(|(column, value)| (column, moment(value))).collect();
    let (actor, operation) = visit.operation();
    super::rows::save(&visit, &actor, &about, id, row, None).await?;
    if visit.partial {
        return Ok(with_header(
            with_toast(&html! {}, &toast(&act.told, Some(operation))),
            "hx-trigger",
            "rows-changed",
        ));
    }
    Ok(go(&visit, "/today"))
}
