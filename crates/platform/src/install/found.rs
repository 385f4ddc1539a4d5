//! What stands in a database before anything is changed.

use super::Product;
use crate::vault::{KeyRing, MasterKey};
use anyhow::bail;
use tokio_postgres::{GenericClient, Transaction};

/// What an earlier start left in a database.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Whether the schema is there.
    pub is_installed: bool,
    /// Whether a master key belongs to what is there, so that a new one would be wrong.
    pub has_key: bool,
    pub(super) migrations: Vec<String>,
    pub(super) fingerprint: Option<String>,
    key_check: Option<String>,
}

impl Found {
    /// Looks, and changes nothing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn look(client: &impl GenericClient) -> anyhow::Result<Found> {
        let row = client.query_one("select to_regclass('kit.migrations') is not null", &[]);
        if row.await?.get::<_, bool>(0) {
            let names = client.query("select name from kit.migrations", &[]).await?;
            let migrations = names.iter().map(|r| r.get(0)).collect();
            let mut found = Found { is_installed: true, migrations, ..Found::default() };
            // Former versions kept no check of the key.
            let installed = "select fingerprint, to_jsonb(i) ->> 'key_check' from kit.installed i";
            let row = client.query_opt(installed, &[]).await?;
            (found.fingerprint, found.key_check) = row.map(|r| (r.get(0), r.get(1))).unwrap_or_default();
            let keys = client.query_one("select exists (select from identity.data_keys)", &[]).await?;
            found.has_key = found.key_check.is_some() || keys.get(0);
            return Ok(found);
        }
        Ok(Found::default())
    }

    /// Refuses a database that another version or another master key made.
    pub(super) async fn fits(&self, product: &Product, tx: &Transaction<'_>, master: &MasterKey) -> anyhow::Result<()> {
        let known = |name: &String| product.migrations.iter().any(|(n, _)| n == name);
        if let Some(unknown) = self.migrations.iter().find(|name| !known(name)) {
            bail!("this database was migrated by a newer Throughline (it has {unknown}). Use that version.");
        }
        if self.key_check.as_ref().is_some_and(|check| *check != key_check(master)) {
            bail!(crate::vault::WRONG_KEY);
        }
        if self.is_installed {
            KeyRing::new(master.clone()).check(tx).await?;
        }
        Ok(())
    }
}

/// What tells one master key from another, and nothing about either.
pub(super) fn key_check(master: &MasterKey) -> String {
    master.derive_text("key check")
}
