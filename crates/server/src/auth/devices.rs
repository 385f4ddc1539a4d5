//! Browsers a person signed in with before: they have tries of their own, and nobody is told of them again.

use super::throttle::Target;
use super::users::Account;
use crate::http::cookie;
use crate::server::Server;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::secrets::{is_mac, mac, new_token};

const PURPOSE: &str = "known browsers";
/// A year, in seconds.
const KEPT: u32 = 31_536_000;

/// What is tried when this browser signs in to the account: the browser when it is known, else the account.
pub fn target(server: &Server, headers: &HeaderMap, account: &Account) -> Target {
    match known(server, headers, account) {
        Some(name) => Target { org: account.org, subject: format!("device:{name}"), known: true },
        None => Target::account(account.org, &account.email.to_lowercase()),
    }
}

/// Whether the account was opened with this browser before.
pub fn is_known(server: &Server, headers: &HeaderMap, account: &Account) -> bool {
    known(server, headers, account).is_some()
}

/// The cookie that makes a browser known; nobody but the server can make one.
pub fn remember(server: &Server, headers: &HeaderMap, account: &Account) -> String {
    let secure = if server.settings.is_https() { "; Secure" } else { "" };
    let value = known(server, headers, account).unwrap_or_else(new_token);
    let proof = URL_SAFE_NO_PAD.encode(mac(&key(server), &[&parts(account), value.as_bytes()]));
    format!("{}={value}.{proof}; Path=/; HttpOnly; SameSite=Lax; Max-Age={KEPT}{secure}", name(server, account))
}

/// The browser's name for this account, when its cookie is genuine.
fn known(server: &Server, headers: &HeaderMap, account: &Account) -> Option<String> {
    let (value, proof) = cookie(headers, &name(server, account))?.split_once('.')?;
    let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
    is_mac(&key(server), &[&parts(account), value.as_bytes()], &proof).then(|| value.to_string())
}

fn name(server: &Server, account: &Account) -> String {
    let prefix = if server.settings.is_https() { "__Host-" } else { "" };
    format!("{prefix}known-{}", account.id.simple())
}

fn parts(account: &Account) -> Vec<u8> {
    [account.org.as_bytes().as_slice(), account.id.as_bytes()].concat()
}

fn key(server: &Server) -> [u8; 32] {
    server.tools.keys.master().derive(PURPOSE)
}
