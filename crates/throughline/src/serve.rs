//! `throughline serve`

use crate::common::Common;
use crate::place::{Empty, Hold, Place};
use anyhow::Context as _;
use clap::Args;
use ipnet::IpNet;
use platform::database::Options;
use platform::outbound::Guarded;
use platform::store::{Objects, ObjectsAt};
use providers::Providers;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use surfaces::{Listening, Mail, Server, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Starts the server. Stop it with Ctrl-C; nothing is lost.
#[derive(Args, Clone)]
pub(crate) struct Serve {
    /// Address to listen on; 0.0.0.0:8080 for everybody on the network
    #[arg(long, env = "THROUGHLINE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Port to listen on, instead of the one of --listen
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// How much one request may ask for.
#[derive(Args, Clone)]
pub(crate) struct LimitArgs {
    /// Rows a page
    #[arg(long, env = "THROUGHLINE_MAX_ROWS", default_value_t = 1000)]
    max_rows: u64,
    /// Levels of embedding
    #[arg(long, env = "THROUGHLINE_MAX_DEPTH", default_value_t = 5)]
    max_depth: usize,
    /// Megabytes a request body may have
    #[arg(long, env = "THROUGHLINE_MAX_BODY_MB", default_value_t = 10)]
    max_body_mb: usize,
    /// Megabytes one answer may have
    #[arg(long, env = "THROUGHLINE_MAX_ANSWER_MB", default_value_t = 64)]
    max_answer_mb: usize,
    /// Connections of browsers and programs
    #[arg(long, env = "THROUGHLINE_MAX_CONNECTIONS", default_value_t = 4096)]
    max_connections: usize,
    /// Connections of one address; a proxy in front brings everybody from its own
    #[arg(long, env = "THROUGHLINE_MAX_CONNECTIONS_PER_ADDRESS", default_value_t = 1024)]
    max_connections_per_address: usize,
    /// Heavy reads one person may have at a time, such as reports and embedded lists
    #[arg(long, env = "THROUGHLINE_HEAVY_READS_PER_PERSON", default_value_t = 3)]
    heavy_reads_per_person: usize,
    /// Megabytes an imported file may have
    #[arg(long, env = "THROUGHLINE_MAX_UPLOAD_MB", default_value_t = 1024)]
    max_upload_mb: usize,
    /// Seconds one statement may run
    #[arg(long, env = "THROUGHLINE_STATEMENT_TIMEOUT", default_value_t = 10)]
    statement_timeout: u64,
    /// Requests a person may send a minute; 0 for no limit
    #[arg(long, env = "THROUGHLINE_REQUESTS_PER_MINUTE", default_value_t = 60_000)]
    requests_per_minute: u32,
    /// Address people reach the server at, such as https://crm.example.com; with https, cookies are kept to it and
    /// passkeys work
    #[arg(long, env = "THROUGHLINE_PUBLIC_URL", default_value = "", value_name = "URL", hide_default_value = true)]
    public_url: String,
    /// Proxy in front whose word on the client's address and the host is taken (X-Forwarded-For and X-Forwarded-Host, or
    /// Forwarded, which it must set itself); an address or a network such as 10.0.0.0/8, several with commas
    #[arg(long, env = "THROUGHLINE_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',', value_parser = network)]
    trusted_proxy: Vec<IpNet>,
    /// Mail server for outgoing mail, such as smtps://user:password@mail.example.com; without it mail waits in the outbox
    #[arg(long, env = "THROUGHLINE_SMTP_URL", hide_env_values = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// Sender of outgoing mail, such as "Acme <office@acme.example>"
    #[arg(long, env = "THROUGHLINE_MAIL_FROM", value_name = "ADDRESS", requires = "smtp_url")]
    mail_from: Option<String>,
    /// Let webhooks and mailboxes of people use private addresses, such as other machines of your own network
    #[arg(long, env = "THROUGHLINE_ALLOW_PRIVATE_WEBHOOKS")]
    allow_private_webhooks: bool,
    /// Network of your own that discovery, imports and feeds may read although it is private, such as 10.1.2.0/24 with your
    /// search engine; several with commas
    #[arg(long, env = "THROUGHLINE_REACHABLE_NETWORK", value_name = "ADDRESS", value_delimiter = ',', value_parser = network)]
    reachable_network: Vec<IpNet>,
    /// Where large files go: the address of a bucket that speaks S3, such as https://s3.example.com/files; they stay in the
    /// database without it
    #[arg(long, env = "THROUGHLINE_OBJECT_STORE", value_name = "URL", requires_all = ["object_store_key", "object_store_secret"])]
    object_store: Option<String>,
    /// Access key of the object store
    #[arg(long, env = "THROUGHLINE_OBJECT_STORE_KEY", value_name = "KEY")]
    object_store_key: Option<String>,
    /// Secret of the access key; better given as environment variable
    #[arg(long, env = "THROUGHLINE_OBJECT_STORE_SECRET", hide_env_values = true, value_name = "SECRET")]
    object_store_secret: Option<String>,
    /// Region of the object store
    #[arg(long, env = "THROUGHLINE_OBJECT_STORE_REGION", value_name = "REGION", default_value = "us-east-1")]
    object_store_region: String,
    /// Connections to the database
    #[arg(long, env = "THROUGHLINE_CONNECTIONS", default_value_t = 16)]
    connections: usize,
}

/// An address alone is a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let alone = || text.parse::<std::net::IpAddr>().map(IpNet::from).ok();
    text.parse()
        .ok()
        .or_else(alone)
        .ok_or_else(|| "write an address such as 10.0.0.1, or a network such as 10.0.0.0/8".into())
}

impl LimitArgs {
    /// Mail carries links, so whoever sets up mail says where people reach the server.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.smtp_url.is_none() || !self.public_url.is_empty(),
            "mail is set up, but nobody said at which address people reach this server, and its links need it.\n\
             Say it with --public-url, such as: --public-url https://crm.example.com"
        );
        if let Some(at) = self.objects() {
            Objects::new(&at, Arc::new(Guarded::default())).context("--object-store")?;
        }
        Ok(())
    }

    fn objects(&self) -> Option<ObjectsAt> {
        Some(ObjectsAt {
            url: self.object_store.clone()?,
            region: self.object_store_region.clone(),
            key: self.object_store_key.clone()?,
            secret: self.object_store_secret.clone()?,
        })
    }

    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings {
            max_body: self.max_body_mb << 20,
            max_answer: self.max_answer_mb.max(1) << 20,
            listening: Listening {
                connections: self.max_connections,
                per_address: self.max_connections_per_address,
                ..Listening::default()
            },
            max_upload: self.max_upload_mb << 20,
            requests_per_minute: self.requests_per_minute,
            public_url: self.public_url.trim_end_matches('/').to_string(),
            private_webhooks: self.allow_private_webhooks,
            outbound: Arc::new(Guarded::reaching(self.reachable_network.clone())),
            objects: self.objects(),
            trusted_proxies: self.trusted_proxy.clone(),
            embed: platform::models::embedded(),
            chat: Arc::new(Providers::reaching(self.reachable_network.clone())),
            mail: self.smtp_url.clone().map(|url| Mail {
                url,
                from: self.mail_from.clone().unwrap_or_else(|| "Throughline <throughline@localhost>".into()),
            }),
            ..Settings::default()
        };
        settings.limits.max_rows = self.max_rows.max(1);
        settings.limits.max_depth = self.max_depth;
        settings
    }

    pub(crate) fn options(&self) -> Options {
        let n = self.connections.max(4);
        let max_answer = self.max_answer_mb.max(1) << 20;
        Options {
            quick: (n / 8).max(1),
            wide: n / 2,
            // A read may be heavy; the rest always finds a connection.
            heavy: (n * 5 / 16).max(1),
            person: self.heavy_reads_per_person.max(1),
            interactive: (n - n / 8 - n / 2).max(1),
            statement_timeout: Duration::from_secs(self.statement_timeout.max(1)),
            max_answer,
            max_answers: 4 * max_answer,
            ..Options::default()
        }
    }
}

impl Serve {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        let listener = bind(SocketAddr::new(self.listen.ip(), self.port.unwrap_or(self.listen.port()))).await?;
        self.limits.check()?;
        let place = Place::open(common, Hold::Alone, Empty::Ask).await?;
        let done = self.serve(&place, listener).await;
        place.close().await;
        done
    }

    async fn serve(&self, place: &Place, listener: TcpListener) -> anyhow::Result<()> {
        let address = listener.local_addr()?;
        let data_dir = place.folder().map(Into::into);
        let settings = Settings { data_dir, listens_on: Some(address), ..self.limits.settings() };
        let server = place.server(settings, self.limits.options()).await?;
        prove(&server).await?;
        let organisations: i64 =
            place.admin.connect().await?.query_one("select count(*) from identity.organizations", &[]).await?.get(0);
        if organisations == 0 {
            let secret = place.master.derive_text(&format!("set-up link {}", uuid::Uuid::now_v7()));
            println!(
                "There is no organisation yet. Set one up at\n\n    http://{address}/setup?token={secret}\n\nor with: throughline org add"
            );
            server.allow_setup(secret);
        }
        println!("Throughline listens on http://{address} (API at /rest/v1, described at /docs). Ctrl-C stops it.");
        say_where(place);
        if let Some(pid) = place.postgres_pid() {
            tracing::info!("PostgreSQL runs inside as process {pid}");
        }
        run(server, listener).await
    }
}

/// Says which folder is served.
pub(crate) fn say_where(place: &Place) {
    if let Some(folder) = place.folder() {
        println!("The data is in {}.", folder.display());
    }
}

/// Takes the address first, so that a taken one is said before anything starts.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} can't be listened on; is another server running there? Choose another with --listen")
    })
}

/// Makes sure that the database keeps connections apart, before anything is said to be served.
pub(crate) async fn prove(server: &Server) -> anyhow::Result<()> {
    server.door.prove().await.map_err(|e| anyhow::anyhow!("{}. {}", e.message, e.hint.unwrap_or_default()))
}

/// Lets the process hold as many files as the system allows: every connection is one.
fn hold_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(e) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        tracing::debug!("the number of open files stays as it is: {e}");
    }
}

/// Answers until Ctrl-C or SIGTERM, then finishes what is under way.
pub(crate) async fn run(server: Arc<Server>, listener: TcpListener) -> anyhow::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let asked = async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        eprintln!("Stopping …");
    };
    hold_many_files();
    let keeping = tokio::spawn(surfaces::background::work(Arc::clone(&server)));
    surfaces::serve(Arc::clone(&server), listener, asked).await;
    keeping.abort();
    server.finish().await;
    Ok(())
}
