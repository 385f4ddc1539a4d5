//! Links for people without an account: from the token to what it opens.

use super::Guest;
use super::refusal::Refusal;
use axum::extract::Request;
use axum::response::Response;
use platform::Actor;
use std::pin::Pin;
use uuid::Uuid;

/// A link that was followed, and works.
pub(crate) struct Followed {
    /// The organisation.
    pub(crate) org: Uuid,
    /// Its id in `guest_links`.
    pub(crate) id: Uuid,
    /// The record it is about.
    pub(crate) record: Uuid,
    /// Where its page is: `/link/<token>`.
    pub(crate) base: String,
    /// What it is for.
    purpose: String,
}

/// What comes of a request for a link's page.
pub(crate) type Opened<'a> = Pin<Box<dyn Future<Output = Result<Response, Refusal>> + Send + 'a>>;

/// What links of one purpose open. The page speaks of the link's one record and of nothing else.
pub(crate) struct Purpose {
    /// As `guest_links` names it.
    pub(crate) name: &'static str,
    /// The page.
    pub(crate) show: for<'a> fn(&'a Guest, &'a Followed) -> Opened<'a>,
    /// What its form sends.
    pub(crate) take: for<'a> fn(&'a Guest, &'a Followed, Request) -> Opened<'a>,
}

impl Followed {
    /// Who acts through the link: the server, in the name of the link, inside its organisation.
    pub(crate) fn actor(&self, guest: &Guest) -> Actor {
        Actor { session: Some(format!("link {}", self.id)), ..guest.actor(self.org, "system") }
    }

    /// Whether it is for this purpose.
    pub(crate) fn is_for(&self, purpose: &str) -> bool {
        self.purpose == purpose
    }

    /// What it opens.
    pub(crate) fn purpose<'p>(&self, purposes: &'p [&'p Purpose]) -> Result<&'p Purpose, Refusal> {
        purposes.iter().find(|purpose| purpose.name == self.purpose).copied().ok_or(Refusal::Unknown)
    }
}

/// The link with this token, where its organisation is reached.
///
/// # Errors
/// When there is none, it was called back, or it has expired.
pub(crate) async fn follow(guest: &Guest, token: &str) -> Result<Followed, Refusal> {
    let tx = guest.server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let sql = "select org_id, id, purpose, entity_id, expires_at <= now() from identity.guest_links
                where token_hash = $1 and revoked_at is null";
    let row = tx.query_opt(sql, &[&platform::secrets::hash(token)]).await?;
    tx.commit().await?;
    let row = row.filter(|row| guest.reaches(row.get(0))).ok_or(Refusal::Unknown)?;
    if row.get(4) {
        return Err(Refusal::Expired);
    }
    guest.enters(row.get(0)).await?;
    let base = format!("/link/{token}");
    Ok(Followed { org: row.get(0), id: row.get(1), purpose: row.get(2), record: row.get(3), base })
}
