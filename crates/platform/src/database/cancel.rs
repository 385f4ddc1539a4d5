//! Stopping what PostgreSQL still does for somebody who went away.

use super::stream;
use super::target::Target;
use bytes::BytesMut;
use postgres_protocol::message::frontend;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_postgres::{CancelToken, NoTls};

/// How long until a statement that did not stop is asked again: the first request may have come before it did.
const AGAIN: Duration = Duration::from_millis(500);
/// How often it is asked. A connection that does not answer then is lost.
const TRIES: usize = 120;
/// How long asking may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Stops the statement of one connection.
pub(super) struct Canceller {
    target: Target,
    key: Key,
}

/// What PostgreSQL knows the connection by.
pub(super) enum Key {
    /// Process and secret of its greeting.
    Backend(i32, i32),
    /// The same, as the client library keeps it.
    Token(CancelToken),
}

impl Canceller {
    pub(super) fn new(target: Target, key: Key) -> Canceller {
        Canceller { target, key }
    }

    /// Waits for the end of what the connection does, and stops it when it has not ended `after` this long. None when the
    /// connection is lost.
    pub(super) async fn end<T>(&self, ending: impl Future<Output = T>, after: Duration) -> Option<T> {
        let mut ending = pin!(ending);
        let mut pause = after;
        for _ in 0..TRIES {
            if let Ok(ended) = tokio::time::timeout(pause, &mut ending).await {
                return Some(ended);
            }
            if !matches!(tokio::time::timeout(PATIENCE, self.cancel()).await, Ok(Ok(()))) {
                tracing::debug!("a statement could not be stopped; it ends by its time limit");
            }
            pause = AGAIN;
        }
        None
    }

    /// Asks once. When this answers, PostgreSQL has told the process, so a later statement is not hit.
    async fn cancel(&self) -> anyhow::Result<()> {
        let mut stream = stream::open(&self.target).await?;
        match &self.key {
            Key::Token(token) => token.cancel_query_raw(stream, NoTls).await?,
            Key::Backend(process, secret) => {
                let mut out = BytesMut::new();
                frontend::cancel_request(*process, *secret, &mut out);
                stream.write_all_buf(&mut out).await?;
                stream.read_to_end(&mut Vec::new()).await?;
            }
        }
        Ok(())
    }
}
