//! The page itself: its title and description, its words, and where it leads.

use super::company::{Organisation, Person};
use super::line::line;
use crate::markup::Token;
use serde::{Deserialize, Serialize};

/// Links of a page that are told.
const LINKS: usize = 400;
/// Characters of a line, of a description, and of the words of a page.
const LINE: usize = 300;
const DESCRIPTION: usize = 1_000;
const TEXT: usize = 5_000;

/// What a page says.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct SitePage {
    /// Its title.
    pub title: Option<String>,
    /// What it says it is about.
    pub description: Option<String>,
    /// What the site calls itself.
    pub site_name: Option<String>,
    /// Its language, such as en-AU.
    pub language: Option<String>,
    /// The program it says it was made with.
    pub generator: Option<String>,
    /// It asks not to be kept by those who look through the web.
    pub no_index: bool,
    /// The company it names in its markup.
    pub organisation: Option<Organisation>,
    /// People it names in its markup.
    pub people: Vec<Person>,
    /// E-mail addresses, in lower case.
    pub emails: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Its profiles elsewhere.
    pub social: Vec<String>,
    /// Public boards with its openings: greenhouse/acme.
    pub boards: Vec<String>,
    /// Openings in its own markup.
    pub postings: usize,
    /// What it is made with.
    pub technologies: Vec<String>,
    /// Where it leads.
    pub links: Vec<Link>,
    /// Its words.
    pub text: String,
}

/// A link.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where to, as the page has it.
    pub href: String,
    /// Its words.
    pub words: String,
}

pub(super) fn read(tokens: &[Token<'_>]) -> SitePage {
    let mut page = SitePage::default();
    let mut words = String::new();
    let (mut in_title, mut in_link) = (false, None::<Link>);
    for token in tokens {
        match token {
            Token::Open { name, .. } => match name.as_str() {
                "html" => page.language = token.attribute("lang").map(|l| line(l, 20)).filter(|l| !l.is_empty()),
                "title" if page.title.is_none() => in_title = true,
                "meta" => meta(token, &mut page),
                "a" => {
                    keep(&mut page, in_link.take());
                    in_link =
                        token.attribute("href").map(|href| Link { href: href.trim().into(), words: String::new() });
                }
                "b" | "i" | "em" | "strong" | "span" | "font" | "small" | "u" => {}
                _ => space(&mut words),
            },
            Token::Close(name) => match name.as_str() {
                "title" => in_title = false,
                "a" => keep(&mut page, in_link.take()),
                "b" | "i" | "em" | "strong" | "span" | "font" | "small" | "u" => {}
                _ => space(&mut words),
            },
            Token::Text(said) if in_title => page.title.get_or_insert_default().push_str(said),
            Token::Text(said) => {
                if words.len() < 4 * TEXT {
                    words.push_str(said);
                }
                if let Some(link) = in_link.as_mut().filter(|link| link.words.len() < LINE) {
                    link.words.push_str(said);
                }
            }
            Token::Data(_) => {}
        }
    }
    keep(&mut page, in_link);
    page.title = page.title.map(|title| line(&title, LINE)).filter(|title| !title.is_empty());
    page.text = line(&words, TEXT);
    page
}

fn space(words: &mut String) {
    if !words.ends_with(' ') {
        words.push(' ');
    }
}

fn meta(token: &Token<'_>, page: &mut SitePage) {
    let name = token.attribute("name").or_else(|| token.attribute("property")).unwrap_or_default().to_lowercase();
    let said = |most: usize| {
        let words = line(token.attribute("content").unwrap_or_default(), most);
        (!words.is_empty()).then_some(words)
    };
    match name.as_str() {
        "description" => page.description = said(DESCRIPTION).or(page.description.take()),
        "og:description" if page.description.is_none() => page.description = said(DESCRIPTION),
        "og:site_name" => page.site_name = said(LINE),
        "generator" => page.generator = said(LINE),
        "robots" | "throughline" => {
            let words = said(LINE).unwrap_or_default().to_lowercase();
            page.no_index |= words.contains("noindex") || words.contains("none");
        }
        _ => {}
    }
}

fn keep(page: &mut SitePage, link: Option<Link>) {
    let Some(mut link) = link.filter(|link| page.links.len() < LINKS && !link.href.is_empty()) else { return };
    if link.href.len() > 2_000 || link.href.starts_with('#') || link.href.chars().any(char::is_control) {
        return;
    }
    link.words = line(&link.words, 120);
    if !page.links.iter().any(|known| known.href == link.href) {
        page.links.push(link);
    }
}
