//! Events of the feed on their way to other programs, signed as Standard Webhooks asks (standardwebhooks.com).
//!
//! A delivery is taken for two minutes; a process that dies in between leaves it to the next. So a receiver may hear of an
//! event twice, never not at all; `webhook-id` tells.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Method;
use platform::Actor;
use platform::outbound::{Body, PrivateAddress, Request};
use serde_json::json;
use server::Server;
use sha2::Sha256;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use uuid::Uuid;

/// Seconds between the tries of one delivery (Standard Webhooks, "Retries").
const PAUSES: [i32; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// Tries in a row that fail before an endpoint is switched off.
const PATIENCE: i32 = 20;

/// One delivery with what it needs.
struct Delivery {
    org: Uuid,
    id: Uuid,
    endpoint: Uuid,
    attempts: i32,
    url: String,
    secret_number: i32,
    body: String,
}

/// What became of a try.
struct Tried {
    status: Option<u16>,
    body: String,
    error: Option<String>,
    millis: i32,
}

/// Delivers what is due. Answers how many tries that were.
pub(crate) async fn deliver_due(server: &Server) -> anyhow::Result<usize> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let taken = tx
        .query(
            "update identity.webhook_deliveries set attempts = attempts + 1, next_attempt_at = now() + interval '2 minutes'
              where (org_id, id) in (select org_id, id from identity.webhook_deliveries where status = 'waiting' and next_attempt_at <= now() order by next_attempt_at, id limit 10 for update skip locked)
             returning org_id, id",
            &[],
        )
        .await?;
    tx.commit().await?;
    // Each for itself: what one endpoint does, or breaks, is nothing to the others.
    let tries = taken.iter().map(|row| {
        let (org, id): (Uuid, Uuid) = (row.get(0), row.get(1));
        async move {
            match AssertUnwindSafe(deliver(server, org, id)).catch_unwind().await {
                Ok(Ok(())) => {}
                Ok(Err(e)) => tracing::warn!("webhook delivery {id}: {e:#}"),
                Err(_) => tracing::error!("webhook delivery {id}: it broke off"),
            }
        }
    });
    futures_util::future::join_all(tries).await;
    Ok(taken.len())
}

async fn deliver(server: &Server, org: Uuid, id: Uuid) -> anyhow::Result<()> {
    let Some(delivery) = load(server, org, id).await? else { return Ok(()) };
    let begun = Instant::now();
    let result = post(server, &delivery).await;
    let millis = i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX);
    let tried = match result {
        Ok((status, body)) if (200..300).contains(&status) => Tried { status: Some(status), body, error: None, millis },
        Ok((status, body)) => {
            Tried { status: Some(status), body, error: Some(format!("The endpoint answered {status}.")), millis }
        }
        Err(e) => Tried { status: None, body: String::new(), error: Some(format!("{e:#}")), millis },
    };
    record(server, &delivery, &tried).await
}

/// Sends it; answers the status and the beginning of what the endpoint said.
async fn post(server: &Server, delivery: &Delivery) -> anyhow::Result<(u16, String)> {
    let request = Request {
        headers: headers(server, delivery),
        body: Body::Bytes(delivery.body.clone().into()),
        private: server.settings.private_webhooks,
        ..Request::of(Method::POST, &delivery.url)
    };
    let reply = server.tools.outbound.send(request).await.map_err(|e| {
        if !e.is::<PrivateAddress>() {
            return e;
        }
        anyhow::anyhow!("{e} The operator may allow it with --allow-private-webhooks.")
    })?;
    Ok((reply.status, reply.beginning().await))
}

async fn load(server: &Server, org: Uuid, id: Uuid) -> anyhow::Result<Option<Delivery>> {
    let tx = server.door.begin(&Actor::system(org)).await?;
    let row = tx
        .query_opt(
            "select e.id, e.url::text, e.secret_number, d.attempts, l.action_type, to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), l.entity_type, l.entity_id, l.description, l.user_id, l.severity::text
               from identity.webhook_deliveries d join identity.webhook_endpoints e on e.id = d.endpoint_id join identity.activity_logs l on l.id = d.event_id
              where d.id = $1 and e.is_active",
            &[&id],
        )
        .await?;
    if row.is_none() {
        tx.execute("update identity.webhook_deliveries set status = 'cancelled', error = 'The endpoint is switched off.' where id = $1 and status = 'waiting'", &[&id]).await?;
    }
    tx.commit().await?;
    Ok(row.map(|r| {
        let data = json!({
            "entity_type": r.get::<_, Option<String>>(6), "entity_id": r.get::<_, Option<Uuid>>(7), "description": r.get::<_, String>(8),
            "user_id": r.get::<_, Option<Uuid>>(9), "severity": r.get::<_, String>(10),
        });
        let body = json!({ "type": r.get::<_, String>(4), "timestamp": r.get::<_, String>(5), "data": data }).to_string();
        Delivery { org, id, endpoint: r.get(0), attempts: r.get(3), url: r.get(1), secret_number: r.get(2), body }
    }))
}

/// The three headers of the standard; the id is the same at every try.
fn headers(server: &Server, delivery: &Delivery) -> Vec<(&'static str, String)> {
    let timestamp = jiff::Timestamp::now().as_second().to_string();
    let id = format!("msg_{}", delivery.id.simple());
    let key = modules::identity::webhook_secret::secret_bytes(&server.tools, delivery.endpoint, delivery.secret_number);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key of any length");
    mac.update(format!("{id}.{timestamp}.{}", delivery.body).as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    vec![
        ("content-type", "application/json".into()),
        ("webhook-id", id),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signature),
    ]
}

async fn record(server: &Server, delivery: &Delivery, tried: &Tried) -> anyhow::Result<()> {
    let failed = tried.error.is_some();
    let pause = PAUSES.get(usize::try_from(delivery.attempts - 1).unwrap_or_default());
    let status = if !failed {
        "delivered"
    } else if pause.is_some() && tried.status != Some(410) {
        "waiting"
    } else {
        "failed"
    };
    let body: String = tried.body.chars().filter(|c| *c != '\0').take(500).collect();
    let tx = server.door.begin(&Actor::system(delivery.org)).await?;
    // Whoever writes locks the endpoint first, then deliveries: tries of one endpoint end side by side.
    // Not "for update": new events refer to all endpoints of the organisation, and would wait for each other.
    tx.execute("select 1 from identity.webhook_endpoints where id = $1 for no key update", &[&delivery.endpoint])
        .await?;
    tx.execute(
        "update identity.webhook_deliveries set status = $2::text::identity.delivery_status, response_status = $3, response_body = nullif($4, ''), error = $5, duration_ms = $6,
                next_attempt_at = now() + make_interval(secs => $7), delivered_at = case when $2 = 'delivered' then clock_timestamp() end
          where id = $1 and status = 'waiting'",
        &[&delivery.id, &status, &tried.status.map(i32::from), &body, &tried.error, &tried.millis, &pause.copied().map_or(0.0, f64::from)],
    )
    .await?;
    if !failed {
        tx.execute(
            "update identity.webhook_endpoints set failures = 0 where id = $1 and failures > 0",
            &[&delivery.endpoint],
        )
        .await?;
        return Ok(tx.commit().await?);
    }
    let row = tx
        .query_one(
            "update identity.webhook_endpoints set failures = failures + 1 where id = $1 returning failures, is_active",
            &[&delivery.endpoint],
        )
        .await?;
    let gone = tried.status == Some(410);
    if row.get::<_, bool>(1) && (gone || row.get::<_, i32>(0) >= PATIENCE) {
        let reason = if gone {
            "It answered that it is gone (410).".to_string()
        } else {
            format!("{PATIENCE} tries in a row failed; the last one: {}", tried.error.as_deref().unwrap_or_default())
        };
        tx.execute(
            "update identity.webhook_endpoints set is_active = false, disabled_reason = $2 where id = $1",
            &[&delivery.endpoint, &reason],
        )
        .await?;
        tx.execute("update identity.webhook_deliveries set status = 'failed', error = 'The endpoint was switched off.' where endpoint_id = $1 and status = 'waiting'", &[&delivery.endpoint]).await?;
        tx.execute(
            "select identity.report_event('disabled_webhook', 'webhook_endpoints', $1, $2)",
            &[&delivery.endpoint, &format!("switched off the webhook to {}: {reason}", delivery.url)],
        )
        .await?;
    }
    Ok(tx.commit().await?)
}
