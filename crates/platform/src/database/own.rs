//! Connections that one request has to itself while it runs.
//!
//! A request keeps its places until PostgreSQL has ended its statement, also when whoever asked went away: then the
//! statement is stopped first. Reads that may be heavy have a share of the connections, and each person a few of it, so
//! that the rest always finds one.

use super::budget::Budget;
use super::cancel::{Canceller, Key};
use super::error::DbError;
use super::options::Options;
use super::pooler::{self, Pooled};
use super::target::Target;
use super::wire::{Asked, Command, Rows, Wire, lock};
use crate::actor::Actor;
use records::Weight;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The connections, and who may have one.
pub(super) struct Own {
    target: Target,
    patience: Duration,
    places: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
    person: usize,
    people: Mutex<HashMap<String, Weak<Semaphore>>>,
    idle: Mutex<Vec<Arc<Wire>>>,
    budget: Arc<Budget>,
    pooled: Arc<Pooled>,
}

/// What becomes of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// A read; it is stopped when nobody waits for it any more.
    Read,
    /// A write, which goes on to its end.
    Write,
    /// It ends in a rollback, whatever happens.
    Undone,
}

impl Own {
    pub(super) fn new(target: Target, options: &Options, budget: Arc<Budget>, pooled: Arc<Pooled>) -> Arc<Own> {
        let wide = options.wide.max(1);
        Arc::new(Own {
            target,
            patience: options.patience,
            places: Arc::new(Semaphore::new(wide)),
            heavy: Arc::new(Semaphore::new(options.heavy.clamp(1, wide))),
            person: options.person.max(1),
            people: Mutex::default(),
            idle: Mutex::default(),
            budget,
            pooled,
        })
    }

    /// Makes sure that a connection keeps its backend while others come and go.
    ///
    /// # Errors
    /// 08004 when it does not; 08006 when the database can't be reached.
    pub(super) async fn prove(&self) -> Result<(), DbError> {
        let (one, other) = (self.wire().await?, self.connect().await?);
        match pooler::keeps_apart(&one, &other).await {
            Ok(true) => {}
            Err(e) if !e.is_other_backend() => return Err(e),
            _ => self.pooled.notice(),
        }
        self.give_back(one);
        self.give_back(other.into());
        self.pooled.refuse()
    }

    /// Runs the statements as one transaction.
    ///
    /// # Errors
    /// What PostgreSQL said; 53300 when no place becomes free in time.
    pub(super) async fn run(
        self: &Arc<Self>,
        actor: &Actor,
        commands: Arc<[Command]>,
        weight: Weight,
        ending: Ending,
    ) -> Result<Vec<Rows>, DbError> {
        let places = tokio::time::timeout(self.patience, self.places(actor, weight))
            .await
            .unwrap_or_else(|_| Err(DbError::saturated()))?;
        let wire = self.wire().await?;
        let asked = wire.ask(commands, None);
        let mut running = Running {
            own: Arc::clone(self),
            inside: Some(Inside { wire, asked, ending, failed: None, _places: places }),
        };
        let result = running.ended().await;
        if let Some(inside) = &running.inside {
            self.pooled.look(&inside.wire, &result, usize::from(ending == Ending::Undone));
        }
        running.give_back();
        result
    }

    /// A connection nobody uses, or a new one.
    pub(super) async fn wire(&self) -> Result<Arc<Wire>, DbError> {
        while let Some(wire) = lock(&self.idle).pop() {
            if !wire.is_closed() {
                return Ok(wire);
            }
        }
        Ok(Arc::new(self.connect().await?))
    }

    /// Keeps a connection for the next. One that was given up while it still works is dropped, which ends it.
    pub(super) fn give_back(&self, wire: Arc<Wire>) {
        if !wire.is_closed() && wire.in_flight() == 0 {
            lock(&self.idle).push(wire);
        }
    }

    /// Connects, giving a database that is just starting a few seconds.
    pub(super) async fn connect(&self) -> Result<Wire, DbError> {
        let deadline = tokio::time::Instant::now() + self.patience;
        loop {
            match Wire::connect(&self.target, Arc::clone(&self.budget)).await {
                Ok(wire) => return Ok(wire),
                Err(e) if tokio::time::Instant::now() > deadline => return Err(DbError::unreachable(format!("{e:#}"))),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// The person's place first, so that one person's waiting takes nothing from others.
    async fn places(&self, actor: &Actor, weight: Weight) -> Result<Vec<OwnedSemaphorePermit>, DbError> {
        let mut places = Vec::with_capacity(3);
        let mut lists = Vec::with_capacity(3);
        if weight == Weight::Heavy {
            lists.extend([self.person(actor), Arc::clone(&self.heavy)]);
        }
        lists.push(Arc::clone(&self.places));
        for list in lists {
            places.push(list.acquire_owned().await.map_err(|_| DbError::saturated())?);
        }
        Ok(places)
    }

    fn person(&self, actor: &Actor) -> Arc<Semaphore> {
        let mut people = lock(&self.people);
        let key = actor.person();
        if let Some(places) = people.get(&key).and_then(Weak::upgrade) {
            return places;
        }
        people.retain(|_, places| places.strong_count() > 0);
        let places = Arc::new(Semaphore::new(self.person));
        people.insert(key, Arc::downgrade(&places));
        places
    }
}

/// A request on its connection, until PostgreSQL ended it.
struct Running {
    own: Arc<Own>,
    inside: Option<Inside>,
}

struct Inside {
    wire: Arc<Wire>,
    asked: Asked,
    ending: Ending,
    /// Why it is being undone.
    failed: Option<DbError>,
    _places: Vec<OwnedSemaphorePermit>,
}

impl Running {
    async fn ended(&mut self) -> Result<Vec<Rows>, DbError> {
        let target = &self.own.target;
        match &mut self.inside {
            Some(inside) => inside.ended(target).await,
            None => Err(DbError::unreachable("the connection closed")),
        }
    }

    fn give_back(&mut self) {
        if let Some(inside) = self.inside.take() {
            self.own.give_back(inside.wire);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let (Some(mut inside), Ok(runtime)) = (self.inside.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let own = Arc::clone(&self.own);
        runtime.spawn(async move {
            let stopped = inside.ending != Ending::Write;
            let canceller = inside.canceller(&own.target);
            let ended = inside.ended(&own.target);
            let _ = if stopped { canceller.end(ended, Duration::ZERO).await } else { Some(ended.await) };
            own.give_back(inside.wire);
        });
    }
}

impl Inside {
    /// Waits for PostgreSQL. May be dropped and begun again.
    async fn ended(&mut self, target: &Target) -> Result<Vec<Rows>, DbError> {
        loop {
            let canceller = self.canceller(target);
            let result = self.asked.answered(&canceller).await;
            match result {
                // The pipeline stopped before its rollback.
                Err(e) if self.ending == Ending::Undone && self.failed.is_none() && !self.wire.is_closed() => {
                    self.failed = Some(e);
                    self.asked = self.wire.ask([Command::plain("rollback")].into(), None);
                }
                result => return self.failed.take().map_or(result, Err),
            }
        }
    }

    fn canceller(&self, target: &Target) -> Canceller {
        let (process, secret) = self.wire.key();
        Canceller::new(target.clone(), Key::Backend(process, secret))
    }
}
