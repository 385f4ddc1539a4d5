//! Passages of documents that answer what is typed, beneath the records.

use super::hit::Hit;
use crate::refused::Refused;
use crate::visit::Visit;
use modules::knowledge::search::{Search, found};
use platform::verb::{Progress, Site, Unkept};
use serde_json::Value;

/// Characters below which nothing is looked for in texts.
const SHORTEST: usize = 4;
/// Passages that are shown.
const MOST: usize = 5;
/// Below this likeness a passage that has none of the words is not shown while somebody types.
const NEAR: f64 = 0.42;
/// Characters of a passage that are shown.
const SHOWN: usize = 90;

/// The passages that answer best, of the documents this person is shown.
pub(super) async fn hits(visit: &Visit, q: &str) -> Result<Vec<Hit>, Refused> {
    if q.chars().count() < SHORTEST
        || visit.actor.is_outsider()
        || !visit.shows("documents")
        || !visit.may("documents", "SELECT")
    {
        return Ok(Vec::new());
    }
    let (server, progress) = (&visit.server, Progress::default());
    let site = Site::new(&server.door, &visit.actor, &server.tools, &progress, &Unkept, Value::Null);
    let query: String = q.chars().take(1_000).collect();
    let search = Search { query, nouns: Some(vec!["documents".into()]), limit: Some(MOST), ..Search::default() };
    // The palette goes on without what takes too long to find.
    let Ok(answer) = found(&site.last(), &search).await else { return Ok(Vec::new()) };
    let near = answer.passages.into_iter().filter(|p| !p.spans.is_empty() || p.likeness.is_some_and(|l| l >= NEAR));
    Ok(near
        .map(|p| {
            let page = p.page.filter(|page| *page > 1).map(|page| format!(" · page {page}")).unwrap_or_default();
            // From the first word that was typed on, as much as a line holds.
            let first = p.spans.first().map_or(0, |s| s.offset.saturating_sub(20));
            let words: String = p.text.chars().skip(first).take(SHOWN).collect();
            Hit {
                icon: "file-text".into(),
                to: format!("{}#passage", p.link),
                title: words.split_whitespace().collect::<Vec<_>>().join(" "),
                about: format!("{}{page}", p.title),
                rank: 0,
            }
        })
        .collect())
}
