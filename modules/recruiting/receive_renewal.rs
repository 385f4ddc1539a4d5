//! What a person sends through the link: the renewed ticket, as they say it is.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A renewed ticket, as it came in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReceiveRenewal {
    /// The renewal it answers.
    #[schemars(extend("x-noun" = "ticket_renewals"))]
    renewal: Uuid,
    /// Number of the ticket.
    number: String,
    /// First day it is good.
    #[schemars(extend("format" = "date"))]
    issued: Option<String>,
    /// Last day it is good; nothing for a ticket that does not end.
    #[schemars(extend("format" = "date"))]
    expires: Option<String>,
    /// Photograph or scan, kept with the person.
    #[schemars(extend("x-noun" = "files"))]
    file: Uuid,
}

/// How the renewal stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Received {
    /// The renewal.
    renewal: Uuid,
    /// received.
    status: &'static str,
}

pub(crate) fn verb() -> Verb {
    let summary = "Keeps the renewed ticket that a person sent through their link, until a member decides about it.";
    Verb::new("receive_ticket_renewal", summary, &["system"], receive_ticket_renewal)
        .refuses("TL404", "when there is no such renewal")
        .refuses("TL100", "without a number, or for days that do not exist, are over, or not in order")
        .refuses("TL409", "when something came in already, or was decided")
}

/// The verb: the server, for who follows the link.
async fn receive_ticket_renewal(call: Call<'_>, input: ReceiveRenewal) -> Result<Received> {
    let sql = "select r.status::text from recruiting.ticket_renewals r where r.id = $1 for update";
    let row = call.record("renewal", sql, &[&input.renewal]).await?;
    match row.get::<_, &str>(0) {
        "requested" => {}
        "received" => {
            return Err(Error::new(409, "TL409", "We have this ticket already.").hint("You will hear from us."));
        }
        _ => return Err(Error::new(409, "TL409", "This is settled already.").hint("Nothing more is needed from you.")),
    }
    let number = input.number.split_whitespace().collect::<Vec<_>>().join(" ");
    if number.is_empty() || number.chars().count() > 100 || number.chars().any(char::is_control) {
        return Err(Error::new(400, "TL100", "Please type the number that is on the ticket.").field("number"));
    }
    let (issued, expires) = (given(&input.issued), given(&input.expires));
    let days = "select recruiting.is_day(to_jsonb($1::text)), recruiting.is_day(to_jsonb($2::text)),
                       recruiting.day_of(to_jsonb($2::text)) < current_date,
                       recruiting.day_of(to_jsonb($1::text)) > recruiting.day_of(to_jsonb($2::text))";
    let row = call.record("day", days, &[&issued, &expires]).await?;
    let is = |column: usize| row.get::<_, Option<bool>>(column);
    let wrong = [
        (is(0) == Some(false), "issued", "The first day is no day of the calendar."),
        (is(1) == Some(false), "expires", "The last day is no day of the calendar."),
        (is(2) == Some(true), "expires", "This ticket has run out already; please send the new one."),
        (is(3) == Some(true), "expires", "The ticket ends before it begins."),
        (issued.is_none() && expires.is_none(), "expires", "Please fill in the first or the last day."),
    ];
    if let Some((_, field, words)) = wrong.iter().find(|(is_wrong, ..)| *is_wrong) {
        return Err(Error::new(400, "TL100", *words).field(*field));
    }
    let keep = "update recruiting.ticket_renewals set status = 'received', number = $2, issued_date = $3::text::date,
                       expires_date = $4::text::date, file_id = $5, received_at = now() where id = $1";
    call.execute(keep, &[&input.renewal, &number, &issued, &expires, &input.file]).await?;
    let used = "update identity.guest_links set used_at = now()
                 where entity_type = 'ticket_renewals' and entity_id = $1 and revoked_at is null";
    call.execute(used, &[&input.renewal]).await?;
    let told = "select identity.report_event('received_ticket_renewal', 'candidates', c.id, c.name || ' sent a new ' || r.ticket)
                  from recruiting.ticket_renewals r join recruiting.candidates c on c.id = r.candidate_id where r.id = $1";
    call.query(told, &[&input.renewal]).await?;
    Ok(Received { renewal: input.renewal, status: "received" })
}

fn given(day: &Option<String>) -> Option<String> {
    day.as_deref().map(str::trim).filter(|day| !day.is_empty()).map(str::to_string)
}
