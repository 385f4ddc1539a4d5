//! Personal data at rest: XChaCha20-Poly1305 under a key per organisation, found again by a keyed blind index.
//!
//! The master key wraps the organisations' keys; it comes from the environment or a file only its owner can read. A
//! ciphertext is bound to its table, column and row, so it can't be moved: `1 | key number (4) | nonce (24) | sealed`.

mod masked;
mod master;
mod rotate;

pub use master::MasterKey;
pub use rotate::rotate;

use crate::actor::Actor;
use crate::database::{DbError, Door, Tx};
use crate::remembered::Remembered;
use anyhow::{Context as _, bail};
use catalog::Kind;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use records::Error;
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::GenericClient;
use uuid::Uuid;

/// The key of the blind index; it stays when data keys turn.
const INDEX_KEY: i32 = 0;
/// How long unwrapped keys are trusted to be all there are.
const TRUST: Duration = Duration::from_secs(5);
/// What is said of a master key that is not the database's.
pub(crate) const WRONG_KEY: &str = "wrong master key: this database was encrypted with another one.\n\
     Give the right one in THROUGHLINE_MASTER_KEY, or put back the file master.key.";
/// First byte of every ciphertext.
const FORMAT: u8 = 1;

/// The keys of one organisation, unwrapped.
pub struct OrgKeys {
    current: i32,
    keys: HashMap<i32, [u8; 32]>,
}

/// All organisations' keys, unwrapped when first needed.
pub struct KeyRing {
    master: MasterKey,
    open: Remembered<Uuid, Arc<OrgKeys>>,
}

impl KeyRing {
    /// A ring under this master key.
    pub fn new(master: MasterKey) -> KeyRing {
        KeyRing { master, open: Remembered::new(TRUST) }
    }

    /// The master key.
    pub fn master(&self) -> &MasterKey {
        &self.master
    }

    /// The keys of one organisation, read through the door.
    ///
    /// # Errors
    /// When the database can't be reached or the master key is another.
    pub async fn of(&self, door: &Door, org: Uuid) -> Result<Arc<OrgKeys>, DbError> {
        if let Some(keys) = self.open.get(&org) {
            return Ok(keys);
        }
        let since = self.open.moment();
        let tx = door.begin(&Actor::sign_in(org)).await?;
        let keys = self.load(&*tx, org).await.map_err(|e| DbError {
            code: "58000".into(),
            message: format!("{e:#}"),
            ..DbError::default()
        })?;
        tx.commit().await?;
        self.open.keep(since, org, Arc::clone(&keys));
        Ok(keys)
    }

    /// The keys of one organisation, read inside a transaction, which goes on as the actor.
    ///
    /// # Errors
    /// When they can't be read or the master key is another.
    pub async fn within(&self, tx: &Tx, actor: &Actor) -> Result<Arc<OrgKeys>, DbError> {
        if let Some(keys) = self.open.get(&actor.org) {
            return Ok(keys);
        }
        let since = self.open.moment();
        tx.become_actor(&Actor::sign_in(actor.org)).await?;
        let keys = self.load(&**tx, actor.org).await.map_err(|e| DbError {
            code: "58000".into(),
            message: format!("{e:#}"),
            ..DbError::default()
        })?;
        tx.become_actor(actor).await?;
        self.open.keep(since, actor.org, Arc::clone(&keys));
        Ok(keys)
    }

    /// The keys of one organisation, read through any connection that may. Makes them when there are none.
    ///
    /// # Errors
    /// When they can't be read, or the master key is another.
    pub async fn load(&self, client: &impl GenericClient, org: Uuid) -> anyhow::Result<Arc<OrgKeys>> {
        let mut rows =
            client.query("select number, wrapped_key from identity.data_keys where org_id = $1", &[&org]).await?;
        if rows.is_empty() {
            for number in [INDEX_KEY, 1] {
                self.add(client, org, number).await?;
            }
            rows =
                client.query("select number, wrapped_key from identity.data_keys where org_id = $1", &[&org]).await?;
        }
        let mut keys = HashMap::new();
        for row in rows {
            let number: i32 = row.get(0);
            keys.insert(number, self.master.unwrap(org, number, row.get(1))?);
        }
        let current = keys.keys().copied().max().context("an organisation without keys")?;
        Ok(Arc::new(OrgKeys { current, keys }))
    }

    /// Says plainly when this master key is not the one the database was written with.
    ///
    /// # Errors
    /// When it is another, or the keys can't be read.
    pub async fn check(&self, client: &impl GenericClient) -> anyhow::Result<()> {
        if let Some(row) = client
            .query_opt("select org_id, number, wrapped_key from identity.data_keys order by org_id limit 1", &[])
            .await?
        {
            self.master.unwrap(row.get(0), row.get(1), row.get(2))?;
        }
        Ok(())
    }

    /// Gives one organisation a new data key and forgets what was unwrapped. Old keys stay until nothing needs them.
    ///
    /// # Errors
    /// When it can't be written.
    pub async fn add_next(&self, client: &impl GenericClient, org: Uuid) -> anyhow::Result<Arc<OrgKeys>> {
        let keys = self.load(client, org).await?;
        client.execute("update identity.data_keys set retired_at = now() where org_id = $1 and number > 0 and retired_at is null", &[&org]).await?;
        self.add(client, org, keys.current + 1).await?;
        self.open.forget();
        self.load(client, org).await
    }

    async fn add(&self, client: &impl GenericClient, org: Uuid, number: i32) -> anyhow::Result<()> {
        let key: [u8; 32] = rand::random();
        let wrapped = self.master.wrap(org, number, &key)?;
        client
            .execute("insert into identity.data_keys (org_id, number, wrapped_key) values ($1, $2, $3) on conflict on constraint data_keys_number_taken do nothing", &[&org, &number, &wrapped])
            .await?;
        Ok(())
    }
}

impl OrgKeys {
    /// Encrypts a text of this table, column and row.
    ///
    /// # Errors
    /// When the cipher refuses (it does not for texts of any sane size).
    pub fn seal(&self, table: &str, column: &str, row: &Uuid, text: &str) -> anyhow::Result<Vec<u8>> {
        let nonce: [u8; 24] = rand::random();
        let place = place(table, column, row.as_bytes());
        let key = self.keys.get(&self.current).context("no current key")?;
        let sealed = XChaCha20Poly1305::new(&Key::from(*key))
            .encrypt(&XNonce::from(nonce), Payload { msg: text.as_bytes(), aad: &place })
            .map_err(|_| anyhow::anyhow!("encryption failed"))?;
        let mut out = Vec::with_capacity(29 + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&self.current.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Decrypts what [`OrgKeys::seal`] made of the same table, column and row.
    ///
    /// # Errors
    /// When it was made elsewhere, was changed, or its key is gone.
    pub fn open(&self, table: &str, column: &str, row: &[u8; 16], ciphertext: &[u8]) -> anyhow::Result<String> {
        let (head, sealed) = ciphertext.split_first_chunk::<29>().context("too short to be a ciphertext")?;
        if head[0] != FORMAT {
            bail!("unknown format {}", head[0]);
        }
        let number = i32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let key = self.keys.get(&number).with_context(|| format!("key {number} is gone"))?;
        let nonce: [u8; 24] = head[5..29].try_into()?;
        let place = place(table, column, row);
        let text = XChaCha20Poly1305::new(&Key::from(*key))
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: &place })
            .map_err(|_| anyhow::anyhow!("the ciphertext does not belong here"))?;
        Ok(String::from_utf8(text)?)
    }

    /// The number of the key that seals now.
    pub fn current(&self) -> i32 {
        self.current
    }

    /// The blind index of a value: HMAC-SHA-256 of its normal form. None when the value has none.
    pub fn index(&self, kind: Kind, text: &str) -> Option<Vec<u8>> {
        let normal = match kind {
            Kind::PiiEmail => text.trim().to_lowercase(),
            Kind::PiiPhone => phone(text)?,
            _ => return None,
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(self.keys.get(&INDEX_KEY)?).ok()?;
        mac.update(if kind == Kind::PiiEmail { b"email:" } else { b"phone:" });
        mac.update(normal.as_bytes());
        Some(mac.finalize().into_bytes().to_vec())
    }
}

/// What one person sees of one organisation's personal data.
pub struct View {
    keys: Arc<OrgKeys>,
    clear: bool,
}

impl View {
    /// In clear text for those who may read it, masked for everybody else.
    pub fn new(keys: Arc<OrgKeys>, clear: bool) -> View {
        View { keys, clear }
    }
}

impl records::Reveal for View {
    fn reveal(&self, table: &str, column: &str, row: &[u8; 16], ciphertext: &[u8]) -> String {
        match self.keys.open(table, column, row, ciphertext) {
            Ok(text) if self.clear => text,
            Ok(text) => masked::mask(&text),
            Err(e) => {
                tracing::error!("{table}.{column} of row {}: {e:#}", Uuid::from_bytes(*row));
                "[unreadable]".to_string()
            }
        }
    }
}

impl records::Vault for View {
    fn seal(&self, table: &str, column: &str, row: &Uuid, text: &str) -> records::Result<Vec<u8>> {
        self.keys
            .seal(table, column, row, text)
            .map_err(|e| Error::new(400, "TL100", format!("{column}: {e}")).field(column))
    }

    fn index(&self, kind: Kind, text: &str) -> Option<Vec<u8>> {
        self.keys.index(kind, text)
    }

    fn may_search(&self) -> bool {
        self.clear
    }
}

/// A telephone number in the form of E.164: digits with a leading plus where the country is known.
pub fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = text.trim_start().starts_with('+');
    match digits.strip_prefix("00").filter(|_| !international) {
        Some(rest) if rest.len() >= 4 => Some(format!("+{rest}")),
        _ if digits.len() < 4 => None,
        _ if international => Some(format!("+{digits}")),
        _ => Some(digits),
    }
}

fn place(table: &str, column: &str, row: &[u8; 16]) -> Vec<u8> {
    [table.as_bytes(), b"\0", column.as_bytes(), b"\0", row].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> OrgKeys {
        OrgKeys { current: 1, keys: HashMap::from([(0, [7; 32]), (1, [8; 32])]) }
    }

    #[test]
    fn a_ciphertext_opens_only_in_its_place() {
        let (row, other) = (Uuid::now_v7(), Uuid::now_v7());
        let sealed = keys().seal("contacts", "email", &row, "ada@example.com").unwrap();
        assert_eq!(keys().open("contacts", "email", row.as_bytes(), &sealed).unwrap(), "ada@example.com");
        assert!(keys().open("contacts", "email", other.as_bytes(), &sealed).is_err());
        assert!(keys().open("contacts", "phone", row.as_bytes(), &sealed).is_err());
    }

    #[test]
    fn an_address_is_found_however_it_is_written() {
        let index = |kind, text| keys().index(kind, text);
        assert_eq!(index(Kind::PiiEmail, " Ada@Example.com"), index(Kind::PiiEmail, "ada@example.com"));
        assert_eq!(index(Kind::PiiPhone, "+49 (30) 123-45"), index(Kind::PiiPhone, "0049 30 12345"));
        assert_ne!(index(Kind::PiiPhone, "+493012345"), index(Kind::PiiPhone, "+493012346"));
    }
}
