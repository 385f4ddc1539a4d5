//! What a run is to do, read from its intent once when it begins.

use super::relevance::Wish;
use super::sources::{Places, Provider};
use platform::store;
use platform::verb::{Call, Site};
use records::{Error, Result};
use serde_json::Value;
use std::io::Read as _;
use std::sync::Arc;
use uuid::Uuid;

/// Files of an intent that are read, and bytes of one.
const FILES: i64 = 10;
const LARGEST: u64 = text::companies::LARGEST as u64;

/// What a run is to do.
pub(super) struct Plan {
    pub(super) intent: Option<Uuid>,
    pub(super) dry_run: bool,
    pub(super) channel: String,
    /// When it began, as the metadata of its results says it.
    pub(super) now: String,
    pub(super) wish: Wish,
    pub(super) places: Places,
    pub(super) max_per_domain: i64,
    pub(super) max_per_day: i64,
    pub(super) max_pages: usize,
    pub(super) accept_from: Option<i16>,
    /// How to reach whoever runs this, for those whose pages are read.
    pub(super) contact: String,
    files: Vec<(String, store::Content)>,
}

/// Reads it, and begins the run unless it is under way.
///
/// # Errors
/// TL404 when there is no such run; TL100 when it has ended.
pub(super) async fn plan(call: Call<'_>, run: Uuid) -> Result<Plan> {
    call.record("run", "select 1 from outreach.discovery_runs where id = $1", &[&run]).await?;
    let files = "select f.id, f.name from knowledge.files f join outreach.discovery_runs r on r.id = $1
                  where f.entity_type = 'discovery_intents' and f.entity_id = r.intent_id order by f.id limit $2";
    let mut contents = Vec::new();
    for row in call.query(files, &[&run, &FILES]).await? {
        if let Some(content) = store::content_of(call.tx, call.actor, row.get(0)).await? {
            contents.push((row.get::<_, String>(1), content));
        }
        call.as_actor().await?;
    }
    let keys = call.keys().await?;
    call.as_system().await?;
    let begin = "update outreach.discovery_runs set status = 'running', started_at = now()
                  where id = $1 and status = 'pending'";
    call.execute(begin, &[&run]).await?;
    let sql = "select r.status = 'running', r.dry_run, to_char(r.started_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                      r.intent_id, r.channel::text, to_jsonb(i), kit.setting('discovery.contact') #>> '{}'
                 from outreach.discovery_runs r
                 left join outreach.discovery_intents i on i.org_id = r.org_id and i.id = r.intent_id where r.id = $1";
    let row = call.record("run", sql, &[&run]).await?;
    if !row.get::<_, bool>(0) {
        return Err(Error::new(400, "TL100", "This run has ended.").hint("Start a new one."));
    }
    let intent: Value = row.get::<_, Option<Value>>(5).unwrap_or_default();
    let channel: String = row.get::<_, Option<String>>(4).unwrap_or_else(|| "keyword".into());
    let provider = match call.row("select id, kind, address, key from outreach.search_provider()", &[]).await? {
        Some(row) => {
            let (id, sealed): (Uuid, Option<Vec<u8>>) = (row.get(0), row.get(3));
            let key = sealed.and_then(|sealed| keys.open("search_providers", "key", id.as_bytes(), &sealed).ok());
            Some(Provider { kind: row.get(1), address: row.get(2), key })
        }
        None => None,
    };
    let list = |key: &str| -> Vec<String> {
        let all = intent[key].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(Value::as_str).map(|w| w.trim().to_string()).filter(|w| !w.is_empty()).collect()
    };
    let number = |key: &str, otherwise: i64| intent[key].as_i64().unwrap_or(otherwise);
    let wish = Wish {
        words: list("words"),
        places: list("places"),
        industries: list("industries"),
        exclusions: list("exclusions"),
    };
    let places = Places {
        searches: channel == "google",
        provider,
        words: wish.words.clone(),
        places: wish.places.clone(),
        sites: list("sites"),
        lists: list("lists"),
        feeds: list("feeds"),
        boards: list("boards"),
        tenders: list("tenders"),
        pasted: intent["pasted"].as_str().map(str::to_string),
        files: Vec::new(),
        most: usize::try_from(number("max_results", 100)).unwrap_or(100),
    };
    let plan = Plan {
        intent: row.get(3),
        dry_run: row.get(1),
        now: row.get(2),
        channel,
        wish,
        places,
        max_per_domain: number("max_per_domain", 3),
        max_per_day: number("max_per_day", 500),
        max_pages: usize::try_from(number("max_pages", 6)).unwrap_or(6),
        accept_from: intent["accept_from"].as_i64().and_then(|n| i16::try_from(n).ok()),
        contact: row.get::<_, Option<String>>(6).unwrap_or_default(),
        files: contents,
    };
    call.as_actor().await?;
    Ok(plan)
}

impl Plan {
    /// The same with the bytes of the intent's files; larger ones are left to their source to refuse.
    pub(super) async fn with_files(mut self, site: &Site<'_>) -> Result<Plan> {
        let objects = site.tools.objects.as_deref();
        for (name, content) in std::mem::take(&mut self.files) {
            let spool = store::spool(site.door, objects, site.actor.org, &content).await.map_err(store::unreadable)?;
            let mut bytes = Vec::new();
            let file = std::fs::File::open(spool.path()).map_err(store::unreadable)?;
            file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(store::unreadable)?;
            self.places.files.push((name, Arc::new(bytes)));
        }
        Ok(self)
    }
}
