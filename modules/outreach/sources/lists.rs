//! A page that lists companies: the other sites it leads to.

use super::source::{Found, Source};
use crate::outreach::finding::{Finding, home_of};
use crawl::{Crawler, plain_host};
use url::Url;

pub(super) struct List(pub(super) String);

impl Source for List {
    fn name(&self) -> String {
        format!("List {}", self.0)
    }

    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a> {
        Box::pin(async move {
            let url = Url::parse(&self.0).map_err(|_| "The address can't be read.".to_string())?;
            let (at, page) = crawler.page(&url).await?;
            let own = plain_host(at.host_str().unwrap_or_default());
            let others = page.links.iter().filter_map(|link| {
                let url = at.join(&link.href).ok()?;
                let is_other = plain_host(url.host_str()?) != own;
                let home = home_of(url.as_str()).filter(|_| is_other)?;
                let mut found = Finding::of_site(&home, format!("Listed at {}", self.0))?;
                found.row.name = Some(link.words.clone()).filter(|w| (2..=100).contains(&w.chars().count()));
                found.source = Some(at.to_string());
                Some(found)
            });
            Ok(others.collect())
        })
    }
}
