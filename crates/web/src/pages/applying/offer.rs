//! The offer on the page of an application: what it says, its letter, accepting it with one's name, declining it.

use crate::data::Fields;
use crate::guest::{Followed, Guest, Refusal};
use crate::icons::icon;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use maud::{Markup, html};
use records::Error;
use serde_json::json;
use uuid::Uuid;

/// The place of it on the page.
pub(super) const PLACE: &str = "offer";

/// An offer that was sent.
pub(super) struct Offer {
    id: Uuid,
    status: String,
    stands: bool,
    pay: String,
    starts: String,
    ends: Option<String>,
    expires: String,
    terms: Option<String>,
}

/// The newest offer of an application that its person has seen.
///
/// # Errors
/// When the database can't be read.
pub(super) async fn of(guest: &Guest, link: &Followed, application: Uuid) -> Result<Option<Offer>, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select o.id, o.status::text, o.expires_date >= recruiting.today(),
                      to_char(o.amount, 'FM999,999,999,990.00') || ' ' || o.currency || ' per ' || o.salary_unit,
                      to_char(o.start_date, 'FMDD FMMonth YYYY'), to_char(o.end_date, 'FMDD FMMonth YYYY'),
                      to_char(o.expires_date, 'FMDD FMMonth YYYY'), nullif(trim(o.terms), '')
                 from recruiting.offers o where o.application_id = $1 and o.sent_at is not null
                order by o.sent_at desc, o.id desc limit 1";
    let row = tx.query_opt(sql, &[&application]).await?;
    tx.commit().await?;
    Ok(row.map(|row| Offer {
        id: row.get(0),
        status: row.get(1),
        stands: row.get(2),
        pay: row.get(3),
        starts: row.get(4),
        ends: row.get(5),
        expires: row.get(6),
        terms: row.get(7),
    }))
}

/// The letter, as it was sent.
///
/// # Errors
/// When there is none.
pub(super) async fn letter(guest: &Guest, link: &Followed, application: Uuid) -> Result<Response, Refusal> {
    let offer = of(guest, link, application).await?.ok_or(Refusal::Unknown)?;
    let printed = guest.server.call(&link.actor(guest), "offer_letter", json!({ "offer": offer.id })).await;
    let printed = printed.map_err(|e| {
        tracing::warn!("the letter of an offer: {}", e.message);
        Refusal::Busy(None)
    })?;
    let content = base64::engine::general_purpose::STANDARD.decode(printed["content"].as_str().unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"offer.pdf\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, content.unwrap_or_default()).into_response())
}

/// Accepts or declines it.
///
/// # Errors
/// What the verb refuses.
pub(super) async fn answer(
    guest: &Guest,
    link: &Followed,
    application: Uuid,
    fields: &Fields,
    accepts: bool,
) -> Result<&'static str, Error> {
    let none = || Error::new(404, "TL404", "There is no such offer.");
    let offer = of(guest, link, application).await.map_err(|_| none())?.ok_or_else(none)?;
    if fields.get("offer") != Some(&*offer.id.to_string()) {
        return Err(Error::new(409, "TL409", "Another offer was sent meanwhile. Look at it first."));
    }
    let (verb, input) = if accepts {
        ("accept_offer", json!({ "offer": offer.id, "name": fields.get("name").unwrap_or_default() }))
    } else {
        let reason = fields.filled("reason").unwrap_or("No reason was given.");
        ("decline_offer", json!({ "offer": offer.id, "reason": reason }))
    };
    guest.server.call(&link.actor(guest), verb, input).await?;
    Ok(PLACE)
}

impl Offer {
    pub(super) fn markup(&self, link: &Followed, wrong: Option<&Error>) -> Markup {
        let is_open = self.status == "sent" && self.stands;
        html! {
            section class="card" id=(PLACE) {
                div class="head" {
                    h2 { "Our offer" }
                    @match self.status.as_str() {
                        "accepted" => span class="pill good" { "You accepted" }
                        "declined" => span class="pill" { "You declined" }
                        "withdrawn" => span class="pill" { "Taken back" }
                        _ if !self.stands => span class="pill warn" { "Ran out" }
                        _ => span class="pill info" { "Waits for you" }
                    }
                }
                dl class="inside facts" {
                    dt { "Pay" }
                    dd { (self.pay) }
                    dt { "First day" }
                    dd { (self.starts) }
                    @if let Some(ends) = &self.ends {
                        dt { "Last day" }
                        dd { (ends) }
                    }
                    dt { "Stands until" }
                    dd { (self.expires) }
                    @if let Some(terms) = &self.terms {
                        dt { "Also agreed" }
                        dd class="written" dir="auto" { (terms) }
                    }
                }
                div class="inside" {
                    p { a class="b" href={ (link.base) "?as=letter" } { (icon("download")) "The letter (PDF)" } }
                    @if let Some(error) = wrong {
                        p class="wrong" role="alert" { (error.message) }
                    }
                    @if is_open {
                        form class="applying" method="post" action=(link.base) {
                            input type="hidden" name="offer" value=(self.id);
                            div class="field" {
                                label for="offer-name" { "Your name" }
                                input class="in" id="offer-name" name="name" autocomplete="name" required maxlength="200";
                                span class="help" { "Typing it here is your signature." }
                            }
                            button class="b primary" type="submit" name="act" value="accept-offer" { "Accept" }
                        }
                        details {
                            summary { "Decline" }
                            form class="applying" method="post" action=(link.base) {
                                input type="hidden" name="offer" value=(self.id);
                                div class="field" {
                                    label for="offer-reason" { "Why, if you like to say it" }
                                    textarea class="in" id="offer-reason" name="reason" rows="3" maxlength="2000" {}
                                }
                                button class="b" type="submit" name="act" value="decline-offer" { "Decline" }
                            }
                        }
                    }
                }
            }
        }
    }
}
