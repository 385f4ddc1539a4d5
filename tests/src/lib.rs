//! The world tests live in: two organisations of the demo, `yourco` and `copilot`, each with one user per role, and a
//! few rows of every noun.
//!
//! One PostgreSQL runs per test program; every test has its own database, cloned from a template, and its own server.
//! THROUGHLINE_PG_TREE runs the same tests on another PostgreSQL.

pub mod device;
pub mod dovecot;
pub mod dump;
mod http;
pub mod imap;
pub mod mail;
pub mod models;
pub mod outside;
pub mod program;

pub use http::{Answer, Client};

use catalog::Catalog;
use modules::PRODUCT;
use platform::Door;
use platform::database::{Options, Target};
use platform::embedded::DataFolder;
use platform::install::{self, Product};
use platform::vault::{KeyRing, MasterKey};
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use surfaces::{Server, Settings};
use tokio::runtime::Runtime;
use tokio_postgres::Client as Sql;

/// A ZIP archive of files: where they lie in it, and what they hold.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The runtime all servers of a test program run on.
pub static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

static POSTGRES: OnceLock<Target> = OnceLock::new();
/// What the template's description of itself says; its copies say the same.
static TEMPLATE: OnceLock<Arc<Catalog>> = OnceLock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// The master key of all test databases, as the environment has it.
pub const MASTER: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// One test's database and server.
pub struct World {
    /// Where the server listens.
    pub address: String,
    /// The database, with the login that may do everything.
    pub admin: Target,
    /// The server.
    pub server: Arc<Server>,
    tokens: Mutex<HashMap<String, String>>,
    serving: tokio::task::AbortHandle,
    /// A connection that may do everything.
    looking: OnceLock<Sql>,
    /// The database that goes with the world.
    own: Option<String>,
}

/// Runs something asynchronous to its end.
pub fn wait<T>(what: impl Future<Output = T>) -> T {
    RUNTIME.block_on(what)
}

/// PostgreSQL of this test program; it ends with it.
pub fn postgres() -> &'static Target {
    POSTGRES.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("throughline-test-{}", std::process::id()));
        let data = DataFolder::take(&folder).unwrap();
        let postmaster = wait(data.start(|_| {})).unwrap();
        // When this process ends, however it ends, the pipe closes and PostgreSQL is stopped.
        let script = format!("cat >/dev/null; kill -INT {}; sleep 2; rm -rf '{}'", postmaster.pid(), folder.display());
        let watchdog =
            std::process::Command::new("sh").args(["-c", &script]).stdin(std::process::Stdio::piped()).spawn().unwrap();
        std::mem::forget((data, watchdog));
        let target = postmaster.target();
        wait(async {
            let sql = target.with_database("postgres").connect().await.unwrap();
            for setting in ["alter system set fsync = off", "select pg_reload_conf()"] {
                sql.batch_execute(setting).await.unwrap();
            }
        });
        target
    })
}

/// An empty database of its own.
pub fn empty_database() -> Target {
    copy("template1").0
}

/// A copy of a database, and its name.
fn copy(template: &str) -> (Target, String) {
    let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let target = postgres().clone();
    wait(async {
        let sql = target.with_database("postgres").connect().await.unwrap();
        sql.batch_execute(&format!("create database {name} template {template} strategy file_copy")).await.unwrap();
    });
    (target.with_database(&name), name)
}

/// The master key of all test databases.
pub fn master() -> MasterKey {
    MasterKey::parse(MASTER).unwrap()
}

/// The product as if the folder of a module were not there.
pub fn without(module: &str) -> Product {
    let folder = format!("{module}/");
    let files: Vec<_> = PRODUCT.files.iter().filter(|(path, _)| !path.starts_with(&folder)).copied().collect();
    let schemas: Vec<_> = PRODUCT.schemas.iter().filter(|schema| **schema != module).copied().collect();
    assert!(schemas.len() < PRODUCT.schemas.len(), "there is no module {module}");
    Product { files: files.leak(), schemas: schemas.leak(), ..PRODUCT }
}

/// A product that lacks a module, its catalog, and the database it stands in.
type Stripped = (&'static Product, Arc<Catalog>, String);

/// Installs a product, and fills it with two organisations and some of every noun.
async fn furnish(target: &Target, product: &Product) {
    const ENGINES: [(&str, &str); 3] = [
        ("crm", include_str!("engines.sql")),
        ("recruiting", include_str!("engines_recruiting.sql")),
        ("outreach", include_str!("engines_outreach.sql")),
    ];
    install::install(product, target, &master()).await.unwrap();
    let two: Vec<_> = throughline::demo_data::ORGANISATIONS.into_iter().take(2).collect();
    throughline::demo_data::load(target, &master(), &two).await.unwrap();
    let sql = target.connect().await.unwrap();
    sql.batch_execute("set session_replication_role = replica").await.unwrap();
    for (_, rows) in ENGINES.iter().filter(|(module, _)| product.schemas.contains(module)) {
        sql.batch_execute(rows).await.unwrap();
    }
    read_names(&sql).await;
    // What the server looks at soon after its start is for the tests that wait for it.
    sql.batch_execute("delete from kit.noted").await.unwrap();
    sql.batch_execute("vacuum (full, analyze)").await.unwrap();
}

/// Reads what the records are called, which the server does by itself soon after its start.
async fn read_names(sql: &Sql) {
    sql.batch_execute("set session_replication_role = origin").await.unwrap();
    for org in sql.query("select org_id::text from identity.organizations", &[]).await.unwrap() {
        let org: String = org.get(0);
        sql.execute("select set_config('throughline.org', $1, false), kit.queue_names()", &[&org]).await.unwrap();
        while sql.query_one("select kit.read_names()", &[]).await.unwrap().get::<_, i64>(0) > 0 {}
    }
}

/// Asks again until there is an answer; for what the server does by itself.
pub fn eventually<T>(ask: impl Fn() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(found) = ask() {
            return found;
        }
        wait(async { tokio::time::sleep(std::time::Duration::from_millis(50)).await });
    }
    panic!("it does not happen");
}

impl World {
    /// A world of its own, with the usual limits.
    pub fn new() -> World {
        World::with(Settings::default(), Options::default())
    }

    /// A world of its own.
    pub fn with(settings: Settings, options: Options) -> World {
        let catalog = TEMPLATE.get_or_init(|| {
            let target = postgres().with_database("world");
            wait(async {
                let sql = postgres().with_database("postgres").connect().await.unwrap();
                sql.batch_execute("create database world").await.unwrap();
                furnish(&target, &PRODUCT).await;
                Arc::new(install::catalog(&PRODUCT, &target).await.unwrap())
            })
        });
        let (admin, own) = copy("world");
        World::of(&PRODUCT, Arc::clone(catalog), &admin.clone(), admin, settings, options).owning(own)
    }

    /// A world whose product has no such module: none of its files, and none of its verbs.
    pub fn without(module: &'static str) -> World {
        static MADE: Mutex<BTreeMap<&str, Stripped>> = Mutex::new(BTreeMap::new());
        let (product, catalog, template) = {
            let mut made = MADE.lock().unwrap();
            let (product, catalog, template) = made.entry(module).or_insert_with(|| {
                let product: &'static Product = Box::leak(Box::new(without(module)));
                let (target, name) = copy("template1");
                wait(furnish(&target, product));
                (product, Arc::new(wait(install::catalog(product, &target)).unwrap()), name)
            });
            (*product, Arc::clone(catalog), template.clone())
        };
        let (admin, own) = copy(&template);
        World::of(product, catalog, &admin.clone(), admin, Settings::default(), Options::default()).owning(own)
    }

    /// A server on a database that is there.
    pub fn on(admin: Target, settings: Settings, options: Options) -> World {
        let way = admin.clone();
        World::through(&way, admin, settings, options)
    }

    /// A server that reaches its database by another way than the tests do.
    pub fn through(way: &Target, admin: Target, settings: Settings, options: Options) -> World {
        let catalog = wait(install::catalog(&PRODUCT, &admin)).unwrap();
        World::of(&PRODUCT, Arc::new(catalog), way, admin, settings, options)
    }

    fn owning(mut self, database: String) -> World {
        self.own = Some(database);
        self
    }

    fn of(
        product: &Product,
        catalog: Arc<Catalog>,
        way: &Target,
        admin: Target,
        settings: Settings,
        options: Options,
    ) -> World {
        let settings = Settings { guard: platform::guard::Guard::with(program::executable()), ..settings };
        wait(async {
            let readers = admin
                .connect()
                .await
                .unwrap()
                .query("select role from kit.pii_readers", &[])
                .await
                .unwrap()
                .iter()
                .map(|r| r.get(0))
                .collect();
            // A copy of a database has a login of its own.
            install::install(product, &admin, &master()).await.unwrap();
            let door = Door::new(install::application(&admin, &master()).await.unwrap().through(way), options);
            let server =
                surfaces::server(door, catalog, KeyRing::new(master()), settings, readers, Some(admin.clone()));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            let serving =
                tokio::spawn(surfaces::serve(Arc::clone(&server), listener, std::future::pending())).abort_handle();
            World { address, admin, server, tokens: Mutex::default(), serving, looking: OnceLock::new(), own: None }
        })
    }

    /// A visitor without an account.
    pub fn visitor(&self) -> Client {
        Client::new(&self.address, None)
    }

    /// Somebody who signed in, such as `consultant@yourco`.
    pub fn sign_in(&self, who: &str) -> Client {
        let token = self.tokens.lock().unwrap().get(who).cloned();
        let token = token.unwrap_or_else(|| {
            let answer = self.visitor().post(
                "/auth/v1/token?grant_type=password",
                serde_json::json!({ "email": format!("{who}.example"), "password": throughline::demo_data::PASSWORD }),
            );
            assert_eq!(answer.status, 200, "{who}: {}", answer.text);
            answer.json()["access_token"].as_str().unwrap().to_string()
        });
        self.tokens.lock().unwrap().insert(who.into(), token.clone());
        Client::new(&self.address, Some(&token))
    }

    /// A browser somebody signed in with, such as `consultant@yourco`.
    pub fn browser(&self, who: &str) -> Client {
        let (email, password) = (format!("{who}.example"), throughline::demo_data::PASSWORD);
        let entered = self.visitor().form("/sign-in", &[("email", &email), ("password", password)]);
        assert_eq!(entered.status, 303, "{who}: {}", entered.text);
        self.visitor().with("cookie", &entered.cookies())
    }

    /// Sends a file to be imported, brings it in, and answers how that ended. `path` is the noun and what is asked.
    pub fn import(&self, me: &Client, path: &str, file: &[u8]) -> serde_json::Value {
        let sent = me.with("content-type", "text/csv").send("POST", &format!("/import/v1/{path}"), Some(file.to_vec()));
        assert_eq!(sent.status, 202, "{}", sent.text);
        self.bring_in();
        me.get(sent.json()["progress"].as_str().unwrap()).json()
    }

    /// Brings in what was sent to be imported.
    pub fn bring_in(&self) {
        wait(surfaces::background::work_off_queue(&self.server, "imports")).unwrap();
    }

    /// Letters of a kind in the outbox of `yourco`, oldest first: to whom, and the text.
    pub fn letters(&self, kind: &str) -> Vec<(String, String)> {
        self.letters_of("yourco", kind)
    }

    /// Letters of a kind in the outbox of an organisation.
    pub fn letters_of(&self, slug: &str, kind: &str) -> Vec<(String, String)> {
        wait(async {
            let sql = self.admin.connect().await.unwrap();
            let org = sql
                .query_one("select org_id from identity.organizations where slug = $1::text", &[&slug])
                .await
                .unwrap()
                .get(0);
            let keys = KeyRing::new(master()).load(&sql, org).await.unwrap();
            let query = "select id, recipient::bytea, body::bytea from identity.emails where org_id = $1 and kind = $2 order by id";
            let rows = sql.query(query, &[&org, &kind]).await.unwrap();
            let open = |row: &tokio_postgres::Row, column: &str, at: usize| {
                let id: uuid::Uuid = row.get(0);
                keys.open("emails", column, id.as_bytes(), row.get(at)).unwrap()
            };
            rows.iter().map(|r| (open(r, "recipient", 1), open(r, "body", 2))).collect()
        })
    }

    /// A connection that may do everything, for setting a scene and for looking behind it.
    pub fn sql(&self) -> Sql {
        wait(self.admin.connect()).unwrap()
    }

    /// Sets a scene behind the server's back; no trigger fires.
    pub fn behind(&self, script: &str) {
        wait(async {
            let sql = self.admin.connect().await.unwrap();
            sql.batch_execute("set session_replication_role = replica").await.unwrap();
            sql.batch_execute(script).await.unwrap();
        });
    }

    /// Rows, by a connection that may do everything.
    pub fn rows(&self, query: &str, params: &[&(dyn tokio_postgres::types::ToSql + Sync)]) -> Vec<tokio_postgres::Row> {
        wait(self.looking.get_or_init(|| wait(self.admin.connect()).unwrap()).query(query, params)).unwrap()
    }

    /// One value, by a connection that may do everything.
    pub fn value<T: for<'a> tokio_postgres::types::FromSql<'a>>(&self, query: &str) -> T {
        self.rows(query, &[])[0].get(0)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.serving.abort();
        if let Some(name) = &self.own {
            let target = postgres().with_database("postgres");
            let drop = format!("drop database {name} with (force)");
            RUNTIME
                .spawn(async move { target.connect().await?.batch_execute(&drop).await.map_err(anyhow::Error::from) });
        }
    }
}

/// Settings of a server that writes letters; they wait in the outbox.
pub fn with_mail() -> Settings {
    let mail = surfaces::Mail { url: "smtp://127.0.0.1:9".into(), from: "office@yourco.example".into() };
    Settings { mail: Some(mail), public_url: "http://throughline.example".into(), ..Settings::default() }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// Compares with a file in tests/golden; UPDATE_GOLDEN=1 writes it.
pub fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    if known != text {
        let (line, (was, is)) = known
            .lines()
            .chain([""])
            .zip(text.lines().chain([""]))
            .enumerate()
            .find(|(_, (a, b))| a != b)
            .unwrap_or_default();
        panic!(
            "tests/golden/{name} differs from line {}:\n  was: {was}\n  is:  {is}\nIf this is meant, run: UPDATE_GOLDEN=1 ./test golden",
            line + 1
        );
    }
}
