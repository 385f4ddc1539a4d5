//! Openings of others are looked for where they publish them, and become hot drops.

use futures_util::TryStreamExt as _;
use platform::outbound::{Limits, Request};
use platform::store::Spool;
use platform::verb::{Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::time::Duration;
use text::postings::{LARGEST, Posting, board_address};
use url::Url;
use uuid::Uuid;

/// Sources one go asks at most.
const SOURCES: i64 = 500;

/// Which source; all that are active when left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Fetch {
    /// The source.
    #[schemars(extend("x-noun" = "job_sources"))]
    source: Option<Uuid>,
}

/// What came of it.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Fetched {
    /// The last source that is done with, where the work goes on.
    after: Option<Uuid>,
    /// Sources that were asked.
    sources: u64,
    /// Openings they had.
    found: u64,
    /// Hot drops that are new.
    created: u64,
    /// Sources that could not be read; why stands with them.
    failed: u64,
    /// The same in words.
    note: String,
}

/// A source to ask.
struct Source {
    id: Uuid,
    name: String,
    kind: String,
    address: String,
    company: Option<String>,
    only: Vec<String>,
}

pub(crate) fn verb() -> Verb {
    let roles = &["admin", "manager", "consultant", "staff", "recruiter", "system"];
    let summary = "Looks for openings of others at the job sources, all of them or one, and keeps what is found as hot drops. \
                   An opening is known by its address; each stays as long as it is found. The server does it every night.";
    Verb::work("fetch_hot_drops", summary, roles, fetch_hot_drops)
        .refuses("TL404", "when there is no such source")
        .on("job_sources", "source")
        .in_palette()
        .icon("radar")
}

/// The work: one source after the other, each in its own step. What could not be read is said at the source.
async fn fetch_hot_drops(site: Site<'_>, input: Fetch) -> Result<Fetched> {
    let mut done: Fetched = site.mark();
    let sources = sources(&site, &input, done.after).await?;
    if sources.is_empty() && input.source.is_some() && done.after.is_none() {
        return Err(Error::new(404, "TL404", "There is no such source."));
    }
    let all = sources.len().max(1);
    for (n, source) in sources.into_iter().enumerate() {
        site.progress.at((1 + 98 * n / all) as u8, format!("Asking {}", source.name))?;
        let found = ask(&site, &source).await;
        done.after = Some(source.id);
        done.sources += 1;
        let (postings, wrong) = match found {
            Ok(postings) => (postings, None),
            Err(e) if e.status < 500 => (Vec::new(), Some(e.message)),
            Err(e) => return Err(e),
        };
        done.found += postings.len() as u64;
        done.failed += u64::from(wrong.is_some());
        let created: i64 = site
            .write(&done, async |call| {
                call.as_system().await?;
                let stamp =
                    "update recruiting.job_sources set last_fetched_at = now(), last_found = $2, last_error = $3
                              where id = $1";
                let found = wrong.is_none().then_some(postings.len() as i32);
                call.execute(stamp, &[&source.id, &found, &wrong]).await?;
                let hours = call.setting("board.hot_drop_hours", json!(36)).await?.as_i64().unwrap_or(36) as i32;
                let keep = "select recruiting.take_hot_drops($1, $2, $3)";
                let kept = call.record("source", keep, &[&source.name, &json!(postings), &hours]).await?;
                Ok(kept.get(0))
            })
            .await?;
        done.created += created as u64;
    }
    done.note = words(&done);
    Ok(done)
}

fn words(done: &Fetched) -> String {
    let counted = |n: u64, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
    let mut words = format!(
        "{} at {}, {} new",
        counted(done.found, "opening", "openings"),
        counted(done.sources, "source", "sources"),
        done.created
    );
    if done.failed > 0 {
        words += &format!("; {} could not be read", counted(done.failed, "source", "sources"));
    }
    words
}

/// The sources that are asked, after the one that is done with.
async fn sources(site: &Site<'_>, input: &Fetch, after: Option<Uuid>) -> Result<Vec<Source>> {
    let one = input.source;
    let rows = site
        .read(async |call| {
            let sql = "select id, name, kind::text, address, nullif(trim(company_name), ''),
                              array(select jsonb_array_elements_text(kit.list_of(only_with)))
                         from recruiting.job_sources
                        where (id = $1 or $1 is null and is_active) and ($2::uuid is null or id > $2) order by id limit $3";
            call.query(sql, &[&one, &after, &SOURCES]).await
        })
        .await?;
    Ok(rows
        .iter()
        .map(|row| Source {
            id: row.get(0),
            name: row.get(1),
            kind: row.get(2),
            address: row.get(3),
            company: row.get(4),
            only: row.get(5),
        })
        .collect())
}

/// What a source has. Its answer is read in the child.
async fn ask(site: &Site<'_>, source: &Source) -> Result<Vec<Posting>> {
    let wrong = |why: String| Error::new(400, "TL120", why);
    let limits = Limits {
        time: Duration::from_secs(60),
        bytes: LARGEST as u64 + 1,
        redirects: 3,
        pause: Duration::from_secs(1),
    };
    let address = board_address(&source.kind, &source.address).unwrap_or_else(|| source.address.clone());
    let request = Request { limits, ..Request::get(address) };
    let reply = site.tools.outbound.send(request).await.map_err(|e| wrong(format!("It can't be reached. {e:#}")))?;
    if !(200..300).contains(&reply.status) {
        return Err(wrong(format!("It answers {}.", reply.status)));
    }
    let base = Url::parse(&reply.url).ok();
    let bytes = Spool::take(reply.body.map_err(std::io::Error::other), LARGEST as u64).await;
    let bytes = bytes.map_err(|e| wrong(format!("Its answer did not arrive whole: {e}.")))?;
    let guard = site.tools.guard.clone();
    let read = move || -> Result<Vec<Posting>> {
        let broken = |e: std::io::Error| Error::new(500, "58030", e.to_string());
        let file = File::open(bytes.path()).map_err(broken)?;
        let lines = guard.read("postings", None, file).map_err(|e| wrong(format!("{e:#}")))?;
        let lines = BufReader::new(lines).lines().map(|line| {
            let line = line.map_err(broken)?;
            serde_json::from_str(&line).map_err(|e| Error::new(500, "58030", e.to_string()))
        });
        lines.collect()
    };
    let found = tokio::task::spawn_blocking(read).await.map_err(|e| Error::new(500, "XX000", e.to_string()))??;
    Ok(found.into_iter().filter_map(|posting| settled(posting, source, base.as_ref())).collect())
}

/// The same with a whole address, who hires, and only where it is wanted.
fn settled(mut posting: Posting, source: &Source, base: Option<&Url>) -> Option<Posting> {
    let url = match base {
        Some(base) => base.join(&posting.url).ok()?,
        None => Url::parse(&posting.url).ok()?,
    };
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > 2048 {
        return None;
    }
    posting.url = url.to_string();
    posting.company = posting.company.or_else(|| source.company.clone()).or_else(|| {
        let is_board = !matches!(source.kind.as_str(), "feed" | "json_ld");
        is_board.then(|| source.name.clone())
    });
    let said = format!("{} {}", posting.title, posting.location.as_deref().unwrap_or_default()).to_lowercase();
    let fits = source.only.is_empty() || source.only.iter().any(|word| said.contains(&word.trim().to_lowercase()));
    fits.then_some(posting)
}
