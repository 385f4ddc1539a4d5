//! A whole site, in few pages: the first one, and those that say who is behind it and how to reach them.

use crate::MOST_PAGES;
use crate::asked::Crawler;
use text::site::SitePage;
use url::Url;

/// Words of addresses and links that lead to pages which say who is there; the first ones matter most.
const TELLING: &[&[&str]] = &[
    &["contact", "kontakt", "contacto", "contatti", "impressum", "imprint", "legal-notice", "mentions-legales"],
    &["about", "ueber-uns", "uber-uns", "company", "unternehmen", "a-propos", "quienes", "who-we-are"],
    &["team", "people", "leadership", "management", "equipe", "equipo"],
    &["career", "karriere", "jobs", "vacanc", "join-us", "work-with-us", "stellen"],
    &["services", "leistungen", "products", "what-we-do"],
];
/// Sitemaps of a site that are opened.
const MAPS: usize = 3;

/// What was read of a site.
#[derive(Debug, Default)]
pub struct Site {
    /// Its first page, after redirects.
    pub home: String,
    /// Its pages: address, and what it says.
    pub pages: Vec<(String, SitePage)>,
    /// Pages that could not be read, and why.
    pub unread: Vec<(String, String)>,
}

impl Crawler {
    /// Reads a site, at most so many pages.
    ///
    /// # Errors
    /// Why its first page can't be read, in a sentence for people.
    pub async fn site(&self, address: &str, most: usize) -> Result<Site, String> {
        let most = most.clamp(1, MOST_PAGES);
        let start = Url::parse(address).map_err(|_| "The address can't be read.".to_string())?;
        if !matches!(start.scheme(), "http" | "https") {
            return Err("Only addresses that begin with https:// or http:// are read.".to_string());
        }
        let (home, first) = self.page(&start).await?;
        let mut waiting = telling(&home, &first);
        if waiting.is_empty() {
            waiting = self.mapped(&home).await;
        }
        let mut site = Site { home: home.to_string(), pages: vec![(home.to_string(), first)], unread: Vec::new() };
        for url in waiting.into_iter().take(most - 1) {
            match self.page(&url).await {
                Ok((at, _)) if site.pages.iter().any(|(known, _)| *known == at.as_str()) => {}
                Ok((at, page)) if same_site(&home, &at) => site.pages.push((at.to_string(), page)),
                Ok((at, _)) => site.unread.push((url.to_string(), format!("It leads elsewhere: {at}."))),
                Err(why) => site.unread.push((url.to_string(), why)),
            }
        }
        Ok(site)
    }

    /// Telling pages that the site lists.
    async fn mapped(&self, home: &Url) -> Vec<Url> {
        let Ok(robots) = self.robots(home).await else { return Vec::new() };
        let mut maps: Vec<Url> = robots.sitemaps.iter().filter_map(|map| Url::parse(map).ok()).collect();
        if maps.is_empty() {
            maps.extend(home.join("/sitemap.xml"));
        }
        let (mut found, mut opened) = (Vec::new(), 0);
        while let Some(map) = (!maps.is_empty() && opened < MAPS).then(|| maps.remove(0)) {
            opened += 1;
            if !same_site(home, &map) {
                continue;
            }
            for (is_map, address) in self.listed(&map).await {
                let Ok(url) = Url::parse(&address) else { continue };
                if is_map {
                    maps.push(url);
                } else if same_site(home, &url)
                    && let Some(rank) = rank(url.path(), "")
                {
                    found.push((rank, url));
                }
            }
        }
        ranked(found)
    }
}

/// A host without www.
pub fn plain_host(host: &str) -> String {
    host.trim_start_matches("www.").to_lowercase()
}

/// Where a page leads that says who is there, what matters most first.
fn telling(home: &Url, page: &SitePage) -> Vec<Url> {
    let found = page.links.iter().filter_map(|link| {
        let mut url = home.join(&link.href).ok()?;
        url.set_fragment(None);
        let is_other = same_site(home, &url) && matches!(url.scheme(), "http" | "https") && url.path() != home.path();
        is_other.then_some(())?;
        Some((rank(url.path(), &link.words)?, url))
    });
    ranked(found.collect())
}

fn ranked(mut found: Vec<(usize, Url)>) -> Vec<Url> {
    found.sort_by_key(|(rank, url)| (*rank, url.path().len()));
    let mut all: Vec<Url> = Vec::new();
    for (_, url) in found {
        if !all.contains(&url) {
            all.push(url);
        }
    }
    all
}

/// How telling a page is, by its address and the words that lead there; the lower, the more.
fn rank(path: &str, words: &str) -> Option<usize> {
    let said = format!("{} {}", path, words).to_lowercase();
    let is_page = ![".pdf", ".jpg", ".png", ".zip", ".doc", ".xml"].iter().any(|end| path.ends_with(end));
    let is_short = path.matches('/').count() <= 3;
    TELLING.iter().position(|words| is_page && is_short && words.iter().any(|word| said.contains(word)))
}

/// Whether two addresses belong to one site, with or without www.
fn same_site(a: &Url, b: &Url) -> bool {
    let host = |url: &Url| plain_host(url.host_str().unwrap_or_default());
    host(a) == host(b) && !host(a).is_empty()
}
