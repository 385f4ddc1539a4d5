//! Something a source found, on its way to a result.

use crawl::Fact;
use serde_json::{Value, json};
use text::companies::CompanyRow;
use url::Url;

/// Hosts where companies have profiles and lists; such an address is nobody's own home page.
const SHARED_HOSTS: &[&str] = &[
    "linkedin.com",
    "facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "youtube.com",
    "wikipedia.org",
    "google.com",
    "yelp.com",
    "crunchbase.com",
    "glassdoor.com",
    "indeed.com",
    "github.com",
    "medium.com",
    "reddit.com",
    "xing.com",
];

/// A company or person that was found.
#[derive(Debug, Default, Clone)]
pub(super) struct Finding {
    /// What rows of companies have.
    pub(super) row: CompanyRow,
    /// The page it stands on.
    pub(super) source: Option<String>,
    /// How it was found, in words.
    pub(super) method: String,
    /// What says that they need something: openings, a tender.
    pub(super) signal: Option<String>,
    /// Words that speak for or against it, beside those of the row.
    pub(super) said: String,
    /// Its site should be looked at.
    pub(super) look: bool,
}

impl Finding {
    /// One that is known by its site alone.
    pub(super) fn of_site(address: &str, method: String) -> Option<Finding> {
        let website = home_of(address)?;
        let row = CompanyRow { website: Some(website), ..CompanyRow::default() };
        Some(Finding { row, method, source: Some(address.to_string()), look: true, ..Finding::default() })
    }

    /// The host of its home page.
    pub(super) fn domain(&self) -> Option<String> {
        let url = Url::parse(self.row.website.as_deref()?).ok()?;
        Some(crawl::plain_host(url.host_str()?))
    }

    /// Whether it is about a person, not only about a company.
    pub(super) fn is_person(&self) -> bool {
        self.row.first_name.is_some() || self.row.last_name.is_some()
    }

    /// The person's name in one piece.
    pub(super) fn person(&self) -> Option<String> {
        let whole = [self.row.first_name.as_deref(), self.row.last_name.as_deref()].into_iter().flatten();
        Some(whole.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
    }

    /// What makes it one result of its run.
    pub(super) fn once_key(&self) -> String {
        let company = self.domain().or_else(|| self.row.name.clone()).unwrap_or_default();
        let row = &self.row;
        let person = || row.email.clone().or_else(|| row.linkedin.clone()).or_else(|| self.person());
        let person = if self.is_person() { person() } else { None };
        let company = if company.is_empty() {
            row.linkedin.clone().or_else(|| row.email.clone()).unwrap_or_default()
        } else {
            company
        };
        [Some(company), person]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("|")
            .to_lowercase()
            .chars()
            .take(500)
            .collect()
    }

    /// The same with what holds in the database: addresses that are some, numbers that are some, lines of a length.
    pub(super) fn settled(mut self) -> Option<Finding> {
        let row = &mut self.row;
        let short = |text: &mut Option<String>, most: usize| {
            let kept = text.take().map(|t| plain(&t).trim().chars().take(most).collect::<String>());
            *text = kept.filter(|t| !t.is_empty());
        };
        self.said = plain(&self.said);
        self.method = plain(&self.method);
        self.signal = self.signal.take().map(|signal| plain(&signal));
        row.website = row.website.take().and_then(|site| home_of(&site));
        row.email = row
            .email
            .take()
            .map(|e| e.trim().to_lowercase())
            .filter(|e| records::is_email(e) && !e.contains(char::is_control));
        row.phone = row.phone.take().map(|p| p.trim().to_string()).filter(|p| is_phone(p));
        row.linkedin = row.linkedin.take().and_then(|url| profile_of(&url));
        if row.website.is_none() {
            row.website = row
                .email
                .as_deref()
                .and_then(crate::crm::lead_duplicates::company_domain)
                .map(|d| format!("https://{d}"));
        }
        for (text, most) in
            [(&mut row.name, 200), (&mut row.industry, 200), (&mut row.country, 100), (&mut row.size, 50)]
        {
            short(text, most);
        }
        for text in [&mut row.first_name, &mut row.last_name, &mut row.title] {
            short(text, 200);
        }
        short(&mut row.description, 1_000);
        let is_some = row.name.is_some() || row.website.is_some() || row.linkedin.is_some() || row.email.is_some();
        self.source = self
            .source
            .take()
            .filter(|url| url.len() <= 2_000 && (url.starts_with("https://") || url.starts_with("http://")))
            .filter(|url| !url.contains(|c: char| c.is_whitespace() || c.is_control()));
        is_some.then_some(self)
    }

    /// Adds what its site says where nothing was known; what a source said stays.
    pub(super) fn add(&mut self, home: &str, facts: &[Fact], words: &str) {
        let said = |key: &str| facts.iter().find(|fact| fact.key == key).map(|fact| fact.value.clone());
        let row = &mut self.row;
        row.website = home_of(home).or(row.website.take());
        // What a page calls itself is better than the title of a search hit.
        row.name = said("name").or(row.name.take());
        for (place, key) in [
            (&mut row.description, "description"),
            (&mut row.email, "email"),
            (&mut row.phone, "phone"),
            (&mut row.country, "country"),
            (&mut row.size, "size"),
            (&mut row.linkedin, "linkedin"),
        ] {
            *place = place.take().or_else(|| said(key));
        }
        self.signal = self.signal.take().or_else(|| said("openings"));
        let address = said("address").unwrap_or_default();
        self.said = format!("{} {address} {words}", self.said).chars().take(30_000).collect();
    }

    /// Where it was found, in the shape of `discovery_metadata`.
    pub(super) fn metadata(&self, channel: &str, at: &str, score: i32, reasons: &[String]) -> Value {
        let description = self.row.description.clone().unwrap_or_default();
        json!({
            "discoverySource": channel,
            "discoveryTimestamp": at,
            "discoveryMethod": self.method,
            "relevanceScore": score,
            "relevanceReasons": reasons,
            "channel": channel,
            "scrapedDescription": description,
        })
    }
}

/// A text without signs that are none, which no line may have.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The home page of whoever owns an address; none when many share its host.
pub(super) fn home_of(address: &str) -> Option<String> {
    let address = address.trim();
    let whole = if address.contains("://") { address.to_string() } else { format!("https://{address}") };
    let url = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let shared = SHARED_HOSTS.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")));
    let fits = host.contains('.') && !shared && url.username().is_empty() && url.password().is_none();
    fits.then(|| url.origin().ascii_serialization())
}

/// A profile at LinkedIn, written in one way.
fn profile_of(address: &str) -> Option<String> {
    let at = address.find("linkedin.com/")?;
    let path = address[at + "linkedin.com/".len()..].split(['?', '#']).next()?.trim_end_matches('/');
    let fits = path.starts_with("in/") || path.starts_with("company/");
    let plain = path.len() <= 200 && !path.contains(|c: char| c.is_whitespace() || c.is_control());
    (fits && plain).then(|| format!("https://www.linkedin.com/{}", path.to_lowercase()))
}

fn is_phone(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c == '+' || c.is_ascii_digit());
    begins
        && (4..=40).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_digit() || "+ ()./-".contains(c))
        && !text[1..].contains('+')
}

#[cfg(test)]
mod tests {
    use super::{Finding, home_of};
    use text::companies::CompanyRow;

    #[test]
    fn one_result_is_one_company_or_one_person() {
        let of = |website: &str, email: Option<&str>, last: Option<&str>| {
            let row = CompanyRow {
                website: Some(website.into()),
                email: email.map(Into::into),
                last_name: last.map(Into::into),
                ..CompanyRow::default()
            };
            Finding { row, ..Finding::default() }.settled().unwrap().once_key()
        };
        assert_eq!(
            of("https://www.Acme.example/about", None, None),
            of("acme.example", Some("info@acme.example"), None)
        );
        assert_ne!(
            of("acme.example", Some("a@acme.example"), Some("A")),
            of("acme.example", Some("b@acme.example"), Some("B"))
        );
        assert_eq!(home_of("https://au.linkedin.com/company/acme"), None);
        assert_eq!(home_of("https://user:pw@acme.example"), None);
        assert_eq!(home_of("javascript:alert(1)"), None);
    }
}
