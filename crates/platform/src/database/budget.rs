//! How many bytes of PostgreSQL's answers are held in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all answers under way may hold together, and what one of them may.
#[derive(Debug)]
pub(super) struct Budget {
    used: AtomicUsize,
    all: usize,
    one: usize,
}

/// Why an answer may not grow further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// It is larger than one answer may be: so many bytes.
    One(usize),
    /// All answers together hold as much as they may.
    All,
}

/// What one answer holds of the budget; given back when the last of its rows is dropped.
#[derive(Debug)]
pub(super) struct Held {
    budget: Arc<Budget>,
    bytes: AtomicUsize,
}

impl Budget {
    pub(super) fn new(one: usize, all: usize) -> Arc<Budget> {
        Arc::new(Budget { used: AtomicUsize::new(0), all, one })
    }

    /// An answer that holds nothing yet.
    pub(super) fn answer(self: &Arc<Self>) -> Arc<Held> {
        Arc::new(Held { budget: Arc::clone(self), bytes: AtomicUsize::new(0) })
    }
}

impl Held {
    /// Takes so many more bytes, or says why not.
    pub(super) fn take(&self, bytes: usize) -> Result<(), Full> {
        if self.bytes.load(Ordering::Relaxed) + bytes > self.budget.one {
            return Err(Full::One(self.budget.one));
        }
        if self.budget.used.fetch_add(bytes, Ordering::Relaxed) + bytes > self.budget.all {
            self.budget.used.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Full::All);
        }
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(*self.bytes.get_mut(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_given_back() {
        let budget = Budget::new(10, 15);
        let (first, second) = (budget.answer(), budget.answer());
        assert_eq!(first.take(8), Ok(()));
        assert_eq!(first.take(3), Err(Full::One(10)));
        assert_eq!(second.take(8), Err(Full::All));
        drop(first);
        assert_eq!(second.take(8), Ok(()));
    }
}
