//! Rows somebody brought: a table, or profiles one a line. Nothing is asked of anybody.

use super::source::{Found, Source};
use crate::outreach::finding::Finding;
use crawl::Crawler;
use std::sync::Arc;
use text::companies::CompanyRow;

pub(super) struct Rows {
    pub(super) name: String,
    pub(super) bytes: Arc<Vec<u8>>,
}

impl Source for Rows {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a> {
        Box::pin(async move {
            let rows: Vec<CompanyRow> = crawler.lines("companies", None, self.bytes.to_vec()).await?;
            let method = self.name.clone();
            Ok(rows.into_iter().map(|row| Finding { row, method: method.clone(), ..Finding::default() }).collect())
        })
    }
}
