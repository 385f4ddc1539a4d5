//! Asking a person for a renewed ticket: by mail, by WhatsApp, or with a link to pass on.

use crate::identity::guest_links::{NewLink, open_link};
use crate::identity::outbox::{Letter, post};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// What the links are for.
pub const PURPOSE: &str = "ticket_renewal";

/// What people are written where the organisation says nothing else.
const WORDS: &str = "Hello {person},\n\nyour {ticket}. When you have the new one, please open this link on your phone, \
                     photograph the ticket, and fill in its number and dates:\n\n{link}\n\nThank you\n{organisation}\n";

/// Asks somebody for a renewed ticket.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskForRenewal {
    /// The person.
    #[schemars(extend("x-noun" = "candidates"))]
    person: Uuid,
    /// The ticket, such as White Card.
    ticket: String,
    /// How the link gets to them: mail is sent, whatsapp opens a message to send, link is passed on by you.
    #[schemars(extend("enum" = ["mail", "whatsapp", "link"]))]
    by: String,
}

/// What was asked.
#[derive(Debug, Serialize, JsonSchema)]
struct Asked {
    /// The renewal.
    renewal: Uuid,
    /// Where the person sends the ticket; shown only now.
    url: String,
    /// What to open or to pass on: the WhatsApp message, or the link itself.
    link: String,
    /// When the link stops working.
    expires_at: String,
    /// The e-mail that takes it to the person.
    email: Option<Uuid>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Asks a person for a renewed ticket with a link to a page where they send a photograph, the number and the \
                   dates. A former link for the same ticket stops working.";
    Verb::new("request_ticket_renewal", summary, super::PLACERS, request_ticket_renewal)
        .refuses("TL404", "when there is no such person, or it is not theirs to change")
        .refuses("TL100", "without a ticket, an address or a number to write to, or the address of the server")
        .refuses("TL409", "when a renewal of the ticket waits for a decision already")
        .on("candidates", "person")
        .shows("link")
        .icon("badge-check")
}

/// The verb: whoever may change the person.
async fn request_ticket_renewal(call: Call<'_>, input: AskForRenewal) -> Result<Asked> {
    let ticket = input.ticket.split_whitespace().collect::<Vec<_>>().join(" ");
    if ticket.is_empty() || ticket.chars().count() > 200 {
        return Err(Error::new(400, "TL100", "Say which ticket, such as White Card.").field("ticket"));
    }
    let sql = "select c.first_name, c.name, c.email::bytea, c.phone::bytea, o.name,
                      coalesce(k.ticket, $2) || coalesce(case when k.expires_date >= current_date
                        then ' ends on ' || recruiting.day(k.expires_date) else ' ended on ' || recruiting.day(k.expires_date)
                        end, ' has to be on file'), coalesce(k.ticket, $2)
                 from recruiting.candidates c join identity.organizations o on o.org_id = c.org_id
                 left join recruiting.tickets k on k.org_id = c.org_id and k.candidate_id = c.id and lower(k.ticket) = lower($2)
                where c.id = $1 for no key update of c";
    let row = call.record("person", sql, &[&input.person, &ticket]).await?;
    let (first_name, name, organisation): (String, String, String) = (row.get(0), row.get(1), row.get(4));
    let (says, ticket): (String, String) = (row.get(5), row.get(6));
    if call.tools.public_url.is_empty() && input.by != "link" {
        return Err(Error::new(
            400,
            "TL100",
            "The server does not know its own address, so a message can't carry a link.",
        )
        .hint("Whoever runs the server says it with --public-url. Or pass the link on yourself."));
    }
    let keys = call.keys().await?;
    let open = |column: &str, sealed: Option<Vec<u8>>| match sealed {
        Some(sealed) => keys
            .open("candidates", column, input.person.as_bytes(), &sealed)
            .map(Some)
            .map_err(|e| Error::new(500, "58000", e.to_string())),
        None => Ok(None),
    };
    let without = |what: &str| Error::new(400, "TL100", format!("{name} has no {what}.")).field("by");
    let to = match input.by.as_str() {
        "mail" => open("email", row.get(2))?.ok_or_else(|| without("e-mail address"))?,
        "whatsapp" => {
            let phone = open("phone", row.get(3))?.ok_or_else(|| without("telephone number"))?;
            international(&phone).ok_or_else(|| {
                without("number that WhatsApp can find").hint("Write it with its country, such as +61 412 345 678.")
            })?
        }
        "link" => String::new(),
        _ => return Err(Error::new(400, "TL100", "It goes by mail, whatsapp or link.").field("by")),
    };
    let days = call.setting("tickets.link_days", json!(14)).await?.as_i64().unwrap_or(14);
    let words = call.setting("tickets.renewal_text", json!("")).await?;

    call.as_system().await?;
    let waiting = "select 1 from recruiting.ticket_renewals
                    where candidate_id = $1 and lower(ticket) = lower($2) and status = 'received'";
    if call.row(waiting, &[&input.person, &ticket]).await?.is_some() {
        return Err(Error::new(409, "TL409", format!("{name} sent a new {ticket} already."))
            .hint("Accept or refuse it first, on the person's page."));
    }
    let former = "update recruiting.ticket_renewals set status = 'withdrawn'
                   where candidate_id = $1 and lower(ticket) = lower($2) and status = 'requested' returning id";
    for former in call.query(former, &[&input.person, &ticket]).await? {
        crate::identity::guest_links::close_links(call, "ticket_renewals", former.get(0)).await?;
    }
    let made = "insert into recruiting.ticket_renewals (candidate_id, ticket) values ($1, $2) returning id";
    let renewal: Uuid = call.record("renewal", made, &[&input.person, &ticket]).await?.get(0);
    let link = NewLink { purpose: PURPOSE, noun: "ticket_renewals", record: renewal, days: days.clamp(1, 90) as i32 };
    let link = open_link(call, &link).await?;
    call.report("requested_ticket_renewal", "candidates", input.person, &format!("asked {name} for a new {ticket}"))
        .await?;
    let body = Some(words.as_str().unwrap_or_default())
        .filter(|own| !own.trim().is_empty())
        .map_or_else(|| WORDS.replace("{ticket}", &says), |own| own.replace("{ticket}", &ticket))
        .replace("{person}", &first_name)
        .replace("{organisation}", &organisation);
    // A text without a place for it would lead nowhere.
    let body =
        if body.contains("{link}") { body } else { format!("{body}\n\n{{link}}\n") }.replace("{link}", &link.url);
    let mut asked = Asked { renewal, link: link.url.clone(), url: link.url, expires_at: link.expires_at, email: None };
    match input.by.as_str() {
        "mail" => {
            let subject = format!("Your {ticket}");
            let letter = Letter { to, name: Some(name), subject, body, kind: "ticket_renewal", ..Letter::default() };
            asked.email = Some(post(call, &keys, &letter).await?);
        }
        "whatsapp" => {
            asked.link = format!("https://wa.me/{to}?text={}", utf8_percent_encode(&body, NON_ALPHANUMERIC));
        }
        _ => {}
    }
    call.as_actor().await?;
    Ok(asked)
}

/// The digits of a number with its country; none where the country is not said.
fn international(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let digits = if phone.trim_start().starts_with('+') { &digits } else { digits.strip_prefix("00")? };
    (digits.len() >= 7 && digits.len() <= 15).then(|| digits.to_string())
}

#[cfg(test)]
mod tests {
    use super::international;

    #[test]
    fn a_number_needs_its_country() {
        assert_eq!(international("+61 412 345 678").as_deref(), Some("61412345678"));
        assert_eq!(international("0061 412-345-678").as_deref(), Some("61412345678"));
        assert_eq!(international("0412 345 678"), None);
    }
}
