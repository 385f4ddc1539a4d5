//! The résumé that comes with an application: what it is by its bytes, and what it says.

use modules::recruiting::receive_application::read_resume;
use modules::recruiting::sent_details::Details;
use platform::store::Spool;
use records::Error;
use server::Server;
use tokio::io::AsyncReadExt as _;

/// Bytes a résumé may have.
pub(super) const LARGEST: u64 = 10 << 20;
/// What a browser offers to choose.
pub(super) const ACCEPTED: &str = ".pdf,.docx,.odt,.rtf,.txt,image/jpeg,image/png,image/webp";

/// What a file is by how it begins: its media type and its ending.
///
/// # Errors
/// TL100 for what is no text and no picture, 58030 when the disk can't be read.
pub(super) async fn kind_of(file: &Spool) -> Result<(&'static str, &'static str), Error> {
    let unreadable = |e: std::io::Error| Error::new(503, "58030", e.to_string());
    let mut beginning = Vec::with_capacity(4096);
    let opened = tokio::fs::File::open(file.path()).await.map_err(unreadable)?;
    opened.take(4096).read_to_end(&mut beginning).await.map_err(unreadable)?;
    crate::files::kind_of(&beginning).or_else(|| written(&beginning)).ok_or_else(|| {
        Error::new(415, "TL100", "This is no PDF, Word (.docx), OpenDocument, RTF or text file.")
            .hint("Please save it in one of these forms.")
            .field("file")
    })
}

/// What it says; or why it could not be read, which keeps nobody from applying.
pub(super) async fn read(server: &Server, file: &Spool, today: &str) -> Result<Details, String> {
    let bytes = tokio::fs::read(file.path()).await.map_err(|e| e.to_string())?;
    read_resume(&server.tools.guard, "The résumé", bytes, today).await.map_err(|e| e.message)
}

fn written(beginning: &[u8]) -> Option<(&'static str, &'static str)> {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let holds = |words: &[u8]| beginning.windows(words.len()).any(|part| part == words);
    let is_text = |byte: &u8| *byte >= 32 || matches!(byte, b'\n' | b'\r' | b'\t' | 12);
    match beginning {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(("application/pdf", "pdf")),
        [b'P', b'K', 3, 4, ..] if holds(b"opendocument.text") => {
            Some(("application/vnd.oasis.opendocument.text", "odt"))
        }
        [b'P', b'K', 3, 4, ..] => Some((WORD, "docx")),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some(("application/rtf", "rtf")),
        text if text.iter().all(is_text) => Some(("text/plain", "txt")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let ending = |bytes: &[u8]| written(bytes).map(|(_, ending)| ending);
        assert_eq!(ending(b"%PDF-1.7\n"), Some("pdf"));
        assert_eq!(ending(b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.text"), Some("odt"));
        assert_eq!(ending(b"PK\x03\x04\x14\0\x06\0"), Some("docx"));
        assert_eq!(ending(b"{\\rtf1\\ansi"), Some("rtf"));
        assert_eq!(ending("Zoë Müller\nWelder\n".as_bytes()), Some("txt"));
        assert_eq!(ending(b"MZ\x90\0\x03\0\0\0"), None);
        assert_eq!(ending(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), None);
    }
}
