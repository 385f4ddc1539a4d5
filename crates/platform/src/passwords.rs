//! Password hashes: argon2id, and bcrypt for imported accounts.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

/// The shortest password that is accepted, in characters.
pub const SHORTEST: usize = 8;
/// Longer ones are refused, so that hashing stays bounded.
pub const LONGEST: usize = 512;

/// How a password compared with its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It is the password.
    Yes,
    /// It is the password, and its hash should be made anew.
    Outdated,
    /// It is not.
    No,
}

/// The passwords guessed first: the 20,000 commonest of leaked ones, of six letters and more.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("passwords/common.txt").lines().collect());

/// Hashes a new password with argon2id (19 MiB, 2 passes: the OWASP minimum). `own` is what everybody knows of its owner:
/// name, address, organisation; nothing for a password that is nobody's.
///
/// # Errors
/// When it is too short, too long, one of those guessed first, or made of `own`.
pub fn hash(password: &str, own: &[&str]) -> anyhow::Result<String> {
    let length = password.chars().count();
    anyhow::ensure!(length >= SHORTEST, "a password needs at least {SHORTEST} characters");
    anyhow::ensure!(length <= LONGEST, "a password has at most {LONGEST} characters");
    anyhow::ensure!(!is_common(password), "this password is among those guessed first; take a few words instead");
    check_own(password, own)?;
    Ok(hasher().hash_password(password.as_bytes()).map_err(|e| anyhow::anyhow!("hashing: {e}"))?.to_string())
}

/// Compares a password with a stored hash; without one it takes as long and says no.
pub fn verify(password: &str, stored: Option<&str>) -> Match {
    static NOBODY: OnceLock<String> = OnceLock::new();
    if password.len() > 4 * LONGEST {
        return Match::No;
    }
    let Some(stored) = stored else {
        let nobody = NOBODY.get_or_init(|| hash("a password nobody has", &[]).unwrap_or_default());
        verify(password, Some(nobody));
        return Match::No;
    };
    if stored.starts_with("$2") {
        return if bcrypt::verify(password, stored).unwrap_or(false) { Match::Outdated } else { Match::No };
    }
    let Ok(parsed) = PasswordHash::new(stored) else { return Match::No };
    if hasher().verify_password(password.as_bytes(), &parsed).is_ok() { Match::Yes } else { Match::No }
}

/// Refuses a password made of what everybody knows of its owner: `own` are their name, address and organisation.
fn check_own(password: &str, own: &[&str]) -> anyhow::Result<()> {
    let mut rest = password.to_lowercase();
    let words = own.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase);
    for word in words.filter(|w| w.chars().count() >= 4) {
        rest = rest.replace(&word, "");
    }
    let enough = rest == password.to_lowercase() || rest.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST - 2;
    anyhow::ensure!(enough, "a password should not be made of your own name, address or organisation");
    Ok(())
}

/// Whether it is a common password, perhaps with a few digits or signs around it, or hardly more than one letter.
fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let around = lower.chars().count() - core.chars().count();
    let letters: HashSet<char> = lower.chars().collect();
    COMMON.contains(lower.as_str()) || around <= 6 && COMMON.contains(core) || letters.len() < 4
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let stored = hash("correct horse", &[]).unwrap();
        assert_eq!(verify("correct horse", Some(&stored)), Match::Yes);
        assert_eq!(verify("battery staple", Some(&stored)), Match::No);
        assert_eq!(verify("correct horse", None), Match::No);
    }

    #[test]
    fn an_imported_hash_works_and_is_outdated() {
        let stored = bcrypt::hash("correct horse", 4).unwrap();
        assert_eq!(verify("correct horse", Some(&stored)), Match::Outdated);
    }

    #[test]
    fn a_password_everybody_tries_is_refused() {
        for common in ["password", "Password2026!", "12345678", "iloveyou", "abababab", "!!Dragon99"] {
            assert!(hash(common, &[]).is_err(), "{common}");
        }
        assert!(hash("password of the lighthouse", &[]).is_ok());
    }

    #[test]
    fn a_password_of_own_names_is_refused() {
        let own = ["Ada Adams", "ada.adams@northwind.example", "Northwind Ltd"];
        for known in ["adams2026", "Northwind!", "adams-northwind", "adams@example"] {
            assert!(hash(known, &own).is_err(), "{known}");
        }
        assert!(hash("adams and seven swans", &own).is_ok());
        assert!(hash("k7#p!29x", &own).is_ok());
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(hash("short", &[]).unwrap_err().to_string().contains("at least 8"));
    }
}
