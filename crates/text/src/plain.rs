//! Plain text in the encodings it comes in.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes in which a page may name its encoding.
const HEAD: usize = 2048;

/// The text: by its byte order mark, else UTF-8 when it is that, else as it says itself, else Windows-1252.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_string();
    }
    let named = named(&bytes[..bytes.len().min(HEAD)]).filter(|e| *e != UTF_8);
    named.unwrap_or(WINDOWS_1252).decode(bytes).0.into_owned()
}

/// What a page says of itself: `charset=…`.
fn named(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_is_read() {
        assert_eq!(decoded("Grüße".as_bytes()), "Grüße");
        assert_eq!(decoded(b"Gr\xfc\xdfe"), "Grüße");
        assert_eq!(decoded(b"\xff\xfeG\0\xfc\0"), "Gü");
        assert_eq!(decoded(b"<meta charset=\"windows-1251\">\xcf"), "<meta charset=\"windows-1251\">П");
    }
}
