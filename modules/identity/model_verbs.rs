//! Which models the organisation asks, with which keys; and whether one answers.

use super::models::open;
use platform::models::{Asked, Turn};
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Instant;
use uuid::Uuid;

/// A provider.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewProvider {
    /// What it is called here.
    name: String,
    /// The protocol it speaks; most local servers speak that of OpenAI.
    #[schemars(extend("enum" = ["openai", "anthropic", "gemini", "mistral", "groq", "deepseek", "xai", "ollama"]))]
    kind: String,
    /// Where it is asked; the provider's own address when empty.
    address: Option<String>,
    /// The model's name there.
    model: String,
    /// Its key; a local server may need none.
    #[schemars(extend("format" = "password"))]
    key: Option<String>,
    /// What a million tokens cost that it reads.
    price_read: Option<f64>,
    /// What a million tokens cost that it writes.
    price_written: Option<f64>,
}

/// What was added.
#[derive(Debug, Serialize, JsonSchema)]
struct Added {
    /// The provider.
    provider: Uuid,
}

/// A key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetKey {
    /// The provider.
    #[schemars(extend("x-noun" = "model_providers"))]
    provider: Uuid,
    /// Its new key.
    #[schemars(extend("format" = "password"))]
    key: String,
}

/// A provider.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneProvider {
    /// The provider.
    #[schemars(extend("x-noun" = "model_providers"))]
    provider: Uuid,
}

/// How it stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Stands {
    /// It answers, and is asked from now on.
    verified: bool,
    /// How long it took, in milliseconds.
    milliseconds: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn add_verb() -> Verb {
    let summary = "Adds a model that answers in words: of a provider by its key, or one that runs in the house by its address. The \
                   key is sealed and shown to nobody. It is asked once it was tried.";
    Verb::new("add_model_provider", summary, &["admin"], add)
        .refuses("TL100", "without a name or a model, or with a price below nothing")
        .refuses("23505", "when there is one with this name")
        .leads_to("model_providers", "provider")
        .icon("sparkles")
        .in_palette()
}

pub(crate) fn key_verb() -> Verb {
    let summary = "Sets the key of a model provider. Nobody reads it again. It has to be tried afterwards.";
    Verb::new("set_model_key", summary, &["admin"], set_key)
        .refuses("TL100", "without a key")
        .refuses("TL404", "when there is no such provider")
        .on("model_providers", "provider")
        .icon("key-round")
}

pub(crate) fn try_verb() -> Verb {
    let summary = "Asks a model for one word. It is asked nothing else before it has answered.";
    Verb::asking("try_model_provider", summary, &["admin"], attempt)
        .awaited()
        .refuses("TL404", "when there is no such provider")
        .on("model_providers", "provider")
        .icon("badge-check")
}

fn sealed(call_keys: &platform::vault::OrgKeys, provider: Uuid, key: &str) -> Result<Vec<u8>> {
    call_keys.seal("model_providers", "key", &provider, key).map_err(|e| Error::new(500, "58000", e.to_string()))
}

async fn add(call: Call<'_>, input: NewProvider) -> Result<Added> {
    let wrong = |field: &str, words: &str| Error::new(400, "TL100", words).field(field);
    let filled = |text: &str| Some(text.trim().to_string()).filter(|text| !text.is_empty());
    let name = filled(&input.name).ok_or_else(|| wrong("name", "Give the provider a name."))?;
    let model = filled(&input.model).ok_or_else(|| wrong("model", "Name the model."))?;
    let prices = (input.price_read.unwrap_or(0.0), input.price_written.unwrap_or(0.0));
    if !(0.0..1e7).contains(&prices.0) || !(0.0..1e7).contains(&prices.1) {
        return Err(wrong("price_read", "A price is zero or more."));
    }
    let address = input.address.as_deref().and_then(filled);
    let id = Uuid::now_v7();
    let key = match input.key.as_deref().and_then(filled) {
        Some(key) => Some(sealed(&*call.keys().await?, id, &key)?),
        None => None,
    };
    call.as_system().await?;
    let sql = "insert into identity.model_providers (id, name, kind, address, model, key, price_read, price_written)
               values ($1, $2, $3::text::identity.model_kind, $4::text, $5, $6::bytea, $7::float8::numeric, $8::float8::numeric)";
    call.execute(sql, &[&id, &name, &input.kind, &address, &model, &key, &prices.0, &prices.1]).await?;
    call.as_actor().await?;
    Ok(Added { provider: id })
}

/// Who may change a provider.
async fn theirs(call: Call<'_>, provider: Uuid) -> Result<()> {
    let sql = "select 1 from identity.model_providers where id = $1 for update";
    call.record("provider", sql, &[&provider]).await.map(drop)
}

async fn set_key(call: Call<'_>, input: SetKey) -> Result<Stands> {
    theirs(call, input.provider).await?;
    let key = input.key.trim();
    if key.is_empty() {
        return Err(Error::new(400, "TL100", "Enter a key.").field("key"));
    }
    let key = sealed(&*call.keys().await?, input.provider, key)?;
    // A secret is no part of what undo brings back.
    call.tx.become_actor(&platform::Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let sql =
        "update identity.model_providers set key = $2::bytea, verified_at = null, last_error = null where id = $1";
    call.execute(sql, &[&input.provider, &key]).await?;
    call.as_actor().await?;
    Ok(Stands { verified: false, milliseconds: 0, note: "Kept; try it now".into() })
}

async fn attempt(site: Site<'_>, input: OneProvider) -> Result<Stands> {
    let model = site
        .read(async |call| {
            theirs(call, input.provider).await?;
            call.as_system().await?;
            let model = open(call, Some(input.provider)).await?;
            call.as_actor().await?;
            model.ok_or_else(|| Error::new(404, "TL404", "There is no such provider."))
        })
        .await?;
    let asked = Asked {
        system: "You answer with one word.".into(),
        turns: vec![Turn::User { text: "Say the word ready.".into() }],
        most_tokens: 200,
        ..Asked::default()
    };
    let since = Instant::now();
    let answer = model.words(&site, "trial", asked).await;
    let milliseconds = since.elapsed().as_millis() as u64;
    let failure = match &answer {
        Ok(words) if words.trim().is_empty() => Some("The model answered nothing.".to_string()),
        Ok(_) => None,
        Err(e) if e.status < 600 && matches!(&*e.code, "TL502" | "TL429") => Some(e.message.clone()),
        Err(e) => return Err(e.clone()),
    };
    site.write(Value::Null, async |call| {
        call.as_system().await?;
        // What was tried is what stands there now.
        let sql = "update identity.model_providers set verified_at = case when $2::text is null then now() end, last_error = $2
                    where id = $1 and updated_at = $3::text::timestamptz";
        call.execute(sql, &[&model.id(), &failure, &model.version]).await?;
        call.as_actor().await
    })
    .await?;
    let note = failure.clone().unwrap_or_else(|| {
        let words: String = answer.unwrap_or_default().trim().chars().take(60).collect();
        format!("{} answered “{words}” in {milliseconds} ms", model.name)
    });
    Ok(Stands { verified: failure.is_none(), milliseconds, note })
}
