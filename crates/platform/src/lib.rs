//! What the server stands on: the door to the database, the PostgreSQL inside, the schema's installation, secrets.

mod actor;
pub mod database;
pub mod deep;
pub mod embedded;
pub mod guard;
pub mod install;
pub mod passwords;
pub mod secrets;
mod told;
pub mod totp;
pub mod vault;
pub mod verb;

pub use actor::Actor;
pub use database::{DbError, Door, Rows, Step, Tx};
pub use told::told;
