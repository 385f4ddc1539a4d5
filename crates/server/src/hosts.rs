//! Hosts that are one organisation's: there strangers reach it and no other.

use crate::http;
use crate::server::Server;
use axum::http::request::Parts;
use platform::{Actor, DbError, Remembered};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The organisation a host belongs to.
#[derive(Debug)]
pub struct AtHost {
    /// The organisation.
    pub org: Uuid,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub slug: String,
}

/// Every host that was given away, by name.
type Known = Arc<HashMap<String, Arc<AtHost>>>;

/// What was last known of hosts.
pub(crate) struct Hosts(Remembered<(), Known>);

impl Hosts {
    /// Forgotten when this memory is.
    pub(crate) fn beside<K: Eq + std::hash::Hash, V: Clone>(other: &Remembered<K, V>, trust: Duration) -> Hosts {
        Hosts(other.beside(trust))
    }
}

impl Server {
    /// The organisation whose own host was asked; none at the server's own address.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn at_host(&self, parts: &Parts) -> Result<Option<Arc<AtHost>>, DbError> {
        let Some(host) = http::host(parts).filter(|host| self.tools.is_elsewhere(host)) else { return Ok(None) };
        Ok(self.known_hosts().await?.get(&host).cloned())
    }

    /// All at once: what is remembered does not grow with what strangers make up.
    async fn known_hosts(&self) -> Result<Known, DbError> {
        if let Some(known) = self.hosts.0.get(&()) {
            return Ok(known);
        }
        let since = self.hosts.0.moment();
        let tx = self.door.begin(&Actor::sign_in(Uuid::nil())).await?;
        let sql = "select s.value #>> '{}', o.org_id, o.name, o.slug::text
                     from identity.system_settings s join identity.organizations o on o.org_id = s.org_id
                    where s.key = 'public.host' and s.value <> '\"\"'";
        let rows = tx.query(sql, &[]).await?;
        tx.commit().await?;
        let at = |row: &tokio_postgres::Row| AtHost { org: row.get(1), name: row.get(2), slug: row.get(3) };
        let known: Known = Arc::new(rows.iter().map(|row| (row.get(0), Arc::new(at(row)))).collect());
        self.hosts.0.keep(since, (), Arc::clone(&known));
        Ok(known)
    }
}
