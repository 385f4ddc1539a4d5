//! Who looked at personal data: noted while answering, written to the audit log in batches a moment later.
//!
//! A server that is killed loses at most the last half second of these notes; a stop in order writes them first.

use platform::{Actor, DbError, Door};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};
use uuid::Uuid;

/// How long notes may wait.
const PAUSE: Duration = Duration::from_millis(500);
/// Notes written together.
const BATCH: usize = 1000;

/// One look at personal data in clear text.
pub(crate) struct Read {
    pub(crate) actor: Actor,
    pub(crate) table: String,
    /// The record, when it was one.
    pub(crate) record: Option<Uuid>,
    /// How many records were answered.
    pub(crate) rows: usize,
}

/// Takes notes and writes them.
pub(crate) struct Reads {
    notes: mpsc::UnboundedSender<Read>,
    hurry: Arc<Notify>,
    flushed: mpsc::UnboundedSender<oneshot::Sender<()>>,
}

impl Reads {
    pub(crate) fn new(door: Arc<Door>) -> Reads {
        let (notes, mut inbox) = mpsc::unbounded_channel();
        let (flushed, mut waiting) = mpsc::unbounded_channel::<oneshot::Sender<()>>();
        let hurry = Arc::new(Notify::new());
        let hurried = Arc::clone(&hurry);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while inbox.recv_many(&mut batch, BATCH).await > 0 {
                if batch.len() < BATCH {
                    // More may come; they are cheaper together.
                    tokio::select! { () = tokio::time::sleep(PAUSE) => {}, () = hurried.notified() => {} }
                    while batch.len() < BATCH
                        && let Ok(note) = inbox.try_recv()
                    {
                        batch.push(note);
                    }
                }
                if let Err(e) = write(&door, &batch).await {
                    tracing::error!("{} reads of personal data could not be noted: {e}", batch.len());
                }
                batch.clear();
                if inbox.is_empty() {
                    while let Ok(done) = waiting.try_recv() {
                        done.send(()).ok();
                    }
                }
            }
        });
        Reads { notes, hurry, flushed }
    }

    pub(crate) fn note(&self, read: Read) {
        self.notes.send(read).ok();
    }

    /// Writes what is noted, now.
    pub(crate) async fn flush(&self, org_of_nobody: Actor) {
        let (done, wait) = oneshot::channel();
        self.flushed.send(done).ok();
        // An empty note wakes the writer when there is nothing else.
        self.note(Read { actor: org_of_nobody, table: String::new(), record: None, rows: 0 });
        self.hurry.notify_one();
        tokio::time::timeout(Duration::from_secs(3), wait).await.ok();
    }
}

async fn write(door: &Door, batch: &[Read]) -> Result<(), DbError> {
    let mut by_org: HashMap<Uuid, Vec<&Read>> = HashMap::new();
    for read in batch.iter().filter(|r| !r.table.is_empty()) {
        by_org.entry(read.actor.org).or_default().push(read);
    }
    for (org, reads) in by_org {
        let tx = door.begin(&Actor::system(org)).await?;
        let users: Vec<Option<Uuid>> = reads.iter().map(|r| r.actor.user).collect();
        let tables: Vec<&str> = reads.iter().map(|r| r.table.as_str()).collect();
        let records: Vec<Option<Uuid>> = reads.iter().map(|r| r.record).collect();
        let counts: Vec<i32> = reads.iter().map(|r| r.rows as i32).collect();
        let addresses: Vec<Option<&str>> = reads.iter().map(|r| r.actor.address.as_deref()).collect();
        let agents: Vec<Option<&str>> = reads.iter().map(|r| r.actor.agent.as_deref()).collect();
        let sessions: Vec<Option<&str>> = reads.iter().map(|r| r.actor.session.as_deref()).collect();
        tx.execute(
            "insert into identity.audit_log (user_id, action, resource_type, resource_id, changes, ip_address, user_agent, session_id)
             select u, 'read', t, r, case when r is null then jsonb_build_object('rows', n) end, a, g, s
               from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[]) x (u, t, r, n, a, g, s)",
            &[&users, &tables, &records, &counts, &addresses, &agents, &sessions],
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}
