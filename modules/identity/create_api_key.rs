//! API keys for programs: made by an admin, who owns them.

use super::api_keys::{CreateApiKey, CreatedApiKey, begin, insert, note};
use platform::verb::{Call, Verb};
use records::{Error, Result};

pub(crate) fn verb() -> Verb {
    Verb::new("create_api_key", "Makes an API key; it is answered once.", &["admin"], create_api_key)
        .refuses("42501", "when an API key asks")
        .refuses("22P02", "for an unknown role")
        .refuses("23514", "when the name is empty")
        .refuses("TL100", "for days beyond 1 to 3650, or a name of several lines")
}

/// The verb: an admin makes a key for their organisation and owns it.
async fn create_api_key(call: Call<'_>, input: CreateApiKey) -> Result<CreatedApiKey> {
    if input.days.is_some_and(|days| days < 1) {
        return Err(Error::new(400, "TL100", "A key is good for a day at least").field("days"));
    }
    let owner = begin(call).await?;
    let (id, created) = insert(&**call.tx, call.actor.org, &input, Some(owner)).await?;
    note(call, "create", id, &format!("made the API key {} as {}", input.name.trim(), input.role)).await?;
    Ok(created)
}
