//! The public job board of one company: that it looks for people is the best sign.

use super::source::{Found, Source};
use crate::outreach::finding::Finding;
use crawl::Crawler;
use text::companies::CompanyRow;
use text::postings::{LARGEST, Posting, board_address};
use url::Url;

pub(super) struct Board(pub(super) String);

impl Source for Board {
    fn name(&self) -> String {
        format!("Job board {}", self.0)
    }

    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a> {
        Box::pin(async move {
            let (kind, name) = self.0.split_once('/').unwrap_or(("", ""));
            let url = board_address(kind, name).and_then(|address| Url::parse(&address).ok());
            let url = url.ok_or_else(|| "The address can't be read.".to_string())?;
            let openings = read(crawler, &url).await?;
            let Some(first) = openings.first() else { return Ok(Vec::new()) };
            let company = openings.iter().find_map(|o| o.company.clone()).unwrap_or_else(|| title_of(name));
            let signal = match openings.len() {
                1 => format!("1 opening: {}", first.title),
                n => format!("{n} openings, such as {}", first.title),
            };
            let said: String = openings
                .iter()
                .take(50)
                .map(|o| format!("{} {} ", o.title, o.location.as_deref().unwrap_or_default()))
                .collect();
            let row = CompanyRow { name: Some(company), ..CompanyRow::default() };
            let method = format!("Job board {}", self.0);
            Ok(vec![Finding { row, method, source: Some(first.url.clone()), signal: Some(signal), said, look: false }])
        })
    }
}

/// Openings at an address: of a board, a feed or a career page.
pub(super) async fn read(crawler: &Crawler, url: &Url) -> Result<Vec<Posting>, String> {
    let fetched = crawler.ask(url, LARGEST, &[]).await?;
    crawler.lines("postings", None, fetched.bytes).await
}

/// The short name of a board as a name: granite-labs is Granite Labs.
fn title_of(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|w| !w.is_empty());
    let upper = words.map(|word| {
        let mut signs = word.chars();
        signs.next().map(|first| first.to_uppercase().chain(signs).collect::<String>()).unwrap_or_default()
    });
    upper.collect::<Vec<_>>().join(" ")
}
