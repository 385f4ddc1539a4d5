//! The logins and roles. Roles are the PostgreSQL server's, shared by its databases; the application's login is one
//! database's own, so two Throughlines on one server never touch each other's.

use super::Product;
use crate::database::Target;
use crate::vault::MasterKey;
use anyhow::Context as _;
use tokio_postgres::{Client, GenericClient};

/// Two servers starting at once must not both install.
pub(super) const LOCK: i64 = 7_420_260_114;

/// What the login of the server's own connections begins with; the database's number follows.
pub const APPLICATION: &str = "throughline_app";
/// The role that owns every object. It runs triggers, and stays inside the organisation.
pub const OWNER: &str = "throughline_owner";
/// The role that sees every row of every organisation: it backs up, restores and looks after the database.
pub const KEEPER: &str = "throughline_keeper";

/// The application's login to the database behind `admin`: its name and its password, which the master key gives.
///
/// # Errors
/// When the database can't be reached.
pub async fn application(admin: &Target, master: &MasterKey) -> anyhow::Result<Target> {
    let login = login(&admin.connect().await?).await?;
    Ok(of_login(admin, master, &login))
}

fn of_login(admin: &Target, master: &MasterKey, login: &str) -> Target {
    admin.with_user(login, Some(master.derive_text(&format!("login {login}"))))
}

/// A database keeps its number for life, and a copy has another.
async fn login(client: &impl GenericClient) -> anyhow::Result<String> {
    let row = client.query_one("select oid::text from pg_database where datname = current_database()", &[]).await?;
    Ok(format!("{APPLICATION}_{}", row.get::<_, &str>(0)))
}

/// Makes the roles that are missing and gives the installing login what it needs of them.
pub(super) async fn ensure(product: &Product, client: &impl GenericClient) -> anyhow::Result<()> {
    let login = login(client).await?;
    let mut script = String::new();
    let mut role = |name: &str, options: &str| {
        script += &format!(
            "do $$ begin
               if not exists (select from pg_roles where rolname = '{name}') then create role {name} {options}; end if;
             exception when duplicate_object or unique_violation then null; end $$;\n"
        );
    };
    role(OWNER, "nologin");
    role(KEEPER, "nologin");
    role(&login, "login noinherit");
    let acting: Vec<String> =
        product.roles.iter().chain(&["auth", "importer"]).map(|name| format!("tl_{name}")).collect();
    for name in &acting {
        role(name, "nologin");
    }
    for name in &acting {
        script += &format!(
            "do $$ begin if not pg_has_role('{login}', '{name}', 'member') then grant {name} to {login};
             end if; exception when unique_violation then null; end $$;\n"
        );
    }
    // An admin's import: what an admin may, and the columns only an import may bring along.
    script += "do $$ begin if not pg_has_role('tl_importer', 'tl_admin', 'member') then grant tl_admin to tl_importer with inherit true;
             end if; exception when unique_violation then null; end $$;\n";
    for name in [OWNER, KEEPER] {
        script += &format!(
            "do $$ begin
               if not (pg_has_role(current_user, '{name}', 'set') and pg_has_role(current_user, '{name}', 'usage')) then
                 execute format('grant {name} to %I with inherit true, set true', current_user);
               end if;
             end $$;\n"
        );
    }
    client.batch_execute(&script).await.with_context(|| {
        format!(
            "this login may not make or use the roles of Throughline. Let a superuser run: throughline migrate\n\
             or: alter role <login> createrole; grant {OWNER}, {KEEPER}, {} to <login> with admin option",
            acting.join(", ")
        )
    })
}

/// Gives the application's login the password of this master key, unless it signs in with it already.
///
/// # Errors
/// When the database refuses.
pub(super) async fn set_password(admin: &Target, client: &Client, master: &MasterKey) -> anyhow::Result<()> {
    let login = login(client).await?;
    let application = of_login(admin, master, &login);
    if application.connect().await.is_ok() {
        return Ok(());
    }
    // What goes over the wire, and into a pooler's or a server's log, is the verifier.
    let password = application.password.unwrap_or_default();
    let verifier = postgres_protocol::password::scram_sha_256(password.as_bytes());
    // Two servers that start at once change it one after the other.
    let change =
        format!("begin; select pg_advisory_xact_lock({LOCK}); alter role {login} password '{verifier}'; commit");
    client.batch_execute(&change).await.with_context(|| format!("setting the password of the login {login}"))
}

/// Takes the login away that former versions shared among databases, where no other database can need it.
pub(super) async fn retire_shared_login(client: &impl GenericClient) -> anyhow::Result<()> {
    let others = "select exists (select from pg_database
        where not datistemplate and datname not in (current_database(), 'postgres'))";
    let used: bool = client.query_one(others, &[]).await?.get(0);
    if !used {
        let script = format!(
            "do $$ begin drop role if exists {APPLICATION};
             exception when insufficient_privilege or dependent_objects_still_exist then null; end $$"
        );
        client.batch_execute(&script).await?;
    }
    Ok(())
}

/// Refuses a login that row security would show only a part of the data, so that no backup is empty in silence.
///
/// # Errors
/// When it would; the message says what to grant.
pub async fn sees_every_row(client: &impl GenericClient) -> anyhow::Result<()> {
    let seen = format!(
        "select rolsuper or rolbypassrls or exists (select from pg_roles k
           where k.rolname = '{KEEPER}' and pg_has_role(current_user, k.oid, 'usage')), current_user::text
           from pg_roles where rolname = current_user"
    );
    let row = client.query_one(&seen, &[]).await?;
    let login: &str = row.get(1);
    anyhow::ensure!(
        row.get::<_, bool>(0),
        "the login {login} sees only a part of the data. Let a superuser run:\n\
         grant {OWNER}, {KEEPER} to {login} with inherit true, set true"
    );
    let shut = format!(
        "select string_agg(c.oid::regclass::text, ', ') from pg_class c, pg_roles k
          where c.relkind = 'r' and c.relrowsecurity and k.rolname = '{KEEPER}'
            and pg_has_role('{OWNER}', c.relowner, 'usage')
            and not exists (select from pg_policy p where p.polrelid = c.oid and k.oid = any (p.polroles))"
    );
    let shut: Option<String> = client.query_one(&shut, &[]).await?.get(0);
    match shut {
        Some(shut) => anyhow::bail!("{KEEPER} sees only a part of {shut}. Run: throughline migrate"),
        None => Ok(()),
    }
}
