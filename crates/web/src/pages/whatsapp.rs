//! `/link/<token>` of a WhatsApp number: where WhatsApp tells us things. It shows that it knows the token before, and signs what
//! it sends with the app's secret; nothing else is listened to.

use crate::guest::{Followed, Guest, Opened, Purpose, Refusal};
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use modules::outreach::whatsapp_verbs::WEBHOOK;
use platform::secrets::is_signed;
use serde_json::{Value, json};

/// Bytes of one notification; WhatsApp sends 3 MB at most.
const LARGEST: usize = 3 << 20;

pub(super) const PURPOSE: Purpose = Purpose {
    name: WEBHOOK,
    show: |guest, link| -> Opened<'_> { Box::pin(async { Ok(handshake(guest, link)) }) },
    take: |guest, link, request| -> Opened<'_> { Box::pin(take(guest, link, request)) },
};

/// Says the challenge back to who knows the token.
fn handshake(guest: &Guest, link: &Followed) -> Response {
    let asked: Vec<(String, String)> = url::form_urlencoded::parse(guest.query.as_bytes()).into_owned().collect();
    let of =
        |name: &str| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default();
    let token = link.base.rsplit('/').next().unwrap_or_default();
    let challenge = of("hub.challenge");
    let is_plain = challenge.len() <= 200 && challenge.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if of("hub.mode") == "subscribe" && of("hub.verify_token") == token && is_plain {
        return challenge.to_string().into_response();
    }
    (StatusCode::FORBIDDEN, "This is where WhatsApp tells us things.").into_response()
}

async fn take(guest: &Guest, link: &Followed, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let bytes: Bytes = match to_bytes(body, LARGEST).await {
        Ok(bytes) => bytes,
        Err(_) => return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response()),
    };
    let server = &guest.server;
    let actor = link.actor(guest);
    let tx = server.door.begin(&actor).await?;
    let sql = "select app_secret from outreach.whatsapp_secrets($1)";
    let row = tx.query_opt(sql, &[&link.record]).await?;
    let Some(sealed) = row.and_then(|row| row.get::<_, Option<Vec<u8>>>(0)) else { return Err(Refusal::Unknown) };
    let keys = server.tools.keys.of(&server.door, link.org).await.map_err(|_| Refusal::Busy(None))?;
    let secret = keys.open("whatsapp_numbers", "app_secret", link.record.as_bytes(), &sealed);
    let secret = secret.map_err(|_| Refusal::Busy(None))?;
    if !is_signed(secret.as_bytes(), &bytes, signature(&parts.headers)) {
        return Ok((StatusCode::UNAUTHORIZED, "The signature is not that of the app.").into_response());
    }
    let payload: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let verb = server.verb("hear_whatsapp").map_err(|_| Refusal::Unknown)?;
    if let Err(e) = server.run_verb(verb, &tx, &actor, json!({ "number": link.record, "payload": payload })).await {
        // It tells us again.
        tracing::warn!("hearing WhatsApp: {}", e.message);
        return Err(if e.status == 404 { Refusal::Unknown } else { Refusal::Busy(None) });
    }
    tx.commit().await?;
    Ok(StatusCode::OK.into_response())
}

fn signature(headers: &HeaderMap) -> &str {
    let given = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.strip_prefix("sha256=").unwrap_or_default()
}
