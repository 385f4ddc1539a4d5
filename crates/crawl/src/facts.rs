//! What a site says of the company behind it: one value a fact, each with the page it stands on.

use crate::pages::{Site, plain_host};
use text::site::SitePage;
use url::Url;

/// Something a site says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is: name, title, description, email, phone, address, country, size, linkedin, social, technologies, openings.
    pub key: &'static str,
    /// The value, on one line.
    pub value: String,
    /// The page.
    pub source: String,
}

/// Names of mailboxes that are nobody's own; those that are read first come first.
const SHARED: &[&str] = &["office", "info", "contact", "hello", "sales", "enquiries", "kontakt", "mail", "team", "hi"];

impl Site {
    /// What it says, each fact once.
    pub fn facts(&self) -> Vec<Fact> {
        let host = Url::parse(&self.home).ok().and_then(|url| url.host_str().map(plain_host)).unwrap_or_default();
        let mut facts: Vec<Fact> = Vec::new();
        let mut tell = |key: &'static str, value: Option<String>, source: &str| {
            let value = value.map(|v| v.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
            if !value.is_empty() && !facts.iter().any(|fact| fact.key == key) {
                facts.push(Fact { key, value, source: source.to_string() });
            }
        };
        for (at, page) in &self.pages {
            let organisation = page.organisation.as_ref();
            tell("name", organisation.and_then(|o| o.name.clone()), at);
            tell("address", organisation.and_then(|o| o.address.clone()), at);
            tell("country", organisation.and_then(|o| o.country.as_deref().map(country)), at);
            tell("size", organisation.and_then(|o| o.employees).map(size), at);
        }
        for (at, page) in self.pages.iter().take(1) {
            tell("name", page.site_name.clone().or_else(|| titled(page, &host)), at);
            tell("title", page.title.clone(), at);
            let said = page.organisation.as_ref().and_then(|o| o.description.clone());
            tell("description", page.description.clone().or(said).or_else(|| beginning(&page.text)), at);
        }
        if let Some((at, email)) = self.email(&host) {
            tell("email", Some(email), &at);
        }
        for (at, page) in self.pages.iter().rev() {
            tell("phone", page.phones.first().cloned(), at);
        }
        for (at, page) in &self.pages {
            let linkedin = page.social.iter().find(|url| url.contains("linkedin.com/company/"));
            tell("linkedin", linkedin.cloned(), at);
            tell("social", (!page.social.is_empty()).then(|| page.social.join(" ")), at);
        }
        let mut technologies: Vec<&str> =
            self.pages.iter().flat_map(|(_, page)| page.technologies.iter().map(String::as_str)).collect();
        technologies.sort_unstable();
        technologies.dedup();
        tell("technologies", (!technologies.is_empty()).then(|| technologies.join(", ")), &self.home);
        let openings = self.pages.iter().find(|(_, page)| page.postings > 0 || !page.boards.is_empty());
        if let Some((at, page)) = openings {
            let words = match (page.postings, page.boards.first()) {
                (0, Some(board)) => format!("Publishes openings ({board})"),
                (1, _) => "1 opening on its site".to_string(),
                (n, _) => format!("{n} openings on its site"),
            };
            tell("openings", Some(words), at);
        }
        let end = host.rsplit('.').next().and_then(|end| COUNTRIES.iter().find(|(code, _)| *code == end));
        tell("country", end.map(|(_, name)| (*name).to_string()), &self.home);
        facts
    }

    /// The address a stranger would write to: one of the site's own host, a shared mailbox first; else the one the company
    /// names in its markup.
    fn email(&self, host: &str) -> Option<(String, String)> {
        let all = self.pages.iter().flat_map(|(at, page)| page.emails.iter().map(move |email| (at, email)));
        let own = all.filter(|(_, email)| {
            let at = email.split('@').nth(1).unwrap_or_default();
            at == host || host.ends_with(&format!(".{at}")) || at.ends_with(&format!(".{host}"))
        });
        let rank = |email: &str| {
            let name = email.split('@').next().unwrap_or_default();
            SHARED.iter().position(|known| *known == name).unwrap_or(SHARED.len())
        };
        let best = own.min_by_key(|(_, email)| rank(email)).map(|(at, email)| (at.clone(), email.clone()));
        // Elsewhere only where the company itself says so: other addresses may be those of whoever made the site.
        let said = |(at, page): &(String, SitePage)| {
            let email = page.organisation.as_ref()?.email.as_deref()?.trim_start_matches("mailto:").to_lowercase();
            page.emails.contains(&email).then(|| (at.clone(), email))
        };
        best.or_else(|| self.pages.iter().find_map(said))
    }
}

/// Of a title such as "Scaffolds | Acme", the part that is the name: the one that is like the host, else the first.
fn titled(page: &SitePage, host: &str) -> Option<String> {
    let title = page.title.as_deref()?;
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let label = plain(host.split('.').next().unwrap_or_default());
    let parts: Vec<&str> =
        title.split(['|', '–', '—', '·', '•', ':']).flat_map(|p| p.split(" - ")).map(str::trim).collect();
    let like = parts.iter().find(|part| {
        !label.is_empty()
            && (plain(part).starts_with(&label) || label.starts_with(&plain(part)) && plain(part).len() > 3)
    });
    like.or_else(|| parts.iter().find(|part| !part.is_empty())).map(|part| part.chars().take(200).collect())
}

fn beginning(text: &str) -> Option<String> {
    let words: String = text.chars().take(300).collect();
    (!words.is_empty()).then_some(words)
}

/// The range people say a head count in.
fn size(count: u32) -> String {
    let ranges =
        [(10, "1-10"), (50, "11-50"), (200, "51-200"), (500, "201-500"), (1_000, "501-1000"), (5_000, "1001-5000")];
    ranges.iter().find(|(most, _)| count <= *most).map_or("5001+", |(_, words)| words).to_string()
}

/// A country by its name, where it was given by its code.
fn country(said: &str) -> String {
    let code = said.trim().to_lowercase();
    let code = if code == "gb" { "uk" } else { &code };
    COUNTRIES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or_else(|| said.trim().to_string(), |(_, name)| (*name).to_string())
}

/// Codes of countries, as hosts end in them.
const COUNTRIES: &[(&str, &str)] = &[
    ("ae", "United Arab Emirates"),
    ("ar", "Argentina"),
    ("at", "Austria"),
    ("au", "Australia"),
    ("be", "Belgium"),
    ("br", "Brazil"),
    ("ca", "Canada"),
    ("ch", "Switzerland"),
    ("cl", "Chile"),
    ("cn", "China"),
    ("cz", "Czechia"),
    ("de", "Germany"),
    ("dk", "Denmark"),
    ("ee", "Estonia"),
    ("es", "Spain"),
    ("fi", "Finland"),
    ("fr", "France"),
    ("gr", "Greece"),
    ("hk", "Hong Kong"),
    ("hu", "Hungary"),
    ("ie", "Ireland"),
    ("il", "Israel"),
    ("in", "India"),
    ("it", "Italy"),
    ("jp", "Japan"),
    ("kr", "South Korea"),
    ("lt", "Lithuania"),
    ("lu", "Luxembourg"),
    ("lv", "Latvia"),
    ("mx", "Mexico"),
    ("my", "Malaysia"),
    ("nl", "Netherlands"),
    ("no", "Norway"),
    ("nz", "New Zealand"),
    ("pl", "Poland"),
    ("pt", "Portugal"),
    ("ro", "Romania"),
    ("se", "Sweden"),
    ("sg", "Singapore"),
    ("si", "Slovenia"),
    ("sk", "Slovakia"),
    ("tr", "Turkey"),
    ("uk", "United Kingdom"),
    ("us", "United States"),
    ("za", "South Africa"),
];

#[cfg(test)]
mod tests {
    use crate::Site;

    #[test]
    fn what_a_site_says_has_its_page_beside_it() {
        let page = |html: &str| text::site::read(html.as_bytes()).unwrap();
        let home = "<title>Scaffolds for sites | Acme Quay</title><meta name=description content='We build.'>\
                    <a href=mailto:ann@acmequay.com.au>Ann</a><a href=mailto:x@agency.example>made by</a>";
        let contact =
            "<a href='tel:+61 8 1'>x</a><a href='tel:+61812345678'>x</a><a href=mailto:info@acmequay.com.au>us</a>";
        let site = Site {
            home: "https://www.acmequay.com.au/".into(),
            pages: vec![
                ("https://www.acmequay.com.au/".into(), page(home)),
                ("https://www.acmequay.com.au/contact".into(), page(contact)),
            ],
            unread: Vec::new(),
        };
        let facts = site.facts();
        let said = |key: &str| facts.iter().find(|f| f.key == key).map(|f| (f.value.as_str(), f.source.as_str()));
        assert_eq!(said("name").map(|(v, _)| v), Some("Acme Quay"));
        assert_eq!(said("email"), Some(("info@acmequay.com.au", "https://www.acmequay.com.au/contact")));
        assert_eq!(said("phone").map(|(v, _)| v), Some("+61812345678"));
        assert_eq!(said("country").map(|(v, _)| v), Some("Australia"));
    }
}
