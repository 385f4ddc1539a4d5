//! Work put off: a verb to be run in somebody's name when there is time.

use platform::{Actor, DbError, Tx};
use records::Error;
use serde_json::Value;
use uuid::Uuid;

/// Puts a verb on the list, to be run in the name of who asks. The transaction must be theirs; it goes on as the server.
///
/// # Errors
/// 42501 when their role may not use the verb; TL100 when a program without a person asks.
pub async fn enqueue(tx: &Tx, actor: &Actor, verb: &platform::verb::Verb, input: &Value) -> records::Result<Uuid> {
    verb.allows(actor)?;
    if actor.user.is_none() {
        // Without a person a job would run as the server, with more rights than the key.
        return Err(Error::new(400, "TL100", "Background work is done in somebody's name; an API key has none.")
            .hint("Leave Prefer: respond-async out."));
    }
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    let row = tx
        .query_one(
            "insert into identity.background_jobs (verb, input, queue, max_attempts) values ($1, $2, $3, $4) returning id",
            &[&verb.name, input, &verb.queue, &verb.tries],
        )
        .await
        .map_err(DbError::from)?;
    Ok(row.get(0))
}
