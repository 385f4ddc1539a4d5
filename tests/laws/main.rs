//! The laws of the schema, on whatever PostgreSQL the tests run on.

mod access;
mod codes;
mod installing;
mod rooms;
mod schema;
mod verbs;
mod width;
