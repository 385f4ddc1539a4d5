//! An invoice from approved hours, phases and fixed lines.

use platform::verb::{Call, Decimal, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Drafts an invoice over one or more projects of one client. Hours on it belong to it until it is cancelled or thrown away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftInvoice {
    /// The client; taken from the projects when left out.
    #[schemars(extend("x-noun" = "clients"))]
    client: Option<Uuid>,
    /// One project.
    #[schemars(extend("x-noun" = "projects"))]
    project: Option<Uuid>,
    /// The projects; all of the client's when left out.
    projects: Option<Vec<Uuid>>,
    /// Bill approved hours; yes when left out.
    #[serde(default = "yes")]
    hours: bool,
    /// Approved hours up to this day; all when left out.
    #[schemars(extend("format" = "date"))]
    until: Option<String>,
    /// One line for each project, person, task or entry; person when left out.
    #[schemars(extend("enum" = ["person", "project", "task", "entry"]))]
    group_by: Option<String>,
    /// Phases with what each costs.
    #[serde(default)]
    phases: Vec<PhaseLine>,
    /// Fixed lines.
    #[serde(default)]
    lines: Vec<FixedLine>,
    /// Tax in percent; the setting `invoice.tax_rate` when left out.
    tax_rate: Option<Decimal>,
    /// standard, zero, exempt or reverse_charge; standard with a rate, else zero, when left out.
    #[schemars(extend("enum" = ["standard", "zero", "exempt", "reverse_charge"]))]
    tax_category: Option<String>,
    /// The currency; the organisation's when left out.
    currency: Option<String>,
    /// One unit of the currency in the organisation's; needed when they differ.
    exchange_rate: Option<Decimal>,
    /// Days until it is due; the setting `invoice.payment_days` when left out.
    payment_days: Option<i32>,
    /// Text on the invoice.
    notes: Option<String>,
}

/// A phase that is billed as a whole.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhaseLine {
    /// The phase.
    phase: Uuid,
    /// What it costs, as a decimal.
    amount: Decimal,
}

/// A line that is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FixedLine {
    /// Text.
    description: String,
    /// How many; one when left out.
    quantity: Option<Decimal>,
    /// What is counted; piece when left out.
    unit: Option<String>,
    /// Price of one, as a decimal.
    unit_price: Decimal,
    /// Tax in percent, when another than the invoice's.
    tax_rate: Option<Decimal>,
}

/// The draft.
#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// The invoice.
    invoice: Uuid,
    /// Its lines.
    lines: i64,
    /// Hours on it, as a decimal.
    hours: String,
    /// Total with tax, as a decimal.
    amount: String,
    /// Its currency.
    currency: String,
}

/// Who writes invoices.
pub(super) const BILLERS: &[&str] = &["admin", "manager", "consultant", "staff"];

fn yes() -> bool {
    true
}

pub(crate) fn verb() -> Verb {
    Verb::new("draft_invoice", "Drafts an invoice from approved hours, phases and fixed lines.", BILLERS, draft_invoice)
        .refuses("TL100", "when there is nothing to bill, a rate is missing, or a project belongs to another client")
        .on("clients", "client")
        .leads_to("invoices", "invoice")
        .icon("receipt")
}

/// The verb: whoever may write invoices, over projects they see.
async fn draft_invoice(call: Call<'_>, mut input: DraftInvoice) -> Result<Drafted> {
    let named = input.projects.take().or(input.project.map(|p| vec![p]));
    let rows = match (&named, input.client) {
        (Some(ids), _) => call.query("select id, client_id from delivery.projects where id = any ($1)", &[ids]).await?,
        (None, Some(client)) => {
            call.query("select id, client_id from delivery.projects where client_id = $1", &[&client]).await?
        }
        (None, None) => return Err(Error::new(400, "TL100", "Say which client or projects the invoice is for.")),
    };
    if let Some(ids) = &named
        && rows.len() != ids.iter().collect::<std::collections::HashSet<_>>().len()
    {
        return Err(Error::new(404, "TL404", "Some of these projects are not there, or not yours to see."));
    }
    let projects: Vec<Uuid> = rows.iter().map(|r| r.get(0)).collect();
    let client: Uuid = input
        .client
        .or_else(|| rows.first().map(|r| r.get(1)))
        .ok_or_else(|| Error::new(400, "TL100", "Say which client the invoice is for."))?;
    if rows.iter().any(|r| r.get::<_, Uuid>(1) != client) {
        return Err(Error::new(400, "TL100", "These projects belong to more than one client.")
            .hint("An invoice goes to one client; draft one for each."));
    }
    let invoice = start(call, &input, client).await?;
    // Everybody's hours are billed, not only one's own; what is billed was checked above.
    call.as_system().await?;
    // What is derived from hours is told by the invoice; 10,000 entries of the audit log would say nothing more.
    call.row("select set_config('throughline.derived', 'on', true)", &[]).await?;
    let hours = if input.hours { bill_hours(call, &input, invoice, &projects).await? } else { "0".into() };
    call.row("select set_config('throughline.derived', '', true)", &[]).await?;
    bill_phases(call, &input, invoice, client).await?;
    for line in &input.lines {
        bill_line(call, line, &input, invoice).await?;
    }
    call.execute(
        "insert into delivery.invoice_projects (invoice_id, project_id) select distinct $1::uuid, project_id from delivery.invoice_lines where invoice_id = $1 and project_id is not null on conflict do nothing",
        &[&invoice],
    )
    .await?;
    let row = call
        .record("invoice", "select (select count(*) from delivery.invoice_lines l where l.invoice_id = v.id), v.amount::text, v.currency::text from delivery.invoices v where v.id = $1", &[&invoice])
        .await?;
    if row.get::<_, i64>(0) == 0 {
        return Err(Error::new(400, "TL100", "There is nothing to bill: no approved hours, no phases, no lines.")
            .hint("Hours are billed once their week is approved. Or add a phase or a line."));
    }
    Ok(Drafted { invoice, lines: row.get(0), hours, amount: row.get(1), currency: row.get(2) })
}

/// The empty draft: who gets it, in which currency, until when.
async fn start(call: Call<'_>, input: &DraftInvoice, client: Uuid) -> Result<Uuid> {
    let currency = input.currency.as_deref().map(|c| c.trim().to_uppercase()).filter(|c| !c.is_empty());
    let rate = input.exchange_rate.as_ref().and_then(Decimal::digits);
    let query =
        "select o.currency::text, c.currency::text from identity.organizations o, crm.clients c where c.id = $1";
    let row = call.record("client", query, &[&client]).await?;
    let own: String = row.get(0);
    let currency = currency.or(row.get(1)).unwrap_or_else(|| own.clone());
    if currency != own && rate.is_none() {
        return Err(Error::new(
            400,
            "TL100",
            format!("Your books are in {own} and the invoice is to be in {currency}, but no exchange rate is given."),
        )
        .hint(format!("Send exchange_rate: one {currency} in {own}.")));
    }
    let row = call
        .record(
            "client",
            // The economic buyer pays; else a key contact; those spoken to last come first.
            "insert into delivery.invoices (client_id, currency, exchange_rate, due_date, notes, recipient_contact_id)
             select c.id, $2::text, case when $2 <> $3::text then $4::text::numeric end, current_date + coalesce($5, kit.number_setting('invoice.payment_days', 30)::int), $6,
                    (select k.id from crm.contacts k where k.client_id = c.id and ('economic_buyer' = any (k.role_tags) or k.is_key) order by 'economic_buyer' = any (k.role_tags) desc, k.last_contact_date desc nulls last, k.id limit 1)
               from crm.clients c where c.id = $1 returning id",
            &[&client, &currency, &own, &rate, &input.payment_days, &input.notes],
        )
        .await?;
    Ok(row.get(0))
}

/// Puts every unbilled approved hour on the invoice, in one pass; whoever comes second finds none left.
async fn bill_hours(call: Call<'_>, input: &DraftInvoice, invoice: Uuid, projects: &[Uuid]) -> Result<String> {
    let group = input.group_by.as_deref().filter(|g| !g.is_empty()).unwrap_or("person");
    if !matches!(group, "person" | "project" | "task" | "entry") {
        return Err(Error::new(400, "TL100", format!("{group:?} is no way to group hours."))
            .hint("One of: person, project, task, entry."));
    }
    let until = input.until.as_deref().filter(|u| !u.is_empty());
    let row = call
        .record(
            "hours",
            "select coalesce(sum(t.hours), 0)::text, count(*) from delivery.time_entries t
              where t.project_id = any ($1) and t.invoice_id is null and t.billable and t.status = 'approved' and ($2::text is null or t.date <= $2::text::date)
                and t.bill_rate is null and not exists (select from delivery.rate_of(t.user_id, t.project_id, t.date))",
            &[&projects, &until],
        )
        .await?;
    if row.get::<_, i64>(1) > 0 {
        return Err(Error::new(400, "TL100", format!("{} approved hours have no rate.", row.get::<_, String>(0)))
            .hint("Set one at /rates: for everybody, a role, a person or a project."));
    }
    let tax = tax(call, input, None).await?;
    let row = call
        .record(
            "hours",
            "with billed as (
               update delivery.time_entries t set invoice_id = $1, bill_rate = coalesce(t.bill_rate, (select r.bill_rate from delivery.rate_of(t.user_id, t.project_id, t.date) r))
                where t.project_id = any ($2) and t.invoice_id is null and t.billable and t.status = 'approved' and ($3::text is null or t.date <= $3::text::date)
               returning t.id, t.project_id, t.user_id, t.worker, t.task_id, t.hours, t.date, t.description, t.bill_rate),
             priced as (
               select b.*, round(b.bill_rate / coalesce((select v.exchange_rate from delivery.invoices v where v.id = $1), 1), 2) as price from billed b),
             grouped as (
               select p.project_id, case when $4 = 'person' then p.user_id end as user_id, case when $4 in ('person', 'entry') then p.worker end as worker, case when $4 in ('task', 'entry') then p.task_id end as task_id, case when $4 = 'entry' then p.id end as entry_id,
                      p.price, sum(p.hours) as hours, min(p.date) as first_day, max(p.date) as last_day, max(p.description) filter (where $4 = 'entry') as words
                 from priced p group by 1, 2, 3, 4, 5, 6),
             lines as (
               insert into delivery.invoice_lines (invoice_id, position, kind, project_id, description, quantity, unit, unit_price, tax_category, tax_rate)
               select $1, row_number() over (order by j.name, coalesce(u.full_name, g.worker), k.title, g.first_day, g.price), 'time', g.project_id,
                      left(concat_ws(', ', j.name, u.full_name, g.worker, k.title, g.words, case when g.first_day = g.last_day then to_char(g.first_day, 'DD Mon YYYY') else to_char(g.first_day, 'DD Mon') || ' – ' || to_char(g.last_day, 'DD Mon YYYY') end), 1000),
                      g.hours, 'hour', g.price, $5::text::delivery.tax_category, $6::text::numeric
                 from grouped g join delivery.projects j on j.id = g.project_id left join identity.users u on u.id = g.user_id left join delivery.tasks k on k.id = g.task_id
               returning quantity)
             select coalesce(sum(quantity), 0)::text from lines",
            &[&invoice, &projects, &until, &group, &tax.0, &tax.1],
        )
        .await?;
    Ok(row.get(0))
}

async fn bill_phases(call: Call<'_>, input: &DraftInvoice, invoice: Uuid, client: Uuid) -> Result<()> {
    for phase in &input.phases {
        let row = call
            .record("phase", "select p.client_id, f.name, (select v.invoice_number from delivery.invoice_lines l join delivery.invoices v on v.id = l.invoice_id where l.phase_id = f.id and l.kind = 'phase' and v.status <> 'cancelled' and v.kind = 'invoice' limit 1)
               from delivery.phases f join delivery.projects p on p.id = f.project_id where f.id = $1 for update of f", &[&phase.phase])
            .await?;
        let name: String = row.get(1);
        if row.get::<_, Uuid>(0) != client {
            return Err(Error::new(400, "TL100", format!("The phase {name} belongs to another client.")));
        }
        if let Some(number) = row.get::<_, Option<String>>(2) {
            return Err(Error::new(409, "TL409", format!("The phase {name} is on invoice {number} already."))
                .hint("Cancel that invoice first."));
        }
        let amount = phase
            .amount
            .digits()
            .ok_or_else(|| Error::new(400, "TL100", format!("Say what the phase {name} costs.")))?;
        let tax = tax(call, input, None).await?;
        call.execute(
            "insert into delivery.invoice_lines (invoice_id, position, kind, phase_id, project_id, description, unit_price, tax_category, tax_rate)
             select $1, (select coalesce(max(l.position), 0) + 1 from delivery.invoice_lines l where l.invoice_id = $1), 'phase', f.id, p.id, p.name || ': ' || f.name, $3::text::numeric, $4::text::delivery.tax_category, $5::text::numeric
               from delivery.phases f join delivery.projects p on p.id = f.project_id where f.id = $2",
            &[&invoice, &phase.phase, &amount, &tax.0, &tax.1],
        )
        .await?;
    }
    Ok(())
}

async fn bill_line(call: Call<'_>, line: &FixedLine, input: &DraftInvoice, invoice: Uuid) -> Result<()> {
    if line.description.trim().is_empty() {
        return Err(Error::new(400, "TL100", "A line needs a description."));
    }
    let price = line
        .unit_price
        .digits()
        .ok_or_else(|| Error::new(400, "TL100", format!("Say what {} costs.", line.description.trim())))?;
    let quantity = line.quantity.as_ref().and_then(Decimal::digits).unwrap_or_else(|| "1".into());
    let unit = line.unit.as_deref().map(str::trim).filter(|u| !u.is_empty()).unwrap_or("piece");
    let tax = tax(call, input, line.tax_rate.as_ref()).await?;
    call.execute(
        "insert into delivery.invoice_lines (invoice_id, position, kind, description, quantity, unit, unit_price, tax_category, tax_rate)
         values ($1, (select coalesce(max(l.position), 0) + 1 from delivery.invoice_lines l where l.invoice_id = $1), 'custom', $2, $3::text::numeric, $4, $5::text::numeric, $6::text::delivery.tax_category, $7::text::numeric)",
        &[&invoice, &line.description.trim(), &quantity, &unit, &price, &tax.0, &tax.1],
    )
    .await?;
    Ok(())
}

/// Tax category and rate of a line.
async fn tax(call: Call<'_>, input: &DraftInvoice, own: Option<&Decimal>) -> Result<(String, String)> {
    let category = input.tax_category.as_deref().filter(|c| !c.is_empty());
    if let Some(category) = category.filter(|c| *c != "standard") {
        return Ok((category.to_string(), "0".into()));
    }
    let rate = match own.and_then(Decimal::digits).or_else(|| input.tax_rate.as_ref().and_then(Decimal::digits)) {
        Some(rate) => rate,
        None => {
            let set = call.setting("invoice.tax_rate", json!(0)).await?;
            set.as_str().map_or_else(|| set.to_string(), |s| s.trim().to_string())
        }
    };
    let zero = rate.chars().all(|c| matches!(c, '0' | '.'));
    Ok((if zero && category.is_none() { "zero" } else { "standard" }.to_string(), rate))
}
