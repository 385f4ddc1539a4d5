//! What a company's own site says of it: read by the server, offered beside what people typed, taken over field by field.

use super::WRITERS;
use super::email_pattern::pattern;
use super::industries::Industries;
use crawl::{Crawler, Fact};
use futures_util::StreamExt as _;
use platform::Actor;
use platform::verb::{Call, Done, Nothing, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Sites that are read at once.
const AT_ONCE: usize = 4;
/// Clients that are taken on together.
const BATCH: i64 = 20;
/// Pages read of one site.
const PAGES: usize = 6;

/// A company to be enriched.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EnrichClient {
    /// The company.
    #[schemars(extend("x-noun" = "clients"))]
    client: Uuid,
}

/// What of the enrichment is taken over, and what is left.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AcceptEnrichment {
    /// The company.
    #[schemars(extend("x-noun" = "clients"))]
    client: Uuid,
    /// Fields whose value is taken over: website, industry, country, size, billing_address.
    #[serde(default)]
    take: Vec<String>,
    /// Fields that stay as they are; they are offered no more.
    #[serde(default)]
    leave: Vec<String>,
}

/// How far the work has come.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
struct Enriched {
    /// Companies under way, which the next process goes on with.
    taken: Vec<Uuid>,
    /// Companies that were enriched.
    enriched: u64,
    /// Companies whose sites could not be read; why stands with them.
    failed: u64,
    /// The same in words.
    note: String,
}

/// The fields a suggestion may go to: as the enrichment calls it, and as the company does.
const FIELDS: &[(&str, &str)] = &[
    ("website", "website"),
    ("industry", "industry"),
    ("country", "country"),
    ("size", "size"),
    ("address", "billing_address"),
];

pub(crate) fn enrich_verb() -> Verb {
    let summary = "Has the company's site read, and offers what it says beside what people typed.";
    Verb::new("enrich_client", summary, WRITERS, enrich_client)
        .refuses("TL404", "when there is no such company, or it is not theirs to change")
        .refuses("TL409", "when it has no website, or is being read already")
        .on("clients", "client")
        .icon("sparkles")
        .in_bulk()
}

pub(crate) fn run_verb() -> Verb {
    let summary = "Reads the sites of all companies that wait for it. The server does it by itself.";
    let roles = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "system"];
    Verb::work("run_enrichment", summary, roles, run_enrichment).tries(4)
}

pub(crate) fn accept_verb() -> Verb {
    let summary = "Takes over what a company's site says, field by field, or leaves it.";
    Verb::new("accept_enrichment", summary, WRITERS, accept_enrichment)
        .refuses("TL404", "when there is no such company, or it is not theirs to change")
        .refuses("TL100", "for a field that is none of these, or of which its site says nothing")
}

/// The verb: the company waits, and the work is on the list.
async fn enrich_client(call: Call<'_>, input: EnrichClient) -> Result<Done> {
    let sql = "select website_index is not null, enrichment_status = 'pending'
                    and coalesce(enrichment_last_run_at, now()) > now() - interval '1 hour', name from crm.clients where id = $1
                  for no key update";
    let row = call.record("company", sql, &[&input.client]).await?;
    let name: String = row.get(2);
    if !row.get::<_, bool>(0) {
        let refused = Error::new(409, "TL409", format!("{name} has no website."));
        return Err(refused.hint("Enter its address first."));
    }
    if row.get(1) {
        return Err(Error::new(409, "TL409", format!("The site of {name} is being read already.")));
    }
    call.as_system().await?;
    let wait = "update crm.clients set enrichment_status = 'pending', enrichment_last_run_at = null where id = $1";
    call.execute(wait, &[&input.client]).await?;
    let verb = run_verb();
    let job = "insert into identity.background_jobs (verb, input, queue, max_attempts, api_key_id)
               select $1, '{}', $2, $3, $4 where not exists (
                 select from identity.background_jobs j where j.verb = $1 and j.status = 'waiting' and j.attempts = 0)";
    call.execute(job, &[&verb.name, &verb.queue, &verb.tries, &call.actor.api_key()]).await?;
    call.as_actor().await?;
    Ok(Done { note: format!("The site of {name} is read now") })
}

/// The work: companies that wait are taken on, some at once; what its mark says was taken on before, first.
async fn run_enrichment(site: Site<'_>, _: Nothing) -> Result<Enriched> {
    let server = Actor { role: "system", ..site.actor.clone() };
    let site = site.of(&server);
    let tools = site.tools;
    let contact = site.read(async |call| call.setting("discovery.contact", json!("")).await).await?;
    let contact = contact.as_str().filter(|c| !c.is_empty()).unwrap_or(&tools.public_url).to_string();
    let crawler = Crawler::new(Arc::clone(&tools.outbound), tools.guard.clone(), &contact);
    let industries = Industries::load(&site).await?;
    let mut done: Enriched = site.mark();
    loop {
        let clients = take(&site, &mut done).await?;
        if clients.is_empty() {
            done.note = format!("{} companies enriched, {} could not be read", done.enriched, done.failed);
            return Ok(done);
        }
        let mut reads = futures_util::stream::iter(clients.into_iter().map(|(id, website)| {
            let (crawler, site, industries) = (&crawler, &site, &industries);
            async move {
                let read = match lately(site, id).await {
                    Ok(Some(data)) => Ok(Ok(data)),
                    Ok(None) => Ok(read(crawler, industries, &website).await),
                    Err(e) => Err(e),
                };
                (id, read)
            }
        }))
        .buffer_unordered(AT_ONCE);
        while let Some((id, read)) = reads.next().await {
            let data = match read? {
                Ok(mut data) => {
                    done.enriched += 1;
                    addresses(&site, id, &mut data).await?;
                    Ok(data)
                }
                Err(why) => {
                    done.failed += 1;
                    Err(why.chars().take(500).collect::<String>())
                }
            };
            done.taken.retain(|taken| *taken != id);
            site.progress.at(50, format!("{} read, {} failed", done.enriched, done.failed))?;
            site.write(&done, async |call| keep(call, id, data).await).await?;
        }
    }
}

/// What the site of another company at the same address said within a day; it is not asked again for that.
async fn lately(site: &Site<'_>, client: Uuid) -> Result<Option<Value>> {
    let sql = "
      select o.enrichment_data #- '{metadata,facts,email_pattern}' #- '{metadata,left}' from crm.clients c
        join crm.clients o on o.org_id = c.org_id and o.website_index = c.website_index and o.id <> c.id
       where c.id = $1 and o.enrichment_status = 'success' and o.enrichment_data is not null
         and o.enrichment_last_run_at > now() - make_interval(hours => $2) order by o.enrichment_last_run_at desc limit 1";
    site.read(async |call| {
        let hours = call.setting("enrichment.cache_hours", json!(24)).await?.as_i64().unwrap_or(24).clamp(0, 8760);
        Ok(call.row(sql, &[&client, &(hours as i32)]).await?.map(|row| row.get(0)))
    })
    .await
}

/// Reads a site.
async fn read(crawler: &Crawler, industries: &Industries, website: &str) -> std::result::Result<Value, String> {
    Ok(found(&crawler.site(website, PAGES).await?, industries).await)
}

/// Takes some on that wait, with their websites. Who was taken on stands in the mark before anybody is read.
async fn take(site: &Site<'_>, done: &mut Enriched) -> Result<Vec<(Uuid, String)>> {
    let before = done.taken.clone();
    // Whoever took some on and did not come back within the hour is not waited for.
    let free = "enrichment_status = 'pending'
                and (enrichment_last_run_at is null or enrichment_last_run_at < now() - interval '1 hour')";
    let waiting = format!("select id from crm.clients where {free} order by id limit $1");
    while done.taken.is_empty() {
        let rows = site.read(async |call| call.query(&waiting, &[&BATCH]).await).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        done.taken = rows.iter().map(|row| row.get(0)).collect();
        let ids = done.taken.clone();
        let claim = format!(
            "update crm.clients set enrichment_last_run_at = now() where id = any ($1) and {free} returning id"
        );
        let claimed = site
            .write(&*done, async |call| {
                call.query("select set_config('throughline.derived', 'on', true)", &[]).await?;
                call.query(&claim, &[&ids]).await
            })
            .await?;
        // Another process may have been quicker.
        done.taken = claimed.iter().map(|row| row.get(0)).collect();
    }
    let ids = if before.is_empty() { done.taken.clone() } else { before };
    let sql =
        "select id, website::text from crm.clients where id = any ($1) and enrichment_status = 'pending' order by id";
    let rows = site.read(async |call| call.query(sql, &[&ids]).await).await?;
    if rows.is_empty() {
        done.taken.clear();
        return Box::pin(take(site, done)).await;
    }
    Ok(rows.iter().map(|row| (row.get(0), row.get::<_, Option<String>>(1).unwrap_or_default())).collect())
}

/// What a site says, in the shape of `enrichment_data`: each value with the page it stands on.
async fn found(site: &crawl::Site, industries: &Industries) -> Value {
    let facts = site.facts();
    let said = |key: &str| facts.iter().find(|fact| fact.key == key);
    let about: String =
        ["title", "description"].iter().filter_map(|key| said(key)).map(|f| format!("{} ", f.value)).collect();
    let words: String = site.pages.iter().take(3).map(|(_, page)| format!("{} ", page.text)).collect();
    let industry = industries.of(&format!("{about}{}", words.chars().take(600).collect::<String>())).await;
    let mut kept = Map::new();
    for Fact { key, value, source } in &facts {
        let value: String = value.chars().take(1_000).collect();
        kept.insert((*key).to_string(), json!({ "value": value, "source": source }));
    }
    kept.insert("website".into(), json!({ "value": crawl_home(&site.home), "source": site.home }));
    if let Some(industry) = &industry {
        kept.insert("industry".into(), json!({ "value": industry, "source": site.home, "guess": true }));
    }
    json!({
        "website": crawl_home(&site.home),
        "industry": industry,
        "description": said("description").map(|fact| fact.value.clone()),
        "metadata": { "facts": kept, "pages": site.pages.len() },
    })
}

/// How addresses there are made, as a guess, once its host was seen to take mail.
async fn addresses(site: &Site<'_>, client: Uuid, data: &mut Value) -> Result<()> {
    let home = data["website"].as_str().and_then(|home| url::Url::parse(home).ok());
    let host = home.and_then(|url| url.host_str().map(crawl::plain_host)).unwrap_or_default();
    let pattern = site
        .read(async |call| {
            let keys = call.keys().await?;
            call.as_actor().await?;
            pattern(call, &keys, client, &host).await
        })
        .await?;
    let Some(pattern) = pattern else { return Ok(()) };
    let value = match site.tools.mail_hosts.takes_mail(&host).await {
        Some(true) => format!("{pattern}@{host}"),
        Some(false) => format!("{host} takes no mail"),
        None => return Ok(()),
    };
    data["metadata"]["facts"]["email_pattern"] =
        json!({ "value": value, "source": "Addresses of contacts", "guess": true, "checked": "MX" });
    Ok(())
}

fn crawl_home(address: &str) -> String {
    url::Url::parse(address).map_or_else(|_| address.to_string(), |url| url.origin().ascii_serialization())
}

/// Writes what came of one, with when it was read; what was left before stays left.
async fn keep(call: Call<'_>, id: Uuid, data: std::result::Result<Value, String>) -> Result<()> {
    call.query("select set_config('throughline.derived', 'on', true)", &[]).await?;
    let (status, data, why) = match data {
        Ok(data) => ("success", Some(data), None),
        Err(why) => ("failed", None, Some(why)),
    };
    let sql = "update crm.clients c set enrichment_status = $2::text::crm.enrichment_status, enrichment_last_run_at = now(),
                      enrichment_data = jsonb_set(coalesce($3, c.enrichment_data, '{\"metadata\": {}}'), '{metadata}',
                        coalesce($3 -> 'metadata', c.enrichment_data -> 'metadata', '{}')
                          || jsonb_build_object('at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), 'error', $4::text,
                               'left', coalesce(c.enrichment_data #> '{metadata,left}', '[]')))
                where c.id = $1 and c.enrichment_status = 'pending'";
    call.execute(sql, &[&id, &status, &data, &why]).await.map(drop)
}

/// The verb: values of the site become those of the company, as who asks.
async fn accept_enrichment(call: Call<'_>, input: AcceptEnrichment) -> Result<Done> {
    let sql = "select enrichment_data from crm.clients where id = $1 for no key update";
    let row = call.record("company", sql, &[&input.client]).await?;
    let data: Value = row.get::<_, Option<Value>>(0).unwrap_or_default();
    for field in input.take.iter().chain(&input.leave) {
        let known = FIELDS.iter().find(|(_, column)| column == field);
        let value = known.and_then(|(key, _)| data["metadata"]["facts"][*key]["value"].as_str());
        let Some(value) = value else {
            let refused = Error::new(400, "TL100", format!("Its site says nothing of {field}."));
            return Err(refused.field(field.clone()).hint("Have it read first, with enrich_client."));
        };
        if input.take.contains(field) {
            // The column is one of the five above, never input.
            let column = known.map_or("website", |(_, column)| column);
            let sql = format!("update crm.clients set {column} = $2::text where id = $1");
            call.execute(&sql, &[&input.client, &value]).await?;
        }
    }
    let settled: Vec<&String> = input.take.iter().chain(&input.leave).collect();
    call.as_system().await?;
    let sql = "update crm.clients set enrichment_data = jsonb_set(enrichment_data, '{metadata,left}',
                 (select coalesce(jsonb_agg(distinct e), '[]') from jsonb_array_elements(
                    coalesce(enrichment_data #> '{metadata,left}', '[]') || $2) e))
                where id = $1";
    call.execute(sql, &[&input.client, &json!(settled)]).await?;
    call.as_actor().await?;
    let note = if input.take.is_empty() { "Left as it is" } else { "Taken over" };
    Ok(Done { note: note.into() })
}
