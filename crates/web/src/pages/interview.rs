//! Interviews: on the page of an application, on their own page, and `/applications/<id>/interview`, where times are found and
//! proposed.

use super::appointment::{at, entry};
use super::extra::Extra;
use super::scorecard;
use crate::about::Record;
use crate::address::pairs;
use crate::data::{Ask, Fields, Row, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go, respond};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) const PAGE: Extra =
    Extra { noun: "interviews", inside: Some(|visit, record| Box::pin(inside(visit, record))), ..Extra::NONE };

/// Where a person sees and brings in their own calendars.
pub(super) const CALENDARS: Extra = Extra { noun: "calendar_sources", list: Some(add_calendar), ..Extra::NONE };

const PROPOSE: &str = "propose_interview";
const FIND: &str = "find_interview_times";

/// What is asked of an interview's people, and of its times, as far as the person's role reads it.
fn columns(visit: &Visit) -> String {
    let words = visit
        .catalog()
        .table("interviews")
        .is_some_and(|t| t.column("candidate_words").is_some_and(|column| t.may(visit.actor.role, "SELECT", column)));
    let words = if words { "candidate_words," } else { "" };
    format!(
        "id,round,status,starts_at,ends_at,location,meeting_url,reason,{words}application_id,\
         interviewers(user_id,users(full_name))"
    )
}

fn add_calendar(visit: &Visit) -> Markup {
    html! {
        @if verbs::find(visit, "add_calendar").is_ok() {
            button type="button" class="b primary" hx-get="/verbs/add_calendar" hx-target="#dialog" data-opens-dialog {
                (icon("plus"))
                "Add calendar"
            }
        }
    }
}

/// How far an interview has come, as a pill.
fn pill(status: &str) -> Markup {
    let tone = match status {
        "proposed" => "pill warn",
        "scheduled" => "pill info",
        "completed" => "pill good",
        "no_show" => "pill bad",
        _ => "pill",
    };
    html! {
        span class=(tone) { (sentence(status)) }
    }
}

/// Who holds it.
fn people(row: &Row) -> String {
    let all = row.get("interviewers").and_then(Value::as_array);
    let names = all.into_iter().flatten().filter_map(|one| one["users"]["full_name"].as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// The interviews about an application, with what was thought of it where that may be seen.
pub(super) async fn of_application(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    if !visit.may("interviews", "SELECT") {
        return Ok(html! {});
    }
    let id = &record.id;
    let query =
        format!("select={}&application_id=eq.{id}&order=starts_at.desc.nullsfirst,id.desc&limit=50", columns(visit));
    let interviews = visit.find(Ask::new("interviews", query)).await?.rows;
    let mut cards = Vec::new();
    for row in &interviews {
        cards.push(scorecard::handed_in(visit, text(row, "id")).await?);
    }
    Ok(html! {
        section class="card" id="interviews" {
            div class="head" {
                h2 { "Interviews" }
            }
            @if interviews.is_empty() {
                p class="inside quiet" { "None yet. Propose times, and the candidate picks one." }
            }
            ul class="rows" {
                @for (row, cards) in interviews.iter().zip(&cards) {
                    li {
                        div class="main" {
                            a class="plain" href={ "/interviews/" (text(row, "id")) } { (text(row, "round")) }
                            " "
                            span class="quiet" {
                                @if text(row, "starts_at").is_empty() {
                                    @if text(row, "candidate_words").is_empty() { "The candidate picks a time" } @else { "No time fits" }
                                } @else {
                                    (at(text(row, "starts_at"), &visit.person.zone))
                                }
                            }
                            div class="quiet small" { (people(row)) }
                            (cards)
                        }
                        (pill(text(row, "status")))
                    }
                }
            }
        }
    })
}

/// On an interview's own page: who, when, what was proposed, and the scorecards.
async fn inside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = &record.id;
    let asks = [
        Ask::new("interviews", format!("select={}&id=eq.{id}", columns(visit))),
        Ask::new("interview_slots", format!("select=starts_at&interview_id=eq.{id}&order=starts_at&limit=50")),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|found| found.rows);
    let (rows, slots) = (found.next().unwrap_or_default(), found.next().unwrap_or_default());
    let row = rows.first().ok_or_else(Refused::nothing)?;
    let me = visit.actor.user.map(|user| user.to_string()).unwrap_or_default();
    let held = row.get("interviewers").and_then(Value::as_array).into_iter().flatten();
    let is_mine = held.into_iter().any(|one| one["user_id"] == json!(me));
    let begun = text(row, "starts_at").parse::<Timestamp>().is_ok_and(|at| at <= visit.now);
    let (status, zone) = (text(row, "status"), &visit.person.zone);
    let application = text(row, "application_id");
    let cards = scorecard::handed_in(visit, id).await?;
    let again = format!("/applications/{application}/interview?again={id}");
    let arranges = matches!(status, "proposed" | "scheduled") && verbs::find(visit, PROPOSE).is_ok();
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { (people(row)) }
            }
            div class="inside arranged" {
                @if !text(row, "starts_at").is_empty() {
                    p { strong { (at(text(row, "starts_at"), zone)) } }
                } @else if !slots.is_empty() && status == "proposed" {
                    p { "These times are proposed; the candidate picks one:" }
                    ul {
                        @for slot in &slots { li { (at(text(slot, "starts_at"), zone)) } }
                    }
                }
                @if !text(row, "candidate_words").is_empty() {
                    div class="note warn" {
                        (icon("triangle-alert"))
                        span { "None of these times fits. " bdi { (text(row, "candidate_words")) } }
                    }
                }
                div class="acts" {
                    a class="b" href={ "/applications/" (application) } { (icon("clipboard-list")) "Application" }
                    @if arranges {
                        a class="b" href=(again) { (icon("calendar-clock")) "Propose other times" }
                    }
                    @if status == "scheduled" {
                        a class="b" href={ "/interviews/" (id) "/ics" } { (icon("download")) "For my calendar" }
                    }
                    @if is_mine && begun && matches!(status, "scheduled" | "completed") {
                        a class="b primary" href={ "/interviews/" (id) "/scorecard" } { (icon("clipboard-list")) "Scorecard" }
                    }
                }
            }
        }
        @if !cards.0.is_empty() {
            section class="card" {
                div class="head" { h2 { "Scorecards" } }
                div class="inside" { (cards) }
            }
        }
    })
}

/// `GET /interviews/<id>/ics`: one interview for a calendar.
pub(super) async fn download(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let found = visit
        .find(Ask::new("interviews", format!("select={}&id=eq.{id}&status=eq.scheduled", columns(&visit))))
        .await?;
    let row = found.rows.first().ok_or_else(Refused::nothing)?;
    let place = Some(text(row, "location")).filter(|place| !place.is_empty()).unwrap_or(text(row, "meeting_url"));
    let title = format!("Interview: {}", text(row, "round"));
    Ok(entry(&id.to_string(), &title, place, text(row, "starts_at"), text(row, "ends_at")))
}

/// What the form of the page says, from its address or from what was sent.
struct Wish {
    round: String,
    interviewers: Vec<String>,
    minutes: String,
    first: String,
    last: String,
    again: String,
}

impl Wish {
    fn of(get: impl Fn(&str) -> Vec<String>) -> Wish {
        let one = |key: &str| get(key).into_iter().next().unwrap_or_default();
        Wish {
            round: one("round"),
            interviewers: get("interviewers").into_iter().filter(|id| !id.is_empty()).collect(),
            minutes: one("minutes"),
            first: one("first"),
            last: one("last"),
            again: one("again"),
        }
    }

    /// What finding times takes.
    fn input(&self, application: Uuid) -> Value {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_string());
        let mut input = json!({ "application": application, "interviewers": self.interviewers });
        for (key, value) in [("first", given(&self.first)), ("last", given(&self.last)), ("beside", given(&self.again))]
        {
            if let Some(value) = value {
                input[key] = json!(value);
            }
        }
        if let Ok(minutes) = self.minutes.parse::<i32>() {
            input["minutes"] = json!(minutes);
        }
        input
    }
}

/// `GET /applications/<id>/interview`: who holds it, how long and when; then the times at which everybody is free.
pub(super) async fn page(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let asked = pairs(&visit.query);
    let wish = Wish::of(|key| asked.iter().filter(|(name, _)| name == key).map(|(_, value)| value.clone()).collect());
    shown(&visit, id, wish, None, &Fields(Vec::new())).await
}

/// `POST /applications/<id>/interview`: the times that were ticked are proposed.
pub(super) async fn act(visit: Visit, Path(id): Path<Uuid>, form: Fields) -> Answer {
    let wish = Wish::of(|key| form.all(key).into_iter().map(str::to_string).collect());
    let verb = verbs::find(&visit, PROPOSE)?;
    let mut input = wish.input(id);
    input.as_object_mut().map(|input| input.remove("beside"));
    for key in ["round", "by", "location", "meeting_url", "again"] {
        if let Some(value) = form.filled(key) {
            input[key] = json!(value);
        }
    }
    input["times"] = json!(form.all("times"));
    if input["round"].is_null() {
        input["round"] = json!("");
    }
    match verbs::perform(&visit, verb, input).await {
        Ok((answer, _)) => match answer["url"].as_str() {
            Some(url) => Ok(passed_on(&visit, id, url, answer["interview"].as_str().unwrap_or_default())),
            None => Ok(go(&visit, &format!("/interviews/{}", answer["interview"].as_str().unwrap_or_default()))),
        },
        Err(Refused::Because(why)) if why.status < 500 => {
            let words =
                [Some(why.message.clone()), why.hint.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            shown(&visit, id, wish, Some(words), &form).await
        }
        Err(why) => Err(why),
    }
}

/// The link is shown once.
fn passed_on(visit: &Visit, application: Uuid, url: &str, interview: &str) -> Response {
    let url = if url.starts_with('/') { format!("{}{url}", visit.origin()) } else { url.to_string() };
    let body = html! {
        section class="card form" {
            div class="head" { h2 { "Pass this link on" } }
            div class="inside" {
                p { "It is shown only now. Whoever has it sees the application and picks a time." }
                input class="in mono" readonly value=(url) aria-label="Link" data-select;
                div class="acts" {
                    a class="b primary" href={ "/interviews/" (interview) } { "Done" }
                }
            }
        }
    };
    let crumbs = vec![
        ("Applications".to_string(), "/applications".to_string()),
        ("Application".into(), format!("/applications/{application}")),
    ];
    shell::page(visit, &Page { title: "Times are proposed".into(), crumbs, ..Page::default() }, &body)
}

async fn shown(visit: &Visit, id: Uuid, mut wish: Wish, wrong: Option<String>, form: &Fields) -> Answer {
    verbs::find(visit, PROPOSE)?;
    let again = Uuid::parse_str(&wish.again).ok();
    let asks = [
        Ask::new(
            "applications",
            format!("select=id,person:candidate_id(name),job:job_id(title,hiring_process_rounds)&id=eq.{id}"),
        ),
        Ask::new(
            "users",
            "select=id,full_name&status=eq.active&role=not.in.(client,candidate,viewer)&order=full_name&limit=300",
        ),
        Ask::new("interviews", format!("select={},minutes&id=eq.{}", columns(visit), again.unwrap_or_default())),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|found| found.rows);
    let mut next = || found.next().unwrap_or_default();
    let (applications, colleagues, former) = (next(), next(), next());
    let application = applications.first().ok_or_else(Refused::nothing)?;
    let is_asked = !wish.interviewers.is_empty();
    if let Some(former) = former.first().filter(|_| !is_asked) {
        let held = former.get("interviewers").and_then(Value::as_array).into_iter().flatten();
        wish.interviewers = held.filter_map(|one| one["user_id"].as_str().map(str::to_string)).collect();
        wish.round = text(former, "round").to_string();
        wish.minutes = former.get("minutes").map(Value::to_string).unwrap_or_default();
    }
    if wish.interviewers.is_empty() {
        wish.interviewers.extend(visit.actor.user.map(|user| user.to_string()));
    }
    let rounds: Vec<&str> = application["job"]["hiring_process_rounds"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let (times, wrong) = if is_asked {
        match visit.server.call(&visit.actor, FIND, wish.input(id)).await {
            Ok(times) => (Some(times), wrong),
            Err(why) if why.status < 500 => (None, wrong.or(Some(why.message))),
            Err(why) => return Err(why.into()),
        }
    } else {
        (None, wrong)
    };
    let name = application["person"]["name"].as_str().unwrap_or_default().to_string();
    let person = html! {
        @if let Some(words) = &wrong {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span { (words) }
            }
        }
        @if let Some(words) = former.first().map(|row| text(row, "candidate_words")).filter(|words| !words.is_empty()) {
            div class="note" {
                (icon("message-square"))
                span { (name) " wrote: " bdi { (words) } }
            }
        }
        div class="interviewing" {
            (asking(id, &wish, &rounds, &colleagues))
            @if let Some(times) = &times { (proposing(id, &wish, times, form)) }
        }
    };
    if visit.partial {
        return Ok(respond(person));
    }
    let crumbs = vec![("Applications".to_string(), "/applications".to_string()), (name, format!("/applications/{id}"))];
    Ok(shell::page(visit, &Page { title: "Propose an interview".into(), crumbs, ..Page::default() }, &person))
}

/// The first form: what is needed.
fn asking(id: Uuid, wish: &Wish, rounds: &[&str], colleagues: &[Row]) -> Markup {
    let minutes = if wish.minutes.is_empty() { "45" } else { &wish.minutes };
    let chosen = |id: &str| wish.interviewers.iter().any(|one| one == id);
    html! {
        form class="card" method="get" action={ "/applications/" (id) "/interview" } {
            div class="head" { h2 { "Who and when" } }
            div class="inside fields" {
                @if !wish.again.is_empty() { input type="hidden" name="again" value=(wish.again); }
                div class="field" {
                    label for="round" { "Round" }
                    input class="in" id="round" name="round" list="rounds" required maxlength="100" autocomplete="off"
                        value=(if wish.round.is_empty() { rounds.first().copied().unwrap_or("Interview") } else { &wish.round });
                    datalist id="rounds" {
                        @for round in rounds { option value=(round) {} }
                    }
                }
                fieldset class="field" {
                    legend { "Interviewers" }
                    div class="checks interviewers" {
                        @for row in colleagues.iter().filter(|row| chosen(text(row, "id"))).chain(colleagues.iter().filter(|row| !chosen(text(row, "id")))) {
                            label {
                                input type="checkbox" name="interviewers" value=(text(row, "id")) checked[chosen(text(row, "id"))];
                                (text(row, "full_name"))
                            }
                        }
                    }
                }
                div class="field" {
                    label for="minutes" { "Minutes" }
                    input class="in" id="minutes" name="minutes" type="number" min="10" max="480" step="5" value=(minutes);
                }
                div class="two" {
                    div class="field" {
                        label for="first" { "From" }
                        input class="in" id="first" name="first" type="date" value=(wish.first);
                    }
                    div class="field" {
                        label for="last" { "To" }
                        input class="in" id="last" name="last" type="date" value=(wish.last);
                        span class="help" { "Two weeks when empty." }
                    }
                }
                button class="b primary" type="submit" { (icon("search")) "Find times" }
                p class="quiet small" {
                    "People are asked by their interviews, meetings and "
                    a href="/calendar_sources" { "the calendars they brought in" }
                    "."
                }
            }
        }
    }
}

/// The second form: the times that were found, and how the candidate hears of them.
fn proposing(id: Uuid, wish: &Wish, found: &Value, form: &Fields) -> Markup {
    let times: Vec<&Value> = found["times"].as_array().into_iter().flatten().collect();
    let words = |time: &Value| time["words"].as_str().unwrap_or_default().to_string();
    let mut days: Vec<(String, Vec<&Value>)> = Vec::new();
    for time in times {
        let all = words(time);
        let day = all.rsplit_once(", ").map_or(all.as_str(), |(day, _)| day).to_string();
        match days.last_mut() {
            Some((last, there)) if *last == day => there.push(time),
            _ => days.push((day, vec![time])),
        }
    }
    let ticked = form.all("times");
    html! {
        form class="card" method="post" action={ "/applications/" (id) "/interview" } {
            div class="head" {
                h2 { "Everybody is free" }
                span class="quiet small" { (found["time_zone"].as_str().unwrap_or_default()) }
            }
            @for (key, value) in [("round", &wish.round), ("minutes", &wish.minutes), ("first", &wish.first), ("last", &wish.last), ("again", &wish.again)] {
                input type="hidden" name=(key) value=(value);
            }
            @for one in &wish.interviewers { input type="hidden" name="interviewers" value=(one); }
            @for why in found["unread"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                p class="inside late" { "A calendar could not be read. " (why) }
            }
            @if days.is_empty() {
                p class="inside quiet" { "There is no time at which everybody is free in these days. Look at more days, or ask fewer people." }
            } @else {
                p class="inside quiet" { "Tick what you propose. With nothing ticked, five times on different days are proposed." }
                div class="inside times" {
                    @for (day, times) in &days {
                        fieldset {
                            legend { (day) }
                            div class="checks" {
                                @for time in times {
                                    @let stamp = time["starts_at"].as_str().unwrap_or_default();
                                    label {
                                        input type="checkbox" name="times" value=(stamp) checked[ticked.contains(&stamp)];
                                        (words(time).rsplit_once(", ").map_or("", |(_, clock)| clock))
                                    }
                                }
                            }
                        }
                    }
                }
                div class="inside fields" {
                    div class="field" {
                        label for="location" { "Where, or who calls" }
                        input class="in" id="location" name="location" maxlength="300" value=(form.get("location").unwrap_or_default()) autocomplete="off";
                    }
                    div class="field" {
                        label for="meeting_url" { "Link to the video meeting" }
                        input class="in" id="meeting_url" name="meeting_url" type="url" value=(form.get("meeting_url").unwrap_or_default()) autocomplete="off";
                    }
                    fieldset class="field" {
                        legend { "The candidate hears of it" }
                        div class="checks" {
                            label { input type="radio" name="by" value="mail" checked[form.get("by") != Some("link")]; "By mail" }
                            label { input type="radio" name="by" value="link" checked[form.get("by") == Some("link")]; "By a link you pass on" }
                        }
                    }
                    button class="b primary" type="submit" { (icon("send")) "Propose these times" }
                }
            }
        }
    }
}
