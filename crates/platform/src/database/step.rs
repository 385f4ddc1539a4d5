//! One statement of a request.

use super::wire::Command;
use crate::actor::Actor;
use std::sync::Arc;

/// One statement with its parameters in text form.
#[derive(Debug, Clone)]
pub struct Step {
    /// The statement.
    pub sql: Arc<str>,
    /// Its parameters.
    pub params: Vec<Option<String>>,
}

impl Step {
    /// A statement with parameters.
    pub fn new(sql: impl Into<Arc<str>>, params: Vec<Option<String>>) -> Step {
        Step { sql: sql.into(), params }
    }

    /// Statements are prepared per role: row security is planned into them.
    pub(super) fn command(self, actor: &Actor) -> Command {
        Command { key: (actor.role, self.sql), params: self.params }
    }
}
