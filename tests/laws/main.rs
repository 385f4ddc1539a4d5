//! The laws of the schema, on whatever PostgreSQL the tests run on.

mod access;
mod installing;
mod rooms;
mod schema;
