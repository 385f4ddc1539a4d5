//! What the server does by itself: due jobs, the night's work, outgoing mail, webhooks.
//!
//! Everything waits in tables, so nothing is lost when a process ends, and several processes share the work: a row is
//! taken with `for update skip locked` and only its taker may finish it.

mod jobs;
mod mail;
mod schedule;
mod webhooks;

pub use jobs::enqueue;

use crate::server::Server;
use std::sync::Arc;
use std::time::Duration;

/// How long the server rests when nothing is due. New work wakes it earlier in the process that made it.
const REST: Duration = Duration::from_secs(4);

/// Works until it is dropped.
pub async fn work(server: Arc<Server>) {
    // Not in the first moment, when people wait for the server.
    tokio::time::sleep(Duration::from_secs(2)).await;
    tokio::join!(
        keep_schedule(&server),
        repeat(&server, "scheduled jobs", async |s| jobs::run_next(s, jobs::Lane::Scheduled).await),
        repeat(&server, "jobs", async |s| jobs::run_next(s, jobs::Lane::Asked).await),
        repeat(&server, "mail", mail::send_due),
        repeat(&server, "webhooks", webhooks::deliver_due),
    );
}

/// Does everything that is due now, and answers how many pieces of work that were.
///
/// # Errors
/// When the database can't be reached.
pub async fn work_off(server: &Server) -> anyhow::Result<usize> {
    let mut done = schedule::fill(server).await?;
    loop {
        let more = jobs::run_next(server, jobs::Lane::Scheduled).await? + jobs::run_next(server, jobs::Lane::Asked).await? + mail::send_due(server).await? + webhooks::deliver_due(server).await?;
        if more == 0 {
            return Ok(done);
        }
        done += more;
    }
}

/// Looks once a minute whether some organisation's night has come. New work makes it no earlier.
async fn keep_schedule(server: &Server) {
    loop {
        if let Err(e) = schedule::fill(server).await {
            tracing::warn!("the schedule: {e:#}");
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

/// Does one kind of work again and again; rests when there was none.
async fn repeat(server: &Arc<Server>, what: &str, step: impl AsyncFn(&Server) -> anyhow::Result<usize>) {
    loop {
        match step(server).await {
            Ok(0) => {
                tokio::select! { () = tokio::time::sleep(REST) => {}, () = server.work.notified() => {} }
            }
            Ok(_) => tokio::task::yield_now().await,
            Err(e) => {
                tracing::warn!("{what}: {e:#}");
                tokio::time::sleep(REST).await;
            }
        }
    }
}
