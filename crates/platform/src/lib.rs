//! What the server stands on: the door to the database, the PostgreSQL inside, the schema's installation, secrets.

mod actor;
pub mod database;
pub mod deep;
pub mod embedded;
mod explain;
pub mod guard;
pub mod ics;
pub mod install;
pub mod mail;
pub mod models;
pub mod outbound;
pub mod passwords;
mod remembered;
pub mod report;
pub mod secrets;
pub mod store;
mod told;
pub mod totp;
pub mod vault;
pub mod verb;

pub use actor::{Actor, place};
pub use database::{DbError, Door, Rows, Step, Tx};
pub use explain::explain;
pub use remembered::Remembered;
pub use told::told;
