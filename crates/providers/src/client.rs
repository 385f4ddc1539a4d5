//! The client models are asked by: no redirects, no proxies, and only addresses that may be asked.

use genai::Client;
use genai::resolver::Endpoint;
use ipnet::IpNet;
use platform::models::Fault;
use platform::outbound::is_public;
use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// How long making a connection may take.
const CONNECTING: Duration = Duration::from_secs(10);

/// A client that connects to the endpoint's host at the addresses that were checked, and to nothing else.
pub(crate) async fn guarded(endpoint: &Endpoint, inside_only: bool, reachable: Vec<IpNet>) -> Result<Client, Fault> {
    let url = Url::parse(endpoint.base_url()).map_err(|_| Fault::Away("Its address can't be read.".into()))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(Fault::Away("Only https and http addresses are used.".into()));
    }
    let addresses = addresses(&url).await?;
    for address in &addresses {
        may(address.ip(), inside_only, &reachable)?;
    }
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECTING)
        .tls_backend_preconfigured(TLS.clone());
    if let Some(Host::Domain(name)) = url.host() {
        builder = builder.resolve_to_addrs(name, &addresses);
    }
    let client = builder.build().map_err(|e| Fault::Away(e.to_string()))?;
    Client::builder().with_reqwest(client).build().map_err(|e| Fault::Away(e.to_string()))
}

async fn addresses(url: &Url) -> Result<Vec<SocketAddr>, Fault> {
    let port = url.port_or_known_default().unwrap_or(443);
    let found = match url.host() {
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        Some(Host::Domain(name)) => tokio::time::timeout(CONNECTING, tokio::net::lookup_host((name, port)))
            .await
            .ok()
            .and_then(Result::ok)
            .map(Iterator::collect)
            .unwrap_or_default(),
        None => Vec::new(),
    };
    if found.is_empty() { Err(Fault::Away("There is no such address.".into())) } else { Ok(found) }
}

fn may(ip: IpAddr, inside_only: bool, reachable: &[IpNet]) -> Result<(), Fault> {
    let is_reachable = reachable.iter().any(|network| network.contains(&ip));
    match (is_public(ip), inside_only) {
        (true, true) if !is_reachable => {
            Err(Fault::Away("Nothing leaves the house here, and this model is outside.".into()))
        }
        (true, _) => Ok(()),
        (false, _) if is_reachable => Ok(()),
        (false, _) => Err(Fault::Away(format!(
            "{ip} is a private address; whoever runs the server allows it with --reachable-network."
        ))),
    }
}

static TLS: LazyLock<ClientConfig> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
});
