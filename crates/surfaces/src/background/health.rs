//! How each kind of background work stands.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a kind of work may fail before it is told as broken: one bad moment is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// What last became of each kind of work: since when it fails, and why; nothing while it goes well.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<BTreeMap<&'static str, Option<(Instant, String)>>>);

impl Health {
    /// Notes the end of one step: well, or with an error.
    pub(crate) fn note(&self, what: &'static str, error: Option<String>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failing = all.entry(what).or_default();
        let since = failing.as_ref().map_or_else(Instant::now, |(since, _)| *since);
        *failing = error.map(|why| (since, why));
    }

    /// The kinds of work that have failed for a while. Why stands in the log, not in an answer to everybody.
    pub(crate) fn broken(&self) -> Vec<&'static str> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|(_, f)| f.as_ref().is_some_and(|(since, _)| since.elapsed() > PATIENCE)).map(|(what, _)| *what).collect()
    }
}
