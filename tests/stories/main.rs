//! The program as a user runs it, and the real clients of the dialect.

mod clients;
mod crashes;
mod engine;
mod external;
mod first_day;
mod mail;
mod outreach;
mod passkeys;
mod processes;
mod reading_mail;
mod staffing;
mod thread;
mod upgrades;
