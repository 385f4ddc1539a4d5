//! A new passkey for oneself.

use super::challenge::{self, Purpose};
use super::{Party, handle, refused, session, tell};
use crate::auth::notices::PasskeyNews;
use crate::auth::passwords;
use crate::auth::refusal::Refusal;
use crate::server::Server;
use axum::http::StatusCode;
use passki::{
    ClientData, Passki, RegistrationCredential, RegistrationExtensions, RegistrationOptions, ResidentKeyRequirement,
    StoredPasskey, UserVerificationRequirement,
};
use platform::{Actor, DbError};
use serde::Deserialize as _;
use serde_json::Value;
use uuid::Uuid;

/// How many a person may have; the table keeps to it.
const MOST: usize = 10;
/// Bytes of a credential's id at most (WebAuthn, 7.1).
const LONGEST: usize = 1023;

/// Begins, given the present password: what the browser is asked (`PublicKeyCredentialCreationOptionsJSON`).
///
/// # Errors
/// `people_only` for a key, `no_passkeys_here` without an address for them, `invalid_credentials`, `too_many_passkeys`.
pub async fn begin(server: &Server, actor: &Actor, current: String) -> Result<Value, Refusal> {
    let session = session(actor)?;
    let party = Party::needed(&server.settings)?;
    let account = passwords::confirm(server, actor, current).await?;
    let known = known(server, actor.org, account.id).await?;
    if known.len() >= MOST {
        return Err(too_many());
    }
    let whom = handle(account.org, account.id);
    let shown = format!("{} ({})", account.full_name, account.organisation);
    let asked = party.verifier().start_passkey_registration(&whom, &account.email, &shown, options(server, &known));
    let (mut asked, _) = asked.map_err(|e| refused(&party, &e))?;
    let purpose = Purpose::Register { org: account.org, user: account.id, session };
    asked.challenge = Passki::base64_encode(&challenge::new(server, purpose));
    serde_json::to_value(asked).map_err(|e| Refusal::bad("passkey_refused", e.to_string()))
}

/// Finishes: verifies what the device made and keeps it under a name. Answers its id.
///
/// # Errors
/// `challenge_expired`, `challenge_used`, `wrong_origin`, `verification_needed`, `passkey_taken`, `too_many_passkeys`,
/// and `passkey_refused` for all that does not verify.
pub async fn finish(server: &Server, actor: &Actor, name: &str, answer: &Value) -> Result<Uuid, Refusal> {
    let session = session(actor)?;
    let user = actor.user.unwrap_or_default();
    let party = Party::needed(&server.settings)?;
    let (made, challenge) = verified(server, &party, Purpose::Register { org: actor.org, user, session }, answer)?;
    let name = match name.trim() {
        "" => "Passkey",
        name => name,
    };
    let tx = server.door.begin(&Actor { role: "auth", operation: None, ..actor.clone() }).await?;
    if !challenge::use_up(&tx, &challenge).await? {
        return Err(Refusal::bad("challenge_used", "This answer was sent before"));
    }
    let transports = serde_json::to_value(&made.transports).and_then(serde_json::from_value::<Vec<String>>);
    let sql = "insert into identity.passkeys (org_id, user_id, name, credential_id, public_key, algorithm, transports,
                 sign_count, backup_eligible, backed_up)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id";
    let row = tx
        .query_one(
            sql,
            &[
                &actor.org,
                &user,
                &name,
                &made.credential_id,
                &made.public_key,
                &made.algorithm,
                &transports.unwrap_or_default(),
                &i64::from(made.counter),
                &made.be,
                &made.bs,
            ],
        )
        .await
        .map_err(|e| told(e.into()))?;
    tell(server, &tx, actor, user, &PasskeyNews::Added(name)).await?;
    tx.commit().await?;
    Ok(row.get(0))
}

/// What the device made, and the challenge it answered.
fn verified(
    server: &Server,
    party: &Party,
    purpose: Purpose<'_>,
    answer: &Value,
) -> Result<(StoredPasskey, Vec<u8>), Refusal> {
    let malformed = |e: serde_json::Error| Refusal::bad("bad_json", format!("Could not read the credential: {e}"));
    let credential = RegistrationCredential::deserialize(answer).map_err(malformed)?;
    let wrong = |e: passki::PasskiError| refused(party, &e);
    let said = ClientData::from_base64(&credential.response.client_data_json).map_err(wrong)?;
    let challenge = Passki::base64_decode(&said.challenge).map_err(wrong)?;
    challenge::check(server, purpose, &challenge)?;
    let verifier = party.verifier();
    let (asked, mut state) =
        verifier.start_passkey_registration(&[0; 32], "", "", options(server, &[])).map_err(wrong)?;
    state.challenge.clone_from(&challenge);
    let made = verifier.finish_passkey_registration(&credential, &state).map_err(wrong)?;
    // What the library leaves to us: an algorithm that was not offered, a device that keeps nothing, a name too long.
    let offered = asked.pub_key_cred_params.iter().any(|offer| offer.alg == made.algorithm);
    if !offered || made.rk == Some(false) || made.credential_id.len() > LONGEST {
        return Err(Refusal::bad("passkey_refused", "This device makes no passkeys that can be used here"));
    }
    Ok((made, challenge))
}

/// A device that keeps the passkey and makes sure who uses it; none of those the person has already.
fn options<'a>(server: &Server, known: &'a [StoredPasskey]) -> RegistrationOptions<'a> {
    let mut options = RegistrationOptions::default();
    options.timeout = u64::try_from(server.settings.passkey_patience.as_millis()).unwrap_or(u64::MAX);
    options.resident_key = ResidentKeyRequirement::Required;
    options.user_verification = UserVerificationRequirement::Required;
    options.exclude_credentials = Some(known);
    let mut extensions = RegistrationExtensions::default();
    extensions.cred_props = Some(true);
    options.extensions = Some(extensions);
    options
}

/// The passkeys a person has, as far as a device needs them to know its own.
async fn known(server: &Server, org: Uuid, user: Uuid) -> Result<Vec<StoredPasskey>, DbError> {
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let sql = "select credential_id, transports from identity.passkeys where org_id = $1 and user_id = $2";
    let rows = tx.query(sql, &[&org, &user]).await?;
    tx.commit().await?;
    let stored = rows.iter().map(|row| {
        let mut passkey = StoredPasskey::default();
        passkey.credential_id = row.get(0);
        let transports = serde_json::to_value(row.get::<_, Vec<String>>(1)).and_then(serde_json::from_value);
        passkey.transports = transports.unwrap_or_default();
        passkey
    });
    Ok(stored.collect())
}

fn told(e: DbError) -> Refusal {
    match e.constraint.as_deref() {
        Some("passkeys_credential_idx") => {
            Refusal::new(StatusCode::CONFLICT, "passkey_taken", "This passkey is in use already")
        }
        Some("passkeys_are_few") => too_many(),
        _ => e.into(),
    }
}

fn too_many() -> Refusal {
    let message = format!("You have {MOST} passkeys. Remove one you no longer use.");
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_passkeys", message)
}
