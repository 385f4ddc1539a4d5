//! The records engine: requests in the PostgREST dialect, planned against a catalog, answered from binary rows.
//!
//! It knows nothing of HTTP servers or connections: [`Query::parse`] understands a query string, [`Planner`] makes the SQL,
//! [`answer`] writes what came back. Any PostgreSQL schema can be served with it.

pub mod answer;
pub mod codes;
mod error;
mod parse;
mod personal;
mod plan;
mod request;
mod shape;

pub use error::{Error, Result};
pub use parse::{Embed, SelectItem};
pub use personal::is_email;
pub use plan::Expect;
pub use plan::{Body, Limits, Plan, Planner, Sql, Vault, Weight, cursor, depth};
pub use request::{Count, Method, Prefer, Query, Resolution, Return};
pub use shape::{Member, Nothing, Reveal, Shape, Writing, is_formula};
