//! Streams of server-sent events: how many somebody may have, and until when.
//!
//! Whoever listens has a place of theirs. At every beat the stream shows that it lives, and asks anew whether its listener
//! still may hear it. It ends with that, with its reader, with what is said, and with the server.

use crate::seats::{Seat, Seats};
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use records::Error;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{self, Sender, error::TrySendError};
use tokio::sync::watch;
use tokio::time::{Instant, interval_at};
use uuid::Uuid;

/// Streams one person may have, or one address of strangers.
const EACH: usize = 30;
/// Events that wait for a slow reader; who has more to say waits for it.
const WAITING: usize = 32;
/// After this long a browser that lost its stream asks for it anew.
const RETRY: Duration = Duration::from_secs(2);

/// Who listens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Listener {
    /// Somebody with an account.
    Person {
        /// Their organisation.
        org: Uuid,
        /// Who it is.
        user: Uuid,
    },
    /// A stranger, by the address they come from.
    Address(String),
}

/// The streams that are open.
pub struct Streams {
    seats: Arc<Seats<Listener>>,
    beat: Duration,
    open: watch::Sender<bool>,
}

/// The place of one stream.
pub struct Place {
    seat: Seat<Listener>,
    beat: Duration,
    open: watch::Receiver<bool>,
}

/// An event with this name, one line, and any text. A line may end in any way; it arrives with `\n`.
pub fn event(name: &str, text: &str) -> Event {
    Event::default().event(name).data(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Says events to whoever listens.
pub struct Voice(Sender<Event>);

/// Nobody listens any more.
pub struct Gone;

impl Streams {
    /// None is open; each is looked at once a beat.
    pub fn new(beat: Duration) -> Streams {
        Streams { seats: Seats::new(usize::MAX), beat, open: watch::Sender::new(true) }
    }

    /// A place for one more stream.
    ///
    /// # Errors
    /// TL429 when the listener has enough of them.
    pub fn place(&self, listener: Listener) -> Result<Place, Error> {
        let too_many = || Error::new(429, "TL429", "Too many open pages").hint("Close some of them.");
        let seat = self.seats.take(listener, EACH).ok_or_else(too_many)?;
        Ok(Place { seat, beat: self.beat, open: self.open.subscribe() })
    }

    /// Ends every stream, and those to come: the server stops.
    pub fn end(&self) {
        self.open.send_replace(false);
    }
}

impl Place {
    /// The answer: what `talk` says, while `may` says that the listener may hear it.
    pub fn answer<May, Talk>(
        self,
        may: impl FnMut() -> May + Send + 'static,
        talk: impl FnOnce(Voice) -> Talk + Send + 'static,
    ) -> Response
    where
        May: Future<Output = bool> + Send + 'static,
        Talk: Future<Output = Result<(), Gone>> + Send + 'static,
    {
        let (out, mut said) = mpsc::channel(WAITING);
        out.try_send(Event::default().retry(RETRY)).ok();
        tokio::spawn(self.run(out, may, talk));
        let events = stream::poll_fn(move |cx| said.poll_recv(cx).map(|event| event.map(Ok::<_, Infallible>)));
        let mut response = Sse::new(events).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    async fn run<May: Future<Output = bool>, Talk: Future<Output = Result<(), Gone>>>(
        self,
        out: Sender<Event>,
        mut may: impl FnMut() -> May,
        talk: impl FnOnce(Voice) -> Talk,
    ) {
        let Place { seat: _seat, beat, mut open } = self;
        let beats = async {
            let mut beats = interval_at(Instant::now() + beat, beat);
            loop {
                beats.tick().await;
                // Who is behind with reading needs no sign of life; whether they may go on is asked all the same.
                if !may().await || matches!(out.try_send(Event::DEFAULT_KEEP_ALIVE), Err(TrySendError::Closed(_))) {
                    return;
                }
            }
        };
        tokio::select! {
            _ = talk(Voice(out.clone())) => {}
            () = beats => {}
            () = out.closed() => {}
            _ = open.wait_for(|open| !open) => {}
        }
    }
}

impl Voice {
    /// Says one event. Waits for a reader who is behind.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub async fn say(&self, event: Event) -> Result<(), Gone> {
        self.0.send(event).await.map_err(|_| Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use std::future::{pending, ready};
    use std::sync::atomic::{AtomicBool, Ordering};

    const BEAT: Duration = Duration::from_millis(20);

    async fn heard(response: Response) -> String {
        let told = tokio::time::timeout(Duration::from_secs(10), to_bytes(response.into_body(), 1 << 20));
        String::from_utf8(told.await.expect("the stream ends").unwrap().to_vec()).unwrap()
    }

    fn guest() -> Listener {
        Listener::Address("192.0.2.7".into())
    }

    #[tokio::test]
    async fn a_text_of_any_lines_arrives_whole() {
        let streams = Streams::new(BEAT);
        let response = streams.place(guest()).ok().unwrap().answer(
            || ready(true),
            |voice| async move { voice.say(event("word", "one\n\ndata: x\r\ntwo\rthree").id("7")).await },
        );
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(
            heard(response).await,
            "retry: 2000\n\nevent: word\ndata: one\ndata: \ndata: data: x\ndata: two\ndata: three\nid: 7\n\n"
        );
    }

    #[tokio::test]
    async fn a_guests_stream_ends_when_they_may_no_longer_listen() {
        let may = Arc::new(AtomicBool::new(true));
        let asked = Arc::clone(&may);
        let streams = Streams::new(BEAT);
        let response = streams.place(guest()).ok().unwrap().answer(
            move || ready(asked.load(Ordering::Relaxed)),
            |voice| async move {
                voice.say(Event::default().data("here")).await?;
                pending().await
            },
        );
        may.store(false, Ordering::Relaxed);
        assert_eq!(heard(response).await, "retry: 2000\n\ndata: here\n\n");
    }

    #[tokio::test]
    async fn everybody_has_so_many_and_a_reader_who_leaves_gives_one_back() {
        let streams = Streams::new(BEAT);
        let open = |listener| streams.place(listener).map(|place| place.answer(|| ready(true), |_| pending()));
        let mut held: Vec<Response> = (0..EACH).map(|_| open(guest()).ok().unwrap()).collect();
        assert_eq!(open(guest()).err().map(|e| (e.status, e.code)), Some((429, "TL429".into())));
        assert!(open(Listener::Address("192.0.2.8".into())).is_ok(), "each address has its own");
        held.pop();
        let again = async {
            while open(guest()).is_err() {
                tokio::task::yield_now().await
            }
        };
        tokio::time::timeout(Duration::from_secs(10), again).await.expect("a place is free again");
    }

    #[tokio::test]
    async fn who_reads_nothing_holds_the_speaker_up_and_nothing_else() {
        let streams = Streams::new(BEAT);
        let said = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = Arc::clone(&said);
        let response = streams.place(guest()).ok().unwrap().answer(
            || ready(true),
            |voice| async move {
                loop {
                    voice.say(Event::default().data("more")).await?;
                    count.fetch_add(1, Ordering::Relaxed);
                }
            },
        );
        tokio::time::sleep(BEAT * 5).await;
        assert!(said.load(Ordering::Relaxed) < WAITING);
        streams.end();
        heard(response).await;
    }
}
