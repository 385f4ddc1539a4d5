//! Invoices and reminders on their way to whoever pays.

use super::draft_invoice::BILLERS;
use super::invoice_document::document;
use crate::identity::outbox::{Letter, post};
use platform::vault::OrgKeys;
use platform::verb::{Call, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Puts an invoice into the outbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SendInvoice {
    /// The invoice.
    #[schemars(extend("x-noun" = "invoices"))]
    invoice: Uuid,
    /// The recipient's address when left out.
    #[schemars(extend("format" = "email"))]
    to: Option<String>,
    /// The usual words when left out.
    message: Option<String>,
}

/// What is under way.
#[derive(Debug, Serialize, JsonSchema)]
struct Posted {
    /// The e-mail in the outbox.
    email: Uuid,
    /// The document it carries.
    file: Option<Uuid>,
    /// It waits: no mail server is set up.
    waits: bool,
}

/// How many reminders were drafted.
#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// E-mails that wait for a person to hand them over.
    drafts: usize,
    /// Overdue invoices whose recipient has no address.
    without_address: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn send_verb() -> Verb {
    Verb::new("send_invoice", "Sends an issued invoice as PDF to its recipient.", BILLERS, send_invoice)
        .refuses("TL409", "for a draft or a cancelled one")
        .refuses("TL100", "when nobody is named or they have no address")
        .on("invoices", "invoice")
        .when("status", &["issued", "sent", "overdue", "paid"])
        .moves_to(&["sent"])
        .asks_first()
        .icon("send")
}

pub(crate) fn remind_verb() -> Verb {
    Verb::new(
        "draft_reminders",
        "Drafts a reminder for every invoice that is overdue; a person hands them over. The server does it every night.",
        &["admin", "manager", "system"],
        draft_reminders,
    )
    .in_palette()
}

/// The verb. The invoice counts as sent once the mail server took it.
async fn send_invoice(call: Call<'_>, input: SendInvoice) -> Result<Posted> {
    let row = call
        .record(
            "invoice",
            "select v.status::text, v.invoice_number, v.amount::text, v.currency::text, v.due_date::text, v.client_id, k.id, k.name, k.email::bytea, v.kind::text
               from delivery.invoices v left join crm.contacts k on k.id = v.recipient_contact_id where v.id = $1",
            &[&input.invoice],
        )
        .await?;
    let (status, number): (&str, &str) = (row.get(0), row.get(1));
    match status {
        "draft" => {
            return Err(Error::new(409, "TL409", "This is a draft.").hint("Issue it first: that gives it its number."));
        }
        "cancelled" => return Err(Error::new(409, "TL409", format!("Invoice {number} is cancelled."))),
        _ => {}
    }
    let keys = call.keys().await?;
    let name: Option<String> = row.get(7);
    let to = match input.to.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        Some(to) if to.contains('@') => to.to_string(),
        Some(to) => return Err(Error::new(400, "TL100", format!("{to:?} is no e-mail address."))),
        None => recipient(&keys, row.get(6), name.as_deref(), row.get(8))?,
    };
    let document = document(call, input.invoice).await?;
    let what = if row.get::<_, &str>(9) == "credit_note" { "credit note" } else { "invoice" };
    let usual = format!(
        "Hello{},\n\nplease find attached our {what} {number} over {} {}{}.\n\nThank you for working with us.\n",
        name.as_deref().map(|n| format!(" {n}")).unwrap_or_default(),
        row.get::<_, &str>(2),
        row.get::<_, &str>(3),
        if what == "invoice" { format!(", due on {}", row.get::<_, &str>(4)) } else { String::new() },
    );
    let body = input.message.filter(|m| !m.trim().is_empty()).unwrap_or(usual);
    let subject = format!("{}{} {number}", what[..1].to_uppercase(), &what[1..]);
    let letter = Letter {
        to,
        name,
        subject,
        body,
        kind: "invoice",
        file: document.file,
        client: row.get(5),
        invoice: Some(input.invoice),
        ..Letter::default()
    };
    let email = post(call, &keys, &letter).await?;
    Ok(Posted { email, file: document.file, waits: !call.tools.sends_mail })
}

/// The verb: one draft an invoice, not sooner than `invoice.reminder_days` (7) after the last reminder or the due date; at most three.
async fn draft_reminders(call: Call<'_>, _: Nothing) -> Result<Drafted> {
    let keys = call.keys().await?;
    call.as_system().await?;
    let rows = call
        .query(
            "select v.id, v.invoice_number, v.balance::text, v.currency::text, v.due_date::text, v.client_id, k.id, k.name, k.email::bytea, v.reminder_level, current_date - v.due_date
               from delivery.invoices v left join crm.contacts k on k.id = v.recipient_contact_id
              where v.status = 'overdue' and v.reminder_level < 3
                and coalesce(v.last_reminder_date, v.due_date) <= current_date - kit.number_setting('invoice.reminder_days', 7)::int
                and not exists (select from identity.emails e where e.invoice_id = v.id and e.kind = 'reminder' and e.status in ('draft', 'queued', 'sending', 'unknown'))
              order by v.due_date, v.id",
            &[],
        )
        .await?;
    let (mut drafts, mut without_address) = (0, 0);
    for row in &rows {
        let (number, name): (&str, Option<String>) = (row.get(1), row.get(7));
        let Ok(to) = recipient(&keys, row.get(6), name.as_deref(), row.get(8)) else {
            without_address += 1;
            continue;
        };
        let level: i16 = row.get(9);
        let subject = format!(
            "{}: invoice {number}",
            ["Reminder", "Second reminder", "Last reminder"][level.clamp(0, 2) as usize]
        );
        let tone = [
            "It may have slipped through; please pay it in the next days.",
            "Please pay it within a week.",
            "Please pay it within a week; after that we have to hand it on.",
        ][level.clamp(0, 2) as usize];
        let body = format!(
            "Hello{},\n\nour invoice {number} was due on {} ({} days ago). {} {} are still open.\n{tone}\n\nIf you have paid already, please forget this letter.\n",
            name.as_deref().map(|n| format!(" {n}")).unwrap_or_default(),
            row.get::<_, &str>(4),
            row.get::<_, i32>(10),
            row.get::<_, &str>(2),
            row.get::<_, &str>(3),
        );
        let file: Option<Uuid> = call
            .row(
                "select id from knowledge.files where entity_type = 'invoices' and entity_id = $1 order by id limit 1",
                &[&row.get::<_, Uuid>(0)],
            )
            .await?
            .map(|r| r.get(0));
        post(
            call,
            &keys,
            &Letter {
                to,
                name,
                subject,
                body,
                kind: "reminder",
                draft: true,
                file,
                client: row.get(5),
                invoice: Some(row.get(0)),
                ..Letter::default()
            },
        )
        .await?;
        drafts += 1;
    }
    Ok(Drafted { drafts, without_address, note: format!("{drafts} reminders drafted") })
}

/// The address of a contact, in clear text.
fn recipient(keys: &OrgKeys, contact: Option<Uuid>, name: Option<&str>, sealed: Option<Vec<u8>>) -> Result<String> {
    let contact = contact.ok_or_else(|| {
        Error::new(400, "TL100", "The invoice names nobody to receive it.")
            .hint("Choose a recipient on the invoice, or send an address.")
    })?;
    let sealed = sealed.ok_or_else(|| {
        Error::new(400, "TL100", format!("{} has no e-mail address.", name.unwrap_or("The recipient")))
            .hint("Add one to the contact, or choose another recipient.")
    })?;
    keys.open("contacts", "email", contact.as_bytes(), &sealed).map_err(|e| Error::new(500, "58000", e.to_string()))
}
