//! Sign-in slows down after failures, counted per account and per address, across all server processes.

use super::Refusal;
use crate::server::Server;
use axum::http::StatusCode;
use platform::{Actor, DbError};
use uuid::Uuid;

/// Refuses when the account or the address failed too often of late.
pub(crate) async fn check(server: &Server, email: &str, address: &str) -> Result<(), Refusal> {
    let window = server.settings.attempt_window.as_secs() as f64;
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let wait: Option<f64> = tx
        .query_one(
            "select max(extract(epoch from window_at)::float8 + $3::float8 - extract(epoch from now())::float8) from identity.sign_in_attempts
              where org_id = $6 and (subject = $1 and failures >= $4 or subject = $2 and failures >= $5) and window_at > now() - make_interval(secs => $3::float8)",
            &[&account(email), &place(address), &window, &server.settings.attempts_per_account, &server.settings.attempts_per_address, &Uuid::nil()],
        )
        .await?
        .get(0);
    tx.commit().await?;
    match wait {
        Some(seconds) => Err(Refusal {
            retry_after: Some(seconds.max(1.0) as u64),
            ..Refusal::new(StatusCode::TOO_MANY_REQUESTS, "over_request_rate_limit", format!("Too many failed sign-ins. Try again in {} minutes.", (seconds / 60.0).ceil()))
        }),
        None => Ok(()),
    }
}

/// Counts a failure.
pub(crate) async fn failed(server: &Server, email: &str, address: &str) -> Result<(), DbError> {
    let window = server.settings.attempt_window.as_secs() as f64;
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    for subject in [account(email), place(address)] {
        tx.execute(
            "insert into identity.sign_in_attempts (org_id, subject, failures) values ($3, $1, 1)
             on conflict on constraint sign_in_attempts_subject_taken do update set
               failures = case when sign_in_attempts.window_at > now() - make_interval(secs => $2::float8) then sign_in_attempts.failures + 1 else 1 end,
               window_at = case when sign_in_attempts.window_at > now() - make_interval(secs => $2::float8) then sign_in_attempts.window_at else now() end",
            &[&subject, &window, &Uuid::nil()],
        )
        .await?;
    }
    tx.commit().await
}

/// A success forgives the account.
pub(crate) async fn succeeded(server: &Server, email: &str) -> Result<(), DbError> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    tx.execute("delete from identity.sign_in_attempts where org_id = $2 and subject = $1", &[&account(email), &Uuid::nil()]).await?;
    tx.commit().await
}

fn account(email: &str) -> String {
    format!("account:{}", email.chars().take(320).collect::<String>())
}

fn place(address: &str) -> String {
    format!("address:{address}")
}
