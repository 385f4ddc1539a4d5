//! How many requests a person may send a minute, and how many are left.

use axum::http::{HeaderMap, HeaderValue};
use platform::Actor;
use records::Error;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);

/// Requests of the present minute, by person. Each server process counts for itself.
#[derive(Default)]
pub struct Rates(Mutex<HashMap<String, (Instant, u32)>>);

/// What is left of a person's minute.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    limit: u32,
    remaining: u32,
    reset: u64,
}

impl Rates {
    /// Counts a request of this cost. Without a limit nothing is counted; the last one of a minute may cost more than is
    /// left.
    ///
    /// # Errors
    /// TL429 when nothing is left.
    pub fn count(&self, limit: u32, actor: &Actor, cost: u32) -> Result<Option<Rate>, Error> {
        if limit == 0 {
            return Ok(None);
        }
        let key = actor.person();
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() > 10_000 {
            rates.retain(|_, (since, _)| since.elapsed() < WINDOW);
        }
        let (since, sent) = rates.entry(key).or_insert((Instant::now(), 0));
        if since.elapsed() >= WINDOW {
            (*since, *sent) = (Instant::now(), 0);
        }
        let reset = (WINDOW.saturating_sub(since.elapsed())).as_secs() + 1;
        if *sent >= limit {
            return Err(Error::new(429, "TL429", format!("More than {limit} requests in a minute"))
                .hint(format!("Go on in {reset} seconds."))
                .retry_after(reset));
        }
        *sent = sent.saturating_add(cost);
        Ok(Some(Rate { limit, remaining: limit.saturating_sub(*sent), reset }))
    }
}

impl Rate {
    /// The headers of draft-ietf-httpapi-ratelimit-headers in their common form.
    pub fn tell(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("ratelimit-limit", u64::from(self.limit)),
            ("ratelimit-remaining", u64::from(self.remaining)),
            ("ratelimit-reset", self.reset),
        ] {
            headers.insert(name, HeaderValue::from(value));
        }
    }
}
