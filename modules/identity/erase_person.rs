//! Erasing a person's data on request.

use catalog::Kind;
use platform::verb::{Call, Verb};
use platform::{Actor, DbError};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Removes what is known of a contact, lead or candidate: names, addresses, numbers, notes, conversations, files, and their traces in the logs.
/// Source of the rule: GDPR, Article 17. It can't be undone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ErasePerson {
    /// contacts, leads or candidates.
    #[schemars(extend("enum" = ["contacts", "leads", "candidates"]))]
    noun: String,
    /// The record.
    id: Uuid,
    /// Why, such as "request by e-mail of 3 November".
    reason: String,
}

/// The receipt.
#[derive(Debug, Serialize, JsonSchema)]
struct Erased {
    /// Its id in `erasures`.
    receipt: Uuid,
}

pub(crate) fn verb() -> Verb {
    Verb::new("erase_person", "Erases a person's data for good and keeps a receipt.", &["admin"], erase_person)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such person")
}

/// The verb: admins only.
async fn erase_person(call: Call<'_>, input: ErasePerson) -> Result<Erased> {
    if input.reason.trim().is_empty() {
        return Err(Error::new(400, "TL100", "Say why the data is erased.").hint("The reason stands on the receipt."));
    }
    let addresses = addresses(call, &input).await?;
    // Nothing of it may stay behind in the undo log.
    call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let reason = input.reason.trim();
    let row = call
        .tx
        .query_one("select identity.erase_person($1, $2, $3, $4)", &[&input.noun, &input.id, &reason, &addresses])
        .await
        .map_err(|e| {
            let e = DbError::from(e);
            if e.code == "P0002" { Error::new(404, "TL404", e.message) } else { e.into() }
        })?;
    Ok(Erased { receipt: row.get(0) })
}

/// The addresses of the person that only the vault opens; the database knows the others.
async fn addresses(call: Call<'_>, input: &ErasePerson) -> Result<Vec<String>> {
    let catalog = &call.tools.catalog;
    let Some(table) = catalog.tables.get(&input.noun).filter(|table| table.tags.look.person) else {
        return Ok(Vec::new());
    };
    let sealed = table.columns.values().filter(|column| column.kind == Kind::PiiEmail);
    let keys = call.keys().await?;
    let mut addresses = Vec::new();
    for column in sealed {
        let name = &column.name;
        let sql =
            format!("select {name}::bytea from {}.{} where id = $1 and {name} is not null", table.schema, table.name);
        if let Some(row) = call.row(&sql, &[&input.id]).await? {
            // What can't be opened any more was lost before.
            addresses.extend(keys.open(&table.name, name, input.id.as_bytes(), row.get(0)));
        }
    }
    Ok(addresses)
}
