//! Who gets which connection, and how long they wait for it.

use super::error::DbError;
use super::target::Target;
use super::tx::{Pool, Tx};
use super::wire::{Command, Rows, Wire, lock};
use crate::actor::Actor;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

/// How many connections there are and how long things may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections shared by quick reads.
    pub quick: usize,
    /// Connections for everything else, one request at a time each.
    pub wide: usize,
    /// Connections for interactive transactions.
    pub interactive: usize,
    /// Quick reads that may wait on one connection.
    pub depth: usize,
    /// How long a request may wait for a connection.
    pub patience: Duration,
    /// How long one statement may run.
    pub statement_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { quick: 2, wide: 8, interactive: 6, depth: 256, patience: Duration::from_secs(5), statement_timeout: Duration::from_secs(10) }
    }
}

/// One statement with its parameters in text form.
#[derive(Debug, Clone)]
pub struct Step {
    /// The statement.
    pub sql: Arc<str>,
    /// Its parameters.
    pub params: Vec<Option<String>>,
}

impl Step {
    /// A statement with parameters.
    pub fn new(sql: impl Into<Arc<str>>, params: Vec<Option<String>>) -> Step {
        Step { sql: sql.into(), params }
    }
}

/// The one door to the database.
pub struct Door {
    target: Target,
    options: Options,
    quick: Vec<Slot>,
    quick_places: Semaphore,
    wide: Semaphore,
    idle: Mutex<Vec<Arc<Wire>>>,
    pool: Arc<Pool>,
}

/// A shared connection, made when it is first needed and again when it breaks.
#[derive(Default)]
struct Slot(AsyncMutex<Option<Arc<Wire>>>, Mutex<Option<Arc<Wire>>>);

impl Door {
    /// A door to this database. Nothing connects before it is needed.
    pub fn new(target: Target, options: Options) -> Arc<Door> {
        let millis = options.statement_timeout.as_millis().to_string();
        let target = target.with_setting("statement_timeout", &millis).with_setting("idle_in_transaction_session_timeout", "60000").with_setting("jit", "off");
        Arc::new(Door {
            quick: (0..options.quick.max(1)).map(|_| Slot::default()).collect(),
            quick_places: Semaphore::new(options.quick.max(1) * options.depth.max(1)),
            wide: Semaphore::new(options.wide.max(1)),
            idle: Mutex::default(),
            pool: Pool::new(target.clone(), options.interactive.max(1), options.patience),
            target,
            options,
        })
    }

    /// Runs statements as the actor, in one transaction, and answers what each returned.
    ///
    /// `quick` promises that every statement answers within a moment. `writes` says that the statements must not run
    /// twice: they are repeated only when PostgreSQL undid them.
    ///
    /// # Errors
    /// What PostgreSQL said; 53300 when every connection stays busy; 08006 when it can't be reached.
    pub async fn run(&self, actor: &Actor, steps: Vec<Step>, quick: bool, writes: bool) -> Result<Vec<Rows>, DbError> {
        let settings = settings(actor);
        let commands: Arc<[Command]> = std::iter::once(settings).chain(steps.into_iter().map(|s| Command { key: (actor.role, s.sql), params: s.params })).collect();
        let mut tries = 0;
        loop {
            tries += 1;
            let again = tries < 3;
            let result = if quick { self.share(Arc::clone(&commands)).await } else { self.own(Arc::clone(&commands)).await };
            match result {
                Ok(mut answers) => {
                    // The first answer is the settings'.
                    answers.remove(0);
                    return Ok(answers);
                }
                Err(e) if again && (e.is_retryable() || e.is_stale_statement()) => {}
                Err(e) if again && e.is_broken_connection() && !writes => tokio::time::sleep(Duration::from_millis(50 * tries)).await,
                Err(e) => return Err(e),
            }
        }
    }

    /// Like [`Door::run`], and undoes everything after it has answered.
    ///
    /// # Errors
    /// As [`Door::run`].
    pub async fn run_and_undo(&self, actor: &Actor, steps: Vec<Step>) -> Result<Vec<Rows>, DbError> {
        let begin = Command { key: ("", "begin".into()), params: Vec::new() };
        let settings = settings(actor);
        let undo = Command { key: ("", "rollback".into()), params: Vec::new() };
        let commands = [begin, settings].into_iter().chain(steps.into_iter().map(|s| Command { key: (actor.role, s.sql), params: s.params })).chain([undo.clone()]).collect();
        let _place = self.place(&self.wide).await?;
        let wire = self.idle_wire().await?;
        let result = wire.run(commands).await;
        if result.is_err() {
            // The pipeline stopped before its rollback.
            wire.run([undo].into()).await?;
        }
        self.give_back(wire);
        let mut answers = result?;
        answers.drain(..2);
        answers.pop();
        Ok(answers)
    }

    /// Opens a transaction as the actor. It is undone unless committed.
    ///
    /// # Errors
    /// 53300 when every connection stays busy; 08006 when the database can't be reached.
    pub async fn begin(&self, actor: &Actor) -> Result<Tx, DbError> {
        Tx::begin(&self.pool, Some(actor)).await
    }

    /// Opens a transaction as the login itself, for schemas without organisations.
    ///
    /// # Errors
    /// As [`Door::begin`].
    pub async fn begin_plain(&self) -> Result<Tx, DbError> {
        Tx::begin(&self.pool, None).await
    }

    /// Whether the database answers.
    pub async fn is_alive(&self) -> bool {
        self.run(&Actor::anonymous(uuid::Uuid::nil()), vec![Step::new("select 1", Vec::new())], true, false).await.is_ok()
    }

    /// The database behind the door, with the application's login.
    pub fn target(&self) -> &Target {
        &self.target
    }

    async fn share(&self, commands: Arc<[Command]>) -> Result<Vec<Rows>, DbError> {
        let _place = self.place(&self.quick_places).await?;
        let loaded = |slot: &&Slot| lock(&slot.1).as_ref().map_or(0, |w| w.in_flight());
        let slot = self.quick.iter().min_by_key(loaded).ok_or_else(DbError::saturated)?;
        let wire = self.slot_wire(slot).await?;
        wire.run(commands).await
    }

    async fn own(&self, commands: Arc<[Command]>) -> Result<Vec<Rows>, DbError> {
        let _place = self.place(&self.wide).await?;
        let wire = self.idle_wire().await?;
        let result = wire.run(commands).await;
        self.give_back(wire);
        result
    }

    async fn place<'s>(&self, places: &'s Semaphore) -> Result<tokio::sync::SemaphorePermit<'s>, DbError> {
        tokio::time::timeout(self.options.patience, places.acquire()).await.ok().and_then(Result::ok).ok_or_else(DbError::saturated)
    }

    async fn slot_wire(&self, slot: &Slot) -> Result<Arc<Wire>, DbError> {
        if let Some(wire) = lock(&slot.1).as_ref().filter(|w| !w.is_closed()) {
            return Ok(Arc::clone(wire));
        }
        let mut made = slot.0.lock().await;
        if let Some(wire) = made.as_ref().filter(|w| !w.is_closed()) {
            return Ok(Arc::clone(wire));
        }
        let wire = Arc::new(self.connect().await?);
        *made = Some(Arc::clone(&wire));
        *lock(&slot.1) = Some(Arc::clone(&wire));
        Ok(wire)
    }

    async fn idle_wire(&self) -> Result<Arc<Wire>, DbError> {
        while let Some(wire) = lock(&self.idle).pop() {
            if !wire.is_closed() {
                return Ok(wire);
            }
        }
        Ok(Arc::new(self.connect().await?))
    }

    fn give_back(&self, wire: Arc<Wire>) {
        if !wire.is_closed() {
            lock(&self.idle).push(wire);
        }
    }

    /// Connects, giving a database that is just starting a few seconds.
    async fn connect(&self) -> Result<Wire, DbError> {
        let deadline = tokio::time::Instant::now() + self.options.patience;
        loop {
            match Wire::connect(&self.target).await {
                Ok(wire) => return Ok(wire),
                Err(e) if tokio::time::Instant::now() > deadline => return Err(DbError::unreachable(format!("{e:#}"))),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

/// What makes a transaction of its own the actor's.
fn settings(actor: &Actor) -> Command {
    let (sql, params) = actor.settings(true);
    Command { key: ("", sql.into()), params }
}
