//! Finding, starting and preparing the database a command works on.

use crate::Common;
use anyhow::Context as _;
use modules::PRODUCT;
use platform::database::{Options, Target};
use platform::embedded::{DATABASE, DataFolder, Postmaster, SUPERUSER};
use platform::install::{APPLICATION, Outcome, install};
use platform::vault::{KeyRing, MasterKey};
use platform::{Actor, Door};
use std::sync::Arc;
use surfaces::{Server, Settings};
use uuid::Uuid;

/// A database that is ready, and what it takes to reach it.
pub(crate) struct Place {
    /// The login that may do everything.
    pub(crate) admin: Target,
    /// The login of the server's own connections.
    pub(crate) app: Target,
    pub(crate) master: MasterKey,
    postmaster: Option<Arc<Postmaster>>,
    _folder: Option<DataFolder>,
    /// Whether this start made the schema.
    pub(crate) outcome: Outcome,
}

/// Whether a command may work beside a running server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The command is the server.
    Alone,
    /// The command uses the running server's PostgreSQL, or starts it for itself.
    Beside,
}

impl Place {
    /// Opens the database and brings its schema up to date.
    pub(crate) async fn open(common: &Common, hold: Hold) -> anyhow::Result<Place> {
        let (admin, postmaster, folder) = connect(common, hold).await?;
        let place = Place::prepare(common, admin, postmaster.clone(), folder).await;
        if place.is_err()
            && let Some(postmaster) = postmaster
        {
            postmaster.stop().await;
        }
        place
    }

    /// Opens the database beside a running server, does something with it, and closes it whatever came of it.
    pub(crate) async fn beside<T>(common: &Common, act: impl AsyncFnOnce(&Place) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let place = Place::open(common, Hold::Beside).await?;
        let done = act(&place).await;
        place.close().await;
        done
    }

    async fn prepare(common: &Common, admin: Target, postmaster: Option<Arc<Postmaster>>, folder: Option<DataFolder>) -> anyhow::Result<Place> {
        let master = master(common)?;
        // On somebody else's PostgreSQL the application signs in with a password only the master key gives.
        let password = common.database_url.is_some().then(|| master.derive_text("application login"));
        let outcome = install(&PRODUCT, &admin, password.as_deref()).await?;
        let app = admin.with_user(APPLICATION, password);
        KeyRing::new(master.clone()).check(&admin.connect().await?).await?;
        Ok(Place { admin, app, master, postmaster, _folder: folder, outcome })
    }

    /// The server on this database.
    pub(crate) async fn server(&self, settings: Settings, options: Options) -> anyhow::Result<Arc<Server>> {
        let catalog = platform::install::catalog(&PRODUCT, &self.admin).await?;
        let client = self.admin.connect().await?;
        let readers = client.query("select role from kit.pii_readers", &[]).await?.iter().map(|r| r.get(0)).collect();
        let door = Door::new(self.app.clone(), options);
        Ok(Server::new(door, catalog, KeyRing::new(self.master.clone()), settings, readers, Some(self.admin.clone())))
    }

    /// The organisation with this short name.
    pub(crate) async fn org(&self, slug: &str) -> anyhow::Result<Uuid> {
        let client = self.admin.connect().await?;
        let rows = client.query("select slug::text, org_id from identity.organizations order by slug", &[]).await?;
        let known: Vec<String> = rows.iter().map(|r| r.get(0)).collect();
        let found = rows.iter().find(|r| r.get::<_, &str>(0) == slug);
        found
            .map(|r| r.get(1))
            .with_context(|| format!("there is no organisation {slug:?}. Known: {}", if known.is_empty() { "none; make one with: throughline org add".into() } else { known.join(", ") }))
    }

    /// The user with this address, as an actor.
    pub(crate) async fn actor(&self, org: Uuid, email: &str) -> anyhow::Result<Actor> {
        let client = self.admin.connect().await?;
        let row = client.query_opt("select id, role::text, client_id, candidate_id from identity.users where org_id = $1 and lower(email) = lower($2) and status = 'active'", &[&org, &email]).await?;
        let row = row.with_context(|| format!("there is no active user {email} in this organisation"))?;
        let name: String = row.get(1);
        let role = modules::ROLES.iter().find(|r| **r == name).context("unknown role")?;
        Ok(Actor { user: Some(row.get(0)), client: row.get(2), candidate: row.get(3), ..Actor::of(org, role) })
    }

    /// The process id of the PostgreSQL inside.
    pub(crate) fn postgres_pid(&self) -> Option<i32> {
        self.postmaster.as_ref().map(|p| p.pid())
    }

    /// Stops what was started here.
    pub(crate) async fn close(self) {
        if let Some(postmaster) = self.postmaster {
            postmaster.stop().await;
        }
    }
}

/// Reaches the database: the one at DATABASE_URL, the running server's, or one started now.
pub(crate) async fn connect(common: &Common, hold: Hold) -> anyhow::Result<(Target, Option<Arc<Postmaster>>, Option<DataFolder>)> {
    if let Some(url) = &common.database_url {
        return Ok((Target::parse(url)?, None, None));
    }
    match DataFolder::take(&common.data_dir) {
        Ok(folder) => {
            let postmaster = folder.start(|words| eprintln!("{words}")).await?;
            Ok((postmaster.target(), Some(postmaster), Some(folder)))
        }
        Err(taken) if hold == Hold::Beside => {
            let socket = common.data_dir.canonicalize()?.join("run");
            let target = Target::socket(socket, 5432, SUPERUSER, DATABASE);
            target.connect().await.map_err(|_| taken)?;
            Ok((target, None, None))
        }
        Err(taken) => Err(taken),
    }
}

/// `throughline migrate`
pub(crate) async fn migrate(common: &Common) -> anyhow::Result<()> {
    let place = Place::open(common, Hold::Beside).await?;
    match &place.outcome {
        Outcome::Created => println!("The schema was made."),
        Outcome::Migrated(names) if names.is_empty() => println!("Functions, views and policies were applied anew."),
        Outcome::Migrated(names) => println!("Migrated: {}", names.join(", ")),
        Outcome::Current => println!("Nothing to do: the schema is this version's."),
    }
    place.close().await;
    Ok(())
}

fn master(common: &Common) -> anyhow::Result<MasterKey> {
    match &common.master_key {
        Some(text) => MasterKey::parse(text).context("THROUGHLINE_MASTER_KEY"),
        None => {
            std::fs::create_dir_all(&common.data_dir)?;
            MasterKey::from_file(&common.data_dir.join("master.key"))
        }
    }
}
