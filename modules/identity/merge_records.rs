//! Two records of one thing become one.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The nouns that can be merged, with their modules.
const NOUNS: &[(&str, &str)] = &[
    ("clients", "crm.clients"),
    ("contacts", "crm.contacts"),
    ("leads", "crm.leads"),
    ("candidates", "recruiting.candidates"),
    ("competitors", "crm.competitors"),
];

/// Points everything that hangs on `gone` at `keep` and removes `gone`. Links both have are kept once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MergeRecords {
    /// clients, contacts, leads, candidates or competitors.
    #[schemars(extend("enum" = NOUNS.iter().map(|(n, _)| *n).collect::<Vec<_>>()))]
    noun: String,
    /// The record that stays.
    keep: Uuid,
    /// The record that goes.
    gone: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Merged {
    /// Rows that were pointed at the record that stays.
    relinked: i32,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "merge_records",
        "Makes one record of two; everything is relinked.",
        &["admin", "manager", "sales", "recruiter", "consultant", "staff"],
        merge_records,
    )
    .refuses("TL100", "for another noun or twice the same record")
    .refuses("42501", "when the asking person may not change both")
    .refuses("23514", "when they can't be one, such as two people placed on the same days")
}

/// The verb: whoever may change both records may merge them.
async fn merge_records(call: Call<'_>, input: MergeRecords) -> Result<Merged> {
    let (_, table) = NOUNS
        .iter()
        .find(|(n, _)| *n == input.noun)
        .ok_or_else(|| Error::new(400, "TL100", format!("{} can't be merged.", input.noun)))?;
    if input.keep == input.gone {
        return Err(Error::new(400, "TL100", "These are one record already."));
    }
    let both = call
        .query(
            &format!("select id from {table} where id = any ($1) order by id for update"),
            &[&vec![input.keep, input.gone]],
        )
        .await?;
    if both.len() != 2 {
        return Err(Error::new(403, "42501", "You may not change both of these records.")
            .hint("Ask somebody who may, or an admin."));
    }
    call.as_system().await?;
    let row = call.record("record", "select kit.merge($1, $2, $3)", &[table, &input.keep, &input.gone]).await?;
    call.as_actor().await?;
    Ok(Merged { relinked: row.get(0) })
}
