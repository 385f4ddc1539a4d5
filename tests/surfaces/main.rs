//! What people and programs touch: HTTP in, HTTP out.

mod activities;
mod assigned;
mod authorship;
mod deals;
mod dialect;
mod foreign;
mod holds;
mod importing;
mod invoices;
mod isolation;
mod jobs;
mod leads;
mod limits;
mod once;
mod personal;
mod portal;
mod rules;
mod signing_in;
mod time;
mod undoing;
mod verbs;
mod web;
mod webhooks;
