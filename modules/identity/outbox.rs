//! Putting e-mails into the outbox, in the transaction of their cause.

use platform::vault::OrgKeys;
use platform::verb::Call;
use records::{Error, Result};
use uuid::Uuid;

/// A message to be sent.
#[derive(Debug, Default)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// Name of who receives it.
    pub name: Option<String>,
    /// Subject, in a line.
    pub subject: String,
    /// Text.
    pub body: String,
    /// What it is: invoice, reminder, portal, digest.
    pub kind: &'static str,
    /// It waits until a person hands it over.
    pub draft: bool,
    /// A file to send with it.
    pub file: Option<Uuid>,
    /// The client it goes to.
    pub client: Option<Uuid>,
    /// The invoice it is about.
    pub invoice: Option<Uuid>,
    /// The record it is about, with its noun: where that is erased, so is the letter.
    pub about: Option<(&'static str, Uuid)>,
    /// An entry for calendars that goes with it (iCalendar).
    pub calendar: Option<String>,
    /// In whose name it is written, where nobody is asking: answers go there.
    pub by: Option<Uuid>,
    /// Not before this moment, as PostgreSQL reads it.
    pub send_at: Option<String>,
}

/// A text with its words in braces filled in; what is filled in is not looked at again.
pub fn filled(text: &str, words: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, after)| words.iter().find(|(known, _)| *known == name).map(|(_, words)| (words, after)));
        if let Some((words, after)) = known {
            out.push_str(words);
            rest = after;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out + rest
}

/// Writes a message into the outbox and answers its id. The transaction goes on as the server.
///
/// # Errors
/// When the database refuses.
pub async fn post(call: Call<'_>, keys: &OrgKeys, letter: &Letter) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let seal = |column: &str, text: &str| {
        keys.seal("emails", column, &id, text).map_err(|e| Error::new(500, "58000", e.to_string()))
    };
    let subject: String = letter.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect();
    call.as_system().await?;
    call.execute(
        "insert into identity.emails (id, recipient, recipient_index, recipient_name, subject, body, status, kind, file_id, client_id, invoice_id, calendar,
           created_by, send_at, entity_type, entity_id)
         values ($1, $2::bytea, $3, $4, $5, $6::bytea, $7::text::identity.email_status, $8, $9, $10, $11, $12::bytea,
           coalesce(kit.user_id(), $13), coalesce($14::text::timestamptz, now()), $15, $16)",
        &[
            &id,
            &seal("recipient", &letter.to)?,
            &keys.index(catalog::Kind::PiiEmail, &letter.to),
            &letter.name,
            &subject,
            &seal("body", &letter.body)?,
            &if letter.draft { "draft" } else { "queued" },
            &letter.kind,
            &letter.file,
            &letter.client,
            &letter.invoice,
            &letter.calendar.as_ref().map(|calendar| seal("calendar", calendar)).transpose()?,
            &letter.by,
            &letter.send_at,
            &letter.about.map(|(noun, _)| noun),
            &letter.about.map(|(_, record)| record),
        ],
    )
    .await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let words = [("person", "{job}"), ("job", "Welder")];
        assert_eq!(filled("{person}, {job}: {other} {", &words), "{job}, Welder: {other} {");
    }
}
