//! Who a résumé is about.

use crate::line::{Line, trimmed};
use crate::section::Section;
use crate::titles;
use crate::words::Heading;
use crate::{Contact, Found, Span};
use std::ops::Range;

/// Lines in which a name is looked for.
const HEAD: usize = 14;

/// Reads it. `lines` are all lines, `sections` the same in their parts.
pub(crate) fn read(name: Option<Found<String>>, lines: &[Line], sections: &[Section]) -> Contact {
    let near: Vec<&Line> =
        sections.iter().filter(|s| matches!(s.heading, None | Some(Heading::Contact))).flat_map(|s| &s.lines).collect();
    let mut contact = Contact { name, ..Contact::default() };
    for (n, line) in near.iter().copied().chain(lines).enumerate() {
        let confidence = if n < near.len() { 98 } else { 80 };
        for at in emails(&line.text) {
            let email = line.text[at.clone()].to_string();
            if !contact.emails.iter().any(|e| e.value.eq_ignore_ascii_case(&email)) {
                contact.emails.push(Found::new(email, line.span(&at), confidence));
            }
        }
        for (link, at) in links(&line.text) {
            let place = if link.contains("linkedin.com/") {
                &mut contact.linkedin
            } else if link.contains("github.com/") {
                &mut contact.github
            } else if n < near.len() {
                &mut contact.portfolio
            } else {
                continue;
            };
            if place.is_none() {
                *place = Some(Found::new(link, line.span(&at), confidence));
            }
        }
        // What stands among jobs is a number of something else.
        if n < near.len() || contact.phones.is_empty() {
            for at in phones(&line.text) {
                let phone = line.text[at.clone()].trim().to_string();
                let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                if !contact.phones.iter().any(|p| digits(&p.value) == digits(&phone)) {
                    contact.phones.push(Found::new(phone, line.span(&at), confidence));
                }
            }
        }
    }
    contact.place = place(&near, contact.name.as_ref().map(|n| n.at));
    contact
}

/// Where e-mail addresses stand.
pub(crate) fn emails(text: &str) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '\'' | '%');
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text[..at].char_indices().rev().take_while(|(_, c)| is_local(*c)).last().map(|(i, _)| i);
        let host: usize = text[at + 1..].chars().take_while(|c| is_host(*c)).map(char::len_utf8).sum();
        let Some(from) = before else { continue };
        let from = from + (text[from..at].len() - text[from..at].trim_start_matches(['.', '-', '\'']).len());
        let host = text[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
        let last = host.rsplit('.').next().unwrap_or_default();
        if from < at && host.contains('.') && last.len() >= 2 && last.chars().all(char::is_alphabetic) {
            found.push(from..at + 1 + host.len());
        }
    }
    found
}

/// Addresses of pages, with `https://` where they have none.
fn links(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '•' | '·' | ',' | ';' | '(' | ')' | '<' | '>')
    }) {
        let start = at;
        at += word.len();
        let kept = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/').trim_end_matches('/');
        let from = start + word.find(kept).unwrap_or(0);
        let plain = kept.to_lowercase();
        let bare = plain.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_host = host.contains('.')
            && !host.starts_with('.')
            && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            && (2..=8).contains(&last.len())
            && last.chars().all(|c| c.is_ascii_alphabetic());
        let is_page = plain.starts_with("http")
            || plain.starts_with("www.")
            || !path.is_empty()
            || host.matches('.').count() >= 2
            || ["com", "net", "org", "io", "dev", "me", "de", "fr", "es", "nl", "pt", "au", "uk"].contains(&last);
        // "B.Sc" and "Node.js" are no hosts.
        let is_word = ["js", "sc", "net", "tech", "eng", "com"].contains(&last)
            && !plain.contains('/')
            && !plain.contains("www.")
            && host.matches('.').count() < 2
            && host.len() < 9;
        if kept.contains('@') || !is_host || !is_page || is_word || host.len() < 5 {
            continue;
        }
        let tail = &kept[kept.len() - bare.len()..];
        found.push((format!("https://{tail}"), from..from + kept.len()));
    }
    found
}

/// Where telephone numbers stand.
pub(crate) fn phones(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let is_sign = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '–');
    let bytes: Vec<(usize, char)> = text.char_indices().collect();
    let mut i = 0;
    while i < bytes.len() {
        let (from, c) = bytes[i];
        let before = i.checked_sub(1).map(|b| bytes[b].1);
        if !(c.is_ascii_digit() || c == '+' || c == '(')
            || before.is_some_and(|b| b.is_alphanumeric() || matches!(b, '/' | '@' | '.' | '_' | '#'))
        {
            i += 1;
            continue;
        }
        let mut j = i;
        let (mut digits, mut end, mut signs) = (0, i, 0);
        while j < bytes.len() {
            let c = bytes[j].1;
            if c.is_ascii_digit() {
                digits += 1;
                signs = 0;
                end = j + 1;
            } else if is_sign(c) || c == '+' && j == i || c == '+' && bytes[i].1 == '(' {
                signs += 1;
                if signs > 3 {
                    break;
                }
            } else {
                break;
            }
            j += 1;
        }
        let to = bytes.get(end).map_or(text.len(), |b| b.0);
        let whole = &text[from..to];
        let glued = bytes.get(end).is_some_and(|b| b.1.is_alphabetic() || b.1 == '@');
        if (8..=15).contains(&digits) && !glued && is_phone(whole, digits) {
            found.push(from..to);
        }
        i = j.max(i + 1);
    }
    found
}

/// Whether digits are a telephone number, and no dates.
fn is_phone(text: &str, digits: usize) -> bool {
    if text.starts_with('+') {
        return true;
    }
    if crate::dates::spell(text).is_some_and(|s| !s.is_single || s.at.len() == text.len()) {
        return false;
    }
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
    let years = groups.iter().filter(|g| g.len() == 4 && (g.starts_with("19") || g.starts_with("20"))).count();
    (years < 2 || years * 4 < digits)
        && (text.starts_with(['0', '(']) || digits >= 9 || groups.len() >= 2 && groups.len() <= 5)
}

/// The name: of the lines at the head the one that looks most like one.
pub(crate) fn name(lines: &[Line]) -> Option<Found<String>> {
    let email = lines.iter().find_map(|l| emails(&l.text).first().map(|at| l.text[at.clone()].to_string()));
    let email = email.unwrap_or_default();
    let largest = lines.iter().filter(|l| l.page == 1).map(|l| l.size).fold(0.0, f32::max);
    let local: String = email.split('@').next().unwrap_or_default().chars().filter(|c| c.is_alphabetic()).collect();
    let mut best: Option<(i32, Found<String>)> = None;
    // The name may stand in the second of two columns.
    let heads =
        lines.iter().enumerate().filter(|(n, l)| *n < HEAD || l.page == 1 && l.size > 0.0 && l.size >= 0.8 * largest);
    for (n, line) in heads {
        let labelled = labelled(&line.text);
        let parts: Vec<(&str, Range<usize>)> = match &labelled {
            Some(at) => vec![(&line.text[at.clone()], at.clone())],
            None => line.parts(|c| matches!(c, '\t' | '|' | '•' | '·' | ',' | '–' | '—')).take(2).collect(),
        };
        for (k, (part, at)) in parts.into_iter().enumerate() {
            let (part, at) = without_title(part, at);
            let Some(looks) = looks_like_name(part) else { continue };
            let mut score = looks + 10 - i32::try_from(n.min(10)).unwrap_or(10) - 3 * i32::from(k > 0);
            score += 30 * i32::from(labelled.is_some());
            score += 14 * i32::from(largest > 0.0 && line.size >= 0.95 * largest);
            score += 6 * matches(part, &local);
            score -= 12 * i32::from(titles::is_title(part)) + 20 * i32::from(titles::is_company(part));
            score -= 8 * i32::from(line.bullet);
            if best.as_ref().is_none_or(|b| score > b.0) {
                let confidence = u8::try_from((50 + score).clamp(20, 98)).unwrap_or(50);
                best = Some((score, Found::new(cased(part), line.span(&at), confidence)));
            }
        }
    }
    best.filter(|b| b.0 > 5).map(|b| b.1)
}

/// Where the name stands behind a word such as `Name:`.
fn labelled(text: &str) -> Option<Range<usize>> {
    let at = text.find([':', '\t'])?;
    let label = text[..at].trim().to_lowercase();
    let known =
        ["name", "full name", "candidate", "nom", "nombre", "nome", "naam", "vor- und nachname", "nachname, vorname"];
    let rest = text[at + 1..].trim();
    let from = at + 1 + text[at + 1..].find(rest).unwrap_or(0);
    (known.contains(&label.as_str()) && !rest.is_empty()).then(|| from..from + rest.len())
}

/// Without Dr., Mr. and their like before, and degrees behind.
fn without_title(part: &str, at: Range<usize>) -> (&str, Range<usize>) {
    const BEFORE: &[&str] = &[
        "dr",
        "dr.",
        "prof",
        "prof.",
        "professor",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "miss",
        "herr",
        "frau",
        "ing.",
        "dipl.-ing.",
        "sir",
    ];
    let mut kept = part;
    while let Some((first, rest)) = kept.split_once(' ') {
        if !BEFORE.contains(&first.to_lowercase().as_str()) {
            break;
        }
        kept = rest.trim_start();
    }
    let from = at.end - kept.len();
    (kept, from..at.end)
}

fn looks_like_name(part: &str) -> Option<i32> {
    let words: Vec<&str> = part.split_whitespace().collect();
    if !(2..=5).contains(&words.len()) || part.chars().count() > 45 || Heading::of(part).is_some() {
        return None;
    }
    const SMALL: &[&str] = &[
        "van", "von", "de", "da", "der", "den", "del", "la", "le", "dos", "das", "do", "di", "bin", "al", "el", "ter",
        "ten", "y", "e", "zu", "af",
    ];
    const NEVER: &[&str] = &[
        "curriculum",
        "vitae",
        "resume",
        "résumé",
        "lebenslauf",
        "page",
        "street",
        "road",
        "avenue",
        "phone",
        "email",
        "tel",
        "mobile",
        "address",
        "details",
        "references",
        "cv",
        "the",
        "and",
        "for",
        "with",
        "of",
        "please",
        "find",
        "my",
        "hi",
        "dear",
    ];
    let mut capital = 0;
    for word in &words {
        let plain = word.to_lowercase();
        if NEVER.contains(&plain.trim_end_matches([':', ',', '.'])) {
            return None;
        }
        if !word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '\u{301}')) {
            return None;
        }
        if word.chars().next().is_some_and(char::is_uppercase) {
            capital += 1;
        } else if !SMALL.contains(&plain.as_str()) {
            return None;
        }
    }
    (capital >= 2).then_some(if words.len() <= 3 { 6 } else { 3 })
}

/// How many words of a name the address has.
fn matches(part: &str, local: &str) -> i32 {
    let local = crate::plain::letters(local);
    let words = part.split([' ', '-', '\'', '’']).map(crate::plain::letters).filter(|w| w.len() > 2);
    i32::try_from(words.filter(|w| local.contains(w.as_str())).count()).unwrap_or(0)
}

/// A name in capitals as people write it.
fn cased(name: &str) -> String {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    if !letters.iter().all(|c| c.is_uppercase()) {
        return name.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut out = String::new();
    let mut begin = true;
    for c in name.chars() {
        if begin {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        begin = !c.is_alphabetic();
    }
    out
}

/// Where they live: what is labelled so, or stands between address and number and looks like a place.
fn place(near: &[&Line], name: Option<Span>) -> Option<Found<String>> {
    const LABELS: &[&str] = &[
        "address",
        "location",
        "adresse",
        "wohnort",
        "anschrift",
        "ort",
        "lives in",
        "based in",
        "direction",
        "dirección",
        "morada",
        "endereço",
        "adres",
        "woonplaats",
        "home",
        "residence",
    ];
    let mut best: Option<(i32, Found<String>)> = None;
    for line in near {
        for (part, at) in line.parts(|c| matches!(c, '\t' | '|' | '•' | '·')).collect::<Vec<_>>() {
            let (label, rest) = part.split_once(':').map_or(("", part), |(l, r)| (l.trim(), r.trim()));
            let labelled = LABELS.contains(&label.to_lowercase().as_str())
                || LABELS.iter().any(|l| line.text.to_lowercase().starts_with(&format!("{l}\t")));
            let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            let from = at.end - rest.len();
            let span = line.span(&(from..at.end));
            let is_name = name.is_some_and(|n| n.page == span.page && n.from < span.to && span.from < n.to);
            let words = rest.split_whitespace().count();
            let clean =
                rest.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | ',' | '-' | '.' | '\'' | '(' | ')'));
            let begins = rest.chars().next().is_some_and(char::is_uppercase);
            if is_name
                || !begins
                || !(1..=5).contains(&words)
                || titles::is_title(rest)
                || LABELS.contains(&rest.to_lowercase().as_str())
                || Heading::of(rest).is_some()
                || rest.contains('@')
                || !labelled && !clean
                || ["name", "curriculum vitae", "telephone", "phone", "e-mail", "email"]
                    .contains(&rest.to_lowercase().as_str())
            {
                continue;
            }
            let score = 10 * i32::from(labelled)
                + 5 * i32::from(rest.contains(','))
                + i32::from(words < 3)
                + 2 * i32::from(line.text.len() > part.len());
            if best.as_ref().is_none_or(|b| score > b.0) {
                best = Some((score, Found::new(rest.to_string(), span, if labelled { 90 } else { 60 })));
            }
        }
    }
    best.map(|b| b.1).map(|mut found| {
        found.value = trimmed(&found.value).to_string();
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_telephones_and_numbers_that_are_not() {
        for text in [
            "+353 86 555 0142",
            "(312) 555-0147",
            "0491 570 156",
            "304.555.0139",
            "06 39 98 12 34",
            "+1 (206) 555-0198",
        ] {
            let found = phones(&format!("Tel: {text} | x"));
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&format!("Tel: {text} | x")[found[0].clone()], text);
        }
        for text in
            ["2015-09 - 2019-02", "2008 - 2012", "12,000 genomes", "01.10.2012 - 28.02.2018", "0000-0000-0000-0000"]
        {
            assert!(phones(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn addresses_and_pages() {
        let at = |text: &str| emails(text).into_iter().map(|r| text[r].to_string()).collect::<Vec<_>>();
        assert_eq!(at("mail:a.b+c@example.co.uk, x@y"), ["a.b+c@example.co.uk"]);
        let pages = |text: &str| links(text).into_iter().map(|l| l.0).collect::<Vec<_>>();
        assert_eq!(
            pages("www.linkedin.com/in/x | me.example.com"),
            ["https://linkedin.com/in/x", "https://me.example.com"]
        );
        assert_eq!(pages("B.Sc. in Node.js and ASP.NET"), Vec::<String>::new());
    }
}
