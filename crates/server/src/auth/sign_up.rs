//! Making one's own account, where an organisation lets people with an address in its domains do that. The letter that goes
//! to the address is an invitation; opening it confirms the address.

use super::mailed;
use super::notices::{self, Recipient};
use super::refusal::Refusal;
use super::throttle::{self, Target};
use crate::http;
use crate::server::Server;
use axum::http::StatusCode;
use axum::http::request::Parts;
use platform::secrets::{hash, new_token};
use platform::{Actor, DbError};
use std::sync::Arc;
use uuid::Uuid;

/// Whether anybody may make an account, in the organisation of a host or in any.
pub async fn is_open(server: &Server, org: Option<Uuid>) -> Result<bool, DbError> {
    if !server.tools.sends_mail {
        return Ok(false);
    }
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let open = tx.query_one("select identity.takes_sign_ups($1)", &[&org]).await?.get(0);
    tx.commit().await?;
    Ok(open)
}

/// Writes to the address: how to go on where it may have an account, how to sign in where it has one. The answer is the
/// same whether it may or not. `org` is the organisation of a host that has one.
///
/// # Errors
/// Without a name or an address, or after too many tries.
pub async fn ask(
    server: &Arc<Server>,
    parts: &Parts,
    org: Option<Uuid>,
    name: &str,
    email: &str,
) -> Result<(), Refusal> {
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    let (name, email) = (name.trim().to_string(), email.trim().to_lowercase());
    if name.is_empty() || !records::is_email(&email) {
        let message = "Please fill in your name and your e-mail address.";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "incomplete", message));
    }
    let address = http::address(parts).unwrap_or_default();
    throttle::take(server, &Target::account(Uuid::nil(), &format!("sign up {email}")), &address).await?;
    let server = Arc::clone(server);
    tokio::spawn(async move {
        if let Err(e) = post(&server, org, &name, &email).await {
            tracing::warn!("a letter to somebody who signs up could not be sent: {e}");
        }
    });
    Ok(())
}

async fn post(server: &Server, org: Option<Uuid>, name: &str, email: &str) -> Result<(), DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let open = tx.query("select org_id, name from identity.open_to($1)", &[&email]).await?;
    tx.commit().await?;
    for row in open {
        let (to, organisation): (Uuid, String) = (row.get(0), row.get(1));
        if org.is_some_and(|org| org != to) {
            continue;
        }
        let token = new_token();
        let tx = server.door.begin(&Actor::sign_in(to)).await?;
        tx.execute("select identity.sign_up($1, $2, $3, $4)", &[&to, &email, &name, &hash(&token)]).await?;
        let words = format!("This link makes your account at {organisation} and confirms your address:");
        // Nobody who typed a name has it written to somebody else.
        let recipient = Recipient { org: to, organisation, email: email.to_string(), name: String::new() };
        notices::link(server, &tx, &recipient, email, &words, &format!("/join?token={token}")).await?;
        tx.commit().await?;
    }
    mailed::post_sign_in(server, org, email).await
}
