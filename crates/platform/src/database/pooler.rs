//! Noticing a connection pooler that hands every transaction to another backend.
//!
//! Behind one, prepared statements, settings and locks of a connection are somebody else's the next moment. Until that
//! is supported, nothing is served through it. A pooler that gives a connection its backend for good is not noticed and
//! not in the way.

use super::error::DbError;
use super::wire::{Command, Rows, Wire};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether such a pooler was noticed.
#[derive(Debug, Default)]
pub(super) struct Pooled(AtomicBool);

impl Pooled {
    /// Refuses when a pooler was noticed.
    ///
    /// # Errors
    /// 08004.
    pub(super) fn refuse(&self) -> Result<(), DbError> {
        if self.0.load(Ordering::Relaxed) { Err(DbError::pooled()) } else { Ok(()) }
    }

    /// Notices a pooler.
    pub(super) fn notice(&self) {
        if !self.0.swap(true, Ordering::Relaxed) {
            tracing::error!("{}", DbError::pooled().message);
        }
    }

    /// Looks who answered: the answer to the actor's settings, at this place, ends with the backend's process.
    pub(super) fn look(&self, wire: &Wire, answers: &Result<Vec<Rows>, DbError>, settings: usize) {
        let other = match answers {
            Ok(answers) => answers.get(settings).and_then(process_of).is_some_and(|process| !wire.is_backend(process)),
            Err(e) => e.is_other_backend(),
        };
        if other {
            self.notice();
        }
    }
}

/// Whether two connections have a backend each, and keep it.
pub(super) async fn keeps_apart(one: &Wire, other: &Wire) -> Result<bool, DbError> {
    let first = process(one, "select 1").await?;
    for _ in 0..3 {
        // A pooler that takes turns answers the second time from elsewhere.
        let second = process(one, "select 1").await?;
        // One that takes what was last in use gives it away, here to a transaction that keeps it.
        let taken = process(other, "begin").await?;
        let third = process(one, "select 1").await?;
        other.run([Command::plain("rollback")].into(), None).await?;
        if [second, third] != [first, first] || taken == first {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The process that runs a transaction after this statement.
async fn process(wire: &Wire, before: &str) -> Result<Option<i32>, DbError> {
    let commands = [Command::plain(before), Command::plain("select pg_backend_pid()")];
    Ok(wire.run(commands.into(), None).await?.last().and_then(process_of))
}

/// The last value of the only row, a process id.
fn process_of(rows: &Rows) -> Option<i32> {
    rows.rows.first()?.last_chunk().copied().map(i32::from_be_bytes)
}
