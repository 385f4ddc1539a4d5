//! Where discovery looks: one trait, and a source behind each kind of address an intent has.

mod boards;
mod feeds;
mod lists;
mod rows;
mod search;
mod sites;
mod source;
mod tenders;

use std::sync::Arc;

pub(super) use search::Provider;
pub(super) use source::Source;

/// What an intent says about where to look.
#[derive(Debug, Default, Clone)]
pub(super) struct Places {
    pub(super) searches: bool,
    pub(super) provider: Option<Provider>,
    pub(super) words: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) sites: Vec<String>,
    pub(super) lists: Vec<String>,
    pub(super) feeds: Vec<String>,
    pub(super) boards: Vec<String>,
    pub(super) tenders: Vec<String>,
    pub(super) pasted: Option<String>,
    /// Files kept with the intent: name and bytes.
    pub(super) files: Vec<(String, Arc<Vec<u8>>)>,
    pub(super) most: usize,
}

/// All sources of an intent, always in the same order: work that goes on counts them.
pub(super) fn sources(places: Places) -> Vec<Box<dyn Source>> {
    let mut all: Vec<Box<dyn Source>> = Vec::new();
    let most = places.most;
    if let Some(text) = places.pasted.filter(|text| !text.trim().is_empty()) {
        all.push(Box::new(rows::Rows { name: "Pasted rows".into(), bytes: Arc::new(text.into_bytes()) }));
    }
    all.extend(places.files.into_iter().map(|(name, bytes)| Box::new(rows::Rows { name, bytes }) as Box<dyn Source>));
    if !places.sites.is_empty() {
        all.push(Box::new(sites::Sites(places.sites)));
    }
    all.extend(places.lists.into_iter().map(|url| Box::new(lists::List(url)) as Box<dyn Source>));
    all.extend(places.boards.into_iter().map(|board| Box::new(boards::Board(board)) as Box<dyn Source>));
    all.extend(places.feeds.into_iter().map(|url| Box::new(feeds::Feed(url)) as Box<dyn Source>));
    all.extend(places.tenders.into_iter().map(|url| Box::new(tenders::Tenders(url)) as Box<dyn Source>));
    if places.searches {
        let queries = search::queries(&places.words, &places.places);
        let of = |query| search::Search { provider: places.provider.clone(), query, most };
        all.extend(queries.into_iter().map(|query| Box::new(of(query)) as Box<dyn Source>));
    }
    all
}
