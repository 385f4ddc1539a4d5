//! Who gets which connection, and how long they wait for it.

use super::budget::Budget;
use super::error::DbError;
use super::options::Options;
use super::own::{Ending, Own};
use super::pooler::Pooled;
use super::step::Step;
use super::target::Target;
use super::tx::{Pool, Tx};
use super::wire::{Command, Rows, Wire, lock};
use crate::actor::Actor;
use records::Weight;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

/// The one door to the database.
pub struct Door {
    target: Target,
    options: Options,
    quick: Vec<Slot>,
    quick_places: Arc<Semaphore>,
    own: Arc<Own>,
    pool: Arc<Pool>,
    pooled: Arc<Pooled>,
}

/// A shared connection, made when it is first needed and again when it breaks.
#[derive(Default)]
struct Slot(AsyncMutex<Option<Arc<Wire>>>, Mutex<Option<Arc<Wire>>>);

impl Door {
    /// A door to this database. Nothing connects before it is needed.
    pub fn new(target: Target, options: Options) -> Arc<Door> {
        let millis = options.statement_timeout.as_millis().to_string();
        let target = target.with_setting("statement_timeout", &millis).with_setting("jit", "off");
        let target = target.with_setting("idle_in_transaction_session_timeout", "60000");
        let budget = Budget::new(options.max_answer, options.max_answers.max(options.max_answer));
        let pooled = Arc::<Pooled>::default();
        Arc::new(Door {
            quick: (0..options.quick.max(1)).map(|_| Slot::default()).collect(),
            quick_places: Arc::new(Semaphore::new(options.quick.max(1) * options.depth.max(1))),
            own: Own::new(target.clone(), &options, budget, Arc::clone(&pooled)),
            pool: Pool::new(target.clone(), &options, Arc::clone(&pooled)),
            pooled,
            target,
            options,
        })
    }

    /// Makes sure that the database keeps its connections apart, before anything is served.
    ///
    /// # Errors
    /// 08004 when a pooler gives every transaction another backend; 08006 when the database can't be reached.
    pub async fn prove(&self) -> Result<(), DbError> {
        self.own.prove().await
    }

    /// Runs statements as the actor, in one transaction, and answers what each returned.
    ///
    /// `weight` says how long they may take, and so who waits for whom. `writes` says that the statements must not run
    /// twice: they are repeated only when PostgreSQL undid them, and go on to their end when nobody waits for them any
    /// more. Reads that nobody waits for are stopped.
    ///
    /// # Errors
    /// What PostgreSQL said; 53300 when every connection stays busy; 08006 when it can't be reached; TL108 and 53200 when
    /// the answer holds too much.
    pub async fn run(
        &self,
        actor: &Actor,
        steps: Vec<Step>,
        weight: Weight,
        writes: bool,
    ) -> Result<Vec<Rows>, DbError> {
        let commands: Arc<[Command]> =
            std::iter::once(settings(actor)).chain(steps.into_iter().map(|s| s.command(actor))).collect();
        let ending = if writes { Ending::Write } else { Ending::Read };
        let mut tries = 0;
        loop {
            self.pooled.refuse()?;
            tries += 1;
            let again = tries < 3;
            let result = match weight {
                Weight::Quick => self.share(Arc::clone(&commands)).await,
                weight => self.own.run(actor, Arc::clone(&commands), weight, ending).await,
            };
            match result {
                Ok(mut answers) => {
                    // The first answer is the settings'.
                    answers.remove(0);
                    return Ok(answers);
                }
                Err(e) if again && (e.is_retryable() || e.is_stale_statement()) => {}
                Err(e) if again && e.is_broken_connection() && !writes => {
                    tokio::time::sleep(Duration::from_millis(50 * tries)).await
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// Like [`Door::run`], and undoes everything after it has answered.
    ///
    /// # Errors
    /// As [`Door::run`].
    pub async fn run_and_undo(&self, actor: &Actor, steps: Vec<Step>) -> Result<Vec<Rows>, DbError> {
        self.pooled.refuse()?;
        let before = [Command::plain("begin"), settings(actor)];
        let steps = steps.into_iter().map(|s| s.command(actor));
        let commands = before.into_iter().chain(steps).chain([Command::plain("rollback")]).collect();
        let mut answers = self.own.run(actor, commands, Weight::Light, Ending::Undone).await?;
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
        self.run(&Actor::anonymous(uuid::Uuid::nil()), vec![Step::new("select 1", Vec::new())], Weight::Quick, false)
            .await
            .is_ok()
    }

    /// The database behind the door, with the application's login.
    pub fn target(&self) -> &Target {
        &self.target
    }

    async fn share(&self, commands: Arc<[Command]>) -> Result<Vec<Rows>, DbError> {
        let place = tokio::time::timeout(self.options.patience, Arc::clone(&self.quick_places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or_else(DbError::saturated)?;
        let loaded = |slot: &&Slot| lock(&slot.1).as_ref().map_or(0, |w| w.in_flight());
        let slot = self.quick.iter().min_by_key(loaded).ok_or_else(DbError::saturated)?;
        let wire = self.slot_wire(slot).await?;
        let answers = wire.run(commands, Some(place)).await;
        self.pooled.look(&wire, &answers, 0);
        answers
    }

    async fn slot_wire(&self, slot: &Slot) -> Result<Arc<Wire>, DbError> {
        if let Some(wire) = lock(&slot.1).as_ref().filter(|w| !w.is_closed()) {
            return Ok(Arc::clone(wire));
        }
        let mut made = slot.0.lock().await;
        if let Some(wire) = made.as_ref().filter(|w| !w.is_closed()) {
            return Ok(Arc::clone(wire));
        }
        let wire = Arc::new(self.own.connect().await?);
        *made = Some(Arc::clone(&wire));
        *lock(&slot.1) = Some(Arc::clone(&wire));
        Ok(wire)
    }
}

/// What makes a transaction of its own the actor's.
fn settings(actor: &Actor) -> Command {
    let (sql, params) = actor.settings(true);
    Command { key: ("", sql.into()), params }
}

#[cfg(test)]
mod tests;
