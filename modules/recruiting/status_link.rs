//! The link to the page of an application, for the person whose it is.

use crate::identity::guest_links::{GuestLink, NewLink, add_link};
use platform::verb::Call;
use records::Result;
use serde_json::json;
use uuid::Uuid;

/// What such a link is for.
pub const STATUS: &str = "application";

/// A link that is wanted, for as many days as the setting `applications.link_days` says.
///
/// # Errors
/// What PostgreSQL said.
pub(super) async fn wanted(call: Call<'_>, application: Uuid) -> Result<NewLink<'static>> {
    let days = call.setting("applications.link_days", json!(180)).await?.as_i64().unwrap_or(180).clamp(7, 365);
    Ok(NewLink { purpose: STATUS, noun: "applications", record: application, days: days as i32 })
}

/// A link beside those there are. The transaction goes on as the server.
///
/// # Errors
/// What PostgreSQL said.
pub(super) async fn status_link(call: Call<'_>, application: Uuid) -> Result<GuestLink> {
    add_link(call, &wanted(call, application).await?).await
}
