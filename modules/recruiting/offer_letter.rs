//! An offer on paper: looked at before it is sent, then printed once and kept.

use super::letters::{Applicant, applicant, template};
use paper::{Letter, Party};
use platform::Actor;
use platform::store::{self, NewFile, Spool};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Bytes a printed letter may have.
const LARGEST: u64 = 10 << 20;

/// The offer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfferLetter {
    /// The offer.
    #[schemars(extend("x-noun" = "offers"))]
    offer: Uuid,
    /// The letter; the usual one when left out.
    #[schemars(extend("x-noun" = "letter_templates"))]
    template: Option<Uuid>,
}

/// Its letter.
#[derive(Debug, Serialize, JsonSchema)]
struct Printed {
    /// The kept file; none while the offer is a draft.
    file: Option<Uuid>,
    /// Name of the file.
    name: String,
    /// The bytes, as base64.
    content: String,
}

/// What is offered, in words.
pub(super) struct Terms {
    pub(super) amount: String,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) expires: String,
    terms: String,
    date: String,
    pub(super) file: Option<Uuid>,
}

pub(crate) fn verb() -> Verb {
    let summary =
        "The letter of an offer as PDF: of a draft as it would be sent, else as it was sent; answered as base64.";
    Verb::new("offer_letter", summary, super::SCORERS, offer_letter)
        .refuses("TL404", "when there is no such offer or template, or it is not theirs to change")
        .refuses("TL500", "when it can't be printed")
        .reading()
}

async fn offer_letter(call: Call<'_>, input: OfferLetter) -> Result<Printed> {
    use base64::Engine as _;
    let row =
        call.record("offer", "select application_id from recruiting.offers where id = $1", &[&input.offer]).await?;
    let person = applicant(call, row.get(0)).await?;
    let terms = terms(call, input.offer).await?;
    let name = file_name(&person);
    let system = Actor { role: "system", operation: None, ..call.actor.clone() };
    call.tx.become_actor(&system).await?;
    let content = match terms.file {
        Some(file) => match store::content_of(call.tx, &system, file).await? {
            Some(kept) => store::within(call.tx, &system, call.tools.objects.as_deref(), &kept, LARGEST).await?,
            None => Vec::new(),
        },
        None => print(call, &person, &terms, input.template).await?,
    };
    Ok(Printed { file: terms.file, name, content: base64::engine::general_purpose::STANDARD.encode(content) })
}

/// What an offer says. Whoever asks has to see it.
///
/// # Errors
/// TL404 when it is not there.
pub(super) async fn terms(call: Call<'_>, offer: Uuid) -> Result<Terms> {
    let sql = "select trim(trailing '.' from trim(trailing '0' from to_char(o.amount, 'FM999,999,999,990.0099'))) || ' '
                        || o.currency || ' per ' || o.salary_unit,
                      to_char(o.start_date, 'FMDD FMMonth YYYY'), coalesce(to_char(o.end_date, 'FMDD FMMonth YYYY'), ''),
                      to_char(o.expires_date, 'FMDD FMMonth YYYY'), coalesce(o.terms, ''),
                      coalesce(o.sent_at::date, recruiting.today())::text, o.file_id
                 from recruiting.offers o where o.id = $1";
    let row = call.record("offer", sql, &[&offer]).await?;
    Ok(Terms {
        amount: row.get(0),
        start: row.get(1),
        end: row.get(2),
        expires: row.get(3),
        terms: row.get(4),
        date: row.get(5),
        file: row.get(6),
    })
}

impl Terms {
    /// What templates call them.
    pub(super) fn words(&self) -> [(&str, &str); 4] {
        [("amount", &self.amount), ("start", &self.start), ("end", &self.end), ("expires", &self.expires)]
    }
}

/// Prints the letter and keeps it with the application. The transaction goes on as the server.
///
/// # Errors
/// TL404 without such a template; TL500 when it can't be printed.
pub(super) async fn keep(call: Call<'_>, person: &Applicant, terms: &Terms, chosen: Option<Uuid>) -> Result<Uuid> {
    let pdf = print(call, person, terms, chosen).await?;
    let system = Actor { role: "system", ..call.actor.clone() };
    call.tx.become_actor(&system).await?;
    let name = file_name(person);
    let kept = NewFile {
        noun: "applications",
        record: person.application,
        client: None,
        name: &name,
        content_type: "application/pdf",
        // It says what is paid: who may read the offer reads the letter through it.
        is_private: true,
    };
    let bytes = Spool::of(pdf).await.map_err(store::unreadable)?;
    store::add(call.tx, &system, &kept, &bytes).await.map_err(|e| call.tools.explain(&e))
}

async fn print(call: Call<'_>, person: &Applicant, terms: &Terms, chosen: Option<Uuid>) -> Result<Vec<u8>> {
    let text = template(call, "offer_letter", chosen).await?;
    let mut facts = vec![
        ("Position".to_string(), person.job.clone()),
        ("Pay".to_string(), terms.amount.clone()),
        ("First day".to_string(), terms.start.clone()),
    ];
    if !terms.end.is_empty() {
        facts.push(("Last day".to_string(), terms.end.clone()));
    }
    facts.push(("Stands until".to_string(), terms.expires.clone()));
    let letter = Letter {
        sender: sender(call, &person.organisation).await?,
        recipient: vec![person.name.clone()],
        date: terms.date.clone(),
        heading: person.filled(&text.subject, &terms.words()),
        text: person.filled(&text.body, &terms.words()),
        facts,
        terms: terms.terms.clone(),
        signed_by: vec![person.organisation.clone(), person.name.clone()],
    };
    let fonts = paper::Fonts { regular: call.tools.fonts.0, bold: call.tools.fonts.1 };
    let printed = tokio::task::spawn_blocking(move || paper::print_letter(&letter, fonts)).await;
    let printed = printed.map_err(|e| e.to_string()).and_then(|p| p.map_err(|e| format!("{e:#}")));
    printed.map_err(|e| Error::new(500, "TL500", format!("The letter can't be printed: {e}")))
}

/// Who writes, as invoices say it.
async fn sender(call: Call<'_>, organisation: &str) -> Result<Party> {
    let sql =
        "select kit.setting('company.legal_name', '\"\"') #>> '{}', kit.setting('company.address', '\"\"') #>> '{}',
                      kit.setting('company.phone', '\"\"') #>> '{}', kit.setting('company.email', '\"\"') #>> '{}',
                      kit.setting('company.website', '\"\"') #>> '{}'";
    let row = call.record("organisation", sql, &[]).await?;
    let said = |n: usize| Some(row.get::<_, String>(n)).filter(|text| !text.trim().is_empty());
    Ok(Party {
        name: said(0).unwrap_or_else(|| organisation.to_string()),
        address: said(1).iter().flat_map(|text| text.lines()).map(str::to_string).collect(),
        phone: said(2),
        email: said(3),
        website: said(4),
        ..Party::default()
    })
}

fn file_name(person: &Applicant) -> String {
    let name: String =
        person.name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(60).collect::<String>();
    format!("Offer {}.pdf", name.split_whitespace().collect::<Vec<_>>().join(" "))
}
