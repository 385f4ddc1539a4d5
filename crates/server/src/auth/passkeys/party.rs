//! What passkeys belong to: the address people reach the server at, as its operator said it. What a request says of
//! its host is never asked.

use crate::auth::refusal::Refusal;
use crate::settings::Settings;
use axum::http::StatusCode;
use passki::Passki;
use url::{Host, Url};

/// The address passkeys work at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The domain they are bound to, such as `crm.example.com`.
    id: String,
    /// Where pages that use them come from, such as `https://crm.example.com`.
    pub origin: String,
}

impl Party {
    /// The address of these settings; none where browsers would not take a passkey for it: an address without a name,
    /// or a name without https. On the machine itself that name is `localhost`.
    pub fn of(settings: &Settings) -> Option<Party> {
        let said = match (settings.public_url.as_str(), settings.listens_on) {
            ("", Some(address)) if address.ip().is_loopback() => format!("http://{address}"),
            (said, _) => said.to_string(),
        };
        let mut url = Url::parse(&said).ok()?;
        let is_here = match url.host()? {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        if !matches!(url.host()?, Host::Domain(_)) {
            url.set_host(is_here.then_some("localhost")).ok()?;
        }
        let is_trusted = url.scheme() == "https" || is_here && url.scheme() == "http";
        is_trusted.then_some(())?;
        Some(Party { id: url.host_str()?.to_string(), origin: url.origin().ascii_serialization() })
    }

    /// The same, or a refusal that says what is missing.
    pub(super) fn needed(settings: &Settings) -> Result<Party, Refusal> {
        let message =
            "Passkeys need an https address with a name. Whoever runs this server names it with --public-url.";
        let refusal = || Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "no_passkeys_here", message);
        Party::of(settings).ok_or_else(refusal)
    }

    /// The verifier of what devices answer.
    pub(super) fn verifier(&self) -> Passki {
        Passki::new(&self.id, &[&self.origin], "Throughline")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(public_url: &str, listens_on: Option<&str>) -> Option<(String, String)> {
        let listens_on = listens_on.map(|address| address.parse().expect("an address"));
        let settings = Settings { public_url: public_url.into(), listens_on, ..Settings::default() };
        Party::of(&settings).map(|party| (party.id, party.origin))
    }

    fn at(id: &str, origin: &str) -> Option<(String, String)> {
        Some((id.into(), origin.into()))
    }

    #[test]
    fn a_name_with_https_is_the_party() {
        assert_eq!(party("https://crm.example.com", None), at("crm.example.com", "https://crm.example.com"));
        assert_eq!(
            party("https://CRM.example.com:8443/x", None),
            at("crm.example.com", "https://crm.example.com:8443")
        );
    }

    #[test]
    fn the_machine_itself_is_localhost() {
        assert_eq!(party("", Some("127.0.0.1:8080")), at("localhost", "http://localhost:8080"));
        assert_eq!(party("http://127.0.0.1:8080", None), at("localhost", "http://localhost:8080"));
        assert_eq!(party("", Some("[::1]:80")), at("localhost", "http://localhost"));
        assert_eq!(party("http://localhost:9", Some("0.0.0.0:9")), at("localhost", "http://localhost:9"));
    }

    #[test]
    fn elsewhere_there_are_none() {
        assert_eq!(party("", None), None);
        assert_eq!(party("", Some("0.0.0.0:8080")), None, "who listens to everybody says by which name");
        assert_eq!(party("http://crm.example.com", None), None);
        assert_eq!(party("https://192.0.2.7", None), None);
        assert_eq!(party("crm.example.com", None), None);
    }
}
