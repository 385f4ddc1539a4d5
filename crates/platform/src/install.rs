//! Puts the schema into a database and carries an existing one forward.
//!
//! A new database loads every statement of the [`Product`]; an existing one runs the pending migrations and has everything
//! replaceable (functions, views, triggers, comments, policies, grants) applied anew. All of it in one transaction.

mod comments;
mod found;
mod product;
mod roles;
mod statements;

pub use found::Found;
pub use product::Product;
pub use roles::{APPLICATION, KEEPER, OWNER, application, sees_every_row};
pub use statements::{Kind, Statement};

use crate::database::Target;
use crate::vault::MasterKey;
use anyhow::{Context as _, bail};
use catalog::{Catalog, Scope, laws};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tokio_postgres::GenericClient;

/// Two servers starting at once must not both install.
const LOCK: i64 = 7_420_260_114;

/// What installing did.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The database was empty.
    Created,
    /// These migrations were run.
    Migrated(Vec<String>),
    /// Nothing was to do.
    Current,
}

/// Brings the database to this version's schema. Nothing is changed before version and master key are seen to fit.
///
/// # Errors
/// When a statement fails (the message names its file), the login may not do it, the master key is another, or the
/// database is newer than the program.
pub async fn install(product: &Product, admin: &Target, master: &MasterKey) -> anyhow::Result<Outcome> {
    let mut client = admin.connect().await?;
    let version: i32 = client.query_one("select current_setting('server_version_num')::int", &[]).await?.get(0);
    if version < 160_000 {
        bail!("this is PostgreSQL {}; Throughline needs 16 or newer", version / 10_000);
    }
    let tx = client.transaction().await?;
    tx.execute("select pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let found = Found::look(&tx).await?;
    found.fits(product, &tx, master).await?;
    tx.batch_execute("set local check_function_bodies = off; set local client_min_messages = warning").await?;
    roles::ensure(product, &tx).await?;
    let fingerprint = fingerprint(product);
    let outcome = if !found.is_installed {
        create(product, &tx).await?;
        Outcome::Created
    } else if found.fingerprint.as_ref() == Some(&fingerprint) {
        Outcome::Current
    } else {
        Outcome::Migrated(migrate(product, &tx, &found).await?)
    };
    if outcome != Outcome::Current {
        note(product, &tx, &fingerprint, master).await?;
    }
    tx.commit().await?;
    roles::set_password(admin, &client, master).await?;
    if outcome != Outcome::Current {
        roles::retire_shared_login(&client).await?;
    }
    Ok(outcome)
}

/// The description of the product's schemas.
///
/// # Errors
/// When it can't be read, or a law is broken; the message names each with its fix.
pub async fn catalog(product: &Product, admin: &Target) -> anyhow::Result<Catalog> {
    let client = admin.connect().await?;
    let catalog = Catalog::load(&client, scope(product)).await?;
    let broken = laws::broken(&catalog);
    if !broken.is_empty() {
        bail!("the schema breaks its laws:\n  {}", broken.join("\n  "));
    }
    Ok(catalog)
}

/// What of the database is served.
pub fn scope(product: &Product) -> Scope {
    Scope {
        schemas: strings(product.schemas),
        tenant: Some("org_id".into()),
        private: strings(product.private),
        role_prefix: "tl_".into(),
    }
}

/// The schema by the road of migrations, for tests of the road.
///
/// # Errors
/// When a statement fails.
pub async fn create_from_migrations(product: &Product, admin: &Target) -> anyhow::Result<()> {
    let mut client = admin.connect().await?;
    let tx = client.transaction().await?;
    tx.batch_execute("set local check_function_bodies = off; set local client_min_messages = warning").await?;
    roles::ensure(product, &tx).await?;
    prepare(product, &tx).await?;
    migrate(product, &tx, &Found::default()).await?;
    tx.commit().await?;
    Ok(())
}

/// Runs the migrations that are missing, applies everything replaceable anew, and answers what was run.
async fn migrate(product: &Product, tx: &impl GenericClient, found: &Found) -> anyhow::Result<Vec<String>> {
    tx.batch_execute(&format!("set local role {OWNER}")).await?;
    let pending = product.migrations.iter().filter(|(name, _)| !found.migrations.iter().any(|known| known == name));
    let mut run = Vec::new();
    for (name, text) in pending {
        tx.batch_execute(text).await.with_context(|| format!("migrations/{name}.sql"))?;
        run.push((*name).to_string());
    }
    apply(tx, &product.replaceable()).await?;
    Ok(run)
}

/// Notes what is installed, under which key.
async fn note(product: &Product, tx: &impl GenericClient, fingerprint: &str, master: &MasterKey) -> anyhow::Result<()> {
    tx.batch_execute(
        "create table if not exists kit.migrations
           (name text primary key, applied_at timestamptz not null default now());
         create table if not exists kit.installed (fingerprint text not null);
         alter table kit.installed add column if not exists key_check text",
    )
    .await?;
    for (name, _) in product.migrations {
        tx.execute("insert into kit.migrations (name) values ($1) on conflict do nothing", &[name]).await?;
    }
    tx.execute("delete from kit.installed", &[]).await?;
    let row = "insert into kit.installed (fingerprint, key_check) values ($1, $2)";
    tx.execute(row, &[&fingerprint, &found::key_check(master)]).await?;
    Ok(())
}

async fn create(product: &Product, tx: &impl GenericClient) -> anyhow::Result<()> {
    prepare(product, tx).await?;
    apply(tx, &product.schema()).await
}

async fn prepare(product: &Product, tx: &impl GenericClient) -> anyhow::Result<()> {
    tx.batch_execute("create extension if not exists vector").await.context(
        "Throughline needs the extension pgvector. Install it on the database server, \
         and let a superuser or the database's owner run: create extension vector",
    )?;
    for schema in ["kit"].iter().chain(product.schemas) {
        let made = tx.batch_execute(&format!("create schema {schema} authorization {OWNER}")).await;
        made.with_context(|| format!("making the schema {schema}; the login needs: grant create on database"))?;
    }
    tx.batch_execute(&format!("set local role {OWNER}")).await?;
    Ok(())
}

async fn apply(tx: &impl GenericClient, statements: &[Statement]) -> anyhow::Result<()> {
    // One message for many statements; on an error they are sent one by one to name the culprit.
    let script: String = statements.iter().map(|s| format!("{};\n", s.sql)).collect();
    tx.batch_execute("savepoint whole").await?;
    if tx.batch_execute(&script).await.is_ok() {
        return Ok(());
    }
    tx.batch_execute("rollback to savepoint whole").await?;
    for s in statements {
        tx.batch_execute(&s.sql).await.with_context(|| format!("modules/{}, line {}", s.file, s.line))?;
    }
    Ok(())
}

/// Names this version's schema.
fn fingerprint(product: &Product) -> String {
    let mut hash = Sha256::new();
    for (path, text) in product.files.iter().chain(product.migrations) {
        hash.update(path);
        hash.update(text);
    }
    HEXLOWER.encode(&hash.finalize())
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_string()).collect()
}
