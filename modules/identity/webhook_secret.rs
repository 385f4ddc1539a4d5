//! The secret of a webhook endpoint: made from the master key whenever it is needed, never stored.

use platform::verb::{Call, Tools, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The endpoint.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookSecret {
    /// Its id in `webhook_endpoints`.
    #[schemars(extend("x-noun" = "webhook_endpoints"))]
    pub endpoint: Uuid,
}

/// The secret, as receivers' libraries want it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Secret {
    /// `whsec_` and base64, as Standard Webhooks writes it.
    pub secret: String,
    /// Which secret it is; one more after each rotation.
    pub number: i32,
}

pub(crate) fn show_verb() -> Verb {
    Verb::new(
        "show_webhook_secret",
        "Shows the secret an endpoint's messages are signed with.",
        &["admin"],
        show_webhook_secret,
    )
    .refuses("TL404", "when there is no such endpoint")
    .on("webhook_endpoints", "endpoint")
    .shows("secret")
    .icon("key-round")
}

pub(crate) fn rotate_verb() -> Verb {
    Verb::new(
        "rotate_webhook_secret",
        "Gives an endpoint a new secret; messages are signed with it from now on.",
        &["admin"],
        rotate_webhook_secret,
    )
    .refuses("TL404", "when there is no such endpoint")
    .on("webhook_endpoints", "endpoint")
    .shows("secret")
    .icon("key-round")
}

/// The verb: admins only.
async fn show_webhook_secret(call: Call<'_>, input: WebhookSecret) -> Result<Secret> {
    let row = call
        .record(
            "webhook endpoint",
            "select secret_number from identity.webhook_endpoints where id = $1",
            &[&input.endpoint],
        )
        .await?;
    Ok(secret(call.tools, input.endpoint, row.get(0)))
}

/// The verb: admins only. The former secret is worthless at once.
async fn rotate_webhook_secret(call: Call<'_>, input: WebhookSecret) -> Result<Secret> {
    call.record(
        "webhook endpoint",
        "select 1 from identity.webhook_endpoints where id = $1 for update",
        &[&input.endpoint],
    )
    .await?;
    call.as_system().await?;
    let row = call.record("webhook endpoint", "update identity.webhook_endpoints set secret_number = secret_number + 1 where id = $1 returning secret_number", &[&input.endpoint]).await?;
    Ok(secret(call.tools, input.endpoint, row.get(0)))
}

/// The bytes messages are signed with.
pub fn secret_bytes(tools: &Tools, endpoint: Uuid, number: i32) -> [u8; 32] {
    tools.keys.master().derive(&format!("webhook {endpoint} {number}"))
}

fn secret(tools: &Tools, endpoint: Uuid, number: i32) -> Secret {
    use base64::Engine as _;
    Secret {
        secret: format!(
            "whsec_{}",
            base64::engine::general_purpose::STANDARD.encode(secret_bytes(tools, endpoint, number))
        ),
        number,
    }
}
