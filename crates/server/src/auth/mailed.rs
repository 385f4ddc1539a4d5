//! Links sent by mail: to sign in with, and to confirm a new address.

use super::noted::note;
use super::notices::{self, Recipient};
use super::passwords;
use super::refusal::Refusal;
use super::throttle::{self, Target};
use super::users::{self, Account};
use crate::http;
use crate::server::Server;
use axum::http::StatusCode;
use axum::http::request::Parts;
use platform::secrets::{hash, new_token};
use platform::{Actor, DbError, Tx};
use std::sync::Arc;
use uuid::Uuid;

/// Minutes a link to sign in with works.
const SIGN_IN: f64 = 15.0;
/// Minutes a new address may take to be confirmed.
const CONFIRM: f64 = 24.0 * 60.0;

/// Sends a link to everybody who signs in with this address, one for each organisation. The answer is the same whether
/// there is anybody.
pub async fn send_sign_in(server: &Arc<Server>, parts: &Parts, email: &str) -> Result<(), Refusal> {
    mail_is_set_up(server)?;
    let (email, address) = (email.trim().to_lowercase(), http::address(parts).unwrap_or_default());
    throttle::take(server, &Target::account(Uuid::nil(), &format!("link {email}")), &address).await?;
    let server = Arc::clone(server);
    tokio::spawn(async move {
        if let Err(e) = post_sign_in(&server, None, &email).await {
            tracing::warn!("a link to sign in with could not be sent: {e}");
        }
    });
    Ok(())
}

/// The letters themselves, of one organisation or all.
pub(super) async fn post_sign_in(server: &Server, org: Option<Uuid>, email: &str) -> Result<(), DbError> {
    for account in users::by_email(server, email, None).await? {
        if org.is_some_and(|org| org != account.org) {
            continue;
        }
        let tx = server.door.begin(&Actor::sign_in(account.org)).await?;
        let token = add(&tx, &account, "sign_in", None, SIGN_IN).await?;
        let words = format!("This link signs you in to {} within {SIGN_IN} minutes:", account.organisation);
        let path = format!("/sign-in/link?token={token}");
        notices::link(server, &tx, &Recipient::from(&account), &account.email, &words, &path).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The account a link signs in to; the link is used up.
pub async fn by_link(server: &Server, token: &str) -> Result<Account, Refusal> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let (account, _) = take(&tx, token, "sign_in").await?;
    tx.commit().await?;
    Ok(account)
}

/// A new address for oneself, given the password. It counts once the link that is sent there was opened.
pub async fn change_email(server: &Server, actor: &Actor, current: String, email: &str) -> Result<(), Refusal> {
    mail_is_set_up(server)?;
    let account = passwords::confirm(server, actor, current).await?;
    let email = email.trim().to_lowercase();
    let tx = server.door.begin(&Actor::sign_in(account.org)).await?;
    let sql = "select identity.check_domain($1, $2, $3::text::identity.user_role)";
    tx.execute(sql, &[&account.org, &email, &account.role]).await?;
    let token = add(&tx, &account, "email", Some(&email), CONFIRM).await?;
    let words = format!("This link makes {email} your address at {}:", account.organisation);
    let path = format!("/confirm?token={token}");
    notices::link(server, &tx, &Recipient::from(&account), &email, &words, &path).await?;
    Ok(tx.commit().await?)
}

/// The new address counts; the database has the former one told.
pub async fn confirm_email(server: &Server, token: &str) -> Result<String, Refusal> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let (account, email) = take(&tx, token, "email").await?;
    let email = email.ok_or_else(used_up)?;
    tx.become_actor(&Actor::system(account.org)).await?;
    let sql = "update identity.users set email = $2::text, is_verified = true where id = $1";
    tx.execute(sql, &[&account.id, &email]).await?;
    let words = format!("{} confirmed a new address", account.full_name);
    note(&tx, "changed_address", "info", &account, &words).await?;
    tx.commit().await?;
    Ok(email)
}

/// Adds a link and answers its token. A former one for the same purpose no longer works.
async fn add(tx: &Tx, account: &Account, purpose: &str, email: Option<&str>, minutes: f64) -> Result<String, DbError> {
    let token = new_token();
    let sql = "delete from identity.mailed_links where org_id = $1 and user_id = $2 and purpose = $3";
    tx.execute(sql, &[&account.org, &account.id, &purpose]).await?;
    let sql = "insert into identity.mailed_links (org_id, user_id, purpose, email, token_hash, expires_at)
               values ($1, $2, $3, $4::text, $5, now() + make_interval(secs => 60 * $6::float8))";
    tx.execute(sql, &[&account.org, &account.id, &purpose, &email, &hash(&token), &minutes]).await?;
    Ok(token)
}

/// Whose link it is and the address it confirms; it is used up.
async fn take(tx: &Tx, token: &str, purpose: &str) -> Result<(Account, Option<String>), Refusal> {
    let sql = "delete from identity.mailed_links where token_hash = $1 and purpose = $2 and expires_at > now()
               returning org_id, user_id, email::text";
    let row = tx.query_opt(sql, &[&hash(token), &purpose]).await?.ok_or_else(used_up)?;
    let account = users::within(tx, row.get(0), row.get(1)).await?.filter(|a| a.is_active).ok_or_else(used_up)?;
    Ok((account, row.get(2)))
}

fn used_up() -> Refusal {
    let message = "This link no longer works. It was used, replaced, or is too old.";
    Refusal::new(StatusCode::NOT_FOUND, "link_used_up", message)
}

fn mail_is_set_up(server: &Server) -> Result<(), Refusal> {
    let message = "This server sends no mail. Please ask an admin.";
    let refusal = || Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "no_mail", message);
    server.tools.sends_mail.then_some(()).ok_or_else(refusal)
}
