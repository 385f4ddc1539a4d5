//! Deciding about a renewed ticket that came in: it becomes a ticket of the person, or it does not, with the reason.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A renewal that is right; what the person mistyped can be put right.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Accept {
    /// The renewal.
    #[schemars(extend("x-noun" = "ticket_renewals"))]
    renewal: Uuid,
    /// The number on the ticket, where the person mistyped it.
    number: Option<String>,
    /// Its first day, where the person mistyped it.
    #[schemars(extend("format" = "date"))]
    issued: Option<String>,
    /// Its last day, where the person mistyped it.
    #[schemars(extend("format" = "date"))]
    expires: Option<String>,
}

/// A renewal that is not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Refuse {
    /// The renewal.
    #[schemars(extend("x-noun" = "ticket_renewals"))]
    renewal: Uuid,
    /// Why, in a few words; the person reads it at their link.
    #[schemars(extend("examples" = ["The photograph is too dark to read."]))]
    reason: String,
}

/// How the renewal stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Settled {
    /// The renewal.
    renewal: Uuid,
    /// accepted or refused.
    status: &'static str,
    /// The same in words.
    note: String,
}

pub(crate) fn accept_verb() -> Verb {
    let summary = "Takes a renewed ticket that a person sent among their tickets, with its scan. Tickets of the same name \
                   that ran out before today go.";
    Verb::new("accept_ticket_renewal", summary, super::PLACERS, accept_ticket_renewal)
        .refuses("TL404", "when there is no such renewal, or its person is not theirs to change")
        .refuses("TL409", "when nothing came in, or it is decided already")
        .refuses("23514", "when a day does not exist")
        .on("ticket_renewals", "renewal")
        .when("status", &["received"])
        .moves_to(&["accepted"])
        .icon("check")
}

pub(crate) fn refuse_verb() -> Verb {
    let summary = "Refuses a renewed ticket that a person sent, with the reason.";
    Verb::new("refuse_ticket_renewal", summary, super::PLACERS, refuse_ticket_renewal)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such renewal, or its person is not theirs to change")
        .refuses("TL409", "when nothing came in, or it is decided already")
        .on("ticket_renewals", "renewal")
        .when("status", &["received"])
        .moves_to(&["refused"])
        .icon("ban")
}

/// The verb: whoever may change the person.
async fn accept_ticket_renewal(call: Call<'_>, input: Accept) -> Result<Settled> {
    let (person, ticket) = waiting(call, input.renewal).await?;
    let sql = "
      update recruiting.candidates c set compliance = (
        select coalesce(jsonb_agg(t order by n), '[]') from (
          select t, n from jsonb_array_elements(c.compliance) with ordinality l (t, n)
           where lower(trim(t ->> 'ticket')) <> lower(r.ticket)
              or (recruiting.day_of(t -> 'expires') < current_date) is not true
          union all
          select jsonb_strip_nulls(jsonb_build_object('ticket', r.ticket, 'number', coalesce($2, r.number),
            'issued', coalesce($3, r.issued_date::text), 'expires', coalesce($4, r.expires_date::text), 'scan', r.file_id)),
            1000) kept (t, n))
        from recruiting.ticket_renewals r where r.id = $1 and c.id = r.candidate_id";
    call.execute(sql, &[&input.renewal, &said(input.number), &said(input.issued), &said(input.expires)]).await?;
    call.as_system().await?;
    let settle = "
      update recruiting.ticket_renewals r set status = 'accepted', decided_by = kit.user_id(), decided_at = now(),
             number = t ->> 'number', issued_date = recruiting.day_of(t -> 'issued'), expires_date = recruiting.day_of(t -> 'expires')
        from (select c.compliance -> -1 as t from recruiting.candidates c where c.id = $2) now_is where r.id = $1";
    call.execute(settle, &[&input.renewal, &person]).await?;
    let words = format!("accepted the new {ticket}");
    call.report("accepted_ticket_renewal", "candidates", person, &words).await?;
    call.as_actor().await?;
    Ok(Settled { renewal: input.renewal, status: "accepted", note: format!("The new {ticket} is among the tickets") })
}

/// The verb: whoever may change the person.
async fn refuse_ticket_renewal(call: Call<'_>, input: Refuse) -> Result<Settled> {
    let reason = input.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(Error::new(400, "TL100", "Say why, in a few words.").field("reason"));
    }
    let (person, ticket) = waiting(call, input.renewal).await?;
    call.as_system().await?;
    let settle = "update recruiting.ticket_renewals set status = 'refused', refusal_reason = $2,
                         decided_by = kit.user_id(), decided_at = now() where id = $1";
    call.execute(settle, &[&input.renewal, &reason]).await?;
    let words = format!("refused the new {ticket}: {reason}");
    call.report("refused_ticket_renewal", "candidates", person, &words).await?;
    call.as_actor().await?;
    let note = format!("The new {ticket} is refused; ask for it again when you want another");
    Ok(Settled { renewal: input.renewal, status: "refused", note })
}

/// The person and the ticket of a renewal that waits for a decision, if who asks may change the person. Both stay as they
/// are until the end.
async fn waiting(call: Call<'_>, renewal: Uuid) -> Result<(Uuid, String)> {
    let sql = "select r.candidate_id, r.ticket from recruiting.ticket_renewals r where r.id = $1";
    let row = call.record("renewal", sql, &[&renewal]).await?;
    let (person, ticket): (Uuid, String) = (row.get(0), row.get(1));
    let lock = "select 1 from recruiting.candidates where id = $1 for no key update";
    call.record("renewal", lock, &[&person]).await?;
    let status = "select status::text from recruiting.ticket_renewals where id = $1";
    match call.record("renewal", status, &[&renewal]).await?.get::<_, &str>(0) {
        "received" => Ok((person, ticket)),
        "requested" => Err(Error::new(409, "TL409", "Nothing came in yet.").hint("The person has not sent it.")),
        status => Err(Error::new(409, "TL409", format!("This renewal is {status} already."))),
    }
}

fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_string()).filter(|text| !text.is_empty())
}
