//! Whose request it is behind a proxy: only a proxy that is trusted by setting is believed.

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;
use server::Server;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Puts the client's address in place of a trusted proxy's.
pub(crate) async fn settle(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
    if let Some(peer) = peer {
        let client = client(&server.settings.trusted_proxies, peer.ip(), request.headers());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
    }
    next.run(request).await
}

/// The last address on the way that is no trusted proxy. A proxy writes one of the two headers and may hand on what
/// somebody sent in the other: when they tell different things, neither is believed.
fn client(trusted: &[IpNet], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(&address.to_canonical()));
    if !is_trusted(&peer) {
        return peer;
    }
    let told = |hops: Vec<Option<IpAddr>>| {
        let stranger = hops.into_iter().rev().find(|hop| hop.is_none_or(|a| !is_trusted(&a)));
        stranger.map(|hop| hop.unwrap_or(peer))
    };
    let one_by_one = listed(headers, "x-forwarded-for").iter().map(|hop| address(hop)).collect();
    let named = listed(headers, "forwarded").iter().map(|hop| address(made_for(hop))).collect();
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

/// The `for` of one hop of a Forwarded header.
fn made_for(hop: &str) -> &str {
    let pairs = hop.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs
        .filter(|(name, _)| name.eq_ignore_ascii_case("for"))
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
}
