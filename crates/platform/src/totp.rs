//! Codes of six digits that change every half minute (RFC 6238 with HMAC-SHA-1, as every app understands).

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Seconds a code is shown.
pub const STEP: i64 = 30;

/// The secret an app and the server share: 160 bits.
#[derive(Debug, Clone, Copy)]
pub struct Secret([u8; 20]);

impl Secret {
    /// The secret that belongs to a derived key.
    pub fn of(key: &[u8; 32]) -> Secret {
        let mut secret = [0; 20];
        secret.copy_from_slice(&key[..20]);
        Secret(secret)
    }

    /// The secret as people type it (base32).
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The secret somebody typed.
    pub fn parse(text: &str) -> Option<Secret> {
        let bytes = BASE32_NOPAD.decode(text.replace(' ', "").to_uppercase().as_bytes()).ok()?;
        bytes.try_into().ok().map(Secret)
    }

    /// The address an app reads from a QR code; `issuer` and `account` are shown beside the code.
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let quoted =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let (issuer, account) = (quoted(issuer), quoted(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.text())
    }

    /// The code of a step: seconds since 1970 divided by [`STEP`].
    pub fn code(&self, step: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("a key of any length");
        mac.update(&step.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(digest[19] & 15);
        let number = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
        format!("{:06}", number % 1_000_000)
    }

    /// The step a code belongs to, at this moment or one step around it: clocks differ.
    pub fn step_of(&self, code: &str, seconds: i64) -> Option<i64> {
        let now = seconds / STEP;
        let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        [now, now - 1, now + 1].into_iter().find(|step| self.code(*step) == typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6238, appendix B, in six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let mut key = [0; 32];
        key[..20].copy_from_slice(b"12345678901234567890");
        let secret = Secret::of(&key);
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(secret.code(seconds / STEP), code);
        }
        assert_eq!(secret.step_of("287 082", 59 + STEP), Some(59 / STEP));
        assert_eq!(secret.step_of("287082", 59 + 3 * STEP), None);
        assert_eq!(Secret::parse(&secret.text()).map(|s| s.0), Some(secret.0));
    }
}
