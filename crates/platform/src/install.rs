//! Puts the schema into a database and carries an existing one forward.
//!
//! A new database loads every statement of the [`Product`]; an existing one runs the pending migrations and has everything
//! replaceable (functions, views, triggers, comments, policies, grants) applied anew. All of it in one transaction.

mod comments;
mod product;
mod statements;

pub use product::Product;
pub use statements::{Kind, Statement};

use crate::database::Target;
use anyhow::{Context as _, bail};
use catalog::{Catalog, Scope, laws};
use sha2::{Digest as _, Sha256};
use tokio_postgres::{Client, GenericClient};

/// The login of the server's own connections.
pub const APPLICATION: &str = "throughline_app";
/// The role that owns every object.
pub const OWNER: &str = "throughline_owner";
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

/// Brings the database to this version's schema.
///
/// # Errors
/// When a statement fails (the message names its file), the login may not do it, or the database is newer than the program.
pub async fn install(product: &Product, admin: &Target, app_password: Option<&str>) -> anyhow::Result<Outcome> {
    let mut client = admin.connect().await?;
    let version: i32 = client.query_one("select current_setting('server_version_num')::int", &[]).await?.get(0);
    if version < 160_000 {
        bail!("this is PostgreSQL {}; Throughline needs 16 or newer", version / 10_000);
    }
    client.execute("select pg_advisory_lock($1)", &[&LOCK]).await?;
    roles(product, &client, app_password).await?;
    let tx = client.transaction().await?;
    let known: bool = tx.query_one("select to_regclass('kit.migrations') is not null", &[]).await?.get(0);
    let fingerprint = fingerprint(product);
    tx.batch_execute("set local check_function_bodies = off; set local client_min_messages = warning").await?;
    let outcome = if known {
        let applied: Vec<String> = tx.query("select name from kit.migrations", &[]).await?.iter().map(|r| r.get(0)).collect();
        if let Some(unknown) = applied.iter().find(|a| !product.migrations.iter().any(|(name, _)| name == a)) {
            bail!("this database was migrated by a newer Throughline (it has {unknown}). Use that version.");
        }
        let same: bool = tx.query_one("select exists (select from kit.installed where fingerprint = $1)", &[&fingerprint]).await?.get(0);
        if same {
            return Ok(Outcome::Current);
        }
        tx.batch_execute(&format!("set local role {OWNER}")).await?;
        let pending: Vec<_> = product.migrations.iter().filter(|(name, _)| !applied.iter().any(|a| a == name)).collect();
        for (name, text) in &pending {
            tx.batch_execute(text).await.with_context(|| format!("migrations/{name}.sql"))?;
        }
        apply(&tx, &product.replaceable()).await?;
        Outcome::Migrated(pending.iter().map(|(name, _)| (*name).to_string()).collect())
    } else {
        create(product, &tx).await?;
        Outcome::Created
    };
    tx.batch_execute(
        "create table if not exists kit.migrations (name text primary key, applied_at timestamptz not null default now()); create table if not exists kit.installed (fingerprint text not null)",
    )
    .await?;
    for (name, _) in product.migrations {
        tx.execute("insert into kit.migrations (name) values ($1) on conflict do nothing", &[name]).await?;
    }
    tx.execute("delete from kit.installed", &[]).await?;
    tx.execute("insert into kit.installed values ($1)", &[&fingerprint]).await?;
    tx.commit().await?;
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
    Scope { schemas: strings(product.schemas), tenant: Some("org_id".into()), private: strings(product.private), role_prefix: "tl_".into() }
}

/// The schema of an earlier version: its frozen statements, for tests of the road.
///
/// # Errors
/// When a statement fails.
pub async fn create_from_migrations(product: &Product, admin: &Target) -> anyhow::Result<()> {
    let mut client = admin.connect().await?;
    roles(product, &client, None).await?;
    let tx = client.transaction().await?;
    tx.batch_execute("set local check_function_bodies = off; set local client_min_messages = warning").await?;
    prepare(product, &tx).await?;
    for (name, text) in product.migrations {
        tx.batch_execute(text).await.with_context(|| format!("migrations/{name}.sql"))?;
    }
    apply(&tx, &product.replaceable()).await?;
    tx.commit().await?;
    Ok(())
}

async fn create(product: &Product, tx: &impl GenericClient) -> anyhow::Result<()> {
    prepare(product, tx).await?;
    apply(tx, &product.schema()).await
}

async fn prepare(product: &Product, tx: &impl GenericClient) -> anyhow::Result<()> {
    tx.batch_execute("create extension if not exists vector").await.context("Throughline needs the extension pgvector. Install it on the database server; only a superuser may create it.")?;
    for schema in ["kit"].iter().chain(product.schemas) {
        tx.batch_execute(&format!("create schema {schema} authorization {OWNER}")).await.with_context(|| format!("creating the schema {schema}"))?;
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

/// The roles are the server's, shared by its databases; they are made once and never changed.
async fn roles(product: &Product, client: &Client, app_password: Option<&str>) -> anyhow::Result<()> {
    let mut script = String::from("set client_min_messages = warning;\n");
    let mut role = |name: &str, options: &str| {
        script += &format!(
            "do $$ begin if not exists (select from pg_roles where rolname = '{name}') then create role {name} {options}; end if; exception when duplicate_object or unique_violation then null; end $$;\n"
        );
    };
    role(OWNER, "nologin");
    role(APPLICATION, "login noinherit");
    for name in product.roles.iter().chain(&["auth", "importer"]) {
        role(&format!("tl_{name}"), "nologin");
    }
    for name in product.roles.iter().chain(&["auth", "importer"]) {
        script +=
            &format!("do $$ begin if not pg_has_role('{APPLICATION}', 'tl_{name}', 'member') then grant tl_{name} to {APPLICATION}; end if; exception when unique_violation then null; end $$;\n");
    }
    // An admin's import: what an admin may, and the columns only an import may bring along.
    script += "do $$ begin if not pg_has_role('tl_importer', 'tl_admin', 'member') then grant tl_admin to tl_importer with inherit true; end if; exception when unique_violation then null; end $$;\n";
    script += &format!("do $$ begin if not pg_has_role(current_user, '{OWNER}', 'set') then execute format('grant {OWNER} to %I', current_user); end if; end $$;\n");
    if let Some(password) = app_password {
        script += &format!("alter role {APPLICATION} password '{}';\n", password.replace('\'', "''"));
    }
    client.batch_execute(&script).await.context("the database login may not create roles; it needs CREATEROLE, or let a superuser run: throughline migrate")?;
    Ok(())
}

/// Names this version's schema.
fn fingerprint(product: &Product) -> String {
    let mut hash = Sha256::new();
    for (path, text) in product.files.iter().chain(product.migrations) {
        hash.update(path);
        hash.update(text);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_string()).collect()
}
