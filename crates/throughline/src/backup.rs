//! `throughline backup`: the whole database as one file.
//!
//! A `.tar.gz` of one COPY file a table and `manifest.json` last, with the schema's version and a checksum of each file.
//! Personal data stays encrypted in it; the master key is not part of it.

use crate::common::Common;
use crate::place::{Empty, Place};
use anyhow::Context as _;
use clap::Args;
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufWriter, Read, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use tokio_postgres::Transaction;

/// A table and its columns that hold data.
pub(crate) type Table = (String, Vec<String>);

pub(crate) const MANIFEST: &str = "manifest.json";

/// Writes the whole database to one file. The server may run meanwhile; the file holds one moment.
#[derive(Args)]
pub(crate) struct Backup {
    /// The file to write, such as throughline-2026-11-21.backup
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        Place::beside(common, Empty::Refuse, async |place| self.write(place).await).await
    }

    async fn write(&self, place: &Place) -> anyhow::Result<()> {
        let half = self.file.with_extension("part");
        let done = self.write_to(place, &half).await;
        if let Err(e) = done {
            std::fs::remove_file(&half).ok();
            return Err(e);
        }
        std::fs::rename(&half, &self.file)?;
        println!(
            "{} holds {} rows. Keep it with the master key: without the key, personal data in it can't be read.",
            self.file.display(),
            done?
        );
        Ok(())
    }

    async fn write_to(&self, place: &Place, path: &Path) -> anyhow::Result<u64> {
        let mut client = place.admin.connect().await?;
        let tx = client
            .build_transaction()
            .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        // Hashes and encrypted data are in it: for its owner only.
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)
            .with_context(|| format!("making {}", path.display()))?;
        let mut archive = tar::Builder::new(GzEncoder::new(BufWriter::new(file), Compression::fast()));
        platform::install::sees_every_row(&tx).await?;
        let (mut tables, mut total) = (Vec::new(), 0);
        for (name, columns) in tables_of(&tx).await? {
            let (mut copied, digest, written) = copy_out(&tx, &name, &columns).await?;
            let rows: i64 = tx.query_one(&format!("select count(*) from {name}"), &[]).await?.get(0);
            anyhow::ensure!(written == rows, "{name} holds {rows} rows, but {written} were written; nothing was kept");
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

/// Every table with the columns that hold data, in a fixed order.
pub(crate) async fn tables_of(tx: &Transaction<'_>) -> anyhow::Result<Vec<Table>> {
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

pub(crate) async fn migrations(tx: &Transaction<'_>) -> anyhow::Result<Vec<String>> {
    Ok(tx.query("select name from kit.migrations order by name", &[]).await?.iter().map(|r| r.get(0)).collect())
}

pub(crate) async fn schema(tx: &Transaction<'_>) -> anyhow::Result<String> {
    Ok(tx.query_one("select fingerprint from kit.installed", &[]).await?.get(0))
}

/// The rows of a table as a file, its checksum, and how many rows it holds: one a line.
async fn copy_out(tx: &Transaction<'_>, table: &str, columns: &[String]) -> anyhow::Result<(File, String, i64)> {
    use futures_util::TryStreamExt as _;
    let mut file = tempfile::tempfile()?;
    let (mut hash, mut rows) = (Sha256::new(), 0);
    let stream = tx.copy_out(&format!("copy (select {} from {table}) to stdout", quoted(columns))).await?;
    let mut stream = std::pin::pin!(stream);
    while let Some(chunk) = stream.try_next().await? {
        hash.update(&chunk);
        rows += chunk.iter().filter(|byte| **byte == b'\n').count() as i64;
        file.write_all(&chunk)?;
    }
    file.rewind()?;
    Ok((file, HEXLOWER.encode(&hash.finalize()), rows))
}

fn append(
    archive: &mut tar::Builder<impl std::io::Write>,
    name: &str,
    size: u64,
    data: &mut impl Read,
) -> anyhow::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_cksum();
    archive.append_data(&mut header, name, data)?;
    Ok(())
}

pub(crate) fn quoted(columns: &[String]) -> String {
    columns.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect::<Vec<_>>().join(", ")
}

pub(crate) struct HashWriter<'a>(pub(crate) &'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
