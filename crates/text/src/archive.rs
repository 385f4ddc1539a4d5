//! The files of a ZIP archive, one after the other.

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read as _, Write};
use zip::ZipArchive;

/// Files an archive may have.
pub const MOST: usize = 600;
/// Bytes of all of them together, unpacked.
const ALL: u64 = 700 << 20;
/// Bytes of one of them.
const EACH: u64 = crate::LARGEST as u64;

/// A file of an archive. Its bytes follow the line of JSON that this is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Member {
    /// Its name, without its folder.
    pub name: String,
    /// How many bytes follow.
    pub size: u64,
    /// Why there are none.
    pub refused: Option<String>,
}

/// Writes each file of an archive: a line of JSON ([`Member`]), then its bytes.
pub(crate) fn write(file: File, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut archive = ZipArchive::new(std::io::BufReader::new(file)).context("The archive is damaged")?;
    let names: Vec<usize> = (0..archive.len()).collect();
    ensure!(names.len() <= MOST * 4, "There are more than {MOST} files in the archive.");
    let (mut written, mut count) = (0, 0);
    for n in names {
        let mut member = match archive.by_index(n) {
            Ok(member) => member,
            Err(_) => {
                count += 1;
                tell(out, &format!("file {}", n + 1), Some("It is damaged or locked with a password."), &[])?;
                continue;
            }
        };
        let path = member.name().map(|name| name.to_string()).unwrap_or_default();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
        // Folders, and what programs leave beside files.
        if member.is_dir()
            || name.is_empty()
            || name.starts_with('.')
            || path.contains("__MACOSX")
            || name == "Thumbs.db"
        {
            continue;
        }
        count += 1;
        if count > MOST {
            bail!("There are more than {MOST} files in the archive.");
        }
        let name: String = name.chars().filter(|c| !c.is_control()).take(250).collect();
        let mut bytes = Vec::new();
        let whole = (&mut member).take(EACH + 1).read_to_end(&mut bytes);
        let refused = match whole {
            Err(_) => Some("It is damaged or locked with a password."),
            Ok(_) if bytes.len() as u64 > EACH => Some("It is too large to be read."),
            Ok(_) if bytes.is_empty() => Some("It is empty."),
            Ok(_) if bytes.starts_with(b"PK") && name.to_lowercase().ends_with(".zip") => {
                Some("It is an archive inside the archive.")
            }
            Ok(_) => None,
        };
        written += bytes.len() as u64;
        ensure!(written <= ALL, "There are more than {} MB in the archive.", ALL >> 20);
        tell(out, &name, refused, if refused.is_some() { &[] } else { &bytes })?;
    }
    ensure!(count > 0, "There are no files in the archive.");
    Ok(())
}

fn tell(out: &mut dyn Write, name: &str, refused: Option<&str>, bytes: &[u8]) -> anyhow::Result<()> {
    let member = Member { name: name.into(), size: bytes.len() as u64, refused: refused.map(str::to_string) };
    serde_json::to_writer(&mut *out, &member)?;
    out.write_all(b"\n")?;
    out.write_all(bytes)?;
    Ok(())
}
