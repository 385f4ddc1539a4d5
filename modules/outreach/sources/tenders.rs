//! Published tenders (OCDS): who asks for something.

use super::source::{Found, Source};
use crate::outreach::finding::Finding;
use crawl::Crawler;
use serde_json::Value;
use text::companies::CompanyRow;
use text::ocds::Tender;
use url::Url;

/// Bytes of an answer.
const LARGEST: usize = 16 << 20;

pub(super) struct Tenders(pub(super) String);

impl Source for Tenders {
    fn name(&self) -> String {
        format!("Tenders {}", self.0)
    }

    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a> {
        Box::pin(async move {
            let url = Url::parse(&self.0).map_err(|_| "The address can't be read.".to_string())?;
            let fetched = crawler.ask(&url, LARGEST, &[]).await?;
            // The first line says what was read; the others are the tenders.
            let lines: Vec<Value> = crawler.lines("ocds", None, fetched.bytes).await?;
            let tenders = lines.into_iter().skip(1).filter_map(|line| serde_json::from_value::<Tender>(line).ok());
            Ok(tenders.filter_map(|tender| self.found(tender)).collect())
        })
    }
}

impl Tenders {
    fn found(&self, tender: Tender) -> Option<Finding> {
        let title = tender.title?;
        let row = CompanyRow { name: Some(tender.client?), ..CompanyRow::default() };
        let said = [Some(title.clone()), tender.location, tender.summary].into_iter().flatten().collect::<Vec<_>>();
        let until = tender.closing_date.map(|day| format!(", until {day}")).unwrap_or_default();
        Some(Finding {
            row,
            source: tender.url.or_else(|| Some(self.0.clone())),
            method: format!("Tenders {}", self.0),
            signal: Some(format!("Tender: {title}{until}")),
            said: said.join(" "),
            look: false,
        })
    }
}
