//! Work: what takes longer than a transaction, a crawl, a model, moving files.
//!
//! Work steps between short transactions: it reads, goes outside, writes. Every [`Site::write`] keeps a mark in the
//! transaction of what it wrote; when the process ends, the next one goes on from the last mark, so nothing counts twice.
//! No connection is held while work waits for somebody else.

use super::call::{Call, Tools};
use super::progress::Progress;
use crate::actor::Actor;
use crate::database::{Door, Tx};
use records::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps the mark of work under way.
pub trait Keeper: Send + Sync {
    /// Keeps it in the transaction, as the last thing before its end.
    ///
    /// An error says that another process has the work now.
    fn keep<'a>(&'a self, tx: &'a Tx, mark: &'a Value) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
}

/// Keeps no mark: of what is not a job, and is not gone on with.
pub struct Unkept;

impl Keeper for Unkept {
    fn keep<'a>(&'a self, _: &'a Tx, _: &'a Value) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async { Ok(()) })
    }
}

/// Where work is done: in whose name, with what, and how far it has come.
#[derive(Clone)]
pub struct Site<'a> {
    /// The way to the database.
    pub door: &'a Arc<Door>,
    /// Who asked for it, or the server.
    pub actor: &'a Actor,
    /// What the server has.
    pub tools: &'a Tools,
    /// Where it says how far it is.
    pub progress: &'a Progress,
    keeper: &'a dyn Keeper,
    mark: Arc<Mutex<Value>>,
    last: bool,
}

/// Whether an error is about what was asked, so that waiting makes it no better.
pub fn is_refusal(error: &Error) -> bool {
    let refused = ["TL", "PGRST", "22", "23"].iter().any(|class| error.code.starts_with(class));
    (refused || error.code == "42501") && !matches!(&*error.code, "TL409" | "TL499")
}

impl<'a> Site<'a> {
    /// Work that stands at this mark; null when it begins.
    pub fn new(
        door: &'a Arc<Door>,
        actor: &'a Actor,
        tools: &'a Tools,
        progress: &'a Progress,
        keeper: &'a dyn Keeper,
        mark: Value,
    ) -> Site<'a> {
        Site { door, actor, tools, progress, keeper, mark: Arc::new(Mutex::new(mark)), last: false }
    }

    /// The same work, which is not tried again when it fails.
    pub fn last(self) -> Site<'a> {
        Site { last: true, ..self }
    }

    /// The same work, as another actor.
    pub fn of<'b>(&self, actor: &'b Actor) -> Site<'b>
    where
        'a: 'b,
    {
        Site { actor, ..self.clone() }
    }

    /// Whether the work ends with this error: it is about what was asked, or was the last try.
    pub fn is_final(&self, error: &Error) -> bool {
        is_refusal(error) || self.last && error.code != "TL499"
    }

    /// The last mark: where it stood when it last wrote.
    pub fn mark<T: DeserializeOwned + Default>(&self) -> T {
        let mark = self.mark.lock().unwrap_or_else(PoisonError::into_inner).clone();
        serde_json::from_value(mark).unwrap_or_default()
    }

    /// One short transaction that reads, as the actor.
    ///
    /// # Errors
    /// Whatever the step refuses; TL499 when somebody asked to stop.
    pub async fn read<T>(&self, step: impl AsyncFnOnce(Call<'_>) -> Result<T>) -> Result<T> {
        self.progress.go_on()?;
        let tx = self.door.begin(self.actor).await?;
        let call = Call { tx: &tx, actor: self.actor, tools: self.tools, progress: self.progress };
        let answer = step(call).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// One short transaction that writes, as the actor, and with it the mark from which the work goes on.
    ///
    /// # Errors
    /// Whatever the step refuses; TL409 when another process has the work now; TL499 when somebody asked to stop.
    pub async fn write<T>(&self, mark: impl Serialize, step: impl AsyncFnOnce(Call<'_>) -> Result<T>) -> Result<T> {
        self.progress.go_on()?;
        let mark = serde_json::to_value(mark).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
        let tx = self.door.begin(self.actor).await?;
        let call = Call { tx: &tx, actor: self.actor, tools: self.tools, progress: self.progress };
        let answer = step(call).await?;
        self.keeper.keep(&tx, &mark).await?;
        tx.commit().await?;
        *self.mark.lock().unwrap_or_else(PoisonError::into_inner) = mark;
        Ok(answer)
    }
}
