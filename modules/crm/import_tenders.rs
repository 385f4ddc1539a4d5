//! Published tenders come in: a file of the Open Contracting Data Standard that is kept, or one from a link.

use platform::Actor;
use platform::guard::Guard;
use platform::store::{self, Spool};
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use text::ocds::{Aside, Found, Tender};
use uuid::Uuid;

/// Bytes a file may have.
pub const LARGEST: usize = text::ocds::LARGEST;
/// Tenders that are written at once.
const BATCH: usize = 500;
/// Releases set aside that are told one by one.
const TOLD: usize = 100;

/// Where the tenders come from: one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportTenders {
    /// The address of the file.
    url: Option<String>,
    /// A file that is kept.
    #[schemars(extend("x-noun" = "files"))]
    file: Option<Uuid>,
}

/// What became of them.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Imported {
    /// Releases read.
    releases: u64,
    /// Tenders that are new.
    created: u64,
    /// Tenders that were there and were changed.
    updated: u64,
    /// Tenders that were there as published, or newer.
    unchanged: u64,
    /// Releases that say nothing of a tender, such as those of awards.
    without_tender: u64,
    /// Releases beyond those that are read of one file.
    left_out: u64,
    /// Clients of ours that are called like who asks, and wait for a yes.
    suggested: u64,
    /// Releases set aside.
    set_aside: u64,
    /// The first of them, with the reason.
    reasons: Vec<Aside>,
    /// Tenders of the file that are done with.
    done: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Brings published tenders in, from a file or a link to one in the Open Contracting Data Standard (OCDS). \
                   A tender is known by its OCID; the newest release counts, and what it does not say stays as it is.";
    Verb::work("import_tenders", summary, &["admin", "manager", "sales"], import_tenders)
        .refuses("TL100", "when it is not one of the two, or the link is none")
        .refuses("TL404", "when there is no such file, or it is not theirs to see")
        .refuses("TL120", "when the link can't be followed, or the file is not JSON as OCDS has it")
        .refuses("TL413", "when the file is too large")
        .in_palette()
        .icon("radar")
        .queue("imports")
}

/// The work: the file on the disk, read in the child, and written in batches. What is done is not done again.
async fn import_tenders(site: Site<'_>, input: ImportTenders) -> Result<Imported> {
    // Hundreds of rows are not told of one by one.
    let actor = Actor { bulk: true, ..site.actor.clone() };
    let site = site.of(&actor);
    site.progress.at(1, "Fetching the file")?;
    let bytes = file(&site, input).await?;
    site.progress.at(10, "Reading the file")?;
    let (found, mut lines) = read(site.tools.guard.clone(), bytes).await?;
    let mut done: Imported = site.mark();
    if done.done == 0 {
        let (releases, without_tender, left_out) = (found.releases, found.without_tender, found.left_out);
        let reasons = found.aside.into_iter().take(TOLD).collect();
        done =
            Imported { releases, without_tender, left_out, set_aside: found.set_aside, reasons, ..Imported::default() };
    }
    let mut batch = next(&mut lines, done.done as usize)?;
    while !batch.is_empty() {
        done.done += batch.len() as u64;
        // The mark is where it stands after this batch, with what came of those before.
        let came = site.write(&done, async |call| write(call, &batch).await).await?;
        done.add(came);
        done.note = words(&done);
        site.progress.at((10 + 89 * done.done / found.tenders.max(done.done)) as u8, done.note.clone())?;
        batch = next(&mut lines, 0)?;
    }
    done.note = words(&done);
    Ok(done)
}

/// The file, as who asks sees it or as the link has it.
async fn file(site: &Site<'_>, input: ImportTenders) -> Result<Spool> {
    let url = input.url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    match (url, input.file) {
        (Some(url), None) => {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                let refused = Error::new(400, "TL100", "This is no link.").field("url");
                return Err(refused.hint("A link begins with https:// and leads to a file of tenders."));
            }
            Ok(import::fetch(&*site.tools.outbound, url, LARGEST).await?.0)
        }
        (None, Some(file)) => {
            let content = site
                .read(async |call| {
                    call.record("file", "select id from knowledge.files where id = $1", &[&file]).await?;
                    Ok(store::content_of(call.tx, call.actor, file).await?)
                })
                .await?;
            let Some(content) = content else { return Err(unread("The file is empty.")) };
            if content.size > LARGEST as u64 {
                return Err(Error::new(413, "TL413", format!("The file is larger than {} MB.", LARGEST >> 20)));
            }
            let objects = site.tools.objects.as_deref();
            Ok(store::spool(site.door, objects, site.actor.org, &content).await.map_err(store::unreadable)?)
        }
        _ => Err(Error::new(400, "TL100", "Give a link or a file, one of the two.").field("url")),
    }
}

/// What the child found in the file, and the lines of its tenders. The runtime does not wait for it.
async fn read(guard: Guard, bytes: Spool) -> Result<(Found, BufReader<File>)> {
    let read = move || {
        let broken = |e: std::io::Error| Error::new(500, "58030", e.to_string());
        let file = File::open(bytes.path()).map_err(broken)?;
        let mut lines = BufReader::new(guard.read("ocds", None, file).map_err(|e| unread(&format!("{e:#}")))?);
        let mut first = String::new();
        lines.read_line(&mut first).map_err(broken)?;
        Ok((serde_json::from_str(&first).map_err(|e| Error::new(500, "58030", e.to_string()))?, lines))
    };
    tokio::task::spawn_blocking(read).await.map_err(|e| Error::new(500, "XX000", e.to_string()))?
}

/// The next tenders, after so many that are done with.
fn next(lines: &mut BufReader<File>, skipped: usize) -> Result<Vec<Tender>> {
    let broken = |e: String| Error::new(500, "58030", e);
    let mut found = Vec::new();
    for line in lines.lines().skip(skipped).take(BATCH) {
        let line = line.map_err(|e| broken(e.to_string()))?;
        found.push(serde_json::from_str(&line).map_err(|e| broken(e.to_string()))?);
    }
    Ok(found)
}

fn unread(why: &str) -> Error {
    Error::new(400, "TL120", why)
        .hint("A file of tenders is JSON in the Open Contracting Data Standard: releases or records.")
}

/// Writes tenders as who asks; what is theirs neither to see nor to change is set aside.
async fn write(call: Call<'_>, tenders: &[Tender]) -> Result<Imported> {
    let of = |get: fn(&Tender) -> &Option<String>| -> Vec<Option<&str>> {
        tenders.iter().map(|t| get(t).as_deref()).collect()
    };
    let ocids: Vec<&str> = tenders.iter().map(|t| t.ocid.as_str()).collect();
    let published: Vec<Option<f64>> = tenders.iter().map(|t| t.published.map(|at| at as f64)).collect();
    let (titles, clients, values, currencies) =
        (of(|t| &t.title), of(|t| &t.client), of(|t| &t.value), of(|t| &t.currency));
    let (days, places, urls, summaries) =
        (of(|t| &t.closing_date), of(|t| &t.location), of(|t| &t.url), of(|t| &t.summary));
    let said: [&(dyn tokio_postgres::types::ToSql + Sync); 10] =
        [&ocids, &published, &titles, &clients, &values, &currencies, &days, &places, &urls, &summaries];
    let seen = |rows: Vec<tokio_postgres::Row>| -> HashSet<String> { rows.iter().map(|row| row.get(0)).collect() };
    let created = seen(call.query(&format!("{SAID} {CREATE}"), &said).await?);
    let changed = call.query(&format!("{SAID} {UPDATE}"), &said).await?;
    // Who asks may have another name now, and be somebody else.
    let renamed = changed.iter().filter(|row| row.get(1)).map(|row| row.get::<_, String>(0));
    let asked: Vec<String> = created.iter().cloned().chain(renamed).collect();
    let updated = seen(changed);
    let known = call.query(&format!("{SAID} {KNOWN}"), &said).await?;
    let known: Vec<(String, bool)> = known.iter().map(|row| (row.get(0), row.get(1))).collect();
    let differs = |ocid: &str| known.iter().find(|(known, _)| known == ocid).map(|(_, differs)| *differs);
    let read = |t: &&Tender| created.contains(&t.ocid) || updated.contains(&t.ocid) || differs(&t.ocid) == Some(false);
    let read: Vec<&Tender> = tenders.iter().filter(read).collect();
    let dates: Vec<Option<f64>> = read.iter().map(|t| t.published.map(|at| at as f64)).collect();
    let read: Vec<&str> = read.iter().map(|t| t.ocid.as_str()).collect();
    call.as_system().await?;
    call.execute(STAMP, &[&read, &dates]).await?;
    let suggested: i64 = match call.row("select crm.suggest_tender_clients($1)", &[&asked]).await? {
        Some(row) => row.get(0),
        None => 0,
    };
    call.as_actor().await?;
    let mut came = Imported {
        created: created.len() as u64,
        updated: updated.len() as u64,
        suggested: suggested as u64,
        ..Imported::default()
    };
    for tender in tenders.iter().filter(|t| !created.contains(&t.ocid) && !updated.contains(&t.ocid)) {
        let reason = match differs(&tender.ocid) {
            Some(true) => "It is here, and not yours to change.",
            Some(false) => {
                came.unchanged += 1;
                continue;
            }
            None if tender.title.is_none() => "It has no title.",
            None => "It is here, and not yours to see.",
        };
        came.set_aside += 1;
        came.reasons.push(Aside { at: tender.at, ocid: Some(tender.ocid.clone()), reason: reason.into() });
    }
    Ok(came)
}

impl Imported {
    fn add(&mut self, came: Imported) {
        self.created += came.created;
        self.updated += came.updated;
        self.unchanged += came.unchanged;
        self.suggested += came.suggested;
        self.set_aside += came.set_aside;
        let room = TOLD.saturating_sub(self.reasons.len());
        self.reasons.extend(came.reasons.into_iter().take(room));
    }
}

fn words(done: &Imported) -> String {
    let Imported { created, updated, unchanged, set_aside, left_out, .. } = done;
    let mut words = format!("{created} created, {updated} updated, {unchanged} as they were, {set_aside} set aside");
    if let Some(first) = done.reasons.first() {
        let which = first.ocid.clone().unwrap_or_else(|| format!("number {}", first.at));
        words += &format!(" ({which}: {})", first.reason.trim_end_matches('.'));
    }
    if *left_out > 0 {
        words += &format!(", {left_out} more than are read of one file");
    }
    words
}

/// What the releases say, in the order of their OCIDs, so that two who write at once wait for each other.
const SAID: &str = "with said as (
    select n.ocid, to_timestamp(n.published) as published_at, n.title, n.client, n.value::numeric as value, n.currency,
           n.day::date as closing_date, n.location, n.url, n.summary
      from unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                  $9::text[], $10::text[])
        as n (ocid, published, title, client, value, currency, day, location, url, summary) order by n.ocid)";

/// Those that are new.
const CREATE: &str = "insert into crm.market_tenders
      (ocid, title, client, value, currency, closing_date, location, url, summary)
    select ocid, title, client, value, currency, closing_date, location, url, summary from said where title is not null
    on conflict on constraint market_tenders_ocid_taken do nothing returning ocid";

/// Those that are here and say something else now; with whether who asks is called otherwise. A release that is older
/// than the newest that was read says nothing new.
const UPDATE: &str = ", here as (
    select t.id, t.client as before from crm.market_tenders t where t.ocid = any ($1::text[]) order by t.ocid for update)
    update crm.market_tenders t
       set title = coalesce(s.title, t.title), client = coalesce(s.client, t.client), value = coalesce(s.value, t.value),
           currency = case when s.value is null then t.currency else coalesce(s.currency, t.currency) end,
           closing_date = coalesce(s.closing_date, t.closing_date), location = coalesce(s.location, t.location),
           url = coalesce(s.url, t.url), summary = coalesce(s.summary, t.summary)
      from said s, here h
     where t.ocid = s.ocid and h.id = t.id and (t.published_at is null or s.published_at >= t.published_at)
       and (coalesce(s.title, t.title), coalesce(s.client, t.client), coalesce(s.value, t.value),
            case when s.value is null then t.currency else coalesce(s.currency, t.currency) end,
            coalesce(s.closing_date, t.closing_date), coalesce(s.location, t.location), coalesce(s.url, t.url),
            coalesce(s.summary, t.summary))
         is distinct from (t.title, t.client, t.value, t.currency, t.closing_date, t.location, t.url, t.summary)
    returning t.ocid, t.client is distinct from h.before";

/// Of those that are here and see: whether the newest release is not what they say, so that they could not be changed.
const KNOWN: &str = "select t.ocid, coalesce(t.published_at is null or s.published_at > t.published_at, false)
      and (coalesce(s.title, t.title), coalesce(s.client, t.client), coalesce(s.value, t.value),
           coalesce(s.closing_date, t.closing_date), coalesce(s.location, t.location), coalesce(s.url, t.url),
           coalesce(s.summary, t.summary))
        is distinct from (t.title, t.client, t.value, t.closing_date, t.location, t.url, t.summary)
      from crm.market_tenders t join said s on s.ocid = t.ocid";

/// When the newest release was published is the server's to say.
const STAMP: &str = "update crm.market_tenders t set published_at = to_timestamp(n.published)
      from unnest($1::text[], $2::float8[]) as n (ocid, published)
     where t.ocid = n.ocid and n.published is not null
       and (t.published_at is null or t.published_at < to_timestamp(n.published))";
