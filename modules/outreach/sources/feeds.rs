//! A feed or a career page: who publishes openings there, and whom its entries lead to.

use super::boards::read;
use super::source::{Found, Source};
use crate::outreach::finding::{Finding, home_of};
use crawl::{Crawler, plain_host};
use std::collections::BTreeMap;
use text::companies::CompanyRow;
use url::Url;

pub(super) struct Feed(pub(super) String);

impl Source for Feed {
    fn name(&self) -> String {
        format!("Feed {}", self.0)
    }

    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a> {
        Box::pin(async move {
            let url = Url::parse(&self.0).map_err(|_| "The address can't be read.".to_string())?;
            crawler.may(&url).await?;
            let own = plain_host(url.host_str().unwrap_or_default());
            let mut by: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
            for entry in read(crawler, &url).await? {
                let at = url.join(&entry.url).ok();
                let home = at.as_ref().and_then(|at| home_of(at.as_str()));
                let is_other = at.as_ref().and_then(Url::host_str).is_some_and(|host| plain_host(host) != own);
                let website = home.filter(|_| is_other && entry.company.is_none());
                let name = entry.company.clone();
                let Some(key) = name.clone().or_else(|| website.clone()) else { continue };
                let place = entry.location.clone().unwrap_or_default();
                let said = format!("{} {place} {}", entry.title, entry.summary.as_deref().unwrap_or_default());
                let look = website.is_some();
                let row = CompanyRow { name, website, ..CompanyRow::default() };
                let source = at.map(|at| at.to_string());
                let method = format!("Feed {}", self.0);
                by.entry(key).or_default().push(Finding { row, source, method, signal: Some(entry.title), said, look });
            }
            Ok(by.into_values().filter_map(joined).collect())
        })
    }
}

/// The entries of one company, as one.
fn joined(all: Vec<Finding>) -> Option<Finding> {
    let count = all.len();
    let said: String = all.iter().take(50).map(|f| format!("{} ", f.said)).collect();
    let mut first = all.into_iter().next()?;
    let title = first.signal.take().unwrap_or_default();
    let says = if first.row.name.is_some() { "Looks for" } else { "Entry" };
    let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
    Some(Finding { said, signal: Some(format!("{says}: {title}{more}")), ..first })
}
