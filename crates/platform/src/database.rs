//! The only way to a connection.
//!
//! [`Door::run`] sends one request's statements in one implicit transaction: the actor's settings first, then the
//! statements, then a single Sync. Quick reads share a few connections and queue behind each other; everything else has a
//! connection to itself while it runs. [`Door::begin`] opens an interactive transaction for verbs.

mod budget;
mod cancel;
mod door;
mod error;
mod listen;
mod own;
mod pooler;
mod stream;
mod target;
mod tx;
mod wire;

pub use door::{Door, Options, Step};
pub use error::DbError;
pub use target::Target;
pub use tx::Tx;
pub use wire::Rows;
