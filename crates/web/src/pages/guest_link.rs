//! `/link/<token>`: what a link opens for somebody without an account. A purpose is one [`Purpose`] and its line here.

use super::{applying, crew, crew_hours, renewal, unsubscribe, whatsapp};
use crate::guest::{Guest, Purpose, follow};
use axum::extract::{Path, Request};
use axum::response::Response;

/// Every purpose a link may have.
const PURPOSES: &[&Purpose] = &[
    &applying::SENT,
    &applying::STATUS,
    &crew::PURPOSE,
    &crew_hours::PURPOSE,
    &renewal::PURPOSE,
    &unsubscribe::PURPOSE,
    &whatsapp::PURPOSE,
];

/// `GET /link/<token>`
pub(super) async fn page(guest: Guest, Path(token): Path<String>) -> Response {
    let shown = async {
        let link = follow(&guest, &token).await?;
        (link.purpose(PURPOSES)?.show)(&guest, &link).await
    };
    shown.await.unwrap_or_else(|refusal| refusal.page(guest.at.as_deref()))
}

/// `POST /link/<token>`
pub(super) async fn act(guest: Guest, Path(token): Path<String>, request: Request) -> Response {
    let done = async {
        let link = follow(&guest, &token).await?;
        (link.purpose(PURPOSES)?.take)(&guest, &link, request).await
    };
    done.await.unwrap_or_else(|refusal| refusal.page(guest.at.as_deref()))
}
