//! Answers on their way to whoever asked: how much of them may wait in memory, for one person and for all.
//!
//! An answer counts from when it is ready until its last byte is handed to the network. Readers who never come to the end
//! are cut where connections are watched.

use crate::http::{Failure, address};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Frame, SizeHint};
use platform::Actor;
use records::Error;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};

/// Answers below this many bytes are not worth counting.
const SMALL: u64 = 16 * 1024;
/// Bytes handed to the network at a time.
const CHUNK: usize = 64 * 1024;

/// Bytes that wait, by person, and in all.
pub struct Answers {
    /// Bytes one person may have waiting.
    own: u64,
    /// Bytes all may have waiting.
    all: u64,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    people: HashMap<String, u64>,
    all: u64,
}

impl Answers {
    /// None waits yet. The bounds are bytes: of one person, and of all.
    pub fn new(own: u64, all: u64) -> Answers {
        Answers { own, all, waiting: Mutex::default() }
    }
}

/// Who asked; known once the request was looked at.
#[derive(Clone, Default)]
struct Asker(Arc<OnceLock<String>>);

/// Notes who asked, so that the answer counts as theirs.
pub fn asked_by(parts: &Parts, actor: &Actor) {
    if let Some(asker) = parts.extensions.get::<Asker>() {
        asker.0.set(actor.person()).ok();
    }
}

/// Counts the answer of every request, and refuses those that would be too many.
pub async fn count(State(answers): State<Arc<Answers>>, mut request: Request, next: Next) -> Response {
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let (parts, body) = request.into_parts();
    let address = address(&parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(bytes) = response.body().size_hint().exact().filter(|bytes| *bytes >= SMALL) else { return response };
    let person = asker.0.get().cloned().or(address).unwrap_or_default();
    match Held::take(&answers, person, bytes) {
        Ok(held) => response.map(|inner| Body::new(Counted { inner, rest: Bytes::new(), _held: held })),
        Err(e) => Failure(e).into_response(),
    }
}

/// What one answer holds, until it is dropped.
struct Held {
    answers: Arc<Answers>,
    person: String,
    bytes: u64,
}

impl Held {
    fn take(answers: &Arc<Answers>, person: String, bytes: u64) -> Result<Held, Error> {
        let (own, all) = (answers.own, answers.all);
        let mut waiting = answers.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let held = waiting.people.get(&person).copied().unwrap_or(0);
        // A single answer has its own bound; whoever reads one after the other is never refused.
        if held > 0 && held + bytes > own {
            let message = format!("{} MB of your answers were not read yet", held >> 20);
            return Err(Error::new(429, "TL429", message).hint("Read them first.").retry_after(2));
        }
        if waiting.all > 0 && waiting.all + bytes > all {
            let message = "The server is busy: too many answers were not read yet";
            return Err(Error::new(503, "53200", message).hint("Try again in a moment."));
        }
        waiting.all += bytes;
        *waiting.people.entry(person.clone()).or_default() += bytes;
        Ok(Held { answers: Arc::clone(answers), person, bytes })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut waiting = self.answers.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.all = waiting.all.saturating_sub(self.bytes);
        if let Some(held) = waiting.people.get_mut(&self.person) {
            *held = held.saturating_sub(self.bytes);
            if *held == 0 {
                waiting.people.remove(&self.person);
            }
        }
    }
}

/// An answer that is handed on piece by piece, as the network takes it.
struct Counted {
    inner: Body,
    rest: Bytes,
    _held: Held,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let body = self.get_mut();
        if body.rest.is_empty() {
            match ready!(Pin::new(&mut body.inner).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => body.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                end => return Poll::Ready(end),
            }
        }
        let piece = body.rest.split_to(body.rest.len().min(CHUNK));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let exact = self.inner.size_hint().exact().map(|n| n + self.rest.len() as u64);
        exact.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
