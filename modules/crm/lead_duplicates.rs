//! What a lead may already be: clients and contacts that look like it.

use catalog::Kind;
use platform::vault::OrgKeys;
use platform::verb::{Call, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Mail services everybody uses; an address there says nothing about the company.
const PUBLIC_MAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "t-online.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "163.com",
    "mail.ru",
    "yandex.ru",
];

/// The lead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LeadDuplicates {
    /// The lead.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Uuid,
}

/// A record like the lead.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Duplicate {
    /// clients or contacts.
    pub(super) noun: String,
    /// The record.
    pub(super) id: Uuid,
    /// Its name.
    pub(super) name: String,
    /// For a contact, the client it works for.
    pub(super) client: Option<Uuid>,
    /// Why it may be the same.
    pub(super) reason: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "lead_duplicates",
        "Clients and contacts a lead may already be.",
        &["admin", "manager", "sales", "consultant", "staff", "recruiter"],
        lead_duplicates,
    )
    .refuses("TL404", "when the lead is not there")
    .reading()
}

async fn lead_duplicates(call: Call<'_>, input: LeadDuplicates) -> Result<Vec<Duplicate>> {
    let keys = call.keys().await?;
    find_duplicates(call, &keys, input.lead).await
}

/// Records the asking person may see.
pub(super) async fn find_duplicates(call: Call<'_>, keys: &OrgKeys, lead: Uuid) -> Result<Vec<Duplicate>> {
    let row = call.record("lead", "select email::text, phone::text from crm.leads where id = $1", &[&lead]).await?;
    let (email, phone): (Option<String>, Option<String>) = (row.get(0), row.get(1));
    let domain = email.as_deref().and_then(company_domain);
    let email = email.as_deref().and_then(|e| keys.index(Kind::PiiEmail, e));
    let phone = phone.as_deref().and_then(|p| keys.index(Kind::PiiPhone, p));
    let rows = call
        .query(
            "select 'clients', c.id, c.name, null::uuid, case when lower(c.name) = lower(l.company_name) then 'same name' when c.name_index = kit.plain_name(l.company_name) then 'similar name' else 'same web address' end
               from crm.leads l join crm.clients c on lower(c.name) = lower(l.company_name) or c.name_index = nullif(kit.plain_name(l.company_name), '') or $2::text is not null and c.website ~* ('^https?://(www\\.)?' || replace($2, '.', '\\.') || '(/|$)')
              where l.id = $1
             union all
             select 'contacts', k.id, k.name, k.client_id, case when k.email_index = $3 then 'same e-mail address' else 'same telephone number' end
               from crm.leads l join crm.contacts k on k.email_index = $3 or k.phone_index = $4
              where l.id = $1
             limit 20",
            &[&lead, &domain, &email, &phone],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|r| Duplicate { noun: r.get(0), id: r.get(1), name: r.get(2), client: r.get(3), reason: r.get(4) })
        .collect())
}

/// The company's domain in an e-mail address, unless it is a service everybody uses.
pub(crate) fn company_domain(email: &str) -> Option<String> {
    let domain = email.rsplit_once('@')?.1.trim().to_lowercase();
    let plain = !domain.is_empty()
        && domain.contains('.')
        && domain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    (plain && !PUBLIC_MAIL.contains(&domain.as_str())).then_some(domain)
}
