//! `Idempotency-Key`: a write that may be sent twice and is done once.

use super::call::Call;
use super::explain::explain;
use super::respond;
use crate::http::Failure;
use crate::server::Server;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use platform::{Actor, DbError, Step};
use records::{Error, Plan, Vault};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The key and the rows are written in one transaction, so either both are there or neither.
#[expect(clippy::too_many_arguments, reason = "the parts of one request")]
pub(super) async fn serve(server: &Server, actor: &Actor, call: &Call, table: &str, key: &str, body: &Bytes, plan: &Plan, vault: &dyn Vault) -> Result<Response, Failure> {
    let failed = |e: DbError| Failure(call.refused(&server.catalog, &e, actor));
    let hash = fingerprint(call, body);
    let who = actor.key();
    let tx = server.door.begin(&Actor::sign_in(actor.org)).await.map_err(failed)?;
    // A second request with the same key waits here for the first.
    let inserted = tx
        .execute(
            "insert into identity.idempotency_keys (org_id, actor, key, request_hash) values ($1, $2, $3, $4) on conflict on constraint idempotency_keys_taken do nothing",
            &[&actor.org, &who, &key, &hash],
        )
        .await
        .map_err(|e| failed(e.into()))?;
    if inserted == 0 {
        let row = tx
            .query_one("select request_hash, status, headers, body from identity.idempotency_keys where org_id = $1 and actor = $2 and key = $3", &[&actor.org, &who, &key])
            .await
            .map_err(|e| failed(e.into()))?;
        if row.get::<_, Vec<u8>>(0) != hash {
            return Err(Error::new(422, "TL422", "This Idempotency-Key was used with another request").hint("Use a new key for a new request; the same key only repeats the same one.").into());
        }
        let keys = server.keys.of(&server.door, actor.org).await.map_err(failed)?;
        let body = row.get::<_, Option<Vec<u8>>>(3).map(|sealed| keys.open("idempotency_keys", "body", place(&hash).as_bytes(), &sealed)).transpose();
        let body = body.map_err(|e| Error::new(409, "TL422", format!("The first answer can't be read any more: {e}")))?;
        return Ok(replay(row.get::<_, i16>(1), row.get(2), body));
    }
    tx.become_actor(actor).await.map_err(failed)?;
    let mut answers = Vec::new();
    for sql in std::iter::once(&plan.sql).chain(&plan.count) {
        answers.push(tx.run(&Step::new(sql.text.as_str(), sql.params.clone())).await.map_err(failed)?);
    }
    let response = respond::respond(server, actor, call, table, plan, answers, vault).await?;
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let headers: BTreeMap<&str, &str> = parts.headers.iter().filter_map(|(n, v)| Some((n.as_str(), v.to_str().ok()?))).collect();
    // The answer may hold personal data, so it is kept encrypted.
    let keys = server.keys.of(&server.door, actor.org).await.map_err(failed)?;
    let sealed = keys.seal("idempotency_keys", "body", &place(&hash), &String::from_utf8_lossy(&bytes)).map_err(|e| Error::new(500, "TL100", e.to_string()))?;
    tx.become_actor(&Actor::sign_in(actor.org)).await.map_err(failed)?;
    tx.execute(
        "update identity.idempotency_keys set status = $4, headers = $5, body = $6 where org_id = $1 and actor = $2 and key = $3",
        &[&actor.org, &who, &key, &(parts.status.as_u16() as i16), &serde_json::json!(headers), &sealed],
    )
    .await
    .map_err(|e| failed(e.into()))?;
    tx.commit().await.map_err(|e| Failure(explain(&server.catalog, &e, true)))?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn place(hash: &[u8]) -> Uuid {
    Uuid::from_slice(&hash[..16]).unwrap_or_default()
}

fn fingerprint(call: &Call, body: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [call.path.as_bytes(), call.raw_query.as_bytes(), call.prefer.applied.join(",").as_bytes(), body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

fn replay(status: i16, headers: Option<serde_json::Value>, body: Option<String>) -> Response {
    let mut response = Response::new(Body::from(body.unwrap_or_default()));
    *response.status_mut() = u16::try_from(status).ok().and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(StatusCode::OK);
    for (name, value) in headers.as_ref().and_then(|h| h.as_object()).into_iter().flatten() {
        if let (Ok(name), Some(Ok(value))) = (HeaderName::try_from(name.as_str()), value.as_str().map(HeaderValue::from_str)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}
