//! What every surface shares.

use crate::answers::Answers;
use crate::health::Health;
use crate::hosts::{AtHost, Hosts};
use crate::http;
use crate::rates::Rates;
use crate::reads::{Read, Reads};
use crate::settings::Settings;
use crate::stream::Streams;
use crate::tokens::Tokens;
use axum::http::request::Parts;
use catalog::Catalog;
use platform::database::Target;
use platform::report;
use platform::store::Objects;
use platform::vault::{KeyRing, View};
use platform::verb::{Call, Progress, Site, Tools, Unkept, Verb};
use platform::{Actor, DbError, Door, Remembered, Tx};
use records::{Nothing, Planner, Vault};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use uuid::Uuid;

/// How long a look at a session is trusted when no word comes; changes are told at once (`identity.tell_access`).
const TRUST: Duration = Duration::from_secs(5);

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
    /// Streams of events that are open.
    pub streams: Streams,
    /// Answers on their way to readers.
    pub answers: Arc<Answers>,
    /// The verbs.
    pub verbs: Vec<Verb>,
    /// What each person asked this minute.
    pub rates: Rates,
    reads: Reads,
    /// What was last known of sessions, API keys and visitors; tell it by [`Server::forget`] when access changed.
    pub sessions: Remembered<Vec<u8>, Actor>,
    /// Hosts that are one organisation's.
    hosts: Hosts,
    /// The secret of the first-run set-up link; gone once an organisation exists.
    pub(crate) setup_secret: RwLock<Option<String>>,
    /// Hashing is heavy by design: a few at a time.
    pub hashing: tokio::sync::Semaphore,
    /// This process among those that share the background work.
    pub name: String,
    /// Wakes the background work.
    pub work: tokio::sync::Notify,
    /// What is wrong with the work that nobody waits for; `/health` tells it.
    pub health: Health,
}

impl Server {
    /// Puts the parts together.
    pub fn new(
        door: Arc<Door>,
        catalog: Arc<Catalog>,
        keys: KeyRing,
        settings: Settings,
        pii_readers: Vec<String>,
        admin: Option<Target>,
        fonts: (&'static [u8], &'static [u8]),
    ) -> Arc<Server> {
        // A verb of a module that is not in this database has nothing to work on.
        let mut verbs = modules::verbs();
        verbs.retain(|verb| catalog.scope.schemas.iter().any(|schema| *schema == verb.module));
        verbs.extend(report::verbs(&catalog, modules::ROLES));
        let objects =
            settings.objects.as_ref().map(|at| Objects::new(at, Arc::clone(&settings.outbound)).map(Arc::new));
        let objects = objects.transpose().unwrap_or_else(|e| {
            tracing::error!("{e:#}; large files stay in the database");
            None
        });
        let tools = Tools {
            keys,
            public_url: settings.public_url.clone(),
            sends_mail: settings.mail.is_some(),
            fonts,
            guard: settings.guard.clone(),
            embed: settings.embed.clone(),
            chat: Arc::clone(&settings.chat),
            objects,
            outbound: Arc::clone(&settings.outbound),
            mail_hosts: Arc::clone(&settings.mail_hosts),
            private_mail: settings.private_webhooks,
            catalog: Arc::clone(&catalog),
        };
        let answers = Answers::new(settings.person_answers as u64, settings.all_answers as u64);
        let tokens = Tokens::new(&tools.keys.master().derive("access tokens"), settings.access_token);
        let sessions = Remembered::new(TRUST);
        let hosts = Hosts::beside(&sessions, TRUST, Arc::clone(&door));
        Arc::new(Server {
            reads: Reads::new(Arc::clone(&door)),
            door,
            catalog,
            tools,
            tokens,
            streams: Streams::new(settings.listening.beat),
            settings,
            pii_readers,
            admin,
            answers: Arc::new(answers),
            verbs,
            rates: Rates::default(),
            hosts,
            sessions,
            setup_secret: RwLock::default(),
            hashing: tokio::sync::Semaphore::new(2),
            name: format!("{}-{}", std::process::id(), Uuid::now_v7().simple()),
            work: tokio::sync::Notify::new(),
            health: Health::default(),
        })
    }

    /// Allows one set-up through a link with this secret.
    pub fn allow_setup(&self, secret: String) {
        *self.setup_secret.write().unwrap_or_else(PoisonError::into_inner) = Some(secret);
    }

    /// Whether a set-up link is out and was not used.
    pub fn waits_for_setup(&self) -> bool {
        self.setup_secret.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Looks people and their sessions up anew.
    pub fn forget(&self) {
        self.sessions.forget();
    }

    /// Writes what is still to be written, before the server stops.
    pub async fn finish(&self) {
        self.reads.flush(Actor::system(Uuid::nil())).await;
    }

    /// The verb with this name.
    pub fn verb(&self, name: &str) -> records::Result<&Verb> {
        self.verbs.iter().find(|v| v.name == name).ok_or_else(|| {
            let hint = Catalog::suggest(name, self.verbs.iter().map(|v| &*v.name))
                .map(|close| format!("Perhaps you meant '{close}'"));
            records::Error::new(404, "PGRST202", format!("Could not find the verb '{name}'")).maybe_hint(hint)
        })
    }

    /// Uses a verb as somebody, in transactions of its own.
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
        if verb.has_steps() {
            return self.run_in_steps(verb, actor, input).await;
        }
        let tx = self.door.begin(actor).await?;
        let answer = self.run_verb(verb, &tx, actor, input).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Runs a verb for somebody who waits for it. The caller commits.
    pub async fn run_verb(
        &self,
        verb: &Verb,
        tx: &Tx,
        actor: &Actor,
        input: serde_json::Value,
    ) -> records::Result<serde_json::Value> {
        verb.run(Call { tx, actor, tools: &self.tools, progress: &Progress::default() }, input).await
    }

    /// Runs a verb that has steps for somebody who waits for it.
    pub async fn run_in_steps(
        &self,
        verb: &Verb,
        actor: &Actor,
        input: serde_json::Value,
    ) -> records::Result<serde_json::Value> {
        let progress = Progress::default();
        let site = Site::new(&self.door, actor, &self.tools, &progress, &Unkept, serde_json::Value::Null);
        verb.run_in_steps(site.last(), input).await
    }

    /// Notes who looked at personal data in clear text.
    pub fn note_read(&self, actor: &Actor, table: &str, plan: &records::Plan, rows: &[bytes::Bytes]) {
        if plan.personal && !rows.is_empty() && self.reads_personal_data(actor) {
            let record = if rows.len() == 1 {
                records::answer::personal_record(plan, &rows[0]).map(Uuid::from_bytes)
            } else {
                None
            };
            self.reads.note(Read { actor: actor.clone(), table: table.to_string(), record, rows: rows.len() });
        }
    }

    /// Notes who opened the page of a record, where the organisation wants to know.
    pub fn note_look(&self, actor: &Actor, table: &str, record: Option<Uuid>) {
        self.reads.note(Read { actor: actor.clone(), table: table.to_string(), record, rows: 1 });
    }

    /// Notes an export in the audit log.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_export(&self, actor: &Actor, noun: &str, rows: u64) -> Result<(), DbError> {
        let tx = self.door.begin(&Actor { role: "system", ..actor.clone() }).await?;
        tx.execute(
            "insert into identity.audit_log (user_id, action, resource_type, changes, ip_address, user_agent, session_id)
             values (kit.user_id(), 'export', $1, $2, kit.address(), kit.user_agent(), kit.session_id())",
            &[&noun, &serde_json::json!({ "rows": rows })],
        )
        .await?;
        tx.commit().await
    }

    fn reads_personal_data(&self, actor: &Actor) -> bool {
        self.pii_readers.iter().any(|r| r == actor.role)
    }

    /// What this person sees of their organisation's personal data.
    pub async fn vault(&self, actor: &Actor) -> Result<Box<dyn Vault + Send>, DbError> {
        if actor.org.is_nil() || actor.role == "anonymous" {
            return Ok(Box::new(Nothing));
        }
        Ok(Box::new(View::new(self.tools.keys.of(&self.door, actor.org).await?, self.reads_personal_data(actor))))
    }

    /// How an answer to this person is written.
    pub fn writing<'a>(&self, vault: &'a dyn Vault) -> records::Writing<'a> {
        records::Writing { most: self.settings.max_answer, ..records::Writing::new(vault) }
    }

    /// What plans requests of this person.
    pub fn planner<'a>(&'a self, actor: &Actor, vault: &'a dyn Vault) -> Planner<'a> {
        Planner { catalog: &self.catalog, limits: &self.settings.limits, role: Some(actor.role), vault }
    }

    /// The organisation whose own host was asked; none at the server's own address.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn at_host(&self, parts: &Parts) -> Result<Option<Arc<AtHost>>, DbError> {
        match http::host(parts).filter(|host| self.tools.is_elsewhere(host)) {
            Some(host) => self.hosts.get(&host).await,
            None => Ok(None),
        }
    }

    /// The organisation with this short name.
    pub async fn organisation(&self, slug: &str) -> Result<Option<Uuid>, DbError> {
        let tx = self.door.begin(&Actor::sign_in(Uuid::nil())).await?;
        let row = tx.query_opt("select org_id from identity.organizations where slug = $1", &[&slug]).await?;
        tx.commit().await?;
        Ok(row.map(|r| r.get(0)))
    }
}
