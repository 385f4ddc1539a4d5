//! How long data of people who applied may be kept: they are asked again before it ends, and erased after it if that is wanted.

use super::letters::applicant;
use super::receive_application::consent;
use super::status_link::status_link;
use crate::identity::outbox::{Letter, post};
use platform::Actor;
use platform::verb::{Call, Done, Nothing, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// People a night looks after at most; the rest are tomorrow's.
const MOST: i64 = 500;

/// What the night did.
#[derive(Debug, Serialize, JsonSchema)]
struct Reviewed {
    /// People who were asked again.
    asked: usize,
    /// People who would have been, and have no e-mail address.
    without_address: usize,
    /// Receipts of those who were erased, in `erasures`.
    erased: Vec<Uuid>,
    /// People whose consent has run out and who wait for an admin.
    waiting: i64,
    /// The same in words.
    note: String,
}

/// Whose application it is that agrees.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RenewConsent {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
}

pub(crate) fn review_verb() -> Verb {
    let summary = "Asks people who applied whether their data may be kept longer, before their consent runs out, and erases \
                   those whose consent has run out and with whom nothing goes on, if the organisation wants that. The server \
                   does it every night; the answer and the receipts of the erasures stay.";
    Verb::new("review_consents", summary, &["admin", "system"], review_consents).in_palette().in_background()
}

pub(crate) fn renew_verb() -> Verb {
    let summary = "Notes that somebody who applied agrees that their data is kept longer, as they say on the page of their \
                   application.";
    Verb::new("renew_consent", summary, &["system"], renew_consent)
        .refuses("TL404", "when there is no such application")
}

async fn review_consents(call: Call<'_>, _: Nothing) -> Result<Reviewed> {
    call.as_system().await?;
    let days = call.setting("applications.ask_again_days", json!(30)).await?.as_i64().unwrap_or(30);
    let (mut asked, mut without_address) = (0, 0);
    if days > 0 && call.tools.sends_mail && !call.tools.public_url.is_empty() {
        for application in due(call, days).await? {
            if ask(call, application).await? { asked += 1 } else { without_address += 1 }
        }
    }
    let mut erased = Vec::new();
    if call.setting("applications.erases_expired", json!(false)).await? == json!(true) {
        erased = erase(call).await?;
    }
    call.as_system().await?;
    let left = call.record("organisation", "select count(*) from recruiting.ended_consents()", &[]).await?.get(0);
    let note = format!("{asked} people asked again, {} erased, {left} wait for an admin", erased.len());
    Ok(Reviewed { asked, without_address, erased, waiting: left, note })
}

/// The newest application of each person whose consent runs out soon, and who was not asked about that day yet.
async fn due(call: Call<'_>, days: i64) -> Result<Vec<Uuid>> {
    let sql = "select x.id from (
                 select distinct on (a.candidate_id) a.id, a.candidate_id, a.retention_end_date, a.asked_again_at
                   from recruiting.applications a where a.retention_end_date is not null
                  order by a.candidate_id, a.retention_end_date desc, a.id desc) x
                where x.retention_end_date between current_date and current_date + $1::int and x.asked_again_at is null
                  and not exists (select from recruiting.placements p where p.candidate_id = x.candidate_id)
                order by x.retention_end_date, x.id limit $2";
    let days = i32::try_from(days).unwrap_or(30);
    Ok(call.query(sql, &[&days, &MOST]).await?.iter().map(|row| row.get(0)).collect())
}

/// Writes to one person; without an address nobody is asked, and the day runs out.
async fn ask(call: Call<'_>, application: Uuid) -> Result<bool> {
    let person = applicant(call, application).await?;
    let noted = "update recruiting.applications set asked_again_at = now() where id = $1";
    call.execute(noted, &[&application]).await?;
    let keys = call.keys().await?;
    call.as_system().await?;
    let Ok(to) = person.address(&keys) else { return Ok(false) };
    let ends = "select to_char(retention_end_date, 'FMDD FMMonth YYYY') from recruiting.applications where id = $1";
    let ends: String = call.record("application", ends, &[&application]).await?.get(0);
    let url = status_link(call, application).await?.url;
    let body = format!(
        "Hello {},\n\nyou applied with us for {}, and agreed that we keep your data until {ends}. May we keep it longer, to \
         think of you for other work? If so, say it on this page; the link is yours alone:\n\n{url}#consent\n\nIf you do \
         nothing, we keep it no longer than you agreed to.\n\n{}\n",
        person.first_name, person.job, person.organisation
    );
    let subject = format!("May {} keep your data?", person.organisation);
    let about = Some(("applications", application));
    let letter = Letter { to, name: Some(person.name), subject, body, kind: "key", about, ..Letter::default() };
    post(call, &keys, &letter).await?;
    Ok(true)
}

/// Erases those whose consent has run out. Nothing of it can be undone, so it is no part of an operation.
async fn erase(call: Call<'_>) -> Result<Vec<Uuid>> {
    call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let sql = "select candidate_id, ended_date::text from recruiting.ended_consents() order by ended_date, candidate_id limit $1";
    let mut receipts = Vec::new();
    for row in call.query(sql, &[&MOST]).await? {
        let reason = format!("The consent to keep the data ended on {}.", row.get::<_, String>(1));
        let erase = "select recruiting.erase_ended($1, $2)";
        receipts
            .extend(call.record("person", erase, &[&row.get::<_, Uuid>(0), &reason]).await?.get::<_, Option<Uuid>>(0));
    }
    Ok(receipts)
}

/// The verb: all applications of the person that were agreed to are kept as long as a new one would be.
async fn renew_consent(call: Call<'_>, input: RenewConsent) -> Result<Done> {
    let (text, months) = consent(call).await?;
    call.as_system().await?;
    let sql = "update recruiting.applications a set consented_at = now(), consent_text = $2, asked_again_at = null,
                 retention_end_date = greatest(a.retention_end_date, (current_date + make_interval(months => $3))::date)
                where a.retention_end_date is not null
                  and a.candidate_id = (select x.candidate_id from recruiting.applications x where x.id = $1)";
    call.record("application", "select 1 from recruiting.applications where id = $1", &[&input.application]).await?;
    call.execute(sql, &[&input.application, &text, &months]).await?;
    call.report("renewed_consent", "applications", input.application, "noted that data may be kept longer").await?;
    Ok(Done { note: format!("Thank you. We keep your data for {months} more months at most.") })
}
