//! Noticing a connection pooler that hands every transaction to another backend.
//!
//! Behind one, prepared statements, settings and locks of a connection are somebody else's the next moment. Until that is
//! supported, nothing is served through it. A pooler that gives a connection its backend for good is not noticed and not
//! in the way.

use super::error::DbError;
use super::own::Own;
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

    /// Looks who answered: the answer to the actor's settings ends with the backend's process.
    pub(super) fn look(&self, wire: &Wire, settings: Option<&Rows>) {
        let process = settings.and_then(process_of);
        if process.is_some_and(|process| !wire.is_backend(process)) {
            self.notice();
        }
    }

    /// Makes sure that a connection keeps its backend while others come and go.
    ///
    /// # Errors
    /// 08004 when it does not; 08006 when the database can't be reached.
    pub(super) async fn prove(&self, own: &Own) -> Result<(), DbError> {
        let ask = |begin: &'static str| [Command::plain(begin), Command::plain("select pg_backend_pid()")].into();
        let process = |answers: Vec<Rows>| answers.last().and_then(process_of).unwrap_or_default();
        let (one, other) = (own.wire().await?, own.connect().await?);
        let first = process(one.run(ask("select 1"), None).await?);
        // A second connection takes a backend, and keeps it while the first is asked again.
        let taken = process(other.run(ask("begin"), None).await?);
        let again = process(one.run(ask("select 1"), None).await?);
        other.run([Command::plain("rollback")].into(), None).await?;
        if taken == first || again != first {
            self.notice();
        }
        own.give_back(one);
        own.give_back(other.into());
        self.refuse()
    }
}

/// The last value of the only row, a process id.
fn process_of(rows: &Rows) -> Option<i32> {
    rows.rows.first()?.last_chunk().copied().map(i32::from_be_bytes)
}
