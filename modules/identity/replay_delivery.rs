//! Sending an event to an endpoint once more.

use platform::verb::{Call, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The delivery to repeat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplayDelivery {
    /// Its id in `webhook_deliveries`.
    #[schemars(extend("x-noun" = "webhook_deliveries"))]
    delivery: Uuid,
}

/// What will be sent.
#[derive(Debug, Serialize, JsonSchema)]
struct Replayed {
    /// The delivery; receivers see the same `webhook-id` again.
    delivery: Uuid,
}

pub(crate) fn verb() -> Verb {
    Verb::new("replay_delivery", "Sends an event to its endpoint once more.", &["admin"], replay_delivery)
        .refuses("TL404", "when there is no such delivery")
        .on("webhook_deliveries", "delivery")
        .when("status", &["delivered", "failed", "cancelled"])
        .icon("refresh-cw")
}

/// The verb: admins only.
async fn replay_delivery(call: Call<'_>, input: ReplayDelivery) -> Result<Replayed> {
    call.as_system().await?;
    call.record("delivery", "update identity.webhook_deliveries set status = 'waiting', attempts = 0, error = null, next_attempt_at = now() where id = $1 returning id", &[&input.delivery]).await?;
    Ok(Replayed { delivery: input.delivery })
}
