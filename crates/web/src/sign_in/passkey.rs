//! Signing in with a passkey.

use super::{Typed, form, start, typed};
use crate::guest::Guest;
use crate::refused::Answer;
use axum::extract::Request;
use server::auth::passkeys::sign_in;

/// `POST /sign-in/passkey`: what the device answered.
pub(crate) async fn enter(guest: Guest, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    let next = fields.get("next").unwrap_or_default();
    let answer = serde_json::from_str(fields.get("credential").unwrap_or_default()).unwrap_or_default();
    let entered = match sign_in::verify(&guest.server, &parts, &answer).await {
        Ok(entry) => start(&guest, &parts, &entry, next).await,
        Err(e) => Err(e),
    };
    let typed = Typed { next, ..Typed::default() };
    Ok(entered.unwrap_or_else(|e| form(&guest, &typed, Some(&e.message))))
}
