//! What people and programs touch: HTTP in, HTTP out.

mod dialect;
mod importing;
mod isolation;
mod limits;
mod once;
mod personal;
mod rules;
mod signing_in;
mod verbs;
mod web;
