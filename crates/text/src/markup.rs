//! HTML as a row of tokens, as forgiving as browsers are about what is broken. Nothing is nested, so nothing is deep.

/// Tokens of one page.
const MOST: usize = 200_000;
/// Attributes of one element.
const ATTRIBUTES: usize = 60;

/// A piece of a page.
pub(crate) enum Token<'a> {
    /// An element begins; its name is in lower case.
    Open { name: String, attributes: Vec<(String, String)> },
    /// An element ends.
    Close(String),
    /// Words, with their signs resolved.
    Text(String),
    /// What stands in a script that is data.
    Data(&'a str),
}

impl Token<'_> {
    /// The value of an attribute of an element that begins.
    pub(crate) fn attribute(&self, wanted: &str) -> Option<&str> {
        let Token::Open { attributes, .. } = self else { return None };
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The text of a script that is data.
    pub(crate) fn data(&self) -> Option<&str> {
        match self {
            Token::Data(data) => Some(data),
            _ => None,
        }
    }
}

/// The tokens of a page, in order. Scripts and styles say nothing, but for scripts that are JSON-LD.
pub(crate) fn tokens(page: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < page.len() && all.len() < MOST {
        let Some(begin) = page[at..].find('<').map(|n| at + n) else {
            text(&page[at..], &mut all);
            break;
        };
        text(&page[at..begin], &mut all);
        let rest = &page[begin..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(page.len(), |n| begin + n + 3);
            continue;
        }
        let Some(first) = rest[1..].chars().next() else { break };
        if !(first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')) {
            text("<", &mut all);
            at = begin + 1;
            continue;
        }
        let (token, length) = element(rest);
        at = begin + length;
        let raw = match &token {
            Some(Token::Open { name, .. }) if ["script", "style", "template", "noscript"].contains(&name.as_str()) => {
                let inside = &page[at..];
                let length = closing(inside, name);
                if token.as_ref().and_then(|t| t.attribute("type")).is_some_and(|t| t.contains("ld+json")) {
                    all.push(Token::Data(&inside[..length]));
                }
                length
            }
            _ => 0,
        };
        at += raw;
        all.extend(token);
    }
    all
}

fn text<'a>(words: &str, all: &mut Vec<Token<'a>>) {
    if !words.is_empty() {
        all.push(Token::Text(resolved(words)));
    }
}

/// Where `</name` begins.
fn closing(inside: &str, name: &str) -> usize {
    let bytes = inside.as_bytes();
    let is = |n: usize| {
        bytes[n..].starts_with(b"</")
            && bytes.get(n + 2..n + 2 + name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes()))
    };
    (0..bytes.len()).filter(|n| bytes[*n] == b'<').find(|n| is(*n)).unwrap_or(bytes.len())
}

/// An element's beginning or end, and its length.
fn element(rest: &str) -> (Option<Token<'static>>, usize) {
    let bytes = rest.as_bytes();
    let closes = bytes.get(1) == Some(&b'/');
    let mut at = if closes { 2 } else { 1 };
    let begin = at;
    while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'-' | b':')) {
        at += 1;
    }
    let name = rest[begin..at].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => break,
            Some(b'>') => {
                at += 1;
                break;
            }
            Some(_) => {}
        }
        let from = at;
        while at < bytes.len() && !(bytes[at].is_ascii_whitespace() || matches!(bytes[at], b'=' | b'>' | b'/')) {
            at += 1;
        }
        if at == from {
            at += 1;
            continue;
        }
        let key = rest[from..at].to_ascii_lowercase();
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let mut value = String::new();
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            let quote = bytes.get(at).copied().filter(|b| matches!(b, b'"' | b'\''));
            at += usize::from(quote.is_some());
            let from = at;
            let ends = |b: u8| match quote {
                Some(quote) => b == quote,
                None => b.is_ascii_whitespace() || b == b'>',
            };
            while at < bytes.len() && !ends(bytes[at]) {
                at += 1;
            }
            value = resolved(&rest[from..at]);
            at = (at + usize::from(quote.is_some())).min(bytes.len());
        }
        if attributes.len() < ATTRIBUTES {
            attributes.push((key, value));
        }
    }
    let token = match (name.is_empty(), closes) {
        (true, _) => None,
        (false, true) => Some(Token::Close(name)),
        (false, false) => Some(Token::Open { name, attributes }),
    };
    (token, at)
}

/// Words with the signs that are written as names or numbers.
pub(crate) fn resolved(words: &str) -> String {
    if !words.contains('&') {
        return words.to_string();
    }
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| sign(&rest[1..end]).map(|sign| (sign, end))) {
            Some((sign, end)) => {
                out.push(sign);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn sign(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(number).filter(|c| !c.is_control());
    }
    const NAMES: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("ndash", '–'),
        ("mdash", '—'),
        ("hellip", '…'),
        ("rsquo", '’'),
        ("lsquo", '‘'),
        ("rdquo", '”'),
        ("ldquo", '“'),
        ("bull", '•'),
        ("middot", '·'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("Auml", 'Ä'),
        ("Ouml", 'Ö'),
        ("Uuml", 'Ü'),
        ("szlig", 'ß'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("agrave", 'à'),
        ("ccedil", 'ç'),
        ("ntilde", 'ñ'),
        ("oacute", 'ó'),
        ("aacute", 'á'),
        ("iacute", 'í'),
        ("commat", '@'),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)
}
