//! An invoice on paper: printed once when it is issued, then kept.

use paper::{Invoice, InvoiceLine, Party, Tax};
use platform::Actor;
use platform::store::{self, NewFile, Spool};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Bytes a printed invoice may have.
const LARGEST: u64 = 25 << 20;

/// The invoice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InvoicePdf {
    /// The invoice.
    #[schemars(extend("x-noun" = "invoices"))]
    invoice: Uuid,
}

/// Its document.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Document {
    /// The kept file; none for a draft.
    pub(super) file: Option<Uuid>,
    /// Name of the file.
    pub(super) name: String,
    /// The PDF carries its data as Factur-X.
    pub(super) e_invoice: bool,
    /// Why it does not.
    pub(super) missing: Option<String>,
    /// The bytes.
    #[serde(serialize_with = "base64")]
    pub(super) content: Vec<u8>,
}

fn base64<S: serde::Serializer>(bytes: &[u8], to: S) -> std::result::Result<S::Ok, S::Error> {
    use base64::Engine as _;
    to.serialize_str(&base64::engine::general_purpose::STANDARD.encode(bytes))
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "invoice_pdf",
        "The invoice as PDF/A-3, with its data inside where they are complete; answered as base64.",
        &["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer", "client"],
        invoice_pdf,
    )
    .refuses("TL404", "when it is not there")
    .refuses("TL500", "when it can't be printed")
}

async fn invoice_pdf(call: Call<'_>, input: InvoicePdf) -> Result<Document> {
    document(call, input.invoice).await
}

/// The document of an invoice the asking person may see. A draft is printed anew each time; an issued invoice once, as it was issued.
/// Goes on as the server.
///
/// # Errors
/// TL404 when it is not there; TL500 when it can't be printed.
pub(super) async fn document(call: Call<'_>, invoice: Uuid) -> Result<Document> {
    let client: Uuid =
        call.record("invoice", "select client_id from delivery.invoices where id = $1", &[&invoice]).await?.get(0);
    let system = Actor { role: "system", operation: None, ..call.actor.clone() };
    call.tx.become_actor(&system).await?;
    if let Some(row) = call.row("select id, name from knowledge.files where entity_type = 'invoices' and entity_id = $1 and content_type = 'application/pdf' order by id limit 1", &[&invoice]).await? {
        let (file, name): (Uuid, String) = (row.get(0), row.get(1));
        let kept = store::content_of(call.tx, &system, file).await?;
        let content = match kept {
            Some(kept) => store::within(call.tx, &system, call.tools.objects.as_deref(), &kept, LARGEST).await?,
            None => Vec::new(),
        };
        let e_invoice = content.windows(12).any(|w| w == b"factur-x.xml");
        return Ok(Document { file: Some(file), name, e_invoice, missing: None, content });
    }
    let invoice_data = load(call, invoice).await?;
    let fonts = paper::Fonts { regular: call.tools.fonts.0, bold: call.tools.fonts.1 };
    let (number, is_draft) = (invoice_data.number.clone(), invoice_data.is_draft);
    let printed = tokio::task::spawn_blocking(move || paper::print(&invoice_data, fonts))
        .await
        .map_err(|e| e.to_string())
        .and_then(|p| p.map_err(|e| format!("{e:#}")));
    let printed = printed.map_err(|e| Error::new(500, "TL500", format!("The invoice can't be printed: {e}")))?;
    let name = format!(
        "{}.pdf",
        number
            .chars()
            .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' })
            .collect::<String>()
    );
    let mut file = None;
    if !is_draft {
        let kept = NewFile {
            noun: "invoices",
            record: invoice,
            client: Some(client),
            name: &name,
            content_type: "application/pdf",
            is_private: false,
        };
        let bytes = Spool::of(printed.pdf.clone()).await.map_err(store::unreadable)?;
        file = Some(store::add(call.tx, &system, &kept, &bytes).await.map_err(|e| call.tools.explain(&e))?);
    }
    Ok(Document {
        file,
        name,
        e_invoice: printed.e_invoice.is_ok(),
        missing: printed.e_invoice.err(),
        content: printed.pdf,
    })
}

/// Everything that stands on it. What came in since it was issued does not change it.
async fn load(call: Call<'_>, invoice: Uuid) -> Result<Invoice> {
    let row = call
        .record(
            "invoice",
            "select v.invoice_number, v.status = 'draft', coalesce(v.issue_date, current_date)::text, v.due_date::text, v.currency::text, v.subtotal::text, v.tax_total::text, v.amount::text, v.notes,
                    coalesce(v.parties, delivery.parties_of(v.client_id)), c.invoice_number, k.name,
                    array(select p.name from delivery.invoice_projects ip join delivery.projects p on p.id = ip.project_id where ip.invoice_id = v.id order by p.name)
               from delivery.invoices v left join delivery.invoices c on c.id = v.credited_invoice_id left join crm.contacts k on k.id = v.recipient_contact_id where v.id = $1",
            &[&invoice],
        )
        .await?;
    let lines = call
        .query(
            "select description, quantity::text, unit, unit_price::text, amount::text, tax_category::text, tax_rate::text from delivery.invoice_lines where invoice_id = $1 order by position, id",
            &[&invoice],
        )
        .await?;
    let taxes = call
        .query(
            "select tax_category::text, tax_rate::text, sum(amount)::numeric(18,2)::text, round(sum(amount) * tax_rate / 100, 2)::text from delivery.invoice_lines where invoice_id = $1 group by tax_category, tax_rate order by tax_rate desc",
            &[&invoice],
        )
        .await?;
    let parties: Value = row.get(9);
    let total: String = row.get(7);
    let is_draft: bool = row.get(1);
    Ok(Invoice {
        number: if is_draft { "Draft".into() } else { row.get(0) },
        is_draft,
        issue_date: row.get(2),
        due_date: row.get(3),
        currency: row.get(4),
        subtotal: row.get(5),
        tax_total: row.get(6),
        balance: total.clone(),
        total,
        paid: "0.00".into(),
        notes: row.get(8),
        seller: party(&parties["seller"]),
        buyer: party(&parties["buyer"]),
        credits: row.get(10),
        attention: row.get(11),
        projects: row.get(12),
        lines: lines
            .iter()
            .map(|l| InvoiceLine {
                description: l.get(0),
                quantity: l.get(1),
                unit: l.get(2),
                unit_price: l.get(3),
                amount: l.get(4),
                tax_category: l.get(5),
                tax_rate: l.get(6),
            })
            .collect(),
        taxes: taxes
            .iter()
            .map(|t| Tax { category: t.get(0), rate: t.get(1), base: t.get(2), amount: t.get(3) })
            .collect(),
    })
}

fn party(value: &Value) -> Party {
    let words = |v: &Value| v.as_str().map(str::to_string).or_else(|| v.as_number().map(ToString::to_string));
    let text = |key: &str| words(&value[key]).map(|t| t.trim().to_string()).filter(|t| !t.is_empty());
    Party {
        name: text("name").unwrap_or_default(),
        address: text("address")
            .map(|a| a.split(['\n', ';']).map(|l| l.trim().to_string()).filter(|l| !l.is_empty()).collect())
            .unwrap_or_default(),
        country: text("country").and_then(|c| paper::country_code(&c)),
        vat: text("vat"),
        registration: text("registration"),
        email: text("email"),
        phone: text("phone"),
        website: text("website"),
        iban: text("iban"),
        bic: text("bic"),
        bank: text("bank"),
    }
}
