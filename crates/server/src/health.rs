//! How the work stands that nobody waits for.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What is wrong with work that nobody waits for, such as mail or the schedule: the part and its last error.
#[derive(Default)]
pub struct Health(Mutex<BTreeMap<&'static str, String>>);

impl Health {
    /// The part did its work.
    pub fn well(&self, part: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(part);
    }

    /// The part failed. `why` is for everybody to read: it names no row, person, secret or place.
    pub fn ill(&self, part: &'static str, why: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(part, why.to_string());
    }

    /// The parts that are not well, and why.
    pub fn wrong(&self) -> BTreeMap<&'static str, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
