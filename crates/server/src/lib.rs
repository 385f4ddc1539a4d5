//! What every surface stands on: the running server's state, who is asking, and how an answer or a refusal is given.
//!
//! It holds what two surfaces need; what one surface remembers, its own router makes.

pub mod answers;
pub mod auth;
mod health;
mod hosts;
pub mod http;
pub mod imports;
pub mod jobs;
mod rates;
mod reads;
mod seats;
mod server;
mod settings;
pub mod stream;
mod tokens;

pub use health::Health;
pub use hosts::AtHost;
pub use rates::Rate;
pub use seats::Seats;
pub use server::Server;
pub use settings::{Listening, Mail, Settings};
pub use tokens::{Claims, Tokens};
