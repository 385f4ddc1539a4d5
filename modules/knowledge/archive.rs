//! A file that may be an archive, and the files in it.

use platform::guard::Guard;
use platform::store::Spool;
use records::{Error, Result};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use text::archive::Member;

/// A file that came in, and what is in it: itself, or the members of an archive and where their bytes are.
pub(crate) struct Source {
    file: File,
    /// What is in it, and where the bytes of each begin.
    pub(crate) members: Vec<(Member, u64)>,
}

impl Source {
    /// Archives are unpacked by the child, never here.
    ///
    /// # Errors
    /// TL120 when an archive can't be read.
    pub(crate) async fn open(guard: &Guard, name: String, bytes: Spool) -> Result<Source> {
        let guard = guard.clone();
        let opened = tokio::task::spawn_blocking(move || Source::unpacked(&guard, name, &bytes));
        let opened = opened.await.map_err(|e| Error::new(500, "XX000", format!("the reader stopped: {e}")))?;
        opened.map_err(|why| {
            let why = super::read_file_text::sentence(&why);
            Error::new(400, "TL120", why).hint("Pack the files anew, or send them as files.")
        })
    }

    fn unpacked(guard: &Guard, name: String, bytes: &Spool) -> std::result::Result<Source, String> {
        let broken = |e: std::io::Error| e.to_string();
        let mut file = File::open(bytes.path()).map_err(broken)?;
        let mut head = [0; 4];
        let count = file.read(&mut head).map_err(broken)?;
        file.seek(SeekFrom::Start(0)).map_err(broken)?;
        if count < 4 || head != *b"PK\x03\x04" || !name.to_lowercase().ends_with(".zip") {
            let size = bytes.content().size;
            return Ok(Source { file, members: vec![(Member { name, size, refused: None }, 0)] });
        }
        let mut lines = BufReader::new(guard.read("zip", None, file).map_err(|e| format!("{e:#}"))?);
        let (mut members, mut at) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            let length = lines.read_line(&mut line).map_err(broken)?;
            if length == 0 {
                return Ok(Source { file: lines.into_inner(), members });
            }
            let member: Member = serde_json::from_str(&line).map_err(|e| e.to_string())?;
            at += length as u64;
            let size = member.size;
            members.push((member, at));
            at += size;
            lines.seek(SeekFrom::Start(at)).map_err(broken)?;
        }
    }

    /// The bytes of one of them.
    ///
    /// # Errors
    /// When the disk can't be read.
    pub(crate) fn bytes(&self, member: &Member, at: u64) -> std::io::Result<Vec<u8>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        file.take(member.size).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
