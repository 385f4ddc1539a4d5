//! Whose request it is behind a proxy, and which host was asked: only a proxy that is trusted by setting is believed.

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;
use server::Server;
use server::http::ToldHost;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Puts the client's address in place of a trusted proxy's, and notes the host the proxy was asked for.
pub(crate) async fn settle(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
    if let Some(peer) = peer {
        let trusted = &server.settings.trusted_proxies;
        let client = client(trusted, peer.ip(), request.headers());
        if let Some(host) = host(trusted, peer.ip(), request.headers()) {
            request.extensions_mut().insert(ToldHost(host));
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
    }
    next.run(request).await
}

/// The last address on the way that is no trusted proxy. A proxy writes one of the two headers and may hand on what
/// somebody sent in the other: when they tell different things, neither is believed.
fn client(trusted: &[IpNet], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let is_trusted = |address: &IpAddr| is_trusted(trusted, *address);
    if !is_trusted(&peer) {
        return peer;
    }
    let told = |hops: Vec<Option<IpAddr>>| {
        let stranger = hops.into_iter().rev().find(|hop| hop.is_none_or(|a| !is_trusted(&a)));
        stranger.map(|hop| hop.unwrap_or(peer))
    };
    let one_by_one = listed(headers, "x-forwarded-for").iter().map(|hop| address(hop)).collect();
    let named = listed(headers, "forwarded").iter().map(|hop| address(named(hop, "for"))).collect();
    match (told(one_by_one), told(named)) {
        (Some(a), Some(b)) if a != b => peer,
        (Some(client), _) | (None, Some(client)) => client,
        (None, None) => peer,
    }
}

/// The parts of a list header, in order, over all its lines.
fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|v| v.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|part| part.trim().to_string()).collect()
}

fn is_trusted(trusted: &[IpNet], address: IpAddr) -> bool {
    trusted.iter().any(|net| net.contains(&address.to_canonical()))
}

/// The host that the nearest proxy was asked for. When the two headers tell different things, neither is believed.
fn host(trusted: &[IpNet], peer: IpAddr, headers: &HeaderMap) -> Option<String> {
    if !is_trusted(trusted, peer) {
        return None;
    }
    let told = listed(headers, "x-forwarded-host").pop();
    let hop = listed(headers, "forwarded").pop();
    let named = hop.map(|hop| named(&hop, "host").to_string()).filter(|host| !host.is_empty());
    match (told, named) {
        (Some(a), Some(b)) if a != b => None,
        (told, named) => told.or(named),
    }
}

/// What one hop of a Forwarded header says under a name.
fn named<'h>(hop: &'h str, name: &str) -> &'h str {
    let pairs = hop.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs
        .filter(|(said, _)| said.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim_matches('"'))
        .next()
        .unwrap_or_default()
}

/// An address with or without a port and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let parsed = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|s| s.ip()));
    parsed.map(|a| a.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, value.parse().unwrap());
        }
        client(&trusted, peer.parse().unwrap(), &all).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("192.0.2.1", &[("x-forwarded-for", "198.51.100.7")]), "192.0.2.1");
        assert_eq!(seen("10.0.0.2", &[("x-forwarded-for", "198.51.100.7")]), "198.51.100.7");
        assert_eq!(seen("::ffff:10.0.0.2", &[("x-forwarded-for", "198.51.100.7")]), "198.51.100.7");
        assert_eq!(seen("10.0.0.2", &[]), "10.0.0.2");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        let chain = [("x-forwarded-for", "1.1.1.1, 198.51.100.7"), ("x-forwarded-for", "10.0.0.9")];
        assert_eq!(seen("10.0.0.2", &chain), "198.51.100.7");
        assert_eq!(seen("10.0.0.2", &[("x-forwarded-for", "198.51.100.7, nonsense")]), "10.0.0.2");
        let two = [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=1.1.1.1")];
        assert_eq!(seen("10.0.0.2", &two), "10.0.0.2");
    }

    #[test]
    fn both_headers_are_read() {
        assert_eq!(seen("::1", &[("forwarded", "for=1.1.1.1, For=\"[2001:db8::7]:4711\";proto=https")]), "2001:db8::7");
        assert_eq!(seen("::1", &[("x-forwarded-for", "198.51.100.7:4711")]), "198.51.100.7");
    }

    #[test]
    fn the_host_is_a_trusted_proxys_word_or_nobodys() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let told = |peer: &str, lines: &[(&'static str, &str)]| {
            let all = lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            host(&trusted, peer.parse().unwrap(), &all)
        };
        let line = [("x-forwarded-host", "evil.example, portal.acme.example")];
        assert_eq!(told("10.0.0.2", &line).as_deref(), Some("portal.acme.example"), "the nearest proxy wrote the last");
        assert_eq!(told("192.0.2.1", &line), None);
        let other = [("forwarded", "for=1.1.1.1;Host=\"portal.acme.example:8443\"")];
        assert_eq!(told("10.0.0.2", &other).as_deref(), Some("portal.acme.example:8443"));
        assert_eq!(told("10.0.0.2", &[line[0], other[0]]), None, "they tell different things");
    }
}
