//! RSS, Atom and the XML feed of the aggregators: a list of elements whose children say it. Entities a file declares are never
//! expanded.

use super::posting::{MOST, Posting};
use anyhow::Context as _;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// What one opening is called: an item of RSS, an entry of Atom, a job of the aggregators.
const ONES: [&str; 3] = ["item", "entry", "job"];

/// Whether a text is such a feed.
pub(super) fn is_one(page: &str) -> bool {
    let mut reader = Reader::from_str(page);
    for _ in 0..20 {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                return ["rss", "feed", "source", "RDF", "jobs"].contains(&&*element.local_name().as_ref().to_string());
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    false
}

/// The openings of a feed.
///
/// # Errors
/// When it is damaged before the first.
pub(super) fn read(page: &str) -> anyhow::Result<Vec<Posting>> {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = false;
    let mut found: Vec<Posting> = Vec::new();
    let mut one: Option<(Posting, Vec<String>)> = None;
    // The child whose text is read, and how deep within it we are.
    let (mut child, mut depth, mut words) = (String::new(), 0, String::new());
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if !found.is_empty() => break,
            Err(e) => return Err(e).context("The feed is damaged"),
        };
        match event {
            Event::Start(element) => {
                let name = element.local_name().as_ref().to_string();
                if one.is_none() && ONES.contains(&name.as_str()) {
                    one = Some((Posting::default(), Vec::new()));
                } else if one.is_some() {
                    if depth == 0 {
                        child = name;
                        words.clear();
                        link(&element, &child, one.as_mut());
                    }
                    depth += 1;
                }
            }
            Event::Empty(element) => {
                let name = element.local_name().as_ref().to_string();
                link(&element, &name, one.as_mut());
            }
            Event::Text(text) => words.push_str(&text),
            Event::CData(text) => words.push_str(&text),
            Event::GeneralRef(name) => {
                if let Ok(Some(sign)) = name.resolve_char_ref() {
                    words.push(sign);
                } else if let Some(sign) = resolve_predefined_entity(&name) {
                    words.push_str(sign);
                }
            }
            Event::End(_) if one.is_some() && depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    if let Some(one) = one.as_mut() {
                        take(one, &child, words.trim());
                    }
                    words.clear();
                }
            }
            Event::End(_) => {
                if let Some((mut posting, places)) = one.take() {
                    if posting.location.is_none() && !places.is_empty() {
                        posting.location = Some(places.join(", "));
                    }
                    found.push(posting);
                    if found.len() >= MOST {
                        break;
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(found)
}

/// The address of an entry of Atom stands in an attribute.
fn link(element: &BytesStart<'_>, name: &str, one: Option<&mut (Posting, Vec<String>)>) {
    let Some((posting, _)) = one.filter(|_| name == "link") else { return };
    let value = |key: &str| {
        let attribute = element.try_get_attribute(key).ok().flatten()?;
        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|text| text.into_owned())
    };
    if posting.url.is_empty() && value("rel").is_none_or(|rel| rel == "alternate") {
        posting.url = value("href").unwrap_or_default();
    }
}

fn take((posting, places): &mut (Posting, Vec<String>), name: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    let words = words.to_string();
    match name {
        "title" if posting.title.is_empty() => posting.title = words,
        "link" | "url" if posting.url.is_empty() => posting.url = words,
        "company" | "creator" | "author" => posting.company = Some(words),
        "location" => posting.location = Some(words),
        "city" | "state" | "country" => places.push(words),
        "pubDate" | "published" | "date" => posting.posted = Some(words),
        "updated" if posting.posted.is_none() => posting.posted = Some(words),
        "description" | "summary" | "encoded" | "content" if posting.summary.is_none() => posting.summary = Some(words),
        "salary" => posting.salary = Some(words),
        "jobtype" | "type" | "category" if posting.job_type.is_none() => posting.job_type = Some(words),
        _ => {}
    }
}
