//! A discovery run, as work: its sources are asked one after the other, what they have is compared with what is here, sites
//! are looked at, and results wait for somebody. What is written stands with the mark, so a run that is killed goes on and
//! counts nothing twice.

use super::accept::{accept, finding};
use super::finding::Finding;
use super::known::{Known, known};
use super::plan::{Plan, plan};
use super::relevance::fit;
use super::sources::sources;
use crawl::Crawler;
use futures_util::StreamExt as _;
use platform::Actor;
use platform::vault::OrgKeys;
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// Sites that are looked at at once.
const AT_ONCE: usize = 4;
/// Results that are read for a closer look, and written, together.
const BATCH: usize = 500;
/// Errors that are told one by one.
const TOLD: usize = 100;

/// Which run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunDiscovery {
    /// The run.
    #[schemars(extend("x-noun" = "discovery_runs"))]
    run: Uuid,
}

/// How far a run has come: its mark, and the account of it.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
struct Account {
    /// Sources that are done with.
    asked: usize,
    /// Each source: what it is called, what it had, what of that is new, and why it could not be read.
    sources: Vec<Asked>,
    /// Sites that were looked at.
    sites: u64,
    /// Pages that were read.
    pages: u64,
    /// Sites and pages that could not be read: how many, and the first of them with the reason.
    unread: u64,
    /// The first of them.
    reasons: Vec<Unread>,
    /// Seconds of work.
    seconds: f64,
    /// Results that were taken over by themselves.
    accepted: u64,
    /// The same in words.
    note: String,
}

/// A source that was asked.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
struct Asked {
    /// What it is called.
    source: String,
    /// What it had.
    found: usize,
    /// Results that are new in this run.
    kept: i64,
    /// Why it could not be read.
    error: Option<String>,
}

/// A site or page that could not be read.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
struct Unread {
    /// Where.
    at: String,
    /// Why.
    error: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Does a discovery run that was started: asks its sources, leaves out who is here already, looks at sites, and \
                   keeps what is left for review. The server does it by itself.";
    let roles = &["admin", "manager", "consultant", "staff", "sales", "system"];
    Verb::work("run_discovery", summary, roles, run_discovery)
        .refuses("TL404", "when there is no such run")
        .refuses("TL100", "when it has ended")
        .tries(4)
}

/// The work.
async fn run_discovery(site: Site<'_>, input: RunDiscovery) -> Result<Account> {
    // Hundreds of rows are not told of one by one.
    let actor = Actor { bulk: true, ..site.actor.clone() };
    let site = site.of(&actor);
    let run = Run::open(&site, input.run).await?;
    let mut account: Account = site.mark();
    run.ask(&mut account).await?;
    run.look(&mut account).await?;
    run.take_over(&mut account).await?;
    run.end(account).await
}

/// A run under way.
struct Run<'a> {
    site: &'a Site<'a>,
    id: Uuid,
    plan: Plan,
    crawler: Crawler,
    keys: Arc<OrgKeys>,
    began: Instant,
}

impl<'a> Run<'a> {
    async fn open(site: &'a Site<'a>, id: Uuid) -> Result<Run<'a>> {
        site.progress.at(1, "Reading the intent")?;
        let (plan, keys) = site.read(async |call| Ok((plan(call, id).await?, call.keys().await?))).await?;
        let plan = plan.with_files(site).await?;
        let tools = site.tools;
        let contact = if plan.contact.is_empty() { &tools.public_url } else { &plan.contact };
        let crawler = Crawler::new(Arc::clone(&tools.outbound), tools.guard.clone(), contact);
        Ok(Run { site, id, plan, crawler, keys, began: Instant::now() })
    }

    /// One step that writes: the run is still wanted, what is new in it, and how far it is.
    async fn write<T>(&self, account: &mut Account, step: impl AsyncFnOnce(Call<'_>) -> Result<T>) -> Result<T> {
        account.seconds = self.began.elapsed().as_secs_f64().round();
        account.note = words(account);
        let told = account.clone();
        self.site
            .write(&told, async |call| {
                call.as_system().await?;
                let lock =
                    "select 1 from outreach.discovery_runs where id = $1 and status = 'running' for no key update";
                let runs = call.row(lock, &[&self.id]).await?;
                runs.ok_or_else(|| Error::new(409, "TL499", "Somebody stopped this run."))?;
                let answer = step(call).await?;
                self.tell(call, &told).await?;
                call.as_actor().await?;
                Ok(answer)
            })
            .await
    }

    /// How far the run is, on the run itself.
    async fn tell(&self, call: Call<'_>, account: &Account) -> Result<()> {
        let errors = account.sources.iter().filter(|s| s.error.is_some()).count() + account.unread as usize;
        let (stats, errors) = (json!(account), i32::try_from(errors).unwrap_or(i32::MAX));
        let sql = "select set_config('throughline.derived', 'on', true)";
        call.query(sql, &[]).await?;
        let tell = "update outreach.discovery_runs set stats = $2, error_count = $3 where id = $1";
        call.execute(tell, &[&self.id, &stats, &errors]).await?;
        call.query("select set_config('throughline.derived', '', true)", &[]).await.map(drop)
    }

    /// Asks the sources that were not asked yet.
    async fn ask(&self, account: &mut Account) -> Result<()> {
        let all = sources(self.plan.places.clone());
        let count = all.len().max(1);
        for source in all.into_iter().skip(account.asked) {
            let percent = u8::try_from(2 + 38 * account.asked / count).unwrap_or(40);
            self.site.progress.at(percent, source.name())?;
            let (found, error) = match source.find(&self.crawler).await {
                Ok(found) => (found, None),
                Err(why) => (Vec::new(), Some(why.chars().take(500).collect::<String>())),
            };
            account.asked += 1;
            let told = Asked { source: source.name().chars().take(200).collect(), found: found.len(), kept: 0, error };
            account.sources.push(told);
            let found: Vec<Finding> = found.into_iter().filter_map(Finding::settled).collect();
            // The mark says how many were kept, so they are counted before it is written.
            let n = account.sources.len() - 1;
            let mut kept = 0;
            self.write(account, async |call| {
                for part in found.chunks(BATCH * 20) {
                    kept += self.keep(call, part).await?;
                }
                Ok(())
            })
            .await?;
            account.sources[n].kept = kept;
        }
        Ok(())
    }

    /// Keeps what is new, as long as there is room.
    async fn keep(&self, call: Call<'_>, found: &[Finding]) -> Result<i64> {
        let known = known(call, &self.keys, self.id, found).await?;
        let mut of_domain = self.domains(call).await?;
        let mut rows = Vec::new();
        for (n, (finding, known)) in found.iter().zip(known).enumerate() {
            if let Some(domain) = finding.domain() {
                let had = of_domain.entry(domain).or_insert(0);
                if *had >= self.plan.max_per_domain {
                    continue;
                }
                *had += 1;
            }
            let mut row = self.row(finding, known);
            row["n"] = json!(n);
            rows.push(row);
        }
        rows.truncate(self.room(call).await?);
        let kept = call.record("run", "select outreach.keep_results($1, $2)", &[&self.id, &Value::Array(rows)]).await?;
        Ok(kept.get(0))
    }

    /// Results of each company so far.
    async fn domains(&self, call: Call<'_>) -> Result<HashMap<String, i64>> {
        let sql = "select domain_key, count(*) from outreach.discovery_results
                    where run_id = $1 and domain_key is not null group by 1";
        let rows = call.query(sql, &[&self.id]).await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Results the intent may still have today.
    async fn room(&self, call: Call<'_>) -> Result<usize> {
        let sql = "select coalesce(sum(r.found_count), 0)::bigint from outreach.discovery_runs r
                    where r.intent_id = $1 and not r.dry_run and (r.created_at > now() - interval '1 day' or r.id = $2)";
        let today: i64 = call.record("run", sql, &[&self.plan.intent, &self.id]).await?.get(0);
        Ok(usize::try_from(self.plan.max_per_day - today).unwrap_or_default())
    }

    /// A finding as a result, with how it stands.
    fn row(&self, finding: &Finding, known: Option<Known>) -> Value {
        let (score, reasons) = fit(finding, &self.plan.wish);
        let unsure = finding.is_person() && known.as_ref().is_some_and(|k| k.kind == "company");
        let (mut state, mut why) = match &known {
            Some(k) if k.kind == "suppressed" => ("suppressed", Some(k.why.clone())),
            Some(k) if k.kind == "alike" => ("waiting", Some(k.why.clone())),
            Some(k) if unsure => ("waiting", Some(format!("{}; the person is new", k.why))),
            Some(k) => ("skipped", Some(k.why.clone())),
            None => ("waiting", None),
        };
        if let Some(word) = self.plan.wish.excluded(finding).filter(|_| state == "waiting") {
            (state, why) = ("skipped", Some(format!("It is left out: {word}")));
        }
        if state == "waiting" && finding.look && finding.row.website.is_some() {
            state = "found";
        } else if state == "waiting" && self.plan.dry_run {
            state = "preview";
        }
        let row = &finding.row;
        let known = known.as_ref();
        json!({
            "state": state, "why": why, "name": row.name, "website": row.website, "industry": row.industry,
            "country": row.country, "size": row.size, "description": row.description, "first_name": row.first_name,
            "last_name": row.last_name, "title": row.title, "email": row.email, "phone": row.phone,
            "linkedin_url": row.linkedin, "score": score, "source_url": finding.source,
            "discovery_metadata": finding.metadata(&self.plan.channel, &self.plan.now, score, &reasons),
            "client_id": known.and_then(|k| k.client), "contact_id": known.and_then(|k| k.contact),
            "lead_id": known.and_then(|k| k.lead), "once_key": finding.once_key(),
        })
    }

    /// Looks at the sites of results, some at once, and settles each.
    async fn look(&self, account: &mut Account) -> Result<()> {
        loop {
            let sql = "select id, to_jsonb(d), (select count(*) from outreach.discovery_results w
                                where w.run_id = $1 and w.state = 'found')
                         from outreach.discovery_results d where d.run_id = $1 and d.state = 'found'
                        order by d.score desc, d.id limit 40";
            let server = Actor { role: "system", ..self.site.actor.clone() };
            let waiting = self.site.of(&server).read(async |call| call.query(sql, &[&self.id]).await).await?;
            let Some(first) = waiting.first() else { return Ok(()) };
            let left: i64 = first.get(2);
            let all = waiting.iter().map(|row| (row.get::<_, Uuid>(0), finding_of(row.get(1)))).collect::<Vec<_>>();
            let mut looks = futures_util::stream::iter(all.into_iter().map(|(id, finding)| async move {
                let home = finding.row.website.clone().unwrap_or_default();
                (id, finding, self.crawler.site(&home, self.plan.max_pages).await)
            }))
            .buffer_unordered(AT_ONCE);
            while let Some((id, finding, looked)) = looks.next().await {
                let done = account.sites as i64;
                let percent = u8::try_from(40 + 55 * done / (done + left).max(1)).unwrap_or(95);
                self.site.progress.at(percent, finding.domain().unwrap_or_default())?;
                self.settle(account, id, finding, looked).await?;
            }
        }
    }

    /// What a closer look found, compared once more with what is here.
    async fn settle(
        &self,
        account: &mut Account,
        id: Uuid,
        mut finding: Finding,
        looked: std::result::Result<crawl::Site, String>,
    ) -> Result<()> {
        account.sites += 1;
        let unread = match looked {
            Ok(site) => {
                account.pages += site.pages.len() as u64;
                let words: String = site.pages.iter().map(|(_, page)| format!("{} ", page.text)).collect();
                finding.add(&site.home, &site.facts(), &words);
                None
            }
            Err(why) => {
                account.unread += 1;
                if account.reasons.len() < TOLD {
                    let at = finding.row.website.clone().unwrap_or_default();
                    account.reasons.push(Unread { at, error: why.chars().take(300).collect() });
                }
                Some(why)
            }
        };
        let Some(mut finding) = finding.settled() else { return Ok(()) };
        finding.look = false;
        self.write(account, async |call| {
            let known = known(call, &self.keys, self.id, std::slice::from_ref(&finding)).await?;
            let mut row = self.row(&finding, known.into_iter().next().flatten());
            if let Some(why) = unread.filter(|_| matches!(row["state"].as_str(), Some("waiting" | "preview"))) {
                // Somebody known by name may still be looked at by a person.
                let nameless = finding.row.name.is_none();
                if nameless {
                    row["state"] = json!("skipped");
                }
                row["why"] = json!(format!("Its site could not be read: {why}"));
            }
            // Several addresses may lead to one site.
            let same = "select 1 from outreach.discovery_results where run_id = $1 and id <> $2 and domain_key = $3
                           and state <> 'skipped' limit 1";
            let domain = finding.domain().filter(|_| !finding.is_person());
            if call.row(same, &[&self.id, &id, &domain]).await?.is_some() {
                (row["state"], row["why"]) = (json!("skipped"), json!("It leads to a site this run has already"));
            }
            call.query("select outreach.settle_result($1, $2)", &[&id, &row]).await.map(drop)
        })
        .await
    }

    /// Takes over what scores well enough, where the intent says so.
    async fn take_over(&self, account: &mut Account) -> Result<()> {
        // What is taken over is taken over as somebody, who may.
        let may = !self.plan.dry_run && self.site.actor.user.is_some();
        let Some(least) = self.plan.accept_from.filter(|_| may) else { return Ok(()) };
        loop {
            self.site.progress.at(96, "Taking over what fits")?;
            let (mut moved, mut accepted) = (0, 0);
            let before = account.clone();
            self.write(account, async |call| {
                let sql =
                    "select id from outreach.discovery_results where run_id = $1 and state = 'waiting' and score >= $2
                              and why is null order by score desc, id limit 200 for no key update";
                let ids: Vec<Uuid> = call.query(sql, &[&self.id, &least]).await?.iter().map(|row| row.get(0)).collect();
                call.as_actor().await?;
                let came = accept(call, &self.keys, self.id, &ids).await?;
                (moved, accepted) = (came.accepted + came.skipped, came.accepted);
                call.as_system().await
            })
            .await?;
            account.accepted = before.accepted + accepted as u64;
            // What belongs to companies of others waits for them.
            if moved == 0 {
                return Ok(());
            }
        }
    }

    /// Ends the run: its best results in short, and how it went.
    async fn end(&self, mut account: Account) -> Result<Account> {
        let failed = account.sources.iter().filter(|s| s.error.is_some()).count();
        let nothing = !account.sources.is_empty() && failed == account.sources.len();
        let status = match (nothing, failed as u64 + account.unread) {
            (true, _) => "failed",
            (false, 0) => "completed",
            (false, _) => "completed_with_errors",
        };
        let error = account.sources.iter().find_map(|s| s.error.clone()).filter(|_| nothing);
        self.write(&mut account, async |call| {
            let end = "update outreach.discovery_runs set status = $2::text::outreach.run_status, finished_at = now(),
                              error = $3, results = outreach.told_results($1) where id = $1";
            call.execute(end, &[&self.id, &status, &error]).await.map(drop)
        })
        .await?;
        Ok(account)
    }
}

/// A result as a finding again, for a closer look.
fn finding_of(row: Value) -> Finding {
    let metadata = &row["discovery_metadata"];
    Finding {
        row: finding(&row).row,
        source: row["source_url"].as_str().map(str::to_string),
        method: metadata["discoveryMethod"].as_str().unwrap_or_default().to_string(),
        // What speaks for it stands last among the reasons.
        signal: metadata["relevanceReasons"]
            .as_array()
            .and_then(|all| all.last())
            .and_then(Value::as_str)
            .filter(|reason| reason.starts_with("Entry: ") || reason.starts_with("Looks for: "))
            .map(str::to_string),
        said: String::new(),
        look: true,
    }
}

fn words(account: &Account) -> String {
    let kept: i64 = account.sources.iter().map(|s| s.kept).sum();
    let mut words = format!("{kept} results of {} sources, {} sites looked at", account.asked, account.sites);
    if account.unread > 0 {
        words += &format!(", {} could not be read", account.unread);
    }
    words
}
