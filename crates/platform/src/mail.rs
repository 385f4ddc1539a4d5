//! Messages that leave by a mail server an organisation names: written, signed (DKIM) and handed over.
//!
//! The server's name is looked up once; the connection goes to just the address that was seen to be allowed.

mod dkim;
mod letter;
mod reading;

pub use dkim::DkimKey;
pub use letter::Letter;
pub use reading::{Found, Place, Reader, Unread};

use crate::outbound::PrivateAddress;
use crate::outbound::is_public;
use anyhow::{Context as _, bail};
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::fmt::Debug;
use std::time::Duration;
use tokio::time::error::Elapsed;

/// How long a mail server may take for one message.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after the first words; no message goes without.
    StartTls,
    /// None.
    Plain,
}

/// A mail server, and how one signs in.
#[derive(Clone)]
pub struct Route {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
    /// Name and password, where it asks for them.
    pub login: Option<(String, String)>,
    /// A private address is allowed.
    pub private: bool,
}

impl Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// How handing a message over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The mail server took it.
    Sent,
    /// Nothing was handed over, or it was not taken; later perhaps.
    Later(String),
    /// The mail server does not let us in: nothing goes this way.
    Closed(String),
    /// It is never taken.
    Refused(String),
    /// There is nobody at this address.
    NoSuchAddress(String),
    /// It was handed over, and there was no answer.
    Unknown(String),
}

impl Ending {
    /// What a mail server answered to a message that was handed over, or that it did not in time.
    pub fn of(answer: Result<Result<Response, Error>, Elapsed>) -> Ending {
        match answer {
            Ok(Ok(_)) => Ending::Sent,
            Ok(Err(e)) if e.is_permanent() => Ending::Refused(format!("The mail server refused it: {e}")),
            Ok(Err(e)) if e.is_transient() => Ending::Later(format!("The mail server asked to wait: {e}")),
            Ok(Err(e)) => Ending::Unknown(format!("The connection broke: {e}")),
            Err(_) => Ending::Unknown("The mail server did not answer in time.".into()),
        }
    }

    /// Why it was not sent.
    pub fn why(&self) -> Option<&str> {
        match self {
            Ending::Sent => None,
            Ending::Later(why)
            | Ending::Closed(why)
            | Ending::Refused(why)
            | Ending::NoSuchAddress(why)
            | Ending::Unknown(why) => Some(why),
        }
    }
}

impl Route {
    /// Hands a message over. It is under way when this begins: whoever drops it does not know whether it was taken.
    pub async fn hand_over(&self, from: &str, to: &str, message: &[u8]) -> Ending {
        let (transport, envelope) = match self.ready(from, to).await {
            Ok(ready) => ready,
            Err(e) if e.is::<PrivateAddress>() => return Ending::Closed(format!("{e:#}")),
            Err(e) => return Ending::Later(format!("The mail server can't be reached. {e:#}")),
        };
        // A server that does not answer or does not let us in has taken nothing; that is known before anything is handed over.
        match tokio::time::timeout(PATIENCE, transport.test_connection()).await {
            Ok(Ok(true)) => {}
            Ok(Err(e)) if e.is_permanent() => {
                return Ending::Closed(format!("The mail server does not let us in: {e}"));
            }
            Ok(Err(e)) => return Ending::Later(format!("The mail server can't be reached: {e}")),
            Ok(Ok(false)) | Err(_) => return Ending::Later("The mail server did not answer.".into()),
        }
        match tokio::time::timeout(PATIENCE, transport.send_raw(&envelope, message)).await {
            Ok(Err(e)) if e.is_permanent() && is_unknown_address(&e) => {
                Ending::NoSuchAddress(format!("There is nobody at this address: {e}"))
            }
            answer => Ending::of(answer),
        }
    }

    async fn ready(&self, from: &str, to: &str) -> anyhow::Result<(AsyncSmtpTransport<Tokio1Executor>, Envelope)> {
        let envelope = Envelope::new(
            Some(from.parse().context("The sender is no e-mail address")?),
            vec![to.parse().context("The recipient is no e-mail address")?],
        )?;
        let found: Vec<_> = tokio::net::lookup_host((self.host.as_str(), self.port))
            .await
            .with_context(|| format!("There is no address for {}", self.host))?
            .collect();
        if let Some(address) = found.iter().find(|a| !self.private && !is_public(a.ip())) {
            bail!(PrivateAddress(address.ip()));
        }
        let address = found.first().context("There is no address for it.")?;
        let tls = || TlsParameters::new(self.host.clone()).context("No secure connection");
        let security = match self.security {
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::Plain => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.ip().to_string())
            .port(self.port)
            .tls(security)
            .timeout(Some(PATIENCE));
        if let Some((name, password)) = &self.login {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok((builder.build(), envelope))
    }
}

/// Whether a refusal says that the address does not exist: by its enhanced code (RFC 3463), or in words. That a mailbox
/// may not send, or not so much, says nothing of who is written to.
fn is_unknown_address(e: &Error) -> bool {
    let words = format!("{e}").to_lowercase();
    let unknown = [
        "5.1.1",
        "5.1.2",
        "5.1.3",
        "5.1.6",
        "5.1.10",
        "no such",
        "unknown user",
        "user unknown",
        "unknown recipient",
        "recipient unknown",
        "does not exist",
        "doesn't exist",
        "invalid recipient",
        "user not found",
    ];
    let says_so = unknown.iter().any(|word| words.contains(word));
    says_so && e.status().is_some_and(|code| matches!(u16::from(code), 550 | 551 | 553))
}
