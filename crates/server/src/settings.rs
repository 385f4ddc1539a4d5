//! How much may be asked for, and for how long things last.

use platform::guard::Guard;
use platform::models::{Chat, Embed};
use platform::outbound::{Guarded, MailHosts, NameServer, Outbound};
use platform::store::ObjectsAt;
use providers::Providers;
use records::Limits;
use std::sync::Arc;
use std::time::Duration;

/// How much may be asked for, and for how long things last.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Rows a page, embedding depth.
    pub limits: Limits,
    /// Bytes a request body may have.
    pub max_body: usize,
    /// Bytes one answer may have.
    pub max_answer: usize,
    /// Bytes of answers that one person did not read yet.
    pub person_answers: usize,
    /// The same of everybody.
    pub all_answers: usize,
    /// How connections are treated.
    pub listening: Listening,
    /// Bytes an imported file may have.
    pub max_upload: usize,
    /// Requests a person may send a minute; 0 for no limit.
    pub requests_per_minute: u32,
    /// How long an access token is good.
    pub access_token: Duration,
    /// How long a session lasts without use.
    pub session: Duration,
    /// How long a session lasts at most, however much it is used.
    pub longest_session: Duration,
    /// Tries to sign in that an account, or a browser known to it, has in a window; they come back one by one.
    pub attempts_per_account: i32,
    /// The same of an address.
    pub attempts_per_address: i32,
    /// In how long all tries come back.
    pub attempt_window: Duration,
    /// Proxies whose word on the client's address is taken.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// The address people reach the server at, such as `https://crm.example.com`; empty when it is the one it listens on.
    pub public_url: String,
    /// The address the server listens on; passkeys of a server that is reached only here are bound to its port.
    pub listens_on: Option<std::net::SocketAddr>,
    /// How long a person may take between asking for a passkey and showing it.
    pub passkey_patience: Duration,
    /// Webhooks may go to private and link-local addresses.
    pub private_webhooks: bool,
    /// Who reads foreign files.
    pub guard: Guard,
    /// What tells the meaning of texts; without it nothing is found by meaning.
    pub embed: Option<Arc<dyn Embed>>,
    /// Who asks models for answers.
    pub chat: Arc<dyn Chat>,
    /// Where large files go; they stay in the database without it.
    pub objects: Option<ObjectsAt>,
    /// Who asks the outside world.
    pub outbound: Arc<dyn Outbound>,
    /// Knows whether domains take mail.
    pub mail_hosts: Arc<dyn MailHosts>,
    /// Where outgoing mail goes; without it mail waits in the outbox.
    pub mail: Option<Mail>,
    /// The folder of the PostgreSQL inside; its disk must have room.
    pub data_dir: Option<std::path::PathBuf>,
}

/// How mail leaves.
#[derive(Clone)]
pub struct Mail {
    /// The mail server, such as `smtps://user:password@mail.example.com` or `smtp://localhost:25`.
    pub url: String,
    /// The sender, such as `Acme <office@acme.example>`.
    pub from: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address carries a password.
        write!(f, "Mail from {}", self.from)
    }
}

impl Settings {
    /// Whether browsers come over https, so that cookies may be kept to it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// How long a session lasts unused, and at most, in seconds.
    pub(crate) fn lifetimes(&self) -> (f64, f64) {
        (self.session.as_secs_f64(), self.longest_session.as_secs_f64())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            max_body: 10 << 20,
            max_answer: 64 << 20,
            person_answers: 128 << 20,
            all_answers: 512 << 20,
            listening: Listening::default(),
            max_upload: 1 << 30,
            requests_per_minute: 60_000,
            access_token: Duration::from_secs(600),
            session: Duration::from_secs(14 * 86_400),
            longest_session: Duration::from_secs(30 * 86_400),
            attempts_per_account: 5,
            attempts_per_address: 50,
            attempt_window: Duration::from_secs(900),
            trusted_proxies: Vec::new(),
            public_url: String::new(),
            listens_on: None,
            passkey_patience: Duration::from_secs(300),
            private_webhooks: false,
            guard: Guard::default(),
            embed: None,
            chat: Arc::new(Providers::default()),
            objects: None,
            outbound: Arc::new(Guarded::default()),
            mail_hosts: Arc::new(NameServer),
            mail: None,
            data_dir: None,
        }
    }
}

/// How connections are treated.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Connections in all.
    pub connections: usize,
    /// Connections of one address. A proxy in front brings everybody from its own.
    pub per_address: usize,
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long a connection may wait for its next request.
    pub idle: Duration,
    /// How long a reader may take nothing of an answer, or a sender send nothing of a body.
    pub stall: Duration,
    /// How often a stream of events shows that it lives, and whether its listener still may hear it is asked.
    pub beat: Duration,
    /// How long what is under way may go on when the server stops.
    pub grace: Duration,
}

impl Default for Listening {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connections: 4096,
            per_address: 1024,
            head: seconds(10),
            idle: seconds(75),
            stall: seconds(30),
            beat: seconds(15),
            grace: seconds(5),
        }
    }
}
