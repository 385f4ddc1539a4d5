//! Finding, starting and preparing the database a command works on.

use crate::common::Common;
use anyhow::{Context as _, bail};
use modules::PRODUCT;
use platform::database::{Options, Target};
use platform::embedded::{self, DataFolder, Postmaster};
use platform::install::{self, Found, Outcome, install};
use platform::vault::{KeyRing, MasterKey};
use platform::{Actor, Door};
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
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
    inside: Option<Inside>,
    /// Whether this start made the schema.
    pub(crate) outcome: Outcome,
}

/// The PostgreSQL that this process started, and its folder.
pub(crate) struct Inside {
    postmaster: Arc<Postmaster>,
    folder: DataFolder,
}

impl Inside {
    /// Stops it in order.
    pub(crate) async fn stop(&self) {
        self.postmaster.stop().await;
    }
}

/// Whether a command may work beside a running server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The command is the server.
    Alone,
    /// The command uses the running server's PostgreSQL, or starts it for itself.
    Beside,
}

/// What a command does where there is no data yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    /// It begins there.
    Begin,
    /// It begins there, but asks whoever sits at a terminal: the folder may be mistyped.
    Ask,
    /// It says so and stops; nothing is made.
    Refuse,
}

impl Place {
    /// Opens the database and brings its schema up to date.
    pub(crate) async fn open(common: &Common, hold: Hold, empty: Empty) -> anyhow::Result<Place> {
        let (admin, inside) = connect(common, hold, empty).await?;
        match Place::prepare(common, empty, &admin).await {
            Ok((app, master, outcome)) => Ok(Place { admin, app, master, inside, outcome }),
            Err(e) => {
                if let Some(inside) = inside {
                    inside.stop().await;
                }
                Err(e)
            }
        }
    }

    /// Opens the database beside a running server, does something with it, and closes it whatever came of it.
    pub(crate) async fn beside<T, F>(common: &Common, empty: Empty, act: F) -> anyhow::Result<T>
    where
        F: AsyncFnOnce(&Place) -> anyhow::Result<T>,
    {
        let place = Place::open(common, Hold::Beside, empty).await?;
        let done = act(&place).await;
        place.close().await;
        done
    }

    async fn prepare(common: &Common, empty: Empty, admin: &Target) -> anyhow::Result<(Target, MasterKey, Outcome)> {
        let found = Found::look(&admin.connect().await?).await?;
        if !found.is_installed && empty == Empty::Refuse && common.database_url.is_some() {
            let url = admin.url();
            bail!("the database {url} holds no Throughline. To begin there: throughline migrate, or throughline serve");
        }
        let master = master(common, &found)?;
        let outcome = install(&PRODUCT, admin, &master).await?;
        let app = install::application(admin, &master).await?;
        Ok((app, master, outcome))
    }

    /// The server on this database.
    pub(crate) async fn server(&self, settings: Settings, options: Options) -> anyhow::Result<Arc<Server>> {
        let catalog = install::catalog(&PRODUCT, &self.admin).await?;
        let client = self.admin.connect().await?;
        let readers = client.query("select role from kit.pii_readers", &[]).await?.iter().map(|r| r.get(0)).collect();
        let door = Door::new(self.app.clone(), options);
        Ok(surfaces::server(
            door,
            Arc::new(catalog),
            KeyRing::new(self.master.clone()),
            settings,
            readers,
            Some(self.admin.clone()),
        ))
    }

    /// The organisation with this short name.
    pub(crate) async fn org(&self, slug: &str) -> anyhow::Result<Uuid> {
        let client = self.admin.connect().await?;
        let rows = client.query("select slug::text, org_id from identity.organizations order by slug", &[]).await?;
        let known: Vec<String> = rows.iter().map(|r| r.get(0)).collect();
        let found = rows.iter().find(|r| r.get::<_, &str>(0) == slug);
        found.map(|r| r.get(1)).with_context(|| {
            format!(
                "there is no organisation {slug:?}. Known: {}",
                if known.is_empty() { "none; make one with: throughline org add".into() } else { known.join(", ") }
            )
        })
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

    /// The folder of the PostgreSQL inside.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.inside.as_ref().map(|inside| inside.folder.path())
    }

    /// The process id of the PostgreSQL inside.
    pub(crate) fn postgres_pid(&self) -> Option<i32> {
        self.inside.as_ref().map(|inside| inside.postmaster.pid())
    }

    /// Stops what was started here.
    pub(crate) async fn close(self) {
        if let Some(inside) = self.inside {
            inside.stop().await;
        }
    }
}

/// Reaches the database: the one at DATABASE_URL, the running server's, or one started now.
pub(crate) async fn connect(common: &Common, hold: Hold, empty: Empty) -> anyhow::Result<(Target, Option<Inside>)> {
    if let Some(url) = &common.database_url {
        return Ok((Target::parse(url)?, None));
    }
    let path = common.folder();
    if !embedded::exists(&path) {
        begin(&path, empty)?;
    }
    match DataFolder::take(&path) {
        Ok(folder) => {
            let postmaster = folder.start(|words| eprintln!("{words}")).await?;
            Ok((postmaster.target(), Some(Inside { postmaster, folder })))
        }
        Err(taken) if hold == Hold::Beside => {
            let target = embedded::running(&path)?;
            target.connect().await.map_err(|_| taken)?;
            Ok((target, None))
        }
        Err(taken) => Err(taken),
    }
}

/// Whether the command may make a new database in the folder.
fn begin(path: &Path, empty: Empty) -> anyhow::Result<()> {
    let whole = std::path::absolute(path)?;
    let near = ["demo", "data", "data/demo"].map(|name| whole.join(name));
    let near = near.into_iter().find(|folder| embedded::exists(folder));
    let perhaps = near.map(|folder| format!(" Perhaps you meant: --data-dir {}", folder.display())).unwrap_or_default();
    match empty {
        Empty::Begin => Ok(()),
        Empty::Ask if !std::io::stdin().is_terminal() => Ok(()),
        Empty::Ask => {
            eprint!("There is no data in {} yet.{perhaps}\nMake a new, empty database there? [y/N] ", whole.display());
            std::io::stderr().flush()?;
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            anyhow::ensure!(matches!(answer.trim(), "y" | "Y" | "yes"), "nothing was made");
            Ok(())
        }
        Empty::Refuse => {
            let (whole, given) = (whole.display(), path.display());
            let begin = format!("throughline serve --data-dir {given}");
            bail!("there is no Throughline data in {whole}.{perhaps}\nTo begin there: {begin}")
        }
    }
}

/// `throughline migrate`
pub(crate) async fn migrate(common: &Common) -> anyhow::Result<()> {
    let place = Place::open(common, Hold::Beside, Empty::Ask).await?;
    match &place.outcome {
        Outcome::Created => println!("The schema was made."),
        Outcome::Migrated(names) if names.is_empty() => println!("Functions, views and policies were applied anew."),
        Outcome::Migrated(names) => println!("Migrated: {}", names.join(", ")),
        Outcome::Current => println!("Nothing to do: the schema is this version's."),
    }
    place.close().await;
    Ok(())
}

/// Where the master key is, when nobody gave it.
pub(crate) fn key_file(common: &Common) -> PathBuf {
    common.folder().join("master.key")
}

/// The master key that was given, or the folder's. One is made only for a database that no key belongs to yet.
fn master(common: &Common, found: &Found) -> anyhow::Result<MasterKey> {
    if let Some(text) = &common.master_key {
        return MasterKey::parse(text).context("THROUGHLINE_MASTER_KEY");
    }
    let file = key_file(common);
    match MasterKey::read(&file)? {
        Some(key) => Ok(key),
        None if found.has_key => bail!(
            "the master key of this database is not here: there is no file {}.\n\
             Put it back, or give the key in THROUGHLINE_MASTER_KEY.",
            file.display()
        ),
        None => {
            std::fs::create_dir_all(common.folder())?;
            MasterKey::make(&file)
        }
    }
}
