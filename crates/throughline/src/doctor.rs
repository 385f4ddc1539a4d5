//! `throughline doctor`: what is wrong, and how to fix it.

use crate::common::Common;
use crate::place::{Empty, Hold, connect, key_file};
use platform::vault::{KeyRing, MasterKey};
use platform::{install, told};
use std::path::Path;
use std::process::ExitCode;

/// Checks one thing after another and says of each how it stands.
pub(crate) async fn run(common: &Common) -> anyhow::Result<ExitCode> {
    let mut healthy = true;
    let mut tell = |what: &str, result: Result<String, String>| {
        let (mark, words) = match result {
            Ok(words) => ("ok   ", words),
            Err(words) => {
                healthy = false;
                ("WRONG", words)
            }
        };
        println!("{mark}  {what}: {}", words.replace('\n', "\n         "));
    };
    let file = key_file(common);
    let none = || anyhow::anyhow!("there is none yet; the first start makes {}", file.display());
    let key = match &common.master_key {
        Some(text) => MasterKey::parse(text),
        None => MasterKey::read(&file).and_then(|key| key.ok_or_else(none)),
    };
    tell("master key", key.as_ref().map(|_| "readable by its owner only".to_string()).map_err(|e| format!("{e:#}")));
    if common.database_url.is_none() {
        tell("disk", free_space(common));
    }
    let (admin, inside) = match connect(common, Hold::Beside, Empty::Refuse).await {
        Ok(found) => found,
        Err(e) => {
            tell("database", Err(told(&e)));
            return Ok(ExitCode::FAILURE);
        }
    };
    let checks = async {
        let client = admin.connect().await?;
        let row = client.query_one("select current_setting('server_version'), coalesce((select extversion from pg_extension where extname = 'vector'), '')", &[]).await?;
        tell("database", Ok(format!("PostgreSQL {}", row.get::<_, &str>(0))));
        tell(
            "pgvector",
            if row.get::<_, &str>(1).is_empty() {
                Err("not installed in this database; run: throughline migrate".into())
            } else {
                Ok(row.get::<_, &str>(1).to_string())
            },
        );
        let installed: bool = client.query_one("select to_regclass('kit.installed') is not null", &[]).await?.get(0);
        if !installed {
            tell("schema", Err("not installed; run: throughline migrate".into()));
            return anyhow::Ok(());
        }
        let catalog = install::catalog(&modules::PRODUCT, &admin).await.map(|c| format!("{} nouns", c.tables.len()));
        tell("schema and its laws", catalog.map_err(|e| told(&e)));
        if let Ok(key) = key {
            let fits = KeyRing::new(key).check(&client).await.map(|()| "the master key fits".to_string());
            tell("personal data", fits.map_err(|e| told(&e)));
        }
        let row = client.query_one("select (select count(*) from identity.organizations), (select count(*) from identity.users where role = 'admin' and status = 'active'), pg_size_pretty(pg_database_size(current_database()))", &[]).await?;
        tell(
            "content",
            Ok(format!(
                "{} organisations, {} admins, {}",
                row.get::<_, i64>(0),
                row.get::<_, i64>(1),
                row.get::<_, &str>(2)
            )),
        );
        let invalid: i64 = client.query_one("select count(*) from pg_index where not indisvalid", &[]).await?.get(0);
        tell(
            "indexes",
            if invalid == 0 {
                Ok("all valid".into())
            } else {
                Err(format!("{invalid} are not valid; rebuild them with REINDEX"))
            },
        );
        let application = "select coalesce(max(rolname) filter (where rolsuper or rolbypassrls), ''), count(*)
            from pg_roles, pg_database where datname = current_database() and rolname = $1 || '_' || pg_database.oid";
        let row = client.query_one(application, &[&install::APPLICATION]).await?;
        let holds = match (row.get::<_, &str>(0), row.get::<_, i64>(1)) {
            (_, 0) => Err("the application's login is missing; run: throughline migrate".to_string()),
            ("", _) => Ok("holds for the application".to_string()),
            (name, _) => Err(format!("the role {name} can bypass it; take that right away")),
        };
        tell("row security", holds);
        let sees = install::sees_every_row(&client).await;
        tell("backups", sees.map(|()| "this login sees every row".to_string()).map_err(|e| told(&e)));
        Ok(())
    };
    let done = checks.await;
    if let Some(inside) = inside {
        inside.stop().await;
    }
    done?;
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn free_space(common: &Common) -> Result<String, String> {
    let data = common.folder();
    let there = |folder: &&Path| folder.exists() && !folder.as_os_str().is_empty();
    let folder = data.ancestors().find(there).unwrap_or(Path::new("."));
    let stat = rustix::fs::statvfs(folder).map_err(|e| e.to_string())?;
    let free = stat.f_bavail * stat.f_frsize;
    let words = format!("{} MB free at {}", free >> 20, folder.display());
    if free < 500 << 20 {
        Err(format!("{words}; PostgreSQL stops when the disk is full. Make room."))
    } else {
        Ok(words)
    }
}
