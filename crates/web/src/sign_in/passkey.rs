//! Signing in with a passkey.

use super::{Typed, form, start, typed};
use crate::refused::Answer;
use crate::visit::Look;
use axum::extract::{Request, State};
use server::Server;
use server::auth::passkeys::sign_in;
use std::sync::Arc;

/// `POST /sign-in/passkey`: what the device answered.
pub(crate) async fn enter(State(server): State<Arc<Server>>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = typed(&parts, body).await?;
    let next = fields.get("next").unwrap_or_default();
    let answer = serde_json::from_str(fields.get("credential").unwrap_or_default()).unwrap_or_default();
    let entered = match sign_in::verify(&server, &parts, &answer).await {
        Ok(entry) => start(&server, &parts, &entry, next).await,
        Err(e) => Err(e),
    };
    let typed = Typed { next, ..Typed::default() };
    Ok(entered.unwrap_or_else(|e| form(&server, Look::of(&parts.headers), &typed, Some(&e.message))))
}
