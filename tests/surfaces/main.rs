//! What people and programs touch: HTTP in, HTTP out.

mod activities;
mod assigned;
mod deals;
mod dialect;
mod heavy;
mod importing;
mod invoices;
mod isolation;
mod jobs;
mod leads;
mod limits;
mod listening;
mod once;
mod personal;
mod pooler;
mod portal;
mod rules;
mod signing_in;
mod spreading;
mod time;
mod verbs;
mod web;
mod webhooks;
