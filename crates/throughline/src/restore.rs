//! `throughline restore`: a backup into an empty database.

use crate::backup::{HashWriter, MANIFEST, Table, migrations, quoted, schema, tables_of};
use crate::common::Common;
use crate::place::{Empty, Place};
use anyhow::{Context as _, bail};
use clap::Args;
use data_encoding::HEXLOWER;
use flate2::read::GzDecoder;
use platform::install::OWNER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;
use tokio_postgres::Transaction;

/// Loads a backup into a database without organisations.
#[derive(Args)]
pub(crate) struct Restore {
    /// The file that backup wrote
    file: PathBuf,
}

impl Restore {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        let manifest = self.verify()?;
        Place::beside(common, Empty::Ask, async |place| self.load(place, &manifest).await).await
    }

    fn archive(&self) -> anyhow::Result<tar::Archive<GzDecoder<BufReader<File>>>> {
        let file = File::open(&self.file).with_context(|| format!("opening {}", self.file.display()))?;
        Ok(tar::Archive::new(GzDecoder::new(BufReader::new(file))))
    }

    /// Reads the whole file once and compares every checksum, before anything is touched.
    fn verify(&self) -> anyhow::Result<Value> {
        let damaged = || format!("{} is damaged or no backup", self.file.display());
        let (mut digests, mut manifest) = (std::collections::HashMap::new(), None);
        for entry in self.archive()?.entries().with_context(damaged)? {
            let mut entry = entry.with_context(damaged)?;
            let name = entry.path()?.to_string_lossy().into_owned();
            if name == MANIFEST {
                let mut text = String::new();
                entry.read_to_string(&mut text).with_context(damaged)?;
                manifest = Some(serde_json::from_str::<Value>(&text).with_context(damaged)?);
            } else {
                let mut hash = Sha256::new();
                std::io::copy(&mut entry, &mut HashWriter(&mut hash)).with_context(damaged)?;
                digests.insert(name, HEXLOWER.encode(&hash.finalize()));
            }
        }
        let manifest = manifest.with_context(damaged)?;
        for table in manifest["tables"].as_array().with_context(damaged)? {
            let name = format!("data/{}.copy", table["name"].as_str().unwrap_or_default());
            if digests.get(&name).map(String::as_str) != table["sha256"].as_str() {
                bail!("{}: the checksum of {name} is wrong", damaged());
            }
        }
        Ok(manifest)
    }

    async fn load(&self, place: &Place, manifest: &Value) -> anyhow::Result<()> {
        let mut client = place.admin.connect().await?;
        let organisations: i64 = client.query_one("select count(*) from identity.organizations", &[]).await?.get(0);
        if organisations > 0 {
            bail!(
                "this database already holds {organisations} organisations. \
                 Restore into an empty one, such as --data-dir with a new folder."
            );
        }
        let tx = client.transaction().await?;
        if manifest["schema"] != json!(schema(&tx).await?) && manifest["migrations"] != json!(migrations(&tx).await?) {
            let version = manifest["program"].as_str().unwrap_or("?");
            bail!("the backup has the schema of version {version}. Restore it with that one, then start this one.");
        }
        let tables = tables_of(&tx).await?;
        let every = |what: &str| -> String { tables.iter().map(|(n, _)| format!("alter table {n} {what};")).collect() };
        // The owner stops its own triggers and row security, so this takes no superuser. References are looked at
        // when all rows are there.
        tx.batch_execute(&format!("set local role {OWNER}; set constraints all deferred")).await?;
        tx.batch_execute(&every("no force row level security, disable trigger user")).await?;
        let mut rows = 0;
        for entry in self.archive()?.entries()? {
            let mut entry = entry?;
            let name = entry.path()?.to_string_lossy().into_owned();
            let listed = manifest["tables"].as_array().into_iter().flatten();
            let is_it = |t: &&Value| name == format!("data/{}.copy", t["name"].as_str().unwrap_or_default());
            let Some(table) = listed.into_iter().find(is_it) else { continue };
            let (noun, expected) = (&table["name"], &table["rows"]);
            let read = copy_in(&tx, &tables, table, &mut entry).await.with_context(|| format!("loading {noun}"))?;
            anyhow::ensure!(*expected == json!(read), "{noun} should hold {expected} rows, not {read}");
            rows += read;
        }
        tx.batch_execute("set constraints all immediate").await.context("the rows do not fit together")?;
        go_on_counting(&tx).await?;
        let keys = platform::vault::KeyRing::new(place.master.clone());
        keys.check(&tx).await.context("nothing was restored")?;
        tx.batch_execute(&every("enable trigger user, force row level security")).await?;
        tx.commit().await?;
        client.batch_execute("analyze").await?;
        println!("Restored {rows} rows.");
        Ok(())
    }
}

/// Numbers that the database gives out go on behind those that were restored.
async fn go_on_counting(tx: &Transaction<'_>) -> anyhow::Result<()> {
    let schemas: Vec<&str> = modules::PRODUCT.schemas.to_vec();
    let columns = tx
        .query(
            "select format('%I.%I', n.nspname, c.relname), format('%I', a.attname), s.name
               from pg_class c join pg_namespace n on n.oid = c.relnamespace
               join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
               pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) s(name)
              where n.nspname = any ($1) and c.relkind = 'r' and s.name is not null",
            &[&schemas],
        )
        .await?;
    for row in columns {
        let (table, column, sequence): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let sql = format!("select setval('{sequence}', coalesce(max({column}), 0) + 1, false) from {table}");
        tx.execute(&sql, &[]).await?;
    }
    Ok(())
}

/// Loads one table of the archive, and answers how many rows it had.
async fn copy_in(tx: &Transaction<'_>, known: &[Table], table: &Value, data: &mut impl Read) -> anyhow::Result<u64> {
    use futures_util::SinkExt as _;
    let columns = table["columns"].as_array().into_iter().flatten();
    let columns: Vec<String> = columns.filter_map(|c| c.as_str().map(str::to_string)).collect();
    let name = table["name"].as_str().unwrap_or_default();
    let known = known.iter().any(|(n, c)| n == name && columns.iter().all(|x| c.contains(x)));
    anyhow::ensure!(known, "the table is not part of this version's schema");
    let sink = tx.copy_in::<_, bytes::Bytes>(&format!("copy {name} ({}) from stdin", quoted(&columns))).await?;
    let mut sink = std::pin::pin!(sink);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = data.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        sink.send(bytes::Bytes::copy_from_slice(&buffer[..n])).await?;
    }
    Ok(sink.finish().await?)
}
