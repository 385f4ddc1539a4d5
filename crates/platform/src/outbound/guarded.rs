//! The guarded client: one connection a request, to the very address that was checked.
//!
//! A name is looked up once and the connection goes to just the address that was checked, so it can't answer differently in
//! between; every redirect is checked anew.

use super::public::is_public;
use super::{Body, Limits, Outbound, Pending, PrivateAddress, Reply, Request};
use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http::{HeaderMap, Method};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// Bytes of a file that are sent together.
const PART: usize = 256 << 10;
/// Hosts whose last request is remembered.
const HOSTS: usize = 10_000;

/// Asks the internet, and only that: private addresses are for those requests the operator allows.
#[derive(Debug, Default)]
pub struct Guarded {
    /// When each host may be asked next.
    next: Mutex<HashMap<String, Instant>>,
    /// Private networks that may be asked as if they were public.
    reachable: Vec<IpNet>,
}

impl Outbound for Guarded {
    fn send(&self, request: Request) -> Pending<'_> {
        Box::pin(async move {
            let deadline = Instant::now() + request.limits.time;
            tokio::time::timeout_at(deadline, self.follow(request, deadline))
                .await
                .context("There was no answer in time.")?
        })
    }
}

impl Guarded {
    /// One that also asks these networks, private as they are: an operator has a search engine or an intranet there.
    pub fn reaching(networks: Vec<IpNet>) -> Guarded {
        Guarded { reachable: networks, ..Guarded::default() }
    }

    async fn follow(&self, request: Request, deadline: Instant) -> anyhow::Result<Reply> {
        let Request { mut method, url, headers, mut body, limits, private } = request;
        let mut url = Url::parse(&url).context("The address can't be read.")?;
        for _ in 0..=limits.redirects {
            self.pace(&url, &limits).await;
            let answer = exchange(&url, &method, &headers, &body, (private, &self.reachable)).await?;
            let status = answer.status().as_u16();
            let onward = answer.headers().get("location").and_then(|l| l.to_str().ok());
            match onward.filter(|_| follows(status, &method)) {
                Some(onward) => {
                    let next = url.join(onward).context("It redirects to an address that can't be read.")?;
                    ensure!(
                        same_origin(&url, &next) || !carries_secrets(&headers),
                        "It redirects to another place, which must not see what was sent along."
                    );
                    url = next;
                    if status == 303 {
                        (method, body) = (Method::GET, Body::Empty);
                    }
                }
                None => {
                    let (parts, answer) = answer.into_parts();
                    return Ok(reply(status, parts.headers, url, answer, limits.bytes, deadline));
                }
            }
        }
        bail!("It redirects more than {} times.", limits.redirects)
    }

    /// Waits until the host may be asked again.
    async fn pace(&self, url: &Url, limits: &Limits) {
        let Some(host) = url.host_str().filter(|_| !limits.pause.is_zero()) else { return };
        let now = Instant::now();
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            if next.len() >= HOSTS {
                next.retain(|_, at| *at > now);
            }
            let at = next.entry(host.to_string()).or_insert(now);
            let turn = (*at).max(now);
            *at = turn + limits.pause;
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}

/// Whether an answer sends this method onward. Only 307 and 308 promise that a method with a body stays.
fn follows(status: u16, method: &Method) -> bool {
    matches!(status, 307 | 308) || matches!(status, 301..=303) && matches!(*method, Method::GET | Method::HEAD)
}

fn same_origin(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin()
}

fn carries_secrets(headers: &[(&'static str, String)]) -> bool {
    headers.iter().any(|(name, _)| matches!(*name, "authorization" | "cookie" | "x-subscription-token"))
}

async fn exchange(
    url: &Url,
    method: &Method,
    headers: &[(&'static str, String)],
    body: &Body,
    reach: (bool, &[IpNet]),
) -> anyhow::Result<http::Response<Driven>> {
    let secure = match url.scheme() {
        "https" => true,
        "http" => false,
        other => bail!("{other} addresses are not used; only https and http are."),
    };
    ensure!(url.username().is_empty() && url.password().is_none(), "The address carries a name or password.");
    let address = checked(url, reach).await?;
    let stream = TcpStream::connect(address).await.context("It can't be reached")?;
    let asked = asked(url, method, headers, body).await?;
    if secure {
        let name = match url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_string())?,
            _ => ServerName::IpAddress(address.ip().into()),
        };
        let stream = TlsConnector::from(tls()?).connect(name, stream).await.context("No secure connection")?;
        return send(stream, asked).await;
    }
    send(stream, asked).await
}

/// The one address the connection goes to: every address of the name has to be allowed.
async fn checked(url: &Url, (private, reachable): (bool, &[IpNet])) -> anyhow::Result<SocketAddr> {
    let port = url.port_or_known_default().context("The address has no port.")?;
    let found: Vec<SocketAddr> = match url.host().context("The address has no host.")? {
        Host::Ipv4(ip) => vec![(ip, port).into()],
        Host::Ipv6(ip) => vec![(ip, port).into()],
        Host::Domain(name) => tokio::net::lookup_host((name, port))
            .await
            .with_context(|| format!("There is no address for {name}"))?
            .collect(),
    };
    let may = |ip| private || is_public(ip) || reachable.iter().any(|network| network.contains(&ip));
    if let Some(address) = found.iter().find(|a| !may(a.ip())) {
        bail!(PrivateAddress(address.ip()));
    }
    found.first().copied().context("There is no address for it.")
}

async fn asked(
    url: &Url,
    method: &Method,
    headers: &[(&'static str, String)],
    body: &Body,
) -> anyhow::Result<http::Request<BoxBody<Bytes, io::Error>>> {
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_string(),
    };
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_string(),
    };
    let mut request = http::Request::builder().method(method).uri(target).header("host", host);
    if !headers.iter().any(|(name, _)| *name == "user-agent") {
        request = request.header("user-agent", concat!("Throughline/", env!("CARGO_PKG_VERSION")));
    }
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let body = match body {
        Body::Empty => Empty::new().map_err(|e| match e {}).boxed(),
        Body::Bytes(bytes) => Full::new(bytes.clone()).map_err(|e| match e {}).boxed(),
        Body::File(path, length) => {
            request = request.header("content-length", *length);
            BodyExt::boxed(StreamBody::new(parts(path).await?.map_ok(Frame::data)))
        }
    };
    Ok(request.body(body)?)
}

/// A file, part by part.
async fn parts(
    path: &std::path::Path,
) -> anyhow::Result<impl futures_util::Stream<Item = io::Result<Bytes>> + Send + Sync + 'static> {
    let file = tokio::fs::File::open(path).await.context("The file can't be read")?;
    Ok(futures_util::stream::try_unfold(file, |mut file| async move {
        let mut part = vec![0; PART];
        let n = file.read(&mut part).await?;
        part.truncate(n);
        Ok((n > 0).then(|| (Bytes::from(part), file)))
    }))
}

/// An answer's body, and the connection it comes by.
struct Driven(Incoming, tokio::task::JoinHandle<hyper::Result<()>>);

impl Drop for Driven {
    fn drop(&mut self) {
        self.1.abort();
    }
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: http::Request<BoxBody<Bytes, io::Error>>,
) -> anyhow::Result<http::Response<Driven>> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driving = tokio::spawn(connection);
    let answer = sender.send_request(request).await.context("It broke off")?;
    Ok(answer.map(|body| Driven(body, driving)))
}

fn reply(status: u16, headers: HeaderMap, url: Url, body: Driven, most: u64, deadline: Instant) -> Reply {
    let parts = futures_util::stream::try_unfold((body, 0), move |(mut body, had)| async move {
        loop {
            let frame = tokio::time::timeout_at(deadline, body.0.frame());
            let late = |_| io::Error::new(io::ErrorKind::TimedOut, "There was no answer in time.");
            let Some(frame) = frame.await.map_err(late)? else { return Ok(None) };
            let Ok(part) = frame.map_err(io::Error::other)?.into_data() else { continue };
            let had = had + part.len() as u64;
            if had > most {
                let words = format!("The answer is longer than {most} bytes.");
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, words));
            }
            return Ok(Some((part, (body, had))));
        }
    });
    Reply { status, headers, url: url.to_string(), body: Box::pin(parts) }
}

/// How secure connections are made: with the certificates the system trusts.
pub(crate) fn tls() -> anyhow::Result<Arc<ClientConfig>> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}
