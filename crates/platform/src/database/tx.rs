//! Interactive transactions, for verbs that look before they write.

use super::door::Step;
use super::error::DbError;
use super::target::Target;
use super::wire::Rows;
use crate::actor::Actor;
use bytes::BufMut as _;
use futures_util::TryStreamExt as _;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Row};

/// Connections for interactive transactions.
pub(super) struct Pool {
    target: Target,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Client>>,
    patience: Duration,
}

impl Pool {
    pub(super) fn new(target: Target, size: usize, patience: Duration) -> Arc<Pool> {
        Arc::new(Pool { target, places: Arc::new(Semaphore::new(size)), idle: Mutex::default(), patience })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Client>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction as one actor. Queries go straight to the client; without [`Tx::commit`] it is undone.
pub struct Tx {
    client: Option<Client>,
    pool: Arc<Pool>,
    _place: OwnedSemaphorePermit,
}

impl Tx {
    pub(super) async fn begin(pool: &Arc<Pool>, actor: Option<&Actor>) -> Result<Tx, DbError> {
        let place = tokio::time::timeout(pool.patience, Arc::clone(&pool.places).acquire_owned()).await.ok().and_then(Result::ok).ok_or_else(DbError::saturated)?;
        let idle = std::iter::from_fn(|| pool.idle().pop()).find(|c| !c.is_closed());
        let client = match idle {
            Some(client) => client,
            None => pool.target.connect().await.map_err(|e| DbError::unreachable(format!("{e:#}")))?,
        };
        let tx = Tx { client: Some(client), pool: Arc::clone(pool), _place: place };
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
        while let Some(row) = stream.try_next().await? {
            rows.rows.push(data_row(&row));
        }
        rows.affected = stream.rows_affected().unwrap_or_default();
        Ok(rows)
    }

    async fn set(&self, actor: &Actor, fresh: bool) -> Result<(), DbError> {
        let (sql, settings) = actor.settings(fresh);
        let params: Vec<(&(dyn ToSql + Sync), Type)> = settings.iter().map(|s| (s as &(dyn ToSql + Sync), Type::TEXT)).collect();
        self.query_typed(sql, &params).await?;
        Ok(())
    }

    /// Makes it so.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if let Some(client) = self.client.take() {
            client.batch_execute("commit").await?;
            self.pool.idle().push(client);
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client.as_ref().expect("the client is there until commit takes it")
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let pool = Arc::clone(&self.pool);
            tokio::spawn(async move {
                if client.batch_execute("rollback").await.is_ok() {
                    pool.idle().push(client);
                }
            });
        }
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
