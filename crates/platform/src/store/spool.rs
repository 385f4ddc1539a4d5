//! Bytes on their way in, on the disk.

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::{Stream, StreamExt as _};
use records::Error;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Bytes of one chunk.
const CHUNK: usize = 256 << 10;

/// What a file holds.
#[derive(Debug, Clone)]
pub struct Content {
    /// Fingerprint of the bytes, in hexadecimal.
    pub sha256: String,
    /// How many there are.
    pub size: u64,
    /// The name of the object that holds them, where they are in the object store.
    pub object: Option<String>,
}

impl Content {
    /// Measures a file that lies somewhere on this machine.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of_file(path: &Path) -> io::Result<Content> {
        let (mut file, mut hash, mut size) = (File::open(path)?, Sha256::new(), 0);
        let mut part = vec![0; CHUNK];
        loop {
            let n = file.read(&mut part)?;
            if n == 0 {
                break;
            }
            hash.update(&part[..n]);
            size += n as u64;
        }
        Ok(Content { sha256: HEXLOWER.encode(&hash.finalize()), size, object: None })
    }
}

/// A file without a name: nobody else can open it, and it is gone when the last who holds it lets go, however the process
/// ends.
#[derive(Debug, Clone)]
pub struct Scratch(Arc<File>);

impl Scratch {
    /// An empty one, in the temporary folder.
    ///
    /// # Errors
    /// When there is no place for it.
    pub fn new() -> io::Result<Scratch> {
        Ok(Scratch(Arc::new(tempfile::tempfile()?)))
    }

    /// The path by which this process opens it.
    pub fn path(&self) -> PathBuf {
        use std::os::fd::AsRawFd as _;
        format!("/proc/self/fd/{}", self.0.as_raw_fd()).into()
    }
}

/// Bytes that came in whole: on the disk, measured and fingerprinted.
#[derive(Debug, Clone)]
pub struct Spool {
    file: Scratch,
    content: Content,
}

/// The chunks of a spool, in order.
pub(super) struct Chunks(tokio::fs::File);

impl Spool {
    /// Takes bytes in as they come.
    ///
    /// # Errors
    /// `FileTooLarge` when there are more than `most`; whatever the sender or the disk said.
    pub async fn take<E>(mut from: impl Stream<Item = Result<Bytes, E>> + Unpin, most: u64) -> io::Result<Spool>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let file = Scratch::new()?;
        let mut to = tokio::fs::File::create(file.path()).await?;
        let (mut hash, mut size) = (Sha256::new(), 0);
        while let Some(part) = from.next().await {
            let part = part.map_err(io::Error::other)?;
            size += part.len() as u64;
            if size > most {
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {most} bytes")));
            }
            hash.update(&part);
            to.write_all(&part).await?;
        }
        to.flush().await?;
        Ok(Spool { file, content: Content { sha256: HEXLOWER.encode(&hash.finalize()), size, object: None } })
    }

    /// Takes bytes that are in memory already.
    ///
    /// # Errors
    /// Whatever the disk said.
    pub async fn of(bytes: Vec<u8>) -> io::Result<Spool> {
        Spool::take(futures_util::stream::iter([Ok::<_, io::Error>(Bytes::from(bytes))]), u64::MAX).await
    }

    /// What it holds.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The path by which this process reads it.
    pub fn path(&self) -> PathBuf {
        self.file.path()
    }

    pub(super) async fn chunks(&self) -> io::Result<Chunks> {
        Ok(Chunks(tokio::fs::File::open(self.path()).await?))
    }
}

impl Chunks {
    pub(super) async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = Vec::with_capacity(CHUNK);
        (&mut self.0).take(CHUNK as u64).read_to_end(&mut chunk).await?;
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}

/// Why a file of at most so many bytes could not be taken in: TL413 when it is larger, 58030 when the disk is full, TL120
/// when it broke off. `name` is what people know it by.
pub fn not_taken(e: &io::Error, most: u64, name: &str) -> Error {
    match e.kind() {
        io::ErrorKind::FileTooLarge => Error::new(413, "TL413", format!("{name} is larger than {} MB", most >> 20)),
        io::ErrorKind::StorageFull => Error::new(503, "58030", format!("The file can't be stored: {e}")),
        _ => Error::new(400, "TL120", format!("The file did not arrive whole: {e}")),
    }
}

/// SHA-256 in hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
