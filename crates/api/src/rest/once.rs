//! `Idempotency-Key`: a write that may be sent twice and is done once.
//!
//! The key and what it writes are one transaction, so either both are there or neither. A second request with the same
//! key waits for the first and gets its answer; the answer is kept encrypted, it may hold personal data.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use platform::explain;
use platform::{Actor, DbError, Tx};
use records::Error;
use server::Server;
use server::http::Failure;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One keyed request of one person.
pub(super) struct Once<'a> {
    actor: &'a Actor,
    who: String,
    key: &'a str,
    hash: Vec<u8>,
}

/// Whether the request was done before.
pub(super) enum Stored {
    /// It was; this was the answer.
    Before(Response),
    /// It was not; this transaction, the actor's, is to do it.
    Now(Tx),
}

impl<'a> Once<'a> {
    /// A request with this key; `parts` are what makes it this request and no other.
    pub(super) fn new(actor: &'a Actor, key: &'a str, parts: &[&[u8]]) -> Result<Once<'a>, Error> {
        if key.is_empty() || key.len() > 255 {
            return Err(Error::new(400, "TL422", "An Idempotency-Key has 1 to 255 characters"));
        }
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Ok(Once { actor, who: actor.key(), key, hash: hash.finalize().to_vec() })
    }

    /// Claims the key, or answers what was answered before.
    pub(super) async fn begin(&self, server: &Server) -> Result<Stored, Failure> {
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
        let tx = server.door.begin(&Actor::sign_in(self.actor.org)).await.map_err(failed)?;
        let claimed = tx
            .execute(
                "insert into identity.idempotency_keys (org_id, actor, key, request_hash) values ($1, $2, $3, $4) on conflict on constraint idempotency_keys_taken do nothing",
                &[&self.actor.org, &self.who, &self.key, &self.hash],
            )
            .await
            .map_err(|e| failed(e.into()))?;
        if claimed > 0 {
            tx.become_actor(self.actor).await.map_err(failed)?;
            return Ok(Stored::Now(tx));
        }
        let row = tx
            .query_one("select request_hash, status, headers, body from identity.idempotency_keys where org_id = $1 and actor = $2 and key = $3", &[&self.actor.org, &self.who, &self.key])
            .await
            .map_err(|e| failed(e.into()))?;
        if row.get::<_, Vec<u8>>(0) != self.hash {
            return Err(Error::new(422, "TL422", "This Idempotency-Key was used with another request")
                .hint("Use a new key for a new request; the same key only repeats the same one.")
                .into());
        }
        let keys = server.tools.keys.of(&server.door, self.actor.org).await.map_err(failed)?;
        let body = row
            .get::<_, Option<Vec<u8>>>(3)
            .map(|sealed| keys.open("idempotency_keys", "body", self.place().as_bytes(), &sealed))
            .transpose();
        let body =
            body.map_err(|e| Error::new(409, "TL422", format!("The first answer can't be read any more: {e}")))?;
        Ok(Stored::Before(replay(row.get(1), row.get(2), body)))
    }

    /// Keeps the answer in the same transaction, and gives it back.
    pub(super) async fn store(&self, server: &Server, tx: &Tx, response: Response) -> Result<Response, Failure> {
        let failed = |e: DbError| Failure(explain(&server.catalog, &e, true));
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let headers: BTreeMap<&str, &str> =
            parts.headers.iter().filter_map(|(n, v)| Some((n.as_str(), v.to_str().ok()?))).collect();
        let keys = server.tools.keys.of(&server.door, self.actor.org).await.map_err(failed)?;
        let sealed = keys
            .seal("idempotency_keys", "body", &self.place(), &String::from_utf8_lossy(&bytes))
            .map_err(|e| Error::new(500, "TL100", e.to_string()))?;
        tx.become_actor(&Actor::sign_in(self.actor.org)).await.map_err(failed)?;
        tx.execute(
            "update identity.idempotency_keys set status = $4, headers = $5, body = $6 where org_id = $1 and actor = $2 and key = $3",
            &[&self.actor.org, &self.who, &self.key, &(parts.status.as_u16() as i16), &serde_json::json!(headers), &sealed],
        )
        .await
        .map_err(|e| failed(e.into()))?;
        Ok(Response::from_parts(parts, Body::from(bytes)))
    }

    /// What the kept answer's ciphertext is bound to.
    fn place(&self) -> Uuid {
        Uuid::from_slice(&self.hash[..16]).unwrap_or_default()
    }
}

fn replay(status: i16, headers: Option<serde_json::Value>, body: Option<String>) -> Response {
    let mut response = Response::new(Body::from(body.unwrap_or_default()));
    *response.status_mut() =
        u16::try_from(status).ok().and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(StatusCode::OK);
    for (name, value) in headers.as_ref().and_then(|h| h.as_object()).into_iter().flatten() {
        if let (Ok(name), Some(Ok(value))) =
            (HeaderName::try_from(name.as_str()), value.as_str().map(HeaderValue::from_str))
        {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}
