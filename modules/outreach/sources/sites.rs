//! Sites that are named: each is looked at.

use super::source::{Found, Source};
use crate::outreach::finding::Finding;
use crawl::Crawler;

pub(super) struct Sites(pub(super) Vec<String>);

impl Source for Sites {
    fn name(&self) -> String {
        "Sites".into()
    }

    fn find<'a>(&'a self, _: &'a Crawler) -> Found<'a> {
        let found = self.0.iter().filter_map(|site| Finding::of_site(site, format!("Site {site}"))).collect();
        Box::pin(std::future::ready(Ok(found)))
    }
}
