//! A web page → what it says of the company behind it: its words, how to reach it, its other pages, what it is made with.

mod company;
mod line;
mod made_with;
mod page;
mod reach;

pub use company::{Organisation, Person};
pub use page::{Link, SitePage};

use crate::markup::{Token, tokens};
use std::io::Write;

/// Bytes a page may have.
pub const LARGEST: usize = 2 << 20;

/// Reads a page and writes what it says, as JSON ([`SitePage`]).
///
/// # Errors
/// When it is larger than is read, or no page.
pub(crate) fn write(bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    serde_json::to_writer(out, &read(bytes)?)?;
    Ok(())
}

/// Reads a page, however broken.
///
/// # Errors
/// As [`write`].
pub fn read(bytes: &[u8]) -> anyhow::Result<SitePage> {
    anyhow::ensure!(bytes.len() <= LARGEST, "The page is larger than {} MB.", LARGEST >> 20);
    anyhow::ensure!(!bytes.iter().take(512).any(|b| *b == 0), "This is no page.");
    let source = crate::plain::decoded(bytes);
    let tokens = tokens(&source);
    let mut page = page::read(&tokens);
    let data: Vec<&str> = tokens.iter().filter_map(Token::data).collect();
    let said = company::read(&data);
    page.postings = said.postings;
    page.people = said.people;
    page.organisation = said.organisation;
    page.technologies = made_with::found(&source, page.generator.as_deref());
    reach::read(&tokens, &mut page);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::read;

    const ACME: &str = r#"<!doctype html><html lang="en-AU"><head><title> Acme &amp; Sons | Scaffolding </title>
        <meta name="description" content="We build scaffolds."><meta property="og:site_name" content="Acme">
        <meta name=generator content="WordPress 6.5">
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":["LocalBusiness"],
         "name":"Acme &amp; Sons Pty Ltd","email":"mailto:office@acme.example","telephone":"+61 8 1234 5678","numberOfEmployees":{"value":120},
         "address":{"streetAddress":"1 Quay St","addressLocality":"Perth","postalCode":"6000","addressCountry":{"name":"Australia"}},
         "sameAs":["https://www.linkedin.com/company/acme","javascript:alert(1)"]},
         {"@type":"Person","name":"Ann Able","jobTitle":"Director","email":"ann@acme.example"}]}</script>
        <script>var no = "spy@evil.example <a href='/hidden'>";</script></head>
        <body><p>Scaffolds for sites. <b>Call us</b><a href="/contact">Contact us</a><a href='tel:+61812345678'>call</a>
        <a href=mailto:Sales@Acme.example?subject=x>write</a><img src=logo@2x.png>
        <a href="https://boards.greenhouse.io/acmejobs">Jobs</a><a href="https://twitter.com/acme">x</a></body>"#;

    #[test]
    fn a_page_says_who_is_behind_it() {
        let page = read(ACME.as_bytes()).unwrap();
        assert_eq!(page.title.as_deref(), Some("Acme & Sons | Scaffolding"));
        assert_eq!(page.description.as_deref(), Some("We build scaffolds."));
        assert_eq!((page.site_name.as_deref(), page.language.as_deref()), (Some("Acme"), Some("en-AU")));
        let org = page.organisation.unwrap();
        assert_eq!(org.name.as_deref(), Some("Acme & Sons Pty Ltd"));
        assert_eq!(org.address.as_deref(), Some("1 Quay St, 6000 Perth, Australia"));
        assert_eq!((org.country.as_deref(), org.employees), (Some("Australia"), Some(120)));
        assert_eq!(page.emails, ["sales@acme.example", "office@acme.example"]);
        assert_eq!(page.phones, ["+61812345678", "+61 8 1234 5678"]);
        assert_eq!(page.social, ["https://twitter.com/acme", "https://www.linkedin.com/company/acme"]);
        assert_eq!(page.boards, ["greenhouse/acmejobs"]);
        assert_eq!(page.technologies, ["WordPress", "Greenhouse"]);
        assert_eq!(page.people[0].title.as_deref(), Some("Director"));
        assert!(page.links.iter().any(|l| l.href == "/contact" && l.words == "Contact us"), "{:?}", page.links);
        assert!(!page.text.contains("spy") && page.text.contains("Scaffolds for sites. Call us"), "{}", page.text);
    }

    #[test]
    fn what_is_broken_or_endless_is_bounded() {
        let many = "<a href=/x>y</a>".repeat(60_000);
        let page = read(many.as_bytes()).unwrap();
        assert!(page.links.len() <= 400 && page.text.len() <= 20_000);
        for broken in ["<", "<a", "<a href=", "<!--", "<script>", "<a href='x", "&#xFFFFFFFFFF; & &;", "</", "<a b=c d"]
        {
            read(broken.as_bytes()).unwrap();
        }
        let deep = format!("<script type=application/ld+json>{}1{}</script>", "[".repeat(9_000), "]".repeat(9_000));
        assert!(read(deep.as_bytes()).unwrap().organisation.is_none());
        assert!(read(b"\x00\x01\x02").is_err() && read(&vec![b'a'; super::LARGEST + 1]).is_err());
    }
}
