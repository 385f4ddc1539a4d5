//! The only way to a connection.
//!
//! [`Door::run`] sends one request's statements in one implicit transaction: the actor's settings first, then the
//! statements, then a single Sync. Quick reads share a few connections and queue behind each other; everything else has a
//! connection to itself while it runs. [`Door::begin`] opens an interactive transaction for verbs.

mod budget;
mod cancel;
mod connect;
mod door;
mod error;
mod listen;
mod options;
mod own;
mod pooler;
#[cfg(test)]
mod scripted;
mod step;
mod stream;
mod target;
mod tx;
mod wire;

pub use door::Door;
pub use error::DbError;
pub use options::Options;
pub use step::Step;
pub use target::Target;
pub use tx::Tx;
pub use wire::Rows;
