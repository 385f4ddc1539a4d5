//! Addresses and forms: pairs of names and values, written and read.

/// The pairs of a query string or form, decoded, in order.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(k, v)| (decode(k), decode(v)))
        .collect()
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().replace('\0', "")
}

/// A value for an address. What reads well and is harmless stays as it is.
pub(super) fn encode(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b'(')
        .remove(b')')
        .remove(b',')
        .remove(b'*')
        .remove(b':')
        .remove(b'/')
        .remove(b'!')
        .remove(b'>');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}

/// Pairs as a query string.
pub(super) fn join<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    pairs
        .into_iter()
        .map(|(k, v)| format!("{}={}", encode(k.as_ref()), encode(v.as_ref())))
        .collect::<Vec<_>>()
        .join("&")
}
