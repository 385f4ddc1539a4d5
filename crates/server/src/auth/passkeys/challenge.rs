//! Challenges: what a device signs. The server keeps none; it recognises its own, for whom they are and for how long,
//! and remembers those that were answered. So any server process takes what another gave out, and nobody fills the
//! database by asking.

use crate::auth::refusal::Refusal;
use crate::server::Server;
use platform::Tx;
use platform::secrets::{is_mac, mac};
use uuid::Uuid;

/// What a challenge is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// Signing in, whoever it will be.
    SignIn,
    /// A new passkey of this person, asked for in this session.
    Register { org: Uuid, user: Uuid, session: &'a str },
}

impl Purpose<'_> {
    fn parts(&self) -> Vec<u8> {
        match self {
            Purpose::SignIn => b"sign in".to_vec(),
            Purpose::Register { org, user, session } => {
                [b"register".as_slice(), org.as_bytes(), user.as_bytes(), session.as_bytes()].concat()
            }
        }
    }
}

/// A new challenge: when it ends, 128 random bits, and proof that the server made it.
pub(super) fn new(server: &Server, purpose: Purpose<'_>) -> Vec<u8> {
    let until = now() + server.settings.passkey_patience.as_secs().cast_signed();
    let head = [until.to_be_bytes().as_slice(), &rand::random::<[u8; 16]>()].concat();
    let proof = mac(&key(server), &[&purpose.parts(), &head]);
    [head.as_slice(), &proof[..16]].concat()
}

/// Whether the server gave this challenge out, for this, and not too long ago.
pub(super) fn check(server: &Server, purpose: Purpose<'_>, challenge: &[u8]) -> Result<(), Refusal> {
    let forged = || Refusal::bad("passkey_refused", "That is not an answer to what this server asked");
    let (Some(head), Some(proof), None) = (challenge.get(..24), challenge.get(24..40), challenge.get(40)) else {
        return Err(forged());
    };
    if !is_mac(&key(server), &[&purpose.parts(), head], proof) {
        return Err(forged());
    }
    if until(challenge) <= now() {
        return Err(Refusal::bad("challenge_expired", "That took too long. Please try again."));
    }
    Ok(())
}

/// Uses a genuine challenge up; false when it was answered before.
pub(super) async fn use_up(tx: &Tx, challenge: &[u8]) -> Result<bool, tokio_postgres::Error> {
    let sql = "insert into identity.answered_challenges (org_id, challenge, expires_at)
               values ($1, $2, to_timestamp($3::bigint)) on conflict do nothing";
    Ok(tx.execute(sql, &[&Uuid::nil(), &challenge, &until(challenge)]).await? == 1)
}

fn until(challenge: &[u8]) -> i64 {
    challenge.first_chunk().copied().map(i64::from_be_bytes).unwrap_or_default()
}

fn key(server: &Server) -> [u8; 32] {
    server.tools.keys.master().derive("passkey challenges")
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
