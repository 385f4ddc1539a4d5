//! The queues jobs wait in.

/// A queue: its jobs are taken by priority, then by when they are due.
pub(crate) struct Queue {
    /// Its name, as `background_jobs.queue` says it.
    pub(crate) name: &'static str,
    /// How the log and `/health` call its workers.
    pub(crate) label: &'static str,
    /// Jobs a process does of it at once.
    pub(crate) workers: usize,
}

/// All of them; what people ask for does not wait for the night's work, and nobody waits for work that waits for others.
pub(crate) const QUEUES: &[Queue] = &[
    Queue { name: "night", label: "scheduled jobs", workers: 1 },
    Queue { name: "default", label: "jobs", workers: 1 },
    Queue { name: "chats", label: "chats", workers: 2 },
    Queue { name: "imports", label: "imports", workers: 3 },
    Queue { name: "documents", label: "documents", workers: 2 },
    Queue { name: "work", label: "long work", workers: 2 },
];
