//! Erasing a person's data on request.

use platform::verb::{self, Verb};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Removes what is known of a contact, lead or candidate: names, addresses, numbers, notes, conversations, files, and their traces in the logs.
/// Source of the rule: GDPR, Article 17. It can't be undone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasePerson {
    /// contacts, leads or candidates.
    pub noun: String,
    /// The record.
    pub id: Uuid,
    /// Why, such as "request by e-mail of 3 November".
    pub reason: String,
}

/// The receipt.
#[derive(Debug, Serialize)]
pub struct Erased {
    /// Its id in `erasures`.
    pub receipt: Uuid,
}

pub(crate) fn verb() -> Verb {
    let schema = json!({ "noun": { "type": "string", "enum": ["contacts", "leads", "candidates"] }, "id": { "type": "string", "format": "uuid" }, "reason": { "type": "string" } });
    Verb::new(
        "erase_person",
        "Erases a person's data for good and keeps a receipt.",
        &["admin"],
        schema,
        |call, input| {
            Box::pin(async move { verb::output(erase_person(call.tx, call.actor, verb::input(input)?).await?) })
        },
    )
}

/// The verb: admins only.
///
/// # Errors
/// TL100 without a reason; 404 when there is no such person.
pub async fn erase_person(tx: &Tx, actor: &Actor, input: ErasePerson) -> Result<Erased> {
    if input.reason.trim().is_empty() {
        return Err(Error::new(400, "TL100", "Say why the data is erased.").hint("The reason stands on the receipt."));
    }
    // Nothing of it may stay behind in the undo log.
    tx.become_actor(&Actor { role: "system", operation: None, ..actor.clone() }).await?;
    let row = tx
        .query_one("select identity.erase_person($1, $2, $3)", &[&input.noun, &input.id, &input.reason.trim()])
        .await
        .map_err(|e| {
            let e = DbError::from(e);
            if e.code == "P0002" { Error::new(404, "TL404", e.message) } else { e.into() }
        })?;
    Ok(Erased { receipt: row.get(0) })
}
