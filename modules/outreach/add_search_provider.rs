//! Who searches the web for the organisation, and with which key.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A provider.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewProvider {
    /// What it is called here.
    name: String,
    /// searxng or brave.
    #[schemars(extend("enum" = ["searxng", "brave"]))]
    kind: String,
    /// Where it is asked; Brave has an address of its own.
    address: Option<String>,
    /// Its key; SearXNG may need none.
    #[schemars(extend("format" = "password"))]
    key: Option<String>,
}

/// What was added.
#[derive(Debug, Serialize, JsonSchema)]
struct Added {
    /// The provider.
    provider: Uuid,
}

pub(crate) fn verb() -> Verb {
    let summary = "Adds who searches the web for discovery: SearXNG by its address, or Brave by a key. The key is sealed and shown \
                   to nobody.";
    Verb::new("add_search_provider", summary, &["admin"], add_search_provider)
        .refuses("TL100", "without a name, SearXNG without an address, Brave without a key")
        .refuses("23505", "when there is one with this name")
        .leads_to("search_providers", "provider")
        .icon("globe")
        .in_palette()
}

async fn add_search_provider(call: Call<'_>, input: NewProvider) -> Result<Added> {
    let wrong = |field: &str, words: &str| Error::new(400, "TL100", words).field(field);
    let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_string);
    let (name, address, key) = (input.name.trim().to_string(), filled(&input.address), filled(&input.key));
    if name.is_empty() {
        return Err(wrong("name", "Give the provider a name."));
    }
    match input.kind.as_str() {
        "searxng" if address.is_none() => return Err(wrong("address", "Say where SearXNG is asked.")),
        "brave" if key.is_none() => return Err(wrong("key", "Brave asks for a key.")),
        "searxng" | "brave" => {}
        _ => return Err(wrong("kind", "A provider is searxng or brave.")),
    }
    let keys = call.keys().await?;
    let id = Uuid::now_v7();
    let sealed = key.map(|key| keys.seal("search_providers", "key", &id, &key)).transpose();
    let sealed = sealed.map_err(|e| Error::new(500, "58000", e.to_string()))?;
    call.as_system().await?;
    let sql = "insert into outreach.search_providers (id, name, kind, address, key)
               values ($1, $2, $3::text::outreach.search_kind, $4::text, $5::bytea)";
    call.execute(sql, &[&id, &name, &input.kind, &address, &sealed]).await?;
    call.as_actor().await?;
    Ok(Added { provider: id })
}
