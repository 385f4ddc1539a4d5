//! What every source is.

use crate::outreach::finding::Finding;
use crawl::Crawler;
use std::pin::Pin;

/// What a source found, later; or why it could not be read, in a sentence.
pub(in crate::outreach) type Found<'a> = Pin<Box<dyn Future<Output = Result<Vec<Finding>, String>> + Send + 'a>>;

/// Somewhere to look.
pub(in crate::outreach) trait Source: Send + Sync {
    /// What it is called in the account of a run.
    fn name(&self) -> String;

    /// Looks.
    fn find<'a>(&'a self, crawler: &'a Crawler) -> Found<'a>;
}
