//! A lead becomes a client, a contact and, if wished, a deal.

use super::lead_duplicates::{Duplicate, find_duplicates};
use platform::vault::OrgKeys;
use platform::verb::{Call, Decimal, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes a client and a contact of a lead, or links it to existing ones, and opens a deal. The lead keeps its notes, tasks and
/// activities and points at what it became. Undo takes all of it back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConvertLead {
    /// The lead.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Uuid,
    /// An existing client; a new one is made when left out.
    client: Option<Uuid>,
    /// An existing contact; a new one is made when left out.
    contact: Option<Uuid>,
    /// Make new records although similar ones exist.
    #[serde(default)]
    ignore_duplicates: bool,
    /// Open a deal; yes when left out.
    #[serde(default = "yes")]
    opportunity: bool,
    /// Its title; made from the company when left out.
    opportunity_name: Option<String>,
    /// What it is worth, as a decimal; the lead's estimate when left out.
    value: Option<Decimal>,
    /// When the decision is expected.
    #[schemars(extend("format" = "date"))]
    expected_close_date: Option<String>,
}

/// What the lead became.
#[derive(Debug, Serialize, JsonSchema)]
struct Converted {
    /// The client.
    client: Uuid,
    /// The contact, when the lead names a person.
    contact: Option<Uuid>,
    /// The deal.
    opportunity: Option<Uuid>,
}

/// What is read of the lead.
struct Lead {
    id: Uuid,
    company: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

/// The stages in which a lead can become a client.
const CONVERTIBLE: &[&str] = &["new", "contacted", "qualified", "proposal", "negotiation", "lost", "archived"];

fn yes() -> bool {
    true
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "convert_lead",
        "Makes a client, a contact and a deal of a lead.",
        &["admin", "manager", "sales", "consultant", "staff", "recruiter"],
        convert_lead,
    )
    .refuses("TL404", "when the lead is not there")
    .refuses("TL409", "when it was converted already")
    .refuses("TL301", "when similar records are there, in its details, and nobody chose")
    .leads_to("clients", "client")
    .on("leads", "lead")
    .when("status", CONVERTIBLE)
    .moves_to(&["converted"])
    .page("convert")
    .icon("handshake")
}

/// The verb: whoever may change the lead and create clients.
async fn convert_lead(call: Call<'_>, input: ConvertLead) -> Result<Converted> {
    let row = call
        .record(
            "lead",
            "select company_name, first_name, last_name, contact_name, email::text, phone::text, status::text, client_id, contact_id from crm.leads where id = $1 for update",
            &[&input.lead],
        )
        .await?;
    if row.get::<_, &str>(6) == "converted" {
        return Err(Error::new(409, "TL409", "This lead was converted already.")
            .hint("Open the client it became, or undo the conversion."));
    }
    let (first_name, last_name) = person(row.get(1), row.get(2), row.get(3));
    let lead = Lead {
        id: input.lead,
        company: filled(row.get(0)),
        first_name,
        last_name,
        email: filled(row.get(4)),
        phone: filled(row.get(5)),
    };
    // A lead of a known client stays with it.
    let (known_client, known_contact): (Option<Uuid>, Option<Uuid>) =
        (input.client.or(row.get(7)), input.contact.or(row.get(8)));
    let keys = call.keys().await?;
    if known_client.is_none() && !input.ignore_duplicates {
        let similar = find_duplicates(call, &keys, input.lead).await?;
        if !similar.is_empty() {
            return Err(refuse_duplicates(&similar));
        }
    }
    let made = known_client.is_none();
    let client = match known_client {
        Some(id) => call.record("client", "select id from crm.clients where id = $1", &[&id]).await?.get(0),
        None => make_client(call, &lead).await?,
    };
    let contact = match known_contact {
        Some(id) => {
            let row = call.record("contact", "select client_id from crm.contacts where id = $1", &[&id]).await?;
            if row.get::<_, Option<Uuid>>(0).is_some_and(|c| c != client) {
                return Err(Error::new(400, "TL100", "This contact works for another client.")
                    .hint("Choose a contact of the same client, or leave it out."));
            }
            Some(id)
        }
        None => make_contact(call, &keys, &lead, client).await?,
    };
    let opportunity = if input.opportunity { Some(make_deal(call, &input, client).await?) } else { None };
    // What follows is stamped: nobody else may say where a client came from, or that a lead was converted.
    call.as_system().await?;
    if made {
        call.execute("update crm.clients c set created_from_lead_id = l.id, discovery_metadata = l.discovery_metadata from crm.leads l where c.id = $2 and l.id = $1", &[&lead.id, &client]).await?;
    }
    call.execute(
        "update crm.leads set status = 'converted', client_id = $2, contact_id = $3, converted_opportunity_id = $4, converted_at = now()
          where id = $1",
        &[&lead.id, &client, &contact, &opportunity],
    )
    .await?;
    // What was said to the lead now also stands on the client's timeline, whoever wrote it.
    call.execute("update crm.activities set client_id = $2, opportunity_id = coalesce(opportunity_id, $3) where lead_id = $1 and client_id is null", &[&lead.id, &client, &opportunity]).await?;
    if let Some(contact) = contact {
        call.execute("insert into crm.activity_contacts (activity_id, contact_id) select id, $2 from crm.activities where lead_id = $1 on conflict do nothing", &[&lead.id, &contact]).await?;
    }
    let name = lead.company.as_deref().or(lead.last_name.as_deref()).unwrap_or("a lead");
    call.report("converted_lead", "leads", lead.id, &format!("converted lead: {name}")).await?;
    Ok(Converted { client, contact, opportunity })
}

fn refuse_duplicates(similar: &[Duplicate]) -> Error {
    let names: Vec<String> = similar.iter().take(3).map(|d| format!("{} ({})", d.name, d.reason)).collect();
    Error::new(409, "TL301", format!("There is something like it already: {}.", names.join("; ")))
        .details(serde_json::to_string(similar).unwrap_or_default())
        .hint("Send client and contact to use existing records, or ignore_duplicates to make new ones.")
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_string()).filter(|t| !t.is_empty())
}

/// First and last name; of a name in one piece, the last word is the last name.
fn person(first: Option<String>, last: Option<String>, whole: Option<String>) -> (Option<String>, Option<String>) {
    let (first, last) = (filled(first), filled(last));
    if first.is_some() || last.is_some() {
        return (first, last);
    }
    match filled(whole) {
        Some(whole) => match whole.rsplit_once(' ') {
            Some((first, last)) => (Some(first.to_string()), Some(last.to_string())),
            None => (None, Some(whole)),
        },
        None => (None, None),
    }
}

async fn make_client(call: Call<'_>, lead: &Lead) -> Result<Uuid> {
    let person =
        [lead.first_name.as_deref(), lead.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = lead
        .company
        .clone()
        .or_else(|| Some(person).filter(|p| !p.is_empty()))
        .or_else(|| lead.email.clone())
        .unwrap_or_default();
    // Addresses of everybody's mail services say nothing about the company.
    let website =
        lead.email.as_deref().and_then(super::lead_duplicates::company_domain).map(|d| format!("https://{d}"));
    let row = call
        .record(
            "lead",
            "insert into crm.clients (name, status, country, website, owner_id)
             select left($2, 300), 'prospect', l.country, $3::text, coalesce(l.owner_id, kit.user_id()) from crm.leads l where l.id = $1 returning id",
            &[&lead.id, &name, &website],
        )
        .await?;
    Ok(row.get(0))
}

async fn make_contact(call: Call<'_>, keys: &OrgKeys, lead: &Lead, client: Uuid) -> Result<Option<Uuid>> {
    use catalog::Kind;
    let last_name = match (&lead.first_name, &lead.last_name, &lead.email) {
        (None, None, None) => return Ok(None),
        (None, None, Some(email)) => email.split('@').next().map(str::to_string),
        _ => lead.last_name.clone(),
    };
    let id = Uuid::now_v7();
    let seal = |column: &str, text: &Option<String>| {
        text.as_deref()
            .map(|t| keys.seal("contacts", column, &id, t))
            .transpose()
            .map_err(|e| Error::new(500, "58000", e.to_string()))
    };
    let index = |kind: Kind, text: &Option<String>| text.as_deref().and_then(|t| keys.index(kind, t));
    call.execute(
        "insert into crm.contacts (id, client_id, first_name, last_name, email, email_index, phone, phone_index, is_key) values ($1, $2, $3, $4, $5::bytea, $6, $7::bytea, $8, true)",
        &[&id, &client, &lead.first_name, &last_name, &seal("email", &lead.email)?, &index(Kind::PiiEmail, &lead.email), &seal("phone", &lead.phone)?, &index(Kind::PiiPhone, &lead.phone)],
    )
    .await?;
    Ok(Some(id))
}

async fn make_deal(call: Call<'_>, input: &ConvertLead, client: Uuid) -> Result<Uuid> {
    let value = input.value.as_ref().and_then(Decimal::digits);
    let name = filled(input.opportunity_name.clone());
    let day = filled(input.expected_close_date.clone());
    let row = call
        .record(
            "lead",
            "insert into crm.opportunities (client_id, name, value, source, expected_close_date, owner_id)
             select $2, left(coalesce($3, c.name || coalesce(' – ' || replace(l.service_type::text, '_', ' '), '')), 300), coalesce($4::text::numeric, l.estimated_value, 0),
                    case when l.business_source in ('referral', 'inbound', 'outbound', 'event', 'partner') then l.business_source::crm.deal_source end,
                    coalesce($5::text::date, l.expected_close_date), coalesce(l.owner_id, kit.user_id())
               from crm.leads l, crm.clients c where l.id = $1 and c.id = $2 returning id",
            &[&input.lead, &client, &name, &value, &day],
        )
        .await?;
    Ok(row.get(0))
}
