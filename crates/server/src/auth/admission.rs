//! How every request gets in, whichever door it comes by: who asks is settled, where from is noted, and what it costs is
//! taken from the person's minute.

use super::identify::identify;
use crate::answers::asked_by;
use crate::http::{self, Failure};
use crate::rates::Rate;
use crate::server::Server;
use axum::http::request::Parts;
use platform::Actor;
use records::Error;

/// What a request takes of its person's minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// A page, a record, a list, a write.
    Request = 1,
    /// A verb: a piece of business, with its mail, documents and follow-ups.
    Verb = 5,
    /// A file of rows.
    Import = 50,
}

/// Lets a program in by the credentials in its headers. Answers who it is, and what is left of the minute when there is
/// a limit.
///
/// # Errors
/// PGRST301, PGRST302 for credentials that are not good; TL503 while the organisation is closed; TL429 when the minute is
/// used up.
pub async fn admit(server: &Server, parts: &Parts, cost: Cost) -> Result<(Actor, Option<Rate>), Failure> {
    let mut actor = identify(server, parts).await?;
    let rate = admit_as(server, parts, &mut actor, cost)?;
    Ok((actor, rate))
}

/// Lets somebody in who showed who they are in another way, such as a browser's session or a portal's link.
///
/// # Errors
/// TL429 when the minute is used up.
pub fn admit_as(server: &Server, parts: &Parts, actor: &mut Actor, cost: Cost) -> Result<Option<Rate>, Error> {
    actor.address = http::address(parts);
    actor.agent = http::agent(&parts.headers);
    asked_by(parts, actor);
    server.rates.count(server.settings.requests_per_minute, actor, cost as u32)
}
