//! What messages leave by, a mailbox or a WhatsApp number: taking a draft, handing it over, shutting the way when it is closed.

use super::route::{Ready, letter_from, of_mailbox};
use super::unsubscribe::UNSUBSCRIBE;
use super::whatsapp_route::{Message, Number, Says, of_number};
use crate::identity::guest_links::{NewLink, add_link};
use platform::mail::{Ending, Letter};
use platform::verb::{Call, Site};
use records::Result as Told;
use uuid::Uuid;

/// Days the link in a message works.
const LINK_DAYS: i32 = 3650;

/// What messages leave by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A mailbox.
    Mailbox(Uuid),
    /// A WhatsApp number.
    Number(Uuid),
}

/// The same, with its secrets opened.
pub(super) enum Open {
    Mailbox(Box<Ready>),
    Number(Number),
}

/// A draft that was taken, written out.
pub(super) enum Taken {
    Letter(Box<Letter>),
    Message(Message),
}

impl Way {
    /// Opens it.
    ///
    /// # Errors
    /// When it is gone, or its secrets can't be opened.
    pub(super) async fn open(self, call: Call<'_>) -> Told<Open> {
        Ok(match self {
            Way::Mailbox(id) => Open::Mailbox(Box::new(of_mailbox(call, id).await?)),
            Way::Number(id) => Open::Number(of_number(call, id).await?),
        })
    }

    /// It can't send any more: it says why, and is verified before it sends again.
    pub(super) async fn close(self, site: &Site<'_>, why: &str) -> Told<()> {
        let why: String = why.chars().take(500).collect();
        let (table, id) = match self {
            Way::Mailbox(id) => ("mailboxes", id),
            Way::Number(id) => ("whatsapp_numbers", id),
        };
        site.read(async |call| {
            let sql = format!("update outreach.{table} set verified_at = null, failure = $2 where id = $1");
            call.execute(&sql, &[&id, &why]).await.map(drop)
        })
        .await
    }

    /// Takes a draft and writes its message; none when it is not ours to send now.
    pub(super) async fn take(self, site: &Site<'_>, open: &Open, draft: Uuid) -> Told<Option<Taken>> {
        site.read(async |call| {
            let (sql, id) = match self {
                Way::Mailbox(id) => ("select outreach.claim_draft($1, $2)", id),
                Way::Number(id) => ("select outreach.claim_whatsapp($1, $2)", id),
            };
            let row = call.record("draft", sql, &[&draft, &id]).await?;
            if row.get::<_, &str>(0) != "claimed" {
                return Ok(None);
            }
            Ok(Some(match open {
                Open::Mailbox(ready) => Taken::Letter(Box::new(letter(call, ready, draft).await?)),
                Open::Number(_) => Taken::Message(message(call, draft).await?),
            }))
        })
        .await
    }
}

impl Open {
    /// Whether anybody is there who lets us in, where that can be asked before anything is handed over.
    pub(super) async fn is_there(&self) -> Result<(), Ending> {
        match self {
            // Handing a letter over begins with that.
            Open::Mailbox(_) => Ok(()),
            Open::Number(number) => number.shown_as().await.map(drop),
        }
    }

    /// Hands it over; answers how that ended, and the number it was given there.
    pub(super) async fn send(&self, taken: &Taken) -> (Ending, Option<String>) {
        match (self, taken) {
            (Open::Mailbox(ready), Taken::Letter(letter)) => (ready.send(letter).await, None),
            (Open::Number(number), Taken::Message(message)) => match number.send(message).await {
                Ok(id) => (Ending::Sent, Some(id)),
                Err(ending) => (ending, None),
            },
            _ => (Ending::Refused("It goes another way.".into()), None),
        }
    }
}

/// The letter of a draft that was taken.
async fn letter(call: Call<'_>, ready: &Ready, draft: Uuid) -> Told<Letter> {
    let sql = "
      select d.recipient, coalesce(d.subject, ''), d.body, l.provider_message_id,
             array(select o.provider_message_id from outreach.outreach_drafts p
               join outreach.outbound_message_log o on o.org_id = p.org_id and o.draft_id = p.id and o.status = 'sent'
              where p.org_id = d.org_id and p.enrolment_id = d.enrolment_id and p.id <> d.id and p.channel = 'email'
                and o.provider_message_id is not null order by p.sent_at)
        from outreach.outreach_drafts d join outreach.outbound_message_log l on l.org_id = d.org_id and l.draft_id = d.id
         and l.status = 'pending' where d.id = $1";
    let row = call.record("draft", sql, &[&draft]).await?;
    let link = NewLink { purpose: UNSUBSCRIBE, noun: "outreach_drafts", record: draft, days: LINK_DAYS };
    let link = add_link(call, &link).await?;
    let (to, subject, body): (String, String, String) = (row.get(0), row.get(1), row.get(2));
    let mut letter = letter_from(ready, &to, &subject, &body, row.get(3));
    letter.thread = row.get(4);
    letter.unsubscribe = Some(link.url);
    Ok(letter)
}

/// What goes by WhatsApp of a draft that was taken: its text while they may be answered freely, else its template.
async fn message(call: Call<'_>, draft: Uuid) -> Told<Message> {
    let sql = "
      select outreach.phone_key(d.recipient), d.body, d.whatsapp_template, coalesce(d.whatsapp_language, 'en'),
             array(select v #>> '{}' from jsonb_array_elements(kit.list_of(d.whatsapp_values)) v),
             outreach.whatsapp_way(d.lead_id, d.recipient, d.whatsapp_template, d.body, d.made_body)
        from outreach.outreach_drafts d where d.id = $1";
    let row = call.record("draft", sql, &[&draft]).await?;
    let says = match (row.get::<_, Option<&str>>(5), row.get::<_, Option<String>>(2)) {
        (Some("template"), Some(name)) => Says::Template { name, language: row.get(3), values: row.get(4) },
        _ => Says::Text(row.get(1)),
    };
    Ok(Message { to: row.get(0), says })
}
