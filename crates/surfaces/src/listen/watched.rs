//! A connection whose other side has to keep going.

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use server::Listening;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// Bytes of a long answer that have to go out within the time for a stall.
const STEP: usize = 64 * 1024;

/// Whether a request is being answered.
#[derive(Default)]
pub(super) struct Pulse(AtomicBool);

impl Pulse {
    /// A request's head is there; it is being answered until the mark is dropped.
    pub(super) fn asked(self: &Arc<Self>) -> Mark {
        self.0.store(true, Ordering::Relaxed);
        Mark(Arc::clone(self))
    }

    fn is_answering(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A request that is being answered.
pub(super) struct Mark(Arc<Pulse>);

impl Drop for Mark {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Relaxed);
    }
}

/// An answer's body, with its mark.
pub(super) struct Answering {
    body: Body,
    _mark: Mark,
}

impl Answering {
    pub(super) fn new(body: Body, mark: Mark) -> Answering {
        Answering { body, _mark: mark }
    }
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The connection. Reading fails when a head takes too long, writing when nothing is taken for too long.
pub(super) struct Watched {
    stream: TcpStream,
    pulse: Arc<Pulse>,
    head: Duration,
    stall: Duration,
    /// Runs out when a head that began has not come to its end.
    head_ends: Option<Pin<Box<Sleep>>>,
    /// Runs out when an answer does not go on.
    stall_ends: Option<Pin<Box<Sleep>>>,
    /// Bytes that went out since then.
    written: usize,
}

impl Watched {
    pub(super) fn new(stream: TcpStream, pulse: Arc<Pulse>, listening: &Listening) -> Watched {
        let Listening { head, stall, .. } = *listening;
        // The first request is expected at once.
        let head_ends = Some(Box::pin(tokio::time::sleep(head)));
        Watched { stream, pulse, head, stall, head_ends, stall_ends: None, written: 0 }
    }

    fn wrote(&mut self, cx: &mut Context<'_>, poll: Poll<Result<usize>>) -> Poll<Result<usize>> {
        match &poll {
            Poll::Ready(Ok(bytes)) => {
                self.written += bytes;
                if self.written >= STEP {
                    self.caught_up();
                }
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                let ends = self.stall_ends.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.stall)));
                ready!(ends.as_mut().poll(cx));
                return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the answer is not read")));
            }
        }
        poll
    }

    fn caught_up(&mut self) {
        self.stall_ends = None;
        self.written = 0;
    }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let io = self.get_mut();
        let before = buf.filled().len();
        let poll = Pin::new(&mut io.stream).poll_read(cx, buf);
        if io.pulse.is_answering() {
            io.head_ends = None;
        } else if io.head_ends.is_none() && buf.filled().len() > before {
            io.head_ends = Some(Box::pin(tokio::time::sleep(io.head)));
        }
        if poll.is_pending()
            && let Some(ends) = &mut io.head_ends
        {
            ready!(ends.as_mut().poll(cx));
            return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the request's head takes too long")));
        }
        poll
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let io = self.get_mut();
        let poll = Pin::new(&mut io.stream).poll_write(cx, buf);
        io.wrote(cx, poll)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let io = self.get_mut();
        let poll = Pin::new(&mut io.stream).poll_write_vectored(cx, bufs);
        io.wrote(cx, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let io = self.get_mut();
        // Asked for when everything was written.
        io.caught_up();
        Pin::new(&mut io.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
