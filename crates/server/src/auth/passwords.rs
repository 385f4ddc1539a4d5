//! Passwords: signing in with one, and giving oneself another.

use super::noted::{beside, note};
use super::notices::{self, Recipient};
use super::refusal::Refusal;
use super::throttle::{self, Target};
use super::users::{self, Account, Entry};
use super::{devices, second_factor, sessions};
use crate::http::{self, agent};
use crate::server::Server;
use axum::http::StatusCode;
use axum::http::request::Parts;
use platform::Actor;
use platform::passwords::{self, Match};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// What somebody sends to sign in.
#[derive(Deserialize, Default)]
pub struct Credentials {
    /// The sign-in address.
    #[serde(default)]
    pub email: String,
    /// The password in clear.
    #[serde(default)]
    pub password: String,
    /// A refresh token, for `grant_type=refresh_token`.
    #[serde(default)]
    pub refresh_token: String,
    /// Name or short name of the organisation, when one address is at home in several.
    pub organisation: Option<String>,
    /// The code of the second factor, or a recovery code.
    pub code: Option<String>,
}

/// The account these credentials open, and a better hash of its password where the stored one is outdated.
///
/// Every way to fail takes the same steps: settle the organisation, take a try, compare one hash. An address that is at
/// home in several organisations hears so before its password is looked at.
pub async fn verify(server: &Arc<Server>, parts: &Parts, credentials: Credentials) -> Result<Entry, Refusal> {
    let email = credentials.email.trim().to_lowercase();
    if email.is_empty() || credentials.password.is_empty() {
        return Err(Refusal::bad("validation_failed", "Send email and password"));
    }
    let address = http::address(parts).unwrap_or_default();
    let mut found = users::by_email(server, &email, credentials.organisation.as_deref()).await?;
    if found.len() > 1 {
        throttle::take(server, &Target::account(Uuid::nil(), &email), &address).await?;
        let message = "This address is at home in several organisations; send the name of organisation as well";
        return Err(Refusal::bad("organisation_needed", message));
    }
    let account = found.pop();
    let nobody = || Target::account(Uuid::nil(), &email);
    let target = account.as_ref().map_or_else(nobody, |a| devices::target(server, &parts.headers, a));
    throttle::take(server, &target, &address).await?;
    let stored = account.as_ref().and_then(|a| a.password_hash.clone());
    let (how, password) = compare(server, credentials.password, stored).await?;
    let Some(account) = account else { return Err(Refusal::unknown()) };
    if how == Match::No {
        note_failure(server, parts, &account, "");
        return Err(Refusal::unknown());
    }
    if second_factor::is_on(server, account.org, account.id).await? {
        let Some(code) = credentials.code else { return Err(code_needed(server, &account)) };
        check_code(server, parts, &account, &code).await?;
    }
    throttle::forgive(server, &target, &address).await?;
    let outdated = how == Match::Outdated;
    let rehash = if outdated { in_turn(server, move || passwords::hash(&password, &[])).await?.ok() } else { None };
    Ok(Entry { account, rehash })
}

/// The account of a ticket (see [`second_factor::ticket`]) and a code.
pub async fn verify_code(server: &Arc<Server>, parts: &Parts, ticket: &str, code: &str) -> Result<Entry, Refusal> {
    let account = second_factor::by_ticket(server, ticket).await?;
    let target = devices::target(server, &parts.headers, &account);
    let address = http::address(parts).unwrap_or_default();
    throttle::take(server, &target, &address).await?;
    check_code(server, parts, &account, code).await.map_err(|e| e.with_ticket(ticket))?;
    throttle::forgive(server, &target, &address).await?;
    Ok(Entry { account, rehash: None })
}

/// What is missing when the password was right and a code is asked for as well.
pub fn code_needed(server: &Server, account: &Account) -> Refusal {
    let message = "This account has a second factor; send code as well";
    Refusal::bad("code_needed", message).with_ticket(&second_factor::ticket(server, account))
}

async fn check_code(server: &Arc<Server>, parts: &Parts, account: &Account, code: &str) -> Result<(), Refusal> {
    if second_factor::is_right(server, account.org, account.id, code).await? {
        return Ok(());
    }
    note_failure(server, parts, account, "");
    Err(Refusal::bad("invalid_code", "That code is wrong or was used"))
}

/// The person asking, whose present password this is. Guesses count for the session, so nobody else's get in the way.
pub async fn confirm(server: &Server, actor: &Actor, current: String) -> Result<Account, Refusal> {
    let account =
        users::by_id(server, actor.org, actor.user.unwrap_or_default()).await?.ok_or_else(Refusal::unknown)?;
    let session = actor.session.clone().unwrap_or_default();
    let target = Target { org: actor.org, subject: format!("session:{session}"), known: true };
    throttle::take(server, &target, "").await?;
    if compare(server, current, account.password_hash.clone()).await?.0 == Match::No {
        return Err(Refusal::unknown());
    }
    throttle::forgive(server, &target, "").await?;
    Ok(account)
}

/// A new password for oneself, given the present one. Every other session ends.
pub async fn change(server: &Server, actor: &Actor, current: String, password: String) -> Result<(), Refusal> {
    let account = confirm(server, actor, current).await?;
    let hash = hash(server, password, account.known_words().into()).await?;
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "update identity.users set password_hash = $3 where org_id = $1 and id = $2";
    tx.execute(sql, &[&actor.org, &account.id, &hash]).await?;
    let sql = "delete from identity.mailed_links where org_id = $1 and user_id = $2";
    tx.execute(sql, &[&actor.org, &account.id]).await?;
    notices::password_changed(server, &tx, &Recipient::from(&account)).await?;
    tx.commit().await?;
    sessions::end(server, actor, sessions::Which::Others).await?;
    Ok(())
}

/// The hash of a new password; `own` is what everybody knows of its owner.
pub async fn hash(server: &Server, password: String, own: Vec<String>) -> Result<String, Refusal> {
    let hashed =
        in_turn(server, move || passwords::hash(&password, &own.iter().map(String::as_str).collect::<Vec<_>>()));
    let weak = |e: anyhow::Error| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "weak_password", e.to_string());
    hashed.await?.map_err(weak)
}

async fn compare(server: &Server, password: String, stored: Option<String>) -> Result<(Match, String), Refusal> {
    in_turn(server, move || (passwords::verify(&password, stored.as_deref()), password)).await
}

/// Hashing is heavy by design: a few at a time.
async fn in_turn<T: Send + 'static>(server: &Server, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    let _turn = server.hashing.acquire().await.map_err(|_| Refusal::unknown())?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::unknown())
}

/// A failure is written into the feed and the audit log, without making anybody wait; `how` ends its sentence.
pub(super) fn note_failure(server: &Arc<Server>, parts: &Parts, account: &Account, how: &'static str) {
    let (server, account) = (Arc::clone(server), account.clone());
    let (address, agent) = (http::address(parts), agent(&parts.headers));
    beside(async move {
        let tx = server.door.begin(&Actor { address, agent, ..Actor::system(account.org) }).await?;
        let words = format!("Somebody failed to sign in as {}{how}", account.full_name);
        note(&tx, "login_failed", "warn", &account, &words).await?;
        tx.commit().await
    });
}
