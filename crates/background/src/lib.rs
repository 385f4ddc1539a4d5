//! What the server does by itself: due jobs, the night's work, outgoing mail, webhooks, reading names and meanings, and
//! looking again at what changed.
//!
//! Everything waits in tables, so nothing is lost when a process ends, and several processes share the work: a row is
//! taken with `for update skip locked` and only its taker may finish it.

mod jobs;
mod mail;
mod meaning;
mod names;
mod noted;
mod queues;
mod schedule;
mod webhooks;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use queues::{QUEUES, Queue};
use server::Server;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long the server rests when nothing is due. New work wakes it earlier in the process that made it.
const REST: Duration = Duration::from_secs(4);
/// How often the schedule is looked at.
const MINUTE: Duration = Duration::from_secs(60);

/// Works until it is dropped. Each kind of work goes on whatever becomes of the others; how each stands is told at `/health`.
pub async fn work(server: Arc<Server>) {
    // Not in the first moment, when people wait for the server.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut workers = JoinSet::new();
    for queue in QUEUES.iter().flat_map(|queue| std::iter::repeat_n(queue, queue.workers)) {
        workers.spawn(serve(Arc::clone(&server), queue));
    }
    tokio::join!(
        repeat(&server, "schedule", MINUTE, |s| Box::pin(async { schedule::fill(s).await.map(|_| 0) })),
        workers.join_all(),
        repeat(&server, "mail", REST, |s| Box::pin(mail::send_due(s))),
        repeat(&server, "webhooks", REST, |s| Box::pin(webhooks::deliver_due(s))),
        repeat(&server, "new names", MINUTE, |s| Box::pin(names::queue_unread(s))),
        repeat(&server, "names", REST, |s| Box::pin(names::read_due(s))),
        repeat(&server, "what changed", REST, |s| Box::pin(noted::look_again(s))),
        async {
            meaning::begin(&server, REST).await;
            repeat(&server, "meaning", REST, |s| Box::pin(meaning::read_due(s))).await;
        },
    );
}

/// Does everything that is due now, and answers how many pieces of work that were.
///
/// # Errors
/// When the database can't be reached.
pub async fn work_off(server: &Server) -> anyhow::Result<usize> {
    let mut done = schedule::fill(server).await? + names::queue_unread(server).await?;
    loop {
        let mut more = 0;
        for queue in QUEUES {
            more += work_off_queue(server, queue.name).await?;
        }
        more += mail::send_due(server).await? + webhooks::deliver_due(server).await?;
        more += meaning::read_due(server).await? + names::read_due(server).await?;
        more += noted::look_again(server).await?;
        if more == 0 {
            return Ok(done);
        }
        done += more;
    }
}

/// Does everything that is due in one queue, and answers how many jobs that were.
///
/// # Errors
/// When the database can't be reached.
pub async fn work_off_queue(server: &Server, queue: &str) -> anyhow::Result<usize> {
    let mut done = 0;
    while jobs::run_next(server, queue).await? > 0 {
        done += 1;
    }
    Ok(done)
}

/// Does the jobs of a queue, one after the other.
async fn serve(server: Arc<Server>, queue: &'static Queue) {
    repeat(&server, queue.label, REST, |s| Box::pin(jobs::run_next(s, queue.name))).await;
}

/// Does one kind of work again and again; rests when there was none. A step that fails or panics is logged, told, and done
/// anew after a rest.
async fn repeat(
    server: &Arc<Server>,
    what: &'static str,
    rest: Duration,
    step: impl for<'a> Fn(&'a Server) -> BoxFuture<'a, anyhow::Result<usize>> + Send + Sync,
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
