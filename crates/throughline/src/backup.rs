//! `throughline backup` and `restore`: the whole database as one file.
//!
//! A `.tar.gz` of one COPY file a table and `manifest.json` last, with the schema's version and a checksum of each file.
//! Personal data stays encrypted in it; the master key is not part of it.

use crate::Common;
use crate::place::Place;
use anyhow::{Context as _, bail};
use clap::Args;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use tokio_postgres::{Client, Transaction};

const MANIFEST: &str = "manifest.json";

/// Writes the whole database to one file. The server may run meanwhile; the file holds one moment.
#[derive(Args)]
pub(crate) struct Backup {
    /// The file to write, such as throughline-2026-11-21.backup
    file: PathBuf,
}

/// Loads a backup into a database without organisations.
#[derive(Args)]
pub(crate) struct Restore {
    /// The file that backup wrote
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        Place::beside(common, async |place| self.write(place).await).await
    }

    async fn write(&self, place: &Place) -> anyhow::Result<()> {
        let half = self.file.with_extension("part");
        let done = self.write_to(place, &half).await;
        if let Err(e) = done {
            std::fs::remove_file(&half).ok();
            return Err(e);
        }
        std::fs::rename(&half, &self.file)?;
        println!("{} holds {} rows. Keep it with the master key: without the key, personal data in it can't be read.", self.file.display(), done?);
        Ok(())
    }

    async fn write_to(&self, place: &Place, path: &Path) -> anyhow::Result<u64> {
        let mut client = place.admin.connect().await?;
        let tx = client.build_transaction().isolation_level(tokio_postgres::IsolationLevel::RepeatableRead).read_only(true).start().await?;
        // Hashes and encrypted data are in it: for its owner only.
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(path).with_context(|| format!("making {}", path.display()))?;
        let mut archive = tar::Builder::new(GzEncoder::new(BufWriter::new(file), Compression::fast()));
        let (mut tables, mut total) = (Vec::new(), 0);
        for (name, columns) in tables_of(&tx).await? {
            let (mut copied, digest) = copy_out(&tx, &name, &columns).await?;
            let rows: i64 = tx.query_one(&format!("select count(*) from {name}"), &[]).await?.get(0);
            append(&mut archive, &format!("data/{name}.copy"), copied.metadata()?.len(), &mut copied)?;
            tables.push(json!({ "name": name, "columns": columns, "rows": rows, "sha256": digest }));
            total += rows as u64;
        }
        let manifest = json!({ "format": 1, "program": env!("CARGO_PKG_VERSION"), "migrations": migrations(&tx).await?, "schema": schema(&tx).await?, "tables": tables });
        let bytes = serde_json::to_vec_pretty(&manifest)?;
        append(&mut archive, MANIFEST, bytes.len() as u64, &mut bytes.as_slice())?;
        archive.into_inner()?.finish()?.into_inner().map_err(|e| anyhow::anyhow!("{e}"))?.sync_all()?;
        Ok(total)
    }
}

impl Restore {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        let manifest = self.verify()?;
        Place::beside(common, async |place| self.load(place, &manifest).await).await
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
                digests.insert(name, hex(&hash.finalize()));
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
            bail!("this database already holds {organisations} organisations. Restore into an empty one, such as --data-dir with a new folder.");
        }
        let tx = client.transaction().await?;
        if manifest["schema"] != json!(schema(&tx).await?) && manifest["migrations"] != json!(migrations(&tx).await?) {
            bail!("the backup was made by version {} with another schema. Restore it with that version, then start this one.", manifest["program"].as_str().unwrap_or("?"));
        }
        tx.batch_execute("set local session_replication_role = replica").await.context("restoring needs a superuser login on the database")?;
        let mut rows = 0;
        for entry in self.archive()?.entries()? {
            let mut entry = entry?;
            let name = entry.path()?.to_string_lossy().into_owned();
            let Some(table) = manifest["tables"].as_array().into_iter().flatten().find(|t| name == format!("data/{}.copy", t["name"].as_str().unwrap_or_default())) else { continue };
            rows += copy_in(&tx, table, &mut entry).await.with_context(|| format!("loading {}", table["name"]))?;
        }
        tx.commit().await?;
        client.batch_execute("analyze").await?;
        check_key(place, &client).await?;
        println!("Restored {rows} rows.");
        Ok(())
    }
}

/// Says at once when the backup's data can't be read with this master key.
async fn check_key(place: &Place, client: &Client) -> anyhow::Result<()> {
    platform::vault::KeyRing::new(place.master.clone()).check(client).await.context("the data is restored, but personal data in it can't be read")
}

/// Every table with the columns that hold data, in a fixed order.
async fn tables_of(tx: &Transaction<'_>) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let schemas: Vec<&str> = modules::PRODUCT.schemas.to_vec();
    let rows = tx
        .query(
            "select format('%I.%I', n.nspname, c.relname), array_agg(a.attname::text order by a.attnum) from pg_class c join pg_namespace n on n.oid = c.relnamespace
               join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
              where n.nspname = any ($1) and c.relkind = 'r' group by 1 order by 1",
            &[&schemas],
        )
        .await?;
    Ok(rows.iter().map(|r| (r.get(0), r.get(1))).collect())
}

async fn migrations(tx: &Transaction<'_>) -> anyhow::Result<Vec<String>> {
    Ok(tx.query("select name from kit.migrations order by name", &[]).await?.iter().map(|r| r.get(0)).collect())
}

async fn schema(tx: &Transaction<'_>) -> anyhow::Result<String> {
    Ok(tx.query_one("select fingerprint from kit.installed", &[]).await?.get(0))
}

async fn copy_out(tx: &Transaction<'_>, table: &str, columns: &[String]) -> anyhow::Result<(File, String)> {
    use futures_util::TryStreamExt as _;
    let mut file = tempfile::tempfile()?;
    let mut hash = Sha256::new();
    let stream = tx.copy_out(&format!("copy (select {} from {table}) to stdout", quoted(columns))).await?;
    let mut stream = std::pin::pin!(stream);
    while let Some(chunk) = stream.try_next().await? {
        hash.update(&chunk);
        file.write_all(&chunk)?;
    }
    file.rewind()?;
    Ok((file, hex(&hash.finalize())))
}

async fn copy_in(tx: &Transaction<'_>, table: &Value, data: &mut impl Read) -> anyhow::Result<u64> {
    use futures_util::SinkExt as _;
    let columns: Vec<String> = table["columns"].as_array().into_iter().flatten().filter_map(|c| c.as_str().map(str::to_string)).collect();
    let name = table["name"].as_str().unwrap_or_default();
    let known = tables_of(tx).await?.into_iter().any(|(n, c)| n == name && columns.iter().all(|x| c.contains(x)));
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

fn append(archive: &mut tar::Builder<impl std::io::Write>, name: &str, size: u64, data: &mut impl Read) -> anyhow::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_cksum();
    archive.append_data(&mut header, name, data)?;
    Ok(())
}

fn quoted(columns: &[String]) -> String {
    columns.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect::<Vec<_>>().join(", ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
