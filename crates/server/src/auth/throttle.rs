//! Tries to sign in are counted before anything is compared, across all server processes.
//!
//! Every account, known browser and address has a few tries, and regains them one by one (the generic cell rate
//! algorithm: one moment a subject says it all). So guessing slows down and nobody is shut out: a browser its person
//! signed in with before has tries of its own, and a mailed link needs none.

use super::refusal::Refusal;
use crate::server::Server;
use axum::http::StatusCode;
use platform::{Actor, DbError, Tx, place};
use uuid::Uuid;

/// What is tried: an account as it was named, or a browser known to it.
#[derive(Debug, Clone)]
pub struct Target {
    /// The organisation; nil while none is settled.
    pub org: Uuid,
    /// Such as `account:ada@acme.example` or `device:…`.
    pub subject: String,
    /// A browser that is known is not held up by what its address does.
    pub known: bool,
}

impl Target {
    /// An account of an organisation.
    pub fn account(org: Uuid, name: &str) -> Target {
        Target { org, subject: format!("account:{}", name.chars().take(320).collect::<String>()), known: false }
    }
}

/// Takes one try; refuses, without taking any, while there is none.
pub async fn take(server: &Server, target: &Target, address: &str) -> Result<(), Refusal> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    for (org, subject, limit) in subjects(server, target, address) {
        if let Some(wait) = take_one(server, &tx, org, &subject, limit).await? {
            return Err(too_many(server, wait));
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Takes one of so many turns of a stranger from one place, which they regain as tries to sign in are regained; answers how
/// many seconds there is none.
///
/// # Errors
/// What PostgreSQL said.
pub async fn turn(server: &Server, org: Uuid, what: &str, address: &str, turns: i32) -> Result<Option<u64>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let wait = take_one(server, &tx, org, &format!("{what}:{}", place(address)), turns).await?;
    tx.commit().await?;
    Ok(wait.map(|seconds| seconds.ceil() as u64))
}

/// A success gives everything back to the account, and its own try to the address.
pub async fn forgive(server: &Server, target: &Target, address: &str) -> Result<(), DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let account = "delete from identity.sign_in_attempts where org_id = $1 and subject = $2";
    tx.execute(account, &[&target.org, &target.subject]).await?;
    if !target.known {
        let sql = "update identity.sign_in_attempts set regained_at = regained_at - make_interval(secs => $3)
                    where org_id = $1 and subject = $2";
        let interval = interval(server, server.settings.attempts_per_address);
        tx.execute(sql, &[&Uuid::nil(), &format!("address:{}", place(address)), &interval]).await?;
    }
    tx.commit().await
}

/// Account before address, always: two tries at once never wait for each other.
fn subjects(server: &Server, target: &Target, address: &str) -> Vec<(Uuid, String, i32)> {
    let mut all = vec![(target.org, target.subject.clone(), server.settings.attempts_per_account)];
    if !target.known {
        all.push((Uuid::nil(), format!("address:{}", place(address)), server.settings.attempts_per_address));
    }
    all
}

/// Seconds in which one try is regained.
fn interval(server: &Server, limit: i32) -> f64 {
    server.settings.attempt_window.as_secs_f64() / f64::from(limit.max(1))
}

/// Takes a try of one subject, or answers how many seconds there is none.
async fn take_one(server: &Server, tx: &Tx, org: Uuid, subject: &str, limit: i32) -> Result<Option<f64>, DbError> {
    let (interval, window) = (interval(server, limit), server.settings.attempt_window.as_secs_f64());
    let sql = "insert into identity.sign_in_attempts as a (org_id, subject, regained_at)
               values ($1, $2, clock_timestamp() + make_interval(secs => $3))
               on conflict on constraint sign_in_attempts_subject_taken do update
                  set regained_at = greatest(a.regained_at, clock_timestamp()) + make_interval(secs => $3)
                where a.regained_at + make_interval(secs => $3) <= clock_timestamp() + make_interval(secs => $4)";
    if tx.execute(sql, &[&org, &subject, &interval, &window]).await? == 1 {
        return Ok(None);
    }
    let sql = "select extract(epoch from regained_at - clock_timestamp())::float8 from identity.sign_in_attempts
                where org_id = $1 and subject = $2";
    let until: f64 = tx.query_one(sql, &[&org, &subject]).await?.get(0);
    Ok(Some((until + interval - window).max(1.0)))
}

fn too_many(server: &Server, seconds: f64) -> Refusal {
    let minutes = (seconds / 60.0).ceil();
    let link = if server.tools.sends_mail { ", or have a link sent to you" } else { "" };
    let message = format!("Too many tries to sign in. Try again in {minutes} minutes{link}.");
    let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "over_request_rate_limit", message);
    Refusal { retry_after: Some(seconds.ceil() as u64), ..refusal }
}
