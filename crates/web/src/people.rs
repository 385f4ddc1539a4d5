//! People and their organisations, as pages know them.

use jiff::tz::TimeZone;
use platform::{Actor, DbError, Remembered};
use server::Server;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long what is known of a person and their organisation is trusted.
const TRUST: Duration = Duration::from_secs(3);

/// A person and their organisation, as pages need them.
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) org_name: String,
    /// The modules the organisation shows, in menu order.
    pub(crate) modules: Vec<String>,
    pub(crate) currency: String,
    pub(crate) zone: TimeZone,
    pub(crate) custom: Vec<Custom>,
    /// Features that are switched off.
    pub(crate) off: Vec<String>,
    /// The organisation wants to know who opens records.
    pub(crate) notes_looks: bool,
}

/// A field of the organisation's own.
pub(crate) struct Custom {
    pub(crate) noun: String,
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) kind: String,
    pub(crate) options: Vec<String>,
    pub(crate) help: Option<String>,
    pub(crate) listed: bool,
}

/// What was last known of people.
pub(crate) struct People(Remembered<(Uuid, Uuid), Arc<Person>>);

impl People {
    /// Nobody yet; forgets when the server does.
    pub(crate) fn new(server: &Server) -> People {
        People(server.sessions.beside(TRUST))
    }

    /// A person of an organisation.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub(crate) async fn get(&self, server: &Server, org: Uuid, user: Uuid) -> Result<Arc<Person>, DbError> {
        if let Some(person) = self.0.get(&(org, user)) {
            return Ok(person);
        }
        let since = self.0.moment();
        let tx = server.door.begin(&Actor::system(org)).await?;
        let row = tx
            .query_one(
                "select u.full_name, u.email::text, o.name, o.modules, o.currency::text, o.time_zone from identity.users u join identity.organizations o on o.org_id = u.org_id where u.id = $1",
                &[&user],
            )
            .await?;
        let custom = tx
            .query("select noun, key, label, kind::text, options, help, is_listed from identity.custom_fields where not is_archived order by noun, position, label", &[])
            .await?
            .iter()
            .map(|r| Custom { noun: r.get(0), key: r.get(1), label: r.get(2), kind: r.get(3), options: r.get(4), help: r.get(5), listed: r.get(6) })
            .collect();
        let off = tx
            .query(
                "select substr(key, 9) from identity.system_settings where key like 'feature.%' and value = 'false'",
                &[],
            )
            .await?
            .iter()
            .map(|r| r.get(0))
            .collect();
        let looks =
            "select exists (select from identity.system_settings where key = 'audit.page_reads' and value = 'true')";
        let notes_looks = tx.query_one(looks, &[]).await?.get(0);
        tx.commit().await?;
        let zone_name: String = row.get(5);
        let person = Arc::new(Person {
            id: user,
            name: row.get(0),
            email: row.get(1),
            org_name: row.get(2),
            modules: row.get(3),
            currency: row.get(4),
            zone: TimeZone::get(&zone_name).unwrap_or(TimeZone::UTC),
            custom,
            notes_looks,
            off,
        });
        self.0.keep(since, (org, user), Arc::clone(&person));
        Ok(person)
    }
}
