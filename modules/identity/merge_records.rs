//! Two records of one thing become one.

use platform::verb::{self, Verb};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeRecords {
    /// clients, contacts, leads, candidates or competitors.
    pub noun: String,
    /// The record that stays.
    pub keep: Uuid,
    /// The record that goes.
    pub gone: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize)]
pub struct Merged {
    /// Rows that were pointed at the record that stays.
    pub relinked: i32,
}

pub(crate) fn verb() -> Verb {
    let id = json!({ "type": "string", "format": "uuid" });
    let schema = json!({ "noun": { "type": "string", "enum": NOUNS.iter().map(|(n, _)| n).collect::<Vec<_>>() }, "keep": id, "gone": id });
    Verb::new(
        "merge_records",
        "Makes one record of two; everything is relinked.",
        &["admin", "manager", "sales", "recruiter", "consultant", "staff"],
        schema,
        |call, input| {
            Box::pin(async move { verb::output(merge_records(call.tx, call.actor, verb::input(input)?).await?) })
        },
    )
}

/// The verb: whoever may change both records may merge them.
///
/// # Errors
/// TL100 for another noun or twice the same record; 42501 when the actor may not change both.
pub async fn merge_records(tx: &Tx, actor: &Actor, input: MergeRecords) -> Result<Merged> {
    let (_, table) = NOUNS
        .iter()
        .find(|(n, _)| *n == input.noun)
        .ok_or_else(|| Error::new(400, "TL100", format!("{} can't be merged.", input.noun)))?;
    if input.keep == input.gone {
        return Err(Error::new(400, "TL100", "These are one record already."));
    }
    let both = tx
        .query(&format!("select id from {table} where id = any ($1) for update"), &[&vec![input.keep, input.gone]])
        .await
        .map_err(DbError::from)?;
    if both.len() != 2 {
        return Err(Error::new(403, "42501", "You may not change both of these records.")
            .hint("Ask somebody who may, or an admin."));
    }
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    let row = tx
        .query_one("select kit.merge($1, $2, $3)", &[table, &input.keep, &input.gone])
        .await
        .map_err(DbError::from)?;
    tx.become_actor(actor).await?;
    Ok(Merged { relinked: row.get(0) })
}
