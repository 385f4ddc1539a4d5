//! Search of the web, by the provider the organisation chose.

use super::source::{Found, Source};
use crate::outreach::finding::Finding;
use crawl::Crawler;
use text::search::Hit;
use url::Url;

/// What goes along with a question.
type Headers = Vec<(&'static str, String)>;

/// Searches of one run.
const QUERIES: usize = 20;
/// Pages of one search.
const PAGES: usize = 3;
/// Hits a page has.
const HITS: usize = 20;

/// Who searches, with its key.
#[derive(Debug, Clone)]
pub(in crate::outreach) struct Provider {
    pub(in crate::outreach) kind: String,
    pub(in crate::outreach) address: Option<String>,
    pub(in crate::outreach) key: Option<String>,
}

pub(super) struct Search {
    pub(super) provider: Option<Provider>,
    pub(super) query: String,
    pub(super) most: usize,
}

/// Each word at each place.
pub(super) fn queries(words: &[String], places: &[String]) -> Vec<String> {
    let everywhere = [String::new()];
    let places = if places.is_empty() { &everywhere[..] } else { places };
    let each = words.iter().flat_map(|word| places.iter().map(move |place| format!("{word} {place}")));
    each.map(|query| query.trim().to_string()).filter(|query| !query.is_empty()).take(QUERIES).collect()
}

impl Source for Search {
    fn name(&self) -> String {
        format!("Search: {}", self.query)
    }

    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a> {
        Box::pin(async move {
            let Some(provider) = &self.provider else {
                return Err("No search provider is set up. An admin adds SearXNG or Brave.".to_string());
            };
            let mut all: Vec<Finding> = Vec::new();
            for page in 0..PAGES {
                let (url, headers) = provider.asked(&self.query, page)?;
                let fetched = crawler.ask(&url, text::search::LARGEST, &headers).await?;
                let hits: Vec<Hit> = crawler.lines("search", None, fetched.bytes).await?;
                let had = hits.len();
                all.extend(hits.into_iter().filter_map(|hit| {
                    let mut found = Finding::of_site(&hit.url, self.name())?;
                    found.row.name = Some(hit.title.clone()).filter(|t| !t.is_empty());
                    found.row.description = Some(hit.words.clone()).filter(|w| !w.is_empty());
                    found.said = format!("{} {}", hit.title, hit.words);
                    Some(found)
                }));
                if had < HITS / 2 || all.len() >= self.most {
                    break;
                }
            }
            Ok(all)
        })
    }
}

impl Provider {
    /// The address that is asked, and what goes along.
    fn asked(&self, query: &str, page: usize) -> Result<(Url, Headers), String> {
        let wrong = || "The address of the search provider can't be read.".to_string();
        if self.kind == "brave" {
            let base = self.address.as_deref().unwrap_or("https://api.search.brave.com/res/v1/web/search");
            let mut url = Url::parse(base).map_err(|_| wrong())?;
            url.query_pairs_mut()
                .append_pair("q", query)
                .append_pair("count", &HITS.to_string())
                .append_pair("offset", &page.to_string());
            let key = self.key.clone().ok_or_else(|| "Brave asks for a key.".to_string())?;
            let headers = vec![("accept", "application/json".to_string()), ("x-subscription-token", key)];
            return Ok((url, headers));
        }
        let mut url = Url::parse(self.address.as_deref().ok_or_else(wrong)?).map_err(|_| wrong())?;
        if !url.path().ends_with("/search") {
            let under = format!("{}/search", url.path().trim_end_matches('/'));
            url.set_path(&under);
        }
        url.query_pairs_mut()
            .append_pair("q", query)
            .append_pair("format", "json")
            .append_pair("pageno", &(page + 1).to_string());
        let key = self.key.iter().map(|key| ("authorization", format!("Bearer {key}"))).collect();
        Ok((url, key))
    }
}
