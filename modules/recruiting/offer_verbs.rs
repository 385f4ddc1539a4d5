//! Offers: made, sent with their letter, accepted, declined, withdrawn, run out.

use super::letters::{applicant, template};
use super::offer_letter::{keep, terms};
use super::pipeline::standing;
use super::status_link::status_link;
use crate::identity::outbox::{Letter, post};
use platform::verb::{Call, Decimal, Done, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is offered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MakeOffer {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// What is paid.
    amount: Decimal,
    /// Currency, such as AUD; the job's when left out.
    currency: Option<String>,
    /// What the amount is per; as the job says when left out.
    #[schemars(extend("enum" = ["year", "month", "hour"]))]
    salary_unit: Option<String>,
    /// First day.
    #[schemars(extend("format" = "date"))]
    start_date: String,
    /// Last day, where there is one.
    #[schemars(extend("format" = "date"))]
    end_date: Option<String>,
    /// Last day on which it can be accepted; in a week when left out.
    #[schemars(extend("format" = "date"))]
    expires_date: Option<String>,
    /// What else is agreed; stands in the letter.
    #[schemars(extend("x-long" = true))]
    terms: Option<String>,
}

/// An offer that goes out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SendOffer {
    /// The offer.
    #[schemars(extend("x-noun" = "offers"))]
    offer: Uuid,
    /// The e-mail; the usual one when left out.
    #[schemars(extend("x-noun" = "letter_templates"))]
    template: Option<Uuid>,
    /// The letter on paper; the usual one when left out.
    #[schemars(extend("x-noun" = "letter_templates"))]
    letter: Option<Uuid>,
    /// How it gets to the person: mail is sent, link is passed on by you.
    #[serde(default = "by_mail")]
    #[schemars(extend("enum" = ["mail", "link"]))]
    by: String,
}

fn by_mail() -> String {
    "mail".into()
}

/// Somebody says yes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AcceptOffer {
    /// The offer.
    #[schemars(extend("x-noun" = "offers"))]
    offer: Uuid,
    /// The name of who accepts, as they type it.
    name: String,
}

/// An offer, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// The offer.
    #[schemars(extend("x-noun" = "offers"))]
    offer: Uuid,
    /// Why, in a few words.
    reason: String,
}

/// How the offer stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Offered {
    /// The offer.
    offer: Uuid,
    /// Its status.
    status: String,
    /// The page where it is accepted; only when you pass it on, and shown only now.
    url: Option<String>,
    /// The e-mail that takes it to the person.
    email: Option<Uuid>,
}

pub(crate) fn make_verb() -> Verb {
    let summary = "Drafts an offer to somebody who applied: pay, first day, until when it stands, what else is agreed.";
    Verb::new("make_offer", summary, super::PLACERS, make_offer)
        .refuses("TL100", "without a currency the job could give")
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when the application has ended")
        .refuses("23505", "when there is an offer already")
        .on("applications", "application")
        .when("is_active", &["true"])
        .leads_to("offers", "offer")
        .key("o")
        .icon("handshake")
}

pub(crate) fn send_verb() -> Verb {
    let summary = "Sends an offer with its letter, by e-mail or as a link, to be accepted or declined on a page.";
    Verb::new("send_offer", summary, super::PLACERS, send_offer)
        .refuses("TL100", "without an address to write to, or when it does not stand any more")
        .refuses("TL404", "when there is no such offer or template, or it is not theirs to change")
        .refuses("TL409", "when it is no draft")
        .on("offers", "offer")
        .when("status", &["draft"])
        .moves_to(&["sent"])
        .asks_first()
        .shows("url")
        .icon("send")
}

pub(crate) fn accept_verb() -> Verb {
    let summary = "Says that the person accepted an offer, with the name they signed with.";
    Verb::new("accept_offer", summary, super::SCORERS, accept_offer)
        .refuses("TL100", "without a name")
        .refuses("TL404", "when there is no such offer, or it is not theirs to change")
        .refuses("TL409", "when it was not sent, is answered or does not stand any more")
        .on("offers", "offer")
        .when("status", &["sent"])
        .moves_to(&["accepted"])
        .icon("circle-check")
}

pub(crate) fn decline_verb() -> Verb {
    let summary = "Says that the person declined an offer, with the reason; their application ends.";
    Verb::new("decline_offer", summary, super::SCORERS, decline_offer)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such offer, or it is not theirs to change")
        .refuses("TL409", "when it was not sent, or is answered")
        .on("offers", "offer")
        .when("status", &["sent", "accepted"])
        .moves_to(&["declined"])
        .icon("x")
}

pub(crate) fn withdraw_verb() -> Verb {
    let summary = "Takes an offer back, with the reason; the application goes on.";
    Verb::new("withdraw_offer", summary, super::PLACERS, withdraw_offer)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such offer, or it is not theirs to change")
        .refuses("TL409", "when it ended already")
        .on("offers", "offer")
        .when("status", &["draft", "sent", "accepted"])
        .moves_to(&["withdrawn"])
        .icon("undo-2")
}

pub(crate) fn expire_verb() -> Verb {
    let summary = "Says of offers that nobody accepted in time that they have run out. The server does it every night.";
    Verb::new("expire_offers", summary, &["admin", "manager", "system"], expire_offers)
}

async fn make_offer(call: Call<'_>, input: MakeOffer) -> Result<Offered> {
    let (_, job) = standing(call, input.application).await?;
    let sql = "insert into recruiting.offers (application_id, amount, currency, salary_unit, start_date, end_date,
                 expires_date, terms)
               select $1, $2::text::numeric, coalesce(nullif($3, ''), j.currency),
                 coalesce(nullif($4, '')::text::recruiting.salary_unit, j.salary_unit, 'year'), $5::text::date,
                 nullif($6, '')::text::date, coalesce(nullif($7, '')::text::date, recruiting.today() + 7), nullif(trim($8), '')
                 from (select 1) one left join recruiting.jobs j on j.id = $9
               returning id";
    let currency = "select 1 from recruiting.jobs where id = $1 and currency is not null";
    let says = input.currency.as_deref().is_some_and(|said| !said.trim().is_empty());
    if !says && call.row(currency, &[&job]).await?.is_none() {
        return Err(Error::new(400, "TL100", "The job has no currency.")
            .hint("Say one, such as AUD.")
            .field("currency"));
    }
    let amount = input.amount.digits().ok_or_else(|| Error::new(400, "TL100", "Say what is paid.").field("amount"))?;
    let currency = input.currency.map(|said| said.trim().to_uppercase());
    let row = call
        .record(
            "job",
            sql,
            &[
                &input.application,
                &amount,
                &currency,
                &input.salary_unit,
                &input.start_date,
                &input.end_date,
                &input.expires_date,
                &input.terms,
                &job,
            ],
        )
        .await?;
    Ok(Offered { offer: row.get(0), status: "draft".into(), url: None, email: None })
}

/// The verb: the letter is printed and kept, the application moves to offer.
async fn send_offer(call: Call<'_>, input: SendOffer) -> Result<Offered> {
    let (application, _) = held(call, input.offer, &["draft"], "It was sent already.").await?;
    let stands = "select expires_date >= recruiting.today() from recruiting.offers where id = $1";
    if !call.record("offer", stands, &[&input.offer]).await?.get::<_, bool>(0) {
        return Err(Error::new(400, "TL100", "The last day to accept it is over.").field("expires_date"));
    }
    if !["mail", "link"].contains(&input.by.as_str()) {
        return Err(Error::new(400, "TL100", "It goes by mail or link.").field("by"));
    }
    let person = applicant(call, application).await?;
    let keys = call.keys().await?;
    let to = match input.by.as_str() {
        "link" => None,
        _ if call.tools.public_url.is_empty() => {
            return Err(Error::new(
                400,
                "TL100",
                "The server does not know its own address, so a letter can't carry a link.",
            )
            .hint("Whoever runs the server says it with --public-url. Or pass the link on yourself."));
        }
        _ => Some(person.address(&keys)?),
    };
    let said = terms(call, input.offer).await?;
    let text = template(call, "offer_email", input.template).await?;
    let file = keep(call, &person, &said, input.letter).await?;
    let sql = "update recruiting.offers set status = 'sent', sent_at = now(), file_id = $2 where id = $1";
    call.execute(sql, &[&input.offer, &file]).await?;
    let url = status_link(call, application).await?.url;
    let mut offered = Offered { offer: input.offer, status: "sent".into(), url: None, email: None };
    if let Some(to) = to {
        let mut words = said.words().to_vec();
        let page = format!("{url}#offer");
        words.push(("link", &page));
        let letter = Letter {
            to,
            name: Some(person.name.clone()),
            subject: person.filled(&text.subject, &said.words()),
            body: person.filled(&text.body, &words),
            kind: "key",
            file: Some(file),
            about: Some(("applications", application)),
            ..Letter::default()
        };
        offered.email = Some(post(call, &keys, &letter).await?);
    } else {
        offered.url = Some(format!("{url}#offer"));
    }
    call.as_system().await?;
    let words = format!("offered {} the job {}", person.name, person.job);
    call.report("sent_offer", "applications", application, &words).await?;
    call.as_actor().await?;
    Ok(offered)
}

async fn accept_offer(call: Call<'_>, input: AcceptOffer) -> Result<Offered> {
    let name: String = input.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() < 2 || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Error::new(400, "TL100", "Please type your name.").field("name"));
    }
    let (application, stands) = held(call, input.offer, &["sent"], "It is not open to be accepted.").await?;
    if !stands {
        return Err(Error::new(409, "TL409", "This offer does not stand any more.")
            .hint("Ask for a new one, if you still want the job."));
    }
    let sql = "update recruiting.offers set status = 'accepted', accepted_name = $2, answered_at = now() where id = $1";
    answer(call, input.offer, application, "accepted", sql, &name).await
}

async fn decline_offer(call: Call<'_>, input: Because) -> Result<Offered> {
    let reason = reason(&input.reason)?;
    let (application, _) = held(call, input.offer, &["sent", "accepted"], "It is not open to be declined.").await?;
    let sql = "update recruiting.offers set status = 'declined', answer_reason = $2, answered_at = now() where id = $1";
    answer(call, input.offer, application, "declined", sql, &reason).await
}

async fn withdraw_offer(call: Call<'_>, input: Because) -> Result<Offered> {
    let reason = reason(&input.reason)?;
    let open = &["draft", "sent", "accepted"];
    let (application, _) = held(call, input.offer, open, "It ended already.").await?;
    let sql = "update recruiting.offers set status = 'withdrawn', answer_reason = $2 where id = $1";
    answer(call, input.offer, application, "withdrawn", sql, &reason).await
}

/// The work of the night.
async fn expire_offers(call: Call<'_>, _: Nothing) -> Result<Done> {
    call.as_system().await?;
    let sql =
        "update recruiting.offers set status = 'expired' where status = 'sent' and expires_date < recruiting.today()";
    let n = call.execute(sql, &[]).await?;
    Ok(Done { note: format!("{n} offers ran out") })
}

fn reason(said: &str) -> Result<String> {
    let reason: String = said.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(2000).collect();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why, in a few words.").field("reason"));
    }
    Ok(reason)
}

/// The application of an offer that stands as one of these, and whether its last day is not over. It stays so until the end.
async fn held(call: Call<'_>, offer: Uuid, open: &[&str], otherwise: &str) -> Result<(Uuid, bool)> {
    // One who answers waits for one who moves the application, and the other way round never.
    let sql =
        "select a.id, a.is_active from recruiting.applications a join recruiting.offers o on o.application_id = a.id
                where o.id = $1 for update of a";
    let whose = call.record("offer", sql, &[&offer]).await?;
    let application: Uuid = whose.get(0);
    if !whose.get::<_, bool>(1) {
        return Err(Error::new(409, "TL409", "The application of this offer has ended."));
    }
    let sql = "select status::text, expires_date >= recruiting.today() from recruiting.offers where id = $1 for update";
    let row = call.record("offer", sql, &[&offer]).await?;
    let status: &str = row.get(0);
    if !open.contains(&status) {
        return Err(Error::new(409, "TL409", format!("This offer is {status}. {otherwise}")));
    }
    Ok((application, row.get(1)))
}

async fn answer(
    call: Call<'_>,
    offer: Uuid,
    application: Uuid,
    status: &str,
    sql: &str,
    words: &str,
) -> Result<Offered> {
    call.as_system().await?;
    call.execute(sql, &[&offer, &words]).await?;
    let told = "select format('%s for %s', c.name, j.title) from recruiting.applications a
                  join recruiting.candidates c on c.id = a.candidate_id join recruiting.jobs j on j.id = a.job_id
                 where a.id = $1";
    let whose: String = call.record("application", told, &[&application]).await?.get(0);
    let event = format!("{status}_offer");
    call.report(&event, "applications", application, &format!("noted an offer as {status}: {whose}")).await?;
    call.as_actor().await?;
    Ok(Offered { offer, status: status.into(), url: None, email: None })
}
