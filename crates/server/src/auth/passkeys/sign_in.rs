//! Signing in with a passkey: the device says who it is for, so nothing is typed.

use super::challenge::{self, Purpose};
use super::{Party, handled, refused, tell};
use crate::auth::devices;
use crate::auth::notices::PasskeyNews;
use crate::auth::passwords::note_failure;
use crate::auth::refusal::Refusal;
use crate::auth::throttle::{self, Target};
use crate::auth::users::{self, Account, Entry};
use crate::http::{self, agent};
use crate::server::Server;
use axum::http::request::Parts;
use passki::{
    AuthenticationCredential, AuthenticationOptions, ClientData, Passki, StoredPasskey, UserVerificationRequirement,
};
use platform::{Actor, Tx};
use serde::Deserialize as _;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Where the flags of the signed data are, and which of them says that the passkey may be, and is, copied to more of
/// its owner's devices (WebAuthn, 6.1).
const FLAGS: usize = 32;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const COPIED: &str = "passkey_copied";

/// Begins: what the browser is asked (`PublicKeyCredentialRequestOptionsJSON`).
///
/// # Errors
/// `no_passkeys_here` without an address for them.
pub fn begin(server: &Server) -> Result<Value, Refusal> {
    let party = Party::needed(&server.settings)?;
    let asked = party.verifier().start_passkey_authentication(&[], options(server));
    let (mut asked, _) = asked.map_err(|e| refused(&party, &e))?;
    asked.challenge = Passki::base64_encode(&challenge::new(server, Purpose::SignIn));
    serde_json::to_value(asked).map_err(|e| Refusal::bad("passkey_refused", e.to_string()))
}

/// The account that an answer (`AuthenticationResponseJSON`) opens. As with passwords a try is taken before anything is
/// compared, and a refusal is noted.
///
/// # Errors
/// `challenge_expired`, `challenge_used`, `wrong_origin`, `verification_needed`, `passkey_copied`, 429, and
/// `passkey_refused` for all that does not verify and for passkeys nobody has.
pub async fn verify(server: &Arc<Server>, parts: &Parts, answer: &Value) -> Result<Entry, Refusal> {
    let party = Party::needed(&server.settings)?;
    let given = Given::read(server, &party, answer)?;
    let account = match given.whose {
        Some((org, user)) => users::by_id(server, org, user).await?.filter(|a| a.is_active),
        None => None,
    };
    let address = http::address(parts).unwrap_or_default();
    let nobody = || Target::account(Uuid::nil(), &format!("passkey {}", given.credential.raw_id));
    let target = account.as_ref().map_or_else(nobody, |a| devices::target(server, &parts.headers, a));
    throttle::take(server, &target, &address).await?;
    let Some(account) = account else { return Err(unknown()) };
    if let Err(refusal) = given.opens(server, parts, &party, &account).await {
        // A copy has a note of its own.
        if refusal.code != COPIED {
            note_failure(server, parts, &account, " with a passkey");
        }
        return Err(refusal);
    }
    throttle::forgive(server, &target, &address).await?;
    Ok(Entry { account, rehash: None })
}

/// An answer to a challenge of ours; nothing of it is believed yet.
struct Given {
    credential: AuthenticationCredential,
    challenge: Vec<u8>,
    /// Organisation and person the device names.
    whose: Option<(Uuid, Uuid)>,
}

impl Given {
    fn read(server: &Server, party: &Party, answer: &Value) -> Result<Given, Refusal> {
        let malformed = |e: serde_json::Error| Refusal::bad("bad_json", format!("Could not read the credential: {e}"));
        let credential = AuthenticationCredential::deserialize(answer).map_err(malformed)?;
        let wrong = |e: passki::PasskiError| refused(party, &e);
        let said = ClientData::from_base64(&credential.response.client_data_json).map_err(wrong)?;
        let challenge = Passki::base64_decode(&said.challenge).map_err(wrong)?;
        challenge::check(server, Purpose::SignIn, &challenge)?;
        let handle =
            credential.response.user_handle.as_deref().map(Passki::base64_decode).transpose().map_err(wrong)?;
        let whose = handle.and_then(|handle| handled(&handle));
        Ok(Given { credential, challenge, whose })
    }

    /// Refuses what does not open the account; what does is counted, and its challenge is used up.
    async fn opens(&self, server: &Server, parts: &Parts, party: &Party, account: &Account) -> Result<(), Refusal> {
        let wrong = |e: passki::PasskiError| refused(party, &e);
        let id = Passki::base64_decode(&self.credential.raw_id).map_err(wrong)?;
        let signed = Passki::base64_decode(&self.credential.response.authenticator_data).map_err(wrong)?;
        let flags = signed.get(FLAGS).copied().unwrap_or_default();
        let tx = server.door.begin(&Actor::sign_in(account.org)).await?;
        let sql = "select id, name, public_key, algorithm, backup_eligible from identity.passkeys
                    where org_id = $1 and user_id = $2 and credential_id = $3 for update";
        let row = tx.query_opt(sql, &[&account.org, &account.id, &id]).await?.ok_or_else(unknown)?;
        let mut passkey = StoredPasskey::default();
        (passkey.public_key, passkey.algorithm) = (row.get(2), row.get(3));
        let verifier = party.verifier();
        let (_, mut state) = verifier.start_passkey_authentication(&[], options(server)).map_err(wrong)?;
        state.challenge.clone_from(&self.challenge);
        // Its count is 0 here: only what a genuine signature says is held against the count that is stored.
        let proven = verifier.finish_passkey_authentication(&self.credential, &state, &passkey).map_err(wrong)?;
        if row.get::<_, bool>(4) != (flags & BACKUP_ELIGIBLE != 0) {
            return Err(unknown());
        }
        if !challenge::use_up(&tx, &self.challenge).await? {
            return Err(Refusal::bad("challenge_used", "This answer was sent before"));
        }
        let sql = "update identity.passkeys set sign_count = $3, backed_up = $4, last_used_at = now()
                    where org_id = $1 and id = $2 and (sign_count < $3 or sign_count = 0 and $3 = 0)";
        let (count, backed_up) = (i64::from(proven.counter), flags & BACKED_UP != 0);
        if tx.execute(sql, &[&account.org, &row.get::<_, Uuid>(0), &count, &backed_up]).await? == 0 {
            return Err(copied(server, parts, tx, account, row.get(1)).await?);
        }
        Ok(tx.commit().await?)
    }
}

/// The owner is told that somebody has a copy; the challenge stays used up.
async fn copied(server: &Server, parts: &Parts, tx: Tx, account: &Account, name: &str) -> Result<Refusal, Refusal> {
    let (address, agent) = (http::address(parts), agent(&parts.headers));
    let who = Actor { address, agent, ..Actor::system(account.org) };
    tell(server, &tx, &who, account.id, &PasskeyNews::Copied(name)).await?;
    tx.commit().await?;
    let message = "This passkey counts backwards, as a copy does. Remove it on your account page and make another.";
    Ok(Refusal::bad(COPIED, message))
}

fn options(server: &Server) -> AuthenticationOptions {
    let mut options = AuthenticationOptions::default();
    options.timeout = u64::try_from(server.settings.passkey_patience.as_millis()).unwrap_or(u64::MAX);
    options.user_verification = UserVerificationRequirement::Required;
    options
}

fn unknown() -> Refusal {
    Refusal::bad("passkey_refused", "This passkey is not accepted")
}
