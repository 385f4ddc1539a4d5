//! What the server does by itself: due jobs, the night's work, outgoing mail, webhooks, reading for meaning.
//!
//! Everything waits in tables, so nothing is lost when a process ends, and several processes share the work: a row is
//! taken with `for update skip locked` and only its taker may finish it.

mod jobs;
mod mail;
mod meaning;
mod schedule;
mod webhooks;

use futures_util::FutureExt as _;
use server::Server;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

/// How long the server rests when nothing is due. New work wakes it earlier in the process that made it.
const REST: Duration = Duration::from_secs(4);
/// How often the schedule is looked at.
const MINUTE: Duration = Duration::from_secs(60);

/// Works until it is dropped. Each kind of work goes on whatever becomes of the others; how each stands is told at `/health`.
pub async fn work(server: Arc<Server>) {
    // Not in the first moment, when people wait for the server.
    tokio::time::sleep(Duration::from_secs(2)).await;
    tokio::join!(
        repeat(&server, "schedule", MINUTE, async |s| schedule::fill(s).await.map(|_| 0)),
        repeat(&server, "scheduled jobs", REST, async |s| jobs::run_next(s, jobs::Lane::Scheduled).await),
        repeat(&server, "jobs", REST, async |s| jobs::run_next(s, jobs::Lane::Asked).await),
        repeat(&server, "mail", REST, mail::send_due),
        repeat(&server, "webhooks", REST, webhooks::deliver_due),
        async {
            meaning::begin(&server, REST).await;
            repeat(&server, "meaning", REST, meaning::read_due).await;
        },
    );
}

/// Does everything that is due now, and answers how many pieces of work that were.
///
/// # Errors
/// When the database can't be reached.
pub async fn work_off(server: &Server) -> anyhow::Result<usize> {
    let mut done = schedule::fill(server).await?;
    loop {
        let more = jobs::run_next(server, jobs::Lane::Scheduled).await?
            + jobs::run_next(server, jobs::Lane::Asked).await?
            + mail::send_due(server).await?
            + webhooks::deliver_due(server).await?
            + meaning::read_due(server).await?;
        if more == 0 {
            return Ok(done);
        }
        done += more;
    }
}

/// Does one kind of work again and again; rests when there was none. A step that fails or panics is logged, told, and done
/// anew after a rest.
async fn repeat(
    server: &Arc<Server>,
    what: &'static str,
    rest: Duration,
    step: impl AsyncFn(&Server) -> anyhow::Result<usize>,
) {
    loop {
        let result = AssertUnwindSafe(step(server))
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| Err(anyhow::anyhow!("it broke off: {}", words(&*panic))));
        if result.is_ok() {
            server.health.well(what);
        }
        match result {
            // The schedule looks once a minute; new work makes no night come earlier.
            Ok(0) if rest == MINUTE => tokio::time::sleep(rest).await,
            Ok(0) => {
                tokio::select! { () = tokio::time::sleep(rest) => {}, () = server.work.notified() => {} }
            }
            Ok(_) => tokio::task::yield_now().await,
            Err(e) => {
                // Why is for the log; everybody reads what is told.
                server.health.ill(what, "It failed and is tried again.");
                tracing::error!("{what}: {e:#}");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().map(|s| (*s).to_string()).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no reason given".into())
}
