//! What was looked up a moment ago and is trusted for a while.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Entries above which those are dropped that are no longer trusted.
const MANY: usize = 10_000;

/// Values by key, each trusted for a time; all are forgotten at once when word comes that something changed.
pub struct Remembered<K, V> {
    trust: Duration,
    /// How often everything was forgotten: what was looked up before that is not trusted after it.
    forgotten: Arc<AtomicU64>,
    known: RwLock<HashMap<K, Entry<V>>>,
}

struct Entry<V> {
    at: Instant,
    since: u64,
    value: V,
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// Nothing yet; what comes is trusted for so long.
    pub fn new(trust: Duration) -> Self {
        Remembered { trust, forgotten: Arc::default(), known: RwLock::default() }
    }

    /// Another memory that forgets when this one does.
    pub fn beside<L: Eq + Hash, W: Clone>(&self, trust: Duration) -> Remembered<L, W> {
        Remembered { trust, forgotten: Arc::clone(&self.forgotten), known: RwLock::default() }
    }

    /// What is known under the key and still trusted.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|entry| self.is_trusted(entry)).map(|entry| entry.value.clone())
    }

    /// To be taken before a look-up and given to [`Remembered::keep`] after it.
    pub fn moment(&self) -> u64 {
        self.forgotten.load(Ordering::Acquire)
    }

    /// Trusts what was looked up since that moment, unless everything was forgotten meanwhile.
    pub fn keep(&self, since: u64, key: K, value: V) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MANY {
            known.retain(|_, entry| self.is_trusted(entry));
        }
        known.insert(key, Entry { at: Instant::now(), since, value });
    }

    /// Looks everything up anew, also what is being looked up just now.
    pub fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::AcqRel);
    }

    fn is_trusted(&self, entry: &Entry<V>) -> bool {
        entry.since == self.moment() && entry.at.elapsed() < self.trust
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_up_before_word_came_is_not_trusted_after_it() {
        let sessions: Remembered<&str, u8> = Remembered::new(Duration::from_secs(60));
        let people: Remembered<&str, u8> = sessions.beside(Duration::from_secs(60));
        let since = people.moment();
        sessions.keep(since, "a", 1);
        assert_eq!(sessions.get("a"), Some(1));
        sessions.forget();
        people.keep(since, "b", 2);
        assert_eq!((sessions.get("a"), people.get("b")), (None, None));
        people.keep(people.moment(), "b", 2);
        assert_eq!(people.get("b"), Some(2));
    }

    #[test]
    fn trust_ends_with_time() {
        let known: Remembered<&str, u8> = Remembered::new(Duration::ZERO);
        known.keep(known.moment(), "a", 1);
        assert_eq!(known.get("a"), None);
    }
}
