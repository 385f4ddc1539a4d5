//! One POST to an address somebody typed in: only to public addresses, bounded in time and size.
//!
//! The address is looked up once and the connection goes to just the address that was checked, so a name can't answer
//! differently in between; every redirect is checked anew.

use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// How long the whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Redirects that are followed.
const REDIRECTS: usize = 3;
/// Bytes of the answer that are read.
const ANSWER: usize = 16 << 10;

/// Posts JSON and answers status and the first bytes of the body.
///
/// # Errors
/// When the address may not be used, can't be reached, or does not answer in time.
pub(crate) async fn post(
    url: &str,
    headers: &[(&'static str, String)],
    body: &str,
    private: bool,
) -> anyhow::Result<(u16, String)> {
    tokio::time::timeout(PATIENCE, follow(url, headers, body, private))
        .await
        .context("The endpoint did not answer in time.")?
}

async fn follow(
    url: &str,
    headers: &[(&'static str, String)],
    body: &str,
    private: bool,
) -> anyhow::Result<(u16, String)> {
    let mut url = Url::parse(url).context("The address can't be read.")?;
    for _ in 0..=REDIRECTS {
        let (status, location, answer) = exchange(&url, headers, body, private).await?;
        match location {
            // Only these two promise that the method stays.
            Some(location) if matches!(status, 307 | 308) => {
                url = url.join(&location).context("It redirects to an address that can't be read.")?
            }
            _ => return Ok((status, answer)),
        }
    }
    bail!("It redirects more than {REDIRECTS} times.")
}

async fn exchange(
    url: &Url,
    headers: &[(&'static str, String)],
    body: &str,
    private: bool,
) -> anyhow::Result<(u16, Option<String>, String)> {
    let secure = match url.scheme() {
        "https" => true,
        "http" => false,
        other => bail!("{other} addresses are not used; only https and http are."),
    };
    ensure!(url.username().is_empty() && url.password().is_none(), "The address carries a name or password.");
    let address = checked(url, private).await?;
    let stream = TcpStream::connect(address).await.context("It can't be reached")?;
    if secure {
        let name = match url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_string())?,
            _ => ServerName::IpAddress(address.ip().into()),
        };
        let stream = TlsConnector::from(tls()?).connect(name, stream).await.context("No secure connection")?;
        return send(stream, url, headers, body).await;
    }
    send(stream, url, headers, body).await
}

/// The one address the connection goes to: every address of the name has to be allowed.
async fn checked(url: &Url, private: bool) -> anyhow::Result<SocketAddr> {
    let port = url.port_or_known_default().context("The address has no port.")?;
    let found: Vec<SocketAddr> = match url.host().context("The address has no host.")? {
        Host::Ipv4(ip) => vec![(ip, port).into()],
        Host::Ipv6(ip) => vec![(ip, port).into()],
        Host::Domain(name) => tokio::net::lookup_host((name, port))
            .await
            .with_context(|| format!("There is no address for {name}"))?
            .collect(),
    };
    if let Some(address) = found.iter().find(|a| !private && !is_public(a.ip())) {
        bail!(
            "{} is a private address; webhooks go to public ones only. The operator may allow it with --allow-private-webhooks.",
            address.ip()
        );
    }
    found.first().copied().context("There is no address for it.")
}

/// Whether an address belongs to the public internet (IANA special-purpose registries).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast())
                && a != 0
                && a < 240
                && !(a == 100 && (64..128).contains(&b))
                && !(a == 192 && b == 0 && c == 0)
                && !(a == 198 && (18..20).contains(&b))
        }
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Addresses that carry a v4 one inside are judged by it: mapped, translated (64:ff9b::/96), 6to4.
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public(v4.into());
    }
    let inner =
        |high: u16, low: u16| is_public(IpAddr::from([(high >> 8) as u8, high as u8, (low >> 8) as u8, low as u8]));
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return inner(s[6], s[7]);
    }
    if s[0] == 0x2002 {
        return inner(s[1], s[2]);
    }
    // Only 2000::/3 is given out; of it Teredo and documentation are not.
    s[0] & 0xe000 == 0x2000 && !(s[0] == 0x2001 && (s[1] == 0 || s[1] == 0x0db8)) && !(s[0] == 0x3fff && s[1] < 0x1000)
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    url: &Url,
    headers: &[(&'static str, String)],
    body: &str,
) -> anyhow::Result<(u16, Option<String>, String)> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driving = tokio::spawn(connection);
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_string(),
    };
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_string(),
    };
    let mut request = http::Request::post(target)
        .header("host", host)
        .header("content-type", "application/json")
        .header("user-agent", concat!("Throughline/", env!("CARGO_PKG_VERSION")));
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let answer =
        sender.send_request(request.body(Full::new(Bytes::from(body.to_string())))?).await.context("It broke off")?;
    let status = answer.status().as_u16();
    let location = answer.headers().get("location").and_then(|l| l.to_str().ok()).map(str::to_string);
    let body = Limited::new(answer.into_body(), ANSWER).collect().await.map(|b| b.to_bytes()).unwrap_or_default();
    driving.abort();
    Ok((status, location, String::from_utf8_lossy(&body).into_owned()))
}

fn tls() -> anyhow::Result<Arc<ClientConfig>> {
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

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn only_the_public_internet_is_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "172.32.0.1", "::ffff:8.8.8.8"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
