//! Random secrets that are shown once and stored as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// 256 random bits as text.
pub fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A keyed hash (HMAC-SHA-256) of some parts; the same parts in other cuts have another.
pub fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    hmac(key, parts).finalize().into_bytes().into()
}

/// Whether the beginning of a keyed hash, 16 bytes or more, is that of the parts; compared in constant time.
pub fn is_mac(key: &[u8; 32], parts: &[&[u8]], given: &[u8]) -> bool {
    given.len() >= 16 && hmac(key, parts).verify_truncated_left(given).is_ok()
}

/// Whether a hexadecimal HMAC-SHA-256 is that of a message under a secret; compared in constant time.
pub fn is_signed(secret: &[u8], message: &[u8], hex: &str) -> bool {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
    mac.update(message);
    data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).is_ok_and(|given| mac.verify_slice(&given).is_ok())
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}
