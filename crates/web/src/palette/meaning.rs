//! Records that mean what is typed, beneath those that are called so.

use super::hit::{Hit, about, about_field};
use crate::address::encode;
use crate::data::Ask;
use crate::refused::Refused;
use crate::visit::Visit;
use modules::knowledge::meaning::findable;
use modules::knowledge::search_by_meaning::{Found, nearest, vector};
use std::collections::HashMap;

/// Characters below which nothing is meant yet.
const SHORTEST: usize = 4;
/// Records of a noun that are asked for.
const EACH: usize = 8;
/// Records that are shown.
const MOST: usize = 8;
/// Reciprocal rank fusion: how little the first places count more than the next.
const EVEN: f64 = 60.0;

/// The records that mean what is typed, nearest first, of the nouns this person is shown.
pub(super) async fn hits(visit: &Visit, q: &str) -> Result<Vec<Hit>, Refused> {
    let Some(model) = visit.server.tools.embed.as_deref() else { return Ok(Vec::new()) };
    if q.chars().count() < SHORTEST || visit.actor.is_outsider() {
        return Ok(Vec::new());
    }
    // No connection is held while the model reads.
    let vector = vector(model, q).await?;
    let tx = visit.begin(&visit.actor).await?;
    let mut found: Vec<Found> = Vec::new();
    for table in findable(&visit.server.catalog) {
        if visit.shows(&table.name) && visit.may(&table.name, "SELECT") {
            found.extend(nearest(&tx, table, model, &vector, EACH).await.map_err(|e| visit.told(&e))?);
        }
    }
    visit.commit(tx).await?;
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    shown(visit, &found).await
}

/// What was found as lines, read as the person.
async fn shown(visit: &Visit, found: &[Found]) -> Result<Vec<Hit>, Refused> {
    let mut nouns: Vec<&str> = found.iter().map(|f| f.noun.as_str()).collect();
    nouns.sort_unstable();
    nouns.dedup();
    let (mut known, mut asks) = (Vec::new(), Vec::new());
    for name in nouns {
        let noun = visit.noun(name)?;
        let ids: Vec<String> = found.iter().filter(|f| f.noun == name).map(|f| f.id.to_string()).collect();
        let select = encode(&noun.select(&about_field(&noun)));
        asks.push(Ask::new(name, format!("select={select}&id=in.({})", ids.join(","))));
        known.push(noun);
    }
    let mut lines = HashMap::new();
    for (noun, rows) in known.iter().zip(visit.read(&asks).await?) {
        for row in &rows.rows {
            let to = format!("/{}/{}", noun.name(), noun.key(row));
            let (title, about) = (noun.title(row), about(noun, row));
            lines.insert(to.clone(), Hit { icon: noun.table.icon().into(), to, title, about, rank: 0 });
        }
    }
    Ok(found.iter().filter_map(|f| lines.remove(&format!("/{}/{}", f.noun, f.id))).collect())
}

/// Both answers as one (reciprocal rank fusion): what is called so, and beneath it what is only meant. Among those that are
/// called alike well, those that are meant too stand first.
pub(super) fn fused(mut called: Vec<Hit>, meant: Vec<Hit>) -> (Vec<Hit>, Vec<Hit>) {
    let mut scores: HashMap<String, f64> = HashMap::new();
    for list in [&called, &meant] {
        for (place, hit) in list.iter().enumerate() {
            *scores.entry(hit.to.clone()).or_default() += 1.0 / (EVEN + place as f64 + 1.0);
        }
    }
    let score = |hit: &Hit| scores.get(&hit.to).copied().unwrap_or_default();
    called.sort_by(|a, b| (b.rank / 20).cmp(&(a.rank / 20)).then_with(|| score(b).total_cmp(&score(a))));
    let mut rest: Vec<Hit> = meant.into_iter().filter(|m| called.iter().all(|c| c.to != m.to)).collect();
    rest.sort_by(|a, b| score(b).total_cmp(&score(a)));
    rest.truncate(MOST);
    (called, rest)
}
