//! The key above all keys.

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;
use uuid::Uuid;

/// 256 bits that wrap the organisations' keys and from which the server's own secrets are derived.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Understands 32 bytes in base64.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> anyhow::Result<MasterKey> {
        let bytes = STANDARD.decode(text.trim()).context("the master key is not base64")?;
        Ok(MasterKey(bytes.try_into().map_err(|b: Vec<u8>| {
            anyhow::anyhow!("the master key has {} bytes; it needs 32. Make one with: openssl rand -base64 32", b.len())
        })?))
    }

    /// Reads the key from the file; none when there is no such file. Only its owner may read it.
    ///
    /// # Errors
    /// When others may read the file, or it can't be read.
    pub fn read(path: &Path) -> anyhow::Result<Option<MasterKey>> {
        let meta = match path.metadata() {
            Ok(meta) => meta,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).with_context(|| format!("reading {}", path.display())),
        };
        if meta.mode() & 0o077 != 0 {
            bail!("{} can be read by others. Run: chmod 600 {}", path.display(), path.display());
        }
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Some(Self::parse(&text).with_context(|| format!("in {}", path.display()))?))
    }

    /// Makes a new key and the file that keeps it.
    ///
    /// # Errors
    /// When the file is there already or can't be written.
    pub fn make(path: &Path) -> anyhow::Result<MasterKey> {
        let key = MasterKey(rand::random());
        let file = File::options().create_new(true).write(true).mode(0o600).open(path);
        let mut file = file.with_context(|| format!("making {}", path.display()))?;
        writeln!(file, "{}", STANDARD.encode(key.0))?;
        file.sync_all()?;
        Ok(key)
    }

    /// A secret for one purpose, the same at every start.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut out = [0; 32];
        Hkdf::<Sha256>::new(None, &self.0).expand(purpose.as_bytes(), &mut out).expect("32 bytes can be expanded");
        out
    }

    /// A derived secret as text.
    pub fn derive_text(&self, purpose: &str) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.derive(purpose))
    }

    pub(super) fn wrap(&self, org: Uuid, number: i32, key: &[u8; 32]) -> anyhow::Result<Vec<u8>> {
        let nonce: [u8; 24] = rand::random();
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: key, aad: &bound_to(org, number) })
            .map_err(|_| anyhow::anyhow!("wrapping a key failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(super) fn unwrap(&self, org: Uuid, number: i32, wrapped: &[u8]) -> anyhow::Result<[u8; 32]> {
        let (nonce, sealed) = wrapped.split_first_chunk::<24>().context("a wrapped key is damaged")?;
        let key = self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &bound_to(org, number) });
        let key = key.map_err(|_| anyhow::anyhow!(super::WRONG_KEY))?;
        key.try_into().map_err(|_| anyhow::anyhow!("a wrapped key is damaged"))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.derive("wrap organisation keys")))
    }
}

fn bound_to(org: Uuid, number: i32) -> Vec<u8> {
    [org.as_bytes().as_slice(), &number.to_be_bytes()].concat()
}
