//! Strangers on public pages: where they are, the frame of what they see, and what they are told when a page stays shut.

mod frame;
mod front;
mod link;
mod refusal;

pub(super) use frame::{Frame, Whose};
pub(super) use front::front;
pub(super) use link::{Followed, Opened, Purpose, follow};
pub(super) use refusal::Refusal;

use super::document::Look;
use super::state::Web;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use platform::Actor;
use server::auth::{Cost, admit_as, closed_until};
use server::{AtHost, Server};
use std::sync::Arc;
use uuid::Uuid;

/// Somebody who shows no account. What they ask for is counted by where they come from, before anything is looked up.
pub(super) struct Guest {
    pub(super) server: Arc<Server>,
    /// The organisation whose own host they asked; none at the server's address.
    pub(super) at: Option<Arc<AtHost>>,
    pub(super) look: Look,
    /// The query string of the address.
    pub(super) query: String,
    actor: Actor,
}

impl FromRequestParts<Web> for Guest {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Guest, Refusal> {
        let server = Arc::clone(&web.server);
        let mut actor = Actor::anonymous(Uuid::nil());
        admit_as(&server, parts, &mut actor, Cost::Request).map_err(|e| Refusal::Busy(e.retry_after))?;
        let at = server.at_host(parts).await?;
        let query = parts.uri.query().unwrap_or_default().to_string();
        Ok(Guest { server, at, look: Look::of(&parts.headers), query, actor })
    }
}

impl Guest {
    /// Whether an organisation is there for them: at a host that is one's own, no other is.
    pub(super) fn reaches(&self, org: Uuid) -> bool {
        self.at.as_ref().is_none_or(|at| at.org == org)
    }

    /// Nobody looks at the pages of an organisation that is closed for maintenance.
    ///
    /// # Errors
    /// Until when it is closed, while it is.
    pub(super) async fn enters(&self, org: Uuid) -> Result<(), Refusal> {
        let tx = self.server.door.begin(&Actor::sign_in(org)).await?;
        let closed = closed_until(&tx, org).await?;
        tx.commit().await?;
        closed.map_or(Ok(()), |until| Err(Refusal::Maintenance(until)))
    }

    /// Whose page they are at: the organisation's at its host, else ours.
    pub(super) fn whose(&self) -> Whose<'_> {
        self.at.as_ref().map_or(Whose::Ours, |at| Whose::Of(&at.name))
    }

    /// The guest in an organisation, with the role of who opened the page for them.
    pub(super) fn actor(&self, org: Uuid, role: &'static str) -> Actor {
        Actor { org, role, ..self.actor.clone() }
    }
}
