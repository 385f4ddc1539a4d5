//! How many connections there are and how long things may take.

use std::time::Duration;

/// How many connections there are and how long things may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections shared by quick reads.
    pub quick: usize,
    /// Connections for everything else, one request at a time each.
    pub wide: usize,
    /// How many of these reads may have that may be heavy.
    pub heavy: usize,
    /// How many of these one person may have at a time.
    pub person: usize,
    /// Connections for interactive transactions.
    pub interactive: usize,
    /// Quick reads that may wait on one connection.
    pub depth: usize,
    /// How long a request may wait for a connection.
    pub patience: Duration,
    /// How long one statement may run.
    pub statement_timeout: Duration,
    /// Bytes one answer of PostgreSQL may have.
    pub max_answer: usize,
    /// Bytes all answers may hold together while they are under way.
    pub max_answers: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            quick: 2,
            wide: 8,
            heavy: 5,
            person: 3,
            interactive: 6,
            depth: 256,
            patience: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            max_answer: 64 << 20,
            max_answers: 256 << 20,
        }
    }
}
