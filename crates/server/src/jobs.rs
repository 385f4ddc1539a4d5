//! Work put off: a verb to be run in somebody's name when there is time.

use platform::{Actor, DbError, Tx};
use records::Error;
use serde_json::Value;
use uuid::Uuid;

/// Puts a verb on the list, to be run in the name of who asks. The transaction must be theirs; it goes on as the server.
///
/// # Errors
/// 42501 when their role may not use the verb; TL100 when neither a person nor an API key asks.
pub async fn enqueue(tx: &Tx, actor: &Actor, verb: &platform::verb::Verb, input: &Value) -> records::Result<Uuid> {
    verb.allows(actor)?;
    let key = actor.api_key();
    if actor.user.is_none() && key.is_none() {
        // It would run as the server.
        return Err(Error::new(400, "TL100", "Background work is done in somebody's name."));
    }
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    let row = tx
        .query_one(
            "insert into identity.background_jobs (verb, input, queue, max_attempts, api_key_id)
             values ($1, $2, $3, $4, $5) returning id",
            &[&verb.name, input, &verb.queue, &verb.tries, &key],
        )
        .await
        .map_err(DbError::from)?;
    Ok(row.get(0))
}
