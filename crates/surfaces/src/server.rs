//! What every surface shares.

use crate::auth::sessions::Sessions;
use crate::auth::tokens::Tokens;
use catalog::Catalog;
use platform::database::Target;
use platform::guard::Guard;
use platform::vault::{KeyRing, View};
use platform::verb::{Call, Progress, Tools, Verb};
use platform::{Actor, DbError, Door, Tx};
use records::{Limits, Nothing, Planner, Vault};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use uuid::Uuid;

/// Noto Sans (SIL Open Font License), from npm.
const FONTS: (&[u8], &[u8]) =
    (include_bytes!(concat!(env!("OUT_DIR"), "/regular.ttf")), include_bytes!(concat!(env!("OUT_DIR"), "/bold.ttf")));

/// The running server: the door, the schema, the keys, the limits.
pub struct Server {
    /// The way to the database.
    pub door: Arc<Door>,
    /// The schema.
    pub catalog: Arc<Catalog>,
    /// What verbs work with.
    pub tools: Tools,
    /// Makes and reads access tokens.
    pub tokens: Tokens,
    /// How much may be asked for.
    pub settings: Settings,
    /// Roles that read personal data in clear text.
    pub pii_readers: Vec<String>,
    /// The administrative login, for what no role may do: making organisations.
    pub admin: Option<Target>,
    pub(crate) plans: crate::rest::plans::Plans,
    pub(crate) answers: crate::answers::Answers,
    /// The verbs.
    pub verbs: Vec<Verb>,
    pub(crate) rates: crate::rates::Rates,
    pub(crate) reads: crate::reads::Reads,
    pub(crate) sessions: Sessions,
    /// The secret of the first-run set-up link; gone once an organisation exists.
    pub(crate) setup_secret: RwLock<Option<String>>,
    pub(crate) jobs: crate::import::Running,
    pub(crate) people: crate::web::People,
    pub(crate) hub: Arc<crate::web::live::Hub>,
    pub(crate) hashing: tokio::sync::Semaphore,
    /// This process among those that share the background work.
    pub(crate) name: String,
    /// Wakes the background work.
    pub(crate) work: tokio::sync::Notify,
    /// What is wrong with the work that nobody waits for; `/health` tells it.
    pub health: crate::health::Health,
}

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
    pub listening: crate::Listening,
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
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
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
            listening: crate::Listening::default(),
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
            mail: None,
            data_dir: None,
        }
    }
}

impl Server {
    /// Puts the parts together.
    pub fn new(
        door: Arc<Door>,
        catalog: Catalog,
        keys: KeyRing,
        settings: Settings,
        pii_readers: Vec<String>,
        admin: Option<Target>,
    ) -> Arc<Server> {
        let catalog = Arc::new(catalog);
        let schema = Arc::clone(&catalog);
        let explain = Box::new(move |e: &DbError| crate::rest::explain::explain(&schema, e, true));
        let tools = Tools {
            keys,
            public_url: settings.public_url.clone(),
            sends_mail: settings.mail.is_some(),
            fonts: FONTS,
            guard: settings.guard.clone(),
            explain,
        };
        let tokens = Tokens::new(&tools.keys.master().derive("access tokens"), settings.access_token);
        Arc::new(Server {
            reads: crate::reads::Reads::new(Arc::clone(&door)),
            door,
            catalog,
            tools,
            tokens,
            settings,
            pii_readers,
            admin,
            plans: crate::rest::plans::Plans::default(),
            answers: crate::answers::Answers::default(),
            verbs: modules::verbs(),
            rates: crate::rates::Rates::default(),
            sessions: Sessions::default(),
            setup_secret: RwLock::default(),
            jobs: crate::import::Running::default(),
            people: crate::web::People::default(),
            hub: Arc::default(),
            hashing: tokio::sync::Semaphore::new(2),
            name: format!("{}-{}", std::process::id(), Uuid::now_v7().simple()),
            work: tokio::sync::Notify::new(),
            health: crate::health::Health::default(),
        })
    }

    /// Allows one set-up through a link with this secret.
    pub fn allow_setup(&self, secret: String) {
        *self.setup_secret.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(secret);
    }

    /// Looks people and their sessions up anew.
    pub(crate) fn forget(&self) {
        self.sessions.forget();
        self.people.forget();
    }

    /// Writes what is still to be written, before the server stops.
    pub async fn finish(&self) {
        self.reads.flush(Actor::system(Uuid::nil())).await;
    }

    /// The verb with this name.
    pub(crate) fn verb(&self, name: &str) -> records::Result<&Verb> {
        self.verbs.iter().find(|v| v.name == name).ok_or_else(|| {
            let hint = Catalog::suggest(name, self.verbs.iter().map(|v| v.name))
                .map(|close| format!("Perhaps you meant '{close}'"));
            records::Error::new(404, "PGRST202", format!("Could not find the verb '{name}'")).maybe_hint(hint)
        })
    }

    /// Uses a verb as somebody, in a transaction of its own.
    ///
    /// # Errors
    /// PGRST202 when there is no such verb, and whatever it refuses.
    pub async fn call(
        &self,
        actor: &Actor,
        name: &str,
        input: serde_json::Value,
    ) -> records::Result<serde_json::Value> {
        let verb = self.verb(name)?;
        let tx = self.door.begin(actor).await?;
        let answer = self.run_verb(verb, &tx, actor, input).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Runs a verb for somebody who waits for it. The caller commits.
    pub(crate) async fn run_verb(
        &self,
        verb: &Verb,
        tx: &Tx,
        actor: &Actor,
        input: serde_json::Value,
    ) -> records::Result<serde_json::Value> {
        verb.run(Call { tx, actor, tools: &self.tools, progress: &Progress::default() }, input).await
    }

    /// Notes who looked at personal data in clear text.
    pub(crate) fn note_read(&self, actor: &Actor, table: &str, plan: &records::Plan, rows: &[bytes::Bytes]) {
        if plan.personal && !rows.is_empty() && self.reads_personal_data(actor) {
            let record = if rows.len() == 1 {
                records::answer::personal_record(plan, &rows[0]).map(Uuid::from_bytes)
            } else {
                None
            };
            self.reads.note(crate::reads::Read {
                actor: actor.clone(),
                table: table.to_string(),
                record,
                rows: rows.len(),
            });
        }
    }

    /// Notes who opened the page of a record, where the organisation wants to know.
    pub(crate) fn note_look(&self, actor: &Actor, table: &str, record: Option<Uuid>) {
        self.reads.note(crate::reads::Read { actor: actor.clone(), table: table.to_string(), record, rows: 1 });
    }

    fn reads_personal_data(&self, actor: &Actor) -> bool {
        self.pii_readers.iter().any(|r| r == actor.role)
    }

    /// What this person sees of their organisation's personal data.
    pub(crate) async fn vault(&self, actor: &Actor) -> Result<Box<dyn Vault + Send>, DbError> {
        if actor.org.is_nil() || actor.role == "anonymous" {
            return Ok(Box::new(Nothing));
        }
        Ok(Box::new(View::new(self.tools.keys.of(&self.door, actor.org).await?, self.reads_personal_data(actor))))
    }

    /// How an answer to this person is written.
    pub(crate) fn writing<'a>(&self, vault: &'a dyn Vault) -> records::Writing<'a> {
        records::Writing { most: self.settings.max_answer, ..records::Writing::new(vault) }
    }

    pub(crate) fn planner<'a>(&'a self, actor: &Actor, vault: &'a dyn Vault) -> Planner<'a> {
        Planner { catalog: &self.catalog, limits: &self.settings.limits, role: Some(actor.role), vault }
    }

    /// The organisation with this short name.
    pub(crate) async fn organisation(&self, slug: &str) -> Result<Option<Uuid>, DbError> {
        let tx = self.door.begin(&Actor::sign_in(Uuid::nil())).await?;
        let row = tx.query_opt("select org_id from identity.organizations where slug = $1", &[&slug]).await?;
        tx.commit().await?;
        Ok(row.map(|r| r.get(0)))
    }
}
