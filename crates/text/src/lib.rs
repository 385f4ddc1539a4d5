//! Foreign files → what is in them, as plain values.
//!
//! A file somebody sends may be made to hurt its reader, so nothing here runs in the server: `throughline extract` is a
//! child process with little memory and time, no network and nothing to write to, and this is what it calls.

pub mod eml;
pub mod sheet;

use std::fs::File;
use std::io::{Read as _, Write};

/// Kinds of files that are read.
pub const KINDS: [&str; 2] = ["eml", "xlsx"];

/// Reads one file of this kind and writes what is in it: JSON for an e-mail, a line of JSON and CSV for a spreadsheet.
/// `part` is the wanted sheet of a spreadsheet; the first when none is named.
///
/// # Errors
/// When the file is not of the kind, or larger or deeper than is read. The message is for people.
pub fn extract(kind: &str, part: Option<&str>, mut file: File, out: &mut dyn Write) -> anyhow::Result<()> {
    match kind {
        "eml" => {
            let mut bytes = Vec::new();
            (&mut file).take(eml::LARGEST as u64 + 1).read_to_end(&mut bytes)?;
            serde_json::to_writer(out, &eml::read(&bytes)?)?;
            Ok(())
        }
        "xlsx" => sheet::write_csv(file, part, out),
        other => anyhow::bail!("{other} files are not read; only {} are", KINDS.join(" and ")),
    }
}
