//! Results become companies, contacts and leads, in one pass over all of them.

use super::finding::Finding;
use super::known::known;
use catalog::Kind;
use platform::vault::OrgKeys;
use platform::verb::Call;
use records::{Error, Result};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use text::companies::CompanyRow;
use uuid::Uuid;

/// From so many on, rows are written as an import writes them.
const MANY: usize = 50;

/// What came of results that were accepted.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Accepted {
    /// Results that were accepted.
    pub(super) accepted: usize,
    /// Companies that were made.
    pub(super) clients: usize,
    /// Contacts that were made.
    pub(super) contacts: usize,
    /// Leads that were made.
    pub(super) leads: usize,
    /// Results that turned out to be here already.
    pub(super) skipped: usize,
    /// Results that belong to companies of others.
    pub(super) left: usize,
}

/// A result, and what it becomes.
struct Becoming {
    id: Uuid,
    finding: Finding,
    metadata: Option<Value>,
    /// Somebody said by hand that it is wanted, whoever is here.
    is_forced: bool,
    client: Option<Uuid>,
    made_client: bool,
    contact: Option<Uuid>,
    lead: Option<Uuid>,
}

/// Accepts these results of a run, as who asks: whoever came here meanwhile is left out, results of one company share it.
/// Goes on as who asks.
pub(super) async fn accept(call: Call<'_>, keys: &OrgKeys, run: Uuid, ids: &[Uuid]) -> Result<Accepted> {
    let mut came = Accepted::default();
    call.as_system().await?;
    // The run first, as its own work does it.
    call.query("select 1 from outreach.discovery_runs where id = $1 for no key update", &[&run]).await?;
    // Two who accept the same company at once would make it twice.
    call.query("select pg_advisory_xact_lock(hashtextextended('accept ' || kit.org_id(), 0))", &[]).await?;
    let sql = "select d.id, to_jsonb(d), d.state::text from outreach.discovery_results d
                where d.run_id = $1 and d.id = any ($2) and d.state in ('waiting', 'skipped') order by d.id for update";
    let rows = call.query(sql, &[&run, &ids]).await?;
    let mut all: Vec<Becoming> = rows.iter().map(|row| result(row.get(0), &row.get(1), row.get(2))).collect();
    let findings: Vec<Finding> = all.iter().map(|r| r.finding.clone()).collect();
    let found = known(call, keys, run, &findings).await?;
    let mut here = Vec::new();
    for (result, known) in all.iter_mut().zip(&found) {
        match known {
            // Whoever knows better is not asked again, but for who said no.
            Some(k) if result.is_forced && k.kind != "suppressed" => {
                // A likeness is no identity.
                result.client = result.client.filter(|_| matches!(k.kind.as_str(), "company" | "person"));
            }
            Some(k) if matches!(k.kind.as_str(), "person" | "suppressed") => {
                here.push((result.id, k.kind == "suppressed", k.why.clone()))
            }
            Some(k) if k.kind == "company" && result.finding.is_person() => result.client = result.client.or(k.client),
            Some(k) if k.kind == "company" => here.push((result.id, false, k.why.clone())),
            _ => result.client = None,
        }
    }
    came.skipped = leave(call, &here).await?;
    let here: HashSet<Uuid> = here.into_iter().map(|(id, ..)| id).collect();
    all.retain(|r| !here.contains(&r.id));
    call.as_actor().await?;
    // Nobody hangs people on companies they may not change.
    let theirs: Vec<Uuid> = all.iter().filter_map(|r| r.client).collect();
    let sql = "select id from crm.clients where id = any ($1) order by id for no key update";
    let may: HashSet<Uuid> = call.query(sql, &[&theirs]).await?.iter().map(|row| row.get(0)).collect();
    let before = all.len();
    all.retain(|r| r.client.is_none_or(|client| may.contains(&client)));
    came.left = before - all.len();
    // Hundreds of rows are not told of one by one.
    if all.len() > MANY {
        call.query("select set_config('throughline.bulk', 'on', true)", &[]).await?;
    }
    came.clients = make_clients(call, &mut all).await?;
    came.contacts = make_contacts(call, keys, &mut all).await?;
    came.leads = make_leads(call, &mut all).await?;
    stamp(call, &all).await?;
    came.accepted = all.len();
    Ok(came)
}

/// Leaves results out: each with whether it is suppressed, and why. Answers how many those are.
async fn leave(call: Call<'_>, here: &[(Uuid, bool, String)]) -> Result<usize> {
    let ids: Vec<Uuid> = here.iter().map(|(id, ..)| *id).collect();
    let suppressed: Vec<bool> = here.iter().map(|(_, suppressed, _)| *suppressed).collect();
    let reasons: Vec<&str> = here.iter().map(|(.., why)| why.as_str()).collect();
    let sql = "update outreach.discovery_results d
                  set state = (case when h.suppressed then 'suppressed' else 'skipped' end)::outreach.result_state, why = h.why
                 from unnest($1::uuid[], $2::boolean[], $3::text[]) h (id, suppressed, why) where d.id = h.id";
    call.execute(sql, &[&ids, &suppressed, &reasons]).await?;
    Ok(here.len())
}

/// Adds the person of a finding to a company, as who asks; answers the contact.
pub(super) async fn add_person(call: Call<'_>, keys: &OrgKeys, client: Uuid, finding: Finding) -> Result<Option<Uuid>> {
    let mut one = [Becoming { client: Some(client), ..Becoming::of(Uuid::nil(), finding) }];
    make_contacts(call, keys, &mut one).await?;
    Ok(one[0].contact)
}

/// What a result says, from its row.
pub(super) fn finding(row: &Value) -> Finding {
    let text = |key: &str| row[key].as_str().map(str::to_string);
    let row = CompanyRow {
        name: text("name"),
        website: text("website"),
        industry: text("industry"),
        country: text("country"),
        size: text("size"),
        description: text("description"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        title: text("title"),
        email: text("email"),
        phone: text("phone"),
        linkedin: text("linkedin_url"),
    };
    Finding { row, ..Finding::default() }
}

fn result(id: Uuid, row: &Value, state: &str) -> Becoming {
    let finding = finding(row);
    // A likeness is no identity, and whoever accepts it says that it is another company; else who is here is asked for again.
    let is_forced = state == "skipped";
    let client = row["client_id"].as_str().filter(|_| is_forced && finding.is_person());
    Becoming {
        client: client.and_then(|id| Uuid::parse_str(id).ok()),
        is_forced,
        metadata: Some(row["discovery_metadata"].clone()).filter(Value::is_object),
        ..Becoming::of(id, finding)
    }
}

impl Becoming {
    /// One that becomes nothing yet.
    fn of(id: Uuid, finding: Finding) -> Becoming {
        let (client, contact, lead, metadata) = (None, None, None, None);
        Becoming { id, finding, metadata, is_forced: false, client, made_client: false, contact, lead }
    }
}

async fn make_clients(call: Call<'_>, all: &mut [Becoming]) -> Result<usize> {
    // One company of a run has one domain; where a result knows none, its name has to do.
    let mut by_domain: HashMap<String, Uuid> = HashMap::new();
    let mut by_name: HashMap<String, (Uuid, bool)> = HashMap::new();
    let mut new: Vec<(Uuid, CompanyRow)> = Vec::new();
    for result in all.iter_mut().filter(|r| r.client.is_none()) {
        let row = &result.finding.row;
        let domain = result.finding.domain();
        let Some(name) = row.name.clone().or_else(|| domain.clone()) else { continue };
        let called = name.to_lowercase();
        let named = by_name.get(&called).filter(|(_, has_domain)| domain.is_none() || !has_domain).map(|(id, _)| *id);
        let id = domain.as_ref().and_then(|domain| by_domain.get(domain).copied()).or(named).unwrap_or_else(|| {
            let id = Uuid::now_v7();
            new.push((id, CompanyRow { name: Some(name), ..row.clone() }));
            result.made_client = true;
            id
        });
        by_name.entry(called).or_insert((id, domain.is_some()));
        if let Some(domain) = domain {
            by_domain.insert(domain, id);
        }
        result.client = Some(id);
    }
    let ids: Vec<Uuid> = new.iter().map(|(id, _)| *id).collect();
    let of = |get: fn(&CompanyRow) -> &Option<String>| -> Vec<Option<&str>> {
        new.iter().map(|(_, row)| get(row).as_deref()).collect()
    };
    let (names, industries, websites) = (of(|r| &r.name), of(|r| &r.industry), of(|r| &r.website));
    let (countries, sizes) = (of(|r| &r.country), of(|r| &r.size));
    let sql = "insert into crm.clients (id, name, status, industry, website, country, size)
               select n.id, n.name, 'lead', n.industry, n.website, n.country, n.size
                 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
                   n (id, name, industry, website, country, size)";
    if !ids.is_empty() {
        call.execute(sql, &[&ids, &names, &industries, &websites, &countries, &sizes]).await?;
    }
    Ok(ids.len())
}

async fn make_contacts(call: Call<'_>, keys: &OrgKeys, all: &mut [Becoming]) -> Result<usize> {
    let sealed = |column: &str, id: &Uuid, text: &Option<String>| {
        let sealed = text.as_deref().map(|text| keys.seal("contacts", column, id, text)).transpose();
        sealed.map_err(|e| Error::new(500, "58000", e.to_string()))
    };
    let index = |kind: Kind, text: &Option<String>| text.as_deref().and_then(|text| keys.index(kind, text));
    let (mut ids, mut clients) = (Vec::new(), Vec::new());
    let (mut firsts, mut lasts, mut titles, mut profiles) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut emails, mut email_indexes, mut phones, mut phone_indexes) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for result in all.iter_mut().filter(|r| r.finding.is_person()) {
        let (id, row) = (Uuid::now_v7(), &result.finding.row);
        result.contact = Some(id);
        ids.push(id);
        clients.push(result.client);
        firsts.push(row.first_name.clone());
        lasts.push(row.last_name.clone());
        titles.push(row.title.clone());
        profiles.push(row.linkedin.clone());
        emails.push(sealed("email", &id, &row.email)?);
        email_indexes.push(index(Kind::PiiEmail, &row.email));
        phones.push(sealed("phone", &id, &row.phone)?);
        phone_indexes.push(index(Kind::PiiPhone, &row.phone));
    }
    let sql = "insert into crm.contacts (id, client_id, first_name, last_name, title, linkedin_url, email, email_index, phone, phone_index)
               select n.id, n.client, n.first, n.last, n.title, n.profile, n.email, n.email_index, n.phone, n.phone_index
                 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[],
                             $8::bytea[], $9::bytea[], $10::bytea[])
                   n (id, client, first, last, title, profile, email, email_index, phone, phone_index)";
    if !ids.is_empty() {
        let said: [&(dyn tokio_postgres::types::ToSql + Sync); 10] =
            [&ids, &clients, &firsts, &lasts, &titles, &profiles, &emails, &email_indexes, &phones, &phone_indexes];
        call.execute(sql, &said).await?;
    }
    Ok(ids.len())
}

async fn make_leads(call: Call<'_>, all: &mut [Becoming]) -> Result<usize> {
    let mut ids = Vec::new();
    for result in all.iter_mut() {
        let row = &result.finding.row;
        let is_named = row.name.is_some()
            || row.email.is_some()
            || result.finding.is_person()
            || result.finding.domain().is_some();
        if is_named {
            result.lead = Some(Uuid::now_v7());
        }
        ids.extend(result.lead);
    }
    let new: Vec<&Becoming> = all.iter().filter(|r| r.lead.is_some()).collect();
    let of = |get: fn(&CompanyRow) -> &Option<String>| -> Vec<Option<&str>> {
        new.iter().map(|r| get(&r.finding.row).as_deref()).collect()
    };
    let companies: Vec<Option<String>> =
        new.iter().map(|r| r.finding.row.name.clone().or_else(|| r.finding.domain())).collect();
    let people: Vec<Option<String>> = new.iter().map(|r| r.finding.person()).collect();
    let (firsts, lasts, emails) = (of(|r| &r.first_name), of(|r| &r.last_name), of(|r| &r.email));
    let (phones, countries) = (of(|r| &r.phone), of(|r| &r.country));
    let clients: Vec<Option<Uuid>> = new.iter().map(|r| r.client).collect();
    let contacts: Vec<Option<Uuid>> = new.iter().map(|r| r.contact).collect();
    let channels: Vec<Option<String>> = new
        .iter()
        .map(|r| r.metadata.as_ref().and_then(|m| m["discoverySource"].as_str()).map(str::to_string))
        .collect();
    let sql = "insert into crm.leads (id, company_name, contact_name, first_name, last_name, email, phone, country, source,
                      business_source, client_id, contact_id, owner_id)
               select n.id, n.company, n.person, n.first, n.last, n.email, n.phone, n.country, n.channel, 'outbound', n.client,
                      n.contact, kit.owner()
                 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                             $9::uuid[], $10::uuid[], $11::text[])
                   n (id, company, person, first, last, email, phone, country, client, contact, channel)";
    if !ids.is_empty() {
        let said: [&(dyn tokio_postgres::types::ToSql + Sync); 11] =
            [&ids, &companies, &people, &firsts, &lasts, &emails, &phones, &countries, &clients, &contacts, &channels];
        call.execute(sql, &said).await?;
    }
    Ok(ids.len())
}

/// Where they came from is the server's to say; so is what became of results.
async fn stamp(call: Call<'_>, all: &[Becoming]) -> Result<()> {
    let ids: Vec<Uuid> = all.iter().map(|r| r.id).collect();
    let metadata: Vec<Option<&Value>> = all.iter().map(|r| r.metadata.as_ref()).collect();
    let clients: Vec<Option<Uuid>> = all.iter().map(|r| r.client).collect();
    let made: Vec<bool> = all.iter().map(|r| r.made_client).collect();
    let contacts: Vec<Option<Uuid>> = all.iter().map(|r| r.contact).collect();
    let leads: Vec<Option<Uuid>> = all.iter().map(|r| r.lead).collect();
    call.as_system().await?;
    let new: Vec<Option<Uuid>> = all.iter().map(|r| r.client.filter(|_| r.made_client)).collect();
    // The log tells that they were made; what is stamped on them a moment later it does not repeat.
    call.query("select set_config('throughline.derived', 'on', true)", &[]).await?;
    for (table, ids) in [("clients", &new), ("contacts", &contacts), ("leads", &leads)] {
        let sql = format!(
            "update crm.{table} t set discovery_metadata = n.metadata from unnest($1::uuid[], $2::jsonb[]) n (id, metadata)
              where t.id = n.id and n.metadata is not null"
        );
        call.execute(&sql, &[ids, &metadata]).await?;
    }
    call.query("select set_config('throughline.derived', '', true)", &[]).await?;
    let sql = "select outreach.mark_accepted($1, $2, $3, $4, $5)";
    call.query(sql, &[&ids, &clients, &made, &contacts, &leads]).await?;
    if all.len() > MANY {
        call.query("select crm.score_clients($1)", &[&clients]).await?;
    }
    call.as_actor().await
}
