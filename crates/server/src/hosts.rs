//! Hosts that are one organisation's: there strangers reach it and no other.

use platform::{Actor, DbError, Door, Remembered};
use std::collections::HashMap;
use std::hash::Hash;
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
pub(crate) struct Hosts {
    door: Arc<Door>,
    /// All at once: what is remembered does not grow with what strangers make up.
    known: Remembered<(), Known>,
}

impl Hosts {
    /// Forgotten when this other memory is.
    pub(crate) fn beside<K: Eq + Hash, V: Clone>(other: &Remembered<K, V>, trust: Duration, door: Arc<Door>) -> Hosts {
        Hosts { door, known: other.beside(trust) }
    }

    /// Whose host this is.
    pub(crate) async fn get(&self, host: &str) -> Result<Option<Arc<AtHost>>, DbError> {
        if let Some(known) = self.known.get(&()) {
            return Ok(known.get(host).cloned());
        }
        let since = self.known.moment();
        let tx = self.door.begin(&Actor::sign_in(Uuid::nil())).await?;
        let sql = "select s.value #>> '{}', o.org_id, o.name, o.slug::text
                     from identity.system_settings s join identity.organizations o on o.org_id = s.org_id
                    where s.key = 'public.host' and s.value <> '\"\"'";
        let rows = tx.query(sql, &[]).await?;
        tx.commit().await?;
        let at = |row: &tokio_postgres::Row| AtHost { org: row.get(1), name: row.get(2), slug: row.get(3) };
        let known: Known = Arc::new(rows.iter().map(|row| (row.get(0), Arc::new(at(row)))).collect());
        self.known.keep(since, (), Arc::clone(&known));
        Ok(known.get(host).cloned())
    }
}
