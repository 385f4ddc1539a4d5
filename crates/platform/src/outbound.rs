//! What the server asks of the outside world: the one HTTP client, guarded.
//!
//! Addresses come from people, so every request is checked (no private address unless the operator allows it, after the name
//! was looked up and at every redirect) and bounded (time, bytes, redirects, how often a host is asked).

mod guarded;
mod mail_hosts;
mod public;

pub use guarded::Guarded;
pub(crate) use guarded::tls;
pub use mail_hosts::{MailHosts, NameServer, TakesMail};
pub use public::is_public;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use http::{HeaderMap, Method};
use std::fmt::Debug;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

/// An answer to come.
pub type Pending<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Reply>> + Send + 'a>>;

/// An address of the host's own network, where only public ones are asked.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address; only public ones are asked.")]
pub struct PrivateAddress(pub IpAddr);

/// Who asks the outside world.
pub trait Outbound: Send + Sync + Debug {
    /// Asks, and answers as soon as the head of the answer is there.
    ///
    /// An error, in words for people, says that the address may not be used, can't be reached, or does not answer in time.
    fn send(&self, request: Request) -> Pending<'_>;
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST, …
    pub method: Method,
    /// The address, as somebody typed it in.
    pub url: String,
    /// Headers beside host, length and agent.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent along.
    pub body: Body,
    /// How much there may be of it.
    pub limits: Limits,
    /// A private address is allowed.
    pub private: bool,
}

/// What is sent along.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    Empty,
    /// These bytes.
    Bytes(Bytes),
    /// A file of this many bytes, which never is in memory as a whole.
    File(PathBuf, u64),
}

/// How long, how much, how often.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long the whole exchange may take.
    pub time: Duration,
    /// Bytes the answer may have; more is an error while it is read.
    pub bytes: u64,
    /// Redirects that are followed.
    pub redirects: usize,
    /// The least time between two requests to one host.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(15), bytes: 16 << 10, redirects: 3, pause: Duration::ZERO }
    }
}

/// What came back.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The address that answered, after redirects.
    pub url: String,
    /// The body, as it comes.
    pub body: BoxStream<'static, io::Result<Bytes>>,
}

impl Request {
    /// A GET.
    pub fn get(url: impl Into<String>) -> Request {
        Request::of(Method::GET, url)
    }

    /// Any method, without a body.
    pub fn of(method: Method, url: impl Into<String>) -> Request {
        let (headers, limits) = (Vec::new(), Limits::default());
        Request { method, url: url.into(), headers, body: Body::Empty, limits, private: false }
    }
}

impl Reply {
    /// The first bytes of the body, as text; what comes after the limit, or never, is left out.
    pub async fn beginning(self) -> String {
        let parts = self.body.take_while(|part| std::future::ready(part.is_ok()));
        let bytes: Vec<u8> = parts.try_fold(Vec::new(), join).await.unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The whole body.
    ///
    /// # Errors
    /// When it is longer than the limit, breaks off or takes too long.
    pub async fn bytes(self) -> io::Result<Vec<u8>> {
        self.body.try_fold(Vec::new(), join).await
    }
}

async fn join(mut all: Vec<u8>, part: Bytes) -> io::Result<Vec<u8>> {
    all.extend_from_slice(&part);
    Ok(all)
}
