//! Interactive transactions, for verbs that look before they write.

use super::cancel::{Canceller, Key};
use super::error::DbError;
use super::options::Options;
use super::pooler::Pooled;
use super::step::Step;
use super::target::Target;
use super::wire::Rows;
use crate::actor::Actor;
use bytes::BufMut as _;
use futures_util::TryStreamExt as _;
use std::ops::Deref;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Row};

/// How long a rollback may wait behind a statement before the statement is stopped.
const GRACE: Duration = Duration::from_millis(100);

/// Connections for interactive transactions.
pub(super) struct Pool {
    target: Target,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Session>>,
    patience: Duration,
    max_answer: usize,
    pooled: Arc<Pooled>,
}

/// A connection, and the process that always answered it; 0 before the first answer.
struct Session {
    client: Client,
    backend: AtomicI32,
}

impl Pool {
    pub(super) fn new(target: Target, options: &Options, pooled: Arc<Pooled>) -> Arc<Pool> {
        let places = Arc::new(Semaphore::new(options.interactive.max(1)));
        let Options { patience, max_answer, .. } = *options;
        Arc::new(Pool { target, places, idle: Mutex::default(), patience, max_answer, pooled })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction as one actor. Queries go straight to the client; without [`Tx::commit`] it is undone.
pub struct Tx {
    session: Option<Session>,
    pool: Arc<Pool>,
    place: Option<OwnedSemaphorePermit>,
}

impl Tx {
    pub(super) async fn begin(pool: &Arc<Pool>, actor: Option<&Actor>) -> Result<Tx, DbError> {
        pool.pooled.refuse()?;
        let place = tokio::time::timeout(pool.patience, Arc::clone(&pool.places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or_else(DbError::saturated)?;
        let idle = std::iter::from_fn(|| pool.idle().pop()).find(|s| !s.client.is_closed());
        let session = match idle {
            Some(session) => session,
            None => {
                let client = pool.target.connect().await.map_err(|e| DbError::unreachable(format!("{e:#}")))?;
                Session { client, backend: AtomicI32::new(0) }
            }
        };
        let tx = Tx { session: Some(session), pool: Arc::clone(pool), place: Some(place) };
        tx.batch_execute("begin").await?;
        if let Some(actor) = actor {
            tx.set(actor, true).await?;
        }
        Ok(tx)
    }

    /// Goes on as another actor.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn become_actor(&self, actor: &Actor) -> Result<(), DbError> {
        // The role that began may not take on another; the login may.
        self.batch_execute("reset role").await?;
        self.set(actor, false).await
    }

    /// Runs one statement with parameters in text form.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn run(&self, step: &Step) -> Result<Rows, DbError> {
        let statement = self.prepare(&step.sql).await?;
        let params: Vec<Text<'_>> = step.params.iter().map(Text).collect();
        let stream = self.query_raw(&statement, params.iter().map(|p| p as &(dyn ToSql + Sync))).await?;
        let mut stream = std::pin::pin!(stream);
        let mut rows = Rows::default();
        let mut bytes = 0;
        while let Some(row) = stream.try_next().await? {
            let row = data_row(&row);
            bytes += row.len();
            if bytes > self.pool.max_answer {
                return Err(DbError::too_large(self.pool.max_answer));
            }
            rows.rows.push(row);
        }
        rows.affected = stream.rows_affected().unwrap_or_default();
        Ok(rows)
    }

    async fn set(&self, actor: &Actor, fresh: bool) -> Result<(), DbError> {
        let (sql, settings) = actor.settings(fresh);
        let params: Vec<(&(dyn ToSql + Sync), Type)> =
            settings.iter().map(|s| (s as &(dyn ToSql + Sync), Type::TEXT)).collect();
        let rows = self.query_typed(sql, &params).await?;
        // Nothing is done for the actor before it is sure that the backend is still this connection's own.
        let process: i32 = rows.first().map_or(0, |row| row.get(row.len() - 1));
        let known = self.session.as_ref().map_or(0, |s| s.backend.swap(process, Ordering::Relaxed));
        if known != 0 && known != process {
            self.pool.pooled.notice();
        }
        self.pool.pooled.refuse()
    }

    /// Makes it so.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if let Some(session) = self.session.take() {
            session.client.batch_execute("commit").await?;
            self.pool.idle().push(session);
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.session.as_ref().expect("the session is there until commit takes it").client
    }
}

impl Drop for Tx {
    /// Undoes it, stopping the statement that may still run; the place is kept until that is done.
    fn drop(&mut self) {
        let (Some(session), Ok(runtime)) = (self.session.take(), tokio::runtime::Handle::try_current()) else { return };
        let (pool, place) = (Arc::clone(&self.pool), self.place.take());
        runtime.spawn(async move {
            let canceller = Canceller::new(pool.target.clone(), Key::Token(session.client.cancel_token()));
            let undone = canceller.end(session.client.batch_execute("rollback"), GRACE).await;
            if undone.is_some_and(|result| result.is_ok()) {
                pool.idle().push(session);
            }
            drop(place);
        });
    }
}

/// A parameter in text form, for any type: PostgreSQL reads it as it would read a literal.
#[derive(Debug)]
struct Text<'a>(&'a Option<String>);

impl ToSql for Text<'_> {
    fn to_sql(&self, _: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match self.0 {
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                IsNull::No
            }
            None => IsNull::Yes,
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// A value as PostgreSQL sent it.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Raw(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The row in the form the wire would have brought it.
fn data_row(row: &Row) -> bytes::Bytes {
    let mut out = bytes::BytesMut::with_capacity(256);
    out.put_i16(row.len() as i16);
    for i in 0..row.len() {
        match row.get::<_, Option<Raw<'_>>>(i) {
            Some(Raw(value)) => {
                out.put_i32(value.len() as i32);
                out.extend_from_slice(value);
            }
            None => out.put_i32(-1),
        }
    }
    out.freeze()
}

#[cfg(test)]
mod tests;
