//! Sending an event to an endpoint once more.

use platform::verb::{self, Call, Verb};
use records::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The delivery to repeat.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayDelivery {
    /// Its id in `webhook_deliveries`.
    pub delivery: Uuid,
}

/// What will be sent.
#[derive(Debug, Serialize)]
pub struct Replayed {
    /// The delivery; receivers see the same `webhook-id` again.
    pub delivery: Uuid,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "replay_delivery",
        "Sends an event to its endpoint once more.",
        &["admin"],
        json!({ "delivery": { "type": "string", "format": "uuid", "x-noun": "webhook_deliveries" } }),
        |call, input| Box::pin(async move { verb::output(replay_delivery(call, verb::input(input)?).await?) }),
    )
    .on("webhook_deliveries", "delivery")
    .when("status", &["delivered", "failed", "cancelled"])
}

/// The verb: admins only.
///
/// # Errors
/// 404 when there is no such delivery.
pub async fn replay_delivery(call: Call<'_>, input: ReplayDelivery) -> Result<Replayed> {
    call.as_system().await?;
    call.record("delivery", "update identity.webhook_deliveries set status = 'waiting', attempts = 0, error = null, next_attempt_at = now() where id = $1 returning id", &[&input.delivery]).await?;
    Ok(Replayed { delivery: input.delivery })
}
