//! Interviews on the page of who applied: a time is picked from those that are proposed, changed or called off, and all times
//! are told in the time zone they choose; a browser without scripts does not say where it is.

use crate::address::pairs;
use crate::data::Fields;
use crate::guest::{Followed, Guest, Refusal};
use crate::icons::icon;
use crate::pages::appointment::{at, entry};
use axum::response::Response;
use jiff::tz::{TimeZone, db};
use maud::{Markup, html};
use records::Error;
use serde_json::json;
use uuid::Uuid;

/// An interview as its candidate sees it.
struct Interview {
    id: Uuid,
    round: String,
    status: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    minutes: i32,
    zone: String,
    place: String,
    url: Option<String>,
    reason: Option<String>,
    words: Option<String>,
    /// The times that can be had.
    open: Vec<String>,
}

async fn found(guest: &Guest, link: &Followed) -> Result<Vec<Interview>, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select i.id, i.round, i.status::text, recruiting.stamp(i.starts_at), recruiting.stamp(i.ends_at), i.minutes, i.time_zone,
                      coalesce(i.location, ''), i.meeting_url::text, i.reason, i.candidate_words,
                      array(select recruiting.stamp(s.starts_at) from recruiting.open_slots(i.id) s)
                 from recruiting.interviews i
                where i.application_id = $1 and (i.status in ('proposed', 'scheduled') or i.status = 'cancelled'
                  and i.updated_at > now() - interval '14 days') order by i.created_at desc, i.id limit 10";
    let rows = tx.query(sql, &[&link.record]).await?;
    tx.commit().await?;
    let all = rows.iter().map(|row| Interview {
        id: row.get(0),
        round: row.get(1),
        status: row.get(2),
        starts_at: row.get(3),
        ends_at: row.get(4),
        minutes: row.get(5),
        zone: row.get(6),
        place: row.get(7),
        url: row.get(8),
        reason: row.get(9),
        words: row.get(10),
        open: row.get(11),
    });
    Ok(all.collect())
}

/// The file for a calendar, when it is asked for.
pub(super) async fn calendar(guest: &Guest, link: &Followed) -> Result<Option<Response>, Refusal> {
    let asked = pairs(&guest.query);
    let of = |key: &str| asked.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    if of("as") != Some("ics") {
        return Ok(None);
    }
    let wanted = of("interview").and_then(|id| Uuid::parse_str(id).ok());
    let all = found(guest, link).await?;
    let one = all.iter().find(|one| Some(one.id) == wanted && one.status == "scheduled").ok_or(Refusal::Unknown)?;
    let place = if one.place.is_empty() { one.url.as_deref().unwrap_or_default() } else { &one.place };
    let (starts, ends) = (one.starts_at.as_deref().unwrap_or_default(), one.ends_at.as_deref().unwrap_or_default());
    Ok(Some(entry(&one.id.to_string(), &format!("Interview: {}", one.round), place, starts, ends)))
}

/// Does what a button of this section says; nothing when it is none of them.
pub(super) async fn act(
    guest: &Guest,
    link: &Followed,
    act: &str,
    fields: &Fields,
) -> Result<Option<&'static str>, Error> {
    let verb = match act {
        "pick-interview" => "schedule_interview",
        "refuse-interview" => "refuse_interview_times",
        "cancel-interview" => "cancel_interview",
        _ => return Ok(None),
    };
    let (server, actor) = (&guest.server, link.actor(guest));
    let nothing = || Error::new(404, "TL404", "There is no such interview.");
    let interview = fields.get("interview").and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(nothing)?;
    let told = |e| server.tools.explain(&e);
    let tx = server.door.begin(&actor).await.map_err(told)?;
    let sql = "select 1 from recruiting.interviews where id = $1 and application_id = $2";
    tx.query_opt(sql, &[&interview, &link.record]).await.map_err(|e| told(e.into()))?.ok_or_else(nothing)?;
    tx.commit().await.map_err(told)?;
    let said = |key: &str| fields.get(key).unwrap_or_default().trim().chars().take(1000).collect::<String>();
    let mut input = json!({ "interview": interview });
    match verb {
        "schedule_interview" => {
            input["starts_at"] = json!(said("starts_at"));
            input["time_zone"] = json!(said("zone"));
        }
        "refuse_interview_times" => input["words"] = json!(said("words")),
        _ => {
            input["reason"] = json!(format!(
                "The candidate wrote: {}",
                Some(said("words"))
                    .filter(|w| !w.is_empty())
                    .ok_or_else(|| { Error::new(400, "TL100", "Please say why, in a few words.") })?
            ))
        }
    }
    server.call(&actor, verb, input).await?;
    server.work.notify_waiters();
    Ok(Some("interviews"))
}

/// The section of the page.
pub(super) async fn section(guest: &Guest, link: &Followed) -> Result<Markup, Refusal> {
    let all = found(guest, link).await?;
    if all.is_empty() {
        return Ok(html! {});
    }
    let asked = pairs(&guest.query).into_iter().find(|(key, _)| key == "zone").map(|(_, zone)| zone);
    Ok(html! {
        @for (n, one) in all.iter().enumerate() {
            @let (name, zone) = zone_of(asked.as_deref(), &one.zone);
            section class="card interview" id=[(n == 0).then_some("interviews")] {
                div class="head" {
                    h2 { "Interview: " (one.round) }
                    span class="quiet small" { (one.minutes) " minutes" }
                }
                div class="inside" {
                    @match one.status.as_str() {
                        "scheduled" => (settled(link, one, &name, &zone)),
                        "proposed" => (open(link, one, &name, &zone)),
                        _ => p { "It is called off. " (one.reason.as_deref().unwrap_or_default()) },
                    }
                    @if one.status != "cancelled" { (zones(link, one.id, &name)) }
                }
            }
        }
    })
}

/// The zone that was chosen, if there is one of that name; else the one times were told in.
fn zone_of(asked: Option<&str>, told: &str) -> (String, TimeZone) {
    let known = |name: &str| TimeZone::get(name).ok().map(|zone| (name.to_string(), zone));
    asked.and_then(known).or_else(|| known(told)).unwrap_or_else(|| ("UTC".into(), TimeZone::UTC))
}

/// A time is settled: when, where, and the ways to change it.
fn settled(link: &Followed, one: &Interview, name: &str, zone: &TimeZone) -> Markup {
    html! {
        p { strong { (at(one.starts_at.as_deref().unwrap_or_default(), zone)) } " " span class="quiet" { (name) } }
        @if !one.place.is_empty() { p dir="auto" { (one.place) } }
        @if let Some(url) = &one.url { p { a href=(url) rel="noopener nofollow" { (url) } } }
        p { a class="b" href={ (link.base) "?as=ics&interview=" (one.id) } { (icon("calendar-clock")) "Put it in my calendar" } }
        details {
            summary { "I need another time" }
            (times(link, one, name, zone))
            (none_fits(link, one))
        }
        details {
            summary { "I can't come" }
            form class="applying" method="post" action=(link.base) {
                input type="hidden" name="interview" value=(one.id);
                div class="field" {
                    label for={ "off-" (one.id) } { "Why, in a few words" }
                    textarea class="in" id={ "off-" (one.id) } name="words" rows="2" maxlength="1000" required {}
                }
                button class="b" type="submit" name="act" value="cancel-interview" { "Call it off" }
            }
        }
    }
}

/// Times are proposed.
fn open(link: &Followed, one: &Interview, name: &str, zone: &TimeZone) -> Markup {
    html! {
        @if let Some(words) = &one.words {
            p { "You wrote: " bdi { (words) } }
            p class="quiet" { "We will propose other times. If one of these fits after all, pick it." }
        } @else {
            p { "Please pick the time that suits you." }
        }
        (times(link, one, name, zone))
        (none_fits(link, one))
    }
}

/// A button each.
fn times(link: &Followed, one: &Interview, name: &str, zone: &TimeZone) -> Markup {
    let others: Vec<&String> = one.open.iter().filter(|time| Some(*time) != one.starts_at.as_ref()).collect();
    html! {
        @if others.is_empty() {
            p class="quiet" { "No other time is left. Please tell us when you can." }
        } @else {
            form class="pick-time" method="post" action=(link.base) {
                input type="hidden" name="act" value="pick-interview";
                input type="hidden" name="interview" value=(one.id);
                input type="hidden" name="zone" value=(name);
                @for time in others {
                    button class="b large" type="submit" name="starts_at" value=(time) { (at(time, zone)) }
                }
            }
        }
    }
}

fn none_fits(link: &Followed, one: &Interview) -> Markup {
    html! {
        details {
            summary { "None of these fits" }
            form class="applying" method="post" action=(link.base) {
                input type="hidden" name="interview" value=(one.id);
                div class="field" {
                    label for={ "when-" (one.id) } { "When can you?" }
                    textarea class="in" id={ "when-" (one.id) } name="words" rows="3" maxlength="1000" required {}
                }
                button class="b" type="submit" name="act" value="refuse-interview" { "Send" }
            }
        }
    }
}

/// The zone that times are told in, and another.
fn zones(link: &Followed, interview: Uuid, chosen: &str) -> Markup {
    let mut names: Vec<String> = db().available().map(|zone| zone.as_str().to_string()).collect();
    names.retain(|name| name == "UTC" || name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("posix"));
    html! {
        form class="zone" method="get" action={ (link.base) "#interviews" } {
            label for={ "zone-" (interview) } { "Times are told for" }
            " "
            select class="in" id={ "zone-" (interview) } name="zone" {
                @for name in &names { option value=(name) selected[name == chosen] { (name.replace('_', " ")) } }
            }
            " "
            button class="b" type="submit" { "Change" }
        }
    }
}
