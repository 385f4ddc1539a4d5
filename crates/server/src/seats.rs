//! Places of which there are so many in all, and so many for each who asks: connections by address, streams by listener.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// The places that are taken, by whom.
pub struct Seats<K> {
    taken: Mutex<HashMap<K, usize>>,
    all: usize,
}

/// One place; free again when it is dropped.
pub struct Seat<K: Eq + Hash> {
    seats: Arc<Seats<K>>,
    whose: K,
}

impl<K: Eq + Hash + Clone> Seats<K> {
    /// So many places in all.
    pub fn new(all: usize) -> Arc<Seats<K>> {
        Arc::new(Seats { taken: Mutex::default(), all })
    }

    /// A place, if one is free and whoever asks has fewer than `each`.
    pub fn take(self: &Arc<Self>, whose: K, each: usize) -> Option<Seat<K>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&whose).copied().unwrap_or(0);
        if all >= self.all || own >= each {
            return None;
        }
        taken.insert(whose.clone(), own + 1);
        Some(Seat { seats: Arc::clone(self), whose })
    }
}

impl<K: Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.whose) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.whose);
            }
        }
    }
}
