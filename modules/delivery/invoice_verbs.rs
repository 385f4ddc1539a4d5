//! What becomes of an invoice: issued, paid, cancelled, overdue.

use super::draft_invoice::BILLERS;
use platform::Actor;
use platform::verb::{Call, Decimal, Nothing, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Gives an invoice its number and makes it final.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IssueInvoice {
    /// The invoice.
    #[schemars(extend("x-noun" = "invoices"))]
    invoice: Uuid,
    /// The day on it; today when left out.
    #[schemars(extend("format" = "date"))]
    issue_date: Option<String>,
}

/// Enters money that came in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PayInvoice {
    /// The invoice.
    #[schemars(extend("x-noun" = "invoices"))]
    invoice: Uuid,
    /// How much, as a decimal; all that is open when left out.
    amount: Option<Decimal>,
    /// The day it came in; today when left out.
    #[schemars(extend("format" = "date"))]
    paid_date: Option<String>,
    /// How it was paid, such as by bank transfer.
    method: Option<String>,
    /// The bank's reference.
    reference: Option<String>,
}

/// Takes an invoice back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CancelInvoice {
    /// The invoice.
    #[schemars(extend("x-noun" = "invoices"))]
    invoice: Uuid,
    /// Why; stands on the credit note.
    reason: Option<String>,
}

/// How the invoice stands.
#[derive(Debug, Serialize, JsonSchema)]
struct InvoiceState {
    /// The invoice.
    invoice: Uuid,
    /// Its number.
    invoice_number: String,
    /// What became of it.
    status: String,
    /// What is still open, as a decimal.
    balance: String,
    /// The credit note that took it back.
    credit_note: Option<Uuid>,
}

/// What was marked.
#[derive(Debug, Serialize, JsonSchema)]
struct Marked {
    /// Invoices that are overdue now and were not before.
    marked: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn issue_verb() -> Verb {
    Verb::new("issue_invoice", "Gives an invoice its number and makes it final.", BILLERS, issue_invoice)
        .refuses("TL409", "when it was issued already")
        .refuses("23514", "when something is missing")
        .on("invoices", "invoice")
        .when("status", &["draft"])
        .moves_to(&["issued"])
        .asks_first()
        .icon("circle-check")
}

pub(crate) fn pay_verb() -> Verb {
    Verb::new("pay_invoice", "Enters money that came in for an invoice.", BILLERS, pay_invoice)
        .refuses("23514", "when it is not issued, cancelled, paid already, or the amount is more than what is open")
        .on("invoices", "invoice")
        .when("status", &["issued", "sent", "overdue"])
        .moves_to(&["paid"])
        .icon("receipt")
}

pub(crate) fn cancel_verb() -> Verb {
    Verb::new(
        "cancel_invoice",
        "Takes an invoice back with a credit note; its hours can be billed again.",
        BILLERS,
        cancel_invoice,
    )
    .refuses("23514", "when it is paid, or cancelled already")
    .on("invoices", "invoice")
    .when("status", &["draft", "issued", "sent", "overdue"])
    .moves_to(&["cancelled"])
    .asks_first()
    .icon("ban")
}

pub(crate) fn overdue_verb() -> Verb {
    Verb::new(
        "mark_overdue",
        "Marks invoices whose day has passed. The server does it every night.",
        &["admin", "manager", "system"],
        mark_overdue,
    )
}

async fn mark_overdue(call: Call<'_>, _: Nothing) -> Result<Marked> {
    call.as_system().await?;
    let sql = "update delivery.invoices set status = 'overdue'
                where status in ('issued', 'sent') and kind = 'invoice' and due_date < current_date";
    let marked = call.execute(sql, &[]).await?;
    Ok(Marked { marked, note: format!("{marked} invoices marked overdue") })
}

/// The verb. What the database checks: there are lines, and a rate for a foreign currency. It can't be undone, only cancelled.
async fn issue_invoice(call: Call<'_>, input: IssueInvoice) -> Result<InvoiceState> {
    let row = call
        .record(
            "invoice",
            "select status::text, invoice_number from delivery.invoices where id = $1 for update",
            &[&input.invoice],
        )
        .await?;
    if row.get::<_, &str>(0) != "draft" {
        return Err(Error::new(409, "TL409", format!("Invoice {} was issued already.", row.get::<_, &str>(1))));
    }
    let day = input.issue_date.filter(|d| !d.is_empty());
    call.as_system().await?;
    call.execute(
        "update delivery.invoices set status = 'issued', issue_date = coalesce($2::text::date, current_date), due_date = due_date + (coalesce($2::text::date, current_date) - created_at::date) where id = $1",
        &[&input.invoice, &day],
    )
    .await?;
    state(call, input.invoice).await
}

/// The verb: a part, or all.
async fn pay_invoice(call: Call<'_>, input: PayInvoice) -> Result<InvoiceState> {
    let row = call.record("invoice", "select v.status::text, v.invoice_number, v.balance::text from delivery.invoices v where v.id = $1 for update", &[&input.invoice]).await?;
    if row.get::<_, &str>(0) == "paid" {
        return Err(Error::new(409, "TL409", format!("Invoice {} is paid.", row.get::<_, &str>(1))));
    }
    call.as_system().await?;
    let amount = input.amount.as_ref().and_then(Decimal::digits).unwrap_or_else(|| row.get(2));
    call.execute(
        "insert into delivery.payments (invoice_id, amount, paid_date, method, reference) values ($1, $2::text::numeric, coalesce($3::text::date, current_date), nullif($4, ''), nullif($5, ''))",
        &[&input.invoice, &amount, &input.paid_date.filter(|d| !d.is_empty()), &input.method, &input.reference],
    )
    .await?;
    state(call, input.invoice).await
}

/// The verb: a draft is just set aside; an issued invoice is taken back by a credit note with a number of its own. Its hours are
/// open to be billed again.
async fn cancel_invoice(call: Call<'_>, input: CancelInvoice) -> Result<InvoiceState> {
    let row = call
        .record(
            "invoice",
            "select status::text, invoice_number, kind::text from delivery.invoices where id = $1 for update",
            &[&input.invoice],
        )
        .await?;
    let (status, number, kind): (String, String, String) = (row.get(0), row.get(1), row.get(2));
    if kind == "credit_note" {
        return Err(Error::new(409, "TL409", format!("{number} is a credit note; it can't be cancelled."))
            .hint("Draft a new invoice instead."));
    }
    if status == "cancelled" {
        return Err(Error::new(409, "TL409", format!("Invoice {number} is cancelled already.")));
    }
    // A number that was given is never taken back, so there is no undo; a draft may come back.
    let operation = call.actor.operation.filter(|_| status == "draft");
    call.tx.become_actor(&Actor { role: "system", operation, ..call.actor.clone() }).await?;
    call.execute("update delivery.invoices set status = 'cancelled' where id = $1", &[&input.invoice]).await?;
    call.row("select set_config('throughline.derived', 'on', true)", &[]).await?;
    call.execute("update delivery.time_entries set invoice_id = null where invoice_id = $1", &[&input.invoice]).await?;
    call.row("select set_config('throughline.derived', '', true)", &[]).await?;
    if status == "draft" {
        return state(call, input.invoice).await;
    }
    let note = [Some(format!("Takes back invoice {number}.")), input.reason.filter(|r| !r.trim().is_empty())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let row = call
        .record(
            "invoice",
            "insert into delivery.invoices (client_id, kind, credited_invoice_id, currency, exchange_rate, due_date, recipient_contact_id, notes)
             select client_id, 'credit_note', id, currency, exchange_rate, current_date, recipient_contact_id, $2 from delivery.invoices where id = $1 returning id",
            &[&input.invoice, &note],
        )
        .await?;
    let credit: Uuid = row.get(0);
    call.execute(
        "insert into delivery.invoice_lines (invoice_id, position, kind, phase_id, project_id, description, quantity, unit, unit_price, tax_category, tax_rate)
         select $2, position, kind, phase_id, project_id, description, -quantity, unit, unit_price, tax_category, tax_rate from delivery.invoice_lines where invoice_id = $1",
        &[&input.invoice, &credit],
    )
    .await?;
    call.execute("insert into delivery.invoice_projects (invoice_id, project_id) select $2, project_id from delivery.invoice_projects where invoice_id = $1", &[&input.invoice, &credit]).await?;
    call.execute("update delivery.invoices set status = 'issued' where id = $1", &[&credit]).await?;
    Ok(InvoiceState { credit_note: Some(credit), ..state(call, input.invoice).await? })
}

/// How an invoice stands now.
async fn state(call: Call<'_>, invoice: Uuid) -> Result<InvoiceState> {
    let row = call
        .record(
            "invoice",
            "select v.invoice_number, v.status::text, v.balance::text from delivery.invoices v where v.id = $1",
            &[&invoice],
        )
        .await?;
    Ok(InvoiceState { invoice, invoice_number: row.get(0), status: row.get(1), balance: row.get(2), credit_note: None })
}
