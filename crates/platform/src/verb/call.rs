//! What a verb works with.

use super::Progress;
use crate::explain::explain;
use crate::models::{Chat, Embed};
use crate::outbound::{MailHosts, Outbound};
use crate::store::Objects;
use crate::vault::{KeyRing, OrgKeys};
use crate::{Actor, DbError, Tx};
use catalog::Catalog;
use records::{Error, Result};
use serde_json::Value;
use std::sync::Arc;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, ToStatement};

/// What the server has for all verbs.
pub struct Tools {
    /// The organisations' keys.
    pub keys: KeyRing,
    /// The address people reach the server at, for links; empty when nobody said.
    pub public_url: String,
    /// Whether outgoing mail is set up.
    pub sends_mail: bool,
    /// The regular and the bold face documents are set in (TrueType).
    pub fonts: (&'static [u8], &'static [u8]),
    /// Reads foreign files.
    pub guard: crate::guard::Guard,
    /// Tells what texts mean; without it nothing is found by meaning.
    pub embed: Option<Arc<dyn Embed>>,
    /// Asks models for answers.
    pub chat: Arc<dyn Chat>,
    /// The object store beside the database.
    pub objects: Option<Arc<Objects>>,
    /// Asks the outside world.
    pub outbound: Arc<dyn Outbound>,
    /// Knows whether domains take mail.
    pub mail_hosts: Arc<dyn MailHosts>,
    /// Mail servers of organisations may have private addresses.
    pub private_mail: bool,
    /// The schema.
    pub catalog: Arc<Catalog>,
}

impl Tools {
    /// Whether a host is another than the server's own, so that an organisation may have it to itself. A server that does
    /// not know its own address knows of no other.
    pub fn is_elsewhere(&self, host: &str) -> bool {
        let own = url::Url::parse(&self.public_url).ok();
        own.as_ref().and_then(|url| url.host_str()).is_some_and(|own| own != host)
    }

    /// What PostgreSQL said, as people are told it.
    pub fn explain(&self, e: &DbError) -> Error {
        explain(&self.catalog, e, true)
    }
}

/// One use of a verb: its transaction, who asks, and the tools.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The transaction, as the actor.
    pub tx: &'a Tx,
    /// Who asks.
    pub actor: &'a Actor,
    /// What the server has.
    pub tools: &'a Tools,
    /// Where long work says how far it is.
    pub progress: &'a Progress,
}

impl Call<'_> {
    /// Rows of one statement.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn query(
        &self,
        sql: &(impl ToStatement + ?Sized + Sync),
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>> {
        self.tx.query(sql, params).await.map_err(|e| self.told(e))
    }

    /// The first row of one statement, if there is one.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn row(
        &self,
        sql: &(impl ToStatement + ?Sized + Sync),
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// The first row of one statement about one record.
    ///
    /// # Errors
    /// 404 when the record is not there or not theirs to see.
    pub async fn record(
        &self,
        what: &str,
        sql: &(impl ToStatement + ?Sized + Sync),
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Row> {
        self.row(sql, params)
            .await?
            .ok_or_else(|| Error::new(404, "TL404", format!("There is no such {what}, or it is not yours to change.")))
    }

    /// Makes sure that the asking person sees each of these records that is named: what it is, its table, its id.
    ///
    /// # Errors
    /// 404 for the first they do not see.
    pub async fn sees(&self, records: &[(&str, &str, Option<uuid::Uuid>)]) -> Result<()> {
        for (what, table, id) in records {
            if let Some(id) = id {
                self.record(what, &format!("select 1 from {table} where id = $1"), &[id]).await?;
            }
        }
        Ok(())
    }

    /// Runs one statement and answers how many rows it touched.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn execute(
        &self,
        sql: &(impl ToStatement + ?Sized + Sync),
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<u64> {
        self.tx.execute(sql, params).await.map_err(|e| self.told(e))
    }

    /// Goes on with the rights of the server itself, still inside the organisation and in the name of who asks.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn as_system(&self) -> Result<()> {
        Ok(self.tx.become_actor(&Actor { role: "system", ..self.actor.clone() }).await?)
    }

    /// Goes on as who asks.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn as_actor(&self) -> Result<()> {
        Ok(self.tx.become_actor(self.actor).await?)
    }

    /// The organisation's keys; goes on as who asks.
    ///
    /// # Errors
    /// When they can't be read.
    pub async fn keys(&self) -> Result<Arc<OrgKeys>> {
        Ok(self.tools.keys.within(self.tx, self.actor).await?)
    }

    /// A setting of the organisation, or what holds without one.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn setting(&self, key: &str, without: Value) -> Result<Value> {
        let row = self.row("select kit.setting($1, $2)", &[&key, &without]).await?;
        Ok(row.map_or(without, |r| r.get(0)))
    }

    fn told(&self, e: tokio_postgres::Error) -> Error {
        self.tools.explain(&DbError::from(e))
    }

    /// Writes a line of the feed, which webhooks and the record's history show; the name of who asks is put before the words.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub async fn report(&self, event: &str, noun: &str, id: uuid::Uuid, words: &str) -> Result<()> {
        self.execute("select identity.report_event($1, $2, $3, $4)", &[&event, &noun, &id, &words]).await.map(drop)
    }
}
