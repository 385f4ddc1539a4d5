//! One address: whether it may be asked, what it answers, and what the child reads in the answer.

use crate::NAME;
use futures_util::TryStreamExt as _;
use platform::guard::Guard;
use platform::outbound::{Limits, Outbound, Reply, Request};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use text::robots::Robots;
use text::site::SitePage;
use url::Url;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The least and the longest wait between two requests to one host.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Hosts whose robots.txt is remembered.
const HOSTS: usize = 200;

/// Reads pages of others.
pub struct Crawler {
    outbound: Arc<dyn Outbound>,
    guard: Guard,
    agent: String,
    robots: Mutex<HashMap<String, Arc<Robots>>>,
}

/// An answer.
pub struct Fetched {
    /// The address that answered, after redirects.
    pub url: Url,
    /// Its media type, in lower case.
    pub kind: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Crawler {
    /// One that says how to reach whoever runs it: an address of the web or of mail.
    pub fn new(outbound: Arc<dyn Outbound>, guard: Guard, contact: &str) -> Crawler {
        let contact: String = contact.chars().filter(|c| c.is_ascii_graphic() && !"()".contains(*c)).collect();
        let agent = match contact.as_str() {
            "" => format!("Throughline/{}", env!("CARGO_PKG_VERSION")),
            contact => format!("Throughline/{} (+{contact})", env!("CARGO_PKG_VERSION")),
        };
        Crawler { outbound, guard, agent, robots: Mutex::default() }
    }

    /// A page, when its site lets us read it.
    ///
    /// # Errors
    /// Why not, in a sentence for people.
    pub async fn page(&self, url: &Url) -> Result<(Url, SitePage), String> {
        let robots = self.robots(url).await?;
        allowed(&robots, url)?;
        let fetched = self.get(url, text::site::LARGEST, &robots, &[]).await?;
        if fetched.url != *url {
            allowed(&*self.robots(&fetched.url).await?, &fetched.url)?;
        }
        let is_page = fetched.kind.is_empty() || fetched.kind.contains("html");
        if !is_page {
            return Err(format!("It is no page ({}).", fetched.kind));
        }
        let page = self.one("site", None, fetched.bytes).await?;
        Ok((fetched.url, page))
    }

    /// Pages a site lists; a list that can't be read has none.
    pub(crate) async fn listed(&self, map: &Url) -> Vec<(bool, String)> {
        let Ok(robots) = self.robots(map).await else { return Vec::new() };
        if !robots.allows(&path(map)) {
            return Vec::new();
        }
        let Ok(fetched) = self.get(map, text::robots::LARGEST_MAP, &robots, &[]).await else { return Vec::new() };
        self.lines("sitemap", None, fetched.bytes).await.unwrap_or_default()
    }

    /// What a published list, feed or interface answers, at most so many bytes; `headers` go along.
    ///
    /// # Errors
    /// Why not, in a sentence for people.
    pub async fn ask(&self, url: &Url, most: usize, headers: &[(&'static str, String)]) -> Result<Fetched, String> {
        self.get(url, most, &Robots::default(), headers).await
    }

    /// Whether a site lets us read this.
    ///
    /// # Errors
    /// When it does not, or does not say.
    pub async fn may(&self, url: &Url) -> Result<(), String> {
        allowed(&*self.robots(url).await?, url)
    }

    /// What a site lets us read.
    ///
    /// # Errors
    /// When it does not say so: it can't be reached, or answers with a failure of its own.
    pub async fn robots(&self, url: &Url) -> Result<Arc<Robots>, String> {
        let site = url.origin().ascii_serialization();
        if let Some(known) = self.known(&site) {
            return Ok(known);
        }
        let at = url.join("/robots.txt").map_err(|_| "The address can't be read.".to_string())?;
        let reply = self.send(&at, 2 * text::robots::LARGEST, PAUSE, &[]).await?;
        let robots = match reply.status {
            200..=299 => {
                if packed(&reply).is_some() {
                    return Err("Its robots.txt comes packed, which was not asked for, so nothing is read.".into());
                }
                let bytes = beginning(reply, text::robots::LARGEST).await?;
                self.one("robots", Some(NAME), bytes).await?
            }
            // The standard: who has no such page forbids nothing, who can't say forbids everything.
            500.. => return Err(format!("Its robots.txt answers {}, so nothing is read.", reply.status)),
            _ => Robots::default(),
        };
        let robots = Arc::new(robots);
        let mut all = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= HOSTS {
            all.clear();
        }
        all.insert(site, Arc::clone(&robots));
        Ok(robots)
    }

    fn known(&self, site: &str) -> Option<Arc<Robots>> {
        self.robots.lock().unwrap_or_else(PoisonError::into_inner).get(site).cloned()
    }

    async fn get(
        &self,
        url: &Url,
        most: usize,
        robots: &Robots,
        headers: &[(&'static str, String)],
    ) -> Result<Fetched, String> {
        let asked = robots.pause.map_or(PAUSE, |seconds| Duration::from_secs_f32(seconds.min(60.0)));
        let reply = self.send(url, most, asked.clamp(PAUSE, LONGEST_PAUSE), headers).await?;
        if !(200..300).contains(&reply.status) {
            return Err(format!("It answers {}.", reply.status));
        }
        let header =
            |name| reply.headers.get(name).and_then(|v: &http::HeaderValue| v.to_str().ok()).unwrap_or_default();
        if let Some(packed) = packed(&reply) {
            return Err(format!("It sends something packed ({packed}), which was not asked for."));
        }
        let kind = header(http::header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_lowercase();
        let url = Url::parse(&reply.url).map_err(|_| "The address can't be read.".to_string())?;
        let bytes = reply.bytes().await.map_err(|e| e.to_string())?;
        Ok(Fetched { url, kind, bytes })
    }

    async fn send(
        &self,
        url: &Url,
        most: usize,
        pause: Duration,
        headers: &[(&'static str, String)],
    ) -> Result<Reply, String> {
        let limits = Limits { time: PATIENCE, bytes: most as u64, redirects: 3, pause };
        let mut all = vec![("user-agent", self.agent.clone()), ("accept-encoding", "identity".to_string())];
        all.extend(headers.iter().cloned());
        let request = Request { limits, headers: all, ..Request::get(url.as_str()) };
        self.outbound.send(request).await.map_err(|e| format!("{e:#}"))
    }

    /// What the child reads in these bytes: one value.
    ///
    /// # Errors
    /// What the child says of them.
    pub async fn one<T: DeserializeOwned>(
        &self,
        kind: &'static str,
        part: Option<&'static str>,
        bytes: Vec<u8>,
    ) -> Result<T, String> {
        let read = self.guard.read_bytes_of(kind, part, bytes).await.map_err(|e| format!("{e:#}"))?;
        serde_json::from_slice(&read).map_err(|e| e.to_string())
    }

    /// What the child reads in these bytes: a value a line.
    ///
    /// # Errors
    /// What the child says of them.
    pub async fn lines<T: DeserializeOwned>(
        &self,
        kind: &'static str,
        part: Option<&'static str>,
        bytes: Vec<u8>,
    ) -> Result<Vec<T>, String> {
        let read = self.guard.read_bytes_of(kind, part, bytes).await.map_err(|e| format!("{e:#}"))?;
        let lines = read.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).map_err(|e| e.to_string())).collect()
    }
}

/// How an answer is packed, when it is.
fn packed(reply: &Reply) -> Option<String> {
    let said = reply.headers.get(http::header::CONTENT_ENCODING)?.to_str().unwrap_or("unknown").trim().to_lowercase();
    Some(said).filter(|said| !said.is_empty() && said != "identity")
}

/// The first bytes of an answer, however long it is.
async fn beginning(mut reply: Reply, most: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while bytes.len() < most {
        match reply.body.try_next().await.map_err(|e| e.to_string())? {
            Some(part) => bytes.extend_from_slice(&part),
            None => break,
        }
    }
    bytes.truncate(most);
    Ok(bytes)
}

fn allowed(robots: &Robots, url: &Url) -> Result<(), String> {
    if robots.allows(&path(url)) { Ok(()) } else { Err("Its robots.txt forbids to read this.".to_string()) }
}

/// Path and query, as a robots.txt speaks of them.
fn path(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_string(),
    }
}
